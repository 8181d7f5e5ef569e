"""The official client's two ways to a token without one: a device's code, and an id token."""

from __future__ import annotations

import os
import re
import subprocess
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


def test_an_id_token_is_exchanged(python: str, parts_hub: LocalHub, tmp_path: Path) -> None:
    repo = parts_hub.new_repo()
    env = without_token(parts_hub, tmp_path, HF_OIDC_RESOURCE=repo, HF_OIDC_ID_TOKEN=parts_hub.id_token())
    assert run([python, "-c", UPLOAD.format(repo=repo)], env=env, cwd=tmp_path).split() == ["oauth", "403"]
