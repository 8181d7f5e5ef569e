"""A hub with several users and small limits, and clients that speak plain HTTP to it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Generator
from http.client import HTTPConnection, HTTPMessage
from typing import Any

import httpx
import pytest

from huggingface_hub.local_hub import LocalHub


PART = 100_000
THRESHOLD = 50_000
USERS = {
    "users": {
        "ada": {"fullname": "Ada L", "email": "ada@example.org", "tokens": ["hf_ada"]},
        "bob": {
            "tokens": ["hf_bob"],
            "token": [
                {"value": "hf_bob_read", "name": "reader", "role": "read"},
                {"value": "hf_bob_old", "name": "old", "expires": "2020-01-01T00:00:00Z"},
                {
                    "value": "hf_bob_fine",
                    "name": "fine",
                    "role": "fineGrained",
                    "scopes": [
                        {"entity": {"type": "model", "name": "bob/allowed"}, "permissions": ["repo.write"]},
                        {"entity": {"type": "user", "name": "bob"}, "permissions": ["repo.content.read"]},
                    ],
                },
            ],
        },
        "eve": {"tokens": ["hf_eve"]},
    },
    "orgs": {
        "acme": {"fullname": "Acme", "members": {"ada": "admin", "bob": "read"}},
        "secret": {"private_by_default": True, "members": {"ada": "write", "bob": "contributor"}},
    },
}


class Client(httpx.Client):
    """An HTTP client of one user, with the exchanges that most tests begin with."""

    def __init__(self, url: str, token: str | None) -> None:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        super().__init__(base_url=url, headers=headers, timeout=15)
        self.token = token
        self.url = url

    def raw(self, path: str) -> tuple[int, HTTPMessage]:
        """GET of a path as it is written, which httpx would put into order first."""
        connection = HTTPConnection(self.base_url.host, self.base_url.port, timeout=15)
        try:
            connection.request("GET", path, headers={"authorization": f"Bearer {self.token}"})
            response = connection.getresponse()
            response.read()
            return response.status, response.headers
        finally:
            connection.close()

    def new_repo(self, name: str, repo_type: str = "model", **options: Any) -> str:
        body = {"name": name, "type": repo_type, **({"sdk": "static"} if repo_type == "space" else {}), **options}
        response = self.post("/api/repos/create", json=body)
        assert response.status_code == 200, response.text
        return str(response.json()["name"])

    def commit(
        self,
        repo: str,
        *operations: dict[str, Any],
        rev: str = "main",
        summary: str = "Change",
        parent: str | None = None,
        description: str = "",
        query: str = "",
        repo_type: str = "model",
    ) -> httpx.Response:
        header: dict[str, Any] = {"summary": summary, "description": description}
        if parent is not None:
            header["parentCommit"] = parent
        lines = [{"key": "header", "value": header}, *operations]
        body = "".join(json.dumps(line) + "\n" for line in lines)
        headers = {"content-type": "application/x-ndjson"}
        return self.post(f"/api/{repo_type}s/{repo}/commit/{rev}{query}", content=body, headers=headers)

    def put_files(self, repo: str, files: dict[str, bytes | str], **options: Any) -> str:
        """Commit regular files; returns the commit."""
        response = self.commit(repo, *(add(path, content) for path, content in files.items()), **options)
        assert response.status_code == 200, response.text
        return str(response.json()["commitOid"])

    def put_object(self, repo: str, data: bytes, prefix: str = "") -> str:
        """Upload an LFS object in one piece; returns its hash."""
        sha256 = hashlib.sha256(data).hexdigest()
        [answer] = self.batch(repo, "upload", [(sha256, len(data))], prefix=prefix)["objects"]
        if "actions" in answer:
            assert httpx.put(answer["actions"]["upload"]["href"], content=data).status_code == 200
        return sha256

    def batch(
        self,
        repo: str,
        operation: str,
        objects: list[tuple[str, int]],
        *,
        transfers: tuple[str, ...] = ("basic",),
        ref: str | None = "main",
        prefix: str = "",
    ) -> dict[str, Any]:
        body: dict[str, Any] = {
            "operation": operation,
            "transfers": list(transfers),
            "hash_algo": "sha256",
            "objects": [{"oid": oid, "size": size} for oid, size in objects],
        }
        if ref is not None:
            body["ref"] = {"name": ref}
        response = self.post(f"/{prefix}{repo}.git/info/lfs/objects/batch", json=body)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def files(self, repo: str, rev: str = "main", repo_type: str = "model") -> list[str]:
        response = self.get(f"/api/{repo_type}s/{repo}/tree/{rev}?recursive=true")
        assert response.status_code == 200, response.text
        return [item["path"] for item in response.json() if item["type"] == "file"]


def add(path: str, content: bytes | str, encoding: str = "base64") -> dict[str, Any]:
    data = content.encode() if isinstance(content, str) else content
    text = base64.b64encode(data).decode() if encoding == "base64" else data.decode()
    return {"key": "file", "value": {"path": path, "content": text, "encoding": encoding}}


def lfs(path: str, sha256: str, size: int | None = None) -> dict[str, Any]:
    value: dict[str, Any] = {"path": path, "algo": "sha256", "oid": sha256}
    return {"key": "lfsFile", "value": value if size is None else {**value, "size": size}}


def delete(path: str) -> dict[str, Any]:
    return {"key": "deletedFolder" if path.endswith("/") else "deletedFile", "value": {"path": path}}


@pytest.fixture(scope="session")
def hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    """One hub for all tests of this folder; each test makes repositories of its own."""
    return local_hub_factory(
        users=USERS, lfs_threshold=THRESHOLD, multipart_threshold=2 * PART, part_size=PART, url_lifetime=600
    )


@pytest.fixture(scope="session")
def clients(hub: LocalHub) -> Generator[Callable[[str | None], Client], None, None]:
    """Clients by token; the same token gives the same client."""
    made: dict[str | None, Client] = {}

    def client(token: str | None) -> Client:
        if token not in made:
            made[token] = Client(hub.url, token)
        return made[token]

    yield client
    for item in made.values():
        item.close()


@pytest.fixture
def ada(clients: Callable[[str | None], Client]) -> Client:
    return clients("hf_ada")


@pytest.fixture
def bob(clients: Callable[[str | None], Client]) -> Client:
    return clients("hf_bob")


@pytest.fixture
def eve(clients: Callable[[str | None], Client]) -> Client:
    return clients("hf_eve")


@pytest.fixture
def nobody(clients: Callable[[str | None], Client]) -> Client:
    return clients(None)


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A repository name that no other test uses."""
    digest = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:10]
    return f"repo-{digest}"


@pytest.fixture
def repo(ada: Client, name: str) -> str:
    """A public model of Ada's."""
    return ada.new_repo(name)


# Xet


@pytest.fixture(scope="session")
def xet_hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    return local_hub_factory(users=USERS, lfs_threshold=THRESHOLD, xet=True)


@pytest.fixture(scope="session")
def owner(xet_hub: LocalHub) -> Generator[Client, None, None]:
    with Client(xet_hub.url, "hf_ada") as client:
        yield client


@pytest.fixture(scope="session")
def stranger(xet_hub: LocalHub) -> Generator[Client, None, None]:
    with Client(xet_hub.url, "hf_eve") as client:
        yield client


@pytest.fixture
def mine(owner: Client, name: str) -> str:
    return owner.new_repo(name)
