"""What commits that come through `git push` may contain: the same as those that come over HTTP."""

from __future__ import annotations

from dulwich.diff_tree import tree_changes
from dulwich.objects import ObjectID, Tag
from dulwich.walk import Walker

from huggingface_hub.local_hub.errors import HubError, bad_request
from huggingface_hub.local_hub.names import check_path
from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.store import HubState
from huggingface_hub.local_hub.state.trees import SUBMODULE_MODE


def check_pushed(hub: HubState, repo: Repo, git: Git, new: str) -> None:
    """
    Look at every file that the new commits bring.

    Raises:
        HubError: A name is refused, a file is too large for git, or a pointer leads to an object that was not uploaded.
    """
    target = git.object(new)
    while isinstance(target, Tag):
        target = git.store[target.object[1]]
    known = [ObjectID(sha.encode()) for sha in git.refs_under("refs").values() if git.has(sha)]
    files: dict[str, str] = {}
    for entry in Walker(git.store, [target.id], exclude=known):
        commit = entry.commit
        parent = git.commit(commit.parents[0].decode()).tree if commit.parents else None
        for change in tree_changes(git.store, parent, commit.tree):
            added = change.new
            if added is None or added.mode == SUBMODULE_MODE:
                continue
            files[added.sha.decode()] = _name(added.path)
    infos = hub.blobs.many(git, files)
    for sha, path in files.items():
        check_path(path)
        info = infos[sha]
        if info.lfs_sha256 is not None and hub.repos.object_size(repo.id, info.lfs_sha256) is None:
            raise bad_request(f"an LFS pointer points to a file that does not exist: {path}. Run `git lfs push` first")
        if info.size > hub.config.lfs_threshold:
            raise bad_request(f"{path} has {info.size} bytes, too many for git: track it with `git lfs track`")


def _name(path: bytes) -> str:
    try:
        return path.decode()
    except UnicodeDecodeError as error:
        raise HubError(400, f"the name {path!r} is not UTF-8") from error
