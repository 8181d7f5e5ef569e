# Generated from src/huggingface_hub/_async/download/stream.py: edit that file, not this one, then run `python -m codegen`.

"""Downloading an address into an open file: for programs that manage their files themselves."""

from __future__ import annotations

from typing import Any, BinaryIO

from huggingface_hub import constants
from huggingface_hub._core import headers as headers_rules, retry as retry_rules, trust
from huggingface_hub._core.download import answers, stall, writing
from huggingface_hub._core.download.request import UNENCODED
from huggingface_hub._core.progress import Bar, open_bar
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient


def http_get(
    url: str,
    temp_file: BinaryIO,
    *,
    resume_size: int = 0,
    headers: dict[str, Any] | None = None,
    expected_size: int | None = None,
    displayed_filename: str | None = None,
    tqdm_class: type[Any] | None = None,
) -> None:
    """
    Download an address into an open file, and continue where a connection broke.

    Only the size is checked; `hf_hub_download` also verifies the content.

    Args:
        url: What to download.
        temp_file: A binary file open for writing, at the position where the next byte goes.
        resume_size: How many bytes were downloaded before.
        headers: Headers of the request; the token, if one is needed, is among them and stays with the host of `url`.
        expected_size: Size of the whole; anything else is an error.
        displayed_filename: What the progress bar says.
        tqdm_class: Class of the progress bar.

    Raises:
        IntegrityError: The size is not the expected one.
        RangeProtocolError: The server answered with another part than was asked for.
        ValueError: `headers` asks for several ranges.
    """
    client = HubClient(trust.address_of(url), token=False)
    target = writing.Target(temp_file, headers, resume_size, expected_size)
    given = headers_rules.merge(UNENCODED, headers)
    bar = open_bar(
        desc=displayed_filename or url.split("?")[0].rsplit("/", 1)[-1],
        total=expected_size,
        initial=resume_size,
        tqdm_class=tqdm_class,
        name="huggingface_hub.http_get",
    )
    schedule = retry_rules.DEFAULT.start(now=runtime.monotonic(), random=_spread)
    try:
        while True:
            before = target.received
            try:
                return _receive(client, url, given, target, bar)
            except errors.IntegrityError:
                raise
            except Exception as error:
                if target.received > before and not isinstance(error, errors.StalledError):
                    schedule.progressed()
                pause = answers.pause_after(error, schedule, now=runtime.monotonic())
                if pause is None:
                    raise
            runtime.sleep(pause)
    finally:
        bar.close()


def _receive(client: HubClient, url: str, headers: dict[str, str], target: writing.Target, bar: Bar) -> None:
    """Ask for what is left, and write it."""
    with client.stream(
        "GET",
        url,
        headers=headers_rules.merge(headers, target.headers()),
        timeout=float(constants.HF_HUB_DOWNLOAD_TIMEOUT),
        retry=retry_rules.BY_CALLER,
    ) as stream:
        bar.update(-target.accept(stream.status_code, stream.headers))
        watch = stall.Watch(client.timeouts.stall, now=runtime.monotonic())
        with runtime.closing(stream.iter_bytes()) as body:
            for piece in body:
                watch.arrived(len(piece), now=runtime.monotonic())
                bar.update(runtime.to_thread(target.write, [piece]))
    target.check()


def _spread() -> float:
    return runtime.random_uniform(0.0, 1.0)
