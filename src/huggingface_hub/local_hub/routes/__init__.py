"""What the hub answers to, one module per domain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from huggingface_hub.local_hub.routing import Router


def all_routers() -> Sequence[Router]:
    """The routers of all modules, in the order in which they are asked."""
    from huggingface_hub.local_hub.routes import (
        buckets,
        collections,
        commits,
        discussions,
        files,
        git,
        lfs,
        misc,
        oauth,
        oauth_tokens,
        refs,
        repos,
        search,
        settings,
        social,
        spaces,
        trees,
        uploads,
        users,
        webhooks,
        xet,
    )

    accounts = (users.router, social.router, collections.router, webhooks.router, oauth.router)
    more = (oauth_tokens.router, misc.router, uploads.router)
    described = (buckets.router, search.router, spaces.router, repos.router, settings.router)
    contents = (
        trees.router,
        files.router,
        commits.router,
        refs.router,
        lfs.router,
        xet.router,
        discussions.router,
        git.router,
    )
    return (*accounts, *more, *described, *contents)
