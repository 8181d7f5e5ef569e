"""The LFS objects of a repository: listing them, and deleting them for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dulwich.objects import Commit, ObjectID, Tag

from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.store import HubState
from huggingface_hub.local_hub.state.trees import TreeEditor


def listed(hub: HubState, repo: Repo) -> list[dict[str, Any]]:
    """All objects, newest first, each with a name and ref under which it can be found (if it still can)."""
    places: dict[str, tuple[str, str]] = {}
    with hub.git.open(repo.id) as git:
        for ref, commit in _commits_of_refs(git):
            entries = [entry for entry in hub.trees.walk(git, commit.tree.decode()) if not entry.is_dir]
            infos = hub.blobs.many(git, (entry.sha for entry in entries))
            for entry in entries:
                sha256 = infos[entry.sha].lfs_sha256
                if sha256 is not None:
                    places.setdefault(sha256, (entry.path, ref))
    items = []
    for row in hub.repos.objects(repo.id):
        path, ref = places.get(row["sha256"], (row["sha256"], ""))
        item = {
            "fileOid": row["sha256"],
            "oid": row["sha256"],
            "filename": path,
            "pushedAt": row["pushed"],
            "size": row["size"],
        }
        items.append({**item, "ref": ref} if ref else item)
    return items


def delete(hub: HubState, repo: Repo, objects: Sequence[str], *, rewrite: bool) -> None:
    """Delete objects; with `rewrite`, also remove the files that point to them from all commits."""
    mine = {sha256 for sha256 in objects if hub.repos.object_size(repo.id, sha256) is not None}
    if rewrite and mine:
        with hub.git.open(repo.id) as git, hub.writing(repo):
            _Rewriter(hub, git, mine).run()
    for sha256 in mine:
        hub.drop_object(repo.id, sha256)


class _Rewriter:
    """Rewrites a history so that no commit has certain files; commits that never had them stay as they are."""

    def __init__(self, hub: HubState, git: Git, objects: set[str]) -> None:
        self._hub = hub
        self._git = git
        self._objects = objects
        self._new: dict[str, str] = {}

    def run(self) -> None:
        moved: list[tuple[str, str]] = []
        for ref, commit in _commits_of_refs(self._git):
            sha = commit.id.decode()
            for old in self._oldest_first(sha):
                if old not in self._new:
                    self._new[old] = self._rewritten(old)
            if self._new[sha] != sha:
                moved.append((ref, self._new[sha]))
        for ref, sha in moved:
            self._git.set_ref(ref, sha)

    def _oldest_first(self, head: str) -> list[str]:
        from huggingface_hub.local_hub.history import all_commits

        return [commit.id.decode() for commit in reversed(all_commits(self._git, head))]

    def _rewritten(self, sha: str) -> str:
        commit = self._git.commit(sha)
        tree = commit.tree.decode()
        entries = [entry for entry in self._hub.trees.walk(self._git, tree) if not entry.is_dir]
        infos = self._hub.blobs.many(self._git, (entry.sha for entry in entries))
        doomed = [entry.path for entry in entries if infos[entry.sha].lfs_sha256 in self._objects]
        parents = [self._new[parent.decode()] for parent in commit.parents]
        if not doomed and parents == [parent.decode() for parent in commit.parents]:
            return sha
        editor = TreeEditor(self._git, tree)
        for path in doomed:
            editor.remove(path)
        new_tree, objects = editor.finish()
        copy = commit.copy()
        assert isinstance(copy, Commit)
        copy.tree = ObjectID(new_tree.encode())
        copy.parents = [ObjectID(parent.encode()) for parent in parents]
        # A signature of the old commit would not fit the new one.
        copy.gpgsig = None
        self._git.write([*objects, copy])
        return copy.id.decode()


def _commits_of_refs(git: Git) -> list[tuple[str, Commit]]:
    found = []
    for name, sha in git.refs_under("refs").items():
        target = git.object(sha)
        while isinstance(target, Tag):
            target = git.store[target.object[1]]
        if isinstance(target, Commit):
            found.append((f"refs/{name}", target))
    return found
