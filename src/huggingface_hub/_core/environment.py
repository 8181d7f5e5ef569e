"""What a bug report should say about the machine. No secret is in it."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from importlib import metadata
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core.agent_env import detect_agent
from huggingface_hub._core.packages import xet_usage


_PACKAGES = ("httpx", "anyio", "hf_xet", "gradio", "tensorboard")
_SETTINGS = (
    "ENDPOINT",
    "HF_HUB_CACHE",
    "HF_ASSETS_CACHE",
    "HF_TOKEN_PATH",
    "HF_STORED_TOKENS_PATH",
    "HF_HUB_OFFLINE",
    "HF_HUB_DISABLE_TELEMETRY",
    "HF_HUB_DISABLE_PROGRESS_BARS",
    "HF_HUB_DISABLE_SYMLINKS",
    "HF_HUB_DISABLE_SYMLINKS_WARNING",
    "HF_HUB_DISABLE_EXPERIMENTAL_WARNING",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN",
    "HF_HUB_DISABLE_XET",
    "HF_HUB_DISABLE_SHARED_BLOBS",
    "HF_HUB_ETAG_TIMEOUT",
    "HF_HUB_DOWNLOAD_TIMEOUT",
    "HF_XET_HIGH_PERFORMANCE",
)


def environment_info() -> dict[str, Any]:
    """The facts, by the names that the Hub's issue template uses."""
    info: dict[str, Any] = {
        "huggingface_hub version": _version("huggingface_hub"),
        "Platform": platform.platform(),
        "Python version": platform.python_version(),
        "Running in iPython ?": "Yes" if "IPython" in sys.modules else "No",
        "Running in notebook ?": "Yes" if "ipykernel" in sys.modules else "No",
        "Running in Google Colab ?": "Yes" if "google.colab" in sys.modules else "No",
        "Token path ?": constants.HF_TOKEN_PATH,
        "Has saved token ?": os.path.exists(constants.HF_TOKEN_PATH),
        "Configured git credential helpers": ", ".join(_credential_helpers()),
        "Run by AI agent ?": detect_agent(os.environ) or "No",
        "Uses Xet ?": xet_usage(),
    }
    info |= {name: _version(name) for name in _PACKAGES}
    return info | {name: getattr(constants, name) for name in _SETTINGS if hasattr(constants, name)}


def environment_text() -> str:
    """The facts as text to copy."""
    lines = [f"- {name}: {value}" for name, value in environment_info().items()]
    return "\n".join(["", "Copy-and-paste the text below in your GitHub issue.", "", *lines, ""])


def dump_environment_info() -> dict[str, Any]:
    """
    Print what a bug report should say about this machine.

    Returns:
        The same as a dictionary.
    """
    sys.stdout.write(environment_text() + "\n")
    return environment_info()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "N/A"


def _credential_helpers() -> list[str]:
    """Names of git's credential helpers; none without git."""
    if shutil.which("git") is None:
        return []
    try:
        run = subprocess.run(["git", "config", "--list"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    prefix = "credential.helper="
    return sorted({line[len(prefix) :].split(" ")[0] for line in run.stdout.splitlines() if line.startswith(prefix)})
