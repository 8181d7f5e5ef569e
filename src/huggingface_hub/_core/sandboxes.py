"""Rules for sandboxes: jobs that run a small server, and what is said to it. Source: `contract/wire/repos.md` §16."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets as random_secrets
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from huggingface_hub._core import jobs, redact
from huggingface_hub._lazy import errors
from huggingface_hub.types.http import Timeouts
from huggingface_hub.types.jobs import JobInfo
from huggingface_hub.types.sandboxes import (
    MAX_CAPTURED_OUTPUT_CHARS,
    MODE_DEDICATED,
    MODE_LABEL,
    MODE_POOL,
    NONCE_LABEL,
    POOL_LABEL,
    RESERVED_SANDBOX_LABELS,
    SANDBOX_LABEL,
    SANDBOX_MAX_LIFETIME,
    SANDBOX_SERVER_PORT,
    SANDBOX_SERVER_PROTOCOL,
    SANDBOX_SERVER_SHA256,
    SHARED_ID_SEP,
    FileEntry,
    SandboxCommandResult,
)
from huggingface_hub.types.spaces import Volume


BUCKET = "huggingface/sbx-server"
MOUNT = "/.hf-sbx-server"
HEALTH_PAUSE = 0.15
# How often, while the server is waited for, the Hub is asked whether the job still runs.
JOB_PAUSE = 3.0
DIALOG = Timeouts(read=60.0)
# A command may be silent for long; the server says `ping` meanwhile.
LISTENING = Timeouts(read=120.0, stall=None)
PARALLEL_THRESHOLD = 2 * 1024 * 1024
PARALLEL_CHUNK_SIZE = 1024 * 1024
PARALLEL_MAX_WORKERS = 16
MAX_READ_BYTES = 512 * 1024 * 1024

# Runs in any image with /bin/sh: fetches the server, and starts it only if it is the one that this package knows.
BOOTSTRAP = """\
set -eu
server=/tmp/.hf-sbx-server
if command -v curl >/dev/null 2>&1; then
  curl --fail --silent --show-error --location --output "$server" "$SBX_SERVER_URL"
elif command -v wget >/dev/null 2>&1; then
  wget -q -O "$server" "$SBX_SERVER_URL"
else
  cp "$SBX_SERVER_MOUNT/sbx-server-$SBX_SERVER_SHA256" "$server"
fi
if command -v sha256sum >/dev/null 2>&1; then
  found=$(sha256sum "$server" | cut -d ' ' -f 1)
elif command -v openssl >/dev/null 2>&1; then
  found=$(openssl dgst -sha256 -r "$server" | cut -d ' ' -f 1)
else
  echo 'The sandbox server can not be checked: this image has neither sha256sum nor openssl.' >&2
  exit 1
fi
if [ "$found" != "$SBX_SERVER_SHA256" ]; then
  echo "The sandbox server is not the expected one: $found" >&2
  exit 1
fi
chmod 700 "$server"
exec "$server"
"""


def command() -> list[str]:
    """What the job of a sandbox runs."""
    return ["/bin/sh", "-c", BOOTSTRAP]


def new_nonce() -> str:
    """A fresh nonce, from which the token of a sandbox is made."""
    return random_secrets.token_hex(16)


def derive_token(hf_token: str, nonce: str) -> str:
    """The token that opens a sandbox: whoever has the account's token can make it again from the job's label."""
    return hmac.new(hf_token.encode(), f"hf-sandbox:{nonce}".encode(), hashlib.sha256).hexdigest()


def idle_seconds(value: float | str | None) -> int | None:
    """A duration in seconds, `None` for no limit.

    Raises:
        ValueError: It is none.
    """
    return None if value is None else jobs.seconds(value)


@dataclass(frozen=True)
class Pool:
    """What the hosts of a pool have in common."""

    name: str
    capacity: int
    max_hosts: int | None


def job_settings(
    *,
    endpoint: str,
    hf_token: str,
    nonce: str,
    image: str,
    flavor: str,
    idle_timeout: float | str | None,
    env: Mapping[str, Any] | None = None,
    secrets: Mapping[str, Any] | None = None,
    volumes: Sequence[Volume] | None = None,
    labels: Mapping[str, str] | None = None,
    forward_hf_token: bool = False,
    pool: Pool | None = None,
) -> dict[str, Any]:
    """
    What `run_job` is asked for.

    Raises:
        ValueError: A label or a variable that only we may set.
    """
    taken = sorted(RESERVED_SANDBOX_LABELS & set(labels or ()))
    if taken:
        raise ValueError(f"Labels of a sandbox that can't be chosen: {', '.join(taken)}.")
    reserved = sorted(name for name in (*(env or ()), *(secrets or ())) if name.startswith("SBX_"))
    if reserved:
        raise ValueError(f"Variables of a sandbox that can't be chosen: {', '.join(reserved)}.")
    own = {
        "SBX_PORT": str(SANDBOX_SERVER_PORT),
        "SBX_SERVER_URL": f"{endpoint}/buckets/{BUCKET}/resolve/sbx-server-{SANDBOX_SERVER_SHA256}",
        "SBX_SERVER_SHA256": SANDBOX_SERVER_SHA256,
        "SBX_SERVER_MOUNT": MOUNT,
    }
    seconds = idle_seconds(idle_timeout)
    if seconds is not None:
        own["SBX_IDLE_TIMEOUT"] = str(seconds)
    mode = {SANDBOX_LABEL: "1", MODE_LABEL: MODE_DEDICATED, NONCE_LABEL: nonce}
    if pool is not None:
        own |= {"SBX_HOST_MODE": "1", "SBX_CAPACITY": str(pool.capacity)}
        if pool.max_hosts is not None:
            own["SBX_MAX_HOSTS"] = str(pool.max_hosts)
        mode |= {MODE_LABEL: MODE_POOL, POOL_LABEL: pool.name}
    hidden = {"HF_TOKEN": hf_token} if forward_hf_token else {}
    server = Volume(type="bucket", source=BUCKET, mount_path=MOUNT, read_only=True)
    return {
        "image": image,
        "command": command(),
        "env": {**(env or {}), **own},
        "secrets": {**hidden, **(secrets or {}), "SBX_TOKEN": derive_token(hf_token, nonce)},
        "flavor": flavor,
        "timeout": SANDBOX_MAX_LIFETIME,
        "labels": {**(labels or {}), **mode},
        "volumes": [server, *(volumes or ())],
        "expose": [SANDBOX_SERVER_PORT],
    }


def split_id(sandbox_id: str) -> tuple[str, str | None]:
    """The job of a sandbox, and its place on that host if it shares it.

    Raises:
        ValueError: It can't be the id of one.
    """
    job_id, dot, local_id = sandbox_id.partition(SHARED_ID_SEP)
    if not job_id or (dot and not local_id) or "/" in sandbox_id:
        raise ValueError(f"Not the id of a sandbox: {sandbox_id!r}.")
    return job_id, local_id or None


def nonce_of(job: JobInfo) -> str:
    """The nonce of a sandbox's job.

    Raises:
        SandboxError: It is another kind of job.
    """
    labels = job.labels or {}
    nonce = labels.get(NONCE_LABEL)
    if labels.get(SANDBOX_LABEL) != "1" or not nonce:
        raise errors.SandboxError(f"Job {job.id} is no sandbox.")
    return nonce


def server_url(job: JobInfo) -> str | None:
    """Where the server of a sandbox listens; `None` while the Hub does not say it.

    The token goes there, so it has to look as the Hub's proxy does: https, and the job's own name in front.

    Raises:
        UntrustedURLError: It does not.
    """
    mark = f"--{SANDBOX_SERVER_PORT}."
    found = [url for url in job.status.expose_urls or () if mark in url]
    if not found:
        return None
    parts = urlsplit(found[0])
    good = parts.scheme == "https" and (parts.hostname or "").startswith(f"{job.id.lower()}{mark}")
    if len(found) > 1 or not good or parts.username or parts.query:
        raise errors.UntrustedURLError(f"The address of sandbox {job.id} is not trusted: {redact.url(found[0])}")
    return found[0].rstrip("/")


def base(local_id: str | None) -> str:
    """The path below which the server knows a sandbox."""
    return "/v1" if local_id is None else f"/v1/sandboxes/{quote(local_id, safe='')}"


def is_ready(status: int, body: Any) -> bool:
    """Whether the server runs and speaks our protocol.

    Raises:
        SandboxError: It speaks an older one.
    """
    if status != 200 or not isinstance(body, Mapping):
        return False
    protocol = body.get("protocol")
    if isinstance(protocol, bool) or not isinstance(protocol, int):
        return False
    if protocol < SANDBOX_SERVER_PROTOCOL:
        raise errors.SandboxError(
            f"The sandbox speaks version {protocol} of the protocol; {SANDBOX_SERVER_PROTOCOL} is needed. Make a new one."
        )
    return True


def refusal(status: int, text: str) -> Exception:
    """What a server's error answer becomes."""
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    said = data.get("error") if isinstance(data, Mapping) else None
    message = said if isinstance(said, str) else f"The sandbox answered {status}."
    return errors.SandboxError(redact.text(message), status_code=status)


def exec_payload(
    cmd: str | Sequence[str], *, shell: bool | None, env: Mapping[str, Any] | None, cwd: str | None, **more: Any
) -> dict[str, Any]:
    """What the server is asked to run: a text for a shell, a list of words without one.

    Raises:
        ValueError: There is nothing to run.
    """
    if not cmd:
        raise ValueError("There is no command to run.")
    payload: dict[str, Any] = {"cmd": cmd if isinstance(cmd, str) else list(cmd)}
    optional = {"shell": shell, "env": env and {k: str(v) for k, v in env.items()}, "cwd": cwd, **more}
    return payload | {key: value for key, value in optional.items() if value is not None}


def shown(cmd: str | Sequence[str]) -> str:
    """A command as one types it."""
    return cmd if isinstance(cmd, str) else shlex.join(cmd)


Listener = Callable[[str], None]


@dataclass
class Execution:
    """Reads what a command says until it ends.

    Attributes:
        capture: Whether to keep what it writes.
        result: How it ended.
    """

    capture: bool = True
    on_stdout: Listener | None = None
    on_stderr: Listener | None = None
    result: SandboxCommandResult | None = None
    _kept: dict[str, list[str]] = field(default_factory=lambda: {"stdout": [], "stderr": []})
    _size: int = 0

    def line(self, line: str) -> None:
        """Take one line of the stream.

        Raises:
            SandboxError: It is not of the protocol, or too much was written to keep it.
        """
        if not line.strip():
            return
        try:
            event = json.loads(line)
            kind = event["event"]
        except (ValueError, KeyError, TypeError):
            raise errors.SandboxError("The sandbox sent what is no event.") from None
        if kind in self._kept:
            self._output(kind, str(event.get("data", "")))
        elif kind == "exit":
            self.result = SandboxCommandResult(
                exit_code=event.get("exit_code"),
                stdout="".join(self._kept["stdout"]),
                stderr="".join(self._kept["stderr"]),
                signal=event.get("signal"),
                timed_out=bool(event.get("timed_out")),
                duration_ms=int(event.get("duration_ms") or 0),
            )
        elif kind == "error":
            raise errors.SandboxError(redact.text(str(event.get("error") or event.get("message") or "unknown error")))

    def _output(self, kind: str, text: str) -> None:
        listener = self.on_stdout if kind == "stdout" else self.on_stderr
        if listener is not None:
            listener(text)
        if not self.capture:
            return
        self._size += len(text)
        if self._size > MAX_CAPTURED_OUTPUT_CHARS:
            raise errors.SandboxError(
                "The command writes more than can be kept: pass capture_output=False, and on_stdout to see it."
            )
        self._kept[kind].append(text)

    def ended(self) -> SandboxCommandResult:
        """How it ended.

        Raises:
            SandboxError: The stream broke off before that.
        """
        if self.result is None:
            raise errors.SandboxError("The sandbox went away before the command ended.")
        return self.result


def entry(data: Any) -> FileEntry:
    """A file as the server describes it.

    Raises:
        SandboxError: It describes something else.
    """
    try:
        known = ("name", "path", "type", "size", "mtime_ms", "mode")
        found = {key: data[key] for key in known if data.get(key) is not None}
        found.setdefault("path", found.get("name"))
        found.setdefault("name", str(found["path"]).rstrip("/").rpartition("/")[2])
        return FileEntry(**{"size": 0, **found})
    except (TypeError, AttributeError, KeyError):
        raise errors.SandboxError("The sandbox described a file in a way that can't be read.") from None


def ranges(size: int) -> Iterator[list[tuple[int, int]]]:
    """Offsets and lengths of a large file's parts, as many at a time as travel together."""
    starts = range(0, size, PARALLEL_CHUNK_SIZE)
    parts = [(start, min(PARALLEL_CHUNK_SIZE, size - start)) for start in starts]
    for i in range(0, len(parts), PARALLEL_MAX_WORKERS):
        yield parts[i : i + PARALLEL_MAX_WORKERS]


def adoptable(job: JobInfo, *, policy: str, principal: str | None) -> bool:
    """Whether a host that is there already may be used for a pool: it got our secrets if we use it.

    Args:
        job: The host.
        policy: `own`: if the same account started it; `namespace`: whoever did; `never`.
        principal: Our account.
    """
    if policy == "never" or list(job.command or ()) != command() or jobs.is_over(job):
        return False
    if policy == "own" and (job.initiator is None or principal is None or job.initiator.name != principal):
        return False
    return (job.labels or {}).get(MODE_LABEL) == MODE_POOL and NONCE_LABEL in (job.labels or {})


def check_policy(policy: str) -> str:
    """Pass a policy of adoption.

    Raises:
        ValueError: There is no such one.
    """
    if policy not in ("own", "namespace", "never"):
        raise ValueError(f"adopt_hosts must be 'own', 'namespace' or 'never', not {policy!r}.")
    return policy


def new_pool_name() -> str:
    """A name for a pool."""
    return f"pool-{random_secrets.token_hex(6)}"
