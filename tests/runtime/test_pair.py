"""Both halves of the runtime offer equal names with equal signatures: what is written for one works with the other."""

from __future__ import annotations

import inspect
import subprocess
import sys
from types import ModuleType

import pytest

from huggingface_hub._runtime import _shared, aio, blocking


RENAMED = {"AsyncExitStack": "ExitStack", "asynccontextmanager": "contextmanager"}
DUNDERS = {"__aenter__": "__enter__", "__aexit__": "__exit__", "__aiter__": "__iter__", "__anext__": "__next__"}
# Inherited from the standard library, where the two differ by nature.
STANDARD = {"AsyncExitStack", "asynccontextmanager", "Future"}


def shape(thing: object) -> list[tuple[str, object, object]]:
    signature = inspect.signature(thing)  # type: ignore[arg-type]
    return [(name, parameter.kind, parameter.default) for name, parameter in signature.parameters.items()]


def methods(cls: type) -> dict[str, object]:
    found = {}
    for name in dir(cls):
        spelled = DUNDERS.get(name, name)
        if name.startswith("_") and spelled not in DUNDERS.values():
            continue
        found[spelled] = inspect.getattr_static(cls, name)
    return found


def test_equal_names() -> None:
    assert sorted(RENAMED.get(name, name) for name in aio.__all__) == sorted(blocking.__all__)
    for module in (aio, blocking):
        for name in module.__all__:
            assert hasattr(module, name)


@pytest.mark.parametrize(
    "name", [name for name in aio.__all__ if callable(getattr(aio, name)) and name not in STANDARD]
)
def test_equal_signatures(name: str) -> None:
    ours, theirs = getattr(aio, name), getattr(blocking, RENAMED.get(name, name))
    assert shape(ours) == shape(theirs)
    if not inspect.isclass(ours):
        return
    left, right = methods(ours), methods(theirs)
    assert sorted(left) == sorted(right)
    for method, implementation in left.items():
        assert type(implementation) is type(right[method]), method
        if inspect.isfunction(implementation):
            assert shape(implementation) == shape(right[method]), method


@pytest.mark.parametrize("module", [aio, blocking])
def test_everything_public_is_documented(module: ModuleType) -> None:
    for name in module.__all__:
        thing = getattr(module, name)
        if callable(thing):
            assert inspect.getdoc(thing), name
        if inspect.isclass(thing) and name not in STANDARD:
            for method, implementation in vars(thing).items():
                if not method.startswith("_") and inspect.isfunction(implementation):
                    assert inspect.getdoc(implementation), f"{name}.{method}"


def test_the_blocking_half_loads_no_http_library() -> None:
    code = """
import sys
import huggingface_hub._runtime.blocking, huggingface_hub._runtime.factories
print([name for name in ("httpx", "anyio", "asyncio", "filelock", "ssl", "click", "yaml") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_notes_on_any_python() -> None:
    class Old(Exception):
        # Python 3.10 has no `add_note`.
        add_note = property()

    error = Old()
    _shared.add_note(error, "one")
    _shared.add_note(error, "two")
    assert error.__notes__ == ["one", "two"]


def test_not_every_failure_becomes_a_note() -> None:
    first = ValueError("first")
    _shared.note_others(first, [ValueError(str(n)) for n in range(15)])
    assert len(first.__notes__) == 11
    assert first.__notes__[-1] == "5 more tasks failed too."
