"""Names that clients send: refused before they reach a disk, a tree or a database."""

from __future__ import annotations

from huggingface_hub._core.ids import validate_repo_id
from huggingface_hub._core.paths import safe_relative_path
from huggingface_hub._lazy import errors as package_errors
from huggingface_hub.local_hub.config import REPO_TYPES
from huggingface_hub.local_hub.errors import bad_request
from huggingface_hub.local_hub.routing import RESERVED_NAMES


def check_path(path: object) -> str:
    """The path of a file to be committed: relative, inside the repository, and nothing that git keeps for itself."""
    if not isinstance(path, str):
        raise bad_request("A path must be a text.")
    try:
        # A name that this machine can store may be a trap on another: those that Windows cannot have are still allowed, as
        # on the Hub, since only `..`, absolute names and the like lead out of a folder.
        safe_relative_path(path, what="path", portable=False)
    except package_errors.UnsafePathError as error:
        raise bad_request(str(error)) from error
    if any(part.lower() == ".git" for part in path.split("/")):
        raise bad_request(f"Invalid path {path!r}: '.git' is git's own. Rename it.")
    return path


def check_repo_name(namespace: str, name: object) -> str:
    if not isinstance(name, str):
        raise bad_request("Missing 'name': the name of the repository.")
    try:
        validate_repo_id(f"{namespace}/{name}")
    except package_errors.HFValidationError as error:
        raise bad_request(str(error)) from error
    if name.lower() in RESERVED_NAMES:
        raise bad_request(f"Invalid repository name: {name!r} is reserved.")
    return name


def check_type(value: object, *, buckets: bool = False) -> str:
    if value is None:
        return "model"
    allowed = (*REPO_TYPES, "bucket") if buckets else REPO_TYPES
    if value not in allowed:
        raise bad_request(f"Invalid repo type {value!r}: expected one of {', '.join(allowed)}.")
    return str(value)
