"""Lists in pages: `limit`, an opaque `cursor`, and a `Link` to the next page on our own origin."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from huggingface_hub.local_hub.errors import bad_request


Item = TypeVar("Item")


@dataclass(frozen=True)
class Page:
    """
    The slice of a list that a request asks for.

    Attributes:
        limit: Most items to return.
        offset: Items to skip.
        pinned: What the list was made from on the first page (a commit), so that later pages show the same list.
    """

    limit: int
    offset: int = 0
    pinned: str | None = None


def read_page(query: Mapping[str, str], *, default: int, maximum: int) -> Page:
    """The page named by `limit`, `cursor` and `p`."""
    limit = _whole(query.get("limit"), "limit", default)
    limit = max(1, min(limit, maximum))
    cursor = query.get("cursor")
    if not cursor:
        return Page(limit=limit, offset=_whole(query.get("p"), "p", 0) * limit)
    try:
        state = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
        return Page(limit=limit, offset=max(0, int(state["o"])), pinned=state.get("c"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise bad_request("Invalid cursor: use the one from the previous page's Link header.") from error


def cut(items: Sequence[Item], page: Page) -> list[Item]:
    return list(items[page.offset : page.offset + page.limit])


def next_link(
    url: str, query: Sequence[tuple[str, str]], page: Page, total: int, pinned: str | None = None
) -> dict[str, str]:
    """The `Link` header that leads to the next page; none when there is no such page."""
    offset = page.offset + page.limit
    if offset >= total:
        return {}
    state: dict[str, Any] = {"o": offset}
    if pinned:
        state["c"] = pinned
    cursor = base64.urlsafe_b64encode(json.dumps(state, separators=(",", ":")).encode()).decode().rstrip("=")
    kept = [(key, value) for key, value in query if key not in {"cursor", "p"}]
    return {"Link": f'<{url}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'}


def _whole(text: str | None, name: str, default: int) -> int:
    if text is None or text == "":
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise bad_request(f"Invalid {name}: {text!r} is not a whole number.")
    return int(text)
