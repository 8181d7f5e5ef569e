"""Inference Endpoints: models that run on machines of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from huggingface_hub.types.wire import moment, read_object


class InferenceEndpointStatus(str, Enum):
    """State of an Inference Endpoint. Compare it with a plain string too: there may be states that this list lacks."""

    PENDING = "pending"
    INITIALIZING = "initializing"
    UPDATING = "updating"
    UPDATE_FAILED = "updateFailed"
    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"
    SCALED_TO_ZERO = "scaledToZero"


class InferenceEndpointType(str, Enum):
    """Who can reach an Inference Endpoint."""

    # Spelled like this since it was first published.
    PUBlIC = "public"
    AUTHENTICATED = "authenticated"
    PRIVATE = "private"


class InferenceEndpointScalingMetric(str, Enum):
    """What an Inference Endpoint measures to decide how many replicas it needs."""

    PENDING_REQUESTS = "pendingRequests"
    HARDWARE_USAGE = "hardwareUsage"


@dataclass
class InferenceEndpointHardware:
    """
    A machine that an Inference Endpoint can run on.

    Attributes:
        id: Its id.
        vendor: Whose machine it is: what `create_inference_endpoint` takes as `vendor`.
        region: Where it is: `region`.
        accelerator: What speeds it up: `accelerator`.
        instance_type: Its kind: `instance_type`.
        instance_size: Its size: `instance_size`.
        architecture: Name of its processor or accelerator.
        num_accelerators: How many accelerators it has.
        num_cpus: How many processors.
        memory_gb: Its memory.
        gpu_memory_gb: Memory of its accelerators.
        price_per_hour: Its price in US dollars.
        status: Whether it is available.
        max_accelerators: How many accelerators the namespace may use.
        used_accelerators: How many of them it uses.
    """

    id: str
    vendor: str
    region: str
    accelerator: str
    instance_type: str
    instance_size: str
    architecture: str
    num_accelerators: int
    num_cpus: int | None
    memory_gb: float
    gpu_memory_gb: int | None
    price_per_hour: float
    status: str
    max_accelerators: int
    used_accelerators: int

    @classmethod
    def from_raw(cls, raw: dict[str, Any], *, vendor: str, region: str) -> InferenceEndpointHardware:
        """
        Read one of a region's machines.

        Args:
            raw: What was said about it.
            vendor: Whose machine it is.
            region: Where it is.

        Raises:
            ValueError: Something is missing.
        """

        def build(data: dict[str, Any]) -> InferenceEndpointHardware:
            return cls(
                id=data["id"],
                vendor=vendor,
                region=region,
                accelerator=data["accelerator"],
                instance_type=data["instanceType"],
                instance_size=data["instanceSize"],
                architecture=data["architecture"],
                num_accelerators=data["numAccelerators"],
                num_cpus=data.get("numCpus"),
                memory_gb=data["memoryGb"],
                gpu_memory_gb=data.get("gpuMemoryGb"),
                price_per_hour=data["pricePerHour"],
                status=data["status"],
                max_accelerators=data["quota"]["maxAccelerators"],
                used_accelerators=data["quota"]["usedAccelerators"],
            )

        return read_object(cls, raw, build)


@dataclass
class InferenceCatalogRecipe:
    """
    A tried way to run a model.

    Attributes:
        id: What `create_inference_endpoint_from_catalog` takes as `recipe_id`.
        accelerator: What it runs on: `cpu`, `gpu` or `neuron`.
        engine: What serves the model, such as `vllm`.
        gguf_file: The file of the model, if it is in that format.
        revision: Commit of the model.
    """

    id: str
    accelerator: str
    engine: str
    gguf_file: str | None
    revision: str | None

    @classmethod
    def from_raw(cls, raw: dict[str, Any]) -> InferenceCatalogRecipe:
        """
        Read one of a model's recipes.

        Args:
            raw: What was said about it.

        Raises:
            ValueError: Something is missing.
        """

        def build(data: dict[str, Any]) -> InferenceCatalogRecipe:
            return cls(
                id=data["publicId"],
                accelerator=data["accelerator"],
                engine=data["engineType"],
                gguf_file=data.get("ggufFile"),
                revision=data.get("revision"),
            )

        return read_object(cls, raw, build)


@dataclass
class InferenceCatalogModel:
    """
    A model that can be run with one of some tried recipes.

    Attributes:
        repo_id: Its repository.
        name: Its name for people.
        author: Who made it.
        license: How it may be used.
        task: What it does.
        created_at: When it was added to the catalog.
        recipes: Ways to run it.
    """

    repo_id: str
    name: str
    author: str
    license: str
    task: str
    created_at: datetime
    recipes: list[InferenceCatalogRecipe]

    @classmethod
    def from_raw(cls, raw: dict[str, Any]) -> InferenceCatalogModel:
        """
        Read one of the catalog's models.

        Args:
            raw: What was said about it.

        Raises:
            ValueError: Something is missing.
        """

        def build(data: dict[str, Any]) -> InferenceCatalogModel:
            return cls(
                repo_id=data["repoId"],
                name=data["modelName"],
                author=data["authorName"],
                license=data["license"],
                task=data["task"],
                created_at=moment(data["createdAt"]),
                recipes=[InferenceCatalogRecipe.from_raw(recipe) for recipe in data["recipes"]],
            )

        return read_object(cls, raw, build)


def hardware_of(answer: Mapping[str, Any]) -> list[InferenceEndpointHardware]:
    """The machines of all vendors and regions in one list."""
    return [
        InferenceEndpointHardware.from_raw(compute, vendor=vendor["name"], region=region["name"])
        for vendor in answer["vendors"]
        for region in vendor["regions"]
        for compute in region["computes"]
    ]


def catalog_of(answer: Mapping[str, Any]) -> list[InferenceCatalogModel]:
    """The models of the catalog."""
    return [InferenceCatalogModel.from_raw(item) for item in answer["items"]]
