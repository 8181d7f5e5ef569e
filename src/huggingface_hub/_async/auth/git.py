"""The token in git's credential helpers, so that `git push` to the Hub works."""

from __future__ import annotations

import os
from subprocess import CompletedProcess

from huggingface_hub import constants
from huggingface_hub._core import colab, git_credentials
from huggingface_hub._core.logs import get_logger
from huggingface_hub._runtime import aio as runtime


logger = get_logger(__name__)

# Helpers may ask to unlock a key ring; somebody may have to find the window.
_TIMEOUT = 120.0


async def list_credential_helpers(folder: str | None = None) -> list[str]:
    """
    List the credential helpers that git is set up with.

    Args:
        folder: A folder whose own git configuration counts too; the current one by default.

    Returns:
        Their names or paths, sorted. Helpers for a single host are left out.

    Raises:
        OSError: git is missing or does not work.
    """
    done = await _git(["config", "--list"], folder=folder)
    return git_credentials.parse_helpers(done.stdout.decode(errors="replace"))


async def set_git_credential(token: str, username: str = git_credentials.USERNAME, folder: str | None = None) -> None:
    """
    Give a token to git's credential helpers, for the Hub.

    Args:
        token: The token.
        username: The user name that it belongs to, as git sees it.
        folder: A folder whose own git configuration counts too; the current one by default.

    Raises:
        OSError: git is missing or does not work.
    """
    await _git(
        ["credential", "approve"], folder=folder, said=git_credentials.description(constants.ENDPOINT, username, token)
    )


async def unset_git_credential(username: str = git_credentials.USERNAME, folder: str | None = None) -> None:
    """
    Make git's credential helpers forget the token of the Hub.

    Args:
        username: The user name that it was stored with.
        folder: A folder whose own git configuration counts too; the current one by default.

    Raises:
        OSError: git is missing or does not work.
    """
    await _git(["credential", "reject"], folder=folder, said=git_credentials.description(constants.ENDPOINT, username))


async def offer_to_git(token: str) -> bool:
    """Give a token to git if it is set up to keep it, and say so if not. Never fails: the login itself has worked."""
    try:
        if not await list_credential_helpers():
            if not colab.is_google_colab():
                logger.warning(git_credentials.NO_HELPER)
                return False
            # A machine that is thrown away after the session: a file is good enough there.
            await _git(["config", "--global", "credential.helper", "store"])
        await set_git_credential(token)
    except OSError as error:
        logger.warning("The token was not given to git: %s", error)
        return False
    return True


async def withdraw_from_git() -> None:
    """Make git forget the token, if there is a git."""
    try:
        await unset_git_credential()
    except OSError as error:
        logger.debug("git was not told to forget the token: %s", error)


async def _git(args: list[str], *, folder: str | None = None, said: bytes | None = None) -> CompletedProcess[bytes]:
    try:
        done = await runtime.run_process(
            ["git", *args],
            input=said,
            cwd=folder,
            env={**os.environ, **git_credentials.ENVIRONMENT},
            timeout=_TIMEOUT,
        )
    except FileNotFoundError as error:
        if folder is not None and not await runtime.to_thread(os.path.isdir, folder):
            raise
        raise FileNotFoundError(error.errno, "git is not installed, or not in PATH", "git") from None
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip()
        raise OSError(f"`git {args[0]} {args[1]}` failed with exit code {done.returncode}: {reason}")
    return done
