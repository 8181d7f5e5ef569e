"""The database: SQLite in WAL mode behind a small pool of connections."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any


SCHEMA = """
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

Row = sqlite3.Row


class Database:
    """
    One SQLite file, used from any number of threads and processes.

    WAL keeps readers and the writer apart, and a transaction is either there or not after a kill.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False
        # The connection of the transaction this thread is in, so that helpers join it without being handed it.
        self._current: ContextVar[sqlite3.Connection | None] = ContextVar("local_hub_connection", default=None)
        with self._connection() as connection:
            connection.executescript(SCHEMA)

    def all(self, sql: str, *values: Any) -> list[Row]:
        with self._connection() as connection:
            return connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Row | None:
        with self._connection() as connection:
            row: Row | None = connection.execute(sql, values).fetchone()
            return row

    def run(self, sql: str, *values: Any) -> int:
        """Execute a statement; returns how many rows it changed."""
        with self._connection() as connection:
            return connection.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with self.transaction(), self._connection() as connection:
            connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Generator[None, None, None]:
        """All statements of this thread inside the block take effect together, or not at all."""
        if self._current.get() is not None:
            yield
            return
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            token = self._current.set(connection)
            try:
                yield
            except BaseException:
                connection.rollback()
                raise
            else:
                connection.commit()
            finally:
                self._current.reset(token)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def _connection(self) -> Generator[sqlite3.Connection, None, None]:
        current = self._current.get()
        if current is not None:
            yield current
            return
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        connection = connection or self._open()
        try:
            yield connection
        finally:
            with self._lock:
                keep = not self._closed
                if keep:
                    self._idle.append(connection)
            if not keep:
                connection.close()

    def _open(self) -> sqlite3.Connection:
        # Autocommit, so that transactions are exactly those that `transaction` begins.
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
        return connection
