"""`hf buckets`: storage without history, for files that change often."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import Argument, Command, Group, Option
from huggingface_hub.cli.groups import copies


HANDLERS = "huggingface_hub.cli.handlers.buckets"
BUCKET = Argument("bucket_id", help="The bucket: `user/name` or `hf://buckets/user/name`.")
YES = Option(flags=("-y", "--yes"), type="bool", default=False, switch=True, help="Don't ask first.")

REMOVE = Command(
    "remove | rm",
    calls=HfApi.batch_bucket_files,
    runs="huggingface_hub.cli.handlers.bucket_files:remove",
    help="Remove files from a bucket.",
    arguments=(
        Argument(
            "argument",
            type="str",
            help="The file: `user/name/path` or `hf://buckets/user/name/path`; with --recursive a folder, or a bucket.",
        ),
    ),
    options={
        "recursive": copies.switch("Everything in the folder.", "--recursive", "-R"),
        "yes": YES,
        "dry_run": copies.switch("Only list what would be removed."),
        "include": copies.patterns("Only files that match this. Needs --recursive."),
        "exclude": copies.patterns("No files that match this. Needs --recursive."),
    },
    hides={"bucket_id", "add", "copy", "delete"},
    examples=[
        "hf buckets rm user/bucket/old.txt",
        "hf buckets rm user/bucket/checkpoints --recursive --exclude '*/best.pt' --dry-run",
    ],
)

GROUP = Group("buckets", "Make buckets, and move files in and out of them: storage without history.")
GROUP.add(
    Command(
        "create",
        calls=HfApi.create_bucket,
        runs=f"{HANDLERS}:create",
        arguments=(Argument("bucket_id", help="The bucket: `name`, `user/name` or `hf://buckets/user/name`."),),
        options={
            "private": Option(
                type="bool", default=False, switch=True, help="Only you, or your organization, can see it."
            ),
            "region": Option(choices=("us", "eu"), help="Where the files are kept."),
            "exist_ok": Option(switch=True),
        },
        hides={"visibility", "resource_group_id"},
        examples=["hf buckets create my-bucket", "hf buckets create organization/bucket --private --region eu"],
    ),
    Command(
        "info",
        calls=HfApi.bucket_info,
        runs=f"{HANDLERS}:info",
        help="Print what the Hub knows about a bucket.",
        arguments=(BUCKET,),
        examples=["hf buckets info user/bucket"],
    ),
    Command(
        "list | ls",
        calls=(HfApi.list_buckets, HfApi.list_bucket_tree),
        runs=f"{HANDLERS}:listing",
        help="List buckets, or the files of a bucket.",
        arguments=(
            Argument(
                "argument",
                type="str",
                required=False,
                help="A user or organization, for its buckets; a bucket or a folder of one, for what is in it. "
                "Without it: your own buckets.",
            ),
        ),
        options={
            "human_readable": Option(
                flags=("--human-readable", "-h"),
                type="bool",
                default=False,
                switch=True,
                help="Sizes as people read them.",
            ),
            "as_tree": Option(flags=("--tree",), type="bool", default=False, switch=True, help="Draw files as a tree."),
            "recursive": Option(
                flags=("--recursive", "-R"),
                type="bool",
                default=False,
                switch=True,
                help="What is in folders too, instead of the folders.",
            ),
            "search": Option(help="Only buckets with this in their names."),
        },
        hides={"namespace", "bucket_id", "prefix"},
        examples=[
            "hf buckets ls",
            "hf buckets ls organization --search logs",
            "hf buckets ls user/bucket/checkpoints -R -h",
            "hf buckets ls user/bucket --tree",
        ],
    ),
    Command(
        "delete",
        calls=HfApi.delete_bucket,
        runs=f"{HANDLERS}:delete",
        help="Delete a bucket and everything in it for good. `hf buckets rm` removes single files.",
        arguments=(BUCKET,),
        options={"yes": YES, "missing_ok": Option(switch=True)},
        examples=["hf buckets delete user/bucket", "hf buckets delete user/bucket --yes --missing-ok"],
    ),
    Command(
        "move",
        calls=HfApi.move_bucket,
        runs=f"{HANDLERS}:move",
        help="Rename a bucket, or give it to another owner.",
        arguments=(
            Argument("from_id", help="The bucket: `user/name` or `hf://buckets/user/name`."),
            Argument("to_id", help="What it shall be called: `user/name`."),
        ),
        examples=["hf buckets move user/bucket organization/bucket"],
    ),
    Command(
        "settings",
        calls=HfApi.update_bucket_settings,
        runs=f"{HANDLERS}:settings",
        arguments=(BUCKET,),
        options={
            "private": Option(type="bool", default=False, switch=True, help="Only its owners can see it."),
            "public": Option(type="bool", default=False, switch=True, help="Everyone can see it."),
        },
        examples=["hf buckets settings user/bucket --private"],
    ),
    copies.copy("hf buckets cp"),
    copies.sync("hf buckets sync"),
    REMOVE,
)

COMMANDS = [GROUP]
