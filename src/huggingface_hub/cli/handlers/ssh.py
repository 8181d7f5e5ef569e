"""Logging in to jobs and Spaces, with the user's own ssh."""

from __future__ import annotations

import re
import shlex
from urllib.parse import urlsplit

import click

from huggingface_hub._lazy import errors
from huggingface_hub.cli import foreign, options
from huggingface_hub.cli.handlers.jobs import split
from huggingface_hub.cli.output import Output


SPACES_HOST = "ssh.hf.space"
KEYS = "register your public key in the settings of your account first (settings/keys)"
# Servers say whom to log in to. What begins with a dash would be an option for ssh, and options can run programs.
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


def job(
    out: Output, *, job_id: str, identity_file: str | None, dry_run: bool, namespace: str | None, token: str | None
) -> None:
    """Log in to a job, once it runs."""
    from huggingface_hub._core.jobs import is_over, text_of
    from huggingface_hub.types.jobs import JobStage

    job_id, namespace = split(job_id, namespace)
    api = options.hub(token)
    found = api.inspect_job(job_id=job_id, namespace=namespace)
    if text_of(found.status.stage) == JobStage.SCHEDULING.value and not dry_run:
        out.status(f"Job {job_id} waits for a machine …")
        found = api.wait_for_job(job_id, stages=[JobStage.RUNNING], namespace=namespace)
    if is_over(found):
        raise errors.CLIError(f"Job {job_id} has ended in stage '{text_of(found.status.stage)}': nobody can log in.")
    if not found.status.ssh_url:
        raise errors.CLIError(f"Job {job_id} takes no logins. Start one that does with: hf jobs run --ssh …")
    connect(out, command(found.status.ssh_url, identity_file), dry_run=dry_run)


def space(
    out: Output, *, space_id: str, identity_file: str | None, dry_run: bool, auto: bool, token: str | None
) -> None:
    """Log in to a Space in dev mode."""
    api = options.hub(token)
    info = api.space_info(space_id)
    if not info.subdomain:
        raise errors.CLIError(f"The Space '{space_id}' has no machine to log in to.")
    words = command(f"ssh://{info.subdomain}@{SPACES_HOST}", identity_file)
    runtime = info.runtime
    if runtime is None or not runtime.dev_mode:
        if dry_run:
            out.hint(f"Dev mode is off. It has to be on for this: hf spaces dev-mode {space_id}")
        else:
            out.confirm(f"Dev mode of '{space_id}' is off. Switch it on?", yes=auto, flag="--auto")
            api.enable_space_dev_mode(space_id)
            out.status(f"Waiting for {space_id} …")
            api.wait_for_space(space_id)
    connect(out, words, dry_run=dry_run)


def command(address: str, identity_file: str | None) -> list[str]:
    """The command line for an address that a server gave.

    Raises:
        CLIError: It is no address of that kind.
    """
    refusal = errors.CLIError(f"The Hub gave an address that ssh must not be given: {address!r}")
    try:
        parts = urlsplit(address if "://" in address else f"ssh://{address}")
        user, host, port = parts.username, parts.hostname, parts.port
    except ValueError:
        raise refusal from None
    if parts.scheme != "ssh" or not all(name and _PLAIN.fullmatch(name) for name in (user, host)):
        raise refusal
    words = ["ssh"]
    if port:
        words += ["-p", str(port)]
    if identity_file:
        words += ["-i", identity_file]
    return [*words, f"{user}@{host}"]


def connect(out: Output, words: list[str], *, dry_run: bool) -> None:
    """Run ssh, or say how to."""
    if dry_run:
        if out.mode == "human":
            out.raw(shlex.join(words))
        else:
            out.result("ssh", command=shlex.join(words))
        return
    out.log(f"Running: {shlex.join(words)}")
    try:
        code = foreign.run(words)
    except FileNotFoundError:
        raise errors.CLIError("There is no program 'ssh' here. Install OpenSSH, or see --dry-run.") from None
    if code == 255:
        out.hint(f"If you were refused: {KEYS}")
    click.get_current_context().exit(code)
