"""Rules for papers. Source: `contract/wire/repos.md` §15."""

from __future__ import annotations

from typing import Any

from huggingface_hub._core import urls


SEARCH = "/api/papers/search"
DAILY = "/api/daily_papers"


def route(paper_id: str) -> str:
    """What the Hub knows about a paper."""
    return f"/api/papers/{urls.quote(_number(paper_id))}"


def text_route(paper_id: str) -> str:
    """The paper itself, as Markdown."""
    return f"/papers/{urls.quote(_number(paper_id))}.md"


def _number(paper_id: str) -> str:
    if not paper_id:
        raise ValueError("No paper: pass its number on arXiv, such as '2307.09288'.")
    return paper_id


def search_params(query: str | None, limit: int | None) -> dict[str, Any]:
    """The query of a search. An empty text would be a condition that nothing meets."""
    return {"q": query or None, "limit": limit}
