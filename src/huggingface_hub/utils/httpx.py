"""The HTTP library whose exceptions this package raises, under the name that dependent packages import it by.

`from huggingface_hub.utils import httpx` gives whatever library is in use, so that `except httpx.HTTPError` keeps working
when it is exchanged.
"""

from __future__ import annotations

import httpx as _httpx
from httpx import *  # noqa: F403 (a re-export of all of it)


__all__ = list(_httpx.__all__)
