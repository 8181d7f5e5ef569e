# Generated from tests/_async/auth/test_leaks.py: edit that file, not this one, then run `python -m codegen`.

"""L: no secret of any login is seen in a log, on the screen, in an exception with its local variables, or in a pickle."""

from __future__ import annotations

import logging
import pickle
import secrets
import time
import traceback

import httpx
import pytest
import respx

from huggingface_hub import constants, errors
from huggingface_hub._core import prompts, token_refresh, token_store
from huggingface_hub._core.secret import Secret
from huggingface_hub._core.token_store import StoredToken
from huggingface_hub._sync.api import HfApi
from huggingface_hub._sync.auth.login import auth_list, auth_switch, interpreter_login, login, logout
from huggingface_hub._sync.auth.tokens import get_token, refresh_access_token
from tests.support.clock import FakeClock


HUB = "https://hub.test"
DAY = 24 * 3600
KINDS = "device access refresh access2 refresh2 id_token actions jwt pasted".split()


@pytest.fixture
def hidden():
    """Secrets without anything by which one could tell that they are some."""
    return {kind: secrets.token_hex(16) for kind in KINDS}


@pytest.fixture
def seen(hidden, records, capsys, monkeypatch):
    """Collects what can be seen, and looks for the secrets in it at the end."""
    monkeypatch.setattr(constants, "ENDPOINT", HUB)
    monkeypatch.setattr(constants, "HF_DEBUG", True)
    monkeypatch.setattr(prompts, "is_interactive", lambda: False)
    records.set_level(logging.DEBUG)
    # httpcore writes down what it sends and receives, if one asks for it.
    logging.getLogger("httpcore").setLevel(logging.INFO)
    found: list[str] = []
    with FakeClock():
        yield found
    output = capsys.readouterr()
    text = "\n".join([*found, records.text, output.out, output.err])
    logging.getLogger("httpcore").setLevel(logging.NOTSET)
    assert text
    assert [kind for kind, secret in hidden.items() if secret in text] == []


@pytest.fixture
def wire():
    with respx.mock(assert_all_called=False) as mock:
        mock.get(f"{HUB}/api/whoami-v2").respond(json={"type": "user", "name": "ann", "auth": {}})
        yield mock


def note(found: list[str], error: BaseException) -> None:
    """All that tools show of an exception, but for the variables of the test itself."""
    ours = error.__traceback__.tb_next
    shown = traceback.TracebackException(type(error), error, ours, capture_locals=True)
    found.append("".join(shown.format()))
    found.append(repr(error) + repr(error.__dict__) + str(pickle.dumps(error)))


def codes(hidden, **more):
    return {"device_code": hidden["device"], "user_code": "AB-CD", "verification_uri": f"{HUB}/d", **more}


def test_L_a_login_with_a_browser_and_its_renewal(hidden, seen, wire, monkeypatch):
    wire.post(f"{HUB}/oauth/device").respond(json=codes(hidden))
    tokens = wire.post(f"{HUB}/oauth/token")
    tokens.side_effect = [
        httpx.Response(400, json={"error": "authorization_pending"}),
        httpx.Response(
            200, json={"access_token": hidden["access"], "refresh_token": hidden["refresh"], "expires_in": 60}
        ),
        httpx.Response(503, text=hidden["refresh"]),
        httpx.Response(200, json={"access_token": hidden["access2"], "refresh_token": hidden["refresh2"]}),
    ]
    login()
    found = get_token()
    assert found == hidden["access"]
    token_refresh.forget()
    renewed = get_token()
    assert renewed == hidden["access2"]
    seen.extend([repr(found), repr(renewed), repr(token_store.read_stored()), repr(HfApi(token=renewed))])
    seen.append(str(pickle.dumps(HfApi(token=renewed))))
    auth_list()
    auth_switch("oauth-ann")
    logout()


def test_L_servers_that_repeat_what_they_were_sent(hidden, seen, wire):
    said = {"error": "invalid_grant", "error_description": " ".join(hidden.values())}
    wire.post(f"{HUB}/oauth/device").respond(json=codes(hidden))
    refuse = wire.post(f"{HUB}/oauth/token").respond(400, json={**said, "error_description": hidden["device"]})
    with pytest.raises(errors.DeviceCodeError) as caught:
        interpreter_login()
    note(seen, caught.value)
    refuse.respond(400, json={**said, "error_description": f"used: {hidden['refresh']}"})
    with pytest.raises(errors.DeviceCodeError) as caught:
        refresh_access_token(Secret(hidden["refresh"]))
    note(seen, caught.value)
    stored = StoredToken(Secret(hidden["access"]), Secret(hidden["refresh"]), int(time.time()))
    token_store.save("oauth-ann", stored)
    assert get_token() == hidden["access"]


@pytest.mark.parametrize("broken", [{"verification_uri": "file:///"}, {"user_code": None}])
def test_L_codes_that_are_of_no_use(hidden, seen, wire, broken):
    wire.post(f"{HUB}/oauth/device").respond(json=codes(hidden, **broken))
    with pytest.raises(errors.DeviceCodeError) as caught:
        login()
    note(seen, caught.value)


def test_L_the_identity_of_a_ci(hidden, seen, wire, monkeypatch):
    monkeypatch.setenv("HF_OIDC_RESOURCE", "ann/model")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "https://actions.test/token?x=1")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", hidden["actions"])
    issuer = wire.get(url__startswith="https://actions.test/token")
    issuer.side_effect = [httpx.Response(403, json={"value": hidden["id_token"], "error": "no"})]
    with pytest.raises(errors.OIDCError) as caught:
        get_token()
    note(seen, caught.value)
    issuer.side_effect = None
    issuer.respond(json={"value": hidden["id_token"]})
    exchange = wire.post(f"{HUB}/oauth/token")
    exchange.side_effect = [
        httpx.Response(400, json={"error": f"bad token {hidden['id_token']}"}),
        httpx.Response(200, json={"access_token": hidden["jwt"]}),
    ]
    with pytest.raises(errors.OIDCError) as caught:
        get_token()
    note(seen, caught.value)
    seen.append(repr(get_token()))


def test_L_a_token_that_is_refused(hidden, seen, wire):
    wire.get(f"{HUB}/api/whoami-v2").respond(401, json={"error": f"no such token: {hidden['pasted']}"})
    with pytest.raises(errors.HfHubHTTPError) as caught:
        login(token=hidden["pasted"])
    text = "".join(traceback.format_exception(caught.value))
    seen.append(text.replace(f"no such token: {hidden['pasted']}", ""))
