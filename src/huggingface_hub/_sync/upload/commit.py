# Generated from src/huggingface_hub/_async/upload/commit.py: edit that file, not this one, then run `python -m codegen`.

"""Commits: everything is brought to the Hub first, then one request makes it visible, or nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from huggingface_hub._core import progress, retry, wire
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.upload import atomic, checks, commits, outcomes, plans, selection, transfers
from huggingface_hub._core.upload.journal import Journals
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub._core.upload.plans import CommitPlan
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._core.xet import fallback
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub._sync.upload import pull_requests
from huggingface_hub._sync.upload.copies import paths_info, resolve_copies
from huggingface_hub._sync.upload.lfs import upload_additions
from huggingface_hub._sync.upload.preupload import negotiate, validate_card
from huggingface_hub._sync.xet import upload as xet
from huggingface_hub.types.commits import CommitInfo


logger = get_logger(__name__)


def commit_operations(client: HubClient, plan: CommitPlan, *, token: Token, num_threads: int) -> CommitInfo:
    """
    Make a commit of some operations.

    Raises:
        CommitConflictError: Somebody else committed first.
        CommitOutcomeUnknownError: The connection broke, and it can't be told whether the commit was applied.
        UploadFailedError: Files could not be uploaded; nothing was committed.
        RepositoryNotFoundError: No such repository, or no access to it.
    """
    bar = progress.NO_BAR
    try:
        bar = _bring(client, plan, token=token, num_threads=num_threads)
        plan.copies = resolve_copies(client, plan.target, plan.operations, token=token)
        dropped = runtime.to_thread(plans.drop_needless, plan)
        plans.log_dropped(plan, dropped)
        if plan.operations or plan.failures:
            info = CommitSender(client, plan, token=token).send()
        else:
            plans.log_nothing_modified()
            info = current_commit(client, plan, token=token)
        runtime.to_thread(plan.journals.finish)
        bar.update(plans.shown_by_commit(plan.additions))
        return plan.finished(info)
    except errors.HfHubHTTPError as error:
        outcomes.add_hints(error, plan.operations)
        raise
    finally:
        bar.close()
        plan.journals.close()


def _bring(client: HubClient, plan: CommitPlan, *, token: Token, num_threads: int) -> progress.Bar:
    additions = checks.additions_of(plan.operations)
    with runtime.TaskGroup() as group:
        for addition in [] if xet.is_possible(client) else selection.surely_lfs(additions):
            group.start(_hash_ahead, addition, plan.journals)
        # Making the first request keeps the interpreter busy for a while: let hashing begin before.
        runtime.checkpoint()
        validate_card(client, plan.target, additions, token=token)
        negotiate(client, plan.target, additions, token=token)
    bar = plan.control.open_bar(additions)
    try:
        upload_additions(
            client,
            plan.target,
            additions,
            token=token,
            num_threads=num_threads,
            journals=plan.journals,
            control=plan.control,
            bar=bar,
            failures=plan.failures,
        )
    except BaseException:
        bar.close()
        raise
    return bar


def _hash_ahead(addition: CommitOperationAdd, journals: Journals) -> None:
    """Hash a file while the Hub is asked about it."""
    # What goes wrong does so again where that is reported.
    with suppress(Exception):
        runtime.to_thread(transfers.ensure_hashed, addition, journals)


def current_commit(client: HubClient, plan: CommitPlan, *, token: Token) -> CommitInfo:
    """The newest commit of the branch, as the result of a plan that had nothing to do."""
    target = plan.target
    response = client.send("GET", target.api("revision"), token=token)
    sha = wire.json_of(response, dict).get("sha")
    if not isinstance(sha, str):
        raise errors.UploadProtocolError(f"The Hub's answer about '{target.revision}' has no commit hash.")
    return plan.at(sha, client.endpoint)


class CommitSender:
    """
    Sends one commit, and finds out what became of it if the answer does not arrive.

    Args:
        client: How to reach the Hub.
        plan: What to commit; everything that it refers to is on the Hub.
        token: For all requests.
    """

    def __init__(self, client: HubClient, plan: CommitPlan, *, token: Token) -> None:
        self._client = client
        self._plan = plan
        self._token = token
        self._began = 0.0

    def send(self) -> CommitInfo:
        """
        Make the commit.

        Raises:
            CommitConflictError: Somebody else committed first.
            CommitOutcomeUnknownError: It can't be told whether the commit was applied.
        """
        body = commits.CommitBody()
        try:
            self._write(body)
            if not self._plan.has_lines(body):
                return current_commit(self._client, self._plan, token=self._token)
            return self._send_until_known(body)
        finally:
            with runtime.shield():
                runtime.to_thread(body.discard)

    def _write(self, body: commits.CommitBody) -> None:
        """Write the lines; files that have another size by now are negotiated again, as they may have to go to LFS."""
        for look in range(plans.LOOKS, 0, -1):
            changed = runtime.to_thread(self._plan.write, body, once_more=look > 1)
            again = runtime.to_thread(self._plan.look_again, changed)
            if not changed:
                return
            negotiate(self._client, self._plan.target, again, token=self._token)
            upload_additions(
                self._client,
                self._plan.target,
                again,
                token=self._token,
                journals=self._plan.journals,
                failures=self._plan.failures,
            )
            runtime.to_thread(plans.drop_needless, self._plan)

    def _send_until_known(self, body: commits.CommitBody) -> CommitInfo:
        schedule = retry.DEFAULT.start(now=runtime.monotonic(), random=_spread)
        doubtful = False
        head: str | None = None
        given = self._plan.parent_commit
        self._began = atomic.now()
        conflicts: list[str] = []
        while True:
            try:
                return self._post(body)
            except Exception as error:
                reaction = outcomes.reaction(error)
                if reaction == "raise":
                    raise
                problem = error
            if reaction == "look" or doubtful:
                found, head = self._search(body, problem, schedule)
                if found is not None:
                    return found
                doubtful = True
            if reaction == "conflict":
                if given is None and head is not None and len(conflicts) < outcomes.MAX_REBASES:
                    # The caller named no parent: it was ours, which has done what it was for.
                    follow = head
                else:
                    follow = given = self._head_to_follow(problem, given, len(conflicts))
                conflicts.append(follow)
                self._plan.parent_commit = follow
                runtime.to_thread(self._plan.write, body, plans.IN_DOUBT if doubtful else plans.NOTHING_COMMITTED)
                continue
            pause = outcomes.pause(problem, schedule, now=runtime.monotonic())
            if pause is None or (doubtful and not outcomes.can_repeat(problem, head)):
                outcomes.give_up(problem, self._plan.target, doubtful=doubtful)
            logger.warning("The commit failed (%s); trying again in %.1f s.", fallback.first_line(problem), pause)
            runtime.sleep(pause)
            if doubtful:
                # Should the lost attempt be applied after all, then this one is refused: never both.
                self._plan.parent_commit = given or head
                runtime.to_thread(self._plan.write, body, plans.IN_DOUBT)
            elif reaction == "later" and (found := self._look_before_repeating(body, problem)) is not None:
                return found

    def _post(self, body: commits.CommitBody) -> CommitInfo:
        target = self._plan.target
        response = self._client.send(
            "POST",
            target.api("commit"),
            params={**target.params, "hot_reload": "1" if self._plan.hot_reload else None},
            content=body.content,
            headers={"Content-Type": "application/x-ndjson"},
            token=self._token,
            retry=retry.BY_CALLER,
            timeout=self._client.timeouts.patient(outcomes.COMMIT_TIMEOUTS),
            endpoint_name="commit",
        )
        return self._plan.read(wire.json_of(response), self._client.endpoint)

    def _search(
        self, body: commits.CommitBody, problem: Exception, schedule: retry.Schedule
    ) -> tuple[CommitInfo | None, str | None]:
        """As `_find`, as long as the Hub may still be at work on the commit."""
        while True:
            try:
                if not self._can_be_found(body):
                    raise problem
                found, head = self._find(body)
            except Exception as error:
                raise outcomes.unknown(problem, self._plan.target) from error
            if found is not None or not outcomes.may_still_land(problem):
                return found, head
            pause = schedule.after_error(now=runtime.monotonic())
            if pause is None:
                return None, head
            runtime.sleep(pause)

    def _look_before_repeating(self, body: commits.CommitBody, problem: Exception) -> CommitInfo | None:
        """
        The commit, should the Hub have applied what it said to have had no time for.

        Raises:
            HfHubHTTPError: What it said, if the branch can't be looked at now: the commit may be made twice then.
        """
        if not self._can_be_found(body):
            return None
        try:
            found, _ = self._find(body)
        except Exception as error:
            if outcomes.is_no_route(error):
                # A mirror may have no such thing, and yet be a Hub to commit to.
                return None
            raise problem from error
        return found

    def _can_be_found(self, body: commits.CommitBody) -> bool:
        # Something has to tell the commit from others.
        return bool(self._expected(body).paths())

    def _expected(self, body: commits.CommitBody) -> commits.Expectation:
        return commits.expectation(self._plan.operations, body, self._plan.message)

    def _find(self, body: commits.CommitBody) -> tuple[CommitInfo | None, str | None]:
        """The commit, if the branch shows that it was applied, and the newest commit of the branch."""
        plan, expected = self._plan, self._expected(body)
        if plan.target.create_pr:
            return self._find_pull_request(expected), None
        history = self._history()
        head = outcomes.head_of(history)
        chosen = commits.candidates(history, expected.title, plan.parent_commit)
        if head is None or not chosen:
            return None, head
        newest = self._entries(expected, head)
        if expected.is_untouched(newest):
            return None, head
        for oid in chosen:
            if expected.is_met(newest if oid == head else self._entries(expected, oid)):
                logger.warning("The answer to the commit was lost, but the branch shows that it was applied.")
                return plan.found(oid, self._client.endpoint), oid
        return None, head

    def _find_pull_request(self, expected: commits.Expectation) -> CommitInfo | None:
        """The pull request that the commit has opened: it has its title, what it brings, and the right age."""
        target = self._plan.target
        found = pull_requests.newest(self._client, target, token=self._token)
        for each in atomic.may_be_ours(found, expected.title, self._began):
            place = pull_requests.pull_request_target(target, each.num)
            head = outcomes.head_of(self._history(place))
            if head is not None and expected.is_met(self._entries(expected, head)):
                logger.warning(
                    "The answer to the commit was lost, but pull request %d shows that it was made.", each.num
                )
                info = self._plan.found(head, self._client.endpoint)
                return info.of_pull_request(f"{info.repo_url.url}/discussions/{each.num}")
        return None

    def _entries(self, expected: commits.Expectation, revision: str) -> dict[str, dict[str, Any]]:
        return paths_info(self._client, self._plan.target, expected.paths(), revision=revision, token=self._token)

    def _history(self, target: CommitTarget | None = None) -> Any:
        target = target or self._plan.target
        response = self._client.send("GET", target.api("commits"), token=self._token, retry=retry.DEFAULT)
        return wire.json_of(response, list)

    def _head_to_follow(self, problem: Exception, parent: str | None, tries: int) -> str:
        """
        The commit that somebody else made first, if it left alone what we change and the caller wants to follow it.

        Raises:
            CommitConflictError: It did not, or the caller does not.
        """
        assert isinstance(problem, errors.HfHubHTTPError)
        plan = self._plan
        try:
            head = outcomes.head_of(self._history())
        except errors.HfHubHTTPError:
            head = None
        if head is None or parent is None or not plan.rebase or tries >= outcomes.MAX_REBASES:
            raise outcomes.conflict(problem, plan.target, head) from problem
        paths = plans.touched_paths(plan)
        before = paths_info(self._client, plan.target, paths, revision=parent, token=self._token)
        after = paths_info(self._client, plan.target, paths, revision=head, token=self._token)
        if changed := outcomes.changed_paths(before, after):
            raise outcomes.conflict(problem, plan.target, head, changed) from problem
        logger.info("Somebody else committed %s first, to other files; committing after it.", head)
        return head


def _spread() -> float:
    return runtime.random_uniform(0.0, 1.0)
