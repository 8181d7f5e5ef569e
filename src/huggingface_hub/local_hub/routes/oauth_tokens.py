"""Where programs get their tokens: for a code, for a refresh token, for a device, or for an id token."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote_plus

from starlette.responses import Response

from huggingface_hub.local_hub.auth import Caller, Level
from huggingface_hub.local_hub.config import PLURALS
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.id_tokens import encode
from huggingface_hub.local_hub.marks import signed
from huggingface_hub.local_hub.oauth_replies import claims_of, oauth_error
from huggingface_hub.local_hub.routes.oauth import DEVICE_CODE, GRANTS, TOKEN_EXCHANGE
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.oauth import (
    ACCESS_LIFETIME,
    DEVICE_ACCESS_LIFETIME,
    REFRESH_LIFETIME,
    App,
    Grant,
)
from huggingface_hub.local_hub.state.users import Account, Token


router = Router()

ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 (a name)
EXCHANGE_LIFETIME = 3600
Fields = Mapping[str, Any]


@router.on_root("POST", "oauth/token")
@signed
def token(context: Context) -> Response:
    fields = context.fields()
    kind = str(fields.get("grant_type") or "")
    answerers: dict[str, Callable[[Context, Fields], dict[str, Any]]] = {
        "authorization_code": _for_code,
        "refresh_token": _for_refresh_token,
        DEVICE_CODE: _for_device,
        TOKEN_EXCHANGE: _for_id_token,
    }
    if kind not in answerers:
        raise oauth_error(
            "unsupported_grant_type", f"Unknown grant_type {kind!r}: expected one of {', '.join(GRANTS)}."
        )
    answer = answerers[kind](context, fields)
    return JSON(answer, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


def _for_code(context: Context, fields: Fields) -> dict[str, Any]:
    app = _client(context, fields)
    grant = context.hub.oauth.find("code", _text(fields, "code"))
    if grant is None or grant.client_id != app.client_id or grant.expired:
        raise _refused("The code is wrong or too old: begin again.")
    if grant.data["redirect_uri"] != fields.get("redirect_uri"):
        raise _refused("The redirect address is not the one that the code was made for.")
    _check_challenge(grant.data.get("challenge"), str(fields.get("code_verifier") or ""))
    answer = _redeemed(context, grant, ACCESS_LIFETIME)
    if "openid" in grant.scope.split():
        account = _account(context, grant)
        claims = {"iss": context.origin, "sub": account.id, "aud": app.client_id, "auth_time": int(time.time())}
        if grant.data.get("nonce"):
            claims["nonce"] = grant.data["nonce"]
        half = hashlib.sha256(answer["access_token"].encode()).digest()[:16]
        about = claims_of(context, account, grant.scope)
        answer["id_token"] = context.hub.id_tokens.sign({**about, **claims, "at_hash": encode(half)})
    return answer


def _for_refresh_token(context: Context, fields: Fields) -> dict[str, Any]:
    app = _client(context, fields)
    grant = context.hub.oauth.find("refresh", _text(fields, "refresh_token"))
    if grant is None or grant.client_id != app.client_id:
        raise _refused("The refresh token is wrong or was used before: log in again.")
    return _redeemed(context, grant, int(grant.data["lifetime"]))


def _for_device(context: Context, fields: Fields) -> dict[str, Any]:
    app = _client(context, fields)
    grant = context.hub.oauth.find("device", _text(fields, "device_code"))
    if grant is None or grant.client_id != app.client_id:
        raise _refused("The device code is wrong: begin again.")
    if grant.state == "denied":
        raise oauth_error("access_denied", "The user said no.")
    if grant.expired:
        raise oauth_error("expired_token", "The code is too old: begin again.")
    if grant.state == "waiting":
        pause = time.time() - context.hub.oauth.asked_at(grant)
        # A little early is not too early: clocks and networks are not exact.
        if pause < context.hub.config.device_interval * 0.8:
            raise oauth_error("slow_down", f"Ask every {context.hub.config.device_interval} seconds, not more often.")
        raise oauth_error("authorization_pending", "Nobody has typed in the code so far.")
    return _redeemed(context, grant, DEVICE_ACCESS_LIFETIME)


def _for_id_token(context: Context, fields: Fields) -> dict[str, Any]:
    """A token for one repository or account, for whoever proves to be someone who may write there."""
    if fields.get("subject_token_type") != ID_TOKEN:
        raise oauth_error("invalid_request", f"A local Hub exchanges tokens of the type {ID_TOKEN} only.")
    claims = context.hub.id_tokens.check(_text(fields, "subject_token"))
    # Id tokens for programs say less than this one grants, so that only those for the hub itself count.
    if claims is None or claims.get("aud") != context.hub.announce.url:
        raise _refused("A local Hub trusts the id tokens that it made itself (`LocalHub.id_token`), and no others.")
    account = context.hub.users.by_id(str(claims.get("sub")))
    if account is None:
        raise _refused("The user of this id token is gone.")
    scopes = [{"entity": _target(context, account, _text(fields, "resource")), "permissions": ["repo.write"]}]
    access = context.hub.oauth.access_token(account, "token-exchange", "", EXCHANGE_LIFETIME, scopes=scopes)
    return {
        "access_token": access,
        "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
        "token_type": "Bearer",
        "expires_in": EXCHANGE_LIFETIME,
    }


def _target(context: Context, account: Account, resource: str) -> dict[str, str]:
    """What an exchanged token is for: a repository, or all of an account's."""
    roles = {org.name.lower(): role for org, role in context.hub.users.orgs_of(account.id)}
    caller = Caller(account, Token(account.id, "exchange", "write", (), "", None), roles)
    first, _, rest = resource.partition("/")
    if not rest:
        owner = context.hub.users.get(resource)
        if owner is not None and caller.may_write_for(owner, "repo.write"):
            return {"type": owner.kind, "name": owner.name}
        raise oauth_error("invalid_target", f"{account.name} may not write for {resource!r}.")
    kind, name = (PLURALS[first], rest) if first in PLURALS and "/" in rest else ("model", resource)
    repo = context.hub.repos.find(kind, name)
    if repo is None or caller.level(repo) < Level.WRITE:
        raise oauth_error("invalid_target", f"There is no {resource!r} that {account.name} may write to.")
    return {"type": repo.type, "name": repo.full_id}


def _redeemed(context: Context, grant: Grant, lifetime: int) -> dict[str, Any]:
    """The tokens for a code, which is used up."""
    account = _account(context, grant)
    if not context.hub.oauth.redeem(grant):
        raise _refused("This was used before, or is too old: begin again.")
    orgs = list(grant.data.get("orgs", ()))
    access = context.hub.oauth.access_token(account, grant.client_id, grant.scope, lifetime, orgs)
    refresh = context.hub.oauth.issue(
        "refresh",
        grant.client_id,
        grant.scope,
        REFRESH_LIFETIME,
        account_id=account.id,
        data={"orgs": orgs, "lifetime": lifetime},
    )
    return {
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": lifetime,
        "refresh_token": refresh,
        "scope": grant.scope,
    }


def _account(context: Context, grant: Grant) -> Account:
    account = context.hub.users.by_id(grant.account_id or "")
    if account is None:
        raise _refused("The user who said yes is gone.")
    return account


def _client(context: Context, fields: Fields) -> App:
    """The program that asks; one with a secret must know it."""
    client_id, secret = _credentials(context, fields)
    app = context.hub.oauth.app(client_id)
    if app is None or (app.secret is not None and not app.has_secret(secret)):
        raise oauth_error("invalid_client", "The client id is unknown, or the client secret is wrong.", 401)
    return app


def _credentials(context: Context, fields: Fields) -> tuple[str, str]:
    scheme, _, value = context.request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(value.strip(), validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise oauth_error(
                "invalid_client", "The Authorization header is not a client id and secret.", 401
            ) from error
        return unquote_plus(client_id), unquote_plus(secret)
    return str(fields.get("client_id") or ""), str(fields.get("client_secret") or "")


def _check_challenge(challenge: str | None, verifier: str) -> None:
    if challenge is None:
        return
    made = encode(hashlib.sha256(verifier.encode()).digest())
    if not secrets.compare_digest(made, challenge.rstrip("=")):
        raise _refused("The code_verifier does not fit the code_challenge.")


def _text(fields: Fields, key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or not value:
        raise oauth_error("invalid_request", f"Missing {key!r}.")
    return value


def _refused(description: str) -> Exception:
    return oauth_error("invalid_grant", description)
