# Generated from tests/_async/api/test_users.py: edit that file, not this one, then run `python -m codegen`.

"""Users, organizations and likes: what is asked, and what the answers mean."""

from __future__ import annotations

from typing import Any

import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api import HfApi
from huggingface_hub.types.users import Organization, User, UserLikes


HUB = "https://huggingface.co"
ADA = {"user": "ada", "fullname": "Ada L", "avatarUrl": "/a.svg"}
BOB = {"user": "bob", "fullname": "Bob", "avatarUrl": "/b.svg"}


@pytest.fixture
def api() -> HfApi:
    return HfApi(HUB, "hf_x")


@respx.mock
def test_a_user(api: HfApi) -> None:
    said = {
        **ADA,
        "type": "user",
        "numFollowers": 3,
        "orgs": [{"name": "o", "fullname": "O", "avatarUrl": "/o"}],
        "x": 1,
    }
    route = respx.get(f"{HUB}/api/users/ada/overview").respond(json=said)

    user = api.get_user_overview("ada")

    assert (user.username, user.fullname, user.avatar_url, user.num_followers) == ("ada", "Ada L", "/a.svg", 3)
    assert user.orgs == [Organization(name="o", fullname="O", avatarUrl="/o")]
    assert (user.user_type, user.is_pro, user.x) == ("user", None, 1)
    assert route.calls.last.request.headers["authorization"] == "Bearer hf_x"


@respx.mock
def test_an_organization(api: HfApi) -> None:
    respx.get(f"{HUB}/api/organizations/o/overview").respond(json={"name": "o", "isVerified": True, "numUsers": 7})

    found = api.get_organization_overview("o")

    assert (found.name, found.is_verified, found.num_users, found.plan) == ("o", True, 7, None)


@respx.mock
def test_a_name_stays_one_part_of_the_address(api: HfApi) -> None:
    route = respx.get(url__startswith=HUB).respond(404, json={"error": "no such user"})

    with pytest.raises(errors.HfHubHTTPError, match="no such user"):
        api.get_user_overview("../settings?x")

    assert route.calls.last.request.url.raw_path == b"/api/users/..%2Fsettings%3Fx/overview"


@pytest.mark.parametrize("method", ["get_user_overview", "get_organization_overview"])
@pytest.mark.parametrize("answer", [[], "x", None])
@respx.mock
def test_what_is_no_user_is_refused(api: HfApi, method: str, answer: Any) -> None:
    respx.get(url__startswith=HUB).respond(json=answer)

    with pytest.raises(errors.HfHubHTTPError, match="can't be read"):
        getattr(api, method)("ada")


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
def test_lists_of_users_come_page_by_page(api: HfApi, method: str, name: str, path: str) -> None:
    url = f"{HUB}/api/{path}"
    second = respx.get(url, params={"cursor": "x"}).respond(json=[BOB])
    first = respx.get(url).respond(json=[ADA], headers={"Link": f'<{url}?cursor=x>; rel="next"'})

    users = getattr(api, method)(name)
    with runtime.closing(users):
        found = [next(users)]
        assert (first.call_count, second.call_count) == (1, 0)
        found += list(users)

    assert found == [User(**ADA), User(**BOB)]


@respx.mock
def test_likers_of_other_types(api: HfApi) -> None:
    route = respx.get(f"{HUB}/api/kernels/u/k/likers").respond(json=[])

    assert list(api.list_repo_likers("u/k", repo_type="kernel")) == []
    assert route.called
    with pytest.raises(ValueError, match="Invalid repo type"):
        list(api.list_repo_likers("u/k", repo_type="bucket"))
    with pytest.raises(errors.HFValidationError):
        list(api.list_repo_likers("a/b/c"))


LIKES = [
    {"createdAt": "2024-01-01T00:00:00.000Z", "repo": {"name": f"u/{kind}", "type": kind}}
    for kind in ("model", "dataset", "space", "kernel", "bucket", "model")
]


@respx.mock
def test_what_a_user_likes(api: HfApi) -> None:
    respx.get(f"{HUB}/api/users/ada/likes").respond(json=LIKES)

    likes = api.list_liked_repos("ada")

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
def test_what_the_owner_of_the_token_likes(api: HfApi) -> None:
    respx.get(f"{HUB}/api/whoami-v2").respond(json={"type": "user", "name": "me"})
    respx.get(f"{HUB}/api/users/me/likes").respond(json=[])

    assert api.list_liked_repos().user == "me"


@respx.mock
def test_an_organization_likes_nothing(api: HfApi) -> None:
    respx.get(f"{HUB}/api/whoami-v2").respond(json={"type": "org", "name": "o"})

    with pytest.raises(ValueError, match="pass `user`"):
        api.list_liked_repos()
    with pytest.raises(ValueError, match="token=False"):
        api.list_liked_repos(token=False)


@respx.mock
def test_a_like_without_repository_is_refused(api: HfApi) -> None:
    respx.get(f"{HUB}/api/users/ada/likes").respond(json=[{"repo": None}])

    with pytest.raises(ValueError, match="UserLikes"):
        api.list_liked_repos("ada")


@respx.mock
def test_unlike(api: HfApi) -> None:
    model = respx.delete(f"{HUB}/api/models/u/m/like").respond(json={})
    space = respx.delete(f"{HUB}/api/spaces/u/s/like").respond(
        404, headers={"X-Error-Code": "RepoNotFound"}, json={"error": "Repository not found"}
    )

    assert api.unlike("u/m") is None
    assert model.called
    with pytest.raises(errors.RepositoryNotFoundError):
        api.unlike("u/s", repo_type="space")
    assert space.call_count == 1
