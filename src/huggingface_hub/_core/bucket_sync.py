"""What it takes to bring a folder and a bucket in line: compared listings, filters, and plans as files.

Source: `contract/wire/repos.md` §13. Nothing here looks at a disk or at the Hub.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from fnmatch import fnmatchcase
from typing import Any

from huggingface_hub._core import buckets, paths
from huggingface_hub._core.patterns import is_control_folder
from huggingface_hub._core.uris import parse_hf_uri
from huggingface_hub._lazy import errors
from huggingface_hub.types.buckets import BucketFile, SyncOperation, SyncPlan


WINDOW_MS = 1000.0
"""Times that are no further apart than this count as equal: not every disk keeps them exactly."""


@dataclass(frozen=True)
class Request:
    """
    What is brought in line with what, and how.

    Attributes:
        source: A folder or a bucket, as it was written.
        dest: A bucket or a folder, as it was written.
        delete: Delete what the source does not have.
        ignore_times: Compare sizes only.
        ignore_sizes: Compare times only.
        existing: Make no new files.
        ignore_existing: Make new files only.
    """

    source: str
    dest: str
    delete: bool = False
    ignore_times: bool = False
    ignore_sizes: bool = False
    existing: bool = False
    ignore_existing: bool = False

    def __post_init__(self) -> None:
        if self.ignore_times and self.ignore_sizes:
            raise ValueError("Cannot specify both ignore_times and ignore_sizes.")
        if self.existing and self.ignore_existing:
            raise ValueError("Cannot specify both existing and ignore_existing.")
        remote = [is_bucket(self.source), is_bucket(self.dest)]
        if all(remote):
            raise ValueError(
                "Remote to remote sync is not supported. One path must be local. To copy between buckets, use `copy_files`."
            )
        if not any(remote):
            raise ValueError("One of source or dest must be a bucket path (hf://buckets/...).")

    @property
    def uploads(self) -> bool:
        """Whether the bucket is the one that changes."""
        return is_bucket(self.dest)

    @property
    def folder(self) -> str:
        """The folder."""
        return self.source if self.uploads else self.dest

    @property
    def bucket(self) -> tuple[str, str]:
        """The bucket's id, and the folder in it; empty for the whole bucket."""
        return parse_bucket(self.dest if self.uploads else self.source)


def check_arguments(
    source: str | None, dest: str | None, *, plan: str | None, apply: str | None, dry_run: bool, others: bool
) -> None:
    """Refuse arguments that exclude each other.

    Raises:
        ValueError: Which ones.
    """
    if apply is not None:
        if source is not None or dest is not None:
            raise ValueError("Cannot specify source/dest when using apply.")
        if plan is not None:
            raise ValueError("Cannot specify both plan and apply.")
        if others:
            raise ValueError("Cannot specify options that make another plan when using apply.")
    elif source is None or dest is None:
        raise ValueError("Both source and dest are required (unless using apply).")
    if dry_run and plan is not None:
        raise ValueError("Cannot specify both dry_run and plan.")


def is_bucket(path: str) -> bool:
    """Whether one side of a sync is a bucket."""
    return path.startswith(buckets.PREFIX)


def parse_bucket(uri: str) -> tuple[str, str]:
    """The id of a bucket and the folder in it.

    Raises:
        HfUriError: It is not the address of a bucket.
    """
    parsed = parse_hf_uri(uri)
    return parsed.id, parsed.path_in_repo


# --- Filters ---


class Filter:
    """
    Which paths take part.

    Args:
        include: Patterns of which a path has to match one.
        exclude: Patterns of which it must match none.
        rules: Signs and patterns, asked before both: the first that matches decides.
    """

    def __init__(
        self,
        include: Sequence[str] | None = None,
        exclude: Sequence[str] | None = None,
        rules: Sequence[tuple[str, str]] = (),
    ) -> None:
        self._include = list(include or ())
        self._exclude = list(exclude or ())
        self._rules = list(rules)

    def names(self, folder: str) -> bool:
        """Whether a folder was asked for by its name."""
        wanted = [*self._include, *(pattern for sign, pattern in self._rules if sign == "+")]
        return any(folder in pattern.lower().split("/") for pattern in wanted)

    def matches(self, path: str) -> bool:
        """Whether a path takes part."""
        for sign, pattern in self._rules:
            if fnmatchcase(path, pattern):
                return sign == "+"
        if any(fnmatchcase(path, pattern) for pattern in self._exclude):
            return False
        return not self._include or any(fnmatchcase(path, pattern) for pattern in self._include)


def read_rules(text: str) -> list[tuple[str, str]]:
    """Read a file of rules: `+ pattern` or `- pattern` a line, `+` where there is no sign, `#` before remarks."""
    rules = []
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        sign, pattern = (line[0], line[1:].strip()) if line[0] in "+-" else ("+", line)
        if pattern:
            rules.append((sign, pattern))
    return rules


# --- Comparing ---


@dataclass(frozen=True)
class Side:
    """
    A file on one side.

    Attributes:
        size: Bytes.
        mtime: When it was changed last, in milliseconds.
        file: The bucket's file, on that side.
    """

    size: int
    mtime: float
    file: BucketFile | None = None

    @property
    def shown_time(self) -> str:
        """The time as plans write it."""
        return datetime.fromtimestamp(self.mtime / 1000, tz=timezone.utc).isoformat()


def remote_sides(files: Iterable[BucketFile], prefix: str) -> dict[str, Side]:
    """What a bucket has in a folder, by the path in it."""
    return {
        file.path[len(prefix) + 1 if prefix else 0 :]: _side(file)
        for file in files
        if buckets.is_below(file.path, prefix) and (not prefix or file.path != prefix)
    }


def remote_file(files: Iterable[BucketFile], path: str) -> dict[str, Side]:
    """One file of a bucket, by its name."""
    return {path.rpartition("/")[2]: _side(file) for file in files if file.path == path}


def _side(file: BucketFile) -> Side:
    # A file that another program has put there may have no time of its own.
    moment = file.mtime or file.uploaded_at
    return Side(file.size, 0.0 if moment is None else moment.timestamp() * 1000, file)


def check_names(names: Iterable[str], chosen: Filter | None = None) -> None:
    """Refuse names of a bucket that can't be files of a folder, before anything is written.

    Args:
        names: The files that would be written.
        chosen: How they were chosen.

    Raises:
        UnsafePathError: Such a name; or one that makes git run programs, unless it was asked for.
    """
    for name in names:
        paths.safe_relative_path(name, what="file name in the bucket")
        if ".git" in name.lower().split("/") and not (chosen is not None and chosen.names(".git")):
            raise errors.UnsafePathError(
                f"Refusing to write {name!r}: files in a `.git` folder can make git run programs. Leave them out with"
                " `exclude=['.git/*', '*/.git/*']`; or, if you trust the bucket, ask for them with"
                " `include=['*', '.git/*']`."
            )


def check_uploads(plan: SyncPlan, request: Request) -> None:
    """Refuse names that no bucket can have, before anything is sent.

    Raises:
        UnsafePathError: Such a name.
    """
    _, prefix = request.bucket
    for operation in only_actions(plan, "upload"):
        buckets.check_path(in_bucket(prefix, operation.path))


def compare(
    request: Request,
    local: Mapping[str, Side],
    remote: Mapping[str, Side],
    chosen: Filter,
    *,
    now: datetime,
    left_out: Iterable[str] = (),
) -> SyncPlan:
    """Make the plan.

    Args:
        request: What is wanted.
        local: The files of the folder.
        remote: The files of the bucket.
        chosen: Which of them take part.
        now: Goes into the plan.
        left_out: Names in the folder that take no part, nor does what the bucket has of that name.
    """
    absent = set(left_out)
    plan = SyncPlan(request.source, request.dest, now.isoformat())
    source, dest = (local, remote) if request.uploads else (remote, local)
    for path in sorted({*local, *remote}):
        if not chosen.matches(path) or (absent and not absent.isdisjoint(_ancestry(path))):
            continue
        if "/huggingface/" in path.lower() and any(map(is_control_folder, _ancestry(path))):
            # On neither side: what is there belongs to one machine, and may be a token.
            continue
        here, there = source.get(path), dest.get(path)
        decision = _decide(request, here, there)
        if decision is None:
            continue
        action, reason = decision
        size = (here or there or Side(0, 0)).size
        operation = SyncOperation(action, path, size, reason)  # type: ignore[arg-type]  # one of the actions
        if path in local:
            operation.local_mtime = local[path].shown_time
        if path in remote:
            operation.remote_mtime = remote[path].shown_time
            operation.bucket_file = remote[path].file if action == "download" else None
        plan.operations.append(operation)
    return plan


def _ancestry(path: str) -> Iterator[str]:
    """A path, and the folders that it is in."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _decide(request: Request, here: Side | None, there: Side | None) -> tuple[str, str] | None:
    """What to do about a path, and why; `here` is the source."""
    transfer = "upload" if request.uploads else "download"
    if here is None:
        return ("delete", "not in source (--delete)") if request.delete else None
    if there is None:
        return ("skip", "new file (--existing)") if request.existing else (transfer, "new file")
    if request.ignore_existing:
        return "skip", "exists on receiver (--ignore-existing)"
    if not request.ignore_sizes and here.size != there.size:
        return transfer, "size differs"
    if request.ignore_times:
        return "skip", "same size"
    near, far = ("local", "remote") if request.uploads else ("remote", "local")
    if here.mtime - there.mtime > WINDOW_MS:
        return transfer, f"{near} newer"
    if not request.ignore_sizes:
        return "skip", "identical"
    return "skip", f"{far} newer" if there.mtime - here.mtime > WINDOW_MS else "same mtime"


# --- Plans as files ---


def lines(plan: SyncPlan) -> Iterator[str]:
    """A plan as JSON, one object a line: a header, then the operations."""
    header = {"type": "header", "source": plan.source, "dest": plan.dest, "timestamp": plan.timestamp}
    yield json.dumps({**header, "summary": plan.summary()}, ensure_ascii=False)
    for operation in plan.operations:
        line: dict[str, Any] = {
            "type": "operation",
            "action": operation.action,
            "path": operation.path,
            "reason": operation.reason,
        }
        for key in ("size", "local_mtime", "remote_mtime"):
            if (value := getattr(operation, key)) is not None:
                line[key] = value
        yield json.dumps(line, ensure_ascii=False)


def read_plan(text: str) -> SyncPlan:
    """
    Read a plan that was saved, possibly edited by hand.

    Raises:
        ValueError: It is not a plan, or is one that would touch something else.
    """
    plan: SyncPlan | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            if plan is None:
                if data.get("type") != "header":
                    raise ValueError("it does not begin with a header")
                plan = SyncPlan(str(data["source"]), str(data["dest"]), str(data["timestamp"]))
            else:
                plan.operations.append(_read_operation(data))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"Line {number} of the plan can't be used: {error}.") from error
    if plan is None:
        raise ValueError("The plan is empty.")
    wrong = "download" if Request(plan.source, plan.dest).uploads else "upload"
    if any(operation.action == wrong for operation in plan.operations):
        raise ValueError(f"The plan says '{wrong}', but goes from {plan.source} to {plan.dest}.")
    return plan


def _read_operation(data: Mapping[str, Any]) -> SyncOperation:
    action, path = data["action"], data["path"]
    if data.get("type") != "operation" or action not in ("upload", "download", "delete", "skip"):
        raise ValueError(f"no operation of a plan: {dict(data)!r}")
    return SyncOperation(
        action,
        buckets.check_path(path),
        data.get("size"),
        str(data.get("reason", "")),
        data.get("local_mtime"),
        data.get("remote_mtime"),
    )


def report(plan: SyncPlan, *, verbose: bool) -> Iterator[str]:
    """What is told about a plan before it is carried out."""
    counts = plan.summary()
    shown = ", ".join(f"{counts[key]} {key}" for key in ("uploads", "downloads", "deletes", "skips"))
    yield f"{plan.source} -> {plan.dest}: {shown}"
    if verbose:
        for operation in plan.operations:
            yield f"  {operation.action}: {operation.path} ({operation.reason})"


def in_bucket(prefix: str, path: str) -> str:
    """The path in the bucket of a path relative to a folder in it."""
    return f"{prefix}/{path}" if prefix else path


def only_actions(plan: SyncPlan, action: str) -> list[SyncOperation]:
    """The operations of a kind."""
    return [operation for operation in plan.operations if operation.action == action]
