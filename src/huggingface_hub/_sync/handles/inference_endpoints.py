# Generated from src/huggingface_hub/_async/handles/inference_endpoints.py: edit that file, not this one, then run `python -m codegen`.

"""An Inference Endpoint that can be waited for, paused and changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from huggingface_hub._core import inference_endpoints as rules, retry, waiting
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import Token
from huggingface_hub.types.inference_endpoints import InferenceEndpointStatus, InferenceEndpointType
from huggingface_hub.types.wire import moment, read_object


if TYPE_CHECKING:
    from huggingface_hub._sync.api.inference_endpoints import InferenceEndpointsApi


@dataclass
class InferenceEndpoint:
    """
    A model that runs on a machine of its own, as it was when it was last asked: `fetch` asks again.

    Attributes:
        name: Its name.
        namespace: Whose endpoint it is.
        repository: The model that it serves.
        status: What it is doing.
        health_route: Where it says whether it can serve.
        url: Where it can be reached, once it runs.
        framework: What the model was made with.
        revision: Commit of the model.
        task: What it does.
        created_at: When it was made.
        updated_at: When it was last changed.
        type: Who can reach it.
        raw: All that is known about it.
    """

    name: str = field(init=False)
    namespace: str
    repository: str = field(init=False)
    status: InferenceEndpointStatus = field(init=False)
    health_route: str = field(init=False)
    url: str | None = field(init=False)
    framework: str = field(repr=False, init=False)
    revision: str | None = field(repr=False, init=False)
    task: str | None = field(repr=False, init=False)
    created_at: datetime = field(repr=False, init=False)
    updated_at: datetime = field(repr=False, init=False)
    type: InferenceEndpointType = field(repr=False, init=False)
    raw: dict[str, Any] = field(repr=False)
    _token: Token = field(repr=False, compare=False)
    _api: InferenceEndpointsApi = field(repr=False, compare=False)

    @classmethod
    def from_raw(
        cls,
        raw: dict[str, Any],
        namespace: str,
        token: Token = None,
        api: InferenceEndpointsApi | None = None,
    ) -> InferenceEndpoint:
        """
        Build it from an answer.

        Args:
            raw: What was said about it.
            namespace: Whose endpoint it is.
            token: Replaces the client's token.
            api: The client that its methods use.

        Raises:
            ValueError: Something is missing.
        """
        if api is None:
            from huggingface_hub._sync.api import HfApi

            api = HfApi()
        client = api
        return read_object(cls, raw, lambda data: cls(namespace=namespace, raw=data, _token=token, _api=client))

    def __post_init__(self) -> None:
        self._read(self.raw)

    def __getstate__(self) -> dict[str, Any]:
        # A pickle that holds a token is a secret that nobody takes for one.
        return {**self.__dict__, "_token": None if isinstance(self._token, str) else self._token}

    def wait(self, timeout: int | None = None, refresh_every: int = 5) -> InferenceEndpoint:
        """
        Wait until it can serve.

        Args:
            timeout: The most seconds to wait; no bound by default.
            refresh_every: Seconds between two questions.

        Raises:
            InferenceEndpointTimeoutError: It takes longer.
            InferenceEndpointError: It failed.
            ValueError: A time that makes no sense.
        """
        watch = waiting.Watch(
            timeout=timeout, interval=refresh_every, now=runtime.monotonic(), interval_name="refresh_every"
        )
        while True:
            rules.raise_if_failed(self.name, self.status)
            if self.status == InferenceEndpointStatus.RUNNING and self._is_healthy():
                return self
            pause = watch.pause(now=runtime.monotonic())
            if pause is None:
                raise rules.timed_out(self.name, self.status)
            runtime.sleep(pause)
            self.fetch()

    def fetch(self) -> InferenceEndpoint:
        """
        Ask what it is doing now.

        Raises:
            HfHubHTTPError: It is gone, or there is no access to it.
        """
        found = self._api.get_inference_endpoint(self.name, namespace=self.namespace, token=self._token)
        return self._become(found)

    def update(
        self,
        *,
        accelerator: str | None = None,
        instance_size: str | None = None,
        instance_type: str | None = None,
        min_replica: int | None = None,
        max_replica: int | None = None,
        scale_to_zero_timeout: int | None = None,
        repository: str | None = None,
        framework: str | None = None,
        revision: str | None = None,
        task: str | None = None,
        custom_image: dict[str, Any] | None = None,
        container_command: list[str] | None = None,
        container_args: list[str] | None = None,
        tensor_parallel_size: int | None = None,
        data_parallel_size: int | None = None,
        secrets: dict[str, str] | None = None,
    ) -> InferenceEndpoint:
        """
        Change it. What is not given stays as it is.

        Args:
            accelerator: What speeds its machine up, such as `cpu` or `gpu`.
            instance_size: Size of its machine.
            instance_type: Kind of its machine.
            min_replica: The fewest replicas.
            max_replica: The most replicas.
            scale_to_zero_timeout: Minutes without requests after which it has none.
            repository: The model that it serves.
            framework: What the model was made with.
            revision: Commit of the model.
            task: What it does.
            custom_image: The container that serves the model.
            container_command: What the container runs.
            container_args: What that is given.
            tensor_parallel_size: How many accelerators share one replica of the model.
            data_parallel_size: How many replicas of the model share the requests.
            secrets: Environment variables that nobody can read afterwards.

        Raises:
            HfHubHTTPError: The change is refused.
            ValueError: The arguments make no sense together.
        """
        found = self._api.update_inference_endpoint(
            self.name,
            accelerator=accelerator,
            instance_size=instance_size,
            instance_type=instance_type,
            min_replica=min_replica,
            max_replica=max_replica,
            scale_to_zero_timeout=scale_to_zero_timeout,
            repository=repository,
            framework=framework,
            revision=revision,
            task=task,
            custom_image=custom_image,
            container_command=container_command,
            container_args=container_args,
            tensor_parallel_size=tensor_parallel_size,
            data_parallel_size=data_parallel_size,
            secrets=secrets,
            namespace=self.namespace,
            token=self._token,
        )
        return self._become(found)

    def pause(self) -> InferenceEndpoint:
        """
        Stop it until it is resumed. It costs nothing meanwhile.

        Raises:
            HfHubHTTPError: It is refused.
        """
        return self._become(self._api.pause_inference_endpoint(self.name, namespace=self.namespace, token=self._token))

    def resume(self, running_ok: bool = True) -> InferenceEndpoint:
        """
        Start it again after a pause.

        Args:
            running_ok: Whether it is fine if it runs already.

        Raises:
            HfHubHTTPError: It is refused.
        """
        found = self._api.resume_inference_endpoint(
            self.name, namespace=self.namespace, running_ok=running_ok, token=self._token
        )
        return self._become(found)

    def scale_to_zero(self) -> InferenceEndpoint:
        """
        Stop it until the next request. It costs nothing meanwhile.

        Raises:
            HfHubHTTPError: It is refused.
        """
        found = self._api.scale_to_zero_inference_endpoint(self.name, namespace=self.namespace, token=self._token)
        return self._become(found)

    def delete(self) -> None:
        """
        Delete it. This cannot be undone; to stop it, use `pause` or `scale_to_zero`.

        Raises:
            HfHubHTTPError: It is refused.
        """
        self._api.delete_inference_endpoint(self.name, namespace=self.namespace, token=self._token)

    def _is_healthy(self) -> bool:
        """Whether it answers. One that is about to begin often does not yet, in any way that a network knows."""
        if self.url is None:
            return False
        url = rules.health_url(self.url, self.health_route)
        trusted = rules.may_send_token(url, self.raw)
        try:
            response = self._api.send(
                "GET",
                url,
                token=self._token if trusted else False,
                trusted=trusted,
                timeout=rules.HEALTH_TIMEOUT,
                retry=retry.NONE,
                check=False,
            )
        except errors.TRANSIENT:
            return False
        return response.status_code == 200

    def _become(self, other: InferenceEndpoint) -> InferenceEndpoint:
        self._read(other.raw)
        return self

    def _read(self, raw: dict[str, Any]) -> None:
        model, status = raw["model"], raw["status"]
        self.raw = raw
        self.name = raw["name"]
        self.repository = model["repository"]
        self.status = status["state"]
        self.url = status.get("url")
        self.health_route = raw.get("healthRoute") or ""
        self.framework = model["framework"]
        self.revision = model.get("revision")
        self.task = model.get("task")
        self.created_at = moment(status["createdAt"])
        self.updated_at = moment(status["updatedAt"])
        self.type = raw["type"]
