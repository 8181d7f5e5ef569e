"""`hf upload`."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from huggingface_hub._lazy import errors
from huggingface_hub.cli import measures, values
from huggingface_hub.cli.handlers import targets
from huggingface_hub.cli.options import hub
from huggingface_hub.cli.output import Output


@dataclass(frozen=True)
class Source:
    """What is uploaded, and to where: a file or a folder, and patterns that choose in a folder."""

    local_path: str
    path_in_repo: str
    include: list[str] | None


def run(
    out: Output,
    *,
    repo_id: str,
    local_path: str | None,
    path_in_repo: str | None,
    repo_type: str | None,
    revision: str | None,
    private: bool | None,
    include: list[str] | None,
    exclude: list[str] | None,
    delete: list[str] | None,
    commit_message: str | None,
    commit_description: str | None,
    create_pr: bool,
    max_bandwidth: str | None,
    atomic: bool,
    every: float | None,
    token: str | None,
) -> None:
    """Upload a file or folder, making the repository and the branch if they don't exist."""
    if every is not None and not 0 < every < float("inf"):
        raise errors.CLIError("'--every' is a number of minutes greater than zero.")
    if every is not None and atomic:
        raise errors.CLIError(
            "'--atomic' can't be combined with '--every': each of its commits has what has changed until then. Leave one of"
            " them out."
        )
    target = targets.find(repo_id, repo_type, revision, command="upload")
    if target.path is not None:
        if path_in_repo is not None:
            raise errors.CLIError(f"'{repo_id}' names a path already: leave PATH_IN_REPO out.")
        path_in_repo = target.path
    source = resolve(target.repo_id, local_path, path_in_repo, include)
    single = os.path.isfile(source.local_path)
    if single:
        for flag, value in (("--include", include), ("--exclude", exclude), ("--delete", delete)):
            if value:
                out.warning(f"Ignoring `{flag}`: a single file is uploaded.")
    api = hub(token)
    prepare(api, target, private, create_pr=create_pr)
    commit: dict[str, Any] = {
        "repo_id": target.repo_id,
        "repo_type": target.repo_type,
        "revision": target.revision,
        "commit_message": commit_message,
        "commit_description": commit_description,
        "create_pr": create_pr,
        "path_in_repo": source.path_in_repo,
        "max_bandwidth": measures.bandwidth(max_bandwidth),
    }
    if not single:
        commit |= {
            "allow_patterns": source.include,
            "ignore_patterns": exclude,
            "delete_patterns": delete,
            "atomic": atomic,
        }
    if every is not None:
        from huggingface_hub.cli.handlers import upload_every

        with said_once():
            pushes = upload_every.pushes_of(api, source.local_path, commit)
            upload_every.repeat(out, pushes, source.local_path, every)
        return
    with said_once():
        try:
            info = send(api, source, commit, single=single)
        except KeyboardInterrupt:
            out.log("Run the command again to go on: large files that have arrived are not sent again.")
            raise
        report(out, info)


@contextmanager
def said_once() -> Iterator[None]:
    """Say nothing twice."""
    from huggingface_hub._core.upload import plans

    def is_news(record: logging.LogRecord) -> bool:
        # The last line of the command says so.
        return record.msg != plans.NOTHING_MODIFIED

    plans.logger.addFilter(is_news)
    try:
        yield
    finally:
        plans.logger.removeFilter(is_news)


def report(out: Output, info: Any) -> None:
    """Say where the commit is, and how little had to be done for it."""
    summary = getattr(info, "summary", None)
    nothing = summary is not None and not summary.changed and not summary.deleted
    pull_request = {"pr_url": info.pr_url} if getattr(info, "pr_url", None) else {}
    out.result("Nothing to upload" if nothing else "Uploaded", url=str(info), **pull_request)
    if summary:
        out.log(describe(summary))


def describe(summary: Any) -> str:
    """What an upload had to do, in a sentence."""
    files = summary.changed + summary.unchanged
    if not files and not summary.deleted:
        return "No file was found that is to be uploaded."
    if not summary.changed and not summary.deleted:
        return (
            f"Nothing has changed: all {files:,} files are there already."
            if files != 1
            else "The file is there already."
        )
    many, verb = f"{summary.changed:,}" if summary.changed else "None", "is" if summary.changed == 1 else "are"
    which = f"{many} of {files:,} files {verb}" if files != 1 else f"The file is{'' if summary.changed else ' not'}"
    parts = [f"{which} new or changed"] if files else []
    if summary.deleted:
        parts.append(f"{summary.deleted:,} deleted")
    if files:
        parts.append(f"{values.bytes_of(summary.sent)} sent")
    if summary.kept:
        parts.append(f"{values.bytes_of(summary.kept)} were there already")
    if summary.ignored:
        parts.append(f"{summary.ignored:,} left out")
    return "; ".join(parts) + "."


def send(api: Any, source: Source, commit: dict[str, Any], *, single: bool) -> Any:
    """Make one commit."""
    if single:
        return api.upload_file(path_or_fileobj=source.local_path, **commit)
    return api.upload_folder(folder_path=source.local_path, **commit)


def prepare(api: Any, target: targets.Target, private: bool | None, *, create_pr: bool) -> None:
    """Make what is missing. A pull request needs its branch to exist already, so none is made then."""
    api.create_repo(
        target.repo_id,
        repo_type=target.repo_type,
        exist_ok=True,
        private=private,
        space_sdk="gradio" if target.repo_type == "space" else None,
    )
    if target.revision is None or create_pr:
        return
    try:
        api.repo_info(target.repo_id, repo_type=target.repo_type, revision=target.revision)
    except errors.RevisionNotFoundError:
        api.create_branch(target.repo_id, branch=target.revision, repo_type=target.repo_type, exist_ok=True)


def resolve(repo_id: str, local_path: str | None, path_in_repo: str | None, include: list[str] | None) -> Source:
    """Find out what is meant, from as little as the user wrote."""
    if local_path is None:
        name = repo_id.rpartition("/")[2]
        if not os.path.exists(name):
            raise ValueError(f"'{name}' is not a local file or folder. Please set local_path explicitly.")
        local_path = name
    elif is_pattern(local_path):
        if include:
            raise ValueError("Cannot set `--include` when local_path contains a wildcard.")
        if path_in_repo not in (None, "."):
            raise ValueError("Cannot set path_in_repo when local_path contains a wildcard.")
        return Source(".", ".", [local_path])
    if not os.path.exists(local_path):
        raise FileNotFoundError(2, "No such file or directory", local_path)
    if os.path.isfile(local_path):
        if path_in_repo is not None and path_in_repo.endswith("/"):
            # As with `cp`: into a folder.
            path_in_repo = path_in_repo.lstrip("/") + os.path.basename(local_path)
        return Source(local_path, path_in_repo or os.path.basename(local_path), None)
    return Source(local_path, (path_in_repo or "").rstrip("/") or ".", include)


def is_pattern(path: str) -> bool:
    """Whether a local path is a pattern: it has wildcards, and nothing is called exactly that."""
    return any(char in path for char in "*?[") and not os.path.lexists(path)
