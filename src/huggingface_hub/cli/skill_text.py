"""The skill `hf-cli`: what an AI assistant has to know about `hf`, written from the command tables."""

from __future__ import annotations

from collections.abc import Iterator

from huggingface_hub.cli import help as help_texts, tree
from huggingface_hub.cli.version import package_version


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from huggingface_hub.cli.tables import OptionTable

NAME = "hf-cli"
DESCRIPTION = (
    "Work with the Hugging Face Hub from a shell, by its command line `hf`: download, upload and manage models, datasets, "
    "Spaces, buckets and repositories; look into and clean the local cache; run jobs, sandboxes and endpoints; read papers; "
    "discuss, review and merge pull requests. Use it whenever Hugging Face, the Hub, `hf` or the former `huggingface-cli` is "
    "mentioned, or files of models and datasets have to get from or to the Hub."
)
# Every command has these, or they say the same wherever they are: they are described once.
COMMON = ("token", "revision", "repo_type")
HEAD = """\
---
name: {name}
description: {description}
---

`hf` is the command line of the Hugging Face Hub. It replaces `huggingface-cli`.

Generated with `huggingface_hub v{version}`. After an update of `hf`, run `hf skills update {name}`.

## How to use it

- Log in with the environment variable `HF_TOKEN`, or with `hf auth login`. `hf auth whoami` says who is logged in. Never
  write a token into a command line or a file of the project.
- Add `--json` to get one line of JSON on stdout, `-q` to get one identifier per line. Errors and hints go to stderr.
- Exit code 0 is success, 1 an error that is explained on stderr, 2 a command line that is not right.
- What can't be undone asks first, and refuses where nobody can answer: add `--yes` once the user has agreed.
- A repository of another type than model is `datasets/user/name` or `spaces/user/name`, or has `--type dataset`.
- `hf COMMAND --help` explains all options, with examples. `hf doctor` finds out why the Hub can't be reached.

## Options that many commands have

- `--token TEXT`: another account than the one logged in; `HF_TOKEN` does the same without showing it.
- `--revision TEXT`: a branch, a tag or a commit hash.
- `--type [model|dataset|space|kernel]`: the type of the repository.

## Commands
"""


def text() -> str:
    """The whole of `SKILL.md`."""
    head = HEAD.format(name=NAME, description=_yaml(DESCRIPTION), version=package_version())
    alone: list[str] = []
    grouped: list[str] = []
    root = tree.root()
    for name in sorted(root["commands"]):
        found = tree.child(root, name)
        if found is None or found[1].get("hidden"):
            continue
        node = found[1]
        if "commands" in node:
            grouped += ["", f"### `hf {name}`: {node['help']}", "", *_leaves(f"hf {name}", node)]
        else:
            alone.append(_bullet(f"hf {name}", node))
    return "\n".join([head, *alone, *grouped]) + "\n"


def _leaves(path: str, node: Any) -> Iterator[str]:
    for name, child in sorted(node["commands"].items()) if "commands" in node else ():
        if child.get("hidden") or "module" in child:
            continue
        if "commands" in child:
            yield from _leaves(f"{path} {name}", child)
        else:
            yield _bullet(f"{path} {name}", child)


def _bullet(path: str, node: Any) -> str:
    arguments = "".join(f" {help_texts.argument_usage(argument)}" for argument in node.get("arguments", ()))
    options = [_option(option) for option in node.get("options", ()) if _is_worth_it(option)]
    more = f" Options: `{' '.join(options)}`" if options else ""
    return f"- `{path}{arguments}`: {node['help']}{more}"


def _is_worth_it(option: OptionTable) -> bool:
    return option["name"] not in COMMON and not option.get("hidden")


def _option(option: OptionTable) -> str:
    """The shortest form that can be used: the long flag, with what it takes."""
    flag: str = next((flag for flag in option["flags"] if flag.startswith("--")), option["flags"][0])
    choices = option.get("choices", ())
    if option["type"] == "bool":
        return flag
    if choices and len(choices) <= 6 and not option.get("commas"):
        return f"{flag} [{'|'.join(choices)}]"
    return f"{flag} {help_texts.METAVARS.get(option['type'], 'TEXT')}"


def _yaml(value: str) -> str:
    """A text as YAML: JSON's quotes are YAML's."""
    import json

    return json.dumps(value)
