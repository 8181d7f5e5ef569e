"""The matrix of `contract/wire/files.md` §5, row by row."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import httpx
import pytest

from huggingface_hub import errors
from huggingface_hub._core.download import fallback
from huggingface_hub._core.download.fallback import Decision


RAISE, CACHED, RETRY, NOT_FOUND = Decision.RAISE, Decision.USE_CACHED, Decision.RETRY, Decision.NOT_FOUND


def http(status: int, kind: type[errors.HfHubHTTPError] = errors.HfHubHTTPError) -> errors.HfHubHTTPError:
    return kind("no", response=httpx.Response(status, request=httpx.Request("HEAD", "https://hub.example/x")))


def tls() -> Exception:
    error = httpx.ConnectError("TLS")
    error.__cause__ = ssl.SSLCertVerificationError("expired")
    return error


ROWS: list[tuple[str, Callable[[], Exception], Decision, Decision, Decision]] = [
    # error, with a cached file, without one at first, without one after the second attempt
    ("revision", lambda: http(404, errors.RevisionNotFoundError), RAISE, RAISE, RAISE),
    ("entry", lambda: http(404, errors.RemoteEntryNotFoundError), RAISE, RAISE, RAISE),
    ("proxy", lambda: httpx.ProxyError("407"), RAISE, RAISE, RAISE),
    ("N16_tls", tls, RAISE, RAISE, RAISE),
    ("unsafe", lambda: errors.UnsafePathError("x"), RAISE, RAISE, RAISE),
    ("bug", lambda: KeyError("x"), RAISE, RAISE, RAISE),
    ("N1_connect", lambda: httpx.ConnectError("refused"), CACHED, RETRY, NOT_FOUND),
    ("N5_timeout", lambda: httpx.ReadTimeout("slow"), CACHED, RETRY, NOT_FOUND),
    ("N2_read", lambda: httpx.ReadError("reset"), CACHED, RETRY, NOT_FOUND),
    ("N3_protocol", lambda: httpx.RemoteProtocolError("closed"), CACHED, RETRY, NOT_FOUND),
    ("offline", lambda: errors.OfflineModeIsEnabled("off"), CACHED, NOT_FOUND, NOT_FOUND),
    ("408", lambda: http(408), CACHED, RETRY, NOT_FOUND),
    ("429", lambda: http(429), CACHED, RETRY, NOT_FOUND),
    ("500", lambda: http(500), CACHED, RETRY, NOT_FOUND),
    ("502", lambda: http(502), CACHED, RETRY, NOT_FOUND),
    ("503", lambda: http(503), CACHED, RETRY, NOT_FOUND),
    ("504", lambda: http(504), CACHED, RETRY, NOT_FOUND),
    ("401", lambda: http(401), CACHED, RAISE, RAISE),
    ("repository", lambda: http(404, errors.RepositoryNotFoundError), CACHED, RAISE, RAISE),
    ("gated", lambda: http(403, errors.GatedRepoError), CACHED, RAISE, RAISE),
    ("403", lambda: http(403), CACHED, NOT_FOUND, NOT_FOUND),
    ("disabled", lambda: http(403, errors.DisabledRepoError), CACHED, NOT_FOUND, NOT_FOUND),
    ("metadata", lambda: errors.FileMetadataError("no commit"), CACHED, NOT_FOUND, NOT_FOUND),
]


@pytest.mark.parametrize(("make", "cached", "first", "again"), [pytest.param(*row[1:], id=row[0]) for row in ROWS])
def test_the_matrix(make: Callable[[], Exception], cached: Decision, first: Decision, again: Decision) -> None:
    assert fallback.decide(make(), cached=True) is cached
    assert fallback.decide(make(), cached=True, retried=True) is cached
    assert fallback.decide(make(), cached=False) is first
    assert fallback.decide(make(), cached=False, retried=True) is again


def test_A5_a_forced_download_has_one_clear_error_for_each_reason() -> None:
    texts = set()
    for error, local in ((None, True), (errors.OfflineModeIsEnabled("off"), False), (http(500), False)):
        with pytest.raises(ValueError, match="force_download=True") as caught:
            fallback.check_force(error, local_files_only=local)
        texts.add(str(caught.value))

    assert len(texts) == 3


@pytest.mark.parametrize(("status", "advice"), [(403, "Check your token"), (503, "Try again later")])
def test_an_answer_of_the_hub_is_not_called_a_missing_network(status: int, advice: str) -> None:
    text = fallback.not_cached_message("'x'", http(status), local_files_only=False)
    with pytest.raises(ValueError, match="the Hub refused it"):
        fallback.check_force(http(status), local_files_only=False)

    assert "could not be reached" not in text
    assert advice in text


def test_messages_are_one_line_and_say_what_to_do() -> None:
    reasons = [None, errors.OfflineModeIsEnabled("off"), errors.FileMetadataError("no commit"), http(500)]
    for reason in reasons:
        text = fallback.not_cached_message("'x'", reason, local_files_only=reason is None)
        assert "\n" not in text
        assert "'x'" in text
