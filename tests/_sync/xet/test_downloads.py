# Generated from tests/_async/xet/test_downloads.py: edit that file, not this one, then run `python -m codegen`.

"""Downloads through the Xet storage, and what becomes of them when it does not work. For both colours."""

from __future__ import annotations

import hashlib
import time
import warnings
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core.xet import connection
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._runtime.xet import session
from huggingface_hub._sync.api import HfApi
from huggingface_hub._sync.download import DownloadApi, hf_hub_download, snapshot_download
from huggingface_hub._sync.download.metadata import ask
from huggingface_hub._sync.xet.download import xet_get
from huggingface_hub.types.download import XetFileData
from huggingface_hub.types.events import Event, TransferEnded, TransferProgressed
from huggingface_hub.types.http import Timeouts
from tests.support.xet_hub import XetHub, content


ONE, TWO = content(1), content(2)
XORBS, PLANS, TOKENS = "/api/xet/xorbs/", "/reconstructions/", "xet-read-token"


def impatient() -> DownloadApi:
    """A client that soon takes silence for a failure."""
    return DownloadApi(timeouts=Timeouts(stall=0.5))


def test_a_file_comes_through_xet(hub: XetHub) -> None:
    repo = hub.put({"a.bin": ONE})
    events: list[Event] = []
    path = hf_hub_download(repo, "a.bin", on_event=events.append)
    assert Path(path).read_bytes() == ONE
    assert Path(path).readlink().name == hashlib.sha256(ONE).hexdigest()
    assert hub.count(XORBS) > 0
    assert hub.count("GET /objects/") == hub.count("/v1/telemetry") == 0
    assert isinstance(events[-1], TransferEnded)
    assert events[-1].done == events[-1].total == len(ONE)
    assert not list(Path(path).resolve().parent.glob("*.incomplete*"))


def test_C11_a_content_comes_once_for_all_repositories(hub: XetHub) -> None:
    """It is kept in the store that they share, from which another one takes it."""
    first = Path(hf_hub_download(hub.put({"a.bin": ONE}), "a.bin"))
    second = hub.put({"b/c.bin": ONE})
    hub.asked.clear()
    folder = Path(snapshot_download(second))

    assert hub.count(XORBS) == hub.count("GET /objects/") == 0
    assert (folder / "b/c.bin").read_bytes() == ONE
    assert (folder / "b/c.bin").resolve() == first.resolve()
    assert first.resolve().parent.parent == Path(constants.HF_HUB_CACHE) / "blobs"


def test_a_snapshot_needs_one_token_and_no_question_about_a_file(hub: XetHub) -> None:
    files = {f"{n}.bin": content(n) for n in range(4)}
    repo = hub.put(files)
    hub.asked.clear()
    folder = snapshot_download(repo, max_workers=3)
    assert {name: (Path(folder) / name).read_bytes() for name in files} == files
    assert hub.count("HEAD") == 0
    assert hub.count("GET /objects/") == 0
    assert hub.count(TOKENS) == 1


def test_into_a_folder(hub: XetHub, tmp_path: Path) -> None:
    repo = hub.put({"sub/a.bin": ONE})
    path = hf_hub_download(repo, "sub/a.bin", local_dir=tmp_path / "here")
    assert Path(path) == tmp_path / "here" / "sub" / "a.bin"
    assert Path(path).read_bytes() == ONE
    assert hub.count(XORBS) > 0


def test_what_came_through_xet_goes_down_through_xet(hub: XetHub) -> None:
    """A file that the Hub has as real, compressed xorbs."""
    import hf_xet

    data = b"".join(content(n, 20_000) + bytes(30_000) for n in range(60))
    repo = hub.hub.new_repo()
    group = hf_xet.XetSession().new_upload_commit(
        token_refresh_url=f"{hub.url}/api/models/{repo}/xet-write-token/main",
        token_refresh_headers={"authorization": f"Bearer {hub.token}"},
    )
    with group:
        group.start_upload_bytes(data, sha256=hashlib.sha256(data).hexdigest())
    lines = '{"key":"header","value":{"summary":"x"}}\n{"key":"lfsFile","value":{"path":"a.bin","algo":"sha256","oid":"%s"}}\n'
    HfApi().send("POST", f"/api/models/{repo}/commit/main", content=(lines % hashlib.sha256(data).hexdigest()).encode())
    assert Path(hf_hub_download(repo, "a.bin")).read_bytes() == data
    assert hub.count(XORBS) > 0


@pytest.mark.parametrize("why", ["switched off", "not installed", "proxy", "bandwidth", "small"])
def test_what_goes_over_http_anyway(hub: XetHub, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    data = content(3, 400_000) if why == "small" else ONE
    repo = hub.put({"a.bin": data})
    options: dict[str, Any] = {}
    if why == "switched off":
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    elif why == "not installed":
        monkeypatch.setattr("huggingface_hub._core.packages.is_package_available", lambda name: False)
    elif why == "bandwidth":
        options["max_bandwidth"] = 1e9
    client = DownloadApi(proxy=hub.url) if why == "proxy" else DownloadApi()
    if why == "proxy":
        assert not session.is_open(client.http_options)
        return
    assert Path(client.hf_hub_download(repo, "a.bin", **options)).read_bytes() == data
    assert hub.count("/api/xet/") == 0


# N22: the storage does not work


@pytest.mark.parametrize("fault", ["token", "plan", "data"])
@pytest.mark.parametrize("status", [404, 403])
def test_N22_what_is_refused_comes_over_http(hub: XetHub, fault: str, status: int) -> None:
    repo = hub.put({"a.bin": ONE, "b.bin": TWO})
    {"token": hub.refuse_tokens, "plan": hub.refuse_plans, "data": hub.refuse_data}[fault](status)
    with pytest.warns(errors.TransportFallbackWarning, match="over plain HTTP") as caught:
        # Refused data make the library ask for new addresses without end.
        path = impatient().hf_hub_download(repo, "a.bin")
    assert len(caught) == 1
    assert hub.token not in str(caught[0].message)
    assert Path(path).read_bytes() == ONE
    hub.asked.clear()
    # Said once, and not tried again so soon.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Path(hf_hub_download(repo, "b.bin")).read_bytes() == TWO
    assert hub.count("/api/xet/") == hub.count(TOKENS) == 0


def test_N22_silence_is_not_waited_for(hub: XetHub) -> None:
    repo = hub.put({"a.bin": ONE})
    hub.stall_data()
    with pytest.warns(errors.TransportFallbackWarning, match="nothing has moved") as caught:
        path = impatient().hf_hub_download(repo, "a.bin")
    assert len(caught) == 1
    assert not hub.outwaited
    assert Path(path).read_bytes() == ONE


def test_N22_a_snapshot_says_it_once(hub: XetHub) -> None:
    files = {f"{n}.bin": content(n) for n in range(4)}
    repo = hub.put(files)
    hub.stall_data()
    with pytest.warns(errors.TransportFallbackWarning) as caught:
        folder = impatient().snapshot_download(repo)
    assert len(caught) == 1
    assert {name: (Path(folder) / name).read_bytes() for name in files} == files


def test_N22_a_library_that_has_no_room_for_its_notes(
    hub: XetHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As in a container whose home can't be written to."""
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(session, "_SESSIONS", {})
    monkeypatch.setenv("HF_XET_CACHE", str(tmp_path / "file" / "xet"))
    repo = hub.put({"a.bin": ONE})
    with pytest.warns(errors.TransportFallbackWarning, match="does not start"):
        path = hf_hub_download(repo, "a.bin")
    assert Path(path).read_bytes() == ONE


def test_N22_a_library_that_fails_in_its_own_ways(hub: XetHub, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        def __getattr__(self, name: str) -> Any:
            raise OSError("I/O error: No such file or directory (os error 2)")

    monkeypatch.setattr(session, "_SESSIONS", {})
    monkeypatch.setattr(session, "_new_session", Failing)
    repo = hub.put({"a.bin": ONE})
    with pytest.warns(errors.TransportFallbackWarning, match="I/O error"):
        path = hf_hub_download(repo, "a.bin")
    assert Path(path).read_bytes() == ONE


def test_N22_a_library_that_does_not_start(hub: XetHub, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise OSError("no such symbol")

    monkeypatch.setattr(session, "_SESSIONS", {})
    monkeypatch.setattr(session, "_new_session", broken)
    repo = hub.put({"a.bin": ONE})
    with pytest.warns(errors.TransportFallbackWarning, match="hf_xet does not start: no such symbol"):
        path = hf_hub_download(repo, "a.bin")
    assert Path(path).read_bytes() == ONE


def test_the_errors_of_the_hub_are_raised_all_the_same(hub: XetHub) -> None:
    repo = hub.hub.new_repo(private=True, files={"a.bin": ONE})
    with pytest.raises(errors.RepositoryNotFoundError):
        hf_hub_download(repo, "a.bin", token=False)


# I1: nothing is believed


def test_damaged_bytes_are_fetched_again_over_http(hub: XetHub, caplog: pytest.LogCaptureFixture) -> None:
    repo = hub.put({"a.bin": ONE})
    hub.damage_data()
    path = hf_hub_download(repo, "a.bin")
    assert Path(path).read_bytes() == ONE
    assert hub.count(XORBS) > 0
    assert hub.count("GET /objects/") > 0


# Stopping and going on


def test_a_stopped_download_ends_at_once(hub: XetHub, cache: Path) -> None:
    repo = hub.put({"a.bin": ONE})
    hub.stall_data()
    with pytest.raises(TimeoutError):
        with runtime.fail_after(0.5):
            hf_hub_download(repo, "a.bin")
    assert not hub.outwaited
    assert not list(cache.rglob("snapshots/*/a.bin"))


def test_what_arrived_before_is_not_fetched_again(hub: XetHub, cache: Path) -> None:
    data = content(5, 8_000_000)
    repo = hub.put({"a.bin": data})
    blobs = cache / f"models--{repo.replace('/', '--')}" / "blobs"
    with pytest.MonkeyPatch.context() as patch:
        hub.stall_data(hub.xorbs_of(data)[:4], patch)
        # How long the library takes to begin depends on what else the machine does.
        for patience in (1.0, 2.0, 4.0):
            with pytest.raises(TimeoutError):
                with runtime.fail_after(patience):
                    hf_hub_download(repo, "a.bin")
            if list(blobs.glob("*.incomplete")):
                break
    assert list(blobs.glob("*.incomplete"))
    hub.asked.clear()
    events: list[Event] = []
    path = hf_hub_download(repo, "a.bin", on_event=events.append)
    assert Path(path).read_bytes() == data
    # The rest comes over HTTP, since the library always begins at the beginning.
    assert hub.count("/api/xet/") == 0
    progressed = [event for event in events if isinstance(event, TransferProgressed)]
    assert progressed[0].done > 1_000_000


# xet_get, and where a token is asked for


def test_xet_get(hub: XetHub, tmp_path: Path) -> None:
    repo = hub.put({"a.bin": ONE})
    metadata = ask(DownloadApi(), f"/{repo}/resolve/main/a.bin")
    assert metadata.xet_file_data is not None
    headers = {"authorization": f"Bearer {hub.token}"}
    target = tmp_path / "partial"
    xet_get(incomplete_path=target, xet_file_data=metadata.xet_file_data, headers=headers, expected_size=len(ONE))
    assert target.read_bytes() == ONE
    xet_get(incomplete_path=tmp_path / "2", xet_file_data=metadata.xet_file_data, headers=headers)
    assert (tmp_path / "2").read_bytes() == ONE
    missing = XetFileData("0" * 63 + "1", metadata.xet_file_data.refresh_route)
    with pytest.raises(errors.XetDownloadError, match="404"):
        xet_get(incomplete_path=tmp_path / "3", xet_file_data=missing, headers=headers, expected_size=5)


def test_a_token_is_used_until_shortly_before_its_end(hub: XetHub, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = hub.put({"a.bin": ONE, "b.bin": TWO})
    hf_hub_download(repo, "a.bin")
    hf_hub_download(repo, "b.bin")
    assert hub.count(TOKENS) == 1
    now = time.time()
    monkeypatch.setattr(connection.time, "time", lambda: now + 3600 - connection.MARGIN + 1)
    hf_hub_download(repo, "a.bin", force_download=True)
    assert hub.count(TOKENS) == 2


# Buckets


def test_files_of_buckets_come_through_xet(hub: XetHub, tmp_path: Path) -> None:
    api = HfApi()
    bucket = api.create_bucket("downloads").bucket_id
    api.batch_bucket_files(bucket, add=[(ONE, "one.bin"), (TWO, "d/two.bin"), (b"small", "small.txt")])
    hub.asked.clear()

    api.download_bucket_files(
        bucket, [(name, tmp_path / "here" / name) for name in ("one.bin", "d/two.bin", "small.txt")]
    )

    assert (tmp_path / "here/one.bin").read_bytes() == ONE
    assert (tmp_path / "here/d/two.bin").read_bytes() == TWO
    assert (tmp_path / "here/small.txt").read_bytes() == b"small"
    assert hub.count(XORBS) > 0
    assert hub.count(TOKENS) == 1
    assert hub.count("/resolve/") == 1
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == ["d", "one.bin", "small.txt"]


def test_N22_files_of_buckets_come_over_http_if_xet_does_not_work(hub: XetHub, tmp_path: Path) -> None:
    api = HfApi()
    bucket = api.create_bucket("fallback").bucket_id
    api.batch_bucket_files(bucket, add=[(ONE, "one.bin")])
    hub.refuse_plans(404)
    with pytest.warns(errors.TransportFallbackWarning, match="A download through the Xet storage failed"):
        api.download_bucket_files(bucket, [("one.bin", tmp_path / "one.bin")])

    assert (tmp_path / "one.bin").read_bytes() == ONE


def test_R1_damaged_files_of_buckets_are_fetched_over_http(hub: XetHub, tmp_path: Path) -> None:
    api = HfApi()
    bucket = api.create_bucket("damaged").bucket_id
    api.batch_bucket_files(bucket, add=[(ONE, "one.bin")])
    hub.damage_data()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", errors.TransportFallbackWarning)
        api.download_bucket_files(bucket, [("one.bin", tmp_path / "one.bin")])

    assert (tmp_path / "one.bin").read_bytes() == ONE
