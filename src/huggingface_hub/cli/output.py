"""Everything that commands print goes through here: data to stdout, everything else to stderr.

Four forms of the same data: `human` to read, `agent` and `json` for programs, `quiet` for shells. In automatic mode
lists that are piped are tab-separated and whole, and identifiers are never truncated in any mode.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import IO, Any

from huggingface_hub.cli import values
from huggingface_hub.cli.terminal import colours, is_terminal, terminal_width


MODES = ("agent", "auto", "human", "json", "quiet")
NO_RESULTS = "No results found."
BOLD_RED, GREEN, YELLOW, GRAY, BOLD = "\x1b[1m\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[90m", "\x1b[1m"


Row = dict[str, Any]


class Refused(Exception):
    """Somebody was asked, and did not say yes."""


class Output:
    """Where a command writes, and in which form.

    Args:
        mode: One of `MODES`.
        no_truncate: Show whole cells in human tables, whatever the width of the terminal.
        stdout: Replaces the process's standard output.
        stderr: Replaces the process's standard error.
    """

    def __init__(
        self,
        mode: str = "auto",
        *,
        no_truncate: bool = False,
        stdout: IO[str] | None = None,
        stderr: IO[str] | None = None,
    ) -> None:
        self.stdout = stdout if stdout is not None else sys.stdout
        self.stderr = stderr if stderr is not None else sys.stderr
        self.automatic = mode == "auto"
        self.mode = resolve_mode(mode)
        self.no_truncate = no_truncate
        self._status_open = False

    # Data

    def text(self, human: str, agent: str | None = None) -> None:
        """Print a text: nothing in json and quiet modes, which hold data only."""
        if self.mode == "human":
            self._data(human if colours(self.stdout) else values.strip_ansi(human))
        elif self.mode == "agent":
            self._data(values.strip_ansi(human if agent is None else agent))

    def raw(self, text: str) -> None:
        """Print data that has one form in all modes, such as a token or a script."""
        self._data(text)

    def table(
        self,
        items: Iterable[Any],
        columns: Sequence[str] = (),
        *,
        id_key: str | None = None,
    ) -> None:
        """Print a list of objects.

        Args:
            items: Mappings or dataclasses.
            columns: The columns to show; by default every key that has a value somewhere.
            id_key: The column that identifies a row; by default the first.
        """
        rows = [values.to_dict(item) for item in items]
        if self.mode == "json":
            self._data(values.to_json(rows))
            return
        if not rows:
            if self.mode != "quiet":
                self._data(NO_RESULTS)
            return
        names = list(columns) or values.used_columns(rows)
        identifier = id_key or names[0]
        if self.mode == "quiet":
            self._lines(values.agent_cell(row.get(identifier)) for row in rows)
        elif self.mode == "agent" or (self.automatic and not is_terminal(self.stdout)):
            self._lines(["\t".join(names), *("\t".join(values.agent_cell(row.get(n)) for n in names) for row in rows)])
        else:
            self._human_table(rows, names, identifier)

    def dict(self, data: Any, *, id_key: str | None = None) -> None:
        """Print one object."""
        content = values.to_dict(data)
        if self.mode == "human":
            self._data(values.to_json(content, indent=2))
        elif self.mode == "quiet" and id_key is not None:
            self._data(values.agent_cell(content.get(id_key)))
        else:
            self._data(values.to_json(content))

    def result(self, message: str, /, **data: Any) -> None:
        """Print that something was done, with its fields."""
        if self.mode == "human":
            mark = values.encodable("✓", "[OK]", self.stdout)
            line = values.paint(f"{mark} {message}", GREEN, on=colours(self.stdout))
            self._lines([line, *(f"  {key}: {value}" for key, value in data.items() if value is not None)])
        elif self.mode == "json":
            self._data(values.to_json(data) if data else "")
        elif self.mode == "quiet":
            if data:
                self._data(values.agent_cell(next(iter(data.values()))))
        elif data:
            shown = (f"{key}={values.agent_cell(value)}" for key, value in data.items() if value is not None)
            self._data(" ".join(shown))
        else:
            self._data(message)

    def path(self, message: str, path: str) -> None:
        """Print where something was put: the bare path on stdout, so that shells can use it; the sentence on stderr."""
        if self.mode == "human":
            if is_terminal(self.stderr):
                self._status(
                    values.paint(
                        f"{values.encodable('✓', '[OK]', self.stderr)} {message}", GREEN, on=colours(self.stderr)
                    )
                )
            self._data(path)
        else:
            self.result(message, path=path)

    # Everything else

    def confirm(self, question: str, *, yes: bool = False, flag: str = "--yes") -> None:
        """Ask before something that can't be undone; only people can be asked. A no, or Ctrl-C, ends the command."""
        if yes:
            return
        if self.mode != "human":
            from huggingface_hub._lazy import errors

            raise errors.ConfirmationError(f"{question} Use {flag} to skip confirmation.")
        self._end_status()
        while True:
            try:
                self.stderr.write(f"{question} [y/N]: ")
                self.stderr.flush()
                answer = sys.stdin.readline()
            except KeyboardInterrupt:
                raise Refused from None
            if answer.strip().lower() in ("y", "yes"):
                return
            if answer.strip().lower() in ("", "n", "no"):
                if not answer:
                    self.stderr.write("\n")
                raise Refused
            self._status("Please answer y or n.")

    def warning(self, message: str) -> None:
        """Warn, in every mode."""
        self._status(values.paint(f"Warning: {message}", YELLOW, on=self._colours_on_stderr()))

    def error(self, message: str) -> None:
        """Say what went wrong, in every mode."""
        self._status(values.paint(f"Error: {message}", BOLD_RED, on=self._colours_on_stderr()))

    def log(self, message: str) -> None:
        """Say what is going on, except in quiet mode."""
        if self.mode != "quiet":
            self._status(values.paint(message, GRAY, on=self._colours_on_stderr()))

    def hint(self, message: str) -> None:
        """Say what to do next, except in quiet mode."""
        self.log(f"Hint: {message}")

    def status(self, message: str) -> None:
        """Rewrite one line of stderr while something runs: for people at a terminal only."""
        if self.mode == "human" and is_terminal(self.stderr):
            self.stderr.write(f"\r\x1b[2K{message}")
            self.stderr.flush()
            self._status_open = bool(message)

    # Parts

    def _colours_on_stderr(self) -> bool:
        return self.mode == "human" and colours(self.stderr)

    def _human_table(self, rows: list[Row], names: list[str], identifier: str) -> None:
        from huggingface_hub.cli.columns import render

        whole = self.no_truncate or not is_terminal(self.stdout)
        lines, cut = render(
            rows,
            names,
            width=None if whole else terminal_width(),
            keep=identifier,
            unicode=values.speaks_unicode(self.stdout),
        )
        self._lines(lines)
        if cut:
            self.hint("Use `--no-truncate` or `--format json` to display full values.")

    def _data(self, text: str) -> None:
        self._lines((text,))

    def _lines(self, lines: Iterable[str]) -> None:
        self._end_status()
        for line in lines:
            self.stdout.write(values.printable(line, self.stdout) + "\n")
        self.stdout.flush()

    def _status(self, line: str) -> None:
        self._end_status()
        try:
            with _above_bars(self.stderr):
                self.stderr.write(values.printable(line, self.stderr) + "\n")
                self.stderr.flush()
        except (OSError, ValueError):
            # A closed stderr must not turn a command that worked into one that failed.
            pass

    def _end_status(self) -> None:
        if self._status_open:
            self.status("")


def _above_bars(stream: IO[str]) -> AbstractContextManager[None]:
    if "tqdm" not in sys.modules:
        return nullcontext()
    from huggingface_hub._core.logs import above_bars

    return above_bars(stream)


def resolve_mode(mode: str) -> str:
    """`auto` is `agent` for AI agents (environment variables say so) and `human` for everyone else, piped or not."""
    if mode != "auto":
        return mode
    from huggingface_hub._core.agent_env import detect_agent

    return "agent" if detect_agent(os.environ) else "human"


def show(out: Output, shows: Mapping[str, Any], result: Any, parameters: Mapping[str, Any]) -> None:
    """Print a result as a declaration says (`Table`, `Result`, `Dict` or `Text` of `declare`)."""
    kind = shows["kind"]
    if kind == "table":
        out.table(result, shows.get("columns", ()), id_key=shows.get("id_key"))
    elif kind == "dict":
        out.dict(result, id_key=shows.get("id_key"))
    elif kind == "text":
        out.raw(str(result))
    else:
        names = {**parameters, "result": result}
        fields = {key: values.follow(names, path) for key, path in shows.get("fields", {}).items()}
        out.result(shows["message"].format(**names), **fields)
