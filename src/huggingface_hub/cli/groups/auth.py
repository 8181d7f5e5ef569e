"""`hf auth`: log in and out, and between accounts."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub._sync.auth.login import auth_switch, login, logout
from huggingface_hub.cli.declare import Command, Group, Option


GIT = Option(help="Also give the token to git's credential helper.")

GROUP = Group("auth", "Log in and out, and switch between accounts.")
GROUP.add(
    Command(
        "login",
        calls=login,
        runs="huggingface_hub.cli.handlers.auth:login",
        help="Log in: save a token for all programs of this user.",
        arguments=(),
        options={
            "token": Option(
                type="str", help="The token. Without it you log in with a browser or are asked for a token."
            ),
            "add_to_git_credential": GIT,
            "force": Option(type="bool", default=False, help="Log in although there is a token already."),
        },
        hides={"skip_if_logged_in"},
        examples=["hf auth login", "hf auth login --token $HF_TOKEN --add-to-git-credential"],
    ),
    Command(
        "logout",
        calls=logout,
        runs="huggingface_hub.cli.handlers.auth:logout",
        help="Log out: forget one stored token, or all of them.",
        options={"token_name": Option(help="The token to forget. All without it.")},
        examples=["hf auth logout", "hf auth logout --token-name work"],
    ),
    Command(
        "switch",
        calls=auth_switch,
        runs="huggingface_hub.cli.handlers.auth:switch",
        help="Use another stored token from now on.",
        arguments=(),
        options={
            "token_name": Option(type="str", help="The token to use. Without it you are asked."),
            "add_to_git_credential": GIT,
        },
        examples=["hf auth switch", "hf auth switch --token-name work"],
    ),
    Command(
        "list | ls",
        runs="huggingface_hub.cli.handlers.auth:list_tokens",
        help="List stored tokens, and which of them is in use.",
        examples=["hf auth list"],
    ),
    Command(
        "token",
        runs="huggingface_hub.cli.handlers.auth:token",
        help="Print the token that is in use.",
        examples=["hf auth token"],
    ),
    Command(
        "whoami",
        calls=HfApi.whoami,
        hides={"token", "cache"},
        runs="huggingface_hub.cli.handlers.auth:whoami",
        help="Print whose token is in use.",
        examples=["hf auth whoami"],
    ),
)

COMMANDS = [GROUP]
