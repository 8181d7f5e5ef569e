"""Finding what is wrong in a file that has all its bytes, but not the announced hash.

A hash over the whole file does not tell where the damage is, and there is no other. So the file is read again, and compared
with what is on the disk: what differs is wrong in one of the two readings. It is taken from the newer one, and only it is
read once more if that was not the answer. What is the same in two readings is how the server has it.
"""

from __future__ import annotations

from typing import Any

from huggingface_hub._core.download import journal as journals
from huggingface_hub._core.download.plan import Range
from huggingface_hub._core.download.verify import Expected
from huggingface_hub._lazy import errors


WORTHWHILE = 4 * 1024 * 1024
"""Smaller files are fetched anew: that takes no longer."""

READINGS = 3
"""How often to read at most after the first time: everything, and then twice what was in doubt."""


class Comparison:
    """One more reading of a file, or of parts of it.

    Attributes:
        differing: What was another than in the file, in the order in which it came.
    """

    def __init__(self) -> None:
        self.differing: list[Range] = []

    def agrees(self, file: Any, position: int, data: bytes | memoryview) -> bool:
        """Whether bytes are those that the file has already. If not, they are to be written.

        Args:
            file: Open for reading.
            position: Where the bytes belong.
            data: The bytes.
        """
        file.seek(position)
        there = bytearray()
        while len(there) < len(data):
            piece = file.read(len(data) - len(there))
            if not piece:
                break
            there += piece
        if len(there) == len(data) and there.startswith(data):
            return True
        self.differing.append(Range(position, position + len(data)))
        return False

    @property
    def doubtful(self) -> list[Range]:
        """What differed, in the order of the file, adjacent parts as one."""
        return journals.joined(journals.Extent(*part, 0) for part in sorted(self.differing))


def persistent(expected: Expected) -> errors.IntegrityError:
    """The error about a file that was wrong in the same way when it was read again."""
    return errors.IntegrityError(
        f"{expected.name} was damaged on its way, or is where it comes from: it was read twice with the same bytes, whose "
        f"{expected.kind.value} is not the announced {expected.etag}. Nothing was kept of it."
    )
