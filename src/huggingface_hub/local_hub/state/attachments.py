"""Files that discussions show, by names that cannot be guessed."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub._core.publish import write_atomic


class Attachments:
    """A folder of them."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def save(self, name: str, content: bytes) -> None:
        self._root.mkdir(mode=0o700, exist_ok=True)
        write_atomic(self._root / name, content, durable=True)

    def find(self, name: str) -> Path | None:
        path = self._root / name
        return path if path.is_file() else None
