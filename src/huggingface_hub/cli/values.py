"""Values as text: what the output modes share. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any


def to_dict(item: Any) -> dict[str, Any]:
    """A mapping or dataclass as a plain dictionary, without `None` fields of dataclasses, with times as ISO text."""
    content = plain(item)
    if not isinstance(content, dict):
        raise TypeError(f"Only mappings and dataclasses can be shown as rows, not {type(item).__name__}.")
    return content


def plain(value: Any) -> Any:
    """A value as JSON knows it, recursively."""
    if value is None or isinstance(value, bool):
        return value
    # Subclasses of str (enums, RepoUrl) become plain: their text is what the wire and the reader know.
    if isinstance(value, str):
        return str(getattr(value, "value", value))
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(entry) for entry in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {
            key: plain(entry) for key, entry in _fields(value).items() if entry is not None and not key.startswith("_")
        }
    if hasattr(value, "to_dict"):
        return plain(value.to_dict())
    return str(getattr(value, "value", value))


def _fields(value: Any) -> dict[str, Any]:
    """Declared fields only: attributes that answers add under the wire's names say the same twice."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__ if hasattr(value, name)}


def to_json(value: Any, *, indent: int | None = None) -> str:
    """JSON on one line unless indented."""
    import json

    return json.dumps(plain(value), indent=indent, ensure_ascii=False)


def used_columns(rows: list[dict[str, Any]]) -> list[str]:
    """The keys of the first row for which any row has a value."""
    return [key for key in rows[0] if any(row.get(key) is not None for row in rows)] or list(rows[0])


def agent_cell(value: Any) -> str:
    """A value on one line, as Python writes it; tabs and line ends become spaces, control characters are escaped."""
    return single_line(str(value))


def single_line(text: str) -> str:
    """Collapse white space and escape what would move a cursor."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in " ".join(text.split()))


def follow(names: Mapping[str, Any], path: str) -> Any:
    """`"result.repo_id"` → `names["result"].repo_id`; mappings are followed by key, missing parts give `None`."""
    first, *rest = path.split(".")
    value = names.get(first)
    for part in rest:
        value = value.get(part) if isinstance(value, Mapping) else getattr(value, part, None)
    return value


def paint(text: str, colour: str, *, on: bool) -> str:
    """The text in a colour."""
    return f"{colour}{text}\x1b[0m" if on else text


def strip_ansi(text: str) -> str:
    """The text without colours."""
    if "\x1b" not in text:
        return text
    import re

    return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text)


def speaks_unicode(stream: IO[str]) -> bool:
    """Whether a stream can write the marks that tables and results use."""
    try:
        "✓✔".encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def encodable(mark: str, fallback: str, stream: IO[str]) -> str:
    """The mark if the stream can write it."""
    return mark if speaks_unicode(stream) else fallback


def printable(text: str, stream: IO[str]) -> str:
    """The text with what the stream's encoding lacks written as escapes, so that printing never fails."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode(encoding, "backslashreplace").decode(encoding)
    except LookupError:
        return text
    return text


def bytes_of(count: int) -> str:
    """A number of bytes within a sentence: `12 bytes`, `1.2GB`."""
    return f"{size(count)}B" if count >= 1000 else f"{count} byte{'' if count == 1 else 's'}"


def size_with_unit(number: int) -> str:
    """A size as people read it: `12 B`, `1.2 KB`."""
    if number < 1000:
        return f"{number} B"
    text = size(number)
    return f"{text[:-1]} {text[-1]}B"


def size(number: float) -> str:
    """A size with one decimal and a power of 1000: `1.2G`."""
    amount = float(number)
    for unit in ("", "K", "M", "G", "T", "P"):
        if abs(amount) < 1000 or unit == "P":
            break
        amount /= 1000
    return f"{amount:.1f}{unit}" if unit else f"{amount:.1f}"
