"""How much this package says.

The level is that of the logger `huggingface_hub`; `HF_HUB_VERBOSITY` sets it at start, `warning` by default. Whatever is
logged is redacted: no tokens, no signed addresses.
"""

from __future__ import annotations

import logging
from logging import (
    CRITICAL as CRITICAL,
    DEBUG as DEBUG,
    ERROR as ERROR,
    FATAL as FATAL,
    INFO as INFO,
    NOTSET as NOTSET,
    WARN as WARN,
    WARNING as WARNING,
)

from huggingface_hub._core import logs


log_levels: dict[str, int] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
}


def get_logger(name: str | None = None) -> logging.Logger:
    """
    A logger of this package.

    Args:
        name: Of a module of a library that wants to log like this one; the package's root logger by default.
    """
    return logs.get_logger(name)


def get_verbosity() -> int:
    """The level of the package's root logger, as the numbers of `logging`."""
    return logs.root_logger().getEffectiveLevel()


def set_verbosity(verbosity: int) -> None:
    """
    Set the level of the package's root logger.

    Args:
        verbosity: One of the levels of `logging`, such as `logging.INFO`.
    """
    logs.root_logger().setLevel(verbosity)


def set_verbosity_debug() -> None:
    """Log everything."""
    set_verbosity(DEBUG)


def set_verbosity_info() -> None:
    """Log information, warnings and errors."""
    set_verbosity(INFO)


def set_verbosity_warning() -> None:
    """Log warnings and errors."""
    set_verbosity(WARNING)


def set_verbosity_error() -> None:
    """Log errors only."""
    set_verbosity(ERROR)


def disable_propagation() -> None:
    """Keep the package's records from the handlers of the program's root logger; this is the default."""
    logs.root_logger().propagate = False


def enable_propagation() -> None:
    """Hand the package's records to the handlers of the program's root logger too."""
    logs.root_logger().propagate = True
