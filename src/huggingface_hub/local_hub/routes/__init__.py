"""What the hub answers to, one module per domain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from huggingface_hub.local_hub.routing import Router


def all_routers() -> Sequence[Router]:
    """The routers of all modules, in the order in which they are asked."""
    from huggingface_hub.local_hub.routes import (
        collections,
        commits,
        discussions,
        files,
        git,
        lfs,
        misc,
        refs,
        repos,
        search,
        settings,
        social,
        trees,
        users,
        webhooks,
    )

    accounts = (users.router, social.router, collections.router, webhooks.router, misc.router)
    described = (search.router, repos.router, settings.router)
    contents = (trees.router, files.router, commits.router, refs.router, lfs.router, discussions.router, git.router)
    return (*accounts, *described, *contents)
