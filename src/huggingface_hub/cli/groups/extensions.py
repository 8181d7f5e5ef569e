"""`hf extensions`: more commands, made by others."""

from __future__ import annotations

from huggingface_hub.cli.declare import Argument, Command, Group, Option


HANDLERS = "huggingface_hub.cli.handlers.extensions"
YES = Option(flags=("-y", "--yes"), type="bool", switch=True, help="Don't ask.")
NAME = Argument("name", help="The extension, with or without `hf-` before its name.")

GROUP = Group(
    "extensions | ext",
    "More commands for hf, made by others: programs of third parties. Install only what you trust.",
)
GROUP.add(
    Command(
        "install",
        runs=f"{HANDLERS}:install",
        help="Install an extension from a public GitHub repository. Its commit and hash are shown first, and kept.",
        arguments=(
            Argument("repo_id", help="The repository: `[OWNER/]hf-NAME`, or `[OWNER/]hf-NAME@COMMIT` for that commit."),
        ),
        options={
            "force": Option(type="bool", switch=True, help="Replace one that is installed under this name."),
            "yes": YES,
        },
        examples=["hf extensions install hf-claude", "hf extensions install alvarobartt/hf-mem"],
    ),
    Command(
        "list | ls",
        runs=f"{HANDLERS}:list_installed",
        help="List the extensions that are installed, and which commit of each.",
        examples=["hf extensions ls"],
    ),
    Command(
        "remove | rm",
        runs=f"{HANDLERS}:remove",
        help="Delete an extension.",
        arguments=(NAME,),
        examples=["hf extensions rm claude"],
    ),
    Command(
        "update",
        runs=f"{HANDLERS}:update",
        help="Bring an extension to the newest commit of its repository, or all of them. Asks before each.",
        arguments=(Argument("name", required=False, help="The extension; all of them without it."),),
        options={"yes": YES},
        examples=["hf extensions update", "hf extensions update hf-claude"],
    ),
    Command(
        "exec",
        runs=f"{HANDLERS}:execute",
        help="Run an extension. `hf NAME` does the same.",
        arguments=(
            NAME,
            Argument(
                "args", nargs=-1, required=False, help="What it is given. All that follows its name belongs to it."
            ),
        ),
        passes=True,
        examples=["hf extensions exec claude -- --help", "hf extensions exec claude --model zai-org/GLM-5"],
    ),
    Command(
        "search",
        runs=f"{HANDLERS}:search",
        help="List the extensions on GitHub, those with the most stars first.",
        examples=["hf extensions search"],
    ),
)

COMMANDS = [GROUP]
