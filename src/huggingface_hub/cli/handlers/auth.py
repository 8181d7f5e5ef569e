"""`hf auth …`."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from huggingface_hub._core import prompts, token_store, token_table, tokens
from huggingface_hub._lazy import errors
from huggingface_hub.cli.options import hub
from huggingface_hub.cli.output import Output
from huggingface_hub.cli.terminal import is_terminal
from huggingface_hub.types.auth import DeviceCodeInfo, SavedLogin


NOT_LOGGED_IN = "Not logged in. Run `hf auth login` first."


def login(out: Output, *, token: str | None, add_to_git_credential: bool, force: bool) -> None:
    """Check and save a token: the one that was given, or one that the user gets with a browser or types."""
    from huggingface_hub._sync.auth.saving import check_and_save

    if token is None:
        if not force and tokens.is_there():
            out.log("There is a token already. Use `hf auth login --force` to log in with another one.")
            return
        if add_to_git_credential:
            out.warning(prompts.NOT_FOR_GIT.replace("`add_to_git_credential`", "--add-to-git-credential"))
        saved = ask(out)
    else:
        saved = check_and_save(token, add_to_git_credential=add_to_git_credential)
    if saved.overridden_by:
        out.warning(f"The environment variable {saved.overridden_by} is set: its token is used in place of this one.")
    out.result("Logged in", user=saved.user, token_name=saved.token_name)
    if (note := prompts.lifetime_note(saved)) is not None:
        out.log(note)


def ask(out: Output) -> SavedLogin:
    """Log in with a browser, or with a token that is typed."""
    from huggingface_hub._sync.auth.saving import browser_login, check_and_save

    if out.mode not in ("human", "agent"):
        raise errors.CLIError(
            "`hf auth login` is interactive and does not support --format json/quiet. Pass --token for a"
            " non-interactive login."
        )
    if out.mode == "human" and is_terminal(sys.stdin) and prompts.choose_way() is prompts.Way.TOKEN:
        return check_and_save(prompts.ask_in_terminal())
    return browser_login(AgentCode(out) if out.mode == "agent" else prompts.TerminalCode())


class AgentCode:
    """Tells an AI agent what its user has to do."""

    def __init__(self, out: Output) -> None:
        self._out = out

    def show(self, info: DeviceCodeInfo) -> None:
        """One sentence to pass on."""
        self._out.raw(
            f"Ask the user to open {info['verification_uri_complete']} in a browser and approve the code"
            f" {info['user_code']}. The code expires in {info['expires_in']} seconds. Waiting for authorization..."
        )

    def pending(self) -> None:
        """Dots would only be read."""

    def end(self) -> None:
        """What comes next says how it ended."""


def logout(out: Output, *, token_name: str | None) -> None:
    """Forget one token, or all."""
    from huggingface_hub._sync.auth.login import logout as forget

    if not token_store.anything_stored():
        out.warning("Not logged in!")
        return
    if token_name is not None:
        check_name(token_name)
    forget(token_name)
    out.result("Logged out", token_name=token_name)


def switch(out: Output, *, token_name: str | None, add_to_git_credential: bool) -> None:
    """Use another stored token from now on."""
    from huggingface_hub._sync.auth.login import auth_switch

    stored = token_store.get_stored_tokens()
    if not stored:
        raise errors.CLIError(NOT_LOGGED_IN)
    if token_name is None:
        token_name = choose(out, list(stored))
    check_name(token_name)
    auth_switch(token_name, add_to_git_credential=add_to_git_credential)
    out.result("Switched", token_name=token_name)


def choose(out: Output, choices: list[str]) -> str:
    """Let the user pick a name."""
    if out.mode != "human" or not is_terminal(sys.stdin):
        raise errors.CLIError(f"Say which token to use with --token-name. {listing(choices)}")
    import click

    return str(click.prompt("Token name", type=click.Choice(choices), err=True))


def check_name(token_name: str) -> None:
    """Refuse the name of a token that is not there, and say which are."""
    stored = token_store.get_stored_tokens()
    if token_name not in stored:
        raise errors.CLIError(f"No stored token is called '{token_name}'. {listing(stored)}")


def listing(stored: Iterable[str]) -> str:
    """What can be chosen from."""
    names = ", ".join(stored)
    return f"Stored tokens: {names}." if names else "No token is stored."


def list_tokens(out: Output) -> None:
    """List stored tokens, none of them in full."""
    rows = [
        {"name": row.name, "token": row.masked, "active": row.active, "expires": row.expires}
        for row in token_table.rows()
    ]
    columns = ["name", "token", "active"]
    if any(row["expires"] for row in rows):
        columns.append("expires")
    out.table(rows, columns, id_key="name")


def token(out: Output) -> None:
    """Print the token that is in use."""
    from huggingface_hub._sync.auth.tokens import get_token

    value = get_token()
    if value is None:
        raise errors.CLIError(NOT_LOGGED_IN)
    out.raw(str(value))
    out.hint("Whoever has this token can act as you. See `hf auth whoami` for whose it is.")


def whoami(out: Output) -> None:
    """Print who is logged in."""
    from huggingface_hub import constants

    if not tokens.is_there():
        raise errors.CLIError(NOT_LOGGED_IN)
    info = hub().whoami()
    orgs = ",".join(org["name"] for org in info.get("orgs", ())) or None
    fields = {"user": info["name"], "orgs": orgs}
    if constants.ENDPOINT != constants._HF_DEFAULT_ENDPOINT:
        fields["endpoint"] = constants.ENDPOINT
    out.result("Logged in", **fields)
