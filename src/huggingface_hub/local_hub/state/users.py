"""Users, organisations, their members, and tokens."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huggingface_hub.local_hub.errors import bad_request
from huggingface_hub.local_hub.state.clock import new_id, now
from huggingface_hub.local_hub.state.db import Database, Row


ROLES = ("read", "write", "fineGrained")
MEMBER_ROLES = ("read", "contributor", "write", "admin")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9])?")
# Words with which a path of the server begins; an account of that name could not be reached.
RESERVED = frozenset(
    {"api", "datasets", "spaces", "kernels", "models", "buckets", "objects", "oauth", "settings", "uploads", "me"}
)


@dataclass(frozen=True)
class Account:
    """A user or an organisation."""

    id: str
    name: str
    kind: str
    fullname: str
    email: str | None
    is_pro: bool
    private_default: bool
    created: str


@dataclass(frozen=True)
class Token:
    """
    What a token allows.

    Attributes:
        scopes: For the role `fineGrained`: entries of `{"entity": {"type", "name"}, "permissions": [...]}`.
        oauth_scope: What a program asked for that got this token through OAuth; None for a user's own.
    """

    account_id: str
    name: str
    role: str
    scopes: tuple[Mapping[str, Any], ...]
    created: str
    expires: str | None
    oauth_scope: str | None = None


def check_account_name(name: str) -> str:
    if not _NAME.fullmatch(name) or "--" in name or ".." in name or name.endswith(".git"):
        raise bad_request(
            f"Invalid name {name!r}: use letters, digits, '-', '_' and '.', starting and ending with a letter or digit."
        )
    if name.lower() in RESERVED:
        raise bad_request(f"The name {name!r} is reserved.")
    return name


def digest(token: str) -> str:
    """Tokens are kept as digests only: the database is of no use to someone who reads it."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    return "hf_" + secrets.token_urlsafe(26).replace("-", "x").replace("_", "y")[:34]


class Users:
    """The accounts of one hub."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, name: str) -> Account | None:
        row = self._db.one("SELECT * FROM accounts WHERE key = ?", name.lower())
        return _account(row) if row else None

    def by_id(self, account_id: str) -> Account | None:
        row = self._db.one("SELECT * FROM accounts WHERE id = ?", account_id)
        return _account(row) if row else None

    def create(
        self,
        name: str,
        *,
        kind: str = "user",
        fullname: str | None = None,
        email: str | None = None,
        is_pro: bool = False,
        private_default: bool = False,
    ) -> Account:
        """Create an account, or bring the one of that name up to date (seeding is repeated at every start)."""
        check_account_name(name)
        with self._db.transaction():
            known = self.get(name)
            if known is not None and known.kind != kind:
                raise bad_request(f"{name!r} is already the name of a {known.kind}.")
            values = (fullname or (known.fullname if known else name), email, int(is_pro), int(private_default))
            if known is not None:
                self._db.run(
                    "UPDATE accounts SET fullname = ?, email = COALESCE(?, email), is_pro = ?, private_default = ? WHERE id = ?",
                    *values,
                    known.id,
                )
            else:
                self._db.run(
                    "INSERT INTO accounts (id, key, name, kind, fullname, email, is_pro, private_default, created)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    *(new_id(), name.lower(), name, kind),
                    *values,
                    now(),
                )
        account = self.get(name)
        assert account is not None
        return account

    def add_token(
        self,
        account: Account,
        token: str | None = None,
        *,
        name: str = "default",
        role: str = "write",
        scopes: Sequence[Mapping[str, Any]] = (),
        expires: str | None = None,
        oauth_scope: str | None = None,
    ) -> str:
        """Give an account a token, generated unless given; returns the token."""
        if role not in ROLES:
            raise bad_request(f"Unknown token role {role!r}: use one of {', '.join(ROLES)}.")
        token = token or new_token()
        owner = self._db.one("SELECT account_id FROM tokens WHERE digest = ?", digest(token))
        if owner is not None and owner["account_id"] != account.id:
            raise bad_request(f"The token given to {account.name!r} already belongs to someone else.")
        self._db.run(
            "INSERT OR REPLACE INTO tokens (digest, account_id, name, role, scopes, created, expires, oauth_scope)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(digest(token), account.id, name, role, json.dumps([dict(item) for item in scopes])),
            *(now(), expires, oauth_scope),
        )
        return token

    def token(self, token: str) -> Token | None:
        row = self._db.one("SELECT * FROM tokens WHERE digest = ?", digest(token))
        if row is None:
            return None
        scopes = tuple(json.loads(row["scopes"]))
        return Token(
            row["account_id"], row["name"], row["role"], scopes, row["created"], row["expires"], row["oauth_scope"]
        )

    def join(self, org: Account, user: Account, role: str) -> None:
        if role not in MEMBER_ROLES:
            raise bad_request(f"Unknown role {role!r} in {org.name!r}: use one of {', '.join(MEMBER_ROLES)}.")
        self._db.run("INSERT OR REPLACE INTO members (org_id, user_id, role) VALUES (?, ?, ?)", org.id, user.id, role)

    def orgs_of(self, user_id: str) -> list[tuple[Account, str]]:
        """The organisations of a user, each with the user's role there."""
        rows = self._db.all(
            "SELECT accounts.*, members.role AS role FROM members JOIN accounts ON accounts.id = members.org_id"
            " WHERE members.user_id = ? ORDER BY accounts.key",
            user_id,
        )
        return [(_account(row), row["role"]) for row in rows]

    def members_of(self, org_id: str) -> list[tuple[Account, str]]:
        rows = self._db.all(
            "SELECT accounts.*, members.role AS role FROM members JOIN accounts ON accounts.id = members.user_id"
            " WHERE members.org_id = ? ORDER BY accounts.key",
            org_id,
        )
        return [(_account(row), row["role"]) for row in rows]


def _account(row: Row) -> Account:
    return Account(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        fullname=row["fullname"],
        email=row["email"],
        is_pro=bool(row["is_pro"]),
        private_default=bool(row["private_default"]),
        created=row["created"],
    )
