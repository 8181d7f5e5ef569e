"""Rules for Inference Endpoints: what is asked for, and what the answers mean. Source: `contract/wire/repos.md` §14."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from huggingface_hub import constants
from huggingface_hub._core import ids, urls
from huggingface_hub._lazy import errors
from huggingface_hub.types.inference_endpoints import InferenceEndpointScalingMetric, InferenceEndpointStatus


HEALTH_TIMEOUT = 10.0
# How many organizations are asked at the same time.
PARALLEL = 8

_ENGINES = {"tensorParallelSize": ("sGLang", "vLLM"), "dataParallelSize": ("vLLM",)}
_ARGUMENTS = {"tensorParallelSize": "tensor_parallel_size", "dataParallelSize": "data_parallel_size"}
# Where Inference Endpoints live unless they were given a domain of their own.
_DOMAIN = ".endpoints.huggingface.cloud"


# --- Addresses ---


def route(namespace: str, name: str | None = None, *parts: str) -> str:
    """
    The address of a namespace's endpoints, or of one of them.

    Raises:
        ValueError: The name can't be one.
    """
    segments = [constants.INFERENCE_ENDPOINTS_ENDPOINT, "endpoint", urls.quote(namespace)]
    if name is not None:
        if name in ("", ".", ".."):
            raise ValueError(f"Not the name of an Inference Endpoint: {name!r}.")
        segments.append(urls.quote(name))
    return "/".join((*segments, *parts))


def hardware_route(namespace: str) -> str:
    """The address of the machines that a namespace can use."""
    return f"{constants.INFERENCE_ENDPOINTS_ENDPOINT}/provider/{urls.quote(namespace)}"


def catalog_route(*parts: str) -> str:
    """An address in the catalog."""
    return "/".join((constants.INFERENCE_CATALOG_ENDPOINT, *parts))


def namespace_of(identity: Mapping[str, Any]) -> str:
    """
    The namespace of the user whom a token belongs to.

    Raises:
        ValueError: It belongs to an organization.
    """
    if identity.get("type") != "user":
        raise ValueError("Whose Inference Endpoints? The token in use does not belong to a user: pass `namespace`.")
    return str(identity["name"])


def organizations_of(identity: Mapping[str, Any]) -> list[str]:
    """The organizations of the user whom a token belongs to."""
    return [str(each["name"]) for each in identity.get("orgs") or ()]


# --- What is asked for ---


def creation(
    name: str,
    *,
    compute: Mapping[str, Any],
    scaling: Mapping[str, Any],
    model: Mapping[str, Any],
    image: dict[str, Any],
    provider: Mapping[str, Any],
    kind: str,
    private_service: Mapping[str, Any] | None,
    route_: Mapping[str, Any] | None,
    cache_http_responses: bool | None,
    tags: list[str] | None,
) -> dict[str, Any]:
    """
    The body that asks for an endpoint.

    Raises:
        ValueError: A type that there is no more.
    """
    if kind == "protected":
        raise ValueError("There are no endpoints of the type 'protected' any more: pass type='authenticated'.")
    body: dict[str, Any] = {
        "compute": {**compute, "scaling": dict(scaling)},
        "model": {**model, "image": image},
        "name": name,
        "provider": dict(provider),
        "type": kind,
    }
    optional = {
        "privateService": private_service,
        "route": route_,
        "cacheHttpResponses": cache_http_responses,
        "tags": tags,
    }
    return body | given(optional)


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was given."""
    return {key: value for key, value in values.items() if value is not None}


def given_or_none(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was given, or `None` if nothing was."""
    return given(values) or None


def measure(metric: InferenceEndpointScalingMetric | str | None, threshold: float | None) -> dict[str, Any] | None:
    """
    When replicas are added.

    Raises:
        ValueError: A threshold of nothing.
    """
    if metric is None:
        if threshold is not None:
            raise ValueError("`scaling_threshold` requires `scaling_metric`: it does not say what is measured.")
        return None
    return {text_of(metric): threshold}


def private_service(
    account_id: str | None, region: str | None, deprecated_account: str | None
) -> dict[str, Any] | None:
    """
    The AWS account that reaches the endpoint through a private link.

    Raises:
        ValueError: The account's region is missing.
    """
    if deprecated_account is not None:
        warnings.warn(
            "`account_id` is ignored. For a private link use `private_link_account_id` and `private_link_region`.",
            FutureWarning,
            stacklevel=3,
        )
    if account_id is None:
        return None
    if region is None:
        raise ValueError(
            "A private link needs both: pass `private_link_region` too, where the link begins: 'us-east-1' or 'eu-west-1'."
        )
    return {"accountId": account_id, "region": region}


def deployment(
    repo_id: str | None, recipe_id: str | None, name: str | None, accelerator: str | None, gguf_file: str | None
) -> tuple[str, dict[str, Any]]:
    """
    The address and body that ask for an endpoint from the catalog.

    Raises:
        ValueError: Not one of model and recipe, or an argument that the recipe has settled.
        HFValidationError: No such model can exist.
    """
    if (repo_id is None) == (recipe_id is None):
        raise ValueError("Say what to run: pass either `repo_id` or `recipe_id`.")
    body = given(
        {"config": None if name is None else {"name": name}, "accelerator": accelerator, "ggufFile": gguf_file}
    )
    if repo_id is not None:
        ids.validate_repo_id(repo_id)
        return catalog_route("model", repo_id, "deploy"), body
    if accelerator is not None or gguf_file is not None:
        raise ValueError(
            "A recipe settles accelerator and file: leave out `accelerator` and `gguf_file`, or pass `repo_id` instead."
        )
    return catalog_route("recipe", urls.quote(recipe_id or ""), "deploy"), body


# --- Images ---


def image_of(
    custom_image: dict[str, Any] | None, username: str | None = None, password: str | None = None
) -> dict[str, Any]:
    """
    The container that serves the model.

    Raises:
        ValueError: Credentials for an image that takes none.
    """
    if custom_image is None:
        if username is not None or password is not None:
            raise ValueError("There is no registry to log in to: credentials need a `custom_image`.")
        return {"huggingface": {}}
    image = {"custom": dict(custom_image)} if "url" in custom_image else dict(custom_image)
    if username is None:
        if password is not None:
            raise ValueError("A password without a user: pass `container_registry_username` too.")
        return image
    if "custom" not in image:
        raise ValueError("Only an image with a `url` takes credentials, not one of the engines that the service has.")
    credentials = given({"username": username, "password": password})
    return {**image, "custom": {**image["custom"], "credentials": credentials}}


def current_image(name: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """
    The image that an endpoint runs, to be sent back with changes.

    Raises:
        ValueError: It is unknown, or has credentials, which are not told and would be lost.
    """
    image = (raw.get("model") or {}).get("image") or {}
    if any(isinstance(variant, Mapping) and variant.get("credentials") for variant in image.values()):
        raise ValueError(
            f"Inference Endpoint '{name}' runs an image with registry credentials, which would be lost in the change. Pass"
            " the whole image as `custom_image` to set the parallelism sizes."
        )
    return dict(image)


def in_parallel(image: dict[str, Any], tensor: int | None, data: int | None) -> dict[str, Any]:
    """
    The image with the number of accelerators that share the work.

    Raises:
        ValueError: It is not clear which engine is meant.
    """
    changed = {key: copy.copy(variant) for key, variant in image.items() if variant is not None}
    if len(changed) != 1:
        raise ValueError("The parallelism sizes need an image with one engine: pass it as `custom_image`.")
    (engine,) = changed
    for key, size in given({"tensorParallelSize": tensor, "dataParallelSize": data}).items():
        if engine not in _ENGINES[key]:
            warnings.warn(
                f"`{_ARGUMENTS[key]}` means nothing to the image '{engine}' and will be dropped; it is for"
                f" {' and '.join(_ENGINES[key])}.",
                UserWarning,
                stacklevel=3,
            )
        changed[engine] = {**changed[engine], key: size}
    return changed


# --- Answers ---


def items_in(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The endpoints of a list."""
    return [dict(item) for item in answer["items"]]


def is_already_running(error: errors.BadRequestError) -> bool:
    """Whether an endpoint was not resumed because it runs."""
    return "already running" in str(error)


def raise_if_failed(name: str, status: str) -> None:
    """
    Stop waiting for an endpoint that will not run.

    Raises:
        InferenceEndpointError: It failed.
    """
    what = {
        InferenceEndpointStatus.FAILED.value: "could not be started",
        InferenceEndpointStatus.UPDATE_FAILED.value: "could not be changed",
    }
    if status in what:
        raise errors.InferenceEndpointError(f"Inference Endpoint '{name}' {what[status]}. Its logs say why.")


def timed_out(name: str, status: str) -> errors.InferenceEndpointTimeoutError:
    """What to raise for an endpoint that takes too long."""
    return errors.InferenceEndpointTimeoutError(
        f"Inference Endpoint '{name}' cannot serve yet: it is in state '{status}'. Wait longer, or look at its logs."
    )


def health_url(url: str, health_route: str | None) -> str:
    """Where an endpoint says whether it can serve."""
    return f"{url.rstrip('/')}/{(health_route or '').lstrip('/')}"


def may_send_token(url: str, raw: Mapping[str, Any]) -> bool:
    """
    Whether an endpoint gets the token: not if it is open to everyone, nor over a connection that can be read, nor at an
    address that neither belongs to the service nor is the one that its owner gave it.
    """
    found = urlsplit(url)
    host = (found.hostname or "").lower()
    own = str((raw.get("route") or {}).get("domain") or "").lower()
    return raw.get("type") != "public" and found.scheme == "https" and (host.endswith(_DOMAIN) or host == own != "")


def text_of(value: str) -> str:
    """The word for a member of an enum, or any other word as it is."""
    return str(getattr(value, "value", value))
