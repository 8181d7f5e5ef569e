# Generated from src/huggingface_hub/_async/api/papers.py: edit that file, not this one, then run `python -m codegen`.

"""Papers: find and read them."""

from __future__ import annotations

from collections.abc import Generator

from huggingface_hub._core import papers as rules, wire
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub.types.papers import DailyPapersSort_T, PaperInfo


class PapersApi(HubClient):
    """Operations on papers."""

    def list_papers(
        self, *, query: str | None = None, limit: int | None = None, token: Token = None
    ) -> Generator[PaperInfo, None, None]:
        """
        Find papers.

        Args:
            query: What they are about, or words of their titles.
            limit: The most papers.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The Hub refuses the query.
        """
        params = rules.search_params(query, limit)
        response = self.send("GET", rules.SEARCH, params=params, token=token)
        yield from wire.read_each(response, PaperInfo.from_wire)

    def list_daily_papers(
        self,
        *,
        date: str | None = None,
        token: Token = None,
        week: str | None = None,
        month: str | None = None,
        submitter: str | None = None,
        sort: DailyPapersSort_T | None = None,
        p: int | None = None,
        limit: int | None = None,
    ) -> Generator[PaperInfo, None, None]:
        """
        List the papers that users recommend, those of today by default.

        Args:
            date: The day, such as `2025-10-29`.
            token: Replaces the client's token.
            week: The week, such as `2025-W09`.
            month: The month, such as `2025-02`.
            submitter: Who brought them to the Hub.
            sort: What to sort by: `publishedAt` or `trending`.
            p: Which page, from 0.
            limit: The most papers of a page.

        Raises:
            HfHubHTTPError: The Hub refuses the query.
        """
        params = {
            "p": p,
            "limit": limit,
            "sort": sort,
            "date": date,
            "week": week,
            "month": month,
            "submitter": submitter,
        }
        response = self.send("GET", rules.DAILY, params=params, token=token)
        yield from wire.read_each(response, PaperInfo.from_wire)

    def paper_info(self, id: str) -> PaperInfo:
        """
        Describe a paper.

        Args:
            id: Its number on arXiv, such as `2307.09288`.

        Raises:
            HfHubHTTPError: The Hub does not know it.
        """
        response = self.send("GET", rules.route(id), token=False)
        return wire.read(response, PaperInfo.from_wire)

    def read_paper(self, id: str) -> str:
        """
        Fetch the text of a paper.

        Args:
            id: Its number on arXiv, such as `2307.09288`.

        Returns:
            The whole paper as Markdown.

        Raises:
            HfHubHTTPError: The Hub does not have it.
        """
        response = self.send("GET", rules.text_route(id), token=False)
        return response.text
