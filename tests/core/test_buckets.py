"""The rules of buckets: ids, paths and batches."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import httpx
import pytest
from hypothesis import given, strategies as st

from huggingface_hub import errors
from huggingface_hub._core import buckets
from huggingface_hub._core.buckets import Add, BucketUrl, Copy, Delete
from huggingface_hub.types.buckets import BucketFile, BucketFolder, read_bucket_entry


HASH = "ab" * 32


def test_the_address_of_a_bucket() -> None:
    url = BucketUrl("http://hub.test:8080/buckets/ada/b", "http://hub.test:8080/")
    assert (url.endpoint, url.namespace, url.bucket_id) == ("http://hub.test:8080", "ada", "ada/b")
    assert url.uri.to_uri() == "hf://buckets/ada/b"
    # Servers hand out the public address, whatever it is called here.
    assert BucketUrl("https://huggingface.co/buckets/a/b", "http://hub.test").url == "http://hub.test/buckets/a/b"
    with pytest.raises(errors.HfUriError):
        BucketUrl("https://huggingface.co/datasets/a/b")


@pytest.mark.parametrize("bad", ["b", "a/b/c", "../b", "a/..", "", "a/b c"])
def test_ids(bad: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        buckets.check_id(bad)
    assert buckets.check_id("ada/b") == "ada/b"
    assert (buckets.new_id("b"), buckets.new_id("ada/b")) == ("me/b", "ada/b")


@pytest.mark.parametrize("bad", ["", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a\\b", "a\0b", "a/.."])
def test_paths(bad: str) -> None:
    with pytest.raises(errors.UnsafePathError):
        buckets.check_path(bad)
    assert buckets.check_path("a/b c.txt") == "a/b c.txt"


def test_addresses_quote_what_stands_in_them() -> None:
    assert buckets.tree_url("a/b", None) == "/api/buckets/a/b/tree"
    assert buckets.tree_url("a/b", "x/y z") == "/api/buckets/a/b/tree/x%2Fy%20z"
    assert buckets.resolve_url("a/b", "x/y?z", quoted=True) == "/buckets/a/b/resolve/x%2Fy%3Fz"
    assert buckets.resolve_url("a/b", "x/y?z") == "/buckets/a/b/resolve/x/y%3Fz"


def test_prefixes_of_the_hub_are_no_folders() -> None:
    assert buckets.is_below("logs/a", "logs")
    assert buckets.is_below("logs/a", "logs/")
    assert buckets.is_below("anything", "")
    assert not buckets.is_below("logs.json", "logs")


def test_lines_of_a_batch() -> None:
    changes = [
        Delete("old.txt"),
        Add("a/é.json", HASH, 1700000000000, "application/json"),
        Copy("model", "u/m", HASH, "dst", 5),
        Add("noext", HASH, 6),
    ]
    [batch] = buckets.batches(changes)
    assert [json.loads(line) for line in buckets.encode(batch).splitlines()] == [
        {"type": "copyFile", "path": "dst", "xetHash": HASH, "mtime": 5, "sourceRepoType": "model", "sourceRepoId": "u/m"},
        {
            "type": "addFile",
            "path": "a/é.json",
            "xetHash": HASH,
            "mtime": 1700000000000,
            "contentType": "application/json",
        },
        {"type": "addFile", "path": "noext", "xetHash": HASH, "mtime": 6},
        {"type": "deleteFile", "path": "old.txt"},
    ]  # fmt: skip


@given(st.lists(st.sampled_from([Add("a", HASH, 1), Copy("model", "u/m", HASH, "b", 1), Delete("c")]), max_size=3000))
def test_batches_hold_every_change_once_and_deletions_last(changes: list[buckets.Change]) -> None:
    made = list(buckets.batches(changes))
    flat = [change for batch in made for change in batch]
    assert sorted(map(repr, flat)) == sorted(map(repr, changes))
    assert all(0 < len(batch) <= buckets.BATCH_SIZE for batch in made)
    kinds = [type(change) for change in flat]
    assert kinds == sorted(kinds, key=[Copy, Add, Delete].index)


@pytest.mark.parametrize(
    ("source", "path", "kind"),
    [
        ("f.txt", "noext", "text/plain"),
        (b"x", "a.json", "application/json"),
        ("noext", "b.csv", "text/csv"),
        (b"x", "noext", None),
    ],
)
def test_content_types(source: str | bytes, path: str, kind: str | None) -> None:
    assert buckets.content_type(source, path) == kind


def answer(status: int, body: object) -> httpx.Response:
    request = httpx.Request("POST", "https://hub.test/api/buckets/a/b/batch")
    return httpx.Response(status, content=json.dumps(body).encode() if body is not None else b"", request=request)


def test_failures_are_named() -> None:
    assert buckets.failures_in(answer(200, {"success": True})) == []
    assert buckets.failures_in(answer(200, None)) == []
    failures = buckets.failures_in(answer(422, {"failed": [{"path": f"f{i}", "error": "no"} for i in range(12)]}))
    error = buckets.batch_error("a/b", failures, answer(422, None))
    assert len(error.failures) == 12
    assert "f9" in str(error)
    assert "f10" not in str(error)
    assert "and 2 more" in str(error)
    with pytest.raises(errors.HfHubHTTPError, match="can't be read"):
        buckets.failures_in(answer(200, {"failed": [{"path": "x"}]}))


def test_what_listings_say() -> None:
    file = read_bucket_entry(
        {"type": "file", "path": "x", "size": 1, "xetHash": HASH, "mtime": "2024-01-01T00:00:00.5Z"}
    )
    assert isinstance(file, BucketFile)
    assert file.mtime == datetime(2024, 1, 1, 0, 0, 0, 500000, tzinfo=timezone.utc)
    assert (file.type, file.uploaded_at) == ("file", None)
    folder = read_bucket_entry({"type": "directory", "path": "d"})
    assert isinstance(folder, BucketFolder)
    with pytest.raises(ValueError, match="xetHash"):
        read_bucket_entry({"type": "file", "path": "x", "size": 1})
