"""`hf webhooks`: against a Hub on this machine, and against recorded exchanges for what has to do with jobs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import respx

from .conftest import Finished


Run = Callable[..., Finished]
HOOKS = "https://huggingface.co/api/settings/webhooks"
HOOK = {
    "id": "h1",
    "url": "https://example.com/hook",
    "watched": [{"type": "model", "name": "user/name"}],
    "domains": ["repo"],
    "secret": "s3cret",
    "disabled": False,
}


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def test_the_life_of_a_webhook(on_hub: Run, local_hub: Any) -> None:
    pytest.importorskip("starlette")
    repo = str(local_hub.new_repo())
    args = ("--watch", f"model:{repo}", "--url", "http://127.0.0.1:9/hook", "--secret", "s3cret")
    made = json.loads(on_hub("webhooks", "create", *args, "--json").out)
    assert made["id"] in on_hub("webhooks", "ls", "-q").out.split()
    assert on_hub("webhooks", "update", made["id"], "--domain", "repo").code == 0
    assert on_hub("webhooks", "disable", made["id"]).code == 0
    info = json.loads(on_hub("webhooks", "info", made["id"], "--json").out)
    assert (info["domains"], info["disabled"]) == (["repo"], True)
    assert info["watched"] == [{"type": "model", "name": repo}]
    assert on_hub("webhooks", "enable", made["id"]).code == 0
    assert on_hub("webhooks", "delete", made["id"], "--yes").code == 0
    gone = on_hub("webhooks", "info", made["id"])
    assert (gone.code, gone.out) == (1, "")


@respx.mock
def test_webhooks_are_shown_without_their_secrets(on_exchanges: Run) -> None:
    respx.get(HOOKS).respond(json=[HOOK])
    respx.get(f"{HOOKS}/h1").respond(json={"webhook": HOOK})
    listed = on_exchanges("webhooks", "ls")
    assert listed.out.splitlines()[1].split("\t")[:3] == ["h1", "https://example.com/hook", "False"]
    assert "model:user/name" in listed.out
    for args in (("ls", "--json"), ("info", "h1"), ("info", "h1", "--json")):
        ended = on_exchanges("webhooks", *args)
        assert ended.code == 0
        assert "h1" in ended.out
        assert "s3cret" not in ended.out
    assert on_exchanges("webhooks", "ls", "-q").out == "h1\n"


@respx.mock
def test_a_webhook_is_created(on_exchanges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "value")
    route = respx.post(HOOKS).respond(json={"webhook": HOOK})
    args = ("--watch", "model:user/name", "--watch", "org:them", "--job-id", "j", "--domain", "repo", "-s", "KEY")
    ended = on_exchanges("webhooks", "create", *args, "--json")
    assert json.loads(ended.out) == {"id": "h1", "url": "https://example.com/hook"}
    assert body(route) == {
        "watched": [{"type": "model", "name": "user/name"}, {"type": "org", "name": "them"}],
        "domains": ["repo"],
        "jobSourceId": "j",
        "secrets": {"KEY": "value"},
    }


@respx.mock
def test_what_is_not_given_stays(on_exchanges: Run) -> None:
    respx.get(f"{HOOKS}/h1").respond(json={"webhook": HOOK})
    route = respx.post(f"{HOOKS}/h1").respond(json={"webhook": HOOK})
    assert on_exchanges("webhooks", "update", "h1", "--url", "https://example.com/new").code == 0
    assert body(route)["watched"] == HOOK["watched"]
    assert body(route)["url"] == "https://example.com/new"


@respx.mock
@pytest.mark.parametrize("word", ["enable", "disable"])
def test_switching(on_exchanges: Run, word: str) -> None:
    route = respx.post(f"{HOOKS}/h1/{word}").respond(json={"webhook": HOOK})
    assert on_exchanges("webhooks", word, "h1", "-q").out == "h1\n"
    assert route.called


@respx.mock
def test_deleting_asks(on_exchanges: Run) -> None:
    route = respx.delete(f"{HOOKS}/h1").respond(json={})
    assert on_exchanges("webhooks", "delete", "h1", "--json").code == 1
    assert not route.called
    assert on_exchanges("webhooks", "delete", "h1", "-y").code == 0
    assert route.called


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("create", "--url", "https://x.y"), 2, "Missing option '--watch'"),
        (("create", "--watch", "user/name", "--url", "https://x.y"), 1, "Write TYPE:NAME"),
        (("create", "--watch", "model:a/b"), 1, "Invalid value."),
        (("create", "--watch", "model:a/b", "--domain", "all"), 2, "'all' is not one of"),
    ],
)
def test_bad_input(on_exchanges: Run, args: tuple[str, ...], code: int, message: str) -> None:
    ended = on_exchanges("webhooks", *args)
    assert (ended.code, ended.out) == (code, "")
    assert message in ended.err
