"""OAuth: codes, devices, refresh tokens and id tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from huggingface_hub.local_hub import LocalHub
from huggingface_hub.local_hub.state.oauth import CLI_CLIENT
from tests.local_hub.conftest import USERS, Client


BACK = "http://localhost:7860/callback?keep=1"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"


@pytest.fixture(scope="module")
def patient(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    """A hub that may be asked as often as one likes."""
    return local_hub_factory(users=USERS, device_interval=0)


@pytest.fixture(scope="module")
def app(hub: LocalHub) -> tuple[str, str]:
    return hub.create_oauth_app("Demo & more", [BACK])


def authorization(client_id: str, **options: str) -> dict[str, str]:
    return {"client_id": client_id, "redirect_uri": BACK, "response_type": "code", "state": "s t", **options}


def answered(client: Client, given: dict[str, str], **form: str) -> dict[str, str]:
    """What a program is told at its address after someone decided."""
    response = client.post("/oauth/authorize", data={**given, **form})
    assert response.status_code == 303, response.text
    location = response.headers["location"]
    assert location.startswith("http://localhost:7860/callback?keep=1&")
    return {key: values[0] for key, values in parse_qs(urlsplit(location).query).items()}


def token(url: str, auth: tuple[str, str] | None = None, **fields: str) -> httpx.Response:
    return httpx.post(f"{url}/oauth/token", data=fields, auth=auth)


def as_user(url: str, access: str, path: str) -> Any:
    response = httpx.get(url + path, headers={"authorization": f"Bearer {access}"})
    assert response.status_code == 200, response.text
    return response.json()


def part(text: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def test_discovery(nobody: Client) -> None:
    about = nobody.get("/.well-known/openid-configuration").json()
    assert about["issuer"] == nobody.url
    for key in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
        assert about[key].startswith(f"{nobody.url}/oauth/")
    assert DEVICE in about["grant_types_supported"]
    [key] = nobody.get(about["jwks_uri"]).json()["keys"]
    assert (key["kty"], key["alg"]) == ("RSA", "RS256")


def test_a_program_gets_a_code_and_tokens_for_it(hub: LocalHub, ada: Client, nobody: Client, app: Any) -> None:
    given = authorization(app[0], scope="openid profile email read-repos sing", nonce="n-1")
    shown = nobody.get("/oauth/authorize", params=given)
    assert "Demo &amp; more" in shown.text
    assert "<li>sing" not in shown.text
    assert "frame-ancestors 'none'" in shown.headers["content-security-policy"]
    said = answered(nobody, given, token="hf_ada", decision="allow")
    assert (said["state"], said["keep"]) == ("s t", "1")
    fields = {"grant_type": "authorization_code", "code": said["code"], "redirect_uri": BACK}
    response = token(hub.url, app, **fields)
    assert response.headers["cache-control"] == "no-store"
    got = response.json()
    assert (got["token_type"], got["scope"]) == ("Bearer", "openid profile email read-repos")
    header, claims = (part(piece) for piece in got["id_token"].split(".")[:2])
    about = as_user(hub.url, got["access_token"], "/oauth/userinfo")
    assert (claims["aud"], claims["nonce"], claims["iss"]) == (app[0], "n-1", hub.url)
    assert claims["sub"] == about["sub"] == ada.get("/api/whoami-v2").json()["id"]
    assert (about["preferred_username"], about["email"]) == ("ada", "ada@example.org")
    assert {org["preferred_username"] for org in about["orgs"]} == {"acme", "secret"}
    check_signature(nobody.get("/oauth/jwks").json()["keys"][0], header, got["id_token"])
    # A code works once.
    again = token(hub.url, app, **fields)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def check_signature(key: dict[str, str], header: dict[str, str], id_token: str) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    assert header == {"alg": "RS256", "typ": "JWT", "kid": key["kid"]}
    n, e = (int.from_bytes(base64.urlsafe_b64decode(key[name] + "=="), "big") for name in ("n", "e"))
    text, _, signature = id_token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    rsa.RSAPublicNumbers(e, n).public_key().verify(raw, text.encode(), padding.PKCS1v15(), hashes.SHA256())


def test_scopes_are_limits(hub: LocalHub, ada: Client, nobody: Client, app: Any, name: str) -> None:
    repo = ada.new_repo(name, private=True)
    org_repo = ada.new_repo(name, organization="secret")
    org_id = next(org["id"] for org in ada.get("/api/whoami-v2").json()["orgs"] if org["name"] == "secret")

    def granted(**options: str) -> Client:
        code = answered(nobody, authorization(app[0], **options), token="hf_ada")["code"]
        got = token(hub.url, app, grant_type="authorization_code", code=code, redirect_uri=BACK).json()
        return Client(hub.url, got["access_token"])

    with granted(scope="openid") as only_name:
        assert only_name.get(f"/api/models/{repo}").status_code == 404
        assert only_name.post("/api/repos/create", json={"name": "x"}).status_code == 403
        assert only_name.post(f"/api/models/{ada.new_repo(name + 'p')}/like").status_code == 403
        me = only_name.get("/api/whoami-v2").json()
        assert (me["name"], me["auth"]["type"]) == ("ada", "oauth")
        assert "email" not in me
        assert me["auth"]["expiresAt"]
        # A token that was given cannot give.
        refused = only_name.post("/oauth/authorize", data=authorization(app[0], scope="write-repos"))
        assert refused.status_code == 403
    with granted(scope="read-repos") as reader:
        assert reader.get(f"/api/models/{repo}").status_code == 200
        assert reader.commit(repo).status_code == 403
        assert reader.get(f"/api/models/{org_repo}").status_code == 404
    with granted(scope="write-repos", orgIds=org_id) as writer:
        assert writer.commit(repo).status_code == 200
        assert writer.commit(org_repo).status_code == 200
        assert writer.get("/api/settings/webhooks").status_code == 403


def test_public_programs_prove_themselves(hub: LocalHub, nobody: Client) -> None:
    client_id, secret = hub.create_oauth_app("Public", [BACK], public=True)
    assert secret == ""
    assert answered(nobody, authorization(client_id), token="hf_ada")["error"] == "invalid_request"
    plain = authorization(client_id, code_challenge="x", code_challenge_method="plain")
    assert answered(nobody, plain, token="hf_ada")["error"] == "invalid_request"
    # On this machine any port will do.
    given = authorization(client_id, code_challenge=CHALLENGE, code_challenge_method="S256")
    given["redirect_uri"] = BACK.replace("7860", "9999")
    response = nobody.post("/oauth/authorize", data={**given, "token": "hf_ada"})
    code = parse_qs(urlsplit(response.headers["location"]).query)["code"][0]
    fields = {"grant_type": "authorization_code", "code": code, "client_id": client_id}
    fields["redirect_uri"] = given["redirect_uri"]
    for wrong in ({"code_verifier": "w"}, {}, {"code_verifier": VERIFIER, "redirect_uri": BACK}):
        assert token(hub.url, None, **{**fields, **wrong}).json()["error"] == "invalid_grant"
    assert token(hub.url, None, **fields, code_verifier=VERIFIER).json()["access_token"]


@pytest.mark.parametrize(
    "options",
    [
        {"client_id": "unknown"},
        {"redirect_uri": "http://evil.example/callback?keep=1"},
        {"redirect_uri": "http://localhost:7860/other?keep=1"},
        {"redirect_uri": "http://localhost:7860@evil.example/callback?keep=1"},
        {"redirect_uri": "https://localhost:7860/callback?keep=1"},
        {"redirect_uri": ""},
    ],
)
def test_nobody_is_sent_elsewhere(nobody: Client, app: Any, options: dict[str, str]) -> None:
    given = {**authorization(app[0]), **options}
    for response in (
        nobody.get("/oauth/authorize", params=given),
        nobody.post("/oauth/authorize", data={**given, "token": "hf_ada"}),
    ):
        assert response.status_code == 400
        assert "location" not in response.headers


def test_decisions_need_a_token_that_may_write(nobody: Client, app: Any) -> None:
    given = authorization(app[0])
    for wrong, status in ((None, 401), ("hf_wrong", 401), ("hf_bob_read", 403), ("hf_bob_fine", 403)):
        form = {**given, **({"token": wrong} if wrong else {})}
        assert nobody.post("/oauth/authorize", data=form).status_code == status
    assert answered(nobody, given, decision="deny")["error"] == "access_denied"
    assert answered(nobody, {**given, "response_type": "token"})["error"] == "unsupported_response_type"


def test_programs_need_their_secret(hub: LocalHub, nobody: Client, app: Any) -> None:
    code = answered(nobody, authorization(app[0]), token="hf_ada")["code"]
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    for wrong in (token(hub.url, (app[0], "no"), **fields), token(hub.url, client_id=app[0], **fields)):
        assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    other = hub.create_oauth_app("Other", [BACK])
    assert token(hub.url, other, **fields).json()["error"] == "invalid_grant"
    assert token(hub.url, client_id=app[0], client_secret=app[1], **fields).status_code == 200


def test_refresh_tokens_work_once(hub: LocalHub, nobody: Client, app: Any) -> None:
    code = answered(nobody, authorization(app[0], scope="profile read-repos"), token="hf_ada")["code"]
    got = token(hub.url, app, grant_type="authorization_code", code=code, redirect_uri=BACK).json()
    fields = {"grant_type": "refresh_token", "refresh_token": got["refresh_token"]}
    assert token(hub.url, hub.create_oauth_app("Thief"), **fields).json()["error"] == "invalid_grant"
    fresh = token(hub.url, app, **fields).json()
    assert fresh["access_token"] != got["access_token"]
    assert fresh["scope"] == "profile read-repos"
    assert as_user(hub.url, fresh["access_token"], "/oauth/userinfo")["name"] == "Ada L"
    assert token(hub.url, app, **fields).json()["error"] == "invalid_grant"
    assert token(hub.url, app, grant_type="refresh_token", refresh_token=fresh["refresh_token"]).status_code == 200


def test_a_device_is_logged_in(patient: LocalHub) -> None:
    url = patient.url
    begun = httpx.post(f"{url}/oauth/device", data={"client_id": CLI_CLIENT}).json()
    assert (begun["interval"], begun["expires_in"]) == (0, 900)
    assert begun["verification_uri_complete"].endswith(f"?user_code={begun['user_code']}")
    assert begun["user_code"] in httpx.get(begun["verification_uri_complete"]).text
    fields = {"grant_type": DEVICE, "device_code": begun["device_code"], "client_id": CLI_CLIENT}
    waiting = token(url, **fields)
    assert (waiting.status_code, waiting.json()["error"]) == (400, "authorization_pending")
    assert waiting.json()["error_description"]
    form = {"user_code": begun["user_code"].lower(), "token": "hf_ada", "decision": "allow"}
    assert httpx.post(f"{url}/oauth/device/approve", data=form).status_code == 200
    assert httpx.post(f"{url}/oauth/device/approve", data=form).status_code == 404
    got = httpx.post(f"{url}/oauth/token", json=fields).json()
    assert got["access_token"].startswith("hf_oauth_")
    assert got["expires_in"] > 24 * 3600
    with Client(url, got["access_token"]) as device:
        assert device.new_repo("from-device") == "ada/from-device"
    assert token(url, **fields).json()["error"] == "invalid_grant"
    fields = {"grant_type": "refresh_token", "refresh_token": got["refresh_token"], "client_id": CLI_CLIENT}
    assert as_user(url, token(url, **fields).json()["access_token"], "/api/whoami-v2")["name"] == "ada"


def test_devices_that_are_turned_away(patient: LocalHub, hub: LocalHub) -> None:
    url = patient.url
    begun = httpx.post(f"{url}/oauth/device", json={"client_id": CLI_CLIENT, "scope": "openid"}).json()
    fields = {"grant_type": DEVICE, "device_code": begun["device_code"], "client_id": CLI_CLIENT}
    form = {"user_code": begun["user_code"], "token": "hf_ada", "decision": "deny"}
    assert httpx.post(f"{url}/oauth/device/approve", data={**form, "token": "hf_bob_read"}).status_code == 403
    assert httpx.post(f"{url}/oauth/device/approve", data=form).status_code == 200
    assert token(url, **fields).json()["error"] == "access_denied"
    assert token(url, **{**fields, "device_code": "x"}).json()["error"] == "invalid_grant"
    late = httpx.post(f"{url}/oauth/device", data={"client_id": CLI_CLIENT}).json()
    patient.state.db.run("UPDATE oauth_grants SET expires = 0 WHERE state = 'waiting'")
    assert token(url, **{**fields, "device_code": late["device_code"]}).json()["error"] == "expired_token"
    with pytest.raises(ValueError, match="No device waits"):
        patient.approve_device(late["user_code"])
    # Someone in a hurry.
    quick = httpx.post(f"{hub.url}/oauth/device", data={"client_id": CLI_CLIENT}).json()
    fields["device_code"] = quick["device_code"]
    assert token(hub.url, None, **fields).json()["error"] == "authorization_pending"
    assert token(hub.url, None, **fields).json()["error"] == "slow_down"
    hub.approve_device(quick["user_code"], "ada")
    assert token(hub.url, None, **fields).json()["access_token"]


def test_wrong_requests(nobody: Client) -> None:
    for path, fields, error in (
        ("/oauth/device", {"client_id": "none"}, "invalid_client"),
        ("/oauth/device", {"client_id": CLI_CLIENT, "scope": "sing"}, "invalid_scope"),
        ("/oauth/token", {"grant_type": "password"}, "unsupported_grant_type"),
        ("/oauth/token", {"grant_type": DEVICE, "client_id": CLI_CLIENT}, "invalid_request"),
    ):
        response = nobody.post(path, data=fields)
        assert (response.status_code, response.json()["error"]) == (400, error)
    assert nobody.post("/oauth/token", content=b"{", headers={"content-type": "application/json"}).status_code == 400
    assert nobody.get("/oauth/userinfo").status_code == 401


def test_an_id_token_becomes_a_token_for_one_thing(hub: LocalHub, ada: Client, name: str) -> None:
    repo, other = ada.new_repo(name, "dataset"), ada.new_repo(name)

    def exchange(resource: str, subject: str | None = None, **fields: str) -> httpx.Response:
        body = {
            "grant_type": EXCHANGE,
            "subject_token_type": ID_TOKEN,
            "subject_token": subject or hub.id_token("ada"),
            "resource": resource,
        }
        return httpx.post(f"{hub.url}/oauth/token", json={**body, **fields})

    got = exchange(f"datasets/{repo}").json()
    assert got["expires_in"] == 3600
    with Client(hub.url, got["access_token"]) as robot:
        assert robot.commit(repo, repo_type="dataset").status_code == 200
        assert robot.commit(other).status_code == 403
    for resource in ("acme", "ada", other):
        assert exchange(resource).status_code == 200
    for resource in ("bob", "datasets/ada/none", "ada/none", "nobody-here"):
        assert exchange(resource).json()["error"] == "invalid_target"
    assert exchange(other, hub.id_token("bob")).json()["error"] == "invalid_target"
    head, content, signature = hub.id_token("bob").split(".")
    forged = base64.urlsafe_b64encode(json.dumps({**part(content), "sub": "x"}).encode()).decode().rstrip("=")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    late = hub.state.id_tokens.sign({"aud": hub.url, "sub": "x"}, lifetime=-1)
    elsewhere = hub.state.id_tokens.sign({"aud": "some-program", "sub": "x"})
    for bad in (f"{head}.{forged}.{signature}", f"{unsigned}.{content}.", "x", "é.é.é", late, elsewhere):
        assert exchange(other, bad).json()["error"] == "invalid_grant"
    assert exchange(other, subject_token_type="urn:x").json()["error"] == "invalid_request"


def test_programs_and_keys_are_kept(tmp_path: Path) -> None:
    users = {"users": {"ada": {"tokens": ["hf_ada"]}}}
    apps = {"demo": {"client_secret": "s", "redirect_uris": [BACK]}}
    with LocalHub(tmp_path, users={**users, "apps": apps}) as hub:
        key = httpx.get(f"{hub.url}/oauth/jwks").json()
        subject = hub.id_token()
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "id-key.pem").stat().st_mode) == 0o600
    with LocalHub(tmp_path) as hub:
        assert httpx.get(f"{hub.url}/oauth/jwks").json() == key
        assert hub.state.id_tokens.check(subject)
        app = hub.state.oauth.app("demo")
        assert app is not None
        assert app.has_secret("s")
        with pytest.raises(ValueError, match="no user"):
            hub.id_token("nobody-here")
    with pytest.raises(ValueError, match="Invalid redirect address"):
        LocalHub(tmp_path, users={"apps": {"bad": {"redirect_uris": ["nowhere"]}}}).start()
