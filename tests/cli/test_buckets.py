"""`hf buckets` against a local Hub."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from types import SimpleNamespace

import pytest

from huggingface_hub import HfApi
from huggingface_hub.cli import bucket_trees
from huggingface_hub.local_hub import LocalHub

from .conftest import Finished


Hf = Callable[..., Finished]


@pytest.fixture
def bucket(local_hub: LocalHub, request: pytest.FixtureRequest) -> str:
    """A bucket of its own for each test."""
    name = "local/" + request.node.name.replace("_", "-").replace("[", "-").rstrip("]")[:80].lower()
    HfApi(local_hub.url, local_hub.token).create_bucket(name, exist_ok=True)
    return name


def test_create_show_change_and_delete(on_hub: Hf, local_hub: LocalHub) -> None:
    made = on_hub("buckets", "create", "hf://buckets/local/cli-made", "--private", "--json")
    assert json.loads(made.out) == {
        "uri": "hf://buckets/local/cli-made",
        "url": f"{local_hub.url}/buckets/local/cli-made",
    }
    assert on_hub("buckets", "create", "cli-made").code == 1
    assert on_hub("buckets", "create", "cli-made", "--exist-ok", "-q").out == "hf://buckets/local/cli-made\n"
    info = json.loads(on_hub("buckets", "info", "local/cli-made", "--json").out)
    assert (info["id"], info["private"], info["total_files"]) == ("local/cli-made", True, 0)
    assert (
        on_hub("buckets", "settings", "local/cli-made", "--public").out.splitlines()[0] == "✓ Bucket settings updated"
    )
    assert "local/cli-made" in on_hub("buckets", "ls", "-q").out.split()
    assert on_hub("buckets", "ls", "local", "--search", "cli-ma", "-q").out == "local/cli-made\n"
    assert on_hub("buckets", "move", "local/cli-made", "hf://buckets/local/cli-moved").code == 0
    refused = on_hub("buckets", "delete", "local/cli-moved", "--json")
    assert (refused.code, refused.out) == (1, "")
    assert "--yes" in refused.err
    assert on_hub("buckets", "delete", "local/cli-moved", "--yes").out.startswith("✓ Bucket deleted")
    gone = on_hub("buckets", "delete", "local/cli-moved", "--yes")
    assert (gone.code, gone.err.splitlines()[0]) == (1, "Error: Bucket 'local/cli-moved' not found.")
    assert on_hub("buckets", "delete", "local/cli-moved", "--yes", "--missing-ok").code == 0


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("create", "a/b/c"), 1, "Invalid bucket ID"),
        (("info", "alone"), 1, "namespace/bucket_name"),
        (("info", "local/b/path"), 1, "names a path in bucket 'local/b'"),
        (("info", "hf://datasets/local/b"), 1, "is not in a bucket"),
        (("settings", "local/b"), 2, "exactly one of --private or --public"),
        (("settings", "local/b", "--private", "--public"), 2, "exactly one of --private or --public"),
        (("ls", "local", "--tree"), 2, "Cannot use --tree when listing buckets"),
        (("ls", "-R"), 2, "Cannot use --recursive when listing buckets"),
        (("ls", "local/b", "--search", "x"), 2, "Cannot use --search when listing files"),
        (("ls", "local/none"), 1, "Bucket 'local/none' not found."),
    ],
)
def test_bad_input(on_hub: Hf, args: tuple[str, ...], code: int, says: str) -> None:
    ended = on_hub("buckets", *args)
    assert (ended.code, ended.out) == (code, "")
    assert says in ended.err


def entry(path: str, size: int | None = None) -> SimpleNamespace:
    moment = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    return SimpleNamespace(
        type="directory" if size is None else "file", path=path, size=size, mtime=moment, uploaded_at=None
    )


def test_trees() -> None:
    entries = [entry("d/a.txt", 1_234_567), entry("d/sub/b", 2), entry("d/sub2"), entry("d/z", 3)]
    assert list(bucket_trees.draw(entries, "d", human_readable=True)) == [
        "1.2 MB  2024-01-02 03:04:05  ├── a.txt",
        "                             ├── sub/",
        "   2 B  2024-01-02 03:04:05  │   └── b",
        "                             ├── sub2/",
        "   3 B  2024-01-02 03:04:05  └── z",
    ]
