"""Bodies of requests and answers: JSON and forms out, JSON in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from huggingface_hub._core import redact, urls
from huggingface_hub._lazy import errors
from huggingface_hub.types.http import Content


T = TypeVar("T")


def encode_body(*, json_body: Any, form: urls.Params, content: Content) -> tuple[Content, dict[str, str]]:
    """The body of a request and the header that names its type; at most one of the three is given."""
    if sum(x is not None for x in (json_body, form, content)) > 1:
        raise ValueError("A request has one body: `json`, `form` or `content`.")
    if json_body is not None:
        text = json.dumps(json_body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode(), {"content-type": "application/json"}
    if form is not None:
        return urls.encode_params(form).encode(), {"content-type": "application/x-www-form-urlencoded"}
    return content, {}


def json_of(response: errors.Response, expect: type | tuple[type, ...] | None = None) -> Any:
    """The JSON value of an answer.

    Args:
        response: A whole answer.
        expect: The type that the value must have, such as `list`.

    Raises:
        HfHubHTTPError: It is not JSON, or of another shape: not what a Hub answers.
    """
    try:
        value = json.loads(response.content, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _unexpected(response, f"it is not valid JSON ({type(error).__name__})") from error
    if expect is not None and not isinstance(value, expect):
        raise _unexpected(response, f"a JSON {type(value).__name__} was not expected here")
    return value


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _unexpected(response: errors.Response, problem: str) -> errors.HfHubHTTPError:
    url = redact.url(str(response.request.url))
    request_id = errors.request_id_of(response)
    suffix = f" (Request ID: {redact.printable(request_id)[:200]})" if request_id else ""
    return errors.HfHubHTTPError(
        f"The answer from {url} can't be read: {problem}.{suffix} Is HF_ENDPOINT the address of a Hub?",
        response=response,
    )


def read(response: errors.Response, shape: Callable[[Any], T], *, expect: type = dict) -> T:
    """What an answer that is a JSON object means.

    Args:
        response: A whole answer.
        shape: Makes a value from the object, such as the `from_wire` of a class.
        expect: Another type of JSON value: `list`.

    Raises:
        HfHubHTTPError: The answer does not have the shape.
    """
    value = json_of(response, expect)
    try:
        return shape(value)
    except KeyError as error:
        raise _unexpected(response, f"it lacks {error}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise _unexpected(response, f"its content is not as expected ({error})") from error


def read_each(response: errors.Response, shape: Callable[[Any], T]) -> list[T]:
    """What an answer that is a JSON list means.

    Args:
        response: A whole answer.
        shape: Makes a value from each item.

    Raises:
        HfHubHTTPError: The answer, or an item of it, does not have the shape.
    """
    return read(response, lambda items: [shape(item) for item in items], expect=list)
