"""Discussions and pull requests."""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Literal

from huggingface_hub import constants
from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._core import attachments, discussions, ids
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.discussions import (
    Discussion,
    DiscussionComment,
    DiscussionStatusChange,
    DiscussionTitleChange,
    DiscussionWithDetails,
)


class AsyncDiscussionsApi(AsyncHubClient):
    """Operations on discussions and pull requests. Kernels have none."""

    async def get_repo_discussions(
        self,
        repo_id: str,
        *,
        author: str | None = None,
        discussion_type: constants.DiscussionTypeFilter | None = None,
        discussion_status: constants.DiscussionStatusFilter | None = None,
        repo_type: str | None = None,
        token: Token = None,
    ) -> AsyncGenerator[Discussion, None]:
        """
        List the discussions and pull requests of a repository, page by page as they are asked for.

        Args:
            repo_id: The repository, as `user/name`.
            author: Only those that this user started.
            discussion_type: `discussion` or `pull_request`; `all` by default.
            discussion_status: `open` or `closed`; `all` by default.
            repo_type: Type of the repository; a model by default.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        ids.validate_repo_id(repo_id)
        url = discussions.route(repo_type, repo_id)
        params = discussions.list_params(author, discussion_type, discussion_status)
        page = 0
        more = True
        while more:
            response = await self.send("GET", url, params={**params, "p": page}, token=token)
            found, more = discussions.page_in(response, self.endpoint)
            for discussion in found:
                yield discussion
            page += 1

    async def get_discussion_details(
        self, repo_id: str, discussion_num: int, *, repo_type: str | None = None, token: Token = None
    ) -> DiscussionWithDetails:
        """
        Fetch a discussion or pull request with all that happened in it.

        Args:
            repo_id: The repository, as `user/name`.
            discussion_num: Its number.
            repo_type: Type of the repository; a model by default.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            HfHubHTTPError: No such discussion.
        """
        ids.validate_repo_id(repo_id)
        url = discussions.route(repo_type, repo_id, discussions.check_number(discussion_num))
        response = await self.send("GET", url, params={"diff": "1"}, token=token)
        return discussions.details_in(response, self.endpoint)

    async def create_discussion(
        self,
        repo_id: str,
        title: str,
        *,
        token: Token = None,
        description: str | None = None,
        repo_type: str | None = None,
        pull_request: bool = False,
    ) -> DiscussionWithDetails:
        """
        Start a discussion, or a pull request without changes yet.

        Args:
            repo_id: The repository, as `user/name`.
            title: Its title.
            token: Replaces the client's token.
            description: Its first comment.
            repo_type: Type of the repository; a model by default.
            pull_request: Whether it is a pull request. To open one with changes, use `create_commit(create_pr=True)`.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        ids.validate_repo_id(repo_id)
        body = discussions.creation(title, description, pull_request)
        response = await self.send("POST", discussions.route(repo_type, repo_id), json=body, token=token)
        number = discussions.number_in(response)
        return await self.get_discussion_details(repo_id, number, repo_type=repo_type, token=token)

    async def create_pull_request(
        self,
        repo_id: str,
        title: str,
        *,
        token: Token = None,
        description: str | None = None,
        repo_type: str | None = None,
    ) -> DiscussionWithDetails:
        """
        Open a pull request without changes yet: commit to its `git_reference`.

        Args:
            repo_id: The repository, as `user/name`.
            title: Its title.
            token: Replaces the client's token.
            description: Its first comment.
            repo_type: Type of the repository; a model by default.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        return await self.create_discussion(
            repo_id, title, token=token, description=description, repo_type=repo_type, pull_request=True
        )

    async def upload_attachment(self, path: str | Path, *, token: Token = None) -> str:
        """
        Upload an image, a video or a sound, to show it in a discussion.

        Args:
            path: The file: `.png`, `.jpg`, `.jpeg`, `.gif`, `.webp`, `.mp4`, `.mov`, `.webm`, `.mp3` or `.wav`.
            token: Replaces the client's token.

        Returns:
            Its address, which everyone can open. In the text of a comment, it is shown as a Markdown image.

        Raises:
            FileNotFoundError: No such file.
            ValueError: Discussions can't show files of this kind.
            HfHubHTTPError: The Hub does not take it, for instance because it is too large.
        """
        kind = attachments.content_type(path)
        content = await runtime.to_thread(Path(path).expanduser().read_bytes)
        response = await self.send("POST", "/uploads", content=content, headers={"Content-Type": kind}, token=token)
        return attachments.address_in(response.text)

    async def comment_discussion(
        self,
        repo_id: str,
        discussion_num: int,
        comment: str,
        *,
        token: Token = None,
        repo_type: str | None = None,
    ) -> DiscussionComment:
        """
        Add a comment.

        Args:
            repo_id: The repository, as `user/name`.
            discussion_num: Number of the discussion.
            comment: The text, as Markdown.
            token: Replaces the client's token.
            repo_type: Type of the repository; a model by default.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        body = {"comment": comment}
        response = await self._change(repo_id, discussion_num, "comment", body=body, repo_type=repo_type, token=token)
        return discussions.event_in(response, "newMessage", DiscussionComment)

    async def rename_discussion(
        self,
        repo_id: str,
        discussion_num: int,
        new_title: str,
        *,
        token: Token = None,
        repo_type: str | None = None,
    ) -> DiscussionTitleChange:
        """
        Change the title.

        Args:
            repo_id: The repository, as `user/name`.
            discussion_num: Number of the discussion.
            new_title: The new title.
            token: Replaces the client's token.
            repo_type: Type of the repository; a model by default.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        body = {"title": new_title}
        response = await self._change(repo_id, discussion_num, "title", body=body, repo_type=repo_type, token=token)
        return discussions.event_in(response, "newTitle", DiscussionTitleChange)

    async def change_discussion_status(
        self,
        repo_id: str,
        discussion_num: int,
        new_status: Literal["open", "closed"],
        *,
        token: Token = None,
        comment: str | None = None,
        repo_type: str | None = None,
    ) -> DiscussionStatusChange:
        """
        Close a discussion, or open it again.

        Args:
            repo_id: The repository, as `user/name`.
            discussion_num: Number of the discussion.
            new_status: `open` or `closed`.
            token: Replaces the client's token.
            comment: A comment that goes with it.
            repo_type: Type of the repository; a model by default.

        Raises:
            ValueError: Another status.
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        body = discussions.status_change(new_status, comment)
        response = await self._change(repo_id, discussion_num, "status", body=body, repo_type=repo_type, token=token)
        return discussions.event_in(response, "newStatus", DiscussionStatusChange)

    async def merge_pull_request(
        self,
        repo_id: str,
        discussion_num: int,
        *,
        token: Token = None,
        comment: str | None = None,
        repo_type: str | None = None,
    ) -> None:
        """
        Merge a pull request.

        Args:
            repo_id: The repository, as `user/name`.
            discussion_num: Number of the pull request.
            token: Replaces the client's token.
            comment: A comment that goes with it.
            repo_type: Type of the repository; a model by default.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            HfHubHTTPError: It conflicts with the branch, or is closed.
        """
        comment = (comment or "").strip()
        body = {"comment": comment} if comment else None
        await self._change(repo_id, discussion_num, "merge", body=body, repo_type=repo_type, token=token)

    async def edit_discussion_comment(
        self,
        repo_id: str,
        discussion_num: int,
        comment_id: str,
        new_content: str,
        *,
        token: Token = None,
        repo_type: str | None = None,
    ) -> DiscussionComment:
        """
        Change a comment.

        Args:
            repo_id: The repository, as `user/name`.
            discussion_num: Number of the discussion.
            comment_id: Id of the comment.
            new_content: The new text, as Markdown.
            token: Replaces the client's token.
            repo_type: Type of the repository; a model by default.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        body = {"content": new_content}
        parts = ("comment", comment_id.lower(), "edit")
        response = await self._change(repo_id, discussion_num, *parts, body=body, repo_type=repo_type, token=token)
        return discussions.event_in(response, "updatedComment", DiscussionComment)

    async def hide_discussion_comment(
        self,
        repo_id: str,
        discussion_num: int,
        comment_id: str,
        *,
        token: Token = None,
        repo_type: str | None = None,
    ) -> DiscussionComment:
        """
        Hide a comment. This cannot be undone.

        Args:
            repo_id: The repository, as `user/name`.
            discussion_num: Number of the discussion.
            comment_id: Id of the comment.
            token: Replaces the client's token.
            repo_type: Type of the repository; a model by default.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        warnings.warn(discussions.HIDE_WARNING, UserWarning, stacklevel=2)
        parts = ("comment", comment_id.lower(), "hide")
        response = await self._change(repo_id, discussion_num, *parts, repo_type=repo_type, token=token)
        return discussions.event_in(response, "updatedComment", DiscussionComment)

    async def _change(
        self,
        repo_id: str,
        discussion_num: int,
        *parts: str,
        body: dict[str, Any] | None = None,
        repo_type: str | None,
        token: Token,
    ) -> errors.Response:
        """Post something about a discussion."""
        ids.validate_repo_id(repo_id)
        url = discussions.route(repo_type, repo_id, discussions.check_number(discussion_num), *parts)
        return await self.send("POST", url, json=body, token=token)
