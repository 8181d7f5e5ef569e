"""Ids under which the Hub's logs know a request."""

from __future__ import annotations


# Headers in which answers name their request: of the Hub, of its load balancer, of its CDN.
X_REQUEST_ID = "x-request-id"
X_AMZN_TRACE_ID = "X-Amzn-Trace-Id"
X_AMZ_CF_ID = "x-amz-cf-id"


def new_id() -> str:
    """A random one."""
    import uuid  # not needed before there is a request

    return str(uuid.uuid4())
