"""
Write every generated file of the project, or check that each is as it would be written.

    python -m codegen             write; files that nothing generates any more are deleted
    python -m codegen --check     compare whole sets: stale, missing, orphan; nothing is written

Both end with exit code 1 when a generator refused a source. The other files are written all the same: one person's broken
file is no reason for another's old twin.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path, PurePosixPath


try:
    from filelock import FileLock

    from codegen import surface, unasync
    from codegen.output import CACHE, Output
    from codegen.unasync.rules import DEAD_RULES_FAIL, RULES
except ModuleNotFoundError as error:
    sys.exit(
        f"{sys.executable} has no {error.name}: generators run in the environment of the project. Make one with "
        "`python -m pip install -e '.[dev]'`, or run `nox -s codegen`, which has one of its own."
    )


ROOT = Path(__file__).resolve().parent.parent

# Whatever stands in these folders was generated; a file in them that no generator gives is an orphan.
OWNED = (
    "src/huggingface_hub/_sync",
    "tests/_sync",
    "src/huggingface_hub/cli/_generated",
    "docs/reference/api",
    "docs/reference/cli",
)

# Generated files elsewhere are known by their first line.
MARK = "# Generated from "
SEARCHED = ("src/huggingface_hub",)

# Generators that may be absent: `generate() -> dict[Path, str]`, with paths from the root or absolute.
OPTIONAL = ("codegen.functions", "codegen.cli", "codegen.inference_types", "codegen.reference")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the result is the exit code."""
    parser = argparse.ArgumentParser(prog="python -m codegen", description="Write the generated files of the project.")
    parser.add_argument(
        "--check", action="store_true", help="only compare, and list what is stale, missing or orphaned"
    )
    parser.add_argument(
        "--strict-rules", action="store_true", help="also fail when a rule of the generator matched nothing"
    )
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    root = options.root.resolve()

    (root / CACHE).mkdir(exist_ok=True)

    # Two runs at once would take each other's new files for orphans.
    with FileLock(root / CACHE / "lock"):
        output, found = run(root, write_files=not options.check)

    problems = list(output.problems)

    if options.check:
        dead = sorted(RULES - set(output.used))
        problems += found
        problems += [f"rule matched nothing: {rule}" for rule in dead if options.strict_rules or DEAD_RULES_FAIL]

    for problem in problems:
        print(problem, file=sys.stderr)

    if not options.check:
        print(f"{len(found)} of {len(output.files)} generated files changed", file=sys.stderr)

    return 1 if problems else 0


def run(root: Path, *, write_files: bool) -> tuple[Output, list[str]]:
    """Run all generators; the result is what they gave, and how the tree differed from it."""
    output = Output()

    for generator in (unasync.generate, surface.generate):
        output.add(generator(root))

    if write_files:
        # The others import the package, twins and public names included.
        found = compare(root, output, with_orphans=False)
        write(root, output)
    else:
        found = []

    for name in OPTIONAL:
        if root == ROOT and _exists(name):
            output.add(_run_optional(name, root))

    found += compare(root, output)

    if write_files:
        write(root, output)
        delete(root, orphans(root, output))

    return output, found


def compare(root: Path, output: Output, *, with_orphans: bool = True) -> list[str]:
    """What differs between the tree and what the generators give."""
    found = []

    for path, text in sorted(output.files.items()):
        if not (root / path).exists():
            found.append(f"missing: {path}")
        elif (root / path).read_text(encoding="utf-8") != text:
            found.append(f"stale: {path}")

    if with_orphans:
        found += [f"orphan: {path}" for path in orphans(root, output)]

    return found


def write(root: Path, output: Output) -> None:
    """Make the tree what the generators say. Files that are right are not touched, so that build tools see no change."""
    for path, text in output.files.items():
        target = root / path

        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Someone may be importing the tree: no file is ever there by half.
            temporary = target.with_name(f".{target.name}.new")
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(target)


def delete(root: Path, paths: Iterable[PurePosixPath]) -> None:
    """Delete orphans, and the folders that they leave empty."""
    for path in paths:
        (root / path).unlink()
        _remove_empty((root / path).parent, root)


def orphans(root: Path, output: Output) -> list[PurePosixPath]:
    """Generated files that nothing generates."""
    if output.incomplete:
        return []

    known = output.files.keys() | output.spared
    owned = {path for folder in OWNED for path in _files(root, folder)}
    marked = {path for folder in SEARCHED for path in _files(root, folder) if _is_marked(root / path)}
    return sorted((owned | marked) - known)


def _files(root: Path, folder: str) -> Iterable[PurePosixPath]:
    for path in (root / folder).rglob("*"):
        if path.suffix in (".py", ".pyi", ".md"):
            yield PurePosixPath(path.relative_to(root).as_posix())


def _is_marked(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.readline().startswith(MARK)


def _remove_empty(folder: Path, root: Path) -> None:
    # Python leaves `__pycache__` behind in a folder whose modules are gone; then it would still import as a namespace.
    while folder != root and not any(item.name != "__pycache__" for item in folder.iterdir()):
        for stale in folder.glob("__pycache__/*.pyc"):
            stale.unlink()

        for empty in (folder / "__pycache__", folder):
            if empty.exists():
                empty.rmdir()

        folder = folder.parent


def _exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ImportError:
        return False


def _run_optional(name: str, root: Path) -> Output:
    # Someone else's generator that fails must not keep the twins from being written.
    try:
        files = import_module(name).generate()
    except Exception as error:
        return Output(problems=[f"{name}: {type(error).__name__}: {error}"], incomplete=True)

    return Output(files={_relative(Path(path), root): text for path, text in files.items()})


def _relative(path: Path, root: Path) -> PurePosixPath:
    return PurePosixPath((path.relative_to(root) if path.is_absolute() else path).as_posix())


if __name__ == "__main__":
    sys.exit(main())
