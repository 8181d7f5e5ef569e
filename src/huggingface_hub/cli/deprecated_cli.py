"""Entry point of `huggingface-cli`, the former name of `hf`."""

from __future__ import annotations

import os
import sys

from huggingface_hub.cli.main import main as run_hf


def main() -> None:
    """Say once, on stderr, what the program is called now, then run it."""
    if "_HF_COMPLETE" not in os.environ:
        sys.stderr.write("`huggingface-cli` is now called `hf`: the same commands work there.\n")
    run_hf()
