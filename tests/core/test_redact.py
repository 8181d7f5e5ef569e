"""The one redactor."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given, strategies as st

from huggingface_hub._core import redact
from huggingface_hub._core.logs import get_logger


SECRET = "hf_" + "S3cr3tS3cr3tS3cr3t"


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.example/x?X-Amz-Signature=SECRET&X-Amz-Credential=SECRET",
        "https://cdn.example/x?Policy=SECRET&Key-Pair-Id=SECRET&Signature=SECRET",
        "https://user:SECRET@proxy.example:3128/",
        "https://huggingface.co/x?token=SECRET#SECRET",
        "https://cdn.example/x?SECRET",
    ],
)
def test_L1_L2_addresses_lose_their_secrets(url: str) -> None:
    assert "SECRET" not in redact.url(url)
    assert "SECRET" not in redact.text(f"GET {url} failed ({url})")


def test_addresses_keep_what_explains_them() -> None:
    url = "https://huggingface.co/api/models?limit=5&author=me&recursive=true"

    assert redact.url(url) == url


@pytest.mark.parametrize("text", [f"token {SECRET}", f"Authorization: Bearer {SECRET}", f"'{SECRET}'", f"x={SECRET}&y"])
def test_tokens_are_hidden_in_text(text: str) -> None:
    assert SECRET not in redact.text(text)


def test_L3_all_secret_headers_are_hidden() -> None:
    items = [("Authorization", "Basic abc"), ("Cookie", "abc"), ("X-Xet-Access-Token", "abc"), ("Accept", "abc")]

    assert [v for _, v in redact.headers(items)] == [redact.HIDDEN] * 3 + ["abc"]


def test_secret_values_are_hidden_at_any_depth() -> None:
    assert "abc" not in str(redact.data({"a": [{"client_secret": "abc", "n": 1}], "secret": "abc"}))


def test_L1_what_is_logged_is_redacted(caplog: pytest.LogCaptureFixture) -> None:
    logger = get_logger("huggingface_hub.test_redact")
    logger.propagate = True
    logging.getLogger("huggingface_hub").addHandler(caplog.handler)
    try:
        logger.warning("got %s from %s", SECRET, "https://cdn.example/x?sig=topsecret")
    finally:
        logging.getLogger("huggingface_hub").removeHandler(caplog.handler)

    assert SECRET not in caplog.text
    assert "topsecret" not in caplog.text
    assert "cdn.example/x" in caplog.text


def test_L1_what_the_http_library_logs_is_redacted(caplog: pytest.LogCaptureFixture) -> None:
    get_logger("huggingface_hub.test_redact")

    with caplog.at_level(logging.INFO, logger="httpx"):
        logging.getLogger("httpx").info('HTTP Request: %s %s "%s"', "PUT", "https://cdn.example/x?sig=topsecret", "200")

    assert "topsecret" not in caplog.text
    assert "cdn.example/x" in caplog.text


def test_redacting_twice_changes_nothing() -> None:
    once = redact.text("see https://cdn.example/x?Signature=abc&limit=3 now")

    assert redact.text(once) == once


def test_S21_terminal_escapes_are_taken_out() -> None:
    assert redact.printable("\x1b[31mred\x1b[0m \x1b]0;title\x07ok\x08\u202e") == "red ok"


@given(st.text(max_size=200))
def test_any_text_is_redacted_without_trouble(text: str) -> None:
    redact.text(text)
    redact.url(text)
    assert not any(ord(c) < 32 and c not in "\n\t" for c in redact.printable(text))


@pytest.mark.parametrize(
    "address", ["user:secret@hub.example/x", "secret@hub.example", "https://secret@hub.example/@x"]
)
def test_user_names_are_hidden_where_the_scheme_was_forgotten(address: str) -> None:
    assert "secret" not in redact.url(address)
    assert "hub.example" in redact.url(address)
