"""The official client's two ways to a token without one: a device's code, and an id token."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from huggingface_hub.local_hub import LocalHub
from tests.local_hub.clients.conftest import client_env, run


pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]

LOGIN = "from huggingface_hub import HfApi, login; login(); print('I am', HfApi().whoami()['name'])"
UPLOAD = """
from huggingface_hub import HfApi
api = HfApi()
print(api.whoami()["auth"]["type"])
api.upload_file(path_or_fileobj=b"x", path_in_repo="from-ci.txt", repo_id={repo!r})
try:
    api.create_repo("another")
except Exception as error:
    print(error.response.status_code)
"""


@pytest.fixture
def python() -> str:
    path = os.environ.get("HF_OFFICIAL_PYTHON")
    if not path:
        pytest.skip("HF_OFFICIAL_PYTHON is not set: `nox -s clients` installs the official client")
    return path


def without_token(hub: LocalHub, home: Path, **more: str) -> dict[str, str]:
    env = client_env(hub, home, HF_HUB_DISABLE_XET="1", HF_HUB_DISABLE_PROGRESS_BARS="1", **more)
    return {key: value for key, value in env.items() if key != "HF_TOKEN"}


def test_login_with_a_device_code(python: str, local_hub_factory: Callable[..., LocalHub], tmp_path: Path) -> None:
    hub = local_hub_factory(device_interval=1)
    env = without_token(hub, tmp_path, PYTHONUNBUFFERED="1")
    with subprocess.Popen(
        [python, "-c", LOGIN],
        env=env,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said, codes = "", set()
        for line in process.stdout:
            said += line
            for code in re.findall(r"\b[B-Z]{4}-[B-Z]{4}\b", line):
                if code not in codes:
                    hub.approve_device(code)
                    codes.add(code)
        assert process.wait() == 0, said
    assert f"I am {hub.user}" in said
    stored = (tmp_path / "hf" / "stored_tokens").read_text()
    assert "refresh_token" in stored
    # The token is there for the next program.
    assert run([python, "-c", "from huggingface_hub import whoami; print(whoami()['name'])"], env=env, cwd=tmp_path)


OURS = """
import sys
from huggingface_hub._sync.auth.device import poll_device_token, request_device_code
from huggingface_hub._sync.auth.saving import _save_oauth_token
info = request_device_code()
print(info["user_code"], flush=True)
sys.stdin.readline()
_save_oauth_token(poll_device_token(info))
"""
TOKEN = "from huggingface_hub import get_token, whoami; print(get_token(), whoami()['name'])"


def test_both_clients_renew_the_logins_of_each_other(
    python: str, local_hub_factory: Callable[..., LocalHub], tmp_path: Path
) -> None:
    """The files are the same, and a token that one of them has renewed is taken over by the other."""
    hub = local_hub_factory(device_interval=1)
    env = without_token(hub, tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", OURS], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        hub.approve_device(process.stdout.readline().strip())
        process.stdin.write("\n")
        process.stdin.close()
        assert process.wait() == 0
    stored = tmp_path / "hf" / "stored_tokens"
    seen = [(tmp_path / "hf" / "token").read_text()]
    for first, second in ((python, sys.executable), (sys.executable, python)):
        soon = f"expires_at = {int(time.time()) + 600}"
        stored.write_text(re.sub(r"expires_at = \d+", soon, stored.read_text()))
        told = [run([client, "-c", TOKEN], env=env, cwd=tmp_path).split() for client in (first, second)]
        assert told[0] == told[1]
        assert told[0][1] == hub.user
        seen.append(told[0][0])
    assert len(set(seen)) == 3


def test_an_id_token_is_exchanged(python: str, parts_hub: LocalHub, tmp_path: Path) -> None:
    repo = parts_hub.new_repo()
    env = without_token(parts_hub, tmp_path, HF_OIDC_RESOURCE=repo, HF_OIDC_ID_TOKEN=parts_hub.id_token())
    assert run([python, "-c", UPLOAD.format(repo=repo)], env=env, cwd=tmp_path).split() == ["oauth", "403"]
