"""Giving up what was not used for longest."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from huggingface_hub._core.cache import eviction
from huggingface_hub._core.cache.deletion import plan_revisions
from huggingface_hub._core.cache.eviction import Candidate
from huggingface_hub._core.cache.scan import scan_cache_dir
from tests.support.caches import Cache, aged, commit


SIZES = {"a": 5, "b": 0, "c": 100, "d": 7, "e": 33}
CANDIDATES = st.lists(
    st.builds(
        lambda key, used, named, contents: Candidate(key, used, named, {name: SIZES[name] for name in contents}),
        st.uuids().map(str),
        st.integers(min_value=0, max_value=20),
        st.booleans(),
        st.sets(st.sampled_from(sorted(SIZES))),
    ),
    max_size=8,
)


def size_of(candidates: list[Candidate]) -> int:
    return sum({name: size for each in candidates for name, size in each.contents.items()}.values())


@given(
    candidates=CANDIDATES,
    max_size=st.none() | st.integers(min_value=0, max_value=150),
    oldest=st.none() | st.integers(min_value=0, max_value=21),
    other=st.integers(min_value=0, max_value=50),
)
def test_what_is_given_up(candidates: list[Candidate], max_size: int | None, oldest: int | None, other: int) -> None:
    chosen = eviction.plan(candidates, total=size_of(candidates) + other, max_size=max_size, oldest=oldest)
    kept = [each for each in candidates if each not in chosen]
    rest = size_of(kept) + other

    if oldest is not None:
        assert all(each.used >= oldest for each in kept), "nothing too old is kept"
    if max_size is not None and rest > max_size:
        assert all(not each.contents for each in kept), "the limit is only missed when nothing is left to give up"
    needed = [each for each in chosen if oldest is None or each.used >= oldest]
    if needed:
        assert max_size is not None
        last = needed[-1]
        assert size_of([*kept, last]) + other > max_size, "nothing is given up without need"
        assert all(each.used >= last.used for each in kept if each.contents), "the longest unused goes first"


def test_at_the_same_age_what_has_no_name_goes_first() -> None:
    named, detached = Candidate("a", 1, True, {"a": 1}), Candidate("b", 1, False, {"b": 1})

    assert eviction.plan([named, detached], total=2, max_size=1, oldest=None) == [detached]


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    cache = Cache(tmp_path / "hub")
    for number in range(4):
        repo = cache.repo(f"user/repo{number}")
        snapshot = repo.add(commit(str(number)), {"file": str(number) * 1000}, refs=("main",))
        aged(snapshot / "file", number * 86400)
    return cache


def names(cache: Cache) -> list[str]:
    return sorted(path.name[-1] for path in cache.root.iterdir())


def collect(
    cache: Cache, *, max_size: int | None = None, oldest: float | None = None, busy: set[str] = frozenset()
) -> int:  # type: ignore[assignment]
    info = scan_cache_dir(cache.root)
    plan = plan_revisions(info, eviction.select(info, max_size=max_size, oldest=oldest, busy=busy))
    plan.execute()
    return plan.expected_freed_size


def test_by_size(cache: Cache) -> None:
    assert collect(cache, max_size=2500) == 2000
    assert names(cache) == ["0", "1"]


def test_by_age(cache: Cache) -> None:
    assert collect(cache, oldest=time.time() - 1.5 * 86400) == 2000
    assert names(cache) == ["0", "1"]


def test_within_the_limits_everything_stays(cache: Cache) -> None:
    assert collect(cache, max_size=4000, oldest=time.time() - 10 * 86400) == 0
    assert names(cache) == ["0", "1", "2", "3"]


def test_C8_what_is_being_downloaded_stays(cache: Cache) -> None:
    assert collect(cache, max_size=0, busy={str(cache.root / "models--user--repo3")}) == 3000
    assert names(cache) == ["3"]


def test_a_shared_content_is_freed_with_its_last_user(cache: Cache) -> None:
    one, two = cache.repo("user/one"), cache.repo("user/two")
    for repo, age in ((one, 50), (two, 60)):
        aged(repo.add(commit("x"), {"small": str(age)}) / "small", age * 86400)
    payload = cache.share("x", "S" * 5000, (one, commit("x"), "big"), (two, commit("x"), "big"))
    aged(payload, 55 * 86400)

    assert collect(cache, max_size=4003) == 5004
    assert names(cache) == ["0", "1", "2", "3", "s"]
    assert not payload.exists()
