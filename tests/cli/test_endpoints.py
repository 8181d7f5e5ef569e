"""`hf endpoints`, against recorded exchanges."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import respx

from .conftest import Finished


Run = Callable[..., Finished]
SERVICE = "https://api.endpoints.huggingface.cloud/v2"
CATALOG = "https://endpoints.huggingface.co/api/v1/catalog"
MOMENT = "2023-10-26T12:41:53.263Z"
RAW: dict[str, Any] = {
    "name": "ep",
    "type": "authenticated",
    "model": {"repository": "user/model", "framework": "pytorch", "revision": "abc", "task": "text-generation"},
    "status": {"state": "running", "url": "https://ep.example", "createdAt": MOMENT, "updatedAt": MOMENT},
    "healthRoute": "/health",
    "other": 1,
}
MINE = ("--namespace", "me")
DEPLOY = (
    "endpoints", "deploy", "ep", *MINE, "--repo", "user/model", "--framework", "custom", "--accelerator", "gpu",
    "--instance-size", "x1", "--instance-type", "nvidia-l4", "--region", "us-east-1", "--vendor", "aws",
)  # fmt: skip


def told(ended: Finished) -> Any:
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


@respx.mock
def test_looking(on_exchanges: Run) -> None:
    respx.get(f"{SERVICE}/endpoint/me").respond(json={"items": [RAW]})
    respx.get(f"{SERVICE}/endpoint/me/ep").respond(json=RAW)
    assert on_exchanges("endpoints", "ls", *MINE).out.splitlines()[1] == (
        "ep\tme\tuser/model\trunning\tpytorch\thttps://ep.example"
    )
    assert told(on_exchanges("endpoints", "list", *MINE, "--json")) == [RAW]
    assert told(on_exchanges("endpoints", "describe", "ep", *MINE, "--json")) == RAW


@respx.mock
def test_deploying(on_exchanges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "hidden")
    route = respx.post(f"{SERVICE}/endpoint/me").respond(json=RAW)
    own = ("--custom-image", "image:1", "--engine", "vllm", "--health-route", "/ok", "--port", "80")
    sizes = ("--tensor-parallel-size", "2", "--container-args", "--reasoning-parser 'my parser'")
    done = on_exchanges(*DEPLOY, *own, *sizes, "-e", "A=1", "-s", "KEY", "--min-replica", "0", "--json")
    assert told(done) == {"name": "ep", "status": "running", "url": "https://ep.example"}
    sent = body(route)
    image = {"url": "image:1", "healthRoute": "/ok", "port": 80, "tensorParallelSize": 2}
    assert sent["model"]["image"] == {"vLLM": image}
    assert sent["model"]["args"] == ["--reasoning-parser", "my parser"]
    assert sent["model"]["env"] == {"A": "1"}
    assert sent["model"]["secrets"] == {"KEY": "hidden"}
    assert (sent["type"], sent["compute"]["scaling"]["minReplica"]) == ("authenticated", 0)
    assert on_exchanges(*DEPLOY, "--type", "public").code == 0
    assert (body(route)["type"], body(route)["model"]["image"]) == ("public", {"huggingface": {}})


@respx.mock
def test_changing(on_exchanges: Run) -> None:
    route = respx.put(f"{SERVICE}/endpoint/me/ep").respond(json=RAW)
    args = ("--max-replica", "4", "--scaling-metric", "pendingRequests", "--scaling-threshold", "1.5")
    assert on_exchanges("endpoints", "update", "ep", *MINE, *args).code == 0
    assert body(route)["compute"]["scaling"] == {"maxReplica": 4, "measure": {"pendingRequests": 1.5}}


@respx.mock
@pytest.mark.parametrize("word", ["pause", "resume", "scale-to-zero"])
def test_running(on_exchanges: Run, word: str) -> None:
    route = respx.post(f"{SERVICE}/endpoint/me/ep/{word}").respond(json=RAW)
    assert on_exchanges("endpoints", word, "ep", *MINE, "-q").out == "ep\n"
    assert route.called


@respx.mock
def test_resuming_what_runs(on_exchanges: Run) -> None:
    respx.post(f"{SERVICE}/endpoint/me/ep/resume").respond(400, json={"error": "Endpoint is already running"})
    respx.get(f"{SERVICE}/endpoint/me/ep").respond(json=RAW)
    assert on_exchanges("endpoints", "resume", "ep", *MINE).code == 0
    assert on_exchanges("endpoints", "resume", "ep", *MINE, "--fail-if-already-running").code == 400


@respx.mock
def test_deleting_asks(on_exchanges: Run) -> None:
    route = respx.delete(f"{SERVICE}/endpoint/me/ep").respond(json={})
    assert on_exchanges("endpoints", "delete", "ep", *MINE, "--json").code == 1
    assert not route.called
    assert on_exchanges("endpoints", "delete", "ep", *MINE, "--yes").code == 0


@respx.mock
def test_hardware(on_exchanges: Run) -> None:
    def machine(number: str, status: str, used: int) -> dict[str, Any]:
        return {
            "id": number, "accelerator": "gpu", "instanceType": "nvidia-l4", "instanceSize": "x1", "architecture": "L4",
            "numAccelerators": 1, "memoryGb": 10, "pricePerHour": 0.8, "status": status,
            "quota": {"maxAccelerators": 4, "usedAccelerators": used},
        }  # fmt: skip

    machines = [machine("a", "available", 0), machine("b", "available", 4), machine("c", "deprecated", 0)]
    answer = {"vendors": [{"name": "aws", "regions": [{"name": "us-east-1", "computes": machines}]}]}
    respx.get(f"{SERVICE}/provider/me").respond(json=answer)
    assert on_exchanges("endpoints", "hardware", *MINE, "-q").out == "a\n"
    assert on_exchanges("endpoints", "hardware", *MINE, "-q", "--all").out == "a\nb\nc\n"
    assert on_exchanges("endpoints", "hardware", *MINE, "--vendor", "azure").out == "No results found.\n"


@respx.mock
@pytest.mark.parametrize("words", [("catalog", "ls"), ("list-catalog",)])
def test_the_catalog(on_exchanges: Run, words: tuple[str, ...]) -> None:
    recipes = [{"publicId": f"r{i}", "accelerator": "gpu", "engineType": "vllm"} for i in range(2)]
    model = {
        "repoId": "user/model", "modelName": "M", "authorName": "A", "license": "mit", "task": "t",
        "createdAt": MOMENT, "recipes": recipes,
    }  # fmt: skip
    route = respx.get(f"{CATALOG}/list").respond(json={"items": [model]})
    assert on_exchanges("endpoints", *words, "--task", "t", "-q").out == "r0\nr1\n"
    assert dict(route.calls.last.request.url.params) == {"task": "t"}


@respx.mock
def test_deploying_from_the_catalog(on_exchanges: Run) -> None:
    route = respx.post(f"{CATALOG}/model/user/model/deploy").respond(json={"endpoint": RAW})
    args = ("--repo", "user/model", "--name", "mine", "--accelerator", "gpu")
    assert on_exchanges("endpoints", "catalog", "deploy", *MINE, *args, "-q").out == "ep\n"
    assert body(route) == {"namespace": "me", "config": {"name": "mine"}, "accelerator": "gpu"}


@respx.mock
def test_refusals_are_exit_codes(on_exchanges: Run) -> None:
    respx.get(f"{SERVICE}/endpoint/me/ep").respond(404, json={"error": "No such endpoint"})
    ended = on_exchanges("endpoints", "describe", "ep", *MINE)
    assert (ended.code, ended.out) == (404, "")
    assert ended.err.startswith("Error: Fetch failed: ")


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("endpoints", "deploy", "ep"), 2, "Missing option"),
        ((*DEPLOY, "--engine", "vllm"), 1, "--engine is about an image of your own"),
        ((*DEPLOY, "--custom-image", "i", "--tensor-parallel-size", "2"), 1, "give --custom-image and --engine"),
        (("endpoints", "update", "ep", *MINE), 1, "nothing to change"),
        (("endpoints", "catalog", "deploy"), 1, "either --repo or --recipe"),
        (("endpoints", "update", "ep", "--scaling-metric", "cpu"), 2, "'cpu' is not one of"),
    ],
)
def test_bad_input(on_exchanges: Run, args: tuple[str, ...], code: int, message: str) -> None:
    ended = on_exchanges(*args)
    assert (ended.code, ended.out) == (code, "")
    assert message in ended.err
