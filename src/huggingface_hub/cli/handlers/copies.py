"""`hf cp`: one file up, down, or across; folders only on the Hub itself."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from huggingface_hub._lazy import errors
from huggingface_hub.cli import options
from huggingface_hub.cli.output import Output


STREAM = "-"


def run(out: Output, *, src: str, dst: str | None, token: str | None) -> None:
    """Copy to where the arguments say."""
    import click

    here, there = not src.startswith("hf://"), dst is not None and dst.startswith("hf://")
    if here and dst is None:
        raise click.BadParameter("Missing destination. Provide a repo or bucket hf:// URI as DST.")
    if here and not there:
        raise click.BadParameter(
            "One of SRC or DST must be a repo (hf://username/...) or bucket (hf://buckets/...) URI."
        )
    api = options.hub(token)
    if here:
        _upload(out, api, src, str(dst))
    elif there:
        api.copy_files(src, dst)
        out.result("Copied", src=src, dst=dst)
    else:
        _download(out, api, src, dst)


def _upload(out: Output, api: Any, src: str, dst: str) -> None:
    import click

    from huggingface_hub._core.uris import parse_hf_uri

    uri = parse_hf_uri(dst)
    path = uri.path_in_repo
    if src == STREAM:
        if not path or dst.endswith("/"):
            raise click.BadParameter("Stdin upload requires a full destination path including filename.")
    elif os.path.isdir(src):
        raise click.BadParameter(
            "Source must be a file, not a directory. Use `hf upload` or `hf sync` for directories."
        )
    elif not os.path.isfile(src):
        raise click.BadParameter(f"Source file not found: {src}")
    elif not path or dst.endswith("/"):
        path = f"{path}/{Path(src).name}" if path else Path(src).name
    if uri.is_bucket:
        from huggingface_hub._core.bucket_uploads import check_available

        check_available("Uploads to buckets")
    with tempfile.TemporaryDirectory() as folder:
        source = _spooled(folder, Path(path).name) if src == STREAM else src
        if uri.is_bucket:
            api.batch_bucket_files(uri.id, add=[(source, path)])
        else:
            api.upload_file(
                path_or_fileobj=source,
                path_in_repo=path,
                repo_id=uri.id,
                repo_type=uri.type,
                revision=uri.revision,
            )
    where = dst.rstrip("/") if path == uri.path_in_repo else f"{dst.rstrip('/')}/{Path(src).name}"
    out.result("Uploaded", src="stdin" if src == STREAM else src, dst=where)


def _spooled(folder: str, name: str) -> str:
    """What comes through standard input, as a file: it need not fit into memory."""
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return path


def _download(out: Output, api: Any, src: str, dst: str | None) -> None:
    import click

    from huggingface_hub._core.uris import parse_hf_uri

    uri = parse_hf_uri(src)
    if not uri.path_in_repo or src.endswith("/"):
        raise click.BadParameter(
            "Source path must include a file name, not just a repo/bucket or directory path. Use `hf download` or "
            "`hf sync` to copy directories."
        )
    name = uri.path_in_repo.rpartition("/")[2]
    if dst == STREAM:
        with tempfile.TemporaryDirectory() as folder, open(_fetch(api, uri, Path(folder, "content")), "rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    final = Path(dst or name)
    if dst is not None and (dst.endswith(("/", os.sep)) or final.is_dir()):
        final = final / name
    _fetch(api, uri, final)
    out.result("Downloaded", src=src, dst=str(final))


def _fetch(api: Any, uri: Any, final: Path) -> Path:
    """Download a file to a path of the user's choice; what is there stays until the new one is complete."""
    if uri.is_bucket:
        api.download_bucket_files(uri.id, [(uri.path_in_repo, final)], raise_on_missing_files=True)
        return final
    from huggingface_hub._core import publish

    cached = api.hf_hub_download(uri.id, uri.path_in_repo, repo_type=uri.type, revision=uri.revision)
    final.parent.mkdir(parents=True, exist_ok=True)
    if final.is_dir():
        raise errors.CLIError(f"'{final}' is a folder: end it with a slash to put the file into it.")
    private = publish.private_name(final)
    try:
        shutil.copyfile(cached, private)
        publish.publish_file(private, final)
    except BaseException:
        private.unlink(missing_ok=True)
        raise
    return final
