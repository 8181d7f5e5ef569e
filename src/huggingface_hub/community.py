# Generated from codegen/surface.toml: edit that file, not this one, then run `python -m codegen`.
# fmt: off
# ruff: noqa: F821, I001, RUF100
"""Discussions and pull requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huggingface_hub._names import offer


__all__ = [
    "Discussion", "DiscussionComment", "DiscussionCommit", "DiscussionEvent", "DiscussionEventArgs", "DiscussionStatus",
    "DiscussionStatusChange", "DiscussionTitleChange", "DiscussionWithDetails", "deserialize_event", "parse_datetime",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = offer(__name__, {
        "types.datetimes": "parse_datetime",
        "types.discussions": (
            "Discussion DiscussionComment DiscussionCommit DiscussionEvent DiscussionEventArgs DiscussionStatus "
            "DiscussionStatusChange DiscussionTitleChange DiscussionWithDetails deserialize_event"
        ),
    })

if TYPE_CHECKING:
    from huggingface_hub.types.datetimes import parse_datetime
    from huggingface_hub.types.discussions import (
        Discussion, DiscussionComment, DiscussionCommit, DiscussionEvent, DiscussionEventArgs, DiscussionStatus,
        DiscussionStatusChange, DiscussionTitleChange, DiscussionWithDetails, deserialize_event,
    )
