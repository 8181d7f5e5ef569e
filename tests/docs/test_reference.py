"""The reference is whole: every operation says what it takes and what can go wrong, every variable is listed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.cli.docstrings import parse
from codegen.reference.environment import read_variables
from codegen.sources import FUNCTIONS, Function, Reader, is_overload


ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "huggingface_hub"
REFERENCE = ROOT / "docs" / "reference"

# What users set for other programs, and what is read as part of a longer list.
READ_ELSEWHERE = {
    "HTTP_PROXY",
    "HF_TOKEN",
    "HUGGING_FACE_HUB_TOKEN",
    "DISABLE_TELEMETRY",
    "DO_NOT_TRACK",
    "HF_HUB_DISABLE_TELEMETRY",
}
# Read by the local Hub, by the shell's completion, or to find out what runs us.
NOT_FOR_USERS = {"PATH", "HOME", "USER", "COMP_WORDS", "COMP_CWORD"}


def operations() -> Iterator[tuple[str, Function]]:
    """Every public operation, with its implementation."""
    seen: set[str] = set()
    for cls, _ in Reader().classes("_async.api", "AsyncHfApi"):
        for node in cls.body:
            if isinstance(node, FUNCTIONS) and not node.name.startswith("_") and not is_overload(node):
                if node.name not in seen and ast.unparse(node.args) != "self":
                    seen.add(node.name)
                    yield node.name, node


OPERATIONS = dict(operations())


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_says_what_it_takes_and_what_can_go_wrong(name: str) -> None:
    node = OPERATIONS[name]
    doc = parse(ast.get_docstring(node))
    taken = {each.arg for each in [*node.args.args[1:], *node.args.kwonlyargs] if not each.arg.startswith("_")}
    taken |= {node.args.kwarg.arg} if node.args.kwarg else set()
    taken |= {node.args.vararg.arg} if node.args.vararg else set()

    assert doc.summary
    assert doc.args.keys() - {"args", "kwargs"} == taken - {"args", "kwargs"}
    assert "Raises" in doc.sections


def test_an_operation_has_its_place() -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in (REFERENCE / "api").glob("*.md"))

    assert [name for name in OPERATIONS if f"### `{name}`" not in pages] == []


def test_every_variable_is_listed() -> None:
    """A variable that is read, and not in `codegen/reference/environment.toml`; or the other way round."""
    listed = {name for rows in read_variables().values() for name in rows}
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if "local_hub" not in path.parts)
    read = set(re.findall(r"environ(?:\.get\(|\[)\s*\"([A-Z][A-Z0-9_]+)\"", text))
    read |= set(re.findall(r"_as_(?:seconds|bandwidth)\(\"([A-Z0-9_]+)\"\)", text))

    assert read - listed - NOT_FOR_USERS == set(), "describe them in codegen/reference/environment.toml"
    assert listed - read - READ_ELSEWHERE - {"NO_PROXY", "WEBHOOK_SECRET"} == set(), (
        "nobody reads them: codegen/reference/environment.toml"
    )


@pytest.mark.parametrize(
    "document", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_links_lead_to_a_heading(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target, anchor in re.findall(r"\]\(([^)#\s]*)#([^)]+)\)", text):
        if not target.startswith("http"):
            page = document.parent / target if target else document
            assert anchor in headings(page), f"{document.name} links to {target}#{anchor}"


def headings(page: Path) -> set[str]:
    """The anchors of a page, as viewers of Markdown make them."""
    lines = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line).strip().lower().replace(" ", "-") for line in lines}
