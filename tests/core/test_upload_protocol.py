"""Answers of the Hub and its storage to uploads: plans made from them, and what is refused."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from huggingface_hub import errors
from huggingface_hub._core.upload import lfs, negotiation, selection, transfers
from huggingface_hub._core.upload.operations import CommitOperationAdd, UploadInfo


ENDPOINT = "https://huggingface.co"
OID = hashlib.sha256(b"x").hexdigest()


def addition(path: str = "a.bin", content: bytes = b"x", mode: str | None = None) -> CommitOperationAdd:
    operation = CommitOperationAdd(path, content)
    operation._upload_mode = mode  # type: ignore[assignment]
    return operation


def instruction(**upload: Any) -> dict[str, Any]:
    return {"oid": OID, "size": 1, "actions": {"upload": {"href": "https://s3/x", **upload}}}


# --- negotiation ---


def test_the_question_about_files() -> None:
    operation = addition("a b.bin", b"hello")

    assert negotiation.preupload_payload([operation], None) == {
        "files": [{"path": "a b.bin", "sample": "aGVsbG8=", "size": 5}]
    }
    assert negotiation.preupload_payload([], "*.tmp")["gitIgnore"] == "*.tmp"


def test_the_decisions_are_noted_and_empty_files_are_never_lfs() -> None:
    full, empty = addition("full"), addition("empty", b"")
    answer = {
        "files": [
            {"path": "empty", "uploadMode": "lfs", "shouldIgnore": False},
            {"path": "full", "uploadMode": "lfs", "shouldIgnore": True, "oid": OID},
        ]
    }

    negotiation.apply_preupload([full, empty], answer)

    assert (full._upload_mode, full._should_ignore, full._remote_oid) == ("lfs", True, OID)
    assert (empty._upload_mode, empty._should_ignore, empty._remote_oid) == ("regular", False, None)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"files": {}},
        {"files": []},
        {"files": ["a.bin"]},
        {"files": [{"path": "a.bin", "uploadMode": "lfs"}]},
        {"files": [{"path": "a.bin", "uploadMode": "xet", "shouldIgnore": False}]},
        {"files": [{"path": "other", "uploadMode": "lfs", "shouldIgnore": False}]},
        {"files": [{"path": "a.bin", "uploadMode": "lfs", "shouldIgnore": False, "oid": 3}]},
    ],
)
def test_U11_an_answer_that_misses_a_file_or_has_a_wrong_mode_is_a_typed_error(answer: Any) -> None:
    with pytest.raises(errors.UploadProtocolError):
        negotiation.apply_preupload([addition()], answer)


@given(st.integers(0, 1000), st.integers(1, 300))
def test_batches_cover_everything_once(count: int, size: int) -> None:
    groups = list(negotiation.batches(range(count), size))

    assert [item for group in groups for item in group] == list(range(count))
    assert all(0 < len(group) <= size for group in groups)


def test_problems_of_a_card() -> None:
    negotiation.card_problems(200, {"errors": [], "warnings": []})
    with pytest.warns(UserWarning, match="- empty license"):
        negotiation.card_problems(200, {"errors": [], "warnings": [{"message": "empty license"}]})
    with pytest.raises(ValueError, match="Invalid metadata in README.md.\n- not a license"):
        negotiation.card_problems(400, {"errors": [{"message": "not a license"}]})


# --- LFS ---


def test_the_batch_request() -> None:
    assert lfs.batch_payload([UploadInfo.from_bytes(b"x")], "refs/pr/1") == {
        "operation": "upload",
        "transfers": ["basic", "multipart"],
        "objects": [{"oid": OID, "size": 1}],
        "hash_algo": "sha256",
        "ref": {"name": "refs/pr/1"},
    }
    assert "ref" not in lfs.batch_payload([], None)


def test_an_answer_with_instructions_and_errors() -> None:
    answer = {
        "transfer": "multipart",
        "objects": [
            instruction(),
            {"oid": "b", "size": 2, "error": {"code": 422, "message": "too large"}},
        ],
    }

    info = lfs.parse_batch(answer)

    assert info.transfer_mode == "multipart"
    assert info.transfers == ["multipart"]
    assert list(info.actions) == [OID]
    assert len(info.objects) == 2
    assert lfs.refusals(info) == ("LFS batch API returned errors:\nEncountered error for file with OID b: `too large`")
    assert lfs.refusals(lfs.LfsBatchInfo()) is None


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        {"objects": {}},
        {"objects": [3]},
        {"objects": [{"oid": 1, "size": 1}]},
        {"objects": [{"oid": "a"}]},
        {"objects": [{"oid": "a", "size": "1"}]},
        {"objects": [{"oid": "a", "size": True}]},
        {"objects": [{"oid": "a", "size": 1, "actions": []}, {"oid": "a", "size": 1, "actions": "x"}]},
        {"objects": [{"oid": "a", "size": 1, "actions": {"upload": {}}}]},
        {"objects": [{"oid": "a", "size": 1, "actions": {"upload": {"href": 1}}}]},
        {"objects": [{"oid": "a", "size": 1, "actions": {"verify": {"href": "x", "header": []}}}]},
        {"objects": [{"oid": "a", "size": 1, "error": {"code": "x", "message": "y"}}]},
        {"objects": [{"oid": "a", "size": 1, "error": {"code": 1}}]},
    ],
)
def test_an_answer_of_another_shape_is_a_typed_error_without_its_addresses(answer: Any) -> None:
    with pytest.raises(errors.UploadProtocolError, match="Malformed response"):
        lfs.parse_batch(answer)


@settings(deadline=None)
@given(size=st.integers(1, 5000), chunk=st.integers(1, 6000), extra=st.integers(-2, 2))
def test_parts_cover_the_object_exactly_once_or_are_refused(size: int, chunk: int, extra: int) -> None:
    needed = -(-size // chunk)
    addresses = [f"https://s3/{number}" for number in range(min(needed, 10**5) + extra)]
    if len(addresses) != needed:
        with pytest.raises(errors.UploadProtocolError):
            lfs.plan_parts(size, chunk, addresses)
        return

    parts = lfs.plan_parts(size, chunk, addresses)

    position = 0
    for number, part in enumerate(parts, start=1):
        assert (part.number, part.offset, part.url) == (number, position, addresses[number - 1])
        assert 0 < part.length <= chunk
        position += part.length
    assert position == size


def test_parts_are_sorted_by_number_and_not_by_name() -> None:
    header = {str(number).zfill(2 if number < 10 else 1): f"https://s3/{number}" for number in range(12, 0, -1)}

    assert lfs.part_urls({**header, "chunk_size": "1"}) == [f"https://s3/{number}" for number in range(1, 13)]


@pytest.mark.parametrize(
    "header",
    [
        {"chunk_size": "0", "1": "https://s3"},
        {"chunk_size": "x", "1": "https://s3"},
        {"chunk_size": None, "1": "https://s3"},
        {"chunk_size": "1"},
        {"chunk_size": "1", "2": "https://s3"},
        {"chunk_size": "1", "1": "https://s3", "2": "https://s3"},
        {"chunk_size": "1", "1": 5},
    ],
)
def test_U12_a_wrong_count_of_parts_is_a_typed_error_before_anything_is_sent(header: dict[str, Any]) -> None:
    with pytest.raises(errors.UploadProtocolError):
        lfs.plan_upload(OID, 1, instruction(header=header), ENDPOINT)


@pytest.mark.parametrize("etag", [None, "", '""', " "])
def test_U12_a_missing_etag_is_a_typed_error(etag: str | None) -> None:
    with pytest.raises(errors.UploadProtocolError, match="etag"):
        lfs.check_etag(1, etag)
    with pytest.raises(errors.UploadProtocolError, match="not acknowledged"):
        lfs.completion_payload(OID, {1: "a"}, 2)


def test_completion_repeats_etags_verbatim_in_the_order_of_the_parts() -> None:
    assert lfs.completion_payload(OID, {2: '"b"', 1: '"a"'}, 2) == {
        "oid": OID,
        "parts": [{"partNumber": 1, "etag": '"a"'}, {"partNumber": 2, "etag": '"b"'}],
    }


def test_an_instruction_about_another_object_is_refused() -> None:
    with pytest.raises(errors.UploadProtocolError, match="another object"):
        lfs.plan_upload(OID, 2, instruction(), ENDPOINT)


def test_an_object_without_actions_is_stored_already() -> None:
    assert lfs.plan_upload(OID, 1, {"oid": OID, "size": 1}, ENDPOINT) is None


def test_addresses_of_the_public_hub_are_moved_to_the_endpoint() -> None:
    public = instruction(href="https://huggingface.co/lfs/x")
    public["actions"]["verify"] = {"href": "https://huggingface.co/api/verify"}

    plan = lfs.plan_upload(OID, 1, public, "http://localhost:1")

    assert plan is not None
    assert plan.upload.href == "http://localhost:1/lfs/x"
    assert plan.verify is not None
    assert plan.verify.href == "http://localhost:1/api/verify"


# --- transfers ---


def plan_with(upload_id: str, *, signature: str, chunk: int = 1) -> dict[str, Any]:
    parts = {str(n): f"https://s3/key?uploadId={upload_id}&partNumber={n}&sig={signature}" for n in range(1, 4)}
    return {
        "oid": hashlib.sha256(b"xyz").hexdigest(),
        "size": 3,
        "actions": {
            "upload": {"href": f"https://hub/complete?uploadId={upload_id}", "header": {"chunk_size": chunk, **parts}}
        },
    }


def test_acknowledged_parts_survive_new_addresses_of_the_same_transfer() -> None:
    state = transfers.Transfer(addition("a", b"xyz"), endpoint=ENDPOINT)
    assert state.follow(plan_with("one", signature="old"))
    first = state.missing()[0]
    state.acknowledge(first, '"e"')

    state.follow(plan_with("one", signature="new"))
    assert [part.number for part in state.missing()] == [2, 3]
    assert all("new" in part.url for part in state.missing())

    state.follow(plan_with("two", signature="new"))
    assert [part.number for part in state.missing()] == [1, 2, 3]
    state.acknowledge(state.missing()[0], '"e"')
    assert [part.number for part in state.missing()] == [2, 3]


def test_each_content_is_sent_once() -> None:
    files = [addition(str(n), b"same" if n < 3 else b"other") for n in range(4)]

    first, repeats = selection.without_repeats(files)

    assert [each.path_in_repo for each in first] == ["0", "3"]
    assert [each.path_in_repo for each in repeats] == ["1", "2"]
    assert len(selection.distinct(files)) == 2


@settings(deadline=None)
@given(st.lists(st.integers(0, 2 * 1024**3), max_size=30))
def test_groups_cover_all_files_and_stay_small(sizes: list[int]) -> None:
    files = []
    for number, size in enumerate(sizes):
        files.append(CommitOperationAdd(str(number), b"", upload_info=UploadInfo(size, b"", sha256=bytes(32))))

    groups = list(selection.groups(files))

    assert [each for group in groups for each in group] == files
    for group in groups:
        assert len(group) == 1 or sum(each.upload_info.size for each in group) <= 1024**3


def test_only_what_is_wanted_as_lfs_and_not_sent_yet_is_pending() -> None:
    files = [addition("lfs", mode="lfs"), addition("regular", mode="regular"), addition("new")]
    ignored, done, unreadable = (addition(name, mode="lfs") for name in ("ignored", "done", "unreadable"))
    ignored._should_ignore = True
    done._is_uploaded = True
    unreadable._unreadable = OSError()

    assert selection.pending_of([*files, ignored, done, unreadable]) == files[:1]


def test_problems_of_local_files_are_told_from_those_of_the_network() -> None:
    assert transfers.local_problem(None) is None
    assert transfers.local_problem(errors.ConnectError("x")) is None
    assert transfers.local_problem(ValueError()) is None
    for local in (PermissionError(), FileNotFoundError(), errors.IntegrityError()):
        assert transfers.local_problem(local) is local
