# Generated from codegen/surface.toml: edit that file, not this one, then run `python -m codegen`.
# fmt: off
# ruff: noqa: F821, I001, RUF100
"""Dataclasses and typed dictionaries that check their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huggingface_hub._names import offer


__all__ = [
    "NotRequired", "Required", "StrictDataclassClassValidationError", "StrictDataclassDefinitionError",
    "StrictDataclassFieldValidationError", "T", "TypedDictType", "Validator_T", "as_validated_field", "strict",
    "type_validator", "validate_typed_dict", "validated_field",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = offer(__name__, {
        "_core.strict": (
            "NotRequired Required T TypedDictType Validator_T as_validated_field strict validate_typed_dict "
            "validated_field"
        ),
        "_core.type_checks": "type_validator",
        "errors": "StrictDataclassClassValidationError StrictDataclassDefinitionError StrictDataclassFieldValidationError",
    })

if TYPE_CHECKING:
    from huggingface_hub._core.strict import (
        NotRequired, Required, T, TypedDictType, Validator_T, as_validated_field, strict, validate_typed_dict,
        validated_field,
    )
    from huggingface_hub._core.type_checks import type_validator
    from huggingface_hub.errors import (
        StrictDataclassClassValidationError, StrictDataclassDefinitionError, StrictDataclassFieldValidationError,
    )
