"""What the Hub makes of datasets: leaderboards, and their tables as Parquet files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Union

from huggingface_hub.types.users import Organization, User
from huggingface_hub.types.wire import WireObject, read_object, wire


def _read_author(value: Any) -> User | Organization:
    if not isinstance(value, Mapping):
        return value  # type: ignore[no-any-return]  # read already
    if value.get("type") == "org":
        return Organization.from_wire(value)
    return User.from_wire({**value, "user": value.get("name") or value.get("user")})


@dataclass(init=False)
class DatasetLeaderboardEntry(WireObject):
    """
    A line of a dataset's leaderboard.

    Attributes:
        rank: Its place, from 1.
        model_id: The model, `user/name`.
        value: What the model scored.
        filename: The file in the model's repository that says so.
        verified: Whether the Hub vouches for it.
        source: Where the result comes from.
        author: Who published it.
        pull_request: Number of the pull request of the model that adds the result, if it is not merged.
        notes: What else there is to say.
    """

    rank: int = wire(required=True)
    model_id: str = wire("modelId", required=True)
    value: float = wire(required=True)
    filename: str = wire(required=True)
    verified: bool = wire(fallback=False)
    source: dict[str, Any] | None = wire()
    author: Union[User, Organization] = wire(read=_read_author, required=True)
    pull_request: int | None = wire("pullRequest", default=None)
    notes: str | None = wire(default=None)


@dataclass(frozen=True)
class DatasetParquetEntry:
    """
    A Parquet file with rows of a dataset.

    Attributes:
        config: Part of the dataset that they belong to.
        split: And which split of it.
        url: Where the file is.
        size: Its bytes.
    """

    config: str
    split: str
    url: str
    size: int

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> DatasetParquetEntry:
        """Read an item of the list of files."""
        return read_object(cls, data, lambda wire: cls(wire["config"], wire["split"], wire["url"], wire["size"]))
