"""Filters and sort keys of `hf cache ls`, by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from huggingface_hub.cli.handlers import cache_queries as queries
from huggingface_hub.cli.handlers.cache_queries import Entry
from huggingface_hub.types.cache import CachedRepoInfo, CachedRevisionInfo
from tests.support.caches import commit


A, B, C = commit("A"), commit("B"), commit("C")


def entry(name: str, size: int, age: float = 0) -> Entry:
    repo = CachedRepoInfo(f"user/{name}", "model", Path(name), size, 1, frozenset(), 1e9 - age, 1e9 - age)
    return Entry(repo)


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([], "abc"), (["name:desc"], "cba"), (["size"], "bac"), (["size:asc"], "acb"), (["accessed"], "cab"),
        (["size", "accessed"], "bca"), (["size:asc", "name:desc"], "cab"), (["modified:asc", "name"], "bac"),
    ],
)  # fmt: skip
def test_several_sort_keys(orders: list[str], expected: str) -> None:
    entries = [entry("b", 2, age=9), entry("a", 1, age=5), entry("c", 1, age=1)]

    assert [each.repo.repo_id[-1] for each in queries.sort(entries, orders)] == list(expected)


@pytest.mark.parametrize(
    ("text", "size", "age", "fits"),
    [
        ("size>=1k", 1000, 0, True), ("size>1k", 1000, 0, False), ("size=1000", 1000, 0, True),
        ("size!=1000", 1000, 0, False), ("SIZE < 2 MB", 1000, 0, True), ("size<=999b", 1000, 0, False),
        ("accessed>7d", 0, 8 * 86400, True), ("accessed<7d", 0, 8 * 86400, False), ("modified>=1mo", 0, 31 * 86400, True),
        ("modified<1y", 0, 31 * 86400, True), ("type==model", 0, 0, True), ("type!=model", 0, 0, False),
        ("type=DATASET", 0, 0, False), ("refs!=main", 0, 0, True), ("refs==main", 0, 0, False),
    ],
)  # fmt: skip
def test_filters(text: str, size: int, age: float, fits: bool) -> None:
    assert queries.compile_filter(text, 1e9)(entry("a", size, age)) is fits


def test_revisions_are_filtered_by_what_is_theirs() -> None:
    revision = CachedRevisionInfo(A, Path("x"), 5, frozenset(), frozenset({"Main"}), 1e9)
    line = Entry(CachedRepoInfo("u/x", "model", Path("x"), 9, 1, frozenset({revision}), 1e9, 1e9), revision)

    assert queries.compile_filter("size=5", 1e9)(line)
    assert queries.compile_filter("refs=main", 1e9)(line)
