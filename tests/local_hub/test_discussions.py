"""Discussions and pull requests: numbers, events, diffs, merging and conflicts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_hub.conftest import Client, add, delete


def url(repo: str, *parts: object) -> str:
    return "/".join([f"/api/models/{repo}/discussions", *map(str, parts)])


def opened(client: Client, repo: str, title: str = "A title", *, pull: bool = False, description: str = "Text") -> int:
    response = client.post(url(repo), json={"title": title, "description": description, "pullRequest": pull})
    assert response.status_code == 200, response.text
    return int(response.json()["num"])


def proposal(client: Client, repo: str, *operations: dict[str, Any]) -> int:
    response = client.commit(repo, *operations, query="?create_pr=1", summary="Proposal")
    return int(response.json()["pullRequestUrl"].rpartition("/")[2])


def test_numbers_are_shared_and_listed_newest_first(ada: Client, bob: Client, repo: str) -> None:
    assert opened(ada, repo, "one") == 1
    assert opened(bob, repo, "two", pull=True) == 2
    assert proposal(ada, repo, add("x", "x")) == 3
    page = bob.get(url(repo)).json()
    assert (page["count"], page["start"]) == (3, 0)
    assert [(item["num"], item["title"], item["status"], item["isPullRequest"]) for item in page["discussions"]] == [
        (3, "Proposal", "open", True),
        (2, "two", "draft", True),
        (1, "one", "open", False),
    ]
    assert page["discussions"][1]["author"]["name"] == "bob"
    assert page["discussions"][0]["repo"] == {"name": repo, "type": "model"}


def test_filters_and_pages(ada: Client, bob: Client, repo: str) -> None:
    for number in range(52):
        opened(ada if number % 2 else bob, repo, f"number {number}", pull=number < 3)
    ada.post(url(repo, 52, "status"), json={"status": "closed"})
    first, second = ada.get(url(repo) + "?p=0").json(), ada.get(url(repo) + "?p=1").json()
    assert (len(first["discussions"]), len(second["discussions"]), second["start"], second["count"]) == (50, 2, 50, 52)
    for query, count in (
        ("type=pull_request", 3),
        ("type=discussion", 49),
        ("status=closed", 1),
        ("status=open", 51),
        ("author=bob", 26),
    ):
        assert ada.get(f"{url(repo)}?{query}").json()["count"] == count, query


def test_comments(ada: Client, bob: Client, eve: Client, repo: str) -> None:
    num = opened(ada, repo)
    event = bob.post(url(repo, num, "comment"), json={"comment": "Hello"}).json()["newMessage"]
    assert (event["type"], event["author"]["name"], event["data"]["latest"]["raw"]) == ("comment", "bob", "Hello")
    edit = url(repo, num, "comment", event["id"].upper(), "edit")
    assert ada.post(edit, json={"content": "No"}).status_code == 403
    edited = bob.post(edit, json={"content": "Hello again"}).json()["updatedComment"]
    assert edited["data"]["edited"] is True
    assert [edited["data"]["latest"]["raw"], edited["data"]["history"][0]["raw"]] == ["Hello again", "Hello"]
    hide = url(repo, num, "comment", event["id"], "hide")
    assert eve.post(hide).status_code == 403
    hidden = ada.post(hide).json()["updatedComment"]
    assert hidden["data"]["hidden"] is True
    assert "Hello" not in ada.get(url(repo, num)).text
    assert ada.post(url(repo, num, "comment", "0" * 24, "hide")).status_code == 404
    assert ada.post(url(repo, num, "comment"), json={"comment": " "}).status_code == 400


def test_titles_and_status(ada: Client, bob: Client, eve: Client, repo: str) -> None:
    num = opened(bob, repo)
    assert eve.post(url(repo, num, "title"), json={"title": "Mine now"}).status_code == 403
    event = bob.post(url(repo, num, "title"), json={"title": "Better"}).json()["newTitle"]
    assert event["data"] == {"from": "A title", "to": "Better"}
    assert bob.post(url(repo, num, "title"), json={"title": "x"}).status_code == 400
    assert eve.post(url(repo, num, "status"), json={"status": "closed"}).status_code == 403
    event = ada.post(url(repo, num, "status"), json={"status": "closed", "comment": "Done"}).json()["newStatus"]
    assert (event["type"], event["data"]["status"]) == ("status-change", "closed")
    assert ada.post(url(repo, num, "status"), json={"status": "closed"}).status_code == 400
    assert ada.post(url(repo, num, "status"), json={"status": "merged"}).status_code == 400
    details = bob.get(url(repo, num)).json()
    assert (details["title"], details["status"]) == ("Better", "closed")
    assert [event["type"] for event in details["events"]] == ["comment", "title-change", "comment", "status-change"]


def test_merge(ada: Client, bob: Client, repo: str) -> None:
    ada.put_files(repo, {"keep.txt": "keep", "old.txt": "old", "change.txt": "1\n"})
    num = proposal(bob, repo, add("new/file.txt", "new"), add("change.txt", "2\n"), delete("old.txt"))
    ada.put_files(repo, {"meanwhile.txt": "m"})
    details = ada.get(url(repo, num) + "?diff=1").json()
    assert details["filesWithConflicts"] == []
    assert details["changes"] == {"base": "refs/heads/main"}
    assert "+2" in details["diff"]
    assert "meanwhile" not in details["diff"]
    assert bob.post(url(repo, num, "merge")).status_code == 403
    merged = ada.post(url(repo, num, "merge"), json={"comment": "Thanks"})
    assert merged.status_code == 200
    assert ada.files(repo) == [".gitattributes", "change.txt", "keep.txt", "meanwhile.txt", "new/file.txt"]
    assert ada.get(f"/{repo}/resolve/main/change.txt").text == "2\n"
    details = ada.get(url(repo, num) + "?diff=1").json()
    assert (details["status"], details["changes"]["mergeCommitId"]) == ("merged", merged.json()["commitOid"])
    assert "+2" in details["diff"]
    [commit, *_] = ada.get(f"/api/models/{repo}/commits/main").json()
    assert (commit["id"], commit["title"], len(commit["parents"])) == (
        merged.json()["commitOid"],
        f"Proposal (#{num})",
        2,
    )
    assert ada.post(url(repo, num, "merge")).status_code == 400
    assert ada.post(url(repo, num, "status"), json={"status": "closed"}).status_code == 400


@pytest.mark.parametrize(
    ("theirs", "ours", "conflicts"),
    [
        ([add("a.txt", "theirs")], [add("a.txt", "ours")], ["a.txt"]),
        ([delete("a.txt")], [add("a.txt", "ours")], ["a.txt"]),
        ([add("n.txt", "theirs")], [add("n.txt", "ours")], ["n.txt"]),
        ([add("d/x.txt", "x")], [add("d", "a file")], ["d/x.txt"]),
        ([add("d", "a file")], [add("d/x.txt", "x")], ["d"]),
        ([add("a.txt", "same")], [add("a.txt", "same")], []),
        ([delete("a.txt")], [delete("a.txt")], []),
        ([add("a.txt", "theirs")], [add("b.txt", "ours")], []),
    ],
)
def test_conflicts(ada: Client, repo: str, theirs: list[Any], ours: list[Any], conflicts: list[str]) -> None:
    ada.put_files(repo, {"a.txt": "base"})
    num = proposal(ada, repo, *theirs)
    assert ada.commit(repo, *ours).status_code == 200
    assert ada.get(url(repo, num)).json()["filesWithConflicts"] == conflicts
    response = ada.post(url(repo, num, "merge"))
    assert response.status_code == (409 if conflicts else 200)
    if conflicts:
        assert conflicts[0] in response.json()["error"]
        assert ada.get(url(repo, num)).json()["status"] == "open"


def test_drafts_become_open_and_closed_ones_cannot_be_merged(ada: Client, repo: str) -> None:
    num = opened(ada, repo, pull=True)
    assert ada.get(url(repo, num)).json()["status"] == "draft"
    ada.put_files(repo, {"x.txt": "x"}, rev=f"refs%2Fpr%2F{num}")
    assert ada.post(url(repo, num, "status"), json={"status": "open"}).status_code == 200
    assert ada.post(url(repo, num, "status"), json={"status": "closed"}).status_code == 200
    assert ada.post(url(repo, num, "merge")).status_code == 400
    assert ada.post(url(repo, num, "status"), json={"status": "open"}).status_code == 200
    assert ada.post(url(repo, num, "merge")).status_code == 200
    assert "x.txt" in ada.files(repo)


def test_what_is_not_there(ada: Client, nobody: Client, repo: str) -> None:
    assert ada.get(url(repo, 1)).status_code == 404
    assert ada.get(url(repo, "x")).status_code == 400
    num = opened(ada, repo)
    assert ada.post(url(repo, num, "merge")).status_code == 400
    assert nobody.get(url(repo, num)).status_code == 200
    assert nobody.post(url(repo, num, "comment"), json={"comment": "x"}).status_code == 401
    assert ada.post(url(repo), json={"title": "ab"}).status_code == 400
