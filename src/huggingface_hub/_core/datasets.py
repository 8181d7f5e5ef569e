"""Rules for what the Hub makes of datasets. Source: `contract/wire/repos.md` §15."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core import ids, urls
from huggingface_hub.types.datasets import DatasetParquetEntry


def leaderboard_route(repo_id: str) -> str:
    """The leaderboard of a dataset."""
    ids.validate_repo_id(repo_id)
    return urls.api(constants.REPO_TYPE_DATASET, repo_id, "leaderboard")


def parquet_url(endpoint: str) -> str:
    """
    Where the public Hub lists the Parquet files of its datasets: a server of its own.

    Raises:
        ValueError: Another Hub, which that server does not know.
    """
    if endpoint != constants._HF_DEFAULT_ENDPOINT:
        raise ValueError(
            "The dataset viewer, which makes the Parquet files, only knows the datasets of "
            f"{constants._HF_DEFAULT_ENDPOINT}, not those of {endpoint}."
        )
    return f"{constants.DATASETS_SERVER_ENDPOINT}/parquet"


def parquet_files_in(answer: Mapping[str, Any]) -> list[DatasetParquetEntry]:
    """The files that the dataset viewer has made."""
    return [DatasetParquetEntry.from_wire(item) for item in answer["parquet_files"]]
