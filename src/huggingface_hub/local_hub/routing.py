"""
Finding the function that answers a request.

Done by hand rather than with Starlette's router: a path is split at its raw slashes and decoded afterwards, so that
`refs%2Fpr%2F1` is one word, and file names may hold anything.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, TypeVar
from urllib.parse import unquote

from huggingface_hub.local_hub.config import PLURALS
from huggingface_hub.local_hub.errors import bad_request


if TYPE_CHECKING:
    from starlette.responses import Response

    from huggingface_hub.local_hub.context import Context

Handler: TypeAlias = "Callable[[Context], Response | Awaitable[Response]]"
AnyHandler = TypeVar("AnyHandler", bound=Callable[..., object])

# Names that a path may have after a repository without namespace; a repository cannot be called so.
RESERVED_NAMES = frozenset(
    {"resolve", "tree", "blob", "raw", "refs", "commit", "discussions", "settings", "revision", "info"}
)


@dataclass(frozen=True)
class Route:
    """
    One method and pattern.

    A pattern is words and placeholders: `{name}` takes one segment, `{rev}` one or a `refs/…` written with slashes, and
    `{name...}` all that is left (also nothing).
    """

    method: str
    pattern: tuple[str, ...]
    handler: Handler


@dataclass
class Router:
    """
    The routes of one module.

    Attributes:
        api: Below `/api`.
        repo: Below `/api/<type>s/<id>`.
        web: Below `/<prefix><id>`.
        root: Below `/`.
    """

    api: list[Route] = field(default_factory=list)
    repo: list[Route] = field(default_factory=list)
    web: list[Route] = field(default_factory=list)
    root: list[Route] = field(default_factory=list)

    def on_api(self, method: str, pattern: str) -> Callable[[AnyHandler], AnyHandler]:
        return _adder(self.api, method, pattern)

    def on_repo(self, method: str, pattern: str) -> Callable[[AnyHandler], AnyHandler]:
        return _adder(self.repo, method, pattern)

    def on_web(self, method: str, pattern: str) -> Callable[[AnyHandler], AnyHandler]:
        return _adder(self.web, method, pattern)

    def on_root(self, method: str, pattern: str) -> Callable[[AnyHandler], AnyHandler]:
        return _adder(self.root, method, pattern)


@dataclass(frozen=True)
class Match:
    """The route of a request; `repo_id` and `repo_type` when it is about a repository."""

    handler: Handler
    params: Mapping[str, str]
    repo_type: str | None = None
    repo_id: str | None = None


@dataclass(frozen=True)
class NoMatch:
    """No route; `methods` are those that the path would have."""

    methods: frozenset[str] = frozenset()


class Routes:
    """All routes of the hub."""

    def __init__(self, routers: Iterable[Router]) -> None:
        self._api: list[Route] = []
        self._repo: list[Route] = []
        self._web: list[Route] = []
        self._root: list[Route] = []
        for router in routers:
            self._api += router.api
            self._repo += router.repo
            self._web += router.web
            self._root += router.root

    def find(self, method: str, raw_path: bytes, exists: Callable[[str, str], bool]) -> Match | NoMatch:
        """
        The route for a request.

        Args:
            exists: Whether there is a repository of a type and full id; tells `gpt2/commits` (a repository) from the commits
                of `gpt2`.
        """
        segments = split(raw_path)
        found = _first(self._root, method, segments)
        if isinstance(found, Match):
            return found
        methods = set(found.methods)
        for repo_type, repo_id, routes, rest in self._candidates(segments, exists):
            inner = _first(routes, method, rest)
            if isinstance(inner, Match):
                return Match(inner.handler, inner.params, repo_type, repo_id)
            methods |= inner.methods
        return NoMatch(frozenset(methods))

    def _candidates(
        self, segments: Sequence[str], exists: Callable[[str, str], bool]
    ) -> Iterable[tuple[str | None, str | None, list[Route], Sequence[str]]]:
        if segments[:1] == ["api"]:
            yield None, None, self._api, segments[1:]
            if len(segments) > 2 and segments[1] in PLURALS:
                repo_type = PLURALS[segments[1]]
                for repo_id, rest in _ids(segments[2:], repo_type, exists):
                    yield repo_type, repo_id, self._repo, rest
            return
        repo_type, rest = ("model", segments)
        if segments and segments[0] in PLURALS and segments[0] != "models":
            repo_type, rest = PLURALS[segments[0]], segments[1:]
        for repo_id, inner in _ids(rest, repo_type, exists):
            yield repo_type, repo_id, self._web, inner


def split(raw_path: bytes) -> list[str]:
    """The decoded segments of a path, without empty ones at its ends."""
    try:
        segments = [unquote(part, errors="strict") for part in raw_path.decode("ascii").split("/")]
    except UnicodeDecodeError as error:
        raise bad_request("The path of this address is not UTF-8.") from error
    if any("\0" in part for part in segments):
        raise bad_request("The path of this address contains a NUL.")
    while segments and not segments[0]:
        segments.pop(0)
    while segments and not segments[-1]:
        segments.pop()
    return segments


def _ids(
    segments: Sequence[str], repo_type: str, exists: Callable[[str, str], bool]
) -> Iterable[tuple[str, Sequence[str]]]:
    """The ways to read the beginning of a path as a repository id: with a namespace, or the caller's own."""
    if not segments:
        return
    first = segments[0].removesuffix(".git")
    if "/" in first:
        yield first, segments[1:]
        return
    if len(segments) > 1 and segments[1] not in RESERVED_NAMES:
        pair = f"{first}/{segments[1].removesuffix('.git')}"
        # With nothing behind it, two segments are an id, whether it exists or not.
        if len(segments) == 2 or exists(repo_type, pair):
            yield pair, segments[2:]
            if len(segments) > 2:
                return
        yield first, segments[1:]
        yield pair, segments[2:]
        return
    yield first, segments[1:]


def _adder(routes: list[Route], method: str, pattern: str) -> Callable[[AnyHandler], AnyHandler]:
    words = tuple(word for word in pattern.split("/") if word)

    def add(handler: AnyHandler) -> AnyHandler:
        routes.extend(Route(name, words, handler) for name in method.split())  # type: ignore[arg-type]
        return handler

    return add


def _first(routes: Sequence[Route], method: str, segments: Sequence[str]) -> Match | NoMatch:
    methods: set[str] = set()
    for route in routes:
        params = match(route.pattern, segments)
        if params is None:
            continue
        if route.method == method or (method == "HEAD" and route.method == "GET"):
            return Match(route.handler, params)
        methods.add(route.method)
    return NoMatch(frozenset(methods))


def match(pattern: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    """The values of a pattern's placeholders, or None when it does not fit."""
    params: dict[str, str] = {}
    position = 0
    for word in pattern:
        if word.endswith("...}"):
            params[word[1:-4]] = "/".join(part for part in segments[position:] if part)
            return params
        if position >= len(segments):
            return None
        if word == "{rev}":
            length = _revision_length(segments[position:])
            params["rev"] = "/".join(segments[position : position + length])
            position += length
            continue
        if word.startswith("{"):
            params[word[1:-1]] = segments[position]
        elif word != segments[position]:
            return None
        position += 1
    return params if position == len(segments) else None


def _revision_length(segments: Sequence[str]) -> int:
    """`refs/pr/1` may also be written with plain slashes."""
    if len(segments) >= 3 and segments[0] == "refs" and segments[1] in {"pr", "convert", "heads", "tags"}:
        return 3
    return 1
