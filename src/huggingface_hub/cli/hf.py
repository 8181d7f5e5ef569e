"""Entry point of the `hf` program."""

from __future__ import annotations

from huggingface_hub.cli.main import main


__all__ = ["main"]
