"""Queries of the lists of models, datasets and Spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Union

from huggingface_hub.types.repos import ModelInfo


Text = Union[str, Iterable[str], None]

_SORT_KEYS = {"created_at": "createdAt", "last_modified": "lastModified", "trending_score": "trendingScore"}
_NUMBER = re.compile(r"\d+\.?\d*")


def texts(value: Text) -> list[str]:
    """One text or many, as a list."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def prefixed(key: str, value: Text) -> list[str]:
    """Tags such as `language:en` from values with or without the key."""
    return [each if each.startswith(f"{key}:") else f"{key}:{each}" for each in texts(value)]


def model_params(
    *,
    filter: Text,  # the Hub's words, as in the signature of `list_models`
    trained_dataset: Text,
    expand: Sequence[str] | None,
    full: bool | None,
    card_data: bool,
    config: bool,
    emissions_thresholds: tuple[float, float] | None,
    sort: str | None,
    **plain: Any,
) -> dict[str, Any]:
    """
    The query of a list of models.

    Raises:
        ValueError: Arguments that exclude or need each other.
    """
    if expand and (full or card_data or config):
        raise ValueError("`expand` cannot be used if `full`, `cardData` or `fetch_config` are passed.")
    if emissions_thresholds is not None and not card_data:
        raise ValueError("`emissions_thresholds` were passed without setting `cardData=True`.")
    return _params(
        filter=[*texts(filter), *prefixed("dataset", trained_dataset)],
        **plain,
        sort=_sort_key(sort),
        full=full or None,
        config=config or None,
        cardData=card_data or None,
        expand=expand or None,
    )


def dataset_params(
    *,
    filter: Text,  # the Hub's words
    tags: Mapping[str, Text],
    benchmark: str | bool | None,
    search: Sequence[str | None],
    sort: str | None,
    expand: Sequence[str] | None,
    full: bool | None,
    **plain: Any,
) -> dict[str, Any]:
    """
    The query of a list of datasets.

    Raises:
        ValueError: Arguments that exclude each other.
    """
    _check_expand(expand, full)
    filters = texts(filter)
    for key, value in tags.items():
        filters += prefixed(key, value)
    if benchmark:
        filters += prefixed("benchmark", "official" if benchmark is True else benchmark)
    return _params(
        filter=filters,
        **plain,
        search=[each for each in search if each] or None,
        sort=_sort_key(sort),
        full=full or None,
        expand=expand or None,
    )


def space_params(
    *,
    filter: Text,  # the Hub's words
    linked: bool,
    sort: str | None,
    expand: Sequence[str] | None,
    full: bool | None,
    **plain: Any,
) -> dict[str, Any]:
    """
    The query of a list of Spaces.

    Raises:
        ValueError: Arguments that exclude each other.
    """
    _check_expand(expand, full)
    return _params(
        filter=texts(filter),
        **plain,
        sort=_sort_key(sort),
        linked=linked or None,
        full=full or None,
        expand=expand or None,
    )


def _check_expand(expand: Sequence[str] | None, full: bool | None) -> None:
    if expand and full:
        raise ValueError("`expand` cannot be used if `full` is passed.")


def _params(**params: Any) -> dict[str, Any]:
    """What says something: an empty text or list would be a condition that nothing meets."""
    return {key: value for key, value in params.items() if value is not None and value != "" and value != []}


def _sort_key(sort: str | None) -> str | None:
    return None if sort is None else _SORT_KEYS.get(sort, sort)


def within_emissions(model: ModelInfo, thresholds: tuple[float | None, float | None]) -> bool:
    """
    Whether the emissions that a model's card names are between two bounds.

    Args:
        model: With the metadata of its card.
        thresholds: Least and most, in grams of CO2; `None` for no bound.

    Raises:
        ValueError: Neither bound is given.
    """
    least, most = thresholds
    if least is None and most is None:
        raise ValueError("Both `minimum_threshold` and `maximum_threshold` cannot both be `None`")
    emission = _emission(model.card_data.get("co2_eq_emissions") if model.card_data is not None else None)
    if emission is None:
        return False
    return (least is None or emission >= least) and (most is None or emission <= most)


def _emission(value: Any) -> float | None:
    """The first number of what people write there: `12`, `{emissions: 12}`, `"12 g"`."""
    if isinstance(value, Mapping):
        value = value.get("emissions")
    if not value:
        return None
    found = _NUMBER.search(str(value))
    return None if found is None else float(found[0])


def tags_in(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Tags by kind."""
    return dict(answer)
