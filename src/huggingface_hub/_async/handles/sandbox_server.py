"""The server of a sandbox: how to find it, and how to talk to it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any

from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._core import jobs, retry, sandboxes as rules, wire
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.http import Content
from huggingface_hub.types.jobs import JobInfo


class AsyncSandboxServer:
    """
    A job that runs sandboxes.

    Args:
        api: The client of the Hub.
        job: The job.
        url: Where its server listens.
        token: What opens it.
    """

    def __init__(self, api: AsyncHfApi, job: JobInfo, url: str, token: str) -> None:
        self.api = api
        self.job = job
        self.url = url
        self._token = token

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.job.id!r})"

    @property
    def job_id(self) -> str:
        """The id of the job."""
        return self.job.id

    def headers(self, token: str | None = None) -> dict[str, str]:
        """
        What opens the server, besides the token of the Hub.

        Args:
            token: Opens one sandbox that shares it, instead of all.
        """
        return {"X-Sandbox-Token": token or self._token}

    async def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        content: Content = None,
        token: str | None = None,
    ) -> errors.Response:
        """
        Send a request and read the answer.

        Args:
            method: Of HTTP.
            path: Below the server's address.
            params: The query.
            json: A body to send as JSON.
            content: A body to send as it is.
            token: Opens one sandbox that shares the server.

        Raises:
            SandboxError: The server refuses.
        """
        response = await self.api.send(
            method,
            self.url + path,
            params=params,
            json=json,
            content=content,
            headers=self.headers(token),
            token=True if self.api.token is None else None,
            timeout=rules.DIALOG,
            follow="none",
            check=False,
            max_body=rules.MAX_READ_BYTES,
            trusted=True,
        )
        if response.status_code >= 300:
            raise rules.refusal(response.status_code, response.text)
        return response

    async def read(self, method: str, path: str, **more: Any) -> Any:
        """
        Send a request and read the answer as JSON. Arguments are those of `send`.

        Raises:
            SandboxError: The server refuses.
        """
        return wire.json_of(await self.send(method, path, **more))

    async def lines(
        self, path: str, payload: Mapping[str, Any], *, token: str | None = None
    ) -> AsyncGenerator[str, None]:
        """
        Send a request and give the lines of the answer as they come.

        Args:
            path: Below the server's address.
            payload: A body to send as JSON.
            token: Opens one sandbox that shares the server.

        Raises:
            SandboxError: The server refuses.
        """
        async with self.api.stream(
            "POST",
            self.url + path,
            json=payload,
            headers=self.headers(token),
            token=True if self.api.token is None else None,
            timeout=rules.LISTENING,
            retry=retry.NONE,
            follow="none",
            check=False,
            trusted=True,
        ) as stream:
            if stream.status_code >= 300:
                await stream.read_error()
                raise rules.refusal(stream.status_code, stream.response.text)
            lines = stream.iter_lines()
            async with runtime.closing(lines):
                async for line in lines:
                    yield line

    async def stop(self) -> None:
        """End the job, and every sandbox in it."""
        await self.api.cancel_job(job_id=self.job.id, namespace=self.job.owner.name)


async def start(api: AsyncHfApi, *, namespace: str | None, start_timeout: float, **settings: Any) -> AsyncSandboxServer:
    """
    Start a job that runs sandboxes, and wait until it answers. If it doesn't, it is stopped again.

    Args:
        api: The client of the Hub.
        namespace: Whose job it is.
        start_timeout: Seconds to wait.
        settings: The arguments of `job_settings`.

    Raises:
        SandboxError: It did not start, or not in time.
    """
    hf_token = await _token(api)
    nonce = rules.new_nonce()
    asked = rules.job_settings(endpoint=api.endpoint, hf_token=hf_token, nonce=nonce, **settings)
    job = await api.run_job(namespace=namespace, **asked)
    try:
        return await _wait(api, job, rules.derive_token(hf_token, nonce), start_timeout)
    except BaseException:
        # Nobody would know about it, and it costs money.
        async with runtime.shield():
            await api.cancel_job(job_id=job.id, namespace=job.owner.name)
        raise


async def connect(api: AsyncHfApi, job_id: str, *, namespace: str | None) -> AsyncSandboxServer:
    """
    Find a server that runs already.

    Args:
        api: The client of the Hub.
        job_id: Its job.
        namespace: Whose job it is.

    Raises:
        SandboxError: It is no sandbox, or does not run.
    """
    return await of_job(api, await api.inspect_job(job_id=job_id, namespace=namespace))


async def of_job(api: AsyncHfApi, job: JobInfo) -> AsyncSandboxServer:
    """
    The server of a job.

    Args:
        api: The client of the Hub.
        job: The job, as the Hub described it.

    Raises:
        SandboxError: It is no sandbox, or does not run.
    """
    nonce = rules.nonce_of(job)
    url = rules.server_url(job)
    if url is None or jobs.is_over(job):
        stage = jobs.text_of(job.status.stage)
        raise errors.SandboxError(f"Sandbox {job.id} does not run (stage: {stage}).")
    return AsyncSandboxServer(api, job, url, rules.derive_token(await _token(api), nonce))


async def _token(api: AsyncHfApi) -> str:
    """The token of the Hub, which the sandbox's is made from; nothing works without one."""
    headers = await api.build_headers(True if api.token is None else None)
    name, _, token = headers.get("authorization", "").partition(" ")
    if name.lower() != "bearer" or not token:
        raise errors.LocalTokenNotFoundError("Sandboxes need a token. Log in first, or pass `token=`.")
    return token


async def _wait(api: AsyncHfApi, job: JobInfo, token: str, start_timeout: float) -> AsyncSandboxServer:
    begin = runtime.monotonic()
    looked = begin
    url = rules.server_url(job)
    while runtime.monotonic() - begin < start_timeout:
        if url is not None and await _answers(AsyncSandboxServer(api, job, url, token)):
            return AsyncSandboxServer(api, job, url, token)
        await runtime.sleep(rules.HEALTH_PAUSE)
        if runtime.monotonic() - looked >= rules.JOB_PAUSE or url is None:
            job = await api.inspect_job(job_id=job.id, namespace=job.owner.name)
            looked = runtime.monotonic()
            url = rules.server_url(job)
            if jobs.is_over(job):
                reason = f": {job.status.message}" if job.status.message else ""
                raise errors.SandboxError(f"Sandbox {job.id} ended before it could be used{reason}.")
    raise errors.SandboxError(f"Sandbox {job.id} did not start within {start_timeout:g} seconds.")


async def _answers(server: AsyncSandboxServer) -> bool:
    """Whether the server runs: until it does, the proxy before it answers with errors, or nobody does."""
    try:
        response = await server.api.send(
            "GET",
            f"{server.url}/health",
            headers=server.headers(),
            token=True if server.api.token is None else None,
            timeout=5.0,
            retry=retry.NONE,
            follow="none",
            check=False,
            trusted=True,
        )
        body = response.json()
    except (errors.TransportError, ValueError):
        return False
    return rules.is_ready(response.status_code, body)
