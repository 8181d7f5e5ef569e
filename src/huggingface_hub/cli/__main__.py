"""`python -m huggingface_hub.cli`."""

from __future__ import annotations

from huggingface_hub.cli.main import main


if __name__ == "__main__":
    main()
