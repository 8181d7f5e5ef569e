"""`hf sandbox`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import click

from huggingface_hub._core import sandboxes as rules
from huggingface_hub._lazy import errors
from huggingface_hub._sync.handles.sandbox_pools import SandboxPool
from huggingface_hub._sync.handles.sandboxes import Sandbox
from huggingface_hub.cli import environment, options
from huggingface_hub.cli.handlers.jobs import labels
from huggingface_hub.cli.handlers.repos import volumes
from huggingface_hub.cli.output import Output
from huggingface_hub.types.jobs import JobStage
from huggingface_hub.types.sandboxes import DEFAULT_IMAGE, MODE_LABEL, MODE_POOL, POOL_LABEL, SANDBOX_LABEL


ALIVE = [JobStage.RUNNING, JobStage.SCHEDULING]
TIMED_OUT = 124
DEFAULT_IDLE = "10m"


def create(
    out: Output,
    *,
    image: str | None,
    pool: str | None,
    flavor: str | None,
    idle_timeout: str | None,
    env: list[str] | None,
    env_file: str | None,
    secrets: list[str] | None,
    secrets_file: str | None,
    label: list[str] | None,
    volume: list[str] | None,
    namespace: str | None,
    forward_hf_token: bool,
    token: str | None,
) -> None:
    """Start a sandbox."""
    if pool is not None:
        of_pool = {"IMAGE": image, "--flavor": flavor, "--label": label, "--volume": volume}
        hidden = {"--secrets": secrets, "--secrets-file": secrets_file}
        given = [name for name, value in (of_pool | hidden).items() if value]
        if given:
            raise errors.CLIError(
                f"With --pool, {', '.join(given)} can't be chosen: the pool has them, and no secrets. (--env has no secrets.)"
            )
    idle = idle_timeout or DEFAULT_IDLE
    rules.idle_seconds(idle)
    variables = environment.mapping(out, env, env_file, secret=False)
    out.status("Starting a sandbox …")
    if pool is not None:
        found = SandboxPool.connect(pool, namespace=namespace, token=token)
        sandbox = found.create(env=variables, idle_timeout=idle, forward_hf_token=forward_hf_token)
    else:
        sandbox = Sandbox.create(
            image or DEFAULT_IMAGE,
            flavor=flavor or "cpu-basic",
            idle_timeout=idle,
            env=variables,
            secrets=environment.mapping(out, secrets, secrets_file, secret=True),
            volumes=volumes(volume),
            labels=labels(label) or None,
            namespace=namespace,
            forward_hf_token=forward_hf_token,
            token=token,
        )
    out.result("Sandbox started", id=sandbox.id, image=sandbox.image, host=sandbox.host_id)
    out.hint(f"Run something in it: hf sandbox exec {sandbox.id} -- COMMAND")
    out.hint(f"End it: hf sandbox kill {sandbox.id}")


def execute(
    out: Output,
    *,
    sandbox_id: str,
    command: list[str],
    workdir: str | None,
    env: list[str] | None,
    env_file: str | None,
    exec_timeout: float | None,
    namespace: str | None,
    token: str | None,
) -> None:
    """Run a command on our own terminal, as far as a network lets it."""
    sandbox = Sandbox.connect(sandbox_id, namespace=namespace, token=token)
    result = sandbox.run(
        words(command),
        env=environment.mapping(out, env, env_file, secret=False),
        cwd=workdir,
        timeout=exec_timeout,
        on_stdout=writer(sys.stdout),
        on_stderr=writer(sys.stderr),
        check=False,
        capture_output=False,
    )
    if result.timed_out:
        out.error(
            f"The command was ended: it took longer than {exec_timeout:g} seconds." if exec_timeout else "Timed out."
        )
    code = result.exit_code
    if code is None:
        code = TIMED_OUT if result.timed_out else 1
    click.get_current_context().exit(code)


def spawn(
    out: Output,
    *,
    sandbox_id: str,
    command: list[str],
    workdir: str | None,
    env: list[str] | None,
    env_file: str | None,
    namespace: str | None,
    token: str | None,
) -> None:
    """Start a command in the background."""
    sandbox = Sandbox.connect(sandbox_id, namespace=namespace, token=token)
    variables = environment.mapping(out, env, env_file, secret=False)
    process = sandbox.run(words(command), env=variables, cwd=workdir, background=True)
    out.result("Process started", pid=process.pid, sandbox=sandbox_id)
    out.hint(f"End it: hf sandbox process kill {sandbox_id} {process.pid}")


def copy(out: Output, *, src: str, dst: str, namespace: str | None, token: str | None) -> None:
    """Copy a file."""
    source, target = place(src), place(dst)
    if (source is None) == (target is None):
        raise errors.CLIError("One of SRC and DST has to be in a sandbox, as SANDBOX_ID:PATH, and the other here.")
    if target is not None:
        sandbox = Sandbox.connect(target[0], namespace=namespace, token=token)
        path = target[1] + PurePosixPath(src.replace("\\", "/")).name if target[1].endswith("/") else target[1]
        sandbox.files.upload(src, path)
        dst = f"{target[0]}:{path}"
    elif source is not None:
        sandbox = Sandbox.connect(source[0], namespace=namespace, token=token)
        dst = dst + PurePosixPath(source[1]).name if dst.endswith("/") or dst == "." else dst
        sandbox.files.download(source[1], dst)
    out.result("Copied", src=src, dst=dst)


def kill(
    out: Output, *, sandbox_id: str | None, all_: bool, yes: bool, namespace: str | None, token: str | None
) -> None:
    """End one sandbox, or all."""
    if (sandbox_id is None) != all_:
        raise errors.CLIError("Name the sandbox or machine to end, or say --all.")
    if sandbox_id is not None:
        out.confirm(f"End {sandbox_id}?", yes=yes or "." in sandbox_id or not is_host(sandbox_id, namespace, token))
        Sandbox.kill(sandbox_id, namespace=namespace, token=token)
        out.result("Sandbox ended", id=sandbox_id)
        return
    api = options.hub(token)
    found = list(api.list_jobs(status=ALIVE, labels={SANDBOX_LABEL: "1"}, namespace=namespace))
    end_jobs(out, api, found, f"End {len(found)} sandbox(es) and shared machine(s)?", yes=yes)


def is_host(sandbox_id: str, namespace: str | None, token: str | None) -> bool:
    """Whether others share it: then it is more than what its owner may think of."""
    job = options.hub(token).inspect_job(job_id=sandbox_id, namespace=namespace)
    rules.nonce_of(job)
    return (job.labels or {}).get(MODE_LABEL) == MODE_POOL


def create_pool(
    out: Output,
    *,
    image: str | None,
    flavor: str | None,
    per_host: int,
    max_hosts: int | None,
    idle_timeout: str | None,
    namespace: str | None,
    token: str | None,
) -> None:
    """Start the first machine of a pool."""
    idle = idle_timeout or DEFAULT_IDLE
    rules.idle_seconds(idle)
    pool = SandboxPool(
        image or DEFAULT_IMAGE,
        flavor=flavor or "cpu-basic",
        sandboxes_per_host=per_host,
        max_hosts=max_hosts,
        idle_timeout=idle,
        namespace=namespace,
        token=token,
    )
    out.status("Starting a machine …")
    hosts = pool.warm(1)
    out.result("Pool started", id=pool.name, image=pool.image, host=hosts[0])
    out.hint(f"Start a sandbox in it: hf sandbox create --pool {pool.name}")


def list_pools(out: Output, *, namespace: str | None, token: str | None) -> None:
    """List pools by the machines that they have."""
    found = options.hub(token).list_jobs(status=JobStage.RUNNING, labels={MODE_LABEL: MODE_POOL}, namespace=namespace)
    pools: dict[str, dict[str, Any]] = {}
    for job in found:
        name = (job.labels or {}).get(POOL_LABEL)
        if name:
            capacity = (job.environment or {}).get("SBX_CAPACITY")
            row = {"id": name, "image": job.docker_image, "flavor": job.flavor, "hosts": 0, "per_host": capacity}
            pools.setdefault(name, row)["hosts"] += 1
    out.table(pools.values(), ("id", "image", "flavor", "hosts", "per_host"), id_key="id")
    if not pools:
        out.hint("Start one with: hf sandbox pool create")


def delete_pool(out: Output, *, pool_id: str, yes: bool, namespace: str | None, token: str | None) -> None:
    """End the machines of a pool."""
    api = options.hub(token)
    found = list(api.list_jobs(status=ALIVE, labels={POOL_LABEL: pool_id}, namespace=namespace))
    if not found:
        raise errors.CLIError(f"There is no pool '{pool_id}' that runs.")
    end_jobs(out, api, found, f"End {len(found)} machine(s) of the pool {pool_id}, and all sandboxes on them?", yes=yes)


def end_jobs(out: Output, api: Any, found: list[Any], question: str, *, yes: bool) -> None:
    """End jobs; one that can't be ended does not keep the others."""
    if found:
        out.confirm(question, yes=yes)
    rows: list[dict[str, Any]] = []
    for job in found:
        try:
            api.cancel_job(job_id=job.id, namespace=job.owner.name)
            rows.append({"id": job.id, "status": "ended"})
        except errors.HfHubHTTPError as error:
            rows.append({"id": job.id, "status": "failed"})
            out.warning(f"{job.id} was not ended: {str(error).splitlines()[0]}")
    out.table(rows, ("id", "status"), id_key="id")
    if any(row["status"] == "failed" for row in rows):
        click.get_current_context().exit(1)


def list_processes(out: Output, *, sandbox_id: str, namespace: str | None, token: str | None) -> None:
    """List processes."""
    sandbox = Sandbox.connect(sandbox_id, namespace=namespace, token=token)
    rows = [
        {"pid": each.pid, "command": rules.shown(each.cmd), "running": each.running, "exit_code": each.exit_code}
        for each in sandbox.processes()
    ]
    out.table(rows, ("pid", "command", "running", "exit_code"), id_key="pid")


def kill_process(out: Output, *, sandbox_id: str, pid: int, namespace: str | None, token: str | None) -> None:
    """End a process."""
    sandbox = Sandbox.connect(sandbox_id, namespace=namespace, token=token)
    process = next((each for each in sandbox.processes() if each.pid == pid), None)
    if process is None:
        raise errors.CLIError(f"No process {pid} was started in {sandbox_id}. See: hf sandbox process ls {sandbox_id}")
    if not process.kill():
        out.warning(f"Process {pid} had ended already.")
    out.result("Process ended", pid=pid)


def words(command: list[str]) -> list[str]:
    """The command without the dashes that say where it begins.

    Raises:
        CLIError: There is none.
    """
    found = command[1:] if command[:1] == ["--"] else command
    if not found:
        raise errors.CLIError("There is no command after --.")
    return found


def place(text: str) -> tuple[str, str] | None:
    """Sandbox and path of `ID:PATH`; `None` for a path of this machine, such as `./a:b` and, on Windows, `C:\\b`."""
    sandbox_id, colon, path = text.partition(":")
    is_drive = os.name == "nt" and len(sandbox_id) == 1
    if not colon or is_drive or not sandbox_id or "/" in sandbox_id or "\\" in sandbox_id:
        return None
    return sandbox_id, path


def writer(stream: Any) -> Callable[[str], None]:
    """Writes what a command says as it says it."""

    def write(text: str) -> None:
        stream.write(text)
        stream.flush()

    return write
