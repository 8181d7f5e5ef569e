"""`hf cp`, `hf sync` and `hf buckets rm` against a local Hub."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from huggingface_hub import HfApi
from huggingface_hub.local_hub import LocalHub

from .conftest import Finished


pytest.importorskip("hf_xet")

Hf = Callable[..., Finished]


@pytest.fixture(scope="session")
def local_hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    """One that offers Xet, without which no bucket can be filled."""
    return local_hub_factory(xet=True)


@pytest.fixture
def api(local_hub: LocalHub) -> HfApi:
    return HfApi(local_hub.url, local_hub.token)


@pytest.fixture
def bucket(api: HfApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a bucket with some files, and a folder to work in."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", False)
    monkeypatch.setenv("HF_XET_CACHE", str(tmp_path / "xet-cache"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    name = f"local/{secrets.token_hex(6)}"
    api.create_bucket(name)
    api.batch_bucket_files(name, add=[(b"hello", "a.txt"), (b"bb", "d/b.txt"), (b"c" * 1500, "d/e/c.bin")])
    here = tmp_path / "here"
    (here / "folder").mkdir(parents=True)
    (here / "local.txt").write_text("here")
    monkeypatch.chdir(here)
    return f"hf://buckets/{name}"


def paths(api: HfApi, bucket: str) -> set[str]:
    return {entry.path for entry in api.list_bucket_tree(bucket.removeprefix("hf://buckets/"), recursive=True)}


@pytest.mark.parametrize("words", [("cp", "local.txt"), ("sync", "folder")])
def test_without_hf_xet_it_is_said_what_to_install(
    on_hub: Hf, bucket: str, monkeypatch: pytest.MonkeyPatch, words: tuple[str, str]
) -> None:
    Path("folder/x.txt").write_text("x")
    monkeypatch.setattr("huggingface_hub._core.packages.is_xet_available", lambda: False)

    ended = on_hub(*words, bucket)

    assert ended.code == 1
    assert ended.out == ""
    assert "Error: Uploads to buckets go through Xet, which needs `hf_xet`. Install it with `pip install" in ended.err
    assert "Traceback" not in ended.err


# --- hf cp ---


@pytest.mark.parametrize(
    ("where", "path"),
    [("", "local.txt"), ("/", "local.txt"), ("/x/", "x/local.txt"), ("/x/y.txt", "x/y.txt"), ("/d", "d")],
)
def test_a_file_goes_up(on_hub: Hf, api: HfApi, bucket: str, where: str, path: str) -> None:
    ended = on_hub("cp", "local.txt", bucket + where, "--json")
    assert (ended.code, json.loads(ended.out)) == (0, {"src": "local.txt", "dst": f"{bucket}/{path}"})
    assert path in paths(api, bucket)


@pytest.mark.parametrize(
    ("args", "path"),
    [((), "b.txt"), (("folder",), "folder/b.txt"), (("new/sub/",), "new/sub/b.txt"), (("other.txt",), "other.txt")],
)
def test_a_file_comes_down(on_hub: Hf, bucket: str, args: tuple[str, ...], path: str) -> None:
    ended = on_hub("buckets", "cp", f"{bucket}/d/b.txt", *args)
    assert (ended.code, ended.out) == (0, f"✓ Downloaded\n  src: {bucket}/d/b.txt\n  dst: {path}\n")
    assert Path(path).read_bytes() == b"bb"


def test_repositories(on_hub: Hf, api: HfApi, bucket: str) -> None:
    repo = api.create_repo(f"local/{secrets.token_hex(6)}", repo_type="dataset").repo_id
    uri = f"hf://datasets/{repo}"
    assert on_hub("repos", "cp", "local.txt", f"{uri}/sub/").code == 0
    assert on_hub("cp", f"{uri}/sub/local.txt", "down.txt").code == 0
    assert Path("down.txt").read_text() == "here"
    assert on_hub("cp", uri, f"{bucket}/copy").out == f"✓ Copied\n  src: {uri}\n  dst: {bucket}/copy\n"
    assert "copy/sub/local.txt" in paths(api, bucket)
    assert on_hub("cp", f"{bucket}/d/", f"{bucket}/d2/", "-q").out == f"{bucket}/d/\n"
    assert {"d2/b.txt", "d2/e/c.bin"} <= paths(api, bucket)


def test_streams(process: Hf, local_hub: LocalHub, bucket: str) -> None:
    """Content is all that standard output gets."""
    access = {"HF_ENDPOINT": local_hub.url, "HF_TOKEN": local_hub.token}
    assert process("cp", "-", f"{bucket}/in.txt", stdin="typed\n", **access).code == 0
    ended = process("cp", f"{bucket}/in.txt", "-", **access)
    assert (ended.code, ended.out) == (0, "typed\n")


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("local.txt",), 2, "Missing destination"),
        (("local.txt", "other.txt"), 2, "One of SRC or DST must be"),
        (("folder", "{}/x"), 2, "not a directory"),
        (("none", "{}/x"), 2, "Source file not found: none"),
        (("-", "{}"), 2, "requires a full destination path"),
        (("-", "{}/d/"), 2, "requires a full destination path"),
        (("{}", "x"), 2, "must include a file name"),
        (("{}/d/", "x"), 2, "must include a file name"),
        (("{}/none", "x"), 1, "not found in bucket"),
        (("local.txt", "hf://buckets/local/none/x"), 1, "Bucket 'local/none' not found."),
        (("{}/d/", "hf://local/repo"), 1, "Bucket-to-repo copy is not supported."),
        (("local.txt", "hf://x"), 1, "Invalid HF URI"),
    ],
)
def test_copies_that_make_no_sense(
    on_hub: Hf, api: HfApi, bucket: str, args: tuple[str, ...], code: int, says: str
) -> None:
    before = paths(api, bucket)
    ended = on_hub("cp", *(arg.format(bucket) for arg in args))
    assert (ended.code, ended.out) == (code, "")
    assert says in ended.err
    assert not Path("x").exists()
    assert paths(api, bucket) == before


# --- hf sync ---


def test_sync_says_what_it_did(on_hub: Hf, api: HfApi, bucket: str) -> None:
    down = on_hub("sync", bucket, "folder")
    assert down.out.splitlines() == [
        "✓ Synced", f"  source: {bucket}", "  dest: folder", "  uploads: 0", "  downloads: 3", "  deletes: 0", "  skips: 0",
        "  size: 1.5 KB",
    ]  # fmt: skip
    assert Path("folder/d/b.txt").read_bytes() == b"bb"
    again = on_hub("buckets", "sync", bucket, "folder", "--json")
    assert json.loads(again.out) == {
        "source": bucket, "dest": "folder", "uploads": 0, "downloads": 0, "deletes": 0, "skips": 3, "size": 0,
    }  # fmt: skip
    Path("folder/a.txt").unlink()
    Path("folder/new.txt").write_text("new")
    up = on_hub("sync", "folder", bucket, "--delete", "--verbose")
    assert up.out.startswith("✓ Synced")
    assert "  delete: a.txt (not in source (--delete))\n" in up.err
    assert paths(api, bucket) == {"new.txt", "d/b.txt", "d/e/c.bin"}


def test_a_sync_is_planned_first(on_hub: Hf, api: HfApi, bucket: str) -> None:
    shown = on_hub("sync", bucket, "dst", "--exclude", "d/e/*", "--dry-run")
    lines = [json.loads(line) for line in shown.out.splitlines()]
    assert [line.get("path") for line in lines] == [None, "a.txt", "d/b.txt"]
    assert not Path("dst").exists()
    planned = on_hub("sync", bucket, "dst", "--include", "a*", "--plan", "plan.jsonl")
    assert "Hint: Run `hf sync --apply plan.jsonl`" in planned.err
    assert not Path("dst").exists()
    assert on_hub("sync", "--apply", "plan.jsonl", "-q").code == 0
    assert [path.name for path in Path("dst").iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "Both source and dest"),
        (("folder",), "Both source and dest"),
        (("folder", "other"), "must be a bucket path"),
        (("none", "hf://buckets/local/x"), "existing directory"),
        (("hf://buckets/local/none", "dst"), "Bucket 'local/none' not found."),
        (("--apply", "local.txt"), "Line 1 of the plan can't be used"),
        (("folder", "hf://buckets/local/x", "--ignore-times", "--ignore-sizes"), "ignore_times and ignore_sizes"),
    ],
)
def test_syncs_that_make_no_sense(on_hub: Hf, bucket: str, args: tuple[str, ...], says: str) -> None:
    ended = on_hub("sync", *args)
    assert (ended.code, ended.out) == (1, "")
    assert says in ended.err
    assert not Path("dst").exists()


# --- hf buckets rm and ls ---


def test_files_are_removed_after_a_yes(on_hub: Hf, api: HfApi, bucket: str) -> None:
    name = bucket.removeprefix("hf://buckets/")
    refused = on_hub("buckets", "rm", name, "-R", "--json")
    assert (refused.code, refused.out) == (1, "")
    assert f"Remove 3 file(s) totaling 1.5 KB from '{name}'? Use --yes" in refused.err
    planned = on_hub("buckets", "rm", bucket, "-R", "--include", "*.txt", "--exclude", "a*", "--dry-run", "-q")
    assert planned.out == "d/b.txt\n"
    assert on_hub("buckets", "rm", f"{name}/a.txt", "--yes").out == (
        f"✓ Removed\n  bucket_id: {name}\n  files_deleted: 1\n  size: 5 B\n"
    )
    assert on_hub("buckets", "remove", f"{bucket}/d/e", "-R", "-y", "--json").out == (
        f'{{"bucket_id": "{name}", "files_deleted": 1, "size": 1500}}\n'
    )
    assert paths(api, bucket) == {"d/b.txt"}


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("{}",), 2, "No file path specified"),
        (("{}/a.txt", "--include", "x"), 2, "require --recursive"),
        (("{}/none", "-y"), 1, "File not found in bucket"),
        (("{}/d", "-y"), 1, "add --recursive"),
        (("alone", "-y"), 1, "namespace/bucket_name"),
    ],
)
def test_removals_that_make_no_sense(
    on_hub: Hf, api: HfApi, bucket: str, args: tuple[str, ...], code: int, says: str
) -> None:
    before = paths(api, bucket)
    ended = on_hub("buckets", "rm", *(arg.format(bucket) for arg in args))
    assert (ended.code, ended.out) == (code, "")
    assert says in ended.err
    assert paths(api, bucket) == before


def test_listings(on_hub: Hf, bucket: str) -> None:
    name = bucket.removeprefix("hf://buckets/")
    shallow = on_hub("buckets", "ls", name)
    assert [line.split("\t")[2] for line in shallow.out.splitlines()] == ["path", "a.txt", "d/"]
    assert "Hint: Use -R" in shallow.err
    deep = on_hub("buckets", "ls", f"{name}/d", "-R", "-h")
    assert [line.split("\t")[::2] for line in deep.out.splitlines()[1:]] == [
        ["2 B", "d/b.txt"],
        ["1.5 KB", "d/e/c.bin"],
    ]
    assert on_hub("buckets", "ls", f"{bucket}/a.txt", "-q").out == "a.txt\n"
    assert {entry["type"] for entry in json.loads(on_hub("buckets", "ls", name, "--json").out)} == {"file", "directory"}
    tree = on_hub("buckets", "ls", name, "--tree", "-R").out.splitlines()
    assert [line.lstrip(" 0123456789-:") for line in tree] == [
        "├── a.txt",
        "└── d/",
        "├── b.txt",
        "└── e/",
        "└── c.bin",
    ]


def test_warnings_are_shown_as_what_they_say(process: Hf, local_hub: LocalHub, bucket: str) -> None:
    Path("folder/x.txt").write_text("x")
    Path("folder/nothing").symlink_to("missing")
    access = {"HF_ENDPOINT": local_hub.url, "HF_TOKEN": local_hub.token}

    ended = process("sync", "folder", bucket, "--dry-run", cwd=Path.cwd(), **access)

    assert ended.code == 0
    assert ended.err == "Warning: 1 entries of the folder take no part in the sync:\n- nothing: a link to nothing\n"
