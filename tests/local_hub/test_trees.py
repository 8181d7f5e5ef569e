"""Trees in pages, paths, and which commit touched what."""

from __future__ import annotations

from tests.local_hub.conftest import Client, add, delete, lfs


def test_tree_levels(ada: Client, repo: str) -> None:
    ada.put_files(repo, {"a/b/c.txt": "c", "a/d.txt": "dd", "z.txt": "z"})
    top = ada.get(f"/api/models/{repo}/tree/main").json()
    assert [(item["type"], item["path"]) for item in top] == [
        ("file", ".gitattributes"),
        ("directory", "a"),
        ("file", "z.txt"),
    ]
    inner = ada.get(f"/api/models/{repo}/tree/main/a%2Fb").json()
    assert [(item["path"], item["size"]) for item in inner] == [("a/b/c.txt", 1)]
    assert ada.get(f"/api/models/{repo}/tree/main/a/b/").json() == inner
    deep = ada.get(f"/api/models/{repo}/tree/main/a?recursive=true&expand=false").json()
    assert [(item["type"], item["path"]) for item in deep] == [
        ("directory", "a/b"),
        ("file", "a/b/c.txt"),
        ("file", "a/d.txt"),
    ]
    assert all(len(item["oid"]) == 40 for item in deep)


def test_lfs_in_trees(ada: Client, repo: str) -> None:
    sha256 = ada.put_object(repo, b"w" * 2000)
    ada.commit(repo, lfs("w.bin", sha256))
    item = ada.get(f"/api/models/{repo}/tree/main").json()[1]
    assert item["size"] == 2000
    assert item["lfs"] == {"oid": sha256, "size": 2000, "pointerSize": 129}


def test_missing_trees(ada: Client, repo: str) -> None:
    for path in ("nope", ".gitattributes", "a%2F..%2F.."):
        response = ada.get(f"/api/models/{repo}/tree/main/{path}")
        assert (response.status_code, response.headers["x-error-code"]) == (404, "EntryNotFound")
    assert ada.get(f"/api/models/{repo}/tree/nope").headers["x-error-code"] == "RevisionNotFound"


def test_pages_show_one_commit(ada: Client, repo: str) -> None:
    ada.put_files(repo, {f"f{number:02d}.txt": "x" for number in range(10)})
    page = ada.get(f"/api/models/{repo}/tree/main?recursive=true&limit=4")
    # What is committed in between does not shift the pages.
    ada.put_files(repo, {"aaa.txt": "new"})
    names = [item["path"] for item in page.json()]
    while "next" in page.links:
        url = page.links["next"]["url"]
        assert url.startswith(f"{ada.url}/api/models/{repo}/tree/main?")
        page = ada.get(url)
        assert len(page.json()) <= 4
        names += [item["path"] for item in page.json()]
    assert names == [".gitattributes", *(f"f{number:02d}.txt" for number in range(10))]
    assert ada.get(f"/api/models/{repo}/tree/main?cursor=bogus!").status_code == 400


def test_expanded_trees_come_in_smaller_pages(ada: Client, repo: str) -> None:
    ada.put_files(repo, {f"f{number:02d}.txt": "x" for number in range(60)})
    page = ada.get(f"/api/models/{repo}/tree/main?expand=true")
    assert len(page.json()) == 50
    assert len(ada.get(page.links["next"]["url"]).json()) == 11


def test_last_commits(ada: Client, repo: str) -> None:
    first = ada.put_files(repo, {"a/x.txt": "1", "b/y.txt": "1"}, summary="first")
    second = ada.put_files(repo, {"a/x.txt": "2"}, summary="second")
    ada.commit(repo, add("a/z.txt", "z"), summary="third")
    ada.commit(repo, delete("a/z.txt"), summary="fourth")
    items = {item["path"]: item for item in ada.get(f"/api/models/{repo}/tree/main?recursive=true&expand=true").json()}
    assert items["a/x.txt"]["lastCommit"]["id"] == second
    assert items["a/x.txt"]["lastCommit"]["title"] == "second"
    assert items["a"]["lastCommit"]["title"] == "fourth"
    assert items["b"]["lastCommit"]["id"] == items["b/y.txt"]["lastCommit"]["id"] == first
    assert items[".gitattributes"]["lastCommit"]["title"] == "initial commit"
    assert items["a/x.txt"]["securityFileStatus"]["status"] == "unscanned"
    assert "securityFileStatus" not in items["a"]


def test_paths_info_as_form_and_json(ada: Client, repo: str) -> None:
    ada.put_files(repo, {"a/x.txt": "1", "odd ü&=.txt": "22"})
    wanted = ["a", "a/x.txt", "odd ü&=.txt", "none", ""]
    url = f"/api/models/{repo}/paths-info/main"
    form = ada.post(url, data={"paths": wanted, "expand": "true"})
    assert [(item["type"], item["path"]) for item in form.json()] == [
        ("directory", "a"),
        ("file", "a/x.txt"),
        ("file", "odd ü&=.txt"),
    ]
    assert all("lastCommit" in item for item in form.json())
    plain = ada.post(url, json={"paths": wanted, "expand": False}).json()
    assert [item["path"] for item in plain] == [item["path"] for item in form.json()]
    assert "lastCommit" not in plain[0]
    assert ada.post(url, json={"paths": 3}).status_code == 400
    assert ada.post(url, json={"paths": ["x"] * 3000}).status_code == 400
    assert ada.post(f"/api/models/{repo}/paths-info/nope", json={"paths": []}).status_code == 404
