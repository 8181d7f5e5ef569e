"""Declarations and operations become tables, or are refused with what to do."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import pytest

from codegen.cli import docstrings
from codegen.cli.annotations import Mapped, Unmappable, from_annotation
from codegen.cli.compile import Refused, compile_command, compile_group
from huggingface_hub.cli.declare import Argument, Command, Dict, Group, Option, Result, Table, Text


class Size(enum.Enum):
    SMALL = "small"
    LARGE = "large"


class Api:
    """A class as operations live in."""

    def make(
        self,
        repo_id: str,
        *,
        branch: str,
        limit: int = 10,
        ratio: float | None = None,
        force: bool = False,
        gated: Literal["auto", False] | None = None,
        patterns: list[str] | str | None = None,
        folder: str | Path | None = None,
        token: bool | str | None = None,
        repo_type: str | None = None,
        run_as_future: bool = False,
        _private: int = 0,
    ) -> None:
        """
        Make something. It says more here.

        A paragraph that is part
        of the description.

        Args:
            repo_id: Not used: the command line has its own text.
            branch: The branch, on
                two lines.
            limit: How many.
            ratio: A share.
            force (bool): Even if it exists.
            gated: Who may see it.
            patterns: What to take.
            folder: Where to.

        Raises:
            ValueError: No.
        """

    def odd(self, callback: Any, repo_id: str = "") -> None:
        """Do what no command line can.

        Args:
            callback: Called.
            repo_id: A repository.
        """


def handler(out: Any, *, repo_id: str, extra: str | None) -> None:
    """Stands for a handler of the package."""


HANDLER = f"{__name__}:handler"


def options(table: Any) -> dict[str, Any]:
    return {option["name"]: option for option in table["options"]}


def test_signature_and_docstring_become_a_command() -> None:
    table = compile_command(Command("make | mk", calls=Api.make))
    assert table["help"] == "Make something."
    assert table["description"] == "Make something. It says more here."
    assert table["aliases"] == ("mk",)
    assert table["calls"] == f"{__name__}:Api.make"
    assert [(a["name"], a["required"], a.get("type")) for a in table["arguments"]] == [
        ("repo_id", True, "str"),
        ("branch", True, "str"),
    ]
    assert table["arguments"][1]["help"] == "The branch, on two lines."
    found = options(table)
    assert list(found) == ["limit", "ratio", "force", "gated", "patterns", "folder", "repo_type", "token"]
    assert found["limit"] == {"name": "limit", "flags": ("--limit",), "help": "How many.", "type": "int", "default": 10}
    assert found["ratio"]["type"] == "float"
    assert found["force"]["off_flags"] == ("--no-force",)
    assert found["force"]["default"] is False
    assert found["gated"]["choices"] == ("auto", "false")
    assert found["gated"]["values"] == {"false": False}
    assert found["patterns"]["multiple"] is True
    assert found["folder"]["type"] == "path"
    assert found["repo_type"]["flags"] == ("--type", "--repo-type")
    assert found["repo_type"]["default"] == "model"


def test_a_declaration_changes_what_the_signature_gives() -> None:
    table = compile_command(
        Command(
            "make",
            calls=Api.make,
            help="Otherwise.",
            arguments=["repo_id"],
            options={
                "branch": Option(flags=("-b", "--branch"), help="B."),
                "force": Option(switch=True),
                "gated_yes": Option(flags=("--yes-please",), on="auto", into="gated", help="Yes."),
            },
            hides={"ratio", "gated"},
            fixed={"repo_type": "model"},
            defaults={"limit": 3},
            confirm="Make {repo_id}?",
            exclusive=[("--force", "--yes-please")],
            shows=Result("Made", id="repo_id"),
            examples=["hf make x"],
            topic="help",
        )
    )
    found = options(table)
    assert table["help"] == "Otherwise."
    assert "description" not in table
    assert found["branch"]["flags"] == ("-b", "--branch")
    assert "off_flags" not in found["force"]
    assert found["gated"] == {"name": "gated", "flags": ("--yes-please",), "help": "Yes.", "type": "bool", "on": "auto"}
    assert found["limit"]["default"] == 3
    assert found["yes"]["flags"] == ("-y", "--yes")
    assert "repo_type" not in found
    assert table["fixed"] == {"repo_type": "model"}
    assert table["shows"] == {"kind": "result", "message": "Made", "fields": {"id": "repo_id"}}


def test_what_is_shown() -> None:
    def shows(what: Any) -> Any:
        return compile_command(Command("make", calls=Api.make, shows=what))["shows"]

    assert shows(Table("id", "size", id_key="id")) == {"kind": "table", "columns": ("id", "size"), "id_key": "id"}
    assert shows(Table("id")) == {"kind": "table", "columns": ("id",)}
    assert shows(Dict(id_key="id")) == {"kind": "dict", "id_key": "id"}
    assert shows(Text()) == {"kind": "text"}


def test_a_handler_may_have_options_of_its_own() -> None:
    table = compile_command(
        Command(
            "odd",
            runs=HANDLER,
            help="H.",
            arguments=[Argument("repo_id", help="R.")],
            options={"extra": Option(type="str", help="E.")},
        )
    )
    assert table["runs"] == HANDLER
    assert "calls" not in table


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (Command("odd", calls=Api.odd), r"command `odd`: parameter `callback`: .*Declare it or hide it\."),
        (Command("odd", calls=Api.odd, hides={"callback"}), "`callback` is required, so it can't be hidden"),
        (Command("make", calls=Api.make, hides={"nothing"}), "name parameters that no operation has: nothing"),
        (Command("make", calls=Api.make, options={"new": Option(help="N.")}), "its declaration needs `type=`"),
        (Command("make", calls=Api.make, options={"new": Option(type="str")}), "`new` has no help"),
        (
            Command("make", calls=Api.make, options={"x": Option(flags=("--limit",), type="str", help="X.")}),
            "two options are called --limit",
        ),
        (
            Command("make", calls=Api.make, options={"x": Option(flags=("-q",), type="str", help="X.")}),
            "two options are called -q",
        ),
        (Command("make", calls=Api.make, confirm="{nobody}?"), "`confirm` names unknown parameters: nobody"),
        (Command("make", calls=Api.make, exclusive=[("--nothing",)]), "`exclusive` names unknown flags: --nothing"),
        (Command("make", calls=(Api.make, Api.odd)), "it needs a handler"),
        (Command("none", help="N."), "say what it `calls` or `runs`"),
        (Command("none", runs=HANDLER), "neither `help=` nor a docstring"),
        (Command("odd", runs=HANDLER, help="H."), "and the command differ in: extra, repo_id"),
        (Command("odd", runs=f"{__name__}:missing", help="H."), "there is no"),
    ],
)
def test_what_can_not_be_mapped_is_refused(command: Command, message: str) -> None:
    with pytest.raises(Refused, match=message):
        compile_command(command)


def test_two_children_of_one_name_are_refused() -> None:
    group = Group("g", "G.")
    group.add(Command("list | ls", calls=Api.make), Command("ls", calls=Api.make))
    with pytest.raises(Refused, match="two commands named ls"):
        compile_group(group)


@pytest.mark.parametrize(
    ("annotation", "mapped"),
    [
        (str, Mapped("str")),
        (int | None, Mapped("int")),
        (bool | None, Mapped("bool")),
        (str | bool | None, Mapped("str")),
        (str | Path, Mapped("path")),
        (list[str] | None, Mapped("str", multiple=True)),
        (Iterable[str] | str | None, Mapped("str", multiple=True)),
        (list[Literal["a", "b"]], Mapped("choice", ("a", "b"), multiple=True)),
        (Literal["a", 1], Mapped("choice", ("a", "1"), (("1", 1),))),
        (Literal["a"] | Literal["b"], Mapped("choice", ("a", "b"))),
        (Literal["a"] | str, Mapped("choice-soft", ("a",))),
        (Size | None, Mapped("choice", ("small", "large"))),
    ],
)
def test_annotations(annotation: Any, mapped: Mapped) -> None:
    assert from_annotation(annotation) == mapped


@pytest.mark.parametrize("annotation", [dict[str, str], Any, str | int, list[list[str]], object])
def test_annotations_without_a_counterpart(annotation: Any) -> None:
    with pytest.raises(Unmappable):
        from_annotation(annotation)


def test_docstrings() -> None:
    doc = docstrings.parse(Api.make.__doc__)
    assert doc.summary == "Make something. It says more here."
    assert doc.description == "A paragraph that is part of the description."
    assert doc.args["branch"] == "The branch, on two lines."
    assert doc.args["force"] == "Even if it exists."
    assert "ValueError" not in doc.args
    assert docstrings.parse(None) == docstrings.Doc()
