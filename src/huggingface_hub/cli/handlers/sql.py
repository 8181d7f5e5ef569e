"""`hf datasets sql`: DuckDB reads the Parquet files of datasets where they are."""

from __future__ import annotations

from typing import Any

from huggingface_hub import constants
from huggingface_hub._lazy import errors
from huggingface_hub.cli.output import Output


MISSING = "Queries are run by DuckDB, which is not installed. Install it with: pip install duckdb"


def sql(out: Output, *, sql: str, token: str | None) -> None:
    """Run a query and show what it gives."""
    try:
        import duckdb
    except ModuleNotFoundError:
        raise errors.CLIError(MISSING) from None
    connection: Any = duckdb.connect(":memory:")
    try:
        # Loading it is for queries that go out: others work without a network.
        if "://" in sql:
            prepare(connection, token)
        try:
            found = connection.execute(sql)
        except duckdb.Error as error:
            raise errors.CLIError(f"DuckDB: {error}") from None
        names = [column[0] for column in found.description or ()]
        out.table([dict(zip(names, row, strict=True)) for row in found.fetchall()], names)
    finally:
        connection.close()


def prepare(connection: Any, token: str | None) -> None:
    """Let DuckDB read over https, and with the user's token from the Hub alone.

    Raises:
        CLIError: It can't.
    """
    import duckdb

    from huggingface_hub._sync.auth.tokens import get_token

    try:
        connection.execute("INSTALL httpfs; LOAD httpfs;")
    except duckdb.Error as error:
        raise errors.CLIError(f"DuckDB could not load what it reads https with (httpfs): {error}") from None
    secret = token or get_token()
    if secret is None:
        return
    try:
        connection.execute(
            f"CREATE SECRET hub_files (TYPE HTTP, BEARER_TOKEN {quoted(secret)}, SCOPE {quoted(scope())})"
        )
        connection.execute(f"CREATE SECRET hub (TYPE HUGGINGFACE, TOKEN {quoted(secret)})")
    except duckdb.Error:
        # Its message quotes the statement, and with it the token.
        raise errors.CLIError("DuckDB does not accept the token.") from None


def scope() -> str:
    """Addresses of the Hub, so that no other server sees the token."""
    return constants.ENDPOINT.rstrip("/") + "/"


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
