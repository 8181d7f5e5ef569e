"""What a command line names: a repository by id, by `hf://` address or by its page, with everything the address says."""

from __future__ import annotations

from dataclasses import dataclass

from huggingface_hub._lazy import errors


@dataclass(frozen=True)
class Target:
    """A repository, and what in it.

    Attributes:
        repo_id: `namespace/name`.
        repo_type: `model`, `dataset`, `space` or `kernel`.
        revision: Branch, tag or commit, or `None`.
        path: Path in the repository that the address names, with a slash at its end if it was written so.
    """

    repo_id: str
    repo_type: str
    revision: str | None = None
    path: str | None = None


def find(repo_id: str, repo_type: str | None, revision: str | None, *, command: str) -> Target:
    """Read the repository argument of `hf download` and `hf upload`: an id, or what a browser or another program shows."""
    is_page = repo_id.lower().startswith(("https://", "http://"))
    if not is_page and not repo_id.startswith("hf://"):
        return Target(repo_id, repo_type or "model", revision)
    from huggingface_hub._core.uris import parse_hf_uri

    for flag, value in (("--repo-type", repo_type), ("--revision", revision)):
        if value is not None:
            kind = "the address of a page" if is_page else "an 'hf://' URI"
            raise errors.CLIError(f"'{flag}' cannot be used with {kind} ('{repo_id}').")
    uri = parse_hf_uri(repo_id)
    if uri.is_bucket:
        raise errors.CLIError(f"Buckets are not supported by `hf {command}`. Use `hf sync` instead.")
    path = uri.path_in_repo or None
    if path and (repo_id.endswith("/") or (is_page and _shows_folder(repo_id, uri.id))):
        path += "/"
    return Target(uri.id, uri.type, uri.revision, path)


def _shows_folder(page: str, repo_id: str) -> bool:
    """Whether a page is that of a folder: `…/user/name/tree/main/folder`."""
    return page.partition(f"/{repo_id}/")[2].startswith("tree/")
