# Generated from tests/_async/upload/test_fast_lane.py: edit that file, not this one, then run `python -m codegen`.

"""Files that go to the storage by the fast lane, and what it leaves to the patient way. For both colours."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import ssl
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._runtime.lane import put as lane
from huggingface_hub._sync.api import HfApi
from tests.runtime.test_tls import certificate as certificate, context as context
from tests.support import upload_server as faults
from tests.support.clock import FakeClock
from tests.support.stopwatch import Stopwatch
from tests.support.upload_server import REPO, UploadHub


TOKEN = "hf_" + "secretsecretsecret"
BIG = random.Random(1).randbytes(300_500)
OID = hashlib.sha256(BIG).hexdigest()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that was not written to just now."""
    return old_file(tmp_path / "a.bin", BIG)


def old_file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    os.utime(path, ns=(0, 1_000_000_001))
    return path


@pytest.fixture(autouse=True, params=["lane", "httpx"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways have to lead to the same."""
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_FAST_LANE", request.param == "httpx")
    return str(request.param)


def upload(hub: UploadHub, path: Path) -> None:
    HfApi(hub.url, TOKEN).upload_file(path_or_fileobj=path, path_in_repo="a.bin", repo_id=REPO)


@pytest.mark.parametrize("part_size", [None, 30_000])
def test_a_file_arrives_and_the_storage_sees_no_token(path: Path, part_size: int | None, way: str) -> None:
    with UploadHub(part_size=part_size) as hub:
        upload(hub, path)

        assert hub.files == {"a.bin": (OID, True)}
        puts = hub.to("put")
        assert len(puts) == (1 if part_size is None else 11)
        for seen in puts:
            assert "authorization" not in seen.headers
            assert TOKEN not in str(seen)
            assert seen.headers["content-length"] == str(len(seen.body))
            # What httpx adds by itself tells which way it was.
            assert ("connection" in seen.headers) == (way == "httpx")


@pytest.mark.parametrize("part_size", [None, 30_000])
@pytest.mark.parametrize("fault", ["reset", "503", "500", "429"])
def test_U1_what_does_not_arrive_is_sent_again(clock: FakeClock, path: Path, part_size: int | None, fault: str) -> None:
    with UploadHub(part_size=part_size) as hub:
        hub.script("put", faults.go_on, faults.reset if fault == "reset" else faults.status(f"{fault} Fault"))
        if part_size is None:
            hub.script("put", faults.go_on)

        upload(hub, path)

        assert hub.files == {"a.bin": (OID, True)}
        assert len(hub.to("batch")) == 1


def test_U2_expired_addresses_get_a_new_batch_and_stored_parts_are_not_sent_again(clock: FakeClock, path: Path) -> None:
    with UploadHub(part_size=10_000) as hub:
        hub.good_for = 20

        upload(hub, path)

        assert hub.files == {"a.bin": (OID, True)}
        assert len(hub.to("batch")) == 2
        resent = {seen.path for seen in hub.to("put") if seen.query["X-Amz-Signature"] == ["secret2"]}
        assert 11 <= len(resent) <= 11 + constants.UPLOAD_CONNECTIONS


def test_U4_a_file_that_is_cut_short_on_the_way_is_planned_anew(path: Path) -> None:
    with UploadHub(part_size=30_000) as hub:
        hub.script("put", faults.first(lambda: os.truncate(path, 100_000)))

        upload(hub, path)

        assert hub.files == {"a.bin": (hashlib.sha256(BIG[:100_000]).hexdigest(), True)}


def test_U12_a_part_without_an_etag_is_never_completed(path: Path) -> None:
    with UploadHub(part_size=30_000) as hub:
        hub.script("put", *[faults.status("200 OK")] * 20)

        with pytest.raises(errors.UploadFailedError, match="Invalid etag"):
            upload(hub, path)

        assert hub.to("complete") == []


def test_a_storage_may_send_us_elsewhere(clock: FakeClock, path: Path) -> None:
    with UploadHub() as hub, UploadHub() as other:
        other._on_put = lambda seen: hub._store(OID, seen.body)  # type: ignore[method-assign]
        hub.script("put", faults.status("307 Elsewhere", headers=f"Location: {other.url}/put/{OID}\r\n"))

        upload(hub, path)

        assert hub.files == {"a.bin": (OID, True)}


def test_many_files_that_go_in_one_piece(tmp_path: Path) -> None:
    contents = {f"{n}.bin": random.Random(n).randbytes(2000 + n) for n in range(60)}
    operations = [CommitOperationAdd(n, old_file(tmp_path / n, content)) for n, content in contents.items()]
    with UploadHub() as hub:
        hub.script("put", *[faults.go_on] * 10, faults.reset)

        HfApi(hub.url, TOKEN).create_commit(REPO, operations, commit_message="m")

        assert hub.files == {n: (hashlib.sha256(c).hexdigest(), True) for n, c in contents.items()}
        assert len(hub.to("put")) == 61


def test_U16_a_storage_that_stalls_does_not_hold_up_the_end(path: Path) -> None:
    def stall(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
        connection.wait_for_end()
        return True

    with UploadHub(part_size=30_000) as hub:
        hub.script("put", *[stall] * 20)
        watch = Stopwatch()

        with pytest.raises(TimeoutError):
            with runtime.fail_after(0.3):
                upload(hub, path)

        assert watch.seconds < 1.3


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
@pytest.mark.parametrize("part_size", [None, 30_000])
def test_a_storage_with_tls(path: Path, part_size: int | None, certificate: Path, context: ssl.SSLContext) -> None:
    with UploadHub(part_size=part_size, tls=context) as hub:
        api = HfApi(hub.url, TOKEN, verify=str(certificate))
        api.upload_file(path_or_fileobj=path, path_in_repo="a.bin", repo_id=REPO)

        assert hub.files == {"a.bin": (OID, True)}


def test_connections_are_few_at_first(path: Path, way: str) -> None:
    with UploadHub(part_size=5_000) as hub:
        upload(hub, path)

        assert hub._server.connections <= 2 + (lane.FIRST if way == "lane" else constants.UPLOAD_CONNECTIONS) * 4
