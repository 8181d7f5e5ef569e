"""OAuth: programs that may ask, what they were promised, and the tokens that come of it."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from huggingface_hub.local_hub.errors import bad_request
from huggingface_hub.local_hub.state.clock import iso, now
from huggingface_hub.local_hub.state.db import Database, Row
from huggingface_hub.local_hub.state.users import Account, Users, digest


# What `hf auth login` calls itself; known to every Hub.
CLI_CLIENT = "26be6b09-91c5-47da-9861-d2d2bb7a7e36"
CODE_LIFETIME = 600
DEVICE_LIFETIME = 900
ACCESS_LIFETIME = 8 * 3600
DEVICE_ACCESS_LIFETIME = 30 * 24 * 3600
REFRESH_LIFETIME = 90 * 24 * 3600
# No vowels, so that codes are no words, and nothing that looks like something else.
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"

# What each scope lets a token do with its user's things; those without permissions are about the user only.
SCOPES: Mapping[str, tuple[str, ...]] = {
    "openid": (),
    "profile": (),
    "email": (),
    "read-memberships": (),
    "read-repos": ("repo.content.read",),
    "gated-repos": (),
    "write-repos": ("repo.write",),
    "manage-repos": ("repo.write",),
    "read-collections": ("collection.read",),
    "write-collections": ("collection.write",),
    "write-discussions": ("discussion.write",),
    "webhooks": ("webhook.write",),
}


@dataclass(frozen=True)
class App:
    """A program that may ask users for access; public ones have no secret."""

    client_id: str
    name: str
    secret: str | None
    redirect_uris: tuple[str, ...]

    def has_secret(self, given: str) -> bool:
        return self.secret is not None and secrets.compare_digest(self.secret, digest(given))


@dataclass(frozen=True)
class Grant:
    """
    A code, device code or refresh token.

    Attributes:
        state: `waiting` for its user, `ready` to be redeemed, `denied` or `used`.
        data: What only some kinds have.
    """

    digest: str
    kind: str
    client_id: str
    account_id: str | None
    scope: str
    state: str
    expires: float
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def expired(self) -> bool:
        return self.expires <= time.time()


def known_scopes(text: str) -> str:
    """The scopes that this hub knows, each once; others are not granted."""
    return " ".join(dict.fromkeys(name for name in text.split() if name in SCOPES))


def token_scopes(scope: str, names: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """The permissions of a token with OAuth scopes, for accounts given as (type, name)."""
    permissions = sorted({permission for name in scope.split() for permission in SCOPES.get(name, ())})
    return [{"entity": {"type": kind, "name": name}, "permissions": permissions} for kind, name in names]


class OAuth:
    """The OAuth records of one hub. Codes, secrets and tokens are kept as digests only."""

    def __init__(self, db: Database, users: Users) -> None:
        self._db = db
        self._users = users

    # Programs

    def app(self, client_id: str) -> App | None:
        row = self._db.one("SELECT * FROM oauth_apps WHERE client_id = ?", client_id)
        if row is None:
            return App(CLI_CLIENT, "hf", None, ()) if client_id == CLI_CLIENT else None
        return App(row["client_id"], row["name"], row["secret"], tuple(json.loads(row["redirect_uris"])))

    def register(
        self, name: str, redirect_uris: Sequence[str], *, client_id: str | None = None, secret: str | None = None
    ) -> App:
        """Make a program known, or bring the one of that id up to date; without a secret it is a public one."""
        for uri in redirect_uris:
            if "://" not in uri or "#" in uri or not uri.isprintable() or " " in uri:
                raise bad_request(f"Invalid redirect address {uri!r}: expected a whole address without '#'.")
        client_id = client_id or secrets.token_hex(16)
        self._db.run(
            "INSERT OR REPLACE INTO oauth_apps (client_id, name, secret, redirect_uris, created) VALUES (?, ?, ?, ?, ?)",
            *(client_id, name, digest(secret) if secret else None, json.dumps(list(redirect_uris)), now()),
        )
        app = self.app(client_id)
        assert app is not None
        return app

    # Codes and refresh tokens

    def issue(
        self,
        kind: str,
        client_id: str,
        scope: str,
        lifetime: float,
        *,
        account_id: str | None = None,
        state: str = "ready",
        user_code: str | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> str:
        """Make a code or refresh token; returns it, since only its digest is kept."""
        code = ("hf_oauth_refresh_" if kind == "refresh" else "") + secrets.token_urlsafe(32)
        self._db.run(
            "INSERT INTO oauth_grants (digest, kind, user_code, client_id, account_id, scope, data, state, expires)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(digest(code), kind, user_code, client_id, account_id, scope, json.dumps(dict(data or {}))),
            *(state, time.time() + lifetime),
        )
        return code

    def issue_device(self, client_id: str, scope: str) -> tuple[str, str]:
        """The code for a program without a browser, and the one that its user types in."""
        letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
        code = self.issue("device", client_id, scope, DEVICE_LIFETIME, state="waiting", user_code=letters)
        return code, f"{letters[:4]}-{letters[4:]}"

    def find(self, kind: str, code: str) -> Grant | None:
        row = self._db.one("SELECT * FROM oauth_grants WHERE digest = ? AND kind = ?", digest(code), kind)
        return _grant(row) if row else None

    def find_device(self, user_code: str) -> Grant | None:
        """The device whose user typed this in, if it still waits."""
        letters = "".join(letter for letter in user_code.upper() if letter.isalpha())
        row = self._db.one("SELECT * FROM oauth_grants WHERE user_code = ? AND state = 'waiting'", letters)
        grant = _grant(row) if row else None
        return grant if grant is not None and not grant.expired else None

    def decide(self, grant: Grant, account: Account, *, allowed: bool) -> bool:
        """Answer for a waiting device; False when someone did already."""
        sql = "UPDATE oauth_grants SET state = ?, account_id = ? WHERE digest = ? AND state = 'waiting'"
        return self._db.run(sql, "ready" if allowed else "denied", account.id, grant.digest) == 1

    def asked_at(self, grant: Grant) -> float:
        """When this device asked before; 0 the first time."""
        data = {**grant.data, "asked": time.time()}
        self._db.run("UPDATE oauth_grants SET data = ? WHERE digest = ?", json.dumps(data), grant.digest)
        return float(grant.data.get("asked", 0))

    def redeem(self, grant: Grant) -> bool:
        """Use a code up; False when it was used before. Of two that try at once, one succeeds."""
        sql = "UPDATE oauth_grants SET state = 'used' WHERE digest = ? AND state = 'ready' AND expires > ?"
        return self._db.run(sql, grant.digest, time.time()) == 1

    def access_token(
        self,
        account: Account,
        client_id: str,
        scope: str,
        lifetime: int,
        orgs: Sequence[str] = (),
        scopes: Sequence[Mapping[str, Any]] = (),
    ) -> str:
        """
        A token with the given OAuth scopes.

        Args:
            account: Whose it is.
            client_id: The program that gets it.
            scope: The OAuth scopes; without any, it allows what `scopes` say, or all that the user may do (the command line).
            lifetime: Seconds.
            orgs: Organisations that it is good for, besides the user.
            scopes: Permissions, as a fine-grained token has them.
        """
        expires = iso(datetime.fromtimestamp(time.time() + lifetime, timezone.utc))
        names = [("user", account.name), *(("org", name) for name in orgs)]
        return self._users.add_token(
            account,
            "hf_oauth_" + secrets.token_urlsafe(32),
            name=f"oauth-{client_id}",
            role="fineGrained" if scope or scopes else "write",
            scopes=token_scopes(scope, names) if scope else scopes,
            expires=expires,
            oauth_scope=scope or "openid profile email",
        )

    def clean(self) -> None:
        """Forget what can be of no use any more."""
        self._db.run("DELETE FROM oauth_grants WHERE expires < ?", time.time())
        self._db.run("DELETE FROM tokens WHERE oauth_scope IS NOT NULL AND expires < ?", now())


def _grant(row: Row) -> Grant:
    return Grant(
        digest=row["digest"],
        kind=row["kind"],
        client_id=row["client_id"],
        account_id=row["account_id"],
        scope=row["scope"],
        state=row["state"],
        expires=row["expires"],
        data=json.loads(row["data"]),
    )
