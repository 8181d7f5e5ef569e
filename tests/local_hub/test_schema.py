"""The database: its version, and what becomes of older and newer ones."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from pathlib import Path

import httpx
import pytest

from huggingface_hub.local_hub import LocalHub
from huggingface_hub.local_hub.state import schema
from huggingface_hub.local_hub.state.db import Database


def tables(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    try:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    finally:
        connection.close()


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def old_database(path: Path) -> None:
    """As the first release left it: without a version, with an account."""
    connection = sqlite3.connect(path)
    connection.executescript(schema.MIGRATIONS[0])
    connection.execute(
        "INSERT INTO accounts (id, key, name, kind, fullname, created) VALUES ('1', 'old', 'Old', 'user', 'Old', '2024')"
    )
    connection.commit()
    connection.close()


def test_an_older_database_is_brought_up_to_date(tmp_path: Path) -> None:
    old_database(tmp_path / "hub.sqlite")
    with LocalHub(tmp_path) as hub:
        assert httpx.get(f"{hub.url}/api/users/old/overview").json()["numLikes"] == 0
        assert httpx.get(f"{hub.url}/api/collections").json() == []
    assert version(tmp_path / "hub.sqlite") == schema.VERSION
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "hub.sqlite").stat().st_mode) == 0o600


def test_an_older_database_has_the_tables_of_a_new_one(tmp_path: Path) -> None:
    old_database(tmp_path / "old")
    for name in ("old", "new"):
        Database(tmp_path / name).close()
    assert tables(tmp_path / "old") == tables(tmp_path / "new")


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    Database(tmp_path / "hub.sqlite").close()
    connection = sqlite3.connect(tmp_path / "hub.sqlite")
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    with pytest.raises(RuntimeError, match="newer version"):
        LocalHub(tmp_path).start()
    assert version(tmp_path / "hub.sqlite") == schema.VERSION + 1


def test_a_step_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "hub.sqlite"
    old_database(path)
    before = tables(path)
    monkeypatch.setattr(
        schema, "MIGRATIONS", (schema.MIGRATIONS[0], "CREATE TABLE half (x);\nCREATE TABLE half (x);\n")
    )
    with pytest.raises(sqlite3.OperationalError):
        Database(path)
    assert (tables(path), version(path)) == (before, 1)


def test_two_that_start_at_once(tmp_path: Path) -> None:
    path = tmp_path / "hub.sqlite"
    old_database(path)
    failures: list[BaseException] = []
    barrier = threading.Barrier(4)

    def start() -> None:
        try:
            barrier.wait()
            Database(path).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert version(path) == schema.VERSION
