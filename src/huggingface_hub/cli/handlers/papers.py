"""Lists of papers."""

from __future__ import annotations

from datetime import datetime, timezone
from itertools import islice

from huggingface_hub.cli import options
from huggingface_hub.cli.output import Output


COLUMNS = ("id", "title", "upvotes", "comments", "published_at")


def list_papers(
    out: Output,
    *,
    date: str | None,
    week: str | None,
    month: str | None,
    submitter: str | None,
    sort: str | None,
    limit: int,
    token: str | None,
) -> None:
    """List daily papers; the Hub's days are those of UTC."""
    day = datetime.now(timezone.utc).date().isoformat() if date == "today" else date
    found = options.hub(token).list_daily_papers(
        date=day, week=week, month=month, submitter=submitter, sort=sort, limit=limit
    )
    out.table(islice(found, max(limit, 0)), COLUMNS, id_key="id")
