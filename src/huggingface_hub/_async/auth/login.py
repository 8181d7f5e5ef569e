"""Logging in and out of this machine."""

from __future__ import annotations

import sys

from huggingface_hub import constants
from huggingface_hub._async.auth import git, store
from huggingface_hub._async.auth.saving import browser_login, check_and_save
from huggingface_hub._core import colab, prompts, token_store, token_table, tokens
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.auth import SavedLogin


logger = get_logger(__name__)


async def login(
    token: str | None = None, *, add_to_git_credential: bool = False, skip_if_logged_in: bool = True
) -> None:
    """
    Log this machine in to the Hub.

    The token is checked with the Hub, stored in the folder of `HF_HOME` readable for the current user only, and used by
    everything from then on. Without a token, the user gets a link to a page of the Hub and a code to approve there with
    any browser, or pastes a token: in a notebook below the cell, else in the terminal.

    Args:
        token: The token. One that is given is always checked and stored, also if somebody is logged in.
        add_to_git_credential: Give the token to git's credential helper too; only with a `token`.
        skip_if_logged_in: Ask for nothing if there is a token already, in the environment or stored.

    Raises:
        ValueError: The token is empty, or one of an organization.
        HfHubHTTPError: The token is not valid.
        DeviceCodeError: The page in the browser was answered with no, or not in time.
    """
    if token is not None:
        saved = await check_and_save(token, add_to_git_credential=add_to_git_credential)
        _report(saved)
        if not add_to_git_credential:
            logger.info("The token was not given to git's credential helper; `add_to_git_credential=True` does so.")
        return
    if add_to_git_credential:
        logger.warning(prompts.NOT_FOR_GIT)
    if prompts.is_notebook():
        await notebook_login(skip_if_logged_in=skip_if_logged_in)
    else:
        await interpreter_login(skip_if_logged_in=skip_if_logged_in)


async def interpreter_login(*, skip_if_logged_in: bool = True) -> None:
    """
    Log this machine in from a terminal: with a browser, here or on another machine, or with a token that is pasted.

    Where there is no terminal to ask in, the link to the browser's page and the code are printed to stderr.

    Args:
        skip_if_logged_in: Ask for nothing if there is a token already, in the environment or stored.

    Raises:
        ValueError: Nothing was entered, or a token of an organization.
        DeviceCodeError: The page in the browser was answered with no, or not in time.
        HfHubHTTPError: The token is not valid.
    """
    if skip_if_logged_in and await is_logged_in():
        return
    way = await runtime.to_thread(prompts.choose_way) if prompts.is_interactive() else prompts.Way.BROWSER
    if way is prompts.Way.TOKEN:
        saved = await check_and_save(await runtime.to_thread(prompts.ask_in_terminal))
    else:
        saved = await browser_login(prompts.TerminalCode())
    _report(saved)


async def notebook_login(*, skip_if_logged_in: bool = True) -> None:
    """
    Log this machine in from a notebook: the cell shows a link and a code, and waits until they were used.

    What goes wrong is shown below the cell too, and not raised.

    Args:
        skip_if_logged_in: Ask for nothing if there is a token already, in the environment or stored.

    Raises:
        ImportError: This is not a notebook.
    """
    if skip_if_logged_in and await is_logged_in():
        return
    if not prompts.is_notebook():
        raise ImportError("`notebook_login` works in a notebook. Elsewhere, call `login()` or run `hf auth login`.")
    try:
        saved = await browser_login(prompts.NotebookCode())
    except (ValueError, OSError, errors.DeviceCodeError, errors.TransportError) as error:
        prompts.show_error(error)
    else:
        prompts.show_success(saved)


async def logout(token_name: str | None = None) -> None:
    """
    Remove stored tokens from this machine, and the Hub's credential from git.

    Args:
        token_name: The token to forget; all of them by default. A name that is not stored is ignored.

    Raises:
        OSError: The stored tokens are gone, but one of the environment or of Colab is still in use.
    """
    if not await runtime.to_thread(token_store.anything_stored):
        logger.warning("Not logged in!")
        return
    if token_name is None:
        await store.locked(token_store.remove_all)
        logger.info("Logged out: no token is stored any more.")
    elif await store.locked(token_store.remove, token_name):
        logger.info("Logged out from the token %s.", token_name)
    else:
        logger.info("No token is stored as %s.", token_name)
        return
    await git.withdraw_from_git()
    await runtime.to_thread(_refuse_if_still_logged_in)


async def auth_switch(token_name: str, add_to_git_credential: bool = False) -> None:
    """
    Make another stored token the active one.

    Args:
        token_name: Its name; `auth_list` shows them.
        add_to_git_credential: Give the token to git's credential helper too.

    Raises:
        ValueError: No token has this name.
    """
    token = await store.locked(token_store.activate, token_name)
    if token is None:
        names = ", ".join(sorted(await runtime.to_thread(token_store.read_stored)))
        raise ValueError(
            f"No token is stored as '{token_name}'"
            f" in {constants.HF_STORED_TOKENS_PATH}. "
            + (f"There are: {names}." if names else "Store one with `hf auth login`.")
        )
    logger.info("The active token is %s now.", token_name)
    if add_to_git_credential:
        await git.offer_to_git(token)
    if tokens.from_environment() not in (None, token):
        logger.warning(
            "The environment variable %s is set: its token is used in place of the one you switched to.",
            tokens.environment_name(),
        )


async def auth_list() -> None:
    """Print the stored tokens: their names, the active one marked, the first and last characters of each."""
    overview = await runtime.to_thread(token_table.overview)
    sys.stdout.write(f"{overview}\n")


async def is_logged_in() -> bool:
    """Whether there is a token already; says so, with how to log in nevertheless."""
    if not await runtime.to_thread(tokens.is_there):
        return False
    logger.info("You are logged in already. `hf auth login --force` or `skip_if_logged_in=False` asks for a new token.")
    return True


def _report(saved: SavedLogin) -> None:
    if saved.role:
        logger.info("The token is valid (permission: %s).", saved.role)
    logger.info(
        "Logged in as %s. The token is stored as %s in %s and is the active one.",
        saved.user,
        saved.token_name,
        constants.HF_STORED_TOKENS_PATH,
    )
    if (note := prompts.lifetime_note(saved)) is not None:
        logger.info("%s", note)
    if saved.overridden_by:
        logger.warning(
            "The environment variable %s is set: its token is used in place of the one you logged in with.",
            saved.overridden_by,
        )


def _refuse_if_still_logged_in() -> None:
    variable = tokens.environment_name()
    if variable:
        raise OSError(
            f"The token was removed from this machine, but you are still logged in: unset {variable} to log out."
        )
    if colab.get_secret() is not None:
        raise OSError(
            "The token was removed from this machine, but you are still logged in: delete the secret HF_TOKEN from your"
            " Colab vault and restart the session to log out."
        )
