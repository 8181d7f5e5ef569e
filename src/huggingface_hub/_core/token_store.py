"""Tokens on disk: the active one and the named ones. Source: `contract/wire/auth.md` §2.

The files are shared with other programs, so names and formats are theirs. Functions that read, change and write back
are called with the lock of `_async/auth/store.py` held.
"""

from __future__ import annotations

import errno
import io
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from huggingface_hub import constants
from huggingface_hub._core import publish
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.secret import Secret, clean


if TYPE_CHECKING:
    import configparser

logger = get_logger(__name__)

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_WARNED_PATHS: set[str] = set()


@dataclass(frozen=True)
class StoredToken:
    """One section of the file of named tokens."""

    token: Secret
    refresh_token: Secret | None = None
    expires_at: int | None = None

    @property
    def expired(self) -> bool:
        """Whether its time is over; `False` for tokens that live until they are revoked."""
        return self.expires_at is not None and self.expires_at <= time.time()


# --- The active token ---


def read_active() -> Secret | None:
    """The token of the token file, if there is one."""
    path = constants.HF_TOKEN_PATH
    try:
        return clean(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        # Public repositories work without a token, so this is no reason to fail. Said once: every request looks here.
        if path not in _WARNED_PATHS:
            _WARNED_PATHS.add(path)
            reason = "it is not text" if isinstance(error, UnicodeDecodeError) else error.strerror
            logger.warning("Ignored the token file %s: %s. Fix it or log in again with `hf auth login`.", path, reason)
        return None


def write_active(token: str) -> None:
    """Make a token the active one."""
    _write_secret(constants.HF_TOKEN_PATH, token)


def remove_active(only: str | None = None) -> bool:
    """Delete the token file, or delete it only if it holds this token. Tells whether it was deleted."""
    if only is not None and read_active() != only:
        return False
    return _remove(constants.HF_TOKEN_PATH)


# --- The named tokens ---


def read_stored() -> dict[str, StoredToken]:
    """The named tokens. A file that can't be understood counts as empty, and is reported."""
    import configparser

    path = constants.HF_STORED_TOKENS_PATH
    parser = _parser()
    try:
        parser.read_string(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        # The messages of configparser quote lines of the file, that is, tokens.
        reason = error.strerror if isinstance(error, OSError) else "it is not an INI file in UTF-8"
        logger.error(
            "Ignored the file of stored tokens %s: %s. Repair it, or log in again with `hf auth login` to replace it.",
            path,
            reason,
        )
        return {}
    found = {name: _from_section(parser[name]) for name in parser.sections()}
    return {name: stored for name, stored in found.items() if stored}


def write_stored(tokens: Mapping[str, StoredToken]) -> None:
    """Replace the file of named tokens."""
    parser = _parser()
    for name in sorted(tokens):
        stored = tokens[name]
        parser[name] = {"hf_token": str(stored.token)}
        if stored.refresh_token is not None:
            parser[name]["refresh_token"] = str(stored.refresh_token)
        if stored.expires_at is not None:
            parser[name]["expires_at"] = str(stored.expires_at)
    text = io.StringIO()
    parser.write(text)
    _write_secret(constants.HF_STORED_TOKENS_PATH, text.getvalue())


def save(name: str, stored: StoredToken) -> str:
    """Store a token under a name, replacing all that was stored there, and make it the active one.

    Returns:
        The name it got: section names of the file format can't hold everything that a Hub accepts as a name.
    """
    name = section_name(name)
    write_stored({**read_stored(), name: stored})
    write_active(stored.token)
    return name


def activate(name: str) -> Secret | None:
    """Make a stored token the active one; `None` if no token has this name."""
    stored = read_stored().get(name)
    if stored is None:
        return None
    write_active(stored.token)
    return stored.token


def remove(name: str) -> bool:
    """Forget a stored token, and the active one if it is the same. Tells whether there was one of this name."""
    tokens = read_stored()
    stored = tokens.pop(name, None)
    if stored is None:
        return False
    remove_active(only=stored.token)
    write_stored(tokens)
    return True


def remove_all() -> None:
    """Delete both files."""
    _remove(constants.HF_TOKEN_PATH)
    _remove(constants.HF_STORED_TOKENS_PATH)


def anything_stored() -> bool:
    """Whether there is a token on this machine, or a file that was meant to hold some."""
    return os.path.lexists(constants.HF_TOKEN_PATH) or os.path.lexists(constants.HF_STORED_TOKENS_PATH)


def get_stored_tokens() -> dict[str, str]:
    """
    List the tokens that are stored on this machine.

    Returns:
        The tokens by the names under which they were saved.
    """
    return {name: stored.token for name, stored in read_stored().items()}


def name_of(token: str) -> str | None:
    """The name under which a token is stored."""
    return next((name for name, stored in read_stored().items() if stored.token == token), None)


def section_name(name: str) -> str:
    """A token's name in the form that the file can hold: one line, not empty, not the reserved `DEFAULT`."""
    line = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return f"{line}_" if line == "DEFAULT" else line or "unnamed"


# --- Files ---


def make_folder(path: str | Path) -> None:
    """Make the folder of a secret, readable for its owner only; one that exists keeps its permissions.

    The folder is often `HF_HOME`, which several users may share: changing what others have set up would lock them out.
    """
    try:
        os.makedirs(path, mode=FOLDER_MODE, exist_ok=True)
    except OSError as error:
        raise _with_advice(error) from error


def prepare_folder(path: str) -> None:
    """Make the folder that a secret is kept in. A link is followed: to a mounted secret, to a dotfiles repository."""
    make_folder(os.path.dirname(os.path.realpath(path)))


def _write_secret(path: str, text: str) -> None:
    # A link (to a mounted secret, to a dotfiles repository) stays, what it points to is replaced.
    target = os.path.realpath(path)
    make_folder(os.path.dirname(target))
    try:
        publish.write_atomic(target, text.encode(), mode=FILE_MODE, durable=True)
    except OSError as error:
        raise _with_advice(error) from error


def _with_advice(error: OSError) -> OSError:
    if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.ENOTDIR, errno.EEXIST):
        return error
    folder = os.path.dirname(constants.HF_TOKEN_PATH)
    return type(error)(
        error.errno,
        f"Can't save the token in {folder} ({error.strerror}). Set HF_HOME to a folder that you can write to, or put"
        " the token in HF_TOKEN instead of logging in",
    )


def _remove(path: str) -> bool:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    return True


def _parser() -> configparser.ConfigParser:
    # Without a default section, a token that another program named `DEFAULT` is a section like the others.
    import configparser

    return configparser.ConfigParser(interpolation=None, default_section="")


def _from_section(section: configparser.SectionProxy) -> StoredToken | None:
    token = clean(section.get("hf_token"))
    if token is None:
        return None
    try:
        expires_at = int(float(section.get("expires_at", "")))
    except (ValueError, OverflowError):
        expires_at = None
    return StoredToken(token, clean(section.get("refresh_token")), expires_at)
