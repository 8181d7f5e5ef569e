"""LFS uploads: where to send each object, its bytes in one piece or in parts, and the storage's receipts."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from huggingface_hub import constants
from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._async.upload.lane import send_files, send_parts
from huggingface_hub._async.xet import upload as xet
from huggingface_hub._core import progress, retry, trust, wire
from huggingface_hub._core.upload import lfs, negotiation, selection, transfers
from huggingface_hub._core.upload.control import Control
from huggingface_hub._core.upload.journal import Journals
from huggingface_hub._core.upload.operations import CommitOperationAdd, UploadInfo
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._core.xet import fallback
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime


_GROUPS_AT_ONCE = 2


async def post_batch(
    client: AsyncHubClient,
    url: str,
    infos: Sequence[UploadInfo],
    *,
    revision: str | None,
    token: Token,
    methods: Sequence[str] | None = None,
) -> lfs.LfsBatchInfo:
    """
    Ask the LFS server where to upload objects.

    Raises:
        UploadProtocolError: The answer can't be read.
        HfHubHTTPError: The server refuses the request as a whole.
    """
    response = await client.send(
        "POST",
        url,
        json=lfs.batch_payload(infos, revision, methods),
        headers=lfs.LFS_HEADERS,
        token=token,
        retry=retry.DEFAULT,
    )
    return lfs.parse_batch(wire.json_of(response))


async def upload_additions(
    client: AsyncHubClient,
    target: CommitTarget,
    additions: Sequence[CommitOperationAdd],
    *,
    token: Token,
    num_threads: int = 5,
    methods: Sequence[str] | None = None,
    journals: Journals | None = None,
    control: Control | None = None,
    bar: progress.Bar | None = None,
    failures: dict[str, Exception] | None = None,
) -> None:
    """
    Upload the files that the Hub wants as LFS objects, and mark them as uploaded.

    This is the one place where the way of transfer is chosen: through Xet what comes from files or from memory, if
    `hf_xet` is installed and the Hub has it; through LFS the rest, and what Xet did not bring over.

    Args:
        client: How to reach the Hub.
        target: The repository.
        additions: Files that the Hub was asked about; what need not be sent is passed over.
        token: For the requests to the Hub.
        num_threads: The most files at a time.
        methods: Ways of transfer to offer to the LFS server.
        journals: Notes for the next attempt, should this one be killed. The caller closes them, or declares them finished.
        control: What the caller wants to know, and allows.
        bar: The progress of something larger of which this is a part; by default there is a bar for these files.
        failures: Takes the paths of files that can't be read, and why, if the caller is going to tell about them.

    Raises:
        UploadFailedError: Some of them could not be uploaded; the others were.
    """
    pending = selection.pending_of(additions)
    if not pending:
        return
    control = control or Control(target.repo_id)
    pace = control.pace(runtime.monotonic)
    uploader = AsyncLfsUploader(
        client, target, token=token, num_threads=num_threads, methods=methods, journals=journals, pace=pace
    )
    shown = control.open_bar(pending) if bar is None else bar
    unreadable: dict[str, Exception] = {} if failures is None else failures
    try:
        # The library takes all of the network that it can get.
        if methods is None and pace is None:
            settled = await xet.upload(client, target, pending, shown, token=token, journals=journals)
            brought = [each for each in pending if id(each) in settled]
            unreadable.update(transfers.note_outcomes(brought, [settled[id(each)] for each in brought]))
            pending = [each for each in pending if id(each) not in settled]
        elif pace is not None:
            fallback.inform(client.endpoint, "the bandwidth of uploads is limited, which hf_xet can't do")
        groups = list(selection.groups(pending))
        upload = runtime.as_completed(
            uploader.upload_group, [(group, shown) for group in groups], limit=_GROUPS_AT_ONCE
        )
        async with runtime.closing(upload) as finished:
            async for (group, _), outcomes in finished:
                unreadable.update(transfers.note_outcomes(group, outcomes))
    finally:
        if bar is None:
            shown.close()
    if failures is None:
        transfers.raise_failures(unreadable)


class AsyncLfsUploader:
    """
    Brings objects to the storage, as many at a time as it was told.

    Args:
        client: How to reach the Hub.
        target: The repository; without one, addresses that expired are not renewed.
        token: For the requests to the Hub; the storage never sees it.
        num_threads: The most files at a time.
        methods: Ways of transfer to offer to the server.
        journals: Notes for the next attempt.
        pace: Tells how long to send nothing after some bytes, see `Control.pace`.
    """

    def __init__(
        self,
        client: AsyncHubClient,
        target: CommitTarget | None,
        *,
        token: Token,
        num_threads: int,
        methods: Sequence[str] | None = None,
        journals: Journals | None = None,
        pace: Callable[[int], float] | None = None,
    ) -> None:
        self._client = client
        self._target = target
        self._token = token
        self._files_at_once = max(1, num_threads)
        self._connections = max(self._files_at_once, constants.UPLOAD_CONNECTIONS)
        # The lane goes as fast as it can.
        self._lane_connections = constants.FAST_LANE_CONNECTIONS if pace is None else 0
        self._pace = pace
        self._slots = runtime.Semaphore(self._connections)
        self._methods = methods
        self._journals = journals

    @classmethod
    def for_one(cls, client: AsyncHubClient) -> AsyncLfsUploader:
        """An uploader for one object whose instruction is there; no other will be asked for."""
        return cls(client, None, token=None, num_threads=1)

    async def upload_group(self, job: tuple[list[CommitOperationAdd], progress.Bar]) -> list[Exception | None]:
        """
        Hash some files, ask where to upload them, and upload them.

        Returns:
            For each file `None`, or why it could not be read. What the Hub or its storage refuses is raised.
        """
        group, bar = job
        hashed = await runtime.map_outcomes(self._hash, group, limit=os.cpu_count() or 1)
        problems = [transfers.hashing_problem(outcome) for outcome in hashed]
        wanted = [each for each, problem in zip(group, problems, strict=True) if problem is None]
        first, repeats = selection.without_repeats(wanted)
        sent = {**await self._send_all(first, bar), **await self._send_all(repeats, bar)}
        return [sent.get(id(each), problem) for each, problem in zip(group, problems, strict=True)]

    async def _send_all(
        self, additions: Sequence[CommitOperationAdd], bar: progress.Bar
    ) -> dict[int, Exception | None]:
        """What became of each file, by the identity of its operation."""
        instructions = await self._instructions([each for each in additions if not selection.is_stored(each)])
        plan = transfers.Plan(self._client.endpoint, self._journals, bar)
        outcomes = await runtime.to_thread(plan.make, additions, instructions)
        await send_files(self._client, plan.whole, connections=self._lane_connections)
        sent = [state for state in plan.pending if state.sent]
        unsent = [state for state in plan.pending if not state.sent]
        for states, limit in ((sent, transfers.VERIFIED_AT_ONCE), (unsent, self._files_at_once)):
            problems = await runtime.map_concurrently(self._finish_or_problem, states, limit=limit)
            outcomes.update((id(s.addition), problem) for s, problem in zip(states, problems, strict=True))
        return outcomes

    async def _hash(self, addition: CommitOperationAdd) -> None:
        await runtime.to_thread(transfers.ensure_hashed, addition, self._journals)

    async def _instructions(self, additions: Sequence[CommitOperationAdd]) -> dict[str, dict[str, Any]]:
        """What the server asks for, by the id of the object."""
        found: dict[str, dict[str, Any]] = {}
        assert self._target is not None
        for batch in negotiation.batches(selection.distinct(additions)):
            answer = await post_batch(
                self._client,
                self._target.lfs_batch,
                batch,
                revision=None if self._target.create_pr else self._target.revision,
                token=self._token,
                methods=self._methods,
            )
            if refused := lfs.refusals(answer):
                raise errors.UploadProtocolError(refused)
            found.update((item["oid"], item) for item in answer.instructions)
            lfs.check_complete(batch, found)
        return found

    async def upload_one(
        self, addition: CommitOperationAdd, instruction: dict[str, Any], bar: progress.Bar = progress.NO_BAR
    ) -> None:
        """
        Upload one object as the server asked for.

        Raises:
            IntegrityError: The file is being written to.
        """
        state = transfers.Transfer(addition, endpoint=self._client.endpoint, journals=self._journals, bar=bar)
        if await runtime.to_thread(state.follow, instruction):
            await self._finish(state)

    async def _finish_or_problem(self, state: transfers.Transfer) -> Exception | None:
        try:
            await self._finish(state)
        except Exception as error:
            return transfers.upload_problem(state.addition, error)
        return None

    async def _finish(self, state: transfers.Transfer) -> None:
        """Bring one object over; once more if its file changed meanwhile or its addresses expired."""
        wanted = True
        while wanted:
            try:
                await self._send(state)
                return
            except Exception as error:
                # Decides whether it is worth another round, and raises if not.
                await runtime.to_thread(state.after_failure, error)
                if self._target is None:
                    raise
            instruction = (await self._instructions([state.addition]))[state.oid]
            wanted = await runtime.to_thread(state.follow, instruction)
        state.show_all()

    async def _send(self, state: transfers.Transfer) -> None:
        plan = state.plan
        verify = plan.verify
        state.check_verify(self._client.endpoint)
        state.show_stored()
        if plan.parts:
            await self._send_parts(state)
            await runtime.to_thread(state.check_source)
            await self._complete(state)
            await runtime.to_thread(state.completed)
        else:
            if not state.sent:
                await self._put(state, None)
            await runtime.to_thread(state.check_source)
        state.arrived()
        if verify is not None:
            await self._client.send(
                "POST",
                verify.href,
                json={"oid": state.oid, "size": state.size},
                token=self._token,
                retry=retry.DEFAULT,
                timeout=self._client.timeouts.patient(transfers.SLOW),
            )

    async def _send_parts(self, state: transfers.Transfer) -> None:
        async def put(part: lfs.Part) -> str:
            etag = lfs.check_etag(part.number, await self._put(state, part))
            # Here and not where receipts are collected: a kill in between would cost the part.
            state.note_receipt(part, etag)
            return etag

        await send_parts(self._client, state, connections=self._lane_connections)
        # A file object has one position, so that its parts go one after the other.
        limit = self._connections if state.is_file else 1
        async with runtime.closing(runtime.as_completed(put, state.missing(), limit=limit)) as finished:
            async for part, etag in finished:
                state.acknowledge(part, etag)

    async def _put(self, state: transfers.Transfer, part: lfs.Part | None) -> str | None:
        url = state.plan.upload.href if part is None else part.url
        trust.check_object_url(url, self._client.endpoint, transfers.ADDRESS)
        sending = state.sending()
        async with self._slots:
            try:
                response = await self._client.send(
                    "PUT",
                    url,
                    content=state.content(part),
                    token=False,
                    retry=retry.DEFAULT,
                    timeout=self._client.timeouts.patient(transfers.SLOW),
                    pace=self._pace,
                    sent=sending,
                )
            except BaseException:
                sending(0)
                raise
        etag: str | None = response.headers.get("etag")
        return etag

    async def _complete(self, state: transfers.Transfer) -> None:
        url = trust.check_object_url(state.plan.upload.href, self._client.endpoint, "address for completing an upload")
        state.completing()
        await self._client.send(
            "POST",
            url,
            json=state.completion(),
            headers=lfs.LFS_HEADERS,
            token=False,
            retry=retry.DEFAULT,
            timeout=self._client.timeouts.patient(transfers.SLOW),
        )
