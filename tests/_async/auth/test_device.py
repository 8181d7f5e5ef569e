"""Logging in with a browser, at a real Hub: somebody approves the code on its page."""

from __future__ import annotations

import sys
import time
import types
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import respx

from huggingface_hub import constants, errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._async.auth.device import poll_device_token, request_device_code
from huggingface_hub._async.auth.login import interpreter_login, login, notebook_login
from huggingface_hub._async.auth.saving import _save_oauth_token
from huggingface_hub._async.auth.tokens import get_token, refresh_access_token
from huggingface_hub._core import prompts, token_store, tokens
from tests.support.clock import FakeClock


@pytest.fixture(scope="module")
def device_hub(local_hub_factory):
    """A Hub that may be asked as often as one likes."""
    return local_hub_factory(device_interval=0)


@pytest.fixture
def endpoint(device_hub, monkeypatch):
    """The Hub that everything goes to."""
    monkeypatch.setattr(constants, "ENDPOINT", device_hub.url)
    return device_hub


@pytest.fixture
def clock():
    """Nobody waits between two questions."""
    with FakeClock() as fake:
        yield fake


@pytest.fixture
def notebook(monkeypatch):
    """The front end of a notebook: what it shows."""
    shown: list[str] = []
    ipython = types.ModuleType("IPython")
    ipython.get_ipython = type("ZMQInteractiveShell", (), {})
    display = types.ModuleType("IPython.display")
    display.HTML = str
    display.display = shown.append
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", display)

    return shown


def decide(hub, page: str, decision: str = "allow") -> None:
    """Open the page that was shown, and press one of its buttons."""
    assert httpx.get(page).status_code == 200
    code = parse_qs(urlsplit(page).query)["user_code"][0]
    form = {"user_code": code, "decision": decision, "token": hub.token}
    assert httpx.post(f"{hub.url}/oauth/device/approve", data=form).status_code == 200


def somebody_decides(monkeypatch, hub, decision: str = "allow") -> list[str]:
    """A person who sees what is shown, and decides at the second dot. Returns a list of the codes that were shown."""
    codes: list[str] = []
    for kind in (prompts.TerminalCode, prompts.NotebookCode):
        shown, dotted = kind.show, kind.pending

        def show(self, info, shown=shown):
            shown(self, info)
            codes.append(info["user_code"])
            self.page = info["verification_uri_complete"]
            self.dots = 0

        def pending(self, dotted=dotted):
            dotted(self)
            self.dots += 1
            if self.dots == 2:
                decide(hub, self.page, decision)

        monkeypatch.setattr(kind, "show", show)
        monkeypatch.setattr(kind, "pending", pending)

    return codes


async def test_the_steps(endpoint, clock):
    """The functions of the contract: codes, waiting, saving."""
    info = await request_device_code()
    assert info["verification_uri"].startswith(endpoint.url)
    assert info["device_code"] not in repr(info)
    waited = []

    def waiting() -> None:
        waited.append(len(waited))
        if len(waited) == 3:
            decide(endpoint, info["verification_uri_complete"])

    given = await poll_device_token(info, on_pending=waiting)
    assert len(waited) == 3
    assert clock.slept == [1.0, 1.0, 1.0]
    assert given["token_type"] == "Bearer"
    assert given["access_token"] not in repr(given)
    assert given["refresh_token"] not in repr(given)

    name, user = await _save_oauth_token(given)
    assert name == f"oauth-{user}"
    stored = token_store.read_stored()[name]
    assert (stored.token, stored.refresh_token) == (given["access_token"], given["refresh_token"])
    assert abs(stored.expires_at - time.time() - given["expires_in"]) < 10
    assert (await AsyncHfApi().whoami())["name"] == user

    again = await refresh_access_token(given["refresh_token"])
    assert again["access_token"] != given["access_token"]
    with pytest.raises(errors.DeviceCodeError) as caught:
        await refresh_access_token(given["refresh_token"])
    assert caught.value.error_code == "invalid_grant"
    assert given["refresh_token"] not in str(caught.value)


async def test_login_without_a_terminal(endpoint, clock, monkeypatch, capsys, records):
    """Link and code go to stderr, and the login lasts: the token is renewed by itself."""
    monkeypatch.setattr(prompts, "is_interactive", lambda: False)
    codes = somebody_decides(monkeypatch, endpoint)
    await login()

    output = capsys.readouterr()
    assert output.out == ""
    assert f"{endpoint.url}/oauth/device?user_code={codes[0]}" in output.err
    assert f"code there: {codes[0]}" in output.err
    assert "...\n" in output.err
    assert "renewed by itself" in records.text
    token = await get_token()
    assert token == next(iter(tokens.get_stored_tokens().values()))
    assert token not in output.err + records.text

    await login()
    assert len(codes) == 1


async def test_login_at_a_terminal(endpoint, clock, monkeypatch, capsys):
    """The browser is what Enter chooses."""
    import io

    monkeypatch.setattr(prompts, "is_interactive", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    codes = somebody_decides(monkeypatch, endpoint)
    await interpreter_login(skip_if_logged_in=False)

    assert "1. With your browser" in capsys.readouterr().err
    assert len(codes) == 1
    assert await get_token() is not None


@pytest.mark.parametrize(("decision", "code", "said"), [("deny", "access_denied", "denied")])
async def test_the_user_says_no(endpoint, clock, monkeypatch, decision, code, said):
    """Nothing is stored."""
    somebody_decides(monkeypatch, endpoint, decision)
    with pytest.raises(errors.DeviceCodeError, match=said) as caught:
        await interpreter_login()

    assert caught.value.error_code == code
    assert not token_store.anything_stored()


async def test_nobody_decides(endpoint, clock):
    """The wait ends when the code does."""
    info = await request_device_code()
    with pytest.raises(errors.DeviceCodeError, match="expired") as caught:
        await poll_device_token({**info, "expires_in": 30, "interval": 7})

    assert caught.value.error_code == errors.OAuthErrorCode.EXPIRED_TOKEN
    assert clock.slept == [7.0] * 5


async def test_login_in_a_notebook(endpoint, clock, monkeypatch, notebook):
    """The cell shows a link and who is logged in then; never the token."""
    codes = somebody_decides(monkeypatch, endpoint)
    await login()

    token = await get_token()
    assert f'href="{endpoint.url}/oauth/device?user_code={codes[0]}"' in notebook[0]
    assert codes[0] in notebook[0]
    assert "Never write a token into a cell" in notebook[0]
    assert "Logged in as" in notebook[1]
    assert token not in "".join(notebook)

    notebook.clear()
    await notebook_login(skip_if_logged_in=True)
    assert notebook == []
    await notebook_login(skip_if_logged_in=False)
    assert len(notebook) == 2


async def test_errors_in_a_notebook_are_shown(endpoint, clock, monkeypatch, notebook):
    """No traceback below the cell."""
    somebody_decides(monkeypatch, endpoint, "deny")
    await notebook_login()
    assert "denied" in notebook[-1]

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    await notebook_login()
    assert "could not be reached" in notebook[-1]
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    await notebook_login()
    assert "offline mode is enabled" in notebook[-1]
    assert await get_token() is None


CODES = {"device_code": "device-secret", "user_code": "AB-CD", "verification_uri": "https://hub.test/oauth/device"}


@respx.mock
async def test_what_a_server_may_answer_while_nobody_has_decided(clock, monkeypatch):
    """Broken connections, errors of proxies and being too fast are no decision of the user's."""
    monkeypatch.setattr(constants, "ENDPOINT", "https://hub.test")
    monkeypatch.setattr(constants, "DEVICE_CODE_OAUTH_CLIENT_ID", "my-client")
    codes = respx.post("https://hub.test/oauth/device").respond(json=CODES)
    info = await request_device_code()
    assert codes.calls[0].request.content == b"client_id=my-client"
    assert "authorization" not in codes.calls[0].request.headers
    assert info["verification_uri_complete"] == CODES["verification_uri"]
    assert (info["interval"], info["expires_in"]) == (5, 900)

    asked = respx.post("https://hub.test/oauth/token")
    asked.side_effect = [
        httpx.ConnectError("down"),
        httpx.ReadTimeout("slow"),
        httpx.Response(503, json={"error": "access_denied"}),
        httpx.Response(200, text="<html>hotel</html>"),
        httpx.Response(200, json={"hello": 1}),
        httpx.Response(400, json={"error": "slow_down"}),
        httpx.Response(400, json={"error": "authorization_pending"}),
        httpx.Response(200, json={"access_token": "hf_oauth_x"}),
    ]
    dots = []
    given = await poll_device_token(info, on_pending=lambda: dots.append("."))
    assert given == {"access_token": "hf_oauth_x", "token_type": "Bearer"}
    assert dots == ["."]
    assert clock.slept == [5, 5, 5, 5, 5, 10, 10]
    form = parse_qs(asked.calls[0].request.content.decode())
    assert form == {
        "grant_type": ["urn:ietf:params:oauth:grant-type:device_code"],
        "device_code": ["device-secret"],
        "client_id": ["my-client"],
    }


@respx.mock
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(404, text="not here"), "does not offer a login by browser.*--token"),
        (httpx.Response(400, json={"error": "invalid_client"}), "invalid_client"),
        (httpx.Response(200, json=["codes"]), "Is HF_ENDPOINT the address of a Hub"),
        (httpx.Response(200, json={**CODES, "verification_uri": "javascript:alert(1)"}), "no page"),
        (httpx.ConnectError("down"), "could not be reached"),
        (httpx.Response(302, headers={"location": "https://elsewhere.test"}), "gave no code"),
    ],
)
async def test_no_code_to_be_had(monkeypatch, answer, said):
    """One sentence says what to do instead."""
    monkeypatch.setattr(constants, "ENDPOINT", "https://hub.test")
    respx.post("https://hub.test/oauth/device").mock(side_effect=[answer])
    with pytest.raises(errors.DeviceCodeError, match=said):
        await request_device_code()
