"""What is said to `git credential`. Source: `contract/wire/auth.md` §7."""

from __future__ import annotations

import re
from collections.abc import Mapping

from huggingface_hub._lazy import errors


USERNAME = "hf_user"
# git asks on the terminal when a helper has no answer; nobody waits for that question here.
ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0"}
NO_HELPER = (
    "The token was not given to git, as no credential helper is set up: git may ask for it when you push to the Hub. To"
    " keep it in a file, run `git config --global credential.helper store` and log in again."
)
GIT_CREDENTIAL_REGEX = re.compile(
    r"""
    ^\s*credential\.helper      # not `credential.https://host.helper`, which is for one host only
    \s*=\s*
    (!.*|(?:\\\ |\S)*)          # a shell command, or the name or path of a helper
    (.*)$                       # its options
    """,
    re.IGNORECASE | re.VERBOSE,
)


def parse_helpers(config: str) -> list[str]:
    """The names or paths of the helpers in the output of `git config --list`, sorted, each once."""
    found: set[str] = set()
    for line in config.splitlines():
        match = GIT_CREDENTIAL_REGEX.match(line)
        if match is None:
            continue
        if not match[1]:
            found.clear()  # git's rule: an empty entry switches off those before it
        else:
            found.add(match[1].strip())
    return sorted(found)


def description(url: str, username: str, token: str | None = None) -> bytes:
    """A credential in the form that git reads from stdin.

    Raises:
        HFValidationError: A value has a line end, with which it could say something else than it should.
    """
    fields: Mapping[str, str | None] = {"url": url, "username": username, "password": token}
    lines = []
    for name, value in fields.items():
        if value is None:
            continue
        if any(c in value for c in "\r\n\0"):
            raise errors.HFValidationError(f"The {name} of a git credential must be a single line.")
        lines.append(f"{name}={value}\n")
    return ("".join(lines) + "\n").encode()
