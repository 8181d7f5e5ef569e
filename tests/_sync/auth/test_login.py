# Generated from tests/_async/auth/test_login.py: edit that file, not this one, then run `python -m codegen`.

"""Logging in and out."""

from __future__ import annotations

import io
import os
import stat
import sys
import traceback

import pytest

from huggingface_hub import errors
from huggingface_hub._core import prompts, token_store, tokens
from huggingface_hub._sync.auth.login import auth_list, auth_switch, interpreter_login, login, logout, notebook_login
from huggingface_hub._sync.auth.saving import check_and_save
from huggingface_hub._sync.auth.tokens import get_token
from huggingface_hub.types.auth import SavedLogin
from tests.support import machine


def typed(monkeypatch, answer: str) -> None:
    """Sit at a terminal and type an answer."""
    monkeypatch.setattr(prompts, "is_interactive", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("what?\n2\n"))
    monkeypatch.setattr(prompts.getpass, "getpass", lambda prompt: answer)


# --- With a token ---


def test_login_with_a_token(hub, secret, hf_home, records):
    """A valid token is stored under its own name and is the active one; it is not in the logs."""
    login(token=f" {secret}\n")

    assert get_token() == secret
    assert tokens.get_stored_tokens() == {"laptop": secret}
    assert hub.asked == [secret]
    assert "ann" in records.text
    assert "laptop" in records.text
    assert secret not in records.text
    if os.name != "nt":
        assert {stat.S_IMODE(os.stat(hf_home / name).st_mode) for name in ("token", "stored_tokens")} == {0o600}
        assert stat.S_IMODE(os.stat(hf_home).st_mode) == 0o700


def test_what_was_saved(hub, secret, monkeypatch):
    """The command line tells what happened from the returned value."""
    assert check_and_save(secret) == SavedLogin("laptop", user="ann", role="write")

    monkeypatch.setenv("HUGGINGFACE_TOKEN", "hf_other")
    hub.identities[secret] = machine.identity_of("ann", None)
    assert check_and_save(secret) == SavedLogin("oauth-ann", user="ann", overridden_by="HUGGINGFACE_TOKEN")


def test_a_wrong_token_changes_nothing(hub, secret, hf_home, records):
    """A token that the Hub doesn't know is refused, and the one in use stays."""
    login(token=secret)
    wrong = f"{secret}x"
    with pytest.raises(errors.HfHubHTTPError, match=r"^Invalid user token\. .*settings/tokens") as caught:
        login(token=wrong)

    assert caught.value.response.status_code == 401
    assert get_token() == secret
    assert wrong not in records.text + "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("bad", ["", "  \n", "api_org_abcdefghijklmnop", "hf_a\nb", "hf_\u201cx\u201d"])
def test_tokens_that_cannot_be_valid(hub, bad):
    """These are refused without asking the Hub; an empty one is what a shell makes of an unset variable."""
    with pytest.raises(ValueError, match=r"token|Token"):
        login(token=bad)

    assert hub.asked == []
    assert not token_store.anything_stored()


def test_a_given_token_is_always_stored(hub, secret, monkeypatch, records):
    """Whoever gives a token wants it stored, also if there is one already; and hears if another one is used."""
    monkeypatch.setenv("HF_TOKEN", "hf_env")
    login(token=secret, skip_if_logged_in=True)

    assert tokens.get_stored_tokens() == {"laptop": secret}
    assert get_token() == "hf_env"
    assert any("HF_TOKEN" in r.getMessage() for r in records.records if r.levelname == "WARNING")


def test_a_home_that_cannot_be_written(hub, secret, hf_home):
    """The error says what to do."""
    hf_home.write_text("not a folder")
    with pytest.raises(OSError, match="HF_HOME") as caught:
        login(token=secret)

    assert secret not in str(caught.value)


# --- Without a token ---


@pytest.mark.parametrize("name", ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_TOKEN"])
def test_login_with_the_token_of_the_environment(hub, monkeypatch, records, name):
    """A token of the environment is a login."""
    monkeypatch.setenv(name, "hf_env")
    login()

    assert "logged in already" in records.text
    assert "hf auth login --force" in records.text
    assert hub.asked == []


def test_a_token_that_is_typed(hub, secret, monkeypatch, capsys, records):
    """The terminal is asked for a token, without showing it; stdout stays clean."""
    typed(monkeypatch, f" {secret} ")
    login(add_to_git_credential=True)

    assert get_token() == secret
    output = capsys.readouterr()
    assert output.out == ""
    assert "/settings/tokens" in output.err
    assert secret not in output.err
    assert "add_to_git_credential" in records.text

    hub.asked.clear()
    login()
    assert hub.asked == []
    typed(monkeypatch, secret)
    login(skip_if_logged_in=False)
    assert hub.asked == [secret]


def test_nothing_typed(hub, monkeypatch):
    """An empty answer ends the login."""
    monkeypatch.setattr(prompts, "is_interactive", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(ValueError, match="No token was entered"):
        interpreter_login()

    typed(monkeypatch, "")
    with pytest.raises(ValueError, match="No token was entered"):
        interpreter_login()

    def closed(prompt):
        raise EOFError

    typed(monkeypatch, "")
    monkeypatch.setattr(prompts.getpass, "getpass", closed)
    with pytest.raises(ValueError, match="No token was entered"):
        interpreter_login()


def test_notebook_login_elsewhere():
    """Outside of a notebook, the error names the other ways."""
    with pytest.raises(ImportError, match="hf auth login"):
        notebook_login()


# --- Out again ---


def test_logout(hub, secret, records):
    """Without a name, everything is removed."""
    login(token=secret)
    logout()

    assert not token_store.anything_stored()
    assert get_token() is None

    logout()
    assert records.records[-1].getMessage() == "Not logged in!"
    assert records.records[-1].levelname == "WARNING"


def test_logout_from_one_token(hub, secret):
    """A name removes that token, and the active one only if it is the same."""
    other = f"{secret}2"
    hub.identities[other] = machine.identity_of("ann", "server")
    login(token=secret)
    login(token=other)
    logout("unknown")
    assert get_token() == other

    logout("laptop")
    assert get_token() == other
    assert tokens.get_stored_tokens() == {"server": other}

    logout(token_name="server")
    assert get_token() is None


def test_logout_with_a_token_of_the_environment(hub, secret, monkeypatch):
    """The stored token goes; that the environment has one is an error which names the variable."""
    login(token=secret)
    monkeypatch.setenv("HUGGING_FACE_HUB_TOKEN", "hf_env")
    with pytest.raises(OSError, match="unset HUGGING_FACE_HUB_TOKEN"):
        logout()

    assert not token_store.anything_stored()


def test_logout_removes_a_broken_file(hf_home):
    """A file of tokens that can't be read is a file of tokens."""
    hf_home.mkdir()
    (hf_home / "stored_tokens").write_text("hf_token = x")
    logout()

    assert not token_store.anything_stored()


# --- Several tokens ---


def test_switching(hub, secret, monkeypatch, records):
    """The other token is active from then on."""
    other = f"{secret}2"
    hub.identities[other] = machine.identity_of("ann", "server")
    login(token=secret)
    login(token=other)
    auth_switch("laptop")
    assert get_token() == secret

    with pytest.raises(ValueError, match="'nothing'.*There are: laptop, server") as caught:
        auth_switch("nothing")
    assert secret not in str(caught.value)

    monkeypatch.setenv("HF_TOKEN", "hf_env")
    auth_switch("server")
    assert "HF_TOKEN is set" in records.records[-1].getMessage()


def test_switching_without_tokens():
    """The error says how to get one."""
    with pytest.raises(ValueError, match="hf auth login"):
        auth_switch("laptop")


def test_listing(hub, secret, capsys):
    """The list goes to stdout, with the token masked."""
    auth_list()
    assert capsys.readouterr().out == "No access tokens found.\n"

    login(token=secret)
    auth_list()
    output = capsys.readouterr().out
    assert f"* laptop hf_****{secret[-4:]}" in output
    assert secret not in output
