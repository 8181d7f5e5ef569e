"""The one path sanitizer: names from servers, caches and users, before they touch a disk (promise I9).

A name that is fine here may be a trap on the machine that the cache is copied to, so the rules of POSIX and of Windows
both hold everywhere where a name could reach a Windows disk; `portable=False` keeps only what is dangerous on this one.
"""

from __future__ import annotations

import ntpath
import os
import re
import sys
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path

from huggingface_hub._lazy import errors


MAX_SEGMENTS = 128
MAX_SEGMENT_BYTES = 255
MAX_PATH_BYTES = 3500
"""Leaves room for the cache's own folders below the 4,096 bytes of Linux."""
MAX_WHOLE_PATH_BYTES = 4095
"""What system calls take on Linux; other systems say themselves when less is possible."""

_WINDOWS_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?")
_WINDOWS_CHARS = frozenset('<>:"|?*')
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PLAIN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./"
# Between slashes: a segment that is empty, one that is `.`, and one that is `..` or begins like it
_NO_SEGMENTS = ("//", "/./", "/..")


def safe_relative_path(name: str, *, what: str = "file name", portable: bool | None = None) -> str:
    """Check a relative path with `/` between its segments, and return it unchanged.

    Args:
        name: As it came from a server, a cache or the caller.
        what: How to call it in the error.
        portable: Whether names that Windows can't have are refused too; `None` means on Windows only.

    Raises:
        UnsafePathError: It would leave its folder, or is not a name that can be stored. Nothing was touched.
    """
    windows = os.name == "nt" if portable is None else portable
    segments = name.split("/")
    if not name or len(segments) > MAX_SEGMENTS or len(_bytes(name)) > MAX_PATH_BYTES:
        raise _unsafe(name, what, "it is empty or too long")
    if "\\" in name and (windows or any(part == ".." for part in re.split(r"[\\/]", name))):
        raise _unsafe(name, what, "it contains a backslash")
    if re.match(r"[A-Za-z]:", name) or name.startswith(("/", "\\")):
        raise _unsafe(name, what, "it is an absolute path")
    for segment in segments:
        if problem := _problem(segment, windows):
            raise _unsafe(name, what, problem)
    return name


def _problem(segment: str, windows: bool) -> str | None:
    if segment in ("", ".", ".."):
        return f"a part of it is '{segment}'"
    if len(_bytes(segment)) > MAX_SEGMENT_BYTES:
        return "a part of it is longer than 255 bytes"
    # Nearly all names are plain, and need no look at each character.
    plain = segment.isascii() and segment.isprintable()
    if not plain and any("\ud800" <= c <= "\udfff" for c in segment):
        return "it contains bytes that are not UTF-8"
    if not plain and any(unicodedata.category(c) == "Cc" or c in _BIDI for c in segment):
        return "it contains control characters"
    if not windows:
        return None
    if _WINDOWS_RESERVED.fullmatch(segment):
        return f"'{segment}' is a reserved name on Windows"
    if segment[-1] in ". " or any(c in _WINDOWS_CHARS for c in segment):
        return f"'{segment}' is not a valid name on Windows"
    return None


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


def _unsafe(name: str, what: str, problem: str) -> errors.UnsafePathError:
    shown = name if len(name) <= 200 else name[:200] + "…"
    return errors.UnsafePathError(f"Invalid {what} {shown!r}: {problem}. It was refused and nothing was written.")


def are_plain(names: Collection[str]) -> bool:
    """Whether names are such that `safe_relative_path` certainly accepts each; if not, it has to look at them.

    One look at all of them: repositories have thousands of files, whose names are nearly always plain.
    """
    if os.name == "nt" or not names:
        return not names
    text = "/".join(["", *names, ""])
    return (
        text.isascii()
        and not text.encode().translate(None, _PLAIN)
        and not any(segment in text for segment in _NO_SEGMENTS)
        and max(map(len, names)) <= MAX_SEGMENT_BYTES
    )


def safe_join(root: str | Path, name: str, *, what: str = "file name", portable: bool | None = None) -> Path:
    """The path of a checked name below a folder. Symbolic links on the way are not looked at, see `confine`."""
    path = Path(root).joinpath(*safe_relative_path(name, what=what, portable=portable).split("/"))
    if len(os.fsencode(path)) > MAX_WHOLE_PATH_BYTES:
        raise _unsafe(name, what, f"with the folder '{root}' its path is longer than {MAX_WHOLE_PATH_BYTES} bytes")
    return path


def confine(root: str | Path, name: str, *, what: str = "file name") -> Path:
    """As `safe_join`, and refuses a name whose existing parent folders lead out of the root by symbolic links.

    Raises:
        UnsafePathError: Somebody planted a link on the way.
    """
    path = safe_join(root, name, what=what)
    real_root = os.path.realpath(root)
    real_parent = os.path.realpath(path.parent)
    if real_parent != real_root and not real_parent.startswith(real_root.rstrip(os.sep) + os.sep):
        link = next(
            (p for p in reversed(path.parents) if p != Path(root) and p.is_relative_to(root) and p.is_symlink()), root
        )
        raise errors.UnsafePathError(
            f"Refusing to write {name[:200]!r}: '{link}' is a symbolic link that leads out of '{root}', to '{real_parent}'. "
            "Nothing was written there. Replace the link by a folder, or leave the file out."
        )
    return path


def safe_revision(revision: str) -> str:
    """Check a branch, tag or commit before it becomes a path below `refs/`.

    Raises:
        UnsafePathError: It could leave that folder.
    """
    return safe_relative_path(revision, what="revision")


def safe_commit_hash(value: str | None) -> str:
    """Check a commit hash as a server or a cache says it: 40 or 64 hexadecimal digits.

    Raises:
        UnsafePathError: It is something else.
    """
    if value is None or not _HASH.fullmatch(value):
        raise errors.UnsafePathError(f"Invalid commit hash {(value or '')[:200]!r}: expected 40 hexadecimal digits.")
    return value


def safe_etag(value: str) -> str:
    """Check an entity tag before it becomes the name of a blob.

    Raises:
        UnsafePathError: It is not one plain segment.
    """
    if "/" in value:
        raise errors.UnsafePathError(f"Invalid ETag {value[:200]!r}: it can't be the name of a file.")
    return safe_relative_path(value, what="ETag", portable=True)


def collisions(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of names that are one file where case or Unicode form does not count."""
    names = list(names)
    if len(set("\n".join(names).lower().split("\n"))) == len(names) and "".join(names).isascii():
        return []
    seen: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    for name in names:
        key = unicodedata.normalize("NFC", name).casefold()
        first = seen.setdefault(key, name)
        if first != name:
            found.append((first, name))
    return found


def check_collisions(folder: str | Path, names: Iterable[str]) -> None:
    """Refuse names that would overwrite each other in a folder. Nothing is written but an empty file, for a moment.

    Raises:
        UnsafePathError: Two names are one file there.
    """
    for first, second in collisions(names):
        if _are_one_file(Path(folder), first, second):
            raise errors.UnsafePathError(
                f"'{first}' and '{second}' are one file in {folder}, which ignores case or the form of accents. Nothing "
                "was written. Leave one of them out with `ignore_patterns`, or choose a folder on another disk."
            )


def _are_one_file(folder: Path, first: str, second: str) -> bool:
    import tempfile

    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    # The first segments that differ, as nothing else decides.
    one, other = next(pair for pair in zip(first.split("/"), second.split("/"), strict=True) if pair[0] != pair[1])
    try:
        with tempfile.TemporaryDirectory(prefix=".name-probe-", dir=folder) as probe:
            Path(probe, one).touch()
            return os.path.lexists(os.path.join(probe, other))
    except OSError:
        return sys.platform in ("darwin", "win32")  # nothing can be tried, so what is usual there


def as_extended_path(path: str | Path, max_length: int = 255) -> str:
    """
    Return a path in the form in which Windows takes one of any length, if it is long; elsewhere as it is.

    Args:
        path: The path.
        max_length: From how many characters on.
    """
    text = str(path)
    return _extended(text, max_length) if os.name == "nt" else text


def _extended(text: str, max_length: int) -> str:
    whole = ntpath.abspath(text)
    if len(whole) <= max_length or whole.startswith("\\\\?\\"):
        return text
    return f"\\\\?\\UNC{whole[1:]}" if whole.startswith("\\\\") else f"\\\\?\\{whole}"
