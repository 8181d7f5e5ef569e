"""Files of a bucket on their way to a disk: what they have to be, and how they get their names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Union

from huggingface_hub._core import buckets, packages, publish
from huggingface_hub._core.download.metadata import is_valid_xet_hash
from huggingface_hub._core.download.request import Remote
from huggingface_hub._core.download.verify import Expected
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._core.upload import negotiation
from huggingface_hub._lazy import errors
from huggingface_hub.types.buckets import BucketFile
from huggingface_hub.types.download import XetFileData


logger = get_logger(__name__)

AT_ONCE = 8
"""How many files are fetched at once."""
SMALL = 1024 * 1024
"""Up to here, a body is held in memory."""
_LOT = 500
_DURABLE = 1024 * 1024
"""Smaller files are fetched again sooner than a disk has flushed them."""

Wanted = tuple[Union[str, BucketFile], Union[str, Path]]


@dataclass(frozen=True)
class Content(Expected):
    """What a file of a bucket has to be: the Hub announces its Xet hash, which only `hf_xet` can compute."""

    xet_hash: str = ""

    def check_file(self, path: Path) -> None:
        """Read a file and refuse it if it is not the announced content; without `hf_xet` only its size counts."""
        self.check_size(path.stat().st_size)
        if not packages.is_xet_available():
            logger.debug("Only the size of %s was checked: its Xet hash needs hf_xet.", self.name)
            return
        import hf_xet

        [found] = hf_xet.hash_files([str(path)])
        if found.hash != self.xet_hash:
            raise errors.IntegrityError(
                f"{self.name} was damaged on its way: its Xet hash is {found.hash}, but the Hub announced "
                f"{self.xet_hash}. Nothing was kept of it; please try again."
            )


@dataclass(frozen=True)
class Download:
    """
    A file of a bucket, and where it goes.

    Attributes:
        bucket_id: The bucket.
        file: The file.
        final: Where it goes.
        keep_time: Whether it keeps the time of its last change.
    """

    bucket_id: str
    file: BucketFile
    final: Path
    keep_time: bool = False

    @property
    def remote(self) -> Remote:
        """Where it is, and what it has to be."""
        url = buckets.resolve_url(self.bucket_id, self.file.path)
        # Hubs put something of their own into ETags; what matters is that it changes with the content.
        name = f"'{self.file.path}' of bucket '{self.bucket_id}'"
        content = Content(f"xet-{self.file.xet_hash}", self.file.size, name, self.file.xet_hash)
        route = buckets.api(self.bucket_id, "xet-read-token")
        xet = XetFileData(self.file.xet_hash, route) if is_valid_xet_hash(self.file.xet_hash) else None
        return Remote(url, url, content, xet=xet)

    def temporary(self) -> Path:
        """A private name beside the final one, whose folder exists then."""
        self.final.parent.mkdir(parents=True, exist_ok=True)
        return publish.private_name(self.final, "incomplete")

    def create_empty(self) -> str:
        """Make a file that has no content to fetch."""
        temporary = self.temporary()
        temporary.touch(exist_ok=False)
        return self.publish(temporary)

    def publish(self, temporary: Path) -> str:
        """Give a verified file its final name."""
        if self.final.is_dir():
            raise IsADirectoryError(f"Can't write '{self.file.path}': '{self.final}' is a folder.")
        if self.keep_time and self.file.mtime is not None:
            moment = self.file.mtime.timestamp()
            os.utime(temporary, (moment, moment))
        publish.publish_file(temporary, self.final, durable=self.file.size >= _DURABLE)
        return str(self.final)


class Lot:
    """
    Small files that are fetched together, and verified together: to hash one alone takes longer than to hash ten.

    Args:
        downloads: The files.
    """

    def __init__(self, downloads: Sequence[Download]) -> None:
        self.downloads = downloads
        self._arrived: dict[int, Path] = {}

    def keep(self, index: int, body: memoryview) -> str:
        """Write a content to a private file.

        Raises:
            IntegrityError: It has another size.
        """
        download = self.downloads[index]
        download.remote.expected.check_size(len(body))
        temporary = download.temporary()
        self._arrived[index] = temporary
        with open(temporary, "xb", buffering=0) as file:
            file.write(body)
        return str(temporary)

    def settle(self, fetched: Sequence[Outcome[str] | None]) -> tuple[list[Outcome[str]], list[Download]]:
        """Verify what has arrived, and give it its names; returns the outcomes, and what has not come whole."""
        outcomes: list[Outcome[str]] = []
        left: list[Download] = []
        good = self._verified([index for index, outcome in enumerate(fetched) if outcome is not None and outcome.ok])
        for index, outcome in enumerate(fetched):
            if index in good:
                outcomes.append(self._published(index))
            elif outcome is None or outcome.ok:
                left.append(self.downloads[index])
            else:
                outcomes.append(outcome)
        return outcomes, left

    def _verified(self, arrived: Sequence[int]) -> set[int]:
        if not arrived or not packages.is_xet_available():
            return set(arrived)
        import hf_xet

        found = hf_xet.hash_files([str(self._arrived[index]) for index in arrived])
        pairs = zip(arrived, found, strict=True)
        return {index for index, each in pairs if each.hash == self.downloads[index].file.xet_hash}

    def _published(self, index: int) -> Outcome[str]:
        try:
            path = self.downloads[index].publish(self._arrived[index])
        except OSError as error:
            return Outcome(error=error)
        del self._arrived[index]
        return Outcome(path)

    def discard(self) -> None:
        """Delete what has not got its name."""
        for temporary in self._arrived.values():
            temporary.unlink(missing_ok=True)
        self._arrived.clear()


def divide(downloads: Iterable[Download]) -> tuple[list[Lot], list[Download]]:
    """Take what is small out of downloads, in lots; the rest is fetched one by one."""
    small: list[Download] = []
    rest: list[Download] = []
    for download in downloads:
        (small if 0 < download.file.size <= SMALL else rest).append(download)
    return [Lot(lot) for lot in negotiation.batches(small, _LOT)], rest


def asked_for(files: Sequence[Wanted]) -> list[str]:
    """The paths whose description is not known yet."""
    return list(dict.fromkeys(file for file, _ in files if isinstance(file, str)))


def plan(
    bucket_id: str, files: Sequence[Wanted], found: Mapping[str, BucketFile], *, keep_time: bool = False
) -> tuple[list[Download], list[str]]:
    """What is fetched, and the paths that the bucket does not have."""
    downloads: list[Download] = []
    missing: list[str] = []
    for wanted, final in files:
        file = found.get(wanted) if isinstance(wanted, str) else wanted
        if file is None:
            missing.append(str(wanted))
        else:
            downloads.append(Download(bucket_id, file, Path(final).expanduser().absolute(), keep_time))
    return downloads, missing
