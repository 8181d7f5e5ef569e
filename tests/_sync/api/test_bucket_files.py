# Generated from tests/_async/api/test_bucket_files.py: edit that file, not this one, then run `python -m codegen`.

"""The contents of buckets on a local Hub: uploaded through the real hf_xet, downloaded, copied and kept in line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core import bucket_downloads, bucket_uploads, packages, publish
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._runtime.xet import session
from huggingface_hub._sync.api import HfApi
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.buckets import BucketFile
from tests.support.stopwatch import Stopwatch


pytest.importorskip("hf_xet")

OLD = 1_700_000_000
BIG = os.urandom(2_500_000)


@pytest.fixture(scope="session")
def local_hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    """One that offers Xet, without which no bucket can be filled."""
    return local_hub_factory(xet=True)


@pytest.fixture(autouse=True)
def own_xet_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests do without Xet. What hf_xet remembers of storages must not outlive them."""
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    monkeypatch.setenv("HF_XET_CACHE", str(tmp_path / "xet-cache"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def filled(api: HfApi, name: str, *paths: str, content: bytes = b"hello") -> str:
    api.create_bucket(name)
    api.batch_bucket_files(name, add=[(content, path) for path in paths])
    return name


def files(api: HfApi, name: str) -> dict[str, BucketFile]:
    found = list(api.list_bucket_tree(name, recursive=True))
    return {entry.path: entry for entry in found if isinstance(entry, BucketFile)}


def write(folder: Path, **contents: str) -> None:
    for name, content in contents.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        os.utime(path, (OLD, OLD))


# --- Batches and downloads ---


def test_what_goes_up_comes_down(api: HfApi, name: str, here: Path) -> None:
    api.create_bucket(name)
    (here / "big.bin").write_bytes(BIG)
    os.utime(here / "big.bin", (OLD, OLD))

    api.batch_bucket_files(name, add=[(b"hello", "d/a.json"), (here / "big.bin", "big.bin"), (b"", "e.md")])

    found = files(api, name)
    assert {path: file.size for path, file in found.items()} == {"d/a.json": 5, "big.bin": len(BIG), "e.md": 0}
    assert found["big.bin"].mtime is not None
    assert found["big.bin"].mtime.timestamp() == OLD
    info = api.bucket_info(name)
    assert (info.size, info.total_files) == (len(BIG) + 5, 3)
    metadata = api.get_bucket_file_metadata(name, "d/a.json")
    assert (metadata.size, metadata.xet_file_data.file_hash) == (5, found["d/a.json"].xet_hash)

    api.download_bucket_files(
        name, [("d/a.json", "out/a"), (found["big.bin"], here / "out" / "big"), ("e.md", "out/sub/e")]
    )

    assert (here / "out" / "a").read_bytes() == b"hello"
    assert (here / "out" / "big").read_bytes() == BIG
    assert (here / "out" / "sub" / "e").read_bytes() == b""
    assert sorted(os.listdir(here / "out")) == ["a", "big", "sub"]


def test_folders_are_listed_and_described(api: HfApi, name: str) -> None:
    filled(api, name, "logs/1", "logs/2/x", "logs.json")

    shallow = [(entry.type, entry.path) for entry in api.list_bucket_tree(name, "logs")]
    deep = [entry.path for entry in api.list_bucket_tree(name, "logs/", recursive=True)]
    described = [file.path for file in api.get_bucket_paths_info(name, iter(["logs/1", "logs", "none"]))]

    assert shallow == [("file", "logs.json"), ("directory", "logs")]
    assert deep == ["logs/1", "logs/2/x"]
    assert described == ["logs/1"]


def test_changes_that_fail_are_named_and_the_others_made(api: HfApi, stranger: HfApi, name: str) -> None:
    filled(api, name, "a", "b")
    known = files(api, name)["a"].xet_hash
    unknown = "0" * 63 + "1"

    with pytest.raises(errors.BucketBatchError) as failure:
        api.batch_bucket_files(
            name, copy=[("bucket", name, known, "c"), ("bucket", name, unknown, "d")], delete=["a", "none"]
        )

    assert [item["path"] for item in failure.value.failures] == ["d"]
    assert set(files(api, name)) == {"b", "c"}
    with pytest.raises(errors.BucketBatchError, match="1 operation"):
        api.batch_bucket_files(name, copy=[("bucket", name, unknown, "d")])
    # Knowing the hash of somebody's file is no right to it.
    mine = "stranger/" + name.split("/")[1]
    stranger.create_bucket(mine)
    api.update_bucket_settings(name, private=True)
    with pytest.raises(errors.BucketBatchError, match="no access"):
        stranger.batch_bucket_files(mine, copy=[("bucket", name, known, "stolen")])


def test_more_than_a_batch(api: HfApi, name: str) -> None:
    filled(api, name, *(f"{number:04}" for number in range(1001)))

    assert len(files(api, name)) == 1001
    api.batch_bucket_files(name, delete=[f"{number:04}" for number in range(1001)])
    assert files(api, name) == {}


def test_bad_files_are_refused_before_anything_is_sent(api: HfApi, name: str, here: Path) -> None:
    api.create_bucket(name)

    for source, path, error in [
        (here / "none", "x", FileNotFoundError),
        (here, "x", IsADirectoryError),
        (b"x", "../x", errors.UnsafePathError),
        (b"x", "/x", errors.UnsafePathError),
    ]:
        with pytest.raises(error):
            api.batch_bucket_files(name, add=[(b"ok", "ok"), (source, path)])
    assert files(api, name) == {}
    with pytest.raises(errors.BucketNotFoundError):
        api.batch_bucket_files(name + "x", add=[(b"ok", "ok")])


def test_without_hf_xet_uploads_say_what_to_install(
    api: HfApi, name: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything else works without it."""
    filled(api, name, "a")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)

    with pytest.raises(ImportError, match="HF_HUB_DISABLE_XET"):
        api.batch_bucket_files(name, add=[(b"b", "b")])
    api.download_bucket_files(name, [("a", "a")])
    api.batch_bucket_files(name, delete=["a"])

    assert (here / "a").read_bytes() == b"hello"
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    monkeypatch.setattr("huggingface_hub._core.packages.is_package_available", lambda name: False)
    with pytest.raises(ImportError, match=r"huggingface_hub\[xet\]"):
        api.batch_bucket_files(name, add=[(b"b", "b")])


def test_U16_an_upload_that_is_stopped_ends_at_once(api: HfApi, name: str, here: Path) -> None:
    api.create_bucket(name)
    (here / "huge").write_bytes(os.urandom(100_000_000))
    watch = Stopwatch()

    with pytest.raises(TimeoutError):
        with runtime.fail_after(0.05):
            api.batch_bucket_files(name, add=[(here / "huge", "huge")])

    assert watch.seconds < 1.2
    assert files(api, name) == {}
    api.batch_bucket_files(name, add=[(b"x", "x")])
    assert set(files(api, name)) == {"x"}


def test_files_that_are_not_there(api: HfApi, name: str, here: Path) -> None:
    filled(api, name, "a")

    with pytest.warns(UserWarning, match="'none' not found"):
        api.download_bucket_files(name, [("none", "x"), ("a", "a")])
    with pytest.raises(errors.EntryNotFoundError, match="none"):
        api.download_bucket_files(name, [("none", "x"), ("a", "b")], raise_on_missing_files=True)
    with pytest.raises(errors.RemoteEntryNotFoundError):
        api.get_bucket_file_metadata(name, "none")
    gone = BucketFile(path="gone", size=3, xetHash="ab" * 32)
    with pytest.raises(errors.RemoteEntryNotFoundError):
        api.download_bucket_files(name, [(gone, "gone"), ("a", "kept")])

    assert sorted(os.listdir(here)) == ["a", "kept"]


def test_R1_a_damaged_download_is_not_kept(api: HfApi, name: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The listing announces another content than the file turns out to have."""
    filled(api, name, "a")
    (here / "a").write_text("old and good")
    listed = files(api, name)["a"]
    listed.xet_hash = "ab" * 32

    with pytest.raises(errors.IntegrityError, match="Xet hash"):
        api.download_bucket_files(name, [(listed, "a")])

    assert (here / "a").read_text() == "old and good"
    assert os.listdir(here) == ["a"]


def test_P1_a_broken_download_is_continued(api: HfApi, name: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a killed process has left is used, and gone afterwards."""
    api.create_bucket(name)
    api.batch_bucket_files(name, add=[(BIG, "big")])
    listed = files(api, name)["big"]

    def stopped(*args: object, **kwargs: object) -> None:
        raise OSError("no more")

    with monkeypatch.context() as patch:
        patch.setattr(publish, "publish_file", stopped)
        with pytest.raises(OSError, match="no more"):
            api.download_bucket_files(name, [(listed, "big")])
    assert [item for item in os.listdir(here) if item.endswith(".incomplete")]

    api.download_bucket_files(name, [(listed, "big")])

    assert (here / "big").read_bytes() == BIG
    assert os.listdir(here) == ["big"]


def test_a_download_knows_where_it_goes(here: Path) -> None:
    file = BucketFile(path="a/b c", size=1, xetHash="ab" * 32)
    [download], missing = bucket_downloads.plan("u/b", [(file, "x"), ("gone", "y")], {})
    assert (download.final, missing) == (here / "x", ["gone"])
    assert download.remote.url == "/buckets/u/b/resolve/a/b%20c"


# --- Sync ---


def test_a_folder_goes_up_once(api: HfApi, name: str, here: Path) -> None:
    api.create_bucket(name)
    write(here / "src", a_txt="a", s__b_txt="bb")
    bucket = f"hf://buckets/{name}/pre"

    first = api.sync_bucket("src", bucket, quiet=True)
    again = api.sync_bucket("src", bucket, quiet=True)

    assert first.summary() == {"uploads": 2, "downloads": 0, "deletes": 0, "skips": 0, "total_size": 3}
    assert [operation.reason for operation in again.operations] == ["identical", "identical"]
    found = files(api, name)
    assert set(found) == {"pre/a.txt", "pre/s/b.txt"}
    assert found["pre/a.txt"].mtime is not None
    assert found["pre/a.txt"].mtime.timestamp() == OLD


@pytest.mark.parametrize("when", ["before it was looked at", "before it was sent"])
def test_U5_a_file_that_vanishes_on_the_way_to_a_bucket_stops_no_other(
    api: HfApi, name: str, here: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    filled(api, name, "old")
    write(here / "src", a_txt="a", b_txt="bb", c_txt="c")
    place, method = (bucket_uploads, "look") if when == "before it was looked at" else (session, "use")
    original = getattr(place, method)

    def vanish(*args: object) -> object:
        (here / "src" / "b.txt").unlink(missing_ok=True)
        return original(*args)

    monkeypatch.setattr(place, method, vanish)

    with pytest.raises(errors.UploadFailedError, match="No such file") as caught:
        api.sync_bucket("src", f"hf://buckets/{name}", delete=True, quiet=True)

    assert list(caught.value.failures) == ["b.txt"]
    assert "The others were uploaded; nothing was deleted." in str(caught.value)
    assert sorted(files(api, name)) == ["a.txt", "c.txt", "old"]


def test_a_name_that_no_bucket_can_have_is_refused_before_anything_is_sent(api: HfApi, name: str, here: Path) -> None:
    api.create_bucket(name)
    write(here / "src", a_txt="a")
    (here / "src" / "b\\c").write_text("x")

    with pytest.raises(errors.UnsafePathError, match="backslash"):
        api.sync_bucket("src", f"hf://buckets/{name}", quiet=True)

    assert files(api, name) == {}


def test_a_bucket_comes_down_and_nothing_goes_back(api: HfApi, name: str, here: Path) -> None:
    filled(api, name, "a", "d/b")
    write(here / "dst", extra__x="x", a="other size")

    plan = api.sync_bucket(f"hf://buckets/{name}", "dst", delete=True, quiet=True)

    assert [(each.action, each.path, each.reason) for each in plan.operations] == [
        ("download", "a", "size differs"),
        ("download", "d/b", "new file"),
        ("delete", "extra/x", "not in source (--delete)"),
    ]
    assert sorted(path.name for path in (here / "dst").rglob("*")) == ["a", "b", "d"]
    assert (here / "dst" / "a").read_bytes() == b"hello"
    back = api.sync_bucket("dst", f"hf://buckets/{name}", delete=True, quiet=True)
    assert {operation.action for operation in back.operations} == {"skip"}


def test_S7_S8_a_bucket_does_not_write_where_programs_would_believe_it(api: HfApi, name: str, here: Path) -> None:
    planted = ".cache/huggingface/download/a.metadata"
    filled(api, name, "a", ".git/hooks/post-checkout", planted)
    write(here / "dst", **{".cache__huggingface__token": "hf_x", "b": "b"})
    bucket = f"hf://buckets/{name}"

    with pytest.raises(errors.UnsafePathError, match="can make git run programs"):
        api.sync_bucket(bucket, "dst", quiet=True)
    assert sorted(path.name for path in (here / "dst").iterdir()) == [".cache", "b"]
    api.sync_bucket(bucket, "dst", exclude=[".git/*"], quiet=True, delete=True)
    api.sync_bucket("dst", bucket, quiet=True, delete=True)

    assert (here / "dst" / ".cache" / "huggingface" / "token").read_text() == "hf_x"
    assert sorted(path.name for path in (here / "dst").iterdir()) == [".cache", "a"]
    assert sorted(files(api, name)) == [planted, "a"]


def test_one_file_of_a_bucket(api: HfApi, name: str, here: Path) -> None:
    filled(api, name, "d/a", "d/ab")
    api.sync_bucket(f"hf://buckets/{name}/d/a", "dst", quiet=True)
    assert os.listdir(here / "dst") == ["a"]


def test_plans_are_written_read_and_carried_out(
    api: HfApi, name: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(api, name, "a", "d/b", "old")
    bucket = f"hf://buckets/{name}"

    shown = api.sync_bucket(bucket, "dst", exclude=["old"], dry_run=True)
    out, err = capsys.readouterr()
    assert (len(out.splitlines()), err) == (3, "")
    api.sync_bucket(bucket, "dst", exclude=["old"], plan="plan.jsonl")
    assert capsys.readouterr().err == f"{bucket} -> dst: 0 uploads, 2 downloads, 0 deletes, 0 skips\n"
    assert not (here / "dst").exists()
    done = api.sync_bucket(apply="plan.jsonl", verbose=True)

    assert "  download: d/b (new file)\n" in capsys.readouterr().err
    assert [each.path for each in done.operations] == [each.path for each in shown.operations] == ["a", "d/b"]
    assert sorted(path.name for path in (here / "dst").rglob("*")) == ["a", "b", "d"]
    # Uploads and deletions, from a file too.
    write(here / "src", a="new and longer")
    api.sync_bucket("src", bucket, delete=True, plan="plan.jsonl", quiet=True)
    assert set(files(api, name)) == {"a", "d/b", "old"}
    api.sync_bucket(apply="plan.jsonl", quiet=True)
    found = files(api, name)
    assert {path: file.size for path, file in found.items()} == {"a": 14}


def test_U13_links_that_lead_out_take_no_part(api: HfApi, name: str, here: Path) -> None:
    """Neither is what they point to uploaded, nor what the bucket has under their name deleted."""
    filled(api, name, "out", "dir/x", "gone")
    write(here / "src", a="a")
    (here / "secret").write_text("secret")
    (here / "src" / "out").symlink_to(here / "secret")
    (here / "src" / "dir").symlink_to(here)
    (here / "src" / "in").symlink_to("a")

    with pytest.warns(UserWarning, match="leads out of the folder"):
        plan = api.sync_bucket("src", f"hf://buckets/{name}", delete=True, quiet=True)

    assert [(each.action, each.path) for each in plan.operations] == [
        ("upload", "a"),
        ("delete", "gone"),
        ("upload", "in"),
    ]
    assert set(files(api, name)) == {"a", "in", "out", "dir/x"}


def test_S9_a_planted_link_is_not_written_through(api: HfApi, name: str, here: Path) -> None:
    filled(api, name, "dir/x", "y")
    (here / "elsewhere").mkdir()
    (here / "dst").mkdir()
    (here / "dst" / "dir").symlink_to(here / "elsewhere")

    with pytest.warns(UserWarning, match="take no part"):
        api.sync_bucket(f"hf://buckets/{name}", "dst", quiet=True)

    assert os.listdir(here / "elsewhere") == []
    assert (here / "dst" / "y").read_bytes() == b"hello"


def test_partial_files_stay_out_of_a_sync(api: HfApi, name: str, here: Path) -> None:
    api.create_bucket(name)
    write(here / "src", a="a")
    (here / "src" / "b.0123abcd.incomplete").write_text("part")
    (here / "src" / "b.0123abcd.incomplete.journal").write_text("{}")

    plan = api.sync_bucket("src", f"hf://buckets/{name}", quiet=True)
    down = api.sync_bucket(f"hf://buckets/{name}", "src", delete=True, quiet=True)

    assert [each.path for each in plan.operations] == [each.path for each in down.operations] == ["a"]
    assert len(os.listdir(here / "src")) == 3


def test_a_bucket_that_is_not_there_yet(api: HfApi, name: str, here: Path) -> None:
    write(here / "src", a="a")

    plan = api.sync_bucket("src", f"hf://buckets/{name}", plan="plan", quiet=True)

    assert plan.summary()["uploads"] == 1
    with pytest.raises(errors.BucketNotFoundError):
        api.sync_bucket("src", f"hf://buckets/{name}", quiet=True)
    with pytest.raises(errors.BucketNotFoundError):
        api.sync_bucket(f"hf://buckets/{name}", "dst", quiet=True)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({}, "Both source and dest"),
        ({"source": "src"}, "Both source and dest"),
        ({"source": "none", "dest": "hf://buckets/u/b"}, "existing directory"),
        ({"source": "src/a", "dest": "hf://buckets/u/b"}, "existing directory"),
        ({"source": "hf://buckets/u/b", "dest": "src/a"}, "must be a directory"),
        ({"source": "src", "apply": "plan"}, "Cannot specify source/dest"),
        ({"apply": "plan", "plan": "other"}, "both plan and apply"),
        ({"apply": "plan", "delete": True}, "another plan"),
        ({"source": "src", "dest": "hf://buckets/u/b", "dry_run": True, "plan": "p"}, "both dry_run and plan"),
    ],
)
def test_syncs_that_make_no_sense(api: HfApi, here: Path, options: dict[str, str], match: str) -> None:
    write(here / "src", a="a")
    with pytest.raises(ValueError, match=match):
        api.sync_bucket(**options)


def test_rules_from_a_file(api: HfApi, name: str, here: Path) -> None:
    api.create_bucket(name)
    write(here / "src", a_txt="a", b_bin="b", s__c_txt="c")
    (here / "rules").write_text("# what we keep\n- s/*\n*.txt\n- *\n")

    plan = api.sync_bucket("src", f"hf://buckets/{name}", filter_from="rules", quiet=True)

    assert [each.path for each in plan.operations] == ["a.txt"]


# --- Copies ---


def test_without_hf_xet_nothing_is_looked_at_before_it_is_said(
    api: HfApi, name: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.create_bucket(name)
    (here / "a.txt").write_text("a")
    monkeypatch.setattr(packages, "is_xet_available", lambda: False)

    with pytest.raises(ImportError, match=r'pip install "huggingface_hub\[xet\]"'):
        api.batch_bucket_files(name, add=[(here / "none", "a.txt")])
    with pytest.raises(ImportError, match=r'pip install "huggingface_hub\[xet\]"'):
        api.sync_bucket(str(here), f"hf://buckets/{api.bucket_info(name).id}")
    with pytest.raises(ImportError, match=r'pip install "huggingface_hub\[xet\]"'):
        api.sync_job_volume(here, "/data")

    assert files(api, name) == {}
