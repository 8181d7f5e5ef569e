"""Inference Endpoints: containers from options, and the service's status codes as exit codes."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from huggingface_hub._lazy import errors
from huggingface_hub.cli import environment, errors as messages, options, values
from huggingface_hub.cli.output import Output


ENGINE_KEYS = {
    "hf-serve": "hfServe",
    "sglang": "sGLang",
    "tgi-neuron": "tgiNeuron",
    "vllm": "vLLM",
    "vllm-neuron": "vLLMNeuron",
}
"""What the service calls engines that the command line spells otherwise."""

USABLE = ("available", "notAvailable")
COLUMNS = ("name", "namespace", "repository", "status", "framework", "url")
CATALOG_COLUMNS = ("repo_id", "task", "license", "accelerator", "engine", "recipe_id")
HARDWARE_COLUMNS = (
    "vendor", "region", "accelerator", "instance_type", "instance_size", "memory_gb", "gpu_memory_gb",
    "price_per_hour", "quota", "status",
)  # fmt: skip


def ends_with_status(handler: Callable[..., None]) -> Callable[..., None]:
    """A refusal of the service ends the command with its status as the exit code."""

    @wraps(handler)
    def run(out: Output, **parameters: Any) -> None:
        try:
            handler(out, **parameters)
        except errors.HfHubHTTPError as error:
            out.error(f"Fetch failed: {messages.message_of(error)}")
            click.get_current_context().exit(error.response.status_code)

    return run


@ends_with_status
def list_endpoints(out: Output, *, namespace: str | None, token: str | None) -> None:
    """List endpoints."""
    found = options.hub(token).list_inference_endpoints(namespace)
    rows = [endpoint.raw for endpoint in found] if out.mode == "json" else [shown(endpoint) for endpoint in found]
    out.table(rows, COLUMNS, id_key="name")


@ends_with_status
def list_catalog(out: Output, *, token: str | None, **filters: Any) -> None:
    """List the catalog, a line for each recipe: that is what can be deployed."""
    found = options.hub(token).list_inference_catalog(**filters)
    rows: list[Any] = found
    if out.mode != "json":
        rows = [
            {**values.to_dict(model), **values.to_dict(recipe), "recipe_id": recipe.id}
            for model in found
            for recipe in model.recipes
        ]
    out.table(rows, CATALOG_COLUMNS, id_key="recipe_id")
    if rows and out.mode != "json":
        out.hint(f"Run one: hf endpoints catalog deploy --recipe {rows[0]['recipe_id']}")


@ends_with_status
def deploy_from_catalog(
    out: Output, *, repo_id: str | None, recipe_id: str | None, token: str | None, **given: Any
) -> None:
    """Run a model of the catalog."""
    if (repo_id is None) == (recipe_id is None):
        raise errors.CLIError("Say what to run: give either --repo or --recipe.")
    tell(
        out,
        "Endpoint created",
        options.hub(token).create_inference_endpoint_from_catalog(repo_id, recipe_id=recipe_id, **given),
    )


@ends_with_status
def hardware(out: Output, *, namespace: str | None, show_all: bool, token: str | None, **wanted: str | None) -> None:
    """List machines: without `--all` those that one more replica could run on."""
    rows = []
    for machine in options.hub(token).list_inference_endpoints_hardware(namespace=namespace):
        row = values.to_dict(machine)
        fits = machine.used_accelerators + machine.num_accelerators <= machine.max_accelerators
        if any(value is not None and row[name] != value for name, value in wanted.items()):
            continue
        if show_all or (fits and machine.status in USABLE):
            row["quota"] = f"{machine.used_accelerators}/{machine.max_accelerators}"
            rows.append(row)
    out.table(rows, HARDWARE_COLUMNS, id_key="id")


@ends_with_status
def deploy(
    out: Output,
    *,
    env: list[str] | None,
    env_file: str | None,
    secrets: list[str] | None,
    secrets_file: str | None,
    token: str | None,
    **given: Any,
) -> None:
    """Run a model."""
    sizes = {name: given.pop(name) for name in ("tensor_parallel_size", "data_parallel_size")}
    settings = from_options(given)
    image = settings.get("custom_image")
    for name, size in sizes.items():
        if size is None:
            continue
        flag = "--" + name.replace("_", "-")
        if image is None or "url" in image:
            raise errors.CLIError(f"{flag} needs to know what runs the model: give --custom-image and --engine, too.")
        (variant,) = image.values()
        head, *rest = name.split("_")
        variant[head + "".join(word.capitalize() for word in rest)] = size
    settings["env"] = environment.mapping(out, env, env_file, secret=False)
    settings["secrets"] = environment.mapping(out, secrets, secrets_file, secret=True)
    wanted = {name: value for name, value in settings.items() if value is not None}
    tell(out, "Endpoint created", options.hub(token).create_inference_endpoint(**wanted))


@ends_with_status
def update(out: Output, *, name: str, token: str | None, **given: Any) -> None:
    """Change an endpoint."""
    settings = {key: value for key, value in from_options(given).items() if value is not None}
    if not settings.keys() - {"namespace"}:
        raise errors.CLIError("There is nothing to change. `hf endpoints update --help` lists what can be.")
    tell(out, "Endpoint updated", options.hub(token).update_inference_endpoint(name, **settings))


@ends_with_status
def describe(out: Output, *, name: str, namespace: str | None, token: str | None) -> None:
    """Print an endpoint."""
    out.dict(options.hub(token).get_inference_endpoint(name, namespace=namespace).raw, id_key="name")


@ends_with_status
def pause(out: Output, *, name: str, namespace: str | None, token: str | None) -> None:
    """Stop an endpoint."""
    tell(out, "Endpoint paused", options.hub(token).pause_inference_endpoint(name, namespace=namespace))


@ends_with_status
def resume(out: Output, *, name: str, namespace: str | None, fail_if_already_running: bool, token: str | None) -> None:
    """Start an endpoint."""
    api = options.hub(token)
    found = api.resume_inference_endpoint(name, namespace=namespace, running_ok=not fail_if_already_running)
    tell(out, "Endpoint resumed", found)


@ends_with_status
def scale_to_zero(out: Output, *, name: str, namespace: str | None, token: str | None) -> None:
    """Scale an endpoint to zero."""
    tell(out, "Endpoint scaled to zero", options.hub(token).scale_to_zero_inference_endpoint(name, namespace=namespace))


@ends_with_status
def delete(out: Output, *, name: str, namespace: str | None, token: str | None) -> None:
    """Delete an endpoint."""
    options.hub(token).delete_inference_endpoint(name, namespace=namespace)
    out.result("Endpoint deleted", name=name)


def from_options(given: dict[str, Any]) -> dict[str, Any]:
    """What operations take: an image as the service describes it, commands as lists of words."""
    settings = dict(given)
    url, engine = settings.pop("custom_image"), settings.pop("engine")
    details = {"healthRoute": settings.pop("health_route"), "port": settings.pop("port")}
    if url is None:
        for flag, value in (
            ("--engine", engine),
            ("--health-route", details["healthRoute"]),
            ("--port", details["port"]),
        ):
            if value is not None:
                raise errors.CLIError(f"{flag} is about an image of your own: give --custom-image, too.")
    else:
        image = {"url": url, **{key: value for key, value in details.items() if value is not None}}
        settings["custom_image"] = image if engine is None else {ENGINE_KEYS.get(engine, engine): image}
    for name in ("container_command", "container_args"):
        if settings.get(name) is not None:
            settings[name] = shlex.split(settings[name])
    return settings


def shown(endpoint: Any) -> dict[str, Any]:
    """What a line of the list says."""
    return {name: getattr(endpoint, name) for name in COLUMNS}


def tell(out: Output, message: str, endpoint: Any) -> None:
    """Say what was done to an endpoint."""
    out.result(message, name=endpoint.name, status=values.plain(endpoint.status), url=endpoint.url)
