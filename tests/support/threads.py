"""Counting threads, with patience for those that are past their last instruction."""

from __future__ import annotations

import threading
import time


def only(number: int) -> bool:
    """Whether no more than `number` threads are left, at the latest after a second."""
    until = time.monotonic() + 1
    while threading.active_count() > number:
        if time.monotonic() > until:
            return False
        time.sleep(0.002)
    return True
