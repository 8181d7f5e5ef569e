"""Ids under which the Hub's logs know a request."""

from __future__ import annotations

import os


# Headers in which answers name their request: of the Hub, of its load balancer, of its CDN.
X_REQUEST_ID = "x-request-id"
X_AMZN_TRACE_ID = "X-Amzn-Trace-Id"
X_AMZ_CF_ID = "x-amz-cf-id"


def new_id() -> str:
    """A random one, in the form of a UUID of version 4."""
    # The module that makes them takes longer to import than a request takes in a data centre.
    raw = bytearray(os.urandom(16))
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    digits = raw.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
