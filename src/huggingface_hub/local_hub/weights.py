"""What the headers of safetensors files say about a model, without reading its weights."""

from __future__ import annotations

import json
import math
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.trees import lookup


if TYPE_CHECKING:
    from huggingface_hub.local_hub.state.repos import Repo
    from huggingface_hub.local_hub.state.store import HubState

SINGLE = "model.safetensors"
INDEX = "model.safetensors.index.json"
MAX_HEADER = 25_000_000
MAX_INDEX = 64 * 1024 * 1024
MAX_SHARDS = 2000
KEPT = 20_000


@dataclass(frozen=True)
class Parameters:
    """How many numbers a model consists of, by their kind; none where nothing says it."""

    by_dtype: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_dtype.values())

    def view(self) -> dict[str, Any]:
        return {"parameters": dict(self.by_dtype), "total": self.total}


class Weights:
    """Parameters of the models of a hub, the last ones kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], Parameters] = OrderedDict()

    def newest(self, hub: HubState, repo: Repo) -> Parameters:
        """The parameters of the main branch."""
        with hub.git.open(repo.id) as git:
            commit = git.ref("refs/heads/main")
            return self.at(hub, git, repo, commit) if commit is not None else Parameters()

    def at(self, hub: HubState, git: Git, repo: Repo, commit: str) -> Parameters:
        """The parameters at a commit."""
        key = (repo.id, commit)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        found = _count(hub, git, commit)
        with self._lock:
            self._known[key] = found
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return found


def read_header(hub: HubState, git: Git, commit: str, path: str) -> dict[str, Any] | None:
    """The header of a safetensors file; None when there is no such file, or it is none."""
    start = _head(hub, git, commit, path, 8)
    length = int.from_bytes(start, "little") if start is not None and len(start) == 8 else 0
    if not 0 < length <= MAX_HEADER:
        return None
    data = _head(hub, git, commit, path, 8 + length)
    return _object(data[8:]) if data is not None and len(data) == 8 + length else None


def read_shards(hub: HubState, git: Git, commit: str, index: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """An index of shards, and the header of each; None when one of them cannot be read."""
    data = _head(hub, git, commit, index, MAX_INDEX)
    content = _object(data) if data is not None else None
    places = content.get("weight_map") if content is not None else None
    if content is None or not isinstance(places, dict):
        return None
    names = sorted({name for name in places.values() if isinstance(name, str)})
    if len(names) > MAX_SHARDS:
        return None
    folder = index.rpartition("/")[0]
    headers = {name: read_header(hub, git, commit, f"{folder}/{name}" if folder else name) for name in names}
    return None if any(header is None for header in headers.values()) else (content, headers)


def _count(hub: HubState, git: Git, commit: str) -> Parameters:
    header = read_header(hub, git, commit, SINGLE)
    headers = [header] if header is not None else []
    if not headers:
        shards = read_shards(hub, git, commit, INDEX)
        headers = list(shards[1].values()) if shards is not None else []
    counts: dict[str, int] = {}
    for each in headers:
        for name, tensor in each.items():
            if name == "__metadata__" or not isinstance(tensor, dict):
                continue
            shape, dtype = tensor.get("shape"), tensor.get("dtype")
            if isinstance(dtype, str) and isinstance(shape, list) and all(isinstance(size, int) for size in shape):
                counts[dtype] = counts.get(dtype, 0) + math.prod(shape)
    return Parameters(counts)


def _head(hub: HubState, git: Git, commit: str, path: str, length: int) -> bytes | None:
    """The first bytes of a file, wherever it is kept."""
    entry = lookup(git, git.commit(commit).tree.decode(), path)
    if entry is None or entry.is_dir:
        return None
    sha256 = hub.blobs.one(git, entry.sha).lfs_sha256
    if sha256 is None:
        return git.blob(entry.sha)[:length]
    try:
        return hub.objects.head(sha256, length)
    except FileNotFoundError:
        return None


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
