"""Commits: their bodies, their answers, and how they are recognised afterwards."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings, strategies as st

from huggingface_hub import errors
from huggingface_hub._core import hashing
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._core.upload import by_xet, checks, commits, copies, outcomes, plans
from huggingface_hub._core.upload.commits import CommitBody, CopySource
from huggingface_hub._core.upload.operations import (
    CommitOperation,
    CommitOperationAdd,
    CommitOperationCopy,
    CommitOperationDelete,
)
from huggingface_hub._core.upload.target import CommitTarget, target_of
from huggingface_hub.types.http import ObjectSlice
from huggingface_hub.types.revisions import ResolvedRevision


TARGET = CommitTarget("user/name", "model", "main", False)
HEAD = "a" * 40


def add(path: str, content: bytes | str | Path = b"x", mode: str = "regular", **options: Any) -> CommitOperationAdd:
    operation = CommitOperationAdd(path, content, **options)
    operation._upload_mode = mode  # type: ignore[assignment]
    return operation


def write(operations: list[CommitOperation], copies: dict[int, CopySource] | None = None, **options: Any) -> CommitBody:
    options = {"message": "m", "description": "", "parent_commit": None, **options}
    body = CommitBody()
    commits.write_body(body, operations, copies or {}, **options)
    return body


def lines(body: CommitBody) -> list[dict[str, Any]]:
    content = body.content
    if isinstance(content, ObjectSlice):
        content.fileobj.seek(content.offset)
        data = content.fileobj.read(content.length)
    else:
        data = content
    assert len(data) == body.length
    assert data.endswith(b"\n")
    return [json.loads(line) for line in data.splitlines()]


def test_each_operation_is_a_line() -> None:
    operations: list[CommitOperation] = [
        add("ü.txt", b"hello"),
        add("m.bin", b"large", mode="lfs"),
        CommitOperationDelete("old.txt"),
        CommitOperationDelete("dir/"),
        CommitOperationCopy("a", "b"),
        CommitOperationCopy("c", "d"),
    ]
    sources = {4: CopySource("f" * 64, b""), 5: CopySource(None, b"small")}

    body = write(operations, sources, message="t", description="d", parent_commit=HEAD)

    sha = hashlib.sha256(b"large").hexdigest()
    assert lines(body) == [
        {"key": "header", "value": {"summary": "t", "description": "d", "parentCommit": HEAD}},
        {"key": "file", "value": {"content": "aGVsbG8=", "path": "ü.txt", "encoding": "base64"}},
        {"key": "lfsFile", "value": {"path": "m.bin", "algo": "sha256", "oid": sha, "size": 5}},
        {"key": "deletedFile", "value": {"path": "old.txt"}},
        {"key": "deletedFolder", "value": {"path": "dir/"}},
        {"key": "lfsFile", "value": {"path": "b", "algo": "sha256", "oid": "f" * 64}},
        {"key": "file", "value": {"content": "c21hbGw=", "path": "d", "encoding": "base64"}},
    ]
    assert body.ids == {
        "ü.txt": hashing.git_blob_sha1(b"hello"),
        "m.bin": sha,
        "b": "f" * 64,
        "d": hashing.git_blob_sha1(b"small"),
    }


@settings(deadline=None)
@given(st.binary(max_size=3000), st.integers(1, 40))
def test_content_arrives_whole_whatever_the_pieces(content: bytes, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commits, "_PIECE", 3 * piece)
        body = write([add("a", content)])

    assert base64.b64decode(lines(body)[1]["value"]["content"]) == content


def test_a_large_body_waits_in_a_file_that_is_closed_in_the_end() -> None:
    body = write([add("a", b"x" * 10_000)], in_memory=100)

    assert isinstance(body.content, ObjectSlice)
    assert len(lines(body)) == 2
    body.discard()
    assert body.spool is not None
    assert body.spool.closed
    body.discard()


@pytest.mark.parametrize("now", [b"longer than before", b"short"])
def test_U5_a_small_file_that_changed_its_size_is_not_committed(tmp_path: Path, now: bytes) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"as it was")
    operation = add("a", path)
    path.write_bytes(now)

    body = write([operation])

    assert len(lines(body)) == 1
    assert isinstance(body.unreadable["a"], commits.SourceChangedError)
    plan = plans.CommitPlan(TARGET, [operation], "m")
    assert plan.write(commits.CommitBody(), once_more=True) == [operation]
    with pytest.raises(errors.UploadFailedError, match="changed while it was uploaded"):
        plan.write(commits.CommitBody())
    assert isinstance(plan.failures["a"], errors.IntegrityError)


def test_U10_unreadable_files_are_left_out_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x")
    strict, lenient = add("strict", path), add("lenient", path, rethrow=False)
    path.unlink()

    body = write([add("first"), lenient, add("last")])

    assert [line["value"].get("path") for line in lines(body)[1:]] == ["first", "last"]
    assert isinstance(body.unreadable["lenient"], FileNotFoundError)
    assert isinstance(write([strict, add("first")]).unreadable["strict"], FileNotFoundError)


def test_U5_files_that_have_to_be_in_the_commit_are_reported_together(tmp_path: Path) -> None:
    operations = [add("a"), add("b", tmp_path / "b", rethrow=False)]
    for name in ("c", "d"):
        (tmp_path / name).write_bytes(b"x")
        operations.append(add(name, tmp_path / name))
        (tmp_path / name).unlink()
    plan = plans.CommitPlan(TARGET, operations, "m")

    with pytest.raises(errors.UploadFailedError, match="Nothing was committed") as caught:
        plan.write(commits.CommitBody())

    assert list(caught.value.failures) == ["c", "d"]
    plan = plans.CommitPlan(TARGET, operations, "m", partial=True)
    plan.write(body := commits.CommitBody())
    assert list(plan.failures) == ["c", "d"]
    assert [line["value"].get("path") for line in lines(body)[1:]] == ["a"]


# --- answers ---


ANSWER = {"commitUrl": f"https://huggingface.co/user/name/commit/{HEAD}", "commitOid": HEAD}


def test_the_answer_to_a_commit() -> None:
    info = commits.read_commit(ANSWER, message="m", description="", endpoint="https://huggingface.co", create_pr=False)

    assert str(info) == ANSWER["commitUrl"]
    assert (info.oid, info.pr_num, info.repo_url.repo_id, info.skipped) == (HEAD, None, "user/name", [])


def test_the_answer_to_a_pull_request_on_a_mirror() -> None:
    answer = {**ANSWER, "pullRequestUrl": "https://huggingface.co/user/name/discussions/3"}

    info = commits.read_commit(answer, message="m", description="", endpoint="http://localhost:1", create_pr=True)

    assert (info.pr_num, info.pr_revision) == (3, "refs/pr/3")
    assert info.pr_url == "http://localhost:1/user/name/discussions/3"
    assert info.commit_url.startswith("http://localhost:1/")


@pytest.mark.parametrize("answer", [None, [], {}, {"commitUrl": 1, "commitOid": 2}, {"commitUrl": "x"}])
def test_an_answer_without_a_commit_is_a_typed_error(answer: Any) -> None:
    with pytest.raises(errors.UploadProtocolError, match="accepted the commit"):
        commits.read_commit(answer, message="m", description="", endpoint="https://huggingface.co", create_pr=False)


def test_a_commit_is_recognised_by_what_it_left_behind() -> None:
    operations: list[CommitOperation] = [
        add("a.txt", b"hello"),
        add("m.bin", b"x", "lfs"),
        CommitOperationDelete("gone/"),
    ]
    expected = commits.expectation(operations, write(operations), "title\n\nbody")
    text = {"path": "a.txt", "oid": hashing.git_blob_sha1(b"hello")}
    large = {"path": "m.bin", "oid": "pointer", "lfs": {"oid": hashlib.sha256(b"x").hexdigest()}}

    assert expected.title == "title"
    assert expected.paths() == ["a.txt", "m.bin", "gone"]
    assert expected.is_met({"a.txt": text, "m.bin": large})
    assert not expected.is_met({"a.txt": text})
    assert not expected.is_met({"a.txt": text, "m.bin": large, "gone": {"path": "gone"}})
    assert not expected.is_met({"a.txt": {**text, "oid": "other"}, "m.bin": large})


def test_a_folder_that_is_filled_again_is_not_expected_to_be_gone() -> None:
    operations: list[CommitOperation] = [CommitOperationDelete("d/"), CommitOperationDelete("e/"), add("d/x")]

    assert commits.expectation(operations, write(operations), "title").paths() == ["d/x", "e"]


@pytest.mark.parametrize(
    ("entries", "untouched"),
    [
        ({"gone": {}}, True),
        ({"new": {"oid": "theirs"}, "changed": {"oid": "theirs"}}, False),
        ({"changed": {"oid": "theirs"}}, True),
        ({"new": {"oid": "theirs"}, "changed": {"oid": "pointer", "lfs": {"oid": "old"}}}, True),
        ({"new": {"oid": "theirs"}, "changed": {"oid": "ours", "lfs": {"oid": "old"}}}, False),
        ({"new": {"oid": "theirs"}}, False),
    ],
)
def test_a_branch_that_is_as_it_was_does_not_have_the_commit(entries: dict[str, Any], untouched: bool) -> None:
    ids = {"new": "ours", "changed": "ours", "unknown": "ours"}
    expected = commits.Expectation("title", ids, ["gone"], {"new": None, "changed": "old"})

    assert expected.is_untouched(entries) is untouched


def test_commits_with_the_same_title_are_candidates_as_long_as_they_are_young() -> None:
    history = [{"id": letter * 40, "title": title} for letter, title in zip("abcde", "xyxxx", strict=True)]

    assert commits.candidates(history, "x", None) == ["a" * 40, "c" * 40, "d" * 40]
    assert commits.candidates(history, "x", "c" * 7) == ["a" * 40]
    assert commits.candidates([None, {"id": 1}], "x", None) == []


# --- what follows from failures ---


def refusal(status: int) -> errors.HfHubHTTPError:
    request = httpx.Request("POST", "https://huggingface.co/x")
    return errors.HfHubHTTPError(f"status {status}", response=httpx.Response(status, request=request))


@pytest.mark.parametrize(
    ("error", "reaction", "repeatable"),
    [
        (httpx.ConnectError("x"), "again", True),
        (httpx.ReadError("x"), "look", True),
        (httpx.RemoteProtocolError("x"), "look", True),
        (httpx.ReadTimeout("x"), "look", False),
        (refusal(502), "look", True),
        (refusal(504), "look", False),
        (refusal(500), "look", False),
        (refusal(429), "later", True),
        (refusal(412), "conflict", False),
        (refusal(403), "raise", False),
        (ValueError("x"), "raise", True),
    ],
)
def test_reactions_to_a_failed_commit(error: Exception, reaction: str, repeatable: bool) -> None:
    assert outcomes.reaction(error) == reaction
    assert outcomes.can_repeat(error, HEAD) is repeatable
    assert outcomes.can_repeat(error, None) is False


def test_in_the_end_the_user_is_told_what_is_known() -> None:
    with pytest.raises(errors.CommitOutcomeUnknownError, match="history of 'main'"):
        outcomes.give_up(httpx.ReadTimeout("x"), TARGET, doubtful=True)
    with pytest.raises(httpx.ConnectError):
        outcomes.give_up(httpx.ConnectError("x"), TARGET, doubtful=False)
    with pytest.raises(errors.HfHubHTTPError, match="500"):
        outcomes.give_up(refusal(500), TARGET, doubtful=True)


# --- what is dropped ---


def test_what_changes_nothing_is_dropped_unless_its_folder_is_deleted_too(tmp_path: Path) -> None:
    same, new, ignored, kept = add("same"), add("new"), add("ignored"), add("dir/kept")
    for operation in (same, kept):
        operation._remote_oid = hashing.git_blob_sha1(b"x")
    ignored._should_ignore = True
    delete = CommitOperationDelete("dir/")
    copy, idle = CommitOperationCopy("a", "b"), CommitOperationCopy("c", "d")
    plan = plans.CommitPlan(TARGET, [same, idle, new, ignored, delete, kept, copy], "m")
    plan.copies = {6: CopySource(None, b"")}

    assert plans.drop_needless(plan) == (1, 2)
    assert plan.operations == [new, delete, kept, copy]
    assert plan.copies == {3: CopySource(None, b"")}


def test_what_is_written_twice_is_what_was_written_last() -> None:
    first, last = add("a", b"1"), add("a", b"2")
    first._remote_oid = last._remote_oid = hashing.git_blob_sha1(b"2")
    plan = plans.CommitPlan(TARGET, [first, last], "m")

    assert plans.drop_needless(plan) == (0, 0)
    assert plan.operations == [first, last]


def test_overlapping_operations_are_warned_about() -> None:
    with pytest.warns(UserWarning, match="multiple times the same file"):
        checks.warn_about_overlaps([add("a"), add("a")])
    with pytest.warns(UserWarning, match="delete a file"):
        checks.warn_about_overlaps([add("a"), CommitOperationDelete("a")])
    with pytest.warns(UserWarning, match="delete a folder"):
        checks.warn_about_overlaps([add("a/b/c"), CommitOperationDelete("a/")])
    checks.warn_about_overlaps([CommitOperationDelete("a/"), add("a/b"), CommitOperationDelete("ab")])


def test_tables_outside_of_datasets_are_warned_about() -> None:
    checks.warn_about_data_files([add("x.parquet")], "dataset")
    with pytest.warns(UserWarning, match="x.parquet"):
        checks.warn_about_data_files([add("x.parquet")], "model")


@pytest.mark.parametrize(
    ("message", "parent", "text"),
    [("", None, "can't be empty"), ("m", "xyz", "not a valid commit OID"), ("m", "abc", "OID")],
)
def test_arguments_of_a_commit_are_checked(message: str, parent: str | None, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        checks.check_commit(message, parent, [])


def test_an_operation_is_good_for_one_commit() -> None:
    operation = add("a")
    operation._is_committed = True
    with pytest.raises(ValueError, match="cannot be reused"):
        checks.check_commit("m", None, [operation])
    with pytest.raises(ValueError, match="Unknown operation"):
        checks.check_commit("m", None, ["a"])  # type: ignore[list-item]


def test_a_commit_goes_to_a_branch_even_if_its_commit_is_known() -> None:
    pinned = ResolvedRevision(HEAD, "branch", "user/name", "model")

    assert target_of("user/name", None, pinned).api("commit") == "/api/models/user/name/commit/branch"
    assert target_of("user/name", "space", "refs/pr/1").api("commit") == "/api/spaces/user/name/commit/refs%2Fpr%2F1"
    with pytest.raises(ValueError, match="repo type"):
        target_of("user/name", "folder", None)


# --- copies ---


def test_sources_of_copies() -> None:
    operations: list[CommitOperation] = [
        CommitOperationCopy("a", "b"),
        CommitOperationCopy("a", "c", src_revision="dev"),
        CommitOperationCopy("a", "d", src_repo_id="user/other"),
        CommitOperationCopy("a", "e", src_repo_id="user/name", src_repo_type="dataset"),
    ]

    jobs = copies.plan(CommitTarget("user/name", "model", "branch", False), operations)

    assert [(*job.place, job.same_repo) for job in jobs] == [
        ("model", "user/name", "branch", True),
        ("model", "user/name", "dev", True),
        ("model", "user/other", "main", False),
        ("dataset", "user/name", "main", False),
    ]


def copied(entry: dict[str, Any] | None, *, present: dict[str, Any] | None = None, **options: Any) -> copies.Job:
    [job] = copies.plan(TARGET, [CommitOperationCopy("a", "b", **options)])
    copies.note_sources([job], {job.place: {"a": entry} if entry else {}}, {"b": present} if present else {}, set())
    return job


def test_what_a_copy_becomes() -> None:
    assert copied({"oid": "1"}).sha256 is None
    assert copied({"oid": "1", "lfs": {"oid": "2"}}).sha256 == "2"
    assert copied({"oid": "1"}, present={"oid": "1"}).is_noop
    assert not copied({"oid": "1"}, present={"oid": "1"}, src_repo_id="user/other").is_noop
    with pytest.raises(errors.EntryNotFoundError, match="missing on repo"):
        copied(None)
    with pytest.raises(NotImplementedError, match="folder"):
        copied({"oid": "1", "type": "directory"})


def test_objects_of_other_repositories_are_brought_over_once() -> None:
    entry = {"oid": "1", "lfs": {"oid": "f" * 64}, "xetHash": "h"}
    jobs = [copied(entry, src_repo_id="user/other") for _ in range(2)]

    found = copies.duplications(TARGET, jobs)

    assert list(found.values()) == [
        [
            {
                "target": {"type": "model", "name": "user/name"},
                "files": [{"xetHash": "h", "sha256": "f" * 64, "filename": "a"}],
            }
        ]
    ]
    with pytest.raises(ValueError, match="Download it"):
        copies.duplications(TARGET, [copied({**entry, "xetHash": None}, src_repo_id="user/other")])
    copies.check_duplication({"failed": []})
    with pytest.raises(errors.FileDuplicationError, match="no access"):
        copies.check_duplication({"failed": [{"sha256": "f", "error": "no access"}]})


def test_what_xet_sent_without_a_hash_is_left_to_lfs() -> None:
    known, unknown = add("a", b"1"), add("b", b"2")
    candidates = [by_xet.Candidate(each) for each in (known, unknown)]
    sent = [by_xet.Sent("f" * 64, 1, 1), by_xet.Sent("", 1, 1)]

    again, settled = by_xet.note_sent(candidates, [Outcome(each) for each in sent], None)

    assert (again, settled) == ([], {id(known): None})
