"""Checks and courtesies around arguments, as decorators that dependent packages import too."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from huggingface_hub import constants
from huggingface_hub._core import ids
from huggingface_hub._core.urls import fix_endpoint


CallableT = TypeVar("CallableT", bound=Callable[..., Any])
_REPO_ARGUMENTS = ("repo_id", "from_id", "to_id")
_IGNORED = {
    "proxies": "set HTTP_PROXY and HTTPS_PROXY, or pass `proxy=` to the client",
    "resume_download": "downloads always resume when they can",
    "force_filename": "files keep their name",
    "local_dir_use_symlinks": "files in `local_dir` are always real files",
}


def smoothly_deprecate_legacy_arguments(fn_name: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    """
    Take arguments of older versions out of a call, with a warning for each.

    Args:
        fn_name: The function that was called, for the warning.
        kwargs: Its keyword arguments.

    Returns:
        The arguments that mean something.
    """
    kept = dict(kwargs)
    for name, instead in _IGNORED.items():
        if name in kept:
            kept.pop(name)
            warnings.warn(f"Argument `{name}` of `{fn_name}` is ignored: {instead}.", UserWarning, stacklevel=3)
    return kept


def validate_hf_hub_args(fn: CallableT) -> CallableT:
    """
    Check the repository ids that a function is called with, before it runs.

    Args:
        fn: A function with arguments such as `repo_id`, `from_id` or `to_id`.

    Raises:
        HFValidationError: By the decorated function, for an id that the Hub could not have.
    """
    signature = inspect.signature(fn)

    @wraps(fn)
    def checked(*args: Any, **kwargs: Any) -> Any:
        for name, value in [*zip(signature.parameters, args, strict=False), *kwargs.items()]:
            if name in _REPO_ARGUMENTS:
                ids.validate_repo_id(value)
        return fn(*args, **smoothly_deprecate_legacy_arguments(fn.__name__, kwargs))

    return checked  # type: ignore[return-value]


def _deprecate_method(*, version: str, message: str | None = None) -> Callable[[CallableT], CallableT]:
    """
    Make a function warn that it will go away.

    Args:
        version: The version that won't have it any more.
        message: What to use in its place.

    Returns:
        A decorator.
    """

    def deprecate(fn: CallableT) -> CallableT:
        warning = (
            f"'{fn.__name__}' (from '{fn.__module__}') is deprecated and will be removed from version '{version}'."
        )

        @wraps(fn)
        def deprecated(*args: Any, **kwargs: Any) -> Any:
            warnings.warn(f"{warning} {message}" if message else warning, FutureWarning, stacklevel=2)
            return fn(*args, **kwargs)

        return deprecated  # type: ignore[return-value]

    return deprecate


def fix_hf_endpoint_in_url(url: str, endpoint: str | None) -> str:
    """
    Rewrite an address of the public Hub, as servers hand them out, to the endpoint in use.

    Args:
        url: Any address; one that is not the public Hub's comes back unchanged.
        endpoint: The Hub in use; `HF_ENDPOINT` by default.
    """
    return fix_endpoint(url, (endpoint or constants.ENDPOINT).rstrip("/"))
