"""Row R1 of the fault matrix: bytes that were damaged on their way are found, and only they come again. For both colours."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub._async.download import hf_hub_download
from huggingface_hub._core.download import sink
from huggingface_hub._runtime.lane import get as lane
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import REPO, FaultHub
from tests.support.partials import nothing_is_left


pytestmark = pytest.mark.usefixtures("way")
MIB = 1024 * 1024
BIG = random.Random(1).randbytes(4 * MIB + 12345)
SMALL = b"small but whole\n" * 50


async def test_R1_one_flipped_bit_is_never_handed_out(clock: FakeClock, cache: Path) -> None:
    with FaultHub({"model.bin": BIG, "README.md": SMALL}) as hub:
        hub.script("model.bin", then=faults.flipped(3_000_000))
        hub.script("README.md", then=faults.flipped(3))

        for name in hub.files:
            with pytest.raises(errors.IntegrityError, match="damaged on its way"):
                await hf_hub_download(REPO, name, endpoint=hub.url)

            assert nothing_is_left(cache, name)
            assert not list(cache.glob(f"*/blobs/{hub.files[name].etag}"))


async def test_R1_damage_that_happens_once_is_repaired(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.flipped(3_000_000))

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes each write to a partial file had."""
    counts: list[int] = []

    def opened(path: Path, mode: str, **kwargs: object) -> object:
        file = open(path, mode, **kwargs)  # type: ignore[call-overload]

        class Counted:
            def write(self, data: bytes) -> int:
                counts.append(file.write(data))
                return counts[-1]

            def __getattr__(self, name: str) -> object:
                return getattr(file, name)

        return Counted() if mode == "r+b" else file

    for module in (lane, sink):
        monkeypatch.setattr(module, "open", opened, raising=False)
    return counts


async def test_R1_only_what_was_damaged_is_written_again(clock: FakeClock, written: list[int]) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.flipped(3_000_000))

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert 0 < sum(written) - len(BIG) <= 2 * MIB
        # Read twice, and nothing a third time.
        assert [ask.start for ask in hub.contents("model.bin")] == [0, 0]


async def test_R1_a_second_reading_may_be_damaged_elsewhere(clock: FakeClock, written: list[int]) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.flipped(4_100_000), faults.flipped(1_000_000))

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert sum(written) - len(BIG) <= 6 * MIB
        # Only what was in doubt is read a third time.
        third = hub.contents("model.bin")[2:]
        assert sum((ask.end or len(BIG)) - ask.start for ask in third) <= 3 * MIB


async def test_R1_the_same_damage_twice_is_at_the_server(clock: FakeClock, written: list[int]) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", then=faults.flipped(3_000_000))

        with pytest.raises(errors.IntegrityError, match="read twice with the same bytes"):
            await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert len(hub.contents("model.bin")) == 2
        assert sum(written) == len(BIG)


async def test_R1_a_repair_that_breaks_off_goes_on(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.flipped(3_000_000), faults.cut(2 * MIB), faults.cut(MIB, reset=True))

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG


async def test_R1_R6_a_server_without_ranges_sends_everything_again(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.flipped(4_100_000), faults.flipped(1_000_000), then=faults.whole)

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
