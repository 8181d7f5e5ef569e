"""Bringing the bytes of one file into a private file: ranges, broken connections, and the final check."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub import constants
from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._async.download.metadata import ask_patiently
from huggingface_hub._async.xet import download as xet
from huggingface_hub._core import ranges, retry as retry_rules, transport
from huggingface_hub._core.download import (
    answers,
    journal as journals,
    partial as partials,
    plan as plans,
    repair,
    sink,
    stall,
)
from huggingface_hub._core.download.plan import Range
from huggingface_hub._core.download.request import COUNTED, UNENCODED, Remote
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.progress import Bar
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime
from huggingface_hub._runtime.lane import route
from huggingface_hub._runtime.lane.get import Download
from huggingface_hub._runtime.lane.http import Unsuitable


logger = get_logger(__name__)

# A body that does not verify, or a server that confuses ranges, gets one more chance.
ATTEMPTS = 2

# New addresses in a row that are refused as well
MAX_RENEWALS = 3


async def fetch_file(
    client: AsyncHubClient,
    remote: Remote,
    temporary: Path,
    bar: Bar,
    *,
    token: Token = None,
    plan: plans.Plan | None = None,
    resume: bool = True,
) -> bool:
    """
    Fetch a file into a private file that is complete and verified when this returns.

    When it raises, what arrived is kept for the next attempt, of this process or another one; what is too little for
    that, or wrong, is gone. A file whose hash is wrong is read again and compared with what is there: that takes its
    size of bandwidth once more, and writes what differs.

    Args:
        client: The Hub.
        remote: Where the file is, and what it has to be.
        temporary: The private file; it must not exist.
        bar: Shows the bytes as they come.
        token: Replaces the client's token.
        plan: Which ranges to request; by the size of the file if not given.
        resume: Whether to go on with what an earlier attempt has left.

    Returns:
        Whether it came by Xet.

    Raises:
        IntegrityError: What arrived is not what the Hub announced.
        NotEnoughSpaceError: The disk has not enough room.
    """
    expected = remote.expected
    opening = partials.Opening(temporary, expected, remote.url, resume=resume)
    try:
        partial = await runtime.to_thread(opening.open)
        transfer = AsyncTransfer(client, remote, partial, bar, token)
        came_by_xet = await transfer.run(plan or plans.plan_file(expected.size))
        partial.complete()
    except BaseException as error:
        async with runtime.shield():
            await runtime.to_thread(opening.leave, error)
        raise
    return came_by_xet


class AsyncLocation:
    """The address that gives the bytes of a file, shared by its ranges and replaced once when it has expired."""

    def __init__(self, client: AsyncHubClient, remote: Remote, token: Token) -> None:
        self._client = client
        self._remote = remote
        self._token = token
        self._lock = runtime.Lock()
        self.url = remote.location

    def can_expire(self, url: str) -> bool:
        """Whether an address is another than the file's own on the Hub: it was signed, and has its time."""
        return url not in (self._remote.url, self._client.endpoint + self._remote.url)

    async def renew(self, expired: str) -> None:
        """
        Ask the Hub where the file is now, unless another range did so meanwhile.

        Raises:
            RangeProtocolError: There is another file now.
        """
        async with self._lock:
            if self.url != expired:
                return
            answer = await ask_patiently(self._client, self._remote.url, token=self._token)
            if answer.etag != self._remote.expected.etag:
                raise errors.RangeProtocolError(f"{self._remote.expected.name} changed on the server meanwhile.")
            logger.info("The address of %s has expired; continuing with a new one.", self._remote.expected.name)
            self.url = answer.location


class AsyncTransfer:
    """One file on its way."""

    def __init__(
        self, client: AsyncHubClient, remote: Remote, partial: partials.Partial, bar: Bar, token: Token
    ) -> None:
        self._client = client
        self._remote = remote
        self._expected = remote.expected
        self._partial = partial
        self._throttle = remote.throttle
        self._bar = bar
        self._token = token
        self._location = AsyncLocation(client, remote, token)
        self._timeouts = client.timeouts.with_read(constants.HF_HUB_DOWNLOAD_TIMEOUT)
        # Whether all bytes are in the file: if it is wrong then, they are.
        self._arrived = False
        self._is_fast = self._expected.size is not None and route.is_open(client.http_options, client.endpoint)

    async def run(self, plan: plans.Plan) -> bool:
        """Receive and verify the whole file; if it does not fit together, mend it, or begin again, in one piece.

        Returns:
            Whether it came by Xet.
        """
        if await xet.receive(self._client, self._remote, self._partial, self._bar, self._token):
            return True
        # What an earlier attempt has left is not one of ours.
        attempts = ATTEMPTS + bool(self._partial.done)
        for attempt in range(attempts):
            try:
                await self._bring(plan)
                return False
            except errors.IntegrityError as error:
                mended = self._arrived and await self._mend(plan, error)
                if mended:
                    return False
                if attempt + 1 == attempts:
                    raise
                logger.warning("%s Fetching it again from the beginning.", error)
            await runtime.to_thread(self._partial.forget)
            plan = plans.SEQUENTIAL
        return False

    async def _mend(self, plan: plans.Plan, error: errors.IntegrityError) -> bool:
        """
        Look for what is wrong in a file that has all its bytes; false if it is too small for that, or changed meanwhile.

        That costs the file's size of bandwidth once more, and nothing on the disk but what differs.

        Raises:
            IntegrityError: It is wrong in the same way when it is read again, or in another way every time.
        """
        size = self._expected.size or 0
        if size < repair.WORTHWHILE:
            return False
        logger.warning("%s arrived damaged: reading it again, to write what differs.", self._expected.name)
        doubtful = [Range(0, size)]
        for _ in range(repair.READINGS):
            comparison = repair.Comparison()
            self._partial.done = journals.gaps(doubtful, size)
            try:
                await self._bring(plan, comparison)
                return True
            except errors.RangeProtocolError:
                return False
            except errors.IntegrityError as again:
                if not self._arrived:
                    return False
                error = again
            if not comparison.differing:
                raise repair.persistent(self._expected) from error
            doubtful = comparison.doubtful
        raise error

    async def _bring(self, plan: plans.Plan, comparison: repair.Comparison | None = None) -> None:
        """Receive what is missing and verify all of it, on the fastest way that there is."""
        self._arrived = False
        if not (self._is_fast and await self._attempt_by_lane(plan, comparison)):
            await self._attempt(plan, comparison)

    async def _attempt(self, plan: plans.Plan, comparison: repair.Comparison | None) -> None:
        """Receive what is missing, and verify all of it."""
        there = self._partial.resumed
        plan, cursors = await runtime.to_thread(self._cursors, plan, comparison)
        beside = there - sum(cursor.received for cursor in cursors)
        self._bar.update(there)
        try:
            await self._receive_all(plan, cursors)
        except BaseException:
            self._bar.update(-beside - sum(cursor.received for cursor in cursors))
            raise
        finally:
            for cursor in cursors:
                cursor.close()

    async def _attempt_by_lane(self, plan: plans.Plan, comparison: repair.Comparison | None) -> bool:
        """The same by a thread with connections of its own; false if that is not possible with this server."""
        partial = self._partial
        download = Download(
            self._expected,
            partial.path,
            self._bar.update,
            options=self._client.http_options,
            schedule=retry_rules.DEFAULT.start(now=runtime.monotonic(), random=_spread),
            connections=1 if plan.is_sequential else plans.most_connections(self._throttle),
            done=partial.done,
            journal=partial.journal,
            comparison=comparison,
            throttle=self._throttle,
        )
        self._bar.update(download.received)
        try:
            await self._run(download)
            await runtime.to_thread(partial.arrived)
            self._arrived = True
            await runtime.to_thread(download.verify)
            return True
        except BaseException as error:
            self._bar.update(-download.received)
            if not isinstance(error, Unsuitable):
                raise
            logger.debug("%s does not come over the fast lane: %s", self._expected.name, error)
            self._is_fast = False
        finally:
            async with runtime.shield():
                await runtime.to_thread(download.close)
        if comparison is None:
            await runtime.to_thread(partial.look_again)
        return False

    async def _run(self, download: Download) -> None:
        """Give a download what it can't do by itself, until all bytes are there."""
        while True:
            url = self._location.url
            template = await self._client.prepare(
                url, headers={**UNENCODED, **COUNTED}, token=self._token, timeout=self._timeouts
            )
            try:
                verdict = await runtime.to_thread(download.run, template, self._location.can_expire(url))
            except Exception as error:
                transport.explain(error, template.request.url, self._client.http_options.proxy)
                raise
            if verdict.done:
                return
            if verdict.expired:
                await self._location.renew(url)
            else:
                await runtime.to_thread(self._partial.renew)
                await runtime.sleep(verdict.pause)

    def _cursors(self, plan: plans.Plan, comparison: repair.Comparison | None) -> tuple[plans.Plan, list[sink.Cursor]]:
        """Who receives which part of what is missing."""
        path, journal, prefix = self._partial.path, self._partial.journal, self._partial.prefix
        if plan.is_sequential and prefix is not None:
            cursor = sink.Cursor(None, self._expected, path, hashing=True, journal=journal, comparison=comparison)
            cursor.skip(prefix)
            return plan, [cursor]
        if self._partial.done:
            plan = plans.plan_rest(self._partial.missing)
        return plan, [
            sink.Cursor(part, self._expected, path, journal=journal, comparison=comparison) for part in plan.ranges
        ]

    async def _receive_all(self, plan: plans.Plan, cursors: list[sink.Cursor]) -> None:
        pin = sink.Pin(self._partial.journal)
        if not self._partial.is_complete:
            parts = [(cursor, pin) for cursor in cursors]
            await runtime.map_concurrently(self._receive, parts, limit=plan.connections)
        await runtime.to_thread(self._partial.arrived)
        self._arrived = True
        if plan.is_sequential and cursors:
            await runtime.to_thread(cursors[0].finish)
        else:
            await runtime.to_thread(self._expected.check_file, self._partial.path)

    async def _receive(self, part: tuple[sink.Cursor, sink.Pin]) -> None:
        """Receive one part, however often the connection breaks: bytes that came are kept, and renew the patience."""
        cursor, pin = part
        schedule = retry_rules.DEFAULT.start(now=runtime.monotonic(), random=_spread)
        renewals = 0
        while True:
            before, url = cursor.position, self._location.url
            failure: Exception | None = None
            try:
                if await self._request(cursor, pin, url):
                    return
            except Exception as error:
                failure = error
            if cursor.position > before and not isinstance(failure, errors.StalledError):
                schedule.progressed()
                renewals = 0
            answers.check_range_refused(failure)
            if answers.may_have_expired(failure) and self._location.can_expire(url) and renewals < MAX_RENEWALS:
                renewals += 1
                await self._location.renew(url)
                continue
            pause = answers.pause_after(failure, schedule, now=runtime.monotonic())
            if pause is None:
                raise failure or answers.truncated(cursor, self._expected)
            logger.info("The connection for %s broke; continuing in %.1f s.", self._expected.name, pause)
            await runtime.to_thread(self._partial.renew)
            await runtime.sleep(pause)

    async def _request(self, cursor: sink.Cursor, pin: sink.Pin, url: str) -> bool:
        """Ask for what a part still lacks, and tell whether it is complete now."""
        whole = cursor.start == 0 and cursor.end == self._expected.size
        headers = {**UNENCODED, **COUNTED}
        if cursor.position > 0 or not whole:
            headers["Range"] = ranges.header(cursor.position, cursor.end)
            headers.update(pin.condition())
        async with self._client.stream(
            "GET", url, headers=headers, token=self._token, timeout=self._timeouts, retry=retry_rules.BY_CALLER
        ) as stream:
            if whole:
                if answers.begins_again(stream.status_code, stream.headers, cursor):
                    # The server knows no ranges, or has another file now: what came before is of no use.
                    self._bar.update(-cursor.rewind())
                    pin.forget()
            else:
                ranges.check_partial(
                    stream.status_code,
                    stream.headers,
                    start=cursor.position,
                    end=cursor.end or 0,
                    total=self._expected.size,
                )
            pin.check(stream.headers)
            await self._copy(stream, cursor)
        return cursor.done or cursor.end is None

    async def _copy(self, stream: runtime.HttpStream, cursor: sink.Cursor) -> None:
        """Write a body to its place. What arrived before a failure is written too."""
        pieces: list[bytes] = []
        pending = 0
        watch = stall.Watch(self._timeouts.stall, now=runtime.monotonic())
        try:
            async with runtime.closing(stream.iter_bytes()) as body:
                async for piece in body:
                    watch.arrived(len(piece), now=runtime.monotonic())
                    pending += len(piece)
                    cursor.check_room(pending)
                    pieces.append(piece)
                    if self._throttle is not None:
                        await runtime.sleep(self._throttle.take(len(piece), now=runtime.monotonic()))
                    if pending >= sink.FLUSH_SIZE:
                        full, pieces, pending = pieces, [], 0
                        self._bar.update(await runtime.to_thread(cursor.write, full))
        except errors.IntegrityError:
            raise
        except Exception:
            if pieces:
                self._bar.update(await runtime.to_thread(cursor.write, pieces))
            raise
        if pieces:
            self._bar.update(await runtime.to_thread(cursor.write, pieces))


def _spread() -> float:
    return runtime.random_uniform(0.0, 1.0)
