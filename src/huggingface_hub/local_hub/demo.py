"""The demonstration: one folder up, and down again in three ways, compared byte by byte."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub.local_hub.importer import folder_files
from huggingface_hub.local_hub.sample import write_sample_model


REPO = "local/demo"
_CHUNK = 1024 * 1024
_SERVE = "import sys; from huggingface_hub.local_hub.commands import serve; raise SystemExit(serve(sys.argv[1]))"


@dataclass(frozen=True)
class Outcome:
    """
    How one way of downloading went.

    Attributes:
        problem: What is wrong with the result; None when all is equal.
    """

    way: str
    seconds: float
    size: int
    cache: int
    problem: str | None

    def cells(self) -> list[str]:
        speed = self.size / 1e6 / self.seconds if self.seconds else 0.0
        verdict = "equal" if self.problem is None else f"FAILED: {self.problem}"
        return [self.way, f"{self.seconds:.2f} s", f"{speed:.0f} MB/s", _megabytes(self.cache), verdict]


def run_demo(folder: Path | None) -> int:
    """
    Run the demonstration and print what happens; returns 0 if all downloads are equal to the folder.

    Raises:
        NotADirectoryError: There is no such folder.
    """
    if folder is not None and not folder.is_dir():
        raise NotADirectoryError(f"There is no folder {folder} to push.")
    with tempfile.TemporaryDirectory(prefix="local-hub-demo-") as name, _direct():
        work = Path(name)
        if folder is None:
            folder = work / "sample-model"
            folder.mkdir()
            write_sample_model(folder)
        with _server(work / "hub") as (url, token):
            return _demonstrate(folder, work, url, token)


def _demonstrate(folder: Path, work: Path, url: str, token: str) -> int:
    files = dict(folder_files(folder))
    size = sum(path.stat().st_size for path in files.values())
    _say(f"A local Hub runs at {url}.")
    seconds, commit = _timed(lambda: _upload(folder, url, token))
    _say(
        f"Pushed {len(files)} files, {_megabytes(size)}, in {seconds:.2f} s ({size / 1e6 / seconds:.0f} MB/s): {commit}\n"
    )
    ways: list[tuple[str, Callable[[Path], str]]] = [
        ("async API", lambda cache: _download_async(cache, url, token)),
        ("blocking API", lambda cache: _download_blocking(cache, url, token)),
        ("hf command", lambda cache: _download_command(cache, work, url, token)),
    ]
    outcomes = [_attempt(way, fetch, work / f"cache-{number}", files, size) for number, (way, fetch) in enumerate(ways)]
    _table([["download", "time", "speed", "cache", "bytes"], *(outcome.cells() for outcome in outcomes)])
    return 0 if all(outcome.problem is None for outcome in outcomes) else 1


def _attempt(way: str, fetch: Callable[[Path], str], cache: Path, files: dict[str, Path], size: int) -> Outcome:
    """Download in one way into a cache of its own, and compare."""
    started = time.monotonic()
    try:
        snapshot = Path(fetch(cache))
        seconds = time.monotonic() - started
        problem = compare(files, snapshot)
    except Exception as error:  # the other ways are still worth seeing
        return Outcome(way, time.monotonic() - started, 0, 0, f"{type(error).__name__}: {error}")
    return Outcome(way, seconds, size, _disk_size(cache), problem)


def compare(files: dict[str, Path], snapshot: Path) -> str | None:
    """The first difference between files and a downloaded folder; None when every byte is equal."""
    found = dict(folder_files(snapshot))
    # The Hub adds this one to every repository.
    surplus = sorted(found.keys() - files.keys() - {".gitattributes"})
    if surplus:
        return f"{surplus[0]} was not pushed"
    for name, path in files.items():
        if name == ".gitattributes":
            continue
        if name not in found:
            return f"{name} is missing"
        if not _equal(path, found[name]):
            return f"{name} differs"
    return None


def _equal(one: Path, other: Path) -> bool:
    with one.open("rb") as first, other.open("rb") as second:
        while True:
            block = first.read(_CHUNK)
            if block != second.read(_CHUNK):
                return False
            if not block:
                return True


def _upload(folder: Path, url: str, token: str) -> str:
    from huggingface_hub import HfApi

    api = HfApi(endpoint=url, token=token)
    api.create_repo(REPO, exist_ok=True)
    return str(api.upload_folder(repo_id=REPO, folder_path=folder, commit_message="Demonstration"))


def _download_async(cache: Path, url: str, token: str) -> str:
    from huggingface_hub import aio

    async def download() -> str:
        return str(await aio.snapshot_download(REPO, cache_dir=cache, endpoint=url, token=token))

    found: list[str] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            found.append(asyncio.run(download()))
        except BaseException as error:  # handed to the thread that waits
            failed.append(error)

    # In a thread of its own, since the caller may be in a running loop (a notebook).
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return found[0]


def _download_blocking(cache: Path, url: str, token: str) -> str:
    from huggingface_hub import snapshot_download

    return str(snapshot_download(REPO, cache_dir=cache, endpoint=url, token=token))


def _download_command(cache: Path, work: Path, url: str, token: str) -> str:
    environment = {**os.environ, "HF_ENDPOINT": url, "HF_TOKEN": token, "HF_HOME": str(work / "home")}
    environment["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HUGGINGFACE_CO_STAGING"):
        environment.pop(name, None)
    arguments = [sys.executable, "-m", "huggingface_hub.cli", "download", REPO, "--cache-dir", str(cache), "--quiet"]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"`hf download` ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout.strip().splitlines()[-1]


@contextmanager
def _server(root: Path) -> Generator[tuple[str, str], None, None]:
    """A hub in a process of its own, so that it does not share this one's interpreter lock; its address and token."""
    log = root.parent / "hub.log"
    with log.open("wb") as errors_file:
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(root)], stdout=subprocess.PIPE, stderr=errors_file, text=True
        )
        assert process.stdout is not None
        try:
            lines = [process.stdout.readline().strip() for _ in range(2)]
            values = dict(line.split("=", 1) for line in lines if "=" in line)
            if len(values) != 2:
                raise RuntimeError(f"The local Hub did not start: {log.read_text(errors='replace').strip()[-500:]}")
            yield values["HF_ENDPOINT"], values["HF_TOKEN"]
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()


@contextmanager
def _direct() -> Generator[None, None, None]:
    """A hub on this machine is not reached through a proxy, and progress bars would tear the table."""
    from huggingface_hub.utils import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

    kept = {name: os.environ.get(name) for name in ("NO_PROXY", "no_proxy")}
    hidden = are_progress_bars_disabled()
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(
        filter(None, [kept["NO_PROXY"] or kept["no_proxy"], "127.0.0.1"])
    )
    if not hidden:
        disable_progress_bars()
    try:
        yield
    finally:
        if not hidden:
            enable_progress_bars()
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _timed(work: Callable[[], str]) -> tuple[float, str]:
    started = time.monotonic()
    result = work()
    return time.monotonic() - started, result


def _disk_size(folder: Path) -> int:
    """What a cache takes on disk: links are not counted as what they lead to."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def _table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        _say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _say(text: str) -> None:
    print(text, flush=True)
