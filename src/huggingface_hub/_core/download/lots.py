"""Small files of a snapshot that travel together, and are put into their places as they come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huggingface_hub._core.cache.bulk import Placer
from huggingface_hub._core.download.missing import Missing, finish
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._core.progress import Bar


SMALL = 1024 * 1024
"""Up to here, a body is held in memory."""


class Lot:
    """Contents that are fetched by one thread.

    Args:
        contents: What is fetched.
    """

    def __init__(self, contents: Sequence[Missing]) -> None:
        self.contents = contents
        self._placer = Placer()

    def __len__(self) -> int:
        return len(self.contents)

    def keep(self, index: int, body: memoryview, files: Bar, content: Bar) -> str:
        """Verify a content and give it its place.

        Raises:
            IntegrityError: It is not the announced one.
            OSError: It could not be written.
        """
        path = self._placer.place(self.contents[index].first, body)
        content.update(len(body))
        files.update(1)
        return path

    def settle(self, fetched: Sequence[Outcome[str] | None], files: Bar) -> tuple[list[Outcome[str]], list[Missing]]:
        """Give copies of what has come their places; returns the outcomes, and what has not come."""
        outcomes: list[Outcome[str]] = []
        left: list[Missing] = []
        for content, outcome in zip(self.contents, fetched, strict=True):
            if outcome is None:
                left.append(content)
            elif outcome.ok:
                copies = finish(content)
                files.update(sum(copy.ok for copy in copies))
                outcomes.extend([outcome, *copies])
            else:
                outcomes.extend(outcome for _ in content.entries)
        return outcomes, left


def divide(batches: Iterable[list[Missing]]) -> tuple[Lot, list[list[Missing]]]:
    """Take what is small out of batches; the rest stays as it is."""
    small: list[Missing] = []
    rest: list[list[Missing]] = []
    for batch in batches:
        if all(content.first.size is not None and content.first.size <= SMALL for content in batch):
            small.extend(batch)
        else:
            rest.append(batch)
    return Lot(small), rest


def connections(max_workers: int, most: int) -> int:
    """How many connections small files get: what takes hardly longer than asking for it needs several per worker."""
    return 1 if max_workers == 1 else min(most, 12 * max_workers)
