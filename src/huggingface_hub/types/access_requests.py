"""Requests for access to gated repositories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from huggingface_hub.types.wire import moment, read_object


@dataclass
class AccessRequest:
    """
    A user's request for access to a gated repository.

    Attributes:
        username: The user, if the Hub says who it is.
        request_id: Its id.
        fullname: The user's name as shown.
        email: The user's address.
        timestamp: When access was asked for.
        status: `pending`, `accepted` or `rejected`.
        fields: What the user filled in, if the repository asks for more than a click.
    """

    username: str | None
    request_id: str
    fullname: str | None
    email: str | None
    timestamp: datetime
    status: Literal["pending", "accepted", "rejected"]
    fields: dict[str, Any] | None = None

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> AccessRequest:
        """Read one item of the list of requests."""
        return read_object(cls, data, cls._read)

    @classmethod
    def _read(cls, wire: dict[str, Any]) -> AccessRequest:
        user = wire.get("user") or {}
        return cls(
            username=user.get("user"),
            request_id=wire["requestId"],
            fullname=user.get("fullname"),
            email=user.get("email"),
            timestamp=moment(wire["timestamp"]),
            status=wire["status"],
            fields=wire.get("fields"),
        )
