"""Requests for access to gated repositories: list them, and decide about them."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._core import access_requests as rules
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.access_requests import AccessRequest


class AsyncAccessRequestsApi(AsyncHubClient):
    """Operations on requests for access. They need the right to write to the repository."""

    async def list_pending_access_requests(
        self, repo_id: str, *, repo_type: str | None = None, token: Token = None
    ) -> AsyncGenerator[AccessRequest, None]:
        """
        List the requests that wait for a decision, page by page as they are asked for.

        Args:
            repo_id: The repository, as `user/name`.
            repo_type: Its type; a model by default.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The repository is not gated (400), or the token may not write to it (403).
        """
        requests = self._access_requests(repo_id, "pending", repo_type, token)
        async with runtime.closing(requests):
            async for request in requests:
                yield request

    async def list_accepted_access_requests(
        self, repo_id: str, *, repo_type: str | None = None, token: Token = None
    ) -> AsyncGenerator[AccessRequest, None]:
        """
        List the requests that were accepted: who has access. Those that the Hub accepted by itself are among them.

        Args:
            repo_id: The repository, as `user/name`.
            repo_type: Its type; a model by default.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The repository is not gated (400), or the token may not write to it (403).
        """
        requests = self._access_requests(repo_id, "accepted", repo_type, token)
        async with runtime.closing(requests):
            async for request in requests:
                yield request

    async def list_rejected_access_requests(
        self, repo_id: str, *, repo_type: str | None = None, token: Token = None
    ) -> AsyncGenerator[AccessRequest, None]:
        """
        List the requests that were rejected.

        Args:
            repo_id: The repository, as `user/name`.
            repo_type: Its type; a model by default.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The repository is not gated (400), or the token may not write to it (403).
        """
        requests = self._access_requests(repo_id, "rejected", repo_type, token)
        async with runtime.closing(requests):
            async for request in requests:
                yield request

    async def cancel_access_request(
        self,
        repo_id: str,
        user: str | None = None,
        *,
        request_id: str | None = None,
        repo_type: str | None = None,
        token: Token = None,
    ) -> None:
        """
        Take back a decision: the request waits again, and the user has no access until it is accepted.

        Args:
            repo_id: The repository, as `user/name`.
            user: Who asked. Either this or `request_id` is given.
            request_id: Id of the request.
            repo_type: Its type; a model by default.
            token: Replaces the client's token.

        Raises:
            ValueError: Both or none of `user` and `request_id`.
            HfHubHTTPError: The repository is not gated (400), the token may not write to it (403), or no such request
                (404).
        """
        body = rules.decision(user, request_id, "pending")
        await self.send("POST", rules.route(repo_type, repo_id, "handle"), json=body, token=token)

    async def accept_access_request(
        self,
        repo_id: str,
        user: str | None = None,
        *,
        request_id: str | None = None,
        repo_type: str | None = None,
        token: Token = None,
    ) -> None:
        """
        Accept a request: the user can download the files.

        Args:
            repo_id: The repository, as `user/name`.
            user: Who asked. Either this or `request_id` is given.
            request_id: Id of the request.
            repo_type: Its type; a model by default.
            token: Replaces the client's token.

        Raises:
            ValueError: Both or none of `user` and `request_id`.
            HfHubHTTPError: The repository is not gated (400), the token may not write to it (403), or no such request
                (404).
        """
        body = rules.decision(user, request_id, "accepted")
        await self.send("POST", rules.route(repo_type, repo_id, "handle"), json=body, token=token)

    async def reject_access_request(
        self,
        repo_id: str,
        user: str | None = None,
        *,
        request_id: str | None = None,
        repo_type: str | None = None,
        rejection_reason: str | None,
        token: Token = None,
    ) -> None:
        """
        Reject a request: the user gets no access.

        Args:
            repo_id: The repository, as `user/name`.
            user: Who asked. Either this or `request_id` is given.
            request_id: Id of the request.
            repo_type: Its type; a model by default.
            rejection_reason: Why; the user can read it. `None` gives no reason.
            token: Replaces the client's token.

        Raises:
            ValueError: Both or none of `user` and `request_id`.
            HfHubHTTPError: The repository is not gated (400), the token may not write to it (403), or no such request
                (404).
        """
        body = rules.decision(user, request_id, "rejected", rejection_reason)
        await self.send("POST", rules.route(repo_type, repo_id, "handle"), json=body, token=token)

    async def grant_access(self, repo_id: str, user: str, *, repo_type: str | None = None, token: Token = None) -> None:
        """
        Let a user in who did not ask.

        Args:
            repo_id: The repository, as `user/name`.
            user: The user.
            repo_type: Its type; a model by default.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The repository is not gated or the user has access already (400), the token may not write to
                it (403), or no such user (404).
        """
        await self.send("POST", rules.route(repo_type, repo_id, "grant"), json={"user": user}, token=token)

    async def _access_requests(
        self, repo_id: str, status: rules.Status, repo_type: str | None, token: Token
    ) -> AsyncGenerator[AccessRequest, None]:
        pages = self.pages(rules.route(repo_type, repo_id, status), token=token)
        async with runtime.closing(pages):
            async for item in pages:
                yield AccessRequest.from_wire(item)
