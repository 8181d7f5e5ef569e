"""Hashes that name content and protect nothing, marked so that systems in FIPS mode allow them."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable


md5: Callable[..., hashlib._Hash] = functools.partial(hashlib.md5, usedforsecurity=False)
sha1: Callable[..., hashlib._Hash] = functools.partial(hashlib.sha1, usedforsecurity=False)
sha256: Callable[..., hashlib._Hash] = functools.partial(hashlib.sha256, usedforsecurity=False)
