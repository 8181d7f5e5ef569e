"""`hf upload`: what the arguments mean. Transfers are tested end to end."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from huggingface_hub import errors

from .conftest import Finished, Recorder


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
    ],
)
def test_folders(hf: Hf, recorder: Recorder, args: tuple[str, ...], local_path: str, path_in_repo: str) -> None:
    ended = hf("upload", *args)
    assert (ended.code, ended.out) == (0, f"✓ Uploaded\n  url: {URL}\n")
    [(_, given)] = recorder.named("upload_folder")
    assert (given["folder_path"], given["path_in_repo"]) == (local_path, path_in_repo)


@pytest.mark.parametrize(
    ("args", "path_in_repo"),
    [(("single.bin",), "single.bin"), (("single.bin", "x/y.bin"), "x/y.bin"), (("m/a.txt",), "a.txt")],
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


def test_every_commits_until_ctrl_c(hf: Hf, recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", sleep)
    ended = hf("upload", "user/m", "--every", "0.5")
    assert ended.code == 0
    assert pauses == [30, 30, 30]
    assert len(recorder.named("upload_folder")) == 3
    assert "Stopped scheduled commits." in ended.err
