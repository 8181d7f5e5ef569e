"""The one URL trust check: which addresses may be followed, and which may see the token.

Addresses come from servers: redirects, `Link` headers, LFS actions, Xet routes. A hostile or careless mirror can put
anything there, so the token goes only to the Hub's own origins and to the endpoint that the caller configured, over the
scheme that it was configured with (promise I8).
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from huggingface_hub._core import redact
from huggingface_hub._lazy import errors


HUB_ORIGINS = ("https://huggingface.co", "https://hub-ci.huggingface.co", "https://hf.co")
_DEFAULT_PORTS = {"https": 443, "http": 80}


class Origin(NamedTuple):
    """Scheme, host and port: what decides who receives a request."""

    scheme: str
    host: str
    port: int


def origin(url: str) -> Origin:
    """The origin of an absolute http or https address.

    Raises:
        UntrustedURLError: Another scheme, no host, or not an address at all.
    """
    try:
        parts = urlsplit(url)
        scheme = parts.scheme.lower()
        port = parts.port or _DEFAULT_PORTS[scheme]
        host = (parts.hostname or "").rstrip(".")
    except (ValueError, KeyError):
        raise errors.UntrustedURLError(f"Not an http(s) address: {redact.url(url)}") from None
    if not host:
        raise errors.UntrustedURLError(f"Not an http(s) address: {redact.url(url)}")
    return Origin(scheme, host, port)


def check_endpoint(endpoint: str) -> str:
    """Pass the address of a Hub as somebody has set it.

    Raises:
        UntrustedURLError: It is not one.
    """
    try:
        origin(endpoint)
    except errors.UntrustedURLError:
        raise errors.UntrustedURLError(
            f"'{redact.url(endpoint)}' is not the address of a Hub: it has to begin with https:// or http://. Check "
            "`HF_ENDPOINT`, or `endpoint=`."
        ) from None
    return endpoint


def same_origin(first: str, second: str) -> bool:
    """Whether two addresses lead to the same server."""
    return origin(first) == origin(second)


def check_same_origin(first: str, second: str) -> str:
    """Pass the second address if it leads to the same server as the first.

    Raises:
        UntrustedURLError: It does not.
    """
    # Equal up to the path is what it nearly always is, and quickly seen.
    if first.split("/", 3)[:3] != second.split("/", 3)[:3] and not same_origin(first, second):
        raise errors.UntrustedURLError(f"{redact.url(second)} is not on the server of {redact.url(first)}.")
    return second


def is_hub(url: str, endpoint: str) -> bool:
    """Whether an address belongs to the Hub, or to the endpoint that stands in for it."""
    try:
        return origin(url) in {origin(o) for o in (*HUB_ORIGINS, endpoint)}
    except errors.UntrustedURLError:
        return False


def may_send_token(url: str, endpoint: str) -> bool:
    """Whether the token may go along to this address."""
    return is_hub(url, endpoint)


def check_credentialed(url: str, endpoint: str, what: str) -> str:
    """Pass an address that is going to receive the token, as given by a server.

    Raises:
        UntrustedURLError: It is not the Hub's. `what` names where it came from.
    """
    if not may_send_token(url, endpoint):
        raise errors.UntrustedURLError(
            f"The server's {what} leads to {redact.url(url)}, which is not part of {endpoint}. It was not followed, so"
            " that your token stays with the Hub. If this is your mirror, set HF_ENDPOINT to that host."
        )
    return url


def check_redirect(current: str, target: str, endpoint: str) -> str:
    """Pass the absolute target of a redirect.

    Raises:
        UntrustedURLError: It leaves https for http, changes to another scheme, or leads from a public server into
            this machine or its network.
    """
    here, there = origin(current), origin(target)
    if here.scheme == "https" and there.scheme != "https":
        raise errors.UntrustedURLError(
            f"Refused a redirect from https to {there.scheme}: {redact.url(target)}. Somebody on the way could read it."
        )
    if _is_private(there.host) and not _is_private(here.host) and there != origin(endpoint):
        raise errors.UntrustedURLError(f"Refused a redirect from {here.host} into a private network: {there.host}.")
    return target


def address_of(url: str) -> str:
    """
    The address of the server that a URL leads to, to be used as an endpoint.

    Raises:
        UntrustedURLError: It is no address of a web server.
    """
    there = origin(url)
    host = f"[{there.host}]" if ":" in there.host else there.host
    return f"{there.scheme}://{host}:{there.port}"


def shown(url: str) -> str:
    """The address of the server that a URL leads to, as people write it."""
    there = origin(url)
    address = address_of(url)
    return address.removesuffix(f":{_DEFAULT_PORTS[there.scheme]}")


def check_object_url(url: str, endpoint: str, what: str) -> str:
    """Pass an address that takes or gives file contents, without the token.

    Raises:
        UntrustedURLError: It is not https, unless the endpoint itself is a plain http server.
    """
    there, hub = origin(url), origin(endpoint)
    if there.scheme != "https" and hub.scheme == "https":
        raise errors.UntrustedURLError(f"The server's {what} is not https: {redact.url(url)}. It was not used.")
    if _is_private(there.host) and not _is_private(hub.host):
        raise errors.UntrustedURLError(f"The server's {what} leads into a private network: {there.host}.")
    return url


def _is_private(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    import ipaddress

    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return address.is_private or address.is_loopback or address.is_link_local
