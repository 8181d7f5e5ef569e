"""What a generator hands back, and the last step that all of them share: ruff, once over everything that changed."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path, PurePosixPath


CACHE = ".codegen_cache"
MAX_CACHED = 2000

# Import order, imports that a conversion left without use, and `if TYPE_CHECKING:` blocks that it emptied.
FIXES = "I,F401,TC005"

# `[x async for x in y]` and `async for x in y: yield x` have a shorter form without `async`. These fixes count as unsafe,
# because of `send()` and of comments that they lose; nobody sends here, and the comments are in the source.
IDIOMS = "C416,UP028"


@dataclass
class Output:
    """The files of one generator, by path from the root of the project; what went wrong; which rules matched."""

    files: dict[PurePosixPath, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    used: Counter[str] = field(default_factory=Counter)
    # Files that a refused source would have given: they are kept as they are, not deleted as orphans.
    spared: set[PurePosixPath] = field(default_factory=set)
    # A generator that failed as a whole: nobody knows what is an orphan.
    incomplete: bool = False

    def add(self, other: Output) -> None:
        """Take in what another generator gave."""
        self.files |= other.files
        self.problems += other.problems
        self.used += other.used
        self.spared |= other.spared
        self.incomplete |= other.incomplete


class Cache:
    """Finished texts by the hash of what they were made from; a changed generator starts a new one."""

    def __init__(self, root: Path) -> None:
        self._folder = root / CACHE
        self._salt = _generator_hash(root)

    def key(self, path: PurePosixPath, source: str) -> str:
        """A file name that changes with the source, its place, and the generator."""
        return hashlib.sha256(f"{self._salt}\0{path}\0{source}".encode()).hexdigest()

    def prune(self, keys: Iterable[str]) -> None:
        """Forget what this run had no use for, once there is a lot of it."""
        known = {*keys, "lock"}
        files = list(self._folder.iterdir()) if self._folder.exists() else []

        if len(files) > MAX_CACHED:
            for path in files:
                if path.name not in known:
                    path.unlink(missing_ok=True)

    def get(self, key: str) -> tuple[str, Counter[str]] | None:
        """The text and the rules that matched, if they are known."""
        try:
            found = json.loads((self._folder / key).read_text(encoding="utf-8"))
            return found["text"], Counter(found["used"])
        except (OSError, ValueError, KeyError):
            return None

    def put(self, key: str, text: str, used: Mapping[str, int]) -> None:
        """Remember a result; a cache that cannot be written is no reason to fail."""
        try:
            self._folder.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self._folder, delete=False) as file:
                json.dump({"text": text, "used": dict(used)}, file)
            Path(file.name).replace(self._folder / key)
        except OSError:
            pass


def tidy(root: Path, files: Mapping[PurePosixPath, str]) -> dict[PurePosixPath, str]:
    """
    Sort imports and format, with the rules of the project, all files in one run (ruff takes 60 ms to start).

    The files are laid out as they will be in the project, so that ruff finds the same configuration for them and knows
    the same names as first-party.
    """
    if not files:
        return {}

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        for config in ("pyproject.toml", "ruff.toml"):
            if (root / config).exists():
                shutil.copy(root / config, folder)

        for first_party in ("src/huggingface_hub", "tests", "codegen"):
            (folder / first_party).mkdir(parents=True, exist_ok=True)

        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")

        _ruff(folder, "check", "--fix", "--exit-zero", "--quiet", f"--select={FIXES}")
        _ruff(folder, "check", "--fix", "--exit-zero", "--quiet", "--unsafe-fixes", f"--select={IDIOMS}")
        # A file that does not parse is left as it is by ruff; whoever asked for it will see that.
        _ruff(folder, "format", "--quiet")

        return {path: (folder / path).read_text(encoding="utf-8") for path in files}


def _ruff(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "ruff", *arguments, "--no-cache", "."]
    subprocess.run(command, cwd=folder, capture_output=True, check=False)


def _generator_hash(root: Path) -> str:
    """A hash of everything besides the source that decides about the result."""
    digest = hashlib.sha256(_own_code_hash().encode())

    for config in ("pyproject.toml", "ruff.toml"):
        if (root / config).exists():
            digest.update((root / config).read_bytes())

    return digest.hexdigest()


@cache
def _own_code_hash() -> str:
    digest = hashlib.sha256(f"{version('libcst')} {version('ruff')}".encode())
    own = Path(__file__).parent

    for path in [Path(__file__), *sorted((own / "unasync").glob("*.py"))]:
        digest.update(path.read_bytes())

    return digest.hexdigest()
