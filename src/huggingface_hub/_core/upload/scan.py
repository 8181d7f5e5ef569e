"""Which files of a folder are uploaded, and which are left out although they match (promises U13, U14)."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub._core import interrupt
from huggingface_hub._core.patterns import DEFAULT_IGNORE_PATTERNS, filter_repo_objects, is_control_folder


_SNAPSHOT = re.compile(r"(?P<repo>.*)[/\\]snapshots[/\\][0-9a-f]{40}(?:[/\\].*)?", re.DOTALL)
_LISTED = 10
HAS_TOKENS = "where your tokens are stored"


@dataclass
class FolderScan:
    """
    What was found in a folder.

    Attributes:
        files: Paths relative to it, with `/`, in the order of their names.
        size: Bytes of all of them.
        skipped: Relative path and reason of what matched the patterns but is not a file of this folder.
    """

    files: list[str] = field(default_factory=list)
    size: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)

    def warning(self) -> str | None:
        """A sentence about what was left out, or `None` if nothing was."""
        if not self.skipped:
            return None
        shown = [f"- {name}: {reason}" for name, reason in self.skipped[:_LISTED]]
        if len(self.skipped) > _LISTED:
            shown.append(f"- and {len(self.skipped) - _LISTED} more")
        return "\n".join(
            [f"{len(self.skipped)} entries of the folder are not uploaded:", *shown]
            + ["Copy what you want to upload into the folder, or pass it to `upload_file`."]
        )


def scan_folder(
    folder: str | Path,
    *,
    allow_patterns: list[str] | str | None = None,
    ignore_patterns: list[str] | str | None = None,
) -> FolderScan:
    """
    Find the files of a folder that match the patterns.

    Only regular files count. A symbolic link is followed if it leads to a file within the folder: others would publish
    what the user did not point at, such as keys in the home folder. Nothing is opened, so that no pipe can block.

    Raises:
        ValueError: There is no such folder.
        OSError: A folder in it can't be read.
    """
    root = os.path.realpath(os.path.expanduser(folder))
    if not os.path.isdir(root):
        raise ValueError(f"Provided path: '{folder}' is not a directory{_instead(root)}")
    ignored = [*_as_list(ignore_patterns), *DEFAULT_IGNORE_PATTERNS]
    found = FolderScan()
    chosen = filter_repo_objects(
        sorted(_walk(root), key=lambda item: item[0].split("/")),
        allow_patterns=allow_patterns,
        ignore_patterns=ignored,
        key=lambda item: item[0],
    )
    allowed_roots, tokens = _allowed_roots(root), token_files()
    for name, path in chosen:
        problem, size = _look(path, allowed_roots, tokens)
        if problem is None:
            found.files.append(name)
            found.size += size
        else:
            found.skipped.append((name, problem))
    return found


def _instead(path: str) -> str:
    try:
        found = os.stat(path)
    except OSError:
        return ""
    return ": it is a file" if stat.S_ISREG(found.st_mode) else f": it is a {kind_of(found.st_mode)}"


def _as_list(patterns: list[str] | str | None) -> list[str]:
    if patterns is None:
        return []
    return [patterns] if isinstance(patterns, str) else list(patterns)


def _walk(root: str) -> Iterator[tuple[str, str]]:
    """Relative name and path of everything that is not a folder, links to folders included."""
    waiting = [("", root)]
    while waiting:
        interrupt.check()
        prefix, folder = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                name = prefix + entry.name
                if not entry.is_dir(follow_symlinks=False):
                    yield name, entry.path
                elif not _never_uploaded(name):
                    waiting.append((name + "/", entry.path))


def _never_uploaded(folder: str) -> bool:
    """Whether the default patterns leave out everything below a folder, so that it need not be read."""
    return folder.rpartition("/")[2] == ".git" or is_control_folder(folder)


def _allowed_roots(root: str) -> list[str]:
    """Folders into which links may lead: the folder itself, and the blobs behind a snapshot of the Hub's cache."""
    snapshot = _SNAPSHOT.fullmatch(root)
    return [root, os.path.join(snapshot["repo"], "blobs")] if snapshot else [root]


def token_files() -> frozenset[str]:
    """Where tokens are stored on this machine: in no folder that anybody means to publish."""
    return frozenset(map(os.path.realpath, (constants.HF_TOKEN_PATH, constants.HF_STORED_TOKENS_PATH)))


def _look(path: str, allowed_roots: list[str], tokens: frozenset[str]) -> tuple[str | None, int]:
    """Why something is no file of the folder, `None` if it is one; and its size."""
    if path in tokens:
        return HAS_TOKENS, 0
    found = os.lstat(path)
    if stat.S_ISLNK(found.st_mode):
        target = os.path.realpath(path)
        if target in allowed_roots:
            return "a link to a folder", 0
        if not any(target.startswith(root.rstrip(os.sep) + os.sep) for root in allowed_roots):
            return f"a link that leads out of the folder, to {target}", 0
        if target in tokens:
            return HAS_TOKENS, 0
        try:
            found = os.stat(path)
        except OSError:
            return "a link to nothing", 0
        if stat.S_ISDIR(found.st_mode):
            return "a link to a folder", 0
    if stat.S_ISREG(found.st_mode):
        return None, found.st_size
    return f"a {kind_of(found.st_mode)}, not a file", 0


def kind_of(mode: int) -> str:
    """What something is that is neither a file nor a folder."""
    if stat.S_ISFIFO(mode):
        return "named pipe"
    if stat.S_ISSOCK(mode):
        return "socket"
    return "device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "special file"
