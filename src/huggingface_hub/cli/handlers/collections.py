"""Lists of collections: the owner by name."""

from __future__ import annotations

from huggingface_hub.cli import options, values
from huggingface_hub.cli.output import Output


COLUMNS = ("slug", "title", "owner", "upvotes", "private", "last_updated")


def list_collections(
    out: Output, *, owner: str | None, item: str | None, sort: str | None, limit: int, token: str | None
) -> None:
    """List collections."""
    found = options.hub(token).list_collections(owner=owner, item=item, sort=sort, limit=limit)
    rows = [values.to_dict(each) for each in found]
    if out.mode != "json":
        rows = [{**row, "owner": row["owner"].get("name")} for row in rows]
    out.table(rows, COLUMNS, id_key="slug")
