"""
The conversion of one file: a libcst transformer, so that comments, blank lines and quotes survive as they were written.

The names of the rules it counts are in `rules.py`; what it does to strings is in `text.py`; `if runtime.IS_ASYNC:` is in
`switches.py`. Whatever would change the meaning is not converted but refused, in `refusals.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import libcst as cst

from codegen.unasync.errors import Refusal, RefusedError
from codegen.unasync.rules import AWAITABLES, BUILTINS, TYPING_MODULES, Used, rename, rename_module
from codegen.unasync.switches import resolve_expression, resolve_statement
from codegen.unasync.text import convert_docstring, convert_message, convert_prose


PYTEST_MARKS = frozenset({"pytest.mark.asyncio", "pytest.mark.anyio"})


def convert_module(source: str, path: str, used: Used) -> str:
    """
    Convert the text of one module; the result is not formatted yet.

    Raises:
        RefusedError: The file, or code in one of its docstrings, does not parse or has no meaning in the twin.
    """
    try:
        tree = cst.parse_module(source)
    except cst.ParserSyntaxError as error:
        raise RefusedError(Refusal(path, error.raw_line, "syntax", f"This does not parse: {error.message}")) from None

    return tree.visit(Converter(path, used, source)).code


class Converter(cst.CSTTransformer):
    """Turns async code into blocking code, node by node."""

    def __init__(self, path: str, used: Used, source: str, *, in_docstring: bool = False) -> None:
        super().__init__()
        self.path = path
        self.used = used
        self.source = source
        self.in_docstring = in_docstring
        self.is_test = path.startswith("tests/")
        self._docstrings: set[cst.SimpleString] = set()
        self._type_strings: set[cst.SimpleString] = set()

    def refuse(self, rule: str, message: str, node: cst.CSTNode) -> RefusedError:
        # Positions would need a pass of libcst's own that costs more than the conversion: look the text up instead.
        text = cst.Module(body=()).code_for_node(node)
        line = self.source[: max(self.source.find(text), 0)].count("\n") + 1
        return RefusedError(Refusal(self.path, line, rule, message))

    # Keywords

    def leave_FunctionDef(self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef) -> cst.FunctionDef:
        if updated_node.asynchronous is None:
            return updated_node

        self.used["async def"] += 1
        return updated_node.with_changes(asynchronous=None)

    def leave_With(self, original_node: cst.With, updated_node: cst.With) -> cst.With:
        if updated_node.asynchronous is None:
            return updated_node

        self.used["async with"] += 1
        return updated_node.with_changes(asynchronous=None)

    def leave_For(self, original_node: cst.For, updated_node: cst.For) -> cst.For:
        if updated_node.asynchronous is None:
            return updated_node

        self.used["async for"] += 1
        return updated_node.with_changes(asynchronous=None)

    def leave_CompFor(self, original_node: cst.CompFor, updated_node: cst.CompFor) -> cst.CompFor:
        if updated_node.asynchronous is None:
            return updated_node

        self.used["async comprehension"] += 1
        return updated_node.with_changes(asynchronous=None)

    def leave_Await(self, original_node: cst.Await, updated_node: cst.Await) -> cst.BaseExpression:
        self.used["await"] += 1
        operand = updated_node.expression

        # Parentheses that hold a chain over several lines together belong to the operand now. Others are noise.
        if updated_node.lpar and "\n" in cst.Module(body=()).code_for_node(original_node):
            operand = operand.with_changes(
                lpar=(*updated_node.lpar, *operand.lpar),
                rpar=(*operand.rpar, *updated_node.rpar),
            )

        return operand

    # Switches

    def leave_If(
        self,
        original_node: cst.If,
        updated_node: cst.If,
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel:
        return resolve_statement(updated_node)

    def leave_IfExp(self, original_node: cst.IfExp, updated_node: cst.IfExp) -> cst.BaseExpression:
        return resolve_expression(updated_node)

    # Names

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        renamed = rename(updated_node.value, self.used)
        return updated_node if renamed == updated_node.value else updated_node.with_changes(value=renamed)

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.BaseExpression:
        if self.is_test and dotted_name(original_node) == "pytest_asyncio.fixture":
            return updated_node.with_changes(value=cst.Name("pytest"))

        return updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        function = updated_node.func

        if isinstance(function, cst.Name) and function.value in BUILTINS:
            return updated_node.with_changes(func=function.with_changes(value=BUILTINS[function.value]))

        called = dotted_name(original_node.func)

        if self.in_docstring and called == "asyncio.run" and len(updated_node.args) == 1:
            return updated_node.args[0].value

        if self.is_test and called == "pytest_asyncio.fixture":
            kept = [arg for arg in updated_node.args if arg.keyword is None or arg.keyword.value != "loop_scope"]
            return updated_node.with_changes(args=kept) if kept else updated_node.func

        return updated_node

    # Types

    def leave_Subscript(self, original_node: cst.Subscript, updated_node: cst.Subscript) -> cst.BaseExpression:
        name = (dotted_name(original_node.value) or "").rpartition(".")[2]
        elements = [element.slice.value for element in updated_node.slice if isinstance(element.slice, cst.Index)]

        if name == "Awaitable" and len(elements) == 1:
            self.used["Awaitable[T]"] += 1
            return elements[0]

        if name == "Coroutine" and len(elements) == 3:
            self.used["Awaitable[T]"] += 1
            return elements[2]

        if name == "AsyncGenerator" and len(elements) in {1, 2}:
            self.used["AsyncGenerator[Y, S]"] += 1
            filled = [*elements, *(cst.Name("None") for _ in range(3 - len(elements)))]
            return updated_node.with_changes(slice=[cst.SubscriptElement(cst.Index(value)) for value in filled])

        return updated_node

    # Imports

    def leave_ImportFrom(
        self,
        original_node: cst.ImportFrom,
        updated_node: cst.ImportFrom,
    ) -> cst.ImportFrom | cst.Import | cst.RemovalSentinel:
        if original_node.relative or original_node.module is None or isinstance(original_node.names, cst.ImportStar):
            return updated_node

        module = cast("str", dotted_name(original_node.module))
        names = [alias for alias in cast("Sequence[cst.ImportAlias]", updated_node.names) if not gone(module, alias)]

        if not names:
            return cst.RemoveFromParent()

        if module == "huggingface_hub" and any(alias.evaluated_name == "aio" for alias in names):
            return self._import_root(names, original_node)

        # A submodule that is imported like a name: `from huggingface_hub._runtime import aio as runtime`.
        names = [self._rename_submodule(module, alias) for alias in names]
        renamed = rename_module(module, self.used)

        return updated_node.with_changes(module=dotted_node(renamed), names=without_repeats(names))

    def _rename_submodule(self, module: str, alias: cst.ImportAlias) -> cst.ImportAlias:
        before = f"{module}.{alias.evaluated_name}"
        after = rename_module(before, self.used)

        if after == before or after.rpartition(".")[0] != rename_module(module, self.used):
            return alias

        return alias.with_changes(name=cst.Name(after.rpartition(".")[2]))

    def _import_root(self, names: Sequence[cst.ImportAlias], node: cst.ImportFrom) -> cst.Import:
        if len(names) > 1 or names[0].asname is None:
            raise self.refuse(
                "aio import",
                "Import it as `from huggingface_hub import aio as hub` (alone, with a name that fits both colours), or "
                "import what you need from `huggingface_hub.aio`",
                node,
            )

        self.used["import huggingface_hub.aio"] += 1
        return cst.Import(
            names=[names[0].with_changes(name=cst.Name("huggingface_hub"), comma=cst.MaybeSentinel.DEFAULT)]
        )

    def leave_Import(
        self,
        original_node: cst.Import,
        updated_node: cst.Import,
    ) -> cst.Import | cst.RemovalSentinel:
        names = []

        for alias in original_node.names:
            before = alias.evaluated_name
            after = rename_module(before, self.used)

            if self.in_docstring and before == "asyncio":
                continue

            if self.is_test and before == "pytest_asyncio":
                after = "pytest"

            if after != before and alias.asname is None and after != "pytest":
                message = (
                    f"Write `import {before} as …`, or import names from it: only import statements move to the twin"
                )
                raise self.refuse("plain import", message, original_node)

            names.append(alias if after == before else alias.with_changes(name=dotted_node(after)))

        return updated_node.with_changes(names=without_repeats(names)) if names else cst.RemoveFromParent()

    def leave_SimpleStatementLine(
        self,
        original_node: cst.SimpleStatementLine,
        updated_node: cst.SimpleStatementLine,
    ) -> cst.SimpleStatementLine | cst.RemovalSentinel:
        # libcst would write `pass` where the only import of a line went away.
        return updated_node if updated_node.body else cst.RemoveFromParent()

    # Marks of the test runner

    def leave_Decorator(
        self,
        original_node: cst.Decorator,
        updated_node: cst.Decorator,
    ) -> cst.Decorator | cst.RemovalSentinel:
        decorator = original_node.decorator
        name = dotted_name(decorator.func if isinstance(decorator, cst.Call) else decorator)
        return cst.RemoveFromParent() if self.is_test and name in PYTEST_MARKS else updated_node

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign | cst.RemovalSentinel:
        value = original_node.value
        name = dotted_name(value.func if isinstance(value, cst.Call) else value)
        return cst.RemoveFromParent() if self.is_test and name in PYTEST_MARKS else updated_node

    # Strings

    def visit_Expr(self, node: cst.Expr) -> None:
        if isinstance(node.value, cst.SimpleString):
            self._docstrings.add(node.value)

    def visit_Call(self, node: cst.Call) -> None:
        """Remember strings that hold a type: `cast("AsyncX[...]", value)`, `TypeVar("T", bound="...")`."""
        if dotted_name(node.func) in {"cast", "typing.cast"} and node.args:
            self._remember_type(node.args[0].value)

        for arg in node.args:
            if arg.keyword is not None and arg.keyword.value == "bound":
                self._remember_type(arg.value)

    def _remember_type(self, value: cst.BaseExpression) -> None:
        if isinstance(value, cst.SimpleString):
            self._type_strings.add(value)

    def leave_SimpleString(self, original_node: cst.SimpleString, updated_node: cst.SimpleString) -> cst.SimpleString:
        start = len(original_node.prefix) + len(original_node.quote)
        head, tail = original_node.value[:start], original_node.value[-len(original_node.quote) :]
        text = original_node.raw_value

        try:
            if original_node in self._docstrings:
                converted = convert_docstring(text, self._convert_code, self.used)
            elif original_node in self._type_strings:
                converted = self._convert_code(text + "\n").rstrip("\n")
            else:
                converted = convert_message(text, self.used)
        except ValueError as error:
            raise self.refuse("code in a string", str(error), original_node) from None

        return updated_node if converted == text else updated_node.with_changes(value=head + converted + tail)

    def leave_FormattedStringText(
        self,
        original_node: cst.FormattedStringText,
        updated_node: cst.FormattedStringText,
    ) -> cst.FormattedStringText:
        return updated_node.with_changes(value=convert_prose(updated_node.value, self.used))

    def _convert_code(self, source: str) -> str:
        try:
            tree = cst.parse_module(source)
        except cst.ParserSyntaxError:
            first = source.strip().split("\n")[0]
            raise ValueError(f"Code in a docstring must parse, and this does not: `{first}`") from None

        return tree.visit(Converter(self.path, self.used, self.source, in_docstring=True)).code


def dotted_name(node: cst.BaseExpression) -> str | None:
    """`a.b.c` as text; None for anything else."""
    if isinstance(node, cst.Name):
        return node.value

    if isinstance(node, cst.Attribute):
        parent = dotted_name(node.value)
        return f"{parent}.{node.attr.value}" if parent is not None else None

    return None


def dotted_node(dotted: str) -> cst.Name | cst.Attribute:
    """The reverse of `dotted_name`."""
    first, *others = dotted.split(".")
    node: cst.Name | cst.Attribute = cst.Name(first)

    for other in others:
        node = cst.Attribute(node, cst.Name(other))

    return node


def gone(module: str, alias: cst.ImportAlias) -> bool:
    """Whether an imported name has no use in the twin."""
    return module in TYPING_MODULES and alias.evaluated_name in AWAITABLES


def without_repeats(names: Sequence[cst.ImportAlias]) -> list[cst.ImportAlias]:
    """`Iterator` and `AsyncIterator` become one name; it is imported once, and no comma is left behind."""
    seen: dict[tuple[str, str | None], cst.ImportAlias] = {}

    for alias in names:
        seen.setdefault((alias.evaluated_name, alias.evaluated_alias), alias)

    kept = list(seen.values())
    kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)

    return kept
