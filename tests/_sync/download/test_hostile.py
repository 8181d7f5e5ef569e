# Generated from tests/_async/download/test_hostile.py: edit that file, not this one, then run `python -m codegen`.

"""Rows S and A of the fault matrix: hostile servers, repositories and arguments reach nothing. For both colours."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub._core.cache.lookup import try_to_load_from_cache
from huggingface_hub._sync.download import get_hf_file_metadata, hf_hub_download, snapshot_download
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import COMMIT, REPO, FaultHub
from tests.support.rawserver import Connection, RawServer


MIB = 1024 * 1024
BIG = random.Random(1).randbytes(4 * MIB + 12345)
SMALL = b"small but whole\n" * 50


def test_S1_an_etag_that_is_a_path_is_refused(cache: Path, tmp_path: Path) -> None:
    head = faults.status("200 OK", ETag='"../../../../x"', X_Repo_Commit=COMMIT)
    with FaultHub({"model.bin": BIG}) as hub:
        hub.heads.faults.append(head)

        with pytest.raises(errors.UnsafePathError):
            hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert not cache.exists()


@pytest.mark.parametrize("commit", ["../../..", "main", "A" * 40, "a" * 39])
def test_S2_a_commit_that_is_not_one_is_refused(cache: Path, commit: str) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.heads.faults.append(faults.status("200 OK", ETag='"1234"', X_Repo_Commit=commit))

        with pytest.raises(errors.UnsafePathError):
            hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert not cache.exists()


def test_S3_the_same_in_an_error_is_ignored(cache: Path) -> None:
    missing = faults.status("404 Not Found", X_Error_Code="EntryNotFound", X_Repo_Commit="../../..")
    with FaultHub({}) as hub:
        hub.heads.faults.append(missing)

        with pytest.raises(errors.RemoteEntryNotFoundError):
            hf_hub_download(REPO, "config.json", endpoint=hub.url)

        assert not cache.exists()


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:/x", "\\\\host\\x", "a//b", "a\0b", "."])
def test_S4_S6_unsafe_names_are_refused(cache: Path, tmp_path: Path, name: str) -> None:
    with FaultHub({name: SMALL}) as hub:
        with pytest.raises(errors.UnsafePathError):
            hf_hub_download(REPO, name, endpoint=hub.url)
        assert not cache.exists()
        with pytest.raises(errors.UnsafePathError):
            snapshot_download(REPO, endpoint=hub.url)

    assert not list(cache.rglob("x"))


@pytest.mark.parametrize(
    "name", [".git/hooks/post-checkout", "a/.git/config", ".cache/huggingface/download/x.metadata"]
)
def test_S7_S8_names_with_a_meaning_are_refused_in_a_local_folder(tmp_path: Path, name: str) -> None:
    target = tmp_path / "target"
    with FaultHub({name: SMALL, "ok.txt": SMALL}) as hub:
        with pytest.raises(errors.UnsafePathError, match="Refusing to write"):
            hf_hub_download(REPO, name, endpoint=hub.url, local_dir=target)
        with pytest.raises(errors.UnsafePathError, match="Refusing to write"):
            snapshot_download(REPO, endpoint=hub.url, local_dir=target)

        snapshot_download(REPO, endpoint=hub.url, local_dir=target, allow_patterns="ok.txt")

    assert not (target / name).exists()
    assert (target / "ok.txt").read_bytes() == SMALL


def test_S9_a_planted_symlink_is_not_followed(tmp_path: Path) -> None:
    target, elsewhere = tmp_path / "target", tmp_path / "elsewhere"
    target.mkdir()
    elsewhere.mkdir()
    (target / "folder").symlink_to(elsewhere)
    with FaultHub({"folder/x.txt": SMALL}) as hub:
        with pytest.raises(errors.UnsafePathError):
            hf_hub_download(REPO, "folder/x.txt", endpoint=hub.url, local_dir=target)
        with pytest.raises(errors.UnsafePathError):
            snapshot_download(REPO, endpoint=hub.url, local_dir=target)

    assert not list(elsewhere.iterdir())


def test_S11_the_token_stays_with_the_hub(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:
        hub.script("model.bin", faults.cut(MIB))

        hf_hub_download(REPO, "model.bin", endpoint=hub.url, token="hf_secret", headers={"X-Company": "ours"})

        for ask in hub.asked:
            on_hub = "/resolve/" in ask.path
            assert ("authorization" in ask.headers) == on_hub
            assert ("x-company" in ask.headers) == on_hub


@pytest.mark.parametrize("revision", ["../../x", "/x", "a\\..\\..\\x"])
def test_A1_a_revision_that_is_a_path_is_refused(cache: Path, revision: str) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        with pytest.raises(errors.UnsafePathError):
            hf_hub_download(REPO, "model.bin", revision=revision, endpoint=hub.url)
        with pytest.raises(errors.UnsafePathError):
            snapshot_download(REPO, revision=revision, endpoint=hub.url)

        assert hub.asked == []
        assert not cache.exists()


def with_headers(*lines: str) -> faults.Fault:
    """Answer as always, with more headers."""

    def fault(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        body = b"" if ask.method == "HEAD" else file.data
        more = "".join(f"{line}\r\n" for line in (*lines, f'ETag: "{file.etag}"', f"X-Repo-Commit: {COMMIT}"))
        return connection.send(f"HTTP/1.1 200 OK\r\nContent-Length: {len(file.data)}\r\n{more}\r\n".encode() + body)

    return fault


@pytest.mark.parametrize(
    "lines",
    [["X-Long: " + "x" * 500_000], [f"X-{number}: {'x' * 30}" for number in range(10_000)]],
    ids=["one_long", "many"],
)
def test_R13_endless_headers_are_not_read(clock: FakeClock, cache: Path, lines: list[str]) -> None:
    with FaultHub({"model.bin": BIG, "a.txt": SMALL}) as hub:
        hub.heads.faults.extend([with_headers(*lines)] * 10)
        with pytest.raises(errors.LocalEntryNotFoundError):
            hf_hub_download(REPO, "a.txt", endpoint=hub.url)
        hub.heads.faults.clear()
        for name in hub.files:
            hub.script(name, then=with_headers(*lines))

            with pytest.raises((errors.TransportError, OSError)):
                snapshot_download(REPO, endpoint=hub.url, allow_patterns=name)

        assert not list(cache.rglob("*.incomplete"))


def test_R19_a_404_of_a_replica_that_lags_behind_does_not_stick(clock: FakeClock, cache: Path) -> None:
    missing = faults.status("404 Not Found", X_Error_Code="EntryNotFound", X_Repo_Commit=COMMIT)
    with FaultHub({"config.json": SMALL}) as hub:
        for revision in ("main", COMMIT):
            hub.heads.faults.append(missing)
            with pytest.raises(errors.RemoteEntryNotFoundError):
                hf_hub_download(REPO, "config.json", revision=revision, endpoint=hub.url)
            assert list(cache.glob("*/.no_exist/*/config.json"))

            path = hf_hub_download(REPO, "config.json", revision=revision, endpoint=hub.url)

            assert Path(path).read_bytes() == SMALL
            assert try_to_load_from_cache(REPO, "config.json", revision=revision) == path
            Path(path).unlink()


def test_S17_nobody_but_the_hub_hands_out_access_to_the_xet_store(clock: FakeClock) -> None:
    with RawServer(lambda connection: None) as stranger, FaultHub({"model.bin": BIG}) as hub:
        link = f'Link: <{stranger.url}/api/token>; rel="xet-auth"'
        hub.heads.faults.append(with_headers(f"X-Xet-Hash: {'e' * 64}", link))

        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url, token="hf_secret")

        assert Path(path).read_bytes() == BIG
        assert stranger.connections == 0
        hub.heads.faults.append(with_headers(f"X-Xet-Hash: {'e' * 64}", link))
        metadata = get_hf_file_metadata(f"{hub.url}/{REPO}/resolve/main/model.bin", endpoint=hub.url)
        assert metadata.xet_file_data is None


@pytest.mark.parametrize("name", ["../../x", "/etc/x", "CON", "other.txt"])
def test_S22_the_name_in_a_header_is_of_no_consequence(clock: FakeClock, cache: Path, name: str) -> None:
    header = f'Content-Disposition: attachment; filename="{name}";'
    with FaultHub({"config.json": SMALL}) as hub:
        hub.heads.faults.append(with_headers(header))
        hub.script("config.json", then=with_headers(header))

        path = Path(hf_hub_download(REPO, "config.json", endpoint=hub.url))

        assert path.read_bytes() == SMALL
        assert path == cache / "models--user--repo" / "snapshots" / COMMIT / "config.json"
