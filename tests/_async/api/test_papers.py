"""Papers: what is asked, and what the answers mean."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub.types.papers import PaperInfo
from huggingface_hub.types.users import Organization, User


HUB = "https://huggingface.co"
PAPER: dict[str, Any] = {
    "id": "2401.1",
    "authors": [
        {
            "_id": "x",
            "name": "A",
            "user": {"user": "ada", "fullname": "Ada"},
            "status": "claimed",
            "statusLastChangedAt": "2024-01-03T00:00:00.000Z",
            "hidden": False,
        },
        {"name": "B"},
    ],
    "publishedAt": "2024-01-01T00:00:00.000Z",
    "submittedOnDailyAt": "2024-01-05T00:00:00.000Z",
    "submittedOnDailyBy": {"user": "eve"},
    "title": "T",
    "summary": "S",
    "upvotes": 3,
    "discussionId": "d",
    "ai_summary": "short",
    "ai_keywords": ["k"],
    "projectPage": "https://p",
    "githubRepo": "https://g",
    "githubStars": 5,
}
LISTED: dict[str, Any] = {
    "paper": PAPER,
    "title": "Top",
    "summary": "S",
    "numComments": 2,
    "submittedBy": {"user": "bob", "fullname": "Bob"},
    "publishedAt": "2024-01-02T00:00:00.000Z",
    "organization": {"name": "o", "fullname": "O"},
    "thumbnail": "t",
}


def day(number: int) -> datetime:
    return datetime(2024, 1, number, tzinfo=timezone.utc)


@pytest.fixture
def api() -> AsyncHfApi:
    return AsyncHfApi(HUB, "hf_x")


@respx.mock
async def test_a_paper(api: AsyncHfApi) -> None:
    said = {
        **PAPER,
        "linkedModels": [{"id": "u/m"}],
        "numTotalModels": 9,
        "linkedDatasets": [{"id": "u/d"}],
        "linkedSpaces": [{"id": "u/s"}],
        "source": "arxiv",
        "more": 1,
    }
    route = respx.get(f"{HUB}/api/papers/2401.1").respond(json=said)

    found = await api.paper_info("2401.1")

    assert (found.id, found.title, found.upvotes, found.comments) == ("2401.1", "T", 3, 0)
    assert (found.published_at, found.submitted_at) == (day(1), day(5))
    assert found.submitted_by == User(user="eve")
    assert found.authors is not None
    first, second = found.authors
    assert (first.name, first.status, first.status_last_changed_at, first.hidden) == ("A", "claimed", day(3), False)
    assert first.user == User(user="ada", fullname="Ada")
    assert (second.name, second.user) == ("B", None)
    assert [each.id for each in found.linked_models or ()] == ["u/m"]
    assert [each.id for each in found.linked_datasets or ()] == ["u/d"]
    assert [each.id for each in found.linked_spaces or ()] == ["u/s"]
    assert (found.num_total_models, found.source, found.more) == (9, "arxiv", 1)
    assert (found.project_page, found.github_repo, found.github_stars) == ("https://p", "https://g", 5)
    assert "authorization" not in route.calls.last.request.headers


@pytest.mark.parametrize("method", ["list_papers", "list_daily_papers"])
@respx.mock
async def test_lists_wrap_their_papers(api: AsyncHfApi, method: str) -> None:
    respx.get(url__startswith=HUB).respond(json=[LISTED])

    [found] = [paper async for paper in getattr(api, method)()]

    assert (found.id, found.title, found.comments, found.ai_summary) == ("2401.1", "Top", 2, "short")
    assert (found.published_at, found.submitted_at) == (day(1), day(2))
    assert found.submitted_by == User(user="bob", fullname="Bob")
    assert found.organization == Organization(name="o", fullname="O")
    assert found.thumbnail == "t"


@pytest.mark.parametrize(
    ("method", "arguments", "query"),
    [
        ("list_papers", {}, {}),
        ("list_papers", {"query": "a b", "limit": 3}, {"q": "a b", "limit": "3"}),
        ("list_papers", {"query": ""}, {}),
        ("list_daily_papers", {}, {}),
        (
            "list_daily_papers",
            {"date": "2025-01-01", "week": "w", "month": "m", "submitter": "s", "sort": "trending", "p": 0, "limit": 4},
            {
                "date": "2025-01-01",
                "week": "w",
                "month": "m",
                "submitter": "s",
                "sort": "trending",
                "p": "0",
                "limit": "4",
            },
        ),
    ],
)
@respx.mock
async def test_queries(api: AsyncHfApi, method: str, arguments: dict[str, Any], query: dict[str, str]) -> None:
    route = respx.get(url__startswith=HUB).respond(json=[])

    assert [paper async for paper in getattr(api, method)(**arguments)] == []

    assert dict(route.calls.last.request.url.params) == query
    assert route.calls.last.request.headers["authorization"] == "Bearer hf_x"


@respx.mock
async def test_the_text(api: AsyncHfApi) -> None:
    route = respx.get(f"{HUB}/papers/2401.1.md").respond(text="# Title\n\nÄ", content_type="text/markdown")

    assert await api.read_paper("2401.1") == "# Title\n\nÄ"
    assert "authorization" not in route.calls.last.request.headers


@pytest.mark.parametrize("method", ["paper_info", "read_paper"])
@respx.mock
async def test_no_such_paper(api: AsyncHfApi, method: str) -> None:
    route = respx.get(url__startswith=HUB).respond(404, json={"error": "no such paper"})

    with pytest.raises(errors.HfHubHTTPError, match="no such paper"):
        await getattr(api, method)("../x?y")
    assert b"..%2Fx%3Fy" in route.calls.last.request.url.raw_path
    with pytest.raises(ValueError, match="number on arXiv"):
        await getattr(api, method)("")


@respx.mock
async def test_other_answers_are_refused(api: AsyncHfApi) -> None:
    respx.get(f"{HUB}/api/papers/search").respond(json=[{"paper": {}}])

    with pytest.raises(errors.HfHubHTTPError, match="needs 'id'"):
        [paper async for paper in api.list_papers()]


def test_pythons_words_are_understood() -> None:
    found = PaperInfo(id="1", published_at=day(1), submitted_at=day(2), comments=4)

    assert (found.published_at, found.submitted_at, found.comments) == (day(1), day(2), 4)
