# Generated from src/huggingface_hub/_async/api/space_settings.py: edit that file, not this one, then run `python -m codegen`.

"""Secrets, variables and volumes of Spaces."""

from __future__ import annotations

from huggingface_hub._core import spaces as rules, wire
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub.types.spaces import SpaceSecret, SpaceVariable, Volume


class SpaceSettingsApi(HubClient):
    """Operations on what a Space finds when it runs. Each change restarts it."""

    def get_space_secrets(self, repo_id: str, *, token: Token = None) -> dict[str, SpaceSecret]:
        """
        List the secrets of a Space. Their values can be set, but never read.

        Args:
            repo_id: The Space, as `user/name`.
            token: Replaces the client's token.

        Returns:
            The secrets by name.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
        """
        response = self.send("GET", rules.route(repo_id, "secrets"), token=token)
        return wire.read(response, rules.secrets_in)

    def add_space_secret(
        self, repo_id: str, key: str, value: str, *, description: str | None = None, token: Token = None
    ) -> None:
        """
        Set a secret of a Space, new or not.

        Args:
            repo_id: The Space, as `user/name`.
            key: Name of the environment variable, such as `GITHUB_API_KEY`.
            value: The secret.
            description: What it is for.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
        """
        body = rules.setting(key, value, description)
        self.send("POST", rules.route(repo_id, "secrets"), json=body, token=token)

    def delete_space_secret(self, repo_id: str, key: str, *, token: Token = None) -> None:
        """
        Delete a secret of a Space.

        Args:
            repo_id: The Space, as `user/name`.
            key: Name of the environment variable.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
        """
        self.send("DELETE", rules.route(repo_id, "secrets"), json={"key": key}, token=token)

    def get_space_variables(self, repo_id: str, *, token: Token = None) -> dict[str, SpaceVariable]:
        """
        List the variables of a Space. Everyone who can see the Space can see them.

        Args:
            repo_id: The Space, as `user/name`.
            token: Replaces the client's token.

        Returns:
            The variables by name.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
        """
        response = self.send("GET", rules.route(repo_id, "variables"), token=token)
        return wire.read(response, rules.variables_in)

    def add_space_variable(
        self, repo_id: str, key: str, value: str, *, description: str | None = None, token: Token = None
    ) -> dict[str, SpaceVariable]:
        """
        Set a variable of a Space, new or not. Don't put secrets into variables: use `add_space_secret`.

        Args:
            repo_id: The Space, as `user/name`.
            key: Name of the environment variable, such as `MODEL_ID`.
            value: Its value.
            description: What it is for.
            token: Replaces the client's token.

        Returns:
            All variables by name, as they are now.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
        """
        body = rules.setting(key, value, description)
        response = self.send("POST", rules.route(repo_id, "variables"), json=body, token=token)
        return wire.read(response, rules.variables_in)

    def delete_space_variable(self, repo_id: str, key: str, *, token: Token = None) -> dict[str, SpaceVariable]:
        """
        Delete a variable of a Space.

        Args:
            repo_id: The Space, as `user/name`.
            key: Name of the environment variable.
            token: Replaces the client's token.

        Returns:
            The variables that are left, by name.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
        """
        response = self.send("DELETE", rules.route(repo_id, "variables"), json={"key": key}, token=token)
        return wire.read(response, rules.variables_in)

    def set_space_volumes(self, repo_id: str, volumes: list[Volume], *, token: Token = None) -> None:
        """
        Mount repositories and buckets in a Space, instead of those that are mounted now.

        Args:
            repo_id: The Space, as `user/name`.
            volumes: What to mount.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
        """
        self.send("PUT", rules.route(repo_id, "volumes"), json=rules.mounts(volumes), token=token)

    def delete_space_volumes(self, repo_id: str, *, token: Token = None) -> None:
        """
        Mount nothing in a Space any more. What was mounted keeps its files.

        Args:
            repo_id: The Space, as `user/name`.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
        """
        self.send("DELETE", rules.route(repo_id, "volumes"), token=token)
