"""Spaces: what they are given, on what they would run, and what they can start from."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local_hub.conftest import Client, add


@pytest.fixture
def space(ada: Client, name: str) -> str:
    return ada.new_repo(name, "space", sdk="gradio")


def change(client: Client, space: str, part: str, body: Any = None, method: str = "POST") -> Any:
    response = client.request(method, f"/api/spaces/{space}/{part}", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def test_secrets_are_set_but_never_read(ada: Client, bob: Client, space: str) -> None:
    url = f"/api/spaces/{space}/secrets"
    assert ada.get(url).json() == {}
    change(ada, space, "secrets", {"key": "TOKEN", "value": "very-secret", "description": "D"})
    change(ada, space, "secrets", {"key": "TOKEN", "value": "even-more"})
    listed = ada.get(url)
    assert listed.json()["TOKEN"]["description"] == "D"
    assert listed.json()["TOKEN"]["updatedAt"]
    assert "more" not in listed.text
    assert "value" not in listed.json()["TOKEN"]
    assert bob.get(url).status_code == 403
    assert bob.post(url, json={"key": "A", "value": "b"}).status_code == 403
    assert change(ada, space, "secrets", {"key": "TOKEN"}, "DELETE") == {}
    assert ada.request("DELETE", url, json={"key": "TOKEN"}).status_code == 404


def test_variables(ada: Client, nobody: Client, space: str) -> None:
    change(ada, space, "variables", {"key": "B", "value": "2"})
    answer = change(ada, space, "variables", {"key": "A", "value": "1", "description": "first"})
    assert {key: item["value"] for key, item in answer.items()} == {"A": "1", "B": "2"}
    assert nobody.get(f"/api/spaces/{space}/variables").json() == answer
    assert list(change(ada, space, "variables", {"key": "A"}, "DELETE")) == ["B"]
    assert nobody.post(f"/api/spaces/{space}/variables", json={"key": "A", "value": "b"}).status_code == 401


@pytest.mark.parametrize("body", [{}, {"key": "A B", "value": "x"}, {"key": "1A", "value": "x"}, {"key": "A"}])
def test_wrong_settings(ada: Client, space: str, body: dict[str, str]) -> None:
    for kind in ("secrets", "variables"):
        assert ada.post(f"/api/spaces/{space}/{kind}", json=body).status_code == 400


def test_the_runtime_says_that_nothing_runs(ada: Client, nobody: Client, space: str) -> None:
    runtime = nobody.get(f"/api/spaces/{space}/runtime").json()
    assert (runtime["stage"], runtime["hardware"]) == ("STOPPED", {"current": None, "requested": None})
    assert "no machine" in runtime["errorMessage"]
    asked = change(ada, space, "hardware", {"flavor": "t4-small", "sleepTimeSeconds": 600})
    assert (asked["stage"], asked["hardware"]) == ("STOPPED", {"current": None, "requested": "t4-small"})
    assert asked["gcTimeout"] == 600
    assert change(ada, space, "sleeptime", {"seconds": -1})["gcTimeout"] == -1
    assert change(ada, space, "pause")["stage"] == "PAUSED"
    assert change(ada, space, "restart?factory=true")["stage"] == "STOPPED"
    assert change(ada, space, "dev-mode", {"enabled": True})["devMode"] is True
    assert ada.get(f"/api/spaces/{space}").json()["runtime"]["hardware"]["requested"] == "t4-small"
    [line] = [line for line in ada.get(f"/api/spaces/{space}/logs/run").text.splitlines() if line]
    assert "no machine" in json.loads(line.removeprefix("data: "))["data"]


def test_requests_that_are_refused(ada: Client, bob: Client, space: str, name: str) -> None:
    for part, body in (
        ("hardware", {"flavor": "abacus"}),
        ("sleeptime", {"seconds": 0}),
        ("sleeptime", {"seconds": "1"}),
        ("dev-mode", {}),
    ):
        assert ada.post(f"/api/spaces/{space}/{part}", json=body).status_code == 400
        assert bob.post(f"/api/spaces/{space}/{part}", json=body).status_code == 403
    static = ada.new_repo(f"{name}-static", "space")
    assert ada.post(f"/api/spaces/{static}/pause").status_code == 400
    model = ada.new_repo(name)
    assert ada.get(f"/api/models/{model}/runtime").status_code == 404
    assert ada.get(f"/api/spaces/{space}/logs/other").status_code == 404


def test_volumes(ada: Client, bob: Client, space: str, name: str) -> None:
    model = ada.new_repo(name)
    hidden = bob.new_repo(name, "dataset", private=True)
    volume = {"type": "model", "source": model, "mountPath": "/models/m", "revision": "main", "readOnly": True}
    assert change(ada, space, "volumes", {"volumes": [volume]}, "PUT")["volumes"] == [volume]
    bad: list[tuple[dict[str, Any], int]] = [
        ({"type": "dataset", "source": hidden, "mountPath": "/d"}, 404),
        ({"type": "planet", "source": model, "mountPath": "/d"}, 400),
        ({"type": "model", "source": model, "mountPath": "d"}, 400),
        ({"type": "model", "source": model, "mountPath": "/a/../.."}, 400),
        ({"type": "model", "source": model, "mountPath": "/a", "path": "../x"}, 400),
        ({"type": "model", "source": model, "mountPath": "/a", "readOnly": "yes"}, 400),
        ({"type": "bucket", "source": "x", "mountPath": "/a"}, 400),
    ]
    for item, status in bad:
        assert ada.put(f"/api/spaces/{space}/volumes", json={"volumes": [item]}).status_code == status, item
    assert ada.put(f"/api/spaces/{space}/volumes", json={"volumes": [volume, volume]}).status_code == 400
    assert ada.get(f"/api/spaces/{space}/runtime").json()["volumes"] == [volume]
    assert "volumes" not in change(ada, space, "volumes", method="DELETE")


def test_create_with_everything(ada: Client, bob: Client, name: str) -> None:
    space = ada.new_repo(
        name,
        "space",
        sdk="docker",
        hardware="cpu-upgrade",
        sleepTimeSeconds=300,
        secrets=[{"key": "S", "value": "hidden"}],
        variables=[{"key": "V", "value": "1"}],
    )
    runtime = ada.get(f"/api/spaces/{space}/runtime").json()
    assert (runtime["hardware"]["requested"], runtime["gcTimeout"]) == ("cpu-upgrade", 300)
    assert list(ada.get(f"/api/spaces/{space}/secrets").json()) == ["S"]
    # A copy begins anew, with what is asked for it.
    body = {"repository": f"bob/{name}", "variables": [{"key": "W", "value": "2"}]}
    bob.post(f"/api/spaces/{space}/duplicate", json=body)
    copy = f"/api/spaces/bob/{name}"
    assert bob.get(f"{copy}/secrets").json() == {}
    assert list(bob.get(f"{copy}/variables").json()) == ["W"]
    assert bob.get(f"{copy}/runtime").json()["hardware"]["requested"] is None
    wrong = {"name": f"{name}-x", "type": "space", "sdk": "docker", "hardware": "abacus"}
    assert ada.post("/api/repos/create", json=wrong).status_code == 400
    assert ada.get(f"/api/spaces/ada/{name}-x").status_code == 404


def test_templates(ada: Client, bob: Client, nobody: Client, space: str, name: str) -> None:
    card = f"---\ntitle: Chat {name}\ntags: [template]\npreferred_private: true\n---\n"
    ada.commit(space, add("README.md", card), add("app.py", "print()"), repo_type="space")
    templates = nobody.get("/api/spaces/templates").json()["templates"]
    assert {"name": f"Chat {name}", "repoId": space, "sdk": "gradio", "preferredPrivate": True} in templates
    body = {"name": f"{name}-mine", "type": "space", "sdk": "gradio", "template": space}
    made = bob.post("/api/repos/create", json=body).json()["name"]
    assert "app.py" in bob.files(made, repo_type="space")
    for wrong, status in (({"template": "ada/none"}, 404), ({"sdk": "docker"}, 400)):
        answer = bob.post("/api/repos/create", json={**body, "name": f"{name}-other", **wrong})
        assert answer.status_code == status


def test_what_there_is_to_run_on(ada: Client, nobody: Client) -> None:
    assert ada.get("/api/spaces/hardware").json() == []
    assert ada.get("/api/spaces/zero-gpu/quota").json() == {"base": 0, "current": 0}
    assert nobody.get("/api/spaces/zero-gpu/quota").status_code == 401


def test_settings_end_with_the_space(ada: Client, space: str) -> None:
    change(ada, space, "variables", {"key": "A", "value": "1"})
    ada.request("DELETE", "/api/repos/delete", json={"name": space, "type": "space"})
    ada.new_repo(space.partition("/")[2], "space")
    assert ada.get(f"/api/spaces/{space}/variables").json() == {}
