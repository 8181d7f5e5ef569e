"""Logging in to a real Hub, over real sockets."""

from __future__ import annotations

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._async.auth.login import login, logout
from huggingface_hub._async.auth.tokens import get_token
from huggingface_hub._core import tokens


@pytest.fixture(autouse=True)
def endpoint(local_hub, monkeypatch):
    """The Hub that everything goes to."""
    monkeypatch.setattr(constants, "ENDPOINT", local_hub.url)


async def test_a_login_is_used_by_everything(local_hub, records):
    """From the login on, calls carry the token; after the logout they don't."""
    with pytest.raises(errors.LocalTokenNotFoundError):
        await AsyncHfApi().whoami()

    await login(token=local_hub.token)
    answer = await AsyncHfApi().whoami()
    assert answer["type"] == "user"
    assert list(tokens.get_stored_tokens().values()) == [local_hub.token]
    assert list(tokens.get_stored_tokens()) == [answer["auth"]["accessToken"]["displayName"]]

    await logout()
    with pytest.raises(errors.LocalTokenNotFoundError):
        await AsyncHfApi().whoami()
    assert local_hub.token not in records.text


async def test_a_wrong_token(local_hub):
    """The Hub's refusal becomes the contract's error."""
    with pytest.raises(errors.HfHubHTTPError, match="^Invalid user token") as caught:
        await login(token=f"{local_hub.token}x")

    assert caught.value.response.status_code == 401
    assert await get_token() is None
