"""`hf cache`: what is in the cache on this machine, and making room in it."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import Argument, Command, Group, Option


HANDLERS = "huggingface_hub.cli.handlers.cache"
CACHE_DIR = Option(type="path", help="The cache to look at instead of the one of HF_HOME.")
YES = Option(flags=("-y", "--yes"), type="bool", switch=True, default=False, help="Don't ask.")
DRY_RUN = Option(type="bool", default=False, help="Only say what would be deleted.")
SORTS = tuple(f"{key}{order}" for key in ("accessed", "modified", "name", "size") for order in ("", ":asc", ":desc"))

GROUP = Group("cache", "See what is in the cache on this machine, check it, and make room in it.")
GROUP.add(
    Command(
        "list | ls",
        runs=f"{HANDLERS}:list_cache",
        help="List the repositories in the cache, or their revisions.",
        options={
            "cache_dir": CACHE_DIR,
            "revisions": Option(type="bool", default=False, help="List revisions instead of repositories."),
            "filter": Option(
                flags=("-f", "--filter"),
                type="str",
                multiple=True,
                help="Only what fits: 'size>1GB', 'accessed>7d' (longer ago than that), 'modified<30d', 'type=model', "
                "'refs=main'. Several must all fit. Put quotes around it: > and < mean something to shells.",
            ),
            "sort": Option(
                type="choice",
                choices=SORTS,
                multiple=True,
                help="Sort by this; by the next one what is equal. Largest and latest first, names from A to Z, unless "
                "':asc' or ':desc' says otherwise.",
            ),
            "limit": Option(type="int", help="How many to show."),
            "show_warnings": Option(type="bool", default=False, help="Show each entry that is not as it should be."),
        },
        examples=[
            "hf cache ls",
            "hf cache ls --revisions",
            "hf cache ls --filter 'size>1GB' --sort size --limit 10",
            "hf cache ls --filter type=dataset --sort name:asc --sort size:desc",
        ],
    ),
    Command(
        "rm | delete",
        runs=f"{HANDLERS}:rm",
        help="Delete repositories, revisions or files from the cache.",
        arguments=(
            Argument(
                "targets",
                nargs=-1,
                help="Repositories (`model/user/name`), revisions (commit hashes), or addresses: `hf://user/name`, "
                "`hf://user/name/file`.",
            ),
        ),
        options={"cache_dir": CACHE_DIR, "yes": YES, "dry_run": DRY_RUN},
        examples=[
            "hf cache rm model/user/name",
            "hf cache rm 81fd1d6e7847c99f5862c9fb81387956d99ec7aa --dry-run",
            "hf cache rm hf://datasets/user/name/train.csv",
            "hf cache rm $(hf cache ls --filter 'accessed>1y' -q) -y",
        ],
    ),
    Command(
        "prune",
        runs=f"{HANDLERS}:prune",
        help="Delete revisions that no branch or tag stands for, and what unfinished downloads left.",
        options={"cache_dir": CACHE_DIR, "yes": YES, "dry_run": DRY_RUN},
        examples=["hf cache prune --dry-run", "hf cache prune --yes"],
    ),
    Command(
        "gc",
        runs=f"{HANDLERS}:gc",
        help="Delete the revisions that were not used for longest, until the cache is small enough.",
        options={
            "max_size": Option(type="str", help="How large the cache may be: 50GB."),
            "max_age": Option(type="str", help="How long a revision may go unused: 30d, 6mo, 1y."),
            "cache_dir": CACHE_DIR,
            "yes": YES,
            "dry_run": DRY_RUN,
        },
        examples=["hf cache gc --max-size 50GB --dry-run", "hf cache gc --max-age 90d --yes"],
    ),
    Command(
        "verify",
        calls=HfApi.verify_repo_checksums,
        runs=f"{HANDLERS}:verify",
        help="Compare the files of a repository on this machine with those on the Hub, by their hashes.",
        options={
            "cache_dir": CACHE_DIR,
            "local_dir": Option(type="path", help="Verify the files of this folder instead of the cache's."),
            "fail_on_missing_files": Option(
                type="bool", switch=True, default=False, help="Fail if files of the Hub are not on this machine."
            ),
            "fail_on_extra_files": Option(
                type="bool", switch=True, default=False, help="Fail if there are files that the Hub does not have."
            ),
        },
        examples=[
            "hf cache verify user/model",
            "hf cache verify datasets/user/name --revision refs/pr/1",
            "hf cache verify user/model --local-dir ./model",
        ],
    ),
)

COMMANDS = [GROUP]
