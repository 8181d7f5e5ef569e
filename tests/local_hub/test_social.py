"""Likes and followers."""

from __future__ import annotations

from collections.abc import Callable

from tests.local_hub.conftest import Client


def test_likes(ada: Client, bob: Client, nobody: Client, repo: str) -> None:
    url = f"/api/models/{repo}"
    assert nobody.post(f"{url}/like").status_code == 401
    assert bob.post(f"{url}/like").json() == {"likes": 1}
    assert bob.post(f"{url}/like").json() == {"likes": 1}
    ada.post(f"{url}/like")
    assert [user["user"] for user in nobody.get(f"{url}/likers").json()] in (["ada", "bob"], ["bob", "ada"])
    assert nobody.get(url).json()["likes"] == 2
    liked = nobody.get("/api/users/bob/likes").json()
    assert {"name": repo, "type": "model"} in [item["repo"] for item in liked]
    assert bob.request("DELETE", f"{url}/like").json() == {"likes": 1}
    assert bob.request("DELETE", f"{url}/like").status_code == 200
    assert nobody.get(url).json()["likes"] == 1
    assert ada.post("/api/models/ada/none-such/like").status_code == 404


def test_likes_of_what_is_private_are_not_told(ada: Client, bob: Client, name: str) -> None:
    repo = ada.new_repo(name, "dataset", private=True)
    assert bob.post(f"/api/datasets/{repo}/like").status_code == 404
    ada.post(f"/api/datasets/{repo}/like")
    named = {"name": repo, "type": "dataset"}
    assert named in [item["repo"] for item in ada.get("/api/users/ada/likes").json()]
    assert named not in [item["repo"] for item in bob.get("/api/users/ada/likes").json()]
    own, foreign = (client.get("/api/users/ada/overview").json()["numLikes"] for client in (ada, bob))
    assert own > foreign
    ada.request("DELETE", "/api/repos/delete", json={"name": name, "type": "dataset"})
    assert named not in [item["repo"] for item in ada.get("/api/users/ada/likes").json()]


def test_read_tokens_do_not_like(clients: Callable[[str | None], Client], repo: str) -> None:
    assert clients("hf_bob_read").post(f"/api/models/{repo}/like").status_code == 403
    assert clients("hf_bob_read").post("/api/users/ada/follow").status_code == 403


def test_followers(ada: Client, eve: Client, nobody: Client) -> None:
    assert eve.post("/api/users/ADA/follow").status_code == 200
    assert eve.post("/api/organizations/acme/follow").status_code == 200
    assert [user["user"] for user in nobody.get("/api/users/ada/followers").json()] == ["eve"]
    assert [user["user"] for user in nobody.get("/api/organizations/acme/followers").json()] == ["eve"]
    assert {item.get("user") or item["name"] for item in nobody.get("/api/users/eve/following").json()} == {
        "ada",
        "acme",
    }
    seen = eve.get("/api/users/ada/overview").json()
    assert (seen["isFollowing"], seen["numFollowers"]) == (True, 1)
    assert eve.get("/api/users/eve/overview").json()["numFollowing"] == 2
    assert eve.get("/api/organizations/acme/overview").json()["isFollowing"] is True
    assert eve.post("/api/users/eve/follow").status_code == 400
    assert eve.post("/api/users/acme/follow").status_code == 404
    assert eve.request("DELETE", "/api/users/ada/follow").status_code == 200
    assert eve.request("DELETE", "/api/organizations/acme/follow").status_code == 200
    assert nobody.get("/api/users/ada/followers").json() == []
    assert ada.get("/api/users/none-such/followers").status_code == 404
