"""What belongs to no domain: checking cards, registries, telemetry, and what a local hub cannot do."""

from __future__ import annotations

import hashlib
from typing import Any

import yaml
from starlette.responses import Response

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.cards import front_matter
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.routing import Router


router = Router()


@router.on_root("GET", "")
def front(context: Context) -> Response:
    text = "This is a local Hub of huggingface_hub. Set HF_ENDPOINT to this address to use it.\n"
    return Response(text, media_type="text/plain; charset=utf-8")


@router.on_root("GET", "avatars/{name}")
def avatar(context: Context) -> Response:
    """One picture for all: a coloured square."""
    digits = hashlib.sha256(context.params["name"].encode()).hexdigest()[:6]
    shape = f'<rect width="64" height="64" fill="#{digits}"/>'
    return Response(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64">{shape}</svg>', media_type="image/svg+xml"
    )


@router.on_api("POST", "validate-yaml")
def validate_yaml(context: Context) -> Response:
    content = context.json().get("content")
    if not isinstance(content, str):
        raise errors.bad_request("Missing 'content': the text of the README.")
    found, warnings = check_card(content)
    answer = {"errors": [{"message": text} for text in found], "warnings": [{"message": text} for text in warnings]}
    if found:
        answer["error"] = found[0]  # type: ignore[assignment]
    return JSON(answer, 400 if found else 200)


@router.on_api("GET", "agent-harnesses")
def agent_harnesses(context: Context) -> Response:
    return JSON({"standardEnvVars": [], "harnesses": {}})


@router.on_api("GET", "telemetry/{topic...}")
def telemetry(context: Context) -> Response:
    """Accepted and forgotten."""
    return Response(b"", 200)


@router.on_api("GET POST PUT DELETE", "jobs/{rest...}")
def jobs(context: Context) -> Response:
    raise errors.not_offered("Jobs")


@router.on_api("GET POST PUT DELETE", "scheduled-jobs/{rest...}")
def scheduled_jobs(context: Context) -> Response:
    raise errors.not_offered("Scheduled jobs")


@router.on_root("GET POST PUT DELETE", "v2/endpoint/{rest...}")
def inference_endpoints(context: Context) -> Response:
    raise errors.not_offered("Inference Endpoints")


@router.on_root("GET POST PUT DELETE", "v1/sandboxes/{rest...}")
def sandboxes(context: Context) -> Response:
    raise errors.not_offered("Sandboxes")


def check_card(text: str) -> tuple[list[str], list[str]]:
    """Errors and warnings about the metadata of a README."""
    content = front_matter(text)
    if content is None:
        return [], ["empty or missing yaml metadata in repo card"]
    try:
        card = yaml.safe_load(content)
    except yaml.YAMLError as error:
        return [f"Invalid YAML in the metadata: {_place(error)}"], []
    if card is None:
        return [], ["empty or missing yaml metadata in repo card"]
    if not isinstance(card, dict):
        return ["The metadata must be a mapping of names to values."], []
    return _check_types(card), []


def _check_types(card: dict[Any, Any]) -> list[str]:
    found = []
    for key in ("tags", "datasets", "language", "metrics", "license", "base_model"):
        value = card.get(key)
        plain = (
            value is None
            or isinstance(value, str)
            or (isinstance(value, list) and all(isinstance(item, str) for item in value))
        )
        if not plain:
            found.append(f'"{key}" must be a string or an array of strings')
    found += [
        f'"{key}" must be a string'
        for key in ("pipeline_tag", "library_name")
        if not isinstance(card.get(key, ""), str)
    ]
    index = card.get("model-index")
    if index is not None and not (
        isinstance(index, list) and all(isinstance(item, dict) and item.get("name") for item in index)
    ):
        found.append('"model-index" must be an array of objects with a "name"')
    return found


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be read"
    # The fence is the first line of the file, the metadata begins with the second.
    return f"{problem} (line {mark.line + 2}, column {mark.column + 1})" if mark is not None else str(problem)
