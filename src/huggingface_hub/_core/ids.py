"""Repository ids and types."""

from __future__ import annotations

import re

from huggingface_hub import constants
from huggingface_hub._lazy import errors


_PART = r"\b[A-Za-z0-9_.\-]{1,96}\b"
REPO_ID_REGEX = re.compile(rf"(?:{_PART}/)?{_PART}", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}")


def validate_repo_id(repo_id: str) -> None:
    """Refuse what the Hub could not have as a repository id, before any request is made.

    Raises:
        HFValidationError: What is wrong, and how a valid id looks.
    """
    if not isinstance(repo_id, str):
        raise errors.HFValidationError(f"Repo id must be a string, not {type(repo_id)}: '{repo_id}'.")
    if repo_id.count("/") > 1:
        raise errors.HFValidationError(
            "Repo id must be in the form 'repo_name' or 'namespace/repo_name':"
            f" '{repo_id}'. Use `repo_type` argument if needed."
        )
    if not REPO_ID_REGEX.fullmatch(repo_id):
        raise errors.HFValidationError(
            "Repo id must use alphanumeric chars, '-', '_' or '.'. The name cannot start or end with '-' or '.' and"
            f" the maximum length is 96: '{repo_id}'."
        )
    if "--" in repo_id or ".." in repo_id:
        raise errors.HFValidationError(f"Cannot have -- or .. in repo_id: '{repo_id}'.")
    if repo_id.endswith(".git"):
        raise errors.HFValidationError(f"Repo_id cannot end by '.git': '{repo_id}'.")


def validate_repo_type(repo_type: str | None, *, kernels: bool = True) -> str:
    """The type as a word, `model` when none is given.

    Raises:
        ValueError: Not one of the Hub's types.
    """
    allowed = constants.REPO_TYPES_WITH_KERNEL if kernels else constants.REPO_TYPES
    if repo_type not in allowed:
        raise ValueError(f"Invalid repo type '{repo_type}': must be one of {[t for t in allowed if t]}.")
    return repo_type or constants.REPO_TYPE_MODEL


def is_commit_hash(revision: str | None) -> bool:
    """Whether a revision is the full hash of a commit, which can never mean another content later."""
    return revision is not None and _COMMIT.fullmatch(revision) is not None
