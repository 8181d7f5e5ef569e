"""The client that every operation of the Hub inherits: endpoint, token and headers; requests, pages and streams."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Union

from huggingface_hub import constants
from huggingface_hub._core import (
    headers as headers_rules,
    http_errors,
    pages as pages_rules,
    pauses,
    redact,
    server_warnings,
    trace,
    transport,
    trust,
    urls,
    wire,
)
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.http import Content, HeadAnswer, HttpOptions, HttpRequest, Timeouts


if TYPE_CHECKING:
    import ssl

    from huggingface_hub._core import exchange, retry as retry_rules

logger = get_logger(__name__)

Token = Union[str, bool, None]

# Headers of a single call that say what is wanted and hold nothing secret: they may follow a redirect to a CDN.
_OPEN_HEADERS = frozenset(
    "accept accept-encoding accept-language content-type if-match if-modified-since if-none-match if-range range"
    " user-agent x-hf-download-counter".split()
)


class AsyncHubClient:
    """
    A connection to the Hub.

    Connections are pooled and shared by all clients with the same options; creating a client costs nothing and there is
    nothing to close. A client can be used by several tasks or threads at once.

    A token that is given here stays out of `repr` and of pickles: an unpickled client uses the token of the machine that
    it arrives on.

    Args:
        endpoint: Address of the Hub; `HF_ENDPOINT` or the public Hub by default.
        token: A token, `True` to insist on the stored one, `False` for none; `None` takes the stored one if there is one.
        library_name: Names the program in the `user-agent`.
        library_version: Its version.
        user_agent: More for the `user-agent`, as text or as a mapping of names to versions.
        headers: Sent with every request to the Hub; they replace what the client would send.
        verify: `False` to accept any certificate, a path to a CA bundle, or an SSL context; the system's certificates by
            default.
        proxy: Address of a proxy; those of the environment by default.
        timeouts: Bounds on waiting; see `Timeouts`.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        token: Token = None,
        library_name: str | None = None,
        library_version: str | None = None,
        user_agent: dict[str, Any] | str | None = None,
        headers: dict[str, str] | None = None,
        *,
        verify: bool | str | ssl.SSLContext | None = None,
        proxy: str | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self.endpoint: str = (endpoint if endpoint is not None else constants.ENDPOINT).rstrip("/")
        self.token = token
        self.library_name = library_name
        self.library_version = library_version
        self.user_agent = user_agent
        self.headers = headers
        self.timeouts: Timeouts = timeouts or Timeouts()
        self._pauses = pauses.Pauses()
        self._options = HttpOptions(verify=True if verify is None else verify, proxy=proxy)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(endpoint={self.endpoint!r})"

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        if isinstance(self.token, str):
            state["token"] = None
        if self.headers:
            state["headers"] = {k: v for k, v in self.headers.items() if k.lower() not in ("authorization", "cookie")}
        return state

    # --- requests ---

    async def send(
        self,
        method: str,
        url: str,
        *,
        params: urls.Params = None,
        json: Any = None,
        form: urls.Params = None,
        content: Content = None,
        headers: Mapping[str, str] | None = None,
        token: Token = None,
        timeout: float | Timeouts | None = None,
        retry: retry_rules.RetryPolicy | None = None,
        endpoint_name: str | None = None,
        follow: exchange.Follow = "api",
        check: bool = True,
        max_body: int | None = None,
        trusted: bool = False,
        pace: Callable[[int], float] | None = None,
        sent: Callable[[int], object] | None = None,
    ) -> errors.Response:
        """
        Send a request and read the whole answer.

        Args:
            method: Of HTTP.
            url: A path below the endpoint, such as `/api/models`, or an absolute address.
            params: The query. `None` values are left out, booleans are written in lower case, lists repeat the key.
            json: A body to send as JSON.
            form: A body to send as a form.
            content: A body to send as it is.
            headers: More headers; they win over the client's.
            token: Replaces the client's token for this request.
            timeout: Seconds of silence after which to give up, or all bounds.
            retry: When to try again; by default reading is repeated and anything else is not.
            endpoint_name: Names the operation in error messages.
            follow: How to treat redirects, see `Exchange`.
            check: Whether an error answer is raised.
            max_body: The most bytes that a good answer can have; 256 MiB by default.
            pace: After some bytes of a file were sent, tells for how many seconds to send none.
            sent: Told how many bytes of a file were sent; fewer than before if they are sent again.
            trusted: Send the token to `url` although it is not the Hub's: for addresses that no server handed out.

        Raises:
            HfHubHTTPError: The subclass that says what the Hub refused.
            OfflineModeIsEnabled: Requests are switched off.
        """
        request, private = await self._request(
            method, url, params, json, form, content, headers, token, timeout, trusted=trusted
        )
        if pace is not None or sent is not None:
            request = replace(request, pace=pace, sent=sent)
        limit = constants.JSON_BODY_MAX_SIZE if max_body is None else max_body
        steps = self._exchange(request, follow, retry, private)
        async with runtime.fail_after(request.timeouts.total):
            response = await self._drive(steps, limit)
        server_warnings.report(response)
        if check:
            http_errors.raise_for_status(response, endpoint_name)
        return response

    async def head(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        token: Token = None,
        timeout: float | Timeouts | None = None,
        retry: retry_rules.RetryPolicy,
    ) -> HeadAnswer:
        """
        Ask for the headers of an address; redirects are followed within the Hub.

        Args:
            url: A path below the endpoint, or an absolute address.
            headers: More headers; they win over the client's.
            token: Replaces the client's token.
            timeout: Seconds of silence after which to give up, or all bounds.
            retry: When to try again.

        Raises:
            HfHubHTTPError: The subclass that says what the Hub refused.
            OfflineModeIsEnabled: Requests are switched off.
        """
        from huggingface_hub._core.retry import NONE

        if retry is NONE:
            answer = await self._look(url, headers, token, timeout)
            if answer is not None:
                return answer
        response = await self.send(
            "HEAD", url, headers=headers, token=token, timeout=timeout, retry=retry, follow="hub"
        )
        return HeadAnswer(response.status_code, response.headers, str(response.request.url))

    async def _look(
        self, url: str, headers: Mapping[str, str] | None, token: Token, timeout: float | Timeouts | None
    ) -> HeadAnswer | None:
        """The same over the fast lane, which needs neither httpx nor its time; `None` if that is not possible."""
        from huggingface_hub._core.retry import NONE
        from huggingface_hub._runtime.lane import head as lane

        request, private = await self._request("HEAD", url, None, None, None, None, headers, token, timeout)
        if not lane.is_open(self._options, request.url):
            return None
        steps = self._exchange(request, "hub", NONE, private)
        try:
            async with runtime.fail_after(request.timeouts.total):
                return await runtime.to_thread(lane.ask, steps, self._options)
        except Exception as error:
            transport.explain(error, steps.request.url, self._options.proxy)
            raise

    async def pages(
        self,
        url: str,
        *,
        params: urls.Params = None,
        token: Token = None,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        timeout: float | Timeouts | None = None,
    ) -> AsyncGenerator[Any, None]:
        """
        Iterate over a list that the Hub gives in pages; the next page is fetched when it is needed.

        Args:
            url: Of the first page.
            params: Its query.
            token: Replaces the client's token.
            headers: More headers.
            limit: Stop after this many items.
            timeout: Seconds of silence after which to give up on a page.

        Raises:
            UntrustedURLError: A server's link leads in circles or to a foreign host.
        """
        if limit is not None and limit <= 0:
            return
        target: str | None = urls.with_params(self._absolute(url), params)
        pager = pages_rules.Pager(str(target), self.endpoint)
        count = 0
        while target is not None:
            response = await self.send("GET", target, token=token, headers=headers, timeout=timeout)
            for item in wire.json_of(response, list):
                yield item
                count += 1
                if count == limit:
                    return
            target = pager.next(response.headers.get("link"))

    @runtime.asynccontextmanager
    async def stream(
        self,
        method: str,
        url: str,
        *,
        params: urls.Params = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        content: Content = None,
        token: Token = None,
        timeout: float | Timeouts | None = None,
        retry: retry_rules.RetryPolicy | None = None,
        follow: exchange.Follow = "api",
        check: bool = True,
        trusted: bool = False,
    ) -> AsyncGenerator[runtime.HttpStream, None]:
        """
        Send a request and read the answer piece by piece inside the `with` block.

        Opening is repeated as `retry` says; what goes wrong inside the block is the caller's to handle.

        Args:
            method: Of HTTP.
            url: A path below the endpoint, such as `/api/models`, or an absolute address.
            params: The query. `None` values are left out, booleans are written in lower case, lists repeat the key.
            json: A body to send as JSON.
            headers: More headers; they win over the client's.
            content: A body to send as it is.
            token: Replaces the client's token for this request.
            timeout: Seconds of silence after which to give up, or all bounds.
            retry: When to try again; by default reading is repeated and anything else is not.
            follow: How to treat redirects, see `Exchange`.
            check: Whether an error answer is raised.
            trusted: Send the token to `url` although it is not the Hub's: for addresses that no server handed out, or that
                were checked to be the right ones.

        Raises:
            HfHubHTTPError: The subclass that says what the Hub refused.
            OfflineModeIsEnabled: Requests are switched off.
        """
        request, private = await self._request(
            method, url, params, json, None, content, headers, token, timeout, trusted=trusted
        )
        steps = self._exchange(request, follow, retry, private)
        taken = False
        while True:
            await self._wait_for_turn(steps)
            try:
                async with self._http().stream(steps.request) as stream:
                    now = runtime.monotonic()
                    pause = steps.on_response(stream.status_code, stream.headers, now=now)
                    if pause is None:
                        if check and stream.status_code >= 400:
                            await stream.read_error()
                            http_errors.raise_for_status(stream.response)
                        taken = True
                        yield stream
                        return
                    # Read to its end, the short body of a redirect leaves the connection fit for the next request.
                    await stream.read_error()
            except Exception as error:
                if taken or (pause := steps.on_error(error, now=runtime.monotonic())) is None:
                    transport.explain(error, steps.request.url, self._options.proxy)
                    raise
            await runtime.sleep(pause)

    async def prepare(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        token: Token = None,
        timeout: float | Timeouts | None = None,
        method: str = "GET",
    ) -> exchange.Template:
        """
        Make a request for a file's content, or one that sends it, that others are made from.

        Args:
            url: A path below the endpoint, or an absolute address.
            headers: More headers.
            token: Replaces the client's token.
            timeout: Seconds of silence after which to give up, or all bounds.
            method: Of HTTP.

        Raises:
            OfflineModeIsEnabled: Requests are switched off.
        """
        from huggingface_hub._core import exchange

        request, private = await self._request(method, url, None, None, None, None, headers, token, timeout)
        return exchange.Template(request, self.endpoint, private, pauses=self._pauses)

    @property
    def http_options(self) -> HttpOptions:
        """How connections are made."""
        return self._options

    async def build_headers(self, token: Token = None, headers: Mapping[str, str] | None = None) -> dict[str, str]:
        """
        The headers of a request to the Hub.

        Args:
            token: Replaces the client's token.
            headers: More headers; they win.

        Raises:
            LocalTokenNotFoundError: A stored token is insisted on, and there is none.
        """
        built = headers_rules.build(
            token=await self._token_to_send(token),
            library_name=self.library_name,
            library_version=self.library_version,
            user_agent_extra=self.user_agent,
            headers=self.headers,
        )
        return headers_rules.merge(built, headers)

    # --- inside ---

    async def _token_to_send(self, token: Token) -> str | None:
        from huggingface_hub._async.auth.tokens import token_to_send

        return await token_to_send(self.token if token is None else token, self._options)

    def _absolute(self, url: str) -> str:
        return self.endpoint + url if url.startswith("/") else url

    async def _request(
        self,
        method: str,
        url: str,
        params: urls.Params,
        json: Any,
        form: urls.Params,
        content: Content,
        headers: Mapping[str, str] | None,
        token: Token,
        timeout: float | Timeouts | None,
        *,
        trusted: bool = False,
    ) -> tuple[HttpRequest, frozenset[str]]:
        target = urls.with_params(self._absolute(url), params)
        if constants.is_offline_mode():
            raise errors.OfflineModeIsEnabled(
                f"Cannot reach {redact.url(target)}: offline mode is enabled. To disable it, please unset the"
                " `HF_HUB_OFFLINE` environment variable."
            )
        try:
            trust.origin(target)
        except errors.UntrustedURLError:
            # Mostly it begins with the address of the Hub, and that is what is wrong with it.
            trust.check_endpoint(self.endpoint)
            raise
        body, kind = wire.encode_body(json_body=json, form=form, content=content)
        built = await self.build_headers(token, headers)
        private = {name.lower() for name in (*(self.headers or ()), *(headers or ()))} - _OPEN_HEADERS
        if not (trusted or trust.may_send_token(target, self.endpoint)):
            built = headers_rules.without_credentials(built, frozenset(n.lower() for n in self.headers or ()))
        built = headers_rules.merge(kind, built)
        if "x-amzn-trace-id" not in {name.lower() for name in built}:
            given = next((v for k, v in built.items() if k.lower() == "x-request-id"), None)
            built["X-Amzn-Trace-Id"] = given or trace.new_id()
        request = HttpRequest(method, target, built, body, self._timeouts(timeout))
        return request, frozenset(private)

    def _timeouts(self, timeout: float | Timeouts | None) -> Timeouts:
        if isinstance(timeout, Timeouts):
            return timeout
        return self.timeouts if timeout is None else self.timeouts.with_read(timeout)

    def _exchange(
        self,
        request: HttpRequest,
        follow: exchange.Follow,
        retry: retry_rules.RetryPolicy | None,
        private: frozenset[str],
    ) -> exchange.Exchange:
        # Not loaded before the first request, like all that is only needed for one: many programs find what they want in
        # the cache.
        from huggingface_hub._core import exchange, retry as retry_rules

        policy = retry or retry_rules.default_for(request.method)
        return exchange.Exchange(
            request,
            endpoint=self.endpoint,
            follow=follow,
            schedule=policy.start(now=runtime.monotonic(), random=_spread),
            private_headers=private,
            pauses=self._pauses,
        )

    async def _drive(self, steps: exchange.Exchange, limit: int) -> errors.Response:
        while True:
            await self._wait_for_turn(steps)
            if constants.HF_DEBUG:
                from huggingface_hub._core import curl

                logger.debug("%s", curl.render(steps.request))
            try:
                response = await self._http().send(steps.request, max_body=limit)
                pause = steps.on_response(response.status_code, response.headers, now=runtime.monotonic())
            except Exception as error:
                pause = steps.on_error(error, now=runtime.monotonic())
                if pause is None:
                    transport.explain(error, steps.request.url, self._options.proxy)
                    raise
            else:
                if pause is None:
                    return response
            if pause:
                await runtime.sleep(pause)

    async def _wait_for_turn(self, steps: exchange.Exchange) -> None:
        while pause := steps.before(now=runtime.monotonic()):
            await runtime.sleep(pause)

    def _http(self) -> runtime.HttpClient:
        return runtime.http_client(self._options)


def _spread() -> float:
    return runtime.random_uniform(0.0, 1.0)
