"""Google-style docstrings: the summary, the paragraphs after it, and the texts under `Args:`."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field


_SECTION = re.compile(r"^(Args|Returns|Yields|Raises|Examples?|Notes?|Attributes|Warnings?|See Also):\s*$")
_ENTRY = re.compile(r"^(?P<name>\*{0,2}\w+)(?:\s*\([^)]*\))?:\s*(?P<text>.*)$")


@dataclass
class Doc:
    """What a docstring says."""

    summary: str = ""
    description: str = ""
    args: dict[str, str] = field(default_factory=dict)
    # All before the first section, code included, but for the summary.
    body: str = ""
    # Section → its lines, without their indentation.
    sections: dict[str, str] = field(default_factory=dict)


def parse(text: str | None) -> Doc:
    """Parse a docstring; an empty one gives empty texts."""
    lines = inspect.cleandoc(text or "").splitlines()
    starts = [i for i, line in enumerate(lines) if _SECTION.match(line)]
    head = lines[: starts[0]] if starts else lines
    paragraphs = _paragraphs(head)
    doc = Doc(summary=paragraphs[0] if paragraphs else "", description="\n\n".join(paragraphs[1:]))
    doc.body = "\n".join(head[_end_of_first_paragraph(head) :]).strip()
    for i, start in enumerate(starts):
        end = starts[i + 1] if i + 1 < len(starts) else len(lines)
        doc.sections[lines[start].strip().rstrip(":")] = inspect.cleandoc("\n" + "\n".join(lines[start + 1 : end]))
        if lines[start].startswith("Args:"):
            doc.args = entries(lines[start + 1 : end])
    return doc


def _end_of_first_paragraph(lines: list[str]) -> int:
    return next((i for i, line in enumerate(lines) if not line.strip()), len(lines))


def _paragraphs(lines: list[str]) -> list[str]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    # Code is of no use in a terminal's help: examples of commands stand in the declaration.
    return [" ".join(block) for block in blocks if block and not block[0].startswith((">>>", "```"))]


def entries(lines: list[str]) -> dict[str, str]:
    """The texts of a section by name: `name: text`, continued on indented lines."""
    found: dict[str, list[str]] = {}
    indent: int | None = None
    current: list[str] | None = None
    for line in lines:
        if not line.strip():
            continue
        depth = len(line) - len(line.lstrip())
        indent = depth if indent is None else indent
        match = _ENTRY.match(line.strip()) if depth == indent else None
        if match:
            current = found.setdefault(match["name"].lstrip("*"), [])
            current.append(match["text"])
        elif current is not None:
            current.append(line.strip())
    return {name: " ".join(part for part in parts if part) for name, parts in found.items()}
