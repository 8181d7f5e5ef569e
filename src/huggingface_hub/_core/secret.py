"""Tokens as values: cleaned, checked, and shown only in part."""

from __future__ import annotations

from typing import Any

from huggingface_hub import constants
from huggingface_hub._lazy import errors


def settings_url() -> str:
    """Where tokens are made and looked up."""
    return f"{constants.ENDPOINT}/settings/tokens"


class Secret(str):
    """A string that works as any other, except that its `repr` doesn't show it.

    Tracebacks with local variables (of rich, of sentry, of pytest) show the `repr` of everything in a frame. `str()`,
    f-strings and comparisons give the real value, so that headers and files need no special care.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<token {mask(self)}>"

    def __reduce__(self) -> tuple[Any, ...]:
        # Workers of a process pool receive the tokens that they were given; what must not carry one (a client, a file
        # system) leaves it out of its own state.
        return type(self), (str(self),)


def mask(token: str) -> str:
    """The token for human eyes: its first three characters and the last four."""
    return f"{token[:3]}****{token[-4:]}" if len(token) >= 16 else "****"


def clean(token: str | None) -> Secret | None:
    """A token without line ends and outer blanks, as editors and shells leave them; `None` if nothing remains."""
    cleaned = (token or "").replace("\r", "").replace("\n", "").strip()
    return Secret(cleaned) if cleaned else None


def check(token: str, *, origin: str) -> Secret:
    """Pass a token that can be put in a header.

    Args:
        token: The token, cleaned or not; outer blanks are dropped.
        origin: Where it came from, for the error: the token itself is never shown.

    Raises:
        HFValidationError: It holds characters that no header can carry. The HTTP library would find out too, and print
            the token while complaining.
    """
    stripped = token.strip()
    for position, character in enumerate(stripped):
        if not " " <= character <= "~":
            raise errors.HFValidationError(
                f"The token {origin} has a character that no token has (U+{ord(character):04X}, at position"
                f" {position + 1} of {len(stripped)}). Copy it again from {settings_url()}."
            )
    return Secret(stripped)
