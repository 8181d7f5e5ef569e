"""The token of this machine: looked for, and renewed or exchanged where its source asks for that."""

from __future__ import annotations

from huggingface_hub._async.auth import oauth_http, store
from huggingface_hub._core import oauth, oidc, token_refresh, tokens
from huggingface_hub._core.secret import Secret
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.auth import OAuthTokenResponse
from huggingface_hub.types.http import HttpOptions


_EXCHANGING = runtime.Lock()


async def get_token() -> str | None:
    """
    Return the token of this machine, if there is one.

    It is looked for in the environment (`HF_TOKEN`, then `HUGGING_FACE_HUB_TOKEN`, then `HUGGINGFACE_TOKEN`), in the
    file that `login` writes, and in the secrets of a Google Colab notebook, in this order. `HF_OIDC_RESOURCE` comes
    before all of them: the identity that a CI vouches for is exchanged for a token of an hour.

    A token that came from a login by browser is renewed when it has less than a day to live. That never fails: the old
    token is returned then, with one warning in the log.

    Returns:
        The token, or `None` if nobody is logged in. Its `repr` is masked.

    Raises:
        OIDCError: `HF_OIDC_RESOURCE` is set, and there was no token for it.
    """
    return await find_token()


async def get_token_to_send(token: bool | str | None) -> str | None:
    """
    Decide which token a request carries.

    Args:
        token: The token itself, or `True` to require the one of this machine, `False` to send none, `None` to send the
            one of this machine if there is one and `HF_HUB_DISABLE_IMPLICIT_TOKEN` is not set.

    Returns:
        The token, or `None` to send none.

    Raises:
        LocalTokenNotFoundError: `token=True`, and there is none on this machine.
        HFValidationError: The token has characters that can't be sent.
    """
    return await token_to_send(token)


async def refresh_access_token(refresh_token: str) -> OAuthTokenResponse:
    """
    Exchange a refresh token for new tokens. What is stored on this machine stays as it is.

    Args:
        refresh_token: The refresh token; the Hub accepts it once.

    Raises:
        DeviceCodeError: The Hub refused; `error_code` is `"invalid_grant"` if the refresh token is used, revoked or too
            old.
    """
    return await _refresh(refresh_token, None)


async def token_to_send(token: bool | str | None, options: HttpOptions | None = None) -> str | None:
    """What `get_token_to_send` decides, with how to connect if the token of this machine has to be renewed."""
    sent, look = tokens.given(token)
    if not look:
        return sent
    return tokens.to_send(await find_token(options), required=token is True)


async def find_token(options: HttpOptions | None = None) -> Secret | None:
    """The token of this machine.

    Args:
        options: How to connect if it has to be renewed.
    """
    if (token := tokens.at_hand()) is not None:
        return token
    # Reads files, so it leaves the caller's thread.
    found = await runtime.to_thread(tokens.find)
    if found.exchange is not None:
        return await _exchange(found.exchange, options)
    if found.due is not None:
        return await _renew(found.due, options)
    return found.token


async def _renew(due: token_refresh.Due, options: HttpOptions | None) -> Secret:
    try:
        async with store.lock():
            # One process, and one task of it, asks the Hub: a refresh token is good for one answer.
            still = await runtime.to_thread(token_refresh.under_lock, due)
            if not isinstance(still, token_refresh.Due):
                return still
            assert still.stored.refresh_token is not None
            response = await _refresh(still.stored.refresh_token, options)
            async with runtime.shield():
                return await runtime.to_thread(token_refresh.keep, still, response)
    except (OSError, errors.TransportError, errors.DeviceCodeError) as error:
        return await runtime.to_thread(token_refresh.failed, due, error)


async def _refresh(refresh_token: str, options: HttpOptions | None) -> OAuthTokenResponse:
    response = await oauth_http.ask(oauth.TOKEN_PATH, form=oauth.refresh_form(refresh_token), options=options)
    return oauth.refreshed(response)


async def _exchange(wanted: oidc.Exchange, options: HttpOptions | None) -> Secret:
    # Many calls may begin at once: one of them asks for the token that all of them use.
    async with _EXCHANGING:
        return wanted.known() or await _ask_for(wanted, options)


async def _ask_for(wanted: oidc.Exchange, options: HttpOptions | None) -> Secret:
    id_token = wanted.id_token
    if id_token is None:
        assert wanted.issuer is not None
        try:
            response = await oauth_http.ask(wanted.issuer, bearer=wanted.issuer_token, options=options)
        except (OSError, errors.TransportError) as error:
            raise oidc.unreachable(error, "GitHub Actions") from error
        id_token = wanted.read_id_token(response)
    try:
        response = await oauth_http.ask(
            oauth.TOKEN_PATH, json={**wanted.body, "subject_token": id_token}, options=options
        )
    except errors.OfflineModeIsEnabled:
        raise
    except (OSError, errors.TransportError) as error:
        raise oidc.unreachable(error, "The Hub") from error
    return wanted.read_token(response)
