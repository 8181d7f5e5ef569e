"""`hf repos`: make, change and delete repositories, branches and tags."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import Argument, Command, Group, Option, Result
from huggingface_hub.cli.groups import copies


VISIBILITY = {
    "visibility_public": Option(flags=("--public",), on="public", into="visibility", help="Everyone can see it."),
    "visibility_protected": Option(
        flags=("--protected",),
        on="protected",
        into="visibility",
        help="Everyone can use it, but only you see its files (Spaces only).",
    ),
}
PRIVATE = Option(help="Only you, or your organization, can see it.")
EXCLUSIVE = [("--private", "--public", "--protected")]
HARDWARE = (
    "cpu-basic", "cpu-upgrade", "zero-a10g", "t4-small", "t4-medium", "l4x1", "l4x4", "l40sx1", "l40sx4", "l40sx8",
    "a10g-small", "a10g-large", "a10g-largex2", "a10g-largex4", "a100-large", "a100x4", "a100x8",
    "rtx-pro-6000", "rtx-pro-6000x2", "rtx-pro-6000x4", "rtx-pro-6000x8",
)  # fmt: skip

SPACE_SETTINGS = {
    "space_hardware": Option(flags=("--flavor",), choices=HARDWARE, soft=True, help="The hardware of a Space."),
    "space_sleep_time": Option(
        flags=("--sleep-time",), help="Seconds without visitors after which a Space sleeps; -1: never."
    ),
    "secrets": Option(
        flags=("-s", "--secrets"),
        type="str",
        multiple=True,
        help="A secret of a Space: KEY (value from your environment) or KEY=value.",
    ),
    "secrets_file": Option(type="path", help="A file of secrets, one KEY=value per line; - for standard input."),
    "env": Option(flags=("-e", "--env"), type="str", multiple=True, help="A variable of a Space: KEY=value."),
    "env_file": Option(type="path", help="A file of variables, one KEY=value per line; - for standard input."),
    "volume": Option(
        flags=("-v", "--volume"),
        type="str",
        multiple=True,
        help="What to mount in a Space: hf://[type/]user/name:/path[:ro|:rw].",
    ),
}

BRANCH = Group("branch", "Make and delete branches.")
BRANCH.add(
    Command(
        "create",
        calls=HfApi.create_branch,
        shows=Result("Branch created", branch="branch", repo_type="repo_type", repo_id="repo_id"),
        examples=["hf repos branch create user/model dev", "hf repos branch create user/model dev --revision v1"],
    ),
    Command(
        "delete",
        calls=HfApi.delete_branch,
        shows=Result("Branch deleted", branch="branch", repo_type="repo_type", repo_id="repo_id"),
        examples=["hf repos branch delete user/model dev"],
    ),
)

TAG = Group("tag", "Make, list and delete tags.")
TAG.add(
    Command(
        "create",
        calls=HfApi.create_tag,
        options={"tag_message": Option(flags=("-m", "--message"))},
        hides={"exist_ok"},
        shows=Result("Tag created", tag="tag", repo_type="repo_type", repo_id="repo_id"),
        examples=["hf repos tag create user/model v1", "hf repos tag create user/model v1 -m 'First' --revision dev"],
    ),
    Command(
        "list | ls",
        calls=HfApi.list_repo_refs,
        runs="huggingface_hub.cli.handlers.repos:list_tags",
        help="List the tags of a repository.",
        hides={"include_pull_requests"},
        examples=["hf repos tag list user/model"],
    ),
    Command(
        "delete",
        calls=HfApi.delete_tag,
        confirm="Delete tag '{tag}' of {repo_type} '{repo_id}'?",
        shows=Result("Tag deleted", tag="tag", repo_type="repo_type", repo_id="repo_id"),
        examples=["hf repos tag delete user/model v1 --yes"],
    ),
)

GROUP = Group("repos", "Make, change and delete repositories, branches and tags.")
GROUP.add(
    Command(
        "create",
        calls=HfApi.create_repo,
        runs="huggingface_hub.cli.handlers.repos:create",
        options={
            "private": PRIVATE,
            **VISIBILITY,
            "space_sdk": Option(
                flags=("--sdk", "--space-sdk"), help="The kind of Space: gradio, streamlit, docker or static."
            ),
            "space_template": Option(flags=("--template",), help="Start a Space from this template."),
            "region": Option(choices=("us", "eu"), help="Where the files are kept."),
            **SPACE_SETTINGS,
        },
        hides={"visibility", "space_secrets", "space_variables", "space_volumes"},
        exclusive=EXCLUSIVE,
        examples=[
            "hf repos create my-model --private",
            "hf repos create my-data --type dataset",
            "hf repos create my-space --type space --sdk gradio -e THEME=dark --secrets API_KEY",
        ],
    ),
    Command(
        "duplicate",
        calls=HfApi.duplicate_repo,
        runs="huggingface_hub.cli.handlers.repos:duplicate",
        arguments=("from_id", Argument("to_id", help="The copy. By default it has the same name, and belongs to you.")),
        options={"private": PRIVATE, **VISIBILITY, **SPACE_SETTINGS},
        hides={"visibility", "space_secrets", "space_variables", "space_volumes"},
        exclusive=EXCLUSIVE,
        examples=[
            "hf repos duplicate organization/model",
            "hf repos duplicate spaces/organization/space my-space --private --flavor t4-small -s HF_TOKEN",
        ],
    ),
    Command(
        "delete",
        calls=HfApi.delete_repo,
        confirm="Delete {repo_type} '{repo_id}' and everything in it for good?",
        shows=Result("Repo deleted", repo_id="repo_id"),
        examples=["hf repos delete user/model", "hf repos delete datasets/user/name --yes"],
    ),
    Command(
        "move",
        calls=HfApi.move_repo,
        shows=Result("Repo moved", from_id="from_id", to_id="to_id"),
        examples=["hf repos move user/model organization/model"],
    ),
    Command(
        "settings",
        calls=HfApi.update_repo_settings,
        options={"private": PRIVATE, **VISIBILITY, "gated": Option(choices=("auto", "manual", False))},
        hides={"visibility"},
        exclusive=EXCLUSIVE,
        shows=Result("Repo settings updated", repo_id="repo_id"),
        examples=["hf repos settings user/model --private", "hf repos settings user/model --gated auto"],
    ),
    Command(
        "delete-files",
        calls=HfApi.delete_files,
        help="Delete files from a repository, in one commit.",
        arguments=("repo_id", Argument("delete_patterns", nargs=-1, help="Files, or patterns such as '*.bin'.")),
        hides={"parent_commit"},
        options={"create_pr": Option(default=False)},
        shows=Result("Files deleted", repo_id="repo_id", commit_url="result.commit_url", pr_url="result.pr_url"),
        examples=["hf repos delete-files user/model old.bin 'checkpoints/*'"],
    ),
    Command(
        "list | ls",
        calls=HfApi.list_user_repos,
        runs="huggingface_hub.cli.handlers.repos:list_repos",
        help="List your repositories, or those of an organization, and how much room each takes.",
        options={
            "namespace": Option(help="An organization. Your own repositories without it."),
            "repo_type": Option(
                flags=("--type", "--repo-type"),
                type="choice",
                choices=("model", "dataset", "space", "bucket"),
                default=None,
                help="Only repositories of this type.",
            ),
            "search": Option(type="str", help="Only repositories with this text in their names."),
            "limit": Option(type="int", default=30, help="How many to show."),
        },
        arguments=(),
        examples=["hf repos ls", "hf repos ls --namespace organization --type dataset"],
    ),
    copies.copy("hf repos cp"),
    BRANCH,
    TAG,
)

COMMANDS = [GROUP]
