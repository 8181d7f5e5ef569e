"""What a crash leaves, at every step: of taking over a partial file, and of publishing a whole one. Rows I2, I3, P."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from huggingface_hub._core.cache import local_dir, refs, store
from huggingface_hub._core.cache.layout import RepoCache, incomplete_name
from huggingface_hub._core.download import partial as partials
from huggingface_hub._core.download.plan import Range
from tests.support.partials import DATA, EXPECTED, MIB, SOURCE, begin, dies_after, kill, open_partial, receive


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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that die at a chosen step")
@pytest.mark.parametrize("kind", ["P8_ref", "P9_metadata", "P10_copy"])
@pytest.mark.parametrize("there", [False, True], ids=["new", "replaced"])
def test_P8_P9_P10_a_crash_while_a_small_file_is_written_leaves_the_old_or_the_new_one(
    tmp_path: Path, kind: str, there: bool
) -> None:
    commit = "c" * 40
    repo = RepoCache(tmp_path / "cache", "models--user--repo")
    local = local_dir.local_paths(tmp_path / "folder", "model.bin")
    source = tmp_path / "source"
    source.write_bytes(b"new" * 1000)
    path, write = {
        "P8_ref": (repo.ref("main"), lambda: refs.write_ref(repo, "main", commit)),
        "P9_metadata": (local.metadata_path, lambda: local_dir.write_metadata(local, commit, "etag")),
        "P10_copy": (local.file_path, lambda: local_dir.copy_from_cache(source, local, commit, "etag")),
    }[kind]
    steps, finished, seen = 0, False, set()
    while not finished:
        for folder in (tmp_path / "cache", tmp_path / "folder"):
            shutil.rmtree(folder, ignore_errors=True)
        local_dir.prepare(tmp_path / "folder", local)
        path.parent.mkdir(parents=True, exist_ok=True)
        if there:
            path.write_bytes(b"old")

        finished = dies_after(steps, write)

        found = path.read_bytes() if path.exists() else b""
        assert found in (b"old" if there else b"", source.read_bytes(), commit.encode()) or found.startswith(
            f"{commit}\netag\n".encode()
        )
        seen.add(found[:3])
        steps += 1
    assert len(seen) == 2
