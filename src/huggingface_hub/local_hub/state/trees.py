"""Trees: listing all files of a commit, looking up a path, and making the next tree from changes."""

from __future__ import annotations

import stat
import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from dulwich.objects import ObjectID, ShaFile, Tree

from huggingface_hub.local_hub.state.git import Git


FILE_MODE = 0o100644
TREE_MODE = 0o040000
SUBMODULE_MODE = 0o160000


class Entry(NamedTuple):
    """One file or folder of a tree."""

    path: str
    mode: int
    sha: str

    @property
    def is_dir(self) -> bool:
        return stat.S_ISDIR(self.mode)


def children(git: Git, tree_sha: str, prefix: str = "") -> Iterator[Entry]:
    """The direct entries of a tree in git's order."""
    for item in git.tree(tree_sha).iteritems():
        if item.mode == SUBMODULE_MODE:
            continue
        name = item.path.decode("utf-8", "replace")
        yield Entry(f"{prefix}{name}", item.mode, item.sha.decode())


def walk(git: Git, tree_sha: str, prefix: str = "") -> Iterator[Entry]:
    """All entries below a tree, folders before what is in them."""
    for entry in children(git, tree_sha, prefix):
        yield entry
        if entry.is_dir:
            yield from walk(git, entry.sha, f"{entry.path}/")


def lookup(git: Git, tree_sha: str, path: str) -> Entry | None:
    """The file or folder at a path; the root for the empty path."""
    entry = Entry("", TREE_MODE, tree_sha)
    for part in path.split("/") if path else ():
        if not entry.is_dir:
            return None
        try:
            mode, sha = git.tree(entry.sha)[part.encode()]
        except KeyError:
            return None
        entry = Entry(f"{entry.path}/{part}" if entry.path else part, mode, sha.decode())
    return None if entry.mode == SUBMODULE_MODE else entry


class TreeCache:
    """
    Recursive listings by tree, the newest kept.

    A tree never changes, so that nothing here can be stale.
    """

    def __init__(self, max_entries: int = 400_000) -> None:
        self._max = max_entries
        self._count = 0
        self._lock = threading.Lock()
        self._lists: OrderedDict[str, list[Entry]] = OrderedDict()

    def walk(self, git: Git, tree_sha: str) -> list[Entry]:
        """All entries below a tree, paths relative to it. The list is shared: don't change it."""
        # Trees are looked up through the repository first: the cache must not answer for objects it does not hold.
        key = f"{git.path.name}/{tree_sha}"
        with self._lock:
            if key in self._lists:
                self._lists.move_to_end(key)
                return self._lists[key]
        entries = list(walk(git, tree_sha))
        with self._lock:
            if key not in self._lists:
                self._lists[key] = entries
                self._count += len(entries) + 1
            while self._count > self._max and len(self._lists) > 1:
                _, dropped = self._lists.popitem(last=False)
                self._count -= len(dropped) + 1
        return entries


class _Node:
    """A folder being changed: entries are (mode, sha) until they are folders that someone looked into."""

    def __init__(self) -> None:
        self.items: dict[bytes, _Item] = {}


_Item: TypeAlias = "tuple[int, str] | _Node"


class TreeEditor:
    """A tree with changes on top; folders are read when a change leads into them."""

    def __init__(self, git: Git, tree_sha: str | None) -> None:
        self._git = git
        self._root = self._load(tree_sha)

    def get(self, path: str) -> tuple[int, str] | None:
        """Mode and object of the file at a path; None for folders and what does not exist."""
        node, name = self._parent(path, create=False)
        item = node.items.get(name) if node else None
        return None if item is None or isinstance(item, _Node) or stat.S_ISDIR(item[0]) else item

    def is_folder(self, path: str) -> bool:
        node, name = self._parent(path, create=False)
        return node is not None and self._child(node, name) is not None

    def put(self, path: str, sha: str, mode: int = FILE_MODE) -> None:
        """Set the file at a path. What stood in its way (a folder of its name, a file in its parents) is replaced."""
        node, name = self._parent(path, create=True)
        assert node is not None
        node.items[name] = (mode, sha)

    def remove(self, path: str) -> bool:
        """Remove a file or folder; False when there is none."""
        node, name = self._parent(path, create=False)
        if node is None or name not in node.items:
            return False
        node, name = self._parent(path, create=True)
        assert node is not None
        del node.items[name]
        return True

    def graft(self, path: str, entry: Entry) -> None:
        """Put an existing file or folder at a path."""
        self.put(path, entry.sha, entry.mode)

    def finish(self) -> tuple[str, list[ShaFile]]:
        """The new root tree, and the tree objects to write for it."""
        written: list[ShaFile] = []
        return self._store(self._root, written), written

    def _store(self, node: _Node, written: list[ShaFile]) -> str:
        tree = Tree()
        for name, item in node.items.items():
            if isinstance(item, _Node):
                sha = self._store(item, written)
                # Git has no empty folders.
                if self._is_empty(item):
                    continue
                tree.add(name, TREE_MODE, ObjectID(sha.encode()))
            else:
                tree.add(name, item[0], ObjectID(item[1].encode()))
        written.append(tree)
        return tree.id.decode()

    def _is_empty(self, node: _Node) -> bool:
        return all(isinstance(item, _Node) and self._is_empty(item) for item in node.items.values())

    def _load(self, tree_sha: str | None) -> _Node:
        node = _Node()
        if tree_sha is not None:
            for item in self._git.tree(tree_sha).iteritems():
                node.items[item.path] = (item.mode, item.sha.decode())
        return node

    def _child(self, node: _Node, name: bytes) -> _Node | None:
        item = node.items.get(name)
        if isinstance(item, _Node):
            return item
        if item is None or not stat.S_ISDIR(item[0]):
            return None
        child = self._load(item[1])
        node.items[name] = child
        return child

    def _parent(self, path: str, *, create: bool) -> tuple[_Node | None, bytes]:
        *folders, name = path.split("/")
        node = self._root
        for folder in folders:
            child = self._child(node, folder.encode())
            if child is None:
                if not create:
                    return None, name.encode()
                child = _Node()
                node.items[folder.encode()] = child
            node = child
        return node, name.encode()
