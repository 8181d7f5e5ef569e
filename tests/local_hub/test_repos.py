"""Repositories: their life, their names, and what is said about them."""

from __future__ import annotations

import pytest

from tests.local_hub.conftest import Client


@pytest.mark.parametrize(
    ("repo_type", "prefix"), [("model", ""), ("dataset", "datasets/"), ("space", "spaces/"), ("kernel", "kernels/")]
)
def test_create_describe_delete(ada: Client, name: str, repo_type: str, prefix: str) -> None:
    body = {"name": name, "type": repo_type, **({"sdk": "docker"} if repo_type == "space" else {})}
    created = ada.post("/api/repos/create", json=body).json()
    assert created["url"] == f"{ada.url}/{prefix}ada/{name}"
    info = ada.get(f"/api/{repo_type}s/ada/{name}").json()
    assert (info["id"], info["author"], info["private"], info["gated"]) == (f"ada/{name}", "ada", False, False)
    assert [item["rfilename"] for item in info["siblings"]] == [".gitattributes"]
    if repo_type == "space":
        assert info["sdk"] == "docker"
    again = ada.post("/api/repos/create", json=body)
    assert again.status_code == 409
    assert again.json()["url"] == created["url"]
    assert ada.request("DELETE", "/api/repos/delete", json={"name": name, "type": repo_type}).status_code == 200
    assert ada.get(f"/api/{repo_type}s/ada/{name}").status_code == 404


def test_the_same_name_in_every_type(ada: Client, name: str) -> None:
    for repo_type in ("model", "dataset", "space", "kernel"):
        ada.new_repo(name, repo_type)


@pytest.mark.parametrize(
    "bad", ["a b", "..", "a..b", "a--b", "-a", "a.git", "x" * 97, "", "resolve", "é", "a/b/c", None, 3]
)
def test_bad_names_are_refused(ada: Client, bad: object) -> None:
    response = ada.post("/api/repos/create", json={"name": bad})
    assert response.status_code == 400
    assert response.json()["error"]


def test_bad_types_sdks_and_visibilities(ada: Client, name: str) -> None:
    for body in (
        {"type": "bogus"},
        {"type": "space"},
        {"type": "space", "sdk": "cobol"},
        {"visibility": "protected"},
        {"visibility": "hidden"},
    ):
        assert ada.post("/api/repos/create", json={"name": name, **body}).status_code == 400
    assert ada.post("/api/repos/create", content=b"{").status_code == 400
    assert ada.post("/api/repos/create", json=[1]).status_code == 400


def test_foreign_and_unknown_namespaces(ada: Client, name: str) -> None:
    for namespace in ("bob", "nobody-here"):
        response = ada.post("/api/repos/create", json={"name": name, "organization": namespace})
        assert response.status_code == 403
        assert namespace in response.headers["x-error-message"]


def test_ids_are_case_insensitive_and_canonical_in_answers(ada: Client, name: str) -> None:
    ada.new_repo(name.upper())
    assert ada.get(f"/api/models/ADA/{name}").json()["id"] == f"ada/{name.upper()}"
    assert ada.post("/api/repos/create", json={"name": name}).status_code == 409
    assert ada.get(f"/Ada/{name}/resolve/main/.gitattributes").status_code == 200


def test_ids_without_namespace_are_the_callers_own(ada: Client, bob: Client, repo: str) -> None:
    short = repo.partition("/")[2]
    assert ada.get(f"/api/models/{short}").json()["id"] == repo
    assert ada.get(f"/api/models/{short}/tree/main").status_code == 200
    assert ada.get(f"/{short}/resolve/main/.gitattributes").status_code == 200
    assert bob.get(f"/api/models/{short}").status_code == 404


def test_a_repository_may_be_called_like_a_route(ada: Client) -> None:
    ada.new_repo("commits")
    assert ada.get("/api/models/ada/commits").json()["id"] == "ada/commits"
    assert ada.get("/api/models/ada/commits/tree/main").status_code == 200
    assert ada.get("/api/models/commits/commits/main").status_code == 200


def test_missing_repositories(ada: Client, nobody: Client, name: str) -> None:
    missing = ada.get(f"/api/models/ada/{name}")
    assert (missing.status_code, missing.headers["x-error-code"]) == (404, "RepoNotFound")
    anonymous = nobody.get(f"/api/models/ada/{name}")
    assert (anonymous.status_code, anonymous.headers["x-error-code"]) == (401, "RepoNotFound")
    for path in (f"/api/models/ada/{name}/tree/main", f"/ada/{name}/resolve/main/x", f"/api/models/ada/{name}/refs"):
        assert ada.get(path).headers["x-error-code"] == "RepoNotFound"
    assert ada.request("DELETE", "/api/repos/delete", json={"name": name}).status_code == 404


def test_private_repositories_look_like_missing_ones(ada: Client, bob: Client, nobody: Client, name: str) -> None:
    repo = ada.new_repo(name, visibility="private")
    missing = bob.get(f"/api/models/ada/{name}-none")
    hidden = bob.get(f"/api/models/{repo}")
    assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json())
    assert nobody.get(f"/api/models/{repo}").status_code == 401
    for path in (f"/{repo}/resolve/main/.gitattributes", f"/{repo}/info/refs?service=git-upload-pack"):
        assert bob.get(path).headers["x-error-code"] == "RepoNotFound"
    assert bob.request("DELETE", "/api/repos/delete", json={"name": repo}).status_code == 404
    assert ada.get(f"/api/models/{repo}").json()["private"] is True


def test_only_writers_delete(ada: Client, bob: Client, nobody: Client, repo: str) -> None:
    assert bob.request("DELETE", "/api/repos/delete", json={"name": repo}).status_code == 403
    assert nobody.request("DELETE", "/api/repos/delete", json={"name": repo}).status_code == 401
    assert ada.get(f"/api/models/{repo}").status_code == 200


def test_move_redirects_the_old_name(ada: Client, bob: Client, repo: str) -> None:
    ada.put_files(repo, {"a b.txt": "x"})
    target = f"acme/{repo.partition('/')[2]}-new"
    assert ada.post("/api/repos/move", json={"fromRepo": repo, "toRepo": target, "type": "model"}).status_code == 200
    moved = ada.get(f"/api/models/{repo}/tree/main?recursive=true&expand=false")
    assert moved.status_code == 307
    assert moved.headers["location"] == f"/api/models/{target}/tree/main?recursive=true&expand=false"
    file = ada.get(f"/{repo}/resolve/main/a%20b.txt", follow_redirects=True)
    assert (file.text, file.history[0].headers["location"]) == ("x", f"/{target}/resolve/main/a%20b.txt")
    commit = ada.commit(repo)
    assert commit.status_code == 307
    assert ada.get(f"/{repo}.git/info/refs?service=git-upload-pack").headers["location"].startswith(f"/{target}.git/")
    # The name can be taken again, and then means the new repository.
    ada.new_repo(repo.partition("/")[2])
    assert ada.get(f"/api/models/{repo}").json()["id"] == repo


def test_a_moved_private_repository_is_not_given_away(ada: Client, bob: Client, name: str) -> None:
    repo = ada.new_repo(name, private=True)
    ada.post("/api/repos/move", json={"fromRepo": repo, "toRepo": f"ada/{name}-new"})
    assert bob.get(f"/api/models/{repo}").status_code == 404
    assert ada.get(f"/api/models/{repo}").status_code == 307


def test_moves_that_are_refused(ada: Client, bob: Client, repo: str) -> None:
    other = ada.new_repo(repo.partition("/")[2] + "-b")
    for client, source, target, status in (
        (ada, repo, other, 409),
        (ada, repo, "bob/x", 403),
        (bob, repo, "bob/x", 403),
        (ada, repo, "noslash", 400),
        (ada, repo, "ada/..", 400),
        (ada, "ada/none-at-all", "ada/x", 404),
    ):
        response = client.post("/api/repos/move", json={"fromRepo": source, "toRepo": target, "type": "model"})
        assert response.status_code == status, (source, target)
    # A change of case is a move onto itself.
    assert (
        ada.post("/api/repos/move", json={"fromRepo": repo, "toRepo": repo.replace("repo", "REPO")}).status_code == 200
    )


def test_info_at_a_revision(ada: Client, repo: str) -> None:
    first = ada.get(f"/api/models/{repo}").json()["sha"]
    second = ada.put_files(repo, {"x.txt": "x"})
    assert ada.get(f"/api/models/{repo}/revision/main").json()["sha"] == second
    old = ada.get(f"/api/models/{repo}/revision/{first}").json()
    assert (old["sha"], len(old["siblings"])) == (first, 1)
    assert ada.get(f"/api/models/{repo}/revision/{second[:8]}").json()["sha"] == second
    bad = ada.get(f"/api/models/{repo}/revision/nope")
    assert (bad.status_code, bad.headers["x-error-code"]) == (404, "RevisionNotFound")


def test_info_with_card_and_blobs(ada: Client, repo: str) -> None:
    readme = "---\ntags: [demo, tiny]\nlicense: mit\nlibrary_name: transformers\npipeline_tag: text-generation\ndate: 2020-01-01\n---\nHi"
    ada.put_files(repo, {"README.md": readme})
    sha256 = ada.put_object(repo, b"weights")
    ada.commit(repo, {"key": "lfsFile", "value": {"path": "w.bin", "oid": sha256, "size": 7}})
    info = ada.get(f"/api/models/{repo}?blobs=true&securityStatus=true").json()
    assert info["cardData"]["license"] == "mit"
    assert {"demo", "tiny", "license:mit", "transformers"} <= set(info["tags"])
    assert (info["library_name"], info["pipeline_tag"], info["usedStorage"]) == ("transformers", "text-generation", 7)
    assert "securityRepoStatus" in info
    files = {item["rfilename"]: item for item in info["siblings"]}
    assert files["README.md"]["size"] == len(readme)
    assert files["w.bin"]["lfs"] == {"sha256": sha256, "size": 7, "pointerSize": 126}
    assert files["w.bin"]["size"] == 7


def test_broken_cards_do_not_break_info(ada: Client, repo: str) -> None:
    ada.put_files(repo, {"README.md": b"---\n: [\n\xff---\n---\n"})
    assert ada.get(f"/api/models/{repo}").json()["tags"] == []


def test_expand(ada: Client, repo: str) -> None:
    info = ada.get(f"/api/models/{repo}?expand=sha&expand[]=private").json()
    assert set(info) == {"_id", "id", "modelId", "sha", "private"}
    bad = ada.get(f"/api/models/{repo}?expand=bogus")
    assert bad.status_code == 400
    assert "downloadsAllTime" in bad.json()["error"]


def test_lists(ada: Client, bob: Client, name: str) -> None:
    for number in range(3):
        ada.new_repo(f"{name}-{number}", "dataset")
    ada.new_repo(f"{name}-hidden", "dataset", private=True)
    listed = bob.get(f"/api/datasets?author=ada&search={name}").json()
    assert {item["id"] for item in listed} == {f"ada/{name}-{number}" for number in range(3)}
    assert len(ada.get(f"/api/datasets?search={name}").json()) == 4
    page = bob.get(f"/api/datasets?search={name}&limit=2&sort=createdAt")
    assert [item["id"] for item in page.json()] == [f"ada/{name}-2", f"ada/{name}-1"]
    link = page.links["next"]["url"]
    assert link.startswith(str(bob.base_url))
    rest = bob.get(link)
    assert [item["id"] for item in rest.json()] == [f"ada/{name}-0"]
    assert "next" not in rest.links
    full = bob.get(f"/api/datasets?search={name}&full=true").json()
    assert full[0]["siblings"] == [{"rfilename": ".gitattributes"}]
    assert bob.get("/api/datasets?limit=x").status_code == 400
    assert bob.get("/api/datasets?expand=bogus").status_code == 400


def test_filters(ada: Client, name: str) -> None:
    for number, card in enumerate(
        ("tags: [red, big]", "tags: [red]\nlicense: mit\npipeline_tag: fill-mask", "tags: [blue]")
    ):
        repo = ada.new_repo(f"{name}-{number}")
        ada.put_files(repo, {"README.md": f"---\n{card}\n---\n"})
    ada.put(f"/api/models/ada/{name}-2/settings", json={"gated": "auto"})

    def found(query: str) -> set[str]:
        return {item["id"][-1] for item in ada.get(f"/api/models?search={name}&{query}").json()}

    assert found("filter=red") == {"0", "1"}
    assert found("filter=red&filter=big") == found("filter=red,big") == {"0"}
    assert found("filter=license:mit") == found("pipeline_tag=fill-mask") == {"1"}
    assert found("filter=green") == set()
    assert (found("gated=true"), found("gated=false")) == ({"2"}, {"0", "1"})


def test_protected_spaces_hide_their_files(ada: Client, bob: Client, name: str) -> None:
    repo = ada.new_repo(name, "space", visibility="protected")
    assert ada.get(f"/api/spaces/{repo}").status_code == 200
    assert bob.get(f"/spaces/{repo}/resolve/main/.gitattributes").status_code == 404


def test_duplicate(ada: Client, bob: Client, repo: str, name: str) -> None:
    oid = ada.put_object(repo, b"weights")
    ada.commit(repo, {"key": "lfsFile", "value": {"path": "w.bin", "oid": oid}}, summary="Weights")
    ada.post(f"/api/models/{repo}/tag/main", json={"tag": "v1"})
    url = f"/api/models/{repo}/duplicate"
    target = f"bob/{name}-copy"
    answer = bob.post(url, json={"repository": target, "visibility": "private"})
    assert answer.json()["url"] == f"{bob.url}/{target}"
    assert bob.post(url, json={"repository": target}).json()["url"] == f"{bob.url}/{target}"
    assert bob.get(f"/{target}/resolve/v1/w.bin", follow_redirects=True).text == "weights"
    assert [item["title"] for item in bob.get(f"/api/models/{target}/commits/main").json()] == [
        "Weights",
        "initial commit",
    ]
    assert ada.get(f"/api/models/{target}").status_code == 404
    # They are two now.
    bob.put_files(target, {"mine.txt": "x"})
    assert ada.files(repo) == [".gitattributes", "w.bin"]
    ada.request("DELETE", "/api/repos/delete", json={"name": repo})
    assert bob.get(f"/{target}/resolve/main/w.bin", follow_redirects=True).text == "weights"
    assert bob.post(f"/api/models/{target}/duplicate", json={"repository": "ada/x"}).status_code == 403
    assert bob.post(f"/api/models/{target}/duplicate", json={"repository": "x"}).status_code == 400


def test_a_copy_of_a_private_repository_is_private(ada: Client, nobody: Client, name: str) -> None:
    repo = ada.new_repo(name, private=True)
    ada.post(f"/api/models/{repo}/duplicate", json={"repository": f"{repo}-copy"})
    assert nobody.get(f"/api/models/{repo}-copy").status_code == 401
