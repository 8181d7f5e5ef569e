"""Error answers of the Hub as exceptions, in the order of `contract/wire/http.md` §7."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from huggingface_hub import constants
from huggingface_hub._core import ratelimit, redact
from huggingface_hub._lazy import errors


_API_REPO = re.compile(
    r"/api/(?P<type>models|datasets|spaces)/(?P<first>[^/]+)(?:/(?P<second>[^/]+))?(?:/.*)?", re.DOTALL
)
_RESOLVE_REPO = re.compile(r"/(?:(?P<type>datasets|spaces|kernels)/)?(?P<id>[^/]+(?:/[^/]+)?)/resolve/.+", re.DOTALL)
_REPO_ROUTES = frozenset("resolve tree blob raw refs commit discussions settings revision".split())
_JOB = re.compile(r"/api/(?:scheduled-)?jobs/[^/]+/(?P<id>[^/]+)")
_BUCKET = re.compile(r"/buckets/(?P<id>[^/]+/[^/]+)")
_DISABLED = "Access to this resource is disabled."
_INVALID_CREDENTIALS = "Invalid credentials in Authorization header"
_MAX_MESSAGE = 4000


class RepoRef(NamedTuple):
    """The repository that an address is about."""

    repo_id: str | None
    repo_type: str | None


def repo_of(url: str) -> RepoRef:
    """The repository that an address is about, as far as the address tells."""
    path = unquote(urlsplit(url).path)
    if match := _RESOLVE_REPO.search(path):
        kind = match["type"]
        return RepoRef(match["id"], constants.REPO_TYPES_MAPPING[kind] if kind else constants.REPO_TYPE_MODEL)
    if match := _API_REPO.search(path):
        second = match["second"]
        name = match["first"] if second is None or second in _REPO_ROUTES else f"{match['first']}/{second}"
        return RepoRef(name, constants.REPO_TYPES_MAPPING[match["type"]])
    return RepoRef(None, None)


def raise_for_status(response: errors.Response, endpoint_name: str | None = None) -> None:
    """Raise what an answer with a status of 400 or more means; do nothing for others.

    Args:
        response: Its body should be read; one that is not (a stream) only costs the details of the message.
        endpoint_name: Names the operation in the message of a `BadRequestError`.

    Raises:
        HfHubHTTPError: The subclass that says what is wrong.
    """
    if response.status_code < 400:
        return
    raise to_error(response, endpoint_name)


def to_error(response: errors.Response, endpoint_name: str | None = None) -> errors.HfHubHTTPError:
    """The exception that an error answer means."""
    cls, base = _classify(response, endpoint_name)
    said = server_messages(response)
    error = cls(_assemble(base, said, response), response=response, server_message="\n".join(said) or None)
    url = str(response.request.url)
    if isinstance(
        error, (errors.RepositoryNotFoundError, errors.RevisionNotFoundError, errors.RemoteEntryNotFoundError)
    ):
        error.repo_id, error.repo_type = repo_of(url)
    elif isinstance(error, errors.BucketNotFoundError):
        match = _BUCKET.search(urlsplit(url).path)
        error.bucket_id = match["id"] if match else None
    elif isinstance(error, errors.JobNotFoundError):
        match = _JOB.search(urlsplit(url).path)
        error.job_id = match["id"] if match else ""
    return error


def _classify(response: errors.Response, endpoint_name: str | None) -> tuple[type[errors.HfHubHTTPError], str]:
    """The class and the first sentences of the message. The order of the tests is the contract's."""
    status = response.status_code
    code = response.headers.get("X-Error-Code")
    message = response.headers.get("X-Error-Message")
    raw = str(response.request.url)
    path = urlsplit(raw).path
    url = redact.url(raw)
    client_error = f"{status} Client Error.\n\n"
    if code == "RevisionNotFound":
        return errors.RevisionNotFoundError, f"{client_error}Revision Not Found for url: {url}."
    if code == "EntryNotFound":
        return errors.RemoteEntryNotFoundError, f"{client_error}Entry Not Found for url: {url}."
    if code == "GatedRepo":
        return errors.GatedRepoError, f"{client_error}Cannot access gated repo for url {url}."
    if message == _DISABLED:
        return errors.DisabledRepoError, f"{client_error}Cannot access repository for url {url}.\n{_DISABLED}"
    if code == "RepoNotFound" and path.startswith(("/api/buckets/", "/buckets/")):
        return errors.BucketNotFoundError, (
            f"{client_error}Bucket Not Found for url: {url}.\nPlease make sure you specified the correct bucket id"
            " (namespace/name).\nIf the bucket is private, make sure you are authenticated and your token has access."
        )
    if status == 404 and _JOB.search(path):
        return errors.JobNotFoundError, f"{client_error}Job Not Found for url: {url}.\nPlease check the job id."
    if code == "RepoNotFound" or (status == 401 and message != _INVALID_CREDENTIALS and _hides_repo(raw)):
        return errors.RepositoryNotFoundError, (
            f"{client_error}Repository Not Found for url: {url}.\nPlease make sure you specified the correct `repo_id`"
            " and `repo_type`.\nIf you are trying to access a private or gated repo, make sure you are authenticated"
            " (`hf auth login`) and your token has the required permissions."
        )
    if status == 400:
        where = f" for {endpoint_name} endpoint" if endpoint_name else ""
        return errors.BadRequestError, f"\n\nBad request{where}:"
    if status == 403:
        return errors.HfHubHTTPError, (
            f"\n\n403 Forbidden: {_clean(message).rstrip('.')}.\nCannot access content at: {url}."
            "\nMake sure your token has the correct permissions."
        )
    if status == 429:
        return errors.HfHubHTTPError, _rate_limited(response, url)
    base = _transport_message(response, url)
    if status == 416:
        asked, has = response.request.headers.get("Range"), response.headers.get("Content-Range")
        base += f". Requested range: {asked}. Content-Range: {has}."
    return errors.HfHubHTTPError, base


def _hides_repo(url: str) -> bool:
    """Whether a bare 401 for this address is how the Hub hides that a repository exists."""
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(
        re.match(r"/api/(models|datasets|spaces)/.+", parts.path) or "/resolve/" in parts.path
    )


def _transport_message(response: errors.Response, url: str) -> str:
    kind = "Client error" if response.status_code < 500 else "Server error"
    return f"{kind} '{response.status_code} {response.reason_phrase}' for url '{url}'"


def _rate_limited(response: errors.Response, url: str) -> str:
    limit = ratelimit.parse_ratelimit_headers(response.headers)
    if limit is None or limit.remaining > 0:
        return f"\n\n429 Too Many Requests for url: {url}."
    message = (
        f"\n\n429 Too Many Requests: you have reached your '{limit.resource_type}' rate limit."
        f"\nRetry after {limit.reset_in_seconds} seconds"
    )
    if limit.limit is not None and limit.window_seconds is not None:
        message += f" ({limit.remaining}/{limit.limit} requests remaining in current {limit.window_seconds}s window)"
    return f"{message}.\nUrl: {url}."


def server_messages(response: errors.Response) -> list[str]:
    """What the server says is wrong, in the order of the contract and without repetitions."""
    found = [response.headers.get("X-Error-Message", "")]
    body = _text_of(response)
    try:
        found.extend(_json_messages(json.loads(body)))
    except (ValueError, RecursionError):
        if "html" not in response.headers.get("Content-Type", "").lower():
            found.append(body)
    lines = (_clean(str(m)) for m in found if m)
    return list(dict.fromkeys(line for line in lines if line))


def _clean(message: str | None) -> str:
    """What a server says, fit to be shown: no secrets, no terminal escapes, not endless."""
    return redact.printable(redact.text(str(message))).strip()[:_MAX_MESSAGE]


def _text_of(response: errors.Response) -> str:
    if not response.is_closed and not hasattr(response, "_content"):
        return ""  # a stream that nobody read
    try:
        return response.content[: constants.ERROR_BODY_MAX_SIZE].decode(response.encoding or "utf-8", "replace")
    except (LookupError, RuntimeError):  # httpx: the stream is closed or was not read
        return ""


def _json_messages(body: Any) -> Iterable[str]:
    if not isinstance(body, dict):
        return
    error, description = body.get("error"), body.get("error_description")
    if isinstance(error, list):
        yield from (str(e) for e in error)
    elif error and description:
        yield f"{error}: {description}"
    elif error or description:
        yield str(error or description)
    listed = body.get("errors")
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and item.get("message"):
            yield str(item["message"])


def _assemble(base: str, said: list[str], response: errors.Response) -> str:
    message = base
    text = "\n".join(said)
    if text and text.lower() not in base.lower():
        message += ("\n" if "\n\n" in base else "\n\n") + text
    message = message.strip()
    return _with_request_id(message, response)


def _with_request_id(message: str, response: errors.Response) -> str:
    for header, label in (
        ("x-request-id", "Request ID"),
        ("X-Amzn-Trace-Id", "Amzn Trace ID"),
        ("x-amz-cf-id", "Amz CF ID"),
    ):
        value = redact.printable(response.headers.get(header, ""))[:200]
        if value:
            if value.lower() in message.lower():
                return message
            first, newline, rest = message.partition("\n")
            return f"{first} ({label}: {value}){newline}{rest}"
    return message
