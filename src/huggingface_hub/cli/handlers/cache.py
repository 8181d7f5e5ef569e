"""`hf cache`."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import click

from huggingface_hub._core.cache import shared
from huggingface_hub._core.cache.scan import scan_cache_dir
from huggingface_hub.cli import measures
from huggingface_hub.cli.handlers import cache_queries as queries
from huggingface_hub.cli.options import hub
from huggingface_hub.cli.output import BOLD, Output
from huggingface_hub.cli.terminal import colours, is_terminal
from huggingface_hub.cli.values import paint
from huggingface_hub.types.cache import format_size, format_timesince


if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

    from huggingface_hub._core.cache.deletion import Selection
    from huggingface_hub._core.cache.manager import HFCacheInfo
    from huggingface_hub._core.cache.shared import Payload
    from huggingface_hub._core.verification import FolderVerification
    from huggingface_hub.cli.handlers import cache_targets

    Row = dict[str, Any]

REPO_COLUMNS = ("id", "size", "last_accessed", "last_modified", "refs")
REVISION_COLUMNS = ("id", "revision", "size", "last_modified", "refs")


def list_cache(
    out: Output,
    *,
    cache_dir: str | None,
    revisions: bool,
    filter: list[str] | None,
    sort: list[str] | None,
    limit: int | None,
    show_warnings: bool,
) -> None:
    """List repositories or revisions."""
    if limit is not None and limit < 0:
        raise click.BadParameter(f"{limit} is less than nothing.", param_hint="'--limit'")
    now = time.time()
    tests = [queries.compile_filter(text, now) for text in filter or ()]
    info = scan_cache_dir(cache_dir)
    if revisions:
        entries = [queries.Entry(repo, revision) for repo in info.repos for revision in repo.revisions]
    else:
        entries = [queries.Entry(repo) for repo in info.repos]
    fitting = queries.sort((entry for entry in entries if all(test(entry) for test in tests)), sort or ())
    shown = fitting[:limit]
    if revisions:
        out.table([_revision_row(entry) for entry in shown], REVISION_COLUMNS, id_key="revision")
    else:
        out.table([_repo_row(entry) for entry in shown], REPO_COLUMNS, id_key="id")
    if shown:
        size = info.size_on_disk if len(shown) == len(entries) else _size_of(info, shown)
        _footer(out, shown, size)
    _remarks(out, info, show_warnings=show_warnings)


def _repo_row(entry: queries.Entry) -> Row:
    repo = entry.repo
    return {
        "id": repo.cache_id,
        "repo_id": repo.repo_id,
        "repo_type": repo.repo_type,
        "size": repo.size_on_disk_str,
        "size_bytes": repo.size_on_disk,
        "last_accessed": repo.last_accessed_str,
        "accessed_at": _moment(repo.last_accessed),
        "last_modified": repo.last_modified_str,
        "modified_at": _moment(repo.last_modified),
        "refs": entry.refs,
    }


def _moment(seconds: float) -> str:
    """A time for programs, which can't sort `2 weeks ago`."""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds")


def _revision_row(entry: queries.Entry) -> Row:
    repo, revision = entry.repo, entry.revision
    assert revision is not None
    return {
        "id": repo.cache_id,
        "repo_id": repo.repo_id,
        "repo_type": repo.repo_type,
        "revision": revision.commit_hash,
        "snapshot_path": str(revision.snapshot_path),
        "size": revision.size_on_disk_str,
        "size_bytes": revision.size_on_disk,
        "last_modified": revision.last_modified_str,
        "modified_at": _moment(revision.last_modified),
        "refs": entry.refs,
    }


def _size_of(info: HFCacheInfo, entries: Iterable[queries.Entry]) -> int:
    """What the shown lines take on the disk, what they share counted once."""
    payloads = info.payloads()
    files = (file for entry in entries for revision in entry.revisions for file in revision.files)
    contents = {str(file.blob_path): file.size_on_disk for file in files}
    return sum({payloads.get(path, path): size for path, size in contents.items()}.values())


def _footer(out: Output, entries: list[queries.Entry], size: int) -> None:
    repos = len({entry.repo.cache_id for entry in entries})
    revisions = sum(len(entry.revisions) for entry in entries)
    text = f"Found {repos} repo(s) for a total of {revisions} revision(s) and {format_size(size)} on disk."
    if out.automatic and not is_terminal(out.stdout):
        out.log(text)  # what is piped is the list, and nothing else
    else:
        out.text("\n" + paint(text, BOLD, on=colours(out.stdout)), agent="\n" + text)


def _remarks(out: Output, info: HFCacheInfo, *, show_warnings: bool) -> None:
    """What else is to be said about the cache."""
    from huggingface_hub._core.cache.pruning import find_interrupted

    if info.warnings and show_warnings:
        for warning in sorted(map(str, info.warnings)):
            out.warning(warning)
    elif info.warnings:
        out.warning(f"Found {len(info.warnings)} cache inconsistencies. Re-run with `--show-warnings` to display them.")
    if info.incomplete_files:
        from huggingface_hub._core.cache.deletion import is_in_use

        left = [file for file in info.incomplete_files if not is_in_use(file.file_path)]
        running = len(info.incomplete_files) - len(left)
        if running:
            out.hint(f"{running} file(s) are being downloaded right now.")
        if left:
            size = format_size(sum(file.size_on_disk for file in left))
            out.hint(f"Found {len(left)} incomplete download(s) totalling {size}. Remove them with 'hf cache prune'.")
    interrupted = find_interrupted(info)
    if interrupted:
        size = format_size(sum(leftover.size for leftover in interrupted))
        out.hint(f"Found {len(interrupted)} interrupted deletion(s) totalling {size}. End them with 'hf cache prune'.")
    unreferenced = shared.unreferenced(str(info.cache_dir))
    if unreferenced:
        out.hint(
            f"Found {len(unreferenced)} unreferenced shared blob(s) totalling {_total(unreferenced)}. "
            "Remove them with 'hf cache prune'."
        )


def _total(payloads: Iterable[Payload]) -> str:
    return format_size(sum(payload.size for payload in payloads))


def rm(out: Output, *, targets: list[str], cache_dir: str | None, yes: bool, dry_run: bool) -> None:
    """Delete repositories, revisions or files."""
    from huggingface_hub._core.cache import deletion, leases
    from huggingface_hub.cli.handlers import cache_targets

    info = scan_cache_dir(cache_dir)
    found = cache_targets.find(info, targets)
    if found.missing:
        out.warning("Could not find in cache:\n" + "\n".join(f"  - {target}" for target in found.missing))
    if not found.selection and not found.files:
        out.text("Nothing to delete.")
        return
    strategy = found.plan(info)
    size = strategy.expected_freed_size_str
    out.text(_announcement(found, size))
    for repo in found.selection:
        if leases.has_claims(repo.repo_path):
            out.warning(f"{repo.cache_id} is being downloaded: it stays as it is until that has ended.")
        elif leases.is_busy(repo.repo_path):
            out.warning(f"{repo.cache_id} is being downloaded: files that are not finished stay, finished ones go.")
    counts: dict[str, int] = (
        {"files": len(found.files)} if found.files else {"repos": len(found.whole), "revisions": found.revisions}
    )
    if dry_run:
        deletes = {"files": _file_rows(found)} if found.files else _selection_rows(found.selection)
        _only_planned(out, counts, size, {**deletes, "repos": [repo.cache_id for repo in found.whole]})
        return
    out.confirm("Proceed with deletion?", yes=yes)
    strategy.execute()
    done = deletion.look_back(info, strategy)
    _tell(
        out, {name: (getattr(done, name), n, f"{name.removesuffix('s')}(s)") for name, n in counts.items()}, done.freed
    )


def _tell(out: Output, counts: dict[str, tuple[int, int, str]], freed: int) -> None:
    """Say how many of each kind are gone, of how many that were to go; if that is not all of them, fail."""
    planned = {name: (done, count, what) for name, (done, count, what) in counts.items() if count}
    if any(done for done, _, _ in planned.values()):
        said = _and(
            f"{done if done == count else f'{done} of {count}'} {what}" for done, count, what in planned.values()
        )
        size = format_size(freed)
        deleted = {f"{name}_deleted": done for name, (done, _, _) in counts.items()}
        out.result(f"Deleted {said}; freed {size}.", **deleted, freed=size)
    left = [f"{count - done} {what}" for done, count, what in planned.values() if done < count]
    if left:
        out.error(f"Could not delete {_and(left)}: the reasons are above.")
        click.get_current_context().exit(1)


def _announcement(found: cache_targets.Found, size: str) -> str:
    if found.files:
        return "\n".join(
            [f"About to delete {len(found.files)} file(s) totalling {size}.", *map("  - {}".format, found.files)]
        )
    whole, parts = found.whole, found.parts
    counts = []
    if whole:
        counts.append(f"{len(whole)} repo(s)")
    if parts:
        counts.append(f"{sum(map(len, parts.values()))} revision(s)")
    lines = [f"About to delete {' and '.join(counts)} totalling {size}."]
    lines += [f"  - {repo.cache_id} (entire repo)" for repo in whole]
    return "\n".join([*lines, *_revision_lines(parts)])


def _revision_lines(selection: Selection) -> list[str]:
    """What people are told of the revisions that go."""
    lines = []
    for repo, revisions in sorted(selection.items(), key=lambda pair: pair[0].cache_id):
        lines.append(f"  - {repo.cache_id}:")
        for revision in sorted(revisions, key=lambda revision: revision.commit_hash):
            refs = " ".join(sorted(revision.refs)) or "(detached)"
            lines.append(f"      {revision.commit_hash} [{refs}] {revision.size_on_disk_str}")
    return lines


def _only_planned(out: Output, counts: dict[str, int], size: str, deletes: dict[str, list[Any]]) -> None:
    """What a dry run says; programs get all that people have seen listed before."""
    listed = {"deletes": {name: deletes.get(name, []) for name in counts}} if out.mode == "json" else {}
    out.result("Dry run: no files were deleted.", dry_run=True, **counts, size=size, **listed)


def _entries(selection: Selection) -> list[queries.Entry]:
    return [queries.Entry(repo, revision) for repo, revisions in selection.items() for revision in revisions]


def _selection_rows(selection: Selection) -> dict[str, list[Any]]:
    return {"revisions": [_revision_row(entry) for entry in queries.sort(_entries(selection), ())]}


def _file_rows(found: cache_targets.Found) -> list[Row]:
    return [{"id": name, **_path_row(file.file_path, file.size_on_disk)} for name, file in found.files.items()]


def _path_row(path: Path | str, size: int) -> Row:
    return {"path": str(path), "size": format_size(size), "size_bytes": size}


def prune(out: Output, *, cache_dir: str | None, yes: bool, dry_run: bool) -> None:
    """Delete what nothing stands for any more. What a running download works on stays."""
    from huggingface_hub._core.cache.pruning import plan_prune

    plan = plan_prune(scan_cache_dir(cache_dir))
    if plan.running:
        out.log(f"{plan.running} download(s) are running: their files are left alone.")
    if plan.is_empty():
        out.text("No unreferenced revisions, incomplete downloads or shared blobs found. Nothing to prune.")
        return
    counts = {"revisions": plan.revisions, "incomplete": len(plan.incomplete), "shared_blobs": len(plan.unused)}
    whats = ["unreferenced revision(s)", "incomplete download(s)", "unreferenced shared blob(s)"]
    if plan.interrupted:
        counts["interrupted"] = len(plan.interrupted)
        whats.append("interrupted deletion(s)")
    said = _and(f"{count} {what}" for count, what in zip(counts.values(), whats, strict=True) if count)
    size = format_size(plan.size)
    incomplete = [_path_row(file.file_path, file.size_on_disk) for file in plan.incomplete]
    unused = [_path_row(payload.path, payload.size) for payload in plan.unused]
    interrupted = [_path_row(*leftover) for leftover in plan.interrupted]
    out.text(
        "\n".join(
            [
                f"About to delete {said} ({size} total).",
                *_revision_lines(plan.selection),
                *(f"  - {row['path']} {row['size']}" for row in (*incomplete, *unused, *interrupted)),
            ]
        )
    )
    if dry_run:
        deletes = {"incomplete": incomplete, "shared_blobs": unused, "interrupted": interrupted}
        _only_planned(out, counts, size, {**_selection_rows(plan.selection), **deletes})
        return
    out.confirm("Proceed?", yes=yes)
    plan.execute()
    gone = plan.look_back()
    done = dict(zip(("revisions", "incomplete", "shared_blobs", "interrupted"), gone, strict=False))
    _tell(out, {name: (done[name], counts[name], what) for name, what in zip(counts, whats, strict=True)}, gone.freed)


def _and(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def gc(
    out: Output, *, max_size: str | None, max_age: str | None, cache_dir: str | None, yes: bool, dry_run: bool
) -> None:
    """Delete the revisions that were not used for longest."""
    from huggingface_hub._core.cache import eviction, leases
    from huggingface_hub._core.cache.deletion import look_back, plan_revisions

    if max_size is None and max_age is None:
        raise click.UsageError(
            "Say how large the cache may be (`--max-size 50GB`), or how old its files (`--max-age 90d`)."
        )
    limit = None if max_size is None else measures.size(max_size, "--max-size")
    oldest = None if max_age is None else time.time() - measures.duration(max_age, "--max-age")
    info = scan_cache_dir(cache_dir)
    busy = {str(repo.repo_path) for repo in info.repos if leases.is_busy(repo.repo_path)}
    selection = eviction.select(info, max_size=limit, oldest=oldest, busy=busy)
    if busy:
        out.log(f"{len(busy)} repo(s) are being downloaded: they are left alone.")
    strategy = plan_revisions(info, selection)
    size, count = strategy.expected_freed_size_str, sum(len(revisions) for revisions in selection.values())
    rest = info.size_on_disk - strategy.expected_freed_size
    if limit is not None and rest > limit:
        out.warning(f"{format_size(rest)} will be left: more can't be deleted now.")
    if not selection:
        out.text(f"Nothing to delete: the cache has {info.size_on_disk_str}.")
        if out.mode == "json":
            if dry_run:
                _only_planned(out, {"revisions": 0}, size, {})
            else:
                out.dict({"revisions_deleted": 0, "freed": size})
        return
    rows = _evicted_rows(selection)
    if out.mode in ("human", "agent") or (out.mode == "quiet" and dry_run):
        out.table(rows, ("id", "revision", "size", "last_accessed", "refs"), id_key="revision")
    out.text(f"About to delete {count} revision(s) ({size} of {info.size_on_disk_str}).")
    if dry_run:
        if out.mode != "quiet":
            _only_planned(out, {"revisions": count}, size, {"revisions": rows})
        return
    out.confirm("Proceed?", yes=yes)
    strategy.execute()
    done = look_back(info, strategy)
    _tell(out, {"revisions": (done.revisions, count, "revision(s)")}, done.freed)


def _evicted_rows(selection: Selection) -> list[Row]:
    """The revisions to give up, those that were not used for longest first."""
    from huggingface_hub._core.cache.eviction import last_used

    used = [
        (last_used(revision), queries.Entry(repo, revision))
        for repo, revisions in selection.items()
        for revision in revisions
    ]
    used.sort(key=lambda pair: (pair[0], pair[1].identity))
    return [
        {**_revision_row(entry), "last_accessed": format_timesince(when), "accessed_at": _moment(when)}
        for when, entry in used
    ]


def verify(
    out: Output,
    *,
    repo_id: str,
    repo_type: str,
    revision: str | None,
    cache_dir: str | None,
    local_dir: str | None,
    fail_on_missing_files: bool,
    fail_on_extra_files: bool,
    token: str | None,
) -> None:
    """Compare files with those on the Hub; anything wrong ends with code 1."""
    if cache_dir is not None and local_dir is not None:
        raise click.UsageError("Cannot pass both --local-dir and --cache-dir. Use one or the other.")
    result: FolderVerification = hub(token).verify_repo_checksums(
        repo_id, repo_type=repo_type, revision=revision, cache_dir=cache_dir, local_dir=local_dir
    )
    failed = bool(result.mismatches)
    for mismatch in result.mismatches:
        out.error(
            f"{mismatch['path']}: expected {mismatch['expected']} ({mismatch['algorithm']}), got {mismatch['actual']}"
        )
    for paths, fails, flag, what in (
        (result.missing_paths, fail_on_missing_files, "--fail-on-missing-files", "file(s) of the Hub are missing here"),
        (result.extra_paths, fail_on_extra_files, "--fail-on-extra-files", "file(s) here are not on the Hub"),
    ):
        if paths and fails:
            failed = True
            out.error(f"{len(paths)} {what}:\n" + "\n".join(f"  - {path}" for path in paths))
        elif paths:
            out.warning(f"{len(paths)} {what}. Use {flag} to see them and to fail.")
    facts = {
        "repo_id": repo_id,
        "repo_type": repo_type,
        "checked": result.checked_count,
        "path": str(result.verified_path),
    }
    if out.mode == "json":
        differing = {"mismatches": result.mismatches, "missing": result.missing_paths, "extra": result.extra_paths}
        out.dict({**facts, "revision": result.revision, **differing})
    elif not failed:
        out.result(
            f"Verified {result.checked_count} file(s) of {repo_type} '{repo_id}': all are as on the Hub.", **facts
        )
    if not failed:
        return
    again = _again(repo_id, repo_type, result.revision, local_dir, force=bool(result.mismatches))
    out.error(
        f"The files of {repo_type} '{repo_id}' in {result.verified_path} are not those of revision {result.revision}. "
        f"Fetch them again with: {again}"
    )
    click.get_current_context().exit(1)


def _again(repo_id: str, repo_type: str, revision: str, local_dir: Path | str | None, *, force: bool) -> str:
    """The command that repairs a folder."""
    words = ["hf", "download", repo_id, *([] if repo_type == "model" else ["--type", repo_type])]
    words += ["--revision", revision, *([] if local_dir is None else ["--local-dir", str(local_dir)])]
    return " ".join([*words, *(["--force-download"] if force else [])])
