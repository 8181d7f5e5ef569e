"""The official client and this package share a cache: each uses what the other wrote, and neither damages it.

Needs the official client in an environment of its own, named by `HF_OFFICIAL_PYTHON`; `nox -s clients` makes one.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core.cache import shared, sharing
from huggingface_hub._core.cache.lookup import _CACHED_NO_EXIST, try_to_load_from_cache
from huggingface_hub._core.cache.trees import get_cached_repo_tree
from huggingface_hub._sync.download import hf_hub_download, snapshot_download
from tests.support.fault_server import COMMIT, REPO, FaultHub
from tests.support.machine import fresh_machine


pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(
        not os.environ.get("HF_OFFICIAL_PYTHON"),
        reason="HF_OFFICIAL_PYTHON does not name the Python of an environment with the official client",
    ),
]

FILES = {
    "config.json": b"{}",
    "sub/folder/data.txt": b"data",
    "same.txt": b"data",
    "empty": b"",
    "model.bin": bytes(range(256)) * 2000,
}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    fresh_machine(tmp_path, monkeypatch)
    folder = tmp_path / "cache"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))
    return folder


def official(hub: FaultHub, code: str, cache: Path, **env: str) -> Any:
    """Run code in the official client; `result` is what it gives back."""
    program = (
        "import json\nfrom huggingface_hub import *\nfrom huggingface_hub import _CACHED_NO_EXIST\n"
        f"{code}\nprint('result:' + json.dumps(result))"
    )
    done = subprocess.run(
        [os.environ["HF_OFFICIAL_PYTHON"], "-c", program],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(cache.parent),
            "HF_HOME": str(cache.parent / "official-home"),
            "HF_HUB_CACHE": str(cache),
            "HF_ENDPOINT": hub.url,
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            **env,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.rpartition("result:")[2])


def picture(root: Path) -> dict[str, str]:
    """Every entry below a folder: links with their targets, files with their content."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[name] = f"-> {os.readlink(path)}"
        elif path.is_file():
            # The order of keys in a list of files means nothing.
            found[name] = _comparable(path)
    return found


def _comparable(path: Path) -> str:
    if path.parent.name == "trees":
        return json.dumps(json.loads(path.read_bytes()), sort_keys=True)
    return path.read_bytes().hex()


def asked_for_contents(hub: FaultHub) -> list[str]:
    return [ask.path for ask in hub.asked if ask.method == "GET" and "/resolve/" in ask.path]


def test_C11_both_write_the_same_cache(cache: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    with FaultHub(FILES) as hub:
        snapshot_download(REPO, endpoint=hub.url)
        official(hub, f"result = snapshot_download({REPO!r})", other)

    ours, theirs = picture(cache / "models--user--repo"), picture(other / "models--user--repo")
    assert ours == theirs
    assert picture(cache).keys() ^ picture(other).keys() <= {
        name for name in (*picture(cache), *picture(other)) if name.startswith(".locks/")
    }


def test_C11_they_use_what_we_wrote(cache: Path) -> None:
    with FaultHub(FILES) as hub:
        folder = snapshot_download(REPO, endpoint=hub.url)
        with pytest.raises(errors.RemoteEntryNotFoundError):
            hf_hub_download(REPO, "nothing", endpoint=hub.url)
        before = picture(cache)
        hub.asked.clear()

        code = f"""
result = [
    snapshot_download({REPO!r}),
    hf_hub_download({REPO!r}, "model.bin"),
    hf_hub_download({REPO!r}, "config.json", local_files_only=True),
    try_to_load_from_cache({REPO!r}, "nothing") is _CACHED_NO_EXIST,
    sorted(file.path for file in get_cached_repo_tree({REPO!r})),
    [repo.size_on_disk for repo in scan_cache_dir().repos],
    len(scan_cache_dir().warnings),
]
"""
        found = official(hub, code, cache)

        assert found[0] == folder
        assert found[1:3] == [f"{folder}/model.bin", f"{folder}/config.json"]
        assert found[3] is True
        assert found[4] == sorted(FILES)
        assert found[5] == [sum(len(data) for data in set(FILES.values()))]
        assert found[6] == 0
        assert asked_for_contents(hub) == []
        assert picture(cache) == before


def test_C11_we_use_what_they_wrote(cache: Path) -> None:
    with FaultHub(FILES) as hub:
        code = f"""
result = snapshot_download({REPO!r})
try:
    hf_hub_download({REPO!r}, "nothing")
except errors.EntryNotFoundError:
    pass
"""
        folder = official(hub, f"from huggingface_hub import errors\n{code}", cache)
        before = picture(cache)
        hub.asked.clear()

        assert snapshot_download(REPO, endpoint=hub.url) == folder
        assert snapshot_download(REPO, endpoint=hub.url, revision=COMMIT) == folder
        assert hf_hub_download(REPO, "model.bin", endpoint=hub.url) == f"{folder}/model.bin"
        assert hf_hub_download(REPO, "config.json", local_files_only=True) == f"{folder}/config.json"
        assert try_to_load_from_cache(REPO, "nothing") is _CACHED_NO_EXIST
        assert {file.path for file in get_cached_repo_tree(REPO)} == set(FILES)
        assert asked_for_contents(hub) == []
        assert picture(cache) == before


def test_local_folders_are_shared_too(tmp_path: Path, cache: Path) -> None:
    with FaultHub(FILES) as hub:
        ours, theirs = tmp_path / "ours", tmp_path / "theirs"
        snapshot_download(REPO, endpoint=hub.url, local_dir=ours)
        official(hub, f"result = snapshot_download({REPO!r}, local_dir={str(theirs)!r})", cache)
        hub.asked.clear()

        official(hub, f"result = snapshot_download({REPO!r}, local_dir={str(ours)!r})", cache)
        snapshot_download(REPO, endpoint=hub.url, local_dir=theirs)

        assert asked_for_contents(hub) == []
        for root in (ours, theirs):
            assert {name: (root / name).read_bytes() for name in FILES} == FILES


def test_without_symlinks(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_SYMLINKS", True)
    with FaultHub(FILES) as hub:
        folder = snapshot_download(REPO, endpoint=hub.url)
        hub.asked.clear()

        again = official(hub, f"result = snapshot_download({REPO!r})", cache, HF_HUB_DISABLE_SYMLINKS="1")

        assert again == folder
        assert asked_for_contents(hub) == []


def test_dry_runs_agree(cache: Path) -> None:
    with FaultHub(FILES) as hub:
        hf_hub_download(REPO, "config.json", endpoint=hub.url)
        ours = [vars(info) for info in snapshot_download(REPO, endpoint=hub.url, dry_run=True)]

        theirs = official(hub, f"result = [vars(info) for info in snapshot_download({REPO!r}, dry_run=True)]", cache)

        by_name = {info["filename"]: info for info in theirs}
        assert {info["filename"]: info for info in ours} == by_name


# --- contents that repositories share ---

SHARED = b"weights" * 1000
SHARED_ETAG = hashlib.sha256(SHARED).hexdigest()
XET = "ab" * 32


def blob_of(cache: Path, name: str) -> Path:
    blob = cache / f"models--user--{name}" / "blobs" / SHARED_ETAG
    blob.parent.mkdir(parents=True, exist_ok=True)
    return blob


def arguments(cache: Path, name: str) -> dict[str, Any]:
    return {
        "blob_path": str(blob_of(cache, name)),
        "xet_hash": XET,
        "cache_dir": str(cache),
        "expected_size": len(SHARED),
    }


def theirs(cache: Path, function: str, name: str) -> Any:
    with FaultHub({}) as hub:
        code = f"from huggingface_hub import file_download\nresult = file_download.{function}(**{arguments(cache, name)!r})"
        return official(hub, code, cache, HF_HUB_DISABLE_XET="")


@pytest.mark.parametrize("first", ["ours", "theirs"])
def test_C11_each_shares_what_the_other_has_brought(cache: Path, monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    blob_of(cache, "one").write_bytes(SHARED)
    if first == "ours":
        assert sharing.publish_blob_to_shared_store(**arguments(cache, "one"))
        assert theirs(cache, "try_link_from_shared_store", "two")
    else:
        assert theirs(cache, "publish_blob_to_shared_store", "one")
        assert sharing.try_link_from_shared_store(**arguments(cache, "two"))

    content = cache / "blobs" / "ab" / XET
    assert {os.readlink(blob_of(cache, name)) for name in ("one", "two")} == {f"../../blobs/ab/{XET}"}
    assert blob_of(cache, "two").read_bytes() == SHARED
    assert Path(f"{content}.refs").read_text().splitlines() == [
        f"models--user--{name}/blobs/{SHARED_ETAG}" for name in ("one", "two")
    ]


@pytest.mark.parametrize("who", ["ours", "theirs"])
def test_C11_each_deletes_only_what_nobody_has(cache: Path, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    blob_of(cache, "one").write_bytes(SHARED)
    sharing.publish_blob_to_shared_store(**arguments(cache, "one"))
    theirs(cache, "try_link_from_shared_store", "two")
    content = cache / "blobs" / "ab" / XET

    def collect() -> int:
        if who == "ours":
            return shared.sweep(str(cache))
        code = f"""
from pathlib import Path
from huggingface_hub.utils import _shared_blobs
result = _shared_blobs.sweep_shared_blob(Path({str(content)!r}), cache_dir={str(cache)!r})
"""
        with FaultHub({}) as hub:
            found: int = official(hub, code, cache, HF_HUB_DISABLE_XET="")
        return found

    blob_of(cache, "one").unlink()
    assert (collect(), content.exists()) == (0, True)
    blob_of(cache, "two").unlink()
    assert (collect(), content.exists()) == (len(SHARED), False)
