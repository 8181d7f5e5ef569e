"""Rows H of the fault matrix: parts of a file are exactly what was asked for, or an error. For both colours."""

from __future__ import annotations

import random

import pytest

from huggingface_hub import errors
from huggingface_hub._async.client import AsyncHubClient
from huggingface_hub._async.download.ranged import AsyncRangeReader, read_range
from huggingface_hub._core.download.ranged import Content
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import REPO, FaultHub


DATA = random.Random(4).randbytes(300_000)
PATH = f"/{REPO}/resolve/main/model.bin"


def reader(hub: FaultHub, content: Content | None = None, token: str | bool | None = None) -> AsyncRangeReader:
    return AsyncRangeReader(AsyncHubClient(hub.url, token=token), content or Content(PATH))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, 1),
        (1000, 3000),
        (0, len(DATA)),
        (299_999, 300_000),
        (299_000, 10**9),
    ],
)
async def test_a_part_is_exactly_what_was_asked_for(start: int, end: int) -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        assert await read_range(AsyncHubClient(hub.url), PATH, start, end) == DATA[start:end]


@pytest.mark.parametrize("start", [300_000, 400_000])
async def test_behind_the_end_is_nothing(start: int) -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        hub.script("model.bin", faults.status("416 Range Not Satisfiable", Content_Range=f"bytes */{len(DATA)}"))
        content = Content(PATH)

        assert await reader(hub, content).read(start, start + 10) == b""
        assert content.size == len(DATA)


async def test_nothing_is_asked_for_where_nothing_can_be() -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        content = Content(PATH, size=len(DATA))

        assert await reader(hub, content).read(5, 5) == b""
        assert await reader(hub, content).read(len(DATA), len(DATA) + 7) == b""
        for start, end in ((-1, 5), (5, 4)):
            with pytest.raises(ValueError, match="Not a range"):
                await reader(hub, content).read(start, end)
        assert not hub.asked


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(faults.whole, id="H1_range_ignored"),
        pytest.param(faults.shifted(100), id="R2_another_range"),
        pytest.param(faults.content_range(None), id="R4_no_content_range"),
        pytest.param(faults.status("416 Range Not Satisfiable", Content_Range="bytes */5"), id="R7_shorter"),
    ],
)
async def test_H1_what_is_not_the_range_is_an_error(fault: faults.Fault) -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        reads = reader(hub)
        assert await reads.read(0, 10) == DATA[:10]
        hub.script("model.bin", fault)

        with pytest.raises(errors.RangeProtocolError):
            await reads.read(1000, 2000)


async def test_H2_all_parts_are_of_one_content() -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        reads = reader(hub)
        await reads.read(0, 1000)
        hub.files["model.bin"] = faults.File(DATA[::-1], lfs=True)

        with pytest.raises(errors.RangeProtocolError):
            await reads.read(1000, 2000)


async def test_H2_another_content_of_the_same_tag_has_another_size() -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        reads = reader(hub)
        await reads.read(0, 1000)
        hub.script("model.bin", faults.content_range("bytes {}/7000"))

        with pytest.raises(errors.RangeProtocolError, match="7000 bytes now"):
            await reads.read(1000, 2000)


@pytest.mark.parametrize("reset", [False, True])
async def test_H3_what_breaks_off_is_continued_without_a_byte_twice(clock: FakeClock, reset: bool) -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        hub.script("model.bin", faults.cut(100_000, reset=reset), faults.cut(50_000))

        assert await reader(hub).read(1000, 250_000) == DATA[1000:250_000]


async def test_H3_a_continuation_that_is_the_whole_file_is_an_error(clock: FakeClock) -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        hub.script("model.bin", faults.cut(100_000), faults.whole)

        with pytest.raises(errors.RangeProtocolError, match="not 206"):
            await reader(hub).read(1000, 250_000)


async def test_H4_a_shorter_part_is_asked_for_again(clock: FakeClock) -> None:
    def short(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
        headers = f"Content-Range: bytes {ask.start}-{ask.start + 99}/{len(file.data)}\r\n"
        return connection.answer(file.data[ask.start : ask.start + 100], status="206 Partial Content", headers=headers)

    with FaultHub({"model.bin": DATA}) as hub:
        hub.script("model.bin", short, short)

        assert await reader(hub).read(1000, 2000) == DATA[1000:2000]
        assert [ask.start for ask in hub.contents("model.bin")] == [1000, 1100, 1200]


async def test_N9_a_busy_server_is_asked_again(clock: FakeClock) -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        hub.script("model.bin", faults.status("503 Service Unavailable"))

        assert await reader(hub).read(0, 10) == DATA[:10]
        hub.script("model.bin", then=faults.status("404 Not Found"))
        with pytest.raises(errors.HfHubHTTPError):
            await reader(hub).read(0, 10)


async def test_N10_an_address_is_used_again_until_it_expires(clock: FakeClock) -> None:
    with FaultHub({"model.bin": DATA}, cdn=True) as hub:
        reads = reader(hub, token="hf_secret")
        for start in (0, 1000, 2000):
            assert await reads.read(start, start + 1000) == DATA[start : start + 1000]
        # One redirect for three parts, and the token only to the Hub.
        sent = {ask.path.startswith("/object/"): ask.headers.get("authorization") for ask in hub.asked}
        assert sent == {False: "Bearer hf_secret", True: None}
        assert sum("/resolve/" in ask.path for ask in hub.asked) == 1
        hub.expire()

        assert await reads.read(3000, 4000) == DATA[3000:4000]
        assert sum("/resolve/" in ask.path for ask in hub.asked) == 2


async def test_R10_R11_encoded_parts_are_refused() -> None:
    def packed(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
        headers = f"Content-Range: bytes {ask.start}-{ask.start + 9}/{len(file.data)}\r\nContent-Encoding: gzip\r\n"
        return connection.answer(b"0123456789", status="206 Partial Content", headers=headers)

    with FaultHub({"model.bin": DATA}) as hub:
        hub.script("model.bin", packed)

        with pytest.raises(errors.RangeProtocolError, match="gzip"):
            await reader(hub).read(0, 10)
