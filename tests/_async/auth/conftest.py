"""A machine without tokens, and a Hub that knows some."""

from __future__ import annotations

import logging
import secrets

import pytest

from huggingface_hub import constants
from tests.support import machine


@pytest.fixture(autouse=True)
def hf_home(tmp_path, monkeypatch):
    """Nobody is logged in; the folder of `HF_HOME` does not exist yet."""
    return machine.fresh_machine(tmp_path, monkeypatch)


@pytest.fixture
def secret():
    """A token that occurs nowhere else, so that it can be searched for."""
    return f"hf_{secrets.token_hex(17)}"


@pytest.fixture
def hub(monkeypatch, secret):
    """A Hub that knows the `secret` as Ann's."""
    with machine.identity_hub() as server:
        monkeypatch.setattr(constants, "ENDPOINT", server.url)
        server.identities[secret] = machine.identity_of("ann", "laptop")
        yield server


@pytest.fixture
def records(caplog):
    """All that the package logs; its root logger hands nothing on to that of the program."""
    logger = logging.getLogger("huggingface_hub")
    level = logger.level
    logger.addHandler(caplog.handler)
    logger.setLevel(logging.DEBUG)
    yield caplog
    logger.setLevel(level)
    logger.removeHandler(caplog.handler)
