"""`hf skills`: what AI assistants have to know."""

from __future__ import annotations

from huggingface_hub.cli.declare import TOKEN, Argument, Command, Group, Option


HANDLERS = "huggingface_hub.cli.handlers.skills"
PLACE = {
    "global_": Option(
        flags=("-g", "--global"), type="bool", switch=True, help="For all of your projects, instead of this folder."
    ),
    "dest": Option(type="path", help="In this folder of skills."),
}

GROUP = Group("skills", "Teach AI assistants to use the Hub.")
GROUP.add(
    Command(
        "add",
        runs=f"{HANDLERS}:add",
        help="Install a skill for AI assistants in .agents/skills, with a link in .claude/skills. "
        "`hf-cli` is about this command line and is written by it; the others come from the Hub.",
        arguments=(Argument("name", required=False, help="The skill; hf-cli without it."),),
        options={**PLACE, "force": Option(type="bool", switch=True, help="Replace what is there.")},
        exclusive=[("--global", "--dest")],
        examples=["hf skills add", "hf skills add -g", "hf skills add huggingface-gradio --dest ~/my-skills"],
    ),
    Command(
        "list | ls",
        runs=f"{HANDLERS}:list_skills",
        help="List the skills that there are.",
        options={"token": TOKEN},
        examples=["hf skills ls"],
    ),
    Command(
        "preview",
        runs=f"{HANDLERS}:preview",
        help="Print the skill `hf-cli` as this version of hf writes it.",
        examples=["hf skills preview"],
    ),
    Command(
        "update",
        runs=f"{HANDLERS}:update",
        help="Bring the skills that hf has installed here to their newest version. Others are left alone.",
        arguments=(Argument("name", required=False, help="The skill; all of them without it."),),
        options=PLACE,
        exclusive=[("--global", "--dest")],
        examples=["hf skills update", "hf skills update hf-cli -g"],
    ),
)

COMMANDS = [GROUP]
