# Generated from tests/_async/api/test_revisions.py: edit that file, not this one, then run `python -m codegen`.

"""Branches, tags and history on a local Hub, and revisions that are resolved to commits."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import respx

from huggingface_hub import constants, errors
from huggingface_hub._sync.api import HfApi
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.revisions import ResolvedRevision
from tests.support.clock import FakeClock


HUB = "https://huggingface.co"
SHA = "a" * 40


@pytest.fixture
def repo_id(local_hub: LocalHub) -> str:
    return local_hub.new_repo(files={"a.txt": "abc"})


def head(api: HfApi, repo_id: str, revision: str = "main") -> str:
    return str(api.model_info(repo_id, revision=revision).sha)


# --- Branches and tags ---


@pytest.mark.parametrize("branch", ["dev", "feature/x", "v1.0"])
def test_branches(api: HfApi, repo_id: str, branch: str) -> None:
    api.create_branch(repo_id, branch=branch)

    refs = api.list_repo_refs(repo_id)
    assert [ref.name for ref in refs.branches if ref.name != "main"] == [branch]
    assert {ref.target_commit for ref in refs.branches} == {head(api, repo_id)}

    with pytest.raises(errors.HfHubHTTPError) as failure:
        api.create_branch(repo_id, branch=branch)
    assert failure.value.response.status_code == 409
    api.create_branch(repo_id, branch=branch, exist_ok=True)

    api.delete_branch(repo_id, branch=branch)
    assert not api.revision_exists(repo_id, branch)


def test_a_branch_starts_where_it_is_told(api: HfApi, repo_id: str) -> None:
    first = head(api, repo_id)
    api.create_commit(repo_id, [], commit_message="nothing")
    api.upload_file(path_or_fileobj=b"x", path_in_repo="b.txt", repo_id=repo_id)

    api.create_branch(repo_id, branch="old", revision=first)

    assert head(api, repo_id, "old") == first
    assert head(api, repo_id) != first


def test_the_main_branch_stays(api: HfApi, repo_id: str) -> None:
    with pytest.raises(errors.HfHubHTTPError):
        api.delete_branch(repo_id, branch="main")


@pytest.mark.parametrize("branch", ["refs/pr/1", "a..b", "-x", "x.lock"])
def test_names_that_no_branch_can_have(api: HfApi, repo_id: str, branch: str) -> None:
    with pytest.raises(errors.HfHubHTTPError):
        api.create_branch(repo_id, branch=branch)
    with pytest.raises(errors.HfHubHTTPError):
        api.create_branch(repo_id, branch=branch, exist_ok=True)


def test_a_reader_accepts_a_branch_that_is_there(api: HfApi, reader: HfApi, repo_id: str) -> None:
    api.create_branch(repo_id, branch="dev")

    reader.create_branch(repo_id, branch="dev", exist_ok=True)
    with pytest.raises(errors.HfHubHTTPError, match="403"):
        reader.create_branch(repo_id, branch="other", exist_ok=True)
    with pytest.raises(errors.HfHubHTTPError, match="403"):
        reader.create_branch(repo_id, branch="dev")


def test_tags(api: HfApi, repo_id: str) -> None:
    api.create_branch(repo_id, branch="dev")
    api.create_tag(repo_id, tag="v1", tag_message="First", revision="dev")
    api.create_tag(repo_id, tag="v2")

    assert [tag.name for tag in api.list_repo_refs(repo_id).tags] == ["v1", "v2"]
    assert head(api, repo_id, "v1") == head(api, repo_id)
    with pytest.raises(errors.HfHubHTTPError) as failure:
        api.create_tag(repo_id, tag="v1")
    assert failure.value.response.status_code == 409
    api.create_tag(repo_id, tag="v1", exist_ok=True)
    with pytest.raises(errors.RevisionNotFoundError):
        api.create_tag(repo_id, tag="v3", revision="nope")

    api.delete_tag(repo_id, tag="v1")
    assert not api.revision_exists(repo_id, "v1")


def test_references_of_pull_requests(api: HfApi, repo_id: str) -> None:
    assert api.list_repo_refs(repo_id).pull_requests is None

    api.create_pull_request(repo_id, "Change")

    found = api.list_repo_refs(repo_id, include_pull_requests=True).pull_requests
    assert found is not None
    assert [ref.ref for ref in found] == ["refs/pr/1"]


@respx.mock
def test_a_forbidden_branch_whose_references_cannot_be_listed_is_forbidden() -> None:
    respx.post(f"{HUB}/api/models/user/name/branch/dev").respond(403)
    respx.get(f"{HUB}/api/models/user/name/refs").respond(403)

    with pytest.raises(errors.HfHubHTTPError, match="branch/dev"):
        HfApi(HUB, "hf_x").create_branch("user/name", branch="dev", exist_ok=True)


# --- History ---


def test_history(api: HfApi, repo_id: str) -> None:
    first = head(api, repo_id)
    api.upload_file(
        path_or_fileobj=b"x", path_in_repo="b.txt", repo_id=repo_id, commit_message="Second", commit_description="More"
    )

    commits = api.list_repo_commits(repo_id)

    assert [commit.title for commit in commits][:1] == ["Second"]
    assert (commits[0].message, commits[0].authors, commits[0].formatted_title) == ("More", ["local"], None)
    assert commits[0].created_at >= commits[-1].created_at
    assert api.list_repo_commits(repo_id, revision=first)[0].commit_id == first
    assert api.list_repo_commits(repo_id, formatted=True)[0].formatted_title is not None
    with pytest.raises(errors.RevisionNotFoundError):
        api.list_repo_commits(repo_id, revision="nope")


def test_squash(api: HfApi, repo_id: str) -> None:
    api.upload_file(path_or_fileobj=b"x", path_in_repo="b.txt", repo_id=repo_id)
    files = api.list_repo_files(repo_id)
    api.create_branch(repo_id, branch="dev")

    api.super_squash_history(repo_id)
    api.super_squash_history(repo_id, branch="dev", commit_message="One")

    assert [commit.title for commit in api.list_repo_commits(repo_id)] == [
        "Super-squash branch 'main' using huggingface_hub"
    ]
    assert [commit.title for commit in api.list_repo_commits(repo_id, revision="dev")] == ["One"]
    assert api.list_repo_files(repo_id) == files
    with pytest.raises(errors.RevisionNotFoundError):
        api.super_squash_history(repo_id, branch="nope")
    with pytest.raises(ValueError, match="Invalid repo type 'kernel'"):
        api.super_squash_history(repo_id, repo_type="kernel")


# --- Resolving ---


def test_a_revision_is_resolved_and_remembered(
    api: HfApi, repo_id: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sha = head(api, repo_id)
    api.create_branch(repo_id, branch="feature/x")

    for revision in (None, "feature/x"):
        found = api.resolve_revision(repo_id, revision=revision, cache_dir=tmp_path)
        assert (found, found.initial, found.resolved) == (revision or "main", revision, sha)

    refs = tmp_path / f"models--{repo_id.replace('/', '--')}" / "refs"
    assert (refs / "main").read_text() == (refs / "feature" / "x").read_text() == sha
    local = api.resolve_revision(repo_id, revision="feature/x", cache_dir=tmp_path, local_files_only=True)
    assert local.resolved == sha
    with pytest.raises(errors.RevisionResolutionError, match="'local_files_only=True' is set"):
        api.resolve_revision(repo_id, revision="other", cache_dir=tmp_path, local_files_only=True)


def test_what_is_resolved_is_not_asked_for(tmp_path: Path) -> None:
    nowhere = HfApi("http://127.0.0.1:9", "hf_x")
    resolved = ResolvedRevision(SHA, "v1", repo_id="user/name")

    assert nowhere.resolve_revision("user/name", revision=resolved, cache_dir=tmp_path) is resolved
    assert nowhere.resolve_revision("user/name", revision=SHA, cache_dir=tmp_path).resolved == SHA


def test_what_is_resolved_elsewhere_is_asked_for_again(api: HfApi, repo_id: str, tmp_path: Path) -> None:
    elsewhere = ResolvedRevision(SHA, None, repo_id="user/other")

    found = api.resolve_revision(repo_id, revision=elsewhere, cache_dir=tmp_path)

    assert found.resolved == head(api, repo_id) != SHA


def test_missing_revisions_are_not_looked_up_in_the_cache(api: HfApi, repo_id: str, tmp_path: Path) -> None:
    folder = tmp_path / f"models--{repo_id.replace('/', '--')}" / "refs"
    folder.mkdir(parents=True)
    (folder / "gone").write_text(SHA)

    with pytest.raises(errors.RevisionNotFoundError):
        api.resolve_revision(repo_id, revision="gone", cache_dir=tmp_path)
    with pytest.raises(errors.RepositoryNotFoundError):
        api.resolve_revision(repo_id + "x", cache_dir=tmp_path)


@respx.mock
@pytest.mark.parametrize("status", [500, 503])
def test_a_broken_hub_is_replaced_by_the_cache(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    route = respx.get(f"{HUB}/api/models/user/name").respond(status)
    api = HfApi(HUB, "hf_x")
    folder = tmp_path / "models--user--name" / "refs"
    folder.mkdir(parents=True)

    with FakeClock():
        with pytest.raises(errors.RevisionResolutionError, match=f"could not be reached .*{status}"):
            api.resolve_revision("user/name", cache_dir=tmp_path)
        patient = route.call_count
        (folder / "main").write_text(SHA)
        monkeypatch.setattr(logging.getLogger("huggingface_hub"), "propagate", True)
        found = api.resolve_revision("user/name", cache_dir=tmp_path)

    assert found.resolved == SHA
    # Who has an answer does not wait long for a better one.
    assert (patient > 1, route.call_count - patient) == (True, 1)
    assert "Using the cached commit hash of 'main' for 'user/name'" in caplog.text


def test_offline_the_cache_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    api = HfApi(HUB, "hf_x")

    with pytest.raises(errors.RevisionResolutionError, match="offline mode"):
        api.resolve_revision("user/name", cache_dir=tmp_path)


@respx.mock
def test_an_info_without_commit_is_refused(tmp_path: Path) -> None:
    respx.get(f"{HUB}/api/models/user/name").respond(json={"id": "user/name", "sha": "../../etc"})

    with pytest.raises(errors.HfHubHTTPError, match="does not say which commit"):
        HfApi(HUB, "hf_x").resolve_revision("user/name", cache_dir=tmp_path)
