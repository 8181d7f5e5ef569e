# Generated from tests/_async/auth/test_local_hub.py: edit that file, not this one, then run `python -m codegen`.

"""Logging in to a real Hub, over real sockets."""

from __future__ import annotations

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core import tokens
from huggingface_hub._sync.api import HfApi
from huggingface_hub._sync.auth.login import login, logout
from huggingface_hub._sync.auth.tokens import get_token


@pytest.fixture(autouse=True)
def endpoint(local_hub, monkeypatch):
    """The Hub that everything goes to."""
    monkeypatch.setattr(constants, "ENDPOINT", local_hub.url)


def test_a_login_is_used_by_everything(local_hub, records):
    """From the login on, calls carry the token; after the logout they don't."""
    with pytest.raises(errors.LocalTokenNotFoundError):
        HfApi().whoami()

    login(token=local_hub.token)
    answer = HfApi().whoami()
    assert answer["type"] == "user"
    assert list(tokens.get_stored_tokens().values()) == [local_hub.token]
    assert list(tokens.get_stored_tokens()) == [answer["auth"]["accessToken"]["displayName"]]

    logout()
    with pytest.raises(errors.LocalTokenNotFoundError):
        HfApi().whoami()
    assert local_hub.token not in records.text


def test_a_wrong_token(local_hub):
    """The Hub's refusal becomes the contract's error."""
    with pytest.raises(errors.HfHubHTTPError, match="^Invalid user token") as caught:
        login(token=f"{local_hub.token}x")

    assert caught.value.response.status_code == 401
    assert get_token() is None
