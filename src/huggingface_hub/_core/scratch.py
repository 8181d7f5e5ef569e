"""Small helpers that dependent packages import: temporary folders, YAML as the Hub writes it, groups of items."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Generator, Iterable
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar


T = TypeVar("T")


@contextlib.contextmanager
def SoftTemporaryDirectory(
    suffix: str | None = None, prefix: str | None = None, dir: Path | str | None = None, **kwargs: Any
) -> Generator[Path, None, None]:
    """
    A temporary folder that is removed at the end of the block, read-only files included, and never in vain.

    Args:
        suffix: End of the folder's name.
        prefix: Beginning of the folder's name.
        dir: Where to make it.
        kwargs: Of `tempfile.TemporaryDirectory`.
    """
    folder = tempfile.TemporaryDirectory(prefix=prefix, suffix=suffix, dir=dir, **kwargs)
    try:
        yield Path(folder.name).resolve()
    finally:
        # Windows refuses to remove read-only files, which git leaves behind.
        shutil.rmtree(folder.name, onerror=_make_writable)
        with contextlib.suppress(OSError):
            folder.cleanup()


def _make_writable(function: Callable[..., Any], path: str, _: Any) -> None:
    with contextlib.suppress(OSError):
        os.chmod(path, stat.S_IWRITE)
        function(path)


def yaml_dump(data: Any, **kwargs: Any) -> Any:
    """
    YAML as the Hub writes it: readable characters instead of escapes.

    Args:
        data: What to write.
        kwargs: Of `yaml.dump`.

    Returns:
        The text, or `None` if it was written to the `stream=` of `kwargs`.
    """
    import yaml

    return yaml.dump(data, **{"stream": None, "allow_unicode": True, **kwargs})


def chunk_iterable(iterable: Iterable[T], chunk_size: int) -> Iterable[Iterable[T]]:
    """
    Cut an iterable into groups.

    Args:
        iterable: Read only as far as the groups are read.
        chunk_size: Items in each group but the last.

    Raises:
        ValueError: `chunk_size` is not a positive whole number.
    """
    if chunk_size <= 0:
        raise ValueError("`chunk_size` must be a strictly positive integer (>0).")
    iterator = iter(iterable)
    for first in iterator:
        group = chain([first], islice(iterator, chunk_size - 1))
        yield group
        for _ in group:  # what the caller did not read, so that groups keep their places
            pass
