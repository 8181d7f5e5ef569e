"""Which partial files are somebody's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

from huggingface_hub._core.cache import leases
from tests.support.caches import Cache


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path)


def dead_pid() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def journal(partial: Path, **note: object) -> None:
    leases.journal_of(partial).write_text(json.dumps({**leases.owner(), "lease": time.time(), **note}))


def test_P5_a_journal_of_a_running_process_is_live(cache: Cache) -> None:
    partial = cache.repo().partial(age=3600)
    journal(partial)

    assert leases.is_live(partial)


def test_P5_a_journal_of_a_process_that_was_killed_is_not(cache: Cache) -> None:
    partial = cache.repo().partial()
    journal(partial, pid=dead_pid())

    assert not leases.is_live(partial)


def test_P11_a_lease_that_is_not_renewed_ends(cache: Cache) -> None:
    partial = cache.repo().partial()
    journal(partial, lease=time.time() - 61)

    assert not leases.is_live(partial)


def test_another_host_is_believed_while_its_lease_lasts(cache: Cache) -> None:
    partial = cache.repo().partial(age=3600)
    journal(partial, host="elsewhere", pid=dead_pid(), boot_id="other")

    assert leases.is_live(partial)
    assert not leases.is_live(partial, now=time.time() + 100)


def test_a_restart_of_the_machine_ends_all_leases(cache: Cache) -> None:
    partial = cache.repo().partial()
    journal(partial, boot_id="before")

    assert not leases.is_live(partial)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"lease": "soon"}', '{"lease": true}', "\x00\x01", "[" * 100_000])
def test_a_damaged_journal_says_nothing(cache: Cache, text: str) -> None:
    fresh, old = cache.repo().partial(), cache.repo("user/old").partial(age=601)
    for partial in (fresh, old):
        leases.journal_of(partial).write_text(text)

    assert (leases.is_live(fresh), leases.is_live(old)) == (True, False)


def test_a_journal_may_go_on_after_its_first_line(cache: Cache) -> None:
    partial = cache.repo().partial(age=3600)
    leases.journal_of(partial).write_text(json.dumps({**leases.owner(), "lease": time.time()}) + "\n{broken")

    assert leases.is_live(partial)


def test_without_a_journal_what_was_written_lately_is_live(cache: Cache) -> None:
    assert leases.is_live(cache.repo().partial(age=590))
    assert not leases.is_live(cache.repo().partial(age=610))
    assert not leases.is_live(cache.root / "nothing.incomplete")


def test_without_a_journal_a_held_lock_makes_it_live(cache: Cache) -> None:
    repo = cache.repo()
    partial = repo.partial("abc", age=3600)
    lock = cache.root / ".locks" / repo.path.name / "abc.lock"
    lock.parent.mkdir(parents=True)
    assert leases.lock_of(partial) == lock

    with FileLock(lock):
        assert leases.is_live(partial)
        assert leases.is_busy(repo.path)
    assert not leases.is_live(partial)
    assert not leases.is_busy(repo.path)


def test_no_lock_is_made_for_what_nobody_locked(cache: Cache) -> None:
    repo = cache.repo()
    with leases.hold(repo.partial("abc")) as held:
        assert held

    assert not (cache.root / ".locks").exists()


def test_processes(cache: Cache) -> None:
    assert leases.is_alive(os.getpid())
    assert not leases.is_alive(dead_pid())
    assert not leases.is_alive(0)
    assert not leases.is_alive(-1)


def test_C8_a_claim_keeps_a_repository_busy(cache: Cache) -> None:
    repo = cache.repo().path
    claims = [leases.claim(repo), leases.claim(repo)]

    for claim in claims:
        assert leases.is_busy(repo)
        leases.release(claim)
    assert not leases.is_busy(repo)
    assert os.listdir(cache.root / ".locks" / repo.name) == []


@pytest.mark.parametrize(
    ("note", "busy"),
    [
        ({"pid": -1}, False),
        ({"host": "elsewhere", "pid": -1}, True),
        ({"host": "elsewhere", "lease": time.time() - 25 * 3600}, False),
    ],
)
def test_P5_a_claim_of_a_process_that_was_killed_counts_for_nothing(
    cache: Cache, note: dict[str, object], busy: bool
) -> None:
    repo = cache.repo().path
    claim = leases.claim(repo)
    assert claim is not None
    claim.write_text(json.dumps({**leases.owner(), "lease": time.time(), **note}))

    assert leases.is_busy(repo) is busy


def test_a_cache_that_cannot_be_written_is_not_claimed(cache: Cache) -> None:
    (cache.root / ".locks").write_text("in the way")

    assert leases.claim(cache.repo().path) is None
    leases.release(None)
