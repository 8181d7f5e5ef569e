# Generated from src/huggingface_hub/_async/api/collections.py: edit that file, not this one, then run `python -m codegen`.

"""Collections: find, create, fill and delete them."""

from __future__ import annotations

from collections.abc import Generator

from huggingface_hub._core import collections as rules, wire
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.auth.api import AuthApi
from huggingface_hub._sync.client import Token
from huggingface_hub.types.collections import Collection, CollectionItemType_T, CollectionSort_T


class CollectionsApi(AuthApi):
    """Operations on collections."""

    def list_collections(
        self,
        *,
        owner: list[str] | str | None = None,
        item: list[str] | str | None = None,
        sort: CollectionSort_T | None = None,
        limit: int | None = None,
        token: Token = None,
    ) -> Generator[Collection, None, None]:
        """
        List collections, page by page as they are asked for. Each shows its first items only; `get_collection` has all.

        Args:
            owner: Users or organizations that keep them.
            item: What they contain, such as `models/user/name`, `spaces/user/name` or `papers/2311.12983`.
            sort: What to sort by: `lastModified`, `trending` or `upvotes`.
            limit: The most collections.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The Hub refuses the query.
        """
        params = rules.given(owner=owner, item=item, sort=sort, limit=limit)
        pages = self.pages(rules.ROOT, params=params, token=token, limit=limit)
        position = 0
        with runtime.closing(pages):
            for found in pages:
                yield rules.listed(found, position, self.endpoint)
                position += 1

    def get_collection(self, collection_slug: str, *, token: Token = None) -> Collection:
        """
        Fetch a collection with all its items.

        Args:
            collection_slug: The collection, as `user/title-64f9a55bb3115b4f513ec026`.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such collection, or no access to it.
        """
        response = self.send("GET", rules.route(collection_slug), token=token)
        return wire.read(response, rules.shape(self.endpoint))

    def create_collection(
        self,
        title: str,
        *,
        namespace: str | None = None,
        description: str | None = None,
        private: bool = False,
        resource_group_id: str | None = None,
        exists_ok: bool = False,
        token: Token = None,
    ) -> Collection:
        """
        Create an empty collection.

        Args:
            title: Its title.
            namespace: User or organization that keeps it; by default the owner of the token.
            description: What it is about.
            private: Whether only its owner sees it.
            resource_group_id: Group of the organization that it shall belong to.
            exists_ok: Accept a collection of this title that is already there, and return it.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The collection exists, or the token may not create it.
        """
        owner = namespace if namespace is not None else str(self.whoami(token=token)["name"])
        body = rules.creation(title, owner, description, private, resource_group_id)
        try:
            response = self.send("POST", rules.ROOT, json=body, token=token)
        except errors.HfHubHTTPError as error:
            slug = rules.existing_slug(error) if exists_ok else None
            if slug is None:
                raise
            return self.get_collection(slug, token=token)
        return wire.read(response, rules.shape(self.endpoint))

    def update_collection_metadata(
        self,
        collection_slug: str,
        *,
        title: str | None = None,
        description: str | None = None,
        position: int | None = None,
        private: bool | None = None,
        theme: str | None = None,
        token: Token = None,
    ) -> Collection:
        """
        Change what a collection says about itself. What is not given stays as it is. A new title gives a new slug.

        Args:
            collection_slug: The collection.
            title: Its title.
            description: What it is about.
            position: Its place among the owner's collections.
            private: Whether only its owner sees it.
            theme: Colour of its card.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such collection, or the token may not change it.
        """
        body = rules.given(position=position, private=private, theme=theme, title=title, description=description)
        response = self.send("PATCH", rules.route(collection_slug), json=body, token=token)
        shape = rules.shape(self.endpoint)
        return wire.read(response, lambda answer: shape(answer["data"]))

    def update_collection_resource_group(
        self, collection_slug: str, resource_group_id: str | None, *, token: Token = None
    ) -> None:
        """
        Put a collection into a group of its organization.

        Args:
            collection_slug: The collection.
            resource_group_id: The group; `None` takes it out of its group.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such collection or group, or the token may not change it.
        """
        body = {"resourceGroupId": resource_group_id}
        self.send("POST", rules.route(collection_slug, "resource-group"), json=body, token=token)

    def delete_collection(self, collection_slug: str, *, missing_ok: bool = False, token: Token = None) -> None:
        """
        Delete a collection for good. What it lists is not touched.

        Args:
            collection_slug: The collection.
            missing_ok: Accept that there is no such collection.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such collection, or the token may not delete it.
        """
        self._delete_of_collection(rules.route(collection_slug), missing_ok, token)

    def add_collection_item(
        self,
        collection_slug: str,
        item_id: str,
        item_type: CollectionItemType_T,
        *,
        note: str | None = None,
        exists_ok: bool = False,
        token: Token = None,
    ) -> Collection:
        """
        Add something to a collection.

        Args:
            collection_slug: The collection.
            item_id: A repository's id, a paper's number, or the slug of another collection.
            item_type: What it is: `model`, `dataset`, `space`, `paper`, `collection` or `bucket`.
            note: A note that is shown with it.
            exists_ok: Accept that it is already there.
            token: Replaces the client's token.

        Returns:
            The collection as it is now.

        Raises:
            HfHubHTTPError: No such collection or item, it is already there, or the token may not change the collection.
        """
        body = rules.addition(item_id, item_type, note)
        try:
            response = self.send("POST", rules.route(collection_slug, "items"), json=body, token=token)
        except errors.HfHubHTTPError as error:
            if not (exists_ok and error.response.status_code == 409):
                raise
            return self.get_collection(collection_slug, token=token)
        return wire.read(response, rules.shape(self.endpoint))

    def update_collection_item(
        self,
        collection_slug: str,
        item_object_id: str,
        *,
        note: str | None = None,
        position: int | None = None,
        token: Token = None,
    ) -> None:
        """
        Change the note or the place of an item.

        Args:
            collection_slug: The collection.
            item_object_id: The item's `item_object_id`, which is not its id on the Hub.
            note: The new note; an empty text removes it.
            position: Its new place, from 0.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such collection or item, or the token may not change it.
        """
        body = rules.given(position=position, note=note)
        self.send("PATCH", rules.route(collection_slug, "items", item_object_id), json=body, token=token)

    def delete_collection_item(
        self, collection_slug: str, item_object_id: str, *, missing_ok: bool = False, token: Token = None
    ) -> None:
        """
        Take an item out of a collection.

        Args:
            collection_slug: The collection.
            item_object_id: The item's `item_object_id`, which is not its id on the Hub.
            missing_ok: Accept that there is no such item.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such collection or item, or the token may not change it.
        """
        self._delete_of_collection(rules.route(collection_slug, "items", item_object_id), missing_ok, token)

    def _delete_of_collection(self, url: str, missing_ok: bool, token: Token) -> None:
        try:
            self.send("DELETE", url, token=token)
        except errors.HfHubHTTPError as error:
            if not (missing_ok and error.response.status_code == 404):
                raise
