"""Row C8: what deletes from the cache while a download runs does not harm it. For both colours."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from huggingface_hub import scan_cache_dir
from huggingface_hub._async.download import hf_hub_download, snapshot_download
from huggingface_hub._core.cache import pruning
from tests.support.fault_server import COMMIT, REPO, Ask, Fault, FaultHub, File, good
from tests.support.rawserver import Connection


DATA = random.Random(3).randbytes(3 * 1024 * 1024)


def pruning_meanwhile(cache: Path, seen: list[int]) -> Fault:
    """Answer rightly, but prune the cache as well, with everything that looks unused, before the bytes are sent."""

    def fault(connection: Connection, ask: Ask, file: File) -> bool:
        prune(cache, seen)
        return good(connection, ask, file)

    return fault


def prune(cache: Path, seen: list[int]) -> None:
    if cache.is_dir():
        plan = pruning.plan_prune(scan_cache_dir(cache))
        seen.append(plan.running)
        plan.execute()
        everything = scan_cache_dir(cache)
        everything.delete_revisions(*(r.commit_hash for repo in everything.repos for r in repo.revisions)).execute()


@pytest.mark.parametrize("revision", ["main", COMMIT])
async def test_C8_prune_while_a_file_is_downloaded(cache: Path, revision: str) -> None:
    seen: list[int] = []
    with FaultHub({"model.bin": DATA}) as hub:
        hub.script("model.bin", pruning_meanwhile(cache, seen))

        path = await hf_hub_download(REPO, "model.bin", revision=revision, endpoint=hub.url)

    assert Path(path).read_bytes() == DATA
    assert seen


async def test_C8_prune_while_a_revision_is_downloaded_by_its_hash(cache: Path) -> None:
    """No reference protects such a snapshot, and between two files no partial file does: only that it is being made."""
    files = {f"{number}.bin": DATA[number : number + (1_500_000 if number % 8 == 0 else 3000)] for number in range(60)}
    seen: list[int] = []
    with FaultHub(files) as hub:
        for name in files:
            hub.script(name, pruning_only(cache, seen))

        folder = Path(await snapshot_download(REPO, revision=COMMIT, endpoint=hub.url, max_workers=4))

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    assert len(seen) == 60
    assert pruning.plan_prune(scan_cache_dir(cache)).revisions == 1, "once it is there, it can be pruned"


def pruning_only(cache: Path, seen: list[int]) -> Fault:
    def fault(connection: Connection, ask: Ask, file: File) -> bool:
        if cache.is_dir():
            plan = pruning.plan_prune(scan_cache_dir(cache))
            seen.append(plan.revisions)
            plan.execute()
        return good(connection, ask, file)

    return fault
