"""`hf_hub_download`: the cache, revisions, disks, bars and arguments. For both colours."""

from __future__ import annotations

import errno
import os
import resource
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import filelock
import pytest

from huggingface_hub import constants, errors
from huggingface_hub._async.download import (
    AsyncDownloadApi,
    get_hf_file_metadata,
    hf_hub_download,
    snapshot_download,
)
from huggingface_hub._core.cache import pointers
from huggingface_hub._core.cache.lookup import _CACHED_NO_EXIST, try_to_load_from_cache
from huggingface_hub._core.cache.scan import scan_cache_dir
from huggingface_hub._core.urls import hf_hub_url
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.download import DryRunFileInfo
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import COMMIT, REPO, FaultHub


CONFIG = b'{"model_type": "test"}'
WEIGHTS = os.urandom(300_000)
FILES = {"config.json": CONFIG, "sub/folder/data.txt": b"data", "model.bin": WEIGHTS}


def methods(hub: FaultHub) -> list[str]:
    return [ask.method for ask in hub.asked]


async def test_the_layout_is_that_of_the_contract(cache: Path) -> None:
    with FaultHub(FILES) as hub:
        paths = {name: await hf_hub_download(REPO, name, endpoint=hub.url) for name in FILES}
        etags = {name: hub.files[name].etag for name in FILES}

    repo = cache / "models--user--repo"
    for name, path in paths.items():
        assert path == str(repo / "snapshots" / COMMIT / name)
        assert Path(path).read_bytes() == FILES[name]
        depth = name.count("/") + 2
        assert os.readlink(path) == "../" * depth + f"blobs/{etags[name]}"
    assert (repo / "refs" / "main").read_text() == COMMIT
    assert sorted(p.name for p in (repo / "blobs").iterdir()) == sorted(etags.values())
    assert (cache / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    assert (cache / ".locks" / "models--user--repo").is_dir()


async def test_a_cached_file_costs_one_head_and_a_pinned_one_nothing() -> None:
    with FaultHub(FILES) as hub:
        first = await hf_hub_download(REPO, "config.json", endpoint=hub.url)
        assert methods(hub) == ["HEAD", "GET"]
        assert all(ask.headers["x-hf-download-counter"] == "1" for ask in hub.asked)
        assert all(ask.headers["accept-encoding"] == "identity" for ask in hub.asked)
        hub.asked.clear()

        assert await hf_hub_download(REPO, "config.json", endpoint=hub.url) == first
        assert methods(hub) == ["HEAD"]
        assert await hf_hub_download(REPO, "config.json", revision=COMMIT, endpoint=hub.url) == first
        assert methods(hub) == ["HEAD"]


async def test_a_relative_cache_gives_an_absolute_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with FaultHub(FILES) as hub:
        path = await hf_hub_download(REPO, "config.json", cache_dir="./here", endpoint=hub.url)

    assert path.startswith(str(tmp_path / "here"))
    assert Path(path).read_bytes() == CONFIG


async def test_subfolder_and_types(local_hub: LocalHub) -> None:
    for repo_type in ("model", "dataset", "space"):
        repo_id = local_hub.new_repo(repo_type=repo_type, files=FILES)

        path = await hf_hub_download(
            repo_id, "data.txt", subfolder="sub/folder", repo_type=repo_type, endpoint=local_hub.url
        )

        assert Path(path).read_bytes() == b"data"
        assert f"{repo_type}s--" in path


async def test_a_branch_that_moves(local_hub: LocalHub, tmp_path: Path) -> None:
    repo_id = local_hub.new_repo(files=FILES)
    first = await hf_hub_download(repo_id, "config.json", endpoint=local_hub.url)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "config.json").write_bytes(b"new")
    local_hub.seed(repo_id, tmp_path / "new")

    second = await hf_hub_download(repo_id, "config.json", endpoint=local_hub.url)

    assert (Path(first).read_bytes(), Path(second).read_bytes()) == (CONFIG, b"new")
    old = Path(first).parent.name
    assert await hf_hub_download(repo_id, "config.json", revision=old, endpoint=local_hub.url) == first


async def test_lfs_files_of_a_real_hub(local_hub_factory: Any) -> None:
    hub = local_hub_factory(lfs_threshold=1000)
    repo_id = hub.new_repo(files=FILES)

    path = await hf_hub_download(repo_id, "model.bin", endpoint=hub.url)
    metadata = await get_hf_file_metadata(hf_hub_url(repo_id, "model.bin", endpoint=hub.url), endpoint=hub.url)

    assert Path(path).read_bytes() == WEIGHTS
    assert metadata.etag == Path(path).resolve().name
    assert metadata.size == len(WEIGHTS)


async def test_the_method_uses_the_clients_token_and_endpoint(local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo(private=True, files=FILES)
    api = AsyncDownloadApi(local_hub.url, local_hub.token)

    assert Path(await api.hf_hub_download(repo_id, "config.json")).read_bytes() == CONFIG
    with pytest.raises(errors.RepositoryNotFoundError):
        await api.hf_hub_download(repo_id, "model.bin", token=False)


async def test_what_the_hub_refuses(local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo(files=FILES)
    with pytest.raises(errors.RevisionNotFoundError):
        await hf_hub_download(repo_id, "config.json", revision="nothing", endpoint=local_hub.url)
    with pytest.raises(errors.RepositoryNotFoundError):
        await hf_hub_download(f"{repo_id}-nothing", "config.json", endpoint=local_hub.url)
    with pytest.raises(errors.HFValidationError):
        await hf_hub_download("a/b/c", "config.json", endpoint=local_hub.url)


async def test_A3_a_missing_file_is_remembered(local_hub: LocalHub, cache: Path) -> None:
    repo_id = local_hub.new_repo(files=FILES)
    with pytest.raises(errors.RemoteEntryNotFoundError):
        await hf_hub_download(repo_id, "nothing.json", endpoint=local_hub.url)

    assert try_to_load_from_cache(repo_id, "nothing.json") is _CACHED_NO_EXIST
    assert try_to_load_from_cache(repo_id, "config.json") is None
    path = await hf_hub_download(repo_id, "config.json", endpoint=local_hub.url)
    assert try_to_load_from_cache(repo_id, "config.json") == path
    with pytest.raises(errors.UnsafePathError):
        await hf_hub_download(repo_id, "", endpoint=local_hub.url)


async def test_force_download_fetches_again_and_keeps_the_shared_store(cache: Path) -> None:
    with FaultHub(FILES) as hub:
        path = Path(await hf_hub_download(REPO, "model.bin", endpoint=hub.url))
        blob = path.resolve()
        shared = cache / "blobs" / "ab" / "abcd"
        shared.parent.mkdir(parents=True)
        shutil.move(blob, shared)
        blob.symlink_to(os.path.relpath(shared, blob.parent))
        hub.asked.clear()

        # S10, K: a blob can be a link into the store that repositories share.
        assert Path(await hf_hub_download(REPO, "model.bin", endpoint=hub.url)).read_bytes() == WEIGHTS
        assert methods(hub) == ["HEAD"]
        shared.write_bytes(b"x" * len(WEIGHTS))
        again = Path(await hf_hub_download(REPO, "model.bin", endpoint=hub.url, force_download=True))

        assert again.read_bytes() == WEIGHTS
        assert shared.read_bytes() == b"x" * len(WEIGHTS)
        assert not blob.is_symlink()


async def test_dry_run(cache: Path) -> None:
    with FaultHub(FILES) as hub:
        would = await hf_hub_download(REPO, "config.json", endpoint=hub.url, dry_run=True)

        assert not cache.exists()
        place = str(cache / "models--user--repo" / "snapshots" / COMMIT / "config.json")
        assert would == DryRunFileInfo(COMMIT, len(CONFIG), "config.json", place, False, True)
        path = await hf_hub_download(REPO, "config.json", endpoint=hub.url)
        for revision in ("main", COMMIT):
            would = await hf_hub_download(REPO, "config.json", revision=revision, endpoint=hub.url, dry_run=True)
            assert would == DryRunFileInfo(COMMIT, len(CONFIG), "config.json", path, True, False)


async def test_F1_no_space_is_noticed_before_the_first_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    with FaultHub(FILES) as hub:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10, 5, 5))

        with pytest.raises(errors.NotEnoughSpaceError, match="300,000 bytes needed, 5 free") as caught:
            await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert (caught.value.needed, caught.value.free) == (len(WEIGHTS), 5)
        assert methods(hub) == ["HEAD"]


async def test_F2_no_space_in_the_middle(cache: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with FaultHub(FILES) as hub:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
        try:
            with pytest.raises(errors.NotEnoughSpaceError, match="cache_dir"):
                await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert not list(cache.rglob("*.incomplete"))


async def test_F4_an_unusable_cache_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with FaultHub(FILES) as hub:
        with pytest.raises(OSError, match="HF_HUB_CACHE"):
            await hf_hub_download(REPO, "config.json", cache_dir=tmp_path / "file", endpoint=hub.url)


async def test_F6_the_umask_is_honoured() -> None:
    before = os.umask(0o027)
    try:
        with FaultHub(FILES) as hub:
            path = Path(await hf_hub_download(REPO, "model.bin", endpoint=hub.url))
    finally:
        os.umask(before)

    assert path.stat().st_mode & 0o777 == 0o640


async def test_F7_without_symlinks_files_are_moved_or_copied(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    with FaultHub(FILES) as hub:
        await hf_hub_download(REPO, "config.json", endpoint=hub.url)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_SYMLINKS", True)
        shutil.rmtree(cache / "models--user--repo" / "snapshots")

        copied = Path(await hf_hub_download(REPO, "config.json", endpoint=hub.url))
        moved = Path(await hf_hub_download(REPO, "model.bin", endpoint=hub.url))

        assert (copied.read_bytes(), moved.read_bytes()) == (CONFIG, WEIGHTS)
        assert not copied.is_symlink()
        assert not moved.is_symlink()
        blobs = cache / "models--user--repo" / "blobs"
        assert [p.name for p in blobs.iterdir()] == [hub.files["config.json"].etag]
        hub.asked.clear()
        await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        assert methods(hub) == ["HEAD"]


def other_revision(cache: Path) -> Path:
    """Make what was downloaded another revision's, as if the branch had moved since."""
    snapshots = cache / "models--user--repo" / "snapshots"
    shutil.rmtree(cache / "models--user--repo" / "refs")
    return (snapshots / COMMIT).rename(snapshots / ("b" * 40))


@pytest.mark.parametrize("why", ["not allowed", "not wanted", "no hard links either"])
@pytest.mark.filterwarnings("ignore:The cache in .* works without symlinks")
async def test_F7_without_symlinks_another_revision_is_not_fetched_again(
    monkeypatch: pytest.MonkeyPatch, cache: Path, why: str
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(pointers, "_symlinks_work", {})
    if why == "not wanted":
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_SYMLINKS", True)
    else:
        monkeypatch.setattr(os, "symlink", refuse)
    hard_links = why == "not allowed"
    with FaultHub({**FILES, "copy.bin": WEIGHTS}) as hub:
        await snapshot_download(REPO, endpoint=hub.url)
        other = other_revision(cache)
        if why == "no hard links either":
            monkeypatch.setattr(os, "link", refuse)
        hub.asked.clear()

        path = Path(await hf_hub_download(REPO, "model.bin", endpoint=hub.url))
        folder = Path(await snapshot_download(REPO, endpoint=hub.url))

        assert all(not hub.contents(name) for name in hub.files)
        assert path == folder / "model.bin"
        assert {name: (folder / name).read_bytes() for name in hub.files} == {**FILES, "copy.bin": WEIGHTS}
        assert path.samefile(other / "model.bin") == hard_links
        info = scan_cache_dir(cache)
        linked = sum(map(len, FILES.values()))
        apart = linked + len(WEIGHTS)
        old, new = {"not allowed": (linked, 0), "not wanted": (apart, apart)}.get(why, (linked, apart))
        assert info.size_on_disk == old + new
        assert info.delete_revisions("b" * 40).expected_freed_size == (0 if hard_links else old)
        assert not list(cache.rglob("*.incomplete"))


async def test_F7_what_another_revision_has_is_hashed(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_SYMLINKS", True)
    with FaultHub(FILES) as hub:
        await snapshot_download(REPO, endpoint=hub.url)
        other = other_revision(cache)
        (other / "model.bin").write_bytes(bytes(len(WEIGHTS)))
        (other / "config.json").write_bytes(bytes(len(CONFIG)))
        hub.asked.clear()

        path = Path(await hf_hub_download(REPO, "model.bin", endpoint=hub.url))
        folder = Path(await snapshot_download(REPO, endpoint=hub.url))

        assert {name: (folder / name).read_bytes() for name in FILES} == FILES
        assert path.read_bytes() == WEIGHTS
        assert (other / "model.bin").read_bytes() == bytes(len(WEIGHTS))
        assert [len(hub.contents(name)) for name in FILES] == [1, 0, 1]
        assert not list(cache.rglob("*.incomplete"))


async def test_F7_without_symlinks_a_renamed_file_is_not_fetched_again(
    monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_SYMLINKS", True)
    with FaultHub(FILES) as hub:
        await snapshot_download(REPO, endpoint=hub.url)
        list_of_files = cache / "models--user--repo" / "trees" / f"{COMMIT}.json"
        other = other_revision(cache)
        list_of_files.rename(list_of_files.with_name(f"{'b' * 40}.json"))
        for name in FILES:
            hub.files[f"renamed/{name}"] = hub.files.pop(name)
        before = sorted(cache.rglob("*"))
        hub.asked.clear()

        [*infos] = await snapshot_download(REPO, endpoint=hub.url, dry_run=True)
        info = await hf_hub_download(REPO, "renamed/model.bin", endpoint=hub.url, dry_run=True)
        assert sorted(cache.rglob("*")) == before
        path = Path(await hf_hub_download(REPO, "renamed/model.bin", endpoint=hub.url))
        folder = Path(await snapshot_download(REPO, endpoint=hub.url))

        assert all(not hub.contents(name) for name in hub.files)
        assert {(each.is_cached, each.will_download) for each in [*infos, info]} == {(True, False)}
        assert path.read_bytes() == WEIGHTS
        assert {name: (folder / "renamed" / name).read_bytes() for name in FILES} == FILES
        assert not path.samefile(other / "model.bin")


async def test_F7_a_dry_run_tells_what_another_revision_has_only_by_name(
    monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_SYMLINKS", True)
    with FaultHub(FILES) as hub:
        await snapshot_download(REPO, endpoint=hub.url)
        other = other_revision(cache)
        (other / "config.json").write_bytes(bytes(len(CONFIG)))

        infos = await snapshot_download(REPO, endpoint=hub.url, dry_run=True)

        assert {info.filename for info in infos if info.will_download} == {"config.json"}


class Recorder:
    """A class of bars that remembers its bars."""

    bars: list[Recorder] = []

    def __init__(self, **options: Any) -> None:
        self.options = options
        self.n = 0
        self.closed = False
        self.bars.append(self)

    def update(self, n: int) -> None:
        self.n += n

    def close(self) -> None:
        self.closed = True


async def test_the_bar_is_honest_even_when_bytes_come_twice(monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> None:
    monkeypatch.setattr(Recorder, "bars", [])
    with FaultHub(FILES) as hub:
        hub.script("model.bin", faults.cut(100_000), faults.whole)

        await hf_hub_download(REPO, "model.bin", endpoint=hub.url, tqdm_class=Recorder)

    (bar,) = Recorder.bars
    assert (bar.n, bar.options["total"], bar.closed) == (len(WEIGHTS), len(WEIGHTS), True)


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
async def test_A4_senseless_timeouts_are_refused(timeout: float) -> None:
    with pytest.raises(ValueError, match="etag_timeout"):
        await hf_hub_download(REPO, "config.json", etag_timeout=timeout)


async def test_arguments_of_old_versions_do_nothing() -> None:
    old: dict[str, Any] = {"resume_download": True, "local_dir_use_symlinks": None}
    with FaultHub(FILES) as hub:
        with pytest.warns(FutureWarning, match="resume_download"):
            await hf_hub_download(REPO, "config.json", endpoint=hub.url, **old)
        with pytest.raises(TypeError, match="nonsense"):
            await hf_hub_download(REPO, "config.json", endpoint=hub.url, nonsense=True)  # type: ignore[call-overload]


@pytest.mark.parametrize("text", ["{}\n", "\ufeff{}", "{}\r\n", "  {}"])
async def test_K2_a_reference_that_an_editor_touched_is_read(cache: Path, text: str) -> None:
    with FaultHub(FILES) as hub:
        path = await hf_hub_download(REPO, "config.json", endpoint=hub.url)
    (cache / "models--user--repo" / "refs" / "main").write_text(text.format(COMMIT), encoding="utf-8", newline="")

    assert await hf_hub_download(REPO, "config.json", local_files_only=True) == path


@pytest.mark.parametrize("text", ["../../x", "", "main", "a" * 41, "\0" * 40])
async def test_K1_a_reference_that_is_no_commit_is_ignored(cache: Path, text: str) -> None:
    with FaultHub(FILES) as hub:
        await hf_hub_download(REPO, "config.json", endpoint=hub.url)
        reference = cache / "models--user--repo" / "refs" / "main"
        reference.write_text(text)

        with pytest.raises(errors.LocalEntryNotFoundError):
            await hf_hub_download(REPO, "config.json", local_files_only=True)

        await hf_hub_download(REPO, "config.json", endpoint=hub.url)
        assert reference.read_text() == COMMIT


async def test_C1_the_same_file_at_once_is_fetched_once() -> None:
    with FaultHub(FILES) as hub:

        async def download(_: int) -> str:
            return await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        paths = await runtime.map_concurrently(download, range(4), limit=4)

        assert len(set(paths)) == 1
        assert Path(paths[0]).read_bytes() == WEIGHTS
        assert len(hub.contents("model.bin")) == 1


async def test_P11_nobody_waits_for_ever_for_a_lock(cache: Path, clock: FakeClock, caplog: Any) -> None:
    with FaultHub(FILES) as hub:
        lock = cache / ".locks" / "models--user--repo" / f"{hub.files['model.bin'].etag}.lock"
        lock.parent.mkdir(parents=True)
        with filelock.FileLock(lock):
            path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == WEIGHTS
        assert sum(clock.slept) <= 120


async def test_arguments_that_the_reference_takes() -> None:
    with FaultHub(FILES) as hub:
        for more in ({"etag_timeout": None}, {"subfolder": "sub/folder/"}, {"subfolder": Path("sub/folder")}):
            name = "data.txt" if "subfolder" in more else "config.json"
            path = await hf_hub_download(REPO, name, endpoint=hub.url, **more)  # type: ignore[call-overload]
            assert Path(path).name == name
        folder = await snapshot_download(REPO, endpoint=hub.url, max_workers=None, allow_patterns=[Path("config.json")])  # type: ignore[call-overload]
        assert Path(folder, "config.json").read_bytes() == CONFIG


async def test_the_warning_about_a_stale_file_points_at_the_caller() -> None:
    with FaultHub(FILES) as hub:
        await hf_hub_download(REPO, "config.json", endpoint=hub.url)
        await snapshot_download(REPO, endpoint=hub.url)
        hub.heads.faults.extend([faults.status("403 Forbidden")] * 2)
        hub.apis.faults.extend([faults.status("403 Forbidden")] * 2)

        with pytest.warns(errors.StaleCacheWarning) as of_the_file:
            await hf_hub_download(REPO, "config.json", endpoint=hub.url)
        with pytest.warns(errors.StaleCacheWarning) as of_the_snapshot:
            await snapshot_download(REPO, endpoint=hub.url)

        assert [warning.filename for warning in (*of_the_file, *of_the_snapshot)] == [__file__] * 2
