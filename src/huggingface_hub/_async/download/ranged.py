"""Reading parts of a file into memory, each of exactly the bytes that were asked for, and all of one content."""

from __future__ import annotations

from huggingface_hub import constants
from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._core import retry as retry_rules
from huggingface_hub._core.download import answers, stall
from huggingface_hub._core.download.ranged import Content, Reading
from huggingface_hub._core.download.request import UNENCODED
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime


class AsyncRangeReader:
    """
    Reads parts of one file, one after the other or several at a time.

    A server that ignores the range, sends another one, or has another file meanwhile is an error: no byte of such an answer
    is handed out. What breaks off is continued, and what the server ends early is asked for again.

    Args:
        client: The Hub.
        content: The file; the readers of one content share what is known of it.
        token: Replaces the client's token.
    """

    def __init__(self, client: AsyncHubClient, content: Content, *, token: Token = None) -> None:
        self._client = client
        self._content = content
        self._token = token
        self._timeouts = client.timeouts.with_read(constants.HF_HUB_DOWNLOAD_TIMEOUT)

    async def read(self, start: int, end: int) -> bytes:
        """
        Read the bytes from `start` to `end` (exclusive); fewer only where the file ends before that.

        Args:
            start: The first byte.
            end: Where to end.

        Raises:
            RangeProtocolError: The server does not answer with that part of that file.
            ValueError: `start` and `end` are not a range.
        """
        reading = Reading(self._content, start, end)
        schedule = retry_rules.DEFAULT.start(now=runtime.monotonic(), random=_spread)
        while not reading.done:
            before, address = reading.position, self._content.address
            failure: Exception | None = None
            try:
                await self._receive(reading, address)
                if reading.done:
                    break
            except errors.IntegrityError:
                raise
            except Exception as error:
                failure = error
            if reading.ends_here(failure):
                break
            if reading.position > before and not isinstance(failure, errors.StalledError):
                schedule.progressed()
            if answers.may_have_expired(failure) and self._content.expired(address):
                continue
            pause = answers.pause_after(failure, schedule, now=runtime.monotonic())
            if pause is None:
                raise failure or reading.cut_short()
            await runtime.sleep(pause)
        return reading.data

    async def _receive(self, reading: Reading, address: str) -> None:
        """Ask for what is missing, and take what comes of it."""
        async with self._client.stream(
            "GET",
            address,
            headers={**UNENCODED, **reading.headers()},
            token=self._token,
            timeout=self._timeouts,
            retry=retry_rules.BY_CALLER,
        ) as stream:
            reading.accept(stream.status_code, stream.headers)
            self._content.answered(stream.url)
            watch = stall.Watch(self._timeouts.stall, now=runtime.monotonic())
            async with runtime.closing(stream.iter_bytes()) as body:
                async for piece in body:
                    watch.arrived(len(piece), now=runtime.monotonic())
                    reading.add(piece)


async def read_range(client: AsyncHubClient, url: str, start: int, end: int, *, token: Token = None) -> bytes:
    """
    Read a part of a file: exactly its bytes from `start` to `end`, or an error.

    Args:
        client: The Hub.
        url: The file; for several parts that must fit together, use one `AsyncRangeReader`.
        start: The first byte.
        end: Where to end (exclusive).
        token: Replaces the client's token.

    Raises:
        RangeProtocolError: The server does not answer with that part of that file.
        ValueError: `start` and `end` are not a range.
    """
    return await AsyncRangeReader(client, Content(url), token=token).read(start, end)


def _spread() -> float:
    return runtime.random_uniform(0.0, 1.0)
