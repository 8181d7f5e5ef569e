"""Spaces: what they run on, in which state they are, and what is mounted in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Literal
from urllib.parse import quote

from huggingface_hub import constants
from huggingface_hub.types.wire import WireObject, optional_moment, read_object, wire


class SpaceStage(str, Enum):
    """State of a Space. Compare it with a plain string too: the Hub may know states that this list does not."""

    NO_APP_FILE = "NO_APP_FILE"
    CONFIG_ERROR = "CONFIG_ERROR"
    BUILDING = "BUILDING"
    BUILD_ERROR = "BUILD_ERROR"
    RUNNING = "RUNNING"
    RUNNING_BUILDING = "RUNNING_BUILDING"
    RUNTIME_ERROR = "RUNTIME_ERROR"
    DELETING = "DELETING"
    STOPPED = "STOPPED"
    PAUSED = "PAUSED"
    APP_STARTING = "APP_STARTING"
    RUNNING_APP_STARTING = "RUNNING_APP_STARTING"


INTERMEDIATE_SPACE_STAGES = (
    SpaceStage.BUILDING,
    SpaceStage.RUNNING_BUILDING,
    SpaceStage.APP_STARTING,
    SpaceStage.RUNNING_APP_STARTING,
)
"""A Space in one of these states will soon be in another."""

TERMINAL_SPACE_STAGES = (
    SpaceStage.RUNNING,
    SpaceStage.BUILD_ERROR,
    SpaceStage.RUNTIME_ERROR,
    SpaceStage.CONFIG_ERROR,
    SpaceStage.NO_APP_FILE,
    SpaceStage.STOPPED,
    SpaceStage.PAUSED,
    SpaceStage.DELETING,
)
"""A Space in one of these states stays in it until someone acts."""


class SpaceHardware(str, Enum):
    """Machines that a Space can run on."""

    CPU_BASIC = "cpu-basic"
    CPU_UPGRADE = "cpu-upgrade"
    ZERO_A10G = "zero-a10g"
    T4_SMALL = "t4-small"
    T4_MEDIUM = "t4-medium"
    L4X1 = "l4x1"
    L4X4 = "l4x4"
    L40SX1 = "l40sx1"
    L40SX4 = "l40sx4"
    L40SX8 = "l40sx8"
    A10G_SMALL = "a10g-small"
    A10G_LARGE = "a10g-large"
    A10G_LARGEX2 = "a10g-largex2"
    A10G_LARGEX4 = "a10g-largex4"
    A100_LARGE = "a100-large"
    A100X4 = "a100x4"
    A100X8 = "a100x8"
    RTX_PRO_6000 = "rtx-pro-6000"
    RTX_PRO_6000X2 = "rtx-pro-6000x2"
    RTX_PRO_6000X4 = "rtx-pro-6000x4"
    RTX_PRO_6000X8 = "rtx-pro-6000x8"


class SpaceStorage(str, Enum):
    """Sizes of a Space's persistent disk."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(init=False)
class Volume(WireObject):
    """
    A repository or bucket that is mounted as a folder.

    Attributes:
        type: What is mounted: `bucket`, `model`, `dataset` or `space`.
        source: Its id, `user/name`.
        mount_path: Where it appears, an absolute path.
        revision: Branch, tag or commit of a repository.
        read_only: Whether writing is refused.
        path: Folder within it that is mounted, if not all.
    """

    type: Literal["bucket", "model", "dataset", "space"] = wire(required=True)
    source: str = wire(required=True)
    mount_path: str = wire("mountPath", required=True)
    revision: str | None = wire(default=None)
    read_only: bool | None = wire("readOnly", default=None)
    path: str | None = wire(default=None)

    def to_dict(self) -> dict[str, Any]:
        """The volume as the Hub writes it, without what is not set."""
        optional = {"revision": self.revision, "readOnly": self.read_only, "path": self.path}
        named = {"type": self.type, "source": self.source, "mountPath": self.mount_path}
        return {**named, **{key: value for key, value in optional.items() if value is not None}}

    def to_uri(self) -> str:
        """The volume as text: `hf://datasets/user/name@main/folder:/mnt:ro`."""
        revision = "" if self.revision is None else "@" + _quote_revision(self.revision)
        path = f"/{self.path.strip('/')}" if self.path else ""
        mode = {None: "", True: ":ro", False: ":rw"}[self.read_only]
        return f"{constants.HF_PROTOCOL}{self.type}s/{self.source}{revision}{path}:{self.mount_path}{mode}"


def _quote_revision(revision: str) -> str:
    # `refs/pr/1` and its like are recognized as they are; another slash would end the revision.
    return revision if revision.startswith(("refs/pr/", "refs/convert/")) else quote(revision, safe="@")


@dataclass
class SpaceHotReloading:
    """
    Progress of a change that is applied to a running Space without a rebuild.

    Attributes:
        status: `created` or `canceled`.
        replica_statuses: Name and state of each replica.
        raw: What the Hub said.
    """

    status: Literal["created", "canceled"]
    replica_statuses: list[tuple[str, str | None]]
    raw: dict[str, Any]

    def __init__(self, data: dict[str, Any]) -> None:
        self.status = data["status"]
        self.replica_statuses = data["replicaStatuses"]
        self.raw = data


@dataclass
class SpaceRuntime:
    """
    What a Space is doing, and on what.

    Attributes:
        stage: Its state.
        hardware: The machine it runs on.
        requested_hardware: The machine it will run on after the next restart.
        sleep_time: Seconds without a visit after which it is stopped.
        storage: Size of its persistent disk.
        dev_mode: Whether it can be changed over SSH.
        hot_reloading: Progress of a change without a rebuild.
        volumes: What is mounted in it.
        raw: What the Hub said.
    """

    stage: SpaceStage
    hardware: SpaceHardware | None
    requested_hardware: SpaceHardware | None
    sleep_time: int | None
    storage: SpaceStorage | None
    dev_mode: bool
    hot_reloading: SpaceHotReloading | None
    volumes: list[Volume] | None
    raw: dict[str, Any]

    def __init__(self, data: dict[str, Any]) -> None:
        hardware = data.get("hardware") or {}
        hot_reloading = data.get("hotReloading")
        volumes = data.get("volumes")
        self.stage = data["stage"]
        self.hardware = hardware.get("current")
        self.requested_hardware = hardware.get("requested")
        self.sleep_time = data.get("gcTimeout")
        self.storage = data.get("storage")
        self.dev_mode = bool(data.get("devMode", False))
        self.hot_reloading = SpaceHotReloading(hot_reloading) if hot_reloading else None
        self.volumes = None if volumes is None else [Volume.from_wire(volume) for volume in volumes]
        self.raw = data

    @classmethod
    def from_wire(cls, data: dict[str, Any]) -> SpaceRuntime:
        """Read the `runtime` of a Space."""
        return cls(data)


@dataclass
class SpaceVariable:
    """
    A public setting of a Space, visible to it as an environment variable.

    Attributes:
        key: Name of the variable.
        value: Its value.
        description: What it is for.
        updated_at: When it was last set.
    """

    key: str
    value: str
    description: str | None
    updated_at: datetime | None

    def __init__(self, key: str, values: Mapping[str, Any]) -> None:
        self.key = key
        self.value = values["value"]
        self.description = values.get("description")
        self.updated_at = optional_moment(values.get("updatedAt"))


@dataclass
class SpaceSecret:
    """
    A secret of a Space. Its value can be set but never read.

    Attributes:
        key: Name of the environment variable.
        description: What it is for.
        updated_at: When it was last set.
    """

    key: str
    description: str | None
    updated_at: datetime | None

    def __init__(self, key: str, values: Mapping[str, Any]) -> None:
        self.key = key
        self.description = values.get("description")
        self.updated_at = optional_moment(values.get("updatedAt"))


@dataclass
class SpaceTemplate:
    """
    A Space that new ones can start from.

    Attributes:
        name: Its name.
        repo_id: The Space to copy, `user/name`.
        sdk: What it is built with.
        preferred_private: Whether copies are private unless said otherwise.
    """

    name: str
    repo_id: str
    sdk: str
    preferred_private: bool

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.name = data["name"]
        self.repo_id = data["repoId"]
        self.sdk = data["sdk"]
        self.preferred_private = bool(data.get("preferredPrivate", False))

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> SpaceTemplate:
        """Read one of the Hub's templates."""
        return cls(data)


@dataclass
class SpaceSearchResult:
    """
    A Space that was found by what it does. Other things that the Hub says about it are attributes too.

    Attributes:
        id: `user/name`.
        author: User or organization that owns it.
        title: Its title.
        emoji: Its picture.
        sdk: What it is built with.
        likes: How many users like it.
        private: Whether only its owners see it.
        tags: Its tags.
        runtime: What it is doing, and on what.
        ai_short_description: What it does, as a language model puts it.
        ai_category: What kind of thing that is.
        semantic_relevancy_score: How well it fits, from 0 to 1.
        trending_score: How much it is talked about.
    """

    id: str
    author: str
    title: str
    emoji: str | None
    sdk: str | None
    likes: int
    private: bool
    tags: list[str] | None
    runtime: SpaceRuntime | None
    ai_short_description: str | None
    ai_category: str | None
    semantic_relevancy_score: float | None
    trending_score: int | None

    def __init__(self, data: Mapping[str, Any]) -> None:
        rest = dict(data)
        self.id = rest.pop("id")
        self.author = rest.pop("author", None) or ""
        self.title = rest.pop("title", None) or ""
        self.emoji = rest.pop("emoji", None)
        self.sdk = rest.pop("sdk", None)
        self.likes = rest.pop("likes", None) or 0
        self.private = bool(rest.pop("private", False))
        self.tags = rest.pop("tags", None)
        runtime = rest.pop("runtime", None)
        self.runtime = SpaceRuntime(runtime) if runtime else None
        self.ai_short_description = rest.pop("ai_short_description", None)
        self.ai_category = rest.pop("ai_category", None)
        self.semantic_relevancy_score = rest.pop("semanticRelevancyScore", None)
        self.trending_score = rest.pop("trendingScore", None)
        vars(self).update(rest)

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> SpaceSearchResult:
        """Read one of the Spaces that were found."""
        return read_object(cls, data, cls)


@dataclass
class ZeroGpuQuota:
    """
    How long a user's Spaces may still use shared GPUs today.

    Attributes:
        base: Seconds a day.
        remaining: Seconds that are left.
        resets_at: When the count begins again.
        overquota_used: Seconds that were used, and paid, beyond that.
    """

    base: float
    remaining: float
    resets_at: datetime | None
    overquota_used: float | None

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.base = data["base"]
        self.remaining = data["current"]
        self.resets_at = optional_moment(data.get("resetsAt"))
        self.overquota_used = data.get("overquotaUsed")

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> ZeroGpuQuota:
        """Read what the Hub says about the quota."""
        return read_object(cls, data, cls)
