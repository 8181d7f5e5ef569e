"""Rows I3, I11, P2, P4, P12, C8, F2, R1, R3, R6 of the fault matrix: what arrived once is not fetched again, and is never
believed without a look. For both colours, on every way on which bytes come.
"""

from __future__ import annotations

import errno
import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub._async.download import hf_hub_download, snapshot_download
from huggingface_hub._core import interrupt, publish
from huggingface_hub._core.download import journal as journals, partial as partials, sink
from huggingface_hub._core.download.plan import Range
from huggingface_hub._runtime import aio as runtime
from huggingface_hub._runtime.lane import get as lane
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import REPO, FaultHub
from tests.support.stopwatch import Stopwatch


pytestmark = pytest.mark.usefixtures("way")

MIB = 1024 * 1024
BIG = random.Random(2).randbytes(8 * MIB + 12345)


def leftovers(folder: Path) -> list[Path]:
    """Partial files and journals."""
    return sorted(path for path in folder.rglob("*.incomplete*") if path.is_file())


def kept(folder: Path) -> list[Range]:
    """What the next attempt has; there must be one partial file with its journal."""
    partial, journal = leftovers(folder)
    assert journal.name == f"{partial.name}.journal"
    note = journals.read(journal)
    assert note is not None
    assert note.is_released
    return journals.joined(note.extents)


def amount(ranges: list[Range]) -> int:
    return sum(part.length for part in ranges)


def asked_again(hub: FaultHub, have: list[Range], name: str = "model.bin") -> int:
    """How many bytes were asked for although they were there."""
    size = len(hub.files[name].data)
    asked = [(ask.start, ask.end or size) for ask in hub.contents(name)]
    return sum(max(0, min(end, part.end) - max(start, part.start)) for start, end in asked for part in have)


async def interrupted(hub: FaultHub, folder: Path, **where: Path) -> list[Range]:
    """A download that fails, and what of it is kept."""
    hub.script("model.bin", faults.cut(3 * MIB), then=faults.drop())
    with pytest.raises(errors.TransportError):
        await hf_hub_download(REPO, "model.bin", endpoint=hub.url, **where)
    hub.script("model.bin")
    hub.asked.clear()
    return kept(folder)


@pytest.mark.parametrize("ranged", [False, True], ids=["sequential", "ranged"])
async def test_I3_what_came_before_a_failure_is_not_fetched_again(
    clock: FakeClock, cache: Path, ranged: bool, request: pytest.FixtureRequest
) -> None:
    if ranged:
        request.getfixturevalue("ranged")
    with FaultHub({"model.bin": BIG}) as hub:
        have = await interrupted(hub, cache)
        assert amount(have) >= MIB

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert asked_again(hub, have) == 0
        assert all(ask.headers["if-range"] == f'"{hub.files["model.bin"].etag}"' for ask in hub.contents("model.bin"))
        assert leftovers(cache) == []


async def test_I3_the_same_for_a_folder_of_the_user(clock: FakeClock, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    with FaultHub({"model.bin": BIG, "sub/other.bin": BIG[::-1]}) as hub:
        have = await interrupted(hub, folder, local_dir=folder)

        await snapshot_download(REPO, endpoint=hub.url, local_dir=folder)

        assert (folder / "model.bin").read_bytes() == BIG
        assert (folder / "sub/other.bin").read_bytes() == BIG[::-1]
        assert asked_again(hub, have) == 0
        assert leftovers(folder) == []


async def test_I3_a_snapshot_goes_on_with_all_of_its_files(clock: FakeClock, cache: Path) -> None:
    files = {f"{number}.bin": BIG[number:] for number in range(3)}
    with FaultHub(files) as hub:
        for name in files:
            hub.script(name, faults.cut(3 * MIB), then=faults.drop())
        with pytest.raises(errors.TransportError):
            await snapshot_download(REPO, endpoint=hub.url)
        have = {}
        for name, file in hub.files.items():
            (journal,) = cache.rglob(f"{file.etag}.*.journal")
            note = journals.read(journal)
            assert note is not None
            have[name] = journals.joined(note.extents)
            hub.script(name)
        hub.asked.clear()

        folder = Path(await snapshot_download(REPO, endpoint=hub.url))

        assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
        assert [asked_again(hub, have[name], name) for name in files] == [0, 0, 0]
        assert all(amount(part) >= 2 * MIB for part in have.values())
        assert leftovers(cache) == []


async def test_I11_P4_a_stopped_download_can_be_resumed(cache: Path) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", then=faults.stall(3 * MIB))
        watch = Stopwatch()
        async with runtime.move_on_after(0.7) as scope:
            await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        assert scope.expired
        assert watch.seconds < 1.7
        have = kept(cache)
        hub.script("model.bin")
        hub.asked.clear()

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert asked_again(hub, have) == 0
        assert leftovers(cache) == []


async def test_I11_one_can_be_stopped_while_what_is_there_is_looked_at(
    clock: FakeClock, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*args: object) -> bool:
        while True:
            interrupt.check()
            time.sleep(0.01)

    with FaultHub({"model.bin": BIG}) as hub:
        have = await interrupted(hub, cache)
        with monkeypatch.context() as patched:
            patched.setattr(partials, "_check", slow)
            async with runtime.move_on_after(0.2) as scope:
                await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        assert scope.expired
        assert kept(cache) == have
        assert hub.contents("model.bin") == []

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert asked_again(hub, have) == 0


async def test_P2_a_whole_file_that_got_no_name_is_not_fetched_again(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with FaultHub({"model.bin": BIG}) as hub:
        with monkeypatch.context() as patched:
            patched.setattr(publish, "publish_file", refuse)
            with pytest.raises(OSError, match="Input/output"):
                await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        assert amount(kept(cache)) == len(BIG)
        hub.asked.clear()

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert [ask.method for ask in hub.asked] == ["HEAD"]
        assert leftovers(cache) == []


async def test_a_forced_download_fetches_everything(clock: FakeClock, cache: Path) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        await interrupted(hub, cache)

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url, force_download=True)

        assert Path(path).read_bytes() == BIG
        assert asked_again(hub, [Range(0, len(BIG))]) >= len(BIG)
        assert leftovers(cache) == []


@pytest.mark.parametrize("answer", [faults.whole, faults.shifted(1000), faults.content_range(None)])
async def test_R2_R4_R6_a_resume_that_is_answered_wrong_starts_over(
    clock: FakeClock, cache: Path, answer: faults.Fault
) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        await interrupted(hub, cache)
        hub.script("model.bin", answer)

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert leftovers(cache) == []


async def test_R3_a_file_that_was_replaced_meanwhile_is_not_mixed_with_the_old_one(
    clock: FakeClock, cache: Path
) -> None:
    other = BIG[::-1]
    with FaultHub({"model.bin": BIG}) as hub:
        await interrupted(hub, cache)
        hub.files["model.bin"] = faults.File(other, lfs=True)

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == other
        assert asked_again(hub, [Range(0, len(BIG))]) >= len(BIG)
        # It belongs to another version, which somebody may still want; `hf cache prune` removes it.
        assert amount(kept(cache)) >= MIB


async def test_R1_damage_that_was_kept_is_found_at_the_end(clock: FakeClock, cache: Path) -> None:
    with FaultHub({"model.bin": BIG}) as hub:

        def damaged(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
            wrong = faults.File(BIG[:1000] + b"!" + BIG[1001:], file.lfs)
            status, body, headers = faults._part(ask, wrong)
            headers["ETag"] = f'"{file.etag}"'
            connection.send(faults._head(status, {**headers, "Content-Length": len(body)}) + body[: 3 * MIB])
            return False

        hub.script("model.bin", damaged, then=faults.drop())
        with pytest.raises(errors.TransportError):
            await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        assert amount(kept(cache)) >= MIB
        hub.script("model.bin")

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert leftovers(cache) == []


@pytest.mark.parametrize("damage", ["cut", "garbage", "gone"])
async def test_a_damaged_journal_costs_bytes_and_nothing_else(clock: FakeClock, cache: Path, damage: str) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        have = await interrupted(hub, cache)
        journal = leftovers(cache)[1]
        raw = journal.read_bytes()
        os.utime(leftovers(cache)[0], (1, 1))
        if damage == "gone":
            journal.unlink()
        elif damage == "cut":
            head = json.loads(raw.splitlines()[0])
            journal.write_bytes(json.dumps({**head, "lease": 0}).encode() + raw[raw.index(b"\n") : len(raw) // 2])
        else:
            journal.write_bytes(os.urandom(len(raw)))

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert asked_again(hub, [Range(0, len(BIG))]) >= len(BIG) - amount(have)


async def test_C8_a_partial_file_that_is_deleted_under_us_keeps_its_bytes(clock: FakeClock, cache: Path) -> None:
    with FaultHub({"model.bin": BIG}) as hub:

        def prune(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
            for path in leftovers(cache):
                path.unlink()
            return faults.good(connection, ask, file)

        hub.script("model.bin", faults.cut(3 * MIB), prune)

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert sum(ask.start == 0 for ask in hub.contents("model.bin")) == 1
        assert leftovers(cache) == []


def breaking(code: int, after: int, written: list[int]) -> Callable[..., object]:
    """An `open` whose files fail when some bytes are written."""

    def opened(path: Path, mode: str, **kwargs: object) -> object:
        file = open(path, mode, **kwargs)  # type: ignore[call-overload]
        if mode != "r+b":
            return file

        class Broken:
            def write(self, data: bytes) -> int:
                if sum(written) >= after:
                    raise OSError(code, os.strerror(code))
                written.append(file.write(data))
                return written[-1]

            def __getattr__(self, name: str) -> object:
                return getattr(file, name)

        return Broken()

    return opened


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        pytest.param(errno.ENOSPC, errors.NotEnoughSpaceError, "Free some space", id="F2_no_space"),
        pytest.param(errno.EFBIG, errors.NotEnoughSpaceError, "larger than a file in .* may be", id="F2_too_large"),
        pytest.param(errno.EIO, OSError, "Input/output", id="P12_disk_fails"),
    ],
)
@pytest.mark.usefixtures("ranged")
async def test_F2_P12_a_disk_that_fails_keeps_what_it_has(
    cache: Path, monkeypatch: pytest.MonkeyPatch, code: int, kind: type[OSError], said: str
) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        with monkeypatch.context() as patched:
            opened = breaking(code, 4 * MIB, [])
            patched.setattr(lane, "open", opened, raising=False)
            patched.setattr(sink, "open", opened, raising=False)
            with pytest.raises(kind, match=said) as caught:
                await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        assert caught.value.errno == (errno.EIO if code == errno.EIO else errno.ENOSPC)
        have = kept(cache)
        assert amount(have) >= 3 * MIB
        assert not [path for path in cache.rglob("*") if path.name == "model.bin"]
        hub.asked.clear()

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert asked_again(hub, have) == 0
        assert leftovers(cache) == []


async def test_what_one_way_has_brought_is_not_fetched_again_on_another(clock: FakeClock, cache: Path) -> None:
    """The fast lane leaves bodies of unknown length to httpx."""
    with FaultHub({"model.bin": BIG}) as hub:

        def rest_in_chunks(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
            status, body, headers = faults._part(ask, file)
            connection.send(faults._head(status, {**headers, "Transfer-Encoding": "chunked"}))
            return connection.send(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))

        hub.script("model.bin", faults.cut(3 * MIB), then=rest_in_chunks)

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert asked_again(hub, [Range(0, 2 * MIB)]) == 2 * MIB
        assert leftovers(cache) == []


@pytest.mark.parametrize("tag", ['"other"', None])
async def test_R3_R16_bytes_of_a_mirror_without_hashes_are_never_mixed(
    clock: FakeClock, cache: Path, tag: str | None
) -> None:
    """Its ETag is no hash, so nothing but the tags of the answers can tell one version from another."""
    mirror = "d41d8cd98f-2"

    def head(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
        more = {"ETag": f'"{mirror}"', "X-Repo-Commit": faults.COMMIT, "Content-Length": len(BIG)}
        return connection.send(faults._head("200 OK", more))

    def answer(data: bytes, tag: str | None, count: int) -> faults.Fault:
        def fault(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
            same = tag is not None and ask.headers.get("if-range") == tag
            status, body, headers = faults._part(ask if same else faults.Ask("GET", "", {}, {}), faults.File(data))
            headers = {**headers, "ETag": tag or "none", "Content-Length": len(body)}
            if tag is None:
                del headers["ETag"]
            connection.send(faults._head(status, headers) + body[:count])
            return count >= len(body)

        return fault

    with FaultHub({"model.bin": BIG}) as hub:
        hub.heads.faults.extend([head, head])
        hub.script("model.bin", answer(BIG, '"one"' if tag else None, 3 * MIB), then=faults.drop())
        with pytest.raises(errors.TransportError):
            await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        assert amount(kept(cache)) >= 2 * MIB
        hub.script("model.bin", then=answer(BIG[::-1], tag, len(BIG)))

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG[::-1]
