"""Ids under which the Hub's logs know a request."""

from __future__ import annotations


def new_id() -> str:
    """A random one."""
    import uuid  # not needed before there is a request

    return str(uuid.uuid4())
