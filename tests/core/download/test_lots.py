"""Which small files travel together, and by how many threads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from huggingface_hub._core.cache.layout import RepoCache
from huggingface_hub._core.cache.store import CacheEntry
from huggingface_hub._core.download import lots
from huggingface_hub._core.download.missing import Missing, batches


REPO = RepoCache(Path("/nowhere"), "models--user--repo")


def missing(sizes: list[int | None]) -> list[Missing]:
    return [Missing((CacheEntry(REPO, "c" * 40, f"file-{n}", f"{n:040x}", size),)) for n, size in enumerate(sizes)]


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 3 * lots.SMALL)), max_size=60),
    st.integers(1, 8),
)
def test_every_file_is_in_one_place(sizes: list[int | None], processors: int) -> None:
    contents = missing(sizes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lots, "_processors", lambda: processors)
        made, rest = lots.divide(batches(contents))

    assert sorted(map(id, contents)) == sorted(id(c) for part in [*(lot.contents for lot in made), *rest] for c in part)
    assert all(size is not None and size <= lots.SMALL for lot in made for c in lot.contents for size in [c.first.size])
    assert all(len(lot) and lot.of == len(made) for lot in made)
    assert len(made) <= min(processors, lots.MAX_THREADS) + 1


def test_files_that_are_more_than_tiny_are_shared_among_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lots, "_processors", lambda: 2)
    made, rest = lots.divide(batches(missing([1000] * 10 + [1_000_000] * 40)))

    assert [len(lot) for lot in made] == [10, 20, 20]
    assert rest == []


def test_a_few_files_stay_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lots, "_processors", lambda: 2)
    made, _ = lots.divide(batches(missing([1000] * 10 + [100_000] * 20)))

    assert [len(lot) for lot in made] == [30]


def test_all_lots_together_have_no_more_connections_than_one() -> None:
    assert lots.connections(8, 96) == 96
    assert lots.connections(8, 96, of=3) == 32
    assert lots.connections(1, 96, of=3) == 1
