"""Loggers of the package: children of `huggingface_hub`, level from `HF_HUB_VERBOSITY`, every record redacted."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from huggingface_hub import constants
from huggingface_hub._core import redact


if TYPE_CHECKING:
    _StreamHandler = logging.StreamHandler[Any]
else:
    _StreamHandler = logging.StreamHandler

_ROOT = "huggingface_hub"
_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
}


class RedactingFilter(logging.Filter):
    """Hides tokens and signed addresses in whatever is logged, arguments included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; nothing is ever dropped."""
        record.msg = redact.printable(redact.text(record.getMessage()))
        record.args = None
        return True


@contextmanager
def above_bars(stream: Any) -> Generator[None, None, None]:
    """Have what is written in the block appear above the progress bars of a terminal, not in the middle of one."""
    # Who has not loaded it shows no bar.
    bars = getattr(sys.modules.get("tqdm"), "tqdm", None)
    if bars is None or not getattr(bars, "_instances", None):
        yield
        return
    with bars.external_write_mode(file=stream):
        yield


class _Handler(_StreamHandler):
    """Writes to stderr, around progress bars."""

    def emit(self, record: logging.LogRecord) -> None:
        with above_bars(self.stream):
            super().emit(record)


def default_level() -> int:
    """The level that the environment asks for; `HF_DEBUG` means everything."""
    if constants.HF_DEBUG:
        return logging.DEBUG
    wanted = os.environ.get("HF_HUB_VERBOSITY", "")
    if wanted and wanted.lower() not in _LEVELS:
        logging.getLogger(_ROOT).warning(
            "Unknown HF_HUB_VERBOSITY=%s, ignored; it can be one of: %s", wanted, ", ".join(_LEVELS)
        )
    return _LEVELS.get(wanted.lower(), logging.WARNING)


def root_logger() -> logging.Logger:
    """The package's own root logger, set up on first use: a handler on stderr that does not reach the caller's root."""
    root = logging.getLogger(_ROOT)
    if not any(getattr(h, "_hf_handler", False) for h in root.handlers):
        handler = _Handler()
        handler._hf_handler = True  # type: ignore[attr-defined]
        handler.addFilter(RedactingFilter())
        root.addHandler(handler)
        root.propagate = False
        root.setLevel(default_level())
        # The HTTP library logs each address in full, signatures included, for whoever listens at INFO.
        logging.getLogger("httpx").addFilter(RedactingFilter())
    return root


def get_logger(name: str | None = None) -> logging.Logger:
    """A logger below the package's root; `None` is that root itself."""
    root_logger()
    logger = logging.getLogger(name or _ROOT)
    if not any(isinstance(f, RedactingFilter) for f in logger.filters):
        # On the logger as well as on the handler: handlers of the program and of pytest see the redacted text too.
        logger.addFilter(RedactingFilter())
    return logger
