"""One exchange with a server, redirects and repetitions included, as steps without input or output.

The client sends `exchange.request`, hands the outcome to `on_response` or `on_error`, and does what they say: take the
answer, or pause and send `exchange.request` again. Both colours, streamed or not, are driven by the same steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urljoin

from huggingface_hub._core import (
    headers as headers_rules,
    pauses as pauses_rules,
    redact,
    retry,
    transport,
    trust,
    urls,
)
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors
from huggingface_hub.types.http import Content, HttpRequest


logger = get_logger(__name__)

Follow = Literal["api", "hub", "none"]
MAX_REDIRECTS = 20
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Template:
    """A request from which others are made that differ in the address within a server, or in a header.

    Attributes:
        request: The request.
        endpoint: The Hub in use.
        private_headers: Lower-case names of the caller's own headers, which stay with the Hub.
        pauses: What servers have asked other exchanges of the client for.
    """

    request: HttpRequest
    endpoint: str
    private_headers: frozenset[str]
    pauses: pauses_rules.Pauses | None = None

    def exchange(
        self, headers: Mapping[str, str] | None = None, *, url: str | None = None, content: Content = None
    ) -> Exchange:
        """An exchange of its own, which is not repeated.

        Args:
            headers: More headers.
            url: Another address on the same server.
            content: A body.

        Raises:
            UntrustedURLError: It is on another server, which must not see the headers.
        """
        request = self.request
        if url is not None and url != request.url:
            trust.check_same_origin(request.url, url)
            request = replace(request, url=url)
        if content is not None:
            request = replace(request, content=content)
        if headers:
            request = replace(request, headers={**request.headers, **headers})
        return Exchange(
            request,
            endpoint=self.endpoint,
            follow="api",
            schedule=retry.NONE.start(),
            private_headers=self.private_headers,
            pauses=self.pauses,
        )


class Exchange:
    """The state of one exchange.

    Args:
        request: The first request.
        endpoint: The Hub in use.
        follow: `api` follows redirects anywhere, without credentials where they leave the Hub. `hub` follows them within
            the Hub only and takes the answer that leads out of it. `none` takes every answer.
        schedule: When to try again.
        private_headers: Lower-case names of the caller's own headers, which stay with the Hub.
        pauses: What servers have asked other exchanges of the client for.
    """

    def __init__(
        self,
        request: HttpRequest,
        *,
        endpoint: str,
        follow: Follow,
        schedule: retry.Schedule,
        private_headers: frozenset[str] = frozenset(),
        pauses: pauses_rules.Pauses | None = None,
    ) -> None:
        self.request: HttpRequest = request
        self._first = request
        self._endpoint = endpoint
        self._follow = follow
        self._schedule = schedule
        self._private_headers = private_headers
        self._pauses = pauses if pauses is not None else pauses_rules.Pauses()
        self._redirects = 0

    def before(self, *, now: float) -> float:
        """Seconds to wait before `request` is sent: others were told that the server wants to be left alone."""
        if not self._schedule.keeps_pauses:
            return 0.0
        left = self._pauses.left(self.request.url, now=now)
        return self._schedule.spread(left) if left else 0.0

    def on_response(self, status: int, headers: Mapping[str, str], *, now: float) -> float | None:
        """Seconds to wait before `request` is sent again, or `None` to take this answer.

        Raises:
            UntrustedURLError: A redirect leads where none must.
            httpx.TooManyRedirects: More than 20 of them.
            httpx.ProxyError: A proxy wants to know who asks.
        """
        if status in _REDIRECTS and "location" in headers:
            return self._redirect(status, headers["location"])
        if status < 400:
            return None
        if status == 407:
            raise _proxy_refuses(self.request)
        if status == 429:
            asked = retry.server_wait(status, headers)
            if asked is not None and self._schedule.accepts(asked):
                self._pauses.add(self.request.url, asked, now=now)
        pause = self._schedule.after_status(status, headers, now=now)
        return None if pause is None else self._again(f"status {status}", pause)

    def on_error(self, error: Exception, *, now: float) -> float | None:
        """Seconds to wait before `request` is sent again, or `None` to raise the error."""
        if not transport.is_transient(error):
            return None
        pause = self._schedule.after_error(now=now, connecting=transport.is_unreachable(error))
        return None if pause is None else self._again(repr(error), pause)

    def _again(self, reason: str, pause: float) -> float:
        logger.warning(
            "%s %s failed (%s); trying again in %.1f s.",
            self.request.method,
            redact.url(self.request.url),
            redact.text(reason),
            pause,
        )
        # From the start: what a redirect led to may have expired meanwhile.
        self.request = self._first
        self._redirects = 0
        return pause

    def _redirect(self, status: int, location: str) -> float | None:
        if self._follow == "none":
            return None
        current = self.request.url
        target = urls.fix_endpoint(urljoin(current, location), self._endpoint)
        inside = _is_http(target) and (trust.same_origin(current, target) or trust.is_hub(target, self._endpoint))
        if self._follow == "hub" and not inside:
            return None
        trust.check_redirect(current, target, self._endpoint)
        self._redirects += 1
        if self._redirects > MAX_REDIRECTS:
            raise _too_many(self._first)
        self.request = self._redirected(status, target, keep_credentials=inside)
        return 0.0

    def _redirected(self, status: int, target: str, *, keep_credentials: bool) -> HttpRequest:
        method, content, headers = self.request.method, self.request.content, dict(self.request.headers)
        if (status == 303 and method != "HEAD") or (status in (301, 302) and method == "POST"):
            method, content = "GET", None
            headers = {k: v for k, v in headers.items() if k.lower() not in ("content-type", "content-length")}
        if not keep_credentials:
            headers = headers_rules.without_credentials(headers, self._private_headers)
        return replace(self.request, method=method, url=target, content=content, headers=headers)


def _is_http(url: str) -> bool:
    try:
        trust.origin(url)
    except errors.UntrustedURLError:
        return False
    return True


def _too_many(request: HttpRequest) -> Exception:
    return errors.TooManyRedirects(
        f"More than {MAX_REDIRECTS} redirects, starting at {redact.url(request.url)}",
        request=errors.Request(request.method, redact.url(request.url)),
    )


def _proxy_refuses(request: HttpRequest) -> Exception:
    return errors.ProxyError(
        "407 Proxy Authentication Required", request=errors.Request(request.method, redact.url(request.url))
    )
