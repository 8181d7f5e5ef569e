"""Evaluation results as kept in a model card, in the `model-index` format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass
class EvalResult:
    """
    A score in a model card.

    Attributes:
        task_type: Kind of task, such as `text-classification`.
        dataset_type: Id of the dataset.
        dataset_name: Name of the dataset for people.
        metric_type: Kind of metric, such as `accuracy`.
        metric_value: The score.
        task_name: Name of the task for people.
        dataset_config: Configuration of the dataset.
        dataset_split: Split of the dataset.
        dataset_revision: Commit of the dataset.
        dataset_args: Arguments with which it was loaded.
        metric_name: Name of the metric for people.
        metric_config: Configuration of the metric.
        metric_args: Arguments with which it was computed.
        verified: Whether the Hub measured it.
        verify_token: Proof of that.
        source_name: Where the score comes from.
        source_url: Address of that source.
    """

    task_type: str
    dataset_type: str
    dataset_name: str
    metric_type: str
    metric_value: Any
    task_name: str | None = None
    dataset_config: str | None = None
    dataset_split: str | None = None
    dataset_revision: str | None = None
    dataset_args: dict[str, Any] | None = None
    metric_name: str | None = None
    metric_config: str | None = None
    metric_args: dict[str, Any] | None = None
    verified: bool | None = None
    verify_token: str | None = None
    source_name: str | None = None
    source_url: str | None = None

    def __post_init__(self) -> None:
        if self.source_name is not None and self.source_url is None:
            raise ValueError("If `source_name` is provided, `source_url` must also be provided.")

    @property
    def unique_identifier(self) -> tuple[Any, ...]:
        """What makes two results scores of the same thing."""
        return (self.task_type, self.dataset_type, self.dataset_config, self.dataset_split, self.dataset_revision)

    def is_equal_except_value(self, other: EvalResult) -> bool:
        """
        Whether two results differ in nothing but the score and its proof.

        Args:
            other: The other result.
        """
        ignored = {"metric_value", "verify_token"}
        mine = {key: value for key, value in vars(self).items() if key not in ignored}
        return mine == {key: value for key, value in vars(other).items() if key not in ignored}


def model_index_to_eval_results(model_index: Sequence[Mapping[str, Any]]) -> tuple[str, list[EvalResult]]:
    """
    Read the `model-index` of a model card.

    Args:
        model_index: Its content.

    Returns:
        The name of the last model in it, and all scores.
    """
    found = []
    name = ""
    for model in model_index:
        name = model["name"]
        for result in model["results"]:
            found += [_read(result, metric) for metric in result["metrics"]]
    return name, found


def _read(result: Mapping[str, Any], metric: Mapping[str, Any]) -> EvalResult:
    task, dataset, source = result["task"], result["dataset"], result.get("source") or {}
    return EvalResult(
        task_type=task["type"],
        dataset_type=dataset["type"],
        dataset_name=dataset["name"],
        metric_type=metric["type"],
        metric_value=metric["value"],
        task_name=task.get("name"),
        dataset_config=dataset.get("config"),
        dataset_split=dataset.get("split"),
        dataset_revision=dataset.get("revision"),
        dataset_args=dataset.get("args"),
        metric_name=metric.get("name"),
        metric_config=metric.get("config"),
        metric_args=metric.get("args"),
        verified=metric.get("verified"),
        verify_token=metric.get("verifyToken"),
        source_name=source.get("name"),
        source_url=source.get("url"),
    )


def eval_results_to_model_index(model_name: str, eval_results: Sequence[EvalResult]) -> list[dict[str, Any]]:
    """
    Write scores as the `model-index` of a model card.

    Args:
        model_name: Name of the model.
        eval_results: Its scores; those of the same task and dataset become one entry.
    """
    groups: dict[tuple[Any, ...], list[EvalResult]] = {}
    for each in eval_results:
        groups.setdefault(each.unique_identifier, []).append(each)
    return [{"name": model_name, "results": [_write(group) for group in groups.values()]}]


def _write(group: Sequence[EvalResult]) -> dict[str, Any]:
    first = group[0]
    dataset = {
        "name": first.dataset_name,
        "type": first.dataset_type,
        "config": first.dataset_config,
        "split": first.dataset_split,
        "revision": first.dataset_revision,
        "args": first.dataset_args,
    }
    entry: dict[str, Any] = {
        "task": _known({"type": first.task_type, "name": first.task_name}),
        "dataset": _known(dataset),
        "metrics": [_write_metric(each) for each in group],
    }
    if first.source_url is not None:
        entry["source"] = _known({"url": first.source_url, "name": first.source_name})
    return entry


def _write_metric(result: EvalResult) -> dict[str, Any]:
    metric = {
        "type": result.metric_type,
        "value": result.metric_value,
        "name": result.metric_name,
        "config": result.metric_config,
        "args": result.metric_args,
        "verified": result.verified,
        "verifyToken": result.verify_token,
    }
    return _known(metric)


def _known(parts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in parts.items() if value is not None}
