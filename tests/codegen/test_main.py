"""`python -m codegen`: writing, checking, and the freshness of this tree."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from codegen.__main__ import MARK, main, run
from codegen.output import Output
from tests.codegen.conftest import ROOT, Write


SOURCE = "src/huggingface_hub/_async/x.py"
TWIN = "src/huggingface_hub/_sync/x.py"


@pytest.fixture
def tree(project: Path, write: Write) -> Path:
    """A project that is freshly generated."""
    write(SOURCE, "async def f() -> None: ...\n")
    assert main(["--root", str(project)]) == 0
    return project


def check(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    capsys.readouterr()
    code = main(["--check", "--root", str(root)])
    return code, capsys.readouterr().err.splitlines()


def test_writing_and_checking(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was written is fresh, and writing it again changes nothing."""
    before = (tree / TWIN).stat().st_mtime_ns

    assert check(tree, capsys) == (0, [])
    assert main(["--root", str(tree)]) == 0
    assert capsys.readouterr().err.startswith("0 of ")
    assert (tree / TWIN).stat().st_mtime_ns == before


def test_stale(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Any difference counts, at the end of the file as well."""
    with (tree / TWIN).open("a") as file:
        file.write("x = 1\n")

    assert check(tree, capsys) == (1, [f"stale: {TWIN}"])


def test_missing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / TWIN).unlink()

    assert check(tree, capsys) == (1, [f"missing: {TWIN}"])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/huggingface_hub/_sync/deep/er/old.py", "x = 1\n"),
        ("tests/_sync/old.py", "x = 1\n"),
        ("src/huggingface_hub/old.py", "# Generated from codegen/surface.toml: edit that file\n"),
    ],
)
def test_orphans(tree: Path, write: Write, capsys: pytest.CaptureFixture[str], path: str, text: str) -> None:
    """They are named by the check, and deleted, with the folders that they leave empty, when writing."""
    write(path, text)

    assert check(tree, capsys) == (1, [f"orphan: {path}"])

    main(["--root", str(tree)])

    assert not (tree / path).exists()
    assert check(tree, capsys) == (0, [])

    if "deep" in path:
        assert not (tree / "src/huggingface_hub/_sync/deep").exists()


def test_files_of_people_are_no_orphans(tree: Path, write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    write("src/huggingface_hub/mine.py", '"""Mine."""\n')

    assert check(tree, capsys) == (0, [])


def test_a_refused_source_fails_and_keeps_its_twin(
    tree: Path, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is neither stale nor an orphan: nobody knows what it should be."""
    twin = (tree / TWIN).read_text()
    write(SOURCE, "import asyncio\n")
    write("src/huggingface_hub/_async/y.py", "async def g() -> None: ...\n")

    assert main(["--root", str(tree)]) == 1
    assert (tree / TWIN).read_text() == twin
    assert (tree / "src/huggingface_hub/_sync/y.py").exists()

    code, lines = check(tree, capsys)

    assert code == 1
    assert [line.split(" ")[0] for line in lines] == [f"{SOURCE}:1:"]


def test_dead_rules(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rules that nothing in the tree needs."""
    assert main(["--check", "--strict-rules", "--root", str(tree)]) == 1

    lines = capsys.readouterr().err.splitlines()

    assert "rule matched nothing: async with" in lines
    assert "rule matched nothing: async def" not in lines


def test_a_generator_that_fails_deletes_nothing(tree: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its files, they would all look like orphans."""
    orphan = write("src/huggingface_hub/_sync/old.py", "x = 1\n")
    monkeypatch.setattr("codegen.surface.generate", lambda root: Output(problems=["broken"], incomplete=True))

    output, _ = run(tree, write_files=True)

    assert output.problems == ["broken"]
    assert orphan.exists()


@pytest.mark.timeout(120)  # a fresh checkout has no cache: every twin is converted
def test_this_tree_is_fresh() -> None:
    """What is committed is what the generators write. If this fails: `python -m codegen`."""
    result = subprocess.run(
        [sys.executable, "-m", "codegen", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (result.returncode, result.stderr) == (0, "")


def test_git_knows_what_is_generated() -> None:
    """`.gitattributes` that nobody tests rot: every generated file is marked, and nothing else is."""
    sources = {
        PurePosixPath(path.relative_to(ROOT).as_posix()): path
        for path in (ROOT / "src").rglob("*")
        if path.suffix in (".py", ".pyi")
    }
    generated = {name for name, path in sources.items() if path.read_text(encoding="utf-8").startswith(MARK)}
    generated |= {name for name in sources if "_generated" in name.parts}
    result = subprocess.run(
        ["git", "check-attr", "--stdin", "linguist-generated"],
        cwd=ROOT,
        input="\n".join(map(str, sources)),
        capture_output=True,
        text=True,
        check=True,
    )
    marked = {PurePosixPath(line.split(": ")[0]) for line in result.stdout.splitlines() if line.endswith(": set")}

    assert sorted(marked) == sorted(generated)
