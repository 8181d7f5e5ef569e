"""HTTP/1.1 as far as the lane speaks it: a request, the head of an answer, and httpx's names for failures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NoReturn
from urllib.parse import urlsplit

from huggingface_hub._core import redact
from huggingface_hub._lazy import errors
from huggingface_hub.types.http import FileSlice, HttpRequest


MAX_HEAD = 64 * 1024
MAX_HEADERS = 256
MAX_LENGTH_DIGITS = 18

# A lone CR or LF, a name with a space and a continued line are how answers are smuggled past readers: none matches.
_HEADER = re.compile(r"^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([^\r\n\0]*)\r\n", re.MULTILINE)
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(r"[\t\x20-\x7e]*")
_TARGET = re.compile(r"/[A-Za-z0-9\-._~!$&'()*+,;=:@/?%\[\]]*")
_STATUS = re.compile(r"HTTP/1\.([01]) ([1-5][0-9]{2})(?: [^\r\n\0]*)?")


class Unsuitable(Exception):
    """The lane does not do this; httpx does."""


class Head(Mapping[str, str]):
    """Status and headers of an answer; names don't depend on case, repeated ones are joined by commas.

    Attributes:
        status: The status code.
        length: How many bytes the body has, `None` if that is not said.
        keeps: Whether the connection can be used again after the body.
        raw: The headers as they came, as Latin-1.
    """

    __slots__ = ("_values", "keeps", "length", "raw", "status")

    def __init__(self, status: int, raw: list[tuple[str, str]], *, minor: int) -> None:
        self.status = status
        self.raw = raw
        values: dict[str, str] = {}
        for name, value in raw:
            key, value = name.lower(), value.rstrip(" \t")
            values[key] = f"{values[key]}, {value}" if key in values else value
        self._values = values
        self.length = _length(values, status)
        said = values.get("connection", "").lower()
        self.keeps = "close" not in said and (minor == 1 or "keep-alive" in said)

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _length(values: Mapping[str, str], status: int) -> int | None:
    """The length of the body.

    Two lengths, or one beside chunks, can mean two different answers to two readers: such are refused.
    """
    said = values.get("content-length")
    if "transfer-encoding" in values:
        if said is not None:
            _broken("both a length and a transfer encoding")
        return None
    if status in (204, 304):
        return 0
    if said is None:
        return None
    parts = {part.strip() for part in said.split(",")}
    value = parts.pop()
    if parts or not (value.isascii() and value.isdigit()) or len(value) > MAX_LENGTH_DIGITS:
        _broken(f"an impossible length, {said[:60]!r}")
    return int(value)


def parse_head(data: bytes) -> Head:
    """Read the head of an answer, without the empty line at its end.

    Raises:
        httpx.RemoteProtocolError: It is not one of HTTP/1.1.
    """
    first, _, rest = data.decode("latin-1").partition("\r\n")
    match = _STATUS.fullmatch(first)
    if match is None:
        _broken(f"the first line is {first[:60]!r}")
    rest += "\r\n" if rest else ""
    count = rest.count("\n")
    if count > MAX_HEADERS:
        raise errors.ResponseTooLargeError(f"The server sent more than {MAX_HEADERS} headers; the answer was not read.")
    raw = _HEADER.findall(rest)
    if len(raw) != count:
        _broken("a header has not the form of one")
    return Head(int(match[2]), raw, minor=int(match[1]))


def _broken(what: str) -> NoReturn:
    import httpx

    raise httpx.RemoteProtocolError(f"The server's answer is not valid HTTP: {what}.")


def render(request: HttpRequest, headers: str | None = None) -> bytes:
    """The request as it goes over the wire, without its body.

    Args:
        request: The request.
        headers: What `render_headers` has made of its headers, if that is known.

    Raises:
        Unsuitable: It is neither a plain GET or HEAD nor a file to be PUT, or has something that httpx had better put into
            form.
    """
    content = request.content
    if request.method == "PUT" and isinstance(content, FileSlice):
        length = f"Content-Length: {content.length}\r\n"
    elif request.method in ("GET", "HEAD") and content is None:
        length = ""
    else:
        raise Unsuitable("neither a plain GET or HEAD nor a file to be PUT")
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if "@" in parts.netloc or not parts.netloc.isascii() or _TARGET.fullmatch(target) is None:
        raise Unsuitable("an address with unusual characters")
    host = _host(parts.scheme.lower(), parts.netloc.lower())
    first = f"{request.method} {target} HTTP/1.1\r\nHost: {host}\r\n{length}"
    return (first + (headers or render_headers(request))).encode("ascii")


def render_headers(request: HttpRequest) -> str:
    """The headers of a request, with the empty line at their end.

    Raises:
        Unsuitable: One of them has something that httpx had better put into form.
    """
    names = {name.lower() for name in request.headers}
    lines = [] if "accept" in names else ["Accept: */*"]
    for name, value in request.headers.items():
        if name.lower() == "host" or _NAME.fullmatch(name) is None or _VALUE.fullmatch(value) is None:
            raise Unsuitable("an unusual header")
        lines.append(f"{name}: {value}")
    return "\r\n".join([*lines, "", ""])


def _host(scheme: str, netloc: str) -> str:
    default = {"https": ":443", "http": ":80"}.get(scheme, "")
    return netloc.removesuffix(default) if default else netloc


def response(request: HttpRequest, head: Head, content: bytes) -> errors.Response:
    """An answer as the error rules take it."""
    # What httpx would unpack stays packed: nothing of it was asked for.
    headers = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in head.raw if k.lower() != "content-encoding"]
    sent = errors.Request(request.method, request.url, headers=dict(request.headers))
    return errors.Response(head.status, headers=headers, content=content, request=sent)


def failure(kind: str, reason: BaseException | str, url: str) -> Exception:
    """One of httpx's exceptions, so that both ways to the network fail alike; `kind` is its name."""
    import httpx

    made: Exception = getattr(httpx, kind)(str(reason), request=httpx.Request("GET", redact.url(url)))
    if isinstance(reason, BaseException):
        made.__cause__ = reason
    return made
