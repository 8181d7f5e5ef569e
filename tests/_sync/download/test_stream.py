# Generated from tests/_async/download/test_stream.py: edit that file, not this one, then run `python -m codegen`.

"""`http_get`: an address into an open file. For both colours."""

from __future__ import annotations

import gzip
import io
import random

import pytest

from huggingface_hub import errors
from huggingface_hub._sync.download.stream import http_get
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import FaultHub


DATA = random.Random(2).randbytes(300_000)
PATH = "/user/repo/resolve/main/model.bin"


def test_a_broken_download_continues(clock: FakeClock) -> None:
    with FaultHub({"model.bin": DATA}, cdn=True) as hub:
        hub.script("model.bin", faults.cut(100_000), faults.status("503 Service Unavailable"), faults.cut(1000))
        file = io.BytesIO()

        http_get(hub.url + PATH, file, expected_size=len(DATA), headers={"Authorization": "Bearer hf_secret"})

        assert file.getvalue() == DATA
        assert [ask.start for ask in hub.contents("model.bin") if ask.path.startswith("/object")] == [
            0, 100_000, 100_000, 101_000
        ]  # fmt: skip
        assert all(("authorization" in ask.headers) == ("/resolve/" in ask.path) for ask in hub.asked)


def test_what_is_there_is_kept_or_rewound(clock: FakeClock) -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        for fault in (faults.good, faults.whole):
            hub.script("model.bin", fault)
            file = io.BytesIO()
            file.write(DATA[:1000])
            http_get(hub.url + PATH, file, resume_size=1000, expected_size=len(DATA))
            assert file.getvalue() == DATA


def test_a_range_of_the_callers_own(clock: FakeClock) -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        hub.script("model.bin", faults.cut(500))
        file = io.BytesIO()

        http_get(hub.url + PATH, file, headers={"Range": "bytes=1000-2999"})

        assert file.getvalue() == DATA[1000:3000]
        hub.script("model.bin", faults.whole)
        with pytest.raises(errors.RangeProtocolError, match="whole file"):
            http_get(hub.url + PATH, io.BytesIO(), headers={"Range": "bytes=1000-2999"})
        with pytest.raises(ValueError, match="exactly one range"):
            http_get(hub.url + PATH, io.BytesIO(), headers={"Range": "bytes=0-1,5-6"})


@pytest.mark.parametrize("body", [DATA + b"x", DATA[:-1]])
def test_R8_R9_another_size_is_an_error(clock: FakeClock, body: bytes) -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        hub.script("model.bin", then=faults.chunked(body))

        with pytest.raises(errors.IntegrityError, match="force_download"):
            http_get(hub.url + PATH, io.BytesIO(), expected_size=len(DATA))


def test_nothing_is_unpacked_that_was_not_asked_for(clock: FakeClock) -> None:
    def packed(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
        return connection.answer(gzip.compress(file.data), headers="Content-Encoding: gzip\r\n")

    with FaultHub({"model.bin": DATA}) as hub:
        hub.script("model.bin", packed, packed)
        file = io.BytesIO()

        with pytest.raises(errors.RangeProtocolError, match="encoded as gzip"):
            http_get(hub.url + PATH, file)
        assert file.getvalue() == b""
        http_get(hub.url + PATH, file, headers={"Accept-Encoding": "gzip"})
        assert file.getvalue() == DATA
