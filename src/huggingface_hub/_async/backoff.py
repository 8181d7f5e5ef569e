"""Requests of the caller's own making, repeated by the one retry policy. The contract's `http_backoff`."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, Union

from huggingface_hub._core import http_errors, redact, retry, transport
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime


logger = get_logger(__name__)

Exceptions = Union[type[Exception], tuple[type[Exception], ...], None]
RETRY_STATUSES = (408, 429, 500, 502, 503, 504)


async def http_backoff(
    method: str,
    url: str,
    *,
    max_retries: int = 5,
    base_wait_time: float = 1,
    max_wait_time: float = 8,
    retry_on_exceptions: Exceptions = None,
    retry_on_status_codes: int | tuple[int, ...] = RETRY_STATUSES,
    **kwargs: Any,
) -> errors.Response:
    """
    Send a request through the HTTP library's client, and again if it fails in passing.

    Args:
        method: Of HTTP.
        url: An absolute address. Nothing is added to the request: give `headers=build_hf_headers()` to send the token.
        max_retries: How often to try again at most.
        base_wait_time: The first pause in seconds; each next one is twice as long.
        max_wait_time: The longest pause in seconds, unless the server asks for another.
        retry_on_exceptions: What to try again after; by default broken connections and time-outs.
        retry_on_status_codes: Answers to try again after.
        kwargs: Of the HTTP library's `request`, such as `headers`, `json`, `content` or `timeout`. A file as `content` is
            read from where it was for each attempt.

    Returns:
        The answer; its status may be an error that is not worth another attempt.

    Raises:
        HfHubHTTPError: The last answer, if it was one to try again after.
    """
    schedule = _schedule(max_retries, base_wait_time, max_wait_time, retry_on_status_codes)
    position = _position(kwargs.get("content"))
    async with runtime.open_session() as session:
        while True:
            _rewind(kwargs.get("content"), position)
            try:
                response = await session.request(method, url, **kwargs)
            except Exception as error:
                pause = _after_error(schedule, error, retry_on_exceptions)
                if pause is None:
                    raise
                _say(method, url, repr(error), pause)
            else:
                pause = schedule.after_status(response.status_code, response.headers, now=runtime.monotonic())
                if pause is None:
                    _refuse(response, retry_on_status_codes)
                    return response
                _say(method, url, f"status {response.status_code}", pause)
            await runtime.sleep(pause)


@runtime.asynccontextmanager
async def http_stream_backoff(
    method: str,
    url: str,
    *,
    max_retries: int = 5,
    base_wait_time: float = 1,
    max_wait_time: float = 8,
    retry_on_exceptions: Exceptions = None,
    retry_on_status_codes: int | tuple[int, ...] = RETRY_STATUSES,
    **kwargs: Any,
) -> AsyncGenerator[errors.Response, None]:
    """
    Open a stream through the HTTP library's client, and again if that fails in passing.

    What goes wrong inside the `with` block is the caller's to handle. Arguments are those of `http_backoff`.

    Raises:
        HfHubHTTPError: The last answer, if it was one to try again after.
    """
    schedule = _schedule(max_retries, base_wait_time, max_wait_time, retry_on_status_codes)
    position = _position(kwargs.get("content"))
    taken = False
    async with runtime.open_session() as session:
        while True:
            _rewind(kwargs.get("content"), position)
            try:
                async with session.stream(method, url, **kwargs) as response:
                    pause = schedule.after_status(response.status_code, response.headers, now=runtime.monotonic())
                    if pause is None:
                        _refuse(response, retry_on_status_codes)
                        taken = True
                        yield response
                        return
                    _say(method, url, f"status {response.status_code}", pause)
            except Exception as error:
                if taken or (pause := _after_error(schedule, error, retry_on_exceptions)) is None:
                    raise
                _say(method, url, repr(error), pause)
            await runtime.sleep(pause)


def _schedule(retries: int, base: float, cap: float, statuses: int | tuple[int, ...]) -> retry.Schedule:
    policy = retry.RetryPolicy(attempts=retries + 1, base=base, cap=cap, statuses=frozenset(_as_tuple(statuses)))
    return policy.start(now=runtime.monotonic(), random=_spread)


def _spread() -> float:
    return runtime.random_uniform(0.0, 1.0)


def _as_tuple(statuses: int | tuple[int, ...]) -> tuple[int, ...]:
    return (statuses,) if isinstance(statuses, int) else statuses


def _after_error(schedule: retry.Schedule, error: Exception, kinds: Exceptions) -> float | None:
    wanted = transport.is_transient(error) if kinds is None else isinstance(error, kinds)
    return schedule.after_error(now=runtime.monotonic()) if wanted else None


def _refuse(response: errors.Response, statuses: int | tuple[int, ...]) -> None:
    if response.status_code in _as_tuple(statuses):
        http_errors.raise_for_status(response)


def _say(method: str, url: str, reason: str, pause: float) -> None:
    logger.warning("%s %s failed (%s); trying again in %.1f s.", method, redact.url(url), redact.text(reason), pause)


def _position(content: Any) -> int | None:
    return content.tell() if hasattr(content, "seek") and hasattr(content, "tell") else None


def _rewind(content: Any, position: int | None) -> None:
    if position is not None:
        content.seek(position)
