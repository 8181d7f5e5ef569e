# Generated from tests/_async/auth/test_renewal.py: edit that file, not this one, then run `python -m codegen`.

"""Tokens of a browser's login are renewed before they expire."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from urllib.parse import parse_qs

import httpx
import pytest
import respx

from huggingface_hub import constants
from huggingface_hub._core import token_refresh, token_store
from huggingface_hub._core.secret import Secret
from huggingface_hub._core.token_store import StoredToken
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api import HfApi
from huggingface_hub._sync.auth import store
from huggingface_hub._sync.auth.device import poll_device_token, request_device_code
from huggingface_hub._sync.auth.headers import build_hf_headers
from huggingface_hub._sync.auth.saving import save_response
from huggingface_hub._sync.auth.tokens import get_token, get_token_to_send
from tests.support.clock import FakeClock


HUB = "https://hub.test"
URL = f"{HUB}/oauth/token"
DAY = 24 * 3600


@pytest.fixture
def fake_hub(monkeypatch):
    """A Hub whose answers are written down."""
    monkeypatch.setattr(constants, "ENDPOINT", HUB)
    with respx.mock(assert_all_called=False) as mock:
        yield mock.post(URL)


@pytest.fixture
def later(monkeypatch):
    """Let minutes pass since the last look at a token."""
    begin = time.monotonic()
    passed = [0.0]
    monkeypatch.setattr(token_refresh, "_now", lambda: begin + passed[0])

    def advance(seconds: float) -> None:
        passed[0] += seconds

    return advance


def stored(secret: str, *, left: float | None = 3600, renewal: str | None = "hf_refresh_1") -> None:
    """Somebody logged in with a browser some time ago."""
    expires = None if left is None else int(time.time() + left)
    token_store.save("oauth-ann", StoredToken(Secret(secret), Secret(renewal) if renewal else None, expires))


def answer(token: str, **more: object) -> httpx.Response:
    return httpx.Response(200, json={"access_token": token, "token_type": "Bearer", **more})


def test_a_token_is_renewed_a_day_before_it_expires(fake_hub, secret, records):
    """The Hub is asked once, as a public program, and both files hold the new token then."""
    stored(secret, left=DAY - 60)
    fake_hub.side_effect = [answer("hf_new", refresh_token="hf_refresh_2", expires_in=30 * DAY)]
    assert get_token() == "hf_new"
    assert get_token_to_send(None) == "hf_new"
    assert build_hf_headers()["authorization"] == "Bearer hf_new"

    request = fake_hub.calls[0].request
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["refresh_token"],
        "refresh_token": ["hf_refresh_1"],
        "client_id": [constants.DEVICE_CODE_OAUTH_CLIENT_ID],
    }
    assert "authorization" not in request.headers
    assert len(fake_hub.calls) == 1
    entry = token_store.read_stored()["oauth-ann"]
    assert (entry.token, entry.refresh_token) == ("hf_new", "hf_refresh_2")
    assert abs(entry.expires_at - time.time() - 30 * DAY) < 10
    assert token_store.read_active() == "hf_new"
    for word in (secret, "hf_new", "hf_refresh_1", "hf_refresh_2"):
        assert word not in records.text


def test_a_renewal_token_that_stays(fake_hub, secret):
    """A Hub that gives no new one means the old one, and says nothing about time if it gives none."""
    stored(secret)
    fake_hub.side_effect = [answer("hf_new")]
    assert get_token() == "hf_new"

    assert token_store.read_stored()["oauth-ann"] == StoredToken(Secret("hf_new"), Secret("hf_refresh_1"), None)
    assert get_token() == "hf_new"


@pytest.mark.parametrize(
    "entry", [{"left": 3 * DAY}, {"left": None}, {"renewal": None}, None], ids=["young", "eternal", "final", "unknown"]
)
def test_tokens_that_are_used_as_they_are(fake_hub, secret, entry):
    """No request for a token that has more than a day, or that can't be renewed."""
    if entry is None:
        stored("hf_of_another_login")
        token_store.write_active(secret)
    else:
        stored(secret, **entry)
    assert [get_token() for _ in range(3)] == [secret] * 3
    assert len(fake_hub.calls) == 0


def test_other_sources_are_not_renewed(fake_hub, secret, monkeypatch):
    """Nothing is asked where the stored token is not used."""
    stored(secret, left=60)
    monkeypatch.setenv("HF_TOKEN", "hf_env")
    assert get_token() == "hf_env"
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", True)
    assert get_token_to_send(None) is None
    assert get_token_to_send("hf_given") == "hf_given"
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert get_token() == secret
    assert len(fake_hub.calls) == 0


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("down"),
        httpx.ReadTimeout("slow"),
        httpx.Response(500, text="sorry"),
        httpx.Response(200, text="<html>hotel</html>"),
        httpx.Response(200, json=[1]),
        httpx.Response(400, json={"error": "temporarily_unavailable"}),
        httpx.Response(302, headers={"location": "https://elsewhere.test"}),
    ],
    ids=lambda value: str(getattr(value, "status_code", type(value).__name__)),
)
def test_a_renewal_that_does_not_work(fake_hub, secret, records, later, failure):
    """`get_token` never fails for it: one warning, the old token, and another try after five minutes."""
    stored(secret)
    fake_hub.side_effect = [failure, failure, answer("hf_new", expires_in=30 * DAY)]
    assert [get_token() for _ in range(3)] == [secret] * 3
    later(301)
    assert get_token() == secret
    assert len(fake_hub.calls) == 2
    assert [r.levelname for r in records.records if "renew" in r.getMessage()] == ["WARNING"]
    later(301)
    assert get_token() == "hf_new"
    assert secret not in records.text
    assert "hf_refresh" not in records.text


def test_a_login_that_was_revoked(fake_hub, secret, records, later):
    """One warning says to log in again; the Hub is not asked any more."""
    stored(secret)
    fake_hub.respond(400, json={"error": "invalid_grant", "error_description": "gone: hf_refresh_1"})
    assert get_token() == secret
    later(100 * DAY)
    assert get_token() == secret
    assert len(fake_hub.calls) == 1
    [warning] = [r.getMessage() for r in records.records if r.levelname == "WARNING"]
    assert "hf auth login --force" in warning
    assert "hf_refresh_1" not in warning


def test_tasks_at_once_ask_once(fake_hub, secret):
    """A refresh token is good for one answer."""
    stored(secret)
    fake_hub.side_effect = [answer("hf_new", expires_in=30 * DAY)]

    def use(_: int) -> str | None:
        return get_token()

    assert set(runtime.map_concurrently(use, range(8), limit=8)) == {"hf_new"}
    assert len(fake_hub.calls) == 1


def test_the_token_of_another_process_is_adopted(fake_hub, secret):
    """It was faster, or was stopped between writing the two files."""
    stored(secret)
    due = token_refresh.due(Secret(secret))
    token_store.write_stored(
        {"oauth-ann": StoredToken(Secret("hf_theirs"), Secret("hf_r"), int(time.time()) + 30 * DAY)}
    )
    assert token_refresh.under_lock(due) == "hf_theirs"
    assert token_store.read_active() == "hf_theirs"
    assert get_token() == "hf_theirs"

    token_store.write_active("hf_of_a_new_login")
    assert token_refresh.under_lock(due) == "hf_of_a_new_login"
    assert len(fake_hub.calls) == 0


def test_a_renewal_that_is_being_written(fake_hub, secret):
    """One of the two files is new already: whoever comes waits for the other one."""
    stored(secret)
    token_store.write_stored({"oauth-ann": StoredToken(Secret("hf_new"), Secret("hf_r"), int(time.time()) + 30 * DAY)})

    def write(_: int) -> str | None:
        with store.lock():
            runtime.sleep(0.05)
            token_store.write_active("hf_new")
        return "hf_new"

    def use(_: int) -> str | None:
        runtime.sleep(0.02)
        return get_token()

    def both(part: int) -> str | None:
        return use(part) if part else write(part)

    assert runtime.map_concurrently(both, [0, 1], limit=2) == ["hf_new", "hf_new"]
    assert len(fake_hub.calls) == 0


def test_a_lock_that_nobody_gives_back(fake_hub, secret, records, monkeypatch):
    """Another process hangs: the old token is used after half a minute."""
    stored(secret)
    monkeypatch.setattr(store, "LOCK_TIMEOUT", 0.05)
    with store.lock():
        assert get_token() == secret
    assert len(fake_hub.calls) == 0
    assert "Could not renew" in records.text


def test_a_home_that_became_read_only(fake_hub, secret, records, monkeypatch):
    """The old token is worth nothing once a new one was given: the process keeps the new one in memory."""
    stored(secret)
    fake_hub.side_effect = [answer("hf_new", expires_in=30 * DAY)]

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(token_store, "write_stored", full)
    assert [get_token() for _ in range(2)] == ["hf_new", "hf_new"]
    assert len(fake_hub.calls) == 1
    assert "No space left on device" in records.text
    assert token_store.read_active() == secret


# --- At a real Hub ---


@pytest.fixture(scope="module")
def device_hub(local_hub_factory):
    return local_hub_factory(device_interval=0)


def logged_in(hub) -> None:
    """Log in with a browser, and let all but an hour of the token's time pass."""
    info = request_device_code()
    form = {"user_code": info["user_code"], "decision": "allow", "token": hub.token}
    assert httpx.post(f"{hub.url}/oauth/device/approve", data=form).status_code == 200
    with FakeClock():
        saved = save_response(poll_device_token(info))
    entry = token_store.read_stored()[saved.token_name]
    token_store.write_stored({saved.token_name: StoredToken(entry.token, entry.refresh_token, int(time.time()) + 3600)})
    token_refresh.forget()


def test_calls_go_on_with_the_new_token(device_hub, monkeypatch, records):
    """Whoever uses the API notices nothing."""
    monkeypatch.setattr(constants, "ENDPOINT", device_hub.url)
    logged_in(device_hub)
    old = token_store.read_active()
    who = HfApi().whoami()

    new = token_store.read_active()
    assert new != old
    assert who["type"] == "user"
    assert HfApi(token=str(new)).whoami()["name"] == who["name"]
    assert [r for r in records.records if r.levelname == "WARNING"] == []


def test_processes_at_once_ask_once(device_hub, monkeypatch, hf_home):
    """Each gets the token that one of them has fetched: the Hub would refuse the old refresh token."""
    monkeypatch.setattr(constants, "ENDPOINT", device_hub.url)
    logged_in(device_hub)
    old = token_store.read_active()
    code = (
        "import json, sys; from huggingface_hub import get_token; print('ready', flush=True); sys.stdin.readline();"
        "print(json.dumps([get_token(), get_token()]))"
    )
    env = {**os.environ, "HF_ENDPOINT": device_hub.url, "HF_HOME": str(hf_home)}
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=env)
        for _ in range(3)
    ]
    for process in started:
        assert process.stdout.readline() == "ready\n"
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [process.communicate() for process in started]

    assert [err for _, err in ended] == ["", "", ""]
    given = {token for out, _ in ended for token in json.loads(out)}
    assert given == {token_store.read_active()}
    assert given != {old}
