# Generated from src/huggingface_hub/_async/handles/sandbox_files.py: edit that file, not this one, then run `python -m codegen`.

"""The files of a sandbox."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from huggingface_hub._core import publish, sandboxes as rules
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub.types.sandboxes import FileEntry


if TYPE_CHECKING:
    from huggingface_hub._sync.handles.sandboxes import Sandbox


class SandboxFiles:
    """
    The files of a sandbox: reads, writes and lists them.

    Large files travel in parts, several at a time.

    Args:
        sandbox: The sandbox.
    """

    PARALLEL_THRESHOLD = rules.PARALLEL_THRESHOLD
    PARALLEL_CHUNK_SIZE = rules.PARALLEL_CHUNK_SIZE
    PARALLEL_MAX_WORKERS = rules.PARALLEL_MAX_WORKERS
    MAX_READ_BYTES = rules.MAX_READ_BYTES

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def read(self, path: str) -> bytes:
        """
        Read a file.

        Args:
            path: Where it is.

        Raises:
            SandboxError: There is no such file, or it is larger than half a gigabyte: `download` takes those.
        """
        size = self.stat(path).size
        if size > self.MAX_READ_BYTES:
            raise errors.SandboxError(f"'{path}' has {size} bytes, too many for memory. Use `download`.")
        if size <= self.PARALLEL_THRESHOLD:
            return self._part((path, None))
        parts: list[bytes] = []
        for window in rules.ranges(size):
            parts += self._window(path, window)
        return b"".join(parts)

    def read_text(self, path: str, encoding: str = "utf-8") -> str:
        """
        Read a file as text.

        Args:
            path: Where it is.
            encoding: Its encoding.

        Raises:
            SandboxError: There is no such file.
        """
        return self.read(path).decode(encoding)

    def write(self, path: str, data: str | bytes | BinaryIO, mode: str | None = None) -> None:
        """
        Write a file.

        Args:
            path: Where to.
            data: Its content.
            mode: Its permissions, such as `"755"`.

        Raises:
            SandboxError: It can't be written.
        """
        content = data.encode() if isinstance(data, str) else data
        if not isinstance(content, bytes):
            content = runtime.to_thread(content.read)
        if len(content) <= self.PARALLEL_THRESHOLD:
            self._put((path, content, {"mode": mode}))
            return
        for window in rules.ranges(len(content)):
            jobs = [(path, content[at : at + n], _place(at, n, len(content), mode)) for at, n in window]
            runtime.map_concurrently(self._put, jobs, limit=self.PARALLEL_MAX_WORKERS)

    def upload(self, local_path: str | Path, path: str, mode: str | None = None) -> None:
        """
        Copy a file of this machine into the sandbox.

        Args:
            local_path: The file.
            path: Where to.
            mode: Its permissions there.

        Raises:
            SandboxError: It can't be written.
            OSError: It can't be read.
        """
        with runtime.open_file(local_path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            if size <= self.PARALLEL_THRESHOLD:
                self._put((path, file.pread(size, 0), {"mode": mode}))
                return
            for window in rules.ranges(size):
                jobs = [(path, file.pread(n, at), _place(at, n, size, mode)) for at, n in window]
                runtime.map_concurrently(self._put, jobs, limit=self.PARALLEL_MAX_WORKERS)

    def download(self, path: str, local_path: str | Path) -> None:
        """
        Copy a file of the sandbox to this machine. It is there as a whole or not at all.

        Args:
            path: The file.
            local_path: Where to; its folder is made if it is missing.

        Raises:
            SandboxError: There is no such file.
        """
        size = self.stat(path).size
        target = Path(local_path)
        runtime.to_thread(_make_folder, target)
        private = publish.private_name(target)
        try:
            with runtime.open_file(private, "xb") as file:
                if size <= self.PARALLEL_THRESHOLD:
                    file.write(self._part((path, None)))
                else:
                    for window in rules.ranges(size):
                        file.write(b"".join(self._window(path, window)))
            runtime.to_thread(publish.publish_file, private, target)
        except BaseException:
            with runtime.shield():
                runtime.to_thread(_remove, private)
            raise

    def list(self, path: str) -> list[FileEntry]:
        """
        List a folder.

        Args:
            path: The folder.

        Raises:
            SandboxError: There is no such folder.
        """
        found: list[FileEntry] = []
        after: str | None = None
        while True:
            answer = self._sandbox.ask("GET", "/files/list", params={"path": path, "after": after})
            found += [rules.entry(item) for item in answer.get("entries", ())]
            following = answer.get("next")
            if not following or following == after:
                return found
            after = following

    def stat(self, path: str) -> FileEntry:
        """
        Describe a file or folder.

        Args:
            path: Where it is.

        Raises:
            SandboxError: There is none.
        """
        return rules.entry(self._sandbox.ask("GET", "/files/stat", params={"path": path}))

    def exists(self, path: str) -> bool:
        """
        Say whether there is a file or folder.

        Args:
            path: Where it would be.
        """
        try:
            self.stat(path)
        except errors.SandboxError as error:
            if error.status_code != 404:
                raise
            return False
        return True

    def mkdir(self, path: str) -> None:
        """
        Make a folder, and those above it.

        Args:
            path: Where.

        Raises:
            SandboxError: It can't be made.
        """
        self._sandbox.send("POST", "/files/mkdir", params={"path": path})

    def delete(self, path: str, recursive: bool = False) -> None:
        """
        Delete a file or folder.

        Args:
            path: Where it is.
            recursive: Delete a folder with all that is in it.

        Raises:
            SandboxError: There is none, or it is a folder that is not empty.
        """
        params = {"path": path, "recursive": 1 if recursive else None}
        self._sandbox.send("DELETE", "/files/delete", params=params)

    def _window(self, path: str, window: Sequence[tuple[int, int]]) -> Sequence[bytes]:
        return runtime.map_concurrently(self._part, [(path, part) for part in window], limit=self.PARALLEL_MAX_WORKERS)

    def _part(self, job: tuple[str, tuple[int, int] | None]) -> bytes:
        path, part = job
        span = {} if part is None else {"offset": part[0], "length": part[1]}
        content = self._sandbox.send("GET", "/files/read", params={"path": path, **span}).content
        if part is not None and len(content) != part[1]:
            raise errors.SandboxError(f"'{path}' changed while it was read.")
        return content

    def _put(self, job: tuple[str, bytes, dict[str, Any]]) -> None:
        path, content, more = job
        self._sandbox.send("PUT", "/files/write", params={"path": path, **more}, content=content)


def _place(at: int, n: int, size: int, mode: str | None) -> dict[str, Any]:
    """Where a part belongs; the last one says how long the file is."""
    return {"offset": at, "truncate_to": size if at + n == size else None, "mode": mode}


def _make_folder(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
