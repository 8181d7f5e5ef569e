"""`hf discussions`: talk about repositories, and merge pull requests."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import Argument, Command, Dict, Group, Option, Result


NUM = Argument("discussion_num", type="int", minimum=1, help="Number of the discussion or pull request.")
COMMENT = Option(help="Say why, in a comment.")
BODY = {
    "body": Option(type="str", help="The text, as Markdown."),
    "body_file": Option(type="path", help="A file with the text; -: standard input."),
    "attach": Option(
        type="str",
        multiple=True,
        help="An image, video or sound: FILE, or FILE#words. It is shown where the text has a Markdown image of FILE, or "
        "else below the text.",
    ),
}
WHERE = {"num": "discussion_num", "repo_id": "repo_id"}

GROUP = Group("discussions", "Discuss repositories, and review and merge pull requests.")
GROUP.add(
    Command(
        "list | ls",
        calls=HfApi.get_repo_discussions,
        runs="huggingface_hub.cli.handlers.discussions:list_discussions",
        help="List the discussions and pull requests of a repository.",
        options={
            "status": Option(
                flags=("-s", "--status"),
                choices=("open", "closed", "merged", "draft", "all"),
                default="open",
                help="Only those with this status.",
            ),
            "kind": Option(
                flags=("-k", "--kind"),
                choices=("all", "discussion", "pull_request"),
                default="all",
                help="Only discussions, or only pull requests.",
            ),
            "author": Option(help="Only what this user or organization started."),
            "limit": Option(type="int", default=30, help="How many to show."),
        },
        hides={"discussion_type", "discussion_status"},
        examples=[
            "hf discussions ls user/model",
            "hf discussions ls datasets/user/name --kind pull_request --status merged",
        ],
    ),
    Command(
        "info",
        calls=HfApi.get_discussion_details,
        help="Print a discussion and everything that happened in it.",
        arguments=("repo_id", NUM),
        shows=Dict(id_key="num"),
        examples=["hf discussions info user/model 3"],
    ),
    Command(
        "diff",
        calls=HfApi.get_discussion_details,
        runs="huggingface_hub.cli.handlers.discussions:diff",
        help="Print what a pull request changes.",
        arguments=("repo_id", NUM),
        examples=["hf discussions diff user/model 3"],
    ),
    Command(
        "create",
        calls=HfApi.create_discussion,
        runs="huggingface_hub.cli.handlers.discussions:create",
        help="Start a discussion, or an empty pull request.",
        arguments=("repo_id",),
        options={
            "title": Option(required=True, help="The title."),
            **BODY,
            "pull_request": Option(
                flags=("--pull-request", "--pr"), switch=True, help="A pull request: `hf upload` can add files to it."
            ),
        },
        hides={"description"},
        examples=[
            "hf discussions create user/model --title 'Wrong license' --body 'The code says MIT.'",
            "hf discussions create spaces/user/space --title Typos --pr --body-file notes.md",
        ],
    ),
    Command(
        "comment",
        calls=HfApi.comment_discussion,
        runs="huggingface_hub.cli.handlers.discussions:comment",
        help="Add a comment.",
        arguments=("repo_id", NUM),
        options=BODY,
        hides={"comment"},
        examples=[
            "hf discussions comment user/model 3 --body 'Thank you!'",
            "hf discussions comment user/model 3 --body-file -",
            "hf discussions comment user/model 3 --body 'It looks so:' --attach 'plot.png#The loss'",
        ],
    ),
    Command(
        "edit",
        calls=HfApi.edit_discussion_comment,
        runs="huggingface_hub.cli.handlers.discussions:edit",
        help="Replace the text of a comment.",
        arguments=("repo_id", NUM, "comment_id"),
        options=BODY,
        hides={"new_content"},
        examples=["hf discussions edit user/model 3 64f0c3a9 --body 'Better words.'"],
    ),
    Command(
        "rename",
        calls=HfApi.rename_discussion,
        arguments=("repo_id", NUM, "new_title"),
        shows=Result("Discussion renamed", **WHERE, title="new_title"),
        examples=["hf discussions rename user/model 3 'A better title'"],
    ),
    Command(
        "close",
        calls=HfApi.change_discussion_status,
        help="Close a discussion or pull request.",
        arguments=("repo_id", NUM),
        options={"comment": COMMENT},
        fixed={"new_status": "closed"},
        confirm="Close #{discussion_num} of {repo_id}?",
        shows=Result("Discussion closed", **WHERE),
        examples=["hf discussions close user/model 3 --comment 'Solved.' --yes"],
    ),
    Command(
        "reopen",
        calls=HfApi.change_discussion_status,
        help="Open a closed discussion or pull request again.",
        arguments=("repo_id", NUM),
        options={"comment": COMMENT},
        fixed={"new_status": "open"},
        confirm="Reopen #{discussion_num} of {repo_id}?",
        shows=Result("Discussion reopened", **WHERE),
        examples=["hf discussions reopen user/model 3 --yes"],
    ),
    Command(
        "merge",
        calls=HfApi.merge_pull_request,
        help="Merge a pull request.",
        arguments=("repo_id", NUM),
        options={"comment": COMMENT},
        confirm="Merge #{discussion_num} into {repo_id}?",
        shows=Result("Pull request merged", **WHERE),
        examples=["hf discussions merge user/model 3 --yes"],
    ),
)

COMMANDS = [GROUP]
