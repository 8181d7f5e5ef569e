"""Files that comments show: which there can be, and how a text shows them. Source: `contract/wire/repos.md` §6."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from huggingface_hub._lazy import errors


CONTENT_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
}

# `![words](path)`, perhaps with a title behind the path.
_REFERENCE = re.compile(
    r"!\[(?P<words>[^\]]*)\]\(\s*<?(?P<path>[^)\s>]+(?: [^)\s>\"']+)*)>?(?:\s+[\"'][^)]*[\"'])?\s*\)"
)


def content_type(path: str | Path) -> str:
    """
    What a file is, by its name.

    Raises:
        ValueError: Comments can't show it.
    """
    kind = CONTENT_TYPES.get(Path(path).suffix.lower())
    if kind is None:
        raise ValueError(f"Cannot upload '{path}': supported formats are {', '.join(CONTENT_TYPES)}.")
    return kind


def address_in(text: str) -> str:
    """
    The address that the Hub answers to an upload with.

    Raises:
        UploadProtocolError: It is something else.
    """
    address = text.strip()
    if urlsplit(address).scheme not in ("http", "https") or len(address.split()) != 1:
        raise errors.UploadProtocolError("The Hub's answer to the upload of an attachment is no address.")
    return address


@dataclass(frozen=True)
class Attachment:
    """
    A file that a text shows.

    Attributes:
        path: The file, as it was written.
        words: What is shown where the picture can't be.
    """

    path: str
    words: str

    @classmethod
    def parse(cls, text: str) -> Attachment:
        """Read `FILE` or `FILE#words`; a file that is called so counts as the file."""
        path, mark, words = text.partition("#")
        if mark and Path(text).is_file():
            path, words = text, ""
        return cls(path, words or Path(path).stem)

    def shown(self, address: str) -> str:
        """What shows the file in a text."""
        kind = content_type(self.path).partition("/")[0]
        if kind == "image":
            return f"![{self.words}]({address})"
        return address if kind == "video" else f'<audio controls src="{address}"></audio>'


def place(text: str | None, attachments: Sequence[Attachment], addresses: Mapping[str, str]) -> str:
    """
    Show attachments in a text: where it refers to their paths, or else below it.

    Args:
        text: Markdown.
        attachments: What is shown.
        addresses: Where each file is now, by its path.
    """
    by_path = {_normal(path): address for path, address in addresses.items()}
    used: set[str] = set()

    def replace(match: re.Match[str]) -> str:
        path = _normal(match["path"])
        if path not in by_path:
            return match[0]
        used.add(path)
        return f"![{match['words']}]({by_path[path]})"

    placed = _REFERENCE.sub(replace, text or "")
    rest = _distinct(each for each in attachments if _normal(each.path) not in used)
    return "\n\n".join([*([placed] if placed else []), *(each.shown(addresses[each.path]) for each in rest)])


def _normal(path: str) -> str:
    return Path(path).as_posix()


def _distinct(attachments: Iterable[Attachment]) -> list[Attachment]:
    return list({_normal(each.path): each for each in attachments}.values())
