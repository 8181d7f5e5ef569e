"""`hf upload --every`: commits of a folder to which programs add, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from huggingface_hub.cli import values
from huggingface_hub.cli.output import Output


def pushes_of(api: Any, local_path: str, commit: dict[str, Any]) -> Any:
    """
    The commits that `hf upload` is to make again and again.

    Args:
        api: The client.
        local_path: The folder, or a file.
        commit: The arguments of `upload_folder` or `upload_file`.
    """
    from huggingface_hub._core.upload.schedule import Watched
    from huggingface_hub._sync.upload.scheduler import MESSAGE, ScheduledPushes

    path = Path(os.path.abspath(local_path))
    if path.is_file():
        watched = Watched(path.parent, commit["path_in_repo"], only=path.name)
    else:
        watched = Watched(
            path, commit["path_in_repo"], commit["allow_patterns"], tuple(commit["ignore_patterns"] or ())
        )
    return ScheduledPushes(
        api,
        watched,
        commit["repo_id"],
        repo_type=commit["repo_type"],
        revision=commit["revision"],
        message=commit["commit_message"] or MESSAGE,
        description=commit["commit_description"],
        create_pr=commit["create_pr"],
        delete_patterns=commit.get("delete_patterns"),
        max_bandwidth=commit["max_bandwidth"],
    )


def repeat(out: Output, pushes: Any, local_path: str, minutes: float) -> None:
    """Commit what has changed every so many minutes; at Ctrl-C or SIGTERM what is left, and no more."""
    unit = "minute" if minutes == 1 else "minutes"
    out.log(f"Committing what changes in '{local_path}' every {minutes:g} {unit}. Press Ctrl-C to stop.")
    first = True
    with _sigterm_as_ctrl_c():
        try:
            while True:
                try:
                    _push(out, pushes)
                except Exception as error:
                    # What does not work the first time is more likely a mistake than bad luck.
                    if first:
                        raise
                    reason = str(error).strip().rstrip(".") or type(error).__name__
                    out.warning(f"{_now()} Nothing was committed: {reason}. It is tried again in {minutes:g} {unit}.")
                first = False
                time.sleep(minutes * 60)  # noqa: TID251  (nothing else runs in this process)
        except KeyboardInterrupt:
            out.log("Committing what is left. Press Ctrl-C again to leave it.")
            _push(out, pushes)
        out.log("Stopped scheduled commits.")


def _push(out: Output, pushes: Any) -> None:
    names, files = pushes.look()
    info = pushes.commit(names, files)
    summary = getattr(info, "summary", None)
    if info is None or (summary and not summary.changed and not summary.deleted):
        out.log(f"{_now()} Nothing has changed.")
        return
    out.result("Uploaded", url=str(info))
    out.log(f"{_now()} {_describe(files, summary)}")


def _describe(files: Sequence[Any], summary: Any) -> str:
    size = sum(file.size for file in files)
    parts = [f"{len(files):,} {'file' if len(files) == 1 else 'files'} committed, {values.bytes_of(size)}"]
    if summary and summary.deleted:
        parts.append(f"{summary.deleted:,} deleted")
    return "; ".join(parts) + "."


def _now() -> str:
    return time.strftime("%H:%M:%S")


@contextmanager
def _sigterm_as_ctrl_c() -> Iterator[None]:
    """Have what ends services end this one as Ctrl-C does: after a last commit."""

    def interrupt(number: int, frame: object) -> NoReturn:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:
        # Only the main thread of a program hears signals.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
