"""Whose token it is."""

from __future__ import annotations

import pickle
import traceback

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._async.auth.api import AsyncAuthApi
from huggingface_hub._core import token_store
from tests.support import machine


async def test_whoami(hub, secret):
    """The token of the call beats that of the client, which beats that of the machine."""
    for name in ("machine", "client", "call"):
        hub.identities[f"hf_{name}"] = machine.identity_of(name, "t")
    token_store.write_active("hf_machine")

    assert (await AsyncAuthApi().whoami())["name"] == "machine"
    assert (await AsyncAuthApi(token="hf_client").whoami())["name"] == "client"
    assert (await AsyncAuthApi(token="hf_client").whoami("hf_call"))["name"] == "call"
    assert (await AsyncAuthApi(token="hf_client").whoami(True))["name"] == "machine"


async def test_whoami_needs_a_token(hub):
    """No token and a refused token are different errors."""
    with pytest.raises(errors.LocalTokenNotFoundError, match="hf auth login"):
        await AsyncAuthApi().whoami()
    with pytest.raises(errors.LocalTokenNotFoundError):
        await AsyncAuthApi().whoami("")
    for api, token in ((AsyncAuthApi(), False), (AsyncAuthApi(token=False), None)):
        with pytest.raises(ValueError, match="token=False"):
            await api.whoami(token)

    assert hub.asked == []


async def test_whoami_where_implicit_use_is_switched_off(hub, secret, monkeypatch):
    """A question about the token needs the token."""
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", True)
    token_store.write_active(secret)

    assert (await AsyncAuthApi().whoami())["name"] == "ann"


async def test_answers_are_remembered_per_token(hub, secret):
    """With `cache=True` the Hub is asked once for a token, and the answer is a copy."""
    other = f"{secret}2"
    hub.identities[other] = machine.identity_of("bob", "t")
    api = AsyncAuthApi(token=secret)
    (await api.whoami(cache=True))["name"] = "changed"

    assert (await api.whoami(cache=True))["name"] == "ann"
    assert (await api.whoami(other, cache=True))["name"] == "bob"
    assert hub.asked == [secret, other]

    await api.whoami()
    assert hub.asked == [secret, other, secret]


async def test_where_a_refused_token_came_from(hub, monkeypatch):
    """The hint names the place where the token has to be replaced."""

    async def message(token=None) -> str:
        with pytest.raises(errors.HfHubHTTPError) as caught:
            await AsyncAuthApi().whoami(token)
        assert str(caught.value).startswith("Invalid user token. ")
        assert caught.value.server_message == "Invalid username or password."
        return str(caught.value)

    assert "settings/tokens" in await message("hf_wrong")
    token_store.write_active("hf_wrong")
    assert "hf auth login --force" in await message()
    monkeypatch.setenv("HF_TOKEN", "hf_wrong_too")
    assert "environment variable HF_TOKEN" in await message()


async def test_asked_too_often(hub, secret):
    """The limit is reported at once, not waited for."""
    hub.refusals[secret] = 429
    with pytest.raises(errors.HfHubHTTPError, match="cache=True") as caught:
        await AsyncAuthApi(token=secret).whoami()

    assert caught.value.response.status_code == 429
    assert hub.asked == [secret]


async def test_other_refusals(hub, secret):
    """What is not about the token is reported as everywhere."""
    hub.refusals[secret] = 403
    with pytest.raises(errors.HfHubHTTPError, match="403 Forbidden"):
        await AsyncAuthApi(token=secret).whoami()


async def test_L2_no_token_in_errors(hub, secret, records):
    """Neither the text, nor the pickle, nor the printed variables of a failure have the token."""
    hub.refusals[secret] = 403
    for status in (401, 403, 429):
        hub.refusals[secret] = status
        with pytest.raises(errors.HfHubHTTPError) as caught:
            await AsyncAuthApi(token=secret).whoami()
        assert secret not in "".join(traceback.format_exception(caught.value))
        assert secret.encode() not in pickle.dumps(caught.value)

    assert secret not in records.text


async def test_L3_debug_output_has_no_token(hub, secret, records, monkeypatch):
    """`HF_DEBUG` prints requests without what is secret in them."""
    monkeypatch.setattr(constants, "HF_DEBUG", True)
    await AsyncAuthApi(token=secret).whoami()

    assert "whoami-v2" in records.text
    assert secret not in records.text


async def test_L4_pickled_clients_have_no_token(hub, secret):
    """Neither a given token nor one that an answer was remembered for."""
    api = AsyncAuthApi(token=secret)
    await api.whoami(cache=True)
    data = pickle.dumps(api)

    assert secret.encode() not in data
    assert secret not in repr(api)
    token_store.write_active(secret)
    assert (await pickle.loads(data).whoami(cache=True))["name"] == "ann"
    assert hub.asked == [secret, secret]
