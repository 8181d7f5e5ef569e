"""Discussions whose texts come from files, and lists of them by what the Hub cannot filter."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import Any

from huggingface_hub._lazy import errors
from huggingface_hub.cli import options
from huggingface_hub.cli.output import Output


COLUMNS = ("num", "title", "is_pull_request", "status", "author", "created_at")
HUB_STATUSES = ("all", "closed", "open")


def list_discussions(
    out: Output,
    *,
    repo_id: str,
    repo_type: str,
    status: str,
    kind: str,
    author: str | None,
    limit: int,
    token: str | None,
) -> None:
    """List discussions; the Hub tells open from closed ones only, the rest is sorted out here."""
    found = options.hub(token).get_repo_discussions(
        repo_id,
        repo_type=repo_type,
        author=author,
        discussion_type=kind,
        discussion_status=status if status in HUB_STATUSES else "all",
    )
    wanted = (each for each in found if status in HUB_STATUSES or each.status == status)
    out.table(islice(wanted, max(limit, 0)), COLUMNS, id_key="num")


def diff(out: Output, *, repo_id: str, discussion_num: int, repo_type: str, token: str | None) -> None:
    """Print the changes of a pull request."""
    found = options.hub(token).get_discussion_details(repo_id, discussion_num, repo_type=repo_type)
    if not found.is_pull_request:
        raise errors.CLIError(f"#{discussion_num} of {repo_id} is no pull request: it changes nothing.")
    if found.diff:
        out.raw(found.diff.rstrip("\n"))
    else:
        out.log(f"#{discussion_num} of {repo_id} changes nothing yet.")


def create(
    out: Output,
    *,
    repo_id: str,
    repo_type: str,
    title: str,
    body: str | None,
    body_file: str | None,
    attach: list[str] | None,
    pull_request: bool,
    token: str | None,
) -> None:
    """Start a discussion or pull request."""
    api = options.hub(token)
    made = api.create_discussion(
        repo_id,
        title,
        description=with_attachments(api, text(body, body_file), attach),
        repo_type=repo_type,
        pull_request=pull_request,
    )
    out.result(
        "Pull request created" if pull_request else "Discussion created", num=made.num, repo_id=repo_id, url=made.url
    )


def comment(
    out: Output,
    *,
    repo_id: str,
    discussion_num: int,
    repo_type: str,
    body: str | None,
    body_file: str | None,
    attach: list[str] | None,
    token: str | None,
) -> None:
    """Add a comment."""
    api = options.hub(token)
    content = required(with_attachments(api, text(body, body_file), attach))
    made = api.comment_discussion(repo_id, discussion_num, content, repo_type=repo_type)
    out.result("Comment added", id=made.id, num=discussion_num, repo_id=repo_id)


def edit(
    out: Output,
    *,
    repo_id: str,
    discussion_num: int,
    comment_id: str,
    repo_type: str,
    body: str | None,
    body_file: str | None,
    attach: list[str] | None,
    token: str | None,
) -> None:
    """Replace the text of a comment."""
    api = options.hub(token)
    content = required(with_attachments(api, text(body, body_file), attach))
    api.edit_discussion_comment(repo_id, discussion_num, comment_id, content, repo_type=repo_type)
    out.result("Comment changed", id=comment_id, num=discussion_num, repo_id=repo_id)


def text(body: str | None, file: str | None) -> str | None:
    """What the user wrote: on the command line, in a file, or to standard input."""
    if body is not None and file is not None:
        raise errors.CLIError("Give the text with --body or with --body-file, not with both.")
    if file is None:
        return body
    return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")


def with_attachments(api: Any, body: str | None, files: list[str] | None) -> str | None:
    """The text with the files that it shows, which are uploaded: all of them are looked at before."""
    if not files:
        return body
    from huggingface_hub._core import attachments

    found = [attachments.Attachment.parse(file) for file in files]
    for attachment in found:
        if not Path(attachment.path).is_file():
            raise errors.CLIError(f"Attachment not found: '{attachment.path}'.")
        try:
            attachments.content_type(attachment.path)
        except ValueError as error:
            raise errors.CLIError(str(error).replace("Cannot upload", "Cannot attach")) from error
    paths = dict.fromkeys(attachment.path for attachment in found)
    return attachments.place(body, found, {path: api.upload_attachment(path) for path in paths})


def required(body: str | None) -> str:
    """The text, if there is one."""
    if body is None or not body.strip():
        raise errors.CLIError("There is no text: give it with --body, or with --body-file (- for standard input).")
    return body
