"""Pull requests that one attempt to upload a folder leaves to the next."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given, strategies as st

from huggingface_hub import errors
from huggingface_hub._core.cache import leases
from huggingface_hub._core.upload import atomic
from huggingface_hub._core.upload.target import CommitTarget


BASE = "a" * 40
MARKER = "c" * 32
DAY = 24 * 3600
GONE = 2**22 + 1  # more than any process number of Linux

TARGET = CommitTarget("user/name", "model", "main", create_pr=False)


def note(**owner: object) -> atomic.Note:
    return atomic.Note(3, BASE, {**leases.owner(), **owner}, 1000.0, MARKER)


def test_a_pull_request_is_free_when_its_process_has_ended() -> None:
    assert not note().is_free(now=1000.0 + DAY - 1)
    assert note().is_free(now=1000.0 + DAY + 1)
    assert note().released().is_free(now=1000.0)
    if leases.boot_id():
        assert note(pid=GONE).is_free(now=1000.0)
    assert not note(host="elsewhere", pid=GONE).is_free(now=1000.0)


@pytest.mark.parametrize("owner", [None, {"pid": 3, "host": "h"}])
def test_a_note_is_read_as_it_was_written(owner: dict[str, object] | None) -> None:
    written = atomic.Note(0, BASE, owner, 5.0, MARKER)

    assert atomic.Note.from_line(written.to_line("key")) == written


@given(st.lists(st.none() | st.integers() | st.text(max_size=3) | st.dictionaries(st.text(max_size=1), st.integers())))
def test_what_is_no_note_is_none(rest: list[object]) -> None:
    found = atomic.Note.from_line(["r", "key", *rest])

    assert found is None or found.to_line("key")[:4] == ["r", "key", *rest[:2]]


NAMES = st.sampled_from("abcdef")
TREES = st.dictionaries(NAMES, st.sampled_from("123"))


@given(before=TREES, after=TREES, wanted=st.sets(NAMES))
def test_strangers_are_all_changes_that_the_upload_would_not_make(
    before: dict[str, str], after: dict[str, str], wanted: set[str]
) -> None:
    found = atomic.strangers(before, after, wanted)

    assert found == sorted(p for p in "abcdef" if before.get(p) != after.get(p) and p not in wanted)


def test_an_upload_to_another_place_is_another_upload() -> None:
    places = [
        atomic.identity("https://hub", TARGET, ""),
        atomic.identity("https://hub", TARGET, "a/"),
        atomic.identity("https://other", TARGET, ""),
        atomic.identity("https://hub", CommitTarget("user/name", "dataset", "main", create_pr=False), ""),
    ]

    assert len(set(places)) == len(places)


def test_the_reason_tells_nothing_of_the_machine() -> None:
    request = httpx.Request("POST", "https://hub/secret")
    refused = errors.HfHubHTTPError("/home/ada/secret", response=httpx.Response(403, request=request))

    assert "HfHubHTTPError, status 403" in atomic.reason(refused, goes_on=False)
    assert "it goes on here" in atomic.reason(FileNotFoundError("/home/ada/secret"), goes_on=True)
    for error in (refused, FileNotFoundError("/home/ada/secret")):
        assert "secret" not in atomic.reason(error, goes_on=True)
    assert atomic.is_refused(refused)
    assert not atomic.is_refused(TimeoutError())
