# Generated from tests/_async/api/test_repos.py: edit that file, not this one, then run `python -m codegen`.

"""Repositories on a local Hub: created, described, changed, moved and deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub._sync.api import HfApi
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
def test_create_describe_and_delete(api: HfApi, name: str, repo_type: str) -> None:
    url = api.create_repo(name, repo_type=repo_type, **sdk(repo_type))

    assert url == f"{api.endpoint}/{PREFIXES[repo_type]}{name}"
    assert (url.repo_id, url.repo_type, url.endpoint) == (name, repo_type, api.endpoint)
    info = api.repo_info(name, repo_type=repo_type)
    assert type(info) is INFOS[repo_type]
    assert (info.id, info.author, info.private) == (name, "local", False)
    assert api.repo_exists(name, repo_type=repo_type)

    api.delete_repo(name, repo_type=repo_type)

    assert not api.repo_exists(name, repo_type=repo_type)
    with pytest.raises(errors.RepositoryNotFoundError):
        api.delete_repo(name, repo_type=repo_type)
    api.delete_repo(name, repo_type=repo_type, missing_ok=True)


def test_a_name_alone_belongs_to_the_owner_of_the_token(api: HfApi, name: str) -> None:
    alone = name.split("/")[1]

    url = api.create_repo(alone)

    assert url.repo_id == name
    assert api.get_full_repo_name(alone) == name
    api.delete_repo(alone)
    assert not api.repo_exists(name)


def test_create_what_is_there(api: HfApi, name: str) -> None:
    first = api.create_repo(name)

    assert api.create_repo(name, exist_ok=True) == first
    with pytest.raises(errors.HfHubHTTPError, match="already") as failure:
        api.create_repo(name)
    assert failure.value.response.status_code == 409


def test_without_the_right_to_create_what_is_there_is_accepted(api: HfApi, reader: HfApi, name: str) -> None:
    """A token that may only read cannot create the repository, but does not need to."""
    url = api.create_repo(name, repo_type="dataset")

    assert reader.create_repo(name, repo_type="dataset", exist_ok=True) == url
    assert reader.create_repo(name.split("/")[1], repo_type="dataset", exist_ok=True) == url
    with pytest.raises(errors.HfHubHTTPError, match="403"):
        reader.create_repo(name + "x", repo_type="dataset", exist_ok=True)


def test_without_token_nothing_is_created(anonymous: HfApi, name: str) -> None:
    with pytest.raises(errors.HfHubHTTPError) as failure:
        anonymous.create_repo(name, exist_ok=True)
    assert failure.value.response.status_code == 401


def test_nothing_is_created_for_others(stranger: HfApi, name: str) -> None:
    with pytest.raises(errors.HfHubHTTPError, match="403"):
        stranger.create_repo(name)


@pytest.mark.parametrize("visibility", [{"private": True}, {"visibility": "private"}])
def test_private_repositories(
    api: HfApi, stranger: HfApi, anonymous: HfApi, name: str, visibility: dict[str, bool]
) -> None:
    api.create_repo(name, **visibility)

    assert api.repo_info(name).private is True
    for other in (stranger, anonymous):
        assert not other.repo_exists(name)
        with pytest.raises(errors.RepositoryNotFoundError, match="Repository Not Found"):
            other.model_info(name)


def test_a_space_says_what_it_is_built_with(api: HfApi, name: str) -> None:
    api.create_repo(name, repo_type="space", space_sdk="docker")

    assert api.space_info(name).sdk == "docker"


def test_a_space_without_sdk_is_refused(api: HfApi, name: str) -> None:
    with pytest.raises(ValueError, match="No space_sdk provided"):
        api.create_repo(name, repo_type="space")


def test_settings_of_a_space_are_ignored_for_others(api: HfApi, name: str) -> None:
    with pytest.warns(UserWarning, match="Ignoring provided space_sdk, space_hardware because"):
        api.create_repo(name, space_sdk="gradio", space_hardware=SpaceHardware.T4_SMALL)


@pytest.mark.parametrize(
    "repo_id", ["", "a/b/c", "user/..", "user/a--b", "user/-a", "user/a.git", "user/a b", "us er/a"]
)
def test_wrong_ids_are_refused_without_asking(repo_id: str) -> None:
    nowhere = HfApi("http://127.0.0.1:9", "hf_x")

    with pytest.raises(errors.HFValidationError):
        nowhere.create_repo(repo_id)
    with pytest.raises(errors.HFValidationError):
        nowhere.model_info(repo_id)
    with pytest.raises(errors.HFValidationError):
        nowhere.delete_repo(repo_id)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"repo_type": "bucket"}, "Invalid repo type 'bucket'"),
        ({"private": True, "visibility": "public"}, "both `private` and `visibility`"),
        ({"visibility": "protected"}, "Only Spaces can be 'protected'"),
    ],
)
def test_wrong_arguments_are_refused_without_asking(arguments: dict[str, str], message: str) -> None:
    nowhere = HfApi("http://127.0.0.1:9", "hf_x")

    with pytest.raises(ValueError, match=message):
        nowhere.create_repo("user/name", **arguments)


# --- Infos ---


def test_info_lists_files(api: HfApi, local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo(files={"a.txt": "abc", "sub/b.bin": b"x" * 20})

    plain = api.model_info(repo_id)
    detailed = api.model_info(repo_id, files_metadata=True)

    assert plain.siblings is not None
    assert detailed.siblings is not None
    assert {each.rfilename for each in plain.siblings} >= {"a.txt", "sub/b.bin"}
    assert {each.rfilename: each.size for each in detailed.siblings}["a.txt"] == 3
    assert plain.sha is not None
    assert plain.last_modified is not None


def test_info_of_a_revision(api: HfApi, local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo(files={"a.txt": "abc"})
    api.create_branch(repo_id, branch="feature/x")
    sha = api.model_info(repo_id).sha

    assert sha is not None
    for revision in ("feature/x", sha, ResolvedRevision(sha, "gone", repo_id=repo_id)):
        assert api.repo_info(repo_id, revision=revision).sha == sha


def test_info_says_what_is_asked_for(api: HfApi, local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo()

    info = api.model_info(repo_id, expand=["sha", "likes"])

    assert info.sha is not None
    assert (info.likes, info.siblings) == (0, None)


def test_expand_excludes_other_ways_to_choose(api: HfApi) -> None:
    with pytest.raises(ValueError, match="`expand` cannot be used"):
        api.model_info("user/name", expand=["sha"], securityStatus=True)
    with pytest.raises(ValueError, match="`expand` cannot be used"):
        api.repo_info("user/name", expand=["sha"], files_metadata=True)


def test_missing_revisions_and_repositories(api: HfApi, local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo()

    with pytest.raises(errors.RevisionNotFoundError) as failure:
        api.model_info(repo_id, revision="nope")
    assert (failure.value.repo_id, failure.value.repo_type) == (repo_id, "model")
    with pytest.raises(errors.RepositoryNotFoundError):
        api.dataset_info(repo_id)
    assert api.revision_exists(repo_id, "main")
    assert not api.revision_exists(repo_id, "nope")
    assert not api.revision_exists(repo_id + "x", "main")


def test_a_wrong_token_is_named(local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo(private=True)
    api = HfApi(local_hub.url, "hf_" + "wrong")

    with pytest.raises(errors.HfHubHTTPError, match="Invalid credentials") as failure:
        api.model_info(repo_id)
    assert failure.value.response.status_code == 401
    assert "hf_wrong" not in str(failure.value)


# --- Settings ---


def test_visibility_can_be_changed(api: HfApi, anonymous: HfApi, name: str) -> None:
    api.create_repo(name)

    api.update_repo_settings(name, private=True)
    assert not anonymous.repo_exists(name)

    api.update_repo_settings(name, visibility="public")
    assert anonymous.repo_exists(name)


@pytest.mark.parametrize(
    ("gated", "expected"), [("auto", "auto"), ("manual", "manual"), (True, "auto"), (False, False)]
)
def test_access_can_be_gated(api: HfApi, name: str, gated: object, expected: object) -> None:
    api.create_repo(name)

    api.update_repo_settings(name, gated=gated)

    assert api.model_info(name).gated == expected


def test_a_gated_repository_is_visible_but_closed(
    api: HfApi, stranger: HfApi, anonymous: HfApi, local_hub: LocalHub
) -> None:
    repo_id = local_hub.new_repo(files={"a.txt": "abc"})
    api.update_repo_settings(repo_id, gated="manual")

    for other in (stranger, anonymous):
        assert other.repo_exists(repo_id)
        with pytest.raises(errors.GatedRepoError):
            other.file_exists(repo_id, "a.txt")
    assert api.file_exists(repo_id, "a.txt")


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
def test_wrong_settings_are_refused(api: HfApi, arguments: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        api.update_repo_settings("user/name", **arguments)


def test_settings_of_others_stay(stranger: HfApi, local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo()

    with pytest.raises(errors.HfHubHTTPError, match="403"):
        stranger.update_repo_settings(repo_id, private=True)


# --- Moving ---


def test_move(api: HfApi, local_hub: LocalHub, name: str) -> None:
    old = local_hub.new_repo(files={"a.txt": "abc"}, repo_type="dataset")

    api.move_repo(old, name, repo_type="dataset")

    assert api.file_exists(name, "a.txt", repo_type="dataset")
    # The old address keeps leading to it.
    assert api.dataset_info(old).id == name


def test_a_move_needs_owners(api: HfApi) -> None:
    with pytest.raises(ValueError, match="should have a namespace"):
        api.move_repo("name", "user/other")
    with pytest.raises(ValueError, match="should have a namespace"):
        api.move_repo("user/name", "other")


def test_a_move_that_fails_says_where_to_read_about_it(api: HfApi, local_hub: LocalHub) -> None:
    first, second = local_hub.new_repo(), local_hub.new_repo()

    with pytest.raises(errors.HfHubHTTPError, match="renaming-or-transferring-a-repo"):
        api.move_repo(first, second)
    with pytest.raises(errors.RepositoryNotFoundError, match="renaming-or-transferring-a-repo"):
        api.move_repo(first + "x", second + "x")


# --- Rights ---


def test_auth_check(api: HfApi, stranger: HfApi, anonymous: HfApi, local_hub: LocalHub, tmp_path: Path) -> None:
    public = local_hub.new_repo()
    private = local_hub.new_repo(private=True)
    gated = local_hub.new_repo()
    api.update_repo_settings(gated, gated="manual")

    for repo_id in (public, private, gated):
        api.auth_check(repo_id)
        api.auth_check(repo_id, write=True)
    stranger.auth_check(public)
    with pytest.raises(errors.HfHubHTTPError):
        stranger.auth_check(public, write=True)
    with pytest.raises(errors.RepositoryNotFoundError):
        anonymous.auth_check(private)
    with pytest.raises(errors.GatedRepoError):
        stranger.auth_check(gated)
    with pytest.raises(ValueError, match="Invalid repo type"):
        api.auth_check(public, repo_type="kernel")


def test_full_names(api: HfApi, anonymous: HfApi) -> None:
    assert api.get_full_repo_name("name") == "local/name"
    assert api.get_full_repo_name("user/name") == "user/name"
    assert anonymous.get_full_repo_name("name", organization="org") == "org/name"
