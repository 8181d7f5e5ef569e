"""How a shape of this package takes what the Hub sends.

A class lists its fields once, each with the name that the Hub uses for it and the function that reads its value:

    @dataclass(init=False)
    class Thing(WireObject):
        id: str = wire(required=True)
        last_modified: datetime | None = wire("lastModified", read=moment)

        lastModified: ClassVar[alias[datetime | None]] = alias("last_modified")

`Thing(**answer)` then builds it from the Hub's words, or from Python's (`Thing(id=…, last_modified=…)`). What the class
does not know is kept as an attribute under the Hub's name, so that fields the Hub adds later are readable at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from typing import Any, Generic, TypeVar, overload

from huggingface_hub.types.datetimes import parse_datetime


T = TypeVar("T", bound="WireObject")
S = TypeVar("S")
V = TypeVar("V")

_SPEC = "huggingface_hub.wire"


@dataclass(frozen=True)
class _Spec:
    """Where the value of one field comes from."""

    names: tuple[str, ...]
    read: Callable[[Any], Any] | None
    required: bool
    fallback: Any
    make: Callable[[], Any] | None


def wire(
    *names: str,
    read: Callable[[Any], Any] | None = None,
    required: bool = False,
    default: Any = MISSING,
    fallback: Any = None,
    factory: Callable[[], Any] | None = None,
) -> Any:
    """
    Declare a field of a `WireObject`.

    Args:
        names: What the Hub calls it, most common first. The field's own name is always understood too.
        read: Turns the Hub's value into the field's. It is not called for null.
        required: Refuse to build the object without it.
        default: Default of the class, where the class promises one.
        fallback: The value when the Hub says nothing.
        factory: Makes the value when the Hub says nothing.
    """
    metadata = {_SPEC: _Spec(names, read, required, fallback, factory)}
    if factory is not None:
        return field(default_factory=factory, metadata=metadata)
    return field(default=default, metadata=metadata)


class alias(Generic[V]):
    """Another name for an attribute. Assigning to it changes this object's alias only, as for a plain attribute."""

    def __init__(self, target: str) -> None:
        self.target = target

    @overload
    def __get__(self, instance: None, owner: type) -> alias[V]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> V: ...

    def __get__(self, instance: object | None, owner: type) -> Any:
        return self if instance is None else getattr(instance, self.target)


class WireObject:
    """Base of the shapes that are built from keyword arguments spelled as the Hub spells them."""

    def __init__(self, **kwargs: Any) -> None:
        for name, spec in _specs(type(self)):
            setattr(self, name, _take(kwargs, name, spec, type(self)))
        vars(self).update(kwargs)

    @classmethod
    def from_wire(cls: type[T], data: Mapping[str, Any]) -> T:
        """
        Build the object from an answer of the Hub.

        Args:
            data: The decoded JSON object.

        Raises:
            ValueError: The answer is not an object, or lacks what the shape cannot do without.
        """
        return read_object(cls, data, lambda answer: cls(**answer))


def _specs(cls: type[WireObject]) -> tuple[tuple[str, _Spec], ...]:
    specs = _SPECS.get(cls)
    if specs is None:
        declared = fields(cls)  # type: ignore[arg-type]  # the subclasses are dataclasses
        specs = tuple((each.name, each.metadata[_SPEC]) for each in declared if _SPEC in each.metadata)
        _SPECS[cls] = specs
    return specs


_SPECS: dict[type, tuple[tuple[str, _Spec], ...]] = {}
"""The fields of each class, looked up once: trees have a hundred thousand entries."""


def _take(kwargs: dict[str, Any], name: str, spec: _Spec, cls: type) -> Any:
    value = None
    for key in (*spec.names, name):
        if key in kwargs:
            candidate = kwargs.pop(key)
            value = candidate if value is None else value
    if value is None:
        if spec.required:
            # The class that reading a missing entry of the answer raises.
            raise KeyError(spec.names[0] if spec.names else name)
        return spec.fallback if spec.make is None else spec.make()
    return value if spec.read is None else spec.read(value)


def read_object(cls: type, data: Any, build: Callable[[dict[str, Any]], S]) -> S:
    """
    Build `cls` from a decoded JSON object, and say which shape was expected if the object is another one.

    Fields that `build` does not read are kept as attributes of what it makes.

    Raises:
        ValueError: The Hub's answer does not have that shape.
    """
    if not isinstance(data, Mapping):
        raise ValueError(f"Unexpected answer of the Hub: {cls.__name__} is read from an object, got {_short(data)}.")
    answer = _Answer(data)
    try:
        built = build(answer)
        _keep_the_rest(built, answer)
        return built
    except KeyError as error:
        raise ValueError(f"Unexpected answer of the Hub: {cls.__name__} needs {error}.") from error
    except (TypeError, AttributeError) as error:
        raise ValueError(f"Unexpected answer of the Hub: cannot read {cls.__name__}: {error}.") from error


class _Answer(dict[str, Any]):
    """An object of an answer that knows what has been read of it."""

    __slots__ = ("seen",)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.seen: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(key)
        return super().get(key, default)

    def pop(self, key: str, *default: Any) -> Any:
        self.seen.add(key)
        return super().pop(key, *default)


def _keep_the_rest(built: Any, answer: _Answer) -> None:
    """What a shape does not know is kept as attributes, under the Hub's names: the Hub learns faster than its clients."""
    if answer.seen and isinstance(attributes := getattr(built, "__dict__", None), dict) and not isinstance(built, dict):
        for key in answer.keys() - answer.seen:
            attributes.setdefault(key, answer[key])


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 100 else text[:100] + "…"


def moment(value: Any) -> datetime:
    """Read a date, or take one that is read already."""
    return value if isinstance(value, datetime) else parse_datetime(value)


def optional_moment(value: Any) -> datetime | None:
    """Read a date that may be missing."""
    return None if value is None else moment(value)


def one(cls: type, from_wire: Callable[[Any], Any] | None = None) -> Callable[[Any], Any]:
    """Read an object of a class, or take one that is read already."""

    def read(value: Any) -> Any:
        if isinstance(value, cls):
            return value
        return (from_wire or cls.from_wire)(value)  # type: ignore[attr-defined]  # shapes have it

    return read


def each(cls: type, from_wire: Callable[[Any], Any] | None = None) -> Callable[[Any], Any]:
    """Read a list of objects of a class."""
    read = one(cls, from_wire)
    return lambda values: [read(value) for value in values]
