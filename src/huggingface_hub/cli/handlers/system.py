"""`hf version`, `hf env` and `hf update`."""

from __future__ import annotations

from huggingface_hub.cli.output import Output
from huggingface_hub.cli.version import package_version


def version(out: Output) -> None:
    """Print the version."""
    out.result("hf version", version=package_version())


def env(out: Output) -> None:
    """Print what a bug report should say about this machine."""
    from huggingface_hub._core.environment import environment_info, environment_text

    if out.mode in ("json", "quiet"):
        out.dict(environment_info())
    else:
        out.raw(environment_text())


def update(out: Output) -> None:
    """Bring `hf` up to date with the program that installed it, and then the skill that describes it."""
    import shlex
    import sys

    import click

    from huggingface_hub._lazy import errors
    from huggingface_hub.cli import foreign, skill_text, skills, updates

    command = updates.update_command()
    out.log(f"Running: {shlex.join(command)}")
    try:
        code = foreign.run(command)
    except OSError as error:
        raise errors.CLIError(f"'{command[0]}' can't be started: {error.strerror or error}.") from error
    if code != 0:
        out.error(f"hf was not updated: '{command[0]}' {foreign.terminate_like(code)}.")
        click.get_current_context().exit(code)
    root, _ = skills.places(everywhere=True, dest=None)
    if skill_text.NAME in skills.managed(root):
        # By the new version, which is the one to be described.
        again = [sys.executable, "-m", "huggingface_hub.cli", "skills", "update", skill_text.NAME, "-g", "--quiet"]
        if foreign.run(again) != 0:
            out.warning(f"The skill was not updated. Try: hf skills update {skill_text.NAME} -g")
    out.result("hf is up to date", method=updates.installation_method())
