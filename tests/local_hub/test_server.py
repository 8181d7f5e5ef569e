"""Starting, stopping, seeding and importing; what stands on every answer."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from huggingface_hub.errors import HFValidationError
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.local_hub.commands import import_folder
from tests.local_hub.conftest import Client


def test_a_temporary_hub_leaves_nothing() -> None:
    with LocalHub() as hub:
        root, url = hub.root, hub.url
        assert url.startswith("http://127.0.0.1:")
        assert httpx.get(url).status_code == 200
    assert not root.exists()
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    with pytest.raises(RuntimeError, match="not running"):
        _ = hub.url


async def test_async_with(tmp_path: Path) -> None:
    async with LocalHub(tmp_path) as hub, httpx.AsyncClient(base_url=hub.url) as client:
        answers = await asyncio.gather(*(client.get("/api/models") for _ in range(10)))
        assert {answer.status_code for answer in answers} == {200}


def test_two_hubs_at_once_and_one_twice(tmp_path: Path) -> None:
    with LocalHub(tmp_path / "a") as one, LocalHub(tmp_path / "b") as two:
        assert one.url != two.url
        assert one.token != two.token
        with pytest.raises(RuntimeError, match="already running"):
            one.start()
    with one:
        assert httpx.get(one.url).status_code == 200


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"Cannot listen on 127.0.0.1 port {port}"):
            LocalHub(tmp_path, port=port).start()


def test_one_server_for_one_folder(tmp_path: Path) -> None:
    with LocalHub(tmp_path):
        with pytest.raises(RuntimeError, match="Another local Hub serves"):
            LocalHub(tmp_path).start()
    with LocalHub(tmp_path):
        pass


def test_the_chosen_port(tmp_path: Path) -> None:
    with LocalHub(tmp_path) as hub:
        port = int(hub.url.rpartition(":")[2])
    with LocalHub(tmp_path, port=port) as hub:
        assert hub.url == f"http://127.0.0.1:{port}"


def folder_with(tmp_path: Path, files: dict[str, bytes]) -> Path:
    folder = tmp_path / "folder"
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


FILES = {
    "config.json": b"{}",
    "sub/w.safetensors": os.urandom(1000),
    "README.md": b"hi",
    ".git/config": b"no",
    ".cache/huggingface/x": b"no",
}


def test_import_beside_a_running_server(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, FILES)
    with LocalHub(tmp_path / "root") as hub:
        assert import_folder(folder, "lab/model", root=tmp_path / "root") == "lab/model"
        files = [item["rfilename"] for item in httpx.get(f"{hub.url}/api/models/lab/model").json()["siblings"]]
        assert files == [".gitattributes", "README.md", "config.json", "sub/w.safetensors"]
        answer = httpx.get(f"{hub.url}/lab/model/resolve/main/sub/w.safetensors", follow_redirects=True)
        assert answer.content == FILES["sub/w.safetensors"]
        with Client(hub.url, hub.token) as client:
            # The namespace became an organisation that the default user may write to.
            client.put_files("lab/model", {"more.txt": "x"})
            # Importing the same again changes nothing, importing a change makes one commit.
            before = client.get("/api/models/lab/model/commits/main").headers["x-total-count"]
            import_folder(folder, "lab/model", root=tmp_path / "root")
            assert client.get("/api/models/lab/model/commits/main").headers["x-total-count"] == before
            (folder / "README.md").write_text("changed")
            import_folder(folder, "lab/model", root=tmp_path / "root")
            assert client.get("/lab/model/resolve/main/README.md").text == "changed"
            assert client.get("/lab/model/resolve/main/more.txt").text == "x"


def test_imports_of_other_types(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {"x.txt": b"x"})
    for repo_type in ("dataset", "space", "kernel"):
        assert import_folder(folder, "mine", repo_type, root=tmp_path / "root", private=True) == "local/mine"
    with LocalHub(tmp_path / "root") as hub, Client(hub.url, hub.token) as client:
        assert client.get("/api/spaces/local/mine").json()["private"] is True


def test_bad_imports(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        import_folder(tmp_path / "none", "a/b", root=tmp_path / "root")
    for repo_id, repo_type in (("a/b/c", "model"), ("a/..", "model"), ("a/b", "bogus")):
        with pytest.raises(HFValidationError):
            import_folder(tmp_path, repo_id, repo_type, root=tmp_path / "root")


def test_seed(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {"x.txt": b"x"})
    with LocalHub(tmp_path / "root") as hub:
        repo = hub.seed("someone/data", folder, "dataset")
        assert repo.full_id == "someone/data"
        assert httpx.get(f"{hub.url}/datasets/someone/data/resolve/main/x.txt").text == "x"


def test_request_ids(nobody: Client) -> None:
    assert len(nobody.get("/api/models").headers["x-request-id"]) == 36
    assert nobody.get("/api/models", headers={"x-amzn-trace-id": "trace-1"}).headers["x-request-id"] == "trace-1"
    both = {"x-request-id": "mine", "x-amzn-trace-id": "trace-1"}
    assert nobody.get("/api/none", headers=both).headers["x-request-id"] == "mine"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/none", 404),
        ("GET", "/nothing/here/at/all", 404),
        ("PATCH", "/api/models", 405),
        ("GET", "/api/whoami-v2", 401),
        ("GET", "/api/jobs/ada", 501),
        ("POST", "/api/scheduled-jobs/ada", 501),
        ("GET", "/v2/endpoint/ada", 501),
    ],
)
def test_errors_are_json_with_a_length(nobody: Client, method: str, path: str, status: int) -> None:
    response = nobody.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("application/json")
    assert int(response.headers["content-length"]) == len(response.content)
    assert response.headers["x-error-message"]
    assert response.json()["error"]


def test_small_things(nobody: Client) -> None:
    assert nobody.get("/api/agent-harnesses").json() == {"standardEnvVars": [], "harnesses": {}}
    assert nobody.head("/api/telemetry/some/topic").status_code == 200
    assert "local Hub" in nobody.get("/").text


def test_bodies_have_a_limit(ada: Client, hub: LocalHub) -> None:
    body = b"[" + b" " * hub.state.config.max_body + b"]"
    assert ada.post("/api/repos/create", content=body).status_code == 413


@pytest.mark.parametrize(
    ("text", "errors", "warnings"),
    [
        ("---\ntags: [a]\nlicense: mit\n---\nhi", 0, 0),
        ("no metadata", 0, 1),
        ("---\n---\n", 0, 1),
        ("---\ntags: [a\n---\n", 1, 0),
        ("---\n- a\n---\n", 1, 0),
        ("---\ntags: {a: b}\nmodel-index: x\npipeline_tag: [1]\n---\n", 3, 0),
        ("", 0, 1),
    ],
)
def test_validate_yaml(nobody: Client, text: str, errors: int, warnings: int) -> None:
    response = nobody.post(
        "/api/validate-yaml", json={"content": text, "repoType": "model"}, headers={"accept": "text/plain"}
    )
    answer = response.json()
    assert (len(answer["errors"]), len(answer["warnings"])) == (errors, warnings)
    assert response.status_code == (400 if errors else 200)


def test_the_plugin_does_not_import_the_server() -> None:
    code = "import huggingface_hub.local_hub.pytest_plugin, sys; print([m for m in ('starlette', 'uvicorn', 'dulwich') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=15)
    assert done.stdout.strip() == "[]"


def test_the_plugins_fixture(local_hub: LocalHub) -> None:
    repo = local_hub.new_repo(files={"a/b.txt": "x"}, private=True)
    headers = {"authorization": f"Bearer {local_hub.token}"}
    assert httpx.get(f"{local_hub.url}/{repo}/resolve/main/a/b.txt", headers=headers).text == "x"
    assert httpx.get(f"{local_hub.url}/{repo}/resolve/main/a/b.txt").status_code == 401
