# Generated from tests/_async/test_telemetry.py: edit that file, not this one, then run `python -m codegen`.

"""Telemetry is sent only where the user of the machine has asked for it."""

from __future__ import annotations

import httpx
import pytest
import respx

from huggingface_hub import constants
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync import telemetry
from huggingface_hub._sync.telemetry import _send_telemetry_in_thread, send_telemetry


@pytest.fixture
def sent(monkeypatch):
    """A Hub that counts."""
    monkeypatch.setattr(constants, "ENDPOINT", "https://hub.test")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", False)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setenv("HF_TOKEN", "hf_secret_of_the_user")
    with respx.mock(assert_all_called=False) as mock:
        yield mock.head("https://hub.test/api/telemetry/examples/my%20task")


def test_nothing_is_sent_that_nobody_asked_for(sent, monkeypatch):
    """Without the variable, and wherever one of the others says no."""
    assert not constants.HF_HUB_ENABLE_TELEMETRY
    send_telemetry("examples/my task")
    _send_telemetry_in_thread("examples/my task")
    for switch in ("HF_HUB_DISABLE_TELEMETRY", "HF_HUB_OFFLINE"):
        with monkeypatch.context() as patch:
            patch.setattr(constants, "HF_HUB_ENABLE_TELEMETRY", True)
            patch.setattr(constants, switch, True)
            send_telemetry("examples/my task")
            _send_telemetry_in_thread("examples/my task")
    runtime.sleep(0)
    assert len(sent.calls) == 0


def test_what_is_sent(sent, monkeypatch):
    """The topic and what the library says of itself; never the token."""
    monkeypatch.setattr(constants, "HF_HUB_ENABLE_TELEMETRY", True)
    _send_telemetry_in_thread(
        "examples/my task", library_name="trainer", library_version="1.0", user_agent={"framework": "torch"}
    )
    headers = sent.calls[0].request.headers
    assert headers["user-agent"].startswith("trainer/1.0; hf_hub/")
    assert "framework/torch" in headers["user-agent"]
    assert "authorization" not in headers

    started = []
    monkeypatch.setattr(runtime.Background, "start", lambda self: started.append(self))
    send_telemetry("examples/my task")
    assert len(started) == 1
    telemetry._send(*started[0]._args)
    assert len(sent.calls) == 2


def test_failing_is_no_failure(sent, monkeypatch):
    """A Hub that is down is asked once, and nothing that a user has to know of."""
    monkeypatch.setattr(constants, "HF_HUB_ENABLE_TELEMETRY", True)
    sent.side_effect = [httpx.ConnectError("down"), httpx.Response(500)]
    _send_telemetry_in_thread("examples/my task")
    _send_telemetry_in_thread("examples/my task")
    assert len(sent.calls) == 2
