"""Strict dataclasses: what they refuse, when, and what they say; as the reference does, where it is not wrong."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Optional, TypedDict, Union

import pytest
from hypothesis import given, strategies as st
from typing_extensions import NotRequired, Required

from huggingface_hub.dataclasses import as_validated_field, strict, type_validator, validate_typed_dict, validated_field
from huggingface_hub.errors import (
    StrictDataclassClassValidationError,
    StrictDataclassDefinitionError,
    StrictDataclassFieldValidationError,
)


def even(value: int) -> None:
    if value % 2:
        raise ValueError("must be even")


def make(fields: dict[str, Any], *, accept_kwargs: bool = False, **options: Any) -> Any:
    """A strict dataclass; its annotations are values, as they are in modules without postponed annotations."""
    namespace = {name: value for name, value in options.items() if name not in ("frozen", "bases")}
    annotations = {name: each if not isinstance(each, tuple) else each[0] for name, each in fields.items()}
    namespace |= {name: each[1] for name, each in fields.items() if isinstance(each, tuple)}
    cls = type("Made", options.get("bases", ()), {"__annotations__": annotations, **namespace})
    return strict(dataclasses.dataclass(cls, frozen=options.get("frozen", False)), accept_kwargs=accept_kwargs)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, int), (None, None), (1, Any), (1, object), ([1], list), ([1], list[int]), ((1, 2), tuple[int, ...]), ((), tuple),
        ((1, "a"), tuple[int, str]), ({"a": [1]}, dict[str, list[int]]), ({1}, set[int]), (1, Literal[1, "a"]),
        (None, Optional[int]), (1, Union[int, str]), (1, int | None), ("abc", Sequence[str]), ((1,), Sequence[int]),  # noqa: UP045
        (1, "NotDefined"), (object(), "int"), (1, Required[int]), (1, NotRequired[int]),
    ],
)  # fmt: skip
def test_types_that_fit(value: Any, expected: Any) -> None:
    type_validator("field", value, expected)


@pytest.mark.parametrize(
    ("value", "expected", "message"),
    [
        ("x", int, "Field 'field' expected int, got str (value: 'x')"),
        (True, int, "Field 'field' expected int, got bool (value: True)"),
        (1, bool, "expected bool, got int"),
        (1, float, "expected float, got int"),
        (3, Literal[1, 2], "Field 'field' expected one of (1, 2), got 3"),
        (True, Literal[1], "expected one of (1,), got True"),
        ((1, "a"), tuple[int, ...], "Invalid item at index 1 in tuple 'field'"),
        ((1,), tuple[int, int], "expected a tuple of length 2, got 1"),
        (["a"], list[int], "Invalid item at index 0 in list 'field'"),
        (["a"], Sequence[int], "Invalid item at index 0 in sequence 'field'"),
        ({"a": {"b": 1}}, dict[str, dict[str, str]], "Invalid key or value in dict 'field'"),
        ({1}, set[str], "Invalid item in set 'field'"),
        (1, list[int], "Field 'field' expected a list, got int"),
        (1, Sequence[int], "Field 'field' expected a Sequence, got int"),
        (1.5, int | str, "doesn't match any type in (<class 'int'>, <class 'str'>). Errors: Field 'field' expected int"),
        ({}, frozenset[int], "Unsupported type for field 'field': frozenset[int]"),
    ],
)  # fmt: skip
def test_types_that_do_not_fit(value: Any, expected: Any, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        type_validator("field", value, expected)

    assert message in str(caught.value)


@given(st.recursive(st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_a_value_fits_its_own_type_and_no_other(value: Any) -> None:
    type_validator("field", value, type(value))
    with pytest.raises(TypeError):
        type_validator("field", value, set)


class TestFields:
    def test_each_assignment_is_checked(self) -> None:
        cls = make({"layers": (int, validated_field(even, default=2))})
        config = cls(layers=4)

        with pytest.raises(StrictDataclassFieldValidationError, match="field 'layers'.*\n.*ValueError: must be even"):
            config.layers = 3
        with pytest.raises(StrictDataclassFieldValidationError, match="expected int, got str"):
            cls(layers="4")
        with pytest.raises(StrictDataclassFieldValidationError):
            dataclasses.replace(config, layers=1)
        assert config == cls(layers=4)
        config.other = "not a field"

    def test_frozen_instances_are_checked(self) -> None:
        with pytest.raises(StrictDataclassFieldValidationError):
            make({"a": int}, frozen=True)(a="x")

    def test_a_maker_of_fields(self) -> None:
        cls = make({"a": (int, as_validated_field(even)(default=2, metadata={"unit": "m"}))})

        assert cls().a == 2
        assert dataclasses.fields(cls)[0].metadata["unit"] == "m"
        with pytest.raises(StrictDataclassFieldValidationError):
            cls(a=1)

    def test_what_is_no_validator(self) -> None:
        for wrong in ("x", lambda a, b: None, lambda: None):
            with pytest.raises(StrictDataclassDefinitionError, match="Invalid validator for field 'a'"):
                make({"a": (int, validated_field(wrong, default=1))})  # type: ignore[arg-type]


class TestClasses:
    def test_the_whole_is_checked_once_it_is_complete(self) -> None:
        calls = []

        def validate_sum(self: Any) -> None:
            calls.append((self.a, self.b))
            if self.a + self.b > 10:
                raise ValueError("too much")

        cls = make({"a": (int, 1), "b": (int, 2)}, validate_sum=validate_sum)
        config = cls(a=3)

        assert calls == [(3, 2)]
        config.a = 20
        with pytest.raises(StrictDataclassClassValidationError, match="validator 'validate_sum':\n.*too much"):
            config.validate()
        with pytest.raises(StrictDataclassClassValidationError):
            cls(a=20)

    def test_subclasses(self) -> None:
        def validate_a(self: Any) -> None:
            if self.a == 13:
                raise ValueError("unlucky")

        base = make({"a": (int, 1)}, validate_a=validate_a)
        strict_child = make({"b": (int, 2)}, bases=(base,))
        plain_child = dataclasses.dataclass(type("Plain", (base,), {"__annotations__": {"c": int}, "c": 1}))

        for cls in (base, strict_child, plain_child):
            with pytest.raises(StrictDataclassFieldValidationError):
                cls(a="x")
        with pytest.raises(StrictDataclassClassValidationError):
            strict_child(a=13)
        assert plain_child(c="x").c == "x"

    @pytest.mark.parametrize(
        ("cls", "message"),
        [
            (type("Plain", (), {}), "Class 'Plain' must be a dataclass"),
            (dataclasses.dataclass(type("Own", (), {"validate": lambda self: None})), "has a method called 'validate'"),
            (
                dataclasses.dataclass(type("Two", (), {"validate_x": lambda self, y: None})),
                "'validate_x' that takes other",
            ),
        ],
    )
    def test_definitions_that_cannot_work(self, cls: type, message: str) -> None:
        with pytest.raises(StrictDataclassDefinitionError, match=message):
            strict(cls)

    def test_tools_see_the_fields(self) -> None:
        cls = make({"a": int, "b": (str, "x")})

        assert str(inspect.signature(cls)) == "(a: int, b: str = 'x') -> None"
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'a'"):
            cls()


class TestMoreArguments:
    def test_they_become_attributes(self) -> None:
        cls = make({"a": (int, 1)}, accept_kwargs=True)
        config = cls(a=2, later="x")

        assert (config.later, repr(config)) == ("x", "Made(a=2, *later='x')")
        with pytest.raises(ValueError, match="only keyword arguments, but found `1` positional"):
            cls(2)

    def test_or_arguments_of_post_init(self) -> None:
        def post_init(self: Any, **kwargs: Any) -> None:
            self.seen = kwargs

        base = make({"a": (int, 1)}, accept_kwargs=True, __post_init__=post_init)

        def child_post_init(self: Any, **kwargs: Any) -> None:
            base.__post_init__(self, **kwargs)

        child = make({"b": (int, 1)}, accept_kwargs=True, bases=(base,), __post_init__=child_post_init)

        for cls in (base, child):
            assert vars(cls(a=1, more=2))["seen"] == {"more": 2}

    def test_a_post_init_without_them_is_not_given_any(self) -> None:
        cls = make({"a": (int, 1)}, accept_kwargs=True, __post_init__=lambda self: None)

        assert cls(more=2).more == 2


Sizes = TypedDict("Sizes", {"a": Required[int], "b": str, "c": Annotated[Optional[int], even]}, total=False)  # noqa: UP013, UP045


class TestTypedDictionaries:
    @pytest.mark.parametrize("data", [{"a": 1}, {"a": 1, "b": "x", "c": 2}])
    def test_what_fits(self, data: dict[str, Any]) -> None:
        validate_typed_dict(Sizes, data)

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ({"b": "x"}, "Field 'a' is required but missing."),
            ({"a": "x"}, "Field 'a' expected int"),
            ({"a": 1, "b": None}, "Field 'b' expected str, got NoneType"),
            ({"a": 1, "c": 3}, "must be even"),
        ],
    )
    def test_what_does_not(self, data: dict[str, Any], message: str) -> None:
        with pytest.raises(StrictDataclassFieldValidationError, match=message):
            validate_typed_dict(Sizes, data)

    def test_an_unknown_key(self) -> None:
        with pytest.raises(TypeError, match="Sizes has no key 'z'"):
            validate_typed_dict(Sizes, {"a": 1, "z": 1})
