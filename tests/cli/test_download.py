"""`hf download`: what the arguments mean. Transfers are tested end to end."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from huggingface_hub.types.download import DryRunFileInfo

from .conftest import Finished, Recorder


Hf = Callable[..., Finished]


@pytest.fixture(autouse=True)
def answers(recorder: Recorder) -> None:
    recorder.answers |= {"hf_hub_download": "/cache/file", "snapshot_download": "/cache/snapshot"}


def test_one_file(hf: Hf, recorder: Recorder) -> None:
    ended = hf("download", "user/m", "config.json", "--revision", "v1", "--local-dir", "here", "--force-download")
    assert (ended.code, ended.out, ended.err) == (0, "/cache/file\n", "")
    [(args, given)] = recorder.named("hf_hub_download")
    assert args == ("user/m", "config.json")
    assert (given["repo_type"], given["revision"], given["local_dir"]) == ("model", "v1", "here")
    assert given["force_download"] is True


@pytest.mark.parametrize(
    ("args", "allow", "ignore"),
    [
        ((), None, None),
        (("--include", "*.json", "--include", "*.txt", "--exclude", "x*"), ["*.json", "*.txt"], ["x*"]),
        (("a", "b/c"), ["a", "b/c"], None),
        (("data/",), ["data/**"], None),
        (("*.json",), ["*.json"], None),
        (("a", "data/"), ["a", "data/**"], None),
    ],
)
def test_several_files(hf: Hf, recorder: Recorder, args: tuple[str, ...], allow: object, ignore: object) -> None:
    ended = hf("download", "datasets/user/d", *args, "--max-workers", "3")
    assert (ended.code, ended.out) == (0, "/cache/snapshot\n")
    [(positional, given)] = recorder.named("snapshot_download")
    assert positional == ("user/d",)
    assert (given["repo_type"], given["allow_patterns"], given["ignore_patterns"]) == ("dataset", allow, ignore)
    assert given["max_workers"] == 3


@pytest.mark.parametrize(
    ("flag", "out"),
    [
        ("--json", '{"path": "/cache/snapshot"}\n'),
        ("-q", "/cache/snapshot\n"),
        ("--format=agent", "path=/cache/snapshot\n"),
    ],
)
def test_output_modes(hf: Hf, flag: str, out: str) -> None:
    assert hf("download", "user/m", flag).out == out


def test_named_files_win_over_patterns(hf: Hf, recorder: Recorder) -> None:
    ended = hf("download", "user/m", "a", "b", "--include", "*.json")
    assert "Ignoring `--include`" in ended.err
    assert recorder.named("snapshot_download")[0][1]["allow_patterns"] == ["a", "b"]


def test_addresses(hf: Hf, recorder: Recorder) -> None:
    assert hf("download", "hf://datasets/user/d@v1/train.csv").code == 0
    [(args, given)] = recorder.named("hf_hub_download")
    assert (args, given["repo_type"], given["revision"]) == (("user/d", "train.csv"), "dataset", "v1")
    assert hf("download", "hf://user/m@v1/weights/").code == 0
    assert recorder.named("snapshot_download")[0][1]["allow_patterns"] == ["weights/**"]


@pytest.mark.parametrize(
    ("page", "type_and_revision", "wanted"),
    [
        ("https://huggingface.co/user/m", ("model", None), None),
        ("https://huggingface.co/user/m/", ("model", None), None),
        ("https://huggingface.co/datasets/user/m/tree/v1", ("dataset", "v1"), None),
        ("https://huggingface.co/datasets/user/m/tree/v1/data", ("dataset", "v1"), ["data/**"]),
        ("https://huggingface.co/user/m/blob/main/a/config.json", ("model", "main"), "a/config.json"),
        ("https://huggingface.co/user/m/resolve/main/a.bin?download=true", ("model", "main"), "a.bin"),
    ],
)
def test_pages(hf: Hf, recorder: Recorder, page: str, type_and_revision: tuple[str, object], wanted: object) -> None:
    assert hf("download", page).code == 0
    [(args, given)] = recorder.named("hf_hub_download" if isinstance(wanted, str) else "snapshot_download")
    assert args == (("user/m", wanted) if isinstance(wanted, str) else ("user/m",))
    assert (given["repo_type"], given["revision"]) == type_and_revision
    assert isinstance(wanted, str) or given["allow_patterns"] == wanted


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("https://elsewhere.example/user/m",), "Invalid HF URI: https://elsewhere.example/user/m."),
        (("https://huggingface.co/user/m", "--revision", "v1"), "cannot be used with the address of a page"),
        (("user/m", "--local-dir", "a", "--cache-dir", "b"), "Cannot use both `--local-dir` and `--cache-dir`"),
        (("hf://user/m", "--revision", "v1"), "'--revision' cannot be used with an 'hf://' URI"),
        (("hf://user/m", "--type", "model"), "'--repo-type' cannot be used with an 'hf://' URI"),
        (("hf://user/m/file", "other"), "names a path already"),
        (("hf://buckets/user/b",), "Use `hf sync` instead"),
        (("hf://nothing",), "Invalid HF URI: hf://nothing."),
        (("user/m", "data/", "--include", "x"), "Cannot combine the folder 'data/' with `--include`"),
    ],
)
def test_what_does_not_go_together(hf: Hf, recorder: Recorder, args: tuple[str, ...], message: str) -> None:
    ended = hf("download", *args)
    assert (ended.code, ended.out, recorder.calls) == (1, "", [])
    assert message in ended.err


def planned(name: str, size: int, *, cached: bool) -> DryRunFileInfo:
    return DryRunFileInfo("c" * 40, size, name, f"/cache/{name}", cached, not cached)


def test_dry_run(hf: Hf, recorder: Recorder) -> None:
    recorder.answers["snapshot_download"] = [planned("b", 1_500_000, cached=False), planned("a", 3, cached=True)]
    ended = hf("download", "user/m", "--dry-run")
    assert ended.out == ("[dry-run] Will download 1 files (out of 2) totalling 1.5M.\nfile\tsize\na\t-\nb\t1.5M\n")
    assert json.loads(hf("download", "user/m", "--dry-run", "--json").out) == [
        {"file": "a", "size": "-", "size_bytes": 3, "will_download": False},
        {"file": "b", "size": "1.5M", "size_bytes": 1_500_000, "will_download": True},
    ]
    recorder.answers["hf_hub_download"] = planned("a", 3, cached=True)
    assert hf("download", "user/m", "a", "--dry-run", "-q").out == "a\n"
