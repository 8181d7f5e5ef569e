# Generated from tests/_async/download/test_schedules.py: edit that file, not this one, then run `python -m codegen`.

"""Any schedule of faults ends in the right bytes or in a typed error, and never in a mix. For both colours."""

from __future__ import annotations

import random
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from hypothesis import event, given, strategies as st

from huggingface_hub import constants, errors
from huggingface_hub._core.download import growth
from huggingface_hub._runtime.lane import get as lane, pool
from huggingface_hub._sync.download import hf_hub_download, snapshot_download
from tests.support.clock import FakeClock
from tests.support.fault_server import REPO, FaultHub
from tests.support.schedules import SECONDS, Spec, fault, many, schedules


MIB = 1024 * 1024
BIG = random.Random(2).randbytes(2 * MIB + 777)
SMALL = BIG[:5000]
# Small files are several, so that they share connections.
FILES = {"model.bin": BIG, **{f"folder/{number}.txt": SMALL[number:] for number in range(5)}}


@contextmanager
def on_the_way(way: str) -> Generator[None, None, None]:
    """Have bytes come over one connection of the lane, over several, or through httpx, over one or several."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "HF_HUB_DISABLE_FAST_LANE", way.startswith("httpx"))
        if way.endswith("s"):
            patch.setattr(constants, "RANGED_DOWNLOAD_MIN_SIZE", MIB)
            patch.setattr(growth, "LONG_PATH", 0.0)
            for name in ("MIN_CHUNK", "MAX_CHUNK"):
                patch.setattr(lane, name, MIB // 2)
        try:
            yield
        finally:
            pool.POOL.close()


def attempt(hub: FaultHub, cache: Path, everything: bool) -> None:
    """Try to get one file, or all of them; what is returned is right."""
    try:
        if everything:
            whole = Path(snapshot_download(REPO, endpoint=hub.url, cache_dir=cache))
            assert {name: (whole / name).read_bytes() for name in FILES} == FILES
        else:
            path = hf_hub_download(REPO, "model.bin", endpoint=hub.url, cache_dir=cache)
            assert Path(path).read_bytes() == BIG
    except (OSError, errors.TransportError, httpx.DecodingError) as error:
        event(type(error).__name__)
    else:
        event("right bytes")
    # Whatever happened: what can be seen is right.
    for folder in cache.glob("*/snapshots/*"):
        for seen in folder.rglob("*.*"):
            assert seen.read_bytes() == FILES[seen.relative_to(folder).as_posix()]


@many
@pytest.mark.timeout(SECONDS)
# Where the Hub can't be asked, what is there will do.
@pytest.mark.filterwarnings("ignore::huggingface_hub.errors.StaleCacheWarning")
@given(
    way=st.sampled_from(["lane", "lanes", "httpx", "httpxs"]),
    cdn=st.booleans(),
    big=schedules(len(BIG)),
    small=st.lists(schedules(len(SMALL) - 5), min_size=5, max_size=5),
    attempts=st.lists(st.booleans(), min_size=1, max_size=3),
)
def test_any_schedule_of_faults(
    tmp_path_factory: pytest.TempPathFactory,
    way: str,
    cdn: bool,
    big: list[Spec],
    small: list[list[Spec]],
    attempts: list[bool],
) -> None:
    cache = tmp_path_factory.mktemp("cache")
    with on_the_way(way), FaultHub(FILES, cdn=cdn) as hub, FakeClock() as clock:
        tick = lambda: clock.advance(1)  # noqa: E731
        hub.script("model.bin", *[fault(spec, BIG, tick) for spec in big])
        for number, specs in enumerate(small):
            hub.script(f"folder/{number}.txt", *[fault(spec, SMALL[number:], tick) for spec in specs])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(constants, "HF_HUB_DOWNLOAD_TIMEOUT", 0.1)
            for everything in attempts:
                attempt(hub, cache, everything)

        for name in FILES:
            hub.script(name)
        folder = Path(snapshot_download(REPO, endpoint=hub.url, cache_dir=cache))
        assert {name: (folder / name).read_bytes() for name in FILES} == FILES
        assert not list(cache.rglob("*.incomplete"))
