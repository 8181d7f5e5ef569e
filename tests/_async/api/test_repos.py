"""Repositories on a local Hub: created, described, changed, moved and deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.repos import DatasetInfo, KernelInfo, ModelInfo, SpaceInfo
from huggingface_hub.types.revisions import ResolvedRevision
from huggingface_hub.types.spaces import SpaceHardware


INFOS = {"model": ModelInfo, "dataset": DatasetInfo, "space": SpaceInfo, "kernel": KernelInfo}
PREFIXES = {"model": "", "dataset": "datasets/", "space": "spaces/", "kernel": "kernels/"}


def sdk(repo_type: str) -> dict[str, str]:
    return {"space_sdk": "gradio"} if repo_type == "space" else {}


# --- Creation ---


@pytest.mark.parametrize("repo_type", INFOS)
async def test_create_describe_and_delete(api: AsyncHfApi, name: str, repo_type: str) -> None:
    url = await api.create_repo(name, repo_type=repo_type, **sdk(repo_type))

    assert url == f"{api.endpoint}/{PREFIXES[repo_type]}{name}"
    assert (url.repo_id, url.repo_type, url.endpoint) == (name, repo_type, api.endpoint)
    info = await api.repo_info(name, repo_type=repo_type)
    assert type(info) is INFOS[repo_type]
    assert (info.id, info.author, info.private) == (name, "local", False)
    assert await api.repo_exists(name, repo_type=repo_type)

    await api.delete_repo(name, repo_type=repo_type)

    assert not await api.repo_exists(name, repo_type=repo_type)
    with pytest.raises(errors.RepositoryNotFoundError):
        await api.delete_repo(name, repo_type=repo_type)
    await api.delete_repo(name, repo_type=repo_type, missing_ok=True)


async def test_a_name_alone_belongs_to_the_owner_of_the_token(api: AsyncHfApi, name: str) -> None:
    alone = name.split("/")[1]

    url = await api.create_repo(alone)

    assert url.repo_id == name
    assert await api.get_full_repo_name(alone) == name
    await api.delete_repo(alone)
    assert not await api.repo_exists(name)


async def test_create_what_is_there(api: AsyncHfApi, name: str) -> None:
    first = await api.create_repo(name)

    assert await api.create_repo(name, exist_ok=True) == first
    with pytest.raises(errors.HfHubHTTPError, match="already") as failure:
        await api.create_repo(name)
    assert failure.value.response.status_code == 409


async def test_without_the_right_to_create_what_is_there_is_accepted(
    api: AsyncHfApi, reader: AsyncHfApi, name: str
) -> None:
    """A token that may only read cannot create the repository, but does not need to."""
    url = await api.create_repo(name, repo_type="dataset")

    assert await reader.create_repo(name, repo_type="dataset", exist_ok=True) == url
    assert await reader.create_repo(name.split("/")[1], repo_type="dataset", exist_ok=True) == url
    with pytest.raises(errors.HfHubHTTPError, match="403"):
        await reader.create_repo(name + "x", repo_type="dataset", exist_ok=True)


async def test_without_token_nothing_is_created(anonymous: AsyncHfApi, name: str) -> None:
    with pytest.raises(errors.HfHubHTTPError) as failure:
        await anonymous.create_repo(name, exist_ok=True)
    assert failure.value.response.status_code == 401


async def test_nothing_is_created_for_others(stranger: AsyncHfApi, name: str) -> None:
    with pytest.raises(errors.HfHubHTTPError, match="403"):
        await stranger.create_repo(name)


@pytest.mark.parametrize("visibility", [{"private": True}, {"visibility": "private"}])
async def test_private_repositories(
    api: AsyncHfApi, stranger: AsyncHfApi, anonymous: AsyncHfApi, name: str, visibility: dict[str, bool]
) -> None:
    await api.create_repo(name, **visibility)

    assert (await api.repo_info(name)).private is True
    for other in (stranger, anonymous):
        assert not await other.repo_exists(name)
        with pytest.raises(errors.RepositoryNotFoundError, match="Repository Not Found"):
            await other.model_info(name)


async def test_a_space_says_what_it_is_built_with(api: AsyncHfApi, name: str) -> None:
    await api.create_repo(name, repo_type="space", space_sdk="docker")

    assert (await api.space_info(name)).sdk == "docker"


async def test_a_space_without_sdk_is_refused(api: AsyncHfApi, name: str) -> None:
    with pytest.raises(ValueError, match="No space_sdk provided"):
        await api.create_repo(name, repo_type="space")


async def test_settings_of_a_space_are_ignored_for_others(api: AsyncHfApi, name: str) -> None:
    with pytest.warns(UserWarning, match="Ignoring provided space_sdk, space_hardware because"):
        await api.create_repo(name, space_sdk="gradio", space_hardware=SpaceHardware.T4_SMALL)


@pytest.mark.parametrize(
    "repo_id", ["", "a/b/c", "user/..", "user/a--b", "user/-a", "user/a.git", "user/a b", "us er/a"]
)
async def test_wrong_ids_are_refused_without_asking(repo_id: str) -> None:
    nowhere = AsyncHfApi("http://127.0.0.1:9", "hf_x")

    with pytest.raises(errors.HFValidationError):
        await nowhere.create_repo(repo_id)
    with pytest.raises(errors.HFValidationError):
        await nowhere.model_info(repo_id)
    with pytest.raises(errors.HFValidationError):
        await nowhere.delete_repo(repo_id)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"repo_type": "bucket"}, "Invalid repo type 'bucket'"),
        ({"private": True, "visibility": "public"}, "both `private` and `visibility`"),
        ({"visibility": "protected"}, "Only Spaces can be 'protected'"),
    ],
)
async def test_wrong_arguments_are_refused_without_asking(arguments: dict[str, str], message: str) -> None:
    nowhere = AsyncHfApi("http://127.0.0.1:9", "hf_x")

    with pytest.raises(ValueError, match=message):
        await nowhere.create_repo("user/name", **arguments)


# --- Infos ---


async def test_info_lists_files(api: AsyncHfApi, local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo(files={"a.txt": "abc", "sub/b.bin": b"x" * 20})

    plain = await api.model_info(repo_id)
    detailed = await api.model_info(repo_id, files_metadata=True)

    assert plain.siblings is not None
    assert detailed.siblings is not None
    assert {each.rfilename for each in plain.siblings} >= {"a.txt", "sub/b.bin"}
    assert {each.rfilename: each.size for each in detailed.siblings}["a.txt"] == 3
    assert plain.sha is not None
    assert plain.last_modified is not None


async def test_info_of_a_revision(api: AsyncHfApi, local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo(files={"a.txt": "abc"})
    await api.create_branch(repo_id, branch="feature/x")
    sha = (await api.model_info(repo_id)).sha

    assert sha is not None
    for revision in ("feature/x", sha, ResolvedRevision(sha, "gone", repo_id=repo_id)):
        assert (await api.repo_info(repo_id, revision=revision)).sha == sha


async def test_info_says_what_is_asked_for(api: AsyncHfApi, local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo()

    info = await api.model_info(repo_id, expand=["sha", "likes"])

    assert info.sha is not None
    assert (info.likes, info.siblings) == (0, None)


async def test_expand_excludes_other_ways_to_choose(api: AsyncHfApi) -> None:
    with pytest.raises(ValueError, match="`expand` cannot be used"):
        await api.model_info("user/name", expand=["sha"], securityStatus=True)
    with pytest.raises(ValueError, match="`expand` cannot be used"):
        await api.repo_info("user/name", expand=["sha"], files_metadata=True)


async def test_missing_revisions_and_repositories(api: AsyncHfApi, local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo()

    with pytest.raises(errors.RevisionNotFoundError) as failure:
        await api.model_info(repo_id, revision="nope")
    assert (failure.value.repo_id, failure.value.repo_type) == (repo_id, "model")
    with pytest.raises(errors.RepositoryNotFoundError):
        await api.dataset_info(repo_id)
    assert await api.revision_exists(repo_id, "main")
    assert not await api.revision_exists(repo_id, "nope")
    assert not await api.revision_exists(repo_id + "x", "main")


async def test_a_wrong_token_is_named(local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo(private=True)
    api = AsyncHfApi(local_hub.url, "hf_" + "wrong")

    with pytest.raises(errors.HfHubHTTPError, match="Invalid credentials") as failure:
        await api.model_info(repo_id)
    assert failure.value.response.status_code == 401
    assert "hf_wrong" not in str(failure.value)


# --- Settings ---


async def test_visibility_can_be_changed(api: AsyncHfApi, anonymous: AsyncHfApi, name: str) -> None:
    await api.create_repo(name)

    await api.update_repo_settings(name, private=True)
    assert not await anonymous.repo_exists(name)

    await api.update_repo_settings(name, visibility="public")
    assert await anonymous.repo_exists(name)


@pytest.mark.parametrize(
    ("gated", "expected"), [("auto", "auto"), ("manual", "manual"), (True, "auto"), (False, False)]
)
async def test_access_can_be_gated(api: AsyncHfApi, name: str, gated: object, expected: object) -> None:
    await api.create_repo(name)

    await api.update_repo_settings(name, gated=gated)

    assert (await api.model_info(name)).gated == expected


async def test_a_gated_repository_is_visible_but_closed(
    api: AsyncHfApi, stranger: AsyncHfApi, anonymous: AsyncHfApi, local_hub: LocalHub
) -> None:
    repo_id = local_hub.new_repo(files={"a.txt": "abc"})
    await api.update_repo_settings(repo_id, gated="manual")

    for other in (stranger, anonymous):
        assert await other.repo_exists(repo_id)
        with pytest.raises(errors.GatedRepoError):
            await other.file_exists(repo_id, "a.txt")
    assert await api.file_exists(repo_id, "a.txt")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "At least one setting must be updated"),
        ({"gated": "sometimes"}, "Invalid gated status"),
        ({"private": True, "visibility": "public"}, "both `private` and `visibility`"),
        ({"visibility": "protected"}, "Only Spaces"),
        ({"private": True, "repo_type": "kernel"}, "Invalid repo type 'kernel'"),
    ],
)
async def test_wrong_settings_are_refused(api: AsyncHfApi, arguments: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        await api.update_repo_settings("user/name", **arguments)


async def test_settings_of_others_stay(stranger: AsyncHfApi, local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo()

    with pytest.raises(errors.HfHubHTTPError, match="403"):
        await stranger.update_repo_settings(repo_id, private=True)


# --- Moving ---


async def test_move(api: AsyncHfApi, local_hub: LocalHub, name: str) -> None:
    old = local_hub.new_repo(files={"a.txt": "abc"}, repo_type="dataset")

    await api.move_repo(old, name, repo_type="dataset")

    assert await api.file_exists(name, "a.txt", repo_type="dataset")
    # The old address keeps leading to it.
    assert (await api.dataset_info(old)).id == name


async def test_a_move_needs_owners(api: AsyncHfApi) -> None:
    with pytest.raises(ValueError, match="should have a namespace"):
        await api.move_repo("name", "user/other")
    with pytest.raises(ValueError, match="should have a namespace"):
        await api.move_repo("user/name", "other")


async def test_a_move_that_fails_says_where_to_read_about_it(api: AsyncHfApi, local_hub: LocalHub) -> None:
    first, second = local_hub.new_repo(), local_hub.new_repo()

    with pytest.raises(errors.HfHubHTTPError, match="renaming-or-transferring-a-repo"):
        await api.move_repo(first, second)
    with pytest.raises(errors.RepositoryNotFoundError, match="renaming-or-transferring-a-repo"):
        await api.move_repo(first + "x", second + "x")


# --- Rights ---


async def test_auth_check(
    api: AsyncHfApi, stranger: AsyncHfApi, anonymous: AsyncHfApi, local_hub: LocalHub, tmp_path: Path
) -> None:
    public = local_hub.new_repo()
    private = local_hub.new_repo(private=True)
    gated = local_hub.new_repo()
    await api.update_repo_settings(gated, gated="manual")

    for repo_id in (public, private, gated):
        await api.auth_check(repo_id)
        await api.auth_check(repo_id, write=True)
    await stranger.auth_check(public)
    with pytest.raises(errors.HfHubHTTPError):
        await stranger.auth_check(public, write=True)
    with pytest.raises(errors.RepositoryNotFoundError):
        await anonymous.auth_check(private)
    with pytest.raises(errors.GatedRepoError):
        await stranger.auth_check(gated)
    with pytest.raises(ValueError, match="Invalid repo type"):
        await api.auth_check(public, repo_type="kernel")


async def test_full_names(api: AsyncHfApi, anonymous: AsyncHfApi) -> None:
    assert await api.get_full_repo_name("name") == "local/name"
    assert await api.get_full_repo_name("user/name") == "user/name"
    assert await anonymous.get_full_repo_name("name", organization="org") == "org/name"
