"""Collections: their titles, owners and items, in order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.state.clock import new_id, now
from huggingface_hub.local_hub.state.db import Database, Row
from huggingface_hub.local_hub.state.users import Account


THEMES = ("orange", "blue", "green", "purple", "pink", "indigo")
_SLUG_LENGTH = 60


@dataclass(frozen=True)
class Collection:
    """One collection; `position` is its place among those of its owner."""

    id: str
    owner_id: str
    creator_id: str
    title: str
    description: str | None
    private: bool
    theme: str
    position: int
    resource_group: str | None
    updated: str

    def slug(self, owner: Account) -> str:
        """Its name in addresses; only the digits at the end count, so that old ones work after a change of title."""
        return f"{owner.name}/{title_slug(self.title)}-{self.id}"


@dataclass(frozen=True)
class Item:
    """
    One thing in a collection.

    Attributes:
        target: The identity of a repository or collection, which a rename does not change; else the name of the thing.
    """

    id: str
    type: str
    target: str
    note: str | None
    position: int


def title_slug(title: str) -> str:
    """A title in plain letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG_LENGTH].rstrip("-") or "collection"


class Collections:
    """The collections of one hub."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, collection_id: str) -> Collection | None:
        row = self._db.one("SELECT * FROM collections WHERE id = ?", collection_id)
        return _collection(row) if row else None

    def all(self) -> list[Collection]:
        """All collections, the last changed first."""
        return [_collection(row) for row in self._db.all("SELECT * FROM collections ORDER BY updated DESC, id")]

    def of(self, owner_id: str) -> list[Collection]:
        """The collections of an account, in its order."""
        rows = self._db.all("SELECT * FROM collections WHERE owner_id = ? ORDER BY position, id", owner_id)
        return [_collection(row) for row in rows]

    def containing(self, item_type: str, target: str) -> set[str]:
        """The collections that something is in."""
        rows = self._db.all(
            "SELECT collection_id FROM collection_items WHERE type = ? AND target = ?", item_type, target
        )
        return {row["collection_id"] for row in rows}

    def create(
        self, owner: Account, creator: Account, title: str, description: str | None, private: bool, group: str | None
    ) -> Collection:
        """
        Make an empty collection.

        Raises:
            HubError: The owner has one of this title; its slug is in the body.
        """
        moment = now()
        with self._db.transaction():
            for known in self.of(owner.id):
                if title_slug(known.title) == title_slug(title):
                    slug = known.slug(owner)
                    raise HubError(409, f"{owner.name} has a collection of this title: {slug}", body={"slug": slug})
            identity = new_id()
            theme = THEMES[sum(title.encode()) % len(THEMES)]
            position = len(self.of(owner.id))
            self._db.run(
                "INSERT INTO collections (id, owner_id, creator_id, title, description, private, theme, position,"
                " resource_group, created, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(identity, owner.id, creator.id, title, description, int(private), theme, position),
                *(group, moment, moment),
            )
        made = self.get(identity)
        assert made is not None
        return made

    def update(self, collection: Collection, position: int | None = None, **values: Any) -> None:
        """Change columns, and the place among the owner's collections."""
        with self._db.transaction():
            for column, value in values.items():
                self._db.run(f"UPDATE collections SET {column} = ? WHERE id = ?", value, collection.id)
            if position is not None:
                order = [other.id for other in self.of(collection.owner_id)]
                self._number("collections", _moved(order, collection.id, position))
            self._touch(collection)

    def delete(self, collection: Collection) -> None:
        with self._db.transaction():
            self._db.run("DELETE FROM collection_items WHERE collection_id = ?", collection.id)
            self._db.run("DELETE FROM collection_items WHERE type = 'collection' AND target = ?", collection.id)
            self._db.run("DELETE FROM collections WHERE id = ?", collection.id)
            self._number("collections", [other.id for other in self.of(collection.owner_id)])

    # Items

    def items(self, collection: Collection) -> Sequence[Item]:
        rows = self._db.all(
            "SELECT * FROM collection_items WHERE collection_id = ? ORDER BY position, id", collection.id
        )
        return [Item(row["id"], row["type"], row["target"], row["note"], row["position"]) for row in rows]

    def add(self, collection: Collection, item_type: str, target: str, note: str | None, maximum: int) -> None:
        """Put something at the end of a collection."""
        with self._db.transaction():
            items = self.items(collection)
            if any((item.type, item.target) == (item_type, target) for item in items):
                raise HubError(409, f"This {item_type} is in the collection already.")
            if len(items) >= maximum:
                raise HubError(400, f"A collection holds at most {maximum} items: remove some first.")
            self._db.run(
                "INSERT INTO collection_items (id, collection_id, type, target, note, position) VALUES (?, ?, ?, ?, ?, ?)",
                *(new_id(), collection.id, item_type, target, note, len(items)),
            )
            self._touch(collection)

    def item(self, collection: Collection, item_id: str) -> Item:
        for item in self.items(collection):
            if item.id == item_id:
                return item
        raise HubError(404, "There is no such item in this collection.")

    def update_item(self, collection: Collection, item: Item, *, position: int | None, **values: Any) -> None:
        with self._db.transaction():
            for column, value in values.items():
                self._db.run(f"UPDATE collection_items SET {column} = ? WHERE id = ?", value, item.id)
            if position is not None:
                order = [other.id for other in self.items(collection)]
                self._number("collection_items", _moved(order, item.id, position))
            self._touch(collection)

    def remove(self, collection: Collection, item: Item) -> None:
        with self._db.transaction():
            self._db.run("DELETE FROM collection_items WHERE id = ?", item.id)
            self._number("collection_items", [other.id for other in self.items(collection)])
            self._touch(collection)

    def _number(self, table: str, order: Sequence[str]) -> None:
        for place, identity in enumerate(order):
            self._db.run(f"UPDATE {table} SET position = ? WHERE id = ?", place, identity)

    def _touch(self, collection: Collection) -> None:
        self._db.run("UPDATE collections SET updated = ? WHERE id = ?", now(), collection.id)


def _moved(order: Sequence[str], identity: str, position: int) -> list[str]:
    rest = [other for other in order if other != identity]
    place = max(0, min(position, len(rest)))
    return [*rest[:place], identity, *rest[place:]]


def _collection(row: Row) -> Collection:
    return Collection(
        id=row["id"],
        owner_id=row["owner_id"],
        creator_id=row["creator_id"],
        title=row["title"],
        description=row["description"],
        private=bool(row["private"]),
        theme=row["theme"],
        position=row["position"],
        resource_group=row["resource_group"],
        updated=row["updated"],
    )
