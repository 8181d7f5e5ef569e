"""Pools of sandboxes: many of them on few machines."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._async.handles import sandbox_server
from huggingface_hub._async.handles.sandbox_server import AsyncSandboxServer
from huggingface_hub._async.handles.sandboxes import AsyncSandbox, shared_id
from huggingface_hub._core import sandboxes as rules
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.jobs import JobInfo, JobStage
from huggingface_hub.types.sandboxes import (
    ADOPT_OWN,
    DEFAULT_IDLE_TIMEOUT,
    DEFAULT_IMAGE,
    DEFAULT_SANDBOXES_PER_HOST,
    POOL_LABEL,
)


class AsyncSandboxPool:
    """
    Machines that are shared by many sandboxes, each of which starts within a moment.

    Hosts are started when the pool is entered or first used, and when those that there are have no room. Sandboxes of one
    pool are separated from each other less than those with a machine of their own.

    >>> async with AsyncSandboxPool(sandboxes_per_host=20) as pool:
    ...     sandbox = await pool.create()
    ...     await sandbox.run("echo hello")

    Args:
        image: The Docker image of the hosts.
        flavor: Their machine.
        sandboxes_per_host: How many share one.
        warm_up: How many hosts to start at first.
        max_hosts: The most hosts.
        name: The pool's name, under which `connect` finds it; a new one by default.
        idle_timeout: End a host that had no sandboxes for this long: seconds, or text such as `10m`. `None`: never.
        namespace: Whose it is; yours by default.
        start_timeout: Seconds to wait for a host.
        adopt_hosts: Which hosts of that name, that run already, to use: `own` those that you started, `namespace` all,
            `never` none.
        token: Replaces the token of this machine.

    Attributes:
        image: The Docker image of the hosts.
        flavor: Their machine.
        sandboxes_per_host: How many share one.
        max_hosts: The most hosts.
        name: The pool's name.
    """

    def __init__(
        self,
        image: str = DEFAULT_IMAGE,
        *,
        flavor: str = "cpu-basic",
        sandboxes_per_host: int = DEFAULT_SANDBOXES_PER_HOST,
        warm_up: int = 1,
        max_hosts: int | None = None,
        name: str | None = None,
        idle_timeout: int | float | str | None = DEFAULT_IDLE_TIMEOUT,
        namespace: str | None = None,
        start_timeout: float = 120.0,
        adopt_hosts: str = ADOPT_OWN,
        token: str | None = None,
        _connect_mode: bool = False,
    ) -> None:
        if sandboxes_per_host < 1 or (max_hosts is not None and max_hosts < 1):
            raise ValueError("A pool needs room for at least one sandbox on at least one host.")
        self.image = image
        self.flavor = flavor
        self.sandboxes_per_host = sandboxes_per_host
        self.max_hosts = max_hosts
        self.name: str = name or rules.new_pool_name()
        self._warm_up = warm_up
        self._idle_timeout = idle_timeout
        self._namespace = namespace
        self._start_timeout = start_timeout
        self._policy = rules.check_policy(adopt_hosts)
        self._api = AsyncHfApi(token=token)
        self._connected = _connect_mode
        # A name that somebody chose may be that of hosts that run already.
        self._unseen = [] if name is None or _connect_mode else [name]
        self._hosts: list[AsyncSandboxServer] = []
        self._sandboxes: list[str] = []
        self._lock = runtime.Lock()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.name!r}, hosts={len(self._hosts)})"

    @classmethod
    async def connect(
        cls, pool_id: str, *, namespace: str | None = None, adopt_hosts: str = ADOPT_OWN, token: str | None = None
    ) -> AsyncSandboxPool:
        """
        Find a pool whose hosts run already. Leaving it does not end them.

        Args:
            pool_id: Its name.
            namespace: Whose it is; yours by default.
            adopt_hosts: Which hosts to use: `own` those that you started, `namespace` all.
            token: Replaces the token of this machine.

        Raises:
            SandboxError: There is no such pool.
        """
        api = AsyncHfApi(token=token)
        found = await _running(api, pool_id, namespace, rules.check_policy(adopt_hosts))
        if not found:
            raise errors.SandboxError(
                f"No host of the pool '{pool_id}' runs that may be used (adopt_hosts={adopt_hosts!r})."
            )
        first = found[0]
        env = first.environment or {}
        limit = env.get("SBX_MAX_HOSTS")
        pool = cls(
            first.docker_image or first.space_id or DEFAULT_IMAGE,
            flavor=str(getattr(first.flavor, "value", first.flavor)),
            sandboxes_per_host=int(env.get("SBX_CAPACITY", DEFAULT_SANDBOXES_PER_HOST)),
            max_hosts=int(limit) if limit else None,
            idle_timeout=env.get("SBX_IDLE_TIMEOUT"),
            name=pool_id,
            namespace=namespace,
            adopt_hosts=adopt_hosts,
            token=token,
            _connect_mode=True,
        )
        servers = [await sandbox_server.of_job(pool._api, job) for job in found if rules.server_url(job)]
        pool._hosts.extend(servers)
        return pool

    @property
    def host_ids(self) -> list[str]:
        """The jobs of its hosts."""
        return [host.job_id for host in self._hosts]

    @property
    def num_hosts(self) -> int:
        """How many hosts it has."""
        return len(self._hosts)

    @property
    def num_sandboxes(self) -> int:
        """How many sandboxes were made here."""
        return len(self._sandboxes)

    async def warm(self, num_hosts: int = 1) -> list[str]:
        """
        Start hosts, so that there are at least that many. Returns the jobs of the new ones.

        Args:
            num_hosts: How many hosts there should be.

        Raises:
            SandboxError: One did not start, or there may not be that many.
        """
        async with self._lock:
            return await self._grow(num_hosts)

    async def create(
        self,
        *,
        env: dict[str, Any] | None = None,
        idle_timeout: int | float | str | None = DEFAULT_IDLE_TIMEOUT,
        forward_hf_token: bool = False,
    ) -> AsyncSandbox:
        """
        Start a sandbox on a host that has room, or on a new one.

        Args:
            env: Its environment variables.
            idle_timeout: End it when nothing happened for this long: seconds, or text such as `10m`. `None`: never.
            forward_hf_token: Give it your token, as `HF_TOKEN`: what runs there can then do whatever you can.

        Raises:
            SandboxError: There is no room, and no more hosts may be started.
        """
        given = {key: str(value) for key, value in (env or {}).items()}
        if forward_hf_token:
            headers = await self._api.build_headers(True if self._api.token is None else None)
            given["HF_TOKEN"] = headers["authorization"].partition(" ")[2]
        payload: dict[str, Any] = {"count": 1}
        seconds = rules.idle_seconds(idle_timeout)
        if seconds is not None:
            payload["idle_timeout_secs"] = seconds
        if given:
            payload["env"] = given
        async with self._lock:
            await self._grow(max(1, self._warm_up))
            for host in list(self._hosts):
                sandbox = await self._place(host, payload)
                if sandbox is not None:
                    return sandbox
            await self._grow(len(self._hosts) + 1)
            sandbox = await self._place(self._hosts[-1], payload)
        if sandbox is None:
            raise errors.SandboxError("A new host has no room for a sandbox.")
        return sandbox

    async def close(self) -> None:
        """Leave the pool: end its hosts, and all sandboxes on them, unless it was only connected to."""
        async with self._lock:
            hosts = [] if self._connected else list(self._hosts)
            self._hosts.clear()
            self._sandboxes.clear()
        outcomes = await runtime.map_outcomes(_stop, hosts, limit=8)
        for outcome in outcomes:
            if outcome.error is not None:
                raise outcome.error

    async def __aenter__(self) -> AsyncSandboxPool:
        async with self._lock:
            await self._grow(self._warm_up)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Also after Ctrl-C: hosts cost money as long as they run.
        async with runtime.shield():
            await self.close()

    async def _grow(self, wanted: int) -> list[str]:
        """Have at least that many hosts. The caller holds the lock."""
        while self._unseen:
            jobs = await _running(self._api, self._unseen.pop(), self._namespace, self._policy)
            self._hosts.extend([await sandbox_server.of_job(self._api, job) for job in jobs if rules.server_url(job)])
        missing = wanted - len(self._hosts)
        if missing <= 0:
            return []
        if self.max_hosts is not None and wanted > self.max_hosts:
            raise errors.SandboxError(
                f"The pool '{self.name}' has no room: it may have {self.max_hosts} host(s) of {self.sandboxes_per_host}."
            )
        outcomes = await runtime.map_outcomes(self._start, range(missing), limit=max(1, missing))
        started = [outcome.value for outcome in outcomes if outcome.error is None and outcome.value is not None]
        self._hosts.extend(started)
        for outcome in outcomes:
            if outcome.error is not None:
                raise outcome.error
        return [host.job_id for host in started]

    async def _start(self, number: int) -> AsyncSandboxServer:
        return await sandbox_server.start(
            self._api,
            namespace=self._namespace,
            start_timeout=self._start_timeout,
            image=self.image,
            flavor=self.flavor,
            idle_timeout=self._idle_timeout,
            pool=rules.Pool(self.name, self.sandboxes_per_host, self.max_hosts),
        )

    async def _place(self, host: AsyncSandboxServer, payload: dict[str, Any]) -> AsyncSandbox | None:
        """A sandbox on a host; `None` if the host has no room, or is gone."""
        try:
            answer = await host.read("POST", "/v1/sandboxes", json=payload)
        except errors.SandboxError as error:
            if error.status_code in (404, 410, 429, 502, 503, 507):
                return None
            raise
        made = answer.get("sandboxes") or []
        if not made:
            return None
        sandbox_id = shared_id(host.job_id, str(made[0]["id"]))
        self._sandboxes.append(sandbox_id)
        return AsyncSandbox(
            id=sandbox_id,
            server=host,
            local_id=str(made[0]["id"]),
            owns_sandbox=True,
            owns_server=False,
            sandbox_token=made[0].get("token"),
        )


async def _running(api: AsyncHfApi, name: str, namespace: str | None, policy: str) -> list[JobInfo]:
    """The hosts of a pool that may be used."""
    if policy == "never":
        return []
    principal = None if policy == "namespace" else str((await api.whoami(cache=True))["name"])
    found = api.list_jobs(status=JobStage.RUNNING, labels={POOL_LABEL: name}, namespace=namespace)
    async with runtime.closing(found):
        return [job async for job in found if rules.adoptable(job, policy=policy, principal=principal)]


async def _stop(host: AsyncSandboxServer) -> None:
    await host.stop()
