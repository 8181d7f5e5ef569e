"""Caches on disk, as downloads leave them: for tests that look at them or delete from them."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from huggingface_hub._core.logs import root_logger


def commit(name: str) -> str:
    """A commit hash that is easy to write down."""
    return hashlib.sha1(name.encode()).hexdigest()


def xet_hash(name: str) -> str:
    """A name in the shared store that is easy to write down."""
    return hashlib.sha256(name.encode()).hexdigest()


@dataclass(frozen=True)
class CachedRepo:
    """A repository's folder."""

    path: Path

    @property
    def blobs(self) -> Path:
        return self.path / "blobs"

    def add(self, revision: str, files: Mapping[str, str | bytes], *, refs: tuple[str, ...] = ()) -> Path:
        """Add a revision by its files and references; equal contents are kept once. Returns its snapshot."""
        snapshot = self.path / "snapshots" / revision
        snapshot.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            blob = self.blobs / hashlib.sha1(data).hexdigest()
            self.blobs.mkdir(parents=True, exist_ok=True)
            if not blob.exists():
                blob.write_bytes(data)
            self.link(snapshot / name, blob)
        for ref in refs:
            self.ref(ref, revision)
        return snapshot

    def link(self, pointer: Path, target: Path) -> None:
        """A relative symlink."""
        pointer.parent.mkdir(parents=True, exist_ok=True)
        pointer.symlink_to(os.path.relpath(target, pointer.parent))

    def ref(self, name: str, text: str) -> None:
        """A reference."""
        path = self.path / "refs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    def partial(self, key: str = "0" * 40, *, size: int = 10, age: float = 0) -> Path:
        """A partial file that was last written to so many seconds ago."""
        self.blobs.mkdir(parents=True, exist_ok=True)
        path = self.blobs / f"{key}.12345678.incomplete"
        path.write_bytes(b"x" * size)
        aged(path, age)
        return path


def aged(path: Path, seconds: float) -> None:
    """Make a file look as if it was last used so many seconds ago."""
    info = path.stat()
    os.utime(path, (info.st_mtime - seconds, info.st_mtime - seconds))


@dataclass(frozen=True)
class Cache:
    """A cache directory."""

    root: Path

    def repo(self, repo_id: str = "user/name", kind: str = "models") -> CachedRepo:
        """A repository's folder in it."""
        path = self.root / "--".join([kind, *repo_id.split("/")])
        path.mkdir(parents=True, exist_ok=True)
        return CachedRepo(path)

    def share(self, name: str, content: str, *pointers: tuple[CachedRepo, str, str]) -> Path:
        """Put a content into the shared store, for files of repositories: (repository, revision, file name)."""
        key = xet_hash(name)
        store = self.root / "blobs"
        store.mkdir(parents=True, exist_ok=True)
        (store / ".huggingface-shared-blobs").write_text("1\n")
        payload = store / key[:2] / key
        payload.parent.mkdir(exist_ok=True)
        payload.write_text(content)
        lines = []
        for repo, revision, filename in pointers:
            etag = xet_hash(f"etag of {name}")
            if not (repo.blobs / etag).is_symlink():
                repo.link(repo.blobs / etag, payload)
            repo.link(repo.path / "snapshots" / revision / filename, repo.blobs / etag)
            lines.append(f"{repo.path.name}/blobs/{etag}\n")
        payload.with_name(f"{key}.refs").write_text("".join(dict.fromkeys(lines)))
        return payload


def files_below(folder: Path) -> set[str]:
    """The paths of all files and links below a folder."""
    return {
        os.path.relpath(os.path.join(parent, name), folder)
        for parent, folders, names in os.walk(folder)
        for name in [*names, *(f for f in folders if os.path.islink(os.path.join(parent, f)))]
    }


@contextmanager
def warnings_of(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Catch what is logged: the package's records don't reach the root logger."""
    logger = root_logger()
    logger.addHandler(caplog.handler)
    try:
        with caplog.at_level(logging.WARNING, logger.name):
            yield
    finally:
        logger.removeHandler(caplog.handler)
