"""Commits: every operation, every refusal, and preupload."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from typing import Any

import httpx
import pytest

from huggingface_hub.local_hub import LocalHub
from tests.local_hub.conftest import THRESHOLD, Client, add, delete, lfs


def text(client: Client, repo: str, path: str, rev: str = "main") -> str:
    return client.get(f"/{repo}/resolve/{rev}/{path}", follow_redirects=True).text


def test_files_in_both_encodings(ada: Client, repo: str) -> None:
    response = ada.commit(repo, add("a.bin", b"\0\xff"), add("b.txt", "ü", encoding="utf-8"), description="More")
    body = response.json()
    assert body["success"] is True
    assert body["commitUrl"] == f"{ada.url}/{repo}/commit/{body['commitOid']}"
    assert "pullRequestUrl" not in body
    assert ada.get(f"/{repo}/resolve/main/a.bin").content == b"\0\xff"
    assert text(ada, repo, "b.txt") == "ü"
    [commit, *_] = ada.get(f"/api/models/{repo}/commits/main").json()
    assert (commit["id"], commit["title"], commit["message"], commit["authors"][0]["user"]) == (
        body["commitOid"],
        "Change",
        "More",
        "ada",
    )


def test_lfs_files_get_a_rule_in_gitattributes(ada: Client, repo: str) -> None:
    sha256 = ada.put_object(repo, b"x" * 10)
    ada.commit(repo, lfs("covered.bin", sha256, 10), lfs("odd [1] name", sha256), lfs("dir/README", sha256, 10))
    rules = text(ada, repo, ".gitattributes")
    assert "covered.bin" not in rules
    assert "odd[[:space:]]\\[1\\][[:space:]]name filter=lfs" in rules
    assert "dir/README filter=lfs" in rules
    ada.commit(repo, lfs("dir/README", sha256, 10))
    assert text(ada, repo, ".gitattributes") == rules


def test_copies(ada: Client, repo: str) -> None:
    sha256 = ada.put_object(repo, b"w" * 10)
    first = ada.commit(repo, add("a.txt", "one"), lfs("w.bin", sha256)).json()["commitOid"]
    ada.put_files(repo, {"a.txt": "two"})

    def copy(path: str, source: str, revision: str | None = None) -> dict[str, Any]:
        return {"key": "copyFile", "value": {"path": path, "srcPath": source, "srcRevision": revision}}

    assert (
        ada.commit(repo, copy("b.txt", "a.txt"), copy("c.txt", "a.txt", first), copy("v.bin", "w.bin")).status_code
        == 200
    )
    assert (text(ada, repo, "b.txt"), text(ada, repo, "c.txt"), text(ada, repo, "v.bin")) == ("two", "one", "w" * 10)
    assert ada.commit(repo, copy("d.txt", "none")).headers["x-error-code"] == "EntryNotFound"
    assert ada.commit(repo, copy("d.txt", "a.txt", "nope")).headers["x-error-code"] == "RevisionNotFound"


def test_deletions(ada: Client, repo: str) -> None:
    ada.put_files(repo, {"a/x.txt": "x", "a/b/y.txt": "y", "z.txt": "z", "c/q.txt": "q"})
    assert ada.commit(repo, delete("a/"), delete("z.txt")).status_code == 200
    assert ada.files(repo) == [".gitattributes", "c/q.txt"]
    folder = {"key": "deletedFolder", "value": {"path": "c"}}
    assert ada.commit(repo, folder).status_code == 200
    assert ada.files(repo) == [".gitattributes"]
    for operation in (delete("z.txt"), delete("a/"), delete("nope/x")):
        response = ada.commit(repo, operation)
        assert (response.status_code, response.headers["x-error-code"]) == (404, "EntryNotFound")
        assert "with this name doesn't exist" in response.json()["error"]


def test_order_counts_and_folders_give_way(ada: Client, repo: str) -> None:
    ada.put_files(repo, {"a/x.txt": "old", "a/y.txt": "old"})
    ada.commit(repo, delete("a/"), add("a/x.txt", "new"))
    assert ada.files(repo) == [".gitattributes", "a/x.txt"]
    ada.commit(repo, add("a", "a file now"))
    assert ada.files(repo) == [".gitattributes", "a"]
    ada.commit(repo, add("a/b/c", "a folder again"))
    assert ada.files(repo) == [".gitattributes", "a/b/c"]


def test_one_commit_cannot_make_a_file_and_a_folder_of_one_path(ada: Client, repo: str) -> None:
    for operations in ([add("a/q", "x"), add("a/q/b/r", "x")], [add("a/q/b/r", "x"), add("a/q", "x")]):
        response = ada.commit(repo, *operations)
        assert (response.status_code, "a/q" in response.json()["error"]) == (400, True)
    assert ada.files(repo) == [".gitattributes"]

    assert ada.commit(repo, add("a", "x"), delete("a"), add("a/b", "x")).status_code == 200
    assert ada.commit(repo, add("c/d", "x"), delete("c/"), add("c", "x")).status_code == 200
    assert ada.files(repo) == [".gitattributes", "a/b", "c"]


def test_a_commit_that_fails_changes_nothing(ada: Client, repo: str) -> None:
    before = ada.get(f"/api/models/{repo}").json()["sha"]
    assert ada.commit(repo, add("x.txt", "x"), delete("none")).status_code == 404
    assert ada.get(f"/api/models/{repo}").json()["sha"] == before
    assert ada.files(repo) == [".gitattributes"]


def test_empty_commits(ada: Client, repo: str) -> None:
    before = ada.get(f"/api/models/{repo}").json()["sha"]
    after = ada.commit(repo, summary="nothing").json()["commitOid"]
    assert after != before
    assert [item["title"] for item in ada.get(f"/api/models/{repo}/commits/main").json()] == [
        "nothing",
        "initial commit",
    ]


def test_parent_commit(ada: Client, repo: str) -> None:
    first = ada.get(f"/api/models/{repo}").json()["sha"]
    second = ada.put_files(repo, {"x.txt": "1"}, parent=first)
    stale = ada.commit(repo, add("x.txt", "2"), parent=first)
    assert stale.status_code == 412
    assert "A commit has happened since" in stale.json()["error"]
    assert ada.commit(repo, add("x.txt", "2"), parent=second[:7]).status_code == 200
    assert ada.commit(repo, parent="xyz").status_code == 400


def test_only_one_of_many_parallel_commits_with_a_parent_wins(hub: LocalHub, ada: Client, repo: str) -> None:
    head = ada.get(f"/api/models/{repo}").json()["sha"]
    statuses: list[int] = []

    def commit(number: int) -> None:
        with Client(hub.url, "hf_ada") as client:
            statuses.append(client.commit(repo, add(f"{number}.txt", "x"), parent=head).status_code)

    run_in_threads(commit, 8)
    assert sorted(statuses) == [200, *[412] * 7]
    assert len(ada.files(repo)) == 2


def test_parallel_commits_without_a_parent_all_land(hub: LocalHub, ada: Client, repo: str) -> None:
    def commit(number: int) -> None:
        with Client(hub.url, "hf_ada") as client:
            client.put_files(repo, {f"{number}.txt": "x"})

    run_in_threads(commit, 8)
    assert len(ada.files(repo)) == 9
    assert len(ada.get(f"/api/models/{repo}/commits/main").json()) == 9


def run_in_threads(work: Any, count: int) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_branches_and_pull_requests_as_targets(ada: Client, repo: str) -> None:
    ada.post(f"/api/models/{repo}/branch/dev%2Fx", json={})
    ada.put_files(repo, {"d.txt": "d"}, rev="dev%2Fx")
    assert "d.txt" not in ada.files(repo)
    assert "d.txt" in ada.files(repo, "dev%2Fx")
    opened = ada.commit(repo, add("p.txt", "p"), query="?create_pr=1", summary="My change", description="Why").json()
    assert opened["pullRequestUrl"] == f"{ada.url}/{repo}/discussions/1"
    ada.put_files(repo, {"q.txt": "q"}, rev="refs%2Fpr%2F1")
    assert set(ada.files(repo, "refs%2Fpr%2F1")) == {".gitattributes", "p.txt", "q.txt"}
    assert ada.files(repo) == [".gitattributes"]
    details = ada.get(f"/api/models/{repo}/discussions/1").json()
    assert (details["title"], details["status"], details["isPullRequest"]) == ("My change", "open", True)
    assert [event["type"] for event in details["events"]] == ["comment", "commit", "commit"]
    for revision, status in (("nope", 404), ("0" * 40, 404), ("refs%2Ftags%2Fx", 400), ("refs%2Fpr%2F9", 404)):
        assert ada.commit(repo, add("x", "x"), rev=revision).status_code == status


def test_whoever_can_read_can_propose(ada: Client, bob: Client, eve: Client, nobody: Client, repo: str) -> None:
    assert bob.commit(repo, add("x.txt", "x")).status_code == 403
    assert nobody.commit(repo, add("x.txt", "x"), query="?create_pr=1").status_code == 401
    opened = bob.commit(repo, add("x.txt", "x"), query="?create_pr=1")
    assert opened.status_code == 200
    assert bob.commit(repo, add("y.txt", "y"), rev="refs%2Fpr%2F1").status_code == 200
    assert eve.commit(repo, add("z.txt", "z"), rev="refs%2Fpr%2F1").status_code == 403
    # He has to upload without naming a ref, as for the pull request's LFS files.
    sha256 = hashlib.sha256(b"bob's").hexdigest()
    assert (
        bob.post(
            f"/{repo}.git/info/lfs/objects/batch", json={"operation": "upload", "ref": {"name": "main"}, "objects": []}
        ).status_code
        == 403
    )
    assert "actions" in bob.batch(repo, "upload", [(sha256, 5)], ref=None)["objects"][0]


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/abs",
        "a/../b",
        "a//b",
        "./x",
        ".",
        "",
        ".git/config",
        "a/.GIT/x",
        "a\\..\\b",
        "C:/x",
        "nul\0byte",
        "x" * 300,
        "a/" * 200 + "x",
    ],
)
@pytest.mark.parametrize("kind", ["file", "lfsFile", "copyFile", "deletedFile"])
def test_names_are_refused(ada: Client, repo: str, path: str, kind: str) -> None:
    value = {"path": path, "content": "", "oid": "0" * 64, "srcPath": ".gitattributes"}
    response = ada.commit(repo, {"key": kind, "value": value})
    assert response.status_code == 400
    assert ada.files(repo) == [".gitattributes"]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["{"],
        ['{"key": "header"}'],
        ['{"key": "file", "value": {"path": "x", "content": ""}}'],
        ['{"key": "header", "value": {"summary": ""}}'],
        ['{"key": "header", "value": {"summary": "a"}}', '{"key": "header", "value": {"summary": "b"}}'],
        ['{"key": "header", "value": {"summary": "a"}}', '{"key": "chmod", "value": {"path": "x"}}'],
        ['{"key": "header", "value": {"summary": "a"}}', '{"key": "file", "value": {"path": "x"}}'],
        [
            '{"key": "header", "value": {"summary": "a"}}',
            '{"key": "file", "value": {"path": "x", "content": "*", "encoding": "base64"}}',
        ],
        [
            '{"key": "header", "value": {"summary": "a"}}',
            '{"key": "file", "value": {"path": "x", "content": "", "encoding": "rot13"}}',
        ],
        ['{"key": "header", "value": {"summary": "a"}}', '{"key": "lfsFile", "value": {"path": "x", "oid": "zz"}}'],
        [
            '{"key": "header", "value": {"summary": "a"}}',
            '{"key": "lfsFile", "value": {"path": "x", "algo": "md5", "oid": "0"}}',
        ],
        ["[]"],
    ],
)
def test_malformed_commits(ada: Client, repo: str, lines: list[str]) -> None:
    response = ada.post(f"/api/models/{repo}/commit/main", content="\n".join(lines))
    assert response.status_code == 400
    assert response.json()["error"]


def test_objects_that_were_never_uploaded(ada: Client, repo: str) -> None:
    response = ada.commit(repo, lfs("x.bin", "0" * 64, 3))
    assert response.status_code == 400
    assert "LFS pointer pointed to a file that does not exist" in response.json()["error"]
    sha256 = ada.put_object(repo, b"abc")
    assert "3 bytes" in ada.commit(repo, lfs("x.bin", sha256, 4)).json()["error"]


def test_regular_files_have_a_limit(ada: Client, repo: str) -> None:
    assert ada.commit(repo, add("x.txt", b"x" * THRESHOLD)).status_code == 200
    for size in (THRESHOLD + 1, THRESHOLD * 4):
        response = ada.commit(repo, add("x.txt", b"x" * size))
        assert response.status_code == 400
        assert "LFS" in response.json()["error"]


def test_executable_bits_stay(hub: LocalHub, ada: Client, repo: str) -> None:
    from huggingface_hub.local_hub.state.commits import Author, write_commit
    from huggingface_hub.local_hub.state.trees import TreeEditor, lookup

    ada.put_files(repo, {"run.sh": "1"})
    found = hub.state.repos.find("model", repo)
    assert found is not None
    with hub.state.git.open(found.id) as git:
        tree = git.commit(git.head()).tree.decode()
        editor = TreeEditor(git, tree)
        entry = lookup(git, tree, "run.sh")
        assert entry is not None
        editor.put("run.sh", entry.sha, 0o100755)
        new, objects = editor.finish()
        git.set_ref("refs/heads/main", write_commit(git, new, [git.head()], Author("x", "x"), "chmod", objects))
    ada.put_files(repo, {"run.sh": "2"})
    with hub.state.git.open(found.id) as git:
        entry = lookup(git, git.commit(git.head()).tree.decode(), "run.sh")
        assert entry is not None
        assert entry.mode == 0o100755


def test_compressed_requests(hub: LocalHub, repo: str, ada: Client) -> None:
    import gzip

    lines = [{"key": "header", "value": {"summary": "zipped"}}, add("x.txt", "x")]
    body = gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode())
    url = f"/api/models/{repo}/commit/main"
    assert ada.post(url, content=body, headers={"content-encoding": "gzip"}).status_code == 200
    assert ada.post(url, content=body[:-20], headers={"content-encoding": "gzip"}).status_code == 400
    assert ada.post(url, content=b"not gzip", headers={"content-encoding": "gzip"}).status_code == 400
    assert ada.post(url, content=body, headers={"content-encoding": "br"}).status_code == 415


def test_many_files_at_once(ada: Client, repo: str) -> None:
    ada.put_files(repo, {f"d{number % 20}/f{number}.txt": f"{number}" for number in range(2000)})
    names: list[str] = []
    page = ada.get(f"/api/models/{repo}/tree/main?recursive=true")
    names += [item["path"] for item in page.json()]
    while "next" in page.links:
        page = ada.get(page.links["next"]["url"])
        names += [item["path"] for item in page.json()]
    assert len(names) == 2000 + 20 + 1
    assert text(ada, repo, "d7/f1987.txt") == "1987"


def preupload(client: Client, repo: str, *files: tuple[str, bytes], query: str = "", **body: Any) -> httpx.Response:
    items = [{"path": path, "size": len(data), "sample": base64.b64encode(data[:512]).decode()} for path, data in files]
    return client.post(f"/api/models/{repo}/preupload/main{query}", json={"files": items, **body})


def test_preupload_modes(ada: Client, repo: str) -> None:
    files = {
        "model.safetensors": (b"text", "lfs"),
        "notes.txt": (b"text", "regular"),
        "big.txt": (b"x" * (THRESHOLD + 1), "lfs"),
        "limit.txt": (b"x" * THRESHOLD, "regular"),
        "image.xyz": (b"\x89PNG\0", "lfs"),
        "empty.bin": (b"", "regular"),
        "umlauts.txt": (("ü" * 400).encode()[:513], "regular"),
        "latin1.txt": ("ü".encode("latin-1") * 10, "lfs"),
        "sub/tensors.bin": (b"a", "lfs"),
        ".gitattributes": (b"*.txt filter=lfs", "regular"),
    }
    answer = preupload(ada, repo, *((path, data) for path, (data, _) in files.items())).json()
    assert {item["path"]: item["uploadMode"] for item in answer["files"]} == {
        path: mode for path, (_, mode) in files.items()
    }
    assert all(
        item["shouldIgnore"] is False and "oid" not in item
        for item in answer["files"]
        if item["path"] != ".gitattributes"
    )


def test_preupload_knows_what_is_there(ada: Client, repo: str) -> None:
    sha256 = ada.put_object(repo, b"abc")
    ada.commit(repo, add("a.txt", "a"), lfs("w.bin", sha256))
    answer = preupload(ada, repo, ("a.txt", b"new"), ("w.bin", b"new"), ("b.txt", b"new")).json()["files"]
    assert answer[0]["oid"] == hashlib.sha1(b"blob 1\0a").hexdigest()
    assert answer[1]["oid"] == sha256
    assert "oid" not in answer[2]


def test_preupload_ignores_and_attributes(ada: Client, repo: str) -> None:
    ignore = "*.log\n/build/\n!keep.log\n"
    files = [("a.log", b"x"), ("keep.log", b"x"), ("build/x/y.txt", b"x"), ("sub/build/z.txt", b"x")]
    answer = preupload(ada, repo, *files, gitIgnore=ignore).json()["files"]
    assert [item["shouldIgnore"] for item in answer] == [True, False, True, False]
    ada.put_files(repo, {".gitignore": "secret*\n", ".gitattributes": "*.dat filter=lfs diff=lfs merge=lfs -text\n"})
    answer = preupload(ada, repo, ("secret.txt", b"x"), ("x.dat", b"x"), ("x.bin", b"x")).json()["files"]
    assert [(item["shouldIgnore"], item["uploadMode"]) for item in answer] == [
        (True, "regular"),
        (False, "lfs"),
        (False, "regular"),
    ]
    answer = preupload(ada, repo, ("x.qqq", b"x"), gitAttributes="*.qqq filter=lfs\n").json()["files"]
    assert answer[0]["uploadMode"] == "lfs"


def test_preupload_refusals(ada: Client, bob: Client, repo: str) -> None:
    assert preupload(ada, repo, ("../x", b"x")).status_code == 400
    assert ada.post(f"/api/models/{repo}/preupload/main", json={}).status_code == 400
    assert ada.post(f"/api/models/{repo}/preupload/main", json={"files": [{"path": "x"}]}).status_code == 400
    bad_sample = {"files": [{"path": "x", "size": 1, "sample": "*"}]}
    assert ada.post(f"/api/models/{repo}/preupload/main", json=bad_sample).status_code == 400
    assert bob.post(f"/api/models/{repo}/preupload/main", json={"files": []}).status_code == 403
    assert preupload(bob, repo, ("x", b"x"), query="?create_pr=1").status_code == 200
    assert (
        ada.post(f"/api/models/{repo}/preupload/nope", json={"files": []}).headers["x-error-code"] == "RevisionNotFound"
    )


def test_list_of_commits_in_pages(ada: Client, repo: str) -> None:
    for number in range(4):
        ada.put_files(repo, {"x.txt": str(number)}, summary=f"number {number} <b>", description="a\nb")
    page = ada.get(f"/api/models/{repo}/commits/main?limit=2&expand%5B%5D=formatted")
    assert page.headers["x-total-count"] == "5"
    assert page.json()[0]["formatted"] == {"title": "number 3 &lt;b&gt;", "message": "a<br>b"}
    titles = [item["title"] for item in page.json()]
    while "next" in page.links:
        page = ada.get(page.links["next"]["url"])
        titles += [item["title"] for item in page.json()]
    assert titles == [*(f"number {number} <b>" for number in (3, 2, 1, 0)), "initial commit"]
    assert "formatted" not in ada.get(f"/api/models/{repo}/commits/main").json()[0]
    assert ada.get(f"/api/models/{repo}/commits/nope").status_code == 404
