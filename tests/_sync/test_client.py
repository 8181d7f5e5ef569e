# Generated from tests/_async/test_client.py: edit that file, not this one, then run `python -m codegen`.

"""The client that operations inherit: what is sent, where the token goes, what comes back. Written once for both colours."""

from __future__ import annotations

import logging
import pickle
import socket
import traceback
from collections.abc import Generator

import httpx
import pytest
import respx

from huggingface_hub import constants, errors
from huggingface_hub._core import retry
from huggingface_hub._sync.client import HubClient
from tests.support.clock import FakeClock


HUB = "https://huggingface.co"
TOKEN = "hf_" + "secretsecretsecret"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> HubClient:
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return HubClient(HUB, TOKEN, library_name="tests", library_version="1", headers={"X-Company": "internal"})


@pytest.fixture
def clock() -> Generator[FakeClock, None, None]:
    with FakeClock() as clock:
        yield clock


def collect(client: HubClient, url: str, limit: int | None = None) -> list[int]:
    return list(client.pages(url, limit=limit))


@respx.mock
def test_a_request_carries_token_user_agent_and_trace_id(client: HubClient) -> None:
    route = respx.get(f"{HUB}/api/x", params={"full": "true"}).respond(json={"ok": 1})

    response = client.send("GET", "/api/x", params={"full": True, "none": None})

    sent = route.calls.last.request.headers
    assert response.json() == {"ok": 1}
    assert sent["authorization"] == f"Bearer {TOKEN}"
    assert sent["user-agent"].startswith("tests/1; hf_hub/")
    assert sent["x-company"] == "internal"
    assert len(sent["x-amzn-trace-id"]) == 36


@respx.mock
def test_token_false_sends_none(client: HubClient) -> None:
    route = respx.get(f"{HUB}/api/x").respond(json={})

    client.send("GET", "/api/x", token=False)

    assert "authorization" not in route.calls.last.request.headers


@respx.mock
def test_S11_S12_a_redirect_to_a_foreign_host_takes_no_secret_along(client: HubClient) -> None:
    respx.get(f"{HUB}/a").respond(302, headers={"location": "https://cdn.example/b"})
    route = respx.get("https://cdn.example/b").respond(text="ok")

    client.send("GET", "/a", headers={"X-Secret": "s", "Range": "bytes=0-1"})

    sent = route.calls.last.request.headers
    assert not {"authorization", "x-company", "x-secret", "cookie"} & set(sent)
    assert sent["range"] == "bytes=0-1"


@respx.mock
def test_I8_an_address_that_is_not_the_hubs_gets_no_token_unless_it_is_ours(client: HubClient) -> None:
    route = respx.post("https://elsewhere.example/x").respond(json={})

    client.send("POST", "https://elsewhere.example/x", json={})
    first = route.calls.last.request.headers
    client.send("POST", "https://elsewhere.example/x", json={}, trusted=True)
    second = route.calls.last.request.headers

    assert "authorization" not in first
    assert "x-company" not in first
    assert second["authorization"] == f"Bearer {TOKEN}"


@respx.mock
def test_reading_is_tried_again_after_passing_failures(client: HubClient, clock: FakeClock) -> None:
    respx.get(f"{HUB}/api/x").mock(
        side_effect=[
            httpx.ReadTimeout("late"),
            httpx.Response(503),
            httpx.Response(429, headers={"Retry-After": "7"}),
            httpx.Response(200, json=[1]),
        ]
    )

    response = client.send("GET", "/api/x")

    assert response.json() == [1]
    assert 0.5 <= clock.slept[0] <= 1.5
    assert 7 <= clock.slept[2] <= 8


@respx.mock
def test_I10_writing_is_not_repeated(client: HubClient, clock: FakeClock) -> None:
    route = respx.post(f"{HUB}/api/x").mock(side_effect=httpx.ReadError("reset"))

    with pytest.raises(httpx.ReadError):
        client.send("POST", "/api/x", json={})

    assert route.call_count == 1
    assert clock.slept == []


@respx.mock
def test_N13_a_pause_of_a_day_is_not_waited_for(client: HubClient, clock: FakeClock) -> None:
    respx.get(f"{HUB}/api/x").respond(429, headers={"Retry-After": "86400"})

    with pytest.raises(errors.HfHubHTTPError, match="429"):
        client.send("GET", "/api/x")

    assert clock.slept == []


@respx.mock
def test_errors_are_the_contracts(client: HubClient) -> None:
    answer = {"headers": {"X-Error-Code": "RepoNotFound"}, "json": {"error": "Repository not found"}}
    respx.get(f"{HUB}/api/models/a/b").mock(side_effect=[httpx.Response(404, **answer), httpx.Response(404, **answer)])

    with pytest.raises(errors.RepositoryNotFoundError) as caught:
        client.send("GET", "/api/models/a/b")

    assert caught.value.repo_id == "a/b"
    assert caught.value.server_message == "Repository not found"
    unchecked = client.send("GET", "/api/models/a/b", check=False)
    assert unchecked.status_code == 404


@respx.mock
def test_pages_are_fetched_when_they_are_needed(client: HubClient) -> None:
    first = respx.get(f"{HUB}/api/list").respond(json=[1, 2], headers={"Link": f'<{HUB}/api/list2>; rel="next"'})
    second = respx.get(f"{HUB}/api/list2").respond(json=[3])

    assert collect(client, "/api/list", limit=2) == [1, 2]
    assert second.call_count == 0
    assert collect(client, "/api/list") == [1, 2, 3]
    assert collect(client, "/api/list", limit=0) == []
    assert first.call_count == 2


@respx.mock
def test_R17_pages_in_a_circle_end_with_an_error(client: HubClient) -> None:
    respx.get(f"{HUB}/api/list").respond(json=[1], headers={"Link": f'<{HUB}/api/list>; rel="next"'})

    with pytest.raises(errors.UntrustedURLError):
        collect(client, "/api/list")


@respx.mock
def test_S15_the_token_does_not_follow_a_link_to_a_foreign_host(client: HubClient) -> None:
    respx.get(f"{HUB}/api/list").respond(json=[1], headers={"Link": '<https://evil.example/x>; rel="next"'})
    evil = respx.get("https://evil.example/x").respond(json=[])

    with pytest.raises(errors.UntrustedURLError, match="evil"):
        collect(client, "/api/list")

    assert evil.call_count == 0


@respx.mock
def test_offline_mode_makes_no_request(client: HubClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)

    with pytest.raises(errors.OfflineModeIsEnabled, match="HF_HUB_OFFLINE"):
        client.send("GET", "/api/x")
    with pytest.raises(errors.OfflineModeIsEnabled):
        with client.stream("GET", "/api/x"):
            pass


@respx.mock
def test_a_stream_is_read_piece_by_piece_and_opened_again_if_that_fails(client: HubClient, clock: FakeClock) -> None:
    respx.get(f"{HUB}/file").mock(side_effect=[httpx.ReadTimeout("late"), httpx.Response(200, content=b"x" * 1000)])

    pieces = []
    with client.stream("GET", "/file", retry=retry.DEFAULT) as stream:
        for piece in stream.iter_bytes():
            pieces.append(piece)

    assert b"".join(pieces) == b"x" * 1000
    assert len(clock.slept) == 1


@respx.mock
def test_what_fails_inside_a_stream_is_not_hidden_by_another_attempt(client: HubClient) -> None:
    route = respx.get(f"{HUB}/file").respond(content=b"x")

    with pytest.raises(httpx.ReadError, match="mine"):
        with client.stream("GET", "/file"):
            raise httpx.ReadError("mine")

    assert route.call_count == 1


@respx.mock
def test_R12_the_body_of_an_error_is_read_up_to_a_bound(client: HubClient) -> None:
    respx.get(f"{HUB}/file").respond(500, content=b"x" * 3_000_000)

    with pytest.raises(errors.HfHubHTTPError) as caught:
        with client.stream("GET", "/file", retry=retry.NONE):
            pass

    assert len(caught.value.response.content) <= constants.ERROR_BODY_MAX_SIZE


@respx.mock
def test_an_answer_larger_than_allowed_is_given_up(client: HubClient) -> None:
    respx.get(f"{HUB}/big").respond(content=b"x" * 3_000_000)

    with pytest.raises(errors.ResponseTooLargeError):
        client.send("GET", "/big", max_body=1_000_000)


@respx.mock
def test_the_hubs_warnings_are_logged_once(client: HubClient, caplog: pytest.LogCaptureFixture) -> None:
    respx.get(f"{HUB}/api/x").respond(json={}, headers={"X-HF-Warning": "tests-topic; Be\x1b[31mware"})
    root = logging.getLogger("huggingface_hub")
    root.addHandler(caplog.handler)
    try:
        client.send("GET", "/api/x")
        client.send("GET", "/api/x")
    finally:
        root.removeHandler(caplog.handler)

    assert [r.getMessage() for r in caplog.records] in (
        ["Beware"],
        [],
    )  # once a process: the other colour may have been first


def test_L4_neither_repr_nor_pickle_hold_the_token(client: HubClient) -> None:
    client.headers = {"Authorization": f"Bearer {TOKEN}", "X-Other": "1"}

    copy = pickle.loads(pickle.dumps(client))

    assert TOKEN not in repr(client)
    assert TOKEN.encode() not in pickle.dumps(client)
    assert copy.endpoint == HUB
    assert copy.token is None
    assert copy.headers == {"X-Other": "1"}


@pytest.mark.parametrize(
    "endpoint", ["127.0.0.1:8080", "", "huggingface.co", "ftp://hub.example", "user:secret@hub.example"]
)
def test_A8_an_endpoint_that_is_no_address_is_named_with_its_variable(endpoint: str) -> None:
    client = HubClient(endpoint, token=False)
    with pytest.raises(errors.UntrustedURLError, match=r"is not the address of a Hub.*HF_ENDPOINT") as caught:
        client.send("GET", "/api/x")
    assert "secret" not in str(caught.value)
    with pytest.raises(errors.UntrustedURLError, match=r"is not the address of a Hub.*HF_ENDPOINT"):
        for _ in client.pages("/api/x"):
            pass


@pytest.mark.parametrize("debug", [False, True])
def test_who_meets_no_server_reads_no_inside_of_the_http_library(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch, debug: bool
) -> None:
    monkeypatch.setattr(constants, "HF_DEBUG", debug)
    with socket.socket() as taken:
        # Bound, and nobody listens.
        taken.bind(("127.0.0.1", 0))
        host, port = taken.getsockname()
        with pytest.raises(errors.ConnectError, match=f"http://{host}:{port}") as caught:
            HubClient(f"http://{host}:{port}", False).send("GET", "/api/x")

    shown = "".join(traceback.format_exception(None, caught.value, caught.value.__traceback__))
    assert ("httpcore" in shown) is debug
    assert debug or isinstance(caught.value.__cause__, OSError)
