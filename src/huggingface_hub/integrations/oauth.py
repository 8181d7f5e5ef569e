"""Logging users of a web application in with their account of the Hub (extra `oauth`)."""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from huggingface_hub import constants
from huggingface_hub._async.auth.api import AsyncAuthApi
from huggingface_hub._async.auth.tokens import get_token
from huggingface_hub._core import tokens, web_login
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.redact import printable, text
from huggingface_hub._core.secret import Secret
from huggingface_hub._lazy import errors
from huggingface_hub.types.oauth import OAuthInfo


if TYPE_CHECKING:
    import fastapi
    from starlette.requests import Request
    from starlette.responses import Response

logger = get_logger(__name__)

_MISSING = "needs starlette, authlib and itsdangerous: `pip install huggingface_hub[oauth]`."


def attach_huggingface_oauth(app: fastapi.FastAPI, route_prefix: str = "/") -> None:
    """
    Let users of an application log in with their account of the Hub.

    In a Space with `hf_oauth: true`, `/oauth/huggingface/login` sends them to the Hub and back, to the page of the
    application that the parameter `_target_url` names; `/oauth/huggingface/logout` forgets them. Everywhere else both
    are mocked: whoever visits the application is logged in as you, with the token of this machine.

    Args:
        app: The application; any of Starlette will do.
        route_prefix: What the paths of the routes begin with.

    Raises:
        ImportError: A package of the extra `oauth` is missing.
        ValueError: The Space has no OAuth application, or this machine has no token to mock with.

    Examples:
        >>> from fastapi import FastAPI, Request
        >>> from huggingface_hub import attach_huggingface_oauth, parse_huggingface_oauth
        >>> app = FastAPI()
        >>> attach_huggingface_oauth(app)
        >>> @app.get("/")
        ... def hello(request: Request):
        ...     info = parse_huggingface_oauth(request)
        ...     return f"Hello, {info.user_info.name}!" if info else "Log in at /oauth/huggingface/login"
    """
    try:
        from starlette.middleware.sessions import SessionMiddleware
    except ImportError as error:
        raise ImportError(f"`attach_huggingface_oauth` {_MISSING}") from error
    logins: _Logins
    if web_login.in_space():
        web_login.check_settings()
        logins = _HubLogins(route_prefix)
    else:
        if not tokens.is_there():
            raise ValueError(f"{web_login.NOBODY} You can make one at {tokens.settings_url()}.")
        warnings.warn(web_login.MOCKED, UserWarning, stacklevel=2)
        logins = _MockedLogins(route_prefix)
    # The pages of Spaces are shown in a frame of the Hub's, where browsers send no other cookies.
    app.add_middleware(SessionMiddleware, secret_key=web_login.session_key(), same_site="none", https_only=True)
    for name, handler in (("login", logins.login), ("callback", logins.callback), ("logout", logins.logout)):
        app.router.add_route(logins.paths[name], handler, ["GET"], logins.name(name), include_in_schema=False)


def parse_huggingface_oauth(request: fastapi.Request) -> OAuthInfo | None:
    """
    Tell who has logged in.

    Args:
        request: A request to the application.

    Returns:
        Who, with a token to act for them; `None` if nobody has.
    """
    found = request.session.get(web_login.SESSION_KEY)
    if not found:
        logger.debug("Nobody has logged in to this session.")
        return None
    return OAuthInfo.from_wire({**found, "access_token": Secret(found["access_token"])})


class _Logins(ABC):
    """The routes of one application."""

    def __init__(self, prefix: str) -> None:
        self.paths = web_login.routes(prefix)

    def name(self, route: str) -> str:
        """The name of a route, different for each prefix."""
        return f"huggingface_oauth:{self.paths[route]}"

    @abstractmethod
    async def login(self, request: Request) -> Response:
        """Begin a login."""

    @abstractmethod
    async def callback(self, request: Request) -> Response:
        """End a login."""

    async def logout(self, request: Request) -> Response:
        """Forget who has logged in."""
        from starlette.responses import RedirectResponse

        request.session.pop(web_login.SESSION_KEY, None)
        return RedirectResponse(_target(request), 302)


class _MockedLogins(_Logins):
    """Everybody is the one who has started the application."""

    async def login(self, request: Request) -> Response:
        from starlette.responses import RedirectResponse

        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{request.scope.get('root_path', '')}{self.paths['callback']}{query}")

    async def callback(self, request: Request) -> Response:
        from starlette.responses import RedirectResponse

        try:
            token = await get_token()
            if token is None:
                raise ValueError(web_login.NOBODY)
            found = web_login.mocked(token, await AsyncAuthApi(token=token).whoami())
        except (ValueError, OSError, errors.TransportError) as error:
            return _failure(str(error))
        request.session[web_login.SESSION_KEY] = found
        return RedirectResponse(_target(request))


class _HubLogins(_Logins):
    """Users are sent to the Hub, which asks them."""

    def __init__(self, prefix: str) -> None:
        super().__init__(prefix)
        assert constants.OPENID_PROVIDER_URL is not None
        self._hub: Any = _authlib().register(
            name="huggingface",
            client_id=constants.OAUTH_CLIENT_ID,
            client_secret=constants.OAUTH_CLIENT_SECRET,
            client_kwargs={"scope": constants.OAUTH_SCOPES, "code_challenge_method": "S256"},
            server_metadata_url=f"{constants.OPENID_PROVIDER_URL.rstrip('/')}/.well-known/openid-configuration",
        )

    async def login(self, request: Request) -> Response:
        callback = str(request.url_for(self.name("callback")))
        back = web_login.redirect_uri(callback, request.query_params, request.url.netloc)
        response: Response = await self._hub.authorize_redirect(request, back)
        return response

    async def callback(self, request: Request) -> Response:
        from authlib.integrations.base_client.errors import MismatchingStateError, OAuthError
        from starlette.responses import RedirectResponse

        try:
            answer = await self._hub.authorize_access_token(request)
        except MismatchingStateError:
            # Marks of logins that were begun and never ended would fill the cookie.
            for key in [key for key in request.session if key.startswith("_state_huggingface")]:
                request.session.pop(key)
            login = f"{request.scope.get('root_path', '')}{self.paths['login']}"
            return RedirectResponse(web_login.again(login, request.query_params, request.url.netloc))
        except OAuthError as error:
            if error.error == errors.OAuthErrorCode.ACCESS_DENIED:
                # A no is an answer: the page shows what it shows to those who have not logged in.
                return RedirectResponse(_target(request))
            return _failure(f"{error.error}: {error.description}")
        request.session[web_login.SESSION_KEY] = web_login.kept(answer)
        return RedirectResponse(_target(request))


def _authlib() -> Any:
    try:
        with warnings.catch_warnings():
            # It would rather use the successor of httpx, which is nothing that users of the application can change.
            import authlib.deprecate  # noqa: F401 (it sets a filter of its own, which has to come first)

            warnings.simplefilter("ignore")
            from authlib.integrations.starlette_client import OAuth
    except ImportError as error:
        raise ImportError(f"`attach_huggingface_oauth` {_MISSING}") from error
    return OAuth()


def _target(request: Request) -> str:
    return web_login.target(request.query_params, request.url.netloc)


def _failure(reason: str) -> Response:
    from starlette.responses import PlainTextResponse

    return PlainTextResponse(f"Login failed. {text(printable(reason))}", 400)
