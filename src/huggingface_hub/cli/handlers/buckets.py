"""Commands on buckets, which take `user/name` and `hf://buckets/user/name` alike."""

from __future__ import annotations

from typing import Any

from huggingface_hub._lazy import errors
from huggingface_hub.cli import bucket_trees, options, values
from huggingface_hub.cli.output import Output


SCHEME = "hf://"
PREFIX = "hf://buckets/"


def create(
    out: Output, *, bucket_id: str, private: bool, region: str | None, exist_ok: bool, token: str | None
) -> None:
    """Make a bucket."""
    wanted = {"private": private or None, "region": region, "exist_ok": exist_ok}
    made = options.hub(token).create_bucket(
        bucket_id.removeprefix(PREFIX), **{name: value for name, value in wanted.items() if value is not None}
    )
    out.result("Bucket created", uri=made.uri.to_uri(), url=made.url)


def info(out: Output, *, bucket_id: str, token: str | None) -> None:
    """Print what the Hub knows about a bucket."""
    out.dict(options.hub(token).bucket_info(named(bucket_id)), id_key="id")


def delete(out: Output, *, bucket_id: str, yes: bool, missing_ok: bool, token: str | None) -> None:
    """Delete a bucket for good."""
    bucket = named(bucket_id)
    out.confirm(f"Delete bucket '{bucket}' and everything in it for good?", yes=yes)
    options.hub(token).delete_bucket(bucket, missing_ok=missing_ok)
    out.result("Bucket deleted", bucket_id=bucket)


def move(out: Output, *, from_id: str, to_id: str, token: str | None) -> None:
    """Rename a bucket."""
    source, target = named(from_id), named(to_id)
    options.hub(token).move_bucket(source, target)
    out.result("Bucket moved", from_id=source, to_id=target)


def settings(out: Output, *, bucket_id: str, private: bool, public: bool, token: str | None) -> None:
    """Change who sees a bucket."""
    import click

    if private == public:
        raise click.BadParameter("Specify exactly one of --private or --public.")
    bucket = named(bucket_id)
    options.hub(token).update_bucket_settings(bucket, private=private)
    out.result("Bucket settings updated", bucket_id=bucket, private=private)


def listing(
    out: Output,
    *,
    argument: str | None,
    human_readable: bool,
    as_tree: bool,
    recursive: bool,
    search: str | None,
    token: str | None,
) -> None:
    """List buckets, or what is in one."""
    import click

    api = options.hub(token)
    if argument is not None and "/" in argument.removeprefix(PREFIX):
        if search is not None:
            raise click.BadParameter("Cannot use --search when listing files.")
        bucket, folder = split(argument)
        entries = entries_of(api, bucket, folder, recursive=recursive)
        if as_tree and out.mode in ("human", "agent"):
            for line in bucket_trees.draw(entries, folder, human_readable=human_readable):
                out.raw(line)
        else:
            _show_files(out, entries, human_readable=human_readable)
        if not recursive and any(entry.type == "directory" for entry in entries):
            out.hint("Use -R to list files recursively.")
        return
    for flag, given in (("--tree", as_tree), ("--recursive", recursive)):
        if given:
            raise click.BadParameter(f"Cannot use {flag} when listing buckets.")
    rows = []
    for found in api.list_buckets((argument or "").removeprefix(PREFIX) or None, search=search):
        row = values.to_dict(found)
        rows.append(
            {**row, "size": values.size_with_unit(found.size)} if human_readable and out.mode != "json" else row
        )
    out.table(rows, ("id", "private", "size", "total_files", "created_at"), id_key="id")


def entries_of(api: Any, bucket: str, folder: str, *, recursive: bool) -> list[Any]:
    """What a bucket has in a folder; if that is the path of a file, the file."""
    from huggingface_hub._core.buckets import is_below

    prefix = f"{folder}/" if folder else None
    found = [
        entry
        for entry in api.list_bucket_tree(bucket, prefix, recursive=recursive)
        if is_below(entry.path, folder) and entry.path != folder
    ]
    return found if found or not folder else list(api.get_bucket_paths_info(bucket, [folder]))


def _show_files(out: Output, entries: list[Any], *, human_readable: bool) -> None:
    if out.mode == "json":
        out.table(entries)
        return
    rows = [
        {
            "size": _size(entry.size, human_readable) if entry.type == "file" else "-",
            "modified": _time(entry),
            "path": entry.path if entry.type == "file" else f"{entry.path}/",
        }
        for entry in entries
    ]
    out.table(rows, ("size", "modified", "path"), id_key="path")


def _size(number: int, human_readable: bool) -> int | str:
    return values.size_with_unit(number) if human_readable else number


def _time(entry: Any) -> str | None:
    """Whole, as it tells apart what was written on one day."""
    moment = getattr(entry, "mtime", None) or entry.uploaded_at
    return None if moment is None else moment.strftime("%Y-%m-%d %H:%M:%S")


def split(text: str) -> tuple[str, str]:
    """The bucket and the path in it of `user/name/path` or `hf://buckets/user/name/path`."""
    from huggingface_hub._core.uris import parse_hf_uri

    if text.startswith(SCHEME) and not text.startswith(PREFIX):
        raise errors.CLIError(f"'{text}' is not in a bucket: expected user/name or {PREFIX}user/name.")
    if text.removeprefix(PREFIX).count("/") < 1:
        raise ValueError(f"Invalid bucket path: '{text}'. Expected format: namespace/bucket_name")
    parsed = parse_hf_uri(PREFIX + text.removeprefix(PREFIX))
    return parsed.id, parsed.path_in_repo


def named(text: str) -> str:
    """The bucket of `user/name` or `hf://buckets/user/name`."""
    bucket, path = split(text)
    if path:
        raise errors.CLIError(f"'{text}' names a path in bucket '{bucket}'. Name the bucket only: {bucket}")
    return bucket
