"""The session of this process, and whether it may be used."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core import packages
from huggingface_hub._core.xet.connection import Access
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import _shared, factories
from huggingface_hub._runtime.lane import route
from huggingface_hub.types.http import HttpOptions


_LOCK = _shared.ForkLock()


class _Shared:
    """A session and who uses it."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.users = 0
        self.is_spoilt = False


# By process: a child that was forked has none of the threads. What it got from its parent is kept, never ended.
_SESSIONS: dict[int, _Shared] = {}


def is_open(options: HttpOptions) -> bool:
    """Whether the library is there, and nobody has asked for anything about connections that it does not know."""
    return obstacle(options) is None


def obstacle(options: HttpOptions) -> str | None:
    """What keeps transfers of this process from going through Xet; `None` if nothing does."""
    if not packages.is_xet_available():
        return packages.xet_usage().partition(":")[0]
    if options.proxy is not None or options.verify is not True:
        return "hf_xet does not know the proxy or the certificates that were set"
    if factories.has_custom_client() or factories.has_custom_async_client():
        return "the HTTP client was made by a factory of the program"
    return None if route.is_stock() else "the HTTP library was changed by another one, such as a recorder"


@contextmanager
def use() -> Generator[Any, None, None]:
    """
    The session for the time of a transfer, made at the first call.

    A transfer that is stopped keeps its share of the session's connections: so when the block raises, the next transfer
    gets another session, and this one is ended as soon as nobody uses it any more.

    Raises:
        XetDownloadError: The library can't be loaded or started.
    """
    shared = _take()
    try:
        yield shared.session
    except BaseException:
        shared.is_spoilt = True
        raise
    finally:
        _give_back(shared)


def _take() -> _Shared:
    with _LOCK:
        shared = _SESSIONS.get(os.getpid())
        if shared is None or shared.is_spoilt:
            try:
                shared = _Shared(_new_session())
            except Exception as error:
                raise errors.XetDownloadError(f"hf_xet does not start: {error}") from error
            _SESSIONS[os.getpid()] = shared
        shared.users += 1
        return shared


def _give_back(shared: _Shared) -> None:
    with _LOCK:
        shared.users -= 1
        end = shared.is_spoilt and not shared.users
        if end and _SESSIONS.get(os.getpid()) is shared:
            del _SESSIONS[os.getpid()]
    if end:
        shared.session.sigint_abort()


def _new_session() -> Any:
    # It keeps notes there, and without a place for them every transfer fails, each with a line of its log.
    os.makedirs(os.environ.get("HF_XET_CACHE") or constants.HF_XET_CACHE, exist_ok=True)
    import hf_xet

    config = hf_xet.XetConfig()
    if "HF_XET_TELEMETRY_ENABLED" not in os.environ:
        # Reports of transfers are sent for those who ask for it.
        config = config.with_config("telemetry.enabled", False)
    return hf_xet.XetSession(config)


def arguments(access: Access) -> dict[str, Any]:
    """What a group of transfers is made with."""
    return {
        "endpoint": access.storage,
        "token": access.token,
        "token_expiry_unix_secs": access.expires,
        "token_refresh_url": access.route,
        "token_refresh_headers": dict(access.hub_headers),
        "custom_headers": dict(access.headers),
    }
