# Generated from tests/_async/download/test_snapshot.py: edit that file, not this one, then run `python -m codegen`.

"""`snapshot_download`: one listing, few requests, and a snapshot that is whole or said not to be. For both colours."""

from __future__ import annotations

import json
import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core.cache import leases
from huggingface_hub._core.cache.trees import get_cached_repo_tree
from huggingface_hub._sync.download import DownloadApi, hf_hub_download, snapshot_download
from huggingface_hub.local_hub import LocalHub
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import COMMIT, REPO, FaultHub


WEIGHTS = os.urandom(400_000)
FILES = {
    "README.md": b"# read",
    "config.json": b"{}",
    "sub/a.txt": b"a",
    "sub/b.txt": b"b",
    "empty": b"",
    "model.bin": WEIGHTS,
}


def contents(folder: str | Path) -> dict[str, bytes]:
    """All files below a folder, without the notes of downloads."""
    root = Path(folder)
    files = (path for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts[len(root.parts) :])
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def requests(hub: FaultHub) -> list[str]:
    return [f"{ask.method} {ask.path.split('/resolve/')[-1].split('/', 1)[-1]}" for ask in hub.asked]


def test_one_request_per_file_and_two_for_the_list(cache: Path) -> None:
    with FaultHub(FILES) as hub:
        folder = snapshot_download(REPO, endpoint=hub.url)

        assert folder == str(cache / "models--user--repo" / "snapshots" / COMMIT)
        assert contents(folder) == FILES
        assert (cache / "models--user--repo" / "refs" / "main").read_text() == COMMIT
        assert [ask.method for ask in hub.asked] == ["GET"] * (2 + len(FILES))
        assert all(ask.headers["x-hf-download-counter"] == "1" for ask in hub.asked)


def test_the_second_time_costs_one_request_and_a_pinned_one_none() -> None:
    with FaultHub(FILES) as hub:
        folder = snapshot_download(REPO, endpoint=hub.url)
        hub.asked.clear()

        assert snapshot_download(REPO, endpoint=hub.url) == folder
        assert [ask.path for ask in hub.asked] == ["/api/models/user/repo/revision/main"]
        hub.asked.clear()
        assert snapshot_download(REPO, revision=COMMIT, endpoint=hub.url) == folder
        assert hub.asked == []


@pytest.mark.parametrize("revision", [COMMIT, "main"])
def test_K6_P7_what_was_damaged_is_fetched_again_and_nothing_else(cache: Path, revision: str) -> None:
    with FaultHub(FILES) as hub:
        folder = Path(snapshot_download(REPO, endpoint=hub.url))
        (folder / "sub/a.txt").resolve().unlink()
        (folder / "model.bin").resolve().write_bytes(WEIGHTS[:1000])
        hub.asked.clear()

        assert snapshot_download(REPO, revision=revision, endpoint=hub.url) == str(folder)
        assert contents(folder) == FILES
        assert sorted(ask for ask in requests(hub) if "api/" not in ask) == ["GET model.bin", "GET sub/a.txt"]


def test_a_file_whose_link_leads_to_another_content_is_linked_again(cache: Path) -> None:
    with FaultHub({"a": b"one", "b": b"two"}) as hub:
        folder = Path(snapshot_download(REPO, endpoint=hub.url))
        target = os.readlink(folder / "a")
        (folder / "a").unlink()
        (folder / "a").symlink_to(os.readlink(folder / "b"))
        hub.asked.clear()

        snapshot_download(REPO, revision=COMMIT, endpoint=hub.url)
        assert os.readlink(folder / "a") == target
        assert hub.asked == []


def test_a_pinned_snapshot_that_lacks_files_is_completed() -> None:
    with FaultHub(FILES) as hub:
        folder = snapshot_download(REPO, allow_patterns="sub/", endpoint=hub.url)
        hub.asked.clear()

        assert snapshot_download(REPO, revision=COMMIT, allow_patterns="sub/", endpoint=hub.url) == folder
        assert hub.asked == []
        assert snapshot_download(REPO, revision=COMMIT, endpoint=hub.url) == folder
        assert contents(folder) == FILES


def test_the_list_of_files_is_kept_as_in_the_contract(cache: Path) -> None:
    with FaultHub(FILES) as hub:
        snapshot_download(REPO, endpoint=hub.url, allow_patterns="config.json")

        tree = cache / "models--user--repo" / "trees" / f"{COMMIT}.json"
        data = json.loads(tree.read_text())
        assert data["format_version"] == 1
        assert set(data["files"]) == set(FILES)
        model = hub.files["model.bin"]
        assert data["files"]["model.bin"] == {
            "blob_id": model.oid,
            "lfs_sha256": model.etag,
            "lfs_size": len(WEIGHTS),
            "size": len(WEIGHTS),
        }
        assert data["files"]["config.json"] == {"blob_id": hub.files["config.json"].oid, "size": 2}
        assert tree.read_text() == json.dumps(data, indent=1, sort_keys=True)
        listed = {file.path: file for file in get_cached_repo_tree(REPO)}
        assert listed["model.bin"].lfs is not None
        assert listed["model.bin"].lfs.sha256 == model.etag
    with pytest.raises(errors.CachedRepoTreeNotFoundError):
        get_cached_repo_tree("user/other")


@pytest.mark.usefixtures("ranged", "without_lane")
def test_a_large_file_in_a_snapshot_comes_over_several_connections() -> None:
    large = os.urandom(3 * 1024 * 1024)
    with FaultHub({"large.bin": large, "config.json": b"{}"}, cdn=True) as hub:
        folder = snapshot_download(REPO, endpoint=hub.url)

        assert contents(folder) == {"large.bin": large, "config.json": b"{}"}
        assert sorted(ask.start for ask in hub.contents("large.bin")) == [0, 1024 * 1024, 2 * 1024 * 1024]


def test_equal_contents_are_fetched_once(tmp_path: Path) -> None:
    files = {"a.txt": b"same", "b.txt": b"same", "c/d.txt": b"same", "e.bin": WEIGHTS, "f.bin": WEIGHTS}
    with FaultHub(files) as hub:
        assert contents(snapshot_download(REPO, endpoint=hub.url)) == files
        assert len([ask for ask in hub.asked if "/resolve/" in ask.path]) == 2
        target = snapshot_download(
            REPO, endpoint=hub.url, local_dir=tmp_path / "t", cache_dir=tmp_path / "other", revision=COMMIT
        )
        assert contents(target) == files


@pytest.mark.parametrize(
    ("allow", "ignore", "expected"),
    [
        ("*.txt", None, {"sub/a.txt", "sub/b.txt"}),
        ("sub/", None, {"sub/a.txt", "sub/b.txt"}),
        (None, ["*.bin", "sub/*"], {"README.md", "config.json", "empty"}),
        (["*.json", "*.md"], "*.md", {"config.json"}),
        ("nothing", None, set()),
    ],
)
def test_patterns(allow: str | list[str] | None, ignore: str | list[str] | None, expected: set[str]) -> None:
    with FaultHub(FILES) as hub:
        folder = snapshot_download(REPO, endpoint=hub.url, allow_patterns=allow, ignore_patterns=ignore)

    assert set(contents(folder)) == expected


def test_local_dir(tmp_path: Path, cache: Path) -> None:
    target = tmp_path / "target"
    with FaultHub(FILES) as hub:
        assert snapshot_download(REPO, endpoint=hub.url, local_dir=target) == os.path.realpath(target)
        assert contents(target) == FILES
        assert (target / ".cache/huggingface/trees" / f"{COMMIT}.json").is_file()
        (target / "config.json").write_bytes(b"changed by its user")
        hub.asked.clear()

        snapshot_download(REPO, endpoint=hub.url, local_dir=target)

        assert contents(target) == FILES
        assert requests(hub) == ["GET api/models/user/repo/revision/main", "GET config.json"]


def test_force_download(tmp_path: Path) -> None:
    with FaultHub(FILES) as hub:
        folder = snapshot_download(REPO, endpoint=hub.url)
        hub.asked.clear()

        assert snapshot_download(REPO, endpoint=hub.url, force_download=True) == folder
        assert len([ask for ask in hub.asked if "/resolve/" in ask.path]) == len(FILES)


def test_dry_run(cache: Path) -> None:
    with FaultHub(FILES) as hub:
        plan = snapshot_download(REPO, endpoint=hub.url, dry_run=True)
        assert not cache.exists()
        assert {info.filename: info.file_size for info in plan} == {name: len(data) for name, data in FILES.items()}
        assert all(info.will_download and not info.is_cached for info in plan)
        hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        plan = snapshot_download(REPO, endpoint=hub.url, dry_run=True)
        assert {info.filename for info in plan if not info.will_download} == {"model.bin"}

    with pytest.raises(errors.DryRunError):
        snapshot_download(REPO, endpoint=hub.url, dry_run=True, local_files_only=True)


def test_without_a_hub_a_whole_snapshot_is_used_and_announced(clock: FakeClock, cache: Path) -> None:
    with FaultHub(FILES) as hub:
        folder = snapshot_download(REPO, endpoint=hub.url)

    with pytest.warns(errors.StaleCacheWarning):
        assert snapshot_download(REPO, endpoint=hub.url) == folder
    assert snapshot_download(REPO, local_files_only=True) == folder
    with pytest.raises(errors.LocalEntryNotFoundError):
        snapshot_download(REPO, revision="other", local_files_only=True)
    with pytest.raises(errors.LocalEntryNotFoundError):
        snapshot_download("user/other", local_files_only=True)


def test_K8_an_incomplete_snapshot_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultHub(FILES) as hub:
        folder = snapshot_download(REPO, endpoint=hub.url, allow_patterns="sub/")
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)

        assert snapshot_download(REPO, endpoint=hub.url, allow_patterns="sub/") == folder
        for revision in ("main", COMMIT):
            with pytest.raises(errors.IncompleteSnapshotError, match=r"'README\.md'") as caught:
                snapshot_download(REPO, revision=revision, endpoint=hub.url)
            assert caught.value.snapshot_path == folder


def test_local_dir_without_a_hub(tmp_path: Path, clock: FakeClock) -> None:
    with FaultHub(FILES) as hub:
        snapshot_download(REPO, endpoint=hub.url, local_dir=tmp_path / "t")

    with pytest.warns(errors.StaleCacheWarning):
        assert snapshot_download(REPO, endpoint=hub.url, local_dir=tmp_path / "t")
    with pytest.raises(errors.LocalEntryNotFoundError):
        snapshot_download(REPO, local_files_only=True, local_dir=tmp_path / "empty")


def test_F1_no_space_is_noticed_before_the_first_file(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    with FaultHub(FILES) as hub:
        # Enough for each file, but not for all of them.
        monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(0, 0, len(WEIGHTS) + 1))

        with pytest.raises(errors.NotEnoughSpaceError):
            snapshot_download(REPO, endpoint=hub.url)

        assert not [ask for ask in hub.asked if "/resolve/" in ask.path]


@pytest.mark.parametrize("where", ["cache", "folder"])
def test_P1_what_killed_processes_have_left_of_small_files_is_removed(cache: Path, tmp_path: Path, where: str) -> None:
    local = None if where == "cache" else tmp_path / "local"
    parts = cache / "models--user--repo" / "blobs" if local is None else local / ".cache/huggingface/download/sub"
    parts.mkdir(parents=True)
    old, fresh, resumable = (parts / f"{digit * 40}.{digit * 8}.incomplete" for digit in "123")
    theirs = parts / f"{'4' * 40}.incomplete"
    for path in (old, fresh, resumable, theirs):
        path.write_bytes(b"half")
    leases.journal_of(resumable).write_text("{}")
    for path in (old, resumable, theirs):
        os.utime(path, (0, 0))
    with FaultHub(FILES) as hub:
        snapshot_download(REPO, endpoint=hub.url, local_dir=local)

    assert {path.name for path in parts.glob("*.incomplete")} == {fresh.name, resumable.name, theirs.name}


def test_K3_a_damaged_list_is_fetched_again(cache: Path) -> None:
    with FaultHub(FILES) as hub:
        folder = snapshot_download(REPO, endpoint=hub.url)
        tree = cache / "models--user--repo" / "trees" / f"{COMMIT}.json"
        tree.write_text(tree.read_text()[:50])
        hub.asked.clear()

        assert snapshot_download(REPO, revision=COMMIT, endpoint=hub.url) == folder
        assert [ask.path for ask in hub.asked] == [f"/api/models/user/repo/tree/{COMMIT}"]


def test_S2_a_commit_that_is_not_one_is_refused(cache: Path) -> None:
    def answer(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
        return connection.answer(b'{"sha": "../../x"}')

    with FaultHub(FILES) as hub:
        hub.apis.faults.append(answer)

        with pytest.raises(errors.UnsafePathError):
            snapshot_download(REPO, endpoint=hub.url)

    assert not cache.exists()


@pytest.mark.parametrize("workers", [0, -1, 10**9])
def test_A4_senseless_numbers_of_workers_are_refused(workers: int) -> None:
    with pytest.raises(ValueError, match="max_workers"):
        snapshot_download(REPO, max_workers=workers)


def test_a_real_hub(local_hub: LocalHub, tmp_path: Path) -> None:
    files = {**FILES, **{f"many/{i:03}.txt": f"file {i}".encode() for i in range(120)}}
    repo_id = local_hub.new_repo(private=True, files=files)
    api = DownloadApi(local_hub.url, local_hub.token)

    folder = api.snapshot_download(repo_id)
    target = api.snapshot_download(repo_id, local_dir=tmp_path / "target")

    # Every repository has a `.gitattributes` of its own making.
    assert {name: data for name, data in contents(folder).items() if name != ".gitattributes"} == files
    assert contents(target) == contents(folder)
    with pytest.raises(errors.RepositoryNotFoundError):
        api.snapshot_download(repo_id, token=False, cache_dir=tmp_path / "other")
    with pytest.raises(errors.RevisionNotFoundError):
        api.snapshot_download(repo_id, revision="nothing")
