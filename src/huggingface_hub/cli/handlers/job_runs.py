"""Starting jobs: what they run, what it looks like before, and what they write until they end."""

from __future__ import annotations

import re
import shlex
from typing import Any, NamedTuple

import click

from huggingface_hub._core import job_files as rules_of_files, jobs as rules
from huggingface_hub._lazy import errors
from huggingface_hub.cli import environment, options
from huggingface_hub.cli.handlers.jobs import labels, labels_as_text, split
from huggingface_hub.cli.handlers.repos import volumes
from huggingface_hub.cli.output import Output
from huggingface_hub.types.jobs import JobHardware, JobStage


_LOCAL = re.compile(r"(?P<source>.+?):(?P<path>/[^:]*)(:(?P<mode>ro|rw))?", re.DOTALL)


def run(out: Output, *, image: str, command: list[str], **given: Any) -> None:
    """Run a command."""
    refuse_options(image, *command[:1])
    name = rules.name_of_image(image, command)
    start(out, "run_job", {"image": image, "command": command}, given, name)


def run_uv(out: Output, *, script: str, script_args: list[str] | None, **given: Any) -> None:
    """Run a script."""
    refuse_options(script)
    name = rules.name_of_script(script, script_args or [])
    start(out, "run_uv_job", {"script": script, "script_args": script_args}, given, name)


def schedule(out: Output, *, image: str, command: list[str], **given: Any) -> None:
    """Run a command on a schedule."""
    refuse_options(image, *command[:1])
    name = rules.name_of_image(image, command)
    plan(out, "create_scheduled_job", {"image": image, "command": command}, given, name)


def schedule_uv(out: Output, *, script: str, script_args: list[str] | None, **given: Any) -> None:
    """Run a script on a schedule."""
    refuse_options(script)
    name = rules.name_of_script(script, script_args or [])
    plan(out, "create_scheduled_uv_job", {"script": script, "script_args": script_args}, given, name)


def rerun(out: Output, *, job_id: str, detach: bool, namespace: str | None, token: str | None) -> None:
    """Start a job like an earlier one."""
    job_id, namespace = split(job_id, namespace)
    api = options.hub(token)
    job = api.rerun_job(job_id=job_id, namespace=namespace)
    started(out, api, job, detach=detach)


def start(out: Output, operation: str, what: dict[str, Any], given: dict[str, Any], default_name: str) -> None:
    """Start a job, and stay until it ends unless that isn't wanted."""
    detach, token = given.pop("detach"), given.pop("token")
    given["network_aliases"] = given.pop("network_alias")
    settings = prepare(out, what, given, default_name)
    if settings is None:
        return
    api = options.hub(token)
    job = getattr(api, operation)(**bring(out, api, settings))
    started(out, api, job, detach=detach)


def plan(out: Output, operation: str, what: dict[str, Any], given: dict[str, Any], default_name: str) -> None:
    """Make a scheduled job."""
    token = given.pop("token")
    settings = prepare(out, {"schedule": given.pop("schedule"), **what}, given, default_name)
    if settings is None:
        return
    api = options.hub(token)
    job = getattr(api, operation)(**bring(out, api, settings))
    out.result("Scheduled job created", id=job.id, name=settings["labels"]["name"], schedule=job.schedule)
    out.hint(f"Look at it: hf jobs scheduled inspect {job.owner.name}/{job.id}")


def prepare(out: Output, what: dict[str, Any], given: dict[str, Any], default_name: str) -> dict[str, Any] | None:
    """What the operation gets, after it was shown; `None` if showing was all that was asked for."""
    dry_run = given.pop("dry_run")
    settings: dict[str, Any] = {
        **what,
        "env": environment.mapping(out, given.pop("env"), given.pop("env_file"), secret=False),
        "secrets": environment.mapping(out, given.pop("secrets"), given.pop("secrets_file"), secret=True),
        "labels": rules.named(labels(given.pop("label")), given.pop("name"), default_name),
        "volumes": mounts(given.pop("volume")),
        **given,
    }
    if settings.get("timeout") is not None:
        rules.seconds(settings["timeout"])
    shown = summary(settings)
    if dry_run and out.mode in ("json", "quiet"):
        out.dict(shown)
        return None
    width = max(len(key) for key in shown)
    out.text("\n".join(["Job configuration:", *(f"  {key.ljust(width)}  {text}" for key, text in shown.items())]))
    if dry_run:
        out.text("This was a dry run: nothing was started.")
        return None
    return {key: value for key, value in settings.items() if value is not None}


def summary(settings: dict[str, Any]) -> dict[str, str]:
    """What will run, as texts; values of secrets are left out."""
    shown = dict(settings)
    shown["flavor"] = settings.get("flavor") or JobHardware.CPU_BASIC.value
    shown["secrets"] = ", ".join(f"{key}=***" for key in settings["secrets"] or ())
    shown["env"] = ", ".join(f"{key}={value}" for key, value in (settings["env"] or {}).items())
    shown["labels"] = labels_as_text(settings["labels"])
    shown["volumes"] = ", ".join(volume.to_uri() for volume in settings["volumes"] or ())
    for key in ("command", "script_args"):
        if shown.get(key):
            shown[key] = shlex.join(shown[key])
    return {
        key: ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        for key, value in shown.items()
        if value not in (None, "", [], False)
    }


def started(out: Output, api: Any, job: Any, *, detach: bool) -> None:
    """Say what was started, and follow it."""
    address = f"{job.owner.name}/{job.id}"
    out.result("Job started", id=job.id, name=(job.labels or {}).get("name"), url=job.url)
    for url in job.status.expose_urls or ():
        out.hint(f"An open port: {url}")
    if job.status.ssh_url:
        out.hint(f"Log in with: ssh {job.status.ssh_url}")
    if detach:
        out.hint(f"See what it writes: hf jobs logs -f {address}")
        out.hint(f"Wait for its end: hf jobs wait {address}")
        return
    try:
        job = follow(out, api, job)
    except KeyboardInterrupt:
        out.hint(f"The job goes on. Stop it with: hf jobs cancel {address}")
        raise
    stage = rules.text_of(job.status.stage)
    if stage == JobStage.COMPLETED.value:
        out.text(f"Job {job.id} completed")
        return
    reason = f": {job.status.message}" if job.status.message else ""
    out.error(f"Job {job.id} finished with stage '{stage}'{reason}. See what it wrote: hf jobs logs {address}")
    click.get_current_context().exit(1)


def follow(out: Output, api: Any, job: Any) -> Any:
    """Print what a job writes until it has ended."""
    where = {"namespace": job.owner.name}
    if rules.text_of(job.status.stage) == JobStage.SCHEDULING.value:
        out.status(f"Job {job.id} waits for a machine …")
        api.wait_for_job(job.id, stages=[JobStage.RUNNING], **where)
    # For programs, stdout holds the result and nothing else.
    write = out.raw if out.mode in ("human", "agent") else out.log
    for line in api.fetch_job_logs(job_id=job.id, follow=True, **where):
        write(line.rstrip("\n"))
    return api.wait_for_job(job.id, **where)


class LocalFolder(NamedTuple):
    """A folder of this machine that a job shall see."""

    source: str
    mount_path: str
    read_only: bool

    def to_uri(self) -> str:
        """The folder as it is written on the command line."""
        return f"{self.source}:{self.mount_path}{'' if self.read_only else ':rw'}"


def mounts(texts: list[str] | None) -> list[Any] | None:
    """What is mounted in the job."""
    return [volume for text in texts for volume in _mounted(text)] if texts else None


def _mounted(text: str) -> list[Any]:
    if text.startswith("hf://"):
        return volumes([text]) or []
    match = _LOCAL.fullmatch(text)
    if match is None:
        raise errors.CLIError(
            f"'{text}' does not say what is mounted where: expected FOLDER:/path[:ro|:rw] or"
            " hf://[datasets/|spaces/|buckets/]user/name:/path[:ro|:rw]."
        )
    rules_of_files.check_folder(match["source"], match["path"], None)
    return [LocalFolder(match["source"], match["path"], match["mode"] != "rw")]


def bring(out: Output, api: Any, settings: dict[str, Any]) -> dict[str, Any]:
    """Upload the folders of this machine that are mounted."""
    mounted = []
    for volume in settings.get("volumes") or ():
        if isinstance(volume, LocalFolder):
            out.log(f"Uploading {volume.source} …")
            where = {"read_only": volume.read_only, "namespace": settings.get("namespace")}
            volume = api.sync_job_volume(volume.source, volume.mount_path, **where)
        mounted.append(volume)
    return {**settings, "volumes": mounted} if mounted else settings


def refuse_options(*words: str) -> None:
    """An option where the job should begin was meant for us: only what follows those words is the job's."""
    for word in words:
        if word.startswith("-"):
            raise click.UsageError(
                f"'{word}' stands where the job should begin: options of hf stand before all arguments.",
                ctx=click.get_current_context(),
            )
