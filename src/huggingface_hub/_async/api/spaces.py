"""Spaces: find them, run them, and see what they do."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from typing import Any

from huggingface_hub._async import sse
from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._core import spaces as rules, waiting, wire
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.jobs import JobHardwareInfo
from huggingface_hub.types.spaces import (
    SpaceHardware,
    SpaceRuntime,
    SpaceSearchResult,
    SpaceTemplate,
    ZeroGpuQuota,
)


class AsyncSpacesApi(AsyncHubClient):
    """Operations on running Spaces, and on what Spaces can be."""

    # --- what a Space runs on ---

    async def get_space_runtime(self, repo_id: str, *, token: Token = None) -> SpaceRuntime:
        """
        Say what a Space is doing, and on what.

        Args:
            repo_id: The Space, as `user/name`.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
        """
        response = await self.send("GET", rules.route(repo_id, "runtime"), token=token)
        return wire.read(response, SpaceRuntime.from_wire)

    async def request_space_hardware(
        self, repo_id: str, hardware: SpaceHardware, *, token: Token = None, sleep_time: int | None = None
    ) -> SpaceRuntime:
        """
        Choose the machine that a Space runs on. Most of them cost money while the Space runs.

        Args:
            repo_id: The Space, as `user/name`.
            hardware: The machine.
            token: Replaces the client's token.
            sleep_time: Seconds without a visit after which the Space is stopped; -1 for never.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
            HfHubHTTPError: The owner may not have this machine.
        """
        body = rules.hardware(hardware, sleep_time)
        return await self._change_runtime(repo_id, "hardware", token, body)

    async def set_space_sleep_time(self, repo_id: str, sleep_time: int, *, token: Token = None) -> SpaceRuntime:
        """
        Choose after how long a Space is stopped that nobody visits. The next visitor starts it again.

        Args:
            repo_id: The Space, as `user/name`.
            sleep_time: Seconds; -1 for never.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
        """
        found = await self._change_runtime(repo_id, "sleeptime", token, {"seconds": sleep_time})
        rules.notice_sleep(found)
        return found

    async def pause_space(self, repo_id: str, *, token: Token = None) -> SpaceRuntime:
        """
        Stop a Space until its owner starts it again. Paused time is not billed.

        Args:
            repo_id: The Space, as `user/name`.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
            HfHubHTTPError: The token may not do this (403).
            BadRequestError: It is static: there is nothing to stop.
        """
        return await self._change_runtime(repo_id, "pause", token)

    async def restart_space(self, repo_id: str, *, token: Token = None, factory_reboot: bool = False) -> SpaceRuntime:
        """
        Start a Space again, paused or not.

        Args:
            repo_id: The Space, as `user/name`.
            token: Replaces the client's token.
            factory_reboot: Build it from scratch, without what is left of earlier builds.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
            HfHubHTTPError: The token may not do this (403).
            BadRequestError: It is static: there is nothing to start.
        """
        params = {"factory": True} if factory_reboot else None
        return await self._change_runtime(repo_id, "restart", token, params=params)

    async def enable_space_dev_mode(self, repo_id: str, *, token: Token = None) -> SpaceRuntime:
        """
        Let a Space be changed over SSH while it runs.

        Args:
            repo_id: The Space, as `user/name`.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
            HfHubHTTPError: The owner's plan does not include it.
        """
        return await self._change_runtime(repo_id, "dev-mode", token, {"enabled": True})

    async def disable_space_dev_mode(self, repo_id: str, *, token: Token = None) -> SpaceRuntime:
        """
        Let a Space no longer be changed over SSH.

        Args:
            repo_id: The Space, as `user/name`.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
        """
        return await self._change_runtime(repo_id, "dev-mode", token, {"enabled": False})

    async def _change_runtime(
        self,
        repo_id: str,
        part: str,
        token: Token,
        body: dict[str, Any] | None = None,
        params: dict[str, bool] | None = None,
    ) -> SpaceRuntime:
        response = await self.send("POST", rules.route(repo_id, part), json=body, params=params, token=token)
        return wire.read(response, SpaceRuntime.from_wire)

    # --- what a Space does ---

    async def wait_for_space(
        self,
        repo_id: str,
        *,
        timeout: float | None = None,
        poll_interval: float = 1.0,
        token: Token = None,
    ) -> SpaceRuntime:
        """
        Wait until a Space runs, has failed, or is stopped: look at the `stage` of what is returned.

        Args:
            repo_id: The Space, as `user/name`.
            timeout: Seconds after which to give up; `None` for never.
            poll_interval: Seconds between two looks.
            token: Replaces the client's token.

        Raises:
            TimeoutError: It is still being built or started.
            ValueError: Times that make no sense.
            RepositoryNotFoundError: No such Space, or no access to it.
        """
        watch = waiting.Watch(timeout=timeout, interval=poll_interval, now=runtime.monotonic())
        while True:
            found = await self.get_space_runtime(repo_id, token=token)
            if rules.is_settled(found):
                return found
            pause = watch.pause(now=runtime.monotonic())
            if pause is None:
                raise rules.too_late(repo_id, found, timeout)
            await runtime.sleep(pause)

    async def fetch_space_logs(
        self, repo_id: str, *, build: bool = False, follow: bool = False, token: Token = None
    ) -> AsyncGenerator[str, None]:
        """
        Read what a Space writes.

        Args:
            repo_id: The Space, as `user/name`.
            build: What was written while it was built, instead of since it runs.
            follow: Wait for more, as it is written; a connection that breaks is opened again where it ended.
            token: Replaces the client's token.

        Returns:
            The text, piece by piece, mostly a line each.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
        """
        url = rules.route(repo_id, "logs", "build" if build else "run")
        events = sse.read(self, url, follow=follow, name=f"the logs of Space '{repo_id}'", token=token)
        async with runtime.closing(events):
            async for event in events:
                if "data" in event:
                    yield str(event["data"])

    # --- what Spaces can be ---

    async def search_spaces(
        self,
        query: str,
        *,
        filter: str | Iterable[str] | None = None,
        sdk: str | list[str] | None = None,
        include_non_running: bool = False,
        token: Token = None,
    ) -> AsyncGenerator[SpaceSearchResult, None]:
        """
        Find Spaces by what they do, best first.

        Args:
            query: What they shall do, in plain words.
            filter: Tags that they must have.
            sdk: What they are built with.
            include_non_running: Find those that don't run too.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The Hub refuses the query.
        """
        params = rules.search_params(query, filter, sdk, include_non_running)
        response = await self.send("GET", rules.SEARCH, params=params, token=token)
        for found in wire.read_each(response, SpaceSearchResult.from_wire):
            yield found

    async def list_space_templates(self, *, token: Token = None) -> list[SpaceTemplate]:
        """
        List the templates that `create_repo(space_template=)` can start from.

        Args:
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The Hub refuses.
        """
        response = await self.send("GET", rules.TEMPLATES, token=token)
        return wire.read(response, rules.templates_in)

    async def list_spaces_hardware(self, token: Token = None) -> list[JobHardwareInfo]:
        """
        List the machines that Spaces can run on, and what they cost.

        Args:
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The Hub refuses.
        """
        response = await self.send("GET", rules.HARDWARE, token=token)
        return wire.read_each(response, JobHardwareInfo.from_wire)

    async def get_zero_gpu_quota(self, *, token: Token = None) -> ZeroGpuQuota:
        """
        Say how long the owner of the token may still use shared GPUs today.

        Args:
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: There is no valid token.
        """
        response = await self.send("GET", rules.QUOTA, token=token, check=False)
        rules.check_quota(response)
        return wire.read(response, ZeroGpuQuota.from_wire)
