# Generated from tests/_async/auth/test_oidc.py: edit that file, not this one, then run `python -m codegen`.

"""The identity that a CI vouches for is exchanged for a token."""

from __future__ import annotations

import json
import time
import traceback

import httpx
import pytest
import respx

from huggingface_hub import constants, errors
from huggingface_hub._core import oidc
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api import HfApi
from huggingface_hub._sync.auth.tokens import get_token, get_token_to_send


HUB = "https://hub.test"
ISSUER = "https://actions.test/token?api-version=2.0"


@pytest.fixture
def wire():
    """Servers whose answers are written down."""
    with respx.mock(assert_all_called=False) as mock:
        yield mock


@pytest.fixture
def exchange(wire, monkeypatch):
    """The Hub among them, and an environment that asks for one repository."""
    monkeypatch.setattr(constants, "ENDPOINT", HUB)
    monkeypatch.setenv("HF_OIDC_RESOURCE", "datasets/ann/data")

    return wire.post(f"{HUB}/oauth/token")


@pytest.fixture
def later(monkeypatch):
    """Let time pass."""
    begin = time.monotonic()
    passed = [0.0]
    monkeypatch.setattr(oidc, "_now", lambda: begin + passed[0])

    def advance(seconds: float) -> None:
        passed[0] += seconds

    return advance


def answer(token: str, **more: object) -> httpx.Response:
    return httpx.Response(200, json={"access_token": token, "token_type": "Bearer", **more})


def test_it_beats_everything(exchange, secret, monkeypatch, later, records):
    """Also the environment's token; it is asked for once an hour, and used to the end if the id token was given."""
    monkeypatch.setenv("HF_TOKEN", "hf_env")
    monkeypatch.setenv("HF_OIDC_ID_TOKEN", secret)
    exchange.side_effect = [answer("hf_jwt_1", expires_in=3600), answer("hf_jwt_2", expires_in=3600)]
    assert [get_token() for _ in range(2)] == ["hf_jwt_1"] * 2
    assert get_token_to_send(None) == "hf_jwt_1"
    assert get_token_to_send("hf_given") == "hf_given"
    assert get_token_to_send(False) is None

    request = exchange.calls[0].request
    assert json.loads(request.content) == {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "subject_token": secret,
        "resource": "datasets/ann/data",
    }
    assert "authorization" not in request.headers
    later(3590)
    assert get_token() == "hf_jwt_1"
    later(20)
    assert get_token() == "hf_jwt_2"
    assert secret not in records.text


def test_github_actions(wire, exchange, secret, monkeypatch, later):
    """The workflow's own token goes to GitHub only; the exchange is repeated five minutes before the end."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    with pytest.raises(errors.OIDCError, match="id-token: write"):
        get_token()
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", ISSUER)
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", secret)
    issuer = wire.get(url__startswith=ISSUER).respond(json={"value": "id-token", "count": 1})
    exchange.side_effect = [answer(f"hf_jwt_{n}") for n in (1, 2, 3)]
    assert get_token() == "hf_jwt_1"
    assert issuer.calls[0].request.url.params["audience"] == HUB
    assert issuer.calls[0].request.headers["authorization"] == f"Bearer {secret}"
    later(3299)
    assert get_token() == "hf_jwt_1"
    later(2)
    assert get_token() == "hf_jwt_2"
    monkeypatch.setenv("HF_OIDC_RESOURCE", "ann")
    assert get_token() == "hf_jwt_3"


def test_calls_at_once_ask_once(exchange, secret, monkeypatch):
    """All of them use the token that one of them has asked for."""
    monkeypatch.setenv("HF_OIDC_ID_TOKEN", secret)
    exchange.side_effect = [answer("hf_jwt_1")]

    def use(_: int) -> str | None:
        return get_token()

    assert set(runtime.map_concurrently(use, range(8), limit=8)) == {"hf_jwt_1"}
    assert len(exchange.calls) == 1


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (httpx.Response(400, json={"error": "invalid_target", "error_description": "Not a publisher."}), "publisher"),
        (httpx.Response(200, text="<html>"), "datasets/ann/data"),
        (httpx.ConnectError("down"), "could not be asked"),
        (httpx.ReadTimeout("slow"), "could not be asked"),
    ],
)
def test_a_refusal_is_an_error(exchange, secret, monkeypatch, failure, said):
    """No other token is used in its place."""
    monkeypatch.setenv("HF_TOKEN", "hf_env")
    monkeypatch.setenv("HF_OIDC_ID_TOKEN", secret)
    exchange.side_effect = [failure]
    with pytest.raises(errors.OIDCError, match=said) as caught:
        HfApi().whoami()
    assert secret not in "".join(traceback.format_exception(caught.value))


def test_nobody_vouches(exchange):
    """The error names what is missing."""
    with pytest.raises(errors.OIDCError, match="HF_OIDC_ID_TOKEN"):
        get_token()
    assert len(exchange.calls) == 0


def test_at_a_real_hub(local_hub, monkeypatch):
    """The token writes to the repository that it was asked for, and to no other."""
    monkeypatch.setattr(constants, "ENDPOINT", local_hub.url)
    mine, other = local_hub.new_repo(), local_hub.new_repo()
    monkeypatch.setenv("HF_OIDC_RESOURCE", mine)
    monkeypatch.setenv("HF_OIDC_ID_TOKEN", local_hub.id_token())
    api = HfApi()
    api.upload_file(path_or_fileobj=b"hello", path_in_repo="a.txt", repo_id=mine)
    assert api.file_exists(mine, "a.txt")
    with pytest.raises(errors.HfHubHTTPError):
        api.upload_file(path_or_fileobj=b"hello", path_in_repo="a.txt", repo_id=other)
