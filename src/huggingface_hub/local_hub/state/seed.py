"""Users, organisations and tokens from a TOML or JSON file."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.state.oauth import OAuth
from huggingface_hub.local_hub.state.users import Account, Users


def seed_users(users: Users, source: str | Path | Mapping[str, Any] | None, oauth: OAuth | None = None) -> None:
    """
    Make the accounts that a file describes; those that exist are brought up to date.

    ```toml
    [users.ada]
    fullname = "Ada"
    tokens = ["hf_ada"]                       # may write
    [[users.ada.token]]
    name = "ci"
    value = "hf_ada_ci"
    role = "fineGrained"                      # read, write or fineGrained
    scopes = [{entity = {type = "model", name = "ada/bert"}, permissions = ["repo.write"]}]
    [orgs.acme]
    private_by_default = true
    members = {ada = "admin"}                 # read, contributor, write or admin
    [apps.my-app]                             # a program that asks users for access through OAuth
    client_id = "my-app"
    client_secret = "s3cret"                  # none for a program that can keep no secret
    redirect_uris = ["http://localhost:7860/login/callback"]
    ```

    Raises:
        ValueError: The file cannot be understood; says where.
    """
    if source is None:
        return
    content = source if isinstance(source, Mapping) else read_file(Path(source))
    try:
        for name, entry in _tables(content, "users").items():
            _seed_user(users, name, entry)
        for name, entry in _tables(content, "orgs").items():
            _seed_org(users, name, entry)
        for name, entry in _tables(content, "apps").items():
            _seed_app(oauth, name, entry)
    except HubError as error:
        raise ValueError(f"Invalid users: {error.message}") from error
    unknown = set(content) - {"users", "orgs", "apps"}
    if unknown:
        raise ValueError(f"Invalid users: unknown key {sorted(unknown)[0]!r}, expected 'users', 'orgs' and 'apps'.")


def read_file(path: Path) -> Mapping[str, Any]:
    text = path.read_text(encoding="utf-8")
    try:
        if path.suffix == ".json":
            content = json.loads(text)
        else:
            if sys.version_info >= (3, 11):
                import tomllib
            else:
                import tomli as tomllib

            content = tomllib.loads(text)
    except ValueError as error:
        raise ValueError(f"Invalid users file {path}: {error}") from error
    if not isinstance(content, Mapping):
        raise ValueError(f"Invalid users file {path}: expected a table of 'users' and 'orgs'.")
    return content


def _seed_user(users: Users, name: str, entry: Mapping[str, Any]) -> None:
    account = users.create(
        name,
        fullname=entry.get("fullname"),
        email=entry.get("email"),
        is_pro=bool(entry.get("pro", False)),
        private_default=bool(entry.get("private_by_default", False)),
    )
    for number, value in enumerate(_list(entry, "tokens")):
        users.add_token(account, str(value), name=f"token-{number + 1}", role="write")
    for token in _list(entry, "token"):
        _seed_token(users, account, token)


def _seed_token(users: Users, account: Account, entry: Any) -> None:
    if not isinstance(entry, Mapping) or not entry.get("value"):
        raise ValueError(f"Invalid users: each [[users.{account.name}.token]] needs a 'value'.")
    name = str(entry.get("name", "token"))
    expires = str(entry["expires"]) if entry.get("expires") else None
    if expires is not None:
        try:
            datetime.fromisoformat(expires.replace("Z", "+00:00")).astimezone()
        except ValueError as error:
            raise ValueError(
                f"Invalid users: the token {name!r} of {account.name} expires at {expires!r}, which is no time."
            ) from error
    users.add_token(
        account,
        str(entry["value"]),
        name=name,
        role=str(entry.get("role", "write")),
        scopes=_list(entry, "scopes"),
        expires=expires,
    )


def _seed_org(users: Users, name: str, entry: Mapping[str, Any]) -> None:
    org = users.create(
        name, kind="org", fullname=entry.get("fullname"), private_default=bool(entry.get("private_by_default", False))
    )
    members = entry.get("members", {})
    if not isinstance(members, Mapping):
        raise ValueError(f"Invalid users: orgs.{name}.members must be a table of names and roles.")
    for member, role in members.items():
        users.join(org, users.get(member) or users.create(member), str(role))


def _seed_app(oauth: OAuth | None, name: str, entry: Mapping[str, Any]) -> None:
    secret = entry.get("client_secret")
    if oauth is not None:
        oauth.register(
            name,
            [str(uri) for uri in _list(entry, "redirect_uris")],
            client_id=str(entry.get("client_id", name)),
            secret=str(secret) if secret else None,
        )


def _tables(content: Mapping[str, Any], key: str) -> Mapping[str, Mapping[str, Any]]:
    tables = content.get(key, {})
    if not isinstance(tables, Mapping) or not all(isinstance(entry, Mapping) for entry in tables.values()):
        raise ValueError(f"Invalid users: '{key}' must be tables, one for each name.")
    return tables


def _list(entry: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = entry.get(key, [])
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValueError(f"Invalid users: '{key}' must be a list.")
    return value
