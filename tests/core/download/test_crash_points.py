"""What a crash leaves, at every step: of taking over a partial file, and of publishing a whole one. Rows I2, I3, P."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from huggingface_hub._core.cache import store
from huggingface_hub._core.cache.layout import RepoCache, incomplete_name
from huggingface_hub._core.download import partial as partials
from huggingface_hub._core.download.partial import open_partial
from huggingface_hub._core.download.plan import Range
from tests.support.partials import DATA, EXPECTED, MIB, SOURCE, begin, dies_after, kill, receive


@pytest.fixture
def name(tmp_path: Path) -> Callable[[], Path]:
    """Private names for downloads of one content."""
    return lambda: tmp_path / incomplete_name(EXPECTED.etag)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that die at a chosen step")
@pytest.mark.parametrize("sure", [True, False], ids=["dead", "lease_over"])
def test_I3_a_crash_at_any_step_of_taking_over_loses_little(
    name: Callable[[], Path], tmp_path: Path, sure: bool
) -> None:
    """Every prefix of the steps is played; what it leaves must be taken over, or be nobody's garbage."""
    losses, steps, finished = 0, 0, False
    while not finished:
        for path in tmp_path.iterdir():
            path.unlink()
        kill(begin(name(), Range(0, 3 * MIB)), **({} if sure else {"lease": 1, "pid": os.getpid()}))

        finished = dies_after(steps, lambda: open_partial(name(), EXPECTED, SOURCE))

        for note in tmp_path.glob("*.journal"):
            if not note.stat().st_size:
                os.utime(note, (1, 1))
        new = open_partial(name(), EXPECTED, SOURCE)
        assert new.resumed in (0, 3 * MIB)
        losses += new.resumed == 0
        receive(new, *new.missing)
        EXPECTED.check_file(new.path)
        new.discard()
        assert not list(tmp_path.glob("*.journal"))
        steps += 1
    assert steps >= 5
    # Only what has to be copied can be lost, between its two names.
    assert losses == 0 if sure else losses <= 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that die at a chosen step")
@pytest.mark.parametrize("old", [b"", b"old"], ids=["new", "replaced"])
def test_I2_P2_P3_a_crash_at_any_step_of_publishing_shows_all_or_nothing(
    name: Callable[[], Path], tmp_path: Path, old: bytes
) -> None:
    """Every prefix of the publisher's steps: the final name has the old file, the new one, or there is none."""
    root = tmp_path / "cache"
    entry = store.CacheEntry(RepoCache(root, "models--user--repo"), "a" * 40, "model.bin", EXPECTED.etag, EXPECTED.size)
    steps, finished = 0, False
    while not finished:
        shutil.rmtree(root, ignore_errors=True)
        entry.prepare()
        if old:
            entry.blob.write_bytes(old)

        def download() -> None:
            partial = open_partial(entry.temporary(), EXPECTED, SOURCE)
            receive(partial, *partial.missing)
            partial.arrived()
            partial.complete()
            partials.publish(partial.path, entry.publish)

        finished = dies_after(steps, download)

        assert not entry.blob.exists() or entry.blob.read_bytes() in (old, DATA)
        assert not entry.final.exists() or entry.final.read_bytes() == DATA
        if entry.state() is store.State.MISSING:
            for note in entry.blob.parent.glob("*.journal"):
                if not note.stat().st_size:
                    os.utime(note, (1, 1))
            again = open_partial(entry.temporary(), EXPECTED, SOURCE)
            receive(again, *again.missing)
            again.complete()
            partials.publish(again.path, entry.publish)
            assert not list(entry.blob.parent.glob("*.journal"))
        else:
            assert entry.reuse() == str(entry.final)
        assert entry.final.read_bytes() == DATA
        steps += 1
    assert steps >= 7
