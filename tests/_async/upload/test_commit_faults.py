"""Rows U, S and L of the fault matrix: commits whose fate is not certain, and where the token goes. For both colours."""

from __future__ import annotations

import hashlib
import logging
import random
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._core.upload.operations import (
    CommitOperation,
    CommitOperationAdd,
    CommitOperationCopy,
    CommitOperationDelete,
)
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.local_hub import LocalHub
from tests.support import upload_server as faults
from tests.support.clock import FakeClock
from tests.support.stopwatch import Stopwatch
from tests.support.upload_server import REPO, UploadHub


TOKEN = "hf_" + "secretsecretsecret"
BIG = random.Random(1).randbytes(10_500)
OID = hashlib.sha256(BIG).hexdigest()


class LosesAnswers(AsyncHfApi):
    """A client that does not hear of some commits that it makes."""

    loses = 0

    async def send(self, method: str, url: str, **options: Any) -> Any:
        response = await super().send(method, url, **options)
        if "/commit/" in url and self.loses > 0:
            self.loses = 0
            raise errors.TRANSIENT[2]("Server disconnected without sending a response.")
        return response


def client(hub: UploadHub) -> AsyncHfApi:
    return AsyncHfApi(hub.url, TOKEN)


async def upload(hub: UploadHub, content: bytes | Path = BIG, name: str = "a.bin") -> None:
    await client(hub).upload_file(path_or_fileobj=content, path_in_repo=name, repo_id=REPO)


# --- commits ---


def apply_and_refuse(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
    """Make the commit, and say that there was no time for it."""
    hub.apply(seen)
    return connection.answer(b"{}", status="429 Too Many Requests") or True


async def test_U6_a_commit_whose_answer_was_lost_is_found(clock: FakeClock) -> None:
    with UploadHub() as hub:
        hub.script("commit", faults.lose_answer)

        info = await client(hub).upload_file(path_or_fileobj=BIG, path_in_repo="a.bin", repo_id=REPO)

        assert info.oid == hub.history[-1][0]
        assert len(hub.history) == 2
        assert len(hub.to("commit")) == 1
        assert str(info) == f"{hub.url}/{REPO}/commit/{info.oid}"


async def test_U6_a_commit_that_was_not_applied_is_repeated_so_that_it_cannot_be_applied_twice(
    clock: FakeClock,
) -> None:
    with UploadHub() as hub:
        hub.script("commit", faults.reset)

        await upload(hub)

        assert len(hub.history) == 2
        headers = [faults.json.loads(seen.body.splitlines()[0])["value"] for seen in hub.to("commit")]
        assert [header.get("parentCommit") for header in headers] == [None, "0" * 40]


async def test_U6_a_commit_that_lands_during_the_search_is_found_after_the_conflict(clock: FakeClock) -> None:
    with UploadHub() as hub:
        late: list[faults.Seen] = []

        def keep(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
            late.append(seen)
            connection.sock.close()
            return True

        hub.script("commit", keep, faults.first(lambda: hub.apply(late[0])))

        await upload(hub)

        assert len(hub.history) == 2
        assert len(hub.to("commit")) == 2


async def test_U6_an_outcome_that_nobody_knows_is_a_typed_error(clock: FakeClock) -> None:
    with UploadHub() as hub:
        hub.script("commit", faults.status("504 Gateway Timeout"))

        with pytest.raises(errors.CommitOutcomeUnknownError, match="history of 'main'"):
            await upload(hub)

        assert len(hub.to("commit")) == 1


async def test_U6_a_lost_pull_request_is_not_opened_twice(clock: FakeClock) -> None:
    with UploadHub() as hub:
        hub.script("commit", faults.lose_answer)

        with pytest.raises(errors.CommitOutcomeUnknownError, match="pull requests"):
            await client(hub).upload_file(path_or_fileobj=BIG, path_in_repo="a", repo_id=REPO, create_pr=True)

        assert len(hub.to("commit")) == 1


async def test_U6_a_pull_request_whose_answer_was_lost_is_found(clock: FakeClock, hub: LocalHub, repo: str) -> None:
    api = LosesAnswers(hub.url, hub.token)
    theirs = [CommitOperationAdd("a", b"theirs")]
    await api.create_commit(repo, theirs, commit_message="Better", create_pr=True)
    api.loses = 1

    info = await api.create_commit(repo, [CommitOperationAdd("a", b"ours")], commit_message="Better", create_pr=True)

    assert (info.pr_num, info.pr_url) == (2, f"{hub.url}/{repo}/discussions/2")
    assert (await api.list_repo_commits(repo, revision="refs/pr/2"))[0].commit_id == info.oid
    assert len([each async for each in api.get_repo_discussions(repo)]) == 2


async def test_U6_another_commit_with_the_same_title_is_not_taken_for_ours(clock: FakeClock) -> None:
    with UploadHub() as hub:
        await client(hub).create_commit(REPO, [CommitOperationAdd("a", b"1")], commit_message="same")
        hub.script("commit", faults.reset)

        await client(hub).create_commit(REPO, [CommitOperationAdd("a", b"2")], commit_message="same")

        assert len(hub.history) == 3


async def test_U6_an_older_commit_of_the_same_content_is_not_taken_for_ours(clock: FakeClock) -> None:
    with UploadHub() as hub:
        for content in (b"1", b"2"):
            await upload(hub, content, "a")
        hub.script("commit", faults.reset)

        await upload(hub, b"1", "a")

        assert [files for _, _, files in hub.history[1:]] == [hub.history[1][2], hub.history[2][2], hub.history[1][2]]


async def test_U6_an_older_deletion_is_not_taken_for_ours(clock: FakeClock) -> None:
    with UploadHub() as hub:
        for _ in range(2):
            await upload(hub, b"1", "a")
            hub.script("commit", faults.reset)
            await client(hub).delete_file("a", REPO)

        assert hub.files == {}
        assert len(hub.history) == 5


async def test_U6_an_older_copy_is_not_taken_for_ours(clock: FakeClock) -> None:
    with UploadHub() as hub:
        await upload(hub, BIG, "a")
        await upload(hub, BIG + b"2", "b")
        for source in ("a", "b", "a"):
            hub.script("commit", faults.reset)
            await client(hub).create_commit(REPO, [CommitOperationCopy(source, "c")], commit_message="copy")

        assert hub.files["c"] == (OID, True)
        assert len(hub.history) == 6


async def test_U6_our_commit_is_found_below_a_later_one_to_the_same_file(clock: FakeClock) -> None:
    with UploadHub() as hub:
        theirs = lambda: hub.history.append(("f" * 40, "theirs", {"a": ("0" * 40, False)}))  # noqa: E731
        hub.script("commit", faults.after(theirs))

        info = await client(hub).upload_file(path_or_fileobj=b"1", path_in_repo="a", repo_id=REPO)

        assert info.oid == hub.history[-2][0]
        assert len(hub.to("commit")) == 1


async def test_U6_a_folder_that_was_replaced_is_recognised(clock: FakeClock, hub: LocalHub, repo: str) -> None:
    api = LosesAnswers(hub.url, hub.token)
    await api.create_commit(repo, [CommitOperationAdd("d/old", b"1")], commit_message="m")
    before = len(await api.list_repo_commits(repo))
    api.loses = 1

    await api.create_commit(repo, [CommitOperationDelete("d/"), CommitOperationAdd("d/new", b"2")], commit_message="m")

    assert len(await api.list_repo_commits(repo)) == before + 1
    assert "d/old" not in await api.list_repo_files(repo)


async def test_U6_a_commit_that_the_hub_still_works_on_is_waited_for(clock: FakeClock) -> None:
    with UploadHub() as hub:
        late: list[faults.Seen] = []

        def keep(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
            late.append(seen)
            return connection.answer(b"{}", status="504 Gateway Timeout") or True

        hub.script("commit", keep)
        hub.script("commits", faults.go_on, faults.go_on, faults.first(lambda: hub.apply(late[0])))

        info = await client(hub).upload_file(path_or_fileobj=b"1", path_in_repo="a", repo_id=REPO)

        assert info.oid == hub.history[-1][0]
        assert len(hub.to("commit")) == 1


async def test_U6_a_repetition_keeps_to_the_parent_that_the_caller_gave(clock: FakeClock) -> None:
    with UploadHub() as hub:

        def overtake(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
            hub.history.append(("f" * 40, "theirs", {}))
            connection.sock.close()
            return True

        hub.script("commit", overtake)

        with pytest.raises(errors.CommitConflictError, match="f" * 40):
            await client(hub).upload_file(path_or_fileobj=b"x", path_in_repo="a", repo_id=REPO, parent_commit="0" * 40)

        assert len(hub.history) == 2


@pytest.mark.parametrize("times", [1, 3])
async def test_U15_a_repetition_follows_others_if_the_caller_named_no_parent(clock: FakeClock, times: int) -> None:
    with UploadHub() as hub:

        def overtake(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
            number = len(hub.history)
            hub.history.append((f"{number:x}" * 40, "theirs", {**hub.files, f"other{number}": ("0" * 40, False)}))
            return False

        hub.script("commit", faults.reset, *[overtake] * times)

        await upload(hub, b"x", "a")

        assert set(hub.files) == {"a", *(f"other{n + 1}" for n in range(times))}
        assert len(hub.history) == 2 + times


async def test_U15_others_who_are_always_first_are_a_conflict_in_the_end(clock: FakeClock) -> None:
    with UploadHub() as hub:

        def overtake(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
            hub.history.append((f"{len(hub.history):x}" * 40, "theirs", {}))
            return False

        hub.script("commit", faults.reset, *[overtake] * 10)

        with pytest.raises(errors.CommitConflictError):
            await upload(hub, b"x", "a")

        assert len(hub.to("commit")) == 7


async def test_U8_a_conflict_names_the_new_head() -> None:
    with UploadHub() as hub:
        await upload(hub, b"theirs", "other")

        with pytest.raises(errors.CommitConflictError, match=hub.history[-1][0]) as caught:
            await client(hub).upload_file(
                path_or_fileobj=b"ours", path_in_repo="a", repo_id=REPO, parent_commit="0" * 40
            )

        assert caught.value.head == hub.history[-1][0]
        assert isinstance(caught.value, errors.HfHubHTTPError)
        assert len(hub.to("commit")) == 2


async def test_U9_a_server_error_after_the_commit_is_looked_up(clock: FakeClock) -> None:
    def fail_late(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
        hub.apply(seen)
        return connection.answer(b"{}", status="500 Oops")

    with UploadHub() as hub:
        hub.script("commit", fail_late)

        await upload(hub)

        assert len(hub.history) == 2


async def test_U9_a_server_error_without_a_commit_is_raised_as_it_is(clock: FakeClock) -> None:
    with UploadHub() as hub:
        hub.script("commit", faults.status("500 Oops", '{"error": "database is down"}'))

        with pytest.raises(errors.HfHubHTTPError, match="database is down"):
            await upload(hub)

        assert len(hub.history) == 1


async def test_U6_deletions_and_copies_are_recognised_too(clock: FakeClock) -> None:
    with UploadHub() as hub:
        await upload(hub, b"small", "a")
        await upload(hub, BIG, "b")
        hub.script("commit", faults.lose_answer)
        operations: list[CommitOperation] = [CommitOperationDelete("a"), CommitOperationCopy("b", "c")]

        info = await client(hub).create_commit(REPO, operations, commit_message="m")

        assert info.oid == hub.history[-1][0]
        assert hub.files == {"b": (OID, True), "c": (OID, True)}


async def test_N15_a_commit_that_the_hub_has_no_time_for_is_repeated(clock: FakeClock) -> None:
    with UploadHub() as hub:
        hub.script("commit", faults.status("429 Too Many Requests", headers="Retry-After: 7\r\n"))

        await upload(hub)

        assert len(hub.history) == 2
        assert 7 <= clock.slept[0] <= 8


async def test_U6_a_commit_that_was_applied_although_the_hub_said_to_come_later_is_found(clock: FakeClock) -> None:
    with UploadHub() as hub:
        hub.script("commit", apply_and_refuse)

        info = await client(hub).upload_file(path_or_fileobj=BIG, path_in_repo="a.bin", repo_id=REPO)

        assert info.oid == hub.history[-1][0]
        assert len(hub.history) == 2


async def test_U6_what_the_hub_refused_is_not_sent_again_while_its_branch_cannot_be_looked_at(clock: FakeClock) -> None:
    with UploadHub() as hub:
        hub.script("commit", apply_and_refuse)
        hub.script("commits", *[faults.status("503 Busy")] * 6)

        with pytest.raises(errors.HfHubHTTPError, match="429"):
            await upload(hub)

        assert len(hub.history) == 2


async def test_N15_a_hub_without_a_history_is_committed_to_later_all_the_same(clock: FakeClock) -> None:
    with UploadHub() as hub:
        hub.script("commit", faults.status("429 Too Many Requests"))
        hub.script("commits", faults.status("404 Not Found"))

        await upload(hub)

        assert len(hub.history) == 2


async def test_N15_a_commit_that_comes_later_need_not_follow_the_branch_as_it_was(clock: FakeClock) -> None:
    with UploadHub() as hub:

        def overtake(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
            hub.history.append(("f" * 40, "theirs", {"other": ("0" * 40, False)}))
            return connection.answer(b"{}", status="429 Too Many Requests") or True

        hub.script("commit", overtake)

        await upload(hub)

        assert set(hub.files) == {"a.bin", "other"}


async def test_N15_a_hub_that_never_has_time_is_told_about(clock: FakeClock) -> None:
    with UploadHub() as hub:
        hub.script("commit", *[faults.status("429 Too Many Requests", '{"error": "slow down"}')] * 10)

        with pytest.raises(errors.HfHubHTTPError, match="slow down"):
            await upload(hub)

        assert len(hub.to("commit")) == 6


async def test_N15_a_pull_request_that_comes_later_is_opened_all_the_same(clock: FakeClock) -> None:
    with UploadHub() as hub:
        hub.script("commit", faults.status("429 Too Many Requests"), faults.status("403 Forbidden"))

        with pytest.raises(errors.HfHubHTTPError, match="403"):
            await client(hub).upload_file(path_or_fileobj=BIG, path_in_repo="a", repo_id=REPO, create_pr=True)

        assert len(hub.to("commit")) == 2


@pytest.mark.parametrize("route", ["preupload", "batch", "put", "commit"])
async def test_U16_an_upload_ends_as_soon_as_its_time_is_over(route: str) -> None:
    def stall(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
        connection.wait_for_end()
        return True

    with UploadHub() as hub:
        hub.script(route, stall)
        watch = Stopwatch()

        with pytest.raises(TimeoutError):
            async with runtime.fail_after(0.2):
                await upload(hub)

        assert watch.seconds < 2
        assert len(hub.history) == 1


@respx.mock
async def test_a_card_is_looked_at_again_when_the_hub_has_no_time_for_it(clock: FakeClock) -> None:
    hub = "https://huggingface.co"
    looked = respx.post(f"{hub}/api/validate-yaml").mock(
        side_effect=[httpx.Response(503), httpx.Response(200, json={"errors": [], "warnings": []})]
    )
    decision = {"path": "README.md", "uploadMode": "regular", "shouldIgnore": False}
    respx.post(f"{hub}/api/models/{REPO}/preupload/main").respond(json={"files": [decision]})
    commit = {"commitUrl": f"{hub}/{REPO}/commit/{'a' * 40}", "commitOid": "a" * 40}
    respx.post(f"{hub}/api/models/{REPO}/commit/main").respond(json=commit)

    await AsyncHfApi(hub, TOKEN).upload_file(path_or_fileobj=b"# Card", path_in_repo="README.md", repo_id=REPO)

    assert looked.call_count == 2


async def test_L2_signatures_of_upload_addresses_are_in_no_log_and_no_error(
    clock: FakeClock, log: pytest.LogCaptureFixture
) -> None:
    with UploadHub() as hub, log.at_level(logging.DEBUG, "huggingface_hub"):
        hub.script("put", faults.status("503 Busy"), *[faults.status("403 Forbidden")] * 3)

        with pytest.raises(errors.UploadFailedError) as caught:
            await upload(hub)

        logged = [record.getMessage() for record in log.records if record.name.startswith("huggingface_hub")]
        shown = f"{caught.value!r} {caught.value.__cause__} {logged}"
        assert "trying again" in shown
        assert "secret1" not in shown
        assert TOKEN not in shown
