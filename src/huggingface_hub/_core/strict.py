"""Dataclasses that check their values at each assignment, and typed dictionaries that can be checked."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints, overload

from typing_extensions import NotRequired as NotRequired, Required as Required

from huggingface_hub._core.type_checks import check_of
from huggingface_hub._lazy import errors


T = TypeVar("T")
TypedDictType = TypeVar("TypedDictType", bound=dict[str, Any])

Validator_T = Callable[[Any], None]
"""Takes a value and raises `ValueError` or `TypeError` if it is none that the field may have."""

_VALIDATOR = "validator"
# Where the arguments that are no fields wait for `__post_init__`.
_EXTRA = "__strict_extra__"


@overload
def strict(cls: type[T]) -> type[T]: ...
@overload
def strict(cls: None = None, *, accept_kwargs: bool = False) -> Callable[[type[T]], type[T]]: ...


def strict(cls: type[T] | None = None, *, accept_kwargs: bool = False) -> type[T] | Callable[[type[T]], type[T]]:
    """
    Let a dataclass check the type of its fields, their own validators, and its `validate_…` methods.

    Fields are checked whenever they are set. Methods whose name begins with `validate_` take nothing but `self`; they are
    called when an instance is complete, and by its new method `validate()`.

    Args:
        cls: A dataclass.
        accept_kwargs: Take arguments that are no fields, too. They go to `__post_init__` if it takes them, and become
            attributes otherwise.

    Returns:
        The same class.

    Raises:
        StrictDataclassDefinitionError: It is no dataclass, has a `validate` of its own, or a validator that takes other
            arguments.

    Example:
        >>> from dataclasses import dataclass
        >>> from huggingface_hub.dataclasses import strict, validated_field
        >>> def positive(value: int) -> None:
        ...     if value <= 0:
        ...         raise ValueError("must be positive")
        >>> @strict
        ... @dataclass
        ... class Config:
        ...     layers: int = validated_field(positive, default=12)
        >>> Config(layers=0)
        Traceback (most recent call last):
        huggingface_hub.errors.StrictDataclassFieldValidationError: Validation error for field 'layers':
            ValueError: must be positive
    """

    def decorate(cls: type[T]) -> type[T]:
        return _make_strict(cls, accept_kwargs)

    return decorate if cls is None else decorate(cls)


def validated_field(
    validator: list[Validator_T] | Validator_T,
    default: Any = dataclasses.MISSING,
    default_factory: Any = dataclasses.MISSING,
    init: bool = True,
    repr: bool = True,
    hash: bool | None = None,
    compare: bool = True,
    metadata: dict[str, Any] | None = None,
    **kwargs: Any,
) -> Any:
    """
    A field of a strict dataclass with validators of its own.

    Args:
        validator: Called with each new value; raises `ValueError` or `TypeError`. Several are called in order.
        default: As for `dataclasses.field`, like all that follow.
        default_factory: Makes the default.
        init: Whether it is an argument of `__init__`.
        repr: Whether it is part of `repr`.
        hash: Whether it is part of the hash.
        compare: Whether it is part of comparisons.
        metadata: More about the field.
        kwargs: Other arguments of `dataclasses.field`.
    """
    return dataclasses.field(
        default=default,
        default_factory=default_factory,
        init=init,
        repr=repr,
        hash=hash,
        compare=compare,
        metadata={**(metadata or {}), _VALIDATOR: validator if isinstance(validator, list) else [validator]},
        **kwargs,
    )


def as_validated_field(validator: Validator_T) -> Callable[..., Any]:
    """
    Turn a validator into a maker of fields: `positive(default=1)` in the place of `validated_field(positive, default=1)`.

    Args:
        validator: Called with each new value; raises `ValueError` or `TypeError`.
    """

    def make_field(
        default: Any = dataclasses.MISSING,
        default_factory: Any = dataclasses.MISSING,
        init: bool = True,
        repr: bool = True,
        hash: bool | None = None,
        compare: bool = True,
        metadata: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        return validated_field(validator, default, default_factory, init, repr, hash, compare, metadata, **kwargs)

    return make_field


def validate_typed_dict(schema: type[TypedDictType], data: dict[str, Any]) -> None:
    """
    Check a dictionary against a `TypedDict`: its keys, their types, and the validators in `Annotated[type, validator]`.

    Args:
        schema: The `TypedDict` class.
        data: The dictionary.

    Raises:
        StrictDataclassFieldValidationError: A required key is missing, or a value is none that it may have.
        StrictDataclassDefinitionError: Something in `Annotated` is no validator.
        TypeError: The dictionary has a key that the schema does not know.
    """
    rules = _rules(schema)

    for key in data:
        if key not in rules:
            raise TypeError(f"{schema.__name__} has no key {key!r}")

    for key, (required, validators) in rules.items():
        if key in data:
            _run(key, data[key], validators)
        elif required:
            raise errors.StrictDataclassFieldValidationError(key, TypeError(f"Field '{key}' is required but missing."))


@lru_cache(maxsize=256)
def _rules(schema: type) -> dict[str, tuple[bool, list[Validator_T]]]:
    rules = {}

    for key, hint in get_type_hints(schema, include_extras=True).items():
        required = key in getattr(schema, "__required_keys__", ())
        if get_origin(hint) in (Required, NotRequired):
            required, hint = get_origin(hint) is Required, get_args(hint)[0]

        own: list[Validator_T] = []
        if get_origin(hint) is Annotated:
            hint, *own = get_args(hint)

        rules[key] = required, [_type_of(key, hint), *_checked(key, own)]

    return rules


def _make_strict(cls: type[T], accept_kwargs: bool) -> type[T]:
    if not dataclasses.is_dataclass(cls):
        name = getattr(cls, "__name__", repr(cls))
        raise errors.StrictDataclassDefinitionError(f"Class '{name}' must be a dataclass before applying @strict.")

    if "validate" in vars(cls) or hasattr(cls, "validate") and not hasattr(cls, "__class_validators__"):
        raise errors.StrictDataclassDefinitionError(
            f"Class '{cls.__name__}' has a method called 'validate', which @strict adds to it: rename yours."
        )

    declared = dataclasses.fields(cls)
    setattr(cls, "__validators__", {field.name: list(_validators(field)) for field in declared})  # noqa: B010
    setattr(cls, "__class_validators__", list(_class_validators(cls)))  # noqa: B010
    _check_assignments(cls)
    _check_instances(cls, {field.name for field in declared if field.init}, accept_kwargs)
    return cls


def _validators(field: dataclasses.Field[Any]) -> Iterator[Validator_T]:
    own = field.metadata.get(_VALIDATOR, [])
    yield _type_of(field.name, field.type)
    yield from _checked(field.name, own if isinstance(own, list) else [own])


def _type_of(name: str, expected: Any) -> Validator_T:
    check = check_of(expected)
    return lambda value: check(name, value)


def _checked(name: str, validators: list[Any]) -> list[Validator_T]:
    for validator in validators:
        if not callable(validator) or not _takes_one(validator):
            raise errors.StrictDataclassDefinitionError(
                f"Invalid validator for field '{name}': {validator}. Must be a callable taking a single argument."
            )
    return validators


def _takes_one(function: Callable[..., Any]) -> bool:
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except ValueError:  # a class of C that does not tell
        return True

    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    needed = [each for each in parameters if each.default is each.empty and each.kind in kinds]
    others = [each for each in parameters if each.default is each.empty and each.kind is each.KEYWORD_ONLY]
    return len(needed) == 1 and parameters[0] is needed[0] and not others


def _class_validators(cls: type) -> Iterator[Callable[[Any], None]]:
    names = dict.fromkeys(name for base in reversed(cls.__mro__) for name in vars(base) if name.startswith("validate_"))

    for name in names:
        validator = getattr(cls, name)
        if not callable(validator):
            continue
        if not _takes_one(validator) or len(inspect.signature(validator).parameters) != 1:
            raise errors.StrictDataclassDefinitionError(
                f"Class '{cls.__name__}' has a class validator '{name}' that takes other arguments than 'self'. "
                "Methods starting with 'validate_' are considered to be class validators."
            )
        yield validator


def _run(name: str, value: Any, validators: list[Validator_T]) -> None:
    for validator in validators:
        try:
            validator(value)
        except (ValueError, TypeError) as error:
            raise errors.StrictDataclassFieldValidationError(name, error) from error


def _check_assignments(cls: Any) -> None:
    inner = cls.__setattr__

    if getattr(inner, "__strict__", False):
        return  # that of a strict base, which looks at the validators of the class at hand

    @wraps(inner)
    def set_checked(self: Any, name: str, value: Any) -> None:
        validators = type(self).__validators__.get(name)
        if validators is not None:
            _run(name, value, validators)
        inner(self, name, value)

    set_checked.__strict__ = True  # type: ignore[attr-defined]  # a mark for subclasses
    cls.__setattr__ = set_checked


def _check_instances(cls: Any, arguments: set[str], accept_kwargs: bool) -> None:
    """Check instances once they are complete, and take arguments that are no fields."""
    inner, frozen = cls.__init__, cls.__dataclass_params__.frozen
    passes_on = accept_kwargs and _pass_on(cls)

    @wraps(inner)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        extra = {name: kwargs.pop(name) for name in list(kwargs) if name not in arguments} if accept_kwargs else {}

        if accept_kwargs and args:
            raise ValueError(
                f"When `accept_kwargs=True`, {cls.__name__} accepts only keyword arguments, "
                f"but found `{len(args)}` positional args."
            )
        if extra and passes_on:
            vars(self)[_EXTRA] = extra

        inner(self, *args, **kwargs)

        if not passes_on:
            for name, value in extra.items():
                setattr(self, name, value)
        if frozen:  # its fields are set behind the back of `__setattr__`
            for name, validators in type(self).__validators__.items():
                _run(name, getattr(self, name), validators)
        self.validate()

    def validate(self: Any) -> None:
        """Call the `validate_…` methods."""
        for validator in type(self).__class_validators__:
            try:
                validator(self)
            except (ValueError, TypeError) as error:
                raise errors.StrictDataclassClassValidationError(validator.__name__, error) from error

    cls.__init__ = init
    cls.validate = validate
    if accept_kwargs and cls.__dataclass_params__.repr:
        cls.__repr__ = _repr_with_more


def _pass_on(cls: Any) -> bool:
    """Let `__post_init__` have the arguments that are no fields, if it takes any."""
    inner = getattr(cls, "__post_init__", None)
    if inner is None:
        return False
    if getattr(inner, "__strict__", False):
        return True
    if not any(each.kind is each.VAR_KEYWORD for each in inspect.signature(inner).parameters.values()):
        return False

    @wraps(inner)
    def post_init(self: Any, *args: Any, **kwargs: Any) -> None:
        inner(self, *args, **{**vars(self).pop(_EXTRA, {}), **kwargs})

    post_init.__strict__ = True  # type: ignore[attr-defined]  # a mark for subclasses
    cls.__post_init__ = post_init
    return True


def _repr_with_more(self: Any) -> str:
    """As dataclasses have it, with a star before what is no field."""
    declared = dataclasses.fields(self)
    names = {field.name for field in declared}
    parts = [f"{field.name}={getattr(self, field.name)!r}" for field in declared if field.repr]
    parts += [f"*{name}={value!r}" for name, value in vars(self).items() if name not in names]
    return f"{type(self).__qualname__}({', '.join(parts)})"
