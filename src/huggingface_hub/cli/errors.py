"""Exceptions as one line that says what to do; wrong usage with what would have been right."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from typing import Any

import click

from huggingface_hub import constants
from huggingface_hub._lazy import errors
from huggingface_hub.cli import extensions, help as help_texts, tree
from huggingface_hub.cli.output import Output


DEBUG_HINT = "set HF_DEBUG=1 as environment variable for full traceback."
LOGIN_LINE = "If it is private or gated, log in with an account that may read it: hf auth login"


def show(error: BaseException, message: str, out: Output) -> None:
    """Print a known exception: what it says, what went wrong beside it and a hint, or everything if the user asked for it."""
    message = "\n".join([message, *map(str, getattr(error, "__notes__", ()))])
    if constants.HF_DEBUG:
        traceback.print_exception(error, file=out.stderr)
        out.error(message)
        return
    out.error(message)
    out.hint(DEBUG_HINT)


def message_of(error: BaseException) -> str | None:
    """What to say about an exception, or `None` if it isn't one that users cause."""
    from huggingface_hub import _errors

    # Unless the module of all errors was loaded, none of those was raised that need an HTTP library.
    raised = sys.modules.get(errors.__name__, _errors)
    for name, describe in _KNOWN:
        kind = getattr(raised, name, None)
        if kind is not None and isinstance(error, kind):
            return describe(error)
    if type(error).__module__ == errors.__name__ and not isinstance(error, ValueError):
        # Ours, so its text is written for users.
        return str(error)
    if isinstance(error, ValueError):
        return f"Invalid value. {error}"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"The module '{error.name}' is not installed: {error}"
    if isinstance(error, ImportError) and error.name is None:
        # Python would have named the module: this one was raised to say what to install.
        return str(error)
    if isinstance(error, OSError):
        return _operating_system(error)
    return _network(error)


def _plain(error: Any) -> str:
    return str(error)


def _repository(error: Any) -> str:
    """`Model 'a/b'`, as far as the exception says so."""
    kind = (getattr(error, "repo_type", None) or "repository").capitalize()
    name = getattr(error, "repo_id", None)
    return f"{kind} '{name}'" if name else kind


def _gated(error: Any) -> str:
    return f"Access denied. {_repository(error)} requires approval." + _server_says(error)


def _server_says(error: Any) -> str:
    said = getattr(error, "server_message", None)
    return f"\n{said}" if said else ""


def _repo_not_found(error: Any) -> str:
    name, kind = getattr(error, "repo_id", None), getattr(error, "repo_type", None)
    if not name:
        return str(error)
    suffix = f" --type {kind}" if kind not in (None, "model") else ""
    return f"{_repository(error)} not found.\n{LOGIN_LINE}\nIf it is yours to make, create it with: hf repos create {name}{suffix}"


def _bucket_not_found(error: Any) -> str:
    name = getattr(error, "bucket_id", None)
    if not name:
        return str(error)
    return f"Bucket '{name}' not found.\n{LOGIN_LINE}\nIf it is yours to make, create it with: hf buckets create {name}"


def _revision_not_found(error: Any) -> str:
    return f"Revision not found in {_lower(_repository(error))}." if getattr(error, "repo_id", None) else str(error)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _entry_not_found(error: Any) -> str:
    try:
        url = str(error.response.url)
    except (AttributeError, RuntimeError):
        return str(error)
    from huggingface_hub._core import redact

    return f"File not found in {_lower(_repository(error))}.\nURL: {redact.url(url)}"


def _incomplete(error: Any) -> str:
    return f"{_local(error)}\nIncomplete snapshot available at: {error.snapshot_path}"


def _local(error: Any) -> str:
    """What the Hub answered; where it did not answer at all, our own text, which says what to look at."""
    cause = error.__cause__
    return f"Local entry not found. {cause if isinstance(cause, errors.HfHubHTTPError) else error}"


def _http(error: Any) -> str:
    """The Hub's answer; for a token that it does not know, also how to get another one."""
    if getattr(error.response, "status_code", None) != 401:
        return str(error)
    from huggingface_hub._core import tokens

    variable = tokens.environment_name()
    advice = f"correct the environment variable {variable}" if variable else "log in again: hf auth login --force"
    return f"{error}\nThe Hub does not accept the token that was sent. Check --token, or {advice}"


def _uri(error: Any) -> str:
    return f"Invalid HF URI: {error.uri}. {error.msg}"


_KNOWN: tuple[tuple[str, Callable[[Any], str]], ...] = (
    ("OfflineModeIsEnabled", _plain),
    ("GatedRepoError", _gated),
    ("BucketNotFoundError", _bucket_not_found),
    ("RepositoryNotFoundError", _repo_not_found),
    ("RevisionNotFoundError", _revision_not_found),
    ("LocalTokenNotFoundError", lambda error: "Not logged in. Run 'hf auth login' first."),
    ("OIDCError", lambda error: f"OIDC Exchange failed. {error}"),
    ("DeviceCodeError", lambda error: f"Login failed: {error}"),
    ("RemoteEntryNotFoundError", _entry_not_found),
    ("IncompleteSnapshotError", _incomplete),
    ("LocalEntryNotFoundError", _local),
    ("EntryNotFoundError", _plain),
    ("HfHubHTTPError", _http),
    ("HfUriError", _uri),
    ("CLIError", _plain),
    ("CacheNotFound", lambda error: f"Cache directory not found: {error.cache_dir}"),
)
"""Class names of `huggingface_hub.errors`, the first match wins."""


def _operating_system(error: OSError) -> str:
    """`No such file or directory: 'x'`: the number that Python puts before it helps nobody."""
    if error.strerror and error.filename and str(error.filename) not in error.strerror:
        return f"{error.strerror}: '{error.filename}'"
    return error.strerror or str(error) or type(error).__name__


def _network(error: BaseException) -> str | None:
    """Failures below HTTP: no route, no name, no answer in time."""
    # If the HTTP library was never loaded, this is not one of its errors.
    httpx = sys.modules.get("httpx")
    if httpx is None or not isinstance(error, httpx.TransportError):
        return None
    reason = str(error) or type(error).__name__
    return f"The Hub could not be reached: {reason}. Is the network up, and HF_ENDPOINT right?"


def show_usage_error(error: click.UsageError, out: Output) -> None:
    """Usage, what was wrong, and what there is instead."""
    context = error.ctx
    lines = []
    # The versions of click word these differently, and some put guesses of their own into them.
    if isinstance(error, click.NoSuchOption):
        message = f"No such option '{error.option_name}'."
    else:
        message = error.message if _unknown_command(error) else error.format_message()
    if context is not None and not message.startswith(("Invalid value for '--format'", "Option '--format'")):
        lines += [context.command.get_usage(context), f"Try '{context.command_path} --help' for help.", ""]
    out.stderr.write("".join(f"{line}\n" for line in lines))
    guesses = _close(error, context)
    out.error(message + (f" Did you mean {', '.join(repr(guess) for guess in guesses)}?" if guesses else ""))
    wrong = _unknown_command(error)
    if wrong is not None and context is not None and not _path(context) and not guesses and extensions.is_name(wrong):
        # Whether there is one is not looked up: nobody asked for a request.
        out.hint(f"If an extension is what you want: hf extensions install hf-{wrong}")
    listed = _available(error, context)
    if listed:
        out.stderr.write("\n".join(["", *listed]) + "\n")
    out.stderr.flush()


def _close(error: click.UsageError, context: click.Context | None) -> list[str]:
    """What the user may have meant."""
    if context is None:
        return []
    table = tree.walk(_path(context))[1]
    if isinstance(error, click.NoSuchOption):
        given = (*table.get("options", ()), *help_texts.FORMAT_OPTIONS, help_texts.help_option(table))
        wrong, names = error.option_name, [flag for option in given for flag in option["flags"]]
    elif "commands" in table:
        wrong = _unknown_command(error) or ""
        names = [name for first, entry in table["commands"].items() for name in (first, *entry.get("aliases", ()))]
    else:
        return []
    import difflib

    return difflib.get_close_matches(wrong, names, n=3) if wrong else []


def _available(error: click.UsageError, context: click.Context | None) -> list[str]:
    """The commands or options that there are."""
    if context is None or not (isinstance(error, click.NoSuchOption) or _unknown_command(error) is not None):
        return []
    path = context.command_path
    table = tree.walk(_path(context))[1]
    what = "commands" if "commands" in table else "options"
    return [
        f"Available {what} for '{path}':",
        *help_texts.summary_lines(table),
        "",
        f"Run '{path} --help' for full details.",
    ]


def _unknown_command(error: click.UsageError) -> str | None:
    message = error.message
    return message.split("'")[1] if message.startswith("No such command '") else None


def _path(context: click.Context) -> list[str]:
    path: list[str] = list(getattr(context.command, "path", []))
    return path
