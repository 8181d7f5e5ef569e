"""Lists of repositories: conditions, order, pages, and what is said about each."""

from __future__ import annotations

import pytest

from tests.local_hub.conftest import Client


def found(client: Client, repo_type: str, query: str) -> list[str]:
    response = client.get(f"/api/{repo_type}s?{query}")
    assert response.status_code == 200, response.text
    return [item["id"].partition("/")[2] for item in response.json()]


def card(client: Client, name: str, text: str, repo_type: str = "model", **files: str) -> str:
    repo = client.new_repo(name, repo_type)
    client.put_files(repo, {"README.md": f"---\n{text}\n---\n", **files}, repo_type=repo_type)
    return repo


def test_search_wants_every_word(ada: Client, name: str) -> None:
    for suffix in ("small-bert", "large-bert", "small-gpt"):
        ada.new_repo(f"{name}-{suffix}")
    assert set(found(ada, "model", f"search={name}+BERT")) == {f"{name}-small-bert", f"{name}-large-bert"}
    assert found(ada, "model", f"search={name}&search=small&search=gpt") == [f"{name}-small-gpt"]
    assert found(ada, "model", f"search={name}+small+nothing") == []


def test_datasets_are_found_by_prefixed_tags(ada: Client, name: str) -> None:
    card(ada, f"{name}-a", "language: [en, fr]\nsize_categories: n<1K\ntask_categories: [qa]", "dataset")
    card(ada, f"{name}-b", "language: en\nlicense: mit", "dataset")
    assert len(found(ada, "dataset", f"search={name}&filter=language:en")) == 2
    assert found(ada, "dataset", f"search={name}&filter=language:en&filter=size_categories:n<1K") == [f"{name}-a"]
    assert found(ada, "dataset", f"search={name}&filter=license:MIT") == [f"{name}-b"]
    tags = ada.get("/api/datasets-tags-by-type").json()
    assert {"id": "language:fr", "label": "fr", "type": "language"} in tags["language"]
    assert {"id": "task_categories:qa", "label": "qa", "type": "task_categories"} in tags["task_categories"]


def test_spaces_are_found_by_what_they_use(ada: Client, name: str) -> None:
    card(ada, f"{name}-a", "models: [ada/m, bob/m]\ndatasets: [ada/d]", "space")
    card(ada, f"{name}-b", "models: [ada/m]", "space")
    card(ada, f"{name}-c", "title: T", "space")
    assert set(found(ada, "space", f"search={name}&models=ada/m")) == {f"{name}-a", f"{name}-b"}
    assert found(ada, "space", f"search={name}&models=ada/m&models=bob/m") == [f"{name}-a"]
    assert found(ada, "space", f"search={name}&datasets=ada/d") == [f"{name}-a"]
    assert set(found(ada, "space", f"search={name}&linked=true")) == {f"{name}-a", f"{name}-b"}
    [item] = ada.get(f"/api/spaces?search={name}-b&expand=models&expand=runtime").json()
    assert item["models"] == ["ada/m"]
    assert (item["runtime"]["stage"], item["runtime"]["hardware"]["current"]) == ("STOPPED", None)


def test_spaces_are_found_by_their_words(ada: Client, name: str) -> None:
    card(ada, f"{name}-a", "title: Paint a picture\nemoji: X\nshort_description: Draws with colours", "space")
    card(ada, f"{name}-b", "title: Count colours", "space")
    url = f"/api/spaces/semantic-search?q={name}+colours+paint"
    assert ada.get(url).json() == []
    first, second = ada.get(f"{url}&includeNonRunning=true").json()[:2]
    assert (first["id"], first["title"], first["semanticRelevancyScore"]) == (f"ada/{name}-a", "Paint a picture", 1)
    assert second["id"] == f"ada/{name}-b"
    assert ada.get(f"{url}&includeNonRunning=true&sdk=gradio").json() == []
    assert ada.get("/api/spaces/semantic-search").status_code == 400


def test_order(ada: Client, bob: Client, eve: Client, name: str) -> None:
    repos = [ada.new_repo(f"{name}-{number}") for number in range(3)]
    for client, repo in ((bob, repos[0]), (eve, repos[0]), (bob, repos[1])):
        assert client.post(f"/api/models/{repo}/like").status_code == 200
    names = [repo.partition("/")[2] for repo in repos]
    for sort in ("likes", "trendingScore"):
        assert found(ada, "model", f"search={name}&sort={sort}") == names
        assert found(ada, "model", f"search={name}&sort={sort}&direction=1") == names[::-1]
    assert found(ada, "model", f"search={name}&sort=createdAt&direction=-1") == names[::-1]
    ada.put_files(repos[1], {"x": "x"})
    assert found(ada, "model", f"search={name}")[0] == names[1]
    [first, *_] = ada.get(f"/api/models?search={name}&sort=likes&expand=likes&expand=trendingScore").json()
    assert (first["likes"], first["trendingScore"]) == (2, 2)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("sort=beauty", "lastModified"),
        ("gated=perhaps", "true or false"),
        ("num_parameters=many", "min:6B"),
        ("expand=bogus", "inferenceProviderMapping"),
        ("limit=many", "limit"),
        ("cursor=@@@", "cursor"),
    ],
)
def test_wrong_conditions_name_what_is_right(ada: Client, query: str, word: str) -> None:
    response = ada.get(f"/api/models?{query}")
    assert response.status_code == 400
    assert word in response.json()["error"]


def test_what_a_local_hub_cannot_know(ada: Client, repo: str) -> None:
    assert ada.get("/api/models?inference=warm").json() == []
    assert ada.get("/api/models?inference_provider=all").json() == []
    response = ada.get("/api/models?apps=vllm")
    assert response.status_code == 501
    assert "local Hub" in response.json()["error"]


def test_config_card_and_full(ada: Client, name: str) -> None:
    config = '{"model_type": "bert", "architectures": ["BertModel"], "hidden_size": 3}'
    card(ada, name, "license: mit", **{"config.json": config, "m.safetensors": "x"})
    query = f"/api/models?search={name}"
    [plain] = ada.get(query).json()
    assert {"config", "cardData", "siblings"}.isdisjoint(plain)
    assert plain["tags"] == ["license:mit", "safetensors"]
    [said] = ada.get(f"{query}&config=true&cardData=true").json()
    assert said["config"] == {"model_type": "bert", "architectures": ["BertModel"]}
    assert said["cardData"] == {"license": "mit"}
    [full] = ada.get(f"{query}&full=true").json()
    assert len(full["siblings"]) == 4
    tags = ada.get("/api/models-tags-by-type").json()
    assert {"id": "license:mit", "label": "mit", "type": "license"} in tags["license"]
    assert {"id": "safetensors", "label": "safetensors", "type": "library"} in tags["library"]


def test_a_changed_card_is_seen_at_once(ada: Client, name: str) -> None:
    repo = card(ada, name, "tags: [old]")
    assert found(ada, "model", f"search={name}&filter=old") == [name]
    ada.put_files(repo, {"README.md": "---\ntags: [new]\n---\n"})
    assert found(ada, "model", f"search={name}&filter=old") == []
    assert found(ada, "model", f"search={name}&filter=new") == [name]


def test_pages_keep_their_conditions(ada: Client, name: str) -> None:
    for number in range(5):
        card(ada, f"{name}-{number}", "tags: [x]")
    seen: list[str] = []
    url: str | None = f"/api/models?search={name}&filter=x&limit=2&sort=id&direction=1"
    while url:
        page = ada.get(url)
        seen += [item["id"][-1] for item in page.json()]
        url = page.links.get("next", {}).get("url")
    assert seen == ["0", "1", "2", "3", "4"]


def test_room_that_repositories_take(ada: Client, bob: Client, eve: Client, nobody: Client, name: str) -> None:
    small, large = ada.new_repo(f"{name}-s", organization="acme"), ada.new_repo(f"{name}-l", organization="acme")
    ada.put_object(large, b"x" * 900)
    ada.put_object(small, b"y" * 300)
    hidden = ada.new_repo(f"{name}-p", "dataset", organization="acme", private=True)
    url = "/api/organizations/ACME/settings/repositories"
    items = {item["id"]: item for item in ada.get(url).json()}
    assert (items[large]["storage"], items[large]["type"], items[large]["visibility"]) == (900, "model", "public")
    assert items[large]["storagePercent"] == pytest.approx(3 * items[small]["storagePercent"])
    assert items[hidden]["visibility"] == "private"
    assert bob.get(url).status_code == 200
    assert eve.get(url).status_code == 403
    assert ada.get("/api/organizations/none-such/settings/repositories").status_code == 404
    assert nobody.get("/api/settings/repositories").status_code == 401
    mine = ada.new_repo(f"{name}-own")
    assert mine in {item["id"] for item in ada.get("/api/settings/repositories?limit=1000").json()}
    page = ada.get("/api/settings/repositories?limit=1")
    assert len(page.json()) == 1


@pytest.mark.parametrize("repo_type", ["model", "dataset", "space", "kernel"])
def test_every_type_is_listed(ada: Client, nobody: Client, name: str, repo_type: str) -> None:
    ada.new_repo(name, repo_type)
    ada.new_repo(f"{name}-hidden", repo_type, private=True)
    assert found(nobody, repo_type, f"search={name}&author=ada") == [name]
    assert len(found(ada, repo_type, f"search={name}")) == 2
    [item] = nobody.get(f"/api/{repo_type}s?search={name}&expand=sha&expand=likes").json()
    assert set(item) == {"_id", "id", "sha", "likes"} | ({"modelId"} if repo_type == "model" else set())
    bad = nobody.get(f"/api/{repo_type}s?expand=beauty")
    assert bad.status_code == 400
    assert "lastModified" in bad.json()["error"]
