"""Tokens of the Xet storage: addresses, answers, and who gets to see what."""

from __future__ import annotations

import time
import warnings

import pytest

from huggingface_hub import errors
from huggingface_hub._core.xet import connection, fallback
from huggingface_hub._core.xet.connection import Known, XetTokenType, read_answer, xet_connection_info_refresh_url


HUB = "https://huggingface.co"
ROUTE = f"{HUB}/api/models/u/r/xet-read-token/main"
SENT = {"Authorization": "Bearer hf_secret", "Cookie": "c=1", "user-agent": "x", "X-Mine": "y"}


def answer(**changes: str) -> dict[str, str]:
    values = {"url": "https://cas.example.org", "token": "xet-secret", "expires": "2000000000", **changes}
    return {
        "X-Xet-Cas-Url": values["url"],
        "X-Xet-Access-Token": values["token"],
        "X-Xet-Token-Expiration": values["expires"],
    }


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({"repo_type": "model", "revision": "main"}, "/api/models/u/r/xet-read-token/main"),
        ({"repo_type": "dataset", "revision": "refs/pr/1"}, "/api/datasets/u/r/xet-read-token/refs%2Fpr%2F1"),
        ({"repo_type": "space"}, "/api/spaces/u/r/xet-read-token/None"),
        ({"repo_type": "bucket"}, "/api/buckets/u/r/xet-read-token"),
        (
            {"repo_type": "model", "revision": "a", "endpoint": "https://e.org/"},
            "https://e.org/api/models/u/r/xet-read-token/a",
        ),
    ],
)
def test_where_a_token_is_asked_for(options: dict[str, str], url: str) -> None:
    found = xet_connection_info_refresh_url(token_type=XetTokenType.READ, repo_id="u/r", **options)  # type: ignore[arg-type]
    assert found == (url if url.startswith("https") else HUB + url)


def test_writing_is_another_address() -> None:
    url = xet_connection_info_refresh_url(token_type=XetTokenType.WRITE, repo_id="u/r", repo_type="model", revision="m")
    assert url.endswith("/xet-write-token/m")
    assert XetTokenType("write") is XetTokenType.WRITE
    with pytest.raises(errors.HFValidationError):
        xet_connection_info_refresh_url(token_type=XetTokenType.READ, repo_id="u/r/x", repo_type="model")


def test_an_answer() -> None:
    access = read_answer(answer(), ROUTE, SENT, HUB)
    assert (access.storage, access.token, access.expires) == ("https://cas.example.org", "xet-secret", 2_000_000_000)
    # The storage is another host, which the Hub's token is no business of.
    assert access.headers == {"user-agent": "x", "X-Mine": "y"}
    assert access.hub_headers == SENT
    assert "secret" not in repr(access)


@pytest.mark.parametrize("name", ["url", "token", "expires"])
def test_an_incomplete_answer_is_refused(name: str) -> None:
    with pytest.raises(errors.XetDownloadError, match="no address, token or expiry"):
        read_answer(answer(**{name: ""}), ROUTE, SENT, HUB)


@pytest.mark.parametrize("url", ["http://cas.example.org", "https://127.0.0.1", "https://10.0.0.1/x", "file:///etc"])
def test_S17_an_unsafe_storage_is_refused(url: str) -> None:
    with pytest.raises(errors.UntrustedURLError):
        read_answer(answer(url=url), ROUTE, SENT, HUB)


def test_a_local_storage_is_fine_for_a_local_hub() -> None:
    local = "http://127.0.0.1:8000"
    assert read_answer(answer(url=f"{local}/api/xet"), ROUTE, SENT, local).storage == f"{local}/api/xet"


def test_an_access_is_known_for_one_token_and_until_its_end() -> None:
    known = Known()
    soon = str(int(time.time()) + connection.MARGIN - 1)
    late = str(int(time.time()) + connection.MARGIN + 100)
    known.keep(read_answer(answer(expires=soon), ROUTE, SENT, HUB))
    assert known.find(ROUTE, SENT) is None
    access = read_answer(answer(expires=late), ROUTE, SENT, HUB)
    known.keep(access)
    assert known.find(ROUTE, {"authorization": "Bearer hf_secret"}) is access
    assert known.find(ROUTE, {"authorization": "Bearer hf_other"}) is None
    assert known.find(ROUTE, {}) is None
    known.forget(access)
    assert known.find(ROUTE, SENT) is None


def test_a_known_access_does_not_stay_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MAX_KNOWN", 2)
    known = Known()
    for number in range(5):
        known.keep(read_answer(answer(), f"{ROUTE}{number}", SENT, HUB))
    assert [known.find(f"{ROUTE}{number}", SENT) is not None for number in range(5)] == [False] * 3 + [True] * 2


def test_trouble_is_said_once_and_passes() -> None:
    fallback.TROUBLE.clear()
    try:
        error = RuntimeError("refused https://x/y?signature=secret")
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            for now in (0.0, 1.0):
                fallback.announce(HUB, error, now=now, what="A download")
        assert [type(warning.message) for warning in caught] == [errors.TransportFallbackWarning]
        assert "secret" not in str(caught[0].message)
        assert fallback.TROUBLE.is_known(HUB, now=fallback.PAUSE)
        assert not fallback.TROUBLE.is_known("https://other.org", now=1.0)
        assert not fallback.TROUBLE.is_known(HUB, now=2 * fallback.PAUSE)
    finally:
        fallback.TROUBLE.clear()
