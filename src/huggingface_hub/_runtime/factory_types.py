"""Types of the functions that make HTTP clients."""

from __future__ import annotations

from collections.abc import Callable

import httpx


CLIENT_FACTORY_T = Callable[[], httpx.Client]
ASYNC_CLIENT_FACTORY_T = Callable[[], httpx.AsyncClient]
