"""Commands on Spaces that are more than one call, or whose answers need to be put in order."""

from __future__ import annotations

import warnings
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any

import click

from huggingface_hub._lazy import errors
from huggingface_hub.cli import environment, options, values
from huggingface_hub.cli.handlers.repos import volumes
from huggingface_hub.cli.output import Output


HARDWARE_COLUMNS = ("name", "pretty_name", "cpu", "ram", "ephemeral_storage", "accelerator", "cost_usd_per_hour")
PER_HOUR = {"second": 3600, "minute": 60, "hour": 1}


def search(
    out: Output,
    *,
    query: str,
    filter: list[str] | None,
    sdk: list[str] | None,
    include_non_running: bool,
    description: bool,
    limit: int,
    token: str | None,
) -> None:
    """Find Spaces by what they do."""
    found = options.hub(token).search_spaces(query, filter=filter, sdk=sdk, include_non_running=include_non_running)
    rows = [
        {**values.to_dict(space), "stage": space.runtime.stage if space.runtime else None}
        for space in islice(found, max(limit, 0))
    ]
    columns = ("id", "title", "sdk", "likes", "stage", "semantic_relevancy_score")
    out.table(rows, (*columns, "ai_short_description") if description else columns, id_key="id")


def hardware(out: Output, *, token: str | None) -> None:
    """List machines."""
    show_hardware(out, options.hub(token).list_spaces_hardware())


def show_hardware(out: Output, machines: Iterable[Any]) -> None:
    """Machines with what they cost, by the hour so that prices can be compared."""
    rows = []
    for machine in machines:
        row = values.to_dict(machine)
        if out.mode != "json":
            unit = PER_HOUR.get(machine.unit_label)
            row["cost_usd_per_hour"] = None if unit is None else round(machine.unit_cost_usd * unit, 4)
            speeds_up = machine.accelerator
            row["accelerator"] = speeds_up and f"{speeds_up.quantity}x {speeds_up.model} ({speeds_up.vram})"
        rows.append(row)
    out.table(rows, HARDWARE_COLUMNS, id_key="name")


def settings(out: Output, *, repo_id: str, hardware: str | None, sleep_time: int | None, token: str | None) -> None:
    """Choose machine and sleep time, in one request where both are given."""
    if hardware is None and sleep_time is None:
        raise errors.CLIError("There is nothing to change: give --hardware, --sleep-time or both.")
    api = options.hub(token)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        if hardware is not None:
            runtime = api.request_space_hardware(repo_id, hardware, sleep_time=sleep_time)
        else:
            runtime = api.set_space_sleep_time(repo_id, sleep_time)
    for warning in caught:
        out.warning(str(warning.message))
    out.result(
        "Space settings updated",
        space_id=repo_id,
        hardware=runtime.requested_hardware or runtime.hardware,
        sleep_time=runtime.sleep_time,
    )


def dev_mode(out: Output, *, repo_id: str, stop: bool, token: str | None) -> None:
    """Switch dev mode."""
    api = options.hub(token)
    runtime = api.disable_space_dev_mode(repo_id) if stop else api.enable_space_dev_mode(repo_id)
    out.result("Dev mode disabled" if stop else "Dev mode enabled", space_id=repo_id, stage=runtime.stage)


def logs(out: Output, *, repo_id: str, build: bool, follow: bool, tail: int | None, token: str | None) -> None:
    """Print what a Space writes, line by line as it comes."""
    api = options.hub(token)
    lines = api.fetch_space_logs(repo_id, build=build, follow=follow)
    if tail is not None and not follow:
        lines = deque(lines, maxlen=max(tail, 0))
    elif tail is not None:
        # The Hub begins with all that there is: what is too much is counted first.
        known = sum(1 for _ in api.fetch_space_logs(repo_id, build=build, follow=False))
        lines = islice(lines, max(known - max(tail, 0), 0), None)
    for line in lines:
        out.raw(line.rstrip("\n"))


def wait(out: Output, *, repo_id: str, timeout: str | None, token: str | None) -> None:
    """Wait for a Space; anything but a running one is a failure."""
    from huggingface_hub._core.jobs import seconds

    limit = None if timeout is None else seconds(timeout)
    out.status(f"Waiting for {repo_id} …")
    runtime = options.hub(token).wait_for_space(repo_id, timeout=limit)
    stage = getattr(runtime.stage, "value", runtime.stage)
    if stage == "RUNNING":
        out.result("Space is running", space_id=repo_id, stage=stage)
        return
    out.error(f"Space '{repo_id}' is in stage '{stage}'. See what it wrote: hf spaces logs {repo_id} --build")
    click.get_current_context().exit(1)


def list_secrets(out: Output, *, repo_id: str, token: str | None) -> None:
    """List secrets: their names."""
    found = options.hub(token).get_space_secrets(repo_id)
    out.table(found.values(), ("key", "description", "updated_at"), id_key="key")


def list_variables(out: Output, *, repo_id: str, token: str | None) -> None:
    """List variables."""
    found = options.hub(token).get_space_variables(repo_id)
    out.table(found.values(), ("key", "value", "description", "updated_at"), id_key="key")


def add_secrets(
    out: Output, *, repo_id: str, secrets: list[str] | None, secrets_file: str | None, token: str | None
) -> None:
    """Set secrets."""
    found = environment.mapping(out, secrets, secrets_file, secret=True)
    if not found:
        raise errors.CLIError("There is nothing to set: give --secrets KEY or --secrets-file FILE.")
    api = options.hub(token)
    for key, value in found.items():
        api.add_space_secret(repo_id, key, value)
    out.result("Secrets set", space_id=repo_id, keys=", ".join(found))


def add_variables(out: Output, *, repo_id: str, env: list[str] | None, env_file: str | None, token: str | None) -> None:
    """Set variables."""
    found = environment.mapping(out, env, env_file, secret=False)
    if not found:
        raise errors.CLIError("There is nothing to set: give --env KEY=value or --env-file FILE.")
    api = options.hub(token)
    for key, value in found.items():
        api.add_space_variable(repo_id, key, value)
    out.result("Variables set", space_id=repo_id, keys=", ".join(found))


def list_volumes(out: Output, *, repo_id: str, token: str | None) -> None:
    """List what is mounted."""
    found = options.hub(token).get_space_runtime(repo_id).volumes or []
    out.table(found, ("mount_path", "type", "source", "revision", "path", "read_only"), id_key="mount_path")


def set_volumes(out: Output, *, repo_id: str, volume: list[str] | None, token: str | None) -> None:
    """Mount other things."""
    mounts = volumes(volume)
    if not mounts:
        raise errors.CLIError("Give what to mount with --volume. To unmount everything: hf spaces volumes delete.")
    options.hub(token).set_space_volumes(repo_id, mounts)
    out.result("Volumes set", space_id=repo_id, volumes=", ".join(mount.to_uri() for mount in mounts))


def quota(out: Output, *, token: str | None) -> None:
    """Say what is left of the quota."""
    found = options.hub(token).get_zero_gpu_quota()
    out.result("ZeroGPU quota, in seconds", **values.to_dict(found))
