"""
A Hub of one's own: an embedded server that speaks the Hub's HTTP API over git repositories on disk.

Needs the extra `local-hub` (`pip install "huggingface_hub[local-hub]"`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from huggingface_hub.local_hub.server import LocalHub

__all__ = ["LocalHub"]


def __getattr__(name: str) -> Any:
    if name != "LocalHub":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from huggingface_hub.local_hub.server import LocalHub
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {
            "starlette",
            "uvicorn",
            "dulwich",
            "anyio",
            "blake3",
            "lz4",
            "numpy",
        }:
            raise
        raise ImportError(
            f"The local Hub needs {error.name!r}, which is not installed. "
            'Install its requirements with `pip install "huggingface_hub[local-hub]"`.'
        ) from error
    return LocalHub
