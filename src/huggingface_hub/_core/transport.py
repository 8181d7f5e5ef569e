"""Which failures of a connection are worth another attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huggingface_hub import constants
from huggingface_hub._core import redact, trust
from huggingface_hub._lazy import errors


if TYPE_CHECKING:
    import ssl


def is_transient(error: BaseException) -> bool:
    """Whether a broken exchange may work the next time: connection, reading, writing, protocol and time-out errors.

    TLS failures are not: a wrong certificate stays wrong, and trying again only hides what has to be set right.
    """
    return isinstance(error, errors.TRANSIENT) and tls_error_of(error) is None


def is_unreachable(error: BaseException) -> bool:
    """Whether there was no connection at all: refused, no such host, no route."""
    return isinstance(error, errors.ConnectError)


def tls_error_of(error: BaseException | None) -> ssl.SSLError | None:
    """The certificate or protocol failure of TLS behind a connection error, if that is what it was."""
    import ssl  # slow to load, and loaded anyway where a connection has failed

    depth = 0
    while error is not None and depth < 10:
        # An EOF in the middle is a broken connection like any other, not a matter of trust.
        if isinstance(error, ssl.SSLError) and not isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
            return error
        error = error.__cause__ or error.__context__
        depth += 1
    return None


def tls_advice(error: BaseException, host: str) -> str | None:
    """What to tell a user whose connection failed for TLS, or `None` if it was something else."""
    found = tls_error_of(error)
    if found is None:
        return None
    if found.reason in _NOT_TLS:
        return f"'{host}' does not speak TLS at this address: should it begin with `http://`, or has it another port?"
    reason = getattr(found, "verify_message", None) or found.reason or str(found)
    return (
        f"The TLS certificate of '{host}' was not accepted: {reason}. If your network inspects TLS, point SSL_CERT_FILE"
        " to its CA bundle, or pass `verify=` to the client."
    )


# What is said when the other side answers in plain text
_NOT_TLS = frozenset({"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST"})


def proxy_advice(error: BaseException, url: str, proxy: str | None) -> str | None:
    """What to tell a user whose proxy refused a connection, or `None` if it was something else.

    Args:
        error: What went wrong.
        url: What was asked for.
        proxy: The client's proxy, `None` for those of the environment.
    """
    if not isinstance(error, errors.ProxyError):
        return None
    scheme = trust.origin(url).scheme
    used = _proxy_of(url, proxy)
    return (
        f"The proxy {used or 'in use'} did not pass on the request to '{trust.origin(url).host}'. Check its address and "
        f"the user name and password in it (`{scheme.upper()}_PROXY`, or `proxy=` of the client); hosts in `NO_PROXY` are "
        "asked directly."
    )


def _proxy_of(url: str, proxy: str | None) -> str | None:
    """The proxy that requests to an address take, to be shown."""
    from urllib.request import getproxies, proxy_bypass

    there = trust.origin(url)
    known = getproxies()
    used = proxy or known.get(there.scheme) or known.get("all")
    if not used or (proxy is None and proxy_bypass(there.host)):
        return None
    return f"'{redact.url(used)}'"


def _place_of(error: BaseException, url: str, proxy: str | None) -> str:
    """Where a request went that found nobody, or no answer: after a redirect, that is not where it was sent first."""
    asked = url
    if isinstance(error, errors.TransportError):
        try:
            asked = str(error.request.url)
        except RuntimeError:
            pass  # it was raised without one
    place = trust.shown(asked)
    used = _proxy_of(asked, proxy) if is_unreachable(error) else None
    return f"{place}, through the proxy {used}" if used else place


def explain(error: Exception, url: str, proxy: str | None) -> None:
    """Add to the text of a failed exchange which server it was with, or what the user can do about it.

    Its traceback loses the sixty lines about the inside of the HTTP library, unless `HF_DEBUG` is set.

    Args:
        error: What went wrong; anything but a failure of the connection stays as it is.
        url: What was asked for.
        proxy: The client's proxy, `None` for those of the environment.
    """
    if not isinstance(error, errors.TransportError):
        return
    text = str(error)
    first, *rest = text.splitlines() or [""]
    advice = tls_advice(error, trust.origin(url).host) or proxy_advice(error, url, proxy)
    if advice is not None:
        rest += [] if advice in text else [advice]
    elif (place := _place_of(error, url, proxy)) not in text:
        first = f"{first or 'no answer'} ({place})"
    error.args = ("\n".join([first, *rest]), *error.args[1:])
    if not constants.HF_DEBUG:
        _shorten(error)


def _shorten(error: Exception) -> None:
    """Leave of what led to a failed exchange only what the system said."""
    said: OSError | None = None
    below: BaseException | None = error
    for _ in range(10):
        below = below and (below.__cause__ or below.__context__)
        # What the caller is in the middle of handling is nobody's business here.
        if below is None or not isinstance(below, OSError) and type(below).__module__.partition(".")[0] not in _LIBRARY:
            break
        said = below if isinstance(below, OSError) else said
    error.__traceback__ = None
    error.__cause__ = said
    if said is not None:
        said.__traceback__ = said.__cause__ = None


# Where exceptions come from that say the same in other words
_LIBRARY = frozenset({"httpcore", "httpx", "anyio", "huggingface_hub"})
