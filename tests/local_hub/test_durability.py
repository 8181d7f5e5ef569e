"""A killed server: whatever it confirmed is there, whatever it did not is either there whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from huggingface_hub.local_hub import LocalHub
from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.trees import walk
from tests.local_hub.conftest import Client, add, lfs


SERVE = """
import sys
from huggingface_hub.local_hub.commands import serve
raise SystemExit(serve(sys.argv[1], port=0))
"""


class Server:
    """`serve` in a process of its own."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(root)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout is not None
        lines = [self.process.stdout.readline().strip() for _ in range(2)]
        self.env = dict(line.split("=", 1) for line in lines)

    def client(self) -> Client:
        return Client(self.env["HF_ENDPOINT"], self.env["HF_TOKEN"])

    def end(self, how: int) -> int:
        self.process.send_signal(how)
        code = self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


class Writer(threading.Thread):
    """Commits until the server is gone, and notes what was confirmed."""

    def __init__(self, server: Server, number: int, enough: threading.Event, wanted: int) -> None:
        super().__init__()
        self.server, self.number, self.enough, self.wanted = server, number, enough, wanted
        self.confirmed: list[str] = []
        self.failure: AssertionError | None = None

    def run(self) -> None:
        with self.server.client() as client:
            try:
                for step in range(10_000):
                    self._step(client, step)
            except httpx.HTTPError:
                return
            except AssertionError as error:
                self.failure = error
                self.enough.set()

    def _step(self, client: Client, step: int) -> None:
        data = f"{self.number} {step}".encode() * 5000
        oid = client.put_object("local/r", data)
        many = [add(f"w{self.number}/s{step}/{n}.txt", f"{n}") for n in range(40)]
        response = client.commit("local/r", lfs(f"w{self.number}/s{step}/o.bin", oid, len(data)), *many)
        assert response.status_code == 200, response.text
        self.confirmed.append(response.json()["commitOid"])
        if len(self.confirmed) >= self.wanted:
            self.enough.set()


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("wanted", [1, 3, 6])
def test_killed_while_committing(tmp_path: Path, wanted: int) -> None:
    server = Server(tmp_path)
    with server.client() as client:
        client.new_repo("r")
    enough = threading.Event()
    writers = [Writer(server, number, enough, wanted) for number in range(3)]
    for writer in writers:
        writer.start()
    assert enough.wait(15)
    server.end(signal.SIGKILL)
    for writer in writers:
        writer.join()
    assert [writer.failure for writer in writers] == [None, None, None]
    confirmed = {oid for writer in writers for oid in writer.confirmed}
    check_everything(tmp_path, confirmed)


def check_everything(root: Path, confirmed: set[str]) -> None:
    with LocalHub(root) as hub, Client(hub.url, hub.token) as client:
        history = client.get("/api/models/local/r/commits/main?limit=1000").json()
        assert confirmed <= {item["id"] for item in history}
        found = hub.state.repos.find("model", "local/r")
        assert found is not None
        path = hub.state.git.path(found.id)
        git = Git(path)
        for item in history:
            files = [entry for entry in walk(git, git.commit(item["id"]).tree.decode()) if not entry.is_dir]
            for entry, info in zip(files, (hub.state.blobs.one(git, entry.sha) for entry in files), strict=True):
                if info.lfs_sha256 is not None:
                    data = hub.state.objects.path(info.lfs_sha256).read_bytes()
                    assert hashlib.sha256(data).hexdigest() == info.lfs_sha256
                assert len(git.blob(entry.sha)) == info.size
        git.close()
        if shutil.which("git"):
            subprocess.run(["git", "fsck", "--full"], cwd=path, check=True, capture_output=True, timeout=15)
        # Nothing that the killed process held stands in the way.
        client.put_files("local/r", {"after.txt": "still alive"})
        assert client.get("/local/r/resolve/main/after.txt").text == "still alive"
        assert not list(hub.state.objects.staging.glob("incoming-*"))


@pytest.mark.skipif(os.name != "posix", reason="needs SIGINT")
def test_ctrl_c_ends_within_a_second_even_during_a_download(tmp_path: Path) -> None:
    import time

    server = Server(tmp_path)
    with server.client() as client:
        client.new_repo("r")
        oid = client.put_object("local/r", os.urandom(30_000_000))
        client.commit("local/r", lfs("big.bin", oid))
        with client.stream("GET", "/local/r/resolve/main/big.bin", follow_redirects=True) as response:
            stream = response.iter_raw(1000)
            next(stream)
            started = time.monotonic()
            code = server.end(signal.SIGINT)
            assert time.monotonic() - started < 1.5
            assert code == 0


def test_an_interrupted_upload_can_go_on_after_a_restart(tmp_path: Path) -> None:
    data = os.urandom(400_000)
    options = {"multipart_threshold": 100_000, "part_size": 100_000}
    oid = hashlib.sha256(data).hexdigest()
    body = {
        "operation": "upload",
        "transfers": ["multipart"],
        "ref": {"name": "main"},
        "objects": [{"oid": oid, "size": 400_000}],
    }
    parts = []
    with LocalHub(tmp_path, **options) as hub, Client(hub.url, hub.token) as client:
        client.new_repo("r")
        upload = client.post("/local/r.git/info/lfs/objects/batch", json=body).json()["objects"][0]["actions"]["upload"]
        for number in (1, 2):
            response = httpx.put(
                upload["header"][f"{number:05d}"], content=data[(number - 1) * 100_000 : number * 100_000]
            )
            parts.append({"partNumber": number, "etag": response.headers["etag"]})
    with LocalHub(tmp_path, **options) as hub, Client(hub.url, hub.token) as client:
        upload = client.post("/local/r.git/info/lfs/objects/batch", json=body).json()["objects"][0]["actions"]["upload"]
        for number in (3, 4):
            response = httpx.put(
                upload["header"][f"{number:05d}"], content=data[(number - 1) * 100_000 : number * 100_000]
            )
            parts.append({"partNumber": number, "etag": response.headers["etag"]})
        assert httpx.post(upload["href"], json={"oid": oid, "parts": parts}).status_code == 200
        assert hub.state.objects.path(oid).read_bytes() == data


def test_leftovers_are_removed_at_start(tmp_path: Path) -> None:
    with LocalHub(tmp_path) as hub:
        repo = hub.new_repo(files={"x.txt": "x"})
    (tmp_path / "staging" / "incoming-dead").write_bytes(b"half")
    (tmp_path / "staging" / "upload-dead").write_bytes(b"half")
    orphan = tmp_path / "git" / f"{'0' * 24}.git"
    orphan.mkdir()
    os.utime(orphan, (0, 0))
    with LocalHub(tmp_path) as hub:
        assert not list((tmp_path / "staging").iterdir())
        assert not orphan.exists()
        assert httpx.get(f"{hub.url}/{repo}/resolve/main/x.txt").text == "x"
