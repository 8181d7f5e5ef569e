"""Evaluation results as kept in a repository's `.eval_results` folder."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huggingface_hub.types.wire import read_object


logger: logging.Logger = logging.getLogger(__name__)


@dataclass
class EvalResultEntry:
    """
    The score of a model on one task of a benchmark dataset.

    Attributes:
        dataset_id: The dataset, `user/name`.
        task_id: The task within the dataset.
        value: The score.
        dataset_revision: Commit of the dataset.
        verify_token: Proof that the score was measured by the Hub.
        date: When it was measured.
        source_url: Where the score comes from.
        source_name: Name of that source.
        source_user: User who published it.
        source_org: Organization that published it.
        notes: Remarks on how it was measured.
    """

    dataset_id: str
    task_id: str
    value: Any
    dataset_revision: str | None = None
    verify_token: str | None = None
    date: str | None = None
    source_url: str | None = None
    source_name: str | None = None
    source_user: str | None = None
    source_org: str | None = None
    notes: str | None = None

    def __post_init__(self) -> None:
        described = self.source_name or self.source_user or self.source_org
        if described is not None and self.source_url is None:
            raise ValueError(
                "If `source_name`, `source_user`, or `source_org` is provided, `source_url` must also be provided."
            )

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> EvalResultEntry:
        """Read one result, either bare or as the Hub wraps it in `data`."""
        return read_object(cls, data, cls._read)

    @classmethod
    def _read(cls, wire: dict[str, Any]) -> EvalResultEntry:
        wire = wire.get("data", wire)
        dataset, source = wire["dataset"], wire.get("source") or {}
        return cls(
            dataset_id=dataset["id"],
            task_id=dataset["task_id"],
            value=wire["value"],
            dataset_revision=dataset.get("revision"),
            verify_token=wire.get("verifyToken"),
            date=wire.get("date"),
            source_url=source.get("url"),
            source_name=source.get("name"),
            source_user=source.get("user"),
            source_org=source.get("org"),
            notes=wire.get("notes"),
        )

    def to_wire(self) -> dict[str, Any]:
        """The result as it is written in YAML, without what is not known."""
        dataset = {"id": self.dataset_id, "task_id": self.task_id, "revision": self.dataset_revision}
        source = {
            "url": self.source_url,
            "name": self.source_name,
            "user": self.source_user,
            "org": self.source_org,
        }
        parts = {
            "dataset": _known(dataset),
            "value": self.value,
            "verifyToken": self.verify_token,
            "date": self.date,
            "source": _known(source) or None,
            "notes": self.notes,
        }
        return _known(parts)


def _known(parts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in parts.items() if value is not None}


def parse_eval_result_entries(data: Sequence[Mapping[str, Any]]) -> list[EvalResultEntry]:
    """
    Read the results of a model, leaving out, with a warning, the files that the Hub could not read itself.

    Args:
        data: The `evalResults` of a model's info, or the content of a results file.
    """
    entries = []
    for item in data:
        if "error" in item:
            logger.warning("Skipping invalid eval results file '%s': %s", item.get("filename"), item["error"])
        else:
            entries.append(EvalResultEntry.from_wire(item))
    return entries


def eval_result_entries_to_yaml(entries: Sequence[EvalResultEntry]) -> list[dict[str, Any]]:
    """
    The content of a results file, ready to be written as YAML.

    Args:
        entries: The results.
    """
    return [entry.to_wire() for entry in entries]
