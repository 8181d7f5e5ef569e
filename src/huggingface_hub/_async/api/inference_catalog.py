"""What Inference Endpoints can be: machines to run on, and models with tried settings."""

from __future__ import annotations

from typing import Literal

from huggingface_hub._async.api.inference_endpoints import AsyncInferenceEndpointsApi
from huggingface_hub._async.client import Token
from huggingface_hub._async.handles.inference_endpoints import AsyncInferenceEndpoint
from huggingface_hub._core import inference_endpoints as rules, wire
from huggingface_hub.types.inference_endpoints import (
    InferenceCatalogModel,
    InferenceEndpointHardware,
    catalog_of,
    hardware_of,
)


class AsyncInferenceCatalogApi(AsyncInferenceEndpointsApi):
    """Operations on the catalog of Inference Endpoints and their machines."""

    async def create_inference_endpoint_from_catalog(
        self,
        repo_id: str | None = None,
        *,
        recipe_id: str | None = None,
        name: str | None = None,
        accelerator: Literal["cpu", "gpu", "neuron"] | str | None = None,
        gguf_file: str | None = None,
        token: Token = None,
        namespace: str | None = None,
    ) -> AsyncInferenceEndpoint:
        """
        Run a model of the catalog with settings that were tried. It costs money until it is paused, scaled to zero or
        deleted.

        Args:
            repo_id: The model, as `user/name`.
            recipe_id: One of its recipes instead; `list_inference_catalog` lists them.
            name: What to call the endpoint.
            accelerator: What the machine is to have.
            gguf_file: Which file of the model to run.
            token: Replaces the client's token.
            namespace: Whose it is; by default that of the token's owner.

        Returns:
            The endpoint. It is not ready yet: `wait` waits for it.

        Raises:
            ValueError: Not one of model and recipe, or an argument that the recipe has settled.
            HfHubHTTPError: The model is not in the catalog, or the endpoint is refused.
        """
        url, options = rules.deployment(repo_id, recipe_id, name, accelerator, gguf_file)
        owner = await self._namespace_of_endpoints(namespace, token)
        body = {"namespace": owner, **options}
        response = await self.send("POST", url, json=body, token=token, trusted=True)
        return wire.read(
            response, lambda answer: AsyncInferenceEndpoint.from_raw(answer["endpoint"], owner, token, self)
        )

    async def list_inference_catalog(
        self,
        *,
        accelerator: Literal["cpu", "gpu", "neuron"] | str | None = None,
        engine: Literal["llamacpp", "sglang", "tei", "vllm"] | str | None = None,
        license: str | None = None,
        task: str | None = None,
        search: str | None = None,
        limit: int | None = None,
        token: Token = None,
    ) -> list[InferenceCatalogModel]:
        """
        List the models of the catalog, with the settings that were tried.

        Args:
            accelerator: Only those that run on this.
            engine: Only those that this serves.
            license: Only those with this license.
            task: Only those that do this.
            search: Only those whose name has these words.
            limit: The most models.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The service refuses the query.
        """
        params = {
            "accelerator": accelerator,
            "engine": engine,
            "license": license,
            "task": task,
            "search": search,
            "limit": limit,
        }
        response = await self.send("GET", rules.catalog_route("list"), params=params, token=token, trusted=True)
        return wire.read(response, catalog_of)

    async def list_inference_endpoints_hardware(
        self, *, namespace: str | None = None, token: Token = None
    ) -> list[InferenceEndpointHardware]:
        """
        List the machines that Inference Endpoints can run on, with their prices.

        Args:
            namespace: Who is to use them; by default the token's owner.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such namespace, or no access to it.
        """
        owner = await self._namespace_of_endpoints(namespace, token)
        response = await self.send("GET", rules.hardware_route(owner), token=token, trusted=True)
        return wire.read(response, hardware_of)
