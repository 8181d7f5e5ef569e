# Generated from src/huggingface_hub/_async/auth/device.py: edit that file, not this one, then run `python -m codegen`.

"""Logging in with a browser: this program shows a code, and the user approves it on a page of the Hub."""

from __future__ import annotations

from collections.abc import Callable

from huggingface_hub._core import oauth
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.auth import oauth_http
from huggingface_hub.types.auth import DeviceCodeInfo, OAuthTokenResponse


def request_device_code() -> DeviceCodeInfo:
    """
    Ask the Hub for a code with which a user can log this program in.

    Returns:
        The codes: show `verification_uri_complete` and `user_code` to the user, and hand all to `poll_device_token`.

    Raises:
        DeviceCodeError: The Hub refused, or could not be reached.
    """
    try:
        response = oauth_http.ask(oauth.DEVICE_PATH, form=oauth.device_form())
    except errors.OfflineModeIsEnabled:
        raise
    except (OSError, errors.TransportError) as error:
        raise oauth.unreachable(error) from error
    return oauth.device_code_info(response)


def poll_device_token(
    device_info: DeviceCodeInfo, *, on_pending: Callable[[], None] | None = None
) -> OAuthTokenResponse:
    """
    Wait until the user has decided about a code, and return the tokens.

    Args:
        device_info: What `request_device_code` returned.
        on_pending: Called each time that the Hub says that nobody has decided so far.

    Raises:
        DeviceCodeError: The user said no, or did not decide in time; `error_code` says which.
    """
    steps = oauth.Polling(device_info, now=runtime.monotonic())
    while True:
        found = steps.on_answer(_answer(steps))
        if found is not None:
            return found
        if steps.pending and on_pending is not None:
            on_pending()
        runtime.sleep(steps.pause)
        steps.check_deadline(now=runtime.monotonic())


def _answer(steps: oauth.Polling) -> errors.Response | None:
    """The Hub's answer; none if the connection broke: the user may be typing for minutes, in which a network comes back."""
    try:
        return oauth_http.ask(oauth.TOKEN_PATH, form=steps.form)
    except errors.OfflineModeIsEnabled:
        raise
    except (OSError, errors.TransportError):
        return None
