"""Decorators that other libraries use."""

from __future__ import annotations

import asyncio
import inspect
import warnings
from typing import Any

import pytest

from huggingface_hub import constants
from huggingface_hub._core import headers
from huggingface_hub.hf_api import flag_as_download_call, future_compatible
from huggingface_hub.utils import experimental


def test_experimental_functions_warn(monkeypatch: pytest.MonkeyPatch) -> None:
    @experimental
    def double(number: int, times: int = 2) -> int:
        """Doubles."""
        return number * times

    with pytest.warns(UserWarning, match="double' is experimental") as caught:
        assert double(2) == 4
    assert caught[0].filename == __file__
    assert (double.__name__, double.__doc__, str(inspect.signature(double).parameters["times"])) == (
        "double",
        "Doubles.",
        "times: 'int' = 2",
    )
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_EXPERIMENTAL_WARNING", True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert double(3, times=3) == 9


def test_experimental_classes_are_named_by_their_class() -> None:
    class Thing:
        @experimental
        def __init__(self, value: int) -> None:
            self.value = value

    with pytest.warns(UserWarning, match="Thing' is experimental"):
        assert Thing(3).value == 3


class Api:
    def run_as_future(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        return "later", fn(*args, **kwargs)

    @future_compatible
    def call(self, a: int, *, b: int = 2, run_as_future: bool = False) -> Any:
        return a, b, run_as_future


def test_methods_run_in_the_background_if_they_are_asked_to() -> None:
    api = Api()
    assert api.call(1) == (1, 2, False)
    assert api.call(1, b=3, run_as_future=False) == (1, 3, False)
    assert api.call(1, b=3, run_as_future=True) == ("later", (1, 3, False))
    assert list(inspect.signature(api.call).parameters) == ["a", "b", "run_as_future"]
    with pytest.raises(TypeError):
        api.call(run_as_future=True)


def sent() -> bool:
    return constants.X_HF_DOWNLOAD_COUNTER in headers.build(token=None)


def test_requests_of_a_download_are_counted() -> None:
    @flag_as_download_call
    def ask(problem: bool = False) -> bool:
        if problem:
            raise ValueError
        return sent()

    @flag_as_download_call
    async def ask_later() -> bool:
        await asyncio.sleep(0)
        return sent()

    assert not sent()
    assert ask()
    assert asyncio.run(ask_later())
    with pytest.raises(ValueError, match=r"^$"):
        ask(problem=True)
    assert not sent()
