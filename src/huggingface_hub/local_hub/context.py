"""One request, as its handler sees it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, TypeVar
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import Response

from huggingface_hub.local_hub import auth, errors
from huggingface_hub.local_hub.auth import Caller
from huggingface_hub.local_hub.config import PLURALS
from huggingface_hub.local_hub.paging import cut, next_link, read_page
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.store import HubState
from huggingface_hub.local_hub.state.users import Account


Item = TypeVar("Item")

TRUE = frozenset({"true", "1", "yes", "on"})


class JSON(Response):
    """A JSON answer; `Content-Length` comes from the base class."""

    media_type = "application/json; charset=utf-8"

    def __init__(self, content: Any, status_code: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(content, status_code, headers)

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogateescape")


@dataclass
class Context:
    """
    A request with everything that answering it takes.

    Attributes:
        params: Placeholders of the route.
        body: The request's body, for handlers that don't stream it.
        spool: The request's body as a file, for the handlers that asked for it.
    """

    hub: HubState
    request: Request
    caller: Caller
    params: Mapping[str, str]
    repo_type: str | None = None
    repo_id: str | None = None
    body: bytes = b""
    spool: IO[bytes] | None = None

    @property
    def query(self) -> Mapping[str, str]:
        return self.request.query_params

    @property
    def origin(self) -> str:
        """Scheme and host as the client wrote them, so that our links lead back through whatever it came through."""
        scheme = self.request.headers.get("x-forwarded-proto", self.request.url.scheme)
        return f"{scheme}://{self.request.headers.get('host') or self.request.url.netloc}"

    @property
    def url(self) -> str:
        """The request's address without its query."""
        raw: bytes = self.request.scope["raw_path"]
        return self.origin + raw.decode("latin-1")

    def flag(self, name: str) -> bool:
        return self.query.get(name, "").lower() in TRUE

    def texts(self, name: str) -> list[str]:
        """All values of a key of the query that may be repeated."""
        return self.request.query_params.getlist(name)

    def page_of(
        self, items: Sequence[Item], show: Callable[[Item], Any], *, default: int = 100, maximum: int = 1000
    ) -> JSON:
        """The page of a list that the request asks for, with the `Link` to the next one."""
        page = read_page(self.query, default=default, maximum=maximum)
        link = next_link(self.url, self.request.query_params.multi_items(), page, len(items))
        return JSON([show(item) for item in cut(items, page)], headers=link)

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; an empty body is an empty object."""
        if not self.body.strip():
            return {}
        try:
            value = json.loads(self.body)
        except ValueError as error:
            raise errors.bad_request(f"The body is not valid JSON: {error}") from error
        if not isinstance(value, dict):
            raise errors.bad_request("The body must be a JSON object.")
        return value

    def form(self) -> dict[str, str]:
        """The body as the fields of a form; of repeated ones the last."""
        try:
            return dict(parse_qsl(self.body.decode("utf-8"), keep_blank_values=True, max_num_fields=1000))
        except ValueError as error:
            raise errors.bad_request("The body is not a form.") from error

    def fields(self) -> dict[str, Any]:
        """The body as JSON or as a form, whichever it says it is."""
        return self.json() if "json" in self.request.headers.get("content-type", "") else self.form()

    # The repository of the request

    def repo(self) -> Repo:
        """The repository that the path names, if the caller may know that it exists."""
        repo = self._find()
        auth.check_visible(self.caller, repo)
        return repo

    def repo_content(self) -> Repo:
        """The repository, if the caller may read its files."""
        repo = self._find()
        auth.check_content(self.caller, repo, self.hub.repos)
        return repo

    def repo_write(self) -> tuple[Repo, Account]:
        """The repository and the caller, if the caller may change it."""
        repo = self._find()
        return repo, auth.check_write(self.caller, repo)

    def repo_propose(self) -> tuple[Repo, Account]:
        """The repository and the caller, if the caller may open a pull request or discussion."""
        repo = self._find()
        return repo, auth.check_propose(self.caller, repo, self.hub.repos)

    def _find(self) -> Repo:
        assert self.repo_type is not None
        assert self.repo_id is not None
        full_id = self.repo_id
        if "/" not in full_id:
            if self.caller.account is None:
                raise errors.repo_not_found(True)
            full_id = f"{self.caller.account.name}/{full_id}"
        repo = self.hub.repos.find(self.repo_type, full_id)
        if repo is not None:
            return repo
        moved = self.hub.repos.moved(self.repo_type, full_id)
        # Only someone who may see the repository learns where it went.
        if moved is not None and self.caller.level(moved) > auth.Level.NONE:
            raise errors.Redirect(self._location(moved))
        raise errors.repo_not_found(self.caller.anonymous)

    def _location(self, moved: Repo) -> str:
        """This request's path with the repository's present name."""
        raw = self.request.scope["raw_path"].decode("latin-1").lstrip("/").split("/")
        start = 2 if raw[0] == "api" else (1 if raw[0] in {*PLURALS, "buckets"} else 0)
        assert self.repo_id is not None
        # An encoded slash makes the id one segment.
        width = 1 if "%2f" in raw[start].lower() or "/" not in self.repo_id else 2
        suffix = ".git" if raw[start + width - 1].endswith(".git") else ""
        path = "/".join([*raw[:start], quote(moved.full_id) + suffix, *raw[start + width :]])
        query = self.request.url.query
        return f"/{path}?{query}" if query else f"/{path}"

    def web_url(self, repo: Repo, *parts: str) -> str:
        """An address on this hub, as a person would open it."""
        return "/".join([f"{self.origin}/{repo.web_path}", *parts])
