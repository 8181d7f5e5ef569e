"""What the hub answers to, one module per domain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from huggingface_hub.local_hub.routing import Router


def all_routers() -> Sequence[Router]:
    from huggingface_hub.local_hub.routes import (
        commits,
        discussions,
        files,
        git,
        lfs,
        misc,
        refs,
        repos,
        settings,
        trees,
        users,
    )

    return [
        module.router for module in (users, misc, repos, settings, trees, files, commits, refs, lfs, discussions, git)
    ]
