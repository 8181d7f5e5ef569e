"""Decorators for other libraries: functions that may change, that can run in the background, that count as downloads."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from huggingface_hub import constants
from huggingface_hub._core import headers


F = TypeVar("F", bound=Callable[..., Any])


def experimental(fn: Callable[..., Any]) -> Callable[..., Any]:
    """
    Warn whoever calls a function, or makes an object of a class, that it may change without notice.

    Args:
        fn: The function or class.

    Returns:
        A function that does the same, after the warning; `HF_HUB_DISABLE_EXPERIMENTAL_WARNING=1` switches that off.

    Example:
        >>> from huggingface_hub.utils import experimental
        >>> @experimental
        ... def double(number):
        ...     return 2 * number
    """
    name = fn.__qualname__[:-9] if fn.__qualname__.endswith(".__init__") else fn.__qualname__

    @wraps(fn)
    def warned(*args: Any, **kwargs: Any) -> Any:
        if not constants.HF_HUB_DISABLE_EXPERIMENTAL_WARNING:
            warnings.warn(
                f"'{name}' is experimental and might be subject to breaking changes in the future without prior notice."
                " You can disable this warning by setting `HF_HUB_DISABLE_EXPERIMENTAL_WARNING=1` as environment variable.",
                UserWarning,
                stacklevel=2,
            )
        return fn(*args, **kwargs)

    return warned


def future_compatible(fn: F) -> F:
    """
    Give a method of an `HfApi` the parameter `run_as_future`: with it, the call returns at once.

    Args:
        fn: A method that has the parameter; it is called with `False`.

    Returns:
        A method that passes itself to `run_as_future` of its object if it is asked to.

    Example:
        >>> from huggingface_hub import HfApi
        >>> from huggingface_hub.hf_api import future_compatible
        >>> class MyApi(HfApi):
        ...     @future_compatible
        ...     def name(self, *, run_as_future=False):
        ...         return self.whoami()["name"]
    """
    signature = inspect.signature(fn)

    @wraps(fn)
    def compatible(self: Any, *args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(self, *args, **kwargs)
        later = bound.arguments.pop("run_as_future", False)
        if not later:
            return fn(self, *args, **{**kwargs, "run_as_future": False})
        bound.arguments["run_as_future"] = False
        return self.run_as_future(fn, *bound.args, **bound.kwargs)

    return compatible  # type: ignore[return-value]  # the same signature


def flag_as_download_call(fn: F) -> F:
    """
    Have all requests that are made while a function runs count as parts of a download, in the Hub's statistics.

    Args:
        fn: The function.

    Returns:
        A function that does the same.

    Example:
        >>> from huggingface_hub import HfApi
        >>> from huggingface_hub.hf_api import flag_as_download_call
        >>> @flag_as_download_call
        ... def newest(repo_id):
        ...     return HfApi().model_info(repo_id).sha
    """
    if inspect.iscoroutinefunction(fn):

        @wraps(fn)
        async def counted_later(*args: Any, **kwargs: Any) -> Any:
            before = headers.COUNTS_AS_DOWNLOAD.set(True)
            try:
                return await fn(*args, **kwargs)
            finally:
                headers.COUNTS_AS_DOWNLOAD.reset(before)

        return counted_later  # type: ignore[return-value]  # the same signature

    @wraps(fn)
    def counted(*args: Any, **kwargs: Any) -> Any:
        before = headers.COUNTS_AS_DOWNLOAD.set(True)
        try:
            return fn(*args, **kwargs)
        finally:
            headers.COUNTS_AS_DOWNLOAD.reset(before)

    return counted  # type: ignore[return-value]  # the same signature
