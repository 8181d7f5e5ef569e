"""`hf version` and `hf env`."""

from __future__ import annotations

from huggingface_hub.cli.output import Output
from huggingface_hub.cli.version import package_version


def version(out: Output) -> None:
    """Print the version."""
    out.result("hf version", version=package_version())


def env(out: Output) -> None:
    """Print what a bug report should say about this machine."""
    from huggingface_hub._core.environment import environment_info, environment_text

    if out.mode in ("json", "quiet"):
        out.dict(environment_info())
    else:
        out.raw(environment_text())
