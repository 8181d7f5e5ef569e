"""The package's own class of progress bars and what is built on it. Importing this imports tqdm."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from huggingface_hub._core.progress import are_progress_bars_disabled


if TYPE_CHECKING:
    from tqdm.std import tqdm as generic_tqdm

    old_tqdm = generic_tqdm[Any]
else:
    from tqdm.asyncio import tqdm_asyncio as old_tqdm


T = TypeVar("T")
R = TypeVar("R")


class tqdm(old_tqdm):
    """
    A tqdm bar that obeys `disable_progress_bars` and `HF_HUB_DISABLE_PROGRESS_BARS`.

    Takes tqdm's own arguments, and `name`: the group of bars to which it belongs.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if are_progress_bars_disabled(kwargs.pop("name", None)):
            kwargs["disable"] = True
        super().__init__(*args, **kwargs)

    def __delattr__(self, attr: str) -> None:
        # Several threads may close the same bar, of which only the first finds its attributes.
        try:
            super().__delattr__(attr)
        except AttributeError:
            if attr != "_lock":
                raise


@contextmanager
def tqdm_stream_file(path: Path | str) -> Iterator[io.BufferedReader]:
    """
    Open a file for reading and show how far it was read.

    Args:
        path: The file.
    """
    path = Path(path)
    with path.open("rb") as file:
        with tqdm(unit="B", unit_scale=True, total=path.stat().st_size, initial=0, desc=path.name) as bar:
            read = file.read

            def counted(size: int | None = -1) -> bytes:
                data = read(size)
                bar.update(len(data))
                return data

            file.read = counted  # type: ignore[method-assign]
            yield file


def hf_thread_map(
    fn: Callable[[T], R],
    iterable: Iterable[T],
    *,
    max_workers: int | None = None,
    tqdm_class: type[Any] | None = None,
    **tqdm_kwargs: Any,
) -> list[R]:
    """
    Call a function for every item, several at a time, under a progress bar.

    Args:
        fn: What to call.
        iterable: The items.
        max_workers: The most calls at a time.
        tqdm_class: Class of the bar.
        tqdm_kwargs: Passed on to the bar.

    Returns:
        The results, in the order of the items.
    """
    from tqdm.contrib.concurrent import thread_map

    if max_workers is not None:
        tqdm_kwargs["max_workers"] = max_workers
    results: list[R] = thread_map(fn, iterable, tqdm_class=tqdm_class or tqdm, **tqdm_kwargs)
    return results
