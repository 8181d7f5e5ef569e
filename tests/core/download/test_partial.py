"""Partial files: who may go on with one, and what is believed of it. Rows P, C, I of the fault matrix."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub._core.cache import leases
from huggingface_hub._core.cache.layout import incomplete_name
from huggingface_hub._core.download import journal as journals, partial as partials, space
from huggingface_hub._core.download.partial import Partial
from huggingface_hub._core.download.plan import Range
from huggingface_hub._core.download.verify import Expected
from tests.support.partials import DATA, EXPECTED, MIB, SOURCE, begin, dead_pid, kill, left, open_partial, receive


@pytest.fixture
def name(tmp_path: Path) -> Callable[[], Path]:
    """Private names for downloads of one content."""
    return lambda: tmp_path / incomplete_name(EXPECTED.etag)


def resumed(path: Path, expected: Expected = EXPECTED, *, source: str = SOURCE, resume: bool = True) -> int:
    """How many bytes a download finds."""
    partial = open_partial(path, expected, source, resume=resume)
    partial.leave(KeyboardInterrupt())
    return partial.resumed


def inode(path: Path) -> int:
    return path.stat().st_ino


def test_P1_the_file_of_a_killed_process_is_taken_over(name: Callable[[], Path], tmp_path: Path) -> None:
    old = begin(name(), Range(0, 3 * MIB), Range(5 * MIB, 6 * MIB))
    kill(old)
    before = inode(old.path)

    new = open_partial(name(), EXPECTED, SOURCE)

    assert new.done == [Range(0, 3 * MIB), Range(5 * MIB, 6 * MIB)]
    assert new.missing == [Range(3 * MIB, 5 * MIB), Range(6 * MIB, len(DATA))]
    assert (new.resumed, new.prefix, new.is_complete) == (4 * MIB, None, False)
    assert inode(new.path) == before
    assert left(tmp_path) == [new.path.name, new.path.name + ".journal"]
    assert leases.is_live(new.path)
    receive(new, *new.missing)
    new.arrived()
    EXPECTED.check_file(new.path)
    new.discard()
    assert left(tmp_path) == []


def test_P2_a_complete_file_needs_nothing(name: Callable[[], Path]) -> None:
    old = begin(name(), Range(0, len(DATA)))
    old.arrived()
    kill(old)

    new = open_partial(name(), EXPECTED, SOURCE)

    assert (new.missing, new.is_complete, new.prefix) == ([], True, len(DATA))
    new.discard()


@pytest.mark.parametrize("pid", [os.getpid(), os.getppid()], ids=["own", "parent"])
def test_C2_a_living_process_keeps_its_file(name: Callable[[], Path], pid: int) -> None:
    old = begin(name(), Range(0, 3 * MIB))
    kill(old, pid=pid)

    new = open_partial(name(), EXPECTED, SOURCE)

    assert new.done == []
    assert old.path.exists()
    new.discard()


@pytest.mark.parametrize(
    ("change", "taken"),
    [
        pytest.param({"host": "elsewhere"}, False, id="other_host"),
        pytest.param({"pid_space": 7}, False, id="other_container"),
        pytest.param({"host": "elsewhere", "lease": 1}, True, id="other_host_long_ago"),
        pytest.param({"boot_id": "before"}, True, id="before_the_last_start"),
    ],
)
def test_C3_without_proof_the_lease_counts_and_the_file_is_copied(
    name: Callable[[], Path], tmp_path: Path, change: dict[str, object], taken: bool
) -> None:
    """Whoever was only away for a while may go on writing to what it has open: that must not be our file."""
    old = begin(name(), Range(0, 3 * MIB))
    kill(old, pid=dead_pid(), **change)
    writer = open(old.path, "r+b")

    new = open_partial(name(), EXPECTED, SOURCE)

    assert new.done == ([Range(0, 3 * MIB)] if taken else [])
    assert old.path.exists() is not taken
    writer.seek(0)
    writer.write(b"wrong")
    writer.close()
    assert new.path.read_bytes()[: 3 * MIB] == (DATA[: 3 * MIB] if taken else bytes(3 * MIB))
    assert new.path.stat().st_size == len(DATA)
    new.discard()
    if taken:
        assert left(tmp_path) == []


def test_P11_a_stopped_holder_loses_its_file_and_gets_it_back_for_itself(name: Callable[[], Path]) -> None:
    old = begin(name(), Range(0, 3 * MIB))
    note = leases.journal_of(old.path)
    note.write_bytes(note.read_bytes() + b'{"lease":1}\n')

    new = open_partial(name(), EXPECTED, SOURCE)
    receive(new, *new.missing)
    new.arrived()

    assert new.resumed == 3 * MIB
    assert not old.path.exists()
    old.arrived()  # it goes on, and finds that its name is gone
    assert old.path.read_bytes()[: 3 * MIB] == DATA[: 3 * MIB]
    assert inode(old.path) != inode(new.path)
    EXPECTED.check_file(new.path)
    old.discard()
    new.discard()


def test_C1_one_of_many_gets_the_file(name: Callable[[], Path], tmp_path: Path) -> None:
    for _ in range(5):
        kill(begin(name(), Range(0, 2 * MIB)))
        begun = threading.Barrier(6)
        found: list[Partial] = []

        def claim(begun: threading.Barrier = begun, found: list[Partial] = found) -> None:
            path = name()
            begun.wait()
            found.append(open_partial(path, EXPECTED, SOURCE))

        threads = [threading.Thread(target=claim) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(partial.resumed for partial in found) == [0, 0, 0, 0, 0, 2 * MIB]
        assert len({inode(partial.path) for partial in found}) == 6
        for partial in found:
            partial.discard()
        assert left(tmp_path) == []


def test_the_best_is_taken_and_the_rest_is_deleted(name: Callable[[], Path], tmp_path: Path) -> None:
    partials_ = [begin(name(), Range(0, size * MIB)) for size in (1, 4, 2)]
    for partial in partials_:
        kill(partial)

    new = open_partial(name(), EXPECTED, SOURCE)

    assert new.resumed == 4 * MIB
    assert left(tmp_path) == [new.path.name, new.path.name + ".journal"]
    new.discard()


def test_bytes_that_a_crash_of_the_machine_lost_are_fetched_again(name: Callable[[], Path]) -> None:
    old = begin(name(), *[Range(at * MIB, (at + 1) * MIB) for at in range(4)])
    assert old.journal is not None
    old.journal.pin = '"tag"'
    old.journal.wrote(0, DATA[:MIB])
    kill(old)
    with open(old.path, "r+b") as file:
        file.seek(2 * MIB + 100)
        file.write(bytes(5000))

    new = open_partial(name(), EXPECTED, SOURCE)

    assert new.done == [Range(0, 2 * MIB), Range(3 * MIB, 4 * MIB)]
    assert new.journal is not None
    assert new.journal.pin == '"tag"'
    note = journals.read(new.journal.path)
    assert note is not None
    assert journals.joined(note.extents) == new.done
    new.discard()


@pytest.mark.parametrize("length", [0, 3 * MIB // 2])
def test_a_file_that_somebody_cut_is_only_good_up_to_there(name: Callable[[], Path], length: int) -> None:
    old = begin(name(), Range(0, MIB), Range(MIB, 2 * MIB))
    kill(old)
    os.truncate(old.path, length)

    new = open_partial(name(), EXPECTED, SOURCE)

    assert new.done == ([Range(0, MIB)] if length else [])
    assert new.path.stat().st_size == len(DATA)
    new.discard()


@pytest.mark.parametrize(
    "other",
    [
        Expected("f" * 64, len(DATA), "model.bin"),
        Expected(EXPECTED.etag, len(DATA) + 1, "model.bin"),
    ],
    ids=["etag", "size"],
)
def test_what_does_not_fit_is_left_to_prune(name: Callable[[], Path], other: Expected) -> None:
    old = begin(name(), Range(0, 3 * MIB), expected=other)
    kill(old)

    new = open_partial(name(), EXPECTED, SOURCE)

    assert new.done == []
    assert old.path.exists()
    new.discard()


@pytest.mark.parametrize("tag", ['"strong"', 'W/"weak"', None])
def test_an_etag_that_is_no_hash_only_counts_at_the_same_address_with_the_tag_of_its_bytes(
    tmp_path: Path, tag: str | None
) -> None:
    mirror = Expected("5d41402abc-3", len(DATA), "model.bin")
    path = [tmp_path / incomplete_name(mirror.etag) for _ in range(3)]
    old = begin(path[0], expected=mirror)
    assert old.journal is not None
    old.journal.pin = tag
    receive(old, Range(0, 3 * MIB))
    kill(old)

    assert resumed(path[1], mirror, source=SOURCE.replace("repo", "other")) == 0
    assert resumed(path[2], mirror) == (3 * MIB if tag == '"strong"' else 0)


def test_K_planted_files_are_not_written_to(name: Callable[[], Path], tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_bytes(DATA)
    old = begin(name(), Range(0, 3 * MIB))
    kill(old)
    old.path.unlink()
    old.path.symlink_to(target)

    new = open_partial(name(), EXPECTED, SOURCE)

    assert new.done == []
    assert not new.path.is_symlink()
    assert target.read_bytes() == DATA
    new.discard()


def test_journals_without_a_file_are_deleted_unless_their_owner_lives(name: Callable[[], Path], tmp_path: Path) -> None:
    dead, alive = begin(name(), Range(0, 2 * MIB)), begin(name(), Range(0, 2 * MIB))
    kill(dead)
    for partial in (dead, alive):
        partial.path.unlink()

    new = open_partial(name(), EXPECTED, SOURCE)

    assert not leases.journal_of(dead.path).exists()
    assert leases.journal_of(alive.path).exists()
    new.discard()
    alive.discard()
    assert left(tmp_path) == []


def test_a_killed_process_whose_parent_does_not_care_is_dead() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert leases.is_alive(process.pid)
    process.kill()
    deadline = time.monotonic() + 10
    while leases.is_alive(process.pid) and time.monotonic() < deadline:
        pass

    assert not leases.is_alive(process.pid)
    assert leases.is_gone({**leases.owner(), "pid": process.pid})
    process.communicate()


def test_P4_what_is_left_is_resumed_unless_it_is_of_no_use(name: Callable[[], Path], tmp_path: Path) -> None:
    begin(name(), Range(0, MIB // 2)).leave(KeyboardInterrupt())
    assert left(tmp_path) == []
    begin(name(), Range(0, 3 * MIB)).leave(errors.IntegrityError("wrong"))
    assert left(tmp_path) == []
    begin(name(), Range(0, 3 * MIB)).leave(KeyboardInterrupt())
    assert len(left(tmp_path)) == 2

    new = open_partial(name(), EXPECTED, SOURCE)

    assert new.resumed == 3 * MIB
    new.leave(OSError())
    assert resumed(name()) == 3 * MIB
    assert resumed(name(), resume=False) == 0
    assert left(tmp_path) == [], "who wants all of it anew does not need the old one"


def test_small_files_have_no_journal(name: Callable[[], Path], tmp_path: Path) -> None:
    for expected in (Expected("a" * 64, MIB - 1, "small"), Expected("a" * 64, None, "unknown")):
        partial = open_partial(tmp_path / "small.00000000.incomplete", expected, SOURCE)

        assert left(tmp_path) == ["small.00000000.incomplete"]
        partial.leave(KeyboardInterrupt())
        assert left(tmp_path) == []


def test_F1_room_is_only_needed_for_what_is_missing(name: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    kill(begin(name(), Range(0, 3 * MIB)))
    asked: list[int] = []

    def refuse(folder: Path, needed: int, what: str) -> None:
        asked.append(needed)
        raise space.not_enough_space(folder, needed, 0, what)

    with monkeypatch.context() as patched:
        patched.setattr(space, "check_space", refuse)
        with pytest.raises(errors.NotEnoughSpaceError):
            open_partial(name(), EXPECTED, SOURCE)
    assert asked == [len(DATA) - 3 * MIB]

    assert resumed(name()) == 3 * MIB


def test_a_folder_that_takes_no_journal_still_takes_the_file(
    name: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> object:
        raise OSError("no")

    monkeypatch.setattr(partials, "Journal", refuse)

    partial = open_partial(name(), EXPECTED, SOURCE)

    assert left(tmp_path) == [partial.path.name]
    partial.discard()
