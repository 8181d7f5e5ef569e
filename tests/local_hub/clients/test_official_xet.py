"""The official client with the real hf_xet, in both directions and across protocols."""

from __future__ import annotations

import hashlib
import json
import random
import re
from pathlib import Path

import pytest

from huggingface_hub.local_hub import LocalHub
from huggingface_hub.local_hub.xet import hashes
from huggingface_hub.local_hub.xet.chunking import cut
from tests.local_hub.clients.conftest import Run
from tests.local_hub.conftest import Client, lfs


pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]

BEGIN = """
import hashlib, json, os
from huggingface_hub import HfApi, hf_hub_download, snapshot_download
api = HfApi()
sha = lambda path: hashlib.sha256(open(path, "rb").read()).hexdigest()
"""


def xet_hash(data: bytes) -> str:
    return hashes.to_text(hashes.file_hash([(hashes.chunk_hash(chunk), len(chunk)) for chunk in cut([data])]))


def test_what_it_pushes_it_pulls(official_xet: Run, xet_hub: LocalHub, tmp_path: Path) -> None:
    source = random.Random(1)
    one, words = source.randbytes(5_000_000), b"some words " * 300_000
    files = {"one.bin": one, "two.bin": one[:2_000_000] + words + one[3_000_000:], "zeros.bin": bytes(3_000_000)}
    (tmp_path / "folder").mkdir()
    for name, data in files.items():
        (tmp_path / "folder" / name).write_bytes(data)
    (tmp_path / "folder" / "small.txt").write_text("small")
    printed = official_xet(
        BEGIN
        + """
api.create_repo("local/pushed")
api.upload_folder(repo_id="local/pushed", folder_path="folder")
tree = {item.path: item.xet_hash for item in api.list_repo_tree("local/pushed") if item.xet_hash}
folder = snapshot_download("local/pushed")
print(json.dumps([tree, {name: sha(f"{folder}/{name}") for name in tree}]))
"""
    )
    tree, pulled = json.loads(printed)
    assert tree == {name: xet_hash(data) for name, data in files.items()}
    assert pulled == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    # What repeats was compressed.
    stored = sum(path.stat().st_size for path in xet_hub.state.xet.root.rglob("*") if path.is_file())
    assert stored < 10_000_000


def test_what_came_through_lfs_it_pulls_through_xet(official_xet: Run, xet_hub: LocalHub) -> None:
    data = random.Random(2).randbytes(7_000_000)
    with Client(xet_hub.url, xet_hub.token) as client:
        client.new_repo("by-lfs")
        client.put_object("local/by-lfs", data)
        client.commit("local/by-lfs", lfs("x.bin", hashlib.sha256(data).hexdigest()))
    printed = official_xet(
        BEGIN
        + """
import huggingface_hub.file_download as module
def refuse(*args, **kwargs): raise AssertionError("downloaded over plain HTTP")
module.http_get = refuse
print(sha(hf_hub_download("local/by-lfs", "x.bin")))
"""
    )
    assert printed.strip() == hashlib.sha256(data).hexdigest()


def test_what_it_pushes_can_be_had_without_xet(official_xet: Run, xet_hub: LocalHub, tmp_path: Path) -> None:
    data = random.Random(3).randbytes(6_000_000)
    (tmp_path / "x.bin").write_bytes(data)
    official_xet(
        BEGIN
        + 'api.create_repo("local/x"); api.upload_file(repo_id="local/x", path_or_fileobj="x.bin", path_in_repo="x.bin")'
    )
    with Client(xet_hub.url, xet_hub.token) as client:
        assert client.get("/local/x/resolve/main/x.bin", follow_redirects=True).content == data


def test_it_pulls_several_ranges_at_once(official_xet: Run, tmp_path: Path) -> None:
    """A file made of places of another one, with the option that asks for them in one request."""
    old, new = random.Random(4).randbytes(6_000_000), random.Random(5).randbytes(900_000)
    made = old[4_000_000:4_800_000] + new[:300_000] + old[:900_000] + new[300_000:] + old[2_000_000:2_700_000]
    (tmp_path / "old.bin").write_bytes(old)
    (tmp_path / "made.bin").write_bytes(made)
    printed = official_xet(
        'import os; os.environ["HF_XET_CLIENT_ENABLE_MULTIRANGE_FETCHING"] = "true"'
        + BEGIN
        + """
api.create_repo("local/ranges")
for name in ("old.bin", "made.bin"):
    api.upload_file(repo_id="local/ranges", path_or_fileobj=name, path_in_repo=name)
print(sha(hf_hub_download("local/ranges", "made.bin")))
"""
    )
    assert re.sub(r"\s", "", printed) == hashlib.sha256(made).hexdigest()
