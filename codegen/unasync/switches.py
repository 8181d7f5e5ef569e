"""
`if runtime.IS_ASYNC:`: the few places where the colours have to differ.

The generator keeps the branch of the twin and drops the other, so nothing is decided at run time there. Every switch is a
place where one file says two things; `switches.txt` holds how many each file has, and the number may only fall by itself.
To add one, raise it there by hand.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import libcst as cst


NAME = "IS_ASYNC"


def resolve_statement(
    node: cst.If,
) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel:
    """Replace an `if` on the colour by the branch of the twin; the comments above it stay with what is kept."""
    truth = _truth_in_twin(node.test)

    if truth is None:
        return node

    if truth:
        return _flatten(node.body, node.leading_lines)

    if isinstance(node.orelse, cst.If):
        # `elif` becomes `if`; an `elif` on the colour itself was resolved before, as the inner node.
        return node.orelse.with_changes(leading_lines=(*node.leading_lines, *node.orelse.leading_lines))

    if node.orelse is None:
        return cst.RemoveFromParent()

    return _flatten(node.orelse.body, (*node.leading_lines, *node.orelse.leading_lines))


def resolve_expression(node: cst.IfExp) -> cst.BaseExpression:
    """Replace `a if runtime.IS_ASYNC else b`."""
    truth = _truth_in_twin(node.test)

    if truth is None:
        return node

    return node.body if truth else node.orelse


def count_switches(tree: ast.AST) -> int:
    """How often a module asks for its colour."""
    return sum(isinstance(node, ast.Attribute) and node.attr == NAME for node in ast.walk(tree))


def read_ratchet(path: Path) -> dict[str, int]:
    """The numbers in `switches.txt`; comments and empty lines are skipped."""
    if not path.exists():
        return {}

    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.rsplit(maxsplit=1) for line in lines if line and not line.startswith("#"))

    return {name: int(number) for name, number in pairs}


def write_ratchet(counts: Mapping[str, int]) -> str:
    """The text of `switches.txt`."""
    head = "# How many `runtime.IS_ASYNC` each source has. The generator lowers a number; raise one by hand, with a reason.\n"
    return head + "".join(f"{name} {number}\n" for name, number in sorted(counts.items()) if number)


def _truth_in_twin(test: cst.BaseExpression) -> bool | None:
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        inner = _truth_in_twin(test.expression)
        return None if inner is None else not inner

    if isinstance(test, cst.Attribute) and test.attr.value == NAME:
        return False

    return None


def _flatten(
    block: cst.BaseSuite,
    leading_lines: Sequence[cst.EmptyLine],
) -> cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel:
    if isinstance(block, cst.SimpleStatementSuite):
        return cst.FlattenSentinel([cst.SimpleStatementLine(body=block.body, leading_lines=leading_lines)])

    statements = [cast("cst.BaseStatement", statement) for statement in block.body]

    if not statements:
        return cst.RemoveFromParent()

    first = statements[0]
    own = cast("tuple[cst.EmptyLine, ...]", first.leading_lines)  # type: ignore[attr-defined]  # every statement has them
    statements[0] = first.with_changes(leading_lines=(*leading_lines, *own))

    return cst.FlattenSentinel(statements)
