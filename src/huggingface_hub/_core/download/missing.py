"""The files that a snapshot lacks: which are there after all, and how the others are fetched together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub._core.cache import bulk, leases, pointers, presence, store
from huggingface_hub._core.cache.refs import try_write_ref
from huggingface_hub._core.cache.trees import Tree
from huggingface_hub._core.download import partial, plan, snapshots, space
from huggingface_hub._core.download.request import Options
from huggingface_hub._core.download.verify import Expected
from huggingface_hub._core.outcome import Outcome


# Names that nobody but us gives.
_LEFT_BEHIND = re.compile(r".+\.[0-9a-f]{8}\.incomplete(\.journal)?")


@dataclass(frozen=True)
class Missing:
    """A content that has to be fetched, and all files of the snapshot that have it.

    Attributes:
        entries: Where it goes; the first gets the bytes.
        xet_hash: Its name in the Xet storage, if it is there.
    """

    entries: tuple[store.Entry, ...]
    xet_hash: str | None = None

    @property
    def first(self) -> store.Entry:
        return self.entries[0]

    @property
    def expected(self) -> Expected:
        """What the content has to be."""
        return Expected(self.first.etag, self.first.size, self.first.filename)


@dataclass(frozen=True)
class Work:
    """What is left to do for a snapshot.

    Attributes:
        total: How many files it has.
        ready: How many of them are there.
        batches: Contents to fetch; those of a batch are stored together.
        size: Bytes to fetch.
    """

    total: int
    ready: int
    batches: list[list[Missing]]
    size: int


def begin(options: Options, commit: str, files: Tree, wanted: Sequence[str]) -> Work:
    """Use what is there, and plan how the rest is fetched.

    Raises:
        NotEnoughSpaceError: The rest does not fit.
    """
    try_write_ref(options.repo, options.revision, commit)
    names: Iterable[str] = wanted
    if options.local_dir is None and not options.force:
        names = presence.doubtful(options.repo, commit, files.contents(wanted))
    missing = bulk.reuse_many(snapshots.entries_of(options, commit, files, names), force=options.force)
    by_content: dict[str, list[store.Entry]] = {}
    for entry in missing:
        by_content.setdefault(entry.etag, []).append(entry)
    contents = [Missing(tuple(group), files[group[0].filename].xet_hash) for group in by_content.values()]
    size = sum(content.first.size or 0 for content in contents)
    if contents:
        contents[0].first.prepare()
        for folder in _folders(contents):
            _sweep(folder)
        space.check_space(contents[0].first.temporary().parent, size, f"{len(missing)} files of '{options.repo_id}'")
    return Work(
        total=len(wanted),
        ready=len(wanted) - len(missing),
        batches=batches(contents),
        size=size,
    )


def _folders(contents: Sequence[Missing]) -> set[Path]:
    """Where partial files of these contents would be."""
    one_of_each = {content.first.filename.rpartition("/")[0]: content.first for content in contents}
    return {entry.temporary().parent for entry in one_of_each.values()}


def _sweep(folder: Path) -> None:
    """Remove what killed processes have left of small files: it is not gone on with, so nobody else comes across it."""
    names = {name for name in partial.names(folder) if _LEFT_BEHIND.fullmatch(name)}
    for name in names:
        path = folder / name
        if (
            name.endswith(leases.PARTIAL_SUFFIX)
            and leases.journal_of(path).name not in names
            and not leases.is_live(path)
        ):
            pointers.remove_quietly(path)


def batches(contents: Iterable[Missing]) -> list[list[Missing]]:
    """Group contents so that small ones are stored together."""
    return plan.batches(contents, lambda content: content.first.size)


def finish(content: Missing) -> list[Outcome[str]]:
    """Give the other files of a content their places, once the first has got the bytes."""
    return [_finish(content.first, entry) for entry in content.entries[1:]]


def _finish(source: store.Entry, entry: store.Entry) -> Outcome[str]:
    try:
        found = entry.reuse()
        if found is None:
            # A folder of the user's has no blobs to link to: the first file is the source.
            found = _copy(source, entry)
        return Outcome(found)
    except Exception as error:
        return Outcome(error=error)


def _copy(source: store.Entry, entry: store.Entry) -> str:
    from huggingface_hub._core import copying

    entry.prepare()
    temporary = entry.temporary()
    try:
        copying.copy_content(source.final, temporary)
        # As for contents that are fetched: what is cheap to get again need not be waited for.
        return entry.publish(temporary, durable=(entry.size or 0) > plan.SMALL_FILE)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def save_batch(batch: Sequence[Missing], bodies: Sequence[Outcome[bytes]]) -> list[Outcome[str]]:
    """Verify and place a batch of small contents in one step; the result has one outcome per file."""
    outcomes: list[Outcome[str]] = []
    for content, body in zip(batch, bodies, strict=True):
        if body.error is not None:
            outcomes.extend(Outcome(error=body.error) for _ in content.entries)
            continue
        outcomes.extend(store.save_many([(content.first, body.unwrap(), content.expected)]))
        if outcomes[-1].ok:
            outcomes.extend(finish(content))
        else:
            outcomes.extend(Outcome(error=outcomes[-1].error) for _ in content.entries[1:])
    return outcomes


def is_small(batch: Sequence[Missing]) -> bool:
    """Whether a batch is fetched into memory and stored in one step."""
    return all(content.first.size is not None and content.first.size <= plan.SMALL_FILE for content in batch)


def raise_failures(batches: Iterable[Outcome[list[Outcome[str]]]]) -> None:
    """Raise the first failure, with the others in its notes.

    Raises:
        Exception: What went wrong first.
    """
    failures: list[Exception] = []
    for batch in batches:
        failed = [batch.error] if batch.error is not None else [outcome.error for outcome in batch.unwrap()]
        failures.extend(error for error in failed if error is not None)
    distinct = list({id(error): error for error in failures}.values())
    if not distinct:
        return
    first = distinct[0]
    notes = [f"  - {type(error).__name__}: {error}".splitlines()[0] for error in distinct[1:11]]
    if len(distinct) > 1:
        notes.insert(0, f"{len(distinct)} files could not be downloaded; all others were kept. The next failures:")
    if len(distinct) > 11:
        notes.append(f"  … and {len(distinct) - 11} more.")
    # Python 3.10 has no `add_note`; the attribute is the same.
    first.__notes__ = [*getattr(first, "__notes__", []), *notes]  # type: ignore[attr-defined]
    raise first
