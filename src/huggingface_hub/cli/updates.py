"""Newer versions: how this one was installed, and how to bring it up to date.

Nobody is asked whether there is a newer version unless the user said so: by `hf update`, or by setting
`HF_HUB_DISABLE_UPDATE_CHECK=0` for a look once a day. Where to look is what pip is configured for, so mirrors and company
indexes are asked and nothing else.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Literal

from huggingface_hub import constants
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors
from huggingface_hub.cli.output import Output


logger = get_logger(__name__)

Method = Literal["brew", "hf_installer", "pip", "unknown"]
PACKAGE = "huggingface_hub"
FORMULAS = ("hf", "huggingface-cli")
MARKER = ".hf_installer_marker"
INSTALLER = "https://hf.co/cli/install"
DAY = 24 * 3600
CHECK_TIMEOUT = 5.0
_NO = ("0", "false", "no", "off")


def installation_method() -> Method:
    """
    How this package was installed.

    Returns:
        `brew`, `hf_installer` (the Hub's install script), `pip`, or `unknown`.
    """
    prefix = Path(sys.prefix).resolve()
    parts = prefix.parts
    if "Cellar" in parts[:-1] and parts[parts.index("Cellar") + 1] in FORMULAS:
        return "brew"
    if (Path(sys.prefix) / MARKER).exists():
        return "hf_installer"
    return "pip" if _has_pip() else "unknown"


def update_command() -> list[str]:
    """What brings this installation up to date.

    Raises:
        CLIError: It can't be told, or it is not ours to change.
    """
    folder = _source_folder()
    if folder is not None:
        raise errors.CLIError(f"hf runs from the source folder '{folder}': update that, for example with git pull.")
    method = installation_method()
    if method == "brew":
        return ["brew", "upgrade", "hf"]
    if method == "hf_installer" and os.name == "nt":
        return ["powershell", "-NoProfile", "-Command", f"irm {INSTALLER}.ps1 | iex"]
    if method == "hf_installer":
        # Without pipefail, a download that broke off would count as success.
        return ["bash", "-c", f"set -o pipefail; curl --proto =https -LsSf {INSTALLER}.sh | bash -s"]
    if (Path(sys.prefix) / "uv-receipt.toml").exists():
        return ["uv", "tool", "upgrade", PACKAGE]
    if method == "pip":
        return [sys.executable, "-m", "pip", "install", "--upgrade", PACKAGE]
    raise errors.CLIError(
        f"How hf was installed can't be told, so it can't update itself. Update the package '{PACKAGE}' with the program"
        f" that installed it; it is in '{Path(__file__).parents[2]}'."
    )


def check_cli_update(library: Literal["huggingface_hub", "transformers"]) -> None:
    """
    Hint on stderr at a newer version of a library, at most once a day.

    Nothing is done, and nobody is asked, unless the user set `HF_HUB_DISABLE_UPDATE_CHECK=0`. It never fails.

    Args:
        library: The library whose command line runs.
    """
    if not wanted():
        return
    try:
        _check(library)
    except Exception as error:
        logger.debug("The check for a newer version of %s did not work: %s", library, error)


def wanted() -> bool:
    """Whether the user switched the daily check on: not switching it off is not asking for it."""
    return os.environ.get("HF_HUB_DISABLE_UPDATE_CHECK", "").strip().lower() in _NO and not constants.is_offline_mode()


def _check(library: str) -> None:
    from importlib import metadata

    from packaging.version import Version

    current = metadata.version(library)
    # Whoever has a version that is not released yet knows about versions.
    if Version(current).is_prerelease or not _is_due():
        return
    newest = _newest(library)
    if newest is None or Version(newest) <= Version(current):
        return
    command = "hf update" if library == PACKAGE else f"pip install --upgrade {library}"
    Output().hint(f"A new version of {library} is there: {newest}; you have {current}. To update, run: {command}")


def _is_due() -> bool:
    """Whether the last look was more than a day ago; the next ones wait for another, whatever comes of this one."""
    path = Path(constants.CHECK_FOR_UPDATE_DONE_PATH)
    try:
        if time.time() - path.stat().st_mtime < DAY:
            return False
    except OSError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return True


def _newest(library: str) -> str | None:
    """The newest version that pip would install: it knows which index this machine uses."""
    if installation_method() != "pip":
        return None
    from huggingface_hub._runtime import blocking as runtime

    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "0"]
    ended = runtime.run_process([*pip, "index", "versions", library], timeout=CHECK_TIMEOUT)
    first = ended.stdout.decode("utf-8", "replace").partition("\n")[0]
    _, bracket, version = first.partition("(")
    return version.strip(") ") if ended.returncode == 0 and bracket else None


def _has_pip() -> bool:
    from importlib.util import find_spec

    return find_spec("pip") is not None


def _source_folder() -> str | None:
    """The folder that this package is developed in, if it is."""
    import json
    from importlib import metadata

    try:
        told = json.loads(metadata.distribution(PACKAGE).read_text("direct_url.json") or "{}")
    except (metadata.PackageNotFoundError, ValueError):
        return None
    if not told.get("dir_info", {}).get("editable"):
        return None
    return str(told.get("url", "")).removeprefix("file://")
