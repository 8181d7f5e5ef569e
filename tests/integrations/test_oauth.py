"""Users of a web application log in with their account of a real Hub."""

from __future__ import annotations

import logging
import pickle
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from re import findall
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from huggingface_hub import HfApi, constants
from huggingface_hub.local_hub import LocalHub
from tests.support import machine


fastapi = pytest.importorskip("fastapi")
pytest.importorskip("authlib")

from huggingface_hub import attach_huggingface_oauth, parse_huggingface_oauth  # noqa: E402


SPACE = "https://ada-demo.hf.space"
SCOPES = "openid profile email read-memberships write-repos"


@pytest.fixture(scope="module")
def hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    return local_hub_factory(
        users={
            "users": {"ada": {"fullname": "Ada L", "email": "ada@example.org", "tokens": ["hf_ada_of_the_test"]}},
            "orgs": {"acme": {"fullname": "Acme", "members": {"ada": "admin"}}},
        }
    )


@pytest.fixture(autouse=True)
def endpoint(hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.fresh_machine(tmp_path, monkeypatch)
    for name in ("SPACE_ID", "SPACE_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(constants, "ENDPOINT", hub.url)


@pytest.fixture
def space(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> str:
    """The variables that a Space has; returns the application's secret."""
    client_id, secret = hub.create_oauth_app("Demo", [f"{SPACE}/oauth/huggingface/callback"])
    monkeypatch.setenv("SPACE_ID", "ada/demo")
    monkeypatch.setenv("SPACE_HOST", "ada-demo.hf.space")
    monkeypatch.setattr(constants, "OAUTH_CLIENT_ID", client_id)
    monkeypatch.setattr(constants, "OAUTH_CLIENT_SECRET", secret)
    monkeypatch.setattr(constants, "OAUTH_SCOPES", SCOPES)
    monkeypatch.setattr(constants, "OPENID_PROVIDER_URL", hub.url)

    return secret


def application(prefix: str = "/") -> tuple[Any, list[Any]]:
    """An application with a page, and what it found out about its visitors."""
    app, found = fastapi.FastAPI(), []
    attach_huggingface_oauth(app, prefix)

    def page(request: fastapi.Request) -> str:
        found.append(parse_huggingface_oauth(request))
        return "hello"

    page.__annotations__["request"] = fastapi.Request
    app.get("/page")(page)
    return app, found


def browser(app: Any, base: str = SPACE) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=base)


def decide(hub: LocalHub, address: str, **form: str) -> str:
    """Open the Hub's page, press a button of its form; returns where the browser is sent."""
    page = httpx.get(address)
    assert page.status_code == 200, page.text
    fields = dict(findall(r'<input type="hidden" name="(.*?)" value="(.*?)"', page.text))
    assert fields, page.text
    answer = {**{key: unescape(value) for key, value in fields.items()}, "token": "hf_ada_of_the_test", **form}
    decided = httpx.post(f"{hub.url}/oauth/authorize", data=answer)
    assert decided.status_code == 303, decided.text
    return str(decided.headers["location"])


async def test_from_the_login_to_a_call_and_out_again(hub: LocalHub, space: str, caplog: Any) -> None:
    app, found = application()
    with caplog.at_level(logging.DEBUG):
        async with browser(app) as ada:
            sent = await ada.get("/oauth/huggingface/login", params={"_target_url": "/page?tab=2"})
            assert sent.status_code == 302
            question = parse_qs(urlsplit(sent.headers["location"]).query)
            assert question["code_challenge_method"] == ["S256"]
            assert question["scope"] == [SCOPES]
            back = await ada.get(decide(hub, sent.headers["location"]))
            assert (back.status_code, back.headers["location"]) == (307, "/page?tab=2")
            assert "httponly; samesite=none; secure" in back.headers["set-cookie"]
            await ada.get("/page")
            out = await ada.get("/oauth/huggingface/logout")
            assert (out.status_code, out.headers["location"]) == (302, "/")
            await ada.get("/page")

    info, nobody = found
    assert nobody is None
    assert (info.user_info.preferred_username, info.user_info.name) == ("ada", "Ada L")
    assert (info.user_info.email, info.user_info.email_verified) == ("ada@example.org", True)
    assert [org.preferred_username for org in info.user_info.orgs or ()] == ["acme"]
    assert set(info.scope.split()) == set(SCOPES.split())
    assert 7 * 3600 < (info.access_token_expires_at - datetime.now()).total_seconds() < 9 * 3600
    assert HfApi(token=info.access_token).whoami()["name"] == "ada"
    for secret in (info.access_token, space):
        assert secret not in repr(info) + caplog.text
    assert pickle.loads(pickle.dumps(info)) == info


async def test_somebody_says_no(hub: LocalHub, space: str) -> None:
    app, found = application()
    async with browser(app) as ada:
        sent = await ada.get("/oauth/huggingface/login?_target_url=/page")
        back = await ada.get(decide(hub, sent.headers["location"], decision="deny"))
        assert (back.status_code, back.headers["location"]) == (307, "/page")
        await ada.get("/page")
    assert found == [None]


async def test_an_answer_to_somebody_else(hub: LocalHub, space: str) -> None:
    """The answer to a login that this browser has not begun logs nobody in: it is sent round, and out of the frame."""
    app, found = application()
    async with browser(app) as ada, browser(app) as eve:
        sent = await ada.get("/oauth/huggingface/login?_target_url=/page")
        stolen = decide(hub, sent.headers["location"])
        address, rounds = stolen, []
        for _ in range(4):
            back = await eve.get(address)
            assert back.status_code == 307
            rounds.append(back.headers["location"])
            again = await eve.get(back.headers["location"])
            address = parse_qs(urlsplit(again.headers["location"]).query)["redirect_uri"][0] + "&code=x&state=y"
        await eve.get("/page")
    assert rounds[0] == "/oauth/huggingface/login?_nb_redirects=1&_target_url=%2Fpage"
    assert rounds[3] == f"{SPACE}/oauth/huggingface/login?_nb_redirects=4&_target_url=%2Fpage"
    assert found == [None]


async def test_a_hub_that_refuses(hub: LocalHub, space: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "OAUTH_CLIENT_SECRET", "wrong")
    app, _ = application()
    async with browser(app) as ada:
        sent = await ada.get("/oauth/huggingface/login")
        back = await ada.get(decide(hub, sent.headers["location"]))
    assert back.status_code == 400
    assert "client" in back.text
    assert "wrong" not in back.text.replace("secret is wrong", "")


@pytest.mark.parametrize("name", ["OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "OAUTH_SCOPES", "OPENID_PROVIDER_URL"])
def test_a_space_without_an_application(space: str, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(constants, name, None)
    with pytest.raises(ValueError, match=f"'{name}'.*hf_oauth: true"):
        application()


async def test_logins_are_mocked_outside_of_a_space(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="hf auth login"):
        application()
    monkeypatch.setenv("HF_TOKEN", "hf_ada_of_the_test")
    with pytest.warns(UserWarning, match="mocked"):
        app, found = application("/api")
    async with browser(app, "https://localhost:7860") as ada:
        sent = await ada.get("/api/oauth/huggingface/login?_target_url=/page")
        assert sent.headers["location"] == "/api/oauth/huggingface/callback?_target_url=/page"
        back = await ada.get(sent.headers["location"])
        assert (back.status_code, back.headers["location"]) == (307, "/page")
        evil = await ada.get("/api/oauth/huggingface/callback?_target_url=https://evil.test/")
        assert evil.headers["location"] == "/"
        await ada.get("/page")

        monkeypatch.setenv("HF_TOKEN", "hf_not_known")
        refused = await ada.get("/api/oauth/huggingface/callback")
        assert refused.status_code == 400
        assert "Invalid user token" in refused.text
        assert "hf_not_known" not in refused.text
    [info] = found
    assert (info.access_token, info.user_info.preferred_username) == ("hf_ada_of_the_test", "ada")
    assert info.user_info.profile == f"{hub.url}/ada"
    assert abs(info.access_token_expires_at.timestamp() - time.time() - 8 * 3600) < 60


async def test_organizations_have_no_login(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub._core import web_login

    with pytest.raises(ValueError, match="not a personal account"):
        web_login.mocked("hf_x", {"type": "org", "name": "acme"})


@pytest.fixture(autouse=True)
def quiet(recwarn: Any) -> Iterator[None]:
    """Nothing else warns."""
    yield
    assert {str(w.message)[:30] for w in recwarn} <= {"OAuth is not supported outside"}
