"""Progress bars: who may see them, and the few operations that transfers need of one.

tqdm itself is imported when the first bar is made.
"""

from __future__ import annotations

import logging
import os
import warnings
from threading import RLock  # noqa: TID251 (the lane's thread and the caller's report to one listener)
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from huggingface_hub import constants
from huggingface_hub._core.logs import get_logger


if TYPE_CHECKING:
    from huggingface_hub.types import events

progress_bar_states: dict[str, bool] = {"_global": True}
"""Groups of bars that were switched on or off by name; the longest name that fits a bar decides."""


def are_progress_bars_disabled(name: str | None = None) -> bool:
    """
    Tell whether progress bars are switched off.

    Args:
        name: A group of bars, such as `huggingface_hub.snapshot_download`; parts are separated by dots. All by default.

    Example:
        >>> from huggingface_hub.utils import are_progress_bars_disabled
        >>> are_progress_bars_disabled()
        False
    """
    if constants.HF_HUB_DISABLE_PROGRESS_BARS is not None:
        return constants.HF_HUB_DISABLE_PROGRESS_BARS
    while name:
        if name in progress_bar_states:
            return not progress_bar_states[name]
        name = name.rpartition(".")[0]
    return not progress_bar_states.get("_global", True)


def _switch(name: str | None, on: bool) -> None:
    group = name or ""
    for known in list(progress_bar_states):
        if not group or known.startswith(f"{group}."):
            del progress_bar_states[known]
    progress_bar_states[group or "_global"] = on


class disable_progress_bars:
    """
    Switch progress bars off, until they are switched on again or for the length of a `with` block.

    Args:
        name: A group of bars. All by default.

    Example:
        >>> from huggingface_hub.utils import disable_progress_bars
        >>> with disable_progress_bars():
        ...     pass
    """

    def __init__(self, name: str | None = None) -> None:
        self.name = name
        self._before = dict(progress_bar_states)
        if constants.HF_HUB_DISABLE_PROGRESS_BARS is False:
            warnings.warn(
                "Cannot disable progress bars: the environment variable `HF_HUB_DISABLE_PROGRESS_BARS=0` is set and "
                "has priority.",
                stacklevel=2,
            )
            return
        _switch(name, on=False)

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        progress_bar_states.clear()
        progress_bar_states.update(self._before)


def enable_progress_bars(name: str | None = None) -> None:
    """
    Switch progress bars on again.

    Args:
        name: A group of bars. All by default.
    """
    if constants.HF_HUB_DISABLE_PROGRESS_BARS is True:
        warnings.warn(
            "Cannot enable progress bars: the environment variable `HF_HUB_DISABLE_PROGRESS_BARS=1` is set and has "
            "priority.",
            stacklevel=2,
        )
        return
    _switch(name, on=True)


def is_tqdm_disabled(log_level: int) -> bool | None:
    """Return what tqdm's `disable` should be: `None` lets it look whether there is a terminal."""
    if log_level == logging.NOTSET:
        return True
    # Some schedulers ask for bars although there is no terminal.
    return False if os.environ.get("TQDM_POSITION") == "-1" else None


class silent_tqdm:
    """A bar that shows nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __enter__(self) -> silent_tqdm:
        return self

    def __exit__(self, *exc_info: object) -> None:
        return None

    def update(self, n: int | float | None = 1) -> None:
        """Take note of progress, for nobody."""


class Bar:
    """Progress as transfers report it: from several threads, and back when bytes turn out to be of no use.

    Args:
        bar: A bar of tqdm's kind that shows it, `None` for none.
        report: A program that is told, `None` for none.
    """

    def __init__(self, bar: Any, report: Report | None = None) -> None:
        self._bar = bar
        self._report = report

    def update(self, n: int) -> None:
        """Count bytes or files. A negative number takes back what has to be fetched again."""
        if n == 0:
            return
        if self._report is not None:
            self._report.add(n)
        if self._bar is None:
            return
        get_lock = getattr(self._bar, "get_lock", None)
        if get_lock is None:
            self._bar.update(n)
            return
        # tqdm adds without a lock of its own, so that threads would lose counts.
        with get_lock():
            self._bar.update(n)

    def close(self) -> None:
        """Leave the bar as it is."""
        if self._report is not None:
            self._report.end()
        close = getattr(self._bar, "close", None)
        if close is not None:
            close()


class Report:
    """Tells a program's function about one transfer, one event after the other.

    Args:
        listener: The function. When it raises, that is logged, and it is left alone from then on: a display that is
            broken must not break what it shows.
        what: The transfer.
        unit: `B` for bytes, else files are counted.
        total: How many there are.
        done: How many were there before.
    """

    def __init__(self, listener: events.Listener, what: str, unit: str, total: int | None, done: int) -> None:
        from huggingface_hub.types import events

        self._events = events
        self._listener: events.Listener | None = listener
        self._what = what
        self._unit: Literal["bytes", "files"] = "bytes" if unit == "B" else "files"
        self._total = total
        self._done = done
        self._lock = RLock()
        self._tell(self._events.TransferStarted)

    def add(self, n: int) -> None:
        """More has arrived."""
        with self._lock:
            self._done += n
            self._tell(self._events.TransferProgressed)

    def end(self) -> None:
        """Nothing more will come."""
        with self._lock:
            self._tell(self._events.TransferEnded)
            self._listener = None

    def _tell(self, kind: type[events.TransferStarted | events.TransferProgressed | events.TransferEnded]) -> None:
        if self._listener is None:
            return
        try:
            self._listener(kind(self._what, self._unit, self._total, self._done))
        except Exception:
            self._listener = None
            get_logger(__name__).warning("`on_event` has failed and is not called again.", exc_info=True)


NO_BAR = Bar(None)


def open_bar(
    *,
    desc: str,
    total: int | None,
    tqdm_class: type[Any] | None = None,
    name: str | None = None,
    unit: str = "B",
    initial: int = 0,
    what: str | None = None,
    on_event: events.Listener | None = None,
) -> Bar:
    """Show a progress bar, if bars are wanted.

    Args:
        desc: What is going on, in a word or two.
        total: When it is done; `None` if nobody knows.
        tqdm_class: The caller's class of bars; it decides itself whether it is seen.
        name: The group of the bar, by which it can be switched off.
        unit: What is counted: `B` for bytes, else a word.
        initial: What was done before.
        what: What is going on, for programs; `desc` by default.
        on_event: A program's function that is told about it.
    """
    report = None if on_event is None else Report(on_event, what or desc, unit, total, initial)
    options: dict[str, Any] = {
        "desc": desc if len(desc) <= 40 else f"(…){desc[-40:]}",
        "total": total,
        "initial": initial,
        "unit": unit,
        "unit_scale": unit == "B",
    }
    if tqdm_class is None:
        if are_progress_bars_disabled(name):
            return Bar(None, report) if report else NO_BAR
        disable = is_tqdm_disabled(get_logger().getEffectiveLevel())
        if disable is True or (disable is None and not _has_terminal()):
            return Bar(None, report) if report else NO_BAR
    from huggingface_hub._core import bars

    cls = tqdm_class or bars.tqdm
    if issubclass(cls, bars.tqdm):
        options["name"] = name
    if not issubclass(cls, silent_tqdm):
        options["disable"] = is_tqdm_disabled(get_logger().getEffectiveLevel())
    return Bar(cls(**options), report)


def _has_terminal() -> bool:
    import sys

    try:
        return sys.stderr is not None and sys.stderr.isatty()
    except ValueError:  # closed
        return False
