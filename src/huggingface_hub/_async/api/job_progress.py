"""Watching jobs: waiting for them, what they write, what they use."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, overload

from huggingface_hub._async import sse
from huggingface_hub._async.api.jobs import AsyncJobsApi
from huggingface_hub._async.client import Token
from huggingface_hub._core import jobs, sse as sse_rules, waiting
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.jobs import JobInfo, JobStage


class AsyncJobProgressApi(AsyncJobsApi):
    """Operations that watch jobs."""

    @overload
    async def wait_for_job(
        self,
        job_id: str,
        *,
        timeout: float | None = None,
        poll_interval: float = 1.0,
        stages: list[JobStage] | None = None,
        namespace: str | None = None,
        token: Token = None,
    ) -> JobInfo: ...

    @overload
    async def wait_for_job(
        self,
        job_id: list[str],
        *,
        timeout: float | None = None,
        poll_interval: float = 1.0,
        stages: list[JobStage] | None = None,
        namespace: str | None = None,
        token: Token = None,
    ) -> list[JobInfo]: ...

    async def wait_for_job(
        self,
        job_id: str | list[str],
        *,
        timeout: float | None = None,
        poll_interval: float = 1.0,
        stages: list[JobStage] | None = None,
        namespace: str | None = None,
        token: Token = None,
    ) -> JobInfo | list[JobInfo]:
        """
        Wait until a job has ended, however it ends: look at `status.stage` of what is returned.

        Args:
            job_id: The job, or several to wait for.
            timeout: The most seconds to wait, for all of them together; no bound by default.
            poll_interval: Seconds between two questions.
            stages: Wait for one of these instead, such as `[JobStage.RUNNING]`. The wait ends with the job in any case.
            namespace: Whose jobs they are; by default those of the token's owner.
            token: Replaces the client's token.

        Returns:
            The job, or a list in the order that was asked for.

        Raises:
            TimeoutError: One of them takes longer.
            ValueError: A time that makes no sense.
            JobNotFoundError: No such job, or no access to it.
        """
        owner = await self._namespace_of_jobs(namespace, token)
        watch = waiting.Watch(timeout=timeout, interval=poll_interval, now=runtime.monotonic())
        found = []
        for each in [job_id] if isinstance(job_id, str) else job_id:
            job = await self.inspect_job(job_id=each, namespace=owner, token=token)
            while not jobs.has_reached(job, stages):
                pause = watch.pause(now=runtime.monotonic())
                if pause is None:
                    raise jobs.still_waiting(job, each, timeout)
                await runtime.sleep(pause)
                job = await self.inspect_job(job_id=each, namespace=owner, token=token)
            found.append(job)
        return found[0] if isinstance(job_id, str) else found

    async def fetch_job_logs(
        self,
        *,
        job_id: str,
        namespace: str | None = None,
        follow: bool = False,
        tail: int | None = None,
        token: Token = None,
    ) -> AsyncGenerator[str, None]:
        """
        Read what a job wrote, piece by piece.

        Args:
            job_id: Its id.
            namespace: Whose job it is; by default that of the token's owner.
            follow: Stay until the job ends, also when the connection breaks. By default, read what there is so far.
            tail: Begin with the last that many lines.
            token: Replaces the client's token.

        Raises:
            JobNotFoundError: No such job, or no access to it.
        """
        steps = sse_rules.Events(follow=follow, name=jobs.stream_name(job_id, "logs"), tail=tail or None)
        pieces = self._job_events(job_id, "logs", steps, follow=follow, namespace=namespace, token=token)
        async with runtime.closing(pieces):
            async for piece in pieces:
                text = jobs.log_line(piece)
                if text is not None:
                    yield text

    async def fetch_job_metrics(
        self, *, job_id: str, namespace: str | None = None, follow: bool = False, token: Token = None
    ) -> AsyncGenerator[dict[str, Any], None]:
        """
        Measure what a running job uses: processor, memory, network and GPUs. There is nothing to measure once it has ended.

        Args:
            job_id: Its id.
            namespace: Whose job it is; by default that of the token's owner.
            follow: Go on measuring until the job ends. By default, measure once.
            token: Replaces the client's token.

        Raises:
            JobNotFoundError: No such job, or no access to it.
        """
        steps = sse_rules.Events(
            follow=follow, name=jobs.stream_name(job_id, "metrics"), replays=False, silence=jobs.METRICS_SILENCE
        )
        samples = self._job_events(job_id, "metrics", steps, follow=follow, namespace=namespace, token=token)
        async with runtime.closing(samples):
            async for sample in samples:
                yield sample
                if not follow:
                    return

    async def _job_events(
        self, job_id: str, part: str, steps: sse_rules.Events, *, follow: bool, namespace: str | None, token: Token
    ) -> AsyncGenerator[dict[str, Any], None]:
        """The events of a job, over as many streams as it takes until the job has ended."""
        owner = await self._namespace_of_jobs(namespace, token)
        url = jobs.route(owner, job_id, part)
        last = not follow
        pause = jobs.FIRST_PAUSE
        while True:
            stream = sse.read_on(self, url, steps, token=token)
            try:
                async with runtime.closing(stream):
                    async for event in stream:
                        pause = jobs.FIRST_PAUSE
                        yield event
            except errors.HfHubHTTPError as error:
                if part != "metrics" or error.response.status_code not in jobs.NO_METRICS:
                    raise
            if last or await self._is_job_over(job_id, owner, token):
                return
            await runtime.sleep(pause)
            pause = min(jobs.LONGEST_PAUSE, pause * 2)
            # The job may have written more before it ended: that is still to be read.
            last = await self._is_job_over(job_id, owner, token)

    async def _is_job_over(self, job_id: str, namespace: str, token: Token) -> bool:
        return jobs.is_over(await self.inspect_job(job_id=job_id, namespace=namespace, token=token))
