"""`hf sync` and `hf buckets rm`: what moves or removes the content of buckets."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from huggingface_hub._lazy import errors
from huggingface_hub.cli import options, values
from huggingface_hub.cli.handlers.buckets import PREFIX, entries_of, split
from huggingface_hub.cli.output import Output


_SHOWN = 20


def sync(out: Output, *, plan: str | None, apply: str | None, dry_run: bool, token: str | None, **given: Any) -> None:
    """Bring a folder and a bucket in line, or say what that would take."""
    # The plan is told by the result, unless each file is asked for.
    quiet = out.mode != "human" or dry_run or not given["verbose"]
    wanted = {name: value for name, value in given.items() if value is not None}
    made = options.hub(token).sync_bucket(plan=plan, apply=apply, dry_run=dry_run, quiet=quiet, **wanted)
    if dry_run:
        return
    counts = made.summary()
    total = counts.pop("total_size")
    facts = {"source": made.source, "dest": made.dest, **counts, "size": _size(out, total)}
    if plan is not None:
        out.result("Plan saved", plan=plan, **facts)
        out.hint(f"Run `hf sync --apply {plan}` to execute this plan.")
    elif counts["skips"] == len(made.operations):
        out.result("Nothing to sync", **facts)
    else:
        out.result("Synced", **facts)


def remove(
    out: Output,
    *,
    argument: str,
    recursive: bool,
    yes: bool,
    dry_run: bool,
    include: list[str] | None,
    exclude: list[str] | None,
    token: str | None,
) -> None:
    """Remove files, after saying how many and how large they are."""
    import click

    bucket, path = split(argument)
    if (include or exclude) and not recursive:
        raise click.BadParameter("--include and --exclude require --recursive.")
    if not path and not recursive:
        raise click.BadParameter(
            f"No file path specified. To remove files, provide a path (e.g. '{bucket}/FILE') or use --recursive to remove "
            f"all files. To delete the entire bucket, use `hf buckets delete {bucket}`."
        )
    api = options.hub(token)
    doomed = _doomed(api, bucket, path, include, exclude, recursive=recursive)
    total = sum(file.size for file in doomed)
    if not doomed:
        out.result("Nothing to remove", bucket_id=bucket, files_deleted=0, size=_size(out, 0))
        return
    what = f"{len(doomed)} file(s) totaling {values.size_with_unit(total)}"
    if dry_run:
        out.table([{"path": file.path, "size": file.size} for file in doomed], ("path", "size"), id_key="path")
        out.log(f"(dry run) {what} would be removed from '{bucket}'.")
        return
    if not yes:
        for file in doomed[:_SHOWN]:
            out.log(f"  {PREFIX}{bucket}/{file.path}")
        if len(doomed) > _SHOWN:
            out.log(f"  and {len(doomed) - _SHOWN} more")
    out.confirm(f"Remove {what} from '{bucket}'?", yes=yes)
    api.batch_bucket_files(bucket, delete=[file.path for file in doomed])
    out.result("Removed", bucket_id=bucket, files_deleted=len(doomed), size=_size(out, total))


def _size(out: Output, number: int) -> int | str:
    """Bytes for programs, something shorter for people."""
    return values.size_with_unit(number) if out.mode == "human" else number


def _doomed(
    api: Any, bucket: str, path: str, include: list[str] | None, exclude: list[str] | None, *, recursive: bool
) -> list[Any]:
    if not recursive:
        found = list(api.get_bucket_paths_info(bucket, [path]))
        if not found:
            raise errors.CLIError(
                f"File not found in bucket '{bucket}': {path}. If it is a folder, add --recursive to remove what is in it."
            )
        return found
    files = [entry for entry in entries_of(api, bucket, path, recursive=True) if entry.type == "file"]
    return [
        file
        for file in files
        if (not include or any(fnmatchcase(file.path, pattern) for pattern in include))
        and not any(fnmatchcase(file.path, pattern) for pattern in exclude or ())
    ]
