"""From parsed options to a call: what they mean together, and what the operation gets."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from huggingface_hub.cli.output import Output, show


if TYPE_CHECKING:
    from huggingface_hub.cli.tables import CommandTable, OptionTable


PREFIXES = {"models": "model", "datasets": "dataset", "spaces": "space", "kernels": "kernel"}
REPO_ARGUMENTS = ("repo_id", "from_id", "to_id")


def execute(path: list[str], table: CommandTable, /, **parsed: Any) -> None:
    """Run the command of a table with what was parsed."""
    context = click.get_current_context()
    state = context.obj
    out: Output = state.output()
    given = {name for name in parsed if context.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    check_exclusive(table, parsed, given)
    if parsed.get("token") and "token" in given and path != ["auth", "login"]:
        out.warning(
            "`--token` leaves the token in the shell's history and shows it to everyone who lists processes. "
            "Prefer `hf auth login` or the HF_TOKEN environment variable."
        )
    parameters = merge_switches(table, parsed)
    parameters = split_prefixes(parameters, given)
    parameters = convert(table, parameters)
    parameters.update(table.get("fixed", {}))
    if "confirm" in table:
        out.confirm(table["confirm"].format(**parameters), yes=bool(parameters.pop("yes")))
    prepare_process(out)
    if "HF_HUB_DISABLE_UPDATE_CHECK" in os.environ and path not in (["update"], ["skills", "update"]):
        from huggingface_hub.cli import updates

        updates.check_cli_update("huggingface_hub")
    if "runs" in table:
        load(table["runs"])(out, **parameters)
        return
    result = call(table["calls"], parameters)
    if "shows" in table:
        show(out, table["shows"], result, parameters)


def call(address: str, parameters: Mapping[str, Any]) -> Any:
    """Call an operation: a method on a client for this command line, a function as it is."""
    given = {name: value for name, value in parameters.items() if value is not None}
    module, _, qualname = address.partition(":")
    owner, _, method = qualname.rpartition(".")
    if not owner:
        return getattr(import_module(module), method)(**given)
    return getattr(hub(given.pop("token", None)), method)(**given)


def hub(token: str | bool | None = None) -> Any:
    """The client of this command line."""
    from huggingface_hub import __version__
    from huggingface_hub._sync.api import HfApi

    return HfApi(token=token, library_name="huggingface-cli", library_version=__version__)


def load(address: str) -> Any:
    """`module:function`."""
    module, _, name = address.partition(":")
    return getattr(import_module(module), name)


def prepare_process(out: Output) -> None:
    """Progress bars are for people; log records say at least what is going on, unless the environment decides."""
    import logging

    from huggingface_hub import constants
    from huggingface_hub._core.logs import root_logger

    if not constants.HF_DEBUG and not os.environ.get("HF_HUB_VERBOSITY"):
        root_logger().setLevel(logging.INFO if out.mode in ("human", "agent") else logging.WARNING)
    if out.mode != "human" and constants.HF_HUB_DISABLE_PROGRESS_BARS is None:
        from huggingface_hub._core.progress import disable_progress_bars

        disable_progress_bars()


def switch_name(option: OptionTable) -> str:
    """The name under which a flag that stores a value is parsed."""
    return "on_" + option["flags"][-1].lstrip("-").replace("-", "_")


def merge_switches(table: CommandTable, parsed: Mapping[str, Any]) -> dict[str, Any]:
    """Flags that store a value (`--public`, `--protected`) become the one parameter that they feed."""
    merged = dict(parsed)
    for option in table.get("options", ()):
        if "on" in option:
            merged.setdefault(option["name"], None)
            if merged.pop(switch_name(option)):
                merged[option["name"]] = option["on"]
    return merged


def check_exclusive(table: CommandTable, parsed: Mapping[str, Any], given: set[str]) -> None:
    """At most one flag of each group."""
    for flags in table.get("exclusive", ()):
        used = [flag for option in table["options"] for flag in _used_flags(option, parsed, given) if flag in flags]
        if len(used) > 1:
            raise click.UsageError(f"'{used[0]}' and '{used[1]}' are mutually exclusive.")


def _used_flags(option: OptionTable, parsed: Mapping[str, Any], given: set[str]) -> Iterable[str]:
    name = switch_name(option) if "on" in option else option["name"]
    if name not in given:
        return ()
    return option.get("off_flags", ()) if parsed[name] is False else option["flags"][-1:]


def split_prefixes(parameters: dict[str, Any], given: set[str]) -> dict[str, Any]:
    """`spaces/user/name` is `user/name` of type space, for every command that has `--type`."""
    if "repo_type" not in parameters:
        return parameters
    found: dict[str, str] = {}
    for name in REPO_ARGUMENTS:
        value = parameters.get(name)
        head, slash, rest = value.partition("/") if isinstance(value, str) else ("", "", "")
        if slash and head in PREFIXES and rest.count("/") == 1:
            found[head] = PREFIXES[head]
            parameters[name] = rest
    if not found:
        return parameters
    if "repo_type" in given:
        raise click.UsageError(
            f"Ambiguous repo type: got prefix '{next(iter(found))}/' in repo ID and explicit --type. Use one or the other."
        )
    if len(found) > 1:
        prefixes = " and ".join(f"'{prefix}/'" for prefix in found)
        raise click.UsageError(f"Ambiguous repo type: got prefixes {prefixes}. Both repositories have one type.")
    parameters["repo_type"] = next(iter(found.values()))
    return parameters


def convert(table: CommandTable, parameters: dict[str, Any]) -> dict[str, Any]:
    """Texts that stand for other values, and lists instead of click's tuples (`None` when nothing was given)."""
    for option in table.get("options", ()):
        name, values = option["name"], option.get("values", {})
        if option.get("commas"):
            parameters[name] = split_commas(option, parameters[name])
        elif isinstance(parameters.get(name), str) and parameters[name] in values:
            parameters[name] = values[parameters[name]]
    for name, value in parameters.items():
        if isinstance(value, tuple):
            parameters[name] = list(value) or None
    return parameters


def split_commas(option: OptionTable, text: str | None) -> list[str] | None:
    """`"a,b"` as a list; unknown parts are refused before any request is made."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",") if part.strip()]
    known = option.get("choices", ())
    unknown = [part for part in parts if known and part not in known]
    if unknown:
        raise click.UsageError(
            f"Invalid value for '{option['flags'][-1]}': '{', '.join(unknown)}'. Valid values: {', '.join(known)}.",
            ctx=click.get_current_context(silent=True),
        )
    return parts


def root_options(**flags: Any) -> None:
    """The options of `hf` itself."""
    context = click.get_current_context()
    if flags.get("version"):
        from huggingface_hub.cli.version import package_version

        click.echo(package_version())
        context.exit(0)
    if flags.get("install_completion") or flags.get("show_completion"):
        from huggingface_hub.cli import completion

        completion.install() if flags["install_completion"] else completion.show()
        context.exit(0)
    if flags.get("skills"):
        from huggingface_hub.cli import skill_text

        click.echo(skill_text.text(), nl=False)
        context.exit(0)
