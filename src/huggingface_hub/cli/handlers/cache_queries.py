"""Filters and orders of `hf cache ls`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt, ne

import click

from huggingface_hub.cli.measures import duration, size
from huggingface_hub.types.cache import CachedRepoInfo, CachedRevisionInfo


KEYS = ("accessed", "modified", "refs", "size", "type")
OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "!=": ne, "==": eq, ">=": ge, "<=": le, "=": eq, ">": gt, "<": lt,
}  # fmt: skip

_FILTER = re.compile(r"\s*(?P<key>[a-z_]+)\s*(?P<operator>[!=<>]+)\s*(?P<value>.*?)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """A line of the list: a repository, or one of its revisions."""

    repo: CachedRepoInfo
    revision: CachedRevisionInfo | None = None

    @property
    def size(self) -> int:
        """Size in bytes."""
        return (self.revision or self.repo).size_on_disk

    @property
    def modified(self) -> float:
        """When its newest content was written."""
        return (self.revision or self.repo).last_modified

    @property
    def accessed(self) -> float:
        """When the repository was last read."""
        return self.repo.last_accessed

    @property
    def refs(self) -> list[str]:
        """The branches and tags that stand for it."""
        return sorted(self.repo.refs if self.revision is None else self.revision.refs)

    @property
    def revisions(self) -> list[CachedRevisionInfo]:
        """The revisions that the line is about."""
        return list(self.repo.revisions) if self.revision is None else [self.revision]

    @property
    def name(self) -> str:
        """What names are sorted by."""
        return self.repo.cache_id

    @property
    def identity(self) -> tuple[str, str]:
        """What decides about the order of lines that are equal otherwise."""
        return self.repo.cache_id, "" if self.revision is None else self.revision.commit_hash


Test = Callable[[Entry], bool]


def compile_filter(text: str, now: float) -> Test:
    """`size>1GB` as a test of a line.

    Args:
        text: The filter.
        now: The time from which ages are counted.
    """
    match = _FILTER.fullmatch(text)
    if match is None:
        advice = " If it had a > or <, the shell took it: put quotes around it." if text.lower() in KEYS else ""
        raise click.BadParameter(f"'{text}' is not a filter such as 'size>1GB' or 'type=model'.{advice}")
    key, operator, value = match["key"].lower(), match["operator"], match["value"].lower()
    if key not in KEYS:
        raise click.BadParameter(f"Unknown filter '{key}' in '{text}'. There are: {', '.join(KEYS)}.")
    if operator not in OPERATORS:
        raise click.BadParameter(f"Unknown operator '{operator}' in '{text}'. There are: {' '.join(OPERATORS)}.")
    if not value:
        raise click.BadParameter(f"The filter '{text}' says nothing to compare with.")
    compare = OPERATORS[operator]
    if key == "size":
        limit = size(value)
        return lambda entry: compare(entry.size, limit)
    if key in ("accessed", "modified"):
        seconds = duration(value)
        return lambda entry: compare(now - float(getattr(entry, key)), seconds)
    return _text_filter(key, operator, value)


def _text_filter(key: str, operator: str, value: str) -> Test:
    if operator not in ("=", "==", "!="):
        raise click.BadParameter(f"'{key}' can only be compared with = and !=, not with '{operator}'.")
    wanted = operator != "!="
    if key == "type":
        return lambda entry: (entry.repo.repo_type == value) is wanted
    return lambda entry: (value in [ref.lower() for ref in entry.refs]) is wanted


def sort(entries: Iterable[Entry], orders: Iterable[str]) -> list[Entry]:
    """Sort by several keys, the first one counting most; what is equal in all stays in alphabetical order."""
    found = sorted(entries, key=lambda entry: entry.identity)
    for order in reversed(list(orders)):
        key, _, direction = order.partition(":")
        descending = (direction or ("asc" if key == "name" else "desc")) == "desc"
        found.sort(key=lambda entry: getattr(entry, key), reverse=descending)
    return found
