"""OAuth for programs: discovery, and where people say yes or no."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.responses import Response

from huggingface_hub.local_hub import auth, errors
from huggingface_hub.local_hub.addresses import is_loopback
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.marks import signed
from huggingface_hub.local_hub.oauth_pages import consent_page, device_page, message_page
from huggingface_hub.local_hub.oauth_replies import claims_of, oauth_error
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.oauth import CODE_LIFETIME, DEVICE_LIFETIME, SCOPES, App, known_scopes
from huggingface_hub.local_hub.state.users import Account


router = Router()

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 (a name)
GRANTS = ("authorization_code", "refresh_token", DEVICE_CODE, TOKEN_EXCHANGE)
# What a request for authorization may say, and its form passes on.
_KEPT = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "orgIds",
)


@router.on_root("GET", ".well-known/openid-configuration")
@router.on_root("GET", ".well-known/oauth-authorization-server")
def discovery(context: Context) -> Response:
    origin = context.origin
    return JSON(
        {
            "issuer": origin,
            "authorization_endpoint": f"{origin}/oauth/authorize",
            "token_endpoint": f"{origin}/oauth/token",
            "device_authorization_endpoint": f"{origin}/oauth/device",
            "userinfo_endpoint": f"{origin}/oauth/userinfo",
            "jwks_uri": f"{origin}/oauth/jwks",
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": list(GRANTS),
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": ["sub", "name", "preferred_username", "profile", "picture", "email", "email_verified"],
        }
    )


@router.on_root("GET", "oauth/jwks")
def keys(context: Context) -> Response:
    return JSON({"keys": [context.hub.id_tokens.jwk()]})


@router.on_root("GET POST", "oauth/userinfo")
def userinfo(context: Context) -> Response:
    account, token = context.caller.required(), context.caller.token
    assert token is not None
    # Someone's own token may know all about its owner.
    scope = token.oauth_scope if token.oauth_scope is not None else "profile email read-memberships"
    return JSON({"sub": account.id, **claims_of(context, account, scope)})


@router.on_root("GET", "oauth/authorize")
@signed
def ask(context: Context) -> Response:
    """The page on which someone decides about a program."""
    given = {key: context.query[key] for key in _KEPT if key in context.query}
    app = _asking(context, given)
    problem = _problem(app, given)
    if problem is not None:
        return _back(given, **problem)
    return consent_page(app.name, known_scopes(given.get("scope", "")) or "openid", given)


@router.on_root("POST", "oauth/authorize")
def authorize(context: Context) -> Response:
    """The decision: sends the browser back to the program, with a code if it may have one."""
    form = context.form()
    given = {key: form[key] for key in _KEPT if form.get(key)}
    app = _asking(context, given)
    problem = _problem(app, given)
    if problem is not None:
        return _back(given, **problem)
    if form.get("decision") == "deny":
        return _back(given, error="access_denied", error_description="The user said no.")
    account = _granter(context, form)
    data = {
        "redirect_uri": given["redirect_uri"],
        "challenge": given.get("code_challenge"),
        "nonce": given.get("nonce"),
        "orgs": _orgs(context, account, given.get("orgIds", "")),
    }
    scope = known_scopes(given.get("scope", "")) or "openid"
    code = context.hub.oauth.issue("code", app.client_id, scope, CODE_LIFETIME, account_id=account.id, data=data)
    return _back(given, code=code)


@router.on_root("POST", "oauth/device")
@signed
def begin_device(context: Context) -> Response:
    """Codes for a program that cannot open a browser."""
    fields = context.fields()
    client_id = str(fields.get("client_id") or "")
    if context.hub.oauth.app(client_id) is None:
        raise oauth_error("invalid_client", f"There is no program with the client id {client_id!r}.")
    wanted = str(fields.get("scope") or "")
    scope = known_scopes(wanted)
    if wanted.strip() and not scope:
        raise oauth_error("invalid_scope", f"None of these scopes is known here: {wanted}.")
    device_code, user_code = context.hub.oauth.issue_device(client_id, scope)
    page = f"{context.origin}/oauth/device"
    return JSON(
        {
            "device_code": device_code,
            "user_code": user_code,
            "verification_uri": page,
            "verification_uri_complete": f"{page}?{urlencode({'user_code': user_code})}",
            "expires_in": DEVICE_LIFETIME,
            "interval": context.hub.config.device_interval,
        },
        headers={"Cache-Control": "no-store"},
    )


@router.on_root("GET", "oauth/device")
@signed
def show_device(context: Context) -> Response:
    return device_page(context.query.get("user_code", ""))


@router.on_root("POST", "oauth/device/approve")
def decide_device(context: Context) -> Response:
    form = context.form()
    account = _granter(context, form)
    grant = context.hub.oauth.find_device(form.get("user_code", ""))
    allowed = form.get("decision") != "deny"
    if grant is None or not context.hub.oauth.decide(grant, account, allowed=allowed):
        return message_page("Log in on a device", "No device waits for this code: it is wrong, used, or too old.", 404)
    said = "Your device is logged in." if allowed else "Your device was turned away."
    return message_page("Log in on a device", f"{said} You can close this page.")


def _asking(context: Context, given: dict[str, str]) -> App:
    """The program that asks. Whoever is not known, or wants the answer elsewhere, is not sent anywhere."""
    app = context.hub.oauth.app(given.get("client_id", ""))
    if app is None:
        raise oauth_error("invalid_client", f"There is no program with the client id {given.get('client_id')!r}.")
    if not any(_same_address(known, given.get("redirect_uri", "")) for known in app.redirect_uris):
        raise oauth_error("invalid_request", f"The redirect address is not one that {app.name} was registered with.")
    return app


def _same_address(known: str, given: str) -> bool:
    """Letter by letter; but the port may differ for a program on this machine, which takes a free one each time, and
    what was registered without a query may be asked for with one, as the programs of Spaces do.
    """
    if known == given:
        return True
    try:
        first, second = urlsplit(known), urlsplit(given)
        if not first.query:
            second = second._replace(query="")
        if first == second:
            return True
        ours = first.hostname or ""
        same = first._replace(netloc="") == second._replace(netloc="") and ours == (second.hostname or "")
        # A user's name before the host would not be part of this comparison.
        return same and first.scheme == "http" and is_loopback(ours) and "@" not in second.netloc
    except ValueError:
        return False


def _problem(app: App, given: dict[str, str]) -> dict[str, str] | None:
    """What is wrong with a request of a known program, to be told to it."""
    if given.get("response_type") != "code":
        return {"error": "unsupported_response_type", "error_description": "Use response_type=code."}
    if given.get("code_challenge") and given.get("code_challenge_method") != "S256":
        return {"error": "invalid_request", "error_description": "Use code_challenge_method=S256."}
    if app.secret is None and not given.get("code_challenge"):
        return {"error": "invalid_request", "error_description": "A program without a secret needs a code_challenge."}
    return None


def _back(given: dict[str, str], **answer: str) -> Response:
    """To the program's own address."""
    parts = urlsplit(given["redirect_uri"])
    state = {"state": given["state"]} if given.get("state") else {}
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *answer.items(), *state.items()])
    location = urlunsplit(parts._replace(query=query))
    return Response(b"", 303, {"Location": location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


def _granter(context: Context, form: dict[str, str]) -> Account:
    """Who decides. Nobody can give away more than their token allows, so that it must allow everything."""
    caller = auth.identify(f"Bearer {form['token']}", context.hub.users) if form.get("token") else context.caller
    account = caller.required()
    if caller.token is None or caller.token.role != "write" or caller.token.oauth_scope is not None:
        raise errors.forbidden("Use a token of yours with the role 'write' to give access to others.")
    return account


def _orgs(context: Context, account: Account, ids: str) -> list[str]:
    """The organisations that the program asked for and the user is in."""
    wanted = set(ids.replace(",", " ").split())
    return [org.name for org, _ in context.hub.users.orgs_of(account.id) if org.id in wanted]
