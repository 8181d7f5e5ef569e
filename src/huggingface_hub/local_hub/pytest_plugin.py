"""
Fixtures for tests that need a Hub.

Installed with the package: a test asks for `local_hub` and gets a running one. Nothing of the server is imported until then.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest


if TYPE_CHECKING:
    from huggingface_hub.local_hub.server import LocalHub


@pytest.fixture(scope="session")
def local_hub_factory(tmp_path_factory: pytest.TempPathFactory) -> Generator[Callable[..., LocalHub], None, None]:
    """
    Starts hubs of its own: `local_hub_factory(users=…, multipart_threshold=…)`. All of them stop with the session.

    They offer no Xet unless they are asked to (`xet=True`): a test then does the same whether hf_xet is installed or not.
    """
    from huggingface_hub.local_hub import LocalHub

    with ExitStack() as stack:

        def start(**options: Any) -> LocalHub:
            options.setdefault("xet", False)
            options.setdefault("root", tmp_path_factory.mktemp("local_hub"))
            return stack.enter_context(LocalHub(**options))

        yield start


@pytest.fixture(scope="session")
def local_hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    """
    A running Hub, one for the whole session.

    `local_hub.url` and `local_hub.token` go to `HfApi`; `local_hub.new_repo()` gives each test a repository of its own.
    """
    return local_hub_factory()
