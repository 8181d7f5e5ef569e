"""The page of environment variables, from `environment.toml`."""

from __future__ import annotations

import sys
from pathlib import Path

from codegen.reference.entries import escape


if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Sections = dict[str, dict[str, tuple[str, str]]]


def read_variables() -> Sections:
    """Default and meaning of each variable, by heading."""
    text = Path(__file__).with_name("environment.toml").read_text(encoding="utf-8")
    return {
        title: {name: (row[0], row[1]) for name, row in rows.items()} for title, rows in tomllib.loads(text).items()
    }


def environment_page() -> str:
    """The page."""
    lines = [
        "# Environment variables\n",
        "They are read when the package is imported, tokens at each call. Switches are on with `1`, `ON`, `YES` or `TRUE` in",
        "any case, and off otherwise. An argument of a call beats the variable. What a program sees of them: `hf env`.\n",
    ]

    for title, rows in read_variables().items():
        lines += [f"## {title}\n", "| variable | default | meaning |", "|---|---|---|"]
        for name, (default, meaning) in rows.items():
            lines.append(f"| `{name}` | {f'`{escape(default)}`' if default else ''} | {escape(meaning)} |")
        lines.append("")

    return "\n".join(lines).rstrip() + "\n"
