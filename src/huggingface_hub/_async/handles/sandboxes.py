"""Sandboxes: machines of the Hub to run code on that should not run here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, overload

from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._async.handles import sandbox_server
from huggingface_hub._async.handles.sandbox_files import AsyncSandboxFiles
from huggingface_hub._async.handles.sandbox_server import AsyncSandboxServer
from huggingface_hub._core import sandboxes as rules
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.sandboxes import DEFAULT_IDLE_TIMEOUT, DEFAULT_IMAGE, SHARED_ID_SEP, SandboxCommandResult
from huggingface_hub.types.spaces import Volume


class AsyncKill:
    """`sandbox.kill()` ends that sandbox; `AsyncSandbox.kill(sandbox_id)` the one of that id."""

    def __get__(self, sandbox: AsyncSandbox | None, owner: type[AsyncSandbox]) -> Callable[..., Awaitable[None]]:
        return owner.kill_by_id if sandbox is None else sandbox.end


class AsyncSandbox:
    """
    A machine of the Hub to run code on that should not run here.

    `AsyncSandbox.create()` starts one, `AsyncSandbox.connect(id)` finds it again. At the end of a `with` block it is ended
    if it was started for it. One that nothing happens in ends by itself.

    >>> async with await AsyncSandbox.create() as sandbox:
    ...     result = await sandbox.run("python -c 'print(6 * 7)'")
    ...     print(result.stdout)

    Args:
        id: Its id.
        server: What runs it.
        local_id: Which one it is there, if others share the server.
        owns_sandbox: Whether leaving it ends it.
        owns_server: Whether the server is its own.
        sandbox_token: Opens it, if others share the server.

    Attributes:
        id: Its id.
        files: Its files.
    """

    kill: AsyncKill = AsyncKill()

    def __init__(
        self,
        *,
        id: str,
        server: AsyncSandboxServer,
        local_id: str | None,
        owns_sandbox: bool,
        owns_server: bool,
        sandbox_token: str | None = None,
    ) -> None:
        self.id = id
        self.files: AsyncSandboxFiles = AsyncSandboxFiles(self)
        self._server = server
        self._local_id = local_id
        self._to_end = [id] if owns_sandbox else []
        self._owns_server = owns_server
        self._token = sandbox_token

    def __repr__(self) -> str:
        return f"{type(self).__name__}(id={self.id!r})"

    @classmethod
    async def create(
        cls,
        image: str = DEFAULT_IMAGE,
        *,
        flavor: str = "cpu-basic",
        idle_timeout: int | float | str | None = DEFAULT_IDLE_TIMEOUT,
        env: dict[str, Any] | None = None,
        secrets: dict[str, Any] | None = None,
        volumes: list[Volume] | None = None,
        namespace: str | None = None,
        forward_hf_token: bool = False,
        labels: dict[str, str] | None = None,
        start_timeout: float = 120.0,
        token: str | None = None,
    ) -> AsyncSandbox:
        """
        Start a sandbox on a machine of its own, and wait until it can be used.

        Args:
            image: A Docker image with a shell.
            flavor: The machine.
            idle_timeout: End it when nothing happened for this long: seconds, or text such as `10m`. `None`: never.
            env: Environment variables.
            secrets: Environment variables that nobody can read afterwards.
            volumes: Repositories and buckets to mount.
            namespace: Whose it is; yours by default.
            forward_hf_token: Give it your token, as `HF_TOKEN`: what runs there can then do whatever you can.
            labels: Tag it with these keys and values.
            start_timeout: Seconds to wait for it.
            token: Replaces the token of this machine.

        Raises:
            SandboxError: It did not start, or not in time.
        """
        server = await sandbox_server.start(
            AsyncHfApi(token=token),
            namespace=namespace,
            start_timeout=start_timeout,
            image=image,
            flavor=flavor,
            idle_timeout=idle_timeout,
            env=env,
            secrets=secrets,
            volumes=volumes,
            labels=labels,
            forward_hf_token=forward_hf_token,
        )
        return cls(id=server.job_id, server=server, local_id=None, owns_sandbox=True, owns_server=True)

    @classmethod
    async def connect(cls, sandbox_id: str, *, namespace: str | None = None, token: str | None = None) -> AsyncSandbox:
        """
        Find a sandbox that runs already. Leaving it does not end it.

        Args:
            sandbox_id: Its id.
            namespace: Whose it is; yours by default.
            token: Replaces the token of this machine.

        Raises:
            JobNotFoundError: There is no such sandbox.
            SandboxError: It does not run any more.
        """
        job_id, local_id = rules.split_id(sandbox_id)
        server = await sandbox_server.connect(AsyncHfApi(token=token), job_id, namespace=namespace)
        own = None
        if local_id is not None:
            own = str((await server.read("GET", f"{rules.base(local_id)}/token")).get("token"))
        return cls(
            id=sandbox_id, server=server, local_id=local_id, owns_sandbox=False, owns_server=False, sandbox_token=own
        )

    @classmethod
    async def kill_by_id(cls, sandbox_id: str, *, namespace: str | None = None, token: str | None = None) -> None:
        """
        End a sandbox. The id of a host ends all that share it.

        Args:
            sandbox_id: Its id.
            namespace: Whose it is; yours by default.
            token: Replaces the token of this machine.

        Raises:
            JobNotFoundError: There is no such sandbox.
        """
        job_id, local_id = rules.split_id(sandbox_id)
        api = AsyncHfApi(token=token)
        if local_id is None:
            job = await api.inspect_job(job_id=job_id, namespace=namespace)
            rules.nonce_of(job)
            await api.cancel_job(job_id=job_id, namespace=job.owner.name)
            return
        server = await sandbox_server.connect(api, job_id, namespace=namespace)
        await server.send("DELETE", rules.base(local_id))

    @property
    def host_id(self) -> str | None:
        """The job that it shares with others; `None` if it has one of its own."""
        return None if self._local_id is None else self._server.job_id

    @property
    def image(self) -> str | None:
        """The Docker image that it runs."""
        return self._server.job.docker_image or self._server.job.space_id

    @property
    def proxy_headers(self) -> dict[str, str]:
        """What has to be sent along to the addresses of `proxy_url_for`, besides the token of the Hub."""
        return self._server.headers(self._token)

    def proxy_url_for(self, port: int | str, path: str = "/", *, scheme: str = "https://") -> str:
        """
        Return the address under which a port of the sandbox can be reached.

        Args:
            port: The port that a program in it listens to.
            path: The path there.
            scheme: Another scheme, such as `wss://`.
        """
        rest = self._server.url.partition("://")[2]
        below = path if path.startswith("/") else f"/{path}"
        return f"{scheme}{rest}{rules.base(self._local_id)}/proxy/{port}{below}"

    @overload
    async def run(
        self, cmd: str | list[str], *, shell: bool | None = ..., env: dict[str, Any] | None = ..., cwd: str | None = ...,
        timeout: float | None = ..., stdin: str | None = ..., on_stdout: Callable[[str], None] | None = ...,
        on_stderr: Callable[[str], None] | None = ..., check: bool = ..., capture_output: bool = ...,
        background: Literal[False] = ...,
    ) -> SandboxCommandResult: ...  # fmt: skip

    @overload
    async def run(
        self, cmd: str | list[str], *, shell: bool | None = ..., env: dict[str, Any] | None = ..., cwd: str | None = ...,
        timeout: float | None = ..., stdin: str | None = ..., on_stdout: Callable[[str], None] | None = ...,
        on_stderr: Callable[[str], None] | None = ..., check: bool = ..., capture_output: bool = ...,
        background: Literal[True],
    ) -> AsyncSandboxProcess: ...  # fmt: skip

    async def run(
        self,
        cmd: str | list[str],
        *,
        shell: bool | None = None,
        env: dict[str, Any] | None = None,
        cwd: str | None = None,
        timeout: float | None = None,
        stdin: str | None = None,
        on_stdout: Callable[[str], None] | None = None,
        on_stderr: Callable[[str], None] | None = None,
        check: bool = True,
        capture_output: bool = True,
        background: bool = False,
    ) -> SandboxCommandResult | AsyncSandboxProcess:
        """
        Run a command, and wait for its end.

        Args:
            cmd: A text for the shell, or a list of words that no shell reads.
            shell: Whether a shell reads it, whatever its type.
            env: More environment variables.
            cwd: The folder to run it in.
            timeout: End it after this many seconds.
            stdin: What it reads.
            on_stdout: Called with what it writes to its standard output, as it is written.
            on_stderr: The same for its standard error.
            check: Whether an exit code other than 0 is an error.
            capture_output: Whether to keep what it writes.
            background: Don't wait: start it, and return its process.

        Raises:
            SandboxCommandError: It ended with an error.
            SandboxError: It could not be run, or the sandbox went away.
        """
        if background:
            for name, value in (
                ("timeout", timeout),
                ("stdin", stdin),
                ("on_stdout", on_stdout),
                ("on_stderr", on_stderr),
            ):
                if value is not None:
                    raise ValueError(f"`{name}` is for commands that are waited for, not with `background=True`.")
            payload = rules.exec_payload(cmd, shell=shell, env=env, cwd=cwd)
            return self._process(cmd, await self.ask("POST", "/processes", json=payload))
        payload = rules.exec_payload(cmd, shell=shell, env=env, cwd=cwd, timeout=timeout, stdin=stdin)
        execution = rules.Execution(capture_output, on_stdout, on_stderr)
        lines = self._server.lines(f"{rules.base(self._local_id)}/exec", payload, token=self._token)
        async with runtime.closing(lines):
            async for line in lines:
                execution.line(line)
                if execution.result is not None:
                    break
        result = execution.ended()
        if check and not result.ok:
            raise errors.SandboxCommandError(rules.shown(cmd), result)
        return result

    async def processes(self) -> list[AsyncSandboxProcess]:
        """List the processes that were started in the background."""
        found = await self.ask("GET", "/processes")
        return [self._process(item.get("cmd", ""), item) for item in found]

    async def end(self) -> None:
        """End it, and the programs in it."""
        if self._local_id is None:
            await self._server.stop()
        else:
            await self._server.send("DELETE", rules.base(self._local_id))

    async def close(self) -> None:
        """Leave it: end it if it was started here."""
        # Once, however often it is closed.
        while self._to_end:
            self._to_end.pop()
            await self.end()

    async def __aenter__(self) -> AsyncSandbox:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Also after Ctrl-C: it costs money as long as it runs.
        async with runtime.shield():
            await self.close()

    async def send(self, method: str, path: str, **more: Any) -> errors.Response:
        """
        Send a request to the sandbox.

        Args:
            method: Of HTTP.
            path: Below the sandbox.
            more: `params`, `json` or `content`.

        Raises:
            SandboxError: It refuses.
        """
        return await self._server.send(method, rules.base(self._local_id) + path, token=self._token, **more)

    async def ask(self, method: str, path: str, **more: Any) -> Any:
        """
        Send a request to the sandbox and read the answer as JSON. Arguments are those of `send`.

        Raises:
            SandboxError: It refuses.
        """
        return await self._server.read(method, rules.base(self._local_id) + path, token=self._token, **more)

    def _process(self, cmd: str | list[str], data: Mapping[str, Any]) -> AsyncSandboxProcess:
        return AsyncSandboxProcess(
            id=data.get("id"),
            pid=data["pid"],
            cmd=cmd,
            _sandbox=self,
            tag=data.get("tag"),
            started_at_ms=data.get("started_at_ms"),
            running=data.get("running", True),
            exit_code=data.get("exit_code"),
        )


@dataclass
class AsyncSandboxProcess:
    """
    A process that runs in the background of a sandbox.

    Attributes:
        id: Its id.
        pid: Its number.
        cmd: What it runs.
        tag: How it was named.
        started_at_ms: When it was started, in milliseconds since 1970.
        running: Whether it ran when it was asked for.
        exit_code: How it ended.
    """

    id: str | None
    pid: int
    cmd: str | list[str]
    _sandbox: AsyncSandbox = field(repr=False, compare=False)
    tag: str | None = None
    started_at_ms: int | None = None
    running: bool = True
    exit_code: int | None = None

    async def kill(self) -> bool:
        """End it; says whether there was something to end."""
        answer = await self._sandbox.ask("DELETE", f"/processes/{self.id if self.id is not None else self.pid}")
        return bool(answer.get("killed"))


def shared_id(job_id: str, local_id: str) -> str:
    """The id of a sandbox that shares a host."""
    return f"{job_id}{SHARED_ID_SEP}{local_id}"
