# Generated from src/huggingface_hub/_async/api/repos.py: edit that file, not this one, then run `python -m codegen`.

"""Repositories: create, describe, change, move and delete them."""

from __future__ import annotations

from typing import Union

from huggingface_hub import constants
from huggingface_hub._core import ids, repos, urls, wire
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.auth.api import AuthApi
from huggingface_hub._sync.client import Token
from huggingface_hub.types.commits import RepoUrl
from huggingface_hub.types.repos import (
    REPO_REGIONS,
    DatasetInfo,
    ExpandDatasetProperty_T,
    ExpandModelProperty_T,
    ExpandSpaceProperty_T,
    Gated,
    KernelInfo,
    ModelInfo,
    RepoVisibility_T,
    SpaceInfo,
)
from huggingface_hub.types.revisions import commit_for
from huggingface_hub.types.spaces import SpaceHardware, SpaceTemplate, Volume


Expand = Union[
    ExpandModelProperty_T,
    ExpandDatasetProperty_T,
    ExpandSpaceProperty_T,
    list[ExpandModelProperty_T],
    list[ExpandDatasetProperty_T],
    list[ExpandSpaceProperty_T],
    None,
]


class ReposApi(AuthApi):
    """Operations on whole repositories."""

    def create_repo(
        self,
        repo_id: str,
        *,
        token: Token = None,
        private: bool | None = None,
        visibility: RepoVisibility_T | None = None,
        repo_type: str | None = None,
        exist_ok: bool = False,
        resource_group_id: str | None = None,
        region: REPO_REGIONS | None = None,
        space_sdk: str | None = None,
        space_hardware: SpaceHardware | None = None,
        space_sleep_time: int | None = None,
        space_secrets: list[dict[str, str]] | None = None,
        space_variables: list[dict[str, str]] | None = None,
        space_volumes: list[Volume] | None = None,
        space_template: str | None = None,
    ) -> RepoUrl:
        """
        Create an empty repository.

        Args:
            repo_id: The repository, as `user/name`; `name` alone belongs to the owner of the token.
            token: Replaces the client's token.
            private: Whether only its owners see it. Without this and `visibility`, the owner's default applies.
            visibility: `public`, `private`, or `protected` for a Space that others can use but not read.
            repo_type: `model`, `dataset`, `space` or `kernel`; a model by default.
            exist_ok: Accept a repository that is already there.
            resource_group_id: Group of the organization that it shall belong to.
            region: Where its files are kept: `us` or `eu`.
            space_sdk: What a Space is built with: `gradio`, `streamlit`, `docker` or `static`. The Hub decides about others.
            space_hardware: What it runs on.
            space_sleep_time: Seconds without a visit after which it is stopped; -1 for never.
            space_secrets: Its secrets, each with `key`, `value` and perhaps `description`.
            space_variables: Its public variables, in the same form.
            space_volumes: What is mounted in it.
            space_template: Id or name of a template to start from.

        Returns:
            The address of the repository.

        Raises:
            ValueError: Arguments that exclude each other, or a Space without `space_sdk`.
            HfHubHTTPError: The repository exists, or the token may not create it.
        """
        ids.validate_repo_id(repo_id)
        kind = repos.check_type(repo_type, kernels=True)
        wanted = repos.visibility(private, visibility, repo_type)
        template: SpaceTemplate | None = None
        if space_template is not None and kind == constants.REPO_TYPE_SPACE:
            template = repos.find_template(self._space_templates(token), space_template)
            space_sdk = template.sdk
            wanted = wanted or ("private" if template.preferred_private else None)
        space = repos.space_settings(
            repo_type=repo_type,
            sdk=space_sdk,
            template=template,
            hardware=space_hardware,
            sleep_time=space_sleep_time,
            secrets=space_secrets,
            variables=space_variables,
            volumes=space_volumes,
        )
        body = repos.creation(
            repo_id,
            repo_type=repo_type,
            visibility=wanted,
            resource_group_id=resource_group_id,
            region=region,
            space=space,
        )
        try:
            url = self._create(body, token)
        except errors.HfHubHTTPError as error:
            if not exist_ok:
                raise
            url = repos.existing_url(error) or self._url_if_there(repo_id, kind, error, token)
        return RepoUrl(url, endpoint=self.endpoint)

    def _create(self, body: dict[str, object], token: Token) -> str:
        """Create a repository, asking again while the Hub is busy with another operation on it."""
        schedule = repos.CONFLICT_RETRY.start(now=runtime.monotonic())
        while True:
            try:
                response = self.send("POST", "/api/repos/create", json=body, token=token)
                return wire.read(response, repos.url_in)
            except errors.HfHubHTTPError as error:
                pause = schedule.after_error(now=runtime.monotonic()) if repos.is_conflict(error) else None
                if pause is None:
                    raise
            runtime.sleep(pause)

    def _url_if_there(self, repo_id: str, repo_type: str, refusal: errors.HfHubHTTPError, token: Token) -> str:
        """The address of a repository that could not be created, if it is one that can be seen."""
        if not repos.may_exist(refusal):
            raise refusal
        try:
            full_id = self.get_full_repo_name(repo_id, token=token)
            info = self.repo_info(full_id, repo_type=repo_type, token=token)
        except (errors.HfHubHTTPError, errors.LocalTokenNotFoundError):
            raise refusal from None
        return self.endpoint + urls.web(repo_type, info.id)

    def _space_templates(self, token: Token) -> list[SpaceTemplate]:
        response = self.send("GET", "/api/spaces/templates", token=token)
        return wire.read(response, repos.templates_in)

    def delete_repo(
        self, repo_id: str, *, token: Token = None, repo_type: str | None = None, missing_ok: bool = False
    ) -> None:
        """
        Delete a repository for good.

        Args:
            repo_id: The repository, as `user/name`.
            token: Replaces the client's token.
            repo_type: Its type; a model by default.
            missing_ok: Accept that there is no such repository.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        ids.validate_repo_id(repo_id)
        repos.check_type(repo_type, kernels=True)
        owner, name = repos.split_id(repo_id)
        body = {"name": name, "organization": owner}
        if repo_type is not None:
            body["type"] = repo_type
        try:
            self.send("DELETE", "/api/repos/delete", json=body, token=token)
        except errors.RepositoryNotFoundError:
            if not missing_ok:
                raise

    def update_repo_settings(
        self,
        repo_id: str,
        *,
        gated: Gated | None = None,
        private: bool | None = None,
        visibility: RepoVisibility_T | None = None,
        token: Token = None,
        repo_type: str | None = None,
    ) -> None:
        """
        Change who can see a repository and who can download from it.

        Args:
            repo_id: The repository, as `user/name`.
            gated: `auto` to let users in who ask for access, `manual` to decide about each, `False` to let in everyone.
                `True` means `auto`.
            private: Whether only its owners see it.
            visibility: `public`, `private`, or `protected` for a Space that others can use but not read.
            token: Replaces the client's token.
            repo_type: Its type; a model by default.

        Raises:
            ValueError: Nothing to change, or settings that exclude each other.
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        ids.validate_repo_id(repo_id)
        kind = repos.check_type(repo_type)
        body = repos.settings(gated, repos.visibility(private, visibility, repo_type))
        self.send("PUT", urls.api(kind, repo_id, "settings"), json=body, token=token)

    def move_repo(self, from_id: str, to_id: str, *, repo_type: str | None = None, token: Token = None) -> None:
        """
        Rename a repository, or give it to another owner. The old address keeps leading to it.

        Args:
            from_id: The repository, as `user/name`.
            to_id: Its new id, as `user/name`.
            repo_type: Its type; a model by default.
            token: Replaces the client's token.

        Raises:
            ValueError: An id without owner.
            HfHubHTTPError: The new id is taken, or the token may not do this.
        """
        repos.check_move(from_id, to_id)
        body = {"fromRepo": from_id, "toRepo": to_id, "type": repos.check_type(repo_type, kernels=True)}
        try:
            self.send("POST", "/api/repos/move", json=body, token=token)
        except errors.HfHubHTTPError as error:
            error.append_to_message("\n" + repos.MOVE_HELP)
            raise

    def repo_info(
        self,
        repo_id: str,
        *,
        revision: str | None = None,
        repo_type: str | None = None,
        timeout: float | None = None,
        files_metadata: bool = False,
        expand: Expand = None,
        token: Token = None,
    ) -> ModelInfo | DatasetInfo | SpaceInfo | KernelInfo:
        """
        Describe a repository of any type.

        Args:
            repo_id: The repository, as `user/name`.
            revision: Branch, tag or commit to describe; the main branch by default.
            repo_type: Its type; a model by default.
            timeout: Seconds of silence after which to give up.
            files_metadata: Say size and hash of each file too. Kernels ignore it, and `expand`.
            expand: What to say, instead of the usual.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            RevisionNotFoundError: No such revision.
        """
        ids.validate_repo_id(repo_id)
        kind = repos.check_type(repo_type, kernels=True)
        if kind == constants.REPO_TYPE_KERNEL:
            return self.kernel_info(repo_id, revision=revision, timeout=timeout, token=token)
        url = _info_url(kind, repo_id, revision)
        params = repos.info_params(files_metadata=files_metadata, expand=expand)
        response = self.send("GET", url, params=params, timeout=timeout, token=token)
        return wire.read(response, repos.info_shape(kind))

    def model_info(
        self,
        repo_id: str,
        *,
        revision: str | None = None,
        timeout: float | None = None,
        securityStatus: bool | None = None,
        files_metadata: bool = False,
        expand: list[ExpandModelProperty_T] | None = None,
        token: Token = None,
    ) -> ModelInfo:
        """
        Describe a model.

        Args:
            repo_id: The model, as `user/name`.
            revision: Branch, tag or commit to describe; the main branch by default.
            timeout: Seconds of silence after which to give up.
            securityStatus: Say what the scanners found too.
            files_metadata: Say size and hash of each file too.
            expand: What to say, instead of the usual.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such model, or no access to it.
            RevisionNotFoundError: No such revision.
        """
        ids.validate_repo_id(repo_id)
        params = repos.info_params(files_metadata=files_metadata, expand=expand, security_status=securityStatus)
        url = _info_url(constants.REPO_TYPE_MODEL, repo_id, revision)
        response = self.send("GET", url, params=params, timeout=timeout, token=token)
        return wire.read(response, ModelInfo.from_wire)

    def dataset_info(
        self,
        repo_id: str,
        *,
        revision: str | None = None,
        timeout: float | None = None,
        files_metadata: bool = False,
        expand: list[ExpandDatasetProperty_T] | None = None,
        token: Token = None,
    ) -> DatasetInfo:
        """
        Describe a dataset.

        Args:
            repo_id: The dataset, as `user/name`.
            revision: Branch, tag or commit to describe; the main branch by default.
            timeout: Seconds of silence after which to give up.
            files_metadata: Say size and hash of each file too.
            expand: What to say, instead of the usual.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such dataset, or no access to it.
            RevisionNotFoundError: No such revision.
        """
        ids.validate_repo_id(repo_id)
        params = repos.info_params(files_metadata=files_metadata, expand=expand)
        url = _info_url(constants.REPO_TYPE_DATASET, repo_id, revision)
        response = self.send("GET", url, params=params, timeout=timeout, token=token)
        return wire.read(response, DatasetInfo.from_wire)

    def space_info(
        self,
        repo_id: str,
        *,
        revision: str | None = None,
        timeout: float | None = None,
        files_metadata: bool = False,
        expand: list[ExpandSpaceProperty_T] | None = None,
        token: Token = None,
    ) -> SpaceInfo:
        """
        Describe a Space.

        Args:
            repo_id: The Space, as `user/name`.
            revision: Branch, tag or commit to describe; the main branch by default.
            timeout: Seconds of silence after which to give up.
            files_metadata: Say size and hash of each file too.
            expand: What to say, instead of the usual.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such Space, or no access to it.
            RevisionNotFoundError: No such revision.
        """
        ids.validate_repo_id(repo_id)
        params = repos.info_params(files_metadata=files_metadata, expand=expand)
        url = _info_url(constants.REPO_TYPE_SPACE, repo_id, revision)
        response = self.send("GET", url, params=params, timeout=timeout, token=token)
        return wire.read(response, SpaceInfo.from_wire)

    def kernel_info(
        self, repo_id: str, *, revision: str | None = None, timeout: float | None = None, token: Token = None
    ) -> KernelInfo:
        """
        Describe a kernel repository.

        Args:
            repo_id: The kernel, as `user/name`.
            revision: Branch, tag or commit to describe; the main branch by default.
            timeout: Seconds of silence after which to give up.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such kernel, or no access to it.
            RevisionNotFoundError: No such revision.
        """
        ids.validate_repo_id(repo_id)
        url = _info_url(constants.REPO_TYPE_KERNEL, repo_id, revision)
        response = self.send("GET", url, timeout=timeout, token=token)
        return wire.read(response, KernelInfo.from_wire)

    def repo_exists(self, repo_id: str, *, repo_type: str | None = None, token: Token = None) -> bool:
        """
        Say whether a repository exists and can be seen. One whose files are gated does.

        Args:
            repo_id: The repository, as `user/name`.
            repo_type: Its type; a model by default.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The Hub failed, and could not tell.
        """
        try:
            self.repo_info(repo_id, repo_type=repo_type, token=token)
            return True
        except errors.GatedRepoError:
            return True
        except errors.RepositoryNotFoundError:
            return False

    def revision_exists(
        self, repo_id: str, revision: str, *, repo_type: str | None = None, token: Token = None
    ) -> bool:
        """
        Say whether a branch, tag or commit exists and can be seen.

        Args:
            repo_id: The repository, as `user/name`.
            revision: The revision.
            repo_type: Type of the repository; a model by default.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The Hub failed, and could not tell.
        """
        try:
            self.repo_info(repo_id, revision=revision, repo_type=repo_type, token=token)
            return True
        except (errors.RevisionNotFoundError, errors.RepositoryNotFoundError):
            return False

    def auth_check(
        self, repo_id: str, *, repo_type: str | None = None, token: Token = None, write: bool = False
    ) -> None:
        """
        Make sure that a repository can be read or written; return nothing if so.

        Args:
            repo_id: The repository, as `user/name`.
            repo_type: Its type; a model by default.
            token: Replaces the client's token.
            write: Whether it shall be written.

        Raises:
            GatedRepoError: Access to its files must be asked for first.
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        ids.validate_repo_id(repo_id)
        kind = repos.check_type(repo_type)
        parts = ("auth-check", "write") if write else ("auth-check",)
        self.send("GET", urls.api(kind, repo_id, *parts), token=token)

    def get_full_repo_name(self, model_id: str, *, organization: str | None = None, token: Token = None) -> str:
        """
        Complete a repository's name with its owner.

        Args:
            model_id: Name of the repository. One that names an owner stays as it is.
            organization: The owner; by default that of the token.
            token: Replaces the client's token.

        Returns:
            `owner/name`.

        Raises:
            LocalTokenNotFoundError: There is no token to tell the owner.
        """
        if organization is not None:
            return f"{organization}/{model_id}"
        if "/" in model_id:
            return model_id
        user = self.whoami(token=token)
        return f"{user['name']}/{model_id}"


def _info_url(repo_type: str, repo_id: str, revision: str | None) -> str:
    commit = commit_for(revision, repo_id, repo_type)
    return urls.api(repo_type, repo_id) if commit is None else urls.api(repo_type, repo_id, "revision", commit)
