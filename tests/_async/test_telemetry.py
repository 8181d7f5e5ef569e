"""Telemetry is sent only where the user of the machine has asked for it."""

from __future__ import annotations

import httpx
import pytest
import respx

from huggingface_hub import constants
from huggingface_hub._async import telemetry
from huggingface_hub._async.telemetry import _send_telemetry_in_thread, send_telemetry
from huggingface_hub._runtime import aio as runtime


@pytest.fixture
def sent(monkeypatch):
    """A Hub that counts."""
    monkeypatch.setattr(constants, "ENDPOINT", "https://hub.test")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", False)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setenv("HF_TOKEN", "hf_secret_of_the_user")
    with respx.mock(assert_all_called=False) as mock:
        yield mock.head("https://hub.test/api/telemetry/examples/my%20task")


async def test_nothing_is_sent_that_nobody_asked_for(sent, monkeypatch):
    """Without the variable, and wherever one of the others says no."""
    assert not constants.HF_HUB_ENABLE_TELEMETRY
    await send_telemetry("examples/my task")
    await _send_telemetry_in_thread("examples/my task")
    for switch in ("HF_HUB_DISABLE_TELEMETRY", "HF_HUB_OFFLINE"):
        with monkeypatch.context() as patch:
            patch.setattr(constants, "HF_HUB_ENABLE_TELEMETRY", True)
            patch.setattr(constants, switch, True)
            await send_telemetry("examples/my task")
            await _send_telemetry_in_thread("examples/my task")
    await runtime.sleep(0)
    assert len(sent.calls) == 0


async def test_what_is_sent(sent, monkeypatch):
    """The topic and what the library says of itself; never the token."""
    monkeypatch.setattr(constants, "HF_HUB_ENABLE_TELEMETRY", True)
    await _send_telemetry_in_thread(
        "examples/my task", library_name="trainer", library_version="1.0", user_agent={"framework": "torch"}
    )
    headers = sent.calls[0].request.headers
    assert headers["user-agent"].startswith("trainer/1.0; hf_hub/")
    assert "framework/torch" in headers["user-agent"]
    assert "authorization" not in headers

    started = []
    monkeypatch.setattr(runtime.Background, "start", lambda self: started.append(self))
    await send_telemetry("examples/my task")
    assert len(started) == 1
    await telemetry._send(*started[0]._args)
    assert len(sent.calls) == 2


async def test_failing_is_no_failure(sent, monkeypatch):
    """A Hub that is down is asked once, and nothing that a user has to know of."""
    monkeypatch.setattr(constants, "HF_HUB_ENABLE_TELEMETRY", True)
    sent.side_effect = [httpx.ConnectError("down"), httpx.Response(500)]
    await _send_telemetry_in_thread("examples/my task")
    await _send_telemetry_in_thread("examples/my task")
    assert len(sent.calls) == 2
