"""Names in the cache directory: which file of which repository lies where."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from huggingface_hub import constants
from huggingface_hub._core import ids, paths
from huggingface_hub._lazy import errors


# For programs out there, as they know them; to check something, use a full match.
REGEX_COMMIT_HASH = re.compile(r"[0-9a-f]{40}")
REGEX_SHA256 = re.compile(r"[0-9a-f]{64}")

_COMMIT_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_PLAIN_ETAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,127}")

CACHEDIR_TAG_CONTENT = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This file marks a cache directory: backup programs may leave it out.\n"
    "# Its files come from a Hugging Face Hub and are downloaded again when they are missing.\n"
)


def is_commit_hash(revision: str) -> bool:
    """Whether a revision is a full commit hash (SHA-1 or SHA-256), which never moves."""
    return _COMMIT_HASH.fullmatch(revision) is not None


def etag_key(etag: str) -> str:
    """Return the file name under which a content is kept.

    Hashes are used as they are. The ETag of a mirror can be any text: what isn't plain is escaped, and what tries to
    be a path is refused.
    """
    if _PLAIN_ETAG.fullmatch(etag) and not etag.endswith("."):
        return etag
    parts = etag.replace("\\", "/").split("/")
    if not etag or len(etag) > 128 or ".." in parts or "." in parts or "" in parts or any(ord(c) < 32 for c in etag):
        raise errors.UnsafePathError(
            f"The server announced the ETag {etag[:80]!r}, which can't be the name of a file in the cache. "
            "Nothing was written. Check `HF_ENDPOINT`: a proxy or mirror may be changing the answers."
        )
    return quote(etag, safe="").replace(".", "%2E")


def repo_folder_name(*, repo_id: str, repo_type: str) -> str:
    """
    Return the name of a repository's folder in the cache.

    Args:
        repo_id: The repository, as `user/name`.
        repo_type: `model`, `dataset`, `space` or `kernel`.

    Returns:
        A flat name such as `models--user--name`.
    """
    ids.validate_repo_id(repo_id)
    return constants.REPO_ID_SEPARATOR.join([f"{repo_type}s", *repo_id.split("/")])


def incomplete_name(key: str) -> str:
    """Return a name that no other download uses. Other programs recognise it by its suffix and may clean it up."""
    return f"{key}.{os.urandom(4).hex()}.incomplete"


@dataclass(frozen=True)
class RepoCache:
    """The folder of one repository in a cache directory.

    Attributes:
        root: The cache directory.
        name: Name of the repository's folder in it.
    """

    root: Path
    name: str

    @classmethod
    def of(cls, repo_id: str, repo_type: str | None = None, cache_dir: str | Path | None = None) -> RepoCache:
        """Name the folder of a repository. `cache_dir` defaults to `HF_HUB_CACHE`."""
        root = Path(constants.HF_HUB_CACHE if cache_dir is None else cache_dir).expanduser().absolute()
        return cls(root, repo_folder_name(repo_id=repo_id, repo_type=ids.validate_repo_type(repo_type)))

    @property
    def folder(self) -> Path:
        return self.root / self.name

    @property
    def blobs(self) -> Path:
        return self.folder / "blobs"

    @property
    def trees(self) -> Path:
        return self.folder / "trees"

    def blob(self, etag: str) -> Path:
        return self.blobs / etag_key(etag)

    def incomplete(self, etag: str) -> Path:
        return self.blobs / incomplete_name(etag_key(etag))

    def snapshot(self, commit: str) -> Path:
        return self.folder / "snapshots" / paths.safe_commit_hash(commit)

    def pointer(self, commit: str, filename: str) -> Path:
        return paths.safe_join(self.snapshot(commit), filename)

    def ref(self, revision: str) -> Path:
        return self.folder / "refs" / paths.safe_revision(revision)

    def no_exist(self, commit: str, filename: str) -> Path:
        return paths.safe_join(self.folder / ".no_exist" / paths.safe_commit_hash(commit), filename)

    def lock(self, etag: str) -> Path:
        return self.root / ".locks" / self.name / f"{etag_key(etag)}.lock"


def create_cachedir_tag(folder: Path) -> None:
    """Mark a folder as a cache for backup programs. A cache that can't be marked is still a cache."""
    tag = folder / "CACHEDIR.TAG"
    try:
        if not tag.exists():
            tag.write_text(CACHEDIR_TAG_CONTENT, encoding="utf-8")
    except OSError:
        pass


def make_folder(folder: Path) -> None:
    """Create a folder of the cache, or say which setting moves the cache somewhere else."""
    try:
        try:
            os.makedirs(folder, exist_ok=True)
        except FileNotFoundError:
            # Somebody deleted the folder around it at this very moment, because it was empty.
            os.makedirs(folder, exist_ok=True)
        _check_writable(folder)
    except OSError as error:
        raise unwritable(folder, error) from error


def _check_writable(folder: Path) -> None:
    """Fail if nothing can be created in a folder that is there: before bytes are fetched for it."""
    if os.access(folder, os.W_OK | os.X_OK):
        return
    # The rules that were asked are not all that count, on network disks for example.
    probe = folder / f".write-probe.{os.urandom(4).hex()}"
    os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    os.unlink(probe)


def owner_note(path: str | Path, who: str = "it") -> str:
    """Whose a file is, if it is not ours: ` (it belongs to user 0)`."""
    try:
        owner = os.lstat(path).st_uid
    except OSError:
        return ""
    return f" ({who} belongs to user {owner})" if hasattr(os, "getuid") and owner != os.getuid() else ""


def unwritable(folder: Path, error: OSError) -> OSError:
    """The error about a folder of a cache, or of the user's, in which nothing can be created."""
    existing = folder
    while not os.path.lexists(existing) and existing != existing.parent:
        existing = existing.parent
    if os.path.lexists(existing) and not existing.is_dir():
        reason, advice = f"{existing} is not a folder", "Choose"
    else:
        owner = owner_note(existing, "it" if existing == folder else str(existing))
        reason, advice = f"{error.strerror or error}{owner}", "Make it writable, or choose"
    message = (
        f"Cannot write to {folder}: {reason}. {advice} another place with "
        "`cache_dir=...`, `local_dir=...`, or the environment variables `HF_HUB_CACHE` and `HF_HOME`."
    )
    wrapped = type(error)(error.errno, message)
    wrapped.filename = str(folder)
    return wrapped
