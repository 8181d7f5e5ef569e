"""
The blocking twin of the async code: `src/huggingface_hub/_async/` -> `_sync/`, `tests/_async/` -> `tests/_sync/`.

Operations are written once, as async code. This package turns them into real blocking code: it drops the keywords, renames
what has another name (`rules.py`), resolves `if runtime.IS_ASYNC:` (`switches.py`), converts strings and code in docstrings
(`text.py`), and refuses whatever would mean something else in the twin (`refusals.py` and its neighbours). It never guesses.

Everything that really differs between the colours is in the pair `huggingface_hub._runtime.aio` and `.blocking`: equal
names, so that only the import changes.

Tests are converted by the same rules. To call public functions in both colours, a test writes
`from huggingface_hub import aio as hub` (in the twin: `import huggingface_hub as hub`), or imports the names from
`huggingface_hub.aio` (in the twin: from `huggingface_hub`).
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path, PurePosixPath

from codegen.output import Cache, Output, tidy
from codegen.unasync.errors import Refusal, RefusedError
from codegen.unasync.project import ModuleFacts, Project, read_facts
from codegen.unasync.refusals import find_refusals
from codegen.unasync.switches import count_switches, read_ratchet, write_ratchet
from codegen.unasync.transform import convert_module


PAIRS = (
    (PurePosixPath("src/huggingface_hub/_async"), PurePosixPath("src/huggingface_hub/_sync")),
    (PurePosixPath("tests/_async"), PurePosixPath("tests/_sync")),
)

# Read, never converted: what the runtime offers, so that a forgotten `await` of it is seen.
REFERENCES = (PurePosixPath("src/huggingface_hub/_runtime/aio"),)

RATCHET = PurePosixPath("codegen/unasync/switches.txt")


def generate(root: Path) -> Output:
    """
    Convert every source of the tree. A source that is refused does not keep the others from being converted.

    Args:
        root: The root of the project.
    """
    output = Output()
    sources = {
        path: (root / path).read_text(encoding="utf-8") for folder, _ in PAIRS for path in _modules(root, folder)
    }
    trees = {path: tree for path, source in sources.items() if (tree := _parse(path, source, output)) is not None}
    facts = {dotted(path): read_facts(tree) for path, tree in trees.items()} | _references(root)
    project = Project(facts)
    cache = Cache(root)
    raw: dict[PurePosixPath, str] = {}
    matched: dict[PurePosixPath, Counter[str]] = {}
    keys: dict[PurePosixPath, str] = {}

    for path, source in sources.items():
        target = twin(path)
        refusals = find_refusals(trees[path], source, str(path), dotted(path), project) if path in trees else []
        output.problems += map(str, refusals)

        if path not in trees or refusals:
            output.spared.add(target)
            continue

        keys[target] = cache.key(target, source)

        if (known := cache.get(keys[target])) is not None:
            output.files[target], used = known
            output.used += used
            continue

        matched[target] = Counter()

        try:
            raw[target] = header(path) + convert_module(source, str(path), matched[target])
        except RefusedError as error:
            output.problems.append(str(error))
            output.spared.add(target)

    for target, text in tidy(root, raw).items():
        if _parse(target, text, output) is None:
            output.spared.add(target)
            continue

        output.files[target] = text
        output.used += matched[target]
        cache.put(keys[target], text, matched[target])

    cache.prune(keys.values())
    _check_switches(root, trees, output)

    return output


def header(path: PurePosixPath) -> str:
    """The lines above each twin."""
    return f"# Generated from {path}: edit that file, not this one, then run `python -m codegen`.\n\n"


def twin(path: PurePosixPath) -> PurePosixPath:
    """The path of the blocking module that belongs to an async one."""
    source, target = next(pair for pair in PAIRS if path.is_relative_to(pair[0]))
    return target / path.relative_to(source)


def dotted(path: PurePosixPath) -> str:
    """The name by which a file is imported."""
    parts = list(path.with_suffix("").parts)
    parts = parts[1:] if parts[0] == "src" else parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _modules(root: Path, folder: PurePosixPath) -> list[PurePosixPath]:
    return sorted(PurePosixPath(path.relative_to(root).as_posix()) for path in (root / folder).rglob("*.py"))


def _parse(path: PurePosixPath, source: str, output: Output) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        output.problems.append(
            str(Refusal(str(path), error.lineno or 1, "syntax", f"This does not parse: {error.msg}"))
        )
        return None


def _references(root: Path) -> dict[str, ModuleFacts]:
    facts = {}

    for folder in REFERENCES:
        for path in _modules(root, folder):
            try:
                facts[dotted(path)] = read_facts(ast.parse((root / path).read_text(encoding="utf-8")))
            except SyntaxError:
                # Not a source of ours; whoever is writing it will hear from Python.
                continue

    return facts


def _check_switches(root: Path, trees: dict[PurePosixPath, ast.Module], output: Output) -> None:
    allowed = read_ratchet(root / RATCHET)
    counts = {str(path): count_switches(tree) for path, tree in trees.items()}

    for path, count in counts.items():
        if count > allowed.get(path, 0):
            message = f"{count} uses of `IS_ASYNC`, {allowed.get(path, 0)} allowed: do without, or raise the number in {RATCHET}"
            output.problems.append(str(Refusal(path, 1, "switches", message)))

    output.files[RATCHET] = write_ratchet({path: min(count, allowed.get(path, 0)) for path, count in counts.items()})
