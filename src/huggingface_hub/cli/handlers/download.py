"""`hf download`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huggingface_hub._lazy import errors
from huggingface_hub.cli import measures, values
from huggingface_hub.cli.handlers import targets
from huggingface_hub.cli.options import hub
from huggingface_hub.cli.output import Output


def run(
    out: Output,
    *,
    repo_id: str,
    filenames: list[str] | None,
    repo_type: str | None,
    revision: str | None,
    include: list[str] | None,
    exclude: list[str] | None,
    cache_dir: str | None,
    local_dir: str | None,
    force_download: bool,
    dry_run: bool,
    token: str | None,
    max_workers: int,
    prefer_cache: bool,
    max_bandwidth: str | None,
) -> None:
    """Download one file, or what the patterns let through, and print where it is."""
    if local_dir is not None and cache_dir is not None:
        raise errors.CLIError(
            "Cannot use both `--local-dir` and `--cache-dir`. Use `--cache-dir` (or HF_HOME) for the shared cache, "
            "`--local-dir` for a folder of your own."
        )
    target = targets.find(repo_id, repo_type, revision, command="download")
    names = list(filenames or ())
    if target.path is not None:
        if names:
            raise errors.CLIError(f"'{repo_id}' names a path already: leave the file names out.")
        names = [target.path]
    where: dict[str, Any] = {
        "repo_type": target.repo_type,
        "revision": target.revision,
        "cache_dir": cache_dir,
        "local_dir": local_dir,
        "force_download": force_download,
        "dry_run": dry_run,
    }
    if prefer_cache:
        where["prefer_cache"] = True
    if (rate := measures.bandwidth(max_bandwidth)) is not None:
        where["max_bandwidth"] = rate
    allow, ignore = patterns(out, names, include, exclude)
    api = hub(token)
    result: Any
    if len(names) == 1 and is_file(names[0]):
        try:
            result = api.hf_hub_download(target.repo_id, names[0], **where)
        except errors.RemoteEntryNotFoundError as error:
            raise perhaps_a_folder(error, names[0]) from error
        result = [result] if dry_run else result
    else:
        result = api.snapshot_download(
            target.repo_id, **where, allow_patterns=allow, ignore_patterns=ignore, max_workers=max_workers
        )
    if dry_run:
        show_plan(out, result)
    else:
        out.path("Downloaded", str(result))


def is_file(name: str) -> bool:
    """Whether a name is one file: neither a folder nor a pattern."""
    return not name.endswith("/") and not any(char in name for char in "*?[")


def perhaps_a_folder(error: Exception, name: str) -> Exception:
    """The error about a file that the Hub does not have, with what its user may have meant."""
    if "." in name.rpartition("/")[2]:
        return error
    from huggingface_hub.cli.errors import message_of

    return errors.CLIError(f"{message_of(error)}\nIf '{name}' is a folder, end it with a slash: {name}/")


def patterns(
    out: Output, names: list[str], include: list[str] | None, exclude: list[str] | None
) -> tuple[list[str] | None, list[str] | None]:
    """Which files of the repository are wanted, and which are not."""
    if not names:
        return include, exclude
    for flag, value in (("--include", include), ("--exclude", exclude)):
        if not value:
            continue
        folder = next((name for name in names if name.endswith("/")), None)
        if folder is not None:
            raise errors.CLIError(
                f"Cannot combine the folder '{folder}' with `{flag}`. Use `--include \"{folder}*\"` instead of the folder."
            )
        out.warning(f"Ignoring `{flag}`: the files to download are named one by one.")
    return [name + "**" if name.endswith("/") else name for name in names], None


def show_plan(out: Output, files: Sequence[Any]) -> None:
    """What a dry run found."""
    planned = [file for file in files if file.will_download]
    total = sum(file.file_size or 0 for file in planned)
    out.text(f"[dry-run] Will download {len(planned)} files (out of {len(files)}) totalling {values.size(total)}.")
    rows = [
        {
            "file": file.filename,
            "size": values.size(file.file_size or 0) if file.will_download else "-",
            "size_bytes": file.file_size,
            "will_download": file.will_download,
        }
        for file in sorted(files, key=lambda file: file.filename)
    ]
    out.table(rows, ("file", "size"), id_key="file")
