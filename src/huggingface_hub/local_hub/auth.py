"""Who is asking, and what they may do."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import IntEnum
from typing import Any

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.state.repos import Repo, Repos
from huggingface_hub.local_hub.state.users import Account, Token, Users


_READ_PERMISSIONS = frozenset({"repo.content.read", "repo.read", "repo.write", "repo.content.write"})
_WRITE_PERMISSIONS = frozenset({"repo.write", "repo.content.write"})


class Level(IntEnum):
    """What someone may do with a repository."""

    NONE = 0
    READ = 1
    WRITE = 2


@dataclass(frozen=True)
class Caller:
    """
    The sender of a request; anonymous when there is no account.

    Attributes:
        roles: The caller's role by lower-case name of organisation.
    """

    account: Account | None = None
    token: Token | None = None
    roles: Mapping[str, str] = field(default_factory=dict)

    @property
    def anonymous(self) -> bool:
        return self.account is None

    def required(self) -> Account:
        """The account, or the error that asks for one."""
        if self.account is None:
            raise errors.login_required()
        return self.account

    def writer(self) -> Account:
        """The account, if its token may change things at all."""
        account = self.required()
        if self.token is not None and self.token.role == "read":
            raise errors.forbidden("You must use a write token for this: the one you sent has the role 'read'.")
        if self.token is not None and self.token.role == "fineGrained" and not self._may_write_anything():
            raise errors.forbidden("You must use a token for this that may write: the one you sent may only read.")
        return account

    def level(self, repo: Repo) -> Level:
        """What the caller may do with a repository, before gating."""
        open_level = Level.READ if repo.visibility == "public" else Level.NONE
        if self.account is None or self.token is None:
            return open_level
        member = self._membership(repo.namespace, repo.creator_id)
        allowed = member if self.token.role == "write" else min(member, Level.READ)
        if self.token.role == "fineGrained":
            allowed = min(member, self._scoped(repo.namespace, repo.type, repo.full_id))
        return max(open_level, allowed)

    def may_create(self, namespace: str, repo_type: str, full_id: str) -> bool:
        """Whether the caller may make a repository of this name."""
        if self.account is None or self.token is None or self.token.role == "read":
            return False
        if self.token.role == "fineGrained" and self._scoped(namespace, repo_type, full_id) < Level.WRITE:
            return False
        if namespace.lower() == self.account.name.lower():
            return True
        return self.roles.get(namespace.lower()) in {"contributor", "write", "admin"}

    def may_write_for(self, owner: Account, permission: str, creator_id: str | None = None) -> bool:
        """
        Whether the caller may change what belongs to an account beside its repositories.

        Args:
            owner: The user or organisation.
            permission: What a fine-grained token must name for this account.
            creator_id: Who made the thing: contributors of an organisation change their own only.
        """
        if self.account is None or self.token is None or self.token.role == "read":
            return False
        if self.token.role == "fineGrained" and not self._names(owner.name, permission):
            return False
        if owner.id == self.account.id:
            return True
        role = self.roles.get(owner.name.lower())
        own = creator_id is None or creator_id == self.account.id
        return role in {"write", "admin"} or (role == "contributor" and own)

    def may_read_for(self, owner: Account, permission: str) -> bool:
        """Whether the caller may see what an account keeps private beside its repositories."""
        if self.account is None or self.token is None:
            return False
        if self.token.role == "fineGrained" and not self._names(owner.name, permission):
            return False
        return owner.id == self.account.id or owner.name.lower() in self.roles

    def _may_write_anything(self) -> bool:
        permissions = (
            {name for scope in self.token.scopes for name in scope.get("permissions", ())} if self.token else ()
        )
        return any(name.endswith(".write") for name in permissions)

    def _names(self, account: str, permission: str) -> bool:
        """Whether a fine-grained token has a permission for an account; the right to write is one to read too."""
        wanted = {permission, permission.replace(".read", ".write")}
        for scope in self.token.scopes if self.token else ():
            entity = scope.get("entity", {})
            named = entity.get("type") in {"user", "org"} and str(entity.get("name", "")).lower() == account.lower()
            if named and wanted & set(scope.get("permissions", ())):
                return True
        return False

    def _membership(self, namespace: str, creator_id: str) -> Level:
        assert self.account is not None
        if namespace.lower() == self.account.name.lower():
            return Level.WRITE
        role = self.roles.get(namespace.lower())
        if role in {"write", "admin"} or (role == "contributor" and creator_id == self.account.id):
            return Level.WRITE
        return Level.READ if role else Level.NONE

    def _scoped(self, namespace: str, repo_type: str, full_id: str) -> Level:
        level = Level.NONE
        for scope in self.token.scopes if self.token else ():
            entity = scope.get("entity", {})
            name = str(entity.get("name", "")).lower()
            if entity.get("type") in {"user", "org"}:
                applies = name == namespace.lower()
            else:
                applies = entity.get("type") == repo_type and name == full_id.lower()
            permissions = set(scope.get("permissions", ()))
            if applies and permissions & _WRITE_PERMISSIONS:
                return Level.WRITE
            if applies and permissions & _READ_PERMISSIONS:
                level = Level.READ
        return level


def identify(header: str | None, users: Users) -> Caller:
    """
    The caller that an `Authorization` header names: `Bearer <token>`, or Basic with the token as password.

    Raises:
        HubError: The header is there, but nobody's token is in it.
    """
    if not header:
        return Caller()
    token = users.token(_token_of(header))
    account = users.by_id(token.account_id) if token else None
    if token is None or account is None or _expired(token):
        raise errors.bad_credentials()
    roles = {org.name.lower(): role for org, role in users.orgs_of(account.id)}
    return Caller(account, token, roles)


def _token_of(header: str) -> str:
    scheme, _, value = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        raise errors.bad_credentials()
    try:
        user, _, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise errors.bad_credentials() from error
    # `git clone http://TOKEN@host/…` sends the token as the user's name.
    return password or user


def _expired(token: Token) -> bool:
    if not token.expires:
        return False
    moment = datetime.fromisoformat(token.expires.replace("Z", "+00:00"))
    return moment.astimezone(timezone.utc) <= datetime.now(timezone.utc)


def check_visible(caller: Caller, repo: Repo) -> None:
    """Refuse to admit that a repository exists to someone who may not see it."""
    if caller.level(repo) < Level.READ:
        raise errors.repo_not_found(caller.anonymous)
    if repo.disabled:
        raise errors.HubError(403, "Access to this resource is disabled.")


def check_content(caller: Caller, repo: Repo, repos: Repos) -> None:
    """Refuse the files of a gated repository to someone who was not let in."""
    check_visible(caller, repo)
    if not repo.gated or caller.level(repo) >= Level.WRITE:
        return
    # Members of the owning organisation need no request.
    if caller.account is not None and (
        repo.namespace.lower() in caller.roles or repo.namespace.lower() == caller.account.name.lower()
    ):
        return
    status = repos.access(repo.id, caller.account.id) if caller.account else None
    if status != "accepted":
        raise errors.gated(repo.full_id, caller.anonymous, pending=status == "pending")


def check_write(caller: Caller, repo: Repo) -> Account:
    """The caller's account, if it may change the repository."""
    check_visible(caller, repo)
    if caller.anonymous:
        raise errors.repo_not_found(True)
    account = caller.writer()
    if caller.level(repo) < Level.WRITE:
        raise errors.forbidden(
            f"You don't have the rights to change {repo.full_id}: ask {repo.namespace} for write access, or open a pull request."
        )
    return account


def check_propose(caller: Caller, repo: Repo, repos: Repos) -> Account:
    """The caller's account, if it may open pull requests and discussions: whoever can read, with a token that can write."""
    check_content(caller, repo, repos)
    return caller.writer()


def token_info(token: Token) -> dict[str, Any]:
    info: dict[str, Any] = {"displayName": token.name, "role": token.role, "createdAt": token.created}
    if token.role == "fineGrained":
        info["fineGrained"] = {
            "global": [],
            "scoped": [dict(scope) for scope in token.scopes],
            "canReadGatedRepos": False,
        }
    return info
