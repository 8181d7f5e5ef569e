"""The version of this package, as `hf` shows it."""

from __future__ import annotations


def package_version() -> str:
    """The version of the installed package."""
    from huggingface_hub import __version__

    return str(__version__)
