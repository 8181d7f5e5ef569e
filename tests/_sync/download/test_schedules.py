# Generated from tests/_async/download/test_schedules.py: edit that file, not this one, then run `python -m codegen`.

"""Any schedule of faults ends in the right bytes or in a typed error, and never in a mix. For both colours."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._sync.download import hf_hub_download, snapshot_download
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import REPO, FaultHub


MIB = 1024 * 1024
BIG = random.Random(2).randbytes(3 * MIB + 777)


def one(chance: random.Random) -> faults.Fault:
    """Some fault."""
    at = chance.randrange(len(BIG))
    return chance.choice(
        [
            faults.good,
            faults.whole,
            faults.drop(),
            faults.drop(reset=True),
            faults.cut(at),
            faults.cut(at, reset=True),
            faults.flipped(at % 5000),
            faults.shifted(chance.choice([-1000, 1, 4096])),
            faults.content_range(chance.choice([None, "bytes {}/*", "bytes {}/7", "bytes 0-0/1"])),
            faults.changed(faults.File(BIG[::-1], lfs=True)),
            faults.chunked(BIG[:at]),
            faults.chunked(BIG + b"more"),
            faults.status(chance.choice(["500 Oops", "503 Busy", "403 Forbidden", "404 Not Found"])),
            faults.status("429 Too Many Requests", Retry_After=chance.choice(["1", "100", "86400", "yesterday"])),
            faults.status("416 Range Not Satisfiable", Content_Range="bytes */5"),
        ]
    )


@pytest.mark.parametrize("cdn", [False, True], ids=["hub", "cdn"])
@pytest.mark.parametrize("seed", range(25))
@pytest.mark.usefixtures("ranged")
def test_any_schedule_of_faults(
    clock: FakeClock, cache: Path, monkeypatch: pytest.MonkeyPatch, seed: int, cdn: bool
) -> None:
    chance = random.Random(seed)
    if chance.random() < 0.5:
        monkeypatch.setattr(constants, "RANGED_DOWNLOAD_MIN_SIZE", 1024 * MIB)
    files = {"model.bin": BIG, "small.txt": BIG[:5000]}
    with FaultHub(files, cdn=cdn) as hub:
        for name in files:
            hub.script(name, *[one(chance) for _ in range(chance.randrange(1, 12))])

        for _ in range(3):
            try:
                if chance.random() < 0.5:
                    path = Path(hf_hub_download(REPO, "model.bin", endpoint=hub.url))
                    assert path.read_bytes() == BIG
                else:
                    folder = Path(snapshot_download(REPO, endpoint=hub.url))
                    assert {name: (folder / name).read_bytes() for name in files} == files
            except (OSError, errors.TransportError):
                pass
            # Whatever happened: what can be seen is right.
            for seen in cache.glob("*/snapshots/*/*"):
                assert seen.read_bytes() == files[seen.name]

        for name in files:
            hub.script(name)
        folder = Path(snapshot_download(REPO, endpoint=hub.url))
        assert {name: (folder / name).read_bytes() for name in files} == files
        assert not list(cache.rglob("*.incomplete"))
