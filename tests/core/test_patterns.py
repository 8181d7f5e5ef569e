"""Patterns of the shell, many at a time."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from hypothesis import given, strategies as st

from huggingface_hub._core.patterns import filter_repo_objects


NAMES = st.lists(st.text("ab.*?[]!-/\n", min_size=1, max_size=8), max_size=6)


@given(names=NAMES, allow=NAMES, ignore=NAMES)
def test_many_patterns_are_taken_as_each_of_them(names: list[str], allow: list[str], ignore: list[str]) -> None:
    whole = [p + "*" if p.endswith("/") else p for p in allow]
    without = [p + "*" if p.endswith("/") else p for p in ignore]

    found = list(filter_repo_objects(names, allow_patterns=allow, ignore_patterns=ignore))

    assert found == [
        name
        for name in names
        if any(fnmatchcase(name, p) for p in whole) and not any(fnmatchcase(name, p) for p in without)
    ]


def test_patterns_may_be_paths() -> None:
    names = ["a/b.json", "a/c.txt", "d.json"]

    assert list(filter_repo_objects(names, allow_patterns=[PurePosixPath("a"), Path("*.json")])) == [
        "a/b.json",
        "d.json",
    ]  # type: ignore[list-item]
    assert list(filter_repo_objects(names, ignore_patterns=Path("a/*"))) == ["d.json"]  # type: ignore[arg-type]
