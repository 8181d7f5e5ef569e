"""Choosing files by patterns, the way every download and upload does."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterable
from fnmatch import translate
from pathlib import PurePath
from typing import TypeVar


T = TypeVar("T")

DEFAULT_IGNORE_PATTERNS = [
    ".git",
    ".git/*",
    "*/.git",
    "**/.git/**",
    ".cache/huggingface",
    ".cache/huggingface/*",
    "*/.cache/huggingface",
    "**/.cache/huggingface/**",
]
FORBIDDEN_FOLDERS = [".git", ".cache"]


def is_control_folder(folder: str) -> bool:
    """Whether a folder, relative to one of the user's, holds what this package has noted there, or a token."""
    return f"/{folder.lower()}".endswith("/.cache/huggingface")


def filter_repo_objects(
    items: Iterable[T],
    *,
    allow_patterns: list[str] | str | None = None,
    ignore_patterns: list[str] | str | None = None,
    key: Callable[[T], str] | None = None,
) -> Generator[T, None, None]:
    """Yield the items whose path matches a pattern to allow, and none to ignore.

    Patterns are those of the shell (`fnmatch`), case-sensitive on every platform; `*` also matches `/`. A pattern that
    ends with `/` means everything below that folder.

    Args:
        items: Paths, or objects with a path that `key` tells.
        allow_patterns: One pattern or several; `None` allows everything.
        ignore_patterns: One pattern or several; `None` ignores nothing.
        key: Tells the path of an item; needed unless items are strings or paths.
    """
    allow = _as_list(allow_patterns)
    ignore = _as_list(ignore_patterns)
    is_allowed = None if allow is None else _matcher(allow)
    is_ignored = None if not ignore else _matcher(ignore)
    for item in items:
        path = (key(item) if key is not None else _path_of(item)).replace("\\", "/")
        if is_allowed is not None and not is_allowed(path):
            continue
        if is_ignored is not None and is_ignored(path):
            continue
        yield item


def _matcher(patterns: list[str]) -> Callable[[str], object]:
    """One expression for all patterns, as `fnmatchcase` takes each: folders have many files."""
    if not patterns:
        return lambda path: None
    return re.compile("|".join(translate(pattern) for pattern in patterns)).match


def _as_list(patterns: list[str] | str | None) -> list[str] | None:
    if patterns is None:
        return None
    if isinstance(patterns, (str, os.PathLike)):
        patterns = [patterns]
    cleaned = [os.fspath(p).replace("\\", "/") for p in patterns]
    return [p + "*" if p.endswith("/") else p for p in cleaned]


def _path_of(item: object) -> str:
    if isinstance(item, (str, PurePath)):
        return str(item)
    raise ValueError(f"Please provide a `key` argument: {item!r} is neither a string nor a path.")
