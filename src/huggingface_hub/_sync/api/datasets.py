# Generated from src/huggingface_hub/_async/api/datasets.py: edit that file, not this one, then run `python -m codegen`.

"""What the Hub makes of datasets: leaderboards, and their tables as Parquet files."""

from __future__ import annotations

from huggingface_hub._core import datasets as rules, ids, wire
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub.types.datasets import DatasetLeaderboardEntry, DatasetParquetEntry


class DatasetsApi(HubClient):
    """Operations on datasets only."""

    def get_dataset_leaderboard(
        self,
        repo_id: str,
        *,
        base_model_only: bool | None = None,
        token: Token = None,
        timeout: float | None = None,
    ) -> list[DatasetLeaderboardEntry]:
        """
        Fetch the leaderboard of a benchmark: which models were evaluated with it, best first.

        Args:
            repo_id: The dataset, as `user/name`.
            base_model_only: Only models that are not made from others, or all.
            token: Replaces the client's token.
            timeout: Seconds of silence after which to give up.

        Raises:
            RepositoryNotFoundError: No such dataset, or no access to it.
            HfHubHTTPError: It has no leaderboard.
        """
        url = rules.leaderboard_route(repo_id)
        response = self.send("GET", url, params={"base_model": base_model_only}, timeout=timeout, token=token)
        return wire.read_each(response, DatasetLeaderboardEntry.from_wire)

    def list_dataset_parquet_files(
        self, repo_id: str, *, config: str | None = None, token: Token = None
    ) -> list[DatasetParquetEntry]:
        """
        List the Parquet files that the dataset viewer has made of a dataset.

        Args:
            repo_id: The dataset, as `user/name`.
            config: One part of the dataset; all parts by default.
            token: Replaces the client's token.

        Raises:
            ValueError: The client's Hub is not the public one, which alone has a dataset viewer.
            HfHubHTTPError: No such dataset, no access to it, or the dataset viewer cannot read it.
        """
        ids.validate_repo_id(repo_id)
        url = rules.parquet_url(self.endpoint)
        params = {"dataset": repo_id, "config": config}
        response = self.send("GET", url, params=params, token=token, trusted=True)
        return wire.read(response, rules.parquet_files_in)
