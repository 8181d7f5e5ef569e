"""Jobs: commands that run on the Hub's machines, once or on a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from huggingface_hub import constants
from huggingface_hub.types.spaces import Volume
from huggingface_hub.types.wire import WireObject, each, moment, one, read_object, wire


DEFAULT_UV_IMAGE = "ghcr.io/astral-sh/uv:python3.12-bookworm"
"""The image that Python scripts run in unless another is named."""


class JobStage(str, Enum):
    """State of a job. Compare it with a plain string too: the Hub may know states that this list does not."""

    COMPLETED = "COMPLETED"
    CANCELED = "CANCELED"
    ERROR = "ERROR"
    DELETED = "DELETED"
    SCHEDULING = "SCHEDULING"
    RUNNING = "RUNNING"


TERMINAL_JOB_STAGES = (JobStage.COMPLETED, JobStage.CANCELED, JobStage.ERROR, JobStage.DELETED)
"""A job in one of these states stays in it."""


class JobHardware(str, Enum):
    """Machines that a job can run on. `list_jobs_hardware` tells what they are and cost."""

    CPU_BASIC = "cpu-basic"
    CPU_UPGRADE = "cpu-upgrade"
    CPU_PERFORMANCE = "cpu-performance"
    CPU_XL = "cpu-xl"
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
    H200 = "h200"
    H200X2 = "h200x2"
    H200X4 = "h200x4"
    H200X8 = "h200x8"
    RTX_PRO_6000 = "rtx-pro-6000"
    RTX_PRO_6000X2 = "rtx-pro-6000x2"
    RTX_PRO_6000X4 = "rtx-pro-6000x4"
    RTX_PRO_6000X8 = "rtx-pro-6000x8"


@dataclass(init=False)
class JobAccelerator(WireObject):
    """
    What speeds a machine up.

    Attributes:
        type: Its kind, such as `gpu`.
        model: Its name.
        quantity: How many there are.
        vram: Their memory.
        manufacturer: Who makes it.
    """

    type: str = wire(required=True)
    model: str = wire(required=True)
    quantity: str = wire(required=True)
    vram: str = wire(required=True)
    manufacturer: str = wire(required=True)


@dataclass(init=False)
class JobHardwareInfo(WireObject):
    """
    A machine that jobs and Spaces can run on.

    Attributes:
        name: What to ask for, as `flavor`.
        pretty_name: Its name for people.
        cpu: Its processors.
        ram: Its memory.
        ephemeral_storage: Its disk, which is lost at the end; `N/A` if unknown.
        accelerator: What speeds it up.
        unit_cost_micro_usd: Its price in millionths of a US dollar.
        unit_cost_usd: Its price in US dollars.
        unit_label: What the price is for, such as `minute`.
    """

    name: str = wire(required=True)
    pretty_name: str = wire("prettyName", required=True)
    cpu: str = wire(required=True)
    ram: str = wire(required=True)
    ephemeral_storage: str = wire("ephemeralStorage", fallback="N/A")
    accelerator: JobAccelerator | None = wire(read=one(JobAccelerator))
    unit_cost_micro_usd: int = wire("unitCostMicroUSD", required=True)
    unit_cost_usd: float = wire("unitCostUSD", required=True)
    unit_label: str = wire("unitLabel", required=True)


@dataclass
class JobStatus:
    """
    What a job is doing.

    Attributes:
        stage: Its state.
        message: More about it, such as why it failed.
        expose_urls: Addresses of its open ports.
        ssh_url: Where it can be reached over SSH.
    """

    stage: JobStage
    message: str | None
    expose_urls: list[str] | None
    ssh_url: str | None

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> JobStatus:
        """Read the `status` of a job."""

        def build(raw: dict[str, Any]) -> JobStatus:
            return cls(raw["stage"], raw.get("message"), raw.get("exposeUrls"), raw.get("sshUrl"))

        return read_object(cls, data, build)


@dataclass
class JobOwner:
    """
    Whom a job belongs to.

    Attributes:
        id: Of the user or organization.
        name: Name in addresses.
        type: `user` or `org`.
    """

    id: str
    name: str
    type: str

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> JobOwner:
        """Read the `owner` of a job."""
        return read_object(cls, data, lambda raw: cls(raw["id"], raw["name"], raw["type"]))


@dataclass
class JobInitiator:
    """
    What started a job.

    Attributes:
        type: Its kind, such as `user` or `scheduled-job`.
        id: Which one.
        name: Its name.
    """

    type: str
    id: str
    name: str | None = None

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> JobInitiator:
        """Read the `initiator` of a job."""
        return read_object(cls, data, lambda raw: cls(raw["type"], raw["id"], raw.get("name")))


@dataclass(init=False)
class JobDurations(WireObject):
    """
    How long a job took so far.

    Attributes:
        scheduling_secs: Seconds of waiting for a machine.
        running_secs: Seconds of running.
        total_secs: Both.
    """

    scheduling_secs: int | None = wire("schedulingSecs")
    running_secs: int | None = wire("runningSecs")
    total_secs: int | None = wire("totalSecs")


@dataclass(init=False)
class JobNetwork(WireObject):
    """
    The jobs that a job can reach.

    Attributes:
        group: Name that these jobs share.
        aliases: Names under which they find this one.
    """

    group: str = wire(required=True)
    aliases: list[str] = wire()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Not a default of the field: the reference's class has none.
        self.aliases = list(self.aliases or ())


def _split_ports(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The Hub has the open ports in one object, and the public ones among them again."""
    ports = kwargs.get("expose")
    if not isinstance(ports, Mapping):
        return kwargs
    public = {"expose_public": ports.get("portsPublic")}
    return {**kwargs, "expose": ports.get("ports"), **({} if "expose_public" in kwargs else public)}


@dataclass(init=False)
class JobInfo(WireObject):
    """
    A job, as it was when the Hub was asked.

    Attributes:
        id: Its id.
        created_at: When it was asked for.
        started_at: When it began to run.
        finished_at: When it ended.
        docker_image: The image it runs in, unless it is that of a Space.
        space_id: The Space whose image it runs in.
        command: What it runs.
        arguments: What the command is given.
        environment: Its environment variables.
        secrets: Its secret ones, without their values.
        flavor: The machine it runs on.
        labels: What it was tagged with; its `name` is among them.
        volumes: What is mounted in it.
        status: What it is doing.
        durations: How long it took so far.
        owner: Whom it belongs to.
        initiator: What started it.
        network: The jobs it can reach.
        retry: How often it is started again after a failure.
        expose: Its open ports.
        expose_public: Those of them that need no token.
        endpoint: The Hub it runs on.
        url: Its page, for people.
    """

    id: str = wire(required=True)
    created_at: datetime | None = wire("createdAt", read=moment)
    started_at: datetime | None = wire("startedAt", read=moment)
    finished_at: datetime | None = wire("finishedAt", read=moment)
    docker_image: str | None = wire("dockerImage")
    space_id: str | None = wire("spaceId")
    command: list[str] | None = wire()
    arguments: list[str] | None = wire()
    environment: dict[str, Any] | None = wire()
    secrets: dict[str, Any] | None = wire()
    flavor: JobHardware | None = wire()
    labels: dict[str, str] | None = wire()
    volumes: list[Volume] | None = wire(read=each(Volume))
    status: JobStatus = wire(required=True, read=one(JobStatus))
    durations: JobDurations | None = wire(read=one(JobDurations))
    owner: JobOwner = wire(required=True, read=one(JobOwner))
    initiator: JobInitiator | None = wire(read=one(JobInitiator))
    network: JobNetwork | None = wire(read=one(JobNetwork))
    retry: int | None = wire()
    expose: list[int] | None = wire()
    expose_public: list[int] | None = wire("exposePublic")
    endpoint: str = wire()
    url: str = wire()

    def __init__(self, **kwargs: Any) -> None:
        endpoint = kwargs.pop("endpoint", None) or constants.ENDPOINT
        super().__init__(**_split_ports(kwargs))
        self.endpoint = endpoint
        self.url = f"{endpoint}/jobs/{self.owner.name}/{self.id}"


@dataclass(init=False)
class JobSpec(WireObject):
    """
    What a scheduled job runs each time.

    Attributes:
        docker_image: The image it runs in, unless it is that of a Space.
        space_id: The Space whose image it runs in.
        command: What it runs.
        arguments: What the command is given.
        environment: Its environment variables.
        secrets: Its secret ones, without their values.
        flavor: The machine it runs on.
        timeout: Seconds after which it is stopped.
        tags: Words it was tagged with.
        arch: Processor architecture.
        labels: What it was tagged with; its `name` is among them.
        volumes: What is mounted in it.
        retry: How often it is started again after a failure.
        expose: Its open ports.
        expose_public: Those of them that need no token.
    """

    docker_image: str | None = wire("dockerImage")
    space_id: str | None = wire("spaceId")
    command: list[str] | None = wire()
    arguments: list[str] | None = wire()
    environment: dict[str, Any] | None = wire()
    secrets: dict[str, Any] | None = wire()
    flavor: JobHardware | None = wire()
    timeout: int | None = wire()
    tags: list[str] | None = wire()
    arch: str | None = wire()
    labels: dict[str, str] | None = wire()
    volumes: list[Volume] | None = wire(read=each(Volume))
    retry: int | None = wire()
    expose: list[int] | None = wire()
    expose_public: list[int] | None = wire("exposePublic")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**_split_ports(kwargs))


@dataclass(init=False)
class LastJobInfo(WireObject):
    """
    The latest run of a scheduled job.

    Attributes:
        id: The job's id.
        at: When it was started.
    """

    id: str = wire(required=True)
    at: datetime = wire(required=True, read=moment)


@dataclass(init=False)
class ScheduledJobStatus(WireObject):
    """
    When a scheduled job ran and will run.

    Attributes:
        last_job: Its latest run.
        next_job_run_at: When it runs next.
    """

    last_job: LastJobInfo | None = wire("lastJob", read=one(LastJobInfo))
    next_job_run_at: datetime | None = wire("nextJobRunAt", read=moment)


@dataclass(init=False)
class ScheduledJobInfo(WireObject):
    """
    A job that the Hub starts again and again.

    Attributes:
        id: Its id.
        created_at: When it was made.
        job_spec: What it runs.
        schedule: When, as a cron expression or such as `@hourly`.
        suspend: Whether it is paused.
        concurrency: Whether a run may begin before the last one has ended.
        status: When it ran and will run.
        owner: Whom it belongs to.
    """

    id: str = wire(required=True)
    created_at: datetime | None = wire("createdAt", read=moment)
    job_spec: JobSpec = wire("jobSpec", required=True, read=one(JobSpec))
    schedule: str | None = wire()
    suspend: bool | None = wire()
    concurrency: bool | None = wire()
    status: ScheduledJobStatus = wire(read=one(ScheduledJobStatus))
    owner: JobOwner = wire(required=True, read=one(JobOwner))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # The Hub leaves it out as long as nothing was run.
        if getattr(self, "status", None) is None:
            self.status = ScheduledJobStatus()
