"""Arguments of old versions, which are accepted and do nothing."""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable
from typing import Any, TypeVar, cast


F = TypeVar("F", bound=Callable[..., Any])

_IGNORED = frozenset({"resume_download", "force_filename", "local_dir_use_symlinks", "proxies"})


def ignores_legacy(fn: F) -> F:
    """Let a function accept the arguments of old versions, and say that they do nothing any more.

    They are no part of its signature: editors and type checkers don't offer them.
    """

    @functools.wraps(fn)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        given = _IGNORED.intersection(kwargs)
        if given:
            for name in sorted(given):
                if kwargs.pop(name) is not None:
                    warnings.warn(
                        f"The argument `{name}` of `{fn.__name__}` is ignored: it has no meaning any more.",
                        FutureWarning,
                        stacklevel=2,
                    )
        return fn(*args, **kwargs)

    if inspect.iscoroutinefunction(fn) and hasattr(inspect, "markcoroutinefunction"):
        inspect.markcoroutinefunction(wrapper)
    return cast("F", wrapper)
