"""Who there is, and what their tokens allow."""

from __future__ import annotations

import base64
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from huggingface_hub.local_hub import LocalHub
from tests.local_hub.conftest import Client


def test_whoami(ada: Client) -> None:
    me = ada.get("/api/whoami-v2").json()
    assert (me["type"], me["name"], me["fullname"], me["email"]) == ("user", "ada", "Ada L", "ada@example.org")
    assert me["auth"]["accessToken"]["role"] == "write"
    assert {(org["name"], org["roleInOrg"]) for org in me["orgs"]} == {("acme", "admin"), ("secret", "write")}


def test_whoami_of_a_fine_grained_token_lists_its_scopes(clients: Callable[[str | None], Client]) -> None:
    token = clients("hf_bob_fine").get("/api/whoami-v2").json()["auth"]["accessToken"]
    assert token["role"] == "fineGrained"
    assert token["fineGrained"]["scoped"][0]["entity"] == {"type": "model", "name": "bob/allowed"}


def test_whoami_without_a_token(nobody: Client) -> None:
    response = nobody.get("/api/whoami-v2")
    assert response.status_code == 401
    assert response.headers["x-error-message"] == "Invalid username or password."
    assert response.json() == {"error": "Invalid username or password."}


@pytest.mark.parametrize("token", ["hf_wrong", "hf_bob_old"])
def test_bad_and_expired_tokens(clients: Callable[[str | None], Client], token: str) -> None:
    response = clients(token).get("/api/whoami-v2")
    assert response.status_code == 401
    assert response.headers["x-error-message"] == "Invalid credentials in Authorization header"
    assert int(response.headers["content-length"]) == len(response.content)


def test_a_bad_token_is_refused_even_for_what_is_public(clients: Callable[[str | None], Client], repo: str) -> None:
    assert clients("hf_wrong").get(f"/api/models/{repo}").status_code == 401


@pytest.mark.parametrize("text", ["anything:hf_ada", "hf_ada:"])
def test_basic_auth_carries_the_token(hub: LocalHub, text: str) -> None:
    header = "Basic " + base64.b64encode(text.encode()).decode()
    response = httpx.get(f"{hub.url}/api/whoami-v2", headers={"authorization": header})
    assert response.json()["name"] == "ada"


def test_read_tokens_cannot_write(clients: Callable[[str | None], Client], bob: Client, name: str) -> None:
    reader = clients("hf_bob_read")
    response = reader.post("/api/repos/create", json={"name": name})
    assert response.status_code == 403
    assert "write token" in response.headers["x-error-message"]
    repo = bob.new_repo(name, private=True)
    assert reader.get(f"/api/models/{repo}").status_code == 200
    assert reader.commit(repo).status_code == 403
    assert reader.request("DELETE", "/api/repos/delete", json={"name": name}).status_code == 403


def test_fine_grained_tokens_reach_what_they_name(
    clients: Callable[[str | None], Client], bob: Client, name: str
) -> None:
    fine = clients("hf_bob_fine")
    bob.new_repo("allowed", private=True)
    other = bob.new_repo(name, private=True)
    assert fine.commit("bob/allowed").status_code == 200
    assert fine.get(f"/api/models/{other}").status_code == 200
    assert fine.commit(other).status_code == 403
    assert fine.post("/api/repos/create", json={"name": name + "x"}).status_code == 403


def test_organisation_roles(ada: Client, bob: Client, eve: Client, name: str) -> None:
    assert bob.post("/api/repos/create", json={"name": name, "organization": "acme"}).status_code == 403
    assert eve.post("/api/repos/create", json={"name": name, "organization": "acme"}).status_code == 403
    shared = ada.new_repo(name, organization="acme", private=True)
    assert bob.get(f"/api/models/{shared}").status_code == 200
    assert bob.commit(shared).status_code == 403
    assert eve.get(f"/api/models/{shared}").status_code == 404


def test_contributors_write_only_to_their_own(ada: Client, bob: Client, name: str) -> None:
    his = bob.new_repo(name, organization="secret")
    hers = ada.new_repo(name + "-a", organization="secret")
    assert bob.get(f"/api/models/{his}").json()["private"] is True
    assert bob.commit(his).status_code == 200
    assert bob.commit(hers).status_code == 403


def test_overviews(nobody: Client, ada: Client, repo: str) -> None:
    user = nobody.get("/api/users/ADA/overview").json()
    assert (user["user"], user["fullname"], user["type"]) == ("ada", "Ada L", "user")
    assert user["numModels"] >= 1
    org = nobody.get("/api/organizations/acme/overview").json()
    assert (org["name"], org["fullname"], org["numUsers"]) == ("acme", "Acme", 2)
    members = nobody.get("/api/organizations/acme/members").json()
    assert [member["user"] for member in members] == ["ada", "bob"]
    assert nobody.get("/api/users/acme/overview").status_code == 404
    assert nobody.get("/api/organizations/ada/members").status_code == 404


def test_the_default_users_token_is_kept_and_private(tmp_path: Path) -> None:
    with LocalHub(tmp_path) as hub:
        token = hub.token
        assert (
            httpx.get(f"{hub.url}/api/whoami-v2", headers={"authorization": f"Bearer {token}"}).json()["name"]
            == "local"
        )
    with LocalHub(tmp_path) as hub:
        assert hub.token == token
        assert hub.env == {"HF_ENDPOINT": hub.url, "HF_TOKEN": token}
    if os.name == "posix":
        for file in ("token", "secret"):
            assert stat.S_IMODE((tmp_path / file).stat().st_mode) == 0o600
    assert token.encode() not in (tmp_path / "hub.sqlite").read_bytes()


def test_users_from_files(tmp_path: Path) -> None:
    toml = tmp_path / "users.toml"
    toml.write_text('[users.zoe]\ntokens = ["hf_zoe"]\n[orgs.lab]\nmembers = {zoe = "admin"}\n')
    with LocalHub(tmp_path / "a", users=toml) as hub:
        me = httpx.get(f"{hub.url}/api/whoami-v2", headers={"authorization": "Bearer hf_zoe"}).json()
        assert (me["name"], me["orgs"][0]["name"]) == ("zoe", "lab")
    source = tmp_path / "users.json"
    source.write_text(json.dumps({"users": {"yan": {"token": [{"value": "hf_yan", "role": "read"}]}}}))
    with LocalHub(tmp_path / "a", users=source) as hub:
        for token, name in {"hf_yan": "yan", "hf_zoe": "zoe"}.items():
            headers = {"authorization": f"Bearer {token}"}
            assert httpx.get(f"{hub.url}/api/whoami-v2", headers=headers).json()["name"] == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[users.ada\n", "Invalid users file"),
        ("[people.ada]\n", "unknown key 'people'"),
        ('[users."a b"]\n', "Invalid name 'a b'"),
        ("[users.api]\n", "reserved"),
        ('[users.ada]\ntokens = "hf_x"\n', "'tokens' must be a list"),
        ("users = 3\n", "'users' must be tables"),
        ('[[users.ada.token]]\nrole = "write"\n', "needs a 'value'"),
        ('[[users.ada.token]]\nvalue = "x"\nrole = "god"\n', "Unknown token role 'god'"),
        ('[[users.ada.token]]\nvalue = "x"\nexpires = "soon"\n', "expires at 'soon'"),
        ('[orgs.lab]\nmembers = {ada = "boss"}\n', "Unknown role 'boss'"),
    ],
)
def test_users_files_with_mistakes(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "users.toml"
    file.write_text(text)
    with pytest.raises(ValueError, match=message):
        LocalHub(tmp_path / "root", users=file).start()


def test_create_user_and_organisation(tmp_path: Path) -> None:
    with LocalHub(tmp_path) as hub:
        token = hub.create_user("kim", orgs={"club": "write"})
        hub.create_org("club", {"local": "admin"})
        me = httpx.get(f"{hub.url}/api/whoami-v2", headers={"authorization": f"Bearer {token}"}).json()
        assert (me["name"], me["orgs"][0]["roleInOrg"]) == ("kim", "write")
        other = hub.create_user("kim", role="read")
        assert other != token
