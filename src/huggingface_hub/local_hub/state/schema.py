"""The tables of a hub, and the steps that bring an older database up to date."""

from __future__ import annotations

import sqlite3


# The first step may meet tables that are there already: databases from before versions were counted.
_FIRST = """
CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL,
    fullname TEXT NOT NULL, email TEXT, is_pro INTEGER NOT NULL DEFAULT 0, private_default INTEGER NOT NULL DEFAULT 0,
    created TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS members (
    org_id TEXT NOT NULL REFERENCES accounts(id), user_id TEXT NOT NULL REFERENCES accounts(id), role TEXT NOT NULL,
    PRIMARY KEY (org_id, user_id));
CREATE TABLE IF NOT EXISTS tokens (
    digest TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts(id), name TEXT NOT NULL, role TEXT NOT NULL,
    scopes TEXT NOT NULL DEFAULT '[]', created TEXT NOT NULL, expires TEXT);
CREATE TABLE IF NOT EXISTS repos (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, key TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
    creator_id TEXT NOT NULL, visibility TEXT NOT NULL, gated TEXT NOT NULL DEFAULT '', disabled INTEGER NOT NULL DEFAULT 0,
    created TEXT NOT NULL, modified TEXT NOT NULL, extra TEXT NOT NULL DEFAULT '{}', next_num INTEGER NOT NULL DEFAULT 1,
    UNIQUE (type, key));
CREATE TABLE IF NOT EXISTS redirects (
    type TEXT NOT NULL, key TEXT NOT NULL, repo_id TEXT NOT NULL, PRIMARY KEY (type, key));
CREATE TABLE IF NOT EXISTS lfs (
    repo_id TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, pushed TEXT NOT NULL,
    PRIMARY KEY (repo_id, sha256));
CREATE INDEX IF NOT EXISTS lfs_by_object ON lfs (sha256);
CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, repo_id TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, part_size INTEGER NOT NULL,
    created REAL NOT NULL, UNIQUE (repo_id, sha256));
CREATE TABLE IF NOT EXISTS parts (
    upload_id TEXT NOT NULL, number INTEGER NOT NULL, etag TEXT NOT NULL, PRIMARY KEY (upload_id, number));
CREATE TABLE IF NOT EXISTS blobs (
    sha TEXT PRIMARY KEY, size INTEGER NOT NULL, lfs_sha256 TEXT, lfs_size INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS discussions (
    repo_id TEXT NOT NULL, num INTEGER NOT NULL, title TEXT NOT NULL, author TEXT, status TEXT NOT NULL,
    is_pr INTEGER NOT NULL, created TEXT NOT NULL, base TEXT, base_oid TEXT, merge_commit TEXT, PRIMARY KEY (repo_id, num));
CREATE TABLE IF NOT EXISTS events (
    id TEXT PRIMARY KEY, repo_id TEXT NOT NULL, num INTEGER NOT NULL, type TEXT NOT NULL, author TEXT,
    created TEXT NOT NULL, data TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_by_discussion ON events (repo_id, num);
CREATE TABLE IF NOT EXISTS access (
    id TEXT PRIMARY KEY, repo_id TEXT NOT NULL, user_id TEXT NOT NULL, status TEXT NOT NULL, created TEXT NOT NULL,
    fields TEXT NOT NULL DEFAULT '{}', reason TEXT, UNIQUE (repo_id, user_id));
"""

# What users do beside their repositories: likes, followers, collections, webhooks, settings of Spaces, OAuth.
_COMMUNITY = """
ALTER TABLE tokens ADD COLUMN oauth_scope TEXT;
CREATE TABLE likes (
    user_id TEXT NOT NULL, repo_id TEXT NOT NULL, created TEXT NOT NULL, PRIMARY KEY (user_id, repo_id));
CREATE INDEX likes_by_repo ON likes (repo_id);
CREATE TABLE follows (
    follower_id TEXT NOT NULL, account_id TEXT NOT NULL, created TEXT NOT NULL, PRIMARY KEY (follower_id, account_id));
CREATE INDEX follows_by_account ON follows (account_id);
CREATE TABLE collections (
    id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, creator_id TEXT NOT NULL, title TEXT NOT NULL, description TEXT,
    private INTEGER NOT NULL, theme TEXT NOT NULL, position INTEGER NOT NULL, resource_group TEXT,
    created TEXT NOT NULL, updated TEXT NOT NULL);
CREATE INDEX collections_by_owner ON collections (owner_id);
CREATE TABLE collection_items (
    id TEXT PRIMARY KEY, collection_id TEXT NOT NULL, type TEXT NOT NULL, target TEXT NOT NULL, note TEXT,
    position INTEGER NOT NULL, UNIQUE (collection_id, type, target));
CREATE INDEX collection_items_by_target ON collection_items (type, target);
CREATE TABLE webhooks (
    id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, url TEXT NOT NULL, watched TEXT NOT NULL, domains TEXT NOT NULL,
    secret TEXT, disabled INTEGER NOT NULL DEFAULT 0, created TEXT NOT NULL);
CREATE INDEX webhooks_by_owner ON webhooks (owner_id);
CREATE TABLE deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT, webhook_id TEXT NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL, outcome TEXT, created REAL NOT NULL);
CREATE INDEX deliveries_by_state ON deliveries (state, webhook_id, number);
CREATE TABLE space_settings (
    repo_id TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT, description TEXT, updated TEXT NOT NULL,
    PRIMARY KEY (repo_id, kind, key));
CREATE TABLE oauth_apps (
    client_id TEXT PRIMARY KEY, name TEXT NOT NULL, secret TEXT, redirect_uris TEXT NOT NULL, created TEXT NOT NULL);
CREATE TABLE oauth_grants (
    digest TEXT PRIMARY KEY, kind TEXT NOT NULL, user_code TEXT UNIQUE, client_id TEXT NOT NULL, account_id TEXT,
    scope TEXT NOT NULL, data TEXT NOT NULL DEFAULT '{}', state TEXT NOT NULL, expires REAL NOT NULL);
"""

# What came through Xet: `terms` says which chunks of which xorbs make up a file, `chunks` what a xorb consists of. Files that
# came through LFS are only shown as xorbs. Buckets are granted their files; repositories have them through their objects.
_XET = """
CREATE TABLE xet_xorbs (hash TEXT PRIMARY KEY, chunks BLOB NOT NULL, created REAL NOT NULL);
CREATE TABLE xet_files (
    hash TEXT PRIMARY KEY, size INTEGER NOT NULL, sha256 TEXT, from_object INTEGER NOT NULL, terms BLOB NOT NULL,
    created REAL NOT NULL);
CREATE INDEX xet_files_by_object ON xet_files (sha256);
CREATE TABLE xet_shown (
    hash TEXT NOT NULL, sha256 TEXT NOT NULL, start INTEGER NOT NULL, chunks BLOB NOT NULL, PRIMARY KEY (hash, sha256));
CREATE INDEX xet_shown_by_object ON xet_shown (sha256);
CREATE TABLE xet_grants (owner_id TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (owner_id, hash));
CREATE INDEX xet_grants_by_file ON xet_grants (hash);
"""

_BUCKETS = """
CREATE TABLE bucket_files (
    repo_id TEXT NOT NULL, path TEXT NOT NULL, xet_hash TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER,
    content_type TEXT, uploaded TEXT NOT NULL, PRIMARY KEY (repo_id, path)) WITHOUT ROWID;
CREATE INDEX bucket_files_by_content ON bucket_files (repo_id, xet_hash);
"""

# One step a version, in order. A step that was released is never changed: add another.
MIGRATIONS = (_FIRST, _COMMUNITY, _XET, _BUCKETS)
VERSION = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection) -> None:
    """
    Bring a database up to date; each step is there as a whole or not at all.

    Raises:
        RuntimeError: The database is newer than this program.
    """
    while (version := _version(connection)) != VERSION:
        if version > VERSION:
            raise RuntimeError(
                f"This local Hub's folder was written by a newer version (schema {version}, this one knows {VERSION}). "
                "Upgrade huggingface_hub, or choose another folder."
            )
        # Taken first and checked again inside: another process may be doing the same.
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _version(connection) == version:
                for statement in MIGRATIONS[version].split(";\n"):
                    if statement.strip():
                        connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
