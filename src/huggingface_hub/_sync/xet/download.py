# Generated from src/huggingface_hub/_async/xet/download.py: edit that file, not this one, then run `python -m codegen`.

"""Bringing the bytes of one file by Xet; if that does not work, they come over HTTP."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from huggingface_hub._core import trust
from huggingface_hub._core.download import partial as partials
from huggingface_hub._core.download.request import Remote
from huggingface_hub._core.download.verify import Expected
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.progress import Bar, open_bar
from huggingface_hub._core.xet import connection, fallback
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._runtime.xet import session
from huggingface_hub._runtime.xet.download import Download
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub._sync.xet.connection import open_access
from huggingface_hub.types.download import XetFileData


logger = get_logger(__name__)

# Smaller files come with one request; Xet would need three.
MIN_SIZE = 1024 * 1024


def is_wanted(client: HubClient, xet: XetFileData | None, size: int | None) -> bool:
    """
    Whether a file is to come by Xet.

    Args:
        client: The Hub.
        xet: Where the Xet storage has it.
        size: Its size.
    """
    if xet is None or size is None or size < MIN_SIZE:
        return False
    if fallback.TROUBLE.is_known(client.endpoint, now=runtime.monotonic()):
        return False
    return session.is_open(client.http_options)


def prepare(client: HubClient, xet: XetFileData | None, size: int | None, token: Token) -> bool:
    """
    Ask for a token before many files need it at once; whether that was worth it.

    Args:
        client: The Hub.
        xet: Where the Xet storage has one of the files.
        size: Its size.
        token: Replaces the client's token.
    """
    if xet is None or not is_wanted(client, xet, size):
        return False
    try:
        open_access(client, xet.refresh_route, token)
    except errors.OfflineModeIsEnabled:
        raise
    except Exception as error:
        fallback.announce(client.endpoint, error, now=runtime.monotonic(), what="A download")
    return True


def receive(client: HubClient, remote: Remote, partial: partials.Partial, bar: Bar, token: Token) -> bool:
    """
    Receive and verify a file; false if its bytes have to come over HTTP.

    What an earlier attempt has left is gone on with over HTTP, since the library always begins at the beginning; so
    does a download whose bandwidth is limited.

    Args:
        client: The Hub.
        remote: Where the file is, and what it has to be.
        partial: The private file.
        bar: Shows the bytes as they come.
        token: Replaces the client's token.
    """
    xet = remote.xet
    if xet is None or partial.done or remote.throttle is not None or not is_wanted(client, xet, remote.expected.size):
        return False
    try:
        access = open_access(client, xet.refresh_route, token)
    except errors.OfflineModeIsEnabled:
        raise
    except Exception as error:
        fallback.announce(client.endpoint, error, now=runtime.monotonic(), what="A download")
        return False
    download = Download(
        remote.expected,
        partial.path,
        xet.file_hash,
        access,
        bar.update,
        journal=partial.journal,
        window=client.timeouts.stall,
    )
    try:
        runtime.to_thread(download.run)
        runtime.to_thread(partial.arrived)
        runtime.to_thread(download.verify)
        return True
    except errors.XetDownloadError as error:
        bar.update(-download.shown)
        connection.KNOWN.forget(access)
        fallback.announce(client.endpoint, error, now=runtime.monotonic(), what="A download")
    except errors.IntegrityError as error:
        bar.update(-download.shown)
        logger.warning("%s Fetching it again, over HTTP.", error)
        runtime.to_thread(partial.forget)
    except BaseException:
        bar.update(-download.shown)
        raise
    finally:
        with runtime.shield():
            runtime.to_thread(download.close)
    runtime.to_thread(partial.take_over)
    return False


def xet_get(
    *,
    incomplete_path: Path,
    xet_file_data: XetFileData,
    headers: dict[str, str],
    expected_size: int | None = None,
    displayed_filename: str | None = None,
    tqdm_class: type[Any] | None = None,
    _tqdm_bar: Any = None,
) -> None:
    """
    Download a file from the Xet storage.

    Its content is not verified; `hf_hub_download` does that too.

    Args:
        incomplete_path: Where it goes.
        xet_file_data: Where the storage has it.
        headers: Headers of requests to the Hub; the token is among them and stays with the host of the refresh route.
        expected_size: Its size.
        displayed_filename: What the progress bar says.
        tqdm_class: Class of the progress bar.

    Raises:
        XetDownloadError: The storage does not give it, or `hf_xet` is not installed.
    """
    place = trust.origin(xet_file_data.refresh_route)
    host = f"[{place.host}]" if ":" in place.host else place.host
    client = HubClient(f"{place.scheme}://{host}:{place.port}", token=False, headers=headers)
    access = open_access(client, xet_file_data.refresh_route, None)
    name = displayed_filename or incomplete_path.name
    bar = Bar(_tqdm_bar)
    if _tqdm_bar is None:
        bar = open_bar(desc=name, total=expected_size, tqdm_class=tqdm_class, name="huggingface_hub.xet_get")
    expected = Expected("", expected_size, name)
    download = Download(
        expected, incomplete_path, xet_file_data.file_hash, access, bar.update, window=client.timeouts.stall
    )
    try:
        runtime.to_thread(incomplete_path.touch)
        runtime.to_thread(download.run)
        expected.check_size(runtime.to_thread(os.path.getsize, incomplete_path))
    finally:
        with runtime.shield():
            runtime.to_thread(download.close)
        if _tqdm_bar is None:
            bar.close()
