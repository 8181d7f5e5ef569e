"""Conversion: golden pairs, and what is awkward to show in them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from codegen.output import tidy
from codegen.unasync import generate, header, twin
from codegen.unasync.rules import RULES, Used
from codegen.unasync.text import convert_prose
from codegen.unasync.transform import convert_module
from tests.codegen.conftest import ROOT, Write


GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(path.name.removesuffix(".async.txt") for path in GOLDEN.glob("*.async.txt"))


def convert(name: str, used: Used) -> str:
    path = "tests/_async/test_x.py" if name == "testing" else "src/huggingface_hub/_async/x.py"
    return convert_module((GOLDEN / f"{name}.async.txt").read_text(encoding="utf-8"), path, used)


@pytest.mark.parametrize("name", NAMES)
def test_golden_pairs(name: str) -> None:
    target = PurePosixPath("src/huggingface_hub/_sync/x.py")

    text = tidy(ROOT, {target: convert(name, Used())})[target]

    assert text == (GOLDEN / f"{name}.sync.txt").read_text(encoding="utf-8")


def test_the_golden_pairs_use_every_rule() -> None:
    """A rule without an example is a rule that nobody would miss."""
    used = Used()

    for name in NAMES:
        convert(name, used)

    assert set(used) >= RULES - {"name aclose"}


def test_converting_a_twin_changes_nothing() -> None:
    """What was converted has nothing left to convert."""
    for name in NAMES:
        once = convert(name, Used())

        assert convert_module(once, "src/huggingface_hub/_async/x.py", Used()) == once


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("An AsyncOtter and an AsyncReader", "An Otter and a Reader"),
        ("an `AsyncHfApi`, an AsyncLFSClient", "an `HfApi`, an LFSClient"),
        ("Asynchronous words, AsyncX, MyAsyncThing", "Asynchronous words, X, MyThing"),
        ("we await; `await x()` and `async with y`", "we await; `x()` and `with y`"),
    ],
)
def test_prose(prose: str, expected: str) -> None:
    assert convert_prose(prose, Used()) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = (await a).b", "x = a.b"),
        ("x = (\n    await a\n    .b()\n)", "x = (\n    a\n    .b()\n)"),
        ("x = -(await a)", "x = -a"),
        ("x = await (yield y)", "x = (yield y)"),
        ("x = [await a for a in b]", "x = [a for a in b]"),
        ("x = f'{await a!r:>{await b}}'", "x = f'{a!r:>{b}}'"),
        ("aio = blocking = 1", "aio = blocking = 1"),
        ("anext = aiter", "anext = aiter"),
        ("x: Callable[..., Awaitable[A | B]] | None", "x: Callable[..., A | B] | None"),
        ("x: AsyncGenerator[A]", "x: Generator[A, None, None]"),
        ("x: AsyncGenerator[A, B]", "x: Generator[A, B, None]"),
        ("x: collections.abc.AsyncIterable[A]", "x: collections.abc.Iterable[A]"),
        ("import huggingface_hub._async.x as y", "import huggingface_hub._sync.x as y"),
        ("from huggingface_hub import _async, _core", "from huggingface_hub import _sync, _core"),
        (
            "from huggingface_hub._runtime.aio.tasks import TaskGroup",
            "from huggingface_hub._runtime.blocking.tasks import TaskGroup",
        ),
        ("with stack: await stack.aclose()", "with stack: stack.close()"),
    ],
)
def test_small_things(source: str, expected: str) -> None:
    assert convert_module(source + "\n", "src/x.py", Used()) == expected + "\n"


def test_a_refused_source_keeps_nobody_else_from_being_converted(project: Path, write: Write) -> None:
    """Its own old twin is kept, too."""
    write("src/huggingface_hub/_async/good.py", "async def f() -> None: ...\n")
    write("src/huggingface_hub/_async/broken.py", "async def f(:\n")
    write("src/huggingface_hub/_async/refused.py", "import asyncio\n")

    output = generate(project)

    good = PurePosixPath("src/huggingface_hub/_sync/good.py")
    assert (
        output.files[good] == header(PurePosixPath("src/huggingface_hub/_async/good.py")) + "\ndef f() -> None: ...\n"
    )
    assert {path.name for path in output.spared} == {"broken.py", "refused.py"}
    assert [problem.split(":")[0] for problem in output.problems] == [
        "src/huggingface_hub/_async/broken.py",
        "src/huggingface_hub/_async/refused.py",
    ]


def test_the_cache_gives_the_same(project: Path, write: Write) -> None:
    write("src/huggingface_hub/_async/good.py", "async def f() -> None: ...\n")

    first = generate(project)
    second = generate(project)

    assert (second.files, second.used) == (first.files, first.used)
    assert list((project / ".codegen_cache").iterdir())


def test_a_switch_has_to_be_allowed(project: Path, write: Write) -> None:
    """The number may fall by itself, and never rise."""
    source = """\
        from huggingface_hub._runtime import aio as runtime
        async def f() -> int:
            return 1 if runtime.IS_ASYNC else 2
    """
    write("src/huggingface_hub/_async/x.py", source)
    ratchet = PurePosixPath("codegen/unasync/switches.txt")

    assert "1 uses of `IS_ASYNC`, 0 allowed" in generate(project).problems[0]

    write(str(ratchet), "# a comment\nsrc/huggingface_hub/_async/x.py 5\nsrc/huggingface_hub/_async/gone.py 1\n")
    output = generate(project)

    assert output.problems == []
    assert output.files[ratchet].splitlines()[1:] == ["src/huggingface_hub/_async/x.py 1"]


def test_twins_of_paths() -> None:
    assert twin(PurePosixPath("src/huggingface_hub/_async/api/repos.py")) == PurePosixPath(
        "src/huggingface_hub/_sync/api/repos.py"
    )
    assert twin(PurePosixPath("tests/_async/test_x.py")) == PurePosixPath("tests/_sync/test_x.py")
