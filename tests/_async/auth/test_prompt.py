"""A person at a real terminal."""

from __future__ import annotations

import os
import sys

import pytest

from huggingface_hub._async.auth.login import interpreter_login
from huggingface_hub._async.auth.tokens import get_token
from huggingface_hub._core import prompts
from huggingface_hub._runtime import aio as runtime


pty = pytest.importorskip("pty")
termios = pytest.importorskip("termios")


@pytest.fixture
def terminal(monkeypatch):
    """A terminal at stdin; this is the end at which the person sits."""
    person, program = pty.openpty()
    with open(program, encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield person
    os.close(person)


def shows_what_is_typed(terminal: int) -> bool:
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


async def type_when_asked(terminal: int, text: str) -> str:
    """Type a line as soon as the terminal hides it; returns what the terminal showed."""
    while shows_what_is_typed(terminal):
        await runtime.sleep(0.01)
    os.write(terminal, f"{text}\n".encode())
    while not shows_what_is_typed(terminal):
        await runtime.sleep(0.01)
    os.set_blocking(terminal, False)
    try:
        return os.read(terminal, 4096).decode()
    except BlockingIOError:
        return ""


async def test_a_token_typed_at_a_terminal(hub, secret, terminal, capsys):
    """It is hidden while it is typed, and the terminal is as before afterwards."""
    assert prompts.is_interactive()
    os.write(terminal, b"2\n")

    async def ask(_: int) -> str:
        await interpreter_login()
        return ""

    async def answer(_: int) -> str:
        return await type_when_asked(terminal, f" {secret} ")

    async def both(part: int) -> str:
        return await (ask(part) if part == 0 else answer(part))

    shown = await runtime.map_concurrently(both, [0, 1], limit=2)

    assert await get_token() == secret
    assert secret not in "".join(shown)
    assert secret not in capsys.readouterr().err
    assert shows_what_is_typed(terminal)


async def test_a_question_can_be_stopped(terminal):
    """Nobody types: the time is up all the same, and the terminal is as before."""
    async with runtime.move_on_after(0.15) as scope:
        await runtime.to_thread(prompts.ask_in_terminal)
    assert scope.expired

    async with runtime.move_on_after(0.15) as scope:
        await interpreter_login()
    assert scope.expired
    assert shows_what_is_typed(terminal)


async def test_the_terminal_is_closed(terminal):
    """Ctrl-D is an empty answer."""
    os.write(terminal, b"\x04")
    with pytest.raises(ValueError, match="No token was entered"):
        await interpreter_login()
