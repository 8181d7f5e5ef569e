# Generated from src/huggingface_hub/_async/api/users.py: edit that file, not this one, then run `python -m codegen`.

"""Users and organizations: who they are, whom they follow and what they like."""

from __future__ import annotations

from collections.abc import Generator

from huggingface_hub._core import ids, urls, users as rules, wire
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.auth.api import AuthApi
from huggingface_hub._sync.client import Token
from huggingface_hub.types.users import Organization, User, UserLikes


class UsersApi(AuthApi):
    """Operations on users, organizations and likes."""

    def get_user_overview(self, username: str, token: Token = None) -> User:
        """
        Describe a user.

        Args:
            username: The name in addresses.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such user.
        """
        response = self.send("GET", rules.route("users", username, "overview"), token=token)
        return wire.read(response, User.from_wire)

    def get_organization_overview(self, organization: str, token: Token = None) -> Organization:
        """
        Describe an organization.

        Args:
            organization: Its name in addresses.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such organization.
        """
        response = self.send("GET", rules.route("organizations", organization, "overview"), token=token)
        return wire.read(response, Organization.from_wire)

    def list_organization_followers(self, organization: str, token: Token = None) -> Generator[User, None, None]:
        """
        List the users who follow an organization.

        Args:
            organization: Its name in addresses.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such organization.
        """
        users = self._list_users(rules.route("organizations", organization, "followers"), token)
        with runtime.closing(users):
            yield from users

    def list_organization_members(self, organization: str, token: Token = None) -> Generator[User, None, None]:
        """
        List the members of an organization.

        Args:
            organization: Its name in addresses.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such organization.
        """
        users = self._list_users(rules.route("organizations", organization, "members"), token)
        with runtime.closing(users):
            yield from users

    def list_user_followers(self, username: str, token: Token = None) -> Generator[User, None, None]:
        """
        List the users who follow a user.

        Args:
            username: The name in addresses.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such user.
        """
        users = self._list_users(rules.route("users", username, "followers"), token)
        with runtime.closing(users):
            yield from users

    def list_user_following(self, username: str, token: Token = None) -> Generator[User, None, None]:
        """
        List the users whom a user follows.

        Args:
            username: The name in addresses.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such user.
        """
        users = self._list_users(rules.route("users", username, "following"), token)
        with runtime.closing(users):
            yield from users

    def list_liked_repos(self, user: str | None = None, *, token: Token = None) -> UserLikes:
        """
        List the repositories that a user likes.

        Args:
            user: The name in addresses; by default the owner of the token.
            token: Replaces the client's token.

        Raises:
            ValueError: No user is named, and the token is not a user's.
            LocalTokenNotFoundError: No user is named, and there is no token to tell.
        """
        name = user if user is not None else rules.user_of(self.whoami(token=token))
        pages = self.pages(rules.route("users", name, "likes"), token=token)
        with runtime.closing(pages):
            return UserLikes.from_wire(name, list(pages))

    def list_repo_likers(
        self, repo_id: str, *, repo_type: str | None = None, token: Token = None
    ) -> Generator[User, None, None]:
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
        with runtime.closing(users):
            yield from users

    def unlike(self, repo_id: str, *, token: Token = None, repo_type: str | None = None) -> None:
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
        self.send("DELETE", urls.api(repo_type, repo_id, "like"), token=token)

    def _list_users(self, url: str, token: Token) -> Generator[User, None, None]:
        pages = self.pages(url, token=token)
        with runtime.closing(pages):
            for item in pages:
                yield User.from_wire(item)
