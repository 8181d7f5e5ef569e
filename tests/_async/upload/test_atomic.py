"""Large folders as one visible change, and what an attempt that ended leaves to the next (P1, U6, U16). For both colours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._core.upload import folders, negotiation, series
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.discussions import DiscussionComment, DiscussionWithDetails
from tests.support.uploader import Uploader


COLOUR = "async" if "_async" in Path(__file__).parts else "blocking"
FILES = 100
MANY = 50


@pytest.fixture(autouse=True)
def small_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders of more than 50 files are large, and committed by 20."""
    monkeypatch.setattr(folders, "ONE_COMMIT_FILES", MANY)
    monkeypatch.setattr(negotiation.batches, "__defaults__", (20,))
    monkeypatch.setattr(series, "SCALE", (20,) * 10)


@pytest.fixture
def large(folder: Path) -> Path:
    for number in range(FILES):
        (folder / f"{number:03}.txt").write_text(f"content of {number}")
    return folder


class Ended(BaseException):
    """As Ctrl-C does: not an error of the upload."""


class Hindered(AsyncHfApi):
    """A client one of whose requests does not come through, or its answer does not come back."""

    def hinder(self, route: str, error: BaseException, *, nth: int = 1, before: bool = True) -> None:
        self._hindered: tuple[str, BaseException, list[bool], bool] = (
            route,
            error,
            [False] * (nth - 1) + [True],
            before,
        )

    async def send(self, method: str, url: str, **options: Any) -> Any:
        route, error, turns, before = self._hindered
        now = method == "POST" and url.partition("?")[0].endswith(route) and bool(turns) and turns.pop(0)
        if now and before:
            raise error
        response = await super().send(method, url, **options)
        if now:
            raise error
        return response


def hindered(hub: LocalHub, route: str, error: BaseException, *, nth: int = 1, before: bool = True) -> Hindered:
    client = Hindered(hub.url, hub.token)
    client.hinder(route, error, nth=nth, before=before)
    return client


async def upload(api: AsyncHfApi, repo: str, folder: Path, **options: Any) -> Any:
    return await api.upload_folder(repo_id=repo, folder_path=folder, atomic=True, **options)


async def pull_requests(api: AsyncHfApi, repo: str) -> list[DiscussionWithDetails]:
    found = [each.num async for each in api.get_repo_discussions(repo)]
    return [await api.get_discussion_details(repo, number) for number in sorted(found)]


def comments(details: DiscussionWithDetails) -> list[str]:
    return [event.content for event in details.events if isinstance(event, DiscussionComment)]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.txt")}


async def test_a_failure_closes_the_pull_request_and_the_next_upload_goes_on_in_it(
    hub: LocalHub, api: AsyncHfApi, large: Path, log: pytest.LogCaptureFixture
) -> None:
    repo = hub.new_repo()
    with pytest.raises(OSError, match="no network"):
        await upload(hindered(hub, "commit/refs%2Fpr%2F1", OSError("no network"), nth=3), repo, large)

    assert await api.list_repo_files(repo) == [".gitattributes"]
    [failed] = await pull_requests(api, repo)
    assert failed.status == "closed"
    assert "ended with an error (OSError)" in comments(failed)[-1]
    assert "Nothing of it is visible" in log.text
    assert len(set(await api.list_repo_files(repo, revision="refs/pr/1")) - {".gitattributes"}) == 40

    info = await upload(api, repo, large)

    [merged] = await pull_requests(api, repo)
    assert merged.status == "merged"
    assert names(large) <= set(await api.list_repo_files(repo))
    assert info.oid == merged.merge_commit_oid == (await api.list_repo_commits(repo))[0].commit_id
    assert (info.summary.changed, info.summary.unchanged) == (FILES, 0)
    assert len(await api.list_repo_commits(repo, revision="refs/pr/1")) == 1 + 2 + 3
    assert not (large / ".cache").exists()


async def test_P1_the_upload_after_a_kill_goes_on_in_the_same_pull_request(
    hub: LocalHub, api: AsyncHfApi, large: Path, tmp_path: Path
) -> None:
    repo = hub.new_repo()
    settings = {"path": large, "repo_id": repo, "colour": COLOUR, "token": hub.token, "many_files": MANY}
    with Uploader(
        tmp_path / "home", endpoint=hub.url, dies_after=3, arguments={"atomic": True}, **settings
    ) as uploader:
        assert uploader.finish() == -9, uploader.errors
    [left] = await pull_requests(api, repo)
    assert left.status == "draft"
    there = set(await api.list_repo_files(repo, revision="refs/pr/1")) - {".gitattributes"}
    assert 0 < len(there) < FILES

    info = await upload(api, repo, large)

    [merged] = await pull_requests(api, repo)
    assert merged.status == "merged"
    assert names(large) <= set(await api.list_repo_files(repo))
    assert info.summary.changed == FILES
    assert info.summary.kept == sum(len((large / name).read_bytes()) for name in there)


async def test_U16_an_upload_that_was_stopped_is_gone_on_with(
    hub: LocalHub, api: AsyncHfApi, large: Path, log: pytest.LogCaptureFixture
) -> None:
    repo = hub.new_repo()
    with pytest.raises(Ended):
        await upload(hindered(hub, "commit/refs%2Fpr%2F1", Ended(), nth=2), repo, large)
    [left] = await pull_requests(api, repo)
    assert left.status == "draft"
    assert "Pull request 1 has what was brought over until then" in log.text

    await upload(api, repo, large)

    assert [each.status for each in await pull_requests(api, repo)] == ["merged"]
    assert names(large) <= set(await api.list_repo_files(repo))


async def test_everything_was_brought_and_only_the_merge_is_missing(
    hub: LocalHub, api: AsyncHfApi, large: Path
) -> None:
    repo = hub.new_repo()
    with pytest.raises(Ended):
        await upload(hindered(hub, "discussions/1/merge", Ended()), repo, large)

    await upload(api, repo, large)

    assert [each.status for each in await pull_requests(api, repo)] == ["merged"]
    assert names(large) <= set(await api.list_repo_files(repo))


async def test_P1_a_pull_request_that_was_opened_but_not_noted_is_found_again(
    hub: LocalHub, api: AsyncHfApi, large: Path
) -> None:
    repo = hub.new_repo()
    await api.create_pull_request(repo, "Everything", description="somebody else's, of the same name")
    with pytest.raises(Ended):
        await upload(hindered(hub, "/discussions", Ended(), before=False), repo, large, commit_message="Everything")

    await upload(api, repo, large, commit_message="Everything")

    theirs, ours = await pull_requests(api, repo)
    assert (theirs.status, ours.status) == ("draft", "merged")
    assert names(large) <= set(await api.list_repo_files(repo))
    assert not (large / ".cache").exists()


async def test_P1_an_upload_that_ended_before_it_opened_a_pull_request_opens_one(
    hub: LocalHub, api: AsyncHfApi, large: Path
) -> None:
    repo = hub.new_repo()
    with pytest.raises(Ended):
        await upload(hindered(hub, "/discussions", Ended()), repo, large)
    with pytest.raises(OSError, match="no network"):
        await upload(hindered(hub, "/discussions", OSError("no network")), repo, large)

    await upload(api, repo, large)

    assert [each.status for each in await pull_requests(api, repo)] == ["merged"]


@pytest.mark.parametrize("how", [{"atomic": True}, {"create_pr": True}])
async def test_U6_a_pull_request_is_not_opened_twice_because_the_answer_was_lost(
    hub: LocalHub, api: AsyncHfApi, large: Path, how: dict[str, bool]
) -> None:
    repo = hub.new_repo()
    lost = errors.TRANSIENT[2]("Server disconnected without sending a response.")
    client = hindered(hub, "/discussions", lost, before=False)

    await client.upload_folder(repo_id=repo, folder_path=large, **how)

    [ours] = await pull_requests(api, repo)
    assert ours.status == ("merged" if "atomic" in how else "draft")
    assert names(large) <= set(await api.list_repo_files(repo, revision="refs/pr/1"))


async def test_a_message_that_is_no_title_of_a_pull_request_is_made_one(
    hub: LocalHub, api: AsyncHfApi, large: Path
) -> None:
    repo = hub.new_repo()

    await upload(api, repo, large, commit_message="v1\n\nAll that there is to say.")

    [ours] = await pull_requests(api, repo)
    assert (ours.status, ours.title) == ("merged", "Upload: v1")


async def test_U6_a_merge_whose_answer_was_lost_is_looked_up(hub: LocalHub, api: AsyncHfApi, large: Path) -> None:
    repo = hub.new_repo()
    lost = errors.TRANSIENT[2]("Server disconnected without sending a response.")

    info = await upload(hindered(hub, "discussions/1/merge", lost, before=False), repo, large)

    [merged] = await pull_requests(api, repo)
    assert merged.status == "merged"
    assert info.oid == merged.merge_commit_oid


async def test_U6_a_merge_that_is_refused_because_it_was_made_already_is_a_success(
    hub: LocalHub, api: AsyncHfApi, large: Path
) -> None:
    repo = hub.new_repo()
    request = httpx.Request("POST", hub.url)
    refusal = errors.HfHubHTTPError("merged already", response=httpx.Response(409, request=request))

    info = await upload(hindered(hub, "discussions/1/merge", refusal, before=False), repo, large)

    [merged] = await pull_requests(api, repo)
    assert info.oid == merged.merge_commit_oid


@pytest.mark.parametrize("what", ["somebody added a file", "a file is not wanted any more"])
async def test_what_the_upload_would_not_do_is_never_merged(
    hub: LocalHub, api: AsyncHfApi, large: Path, what: str
) -> None:
    repo = hub.new_repo()
    with pytest.raises(Ended):
        await upload(hindered(hub, "discussions/1/merge", Ended()), repo, large)
    if what == "somebody added a file":
        planted = [CommitOperationAdd("planted.py", b"x")]
        await api.create_commit(repo, planted, commit_message="m", revision="refs/pr/1")
    else:
        (large / "050.txt").unlink()

    await upload(api, repo, large)

    first, second = await pull_requests(api, repo)
    assert (first.status, second.status) == ("closed", "merged")
    assert "begins anew" in comments(first)[-1]
    assert set(await api.list_repo_files(repo)) == {".gitattributes", *names(large)}


async def test_what_is_ignored_by_now_is_not_merged_either(hub: LocalHub, api: AsyncHfApi, large: Path) -> None:
    repo = hub.new_repo()
    with pytest.raises(Ended):
        await upload(hindered(hub, "discussions/1/merge", Ended()), repo, large)
    (large / ".gitignore").write_text("05*.txt\n")

    with pytest.raises(errors.UploadFailedError, match="not to be committed any more"):
        await upload(api, repo, large)

    assert await api.list_repo_files(repo) == [".gitattributes"]
    await upload(api, repo, large)
    assert [each.status for each in await pull_requests(api, repo)] == ["closed", "merged"]
    left_out = {name for name in names(large) if name.startswith("05")}
    assert set(await api.list_repo_files(repo)) == {".gitattributes", ".gitignore", *names(large)} - left_out


async def test_files_that_others_change_meanwhile_stay_as_they_are(hub: LocalHub, api: AsyncHfApi, large: Path) -> None:
    repo = hub.new_repo()
    with pytest.raises(Ended):
        await upload(hindered(hub, "commit/refs%2Fpr%2F1", Ended(), nth=3), repo, large)
    await api.create_commit(repo, [CommitOperationAdd("theirs.txt", b"x")], commit_message="m")

    await upload(api, repo, large)

    assert [each.status for each in await pull_requests(api, repo)] == ["merged"]
    assert set(await api.list_repo_files(repo)) == {".gitattributes", "theirs.txt", *names(large)}


async def test_a_conflict_is_raised_and_the_next_upload_begins_anew(
    hub: LocalHub, api: AsyncHfApi, large: Path
) -> None:
    repo = hub.new_repo()
    with pytest.raises(Ended):
        await upload(hindered(hub, "discussions/1/merge", Ended()), repo, large)
    await api.create_commit(repo, [CommitOperationAdd("007.txt", b"theirs")], commit_message="m")
    with pytest.raises(errors.HfHubHTTPError, match="conflicts with"):
        await upload(api, repo, large)
    assert [each.status for each in await pull_requests(api, repo)] == ["closed"]

    await upload(api, repo, large)

    assert [each.status for each in await pull_requests(api, repo)] == ["closed", "merged"]
    assert names(large) <= set(await api.list_repo_files(repo))


async def test_what_was_deleted_already_is_not_deleted_again(hub: LocalHub, api: AsyncHfApi, large: Path) -> None:
    repo = hub.new_repo()
    old = [CommitOperationAdd("old/a.bin", b"old"), CommitOperationAdd("kept", b"kept")]
    await api.create_commit(repo, old, commit_message="old")
    with pytest.raises(Ended):
        await upload(hindered(hub, "commit/refs%2Fpr%2F1", Ended(), nth=3), repo, large, delete_patterns="*.bin")

    await upload(api, repo, large, delete_patterns="*.bin")

    assert [each.status for each in await pull_requests(api, repo)] == ["merged"]
    assert set(await api.list_repo_files(repo)) == {".gitattributes", "kept", *names(large)}


async def test_U8_a_parent_that_is_not_the_newest_commit_any_more_is_a_conflict(
    hub: LocalHub, api: AsyncHfApi, large: Path
) -> None:
    repo = hub.new_repo()
    parent = (await api.list_repo_commits(repo))[0].commit_id
    with pytest.raises(Ended):
        await upload(hindered(hub, "discussions/1/merge", Ended()), repo, large, parent_commit=parent)
    await api.create_commit(repo, [CommitOperationAdd("theirs.txt", b"x")], commit_message="m")

    with pytest.raises(errors.CommitConflictError):
        await upload(api, repo, large, parent_commit=parent)

    assert await api.list_repo_files(repo) == [".gitattributes", "theirs.txt"]
    assert [each.status for each in await pull_requests(api, repo)] == ["closed", "closed"]


async def test_files_that_vanish_keep_all_of_it_from_being_visible(
    hub: LocalHub, api: AsyncHfApi, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = hub.new_repo()
    original = folders.FolderContent.readable

    def vanish(self: folders.FolderContent, wanted: list[str]) -> object:
        if "093.txt" in wanted:
            (large / "093.txt").unlink()
        return original(self, wanted)

    with monkeypatch.context() as patch:
        patch.setattr(folders.FolderContent, "readable", vanish)
        with pytest.raises(errors.UploadFailedError, match="Nothing of it is visible") as caught:
            await upload(api, repo, large)

    assert list(caught.value.failures) == ["093.txt"]
    assert await api.list_repo_files(repo) == [".gitattributes"]
    assert [each.status for each in await pull_requests(api, repo)] == ["closed"]
    await upload(api, repo, large)
    assert names(large) <= set(await api.list_repo_files(repo))
