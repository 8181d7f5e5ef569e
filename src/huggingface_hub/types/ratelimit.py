"""Rate limits as the Hub reports them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RateLimitInfo:
    """The state of one rate limit.

    Attributes:
        resource_type: Which limit: `api`, `resolvers` or `pages` on the public Hub.
        remaining: Requests left in the current window.
        reset_in_seconds: Seconds until the window ends.
        limit: Requests in a whole window, if the server says.
        window_seconds: Length of a window in seconds, if the server says.
    """

    resource_type: str
    remaining: int
    reset_in_seconds: int
    limit: int | None = None
    window_seconds: int | None = None
