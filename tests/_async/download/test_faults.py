"""Rows N, R, P, C, F, I of the fault matrix: every fault ends in the right bytes or in a typed error. For both colours."""

from __future__ import annotations

import errno
import gzip
import random
import threading
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._async.download import hf_hub_download, snapshot_download
from huggingface_hub._core import publish
from huggingface_hub._runtime import aio as runtime
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import COMMIT, REPO, FaultHub
from tests.support.partials import nothing_is_left
from tests.support.stopwatch import Stopwatch


pytestmark = pytest.mark.usefixtures("way")
MIB = 1024 * 1024
BIG = random.Random(1).randbytes(4 * MIB + 12345)
SMALL = b"small but whole\n" * 50
BOMB = gzip.compress(bytes(10 * MIB), 1)


@pytest.mark.parametrize("reset", [False, True], ids=["N7_fin", "N6_reset"])
async def test_N6_N7_a_broken_connection_is_resumed_from_the_kept_bytes(clock: FakeClock, reset: bool) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.cut(3 * MIB, reset=reset))

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        first, second = hub.contents("model.bin")
        assert "range" not in first.headers
        # A reset may throw away what the client's system has received but the client has not read yet.
        assert second.start > 0 or reset
        assert second.start <= 3 * MIB
        if second.start:
            assert second.headers["if-range"] == f'"{hub.files["model.bin"].etag}"'


async def test_N7_all_received_bytes_are_kept(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.cut(3 * MIB + 17))

        await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert hub.contents("model.bin")[1].start == 3 * MIB + 17


async def test_N8_progress_renews_the_patience(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", *[faults.cut(200_000)] * 20)

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert len(hub.contents("model.bin")) == 21


async def test_N8_no_progress_ends_it(clock: FakeClock, cache: Path) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", then=faults.cut(0))

        with pytest.raises(errors.TransportError):
            await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert len(hub.contents("model.bin")) < 20
        assert nothing_is_left(cache, "model.bin")


@pytest.mark.parametrize("line", ["500 Oops", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"])
async def test_N9_a_failing_server_is_asked_again(clock: FakeClock, line: str) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.status(line))

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert len(clock.slept) >= 1


async def test_N10_an_expired_address_is_resolved_again(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:

        def expire(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
            hub.expire()
            return faults.cut(2 * MIB)(connection, ask, file)

        hub.script("model.bin", expire)

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert hub.contents("model.bin")[-1].start == 2 * MIB
        assert len([ask for ask in hub.asked if ask.method == "HEAD"]) == 2


async def test_N10_an_address_that_stays_refused_is_an_error(clock: FakeClock, cache: Path) -> None:
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:
        hub.script("model.bin", then=faults.status("403 Forbidden"))

        with pytest.raises(errors.HfHubHTTPError, match="403 Forbidden"):
            await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert nothing_is_left(cache, "model.bin")


@pytest.mark.usefixtures("ranged")
async def test_a_large_file_comes_over_several_connections(clock: FakeClock, way: str) -> None:
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:
        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        asked = sorted((ask.start, ask.end) for ask in hub.contents("model.bin"))
        if way == "httpx":
            assert [start for start, _ in asked] == [0, 2 * MIB, 4 * MIB]
            assert [end for _, end in asked] == [2 * MIB, 4 * MIB, len(BIG)]
        elif way == "lanes":
            assert len(asked) > 2


@pytest.mark.usefixtures("ranged")
async def test_N6_N9_ranges_are_resumed_each_for_itself(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        script = [faults.cut(MIB), faults.status("503 Service Unavailable"), faults.cut(1000, reset=True)]
        hub.script("model.bin", *script)

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG


@pytest.mark.usefixtures("ranged")
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(faults.shifted(1000), id="R2_wrong_start"),
        pytest.param(faults.content_range(None), id="R4_no_content_range"),
        pytest.param(faults.content_range("bytes {}/7"), id="R2_impossible_total"),
        pytest.param(faults.whole, id="R6_range_ignored"),
        pytest.param(faults.changed(faults.File(BIG[::-1], lfs=True)), id="R3_another_file"),
        pytest.param(faults.status("416 Range Not Satisfiable", Content_Range="bytes */5"), id="R7_range_refused"),
    ],
)
async def test_R2_R3_R4_R6_R7_wrong_ranges_lead_to_one_clean_restart(clock: FakeClock, fault: faults.Fault) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", fault)

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert any("range" not in ask.headers for ask in hub.contents("model.bin"))


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(faults.shifted(-1000), id="R2"),
        pytest.param(faults.content_range(None), id="R4"),
        pytest.param(faults.changed(faults.File(BIG[::-1], lfs=True)), id="R3"),
        pytest.param(faults.status("416 Range Not Satisfiable", Content_Range="bytes */5"), id="R7"),
    ],
)
async def test_R2_R3_R4_R7_a_wrong_resume_is_never_appended(clock: FakeClock, cache: Path, fault: faults.Fault) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.cut(MIB), fault, faults.cut(MIB), then=fault)

        with pytest.raises(errors.IntegrityError):
            await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert nothing_is_left(cache, "model.bin")


async def test_R5_an_unknown_total_is_accepted(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.cut(MIB), faults.content_range("bytes {}/*"))

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert len(hub.contents("model.bin")) == 2


async def test_R6_a_whole_file_instead_of_the_rest_starts_over(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.cut(MIB), faults.whole)

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert len(hub.contents("model.bin")) == 2


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
async def test_R8_a_body_that_does_not_end_is_left_at_once(clock: FakeClock, cache: Path, name: str) -> None:
    data = BIG[:100_000]
    with FaultHub({name: data}) as hub:
        hub.script(name, then=faults.chunked(data * 200))

        with pytest.raises((errors.IntegrityError, errors.ResponseTooLargeError)):
            await hf_hub_download(REPO, name, endpoint=hub.url)

        assert nothing_is_left(cache, name)


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
async def test_R9_a_body_that_ends_early_is_not_taken_for_whole(clock: FakeClock, cache: Path, name: str) -> None:
    with FaultHub({name: BIG}) as hub:
        hub.script(name, then=faults.chunked(b""))

        with pytest.raises(errors.IntegrityError, match="please try again"):
            await hf_hub_download(REPO, name, endpoint=hub.url)

        assert nothing_is_left(cache, name)


async def test_R8_R9_the_same_in_a_snapshot(clock: FakeClock, cache: Path) -> None:
    files = {f"{i}.txt": SMALL + str(i).encode() for i in range(5)}
    with FaultHub(files) as hub:
        hub.script("1.txt", then=faults.chunked(SMALL * 1000))
        hub.script("2.txt", then=faults.chunked(b"short"))
        hub.script("3.txt", then=faults.flipped(5))

        with pytest.raises(OSError, match=r"(announced|larger)") as caught:
            await snapshot_download(REPO, endpoint=hub.url)

        notes = "\n".join(caught.value.__notes__)
        assert "3 files could not be downloaded" in notes
        for name, data in files.items():
            kept = cache / "models--user--repo" / "snapshots" / COMMIT / name
            assert (kept.read_bytes() == data) if name in ("0.txt", "4.txt") else not kept.exists()


async def test_N21_what_arrived_is_kept_and_not_fetched_again(clock: FakeClock) -> None:
    files = {"a.txt": b"a", "b.bin": BIG, "c.txt": b"c"}
    with FaultHub(files) as hub:
        hub.script("b.bin", then=faults.flipped(1))
        with pytest.raises(errors.IntegrityError):
            await snapshot_download(REPO, endpoint=hub.url)
        hub.script("b.bin")
        hub.asked.clear()

        folder = await snapshot_download(REPO, endpoint=hub.url)

        assert {name: (Path(folder) / name).read_bytes() for name in files} == files
        assert [ask.path.rsplit("/", 1)[1] for ask in hub.asked] == ["main", "b.bin"]


@pytest.mark.parametrize("left", [b"", b"half"])
async def test_P7_a_damaged_blob_under_the_right_name_is_fetched_again(cache: Path, left: bytes) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        path = Path(await hf_hub_download(REPO, "model.bin", endpoint=hub.url))
        path.resolve().write_bytes(left)

        assert Path(await hf_hub_download(REPO, "model.bin", endpoint=hub.url)).read_bytes() == BIG
        path.resolve().write_bytes(left)
        assert (Path(await snapshot_download(REPO, endpoint=hub.url)) / "model.bin").read_bytes() == BIG


async def test_P3_content_without_its_pointer_is_linked(cache: Path) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        path = Path(await hf_hub_download(REPO, "model.bin", endpoint=hub.url))
        path.unlink()
        hub.asked.clear()

        again = Path(await hf_hub_download(REPO, "model.bin", endpoint=hub.url))

        assert again.read_bytes() == BIG
        assert [ask.method for ask in hub.asked] == ["HEAD"]


async def test_N12_a_silent_server_is_left_and_asked_again(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DOWNLOAD_TIMEOUT", 0.3)
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.stall(MIB))

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert hub.contents("model.bin")[1].start == MIB


@pytest.mark.parametrize("size", [MIB // 2, len(BIG)], ids=["sequential", "ranged"])
@pytest.mark.usefixtures("ranged")
async def test_I11_a_stopped_download_ends_soon_and_leaves_nothing(cache: Path, size: int) -> None:
    with FaultHub({"model.bin": BIG[:size]}) as hub:
        hub.script("model.bin", then=faults.stall(1000))

        watch = Stopwatch()
        async with runtime.move_on_after(0.5) as scope:
            await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert scope.expired
        assert watch.seconds < 1.5
        assert nothing_is_left(cache, "model.bin")


async def test_C2_without_locks_everybody_downloads_and_nobody_is_hurt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fcntl.flock", lambda fd, operation: None)
    # One of them may be done before the others have begun, on a busy machine.
    second = threading.Barrier(2)

    def with_another(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
        second.wait(10)
        return faults.good(connection, ask, file)

    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", with_another, with_another)

        async def download(_: int) -> str:
            return await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        paths = await runtime.map_concurrently(download, range(4), limit=4)

        assert Path(paths[0]).read_bytes() == BIG
        assert len(hub.contents("model.bin")) > 1


@pytest.mark.usefixtures("ranged")
@pytest.mark.parametrize("name", ["model.bin", "README.md"])
async def test_C8_a_partial_file_that_somebody_deletes_is_fetched_again(
    cache: Path, clock: FakeClock, name: str
) -> None:
    with FaultHub({name: BIG}) as hub:

        def prune(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
            for partial in cache.rglob("*.incomplete"):
                partial.unlink()
            return faults.good(connection, ask, file)

        hub.script(name, faults.cut(MIB), prune)

        path = await hf_hub_download(REPO, name, endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert not list(cache.rglob("*.incomplete"))


async def test_F3_a_cache_that_can_only_be_read_still_serves(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with FaultHub({"model.bin": BIG}) as hub:
        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        (cache / "models--user--repo" / "refs" / "main").unlink()
        monkeypatch.setattr(publish, "write_atomic", refuse)

        assert await hf_hub_download(REPO, "model.bin", endpoint=hub.url) == path
        assert Path(await snapshot_download(REPO, endpoint=hub.url)) == Path(path).parent


def encoded(as_announced: bool) -> faults.Fault:
    """Send a body as gzip although it was not asked for: packed zeros, or the plain bytes."""

    def fault(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
        body = BOMB if as_announced else file.data
        return connection.answer(body, headers="Content-Encoding: gzip\r\n")

    return fault


@pytest.mark.parametrize("bomb", [True, False], ids=["R10_bomb", "R11_not_gzip_at_all"])
async def test_R10_R11_nothing_is_unpacked_that_was_not_asked_for(clock: FakeClock, cache: Path, bomb: bool) -> None:
    with FaultHub({"model.bin": BIG, "a.txt": SMALL}) as hub:
        for name in hub.files:
            hub.script(name, then=encoded(bomb))

        with pytest.raises(errors.IntegrityError, match="gzip"):
            await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        with pytest.raises(errors.RangeProtocolError, match="gzip.*check the proxy settings"):
            await snapshot_download(REPO, endpoint=hub.url, allow_patterns="a.txt")
        with pytest.raises(errors.RangeProtocolError, match="gzip"):
            await snapshot_download(REPO, endpoint=hub.url, allow_patterns="model.bin")

        assert nothing_is_left(cache, "a.txt")
        assert len(hub.contents("model.bin")) == 4


def announced(etag: str, size: int | None) -> faults.Fault:
    """Answer a HEAD with little."""

    def fault(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
        length = "" if size is None else f"Content-Length: {size}\r\n"
        return connection.send(f'HTTP/1.1 200 OK\r\nETag: "{etag}"\r\nX-Repo-Commit: {COMMIT}\r\n{length}\r\n'.encode())

    return fault


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
async def test_R15_without_a_size_the_hash_decides(clock: FakeClock, cache: Path, name: str) -> None:
    with FaultHub({name: BIG}) as hub:
        hub.heads.faults.extend([announced(hub.files[name].etag, None)] * 2)
        hub.script(name, faults.cut(MIB))

        assert Path(await hf_hub_download(REPO, name, endpoint=hub.url)).read_bytes() == BIG
        hub.script(name, then=faults.chunked(BIG[:-1]))
        with pytest.raises(errors.IntegrityError):
            await hf_hub_download(REPO, name, endpoint=hub.url, force_download=True)


@pytest.mark.parametrize("etag", ["d41d8cd98f00b204e9800998ecf8427e-5", "a:b*c"])
async def test_R16_the_etag_of_a_mirror_is_no_hash(clock: FakeClock, cache: Path, etag: str) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.heads.faults.extend([announced(etag, len(BIG))] * 3)

        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert Path(path).resolve().name == etag.replace(":", "%3A").replace("*", "%2A")
        assert await hf_hub_download(REPO, "model.bin", endpoint=hub.url) == path
        assert len(hub.contents("model.bin")) == 1
        hub.script("model.bin", then=faults.chunked(BIG[:-1]))
        with pytest.raises(errors.IntegrityError):
            await hf_hub_download(REPO, "model.bin", endpoint=hub.url, force_download=True)
