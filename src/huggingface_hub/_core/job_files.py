"""Files of this machine that a job gets to see: through a bucket that is mounted in it. Source: `contract/wire/repos.md` §12."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub._core import buckets, jobs
from huggingface_hub.types.spaces import Volume


MOUNT = "/data"
KEEP = ".keep"
"""Stands in a folder of a bucket that would not exist without any file."""


def artifacts_bucket(namespace: str) -> str:
    """The bucket that files of jobs are kept in."""
    return f"{namespace}/{constants.HF_JOBS_ARTIFACTS_BUCKET_NAME}"


@dataclass(frozen=True)
class Sent:
    """
    Files that are sent along with a job.

    Attributes:
        folder: Where in the bucket.
        names: What each file is called there, by the path that it has here.
    """

    folder: str
    names: Mapping[str, str]

    @property
    def additions(self) -> list[tuple[str | Path | bytes, str]]:
        """What goes into the bucket."""
        return [(path, f"{self.folder}/{name}") for path, name in self.names.items()]

    def word(self, word: str) -> str:
        """What a word of the command is in the job."""
        return f"{MOUNT}/{self.names[word]}" if word in self.names else word

    def volume(self, bucket: str) -> Volume:
        """Where the job finds them; it may write there too."""
        return Volume(type="bucket", source=bucket, mount_path=MOUNT, read_only=False, path=self.folder)


def plan(script: str, arguments: Sequence[str], volumes: Iterable[Volume] | None, *, now: datetime) -> Sent | None:
    """
    Find out which words of a command are files of this machine; `None` if none is.

    Args:
        script: The first word.
        arguments: The others.
        volumes: What is mounted in the job: words that lie in there are no files of this machine.
        now: Becomes part of the folder's name.

    Raises:
        FileNotFoundError: A word is meant to be a file, and there is none.
        ValueError: Something else is mounted where the files would be.
    """
    mounted = list(volumes or ())
    files = jobs.local_files(script, arguments, mounted)
    if not files:
        return None
    if any(volume.mount_path.rstrip("/") == MOUNT for volume in mounted):
        raise ValueError(
            f"Mount path '{MOUNT}' is reserved for the local files of this job: {', '.join(files)}. Mount your volume at a"
            " different path."
        )
    folder = f"{now.astimezone(timezone.utc):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    return Sent(folder, names(files))


def names(files: Iterable[str]) -> dict[str, str]:
    """A name for each file, none twice: `config.yaml`, `config(0).yaml`."""
    given: dict[str, str] = {}
    taken: set[str] = set()
    for file in files:
        path = Path(file)
        stem, suffix, number = path.stem.replace(" ", "_"), path.suffix.replace(" ", "_"), 0
        name = stem + suffix
        while name in taken:
            name = f"{stem}({number}){suffix}"
            number += 1
        taken.add(name)
        given[file] = name
    return given


def check_folder(source: str | Path, mount_path: str, remote_name: str | None) -> str:
    """
    The folder of a bucket that a folder of this machine is brought in line with.

    Raises:
        ValueError: There is no such folder, or it can't be mounted there.
    """
    folder = Path(source).expanduser()
    if not folder.is_dir():
        raise ValueError(f"Source must be an existing local directory: '{source}'.")
    if not mount_path.startswith("/") or not mount_path.strip("/"):
        raise ValueError(
            f"Mount path must be an absolute path inside the container (e.g. '/data'), got '{mount_path}'."
        )
    if remote_name is not None:
        return buckets.check_path(remote_name)
    # The same folder of the same machine again: only what has changed is sent.
    place = os.path.abspath(folder)
    digest = hashlib.sha256(f"{socket.gethostname()}:{place}".encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{Path(place).name or 'root'}-{digest}"


def public_warning(bucket: str) -> str:
    """What to say about a bucket that everyone can read."""
    return (
        f"The bucket '{bucket}' is public: everyone can read the files that jobs get from this machine. Make it private"
        f" with `hf buckets settings {bucket} --private`."
    )
