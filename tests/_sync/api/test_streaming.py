# Generated from tests/_async/api/test_streaming.py: edit that file, not this one, then run `python -m codegen`.

"""Lists come page by page as they are read: nothing is asked for before it is needed, and whatever the Hub adds is kept."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import respx

from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api import HfApi


HUB = "https://huggingface.co"
TIME = "2024-01-01T00:00:00.000Z"
REPO = {"id": "a/b", "brandNew": 1}
FILE = {"type": "file", "path": "x", "size": 1, "oid": "0" * 40, "brandNew": 1}
PERSON = {"user": "u", "fullname": "U", "avatarUrl": "", "type": "user", "brandNew": 1}
REQUEST = {"requestId": "r", "user": PERSON, "status": "pending", "timestamp": TIME, "brandNew": 1}
LFS = {"fileOid": "o", "filename": "f", "oid": "0" * 64, "pushedAt": TIME, "ref": "main", "size": 1, "brandNew": 1}
COLLECTION = {
    "slug": "s", "title": "t", "owner": {"name": "o"}, "items": [], "lastUpdated": TIME, "position": 0, "private": False,
    "theme": "blue", "upvotes": 0, "brandNew": 1,
}  # fmt: skip
DISCUSSION = {
    "num": 1, "author": {"name": "a"}, "title": "t", "status": "open", "isPullRequest": False, "createdAt": TIME,
    "repo": {"name": "a/b", "type": "model"},
    "brandNew": 1,
}  # fmt: skip
JOB = {"id": "j", "createdAt": TIME, "status": {"stage": "RUNNING"}, "owner": {"id": "o", "name": "me", "type": "user"}}
BUCKET = {"id": "a/b", "private": False, "createdAt": TIME, "size": 1, "totalFiles": 1, "brandNew": 1}
PAPER = {"id": "1", "title": "t", "summary": "s", "authors": [], "publishedAt": TIME, "brandNew": 1}

# Operation, arguments, what an entry of its list looks like.
LISTS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("list_models", {}, REPO),
    ("list_datasets", {}, REPO),
    ("list_spaces", {}, REPO),
    ("list_user_repos", {"namespace": "a"}, {**REPO, "type": "model", "storage": 1, "visibility": "public", "updatedAt": TIME}),
    ("list_repo_tree", {"repo_id": "a/b"}, FILE),
    ("list_repo_objects", {"repo_id": "a/b"}, FILE),
    ("list_lfs_files", {"repo_id": "a/b"}, LFS),
    ("get_repo_discussions", {"repo_id": "a/b"}, DISCUSSION),
    ("list_organization_followers", {"organization": "a"}, PERSON),
    ("list_organization_members", {"organization": "a"}, PERSON),
    ("list_user_followers", {"username": "a"}, PERSON),
    ("list_user_following", {"username": "a"}, PERSON),
    ("list_repo_likers", {"repo_id": "a/b"}, PERSON),
    ("list_pending_access_requests", {"repo_id": "a/b"}, REQUEST),
    ("list_accepted_access_requests", {"repo_id": "a/b"}, REQUEST),
    ("list_rejected_access_requests", {"repo_id": "a/b"}, REQUEST),
    ("list_collections", {}, COLLECTION),
    ("list_jobs", {"namespace": "me"}, {**JOB, "brandNew": 1}),
    ("list_buckets", {"namespace": "a"}, BUCKET),
    ("list_bucket_tree", {"bucket_id": "a/b"}, {"type": "file", "path": "x", "size": 1, "xetHash": "0" * 64, "mtime": TIME, "uploadedAt": TIME, "brandNew": 1}),
    ("list_papers", {"query": "x"}, {"paper": PAPER}),
    ("list_daily_papers", {}, {"paper": PAPER, "title": "t"}),
]  # fmt: skip

# The Hub answers these with one page, however long.
SINGLE = {"list_papers", "list_daily_papers"}


class Pages:
    """A Hub whose lists have no end: two entries on each page, and always another page."""

    def __init__(self, entry: dict[str, Any]) -> None:
        self.entry = entry
        self.asked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        entries: Any = [self.entry, self.entry]
        if request.url.path.endswith("/discussions"):
            entries = {"discussions": entries, "count": 10_000, "start": 0}
        url = request.url.copy_set_param("cursor", str(self.asked))
        return httpx.Response(200, json=entries, headers={"link": f'<{url}>; rel="next"'})


@respx.mock
@pytest.mark.parametrize(("method", "arguments", "entry"), LISTS, ids=[row[0] for row in LISTS])
def test_a_page_is_asked_for_when_it_is_needed(method: str, arguments: dict[str, Any], entry: Any) -> None:
    pages = Pages(entry)
    respx.get(url__startswith=HUB).mock(side_effect=pages)
    api = HfApi(HUB, "hf_x")

    found = getattr(api, method)(**arguments)
    assert pages.asked == 0

    with runtime.closing(found):
        taken = []
        for item in found:
            taken.append(item)
            assert pages.asked == (len(taken) + 1) // 2
            if len(taken) == (2 if method in SINGLE else 5):
                break

    assert pages.asked == (1 if method in SINGLE else 3)
    assert vars(taken[0])["brandNew"] == 1


def test_no_list_is_forgotten() -> None:
    """Every operation that gives its results one by one stands above, or streams something else than a list."""
    others = {"pages", "stream", "fetch_space_logs", "fetch_job_logs", "fetch_job_metrics", "search_spaces"}
    others |= {"get_bucket_paths_info"}
    streams = {
        name
        for name in dir(HfApi)
        if not name.startswith("_")
        and "Generator" in str(getattr(getattr(HfApi, name), "__annotations__", {}).get("return", ""))
    }

    assert streams - others == {row[0] for row in LISTS}
