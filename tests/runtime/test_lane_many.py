"""Many small files over a few connections of the lane. Colourless, so tested without colours."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from huggingface_hub import errors
from huggingface_hub._runtime.lane.many import MAX_FAILURES, Job, Many
from huggingface_hub.types.http import HttpOptions
from tests.runtime.test_lane_route import QUICK, clean as clean, get, template
from tests.support.rawserver import Connection, RawServer, serve_forever


def fetch_many(url: str, sizes: dict[str, int], *, connections: int = 8) -> tuple[dict[str, bytes], list[object]]:
    saved: dict[str, bytes] = {}
    names = list(sizes)

    def save(index: int, body: memoryview) -> str:
        saved[names[index]] = bytes(body)
        return names[index]

    jobs = [Job(f"{url}/{name}", size) for name, size in sizes.items()]
    outcomes = Many(template(url), jobs, save, options=HttpOptions(), connections=connections, budget=16_000_000).run()
    return saved, [None if outcome is None else outcome.value for outcome in outcomes]


def by_name(connection: Connection, request: bytes) -> None:
    """Answer `/kind-size` by its kind."""
    kind, _, size = request.split(b" ")[1].decode()[1:].partition("-")
    body = kind[:1].encode() * int(size)
    if kind == "missing":
        connection.answer(b"", status="404 Not Found")
    elif kind == "busy":
        connection.answer(b"", status="503 Service Unavailable")
    elif kind == "longer":
        connection.answer(body + b"x")
    elif kind == "packed":
        connection.answer(body, headers="Content-Encoding: gzip\r\n")
    elif kind == "cut":
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\nx" % len(body))
        connection.sock.shutdown(2)
    else:
        connection.answer(body)


def test_many_files_over_few_connections() -> None:
    sizes = {f"{letter}-{size}": size for letter in "abc" for size in (0, 1, 1000, 70_000, 1_048_576, 2_000_000)}
    with RawServer(serve_forever(by_name)) as server:
        saved, outcomes = fetch_many(server.url, sizes)

        assert saved == {name: name[0].encode() * size for name, size in sizes.items()}
        assert outcomes == list(sizes)
        assert server.connections <= 8


def test_what_is_not_right_is_left_to_others() -> None:
    sizes = {"a-10": 10, "missing-5": 5, "longer-7": 7, "packed-9": 9, "cut-3": 3, "b-20": 20}
    with RawServer(serve_forever(by_name)) as server:
        saved, outcomes = fetch_many(server.url, sizes)

    assert saved == {"a-10": b"a" * 10, "b-20": b"b" * 20}
    assert outcomes == ["a-10", None, None, None, None, "b-20"]


def test_N15_a_busy_server_is_asked_no_further() -> None:
    sizes = {f"busy-{n}": n for n in range(500)}
    with RawServer(serve_forever(by_name)) as server:
        saved, outcomes = fetch_many(server.url, sizes)

        assert not saved
        assert set(outcomes) == {None}
        assert len(server.requests) <= 8


def test_many_failures_in_a_row_end_it() -> None:
    sizes = {f"missing-{n}": n for n in range(500)}
    with RawServer(serve_forever(by_name)) as server:
        fetch_many(server.url, sizes)

        assert len(server.requests) <= MAX_FAILURES + 8


def test_a_full_disk_is_an_outcome() -> None:
    def save(index: int, body: memoryview) -> str:
        raise errors.NotEnoughSpaceError("full")

    with RawServer(serve_forever(by_name)) as server:
        jobs = [Job(f"{server.url}/a-5", 5)]
        (outcome,) = Many(
            template(server.url), jobs, save, options=HttpOptions(), connections=4, budget=16_000_000
        ).run()

    assert outcome is not None
    assert isinstance(outcome.error, errors.NotEnoughSpaceError)


def test_N11_a_trickle_is_given_up() -> None:
    def trickle(connection: Connection, request: bytes) -> None:
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while connection.send(b"x") and not ended.wait(0.05):
            pass

    ended = threading.Event()
    patient = replace(QUICK, read=5)
    with RawServer(serve_forever(trickle)) as server:
        try:
            with pytest.raises(errors.StalledError):
                get(template(server.url, timeouts=patient))
        finally:
            ended.set()
