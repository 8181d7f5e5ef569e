"""Small files of a snapshot that travel together, and are put into their places as they come."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from huggingface_hub._core.cache.bulk import Placer
from huggingface_hub._core.download.missing import Missing, finish
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._core.progress import Bar


SMALL = 1024 * 1024
"""Up to here, a body is held in memory."""

TINY = 64 * 1024
"""Up to here, asking for a file takes longer than hashing and writing it."""

WORTH_A_THREAD = 8 * 1024 * 1024
"""So many bytes of larger files keep a thread busy for longer than it takes to begin."""

MAX_THREADS = 4


class Lot:
    """Contents that are fetched by one thread.

    Args:
        contents: What is fetched.
        of: How many lots there are beside each other, this one included: they share connections and memory.
    """

    def __init__(self, contents: Sequence[Missing], of: int = 1) -> None:
        self.contents = contents
        self.of = of
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


def divide(batches: Iterable[list[Missing]]) -> tuple[list[Lot], list[list[Missing]]]:
    """Take what is small out of batches; the rest stays as it is.

    Tiny files are best off with one thread. Those that are a little larger keep processors busy with hashing and writing,
    which threads can do at the same time.
    """
    tiny: list[Missing] = []
    middle: list[Missing] = []
    rest: list[list[Missing]] = []
    for batch in batches:
        if any(content.first.size is None or content.first.size > SMALL for content in batch):
            rest.append(batch)
            continue
        for content in batch:
            (tiny if (content.first.size or 0) <= TINY else middle).append(content)
    threads = min(_processors(), MAX_THREADS, sum(content.first.size or 0 for content in middle) // WORTH_A_THREAD)
    parts = [tiny, *(middle[n::threads] for n in range(threads))] if threads > 1 else [tiny + middle]
    parts = [part for part in parts if part]
    return [Lot(part, len(parts)) for part in parts], rest


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def connections(max_workers: int, most: int, of: int = 1) -> int:
    """How many connections a lot of small files gets: what takes hardly longer than asking for it needs several per worker."""
    return 1 if max_workers == 1 else max(1, min(most, 12 * max_workers) // of)
