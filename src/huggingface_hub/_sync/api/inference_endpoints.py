# Generated from src/huggingface_hub/_async/api/inference_endpoints.py: edit that file, not this one, then run `python -m codegen`.

"""Inference Endpoints: models that run on machines of their own."""

from __future__ import annotations

from typing import Any

from huggingface_hub._core import inference_endpoints as rules, wire
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.auth.api import AuthApi
from huggingface_hub._sync.client import Token
from huggingface_hub._sync.handles.inference_endpoints import InferenceEndpoint
from huggingface_hub.types.inference_endpoints import InferenceEndpointScalingMetric, InferenceEndpointType


class InferenceEndpointsApi(AuthApi):
    """Operations on Inference Endpoints."""

    def list_inference_endpoints(self, namespace: str | None = None, *, token: Token = None) -> list[InferenceEndpoint]:
        """
        List Inference Endpoints.

        Args:
            namespace: Whose; by default those of the token's owner. `*` for those of the owner and of all their
                organizations; what cannot be listed is left out then.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such namespace, or no access to it.
        """
        if namespace == "*":
            return self._endpoints_of_all(token)
        owner = self._namespace_of_endpoints(namespace, token)
        response = self.send("GET", rules.route(owner), token=token, trusted=True)
        found = wire.read(response, rules.items_in)
        return [InferenceEndpoint.from_raw(item, owner, token, self) for item in found]

    def get_inference_endpoint(
        self, name: str, *, namespace: str | None = None, token: Token = None
    ) -> InferenceEndpoint:
        """
        Describe an Inference Endpoint.

        Args:
            name: Its name.
            namespace: Whose it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such endpoint, or no access to it.
        """
        return self._ask_endpoint("GET", name, namespace=namespace, token=token)

    def create_inference_endpoint(
        self,
        name: str,
        *,
        repository: str,
        framework: str,
        accelerator: str,
        instance_size: str,
        instance_type: str,
        region: str,
        vendor: str,
        account_id: str | None = None,
        private_link_account_id: str | None = None,
        private_link_region: str | None = None,
        min_replica: int = 1,
        max_replica: int = 1,
        scaling_metric: InferenceEndpointScalingMetric | None = None,
        scaling_threshold: float | None = None,
        scale_to_zero_timeout: int | None = None,
        revision: str | None = None,
        task: str | None = None,
        custom_image: dict[str, Any] | None = None,
        container_registry_username: str | None = None,
        container_registry_password: str | None = None,
        container_command: list[str] | None = None,
        container_args: list[str] | None = None,
        env: dict[str, str] | None = None,
        secrets: dict[str, str] | None = None,
        type: InferenceEndpointType | str = InferenceEndpointType.AUTHENTICATED,
        domain: str | None = None,
        path: str | None = None,
        cache_http_responses: bool | None = None,
        tags: list[str] | None = None,
        namespace: str | None = None,
        token: Token = None,
    ) -> InferenceEndpoint:
        """
        Run a model on a machine of its own. It costs money until it is paused, scaled to zero or deleted.

        Args:
            name: What to call it.
            repository: The model, as `user/name`.
            framework: What the model was made with, such as `pytorch` or `custom`.
            accelerator: What speeds the machine up, such as `cpu` or `gpu`. `list_inference_endpoints_hardware` lists
                machines.
            instance_size: Size of the machine.
            instance_type: Kind of the machine.
            region: Where the machine is.
            vendor: Whose machine it is, such as `aws`.
            account_id: Ignored. Use `private_link_account_id`.
            private_link_account_id: The AWS account that reaches it through a private link.
            private_link_region: Where the link begins.
            min_replica: The fewest replicas; 0 lets it stop when nobody uses it.
            max_replica: The most replicas.
            scaling_metric: What is measured to decide how many replicas there are.
            scaling_threshold: The value of it that is one replica's share.
            scale_to_zero_timeout: Minutes without requests after which there are none.
            revision: Commit of the model.
            task: What the model does.
            custom_image: The container that serves the model: its `url` and settings, or an engine such as `vLLM` with its
                settings.
            container_registry_username: Who may fetch the container.
            container_registry_password: Their password.
            container_command: What the container runs.
            container_args: What that is given.
            env: Environment variables.
            secrets: Environment variables that nobody can read afterwards.
            type: Who can reach it: `public`, `authenticated` or `private`.
            domain: A domain of one's own where it can be reached.
            path: The path there.
            cache_http_responses: Whether answers are kept and given again.
            tags: Words to find it by.
            namespace: Whose it is; by default that of the token's owner.
            token: Replaces the client's token.

        Returns:
            The endpoint. It is not ready yet: `wait` waits for it.

        Raises:
            ValueError: The arguments make no sense together.
            HfHubHTTPError: It is refused.
        """
        body = rules.creation(
            name,
            compute={"accelerator": accelerator, "instanceSize": instance_size, "instanceType": instance_type},
            scaling={
                "maxReplica": max_replica,
                "minReplica": min_replica,
                "scaleToZeroTimeout": scale_to_zero_timeout,
                **rules.given({"measure": rules.measure(scaling_metric, scaling_threshold)}),
            },
            model={
                "framework": framework,
                "repository": repository,
                "revision": revision,
                **rules.given({"task": task, "command": container_command, "args": container_args}),
                **rules.given({"env": env or None, "secrets": secrets or None}),
            },
            image=rules.image_of(custom_image, container_registry_username, container_registry_password),
            provider={"region": region, "vendor": vendor},
            kind=rules.text_of(type),
            private_service=rules.private_service(private_link_account_id, private_link_region, account_id),
            route_=rules.given_or_none({"domain": domain, "path": path}),
            cache_http_responses=cache_http_responses,
            tags=tags,
        )
        owner = self._namespace_of_endpoints(namespace, token)
        response = self.send("POST", rules.route(owner), json=body, token=token, trusted=True)
        return self._endpoint_in(response, owner, token)

    def update_inference_endpoint(
        self,
        name: str,
        *,
        accelerator: str | None = None,
        instance_size: str | None = None,
        instance_type: str | None = None,
        min_replica: int | None = None,
        max_replica: int | None = None,
        scale_to_zero_timeout: int | None = None,
        scaling_metric: InferenceEndpointScalingMetric | None = None,
        scaling_threshold: float | None = None,
        repository: str | None = None,
        framework: str | None = None,
        revision: str | None = None,
        task: str | None = None,
        custom_image: dict[str, Any] | None = None,
        container_command: list[str] | None = None,
        container_args: list[str] | None = None,
        tensor_parallel_size: int | None = None,
        data_parallel_size: int | None = None,
        env: dict[str, str] | None = None,
        secrets: dict[str, str] | None = None,
        domain: str | None = None,
        path: str | None = None,
        cache_http_responses: bool | None = None,
        tags: list[str] | None = None,
        namespace: str | None = None,
        token: Token = None,
    ) -> InferenceEndpoint:
        """
        Change an Inference Endpoint. What is not given stays as it is.

        Args:
            name: Its name.
            accelerator: What speeds the machine up, such as `cpu` or `gpu`.
            instance_size: Size of the machine.
            instance_type: Kind of the machine.
            min_replica: The fewest replicas.
            max_replica: The most replicas.
            scale_to_zero_timeout: Minutes without requests after which there are none.
            scaling_metric: What is measured to decide how many replicas there are.
            scaling_threshold: The value of it that is one replica's share.
            repository: The model, as `user/name`.
            framework: What the model was made with.
            revision: Commit of the model.
            task: What the model does.
            custom_image: The container that serves the model: its `url` and settings, or an engine such as `vLLM` with its
                settings.
            container_command: What the container runs.
            container_args: What that is given.
            tensor_parallel_size: How many accelerators share one replica of the model.
            data_parallel_size: How many replicas of the model share the requests.
            env: Environment variables; they replace all of them.
            secrets: Environment variables that nobody can read afterwards; they replace all of them.
            domain: A domain of one's own where it can be reached.
            path: The path there.
            cache_http_responses: Whether answers are kept and given again.
            tags: Words to find it by; they replace all of them.
            namespace: Whose it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            ValueError: The arguments make no sense together, or with the image that it runs.
            HfHubHTTPError: It is refused, or there is no such endpoint.
        """
        scaling = {
            "maxReplica": max_replica,
            "minReplica": min_replica,
            "scaleToZeroTimeout": scale_to_zero_timeout,
            "measure": rules.measure(scaling_metric, scaling_threshold),
        }
        compute = {
            "accelerator": accelerator,
            "instanceSize": instance_size,
            "instanceType": instance_type,
            "scaling": rules.given_or_none(scaling),
        }
        owner = self._namespace_of_endpoints(namespace, token)
        image = None if custom_image is None else rules.image_of(custom_image)
        if tensor_parallel_size is not None or data_parallel_size is not None:
            if image is None:
                # The sizes are part of the image, which can only be replaced as a whole.
                current = self.get_inference_endpoint(name, namespace=owner, token=token)
                image = rules.current_image(name, current.raw)
            image = rules.in_parallel(image, tensor_parallel_size, data_parallel_size)
        model = {
            "repository": repository,
            "framework": framework,
            "revision": revision,
            "task": task,
            "image": image,
            "command": container_command,
            "args": container_args,
            "env": env,
            "secrets": secrets,
        }
        body = rules.given(
            {
                "compute": rules.given_or_none(compute),
                "model": rules.given_or_none(model),
                "route": rules.given_or_none({"domain": domain, "path": path}),
                "cacheHttpResponses": cache_http_responses,
                "tags": tags,
            }
        )
        return self._ask_endpoint("PUT", name, body=body, namespace=owner, token=token)

    def delete_inference_endpoint(self, name: str, *, namespace: str | None = None, token: Token = None) -> None:
        """
        Delete an Inference Endpoint. This cannot be undone; to stop it, pause it or scale it to zero.

        Args:
            name: Its name.
            namespace: Whose it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such endpoint, or no access to it.
        """
        owner = self._namespace_of_endpoints(namespace, token)
        self.send("DELETE", rules.route(owner, name), token=token, trusted=True)

    def pause_inference_endpoint(
        self, name: str, *, namespace: str | None = None, token: Token = None
    ) -> InferenceEndpoint:
        """
        Stop an Inference Endpoint until it is resumed. It costs nothing meanwhile.

        Args:
            name: Its name.
            namespace: Whose it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: It is refused, or there is no such endpoint.
        """
        return self._ask_endpoint("POST", name, "pause", namespace=namespace, token=token)

    def resume_inference_endpoint(
        self, name: str, *, namespace: str | None = None, running_ok: bool = True, token: Token = None
    ) -> InferenceEndpoint:
        """
        Start an Inference Endpoint again after a pause.

        Args:
            name: Its name.
            namespace: Whose it is; by default that of the token's owner.
            running_ok: Whether it is fine if it runs already.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: It is refused, or there is no such endpoint.
        """
        owner = self._namespace_of_endpoints(namespace, token)
        try:
            return self._ask_endpoint("POST", name, "resume", namespace=owner, token=token)
        except errors.BadRequestError as error:
            if not (running_ok and rules.is_already_running(error)):
                raise
        return self.get_inference_endpoint(name, namespace=owner, token=token)

    def scale_to_zero_inference_endpoint(
        self, name: str, *, namespace: str | None = None, token: Token = None
    ) -> InferenceEndpoint:
        """
        Stop an Inference Endpoint until the next request. It costs nothing meanwhile.

        Args:
            name: Its name.
            namespace: Whose it is; by default that of the token's owner.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: It is refused, or there is no such endpoint.
        """
        return self._ask_endpoint("POST", name, "scale-to-zero", namespace=namespace, token=token)

    def _ask_endpoint(
        self,
        method: str,
        name: str,
        *parts: str,
        body: dict[str, Any] | None = None,
        namespace: str | None,
        token: Token,
    ) -> InferenceEndpoint:
        """Send something about one endpoint, which is then described."""
        owner = self._namespace_of_endpoints(namespace, token)
        response = self.send(method, rules.route(owner, name, *parts), json=body, token=token, trusted=True)
        return self._endpoint_in(response, owner, token)

    def _endpoints_of_all(self, token: Token) -> list[InferenceEndpoint]:
        identity = self.whoami(token=token)
        own = self.list_inference_endpoints(rules.namespace_of(identity), token=token)

        def of_organization(name: str) -> list[InferenceEndpoint]:
            try:
                return self.list_inference_endpoints(name, token=token)
            except errors.HfHubHTTPError:
                # The token may not list those of each organization.
                return []

        names = rules.organizations_of(identity)
        others = runtime.map_concurrently(of_organization, names, limit=rules.PARALLEL)
        return [*own, *(each for found in others for each in found)]

    def _namespace_of_endpoints(self, namespace: str | None, token: Token) -> str:
        if namespace is not None:
            return namespace
        return rules.namespace_of(self.whoami(token=token))

    def _endpoint_in(self, response: errors.Response, namespace: str, token: Token) -> InferenceEndpoint:
        return wire.read(response, lambda raw: InferenceEndpoint.from_raw(raw, namespace, token, self))
