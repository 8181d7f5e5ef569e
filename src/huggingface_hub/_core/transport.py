"""Which failures of a connection are worth another attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    reason = getattr(found, "verify_message", None) or found.reason or str(found)
    return (
        f"The TLS certificate of '{host}' was not accepted: {reason}. If your network inspects TLS, point SSL_CERT_FILE"
        " to its CA bundle, or pass `verify=` to the client."
    )


def proxy_advice(error: BaseException, url: str, proxy: str | None) -> str | None:
    """What to tell a user whose proxy refused a connection, or `None` if it was something else.

    Args:
        error: What went wrong.
        url: What was asked for.
        proxy: The client's proxy, `None` for those of the environment.
    """
    if not isinstance(error, errors.ProxyError):
        return None
    from urllib.request import getproxies

    scheme = trust.origin(url).scheme
    known = getproxies()
    used = proxy or known.get(scheme) or known.get("all")
    shown = f"'{redact.url(used)}'" if used else "in use"
    return (
        f"The proxy {shown} did not pass on the request to '{trust.origin(url).host}'. Check its address and the user "
        f"name and password in it (`{scheme.upper()}_PROXY`, or `proxy=` of the client); hosts in `NO_PROXY` are asked "
        "directly."
    )


def advice(error: BaseException, url: str, proxy: str | None) -> str | None:
    """What a user can do about a failure of TLS or of a proxy, `None` if it is another one."""
    return tls_advice(error, trust.origin(url).host) or proxy_advice(error, url, proxy)
