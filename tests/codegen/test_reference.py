"""What the reference and the stubs make of source code."""

from __future__ import annotations

import ast

from codegen.functions import generate as generate_stubs
from codegen.reference import entries
from codegen.reference.pages import api_pages
from codegen.sources import FUNCTIONS, Function


def function(code: str) -> Function:
    node = ast.parse(code).body[0]
    assert isinstance(node, FUNCTIONS)
    return node


def test_a_short_signature_is_one_line() -> None:
    assert entries.signature(function("def f(self, a: int, *, b: str = 'x') -> None: ...")) == (
        "f(a: int, *, b: str = 'x') -> None"
    )


def test_a_long_signature_has_a_line_for_each_parameter() -> None:
    node = function(f"def f(a: int, /, {'b' * 90}: int, *args: int, _c: int = 1, d=2, **more: int) -> int: ...")

    assert entries.signature(node).splitlines() == [
        "f(", "    a: int,", "    /,", f"    {'b' * 90}: int,", "    *args: int,", "    d=2,", "    **more: int,", ") -> int",
    ]  # fmt: skip


def test_an_argument_called_cls_is_shown() -> None:
    assert entries.signature(function("def f(cls=None): ...")) == "f(cls=None)"


def test_a_function_with_all_that_its_docstring_says() -> None:
    node = function(
        'def f(a: int) -> Thing:\n'
        '    """\n    Do it.\n\n    More about it.\n\n    Args:\n        a: What.\n            And more.\n\n'
        '    Returns:\n        The thing.\n\n    Raises:\n        ValueError: Never.\n\n'
        '    Example:\n        >>> f(1)\n    """\n'
    )  # fmt: skip

    assert entries.function(node, "f", ["note"], ["f(a: int)"]) == (
        "### `f`\n\n```python\nf(a: int)\n```\n\nDo it.\n\nMore about it.\n\n**Arguments**\n\n- `a`: What. And more.\n\n"
        "**Returns** `Thing`: The thing.\n\n**Example**\n\n```python\nf(1)\n```\n\n**Raises**\n\n- `ValueError`: Never.\n\nnote\n"
    )


def test_cells_of_tables_are_escaped() -> None:
    node = ast.parse(
        'class C:\n    """It.\n\n    Attributes:\n        a: One\n            or none.\n    """\n    a: int | None\n'
    ).body[0]
    assert isinstance(node, ast.ClassDef)

    assert "| `a` | `int \\| None` | One or none. |" in entries.class_(node, [])


def test_links_lead_to_errors_and_types() -> None:
    pages = api_pages({"create_repo": ["hf repos create"]})

    assert "- [`HfHubHTTPError`](errors.md#hfhubhttperror): " in pages["repos.md"]
    assert "**Returns** `RepoUrl` ([RepoUrl](upload.md#repourl))" in pages["repos.md"]
    assert "command [`hf repos create`](../cli/repos.md)" in pages["repos.md"]
    assert "Use it in `async for … in …:`" in pages["search.md"]


def test_stubs_have_every_colour_of_function() -> None:
    blocking, awaited = sorted(generate_stubs().items())

    assert "\ndef create_repo(\n" in blocking[1]
    assert "\nasync def create_repo(\n" in awaited[1]
    # A list is iterated, not awaited.
    assert "\ndef list_models(\n" in awaited[1]
    assert blocking[1].count("@overload\ndef upload_file(") == 2
