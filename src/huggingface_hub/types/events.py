"""What `on_event=` of a download or an upload is told. A program shows it as it likes; the bars of tqdm are one way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Union


@dataclass(frozen=True)
class TransferStarted:
    """Something begins to be fetched or sent. What is cached already is not reported.

    Attributes:
        what: A file's path in its repository, or `user/name` for all files of a snapshot or of a commit.
        unit: Whether `bytes` or `files` are counted; a snapshot is reported in both.
        total: How many there are, `None` if nobody knows.
        done: How many of them were there before.
    """

    what: str
    unit: Literal["bytes", "files"]
    total: int | None
    done: int = 0


@dataclass(frozen=True)
class TransferProgressed:
    """More of it has arrived or was sent, or that has to be done again: then `done` is less than before.

    Attributes:
        what: As in `TransferStarted`.
        unit: As in `TransferStarted`.
        total: As in `TransferStarted`.
        done: How many are there now.
    """

    what: str
    unit: Literal["bytes", "files"]
    total: int | None
    done: int


@dataclass(frozen=True)
class TransferEnded:
    """Nothing more will come: it is complete, or it has failed.

    Attributes:
        what: As in `TransferStarted`.
        unit: As in `TransferStarted`.
        total: As in `TransferStarted`.
        done: How many are there now.
    """

    what: str
    unit: Literal["bytes", "files"]
    total: int | None
    done: int


Event = Union[TransferStarted, TransferProgressed, TransferEnded]
Listener = Callable[[Event], object]
