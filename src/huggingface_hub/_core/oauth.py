"""What programs say to the Hub's OAuth routes, and how answers are read. Source: `contract/wire/auth.md` §3 and §5."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from huggingface_hub import constants
from huggingface_hub._core import redact
from huggingface_hub._core.secret import Secret, clean
from huggingface_hub._lazy import errors
from huggingface_hub.types.auth import DeviceCodeInfo, OAuthTokenResponse


DEVICE_PATH = "/oauth/device"
TOKEN_PATH = "/oauth/token"  # noqa: S105 (a path)
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
# Answers are a few hundred bytes.
MAX_BODY = 64 * 1024
DEFAULT_INTERVAL = 5
DEFAULT_LIFETIME = 900
# A server that says 0 would be asked in a busy loop.
MIN_INTERVAL = 1
# RFC 8628 §3.5
SLOWER_BY = 5


def json_object(response: errors.Response | None) -> dict[str, Any] | None:
    """The JSON object of an answer; `None` for anything else that a proxy or a broken server may say.

    Its secrets are masked in `repr`, and those that were sent are taken out of what the server says about them.
    """
    if response is None:
        return None
    try:
        value = json.loads(response.content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    sent = _sent_secrets(response)
    return {key: _shown(key, item, sent) for key, item in value.items()}


def _shown(key: str, value: Any, sent: list[str]) -> Any:
    if not isinstance(value, str):
        return value
    if redact.is_secret_key(key):
        return Secret(value)
    for secret in sent:
        value = value.replace(secret, redact.HIDDEN)
    return value


def reason(answer: Mapping[str, Any] | None, response: errors.Response) -> str:
    """Why a request was refused, in the server's words, safe to print."""
    words = [str(answer[key]) for key in ("error_description", "error") if answer and answer.get(key)]
    said = redact.text(redact.printable(words[0]))[:300] if words else "no reason was given"
    return f"{said.rstrip('.')} (status {response.status_code})"


def _sent_secrets(response: errors.Response) -> list[str]:
    """The secrets in the body of the request, which some servers repeat in their complaint."""
    try:
        text = response.request.content.decode()
    except (RuntimeError, UnicodeDecodeError):  # the first: an answer without its request
        return []
    try:
        sent = json.loads(text)
    except ValueError:
        sent = dict(parse_qsl(text))
    return [str(v) for k, v in sent.items() if redact.is_secret_key(k) and v] if isinstance(sent, dict) else []


def token_response(answer: Mapping[str, Any] | None) -> OAuthTokenResponse | None:
    """The tokens of an answer; `None` if it has none."""
    token = answer and answer.get("access_token")
    if not isinstance(token, str) or not clean(token):
        return None
    found: OAuthTokenResponse = {"access_token": Secret(token)}
    assert answer is not None
    if isinstance(answer.get("refresh_token"), str) and clean(answer["refresh_token"]):
        found["refresh_token"] = Secret(answer["refresh_token"])
    if (lifetime := seconds(answer.get("expires_in"))) is not None:
        found["expires_in"] = lifetime
    found["token_type"] = str(answer.get("token_type") or "Bearer")
    return found


def seconds(value: object) -> int | None:
    """A number of seconds, which some servers write as text; `None` if it isn't one."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return int(number) if math.isfinite(number) and number >= 0 else None


def expires_at(response: OAuthTokenResponse) -> int | None:
    """The moment at which tokens that were given just now expire."""
    lifetime = response.get("expires_in")
    return None if lifetime is None else int(time.time()) + lifetime


# --- Logging in with a device code ---


def device_form() -> dict[str, str]:
    """Asks for a device code."""
    return {"client_id": constants.DEVICE_CODE_OAUTH_CLIENT_ID}


def device_code_info(response: errors.Response) -> DeviceCodeInfo:
    """Read the codes from an answer.

    Raises:
        DeviceCodeError: The Hub refused, or answered something else.
    """
    answer = json_object(response)
    if response.status_code >= 400:
        raise errors.DeviceCodeError(
            f"{constants.ENDPOINT} does not offer a login by browser: {reason(answer, response)}. Log in with a token"
            " instead: `hf auth login --token ...`.",
            _code(answer),
        )
    texts = {key: answer.get(key) for key in ("device_code", "user_code", "verification_uri")} if answer else {}
    if answer is None or not all(isinstance(value, str) and value for value in texts.values()):
        raise errors.DeviceCodeError(
            f"{constants.ENDPOINT} gave no code to log in with. Is HF_ENDPOINT the address of a Hub?"
        )
    page = _page(texts["verification_uri"])
    complete = answer.get("verification_uri_complete")
    interval = seconds(answer.get("interval"))
    lifetime = seconds(answer.get("expires_in"))
    return {
        "device_code": Secret(str(texts["device_code"])),
        "user_code": redact.printable(str(texts["user_code"])),
        "verification_uri": page,
        "verification_uri_complete": _page(complete) if complete else page,
        "interval": DEFAULT_INTERVAL if interval is None else interval,
        "expires_in": DEFAULT_LIFETIME if lifetime is None else lifetime,
    }


def _page(value: object) -> str:
    """The address of a page, which is printed at a terminal and becomes a link in a notebook."""
    page = redact.printable(str(value)).strip()
    if not page.startswith(("https://", "http://")):
        raise errors.DeviceCodeError(f"{constants.ENDPOINT} gave no page to log in on.")
    return page


def unreachable(error: Exception) -> errors.DeviceCodeError:
    """The error that there is no Hub to log in to."""
    return errors.DeviceCodeError(
        f"{constants.ENDPOINT} could not be reached ({type(error).__name__}). Check the network, HF_ENDPOINT and the"
        " proxy; `hf doctor` looks at all three."
    )


class Polling:
    """Asking for the token of a device code until there is an answer, as steps without input or output.

    Attributes:
        form: What is sent to `TOKEN_PATH`, each time.
        pending: Whether the last answer was that the user has not decided.
        pause: Seconds until the next question.

    Args:
        info: The codes.
        now: The time, by a clock that only moves forward.
    """

    def __init__(self, info: DeviceCodeInfo, *, now: float) -> None:
        self.form = {
            "grant_type": DEVICE_GRANT,
            "device_code": info["device_code"],
            "client_id": constants.DEVICE_CODE_OAUTH_CLIENT_ID,
        }
        self.pending = False
        self.pause: float = max(info.get("interval", DEFAULT_INTERVAL), MIN_INTERVAL)
        self._deadline = now + info.get("expires_in", DEFAULT_LIFETIME)

    def on_answer(self, response: errors.Response | None) -> OAuthTokenResponse | None:
        """Take an answer, `None` if none came; returns the tokens once they are there.

        Raises:
            DeviceCodeError: The user said no, or took too long, or the Hub refused.
        """
        answer = json_object(response)
        self.pending = False
        # What a broken connection or an overloaded server leaves behind says nothing about the user's decision.
        if response is None or answer is None or response.status_code >= 500:
            return None
        tokens = token_response(answer)
        if tokens is not None:
            return tokens
        code = _code(answer)
        if code is None:
            return None
        if code == errors.OAuthErrorCode.SLOW_DOWN:
            self.pause += SLOWER_BY
        elif code == errors.OAuthErrorCode.AUTHORIZATION_PENDING:
            self.pending = True
        else:
            raise errors.DeviceCodeError(_MESSAGES.get(code) or f"{reason(answer, response)}.", code)
        return None

    def check_deadline(self, *, now: float) -> None:
        """Give up when the codes are no longer valid.

        Raises:
            DeviceCodeError: They are not.
        """
        if now >= self._deadline:
            code = errors.OAuthErrorCode.EXPIRED_TOKEN.value
            raise errors.DeviceCodeError(_MESSAGES[code], code)


_MESSAGES = {
    "expired_token": "The code has expired before anybody has approved it. Run `hf auth login` again for a new one.",
    "access_denied": "The request was denied on the page.",
}


def _code(answer: Mapping[str, Any] | None) -> str | None:
    code = answer and answer.get("error")
    return redact.printable(code)[:100] if isinstance(code, str) and code else None


# --- Refreshing ---


def refresh_form(refresh_token: str) -> dict[str, str]:
    """Asks for the next tokens."""
    return {
        "grant_type": "refresh_token",
        "refresh_token": refresh_token,
        "client_id": constants.DEVICE_CODE_OAUTH_CLIENT_ID,
    }


def refreshed(response: errors.Response) -> OAuthTokenResponse:
    """Read the next tokens.

    Raises:
        DeviceCodeError: The Hub refused, or answered something else.
    """
    answer = json_object(response)
    tokens = token_response(answer) if response.status_code < 400 else None
    if tokens is None:
        raise errors.DeviceCodeError(f"The token was not renewed: {reason(answer, response)}.", _code(answer))
    return tokens
