# Generated from src/huggingface_hub/_async/auth/headers.py: edit that file, not this one, then run `python -m codegen`.

"""The headers of a request to the Hub, for programs that make their own requests."""

from __future__ import annotations

from typing import Any

from huggingface_hub._core.headers import UserAgent, build
from huggingface_hub._core.legacy_arguments import validate_hf_hub_args
from huggingface_hub._sync.auth.tokens import get_token_to_send


@validate_hf_hub_args
def build_hf_headers(
    *,
    token: bool | str | None = None,
    library_name: str | None = None,
    library_version: str | None = None,
    user_agent: dict[str, Any] | str | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, str]:
    """
    The headers of a request to the Hub.

    Args:
        token: A token, `True` to insist on the stored one, `False` for none; `None` takes the stored one if there is one.
        library_name: Names the program in the `user-agent`.
        library_version: Its version.
        user_agent: More for the `user-agent`, as text or as a mapping of names to versions.
        headers: More headers; they win.

    Raises:
        LocalTokenNotFoundError: A stored token is insisted on, and there is none.
    """
    extra: UserAgent = user_agent
    return build(
        token=get_token_to_send(token),
        library_name=library_name,
        library_version=library_version,
        user_agent_extra=extra,
        headers=headers,
    )
