"""The token in git's credential helpers: a real git, in a home of its own."""

from __future__ import annotations

import shutil

import pytest

from huggingface_hub import constants
from huggingface_hub._async.auth import git
from huggingface_hub._async.auth.login import auth_switch, login, logout
from huggingface_hub._runtime import aio as runtime


pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


@pytest.fixture
def credentials(hf_home):
    """The file of git's `store` helper, which is set up."""
    (hf_home.parent / ".gitconfig").write_text("[credential]\n\thelper = store\n")

    return hf_home.parent / ".git-credentials"


async def asked_by_git(url: str, folder) -> str:
    """What git answers when a push to an address needs a password."""
    done = await runtime.run_process(["git", "credential", "fill"], input=f"url={url}\n\n".encode(), cwd=folder)

    return done.stdout.decode()


async def test_helpers(credentials, tmp_path):
    """Those of the user and of the repository."""
    assert await git.list_credential_helpers() == ["store"]

    await runtime.run_process(["git", "init", "-q", str(tmp_path / "repo")])
    await runtime.run_process(["git", "config", "credential.helper", "cache --timeout=5"], cwd=tmp_path / "repo")
    assert await git.list_credential_helpers(str(tmp_path / "repo")) == ["cache", "store"]


async def test_approve_and_reject(credentials, secret, monkeypatch, tmp_path):
    """git finds the token for the Hub's address afterwards, and no more after it was taken back."""
    monkeypatch.setattr(constants, "ENDPOINT", "https://hub.example")
    await git.set_git_credential(secret)
    assert f"password={secret}" in await asked_by_git("https://hub.example", tmp_path)
    assert "username=hf_user" in await asked_by_git("https://hub.example", tmp_path)

    await git.set_git_credential(secret, "ann", str(tmp_path))
    assert len(credentials.read_text().splitlines()) == 2
    await git.unset_git_credential("ann")
    assert len(credentials.read_text().splitlines()) == 1
    await git.unset_git_credential()
    assert credentials.read_text() == ""


async def test_login_and_logout_with_git(hub, secret, credentials, records):
    """`add_to_git_credential` hands the token on; `logout` takes it back."""
    await login(token=secret, add_to_git_credential=True)
    assert secret in credentials.read_text()

    await logout()
    assert credentials.read_text() == ""

    await login(token=secret)
    assert credentials.read_text() == ""
    await auth_switch("laptop", add_to_git_credential=True)
    assert secret in credentials.read_text()
    assert secret not in records.text


async def test_without_a_helper(hub, secret, hf_home, records):
    """The login works, and a warning says how to set one up."""
    await login(token=secret, add_to_git_credential=True)

    assert "git config --global credential.helper store" in records.text
    assert (hf_home / "token").read_text() == secret
    assert not (hf_home.parent / ".git-credentials").exists()


async def test_colab_gets_a_helper(credentials, hf_home, monkeypatch):
    """On a machine that is thrown away after the session, a file will do."""
    (hf_home.parent / ".gitconfig").unlink()
    monkeypatch.setattr(git.colab, "is_google_colab", lambda: True)
    assert await git.offer_to_git("hf_x") is True

    assert await git.list_credential_helpers() == ["store"]
    assert "hf_x" in credentials.read_text()


async def test_without_git(hub, secret, monkeypatch, tmp_path, records):
    """The login works without git; a direct call says what is missing."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="git is not installed"):
        await git.list_credential_helpers()

    await login(token=secret, add_to_git_credential=True)
    assert "git is not installed" in records.text
    await logout()


async def test_a_broken_configuration(hf_home, tmp_path):
    """What git says is in the error."""
    (hf_home.parent / ".gitconfig").write_text("[credential\n")
    with pytest.raises(OSError, match=r"git config --list.*bad config"):
        await git.list_credential_helpers()
    with pytest.raises(FileNotFoundError):
        await git.list_credential_helpers(str(tmp_path / "missing"))


async def test_a_token_cannot_name_another_host(credentials):
    """A line end in a token never reaches git."""
    with pytest.raises(ValueError, match="single line"):
        await git.set_git_credential("hf_x\nurl=https://evil.example")

    assert not credentials.exists()
