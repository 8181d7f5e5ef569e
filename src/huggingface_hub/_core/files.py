"""Addresses and bounds of the lists of a repository's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core import urls


PER_REQUEST = 1000
"""Long lists are sent in pieces that every server and proxy takes."""


def tree_url(repo_type: str | None, repo_id: str, revision: str | None, path: str | None) -> str:
    """The list of a folder, or of the whole repository."""
    parts = (revision or constants.DEFAULT_REVISION, (path or "").strip("/"))
    return urls.api(repo_type, repo_id, "tree", *filter(None, parts))


def paths_info_url(repo_type: str | None, repo_id: str, revision: str | None) -> str:
    """Where to ask about some paths."""
    return urls.api(repo_type, repo_id, "paths-info", revision or constants.DEFAULT_REVISION)


def paths_forms(paths: Sequence[str] | str, *, expand: bool) -> Iterator[dict[str, bool | list[str]]]:
    """The questions about some paths, none for none."""
    paths = [paths] if isinstance(paths, str) else list(paths)
    for start in range(0, len(paths), PER_REQUEST):
        yield {"paths": paths[start : start + PER_REQUEST], "expand": expand}


def lfs_deletions(oids: Sequence[str], *, rewrite_history: bool) -> Iterator[dict[str, Any]]:
    """What to ask for when deleting files from the LFS storage, none for none."""
    for start in range(0, len(oids), PER_REQUEST):
        yield {"deletions": {"sha": oids[start : start + PER_REQUEST], "rewriteHistory": rewrite_history}}
