"""`hf upload`: what the arguments mean. Transfers are tested end to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from huggingface_hub import HfApi, errors
from huggingface_hub._core.upload.schedule import FileToUpload
from huggingface_hub.cli.handlers import upload, upload_every
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.commits import CommitInfo, UploadSummary

from .conftest import Finished, Recorder, process_environment


Hf = Callable[..., Finished]
URL = "https://hub.test/user/m/commit/1"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorder: Recorder) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "a.txt").write_text("a")
    (tmp_path / "single.bin").write_text("s")
    recorder.answers |= {"upload_file": URL, "upload_folder": URL}
    return tmp_path


@pytest.mark.parametrize(
    ("args", "local_path", "path_in_repo"),
    [
        (("user/m",), "m", "."),
        (("user/m", "m"), "m", "."),
        (("user/m", "m", "sub"), "m", "sub"),
        (("user/x", "."), ".", "."),
        (("hf://user/x/sub/", "m"), "m", "sub"),
        (("user/x", "m", "sub/"), "m", "sub"),
    ],
)
def test_folders(hf: Hf, recorder: Recorder, args: tuple[str, ...], local_path: str, path_in_repo: str) -> None:
    ended = hf("upload", *args)
    assert (ended.code, ended.out) == (0, f"✓ Uploaded\n  url: {URL}\n")
    [(_, given)] = recorder.named("upload_folder")
    assert (given["folder_path"], given["path_in_repo"]) == (local_path, path_in_repo)


@pytest.mark.parametrize(
    ("args", "path_in_repo"),
    [
        (("single.bin",), "single.bin"),
        (("single.bin", "x/y.bin"), "x/y.bin"),
        (("m/a.txt",), "a.txt"),
        (("m/a.txt", "x/y/"), "x/y/a.txt"),
        (("m/a.txt", "/"), "a.txt"),
    ],
)
def test_files(hf: Hf, recorder: Recorder, args: tuple[str, ...], path_in_repo: str) -> None:
    ended = hf("upload", "spaces/user/s", *args, "--private", "--commit-message", "M", "--json")
    assert ended.out == f'{{"url": "{URL}"}}\n'
    [(_, given)] = recorder.named("upload_file")
    assert (given["path_or_fileobj"], given["path_in_repo"]) == (args[0], path_in_repo)
    assert (given["repo_id"], given["repo_type"], given["commit_message"]) == ("user/s", "space", "M")
    [(made, how)] = recorder.named("create_repo")
    assert made == ("user/s",)
    assert how == {"repo_type": "space", "exist_ok": True, "private": True, "space_sdk": "gradio"}


def test_an_address_that_ends_in_a_slash_is_a_folder(hf: Hf, recorder: Recorder) -> None:
    assert hf("upload", "hf://user/m/sub/", "m/a.txt").code == 0
    assert recorder.named("upload_file")[0][1]["path_in_repo"] == "sub/a.txt"


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ((0, 0, 0, 0, 0, 0), "No file was found that is to be uploaded."),
        ((0, 1, 0, 0, 0, 5), "The file is there already."),
        ((0, 3, 0, 0, 0, 5), "Nothing has changed: all 3 files are there already."),
        ((1, 0, 0, 0, 5, 0), "The file is new or changed; 5 bytes sent."),
        ((0, 1, 0, 2, 0, 5), "The file is not new or changed; 2 deleted; 0 bytes sent; 5 bytes were there already."),
        ((0, 3, 0, 2, 0, 0), "None of 3 files are new or changed; 2 deleted; 0 bytes sent."),
        ((1, 2, 1, 0, 5, 0), "1 of 3 files is new or changed; 5 bytes sent; 1 left out."),
        ((0, 0, 0, 2, 0, 0), "2 deleted."),
    ],
)
def test_what_was_done_is_said_in_a_sentence(summary: tuple[int, ...], said: str) -> None:
    assert upload.describe(UploadSummary(*summary)) == said


def test_the_address_of_a_pull_request_is_printed(hf: Hf, recorder: Recorder) -> None:
    info = CommitInfo(
        commit_url=URL,
        commit_message="m",
        commit_description="",
        oid="1",
        pr_url="https://hub.test/user/m/discussions/3",
    )
    info.summary = UploadSummary(changed=1)
    recorder.answers |= {"upload_folder": info}

    assert hf("upload", "user/m", "--create-pr").out == f"✓ Uploaded\n  url: {URL}\n  pr_url: {info.pr_url}\n"
    assert hf("upload", "user/m", "--create-pr", "--quiet").out == f"{URL}\n"


def test_patterns(hf: Hf, recorder: Recorder) -> None:
    assert hf("upload", "user/m", ".", "--include", "*.txt", "--exclude", "x", "--delete", "old/*").code == 0
    [(_, given)] = recorder.named("upload_folder")
    assert (given["allow_patterns"], given["ignore_patterns"], given["delete_patterns"]) == (
        ["*.txt"],
        ["x"],
        ["old/*"],
    )


def test_a_pattern_instead_of_a_path(hf: Hf, recorder: Recorder) -> None:
    assert hf("upload", "user/m", "*.bin").code == 0
    [(_, given)] = recorder.named("upload_folder")
    assert (given["folder_path"], given["path_in_repo"], given["allow_patterns"]) == (".", ".", ["*.bin"])


def test_a_file_that_is_called_like_a_pattern(hf: Hf, recorder: Recorder, folder: Path) -> None:
    (folder / "a[1].txt").write_text("x")
    assert hf("upload", "user/m", "a[1].txt").code == 0
    assert recorder.named("upload_file")[0][1]["path_in_repo"] == "a[1].txt"


def test_patterns_mean_nothing_for_a_file(hf: Hf, recorder: Recorder) -> None:
    ended = hf("upload", "user/m", "single.bin", "--include", "x", "--delete", "y")
    assert "Ignoring `--include`" in ended.err
    assert "Ignoring `--delete`" in ended.err
    assert "allow_patterns" not in recorder.named("upload_file")[0][1]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("user/nothing",), "Invalid value. 'nothing' is not a local file or folder."),
        (("user/m", "missing"), "No such file or directory: 'missing'"),
        (("user/m", "*.bin", "sub"), "Cannot set path_in_repo when local_path contains a wildcard."),
        (("user/m", "*.bin", "--include", "x"), "Cannot set `--include` when local_path contains a wildcard."),
        (("hf://user/m/sub", "m", "other"), "names a path already"),
        (("user/m", "--every", "0"), "'--every' is a number of minutes greater than zero."),
    ],
)
def test_what_does_not_work(hf: Hf, recorder: Recorder, args: tuple[str, ...], message: str) -> None:
    ended = hf("upload", *args)
    assert (ended.code, ended.out, recorder.calls) == (1, "", [])
    assert message in ended.err


def test_a_missing_branch_is_made(hf: Hf, recorder: Recorder) -> None:
    request = httpx.Request("GET", "https://hub.test")
    recorder.answers["repo_info"] = errors.RevisionNotFoundError("no", response=httpx.Response(404, request=request))
    assert hf("upload", "user/m", "single.bin", "--revision", "dev").code == 0
    assert recorder.named("create_branch") == [(("user/m",), {"branch": "dev", "repo_type": "model", "exist_ok": True})]
    recorder.calls.clear()
    assert hf("upload", "user/m", "single.bin", "--revision", "dev", "--create-pr").code == 0
    assert recorder.named("create_branch") == []


def test_ctrl_c_says_how_to_go_on(hf: Hf, recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(upload, "send", interrupted)

    ended = hf("upload", "user/m", "m")

    assert (ended.code, ended.out) == (130, "")
    assert ended.err.startswith("Run the command again to go on")


# --- every few minutes ---


class Pushes:
    """A folder in which a file changes before each look, as often as told."""

    def __init__(self, *outcomes: str | Exception | None) -> None:
        self.outcomes = list(outcomes)

    def look(self) -> tuple[dict[str, Path], list[FileToUpload]]:
        return {"a": Path("a")}, [FileToUpload(Path("a"), "a", 1500, 0.0)]

    def commit(self, names: dict[str, Path], files: list[FileToUpload]) -> str | None:
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between commits; the third is ended by Ctrl-C."""
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", sleep)
    return pauses


def test_every_commits_until_ctrl_c_and_once_more(
    hf: Hf, recorder: Recorder, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    pushes = Pushes("https://one", None, "https://two", "https://last")
    monkeypatch.setattr(upload_every, "pushes_of", lambda api, path, commit: pushes)

    ended = hf("upload", "user/m", "--every", "0.5")

    assert ended.code == 0
    assert pauses == [30, 30, 30]
    assert [line for line in ended.out.splitlines() if "url" in line] == [
        "  url: https://one",
        "  url: https://two",
        "  url: https://last",
    ]
    said = [line.split(" ", 1)[1] if line[:2].isdigit() else line for line in ended.err.splitlines()]
    assert said == [
        "Committing what changes in 'm' every 0.5 minutes. Press Ctrl-C to stop.",
        "1 file committed, 1.5KB.",
        "Nothing has changed.",
        "1 file committed, 1.5KB.",
        "Committing what is left. Press Ctrl-C again to leave it.",
        "1 file committed, 1.5KB.",
        "Stopped scheduled commits.",
    ]


def test_every_is_not_atomic_and_says_so_before_anything_happens(hf: Hf, recorder: Recorder) -> None:
    ended = hf("upload", "user/m", "--every", "0.5", "--atomic")

    assert (ended.code, ended.out) == (1, "")
    assert "'--atomic' can't be combined with '--every'" in ended.err
    assert recorder.calls == []


def test_every_goes_on_after_a_failure_but_not_after_the_first(
    hf: Hf, recorder: Recorder, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    pushes = Pushes("https://one", OSError("no network"), None, None)
    monkeypatch.setattr(upload_every, "pushes_of", lambda api, path, commit: pushes)

    ended = hf("upload", "user/m", "--every", "2")

    assert ended.code == 0
    assert "Nothing was committed: no network. It is tried again in 2 minutes." in ended.err
    pushes.outcomes = [OSError("no such repository")]
    ended = hf("upload", "user/m", "--every", "2")
    assert ended.code == 1
    assert "no such repository" in ended.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM for other processes")
@pytest.mark.parametrize("ends", [signal.SIGINT, signal.SIGTERM])
def test_every_commits_what_is_left_when_it_is_ended(tmp_path: Path, local_hub: LocalHub, ends: int) -> None:
    repo = f"local/every-{int(ends)}"
    environ = process_environment(tmp_path, HF_ENDPOINT=local_hub.url, HF_TOKEN=local_hub.token)
    command = [sys.executable, "-u", "-m", "huggingface_hub.cli", "upload", repo, "m", "logs", "--every", "100"]
    with subprocess.Popen(
        command, env=environ, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        assert running.stdout is not None
        while "committed" not in running.stderr.readline():
            assert running.poll() is None
        with (tmp_path / "m" / "a.txt").open("a") as file:
            file.write("more")
        running.send_signal(ends)
        assert running.wait(15) == 0
        assert "Stopped scheduled commits." in running.stderr.read()
        assert running.stdout.read().count("url: ") == 2

    path = HfApi(local_hub.url, local_hub.token).hf_hub_download(repo, "logs/a.txt", local_dir=tmp_path / "copy")
    assert Path(path).read_text() == "amore"


def test_nothing_has_changed_is_said_once(process: Hf, local_hub: LocalHub) -> None:
    environ = {"HF_ENDPOINT": local_hub.url, "HF_TOKEN": local_hub.token}
    assert process("upload", "local/said-once", "m", **environ).code == 0

    ended = process("upload", "local/said-once", "m", **environ)

    assert ended.out.startswith("✓ Nothing to upload\n  url: ")
    assert ended.err == "The file is there already.\n"
