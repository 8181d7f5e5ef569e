"""Webhooks: their records, and events that really arrive somewhere."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub.local_hub import LocalHub
from tests.local_hub.conftest import USERS, Client, add


@dataclass
class Receiver:
    """Somewhere to send events to; answers what `answers` says, else 200."""

    server: ThreadingHTTPServer
    events: queue.Queue[dict[str, Any]] = field(default_factory=queue.Queue)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook"

    def next(self) -> dict[str, Any]:
        return self.events.get(timeout=10)

    def kinds(self, number: int) -> list[tuple[str, str]]:
        events = [self.next()["event"] for _ in range(number)]
        return [(event["scope"], event["action"]) for event in events]


@pytest.fixture
def receiver() -> Generator[Receiver, None, None]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = made.answers.pop(0) if made.answers else 200
            made.secrets.append(self.headers["x-webhook-secret"])
            made.events.put(json.loads(body))
            self.send_response(status)
            if status == 302:
                self.send_header("location", "/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    made = Receiver(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def quick(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    """A hub that repeats failed deliveries at once."""
    return local_hub_factory(users=USERS, webhook_pause=0.01)


def watch(client: Client, url: str, *names: str, **options: Any) -> str:
    kinds = {1: "user", 2: "model"}
    watched = [{"type": kinds[len(name.split("/"))], "name": name} for name in names]
    response = client.post("/api/settings/webhooks", json={"watched": watched, "url": url, **options})
    assert response.status_code == 200, response.text
    return str(response.json()["webhook"]["id"])


def outcomes(client: Client, webhook_id: str) -> list[tuple[str, int]]:
    rows = client.get(f"/api/settings/webhooks/{webhook_id}/deliveries").json()
    return [(row["state"], row["attempts"]) for row in rows]


def settled(client: Client, webhook_id: str) -> list[tuple[str, int]]:
    """What became of the deliveries, when none is on its way any more."""
    while any(state == "waiting" for state, _ in outcomes(client, webhook_id)):
        pass
    return outcomes(client, webhook_id)


def test_records(ada: Client, bob: Client, nobody: Client) -> None:
    root = "/api/settings/webhooks"
    first = watch(ada, "http://localhost:1/x", "ada", "ada/m", secret="s3", domains=["repo"])
    shown = ada.get(f"{root}/{first}").json()["webhook"]
    assert shown == {
        "id": first,
        "url": "http://localhost:1/x",
        "watched": [{"type": "user", "name": "ada"}, {"type": "model", "name": "ada/m"}],
        "domains": ["repo"],
        "secret": "s3",
        "disabled": False,
    }
    assert shown in ada.get(root).json()
    assert bob.get(root).json() == []
    assert bob.get(f"{root}/{first}").status_code == 404
    assert nobody.get(root).status_code == 401
    changed = ada.post(f"{root}/{first}", json={"domains": ["discussion"], "url": "http://127.0.0.1:1"}).json()
    assert changed["webhook"]["watched"] == []
    assert (changed["webhook"]["domains"], changed["webhook"]["secret"]) == (["discussion"], "s3")
    assert ada.post(f"{root}/{first}/disable").json()["webhook"]["disabled"] is True
    assert ada.post(f"{root}/{first}/enable").json()["webhook"]["disabled"] is False
    assert bob.request("DELETE", f"{root}/{first}").status_code == 404
    assert ada.request("DELETE", f"{root}/{first}").status_code == 200
    assert ada.get(f"{root}/{first}").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ({"watched": []}, 400, "url"),
        ({"url": "ftp://localhost/x"}, 400, "http"),
        ({"url": "http://example.org/x"}, 400, "example.org"),
        ({"url": "http://127.0.0.1.example.org/x"}, 400, "this machine"),
        ({"url": "http://169.254.169.254/"}, 400, "this machine"),
        ({"url": "http://ada:pw@localhost/x"}, 400, "plain"),
        ({"url": "http://localhost:x/"}, 400, "http"),
        ({"url": "http://localhost/", "watched": [{"type": "planet", "name": "mars"}]}, 400, "model"),
        ({"url": "http://localhost/", "domains": ["weather"]}, 400, "discussion"),
        ({"url": "http://localhost/", "secret": "a\nb"}, 400, "ASCII"),
        ({"jobSourceId": "j"}, 501, "Jobs"),
    ],
)
def test_wrong_webhooks(ada: Client, body: dict[str, Any], status: int, word: str) -> None:
    response = ada.post("/api/settings/webhooks", json=body)
    assert response.status_code == status
    assert word in response.json()["error"]


def test_tokens_that_may_not(clients: Callable[[str | None], Client]) -> None:
    body = {"url": "http://localhost/x"}
    assert clients("hf_bob_read").post("/api/settings/webhooks", json=body).status_code == 403
    assert clients("hf_bob_fine").post("/api/settings/webhooks", json=body).status_code == 403
    assert clients("hf_bob_fine").get("/api/settings/webhooks").status_code == 403


def test_events_of_a_repository(ada: Client, receiver: Receiver, name: str) -> None:
    hook = watch(ada, receiver.url, f"ada/{name}", f"ada/{name}-new", secret="s3cret")
    repo = ada.new_repo(name)
    created = receiver.next()
    assert created["event"] == {"action": "create", "scope": "repo"}
    assert (created["repo"]["name"], created["repo"]["type"], created["repo"]["private"]) == (repo, "model", False)
    assert created["webhook"] == {"id": hook, "version": 3}
    assert ada.get(created["repo"]["url"]["api"]).json()["_id"] == created["repo"]["id"]
    before = ada.get(f"/api/models/{repo}").json()["sha"]
    after = ada.put_files(repo, {"README.md": "---\ntags: [x]\n---\n"})
    content = receiver.next()
    assert content["event"] == {"action": "update", "scope": "repo.content"}
    assert content["updatedRefs"] == [{"ref": "refs/heads/main", "oldSha": before, "newSha": after}]
    assert (content["repo"]["headSha"], content["repo"]["tags"]) == (after, ["x"])
    ada.post(f"/api/models/{repo}/branch/b", json={})
    assert receiver.next()["updatedRefs"] == [{"ref": "refs/heads/b", "newSha": after}]
    ada.delete(f"/api/models/{repo}/branch/b")
    assert receiver.next()["updatedRefs"] == [{"ref": "refs/heads/b", "oldSha": after}]
    ada.put(f"/api/models/{repo}/settings", json={"gated": "auto"})
    assert receiver.kinds(1) == [("repo.config", "update")]
    ada.post("/api/repos/move", json={"fromRepo": repo, "toRepo": f"{repo}-new"})
    moved = receiver.next()
    assert moved["event"] == {"action": "move", "scope": "repo"}
    assert moved["movedTo"]["name"] == f"{repo}-new"
    ada.request("DELETE", "/api/repos/delete", json={"name": f"{name}-new"})
    deleted = receiver.next()
    assert (deleted["event"]["action"], deleted["repo"]["name"]) == ("delete", f"{repo}-new")
    assert set(receiver.secrets) == {"s3cret"}
    assert set(settled(ada, hook)) == {("done", 1)}


def test_events_of_discussions(ada: Client, receiver: Receiver, repo: str) -> None:
    watch(ada, receiver.url, repo, domains=["discussion"])
    url = f"/api/models/{repo}/discussions"
    ada.post(url, json={"title": "Hello", "description": "First words", "pullRequest": False})
    opened = receiver.next()
    assert opened["event"] == {"action": "create", "scope": "discussion"}
    assert (opened["discussion"]["num"], opened["discussion"]["isPullRequest"]) == (1, False)
    assert opened["comment"]["content"] == "First words"
    said = ada.post(f"{url}/1/comment", json={"comment": "More"}).json()["newMessage"]
    assert receiver.next()["comment"]["id"] == said["id"]
    ada.post(f"{url}/1/comment/{said['id']}/edit", json={"content": "Less"})
    assert receiver.next()["comment"]["content"] == "Less"
    ada.post(f"{url}/1/comment/{said['id']}/hide")
    hidden = receiver.next()["comment"]
    assert hidden["hidden"] is True
    assert "content" not in hidden
    ada.post(f"{url}/1/title", json={"title": "Goodbye"})
    assert receiver.next()["discussion"]["title"] == "Goodbye"
    ada.commit(repo, add("x", "x"), summary="Change it", query="?create_pr=1")
    pull = receiver.next()["discussion"]
    assert (pull["isPullRequest"], pull["changes"]) == (True, {"base": "refs/heads/main"})
    ada.post(f"{url}/2/merge")
    assert receiver.next()["discussion"]["changes"]["mergeCommitId"]


def test_nobody_hears_of_what_they_may_not_see(ada: Client, bob: Client, receiver: Receiver, name: str) -> None:
    hook = watch(bob, receiver.url, "ada", domains=["repo"])
    ada.new_repo(f"{name}-hidden", private=True)
    ada.new_repo(f"{name}-open")
    assert receiver.next()["repo"]["name"] == f"ada/{name}-open"
    assert bob.request("DELETE", f"/api/settings/webhooks/{hook}").status_code == 200


def test_a_disabled_webhook_hears_nothing(ada: Client, receiver: Receiver, name: str) -> None:
    hook = watch(ada, receiver.url, "ada")
    ada.post(f"/api/settings/webhooks/{hook}/disable")
    ada.new_repo(name)
    ada.post(f"/api/settings/webhooks/{hook}/enable")
    ada.new_repo(f"{name}-2")
    assert receiver.next()["repo"]["name"] == f"ada/{name}-2"
    assert ada.request("DELETE", f"/api/settings/webhooks/{hook}").status_code == 200


def test_failed_deliveries_are_repeated_in_order(quick: LocalHub, receiver: Receiver) -> None:
    with Client(quick.url, "hf_ada") as ada:
        receiver.answers += [500, 302, 404]
        hook = watch(ada, receiver.url, "ada")
        ada.new_repo("one")
        ada.new_repo("two")
        assert [receiver.next()["repo"]["name"] for _ in range(5)] == ["ada/one"] * 4 + ["ada/two"]
        assert settled(ada, hook) == [("done", 1), ("done", 4)]


def test_deliveries_are_given_up(quick: LocalHub, receiver: Receiver) -> None:
    with Client(quick.url, "hf_ada") as ada:
        receiver.answers += [500] * 8
        hook = watch(ada, receiver.url, "ada")
        ada.new_repo("three")
        assert settled(ada, hook) == [("failed", 8)]
        receiver.answers += [410]
        ada.new_repo("four")
        assert settled(ada, hook)[0] == ("failed", 1)
        ada.request("DELETE", f"/api/settings/webhooks/{hook}")


def test_events_wait_for_a_receiver_and_survive_a_restart(tmp_path: Path, receiver: Receiver) -> None:
    with LocalHub(tmp_path, users=USERS, webhook_pause=0.01) as hub, Client(hub.url, "hf_ada") as ada:
        hook = watch(ada, receiver.url, "ada")
    # Stopped; something happens meanwhile, as with an import beside the server.
    from huggingface_hub.local_hub.config import HubConfig
    from huggingface_hub.local_hub.importer import import_into
    from huggingface_hub.local_hub.state.store import HubState

    state = HubState(tmp_path, HubConfig())
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "x.txt").write_text("x")
    import_into(state, tmp_path / "folder", "ada/imported", "model")
    state.close()
    with LocalHub(tmp_path, users=USERS) as hub, Client(hub.url, "hf_ada") as ada:
        event = receiver.next()
        assert (event["repo"]["name"], event["repo"]["url"]["web"]) == ("ada/imported", f"{hub.url}/ada/imported")
        assert settled(ada, hook) == [("done", 1)]
