"""Patterns of addresses and headers, for programs that look at what they ask the Hub for."""

from __future__ import annotations

import re


REPO_API_REGEX = re.compile(
    r"""
    ^https://[^/]+                           # whatever the Hub's host
    (
        /api/(models|datasets|spaces)/(.+)   # the API: kind of repository, and all that follows
      | /(.+)/resolve/(.+)                   # a file: repository with its prefix, and revision with path
    )
    """,
    re.VERBOSE,
)
BUCKET_API_REGEX = re.compile(
    r"""
    ^https?://[^/]+                          # whatever the Hub's host
    /api/buckets/                            # any operation of a bucket
    """,
    re.VERBOSE,
)
RANGE_REGEX = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.IGNORECASE)
