"""Lets a long, plain function notice that its caller was stopped.

`_core` must not wait and knows no runtime, yet hashing a large file takes minutes. Such loops call `check()` once per
piece; `runtime.to_thread` puts the function behind it in place for the time of the call.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar


# Set by `runtime.to_thread` in both colours: raises when the surrounding scope was stopped or its time is over.
CHECK: ContextVar[Callable[[], None] | None] = ContextVar("huggingface_hub_interrupt", default=None)


def check() -> None:
    """Stop here if the caller no longer wants the result; cheap enough to be called per piece of a megabyte."""
    hook = CHECK.get()
    if hook is not None:
        hook()
