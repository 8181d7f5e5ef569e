"""Branches, tags and history on a local Hub, and revisions that are resolved to commits."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import respx

from huggingface_hub import constants, errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.revisions import ResolvedRevision
from tests.support.clock import FakeClock


HUB = "https://huggingface.co"
SHA = "a" * 40


@pytest.fixture
def repo_id(local_hub: LocalHub) -> str:
    return local_hub.new_repo(files={"a.txt": "abc"})


async def head(api: AsyncHfApi, repo_id: str, revision: str = "main") -> str:
    return str((await api.model_info(repo_id, revision=revision)).sha)


# --- Branches and tags ---


@pytest.mark.parametrize("branch", ["dev", "feature/x", "v1.0"])
async def test_branches(api: AsyncHfApi, repo_id: str, branch: str) -> None:
    await api.create_branch(repo_id, branch=branch)

    refs = await api.list_repo_refs(repo_id)
    assert [ref.name for ref in refs.branches if ref.name != "main"] == [branch]
    assert {ref.target_commit for ref in refs.branches} == {await head(api, repo_id)}

    with pytest.raises(errors.HfHubHTTPError) as failure:
        await api.create_branch(repo_id, branch=branch)
    assert failure.value.response.status_code == 409
    await api.create_branch(repo_id, branch=branch, exist_ok=True)

    await api.delete_branch(repo_id, branch=branch)
    assert not await api.revision_exists(repo_id, branch)


async def test_a_branch_starts_where_it_is_told(api: AsyncHfApi, repo_id: str) -> None:
    first = await head(api, repo_id)
    await api.create_commit(repo_id, [], commit_message="nothing")
    await api.upload_file(path_or_fileobj=b"x", path_in_repo="b.txt", repo_id=repo_id)

    await api.create_branch(repo_id, branch="old", revision=first)

    assert await head(api, repo_id, "old") == first
    assert await head(api, repo_id) != first


async def test_the_main_branch_stays(api: AsyncHfApi, repo_id: str) -> None:
    with pytest.raises(errors.HfHubHTTPError):
        await api.delete_branch(repo_id, branch="main")


@pytest.mark.parametrize("branch", ["refs/pr/1", "a..b", "-x", "x.lock"])
async def test_names_that_no_branch_can_have(api: AsyncHfApi, repo_id: str, branch: str) -> None:
    with pytest.raises(errors.HfHubHTTPError):
        await api.create_branch(repo_id, branch=branch)
    with pytest.raises(errors.HfHubHTTPError):
        await api.create_branch(repo_id, branch=branch, exist_ok=True)


async def test_a_reader_accepts_a_branch_that_is_there(api: AsyncHfApi, reader: AsyncHfApi, repo_id: str) -> None:
    await api.create_branch(repo_id, branch="dev")

    await reader.create_branch(repo_id, branch="dev", exist_ok=True)
    with pytest.raises(errors.HfHubHTTPError, match="403"):
        await reader.create_branch(repo_id, branch="other", exist_ok=True)
    with pytest.raises(errors.HfHubHTTPError, match="403"):
        await reader.create_branch(repo_id, branch="dev")


async def test_tags(api: AsyncHfApi, repo_id: str) -> None:
    await api.create_branch(repo_id, branch="dev")
    await api.create_tag(repo_id, tag="v1", tag_message="First", revision="dev")
    await api.create_tag(repo_id, tag="v2")

    assert [tag.name for tag in (await api.list_repo_refs(repo_id)).tags] == ["v1", "v2"]
    assert await head(api, repo_id, "v1") == await head(api, repo_id)
    with pytest.raises(errors.HfHubHTTPError) as failure:
        await api.create_tag(repo_id, tag="v1")
    assert failure.value.response.status_code == 409
    await api.create_tag(repo_id, tag="v1", exist_ok=True)
    with pytest.raises(errors.RevisionNotFoundError):
        await api.create_tag(repo_id, tag="v3", revision="nope")

    await api.delete_tag(repo_id, tag="v1")
    assert not await api.revision_exists(repo_id, "v1")


async def test_references_of_pull_requests(api: AsyncHfApi, repo_id: str) -> None:
    assert (await api.list_repo_refs(repo_id)).pull_requests is None

    await api.create_pull_request(repo_id, "Change")

    found = (await api.list_repo_refs(repo_id, include_pull_requests=True)).pull_requests
    assert found is not None
    assert [ref.ref for ref in found] == ["refs/pr/1"]


@respx.mock
async def test_a_forbidden_branch_whose_references_cannot_be_listed_is_forbidden() -> None:
    respx.post(f"{HUB}/api/models/user/name/branch/dev").respond(403)
    respx.get(f"{HUB}/api/models/user/name/refs").respond(403)

    with pytest.raises(errors.HfHubHTTPError, match="branch/dev"):
        await AsyncHfApi(HUB, "hf_x").create_branch("user/name", branch="dev", exist_ok=True)


# --- History ---


async def test_history(api: AsyncHfApi, repo_id: str) -> None:
    first = await head(api, repo_id)
    await api.upload_file(
        path_or_fileobj=b"x", path_in_repo="b.txt", repo_id=repo_id, commit_message="Second", commit_description="More"
    )

    commits = await api.list_repo_commits(repo_id)

    assert [commit.title for commit in commits][:1] == ["Second"]
    assert (commits[0].message, commits[0].authors, commits[0].formatted_title) == ("More", ["local"], None)
    assert commits[0].created_at >= commits[-1].created_at
    assert (await api.list_repo_commits(repo_id, revision=first))[0].commit_id == first
    assert (await api.list_repo_commits(repo_id, formatted=True))[0].formatted_title is not None
    with pytest.raises(errors.RevisionNotFoundError):
        await api.list_repo_commits(repo_id, revision="nope")


async def test_squash(api: AsyncHfApi, repo_id: str) -> None:
    await api.upload_file(path_or_fileobj=b"x", path_in_repo="b.txt", repo_id=repo_id)
    files = await api.list_repo_files(repo_id)
    await api.create_branch(repo_id, branch="dev")

    await api.super_squash_history(repo_id)
    await api.super_squash_history(repo_id, branch="dev", commit_message="One")

    assert [commit.title for commit in await api.list_repo_commits(repo_id)] == [
        "Super-squash branch 'main' using huggingface_hub"
    ]
    assert [commit.title for commit in await api.list_repo_commits(repo_id, revision="dev")] == ["One"]
    assert await api.list_repo_files(repo_id) == files
    with pytest.raises(errors.RevisionNotFoundError):
        await api.super_squash_history(repo_id, branch="nope")
    with pytest.raises(ValueError, match="Invalid repo type 'kernel'"):
        await api.super_squash_history(repo_id, repo_type="kernel")


# --- Resolving ---


async def test_a_revision_is_resolved_and_remembered(
    api: AsyncHfApi, repo_id: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sha = await head(api, repo_id)
    await api.create_branch(repo_id, branch="feature/x")

    for revision in (None, "feature/x"):
        found = await api.resolve_revision(repo_id, revision=revision, cache_dir=tmp_path)
        assert (found, found.initial, found.resolved) == (revision or "main", revision, sha)

    refs = tmp_path / f"models--{repo_id.replace('/', '--')}" / "refs"
    assert (refs / "main").read_text() == (refs / "feature" / "x").read_text() == sha
    local = await api.resolve_revision(repo_id, revision="feature/x", cache_dir=tmp_path, local_files_only=True)
    assert local.resolved == sha
    with pytest.raises(errors.RevisionResolutionError, match="'local_files_only=True' is set"):
        await api.resolve_revision(repo_id, revision="other", cache_dir=tmp_path, local_files_only=True)


async def test_what_is_resolved_is_not_asked_for(tmp_path: Path) -> None:
    nowhere = AsyncHfApi("http://127.0.0.1:9", "hf_x")
    resolved = ResolvedRevision(SHA, "v1", repo_id="user/name")

    assert await nowhere.resolve_revision("user/name", revision=resolved, cache_dir=tmp_path) is resolved
    assert (await nowhere.resolve_revision("user/name", revision=SHA, cache_dir=tmp_path)).resolved == SHA


async def test_what_is_resolved_elsewhere_is_asked_for_again(api: AsyncHfApi, repo_id: str, tmp_path: Path) -> None:
    elsewhere = ResolvedRevision(SHA, None, repo_id="user/other")

    found = await api.resolve_revision(repo_id, revision=elsewhere, cache_dir=tmp_path)

    assert found.resolved == await head(api, repo_id) != SHA


async def test_missing_revisions_are_not_looked_up_in_the_cache(api: AsyncHfApi, repo_id: str, tmp_path: Path) -> None:
    folder = tmp_path / f"models--{repo_id.replace('/', '--')}" / "refs"
    folder.mkdir(parents=True)
    (folder / "gone").write_text(SHA)

    with pytest.raises(errors.RevisionNotFoundError):
        await api.resolve_revision(repo_id, revision="gone", cache_dir=tmp_path)
    with pytest.raises(errors.RepositoryNotFoundError):
        await api.resolve_revision(repo_id + "x", cache_dir=tmp_path)


@respx.mock
@pytest.mark.parametrize("status", [500, 503])
async def test_a_broken_hub_is_replaced_by_the_cache(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    route = respx.get(f"{HUB}/api/models/user/name").respond(status)
    api = AsyncHfApi(HUB, "hf_x")
    folder = tmp_path / "models--user--name" / "refs"
    folder.mkdir(parents=True)

    with FakeClock():
        with pytest.raises(errors.RevisionResolutionError, match=f"could not be reached .*{status}"):
            await api.resolve_revision("user/name", cache_dir=tmp_path)
        patient = route.call_count
        (folder / "main").write_text(SHA)
        monkeypatch.setattr(logging.getLogger("huggingface_hub"), "propagate", True)
        found = await api.resolve_revision("user/name", cache_dir=tmp_path)

    assert found.resolved == SHA
    # Who has an answer does not wait long for a better one.
    assert (patient > 1, route.call_count - patient) == (True, 1)
    assert "Using the cached commit hash of 'main' for 'user/name'" in caplog.text


async def test_offline_the_cache_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    api = AsyncHfApi(HUB, "hf_x")

    with pytest.raises(errors.RevisionResolutionError, match="offline mode"):
        await api.resolve_revision("user/name", cache_dir=tmp_path)


@respx.mock
async def test_an_info_without_commit_is_refused(tmp_path: Path) -> None:
    respx.get(f"{HUB}/api/models/user/name").respond(json={"id": "user/name", "sha": "../../etc"})

    with pytest.raises(errors.HfHubHTTPError, match="does not say which commit"):
        await AsyncHfApi(HUB, "hf_x").resolve_revision("user/name", cache_dir=tmp_path)
