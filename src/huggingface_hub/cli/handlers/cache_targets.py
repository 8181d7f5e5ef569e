"""What `hf cache rm` is told to delete, found in the cache."""

from __future__ import annotations

from dataclasses import dataclass, field

from huggingface_hub._core.cache.deletion import DeleteCacheStrategy, Selection, plan_files, plan_revisions
from huggingface_hub._core.cache.manager import HFCacheInfo
from huggingface_hub._lazy import errors
from huggingface_hub.types.cache import CachedFileInfo, CachedRepoInfo


_SHORTEST_HASH = 4


@dataclass
class Found:
    """What the targets name.

    Attributes:
        selection: Revisions, by repository.
        files: Files, by their name on the screen.
        missing: Targets that are not in the cache.
    """

    selection: Selection = field(default_factory=dict)
    files: dict[str, CachedFileInfo] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def plan(self, info: HFCacheInfo) -> DeleteCacheStrategy:
        """What deleting it all means."""
        if self.files:
            return plan_files(info, self.files.values())
        return plan_revisions(info, self.selection)

    @property
    def whole(self) -> list[CachedRepoInfo]:
        """The repositories that go as a whole."""
        return sorted(
            (repo for repo, revisions in self.selection.items() if len(revisions) == len(repo.revisions)),
            key=lambda repo: repo.cache_id,
        )

    @property
    def parts(self) -> Selection:
        """The revisions that go from repositories that stay."""
        return {repo: revisions for repo, revisions in self.selection.items() if len(revisions) < len(repo.revisions)}

    @property
    def revisions(self) -> int:
        """Number of revisions that go, with or without their repositories."""
        return sum(len(revisions) for revisions in self.selection.values())


def find(info: HFCacheInfo, targets: list[str]) -> Found:
    """Look the targets up.

    Raises:
        CLIError: They can't be deleted together, or not in this way.
    """
    found = Found()
    repos = sorted(info.repos, key=lambda repo: repo.cache_id)
    for target in targets:
        if target.startswith("hf://"):
            _find_address(target, repos, found)
        elif not _find_named(target.strip(), repos, found):
            found.missing.append(target + _did_you_mean(target.strip().lower(), repos))
    if found.files and found.selection:
        raise errors.CLIError("Files can't be deleted in one go with repositories or revisions: use two commands.")
    return found


def _named(cache_id: str, repos: list[CachedRepoInfo]) -> CachedRepoInfo | None:
    """The repository of this name. The Hub does not mind capitals, but one that is written like this goes first."""
    alike = [repo for repo in repos if repo.cache_id.lower() == cache_id.lower()]
    exact = [repo for repo in alike if repo.cache_id == cache_id]
    return exact[0] if exact else alike[0] if len(alike) == 1 else None


def _find_named(target: str, repos: list[CachedRepoInfo], found: Found) -> bool:
    kind, slash, name = target.partition("/")
    repo = _named(target, repos) or _named(f"{kind.lower().removesuffix('s')}{slash}{name}", repos)
    if repo is not None:
        found.selection[repo] = set(repo.revisions)
        return True
    hit = False
    for repo in repos:
        for revision in repo.revisions:
            if revision.commit_hash.lower() == target.lower():
                found.selection.setdefault(repo, set()).add(revision)
                hit = True
    return hit


def _did_you_mean(target: str, repos: list[CachedRepoInfo]) -> str:
    """What the user may have meant: a name without its type, or with other capitals, or the beginning of a hash."""
    guesses = [repo.cache_id for repo in repos if target in (repo.repo_id.lower(), repo.cache_id.lower())]
    if len(target) >= _SHORTEST_HASH:
        hashes = {revision.commit_hash for repo in repos for revision in repo.revisions}
        guesses += sorted(commit for commit in hashes if commit.startswith(target))
    return f" (did you mean {' or '.join(guesses[:3])}?)" if guesses else ""


def _find_address(target: str, repos: list[CachedRepoInfo], found: Found) -> None:
    from huggingface_hub._core.uris import parse_hf_uri

    uri = parse_hf_uri(target)
    if uri.is_bucket:
        raise errors.CLIError(f"'{target}' names a bucket: the cache has repositories only.")
    if uri.revision is not None:
        advice = (
            "Leave '@…' out to delete the file from all revisions in the cache."
            if uri.path_in_repo
            else "Give the commit hash instead, see `hf cache ls --revisions`."
        )
        raise errors.CLIError(f"`hf cache rm` takes no revision in an address ('{target}'). {advice}")
    repo = _named(f"{uri.type}/{uri.id}", repos)
    if repo is not None and not uri.path_in_repo:
        found.selection[repo] = set(repo.revisions)
        return
    files = [] if repo is None else _files(repo, uri.path_in_repo)
    if not files:
        found.missing.append(target)
    found.files.update(files)


def _files(repo: CachedRepoInfo, path: str) -> list[tuple[str, CachedFileInfo]]:
    """The file in all revisions."""
    return [
        (f"{repo.cache_id}@{revision.commit_hash}/{path}", file)
        for revision in sorted(repo.revisions, key=lambda revision: revision.commit_hash)
        for file in revision.files
        if file.file_path == revision.snapshot_path.joinpath(*path.split("/"))
    ]
