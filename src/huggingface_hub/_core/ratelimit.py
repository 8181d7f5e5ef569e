"""The Hub's rate limit headers. Source: draft-ietf-httpapi-ratelimit-headers, `contract/wire/http.md` §5."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from huggingface_hub.types.ratelimit import RateLimitInfo

_LIMIT = re.compile(r'\s*"(?P<name>[^"]*)"\s*;\s*r\s*=\s*(?P<r>\d{1,15})\s*;\s*t\s*=\s*(?P<t>\d{1,15})')
_POLICY = re.compile(r'"(?P<name>[^"]*)"\s*;\s*q\s*=\s*(?P<q>\d{1,15})\s*;\s*w\s*=\s*(?P<w>\d{1,15})')


def parse_ratelimit_headers(headers: Mapping[str, str]) -> RateLimitInfo | None:
    """What is left of the current window, or `None` if the answer does not say."""
    lowered = {k.lower(): v for k, v in headers.items()}
    found = _LIMIT.match(lowered.get("ratelimit", ""))
    if found is None:
        return None
    from huggingface_hub.types.ratelimit import RateLimitInfo

    policy = _POLICY.search(lowered.get("ratelimit-policy", ""))
    return RateLimitInfo(
        resource_type=found["name"],
        remaining=int(found["r"]),
        reset_in_seconds=int(found["t"]),
        limit=int(policy["q"]) if policy else None,
        window_seconds=int(policy["w"]) if policy else None,
    )
