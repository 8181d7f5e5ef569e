# Generated from tests/_async/auth/test_store.py: edit that file, not this one, then run `python -m codegen`.

"""Several processes that log in at the same time."""

from __future__ import annotations

import subprocess
import sys

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core import token_store, tokens
from huggingface_hub._core.secret import Secret
from huggingface_hub._core.token_store import StoredToken
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.auth import store
from huggingface_hub._sync.auth.tokens import get_token


PROGRAM = """
import sys
from huggingface_hub._sync.auth import store
from huggingface_hub._core.secret import Secret
from huggingface_hub._core.token_store import StoredToken
for i in range(10):
    store.save(f"{sys.argv[1]}{i}", StoredToken(Secret(f"hf_{sys.argv[1]}{i}")))
"""


def test_no_login_is_lost_between_processes(hf_home):
    """Each process reads, adds its token and writes; none overwrites what another added."""
    running = [subprocess.Popen([sys.executable, "-c", PROGRAM, name]) for name in ("a", "b", "c")]

    assert [process.wait() for process in running] == [0, 0, 0]
    expected = {f"{name}{i}": f"hf_{name}{i}" for name in ("a", "b", "c") for i in range(10)}
    assert tokens.get_stored_tokens() == expected
    assert get_token() in expected.values()
    assert sorted(path.name for path in hf_home.iterdir() if path.suffix != ".lock") == ["stored_tokens", "token"]


def test_no_login_is_lost_within_a_process():
    """The same for many at once in one process."""

    def add(i: int) -> str:
        return store.save(f"t{i}", StoredToken(Secret(f"hf_{i}")))

    runtime.map_concurrently(add, range(20), limit=8)

    assert len(tokens.get_stored_tokens()) == 20


def test_a_lock_that_is_never_free(monkeypatch):
    """Nobody waits for ever, and nothing is written without the lock."""
    monkeypatch.setattr(store, "LOCK_TIMEOUT", 0.0)
    token_store.make_folder(constants.HF_HOME)
    with runtime.file_lock(f"{constants.HF_STORED_TOKENS_PATH}.lock"):
        program = PROGRAM.replace("for i", "store.LOCK_TIMEOUT = 0.0\nfor i")
        done = runtime.run_process([sys.executable, "-c", program, "a"])

    assert done.returncode != 0
    assert b"CacheLockTimeout" in done.stderr
    assert tokens.get_stored_tokens() == {}
    assert issubclass(errors.CacheLockTimeout, TimeoutError)
    with pytest.raises(FileNotFoundError):
        open(constants.HF_TOKEN_PATH)
