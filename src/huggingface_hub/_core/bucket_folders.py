"""The folder of a sync: what is in it, and what is deleted from it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from huggingface_hub._core import interrupt, paths
from huggingface_hub._core.bucket_sync import Side
from huggingface_hub._core.patterns import is_control_folder
from huggingface_hub._core.upload import scan


_LISTED = 10
# What broken downloads leave beside their files: to go on with, and nothing that belongs into a bucket.
_PARTIAL = re.compile(r".*\.[0-9a-f]{8}\.incomplete(\.journal)?", re.DOTALL)


@dataclass
class Folder:
    """
    What is in a folder.

    Attributes:
        files: By path relative to it, with `/`.
        skipped: Path and reason of what is neither compared, nor uploaded, nor deleted.
    """

    files: dict[str, Side] = field(default_factory=dict)
    skipped: list[tuple[str, str]] = field(default_factory=list)

    def warning(self) -> str | None:
        """A sentence about what was left out, or `None` if nothing was."""
        if not self.skipped:
            return None
        shown = [f"- {name}: {reason}" for name, reason in self.skipped[:_LISTED]]
        if len(self.skipped) > _LISTED:
            shown.append(f"- and {len(self.skipped) - _LISTED} more")
        return "\n".join([f"{len(self.skipped)} entries of the folder take no part in the sync:", *shown])


def look(folder: str, *, must_exist: bool) -> Folder:
    """
    Find the files of a folder.

    A symbolic link counts as the file that it leads to if that is within the folder: others would publish what the user did
    not point at. Links to folders are not followed. Nothing is opened. What this package keeps in `.cache/huggingface` is
    not looked at.

    Raises:
        ValueError: There is no such folder, though there must be, or it is a file.
    """
    root = os.path.realpath(os.path.expanduser(folder))
    if must_exist and not os.path.isdir(root):
        raise ValueError(f"Source must be an existing directory: {folder}")
    if os.path.lexists(root) and not os.path.isdir(root):
        raise ValueError(f"Destination must be a directory: {folder}")
    found = Folder()
    if not os.path.isdir(root):
        return found
    tokens = scan.token_files()
    for name, path in _walk(root):
        if _PARTIAL.fullmatch(name):
            continue
        reason = scan.HAS_TOKENS if path in tokens else _problem(path, root, tokens)
        if reason is None:
            facts = os.stat(path)
            found.files[name] = Side(facts.st_size, facts.st_mtime_ns / 1_000_000)
        else:
            found.skipped.append((name, reason))
    return found


def _walk(root: str) -> Iterator[tuple[str, str]]:
    """Relative name and path of everything that is not a folder."""
    waiting = [("", root)]
    while waiting:
        interrupt.check()
        prefix, folder = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if is_control_folder(prefix + entry.name):
                        continue
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
                else:
                    yield prefix + entry.name, entry.path


def _problem(path: str, root: str, tokens: frozenset[str]) -> str | None:
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        target = os.path.realpath(path)
        if not target.startswith(root.rstrip(os.sep) + os.sep):
            return f"a link that leads out of the folder, to {target}"
        if target in tokens:
            return scan.HAS_TOKENS
        if not os.path.exists(target):
            return "a link to nothing"
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            return "a link to a folder"
    return None if stat.S_ISREG(mode) else "not a file"


def targets(folder: str, names: Iterable[str]) -> list[Path]:
    """
    Where files of a bucket go, before any is written.

    Raises:
        UnsafePathError: A name leads out of the folder, or two names are one file there.
    """
    root = Path(folder).expanduser()
    listed = list(names)
    found = [paths.confine(root, name, what="file name in the bucket") for name in listed]
    paths.check_collisions(root, listed)
    return found


def delete(folder: str, names: Iterable[str]) -> None:
    """
    Delete files, and folders that are empty then.

    Raises:
        UnsafePathError: A name leads out of the folder.
    """
    root = Path(folder).expanduser()
    for name in names:
        path = paths.confine(root, name)
        path.unlink(missing_ok=True)
        for parent in path.parents:
            if parent == root or not _remove_empty(parent):
                break


def _remove_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True
