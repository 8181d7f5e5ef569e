"""Redirects and repetitions of one exchange, step by step, without a socket."""

from __future__ import annotations

import httpx
import pytest

from huggingface_hub._core import exchange, retry
from huggingface_hub.errors import UntrustedURLError
from huggingface_hub.types.http import HttpRequest


HUB = "https://huggingface.co"
CDN = "https://cdn.example/object?sig=1"


def begin(
    method: str = "GET",
    *,
    follow: exchange.Follow = "api",
    policy: retry.RetryPolicy = retry.DEFAULT,
    endpoint: str = HUB,
    content: bytes | None = None,
) -> exchange.Exchange:
    headers = {"authorization": "Bearer x", "X-Company": "secret", "Range": "bytes=0-", "Cookie": "c"}
    return exchange.Exchange(
        HttpRequest(method, f"{endpoint}/a", headers, content),
        endpoint=endpoint,
        follow=follow,
        schedule=policy.start(),
        private_headers=frozenset({"x-company"}),
    )


def redirect(steps: exchange.Exchange, target: str, status: int = 302) -> float | None:
    return steps.on_response(status, httpx.Headers({"location": target}), now=0)


def test_S11_S12_a_foreign_host_sees_neither_token_nor_the_callers_own_headers() -> None:
    steps = begin()

    assert redirect(steps, CDN) == 0

    assert steps.request.url == CDN
    assert steps.request.headers == {"Range": "bytes=0-"}


def test_inside_the_hub_everything_goes_along() -> None:
    steps = begin(endpoint="https://mirror.example")

    redirect(steps, "/renamed")
    assert steps.request.url == "https://mirror.example/renamed"
    # An address of the public Hub means the mirror that stands in for it.
    redirect(steps, f"{HUB}/again")

    assert steps.request.url == "https://mirror.example/again"
    assert steps.request.headers["authorization"] == "Bearer x"


def test_metadata_requests_take_the_answer_that_leads_out_of_the_hub() -> None:
    steps = begin("HEAD", follow="hub")

    assert redirect(steps, "/api/resolve-cache/x", 307) == 0
    assert redirect(steps, CDN) is None
    assert steps.request.url == f"{HUB}/api/resolve-cache/x"


def test_R14_a_loop_of_redirects_ends() -> None:
    steps = begin()

    with pytest.raises(httpx.TooManyRedirects):
        for _ in range(100):
            redirect(steps, "/a")


def test_S13_a_redirect_to_plain_http_is_refused() -> None:
    with pytest.raises(UntrustedURLError):
        redirect(begin(), "http://huggingface.co/a")


@pytest.mark.parametrize(("status", "method"), [(303, "GET"), (302, "GET"), (307, "POST"), (308, "POST")])
def test_the_method_follows_the_status(status: int, method: str) -> None:
    steps = begin("POST", content=b"body")

    redirect(steps, "/b", status)

    assert steps.request.method == method
    assert (steps.request.content == b"body") == (method == "POST")


def test_after_a_failure_behind_a_redirect_the_first_address_is_asked_again() -> None:
    steps = begin()
    redirect(steps, CDN)

    assert steps.on_response(503, httpx.Headers(), now=0) == 1

    assert steps.request.url == f"{HUB}/a"
    assert steps.request.headers["authorization"] == "Bearer x"


@pytest.mark.parametrize("error", [httpx.ReadError("x"), httpx.RemoteProtocolError("x"), httpx.ConnectTimeout("x")])
def test_broken_connections_are_tried_again(error: Exception) -> None:
    assert begin().on_error(error, now=0) == 1
    assert begin(policy=retry.NONE).on_error(error, now=0) is None


def test_N16_a_certificate_that_is_not_accepted_is_not_tried_again() -> None:
    import ssl

    error = httpx.ConnectError("x")
    error.__cause__ = ssl.SSLCertVerificationError("bad")

    assert begin().on_error(error, now=0) is None
