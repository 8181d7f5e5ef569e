"""Any schedule of faults ends in the right repository or in a typed error, and no commit is made twice. For both colours."""

from __future__ import annotations

import hashlib
import os
import random
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, strategies as st

from huggingface_hub import constants, errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._core.upload import journal, transfers
from tests.support import upload_server as faults
from tests.support.clock import FakeClock
from tests.support.schedules import SECONDS, Spec, many
from tests.support.upload_server import REPO, UploadHub


BIG = random.Random(1).randbytes(10_500)
SMALL = b"words\n"
ROUTES = ("preupload", "batch", "put", "put", "put", "complete", "verify", "commit")
# What tells whether a commit was made: it may fail, but a Hub that denies its own commits gets them twice.
WITNESSES = ("commits", "paths-info", "revision")
STATUS = (
    "500 Oops",
    "502 Bad",
    "503 Busy",
    "504 Late",
    "403 Forbidden",
    "404 Not Found",
    "412 Conflict",
    "429 Busy",
    "200 OK",
)
BODIES = ("{}", "[]", "", "<html>", '{"error": "no"}', '{"files": []}', '{"objects": []}')
SPECS = st.one_of(
    st.just(("good",)),
    st.just(("reset",)),
    st.just(("lose",)),
    st.just(("change",)),
    st.just(("shrink",)),
    st.tuples(st.just("status"), st.sampled_from(STATUS), st.sampled_from(BODIES)),
    st.tuples(st.just("applied"), st.sampled_from(STATUS)),
)


FAILURES = st.sampled_from([("reset",), *(("status", line, "{}") for line in STATUS if "200" not in line)])
# A Hub that does not offer its history is committed to all the same, and may get what it has applied and refused twice.
SILENCES = FAILURES.filter(lambda spec: spec[0] == "reset" or "404" not in spec[1])
STEPS = st.one_of(
    st.tuples(st.sampled_from(ROUTES), SPECS),
    st.tuples(st.sampled_from(ROUTES), SPECS),
    st.tuples(st.sampled_from(WITNESSES), SILENCES),
)


class File:
    """The file that changes, and all that it has ever been."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.versions = [path.read_bytes()]
        self._lock = threading.Lock()

    def change(self) -> None:
        with self._lock:
            self._become(random.Random(len(self.versions)).randbytes(len(self.versions[-1])))

    def shrink(self) -> None:
        with self._lock:
            self._become(self.versions[-1][:-700])

    def revert(self) -> None:
        """Be what it was in the beginning: the repository may have had that, too."""
        with self._lock:
            self._become(self.versions[0])

    def _become(self, content: bytes) -> None:
        # In one step: what is empty for a moment may well be sent as such.
        self.versions.append(content)
        fresh = self.path.parent.with_suffix(".new")
        fresh.write_bytes(content)
        fresh.replace(self.path)

    def was(self, found: tuple[str, bool] | None, lfs_from: int, since: int) -> bool:
        """Whether the repository has one of the contents that the file has had since then."""
        return found in [(_id(each, len(each) >= lfs_from), len(each) >= lfs_from) for each in self.versions[since:]]


def _id(content: bytes, is_large: bool) -> str:
    sha1 = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    return hashlib.sha256(content).hexdigest() if is_large else sha1


def fault(spec: Spec, file: File) -> faults.Fault:
    """The fault that a value stands for."""

    def applied(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
        hub.apply(seen)
        return connection.answer(b"{}", status=spec[1])

    kinds: dict[str, Any] = {
        "good": faults.go_on,
        "reset": faults.reset,
        "lose": faults.lose_answer,
        "change": faults.first(file.change),
        "shrink": faults.first(file.shrink),
        "applied": applied,
    }
    return faults.status(spec[1], spec[2]) if spec[0] == "status" else kinds[spec[0]]  # type: ignore[no-any-return]


async def attempt(hub: UploadHub, folder: Path) -> bool:
    """Try to upload the folder; what is said to be there is there."""
    try:
        await AsyncHfApi(hub.url, "hf_x").upload_folder(repo_id=REPO, folder_path=folder)
    except (OSError, ValueError, errors.UploadFailedError, errors.TransportError) as error:
        event(type(error).__name__)
        return False
    event("all there")
    return True


@many
@pytest.mark.timeout(SECONDS)
@given(
    lane=st.booleans(),
    part_size=st.sampled_from([None, 1000, 4000]),
    verify=st.sampled_from([None, ""]),
    schedule=st.lists(STEPS, max_size=12),
    attempts=st.lists(st.sampled_from(["as it is", "change", "revert"]), min_size=1, max_size=3),
)
async def test_any_schedule_of_faults(
    tmp_path_factory: pytest.TempPathFactory,
    lane: bool,
    part_size: int | None,
    verify: str | None,
    schedule: list[tuple[str, Spec]],
    attempts: list[str],
) -> None:
    folder = tmp_path_factory.mktemp("folder")
    for name, content in (("model.bin", BIG), ("words.txt", SMALL)):
        (folder / name).write_bytes(content)
        os.utime(folder / name, ns=(0, 1_000_000_001))
    with pytest.MonkeyPatch.context() as patch, UploadHub(part_size=part_size, verify=verify) as hub, FakeClock():
        patch.setattr(constants, "HF_HUB_DISABLE_FAST_LANE", not lane)
        for module in (journal, transfers):
            patch.setattr(module, "WORTH_A_NOTE", 1000)
        file = File(folder / "model.bin")
        for route, spec in schedule:
            hub.script(route, fault(spec, file))
        for edit in attempts:
            if edit != "as it is":
                getattr(file, edit)()
            before = len(file.versions) - 1
            if await attempt(hub, folder):
                assert file.was(hub.files.get("model.bin"), hub.lfs_from, before)
                assert "words.txt" in hub.files

        hub.clear()
        assert await attempt(hub, folder)
        assert file.was(hub.files["model.bin"], hub.lfs_from, -1)
        assert "words.txt" in hub.files
        states = [state for _, _, state in hub.history]
        assert all(old != new for old, new in zip(states, states[1:], strict=False)), "a commit was made twice"
