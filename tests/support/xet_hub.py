"""A local Hub with Xet whose faults can be chosen, and what was asked of it."""

from __future__ import annotations

import hashlib
import random
import threading
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from huggingface_hub.local_hub import LocalHub
from huggingface_hub.local_hub.app import HubApp
from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.routes import xet as routes
from huggingface_hub.local_hub.xet import hashing
from huggingface_hub.local_hub.xet.hashes import to_text
from huggingface_hub.local_hub.xet.store import XetStore


PATIENCE = 10.0


def content(seed: int, size: int = 3_000_000) -> bytes:
    return random.Random(seed).randbytes(size)


class XetHub:
    """
    The Hub, and the switches of its faults.

    Attributes:
        asked: Method and path of each request.
        sent: Bytes of xorbs that were sent.
        outwaited: Whether somebody stayed until a request that was held up came to its end.
    """

    def __init__(self, hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
        self.hub = hub
        self.url = hub.url
        self.token = hub.token
        self.asked: list[str] = []
        self.outwaited = False
        self._patch = monkeypatch
        self._over = threading.Event()
        app = HubApp.__call__

        async def listening(this: HubApp, scope: Scope, receive: Receive, send: Send) -> None:
            if this.hub is hub.state and scope["type"] == "http":
                self.asked.append(f"{scope['method']} {scope['path']}")
            await app(this, scope, receive, send)

        monkeypatch.setattr(HubApp, "__call__", listening)
        # Files of a few megabytes are to consist of several xorbs.
        monkeypatch.setattr(hashing, "_CHUNKS", 16)

    def end(self) -> None:
        """Let go of what is held up."""
        self._over.set()

    def count(self, part: str) -> int:
        """How many requests had this in their path."""
        return sum(part in line for line in self.asked)

    def put(self, files: Mapping[str, bytes]) -> str:
        """A repository with these files in LFS, whose Xet hashes are known."""
        repo = self.hub.new_repo(files=files)
        for data in files.values():
            self.hub.state.xet.hash_object(hashlib.sha256(data).hexdigest())
        return repo

    # Faults

    def refuse_tokens(self, status: int = 404) -> None:
        self._refuse("token_answer", status)

    def refuse_plans(self, status: int = 404) -> None:
        self._refuse("_reconstruction", status)

    def refuse_data(self, status: int = 404) -> None:
        self._refuse("file_response", status)

    def refuse_shards(self, status: int = 400) -> None:
        self._refuse("read_shard", status)

    def damage_data(self) -> None:
        """Send xorbs with a byte changed in the middle of the first chunk."""
        original = routes.file_response

        def damaged(request: Any, source: Any, *args: Any) -> Response:
            whole = source.read_bytes() if isinstance(source, Path) else b"".join(source.blocks(0, source.size))
            data = bytearray(whole)
            data[5000] ^= 1
            return original(request, bytes(data), *args)

        self._patch.setattr(routes, "file_response", damaged)

    def stall_data(self, sending: Collection[str] = (), patch: pytest.MonkeyPatch | None = None) -> None:
        """
        Answer to requests for xorbs with ten seconds of silence, for as long as `patch` holds.

        Args:
            sending: Names of those that are sent all the same.
        """
        original = routes.file_response

        def stalling(request: Any, source: Any, name: str, *args: Any) -> Response:
            return original(request, source, name, *args) if name in sending else _Silence(self)

        (patch or self._patch).setattr(routes, "file_response", stalling)

    def xorbs_of(self, data: bytes) -> list[str]:
        """The names of the xorbs of a file, in its order."""
        name = self.hub.state.xet.of_object(hashlib.sha256(data).hexdigest())
        file = self.hub.state.xet.file(name or "")
        return [] if file is None else [to_text(term.xorb) for term in file.terms]

    def stall_xorbs(self) -> None:
        """Take no xorb to its end."""
        accept = XetStore.accept_xorb
        here = self.hub.state.xet

        def stalling(this: XetStore, *args: Any) -> bool:
            if this is not here:
                return accept(this, *args)
            if not self._over.wait(PATIENCE):
                self.outwaited = True
            raise HubError(503, "Too late.")

        self._patch.setattr(XetStore, "accept_xorb", stalling)

    def _refuse(self, name: str, status: int) -> None:
        def refuse(*args: Any, **kwargs: Any) -> Any:
            raise HubError(status, "This is broken.")

        self._patch.setattr(routes, name, refuse)


class _Silence(Response):
    """An answer that begins and does not go on."""

    def __init__(self, hub: XetHub) -> None:
        super().__init__()
        self._hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"1000000"), (b"content-range", b"bytes 0-999999/1000000")]
        await send({"type": "http.response.start", "status": 206, "headers": headers})
        with anyio.move_on_after(PATIENCE) as scope:
            while (await receive())["type"] != "http.disconnect":
                pass
        self._hub.outwaited = self._hub.outwaited or scope.cancelled_caught


MakeHub = Callable[..., LocalHub]


def read_back(hub: XetHub, repo: str, path: str) -> bytes:
    """What the Hub gives to a client without Xet."""
    url = f"{hub.url}/{repo}/resolve/main/{path}"
    answer = httpx.get(url, headers={"authorization": f"Bearer {hub.token}"}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.content
