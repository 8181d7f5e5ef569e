"""`hf datasets sql`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from .conftest import Finished


Run = Callable[..., Finished]


def test_without_duckdb(hf: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    ended = hf("datasets", "sql", "SELECT 1")
    assert (ended.code, ended.out) == (1, "")
    assert "pip install duckdb" in ended.err


def test_with_duckdb(hf: Run) -> None:
    pytest.importorskip("duckdb")
    rows = hf("datasets", "sql", "SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, NULL ORDER BY a", "--json")
    assert json.loads(rows.out) == [{"a": 1, "b": "x"}, {"a": 2, "b": None}]
    assert hf("datasets", "sql", "SELECT 1 AS a WHERE false", "--json").out == "[]\n"
    wrong = hf("datasets", "sql", "SELECT nothing")
    assert (wrong.code, wrong.out) == (1, "")
    assert "DuckDB: " in wrong.err
    assert "Traceback" not in wrong.err


class Stand(ModuleType):
    """Stands in for DuckDB: writes down what it is told."""

    class Error(Exception):
        """As DuckDB has it."""

    def __init__(self) -> None:
        super().__init__("duckdb")
        self.told: list[str] = []
        self.refuses: str | None = None
        self.description = [("n",)]

    def connect(self, path: str) -> Stand:
        return self

    def execute(self, statement: str) -> Stand:
        self.told.append(statement)
        if self.refuses is not None and self.refuses in statement:
            raise self.Error(f"not understood: {statement}")
        return self

    def fetchall(self) -> list[Any]:
        return [(3,)]

    def close(self) -> None:
        self.told.append("close")


QUERY = "SELECT count(*) AS n FROM read_parquet('https://huggingface.co/x.parquet')"


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Stand:
    duckdb = Stand()
    monkeypatch.setitem(sys.modules, "duckdb", duckdb)
    monkeypatch.setenv("HF_TOKEN", "hf_sec'ret")
    return duckdb


def test_the_token_is_for_the_hub_alone(hf: Run, stand: Stand) -> None:
    assert hf("datasets", "sql", QUERY, "-q").out == "3\n"
    load, files, hub, query, close = stand.told
    assert load.startswith("INSTALL httpfs")
    assert "BEARER_TOKEN 'hf_sec''ret', SCOPE 'https://huggingface.co/'" in files
    assert "TYPE HUGGINGFACE, TOKEN 'hf_sec''ret'" in hub
    assert (query, close) == (QUERY, "close")


def test_what_needs_no_network_uses_none(hf: Run, stand: Stand) -> None:
    assert hf("datasets", "sql", "SELECT 3 AS n").code == 0
    assert stand.told == ["SELECT 3 AS n", "close"]


@pytest.mark.parametrize("refused", ["CREATE SECRET", "INSTALL"])
def test_the_token_is_in_no_message(hf: Run, stand: Stand, refused: str) -> None:
    stand.refuses = refused
    ended = hf("datasets", "sql", QUERY)
    assert (ended.code, ended.out) == (1, "")
    assert "DuckDB" in ended.err
    assert "ret" not in ended.err.replace("returned", "")
