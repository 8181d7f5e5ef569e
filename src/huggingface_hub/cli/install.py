"""Installing extensions: what was looked at and agreed to, by commit and hash, is what gets installed.

A new version is built in a folder named after its commit, next to the one in use. The manifest is replaced when it is
complete, so that an installation that fails or is killed leaves the old version as it was.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, NamedTuple

from huggingface_hub._core import hashing, publish
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub.cli import extensions, github, values


TIMEOUT = 300.0
LOCK_TIMEOUT = 600.0
SCRIPT, PYTHON = "binary", "python"


class Source(NamedTuple):
    """An extension that is about to be installed."""

    owner: str
    name: str
    commit: str
    kind: str
    url: str
    content: bytes

    @property
    def program(self) -> str:
        """The name of its program, and of its repository."""
        return f"{extensions.PREFIX}{self.name}"

    @property
    def repo_id(self) -> str:
        """`owner/hf-name`."""
        return f"{self.owner}/{self.program}"

    @property
    def sha256(self) -> str:
        """What was fetched, as a hash."""
        return hashing.sha256_of(self.content)

    def facts(self) -> dict[str, str]:
        """What somebody has to know before agreeing to it."""
        return {
            "extension": self.repo_id,
            "type": "an executable script" if self.kind == SCRIPT else "a Python package, with its dependencies",
            "commit": self.commit,
            "sha256": self.sha256,
            "size": values.size(len(self.content)),
            "from": self.url,
        }


def parse(text: str) -> tuple[str, str, str | None]:
    """Owner, name and commit of `[OWNER/]hf-NAME[@COMMIT]`.

    Raises:
        CLIExtensionInstallError: It is not such a thing.
    """
    address, at, commit = text.strip().partition("@")
    owner, slash, repo = address.rpartition("/")
    owner = owner if slash else extensions.DEFAULT_OWNER
    name = repo.removeprefix(extensions.PREFIX)
    owner_is_good = owner.isascii() and owner.replace("-", "").isalnum()
    if not (repo.startswith(extensions.PREFIX) and extensions.is_name(name) and owner_is_good):
        raise errors.CLIExtensionInstallError(
            f"'{text}' does not name an extension. Write it as [OWNER/]hf-NAME, for example huggingface/hf-claude;"
            " @ and a full commit hash behind it installs that commit."
        )
    return owner, name, github.checked(commit.lower()) if at else None


def look(owner: str, name: str, commit: str | None = None) -> Source:
    """Fetch an extension as it is at a commit, by default the newest one. Nothing is installed, and nothing runs.

    Raises:
        CLIExtensionInstallError: There is no such extension.
    """
    program = f"{extensions.PREFIX}{name}"
    repo = f"{owner}/{program}"
    commit = commit or github.latest_commit(repo)
    fetched = None if os.name == "nt" else github.script(repo, commit, program)
    if fetched is not None:
        return Source(owner, name, commit, SCRIPT, *fetched)
    return Source(owner, name, commit, PYTHON, *github.archive(repo, commit))


def install(source: Source) -> dict[str, Any]:
    """Install what was fetched, and return its manifest.

    Raises:
        CLIExtensionInstallError: It can't be installed; what was there before is as it was.
    """
    folder = extensions.root() / source.program
    fresh = extensions.read(source.name) is None
    with runtime.file_lock(extensions.root() / f".{source.program}.lock", timeout=LOCK_TIMEOUT):
        folder.mkdir(parents=True, exist_ok=True)
        version = Path(tempfile.mkdtemp(prefix=f"{source.commit[:12]}.", dir=folder))
        try:
            build = _script if source.kind == SCRIPT else _package
            program = build(source, version)
            manifest = _manifest(source, program)
            text = values.to_json(dict(sorted(manifest.items())), indent=2)
            publish.write_atomic(folder / extensions.MANIFEST, f"{text}\n".encode())
        except BaseException:
            shutil.rmtree(folder if fresh else version, ignore_errors=True)
            raise
        _sweep(folder, version)
    return manifest


def remove(name: str) -> None:
    """Delete an extension."""
    folder = extensions.root() / f"{extensions.PREFIX}{name}"
    with runtime.file_lock(extensions.root() / f".{folder.name}.lock", timeout=LOCK_TIMEOUT):
        if folder.is_symlink():
            folder.unlink()
        else:
            # Without its manifest it is not installed any more, however far the rest gets.
            (folder / extensions.MANIFEST).unlink(missing_ok=True)
            shutil.rmtree(folder)


def _manifest(source: Source, program: Path) -> dict[str, Any]:
    return {
        "owner": source.owner,
        "repo": source.program,
        "repo_id": source.repo_id,
        "short_name": source.name,
        "executable_path": str(program),
        "type": source.kind,
        "installed_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "description": None,
        "commit_sha": source.commit,
        "sha256": source.sha256,
        "url": source.url,
    }


def _script(source: Source, version: Path) -> Path:
    """A script is an executable file."""
    if not source.content.startswith(b"#!") and not source.content.startswith(b"\x7fELF"):
        # Without it the operating system does not know what to run it with.
        raise errors.CLIExtensionInstallError(f"{source.url} is not a program: its first line is no '#!' line.")
    program = version / source.program
    publish.write_atomic(program, source.content, mode=0o755)
    return program


def _package(source: Source, version: Path) -> Path:
    """A Python package goes, with its dependencies, into an environment of its own."""
    package = version / f"{source.program}-{source.commit[:12]}.zip"
    publish.write_atomic(package, source.content)
    environment = version / "venv"
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    uv = shutil.which("uv")
    if uv:
        _run(source, [uv, "venv", "--quiet", "--python", sys.executable, str(environment)])
        _run(source, [uv, "pip", "install", "--quiet", "--python", str(python), str(package)])
    elif _has_pip():
        _run(source, [sys.executable, "-m", "venv", "--without-pip", str(environment)])
        pip = [sys.executable, "-m", "pip", "--python", str(python)]
        _run(source, [*pip, "install", "--quiet", "--no-input", "--disable-pip-version-check", str(package)])
    else:
        _run(source, [sys.executable, "-m", "venv", str(environment)])
        pip = [str(python), "-m", "pip"]
        _run(source, [*pip, "install", "--quiet", "--no-input", "--disable-pip-version-check", str(package)])
    package.unlink()
    program = scripts / (f"{source.program}.exe" if os.name == "nt" else source.program)
    if not program.exists():
        raise errors.CLIExtensionInstallError(
            f"{source.repo_id} has neither a file '{source.program}' nor a Python package with a console script of that"
            " name: it is no extension of hf."
        )
    return program


def _has_pip() -> bool:
    """Whether our own pip can install into another environment (it learned to in 22.3)."""
    from importlib import metadata

    try:
        return tuple(int(part) for part in metadata.version("pip").split(".")[:2]) >= (22, 3)
    except (metadata.PackageNotFoundError, ValueError):
        return False


def _run(source: Source, command: Sequence[str]) -> None:
    try:
        ended = runtime.run_process(command, timeout=TIMEOUT)
    except TimeoutError:
        raise errors.CLIExtensionInstallError(
            f"{source.repo_id} could not be installed within {TIMEOUT:.0f} seconds."
        ) from None
    if ended.returncode != 0:
        said = (ended.stderr or ended.stdout).decode("utf-8", "replace").strip().splitlines()[-15:]
        raise errors.CLIExtensionInstallError("\n".join([f"{source.repo_id} could not be installed.", *said]))


def _sweep(folder: Path, current: Path) -> None:
    """Delete versions that are no longer in use; one that still runs keeps its open files, or stays until next time."""
    for entry in folder.iterdir():
        if entry.name != current.name and entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
