"""Which AI agent runs this process, by environment variables alone: nobody asked for a request to find out."""

from __future__ import annotations

import os
from collections.abc import Mapping


STANDARD_VARIABLES = ("AI_AGENT", "AGENT")
"""Variables whose value names the agent."""

KNOWN_AGENTS: Mapping[str, tuple[str, ...]] = {
    "claude-code": ("CLAUDECODE", "CLAUDE_CODE"),
    "codex": ("CODEX_SANDBOX", "CODEX_THREAD_ID"),
    "cursor": ("CURSOR_AGENT", "CURSOR_TRACE_ID"),
    "gemini-cli": ("GEMINI_CLI",),
    "opencode": ("OPENCODE",),
    "goose": ("GOOSE_TERMINAL",),
}
"""Agent → variables that it sets for the programs it starts."""


def detect_agent(environ: Mapping[str, str] | None = None) -> str | None:
    """
    Name the agent that started this process.

    Args:
        environ: Environment variables; those of this process by default.

    Returns:
        The agent's id, `"unknown"` if a standard variable holds a name that is not in the list, or `None`.
    """
    environ = os.environ if environ is None else environ
    for agent, variables in KNOWN_AGENTS.items():
        if any(environ.get(variable) for variable in variables):
            return agent
    for variable in STANDARD_VARIABLES:
        name = environ.get(variable, "").strip().lower()
        if name:
            return name if name in KNOWN_AGENTS else "unknown"
    return None
