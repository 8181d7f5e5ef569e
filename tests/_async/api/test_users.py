"""Users, organizations and likes: what is asked, and what the answers mean."""

from __future__ import annotations

from typing import Any

import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.users import Organization, User, UserLikes


HUB = "https://huggingface.co"
ADA = {"user": "ada", "fullname": "Ada L", "avatarUrl": "/a.svg"}
BOB = {"user": "bob", "fullname": "Bob", "avatarUrl": "/b.svg"}


@pytest.fixture
def api() -> AsyncHfApi:
    return AsyncHfApi(HUB, "hf_x")


@respx.mock
async def test_a_user(api: AsyncHfApi) -> None:
    said = {
        **ADA,
        "type": "user",
        "numFollowers": 3,
        "orgs": [{"name": "o", "fullname": "O", "avatarUrl": "/o"}],
        "x": 1,
    }
    route = respx.get(f"{HUB}/api/users/ada/overview").respond(json=said)

    user = await api.get_user_overview("ada")

    assert (user.username, user.fullname, user.avatar_url, user.num_followers) == ("ada", "Ada L", "/a.svg", 3)
    assert user.orgs == [Organization(name="o", fullname="O", avatarUrl="/o")]
    assert (user.user_type, user.is_pro, user.x) == ("user", None, 1)
    assert route.calls.last.request.headers["authorization"] == "Bearer hf_x"


@respx.mock
async def test_an_organization(api: AsyncHfApi) -> None:
    respx.get(f"{HUB}/api/organizations/o/overview").respond(json={"name": "o", "isVerified": True, "numUsers": 7})

    found = await api.get_organization_overview("o")

    assert (found.name, found.is_verified, found.num_users, found.plan) == ("o", True, 7, None)


@respx.mock
async def test_a_name_stays_one_part_of_the_address(api: AsyncHfApi) -> None:
    route = respx.get(url__startswith=HUB).respond(404, json={"error": "no such user"})

    with pytest.raises(errors.HfHubHTTPError, match="no such user"):
        await api.get_user_overview("../settings?x")

    assert route.calls.last.request.url.raw_path == b"/api/users/..%2Fsettings%3Fx/overview"


@pytest.mark.parametrize("method", ["get_user_overview", "get_organization_overview"])
@pytest.mark.parametrize("answer", [[], "x", None])
@respx.mock
async def test_what_is_no_user_is_refused(api: AsyncHfApi, method: str, answer: Any) -> None:
    respx.get(url__startswith=HUB).respond(json=answer)

    with pytest.raises(errors.HfHubHTTPError, match="can't be read"):
        await getattr(api, method)("ada")


@pytest.mark.parametrize(
    ("method", "name", "path"),
    [
        ("list_organization_followers", "o", "organizations/o/followers"),
        ("list_organization_members", "o", "organizations/o/members"),
        ("list_user_followers", "ada", "users/ada/followers"),
        ("list_user_following", "ada", "users/ada/following"),
        ("list_repo_likers", "u/m", "models/u/m/likers"),
    ],
)
@respx.mock
async def test_lists_of_users_come_page_by_page(api: AsyncHfApi, method: str, name: str, path: str) -> None:
    url = f"{HUB}/api/{path}"
    second = respx.get(url, params={"cursor": "x"}).respond(json=[BOB])
    first = respx.get(url).respond(json=[ADA], headers={"Link": f'<{url}?cursor=x>; rel="next"'})

    users = getattr(api, method)(name)
    async with runtime.closing(users):
        found = [await anext(users)]
        assert (first.call_count, second.call_count) == (1, 0)
        found += [user async for user in users]

    assert found == [User(**ADA), User(**BOB)]


@respx.mock
async def test_likers_of_other_types(api: AsyncHfApi) -> None:
    route = respx.get(f"{HUB}/api/kernels/u/k/likers").respond(json=[])

    assert [user async for user in api.list_repo_likers("u/k", repo_type="kernel")] == []
    assert route.called
    with pytest.raises(ValueError, match="Invalid repo type"):
        [user async for user in api.list_repo_likers("u/k", repo_type="bucket")]
    with pytest.raises(errors.HFValidationError):
        [user async for user in api.list_repo_likers("a/b/c")]


LIKES = [
    {"createdAt": "2024-01-01T00:00:00.000Z", "repo": {"name": f"u/{kind}", "type": kind}}
    for kind in ("model", "dataset", "space", "kernel", "bucket", "model")
]


@respx.mock
async def test_what_a_user_likes(api: AsyncHfApi) -> None:
    respx.get(f"{HUB}/api/users/ada/likes").respond(json=LIKES)

    likes = await api.list_liked_repos("ada")

    expected = UserLikes(
        user="ada",
        total=6,
        datasets=["u/dataset"],
        kernels=["u/kernel"],
        models=["u/model", "u/model"],
        spaces=["u/space"],
    )
    assert likes == expected


@respx.mock
async def test_what_the_owner_of_the_token_likes(api: AsyncHfApi) -> None:
    respx.get(f"{HUB}/api/whoami-v2").respond(json={"type": "user", "name": "me"})
    respx.get(f"{HUB}/api/users/me/likes").respond(json=[])

    assert (await api.list_liked_repos()).user == "me"


@respx.mock
async def test_an_organization_likes_nothing(api: AsyncHfApi) -> None:
    respx.get(f"{HUB}/api/whoami-v2").respond(json={"type": "org", "name": "o"})

    with pytest.raises(ValueError, match="pass `user`"):
        await api.list_liked_repos()
    with pytest.raises(ValueError, match="token=False"):
        await api.list_liked_repos(token=False)


@respx.mock
async def test_a_like_without_repository_is_refused(api: AsyncHfApi) -> None:
    respx.get(f"{HUB}/api/users/ada/likes").respond(json=[{"repo": None}])

    with pytest.raises(ValueError, match="UserLikes"):
        await api.list_liked_repos("ada")


@respx.mock
async def test_unlike(api: AsyncHfApi) -> None:
    model = respx.delete(f"{HUB}/api/models/u/m/like").respond(json={})
    space = respx.delete(f"{HUB}/api/spaces/u/s/like").respond(
        404, headers={"X-Error-Code": "RepoNotFound"}, json={"error": "Repository not found"}
    )

    assert await api.unlike("u/m") is None
    assert model.called
    with pytest.raises(errors.RepositoryNotFoundError):
        await api.unlike("u/s", repo_type="space")
    assert space.call_count == 1
