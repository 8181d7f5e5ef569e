"""What `hf local-hub` does: serving, importing, and a demonstration."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huggingface_hub import constants
from huggingface_hub._lazy import errors


def default_root() -> Path:
    """Where `serve` and `import` keep a hub unless they are told otherwise."""
    return Path(constants.HF_HOME) / "local-hub"


def serve(
    root: str | Path | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    users: str | Path | Mapping[str, Any] | None = None,
    cdn_url: str | None = None,
    webhooks_anywhere: bool = False,
    xet: bool = True,
) -> int:
    """
    Run a hub until Ctrl-C.

    The first two lines on stdout are `HF_ENDPOINT=…` and `HF_TOKEN=…`, ready for `export`; requests are logged to stderr.

    Args:
        root: The folder of the hub; `$HF_HOME/local-hub` when None.
        host: The address to listen on.
        port: The port; any free one when 0.
        users: A TOML or JSON file with users, organisations and tokens.
        cdn_url: Where a web server offers `<root>/objects`.
        webhooks_anywhere: Let webhooks call other machines than this one.
        xet: Offer Xet too, which clients that have hf_xet then use.

    Returns:
        The exit code: 0, also after Ctrl-C, which is how it is meant to end.
    """
    from huggingface_hub.local_hub.addresses import is_loopback
    from huggingface_hub.local_hub.server import LocalHub

    _log_to_stderr()
    hub = LocalHub(
        root or default_root(),
        host=host,
        port=port,
        users=users,
        cdn_url=cdn_url,
        webhooks_anywhere=webhooks_anywhere,
        xet=xet,
        log=True,
    )
    if not is_loopback(host):
        print(
            f"Warning: listening on {host}, so that others can reach this hub. It speaks plain HTTP.", file=sys.stderr
        )

    def announce(running: LocalHub) -> None:
        print(f"HF_ENDPOINT={running.url}\nHF_TOKEN={running.token}", flush=True)
        print(f"Serving {running.root}. Press Ctrl-C to stop.", file=sys.stderr, flush=True)

    try:
        hub.serve_forever(announce)
    except KeyboardInterrupt:
        pass
    return 0


def import_folder(
    folder: str | Path,
    repo_id: str,
    repo_type: str = "model",
    *,
    root: str | Path | None = None,
    private: bool | None = None,
) -> str:
    """
    Put the files of a folder into a repository of a hub's folder; the repository is made if it does not exist.

    Writes to disk directly, without a running server, and is safe beside one: repositories are locked across processes.

    Args:
        folder: The files to import.
        repo_id: `namespace/name`; a namespace that does not exist becomes an organisation of the default user.
        repo_type: `model`, `dataset`, `space` or `kernel`.
        root: The folder of the hub; `$HF_HOME/local-hub` when None.
        private: Whether a new repository is private.

    Returns:
        The full id of the repository.

    Raises:
        ValueError: The id, the type or a file's name is refused.
        NotADirectoryError: There is no such folder.
    """
    from huggingface_hub.local_hub.config import HubConfig
    from huggingface_hub.local_hub.errors import HubError
    from huggingface_hub.local_hub.importer import import_into
    from huggingface_hub.local_hub.state.store import HubState

    state = HubState(Path(root) if root is not None else default_root(), HubConfig())
    try:
        return import_into(state, Path(folder), repo_id, repo_type, private=private).full_id
    except HubError as error:
        raise errors.HFValidationError(error.message) from error
    finally:
        state.close()


def demo(folder: str | Path | None = None) -> int:
    """
    Show a hub at work: push a folder, download it in three ways, compare every byte.

    Args:
        folder: What to push; a small sample model with a weight file of some 64 MB, made for the purpose, when None.

    Returns:
        0 if all downloads are equal to the folder, else 1.
    """
    from huggingface_hub.local_hub.demo import run_demo

    return run_demo(Path(folder) if folder is not None else None)


def _log_to_stderr() -> None:
    """Requests are the output that someone who serves wants to see, whatever the verbosity of the client is."""
    from huggingface_hub._core.logs import get_logger

    get_logger("huggingface_hub.local_hub.app").setLevel(logging.INFO)
