"""Several processes that log in at the same time."""

from __future__ import annotations

import subprocess
import sys

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._async.auth import store
from huggingface_hub._async.auth.tokens import get_token
from huggingface_hub._core import token_store, tokens
from huggingface_hub._core.secret import Secret
from huggingface_hub._core.token_store import StoredToken
from huggingface_hub._runtime import aio as runtime


PROGRAM = """
import sys
from huggingface_hub._sync.auth import store
from huggingface_hub._core.secret import Secret
from huggingface_hub._core.token_store import StoredToken
for i in range(10):
    store.save(f"{sys.argv[1]}{i}", StoredToken(Secret(f"hf_{sys.argv[1]}{i}")))
"""


async def test_no_login_is_lost_between_processes(hf_home):
    """Each process reads, adds its token and writes; none overwrites what another added."""
    running = [subprocess.Popen([sys.executable, "-c", PROGRAM, name]) for name in ("a", "b", "c")]

    assert [process.wait() for process in running] == [0, 0, 0]
    expected = {f"{name}{i}": f"hf_{name}{i}" for name in ("a", "b", "c") for i in range(10)}
    assert tokens.get_stored_tokens() == expected
    assert await get_token() in expected.values()
    assert sorted(path.name for path in hf_home.iterdir() if path.suffix != ".lock") == ["stored_tokens", "token"]


async def test_no_login_is_lost_within_a_process():
    """The same for many at once in one process."""

    async def add(i: int) -> str:
        return await store.save(f"t{i}", StoredToken(Secret(f"hf_{i}")))

    await runtime.map_concurrently(add, range(20), limit=8)

    assert len(tokens.get_stored_tokens()) == 20


async def test_a_lock_that_is_never_free(monkeypatch):
    """Nobody waits for ever, and nothing is written without the lock."""
    monkeypatch.setattr(store, "LOCK_TIMEOUT", 0.0)
    token_store.make_folder(constants.HF_HOME)
    async with runtime.file_lock(f"{constants.HF_STORED_TOKENS_PATH}.lock"):
        program = PROGRAM.replace("for i", "store.LOCK_TIMEOUT = 0.0\nfor i")
        done = await runtime.run_process([sys.executable, "-c", program, "a"])

    assert done.returncode != 0
    assert b"CacheLockTimeout" in done.stderr
    assert tokens.get_stored_tokens() == {}
    assert issubclass(errors.CacheLockTimeout, TimeoutError)
    with pytest.raises(FileNotFoundError):
        open(constants.HF_TOKEN_PATH)
