"""Copies of whole repositories, made by the Hub."""

from __future__ import annotations

from huggingface_hub._async.api.repos import AsyncReposApi
from huggingface_hub._async.client import Token
from huggingface_hub._core import duplication as rules, repos, wire
from huggingface_hub._lazy import errors
from huggingface_hub.types.commits import DuplicatedRepoUrl
from huggingface_hub.types.repos import RepoVisibility_T
from huggingface_hub.types.spaces import SpaceHardware, Volume


class AsyncDuplicationApi(AsyncReposApi):
    """Operations that copy repositories without their files passing through this machine."""

    async def duplicate_repo(
        self,
        from_id: str,
        to_id: str | None = None,
        *,
        repo_type: str | None = None,
        private: bool | None = None,
        visibility: RepoVisibility_T | None = None,
        token: Token = None,
        exist_ok: bool = False,
        resource_group_id: str | None = None,
        space_hardware: SpaceHardware | None = None,
        space_sleep_time: int | None = None,
        space_secrets: list[dict[str, str]] | None = None,
        space_variables: list[dict[str, str]] | None = None,
        space_volumes: list[Volume] | None = None,
    ) -> DuplicatedRepoUrl:
        """
        Copy a repository on the Hub.

        Args:
            from_id: The repository to copy, as `user/name`.
            to_id: The copy, as `user/name`; `name` alone belongs to the owner of the token. By default it keeps its name.
            repo_type: Its type; a model by default. Kernels cannot be copied.
            private: Whether only its owners see the copy. Without this and `visibility`, the owner's default applies.
            visibility: `public`, `private`, or `protected` for a Space that others can use but not read.
            token: Replaces the client's token.
            exist_ok: Accept that there is a repository of that name, whatever is in it.
            resource_group_id: Group of the organization that the copy shall belong to.
            space_hardware: What the copy of a Space runs on.
            space_sleep_time: Seconds without a visit after which it is stopped; -1 for never.
            space_secrets: Its secrets, each with `key`, `value` and perhaps `description`. They are not copied.
            space_variables: Its public variables, in the same form.
            space_volumes: What is mounted in it.

        Returns:
            The address of the copy. Its `files_copy_pending` says whether the Hub still copies files.

        Raises:
            ValueError: Arguments that exclude each other, or a type that cannot be copied.
            RepositoryNotFoundError: No such repository, or no access to it.
            HfHubHTTPError: The copy exists, or the token may not create it.
        """
        url = rules.route(repo_type, from_id)
        wanted = repos.visibility(private, visibility, repo_type)
        space = rules.space_settings(
            repo_type,
            hardware=space_hardware,
            sleep_time=space_sleep_time,
            secrets=space_secrets,
            variables=space_variables,
            volumes=space_volumes,
        )
        full_id = await self.get_full_repo_name(rules.name_of_copy(from_id, to_id), token=token)
        body = rules.duplication(full_id, wanted, resource_group_id, space)
        try:
            response = await self.send("POST", url, json=body, token=token)
        except errors.HfHubHTTPError as error:
            found = rules.existing(error, self.endpoint) if exist_ok else None
            if found is None:
                raise
            return found
        return wire.read(response, lambda answer: rules.url_in(answer, self.endpoint))
