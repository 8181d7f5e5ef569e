"""Skills for AI assistants: folders with a `SKILL.md`, in places where assistants look for them.

A skill that we installed carries an empty marker file; nothing without it is ever changed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub._core import paths, publish
from huggingface_hub._lazy import errors
from huggingface_hub.cli import skill_text


MARKER = ".hf-skill-manifest.json"
MAIN_FILE = "SKILL.md"


def check_name(name: str) -> str:
    """Pass the name of a skill.

    Raises:
        CLIError: It could lead elsewhere.
    """
    good = name[:1].isalnum() and name.isascii() and all(char.isalnum() or char in "._-" for char in name)
    if not good:
        raise errors.CLIError(f"'{name}' can't be the name of a skill: letters, digits, '.', '_' and '-' are allowed.")
    return name


def places(*, everywhere: bool, dest: str | None) -> tuple[Path, Path | None]:
    """Where skills are kept, and where Claude Code looks for links to them."""
    if dest is not None:
        return Path(dest).expanduser(), None
    if everywhere:
        return constants.AGENTS_SKILLS_GLOBAL_PATH.expanduser(), constants.CLAUDE_SKILLS_GLOBAL_PATH.expanduser()
    return Path.cwd() / constants.AGENTS_SKILLS_LOCAL_PATH, Path.cwd() / constants.CLAUDE_SKILLS_LOCAL_PATH


def own_files() -> dict[str, bytes]:
    """The files of the skill `hf-cli`, as this version of `hf` writes it."""
    return {MAIN_FILE: skill_text.text().encode()}


def is_managed(folder: Path) -> bool:
    """Whether a folder holds a skill that we installed."""
    return (folder / MARKER).is_file() and (folder / MAIN_FILE).is_file()


def managed(root: Path) -> list[str]:
    """The names of the skills that we installed below a folder."""
    try:
        entries = sorted(root.iterdir())
    except OSError:
        return []
    return [entry.name for entry in entries if entry.is_dir() and not entry.is_symlink() and is_managed(entry)]


def check_free(folder: Path, *, force: bool) -> None:
    """Refuse to replace what is there already.

    Raises:
        CLIError: There is something, and it was not said that it may go.
    """
    if not force and (folder.exists() or folder.is_symlink()):
        raise errors.CLIError(f"There is a skill in '{folder}' already. Replace it with --force.")


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put a skill in place, whole or not at all.

    Raises:
        CLIError: It is no skill.
        UnsafePathError: The name of a file leads out of the folder.
    """
    if MAIN_FILE not in files:
        raise errors.CLIError(f"'{folder.name}' has no {MAIN_FILE}: it is no skill.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = publish.private_name(folder)
    fresh.mkdir()
    try:
        for name, content in {**files, MARKER: b""}.items():
            target = paths.safe_join(fresh, name, what="file of a skill")
            target.parent.mkdir(parents=True, exist_ok=True)
            publish.write_atomic(target, content)
        _swap(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, folder: Path) -> None:
    """Exchange a folder for a new one; if that fails, the old one is there again."""
    if not (folder.exists() or folder.is_symlink()):
        fresh.rename(folder)
        return
    if folder.is_symlink() or not folder.is_dir():
        folder.unlink()
        fresh.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
    try:
        kept = old / "old"
        folder.rename(kept)
        try:
            fresh.rename(folder)
        except BaseException:
            kept.rename(folder)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def link(folder: Path, links: Path, *, force: bool) -> Path:
    """Make a skill known in a second place: by a relative link, or by a copy where links can't be made.

    Raises:
        CLIError: There is something of that name already.
    """
    place = links / folder.name
    if place.is_symlink() and place.resolve() == folder.resolve():
        return place
    if place.exists() or place.is_symlink():
        if not (force or is_managed(place)):
            raise errors.CLIError(f"There is a skill in '{place}' already. Replace it with --force.")
        place.unlink() if place.is_symlink() or not place.is_dir() else shutil.rmtree(place)
    links.mkdir(parents=True, exist_ok=True)
    try:
        place.symlink_to(os.path.relpath(folder.resolve(), links.resolve()), target_is_directory=True)
    except OSError:
        shutil.copytree(folder, place)
    return place
