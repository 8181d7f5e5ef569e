"""Private and gated repositories, settings, and who may see what."""

from __future__ import annotations

import pytest

from tests.local_hub.conftest import Client, add


def gate(client: Client, repo: str, gated: object) -> None:
    assert client.put(f"/api/models/{repo}/settings", json={"gated": gated}).status_code == 200


CONTENT = (
    "/{repo}/resolve/main/.gitattributes",
    "/{repo}/raw/main/.gitattributes",
    "/{repo}.git/info/refs?service=git-upload-pack",
    "/api/models/{repo}/auth-check",
)


@pytest.mark.parametrize("path", CONTENT)
def test_gated_content_is_closed(ada: Client, bob: Client, nobody: Client, repo: str, path: str) -> None:
    gate(ada, repo, "manual")
    url = path.format(repo=repo)
    assert ada.get(url).status_code == 200
    foreign, anonymous = bob.get(url), nobody.get(url)
    assert (foreign.status_code, foreign.headers["x-error-code"]) == (403, "GatedRepo")
    assert (anonymous.status_code, anonymous.headers["x-error-code"]) == (401, "GatedRepo")
    assert foreign.json()["error"]
    # What it is called and what it contains may be known.
    assert bob.get(f"/api/models/{repo}").json()["gated"] == "manual"
    assert bob.get(f"/api/models/{repo}/tree/main").status_code == 200


def test_automatic_gates(ada: Client, bob: Client, nobody: Client, repo: str) -> None:
    gate(ada, repo, "auto")
    url = f"/{repo}/resolve/main/.gitattributes"
    assert bob.get(url).status_code == 403
    assert nobody.post(f"/{repo}/ask-access").status_code == 401
    assert bob.post(f"/{repo}/ask-access", json={"company": "x"}).json() == {"status": "accepted"}
    assert bob.get(url).status_code == 200
    [accepted] = ada.get(f"/api/models/{repo}/user-access-request/accepted").json()
    assert (accepted["user"]["user"], accepted["fields"]) == ("bob", {"company": "x"})


def test_manual_gates(ada: Client, bob: Client, eve: Client, repo: str) -> None:
    gate(ada, repo, "manual")
    base = f"/api/models/{repo}/user-access-request"
    bob.post(f"/{repo}/ask-access")
    [request] = ada.get(f"{base}/pending").json()
    assert request["user"]["user"] == "bob"
    assert "awaiting a review" in bob.get(f"/{repo}/resolve/main/.gitattributes").json()["error"]

    def handle(**body: object) -> int:
        return ada.post(f"{base}/handle", json=body).status_code

    assert handle(requestId=request["requestId"], status="accepted") == 200
    assert bob.get(f"/{repo}/resolve/main/.gitattributes").status_code == 200
    assert handle(user="bob", status="accepted") == 404
    assert handle(user="bob", status="rejected", rejectionReason="no") == 200
    assert bob.get(f"/{repo}/resolve/main/.gitattributes").status_code == 403
    [rejected] = ada.get(f"{base}/rejected").json()
    assert rejected["rejectionReason"] == "no"
    assert handle(user="bob", status="pending") == 200
    assert handle(user="eve", status="accepted") == 404
    assert handle(user="bob", status="perhaps") == 400
    assert ada.post(f"{base}/grant", json={"user": "eve"}).status_code == 200
    assert eve.get(f"/{repo}/resolve/main/.gitattributes").status_code == 200
    assert ada.post(f"{base}/grant", json={"user": "eve"}).status_code == 400
    assert ada.post(f"{base}/grant", json={"user": "nobody-here"}).status_code == 404
    assert bob.get(f"{base}/pending").status_code == 403
    assert ada.get(f"{base}/maybe").status_code == 404


def test_members_need_no_request(ada: Client, bob: Client, eve: Client, name: str) -> None:
    repo = ada.new_repo(name, organization="acme")
    gate(ada, repo, "manual")
    assert bob.get(f"/{repo}/resolve/main/.gitattributes").status_code == 200
    assert eve.get(f"/{repo}/resolve/main/.gitattributes").status_code == 403


def test_gated_files_cannot_be_taken_by_a_detour(ada: Client, bob: Client, repo: str, name: str) -> None:
    oid = ada.put_object(repo, b"gated weights")
    gate(ada, repo, "manual")
    assert (
        bob.post(f"/{repo}.git/info/lfs/objects/batch", json={"operation": "download", "objects": []}).status_code
        == 403
    )
    assert bob.commit(repo, add("x", "x"), query="?create_pr=1").status_code == 403
    mine = bob.new_repo(name + "-mine")
    assert "upload" in bob.batch(mine, "upload", [(oid, 13)])["objects"][0]["actions"]


def test_settings(ada: Client, bob: Client, nobody: Client, repo: str) -> None:
    url = f"/api/models/{repo}/settings"
    assert ada.put(url, json={"visibility": "private"}).json() == {
        "visibility": "private",
        "private": True,
        "gated": False,
    }
    assert bob.get(f"/api/models/{repo}").status_code == 404
    assert ada.put(url, json={"private": False, "gated": "auto"}).json()["gated"] == "auto"
    assert ada.put(url, json={"gated": False}).json() == {"visibility": "public", "private": False, "gated": False}
    assert nobody.get(f"/api/models/{repo}").json()["gated"] is False
    assert bob.put(url, json={"private": True}).status_code == 403
    assert nobody.put(url, json={"private": True}).status_code == 401
    for body in ({"gated": "perhaps"}, {"gated": True}, {"visibility": "hidden"}, {"visibility": "protected"}):
        assert ada.put(url, json=body).status_code == 400


def test_requests_need_a_gate(ada: Client, bob: Client, repo: str) -> None:
    assert bob.post(f"/{repo}/ask-access").status_code == 400
    assert ada.get(f"/api/models/{repo}/user-access-request/pending").status_code == 400


def test_auth_check(ada: Client, bob: Client, nobody: Client, repo: str) -> None:
    for client in (ada, bob, nobody):
        assert client.get(f"/api/models/{repo}/auth-check").status_code == 200
    assert ada.get(f"/api/models/{repo}/auth-check/write").status_code == 200
    assert bob.get(f"/api/models/{repo}/auth-check/write").status_code == 403
    assert nobody.get(f"/api/models/{repo}/auth-check/write").status_code == 401


def test_private_files_are_closed_on_every_way(ada: Client, bob: Client, nobody: Client, name: str) -> None:
    repo = ada.new_repo(name, private=True)
    oid = ada.put_object(repo, b"secret")
    api = f"/api/models/{repo}"
    gets = [
        api,
        f"{api}/revision/main",
        f"{api}/tree/main",
        f"{api}/refs",
        f"{api}/commits/main",
        f"{api}/discussions",
        f"{api}/auth-check",
    ]
    gets += [f"{api}/lfs-files", f"/{repo}/resolve/main/.gitattributes", f"/{repo}/raw/main/.gitattributes"]
    gets += [f"/{repo}/info/refs?service={service}" for service in ("git-upload-pack", "git-receive-pack")]
    posts = [
        f"{api}/paths-info/main",
        f"{api}/preupload/main",
        f"{api}/preupload/main?create_pr=1",
        f"{api}/branch/x",
        f"{api}/tag/main",
    ]
    posts += [f"{api}/commit/main", f"{api}/commit/main?create_pr=1", f"{api}/discussions", f"{api}/super-squash/main"]
    posts += [f"/{repo}.git/info/lfs/objects/batch", f"/{repo}/git-upload-pack", f"/{repo}/git-receive-pack"]
    for client, status in ((bob, 404), (nobody, 401)):
        for url in gets:
            assert client.get(url).status_code == status, url
        for url in posts:
            response = client.post(
                url, json={"operation": "download", "objects": [{"oid": oid, "size": 6}], "files": [], "paths": []}
            )
            assert response.status_code == status, url
    assert repo not in [item["id"] for item in bob.get("/api/models").json()]


def test_the_form_of_a_request_is_kept(ada: Client, bob: Client, nobody: Client, repo: str) -> None:
    gate(ada, repo, "manual")
    assert bob.post(f"/{repo}/ask-access", data={"company": "Initech", "why": "a & b"}).json() == {"status": "pending"}
    base = f"/api/models/{repo}/user-access-request"
    [request] = ada.get(f"{base}/pending").json()
    assert request["fields"] == {"company": "Initech", "why": "a & b"}
    # Asking again changes nothing, and neither do others.
    bob.post(f"/{repo}/ask-access", data={"company": "Other"})
    assert ada.get(f"{base}/pending").json() == [request]
    for client, status in ((bob, 403), (nobody, 401)):
        assert client.get(f"{base}/pending").status_code == status
        assert client.post(f"{base}/handle", json={"user": "bob", "status": "accepted"}).status_code == status
        assert client.post(f"{base}/grant", json={"user": "bob"}).status_code == status


def test_requests_need_a_gate_and_come_in_pages(ada: Client, bob: Client, eve: Client, repo: str) -> None:
    base = f"/api/models/{repo}/user-access-request"
    for response in (ada.get(f"{base}/pending"), ada.post(f"{base}/grant", json={"user": "bob"})):
        assert response.status_code == 400
        assert "not gated" in response.json()["error"]
    gate(ada, repo, "manual")
    for client in (bob, eve):
        client.post(f"/{repo}/ask-access")
    page = ada.get(f"{base}/pending?limit=1")
    assert len(page.json()) == 1
    rest = ada.get(page.links["next"]["url"])
    assert {page.json()[0]["user"]["user"], rest.json()[0]["user"]["user"]} == {"bob", "eve"}
    # No longer gated, the files are open; gated again, the decisions still stand.
    ada.post(f"{base}/handle", json={"user": "eve", "status": "accepted"})
    gate(ada, repo, False)
    assert bob.get(f"/{repo}/resolve/main/.gitattributes").status_code == 200
    gate(ada, repo, "auto")
    assert bob.get(f"/{repo}/resolve/main/.gitattributes").status_code == 403
    assert eve.get(f"/{repo}/resolve/main/.gitattributes").status_code == 200
