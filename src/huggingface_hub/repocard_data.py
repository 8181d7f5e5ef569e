# Generated from codegen/surface.toml: edit that file, not this one, then run `python -m codegen`.
# fmt: off
# ruff: noqa: F821, I001, RUF100
"""The metadata of model, dataset and Space cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huggingface_hub._names import offer


__all__ = [
    "CardData", "DatasetCardData", "EvalResult", "ModelCardData", "SpaceCardData", "eval_results_to_model_index",
    "model_index_to_eval_results", "yaml_dump",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = offer(__name__, {
        "_core.scratch": "yaml_dump",
        "types.cards": "CardData DatasetCardData ModelCardData SpaceCardData",
        "types.evaluations": "EvalResult eval_results_to_model_index model_index_to_eval_results",
    })

if TYPE_CHECKING:
    from huggingface_hub._core.scratch import yaml_dump
    from huggingface_hub.types.cards import CardData, DatasetCardData, ModelCardData, SpaceCardData
    from huggingface_hub.types.evaluations import EvalResult, eval_results_to_model_index, model_index_to_eval_results
