"""Where a web application sends browsers."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import constants
from huggingface_hub._core import web_login


HOST = "app.test"


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ("", "/"),
        ("/", "/"),
        ("/page?a=1#b", "/page?a=1#b"),
        (f"https://{HOST}/page?a=1", "/page?a=1"),
        (f"https://{HOST}//evil.test", "/evil.test"),
        ("https://evil.test/", "/"),
        ("//evil.test", "/"),
        ("///evil.test", "/"),
        ("/\\evil.test", "/"),
        ("\\\\evil.test", "/"),
        ("/\t/evil.test", "/"),
        (" //evil.test", "/"),
        ("javascript:alert(1)", "/"),
        (f"https://{HOST}@evil.test/", "/"),
        (f"https://{HOST}:1/", "/"),
        ("http://[", "/"),
        ("page", "/"),
    ],
)
def test_only_pages_of_the_application(wanted: str, sent: str) -> None:
    assert web_login.target({"_target_url": wanted}, HOST) == sent


@given(st.text())
def test_no_text_leads_elsewhere(wanted: str) -> None:
    sent = web_login.target({"_target_url": wanted}, HOST)
    assert sent[0] == "/"
    assert sent[1:2] not in ("/", "\\")
    assert not any(c in sent for c in "\r\n\t\\")


def test_what_the_hub_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "http://user-demo.hf.space/oauth/huggingface/callback"
    assert web_login.redirect_uri(asked, {}, HOST) == f"https{asked[4:]}?_target_url=%2F"
    assert web_login.redirect_uri("http://localhost:1/c", {"_nb_redirects": "2"}, HOST).startswith(
        "http://localhost:1/c?"
    )
    monkeypatch.setenv("SPACE_HOST", "user-demo.hf.space,demo.com")
    rounds = [web_login.again("/login", {"_nb_redirects": str(n), "_target_url": "/p"}, HOST) for n in (0, 2, 3)]
    assert rounds[:2] == [f"/login?_nb_redirects={n}&_target_url=%2Fp" for n in (1, 3)]
    assert rounds[2] == "https://user-demo.hf.space/login?_nb_redirects=4&_target_url=%2Fp"
    assert web_login.count({"_nb_redirects": "-1"}) == web_login.count({"_nb_redirects": "9" * 5000}) == 0


def test_routes_and_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "OAUTH_CLIENT_SECRET", None)
    assert web_login.session_key() == "abc898d49eb88ef408fe119541fe337db9e161056a06cec34c2dbbca437e713f"
    assert web_login.routes("/")["login"] == "/oauth/huggingface/login"
    assert web_login.routes("")["logout"] == "/oauth/huggingface/logout"
    assert web_login.routes("api/")["callback"] == "/api/oauth/huggingface/callback"


def test_a_cookie_that_fits() -> None:
    assert web_login.kept({"access_token": "a", "id_token": "i"}) == {"access_token": "a", "id_token": "i"}
    assert web_login.kept({"access_token": "a", "id_token": "i" * 3000}) == {"access_token": "a"}
