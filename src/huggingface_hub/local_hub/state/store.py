"""Everything that one local Hub keeps below its root folder."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from huggingface_hub.local_hub.announcing import Announcer
from huggingface_hub.local_hub.cards import Cards
from huggingface_hub.local_hub.config import HubConfig
from huggingface_hub.local_hub.errors import repo_not_found
from huggingface_hub.local_hub.id_tokens import IdTokens
from huggingface_hub.local_hub.signing import Signer
from huggingface_hub.local_hub.state.attachments import Attachments
from huggingface_hub.local_hub.state.attributes import default_gitattributes
from huggingface_hub.local_hub.state.blobs import BlobIndex
from huggingface_hub.local_hub.state.buckets import Buckets
from huggingface_hub.local_hub.state.clock import new_id
from huggingface_hub.local_hub.state.collections import Collections
from huggingface_hub.local_hub.state.commits import Author, first_commit
from huggingface_hub.local_hub.state.db import Database
from huggingface_hub.local_hub.state.discussions import Discussions
from huggingface_hub.local_hub.state.git import GitStore
from huggingface_hub.local_hub.state.locks import RepoLocks
from huggingface_hub.local_hub.state.oauth import OAuth
from huggingface_hub.local_hub.state.objects import ObjectStore
from huggingface_hub.local_hub.state.repos import Repo, Repos
from huggingface_hub.local_hub.state.social import Social
from huggingface_hub.local_hub.state.spaces import Spaces
from huggingface_hub.local_hub.state.trees import TreeCache
from huggingface_hub.local_hub.state.users import Account, Users, new_token
from huggingface_hub.local_hub.state.webhooks import Webhooks
from huggingface_hub.local_hub.weights import Weights
from huggingface_hub.local_hub.xet.store import XetStore


DEFAULT_USER = "local"
ORPHAN_AGE = 3600
UPLOAD_AGE = 7 * 24 * 3600
# One lock for linking and deleting objects: a deletion must not take the file that someone is just linking.
OBJECTS_LOCK = "objects"


class HubState:
    """
    The state of a hub.

    ```
    <root>/hub.sqlite     accounts, repositories, discussions
    <root>/git/           bare repositories
    <root>/objects/       LFS objects by SHA-256; may be served by a web server
    <root>/xorbs/         what came through Xet
    <root>/attachments/   what discussions show
    <root>/staging/       uploads under way
    <root>/token, secret  the default user's token, and the key of signed URLs; readable by their owner only
    <root>/id-key.pem     the key of id tokens, likewise
    ```
    """

    def __init__(self, root: Path, config: HubConfig) -> None:
        self.root = root
        self.config = config
        root.mkdir(parents=True, exist_ok=True)
        for private in ("git", "staging"):
            # Other users of this machine may read objects, for a web server's sake, but not repositories.
            (root / private).mkdir(mode=0o700, exist_ok=True)
        self.db = Database(root / "hub.sqlite")
        self.users = Users(self.db)
        self.repos = Repos(self.db)
        self.buckets = Buckets(self.db)
        self.discussions = Discussions(self.db)
        self.attachments = Attachments(root / "attachments")
        self.social = Social(self.db)
        self.collections = Collections(self.db)
        self.oauth = OAuth(self.db, self.users)
        self.id_tokens = IdTokens(root / "id-key.pem")
        self.spaces = Spaces(self.db, self.repos)
        self.webhooks = Webhooks(self.db)
        self.announce = Announcer(self)
        self.git = GitStore(root / "git")
        self.git.on_moved = self.announce.content
        self.objects = ObjectStore(root / "objects", root / "staging")
        self.xet = XetStore(root / "xorbs", self.db, self.objects)
        self.blobs = BlobIndex(self.db)
        self.trees = TreeCache()
        self.cards = Cards()
        self.weights = Weights()
        self.locks = RepoLocks(root / "locks")
        self.signer = Signer(_own_secret(root / "secret", secrets.token_hex(32)).encode(), config.url_lifetime)
        self.token = self._default_user()

    def close(self) -> None:
        self.xet.close()
        self.git.close()
        self.db.close()

    def _default_user(self) -> str:
        token = _own_secret(self.root / "token", new_token())
        account = self.users.get(DEFAULT_USER) or self.users.create(DEFAULT_USER, fullname="Local user")
        self.users.add_token(account, token, name="local-hub", role="write")
        return token

    def create_repo(
        self,
        repo_type: str,
        namespace: str,
        name: str,
        creator: Account,
        visibility: str,
        extra: Mapping[str, Any] | None = None,
    ) -> Repo:
        """Make a repository with its first commit. Its name is taken last, so that a kill leaves no broken one."""
        repo_id = new_id()
        self.git.create(repo_id)
        try:
            with self.git.open(repo_id) as git:
                commit, objects = first_commit({".gitattributes": default_gitattributes(repo_type)}, Author.of(creator))
                git.write(objects)
                git.set_ref("refs/heads/main", commit)
            return self.repos.insert(repo_id, repo_type, namespace, name, creator.id, visibility, extra or {})
        except BaseException:
            self.git.delete(repo_id)
            raise

    def duplicate_repo(self, source: Repo, namespace: str, name: str, creator: Account, visibility: str) -> Repo:
        """Make a repository with the branches, tags and objects of another; pull requests stay where they are."""
        repo_id = new_id()
        self.git.create(repo_id)
        try:
            with self.writing(source), self.git.open(source.id) as old, self.git.open(repo_id) as new:
                shutil.copytree(old.path / "objects", new.path / "objects", dirs_exist_ok=True)
                for prefix in ("refs/heads", "refs/tags"):
                    for short, sha in old.refs_under(prefix).items():
                        new.set_ref(f"{prefix}/{short}", sha)
                # What it shall run on is said anew for each copy.
                extra = {key: value for key, value in source.extra.items() if key != "runtime"}
                repo = self.repos.insert(repo_id, source.type, namespace, name, creator.id, visibility, extra)
        except BaseException:
            self.git.delete(repo_id)
            raise
        for row in self.repos.objects(source.id):
            self.link_existing(repo.id, row["sha256"])
        return repo

    def link_existing(self, repo_id: str, sha256: str) -> int | None:
        """Add an object that is in the store to a repository; its size, or None when it is not there any more."""
        with self.locks.writing(OBJECTS_LOCK):
            size = self.objects.size(sha256)
            if size is not None:
                self.repos.link_object(repo_id, sha256, size)
            return size

    @contextmanager
    def writing(self, repo: Repo) -> Generator[None, None, None]:
        """Be the only writer of a repository, which still exists, for the length of the block."""
        with self.locks.writing(repo.id):
            if self.repos.by_id(repo.id) is None:
                raise repo_not_found(anonymous=False)
            yield

    def delete_repo(self, repo: Repo) -> None:
        """Delete a repository with all that only it has."""
        with self.locks.writing(repo.id):
            for row in self.repos.objects(repo.id):
                self.drop_object(repo.id, row["sha256"])
            self.xet.revoke(repo.id)
            self.repos.delete(repo)
            self.git.delete(repo.id)

    def drop_object(self, repo_id: str, sha256: str) -> None:
        """Take an LFS object from a repository, and from the disk when nobody else has it."""
        with self.locks.writing(OBJECTS_LOCK):
            self.db.run("DELETE FROM lfs WHERE repo_id = ? AND sha256 = ?", repo_id, sha256)
            if self.db.one("SELECT 1 FROM lfs WHERE sha256 = ?", sha256) is None:
                self.objects.path(sha256).unlink(missing_ok=True)
                self.xet.forget_object(sha256)

    def clean(self) -> None:
        """Remove what killed processes left: staging files, and repositories that never got their name."""
        self.db.run("DELETE FROM uploads WHERE created < ?", time.time() - UPLOAD_AGE)
        self.db.run("DELETE FROM parts WHERE upload_id NOT IN (SELECT id FROM uploads)")
        known = {row["id"] for row in self.db.all("SELECT id FROM uploads")}
        self.objects.clean_staging(known)
        self.buckets.clean(time.time() - UPLOAD_AGE)
        self.xet.clean()
        self.webhooks.clean()
        self.oauth.clean()
        for path in self.git.root.glob("*.git"):
            repo_id = path.name.removesuffix(".git")
            # A young one may be in the making, by an import that runs beside this server.
            if self.repos.by_id(repo_id) is None and path.stat().st_mtime < time.time() - ORPHAN_AGE:
                self.git.delete(repo_id)


def _own_secret(path: Path, fresh: str) -> str:
    """The text of a file that only its owner may read, written with `fresh` the first time."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="utf-8").strip()
        if kept:
            return kept
        # A process was killed between creating the file and filling it.
        path.unlink()
        return _own_secret(path, fresh)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(fresh)
    return fresh
