"""Discussions and pull requests: what is sent, on a local Hub as far as it has them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.discussions import (
    Discussion,
    DiscussionComment,
    DiscussionStatusChange,
    DiscussionTitleChange,
    DiscussionWithDetails,
)


HUB = "https://huggingface.co"
ROUTE = f"{HUB}/api/datasets/user/name/discussions"
DETAILS = {
    "title": "T",
    "num": 3,
    "createdAt": "2024-01-01T00:00:00.000Z",
    "status": "open",
    "repo": {"name": "user/name", "type": "dataset"},
    "isPullRequest": True,
    "events": [],
}


@pytest.fixture
def repo_id(local_hub: LocalHub) -> str:
    return local_hub.new_repo(files={"a.txt": "abc"})


def event(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"id": "AB", "type": kind, "createdAt": "2024-01-01T00:00:00.000Z", "data": data}


COMMENT = event("comment", {"latest": {"raw": "text"}, "hidden": False})


# --- On a local Hub ---


async def test_a_pull_request_from_beginning_to_end(api: AsyncHfApi, repo_id: str) -> None:
    opened = await api.create_pull_request(repo_id, " Add a file ", description="Why")
    assert (opened.num, opened.title, opened.status, opened.is_pull_request) == (1, "Add a file", "draft", True)
    assert opened.git_reference == "refs/pr/1"
    assert opened.url == f"{api.endpoint}/{repo_id}/discussions/1"

    await api.upload_file(path_or_fileobj=b"x", path_in_repo="b.txt", repo_id=repo_id, revision="refs/pr/1")
    assert await api.file_exists(repo_id, "b.txt", revision="refs/pr/1")
    assert not await api.file_exists(repo_id, "b.txt")

    await api.change_discussion_status(repo_id, 1, "open")
    await api.merge_pull_request(repo_id, 1, comment="Thanks")

    merged = await api.get_discussion_details(repo_id, 1)
    assert (merged.status, merged.target_branch) == ("merged", "refs/heads/main")
    assert merged.merge_commit_oid is not None
    assert await api.file_exists(repo_id, "b.txt")


async def test_a_commit_can_open_a_pull_request(api: AsyncHfApi, repo_id: str) -> None:
    commit = await api.upload_file(path_or_fileobj=b"x", path_in_repo="b.txt", repo_id=repo_id, create_pr=True)

    assert (commit.pr_num, commit.pr_revision) == (1, "refs/pr/1")
    found = [discussion async for discussion in api.get_repo_discussions(repo_id)]
    assert [(each.num, each.is_pull_request, each.author) for each in found] == [(1, True, "local")]


async def test_discussions_can_be_filtered(api: AsyncHfApi, repo_id: str) -> None:
    await api.create_discussion(repo_id, "Question")
    await api.create_pull_request(repo_id, "Change")
    await api.change_discussion_status(repo_id, 1, "closed", comment="Answered")

    async def numbers(**filters: Any) -> set[int]:
        return {each.num async for each in api.get_repo_discussions(repo_id, **filters)}

    assert await numbers() == {1, 2}
    assert await numbers(discussion_type="pull_request") == {2}
    assert await numbers(discussion_type="discussion", discussion_status="closed") == {1}
    assert await numbers(author="nobody") == set()


async def test_what_is_missing(api: AsyncHfApi, repo_id: str) -> None:
    with pytest.raises(errors.RepositoryNotFoundError):
        await api.create_discussion(repo_id + "x", "Title")
    with pytest.raises(errors.HfHubHTTPError) as failure:
        await api.get_discussion_details(repo_id, 99)
    assert failure.value.response.status_code == 404


# --- What is sent ---


@respx.mock
async def test_lists_end_where_the_hub_says() -> None:
    first = respx.get(ROUTE, params={"p": "0"}).respond(json={"count": 3, "start": 0, "discussions": [DETAILS] * 2})
    second = respx.get(ROUTE, params={"p": "1"}).respond(json={"count": 3, "start": 2, "discussions": [DETAILS]})
    api = AsyncHfApi(HUB, "hf_x")

    found = [each async for each in api.get_repo_discussions("user/name", repo_type="dataset")]

    assert [type(each) for each in found] == [Discussion] * 3
    assert (first.call_count, second.call_count) == (1, 1)


@respx.mock
async def test_a_count_that_is_wrong_does_not_ask_forever() -> None:
    respx.get(ROUTE).respond(json={"count": 10**9, "start": 0, "discussions": []})
    api = AsyncHfApi(HUB, "hf_x")

    assert [each async for each in api.get_repo_discussions("user/name", repo_type="dataset")] == []


@respx.mock
@pytest.mark.parametrize(
    ("pull_request", "description", "sent"),
    [(False, None, "Discussion opened with"), (True, " ", "Pull Request opened with"), (True, " why ", "why")],
)
async def test_a_discussion_has_a_description(pull_request: bool, description: str | None, sent: str) -> None:
    created = respx.post(ROUTE).respond(json={"num": 3})
    respx.get(f"{ROUTE}/3", params={"diff": "1"}).respond(json=DETAILS)

    found = await AsyncHfApi(HUB, "hf_x").create_discussion(
        "user/name", "T", description=description, repo_type="dataset", pull_request=pull_request
    )

    assert type(found) is DiscussionWithDetails
    body = json.loads(created.calls.last.request.content)
    assert (body["title"], body["pullRequest"]) == ("T", pull_request)
    assert body["description"].startswith(sent)


@respx.mock
@pytest.mark.filterwarnings("ignore:Hidden comments")
@pytest.mark.parametrize(
    ("method", "arguments", "path", "body", "answer", "cls"),
    [
        ("comment_discussion", ("c",), "comment", {"comment": "c"}, {"newMessage": COMMENT}, DiscussionComment),
        (
            "rename_discussion",
            ("new",),
            "title",
            {"title": "new"},
            {"newTitle": event("title-change", {"from": "a", "to": "b"})},
            DiscussionTitleChange,
        ),
        (
            "change_discussion_status",
            ("closed",),
            "status",
            {"status": "closed"},
            {"newStatus": event("status-change", {"status": "closed"})},
            DiscussionStatusChange,
        ),
        (
            "edit_discussion_comment",
            ("AB", "text"),
            "comment/ab/edit",
            {"content": "text"},
            {"updatedComment": COMMENT},
            DiscussionComment,
        ),
        ("hide_discussion_comment", ("AB",), "comment/ab/hide", None, {"updatedComment": COMMENT}, DiscussionComment),
    ],
)
async def test_changes(
    method: str, arguments: tuple[str, ...], path: str, body: object, answer: dict[str, Any], cls: type
) -> None:
    route = respx.post(f"{ROUTE}/3/{path}").respond(json=answer)

    found = await getattr(AsyncHfApi(HUB, "hf_x"), method)("user/name", 3, *arguments, repo_type="dataset")

    assert type(found) is cls
    sent = route.calls.last.request.content
    assert (json.loads(sent) if sent else None) == body


@respx.mock
async def test_hiding_warns_that_it_is_for_good() -> None:
    respx.post(f"{ROUTE}/3/comment/ab/hide").respond(json={"updatedComment": COMMENT})

    with pytest.warns(UserWarning, match="irreversible"):
        await AsyncHfApi(HUB, "hf_x").hide_discussion_comment("user/name", 3, "AB", repo_type="dataset")


@respx.mock
@pytest.mark.parametrize(("comment", "sent"), [(None, b""), (" ", b""), ("Thanks", b'{"comment":"Thanks"}')])
async def test_merging(comment: str | None, sent: bytes) -> None:
    route = respx.post(f"{ROUTE}/3/merge").respond(200)

    await AsyncHfApi(HUB, "hf_x").merge_pull_request("user/name", 3, comment=comment, repo_type="dataset")

    assert route.calls.last.request.content == sent


@respx.mock
@pytest.mark.parametrize("answer", [{}, {"newMessage": 3}, {"newMessage": event("other", {})}, []])
async def test_answers_of_another_shape_are_refused(answer: object) -> None:
    respx.post(f"{ROUTE}/3/comment").respond(json=answer)

    with pytest.raises(errors.HfHubHTTPError, match="can't be read"):
        await AsyncHfApi(HUB, "hf_x").comment_discussion("user/name", 3, "c", repo_type="dataset")


@pytest.mark.parametrize("number", [0, -1, "3", None, True, 1.0])
async def test_wrong_numbers_are_refused_without_asking(number: Any) -> None:
    nowhere = AsyncHfApi("http://127.0.0.1:9", "hf_x")

    with pytest.raises(ValueError, match="Invalid discussion_num"):
        await nowhere.get_discussion_details("user/name", number)
    with pytest.raises(ValueError, match="Invalid discussion_num"):
        await nowhere.merge_pull_request("user/name", number)


async def test_wrong_arguments_are_refused_without_asking() -> None:
    nowhere = AsyncHfApi("http://127.0.0.1:9", "hf_x")

    with pytest.raises(ValueError, match="valid statuses"):
        await nowhere.change_discussion_status("user/name", 1, "merged")
    with pytest.raises(ValueError, match="Invalid repo type 'kernel'"):
        await nowhere.create_discussion("user/name", "T", repo_type="kernel")
    for filters, message in (
        ({"discussion_type": "x"}, "discussion_type"),
        ({"discussion_status": "x"}, "discussion_status"),
    ):
        with pytest.raises(ValueError, match=f"Invalid {message}"):
            [each async for each in nowhere.get_repo_discussions("user/name", **filters)]
