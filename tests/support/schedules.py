"""Faults of downloads as Hypothesis draws them: plain values, so that what fails is shown, and made as small as can be.

`HF_TEST_SCHEDULES=3000` tries that many schedules, and others each time.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings, strategies as st

from tests.support import fault_server as faults
from tests.support.rawserver import Connection


EXAMPLES = os.environ.get("HF_TEST_SCHEDULES")
many = settings(
    max_examples=int(EXAMPLES or 20),
    derandomize=EXAMPLES is None,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
"""For tests that play schedules."""

SECONDS = 20 + int(EXAMPLES or 0)

Spec = tuple[Any, ...]
STATUS = [
    "500 Oops",
    "503 Busy",
    "403 Forbidden",
    "404 Not Found",
    "301 Moved",
    "204 No Content",
    "206 Partial Content",
]


def specs(size: int) -> st.SearchStrategy[Spec]:
    """Faults of a file of this size."""
    at = st.integers(0, size - 1)
    return st.one_of(
        st.sampled_from(
            [("good",), ("whole",), ("drop", False), ("drop", True), ("garbage",), ("gzip",), ("unending",)]
        ),
        st.tuples(st.just("cut"), at, st.booleans()),
        st.tuples(st.just("flipped"), at),
        st.tuples(st.just("shifted"), st.sampled_from([-1000, -1, 1, 4096])),
        st.tuples(
            st.just("range"), st.sampled_from([None, "bytes {}/*", "bytes {}/7", "bytes 0-0/1", "items {}/9", ""])
        ),
        st.tuples(st.just("changed"), st.booleans()),
        st.tuples(st.just("chunked"), st.integers(0, size + 5)),
        st.tuples(st.just("length"), st.sampled_from([-1, 1, 5000])),
        st.tuples(st.just("more"), st.binary(min_size=1, max_size=30)),
        st.tuples(st.just("drip"), at),
        st.tuples(st.just("stall"), at),
        st.tuples(st.just("status"), st.sampled_from(STATUS)),
        st.tuples(st.just("busy"), st.sampled_from(["1", "100", "86400", "yesterday", "-5"])),
        st.tuples(st.just("unsatisfiable"), st.sampled_from(["bytes */5", "bytes */*", f"bytes */{size}"])),
    )


def schedules(size: int) -> st.SearchStrategy[list[Spec]]:
    """What happens to the requests for a file, one after the other."""
    return st.lists(specs(size), max_size=8)


def fault(spec: Spec, content: bytes, tick: Callable[[], object]) -> faults.Fault:
    """The fault that a value stands for."""
    kind, *values = spec
    other = faults.File(content[::-1], lfs=True)
    makers: dict[str, Callable[..., faults.Fault]] = {
        "good": lambda: faults.good,
        "whole": lambda: faults.whole,
        "drop": lambda reset: faults.drop(reset=reset),
        "garbage": lambda: _garbage,
        "gzip": lambda: _gzip,
        "unending": lambda: _unending,
        "cut": lambda at, reset: faults.cut(at, reset=reset),
        "flipped": lambda at: _flipped(at),
        "shifted": faults.shifted,
        "range": faults.content_range,
        "changed": lambda larger: faults.changed(faults.File(content + b"x", lfs=True) if larger else other),
        "chunked": lambda size: faults.chunked((content + b"12345")[:size]),
        "length": _length,
        "more": _more,
        "drip": lambda at: faults.drip(at, tick),
        "stall": faults.stall,
        "status": faults.status,
        "busy": lambda after: faults.status("429 Too Many Requests", Retry_After=after),
        "unsatisfiable": lambda value: faults.status("416 Range Not Satisfiable", Content_Range=value),
    }
    return makers[kind](*values)


def _flipped(at: int) -> faults.Fault:
    def flip(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        return faults.flipped(min(at, len(file.data) - 1))(connection, ask, file)

    return flip


def _garbage(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
    connection.send(b"<html>Log in first</html>\r\n\r\n")
    return False


def _gzip(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
    status, body, headers = faults._part(ask, file)
    return connection.send(
        faults._head(status, {**headers, "Content-Encoding": "gzip", "Content-Length": len(body)}) + body
    )


def _unending(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
    """The right bytes, without saying how many: the end of the connection is that of the body."""
    status, body, headers = faults._part(ask, file)
    connection.send(faults._head(status, {**headers, "Connection": "close"}) + body)
    return False


def _length(by: int) -> faults.Fault:
    """Announce more or less than is sent."""

    def wrong(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        status, body, headers = faults._part(ask, file)
        connection.send(faults._head(status, {**headers, "Content-Length": max(len(body) + by, 0)}) + body)
        return False

    return wrong


def _more(rubbish: bytes) -> faults.Fault:
    """The right answer, and then bytes that nobody has asked for."""

    def more(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        return faults.good(connection, ask, file) and connection.send(rubbish)

    return more
