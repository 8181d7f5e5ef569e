"""What goes into a request: headers, queries, bodies; and JSON out of answers."""

from __future__ import annotations

import json

import httpx
import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core import curl, headers, ids, urls, wire
from huggingface_hub.types.http import HttpRequest, Timeouts


def test_the_user_agent_names_every_part_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_USER_AGENT_ORIGIN", "test")

    value = headers.user_agent(library_name="lib", library_version="1.0", extra={"a": "1", "python": "x"})
    again = headers.user_agent(library_name="lib", library_version="1.0", extra=value + "; b/2\r\nevil: 1")

    parts = value.split("; ")
    assert parts[0] == "lib/1.0"
    assert parts[1].startswith("hf_hub/")
    assert parts[-3:] == ["a/1", "python/x", "origin/test"]
    assert again.split("; ")[:-2] == parts[:-1]
    assert "\n" not in again
    assert "\r" not in again


def test_an_unknown_library_says_so() -> None:
    assert headers.user_agent().startswith("unknown/None; hf_hub/")


def test_the_callers_headers_win_in_any_case() -> None:
    built = headers.build(token="t", headers={"Authorization": "Basic x"})

    assert {k.lower(): v for k, v in built.items()}["authorization"] == "Basic x"
    assert len(built) == 2


def test_queries_are_written_as_the_hub_reads_them() -> None:
    params = {"full": True, "limit": 5, "filter": ["a", "b c"], "search": None, "gated": False}

    assert urls.encode_params(params) == "full=true&limit=5&filter=a&filter=b+c&gated=false"
    assert urls.with_params("/x?y=1", {"z": 2}) == "/x?y=1&z=2"
    assert urls.with_params("/x", {}) == "/x"


def test_addresses_quote_what_must_be_quoted() -> None:
    assert (
        urls.api("dataset", "ns/n", "tree", "refs/pr/1", "a b/c") == "/api/datasets/ns/n/tree/refs%2Fpr%2F1/a%20b%2Fc"
    )
    assert urls.resolve(None, "gpt2", "v1.0", "dir/wh?t#.txt") == "/gpt2/resolve/v1.0/dir/wh%3Ft%23.txt"
    assert urls.resolve("space", "ns/n", None, "a") == "/spaces/ns/n/resolve/main/a"


def test_a_request_has_one_body() -> None:
    assert wire.encode_body(json_body={"a": "ü"}, form=None, content=None)[0] == '{"a":"ü"}'.encode()
    assert wire.encode_body(json_body=None, form=[("paths", ["a", "b"])], content=None)[0] == b"paths=a&paths=b"
    with pytest.raises(ValueError, match="one body"):
        wire.encode_body(json_body={}, form=None, content=b"")


@pytest.mark.parametrize("body", [b"<html>", b"NaN", b'{"a": Infinity}', b"[" * 100_000, b'{"a": 1}', b"\xff"])
def test_R18_an_answer_that_is_not_the_expected_json_is_a_typed_error(body: bytes) -> None:
    request = httpx.Request("GET", "https://mirror.example/api/models?token=abc")
    response = httpx.Response(200, content=body, request=request, headers={"X-Request-Id": "req-7"})

    with pytest.raises(errors.HfHubHTTPError, match="req-7") as caught:
        wire.json_of(response, list)

    assert "HF_ENDPOINT" in str(caught.value)
    assert "abc" not in str(caught.value)


@pytest.mark.parametrize("repo_id", ["gpt2", "ns/name", "A-b_c.d/e", "a" * 96])
def test_valid_ids_pass(repo_id: str) -> None:
    ids.validate_repo_id(repo_id)


@pytest.mark.parametrize(
    "repo_id",
    [
        "",
        "a/b/c",
        "../x",
        "a..b",
        "a--b",
        "x.git",
        "-a",
        "a-",
        ".a",
        "a b",
        "ü",
        "a/",
        "/a",
        "a" * 97,
        "a\n",
        "datasets/a/b",
    ],
)
def test_A2_invalid_ids_are_refused_before_any_request(repo_id: str) -> None:
    with pytest.raises(errors.HFValidationError, match=r"[Rr]epo"):
        ids.validate_repo_id(repo_id)


@pytest.mark.parametrize("value", [0, -1, float("nan")])
def test_A4_time_outs_that_make_no_sense_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="positive number of seconds"):
        Timeouts(read=value)


def test_L3_the_debug_line_holds_no_secret() -> None:
    body = json.dumps({"client_secret": "abc1", "keep": "this"}).encode()
    request = HttpRequest(
        "POST",
        "https://cdn.example/x?sig=abc2",
        {"authorization": "Bearer abc3", "X-Xet-Access-Token": "abc4", "content-type": "application/json"},
        body,
    )
    form = HttpRequest(
        "POST", "https://hf.co/o", {"content-type": "application/x-www-form-urlencoded"}, b"code=abc5&a=b"
    )

    line = curl.render(request) + curl.render(form)

    assert "abc" not in line
    assert "<TOKEN>" in line
    assert "this" in line
