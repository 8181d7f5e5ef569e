"""Rules for jobs: what is asked for, and what the answers mean. Source: `contract/wire/repos.md` §12."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from huggingface_hub._core import urls, wire
from huggingface_hub._lazy import errors
from huggingface_hub.types.jobs import (
    DEFAULT_UV_IMAGE,
    TERMINAL_JOB_STAGES,
    JobHardware,
    JobInfo,
    JobStage,
    ScheduledJobInfo,
)
from huggingface_hub.types.spaces import Volume


HARDWARE = "/api/jobs/hardware"
METRICS_SILENCE = 10.0
# Between two streams of a job that goes on: longer and longer while it is quiet.
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 10.0
# What the Hub answers for the metrics of a job that has ended.
NO_METRICS = frozenset({406, 500})

_SPACE_PREFIXES = tuple(
    f"{scheme}{host}/spaces/" for scheme in ("https://", "") for host in ("huggingface.co", "hf.co")
)
_DURATION = re.compile(r"\s*(?P<number>\d+(?:\.\d+)?|\.\d+)\s*(?P<unit>[smhd]?)\s*", re.ASCII)
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_STARTED = "===== Job started"
# An argument that ends like this is meant to be a file.
_FILE_SUFFIXES = (".py", ".sh", ".yaml", ".yml", ".toml")


def route(namespace: str, job_id: str | None = None, *parts: str, scheduled: bool = False) -> str:
    """A route of a namespace's jobs, or of one of them."""
    segments = ["/api", "scheduled-jobs" if scheduled else "jobs", urls.quote(namespace)]
    if job_id is not None:
        segments.append(urls.quote(check_id(job_id)))
    return "/".join((*segments, *parts))


def check_id(job_id: str) -> str:
    """
    The id, if it can be one.

    Raises:
        ValueError: It is empty, or would lead to another route.
    """
    if job_id in ("", ".", ".."):
        raise ValueError(f"Not the id of a job: {job_id!r}. `list_jobs` tells the ids.")
    return job_id


# --- What a job is asked to be ---


def create_spec(
    *,
    image: str,
    command: Sequence[str],
    env: Mapping[str, Any] | None,
    secrets: Mapping[str, Any] | None,
    flavor: JobHardware | str | None,
    timeout: float | str | None,
    attempts: int | None,
    labels: Mapping[str, str] | None,
    volumes: Iterable[Volume] | None,
    expose: Iterable[int] | None,
    expose_public: Iterable[int] | None,
    resource_group_id: str | None,
    ssh: bool = False,
    network_group: str | None = None,
    network_aliases: Iterable[str] | None = None,
) -> dict[str, Any]:
    """
    The body that asks for a job.

    Raises:
        ValueError: An argument makes no sense, or not without another.
    """
    spec: dict[str, Any] = {
        "command": list(check_command(command)),
        "arguments": [],
        "environment": dict(env or {}),
        "flavor": text_of(flavor or JobHardware.CPU_BASIC),
    }
    optional = {
        "secrets": dict(secrets) if secrets else None,
        "timeoutSeconds": None if timeout is None else seconds(timeout),
        "attempts": attempts,
        "labels": dict(labels) if labels else None,
        "volumes": [volume.to_dict() for volume in volumes or ()] or None,
        "expose": ports(expose, expose_public) if expose or expose_public else None,
        "ssh": {"enabled": True} if ssh else None,
        "network": _network(network_group, network_aliases),
        "resourceGroupId": resource_group_id,
    }
    spec |= {key: value for key, value in optional.items() if value is not None}
    space_id = _space_of(image)
    return {**spec, "dockerImage": image} if space_id is None else {**spec, "spaceId": space_id}


def check_command(command: Sequence[str]) -> Sequence[str]:
    """
    The command, if it is a list of words.

    Raises:
        TypeError: It is a single text: the Hub has no shell to split it.
    """
    if isinstance(command, (str, bytes)):
        raise TypeError(f"The command must be a list of words, such as ['python', '-V'], not {command!r}.")
    return command


def seconds(duration: float | str) -> int:
    """
    A duration in whole seconds: a number, or text such as `300`, `5m`, `1.5h` or `1d`.

    Raises:
        ValueError: It is not one, or not longer than nothing.
    """
    value: float
    if isinstance(duration, str):
        match = _DURATION.fullmatch(duration)
        value = float(match["number"]) * _SECONDS[match["unit"]] if match else math.nan
    else:
        value = duration
    if not 1 <= value < math.inf:
        raise ValueError(
            f"Not a duration: {duration!r}. Give seconds, or a number with one of the units s, m, h and d: 300, '5m', '1.5h'."
        )
    return int(value)


def ports(expose: Iterable[int] | None, expose_public: Iterable[int] | None) -> dict[str, list[int]]:
    """The open ports as the Hub has them: the public ones among all of them."""
    public = list(dict.fromkeys(expose_public or ()))
    return {"ports": list(dict.fromkeys([*(expose or ()), *public])), "portsPublic": public}


def _network(group: str | None, aliases: Iterable[str] | None) -> dict[str, Any] | None:
    names = list(aliases or ())
    if group is None:
        if names:
            raise ValueError("A job can have `network_aliases` in a `network_group` only: give both.")
        return None
    return {"group": group, "aliases": names} if names else {"group": group}


def _space_of(image: str) -> str | None:
    """The Space whose image is meant, if it is one's."""
    return next((image[len(prefix) :] for prefix in _SPACE_PREFIXES if image.startswith(prefix)), None)


def text_of(value: str) -> str:
    """The Hub's word for a member of an enum, or any other word as it is."""
    return str(getattr(value, "value", value))


# --- Names ---


def named(labels: Mapping[str, str] | None, name: str | None, default: str) -> dict[str, str]:
    """
    The labels with the job's name among them.

    Raises:
        ValueError: There are two names.
    """
    found = dict(labels or {})
    if name is not None and "name" in found:
        raise ValueError("The job has two names: pass `name`, or the label `name`, not both.")
    if "name" not in found:
        found["name"] = default if name is None else name
    return found


def name_of_image(image: str, command: Sequence[str]) -> str:
    """A name for a job without one: that of its image, and a digest that differs from command to command."""
    short = _space_of(image) or image.rstrip("/").rsplit("/", 1)[-1]
    return f"{_clean(short)}-{_digest([image, *command])}"


def name_of_script(script: str, arguments: Sequence[str]) -> str:
    """A name for a job that runs a script: that of the script, and a digest that differs with its arguments."""
    address = re.split(r"[?#]", script, maxsplit=1)[0] if is_address(script) else script
    name = re.split(r"[/\\]", address.rstrip("/"))[-1]
    return f"{_clean(name.removesuffix('.py') or name)}-{_digest([script, *arguments])}"


def _clean(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)


def _digest(words: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:8]


# --- Python scripts ---


def uv_command(
    script: str, arguments: Sequence[str], dependencies: Sequence[str] | None, python: str | None
) -> list[str]:
    """What runs a Python script, or a command that a Python package has."""
    options = [word for package in dependencies or () for word in ("--with", package)]
    if python is not None:
        options += ["--python", python]
    return ["uv", "run", *options, script, *arguments]


def uv_image(image: str | None) -> str:
    """The image that a script runs in."""
    return image or DEFAULT_UV_IMAGE


def local_files(script: str, arguments: Sequence[str], volumes: Iterable[Volume] | None) -> list[str]:
    """
    The words of a command that are files of this machine. What lies in one of the job's volumes is no such file.

    Raises:
        FileNotFoundError: A word is meant to be a file, and there is none.
    """
    mounted = tuple(f"{volume.mount_path.rstrip('/')}/" for volume in volumes or ())
    found: dict[str, None] = {}
    for word in (script, *arguments):
        if is_address(word) or word.startswith(mounted):
            continue
        if _is_file(word):
            found[word] = None
        elif word.endswith(_FILE_SUFFIXES):
            raise FileNotFoundError(word)
    return list(found)


def is_address(word: str) -> bool:
    """Whether a script is fetched from the web."""
    return word.startswith(("http://", "https://"))


def _is_file(word: str) -> bool:
    try:
        return Path(word).is_file()
    except (OSError, ValueError):
        # Too long, or with characters that no file name has.
        return False


def scheduled(spec: dict[str, Any], schedule: str, *, suspend: bool | None, concurrency: bool | None) -> dict[str, Any]:
    """The body that asks for a scheduled job."""
    optional = {"concurrency": concurrency, "suspend": suspend}
    body = {"jobSpec": spec, "schedule": schedule}
    return body | {key: value for key, value in optional.items() if value is not None}


# --- Lists ---


def list_params(
    status: Iterable[str] | str | None, labels: Mapping[str, str] | None
) -> list[tuple[str, str | int | float | bool | None]]:
    """The query of a list of jobs."""
    wanted = [status] if isinstance(status, str) else status or ()
    stages = [("stage", text_of(stage).upper()) for stage in wanted]
    return [*stages, *(("label", f"{key}={value}") for key, value in (labels or {}).items())]


def scheduled_params(labels: Mapping[str, str] | None) -> dict[str, str] | None:
    """The query of a list of scheduled jobs: the Hub takes one label; `has_labels` sees to the others."""
    return next(({"label": f"{key}={value}"} for key, value in (labels or {}).items()), None)


def has_labels(job: ScheduledJobInfo, labels: Mapping[str, str] | None) -> bool:
    """Whether a scheduled job has all of the labels."""
    return (labels or {}).items() <= (job.job_spec.labels or {}).items()


# --- Answers ---


def job_in(response: errors.Response, endpoint: str) -> JobInfo:
    """The job that an answer describes."""
    return wire.read(response, lambda data: job_of(data, endpoint))


def scheduled_in(response: errors.Response) -> ScheduledJobInfo:
    """The scheduled job that an answer describes."""
    return wire.read(response, ScheduledJobInfo.from_wire)


def job_of(data: Any, endpoint: str) -> JobInfo:
    """A job from a list of the Hub's."""
    return JobInfo.from_wire({**data, "endpoint": endpoint} if isinstance(data, Mapping) else data)


def is_over(job: JobInfo) -> bool:
    """Whether the job will not change any more."""
    return text_of(job.status.stage) in {stage.value for stage in TERMINAL_JOB_STAGES}


def has_reached(job: JobInfo, stages: Iterable[JobStage | str] | None) -> bool:
    """Whether the job is in one of the stages, or will not change any more."""
    return is_over(job) or text_of(job.status.stage) in {text_of(stage) for stage in stages or ()}


def still_waiting(job: JobInfo, job_id: str, timeout: float | None) -> TimeoutError:
    """What to raise for a job that takes too long."""
    return TimeoutError(
        f"Gave up waiting for job '{job_id}' after {timeout} seconds: its stage is {text_of(job.status.stage)}."
    )


def stream_name(job_id: str, part: str) -> str:
    """What is read, for messages."""
    return f"the {part} of job '{job_id}'"


def log_line(event: Mapping[str, Any]) -> str | None:
    """What a job wrote, or `None` for what the Hub adds to it."""
    text = event.get("data")
    return text if isinstance(text, str) and not text.startswith(_STARTED) else None
