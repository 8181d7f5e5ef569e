"""The one URL trust check: the token stays with the Hub, whatever a server says."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from huggingface_hub._core import trust
from huggingface_hub.errors import UntrustedURLError


HUB = "https://huggingface.co"


@pytest.mark.parametrize(
    "url",
    [
        "https://huggingface.co/api/models",
        "https://HUGGINGFACE.co:443/x",
        "https://hf.co/x",
        "https://hub-ci.huggingface.co/x",
        "https://mirror.example:8443/x",
    ],
)
def test_the_hub_and_the_endpoint_receive_the_token(url: str) -> None:
    assert trust.may_send_token(url, "https://mirror.example:8443")


@pytest.mark.parametrize(
    "url",
    [
        "http://huggingface.co/x",
        "https://huggingface.co.evil.example/x",
        "https://huggingface.co@evil.example/x",
        "https://evil.example/huggingface.co",
        "https://huggingface.co:8443/x",
        "https://sub.huggingface.co/x",
        "https://mirror.example/x",
        "http://mirror.example:8443/x",
        "file:///etc/passwd",
        "//huggingface.co/x",
        "https://",
        "https://huggingface.co:notaport/",
        "",
    ],
)
def test_nothing_else_does(url: str) -> None:
    assert not trust.may_send_token(url, "https://mirror.example:8443")


@given(st.text(max_size=60))
def test_no_text_makes_the_check_fail_in_another_way(text: str) -> None:
    trust.may_send_token(text, HUB)
    trust.may_send_token("https://" + text, HUB)


def test_S13_a_redirect_from_https_to_http_is_refused() -> None:
    with pytest.raises(UntrustedURLError, match="from https to http"):
        trust.check_redirect("https://huggingface.co/x", "http://huggingface.co/x", HUB)


@pytest.mark.parametrize(
    "target",
    [
        "https://169.254.169.254/latest",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.0.0.8/",
        "https://[::1]/",
    ],
)
def test_S14_a_redirect_into_a_private_network_is_refused(target: str) -> None:
    with pytest.raises(UntrustedURLError, match="private network"):
        trust.check_redirect("https://huggingface.co/x", target, HUB)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/x", "javascript:alert(1)"])
def test_S14_a_redirect_to_another_scheme_is_refused(target: str) -> None:
    with pytest.raises(UntrustedURLError):
        trust.check_redirect("https://huggingface.co/x", target, HUB)


def test_a_local_hub_may_redirect_to_a_local_object_server() -> None:
    target = "http://127.0.0.2:9000/objects/x"

    assert trust.check_redirect("http://127.0.0.1:8000/x", target, "http://127.0.0.1:8000") == target


def test_S18_objects_go_over_https_unless_the_hub_itself_is_plain() -> None:
    with pytest.raises(UntrustedURLError, match="not https"):
        trust.check_object_url("http://cdn.example/x", HUB, "upload address")

    assert trust.check_object_url("http://127.0.0.1:9/x", "http://127.0.0.1:8", "upload address")


def test_the_error_shows_no_signature() -> None:
    with pytest.raises(UntrustedURLError) as caught:
        trust.check_credentialed("https://evil.example/x?X-Amz-Signature=abcdef", HUB, "verify address")

    assert "abcdef" not in str(caught.value)
    assert "evil.example" in str(caught.value)
