"""Branches, tags, squashing."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.local_hub.conftest import Client, add


def refs(client: Client, repo: str) -> dict[str, dict[str, str]]:
    answer = client.get(f"/api/models/{repo}/refs?include_prs=1").json()
    return {kind: {item["name"]: item["targetCommit"] for item in items} for kind, items in answer.items()}


def test_branches(ada: Client, repo: str) -> None:
    first = ada.get(f"/api/models/{repo}").json()["sha"]
    head = ada.put_files(repo, {"x": "x"})
    url = f"/api/models/{repo}/branch/feature%2Fone"
    assert ada.post(url, json={}).status_code == 200
    again = ada.post(url, json={})
    assert again.status_code == 409
    assert "Reference already exists" in again.json()["error"]
    assert ada.post(f"/api/models/{repo}/branch/old", json={"startingPoint": first}).status_code == 200
    assert refs(ada, repo)["branches"] == {"feature/one": head, "main": head, "old": first}
    assert (
        ada.post(f"/api/models/{repo}/branch/x", json={"startingPoint": "nope"}).headers["x-error-code"]
        == "RevisionNotFound"
    )
    assert ada.delete(url).status_code == 200
    gone = ada.delete(url)
    assert (gone.status_code, gone.headers["x-error-code"]) == (404, "RevisionNotFound")
    # Its name, and that of its folder, are free again.
    assert ada.post(f"/api/models/{repo}/branch/feature", json={}).status_code == 200


def test_branches_below_branches(ada: Client, repo: str) -> None:
    ada.post(f"/api/models/{repo}/branch/a", json={})
    assert ada.post(f"/api/models/{repo}/branch/a%2Fb", json={}).status_code == 409
    ada.post(f"/api/models/{repo}/branch/c%2Fd", json={})
    assert ada.post(f"/api/models/{repo}/branch/c", json={}).status_code == 409


def test_main_stays(ada: Client, repo: str) -> None:
    response = ada.delete(f"/api/models/{repo}/branch/main")
    assert response.status_code == 403
    assert response.headers["x-error-message"] == "Cannot delete refs/heads/main"
    assert ada.delete(f"/api/models/{repo}/branch/refs%2Fheads%2Fmain").status_code == 403


def test_conversions(ada: Client, repo: str) -> None:
    assert ada.post(f"/api/models/{repo}/branch/refs%2Fconvert%2Fparquet", json={}).status_code == 200
    assert set(refs(ada, repo)["converts"]) == {"parquet"}
    ada.put_files(repo, {"x.parquet.txt": "x"}, rev="refs%2Fconvert%2Fparquet")
    assert ada.delete(f"/api/models/{repo}/branch/refs%2Fconvert%2Fparquet").status_code == 200


BAD = [
    "..",
    "a..b",
    "a b",
    "a~b",
    "-x",
    "refs/pr/1",
    "a.lock",
    "@{",
    "HEAD",
    "a/",
    "/a",
    "a//b",
    "0" * 40,
    "a^b",
    "x" * 300,
]


@pytest.mark.parametrize("bad", BAD)
def test_bad_names(ada: Client, repo: str, bad: str) -> None:
    status = ada.post(f"/api/models/{repo}/tag/main", json={"tag": bad}).status_code
    assert status == 400
    # Written plainly, these are other addresses.
    if bad != ".." and not bad.startswith("/") and "//" not in bad and not bad.endswith("/"):
        assert ada.post(f"/api/models/{repo}/branch/{quote(bad, safe='')}", json={}).status_code == 400


def test_tags(ada: Client, repo: str) -> None:
    head = ada.put_files(repo, {"x": "x"})
    url = f"/api/models/{repo}/tag/main"
    assert ada.post(url, json={"tag": "v1", "message": "the first"}).status_code == 200
    assert ada.post(url, json={"tag": "v2"}).status_code == 200
    assert ada.post(url, json={"tag": "v1"}).status_code == 409
    assert ada.post(f"/api/models/{repo}/tag/nope", json={"tag": "v3"}).status_code == 404
    assert refs(ada, repo)["tags"] == {"v1": head, "v2": head}
    assert ada.get(f"/api/models/{repo}/revision/v1").json()["sha"] == head
    assert ada.delete(f"/api/models/{repo}/tag/v1").status_code == 200
    assert ada.delete(f"/api/models/{repo}/tag/v1").headers["x-error-code"] == "RevisionNotFound"


def test_refs_of_pull_requests_only_when_asked(ada: Client, repo: str) -> None:
    ada.commit(repo, add("x", "x"), query="?create_pr=1")
    assert "pullRequests" not in ada.get(f"/api/models/{repo}/refs").json()
    [item] = ada.get(f"/api/models/{repo}/refs?include_prs=1").json()["pullRequests"]
    assert (item["name"], item["ref"]) == ("1", "refs/pr/1")


def test_super_squash(ada: Client, repo: str) -> None:
    for number in range(3):
        ada.put_files(repo, {f"{number}.txt": "x"})
    before = ada.files(repo)
    assert ada.post(f"/api/models/{repo}/super-squash/main", json={"message": "All in one"}).status_code == 200
    [commit] = ada.get(f"/api/models/{repo}/commits/main").json()
    assert commit["title"] == "All in one"
    assert ada.files(repo) == before
    assert ada.post(f"/api/models/{repo}/super-squash/nope", json={}).headers["x-error-code"] == "RevisionNotFound"
    assert ada.post(f"/api/models/{repo}/super-squash/refs%2Fpr%2F1", json={}).status_code == 400


def test_only_writers_change_refs(bob: Client, nobody: Client, repo: str) -> None:
    for client, status in ((bob, 403), (nobody, 401)):
        assert client.post(f"/api/models/{repo}/branch/x", json={}).status_code == status
        assert client.delete(f"/api/models/{repo}/branch/main").status_code == status
        assert client.post(f"/api/models/{repo}/tag/main", json={"tag": "x"}).status_code == status
        assert client.post(f"/api/models/{repo}/super-squash/main", json={}).status_code == status
        assert client.get(f"/api/models/{repo}/refs").status_code == 200
