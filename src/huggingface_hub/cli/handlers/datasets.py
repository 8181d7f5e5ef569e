"""Leaderboards, and the Parquet files of datasets."""

from __future__ import annotations

from huggingface_hub.cli import options, values
from huggingface_hub.cli.output import Output


def leaderboard(out: Output, *, repo_id: str, limit: int, token: str | None) -> None:
    """List the best models."""
    found = options.hub(token).get_dataset_leaderboard(repo_id)[: max(limit, 0)]
    out.table(found, ("rank", "model_id", "value", "verified", "filename", "pull_request"), id_key="model_id")


def parquet(out: Output, *, repo_id: str, subset: str | None, split: str | None, token: str | None) -> None:
    """List Parquet files."""
    found = options.hub(token).list_dataset_parquet_files(repo_id, config=subset)
    rows = [values.to_dict(entry) for entry in found if split is None or entry.split == split]
    out.table([{"subset": row.pop("config"), **row} for row in rows], ("subset", "split", "url", "size"), id_key="url")
