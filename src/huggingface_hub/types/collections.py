"""Collections: lists of repositories and papers that someone keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from huggingface_hub import constants
from huggingface_hub.types.wire import WireObject, each, moment, wire


CollectionItemType_T = Literal["model", "dataset", "space", "paper", "collection", "bucket"]
CollectionSort_T = Literal["lastModified", "trending", "upvotes"]


@dataclass(init=False)
class CollectionItem(WireObject):
    """
    A member of a collection.

    Attributes:
        item_object_id: Its id in the collection: what `update_collection_item` and `delete_collection_item` ask for.
        item_id: What it is on the Hub: a repository's id, a paper's number, a collection's slug.
        item_type: `model`, `dataset`, `space`, `paper`, `collection` or `bucket`.
        position: Its place, from 0.
        note: What the owner says about it.
    """

    item_object_id: str = wire("_id", required=True)
    item_id: str = wire("slug", "id", required=True)
    item_type: str = wire("type", required=True)
    position: int = wire(required=True)
    note: str | None = wire(read=lambda value: value.get("text") if isinstance(value, Mapping) else value, default=None)

    def __init__(
        self, _id: str, id: str, type: CollectionItemType_T, position: int, note: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(_id=_id, id=id, type=type, position=position, note=note, **kwargs)


@dataclass(init=False)
class Collection(WireObject):
    """
    A collection.

    Attributes:
        slug: Its id: owner, title and number, `user/title-64f9a55bb3115b4f513ec026`.
        title: Its title.
        owner: What the Hub says about the user or organization that keeps it.
        items: Its members. Lists of collections show the first ones only.
        last_updated: When it changed.
        position: Its place among the owner's collections; in a list of collections, its place in the list.
        private: Whether only its owner sees it.
        theme: Colour of its card.
        upvotes: How many users recommend it.
        description: What it is about.
        url: Its web page.
    """

    slug: str = wire(required=True)
    title: str = wire(required=True)
    owner: dict[str, Any] = wire(required=True)
    items: list[CollectionItem] = wire(read=each(CollectionItem), required=True)
    last_updated: datetime = wire("lastUpdated", read=moment, required=True)
    position: int = wire(fallback=0)
    private: bool = wire(required=True)
    theme: str = wire(required=True)
    upvotes: int = wire(required=True)
    description: str | None = wire(default=None)

    def __init__(self, **kwargs: Any) -> None:
        endpoint = kwargs.pop("endpoint", None) or constants.ENDPOINT
        super().__init__(**kwargs)
        self._url = f"{endpoint}/collections/{self.slug}"

    @property
    def url(self) -> str:
        """Its web page."""
        return self._url
