"""Looking at jobs, and changing those that run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import click

from huggingface_hub._core.jobs import is_over, seconds, text_of
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub.cli import options, values
from huggingface_hub.cli.handlers import spaces
from huggingface_hub.cli.output import Output


COLUMNS = ("job_id", "name", "image/space", "command", "created", "status", "runtime")
SCHEDULED_COLUMNS = ("id", "name", "schedule", "image/space", "command", "last_run", "next_run", "suspend")
STATS_COLUMNS = ("job_id", "cpu", "cpus", "memory", "network_in", "network_out", "gpu", "gpu_memory")
CURRENT = ["RUNNING", "SCHEDULING"]
BETWEEN_STATS = 2.0


def list_jobs(
    out: Output,
    *,
    all: bool,
    status: list[str] | None,
    label: list[str] | None,
    name: str | None,
    limit: int,
    namespace: str | None,
    token: str | None,
) -> None:
    """List jobs."""
    found = options.hub(token).list_jobs(
        status=wanted(all, status) or (None if all else CURRENT), labels=filters(label, name), namespace=namespace
    )
    jobs = list(islice(found, limit + 1)) if limit > 0 else list(found)
    shown = jobs[:limit] if limit > 0 else jobs
    out.table(shown if out.mode == "json" else [line(job) for job in shown], COLUMNS, id_key="job_id")
    if len(jobs) > len(shown):
        out.hint(f"There are more than {limit} jobs. Use --limit 0 to see all, or --status, --label and --name.")


def line(job: Any) -> dict[str, Any]:
    """A job as a line of a table."""
    return {
        "job_id": job.id,
        "name": (job.labels or {}).get("name"),
        "image/space": job.docker_image or job.space_id,
        "command": " ".join(job.command or ()),
        "created": job.created_at,
        "status": text_of(job.status.stage),
        "runtime": duration(job.durations.running_secs) if job.durations else None,
    }


def logs(out: Output, *, job_id: str, follow: bool, tail: int | None, namespace: str | None, token: str | None) -> None:
    """Print what a job wrote."""
    job_id, namespace = split(job_id, namespace)
    lines = options.hub(token).fetch_job_logs(job_id=job_id, namespace=namespace, follow=follow, tail=tail)
    for each in lines:
        out.raw(each.rstrip("\n"))


def inspect_jobs(out: Output, *, job_ids: list[str], namespace: str | None, token: str | None) -> None:
    """Print jobs."""
    api = options.hub(token)
    pairs = [split(job_id, namespace) for job_id in job_ids]
    show_whole(out, [api.inspect_job(job_id=job_id, namespace=owner) for job_id, owner in pairs])


def inspect_scheduled(out: Output, *, scheduled_job_ids: list[str], namespace: str | None, token: str | None) -> None:
    """Print scheduled jobs."""
    api = options.hub(token)
    pairs = [split(job_id, namespace) for job_id in scheduled_job_ids]
    show_whole(out, [api.inspect_scheduled_job(scheduled_job_id=job_id, namespace=owner) for job_id, owner in pairs])


def show_whole(out: Output, jobs: list[Any]) -> None:
    """A list of objects as JSON, or their ids."""
    if out.mode == "quiet":
        out.table(jobs, ("id",), id_key="id")
    else:
        out.raw(values.to_json([values.to_dict(job) for job in jobs], indent=2 if out.mode == "human" else None))


def wait(out: Output, *, job_ids: list[str], timeout: str | None, namespace: str | None, token: str | None) -> None:
    """Wait for jobs; one that failed is a failure of the command."""
    pairs = [split(job_id, namespace) for job_id in job_ids]
    owners = {owner for _, owner in pairs}
    if len(owners) > 1:
        raise errors.CLIError("Jobs of several namespaces can't be waited for at once: run `hf jobs wait` for each.")
    limit = None if timeout is None else seconds(timeout)
    out.status(f"Waiting for {len(pairs)} job(s) …")
    found = options.hub(token).wait_for_job([job_id for job_id, _ in pairs], timeout=limit, namespace=owners.pop())
    rows = [{"id": job.id, "stage": text_of(job.status.stage), "message": job.status.message} for job in found]
    out.table(rows, id_key="id")
    failed = [row for row in rows if row["stage"] != "COMPLETED"]
    if failed:
        out.error("Not completed: " + ", ".join(f"{row['id']} ({row['stage']})" for row in failed))
        click.get_current_context().exit(1)


def cancel(out: Output, *, job_id: str, namespace: str | None, token: str | None) -> None:
    """Stop a job."""
    job_id, namespace = split(job_id, namespace)
    options.hub(token).cancel_job(job_id=job_id, namespace=namespace)
    out.result("Job canceled", id=job_id)


def expose(
    out: Output,
    *,
    job_id: str,
    ports: list[int] | None,
    public: list[int] | None,
    clear: bool,
    namespace: str | None,
    token: str | None,
) -> None:
    """Open other ports."""
    if clear == bool(ports or public):
        raise errors.CLIError("Give the ports to open, as arguments or with --public; or --clear to close all of them.")
    job_id, namespace = split(job_id, namespace)
    job = options.hub(token).update_job_expose(
        job_id=job_id, expose=ports or [], expose_public=public or [], namespace=namespace
    )
    out.result("Ports updated", id=job.id, expose=job.expose, expose_public=job.expose_public)


def label(
    out: Output,
    *,
    job_id: str,
    name: str | None,
    label: list[str] | None,
    clear: bool,
    namespace: str | None,
    token: str | None,
) -> None:
    """Name and label a job."""
    job_id, namespace = split(job_id, namespace)
    api = options.hub(token)
    chosen = new_labels(name, label, clear)
    if chosen is None:
        chosen = {**(api.inspect_job(job_id=job_id, namespace=namespace).labels or {}), "name": name or ""}
    job = api.update_job_labels(job_id=job_id, labels=chosen, namespace=namespace)
    out.result("Labels updated", id=job.id, labels=labels_as_text(job.labels))


def label_scheduled(
    out: Output,
    *,
    scheduled_job_id: str,
    name: str | None,
    label: list[str] | None,
    clear: bool,
    namespace: str | None,
    token: str | None,
) -> None:
    """Name and label a scheduled job."""
    job_id, namespace = split(scheduled_job_id, namespace)
    api = options.hub(token)
    chosen = new_labels(name, label, clear)
    if chosen is None:
        known = api.inspect_scheduled_job(scheduled_job_id=job_id, namespace=namespace).job_spec.labels
        chosen = {**(known or {}), "name": name or ""}
    job = api.update_scheduled_job_labels(scheduled_job_id=job_id, labels=chosen, namespace=namespace)
    out.result("Labels updated", id=job.id, labels=labels_as_text(job.job_spec.labels))


def new_labels(name: str | None, given: list[str] | None, clear: bool) -> dict[str, str] | None:
    """The labels that replace all others, or `None` if only the name changes."""
    if clear and (name is not None or given):
        raise errors.CLIError("--clear removes all labels: give it alone.")
    if clear:
        return {}
    if given:
        return labels(given) | ({} if name is None else {"name": name})
    if name is None:
        raise errors.CLIError("There is nothing to change: give --name, --label or --clear.")
    return None


def hardware(out: Output) -> None:
    """List machines."""
    spaces.show_hardware(out, options.hub().list_jobs_hardware())


# --- Stats ---


def stats(out: Output, *, job_ids: list[str] | None, follow: bool, namespace: str | None, token: str | None) -> None:
    """Measure what jobs use, once or again and again."""
    api = options.hub(token)
    if job_ids:
        pairs = [split(job_id, namespace) for job_id in job_ids]
    else:
        pairs = [(job.id, job.owner.name) for job in api.list_jobs(status=["RUNNING"], namespace=namespace)]
    if not follow:
        rows = [row for pair in pairs for row in measured(api, pair, out)]
        out.table(rows, STATS_COLUMNS, id_key="job_id")
        return
    if out.mode in ("human", "agent"):
        out.raw("\t".join(STATS_COLUMNS))
    for row in rounds(api, pairs, out):
        out.raw(
            values.to_json(row)
            if out.mode == "json"
            else "\t".join(values.agent_cell(row.get(name) or "") for name in STATS_COLUMNS)
        )


def rounds(api: Any, pairs: list[tuple[str, str | None]], out: Output) -> Iterator[dict[str, Any]]:
    """Measure jobs in turn until all of them have ended."""
    while pairs:
        for pair in pairs:
            yield from measured(api, pair, out)
        pairs = [pair for pair in pairs if not is_over(api.inspect_job(job_id=pair[0], namespace=pair[1]))]
        if pairs:
            runtime.sleep(BETWEEN_STATS)


def measured(api: Any, pair: tuple[str, str | None], out: Output) -> Iterator[dict[str, Any]]:
    """What a job uses now: as the Hub says it for programs, in units for people."""
    job_id, owner = pair
    for sample in api.fetch_job_metrics(job_id=job_id, namespace=owner):
        yield {"job_id": job_id, **(sample if out.mode == "json" else readable(sample))}


def readable(sample: dict[str, Any]) -> dict[str, str]:
    """A measurement with units."""
    gpus = list((sample.get("gpus") or {}).values())
    return {
        "cpu": f"{sample.get('cpu_usage_pct', 0)}%",
        "cpus": f"{sample.get('cpu_millicores', 0) / 1000:.1f}",
        "memory": share(sample),
        "network_in": values.size(sample.get("rx_bps", 0)) + "B/s",
        "network_out": values.size(sample.get("tx_bps", 0)) + "B/s",
        "gpu": ", ".join(f"{gpu.get('utilization', 0)}%" for gpu in gpus),
        "gpu_memory": ", ".join(share(gpu) for gpu in gpus),
    }


def share(part: dict[str, Any]) -> str:
    """`1.5G of 16.0G`."""
    return f"{values.size(part.get('memory_used_bytes', 0))} of {values.size(part.get('memory_total_bytes', 0))}"


# --- Scheduled jobs ---


def list_scheduled(
    out: Output,
    *,
    all: bool,
    status: list[str] | None,
    label: list[str] | None,
    name: str | None,
    namespace: str | None,
    token: str | None,
) -> None:
    """List scheduled jobs."""
    states = wanted(all, status) or (["ACTIVE", "SUSPENDED"] if all else ["ACTIVE"])
    unknown = set(states) - {"ACTIVE", "SUSPENDED"}
    if unknown:
        raise errors.CLIError(
            f"'{unknown.pop().lower()}' is no status of a scheduled job: they are active or suspended."
        )
    found = options.hub(token).list_scheduled_jobs(labels=filters(label, name), namespace=namespace)
    jobs = [job for job in found if ("SUSPENDED" if job.suspend else "ACTIVE") in states]
    out.table(jobs if out.mode == "json" else [scheduled_line(job) for job in jobs], SCHEDULED_COLUMNS, id_key="id")


def scheduled_line(job: Any) -> dict[str, Any]:
    """A scheduled job as a line of a table."""
    return {
        "id": job.id,
        "name": (job.job_spec.labels or {}).get("name"),
        "schedule": job.schedule,
        "image/space": job.job_spec.docker_image or job.job_spec.space_id,
        "command": " ".join(job.job_spec.command or ()),
        "last_run": job.status.last_job and job.status.last_job.at,
        "next_run": job.status.next_job_run_at,
        "suspend": bool(job.suspend),
    }


def suspend_scheduled(out: Output, *, scheduled_job_id: str, namespace: str | None, token: str | None) -> None:
    """Pause a scheduled job."""
    job_id, namespace = split(scheduled_job_id, namespace)
    options.hub(token).suspend_scheduled_job(scheduled_job_id=job_id, namespace=namespace)
    out.result("Scheduled job suspended", id=job_id)


def resume_scheduled(out: Output, *, scheduled_job_id: str, namespace: str | None, token: str | None) -> None:
    """Resume a scheduled job."""
    job_id, namespace = split(scheduled_job_id, namespace)
    options.hub(token).resume_scheduled_job(scheduled_job_id=job_id, namespace=namespace)
    out.result("Scheduled job resumed", id=job_id)


def trigger_scheduled(out: Output, *, scheduled_job_id: str, namespace: str | None, token: str | None) -> None:
    """Run a scheduled job now."""
    job_id, namespace = split(scheduled_job_id, namespace)
    job = options.hub(token).trigger_scheduled_job(scheduled_job_id=job_id, namespace=namespace)
    out.result("Scheduled job triggered", id=job.id, url=job.url)
    out.hint(f"See what it writes: hf jobs logs -f {job.owner.name}/{job.id}")


def delete_scheduled(out: Output, *, scheduled_job_id: str, namespace: str | None, token: str | None) -> None:
    """Delete a scheduled job."""
    job_id, namespace = split(scheduled_job_id, namespace)
    options.hub(token).delete_scheduled_job(scheduled_job_id=job_id, namespace=namespace)
    out.result("Scheduled job deleted", id=job_id)


def reschedule(out: Output, *, scheduled_job_id: str, schedule: str, namespace: str | None, token: str | None) -> None:
    """Give a scheduled job other times."""
    job_id, namespace = split(scheduled_job_id, namespace)
    job = options.hub(token).update_scheduled_job_schedule(
        scheduled_job_id=job_id, schedule=schedule, namespace=namespace
    )
    out.result("Scheduled job rescheduled", id=job.id, schedule=job.schedule)


# --- What the commands share ---


def split(job_id: str, namespace: str | None) -> tuple[str, str | None]:
    """`namespace/id` as id and namespace."""
    owner, slash, name = job_id.rpartition("/")
    if not slash:
        return job_id, namespace
    if namespace not in (None, owner):
        raise errors.CLIError(f"Whose job? '{job_id}' says {owner}, and --namespace says {namespace}.")
    return name, owner


def wanted(all: bool, status: list[str] | None) -> list[str]:
    """States from an option that may be repeated, and may have commas."""
    if all and status:
        raise click.UsageError("'--all' and '--status' are mutually exclusive.", ctx=click.get_current_context())
    return [part.strip().upper() for text in status or () for part in text.split(",") if part.strip()]


def labels(texts: Iterable[str] | None) -> dict[str, str]:
    """`KEY=value` and `KEY` as a dictionary."""
    found = {}
    for text in texts or ():
        key, _, value = text.partition("=")
        if not key:
            raise errors.CLIError(f"'{text}' is no label: write KEY=value, or KEY.")
        found[key] = value
    return found


def filters(texts: list[str] | None, name: str | None) -> dict[str, str] | None:
    """The labels that listed jobs must have."""
    return labels(texts) | ({} if name is None else {"name": name}) or None


def labels_as_text(found: dict[str, str] | None) -> str | None:
    """Labels on one line."""
    return ", ".join(f"{key}={value}" if value else key for key, value in (found or {}).items()) or None


def duration(secs: int | None) -> str | None:
    """`1h 2m 3s`."""
    if secs is None:
        return None
    minutes, rest = divmod(secs, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes}m {rest}s" if hours else f"{minutes}m {rest}s" if minutes else f"{rest}s"
