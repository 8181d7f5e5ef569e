# Generated from tests/_async/api/conftest.py: edit that file, not this one, then run `python -m codegen`.

"""Clients of a local Hub: its default user, a stranger, and someone without a token."""

from __future__ import annotations

import secrets

import pytest

from huggingface_hub._sync.api import HfApi
from huggingface_hub.local_hub import LocalHub


@pytest.fixture
def api(local_hub: LocalHub) -> HfApi:
    """The default user, who owns what the tests create."""
    return HfApi(local_hub.url, local_hub.token)


@pytest.fixture
def stranger(local_hub: LocalHub) -> HfApi:
    """Another user."""
    return HfApi(local_hub.url, local_hub.create_user("stranger"))


@pytest.fixture
def reader(local_hub: LocalHub) -> HfApi:
    """The default user with a token that may only read."""
    return HfApi(local_hub.url, local_hub.create_user(local_hub.user, role="read"))


@pytest.fixture
def anonymous(local_hub: LocalHub) -> HfApi:
    """Someone without a token."""
    return HfApi(local_hub.url, False)


@pytest.fixture
def name(local_hub: LocalHub) -> str:
    """An id of the default user's that no other test uses, in either colour."""
    return f"{local_hub.user}/{secrets.token_hex(6)}"
