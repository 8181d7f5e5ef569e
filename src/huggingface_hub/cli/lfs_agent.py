"""The program that git-lfs runs to upload large files in parts: its protocol is one JSON object per line, both ways."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import IO, Any

from huggingface_hub import constants
from huggingface_hub._core import progress, redact, trust
from huggingface_hub._core.upload import lfs
from huggingface_hub._core.upload.operations import CommitOperationAdd, UploadInfo
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient
from huggingface_hub._sync.upload.lfs import LfsUploader


class Agent:
    """Answers git-lfs until it says that this was all.

    Args:
        requests: What git-lfs writes.
        answers: What it reads.
    """

    def __init__(self, requests: IO[str], answers: IO[str]) -> None:
        self._requests = requests
        self._answers = answers
        # Parts are sent by several threads, and each tells how far it is.
        self._lock = runtime.Lock()

    def run(self) -> None:
        """Do what is asked for."""
        client: HubClient | None = None
        for request in self._read():
            event = request.get("event")
            if event == "init":
                problem = None if request.get("operation") == "upload" else "Only uploads are done in parts."
                client = HubClient(endpoint=endpoint_of(str(request.get("remote") or "")), token=False)
                self._say({"error": {"code": 32, "message": problem}} if problem else {})
            elif event == "upload" and client is not None:
                self._upload(client, request)
            elif event == "terminate":
                return

    def _upload(self, client: HubClient, request: dict[str, Any]) -> None:
        oid = str(request.get("oid"))
        try:
            upload(client, request, Progress(self._say, oid))
        except Exception as error:
            # One object that fails must not end the others; git-lfs shows the text, and decides about trying again.
            self._say({"event": "complete", "oid": oid, "error": {"code": 1, "message": redact.text(str(error))}})
        else:
            self._say({"event": "complete", "oid": oid})

    def _read(self) -> Iterator[dict[str, Any]]:
        for line in self._requests:
            try:
                request = json.loads(line)
            except ValueError:
                continue
            if isinstance(request, dict):
                yield request

    def _say(self, answer: dict[str, Any]) -> None:
        with self._lock:
            self._answers.write(json.dumps(answer) + "\n")
            self._answers.flush()


class Progress(progress.Bar):
    """Tells git-lfs how far an object is; it only goes forward there."""

    def __init__(self, say: Any, oid: str) -> None:
        super().__init__(None)
        self._say = say
        self._oid = oid
        self._done = 0
        self._told = 0
        self._lock = runtime.Lock()

    def update(self, n: int) -> None:
        """Count bytes."""
        with self._lock:
            self._done += n
            since = self._done - self._told
            if since <= 0:
                return
            self._told = self._done
            self._say({"event": "progress", "oid": self._oid, "bytesSoFar": self._told, "bytesSinceLast": since})


def upload(client: HubClient, request: dict[str, Any], bar: progress.Bar) -> None:
    """Upload one object as the server asked git-lfs to."""
    oid, size, path, action = (request.get(key) for key in ("oid", "size", "path", "action"))
    if not (isinstance(oid, str) and lfs.is_sha256(oid) and isinstance(size, int) and isinstance(path, str)):
        raise errors.UploadProtocolError("git-lfs asked for an upload without saying of what.")
    # git-lfs has named the object after its hash: it need not be read for that once more.
    info = UploadInfo(size, b"", sha256=bytes.fromhex(oid), source_path=path)
    operation = CommitOperationAdd(path_in_repo=oid, path_or_fileobj=path, upload_info=info)
    LfsUploader.for_one(client).upload_one(operation, {"oid": oid, "size": size, "actions": {"upload": action}}, bar)


def endpoint_of(remote: str) -> str:
    """The Hub that is pushed to: what addresses for an upload are held against. git runs us inside the repository."""
    url = remote
    if "://" not in remote and remote and not remote.startswith("-"):
        command = ["git", "remote", "get-url", "--push", remote]
        try:
            url = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10).stdout.strip()
        except (OSError, subprocess.TimeoutExpired):
            url = ""
    try:
        scheme, host, port = trust.origin(url)
    except errors.UntrustedURLError:
        # ssh, for example: the same Hub under another address.
        return constants.ENDPOINT
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
