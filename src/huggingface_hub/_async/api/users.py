"""Users and organizations: who they are, whom they follow and what they like."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from huggingface_hub._async.auth.api import AsyncAuthApi
from huggingface_hub._async.client import Token
from huggingface_hub._core import ids, urls, users as rules, wire
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.users import Organization, User, UserLikes


class AsyncUsersApi(AsyncAuthApi):
    """Operations on users, organizations and likes."""

    async def get_user_overview(self, username: str, token: Token = None) -> User:
        """
        Describe a user.

        Args:
            username: The name in addresses.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such user.
        """
        response = await self.send("GET", rules.route("users", username, "overview"), token=token)
        return wire.read(response, User.from_wire)

    async def get_organization_overview(self, organization: str, token: Token = None) -> Organization:
        """
        Describe an organization.

        Args:
            organization: Its name in addresses.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such organization.
        """
        response = await self.send("GET", rules.route("organizations", organization, "overview"), token=token)
        return wire.read(response, Organization.from_wire)

    async def list_organization_followers(self, organization: str, token: Token = None) -> AsyncGenerator[User, None]:
        """
        List the users who follow an organization.

        Args:
            organization: Its name in addresses.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such organization.
        """
        users = self._list_users(rules.route("organizations", organization, "followers"), token)
        async with runtime.closing(users):
            async for user in users:
                yield user

    async def list_organization_members(self, organization: str, token: Token = None) -> AsyncGenerator[User, None]:
        """
        List the members of an organization.

        Args:
            organization: Its name in addresses.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such organization.
        """
        users = self._list_users(rules.route("organizations", organization, "members"), token)
        async with runtime.closing(users):
            async for user in users:
                yield user

    async def list_user_followers(self, username: str, token: Token = None) -> AsyncGenerator[User, None]:
        """
        List the users who follow a user.

        Args:
            username: The name in addresses.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such user.
        """
        users = self._list_users(rules.route("users", username, "followers"), token)
        async with runtime.closing(users):
            async for user in users:
                yield user

    async def list_user_following(self, username: str, token: Token = None) -> AsyncGenerator[User, None]:
        """
        List the users whom a user follows.

        Args:
            username: The name in addresses.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such user.
        """
        users = self._list_users(rules.route("users", username, "following"), token)
        async with runtime.closing(users):
            async for user in users:
                yield user

    async def list_liked_repos(self, user: str | None = None, *, token: Token = None) -> UserLikes:
        """
        List the repositories that a user likes.

        Args:
            user: The name in addresses; by default the owner of the token.
            token: Replaces the client's token.

        Raises:
            ValueError: No user is named, and the token is not a user's.
            LocalTokenNotFoundError: No user is named, and there is no token to tell.
        """
        name = user if user is not None else rules.user_of(await self.whoami(token=token))
        pages = self.pages(rules.route("users", name, "likes"), token=token)
        async with runtime.closing(pages):
            return UserLikes.from_wire(name, [like async for like in pages])

    async def list_repo_likers(
        self, repo_id: str, *, repo_type: str | None = None, token: Token = None
    ) -> AsyncGenerator[User, None]:
        """
        List the users who like a repository.

        Args:
            repo_id: The repository, as `user/name`.
            repo_type: Its type; a model by default.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        ids.validate_repo_id(repo_id)
        users = self._list_users(urls.api(repo_type, repo_id, "likers"), token)
        async with runtime.closing(users):
            async for user in users:
                yield user

    async def unlike(self, repo_id: str, *, token: Token = None, repo_type: str | None = None) -> None:
        """
        Take back a like. To like a repository, use its web page.

        Args:
            repo_id: The repository, as `user/name`.
            token: Replaces the client's token.
            repo_type: Its type; a model by default.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        ids.validate_repo_id(repo_id)
        await self.send("DELETE", urls.api(repo_type, repo_id, "like"), token=token)

    async def _list_users(self, url: str, token: Token) -> AsyncGenerator[User, None]:
        pages = self.pages(url, token=token)
        async with runtime.closing(pages):
            async for item in pages:
                yield User.from_wire(item)
