"""Plans of a sync: what is compared, what is left out, and plans as files."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import errors
from huggingface_hub._core import bucket_sync
from huggingface_hub._core.bucket_sync import Filter, Request, Side
from huggingface_hub.types.buckets import BucketFile, SyncPlan


BUCKET = "hf://buckets/ada/b"
T = 1_700_000_000_000.0
NOW = datetime(2026, 11, 29, tzinfo=timezone.utc)


def made(local: dict[str, Side], remote: dict[str, Side], *, up: bool = True, **options: Any) -> SyncPlan:
    request = Request(*(("folder", BUCKET) if up else (BUCKET, "folder")), **options)
    return bucket_sync.compare(request, local, remote, Filter(), now=NOW)


def decision(here: Side | None, there: Side | None, *, up: bool = True, **options: Any) -> tuple[str, str] | None:
    """What is decided about one path, `here` being the source."""
    sides = [{"x": side} if side else {} for side in (here, there)]
    plan = made(*(sides if up else sides[::-1]), up=up, **options)
    return (plan.operations[0].action, plan.operations[0].reason) if plan.operations else None


@pytest.mark.parametrize("up", [True, False])
def test_what_this_package_keeps_beside_files_takes_no_part(up: bool) -> None:
    side = {
        path: Side(1, T) for path in (".cache/huggingface/token", "a/.cache/huggingface/x/y", ".Cache/HuggingFace/z")
    }
    others = {path: Side(1, T) for path in ("huggingface/x", ".cache/huggingface_x/y", ".cache/huggingface.txt")}

    for local, remote in (({**side, **others}, {}), ({}, {**side, **others})):
        plan = made(local, remote, up=up, delete=True)
        assert {operation.path for operation in plan.operations} == set(others)


def test_S7_files_that_make_git_run_programs_are_written_only_if_they_were_asked_for() -> None:
    hooks = ["a.txt", "sub/.Git/hooks/post-checkout"]

    for chosen in (None, Filter(), Filter(["*"]), Filter(["*git*"]), Filter(rules=[("-", ".git/x")])):
        with pytest.raises(errors.UnsafePathError, match="can make git run programs"):
            bucket_sync.check_names(hooks, chosen)
    bucket_sync.check_names(hooks, Filter(["*", "*/.git/*"]))
    bucket_sync.check_names(hooks, Filter(rules=[("+", ".git/*")]))
    bucket_sync.check_names([".gitignore", ".github/workflows/x.yml"])


@pytest.mark.parametrize(
    ("here", "there", "options", "expected"),
    [
        (Side(1, T), None, {}, ("upload", "new file")),
        (Side(1, T), None, {"existing": True}, ("skip", "new file (--existing)")),
        (None, Side(1, T), {}, None),
        (None, Side(1, T), {"delete": True}, ("delete", "not in source (--delete)")),
        (Side(1, T), Side(2, T), {}, ("upload", "size differs")),
        (Side(1, T), Side(1, T), {}, ("skip", "identical")),
        (Side(1, T + 1000), Side(1, T), {}, ("skip", "identical")),
        (Side(1, T + 1001), Side(1, T), {}, ("upload", "local newer")),
        (Side(1, T), Side(1, T + 5000), {}, ("skip", "identical")),
        (Side(1, T), Side(2, T), {"ignore_sizes": True}, ("skip", "same mtime")),
        (Side(1, T), Side(1, T + 5000), {"ignore_sizes": True}, ("skip", "remote newer")),
        (Side(1, T + 5000), Side(1, T), {"ignore_sizes": True}, ("upload", "local newer")),
        (Side(1, T + 5000), Side(1, T), {"ignore_times": True}, ("skip", "same size")),
        (Side(2, T), Side(1, T), {"ignore_times": True}, ("upload", "size differs")),
        (Side(2, T), Side(1, T), {"ignore_existing": True}, ("skip", "exists on receiver (--ignore-existing)")),
    ],
)
def test_decisions(
    here: Side | None, there: Side | None, options: dict[str, bool], expected: tuple[str, str] | None
) -> None:
    assert decision(here, there, **options) == expected
    # The other way round the words change places.
    if expected is not None:
        words = {"upload": "download", "local newer": "remote newer", "remote newer": "local newer"}
        expected = (words.get(expected[0], expected[0]), words.get(expected[1], expected[1]))
    assert decision(here, there, up=False, **options) == expected


@pytest.mark.parametrize(
    ("source", "dest", "options", "match"),
    [
        ("a", "b", {}, "must be a bucket path"),
        (BUCKET, BUCKET, {}, "Remote to remote"),
        ("a", BUCKET, {"ignore_times": True, "ignore_sizes": True}, "ignore_times and ignore_sizes"),
        ("a", BUCKET, {"existing": True, "ignore_existing": True}, "existing and ignore_existing"),
    ],
)
def test_requests_that_make_no_sense(source: str, dest: str, options: dict[str, bool], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        Request(source, dest, **options)


RULES = bucket_sync.read_rules("# remark\n+ *.txt\n\n- sub/*\n-x\n*.bin\n")


def test_rules_of_a_file() -> None:
    assert RULES == [("+", "*.txt"), ("-", "sub/*"), ("-", "x"), ("+", "*.bin")]


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("new.txt", True),  # a rule lets it in before `exclude` is asked
        ("sub/a.bin", False),
        ("a.bin", True),
        ("same.md", True),
        ("other.md", False),
        ("newer.md", False),
    ],
)
def test_rules_come_before_patterns(path: str, taken: bool) -> None:
    assert Filter(include=["same*"], exclude=["new*"], rules=RULES).matches(path) is taken


PATHS = st.sampled_from(["a", "b.txt", "d/a", "d/b.txt", "e/f/g"])
SIDES = st.dictionaries(PATHS, st.builds(Side, st.integers(0, 3), st.sampled_from([T, T + 500, T + 9000])))
PATTERNS = st.lists(st.sampled_from(["*", "*.txt", "d/*", "a"]), max_size=2)


@given(SIDES, SIDES, st.booleans(), st.booleans(), PATTERNS)
def test_a_plan_that_is_carried_out_leaves_nothing_to_do(
    local: dict[str, Side], remote: dict[str, Side], up: bool, delete: bool, exclude: list[str]
) -> None:
    request = Request(*(("folder", BUCKET) if up else (BUCKET, "folder")), delete=delete)
    chosen = Filter(exclude=exclude)
    plan = bucket_sync.compare(request, local, remote, chosen, now=NOW)
    source, dest = (local, dict(remote)) if up else (remote, dict(local))
    for operation in plan.operations:
        assert not any(fnmatchcase(operation.path, pattern) for pattern in exclude)
        if operation.action == "delete":
            assert delete
            del dest[operation.path]
        elif operation.action != "skip":
            dest[operation.path] = source[operation.path]
    again = bucket_sync.compare(request, *((source, dest) if up else (dest, source)), chosen, now=NOW)
    assert {operation.action for operation in again.operations} <= {"skip"}
    if delete:
        assert {path for path in dest if chosen.matches(path)} == {path for path in source if chosen.matches(path)}


@given(SIDES, SIDES, st.booleans())
def test_plans_survive_being_saved(local: dict[str, Side], remote: dict[str, Side], up: bool) -> None:
    plan = made(local, remote, up=up, delete=True)
    text = "\n".join(bucket_sync.lines(plan))
    read = bucket_sync.read_plan(text)
    for operation in plan.operations:
        operation.bucket_file = None
    assert read == plan
    assert json.loads(text.splitlines()[0])["summary"] == plan.summary()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        '{"type": "operation"}',
        '{"type": "header", "source": "a", "dest": "b", "timestamp": "t"}',
        '{"type": "header", "source": "a", "dest": "hf://buckets/u/b", "timestamp": "t"}\n{"type": "operation", "action": "download", "path": "x"}',
        '{"type": "header", "source": "a", "dest": "hf://buckets/u/b", "timestamp": "t"}\n{"type": "operation", "action": "upload", "path": "../x"}',
        '{"type": "header", "source": "a", "dest": "hf://buckets/u/b", "timestamp": "t"}\n{"type": "operation", "action": "burn", "path": "x"}',
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"plan|bucket"):
        bucket_sync.read_plan(text)


def file(path: str, **more: Any) -> BucketFile:
    return BucketFile(path=path, size=1, xetHash="h", **more)


def test_files_of_a_folder_of_the_bucket() -> None:
    listed = [file("pre/a"), file("prex"), file("pre/d/b"), file("pre")]
    assert list(bucket_sync.remote_sides(listed, "pre")) == ["a", "d/b"]
    assert list(bucket_sync.remote_sides(listed, "")) == ["pre/a", "prex", "pre/d/b", "pre"]


def test_one_file_of_the_bucket() -> None:
    assert list(bucket_sync.remote_file([file("d/a"), file("d/ab")], "d/a")) == ["a"]


def test_a_file_without_a_time_is_as_old_as_its_upload() -> None:
    sides = bucket_sync.remote_sides([file("a", uploadedAt="2023-11-14T22:13:20.000Z"), file("b")], "")
    assert (sides["a"].mtime, sides["b"].mtime) == (T, 0.0)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../b", "a\0b"])
def test_names_that_lead_out_of_the_folder_are_refused(name: str) -> None:
    with pytest.raises(errors.UnsafePathError):
        bucket_sync.check_names([name])
