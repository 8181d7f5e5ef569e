"""What a failed request for a part of a file means: try again, ask for another address, or give up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from huggingface_hub._core import ranges, transport
from huggingface_hub._core.download.metadata import to_size
from huggingface_hub._core.download.verify import Expected
from huggingface_hub._core.retry import Schedule
from huggingface_hub._lazy import errors


# Far beyond any file: the end of a range whose end is not known
NO_END = 1 << 62


class Place(Protocol):
    """How far a part of a file has come."""

    @property
    def position(self) -> int: ...

    @property
    def end(self) -> int | None: ...


def pause_after(failure: Exception | None, schedule: Schedule, *, now: float) -> float | None:
    """Seconds to wait before the rest of a part is asked for again, `None` to give up.

    Args:
        failure: What went wrong; `None` if the server just ended early.
        schedule: Attempts so far.
        now: A monotonic time.
    """
    if isinstance(failure, errors.HfHubHTTPError):
        return schedule.after_status(failure.response.status_code, failure.response.headers, now=now)
    if failure is None or transport.is_transient(failure):
        return schedule.after_error(now=now)
    return None


def may_have_expired(failure: Exception | None) -> bool:
    """Whether a signed address was refused, as object stores do after its time."""
    return isinstance(failure, errors.HfHubHTTPError) and failure.response.status_code in (400, 401, 403, 410)


def check_range_refused(failure: Exception | None) -> None:
    """Take the answer that there is no such range for what it is: another file than announced.

    Raises:
        RangeProtocolError: The file is shorter now.
    """
    if isinstance(failure, errors.HfHubHTTPError) and failure.response.status_code == 416:
        total = ranges.unsatisfied_total(failure.response.headers.get("content-range"))
        has = f"has {total:,} bytes" if total is not None else "is shorter"
        raise errors.RangeProtocolError(f"The file on the server {has} now: it changed meanwhile.") from failure


def truncated(cursor: Place, expected: Expected) -> errors.IntegrityError:
    """The error about a server that keeps ending early."""
    return errors.IntegrityError(
        f"The server ended {expected.name} at {cursor.position:,} of {cursor.end:,} bytes, and gave no more of it when "
        "asked again. Nothing was kept of it; please try again."
    )


def begins_again(status: int, headers: Mapping[str, str], cursor: Place) -> bool:
    """Pass an answer to the request for a whole file or for its rest, and tell whether it is the file from its start.

    Raises:
        RangeProtocolError: It is neither the file nor the part that was asked for.
        IntegrityError: It announces another length than the Hub did.
    """
    if status == 206:
        ranges.check_partial(
            status,
            headers,
            start=cursor.position,
            end=NO_END if cursor.end is None else cursor.end,
            total=cursor.end,
        )
        return False
    ranges.check_unencoded(headers)
    length = to_size(headers.get("content-length"))
    if length is not None and cursor.end is not None and length != cursor.end:
        raise errors.IntegrityError(
            f"The server announces a body of {length:,} bytes for a file of {cursor.end:,}. Nothing was kept of it."
        )
    return True
