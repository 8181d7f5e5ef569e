"""The database: SQLite in WAL mode behind a small pool of connections."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from huggingface_hub.local_hub.state.schema import migrate


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
        # Readable by its owner only, as are the files that SQLite keeps beside it: it holds the secrets of webhooks. Not
        # opened here: closing it would drop the locks that this process has on it through SQLite.
        if path.exists():
            with suppress(PermissionError):
                path.chmod(0o600)
        else:
            path.touch(mode=0o600)
        try:
            with self._connection() as connection:
                migrate(connection)
        except BaseException:
            self.close()
            raise

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
