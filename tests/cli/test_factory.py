"""Other programs' command lines: what `typer_factory` makes of functions."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated, Any, Literal, Optional

import click
import pytest

from huggingface_hub import typer_factory
from huggingface_hub.cli.factory import HFCliTyperGroup


class Kind(enum.Enum):
    SMALL = "small"
    LARGE = "large"


class OptionInfo:
    """As typer has it."""

    def __init__(self, default: Any = ..., *param_decls: str, **more: Any) -> None:
        self.default, self.param_decls = default, param_decls
        for name in ("help", "min", "max", "callback", "click_type", "envvar", "metavar", "default_factory"):
            setattr(self, name, more.get(name))
        self.hidden, self.is_eager, self.show_default = more.get("hidden", False), more.get("is_eager", False), True


class ArgumentInfo(OptionInfo):
    """As typer has it."""


def run(app: HFCliTyperGroup, *args: str) -> int:
    with pytest.raises(SystemExit) as ending:
        app(list(args), prog_name="mine")
    return int(ending.value.code or 0)


@pytest.fixture
def seen() -> list[Any]:
    return []


@pytest.fixture
def app(seen: list[Any]) -> HFCliTyperGroup:
    app = typer_factory(help="My program.", epilog="The end.")

    @app.command("greet | g", examples=["mine greet Ada --loud"])
    def greet(
        name: str,
        count: int = 2,
        loud: bool = False,
        kind: Kind = Kind.SMALL,
        tags: Optional[list[str]] = None,  # noqa: UP045 (how programs out there write it)
        level: Literal["low", "high"] = "low",
        folder: Path | None = None,
    ) -> None:
        """Greet somebody. Or not."""
        seen.append((name, count, loud, kind, tags, level, folder))

    @app.command(topic="help")
    class Chat:
        """Talk."""

        def __init__(
            self,
            model: Annotated[str, ArgumentInfo(help="The model.")],
            size: Annotated[int, OptionInfo(..., "--size", "-s", help="How much.", min=1)] = 3,
            words: Annotated[list[str] | None, ArgumentInfo()] = None,
        ) -> None:
            seen.append((model, size, words))

    return app


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("greet", "Ada"), ("Ada", 2, False, Kind.SMALL, [], "low", None)),
        (
            (
                "g",
                "Ada",
                "--count",
                "3",
                "--loud",
                "--kind",
                "large",
                "--tags",
                "x",
                "--tags",
                "y",
                "--level",
                "high",
                "--folder",
                "f",
            ),
            ("Ada", 3, True, Kind.LARGE, ["x", "y"], "high", Path("f")),
        ),
        (("greet", "Ada", "--no-loud"), ("Ada", 2, False, Kind.SMALL, [], "low", None)),
        (("chat", "gpt2"), ("gpt2", 3, [])),
        (("chat", "gpt2", "a", "b", "-s", "7"), ("gpt2", 7, ["a", "b"])),
    ],
)
def test_parameters(app: HFCliTyperGroup, seen: list[Any], args: tuple[str, ...], expected: tuple[Any, ...]) -> None:
    assert run(app, *args) == 0
    assert seen == [expected]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("gret",), "Did you mean 'greet'?"),
        (("greet",), "Missing argument 'NAME'"),
        (("greet", "Ada", "--kind", "huge"), "'huge' is not one of"),
        (("greet", "Ada", "--level", "x"), "'x' is not one of"),
        (("greet", "Ada", "--count", "x"), "not a valid int"),
        (("chat", "gpt2", "--size", "0"), "0 is not in the range"),
        (("greet", "Ada", "--nothing"), "No such option"),
    ],
)
def test_bad_input(
    app: HFCliTyperGroup, seen: list[Any], capsys: pytest.CaptureFixture[str], args: tuple[str, ...], message: str
) -> None:
    assert run(app, *args) == 2
    out, err = capsys.readouterr()
    assert (out, seen) == ("", [])
    assert message in err


def test_help(app: HFCliTyperGroup, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(app, "-h") == 0
    text = capsys.readouterr().out
    assert "My program." in text
    assert "The end." in text
    assert text.index("Main commands") < text.index("greet  Greet somebody. [alias: g]") < text.index("Help commands")
    run(app, "greet", "--help")
    assert "  $ mine greet Ada --loud\n" in capsys.readouterr().out
    run(app, "chat", "--help")
    text = capsys.readouterr().out
    assert "The model." in text
    assert "-s, --size INTEGER RANGE  How much." in text


def test_functions_stay_what_they_are(app: HFCliTyperGroup) -> None:
    @app.command(name="twice")
    def double(n: int) -> int:
        return 2 * n

    assert double(4) == 8
    assert "twice" in app.commands


def test_groups_and_callbacks(app: HFCliTyperGroup, capsys: pytest.CaptureFixture[str]) -> None:
    inner = typer_factory(help="More.")

    @inner.command()
    def show(
        version: Annotated[str, OptionInfo(callback=lambda value: value.upper())] = "x", old: str = OptionInfo("y")
    ) -> None:  # type: ignore[assignment]
        click.echo(version + old)

    app.add_group(inner, name="more | m")
    assert run(app, "m", "show", "--version", "v") == 0
    assert capsys.readouterr().out == "Vy\n"


def test_with_typer_itself(seen: list[Any]) -> None:
    typer = pytest.importorskip("typer")
    app = typer_factory(help="x")

    @app.command()
    def one(
        name: Annotated[str, typer.Argument(help="Who.")], n: Annotated[int, typer.Option("-n", help="How many.")] = 1
    ) -> None:
        seen.append((name, n))

    @app.command()
    def two() -> None:
        """Another."""

    assert run(app, "one", "Ada", "-n", "4") == 0
    assert seen == [("Ada", 4)]
