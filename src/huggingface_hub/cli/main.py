"""The program `hf`: decides what has to be loaded, and turns every ending into an exit code.

Help and version are answered from the static tables; parsing loads click; only a command that runs loads its
operation.
"""

from __future__ import annotations

import os
import sys


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "hf"
COMPLETE_VARIABLE = "_HF_COMPLETE"


def main(args: Sequence[str] | None = None) -> None:
    """Run `hf` and exit."""
    _open_missing_streams()
    try:
        code = run(list(sys.argv[1:] if args is None else args))
        sys.stdout.flush()
    except OSError as error:
        import errno

        _let_go_of_stdout()
        # `hf … | head`: whoever read our output has enough of it. Windows says EINVAL where POSIX says EPIPE.
        if error.errno in (errno.EPIPE, errno.EINVAL):
            code = 0
        else:
            # Nothing but our own output is left here: commands' errors have become exit codes in `build.run`.
            sys.stderr.write(f"Error: The output could not be written: {error.strerror or error}\n")
            code = 1
    sys.exit(code)


def run(args: list[str]) -> int:
    """Run one command line and return its exit code."""
    if os.environ.get(COMPLETE_VARIABLE):
        from huggingface_hub.cli import completion

        return completion.answer()
    if args == ["version"]:
        from huggingface_hub.cli.handlers import system
        from huggingface_hub.cli.output import Output

        system.version(Output())
        return 0
    answered = quick(args)
    if answered is not None:
        print(answered)
        return 0
    code = extension(args)
    if code is not None:
        return code
    try:
        from huggingface_hub import constants  # noqa: F401 (reads the settings of the environment)
    except ValueError as error:
        sys.stderr.write(f"Error: {error}\n")
        return 1
    from huggingface_hub.cli import build

    return build.run(args)


def quick(args: list[str]) -> str | None:
    """What can be answered without parsing: help where nothing but command names precedes it, and the version."""
    if args in (["--version"], ["-v"]):
        from huggingface_hub.cli.version import package_version

        return package_version()
    words, wants_help = (args[:-1], True) if args and args[-1] in ("-h", "--help") else (args, False)
    if any(word.startswith("-") for word in words):
        return None
    from huggingface_hub.cli import tree

    path, node, rest = tree.walk(words)
    if rest or (args[-1:] == ["-h"] and any("-h" in option["flags"] for option in node.get("options", ()))):
        return None
    needs_more = "commands" in node or any(argument.get("required") for argument in node.get("arguments", ()))
    if not wants_help and not needs_more:
        return None
    from huggingface_hub.cli import help as help_texts
    from huggingface_hub.cli.terminal import terminal_width

    return help_texts.render(path, node, terminal_width())


def extension(args: list[str]) -> int | None:
    """Run the installed extension that a command line begins with; `None` if it begins with something else."""
    if not args or args[0].startswith("-"):
        return None
    from huggingface_hub.cli import tree

    if tree.has(args[0]):
        return None
    from huggingface_hub.cli import extensions

    return extensions.dispatch(args)


def _open_missing_streams() -> None:
    """A parent that closed our output does not want it: that is no reason to fail."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115  (open as long as the process)


def _let_go_of_stdout() -> None:
    """Python must not try to write the rest at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
