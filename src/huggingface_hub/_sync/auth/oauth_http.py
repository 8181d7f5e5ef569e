# Generated from src/huggingface_hub/_async/auth/oauth_http.py: edit that file, not this one, then run `python -m codegen`.

"""Exchanges with OAuth servers: never with a token of the machine, never redirected, never repeated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core import curl, oauth, redact, trust, wire
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub.types.http import HttpOptions, HttpRequest, Timeouts


logger = get_logger(__name__)


def ask(
    path: str,
    *,
    form: Mapping[str, str] | None = None,
    json: Any = None,
    bearer: str | None = None,
    options: HttpOptions | None = None,
) -> errors.Response:
    """Make one exchange and read the answer, whatever its status.

    Args:
        path: A path of the Hub, or an absolute address. With a form or JSON it is a POST, else a GET.
        form: A body to send as a form.
        json: A body to send as JSON.
        bearer: What to show in the header `authorization`.
        options: How to connect, such as through which proxy.

    Raises:
        OfflineModeIsEnabled: Requests are switched off.
        TransportError: There is no answer.
    """
    url = constants.ENDPOINT + path if path.startswith("/") else path
    if constants.is_offline_mode():
        raise errors.OfflineModeIsEnabled(
            f"Cannot reach {redact.url(url)}: offline mode is enabled. To disable it, please unset the `HF_HUB_OFFLINE`"
            " environment variable."
        )
    request = _request(url, form, json, bearer)
    if constants.HF_DEBUG:
        logger.debug("%s", curl.render(request))
    with runtime.fail_after(request.timeouts.total):
        return runtime.http_client(options or runtime.DEFAULT).send(request, max_body=oauth.MAX_BODY)


def _request(url: str, form: Mapping[str, str] | None, json: Any, bearer: str | None) -> HttpRequest:
    """The request. Made in a function of its own: bodies and headers must not be the local variables of a traceback."""
    trust.origin(url)
    body, kind = wire.encode_body(json_body=json, form=form, content=None)
    headers = {"accept": "application/json", **kind, **({"authorization": f"Bearer {bearer}"} if bearer else {})}
    seconds = constants.HF_HUB_DOWNLOAD_TIMEOUT or constants.DEFAULT_DOWNLOAD_TIMEOUT
    return HttpRequest(
        "GET" if body is None else "POST", url, headers, body, Timeouts(total=2 * seconds).with_read(seconds)
    )
