"""`hf collections`: lists of repositories and papers that someone keeps."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import Argument, Command, Dict, Group, Option, Result


SLUG = Argument("collection_slug", help="The collection: `user/title-64f9a55bb3115b4f513ec026`, as `ls` prints it.")
ITEM = Argument("item_object_id", help="The item's `item_object_id`, as `hf collections info` prints it.")

GROUP = Group("collections", "Keep lists of repositories and papers.")
GROUP.add(
    Command(
        "list | ls",
        calls=HfApi.list_collections,
        runs="huggingface_hub.cli.handlers.collections:list_collections",
        help="List collections.",
        options={
            "owner": Option(type="str", help="Only those of this user or organization."),
            "item": Option(type="str", help="Only those with this item: `models/user/name`, `papers/2307.09288`."),
            "limit": Option(default=10, help="How many to show."),
        },
        examples=[
            "hf collections ls --owner user",
            "hf collections ls --item datasets/user/name --sort upvotes",
        ],
    ),
    Command(
        "info",
        calls=HfApi.get_collection,
        help="Print a collection with everything in it.",
        arguments=(SLUG,),
        shows=Dict(id_key="slug"),
        examples=["hf collections info user/title-64f9a55bb3115b4f513ec026"],
    ),
    Command(
        "create",
        calls=HfApi.create_collection,
        hides={"resource_group_id"},
        shows=Result("Collection created", slug="result.slug", url="result.url"),
        examples=["hf collections create 'Small models' --description 'For phones.' --private"],
    ),
    Command(
        "update",
        calls=HfApi.update_collection_metadata,
        help="Change what a collection says about itself, and its place among the others.",
        arguments=(SLUG,),
        shows=Result("Collection updated", slug="result.slug", url="result.url"),
        examples=["hf collections update user/title-64f9a55bb3115b4f513ec026 --title 'Tiny models' --position 0"],
    ),
    Command(
        "delete",
        calls=HfApi.delete_collection,
        help="Delete a collection. What is listed in it stays.",
        arguments=(SLUG,),
        shows=Result("Collection deleted", slug="collection_slug"),
        examples=["hf collections delete user/title-64f9a55bb3115b4f513ec026"],
    ),
    Command(
        "add-item",
        calls=HfApi.add_collection_item,
        arguments=(SLUG, "item_id", "item_type"),
        shows=Result("Item added", slug="result.slug", item_id="item_id", url="result.url"),
        examples=[
            "hf collections add-item user/title-64f9a55bb3115b4f513ec026 user/model model --note 'The best.'",
            "hf collections add-item user/title-64f9a55bb3115b4f513ec026 2307.09288 paper",
        ],
    ),
    Command(
        "update-item",
        calls=HfApi.update_collection_item,
        arguments=(SLUG, ITEM),
        shows=Result("Item updated", slug="collection_slug", item_object_id="item_object_id"),
        examples=[
            "hf collections update-item user/title-64f9a55bb3115b4f513ec026 65a1f0c3a9b2d4e5f6a7b8c9 --position 0",
        ],
    ),
    Command(
        "delete-item",
        calls=HfApi.delete_collection_item,
        arguments=(SLUG, ITEM),
        shows=Result("Item removed", slug="collection_slug", item_object_id="item_object_id"),
        examples=["hf collections delete-item user/title-64f9a55bb3115b4f513ec026 65a1f0c3a9b2d4e5f6a7b8c9"],
    ),
)

COMMANDS = [GROUP]
