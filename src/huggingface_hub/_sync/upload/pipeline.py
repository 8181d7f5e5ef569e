# Generated from src/huggingface_hub/_async/upload/pipeline.py: edit that file, not this one, then run `python -m codegen`.

"""Large folders: files are hashed, uploaded and committed at the same time, in as many commits as the Hub likes."""

from __future__ import annotations

from huggingface_hub._core import progress
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.upload import checks, folders, negotiation, plans, series, transfers
from huggingface_hub._core.upload.folders import FolderContent, FolderUpload
from huggingface_hub._core.upload.journal import Journals
from huggingface_hub._core.upload.operations import CommitOperation, CommitOperationAdd, CommitOperationDelete
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub._sync.upload.atomic import AtomicChange
from huggingface_hub._sync.upload.commit import CommitSender, current_commit
from huggingface_hub._sync.upload.copies import paths_info
from huggingface_hub._sync.upload.lfs import upload_additions
from huggingface_hub._sync.upload.preupload import negotiate, validate_card
from huggingface_hub._sync.upload.pull_requests import open_pull_request, pull_request_target
from huggingface_hub.types.commits import CommitInfo


logger = get_logger(__name__)

_GROUPS_AT_ONCE = 3
_PAUSE_BEFORE_LOOKING = 5.0


class FolderPipeline:
    """
    Uploads a folder in several commits, or in one visible change that consists of them.

    Only the files of a few commits are in memory at any time, however many the folder has.

    Args:
        client: How to reach the Hub.
        job: What the caller wants.
        target: Where it goes.
        content: What the folder has.
        token: For all requests.
    """

    def __init__(
        self, client: HubClient, job: FolderUpload, target: CommitTarget, content: FolderContent, *, token: Token
    ) -> None:
        self._client = client
        self._job = job
        self._branch = self._target = target
        self._content = content
        self._token = token
        self._journals = Journals(job.folder_path)
        self._series = series.Series(job.message, job.parent_commit)
        self._bar = progress.NO_BAR
        self._failures: dict[str, Exception] = {}
        self._change: AtomicChange | None = None
        if job.atomic and not target.create_pr:
            self._change = AtomicChange(client, job, target, content, self._journals.of_folder, token=token)

    def run(self) -> CommitInfo:
        """
        Upload the folder.

        Returns:
            The last commit; with `atomic`, the one that made everything visible.

        Raises:
            UploadFailedError: The Hub refused a file, or some can't be read any more, of which the others were committed.
            CommitConflictError: Somebody else committed after `parent_commit`.
        """
        self._bar = folders.open_bar(self._job, self._content)
        try:
            if self._change is not None and self._change.resume():
                # What is there is as good as committed: the Hub is asked what is missing.
                self._target, self._series.parent_commit = self._change.target, None
            self._bring_all()
            transfers.raise_failures(self._failures, self._situation())
            info = self._finish()
            info.summary = self._series.summary
            runtime.to_thread(self._journals.finish)
            return info
        except Exception as error:
            if self._change is not None:
                self._change.fail(error)
            if not self._failures and (self._series.last is not None or self._series.pull_request is not None):
                logger.warning("The upload failed on its way. %s", self._situation())
            raise
        except BaseException:
            if self._change is not None:
                self._change.stop()
            elif self._series.last is not None:
                logger.warning("The upload was stopped. %s", self._situation())
            raise
        finally:
            self._bar.close()
            self._journals.close()

    def _bring_all(self) -> None:
        special = runtime.to_thread(self._content.special_files)
        validate_card(self._client, self._target, special, token=self._token)
        gitignore = runtime.to_thread(checks.gitignore_of, special)

        def bring(names: list[str]) -> tuple[list[CommitOperationAdd], dict[str, Exception]]:
            additions, failures = runtime.to_thread(self._content.readable, names)
            negotiate(self._client, self._target, additions, token=self._token, gitignore=gitignore)
            upload_additions(
                self._client,
                self._target,
                additions,
                token=self._token,
                journals=self._journals,
                control=self._job.control,
                bar=self._bar,
                failures=failures,
            )
            return [each for each in additions if each.path_in_repo not in failures], failures

        self._series.add(self._content.deletions, now=runtime.monotonic())
        groups = negotiation.batches(self._content.names)
        with runtime.closing(runtime.as_completed(bring, groups, limit=_GROUPS_AT_ONCE)) as brought:
            for _, (additions, failures) in brought:
                self._failures.update(failures)
                self._series.add(additions, now=runtime.monotonic())
                # Meanwhile the next groups are on their way, but no more than that.
                if self._series.is_due(now=runtime.monotonic()):
                    self._commit(self._series.take())
        self._commit(self._series.take())

    def _commit(self, operations: list[CommitOperation]) -> None:
        """Commit what is not there yet; in smaller commits if that is too much for the Hub."""
        plan = plans.CommitPlan(
            self._target, operations, self._series.title, self._job.description or "", self._series.parent
        )
        plan.rebase, plan.partial = self._job.rebase, True
        dropped = runtime.to_thread(plans.drop_needless, plan)
        plans.log_dropped(plan, dropped)
        if plan.operations:
            plan.target = self._place()
            self._commit_or_split(plan)
        self._failures.update(plan.failures)
        if self._change is not None:
            self._change.check_left_out(plans.ignored_paths(plan))
        self._series.did(plan.summary())
        self._bar.update(plans.shown_by_commit(plan.additions))

    def _commit_or_split(self, plan: plans.CommitPlan) -> None:
        began = runtime.monotonic()
        files = len(plan.operations)
        try:
            info = CommitSender(self._client, plan, token=self._token).send()
        except Exception as error:
            if not self._series.can_split(error, plan.operations):
                raise
            self._series.size.failed()
            logger.warning("A commit of %d files failed (%r); trying smaller ones.", files, error)
        else:
            self._series.committed(info, files, runtime.monotonic() - began)
            return
        applied = self._look_again(plan)
        if applied:
            self._series.was_applied()
        for part in list(negotiation.batches(plan.hand_on(), self._series.size.files)):
            self._commit(part)
        self._series.made_visible(applied)

    def _look_again(self, plan: plans.CommitPlan) -> int:
        """
        Leave out deletions that a commit has made that was taken for failed: nothing is committed twice.

        Returns:
            How many files it has brought, which the next commit will leave out.
        """
        runtime.sleep(_PAUSE_BEFORE_LOOKING)
        additions = series.look_again(plan.operations)
        negotiate(self._client, plan.target, additions, token=self._token)
        deletions = [op.path_in_repo for op in plan.operations if isinstance(op, CommitOperationDelete)]
        there = paths_info(self._client, plan.target, deletions, revision=None, token=self._token)
        plan.operations = [*(op for op in plan.operations if op.path_in_repo in there), *additions]
        return runtime.to_thread(plans.count_unchanged, plan)

    # --- where it goes ---

    def _place(self) -> CommitTarget:
        """The branch, or the pull request that takes its place; that is opened when there is something to commit."""
        if self._change is not None:
            if self._change.number is None:
                self._change.open()
            return self._change.target
        if not self._target.create_pr:
            return self._target
        if self._series.pull_request is None:
            self._series.pull_request = open_pull_request(self._client, self._job, self._target, token=self._token)
        return pull_request_target(self._target, self._series.pull_request)

    def _finish(self) -> CommitInfo:
        info, number = self._series.last, self._series.pull_request
        if self._change is not None and self._change.number is not None:
            if info is not None or not self._change.is_empty:
                self._series.made_visible(len(self._change.brought))
                return self._at(self._change.publish())
            self._change.drop()
        if info is None:
            if not self._series.summary.changed:
                plans.log_nothing_modified()
            info = self._at(None)
        if number is None:
            return info
        return info.of_pull_request(f"{info.repo_url.url}/discussions/{number}")

    def _at(self, oid: str | None) -> CommitInfo:
        """The result, from a commit of the branch: the newest one, if it is not known which."""
        plan = plans.CommitPlan(self._branch, [], self._job.message, self._job.description or "")
        if oid is not None:
            return plan.at(oid, self._client.endpoint)
        return current_commit(self._client, plan, token=self._token)

    def _situation(self) -> str:
        """What became of what was done before it failed."""
        number, last = self._series.pull_request, self._series.last
        if self._change is not None:
            return (
                "Nothing of it is visible. Upload the folder again to go on: what was brought over is not sent again."
            )
        if number is not None:
            return (
                f"Pull request {number} has what was committed until then: upload the folder again with"
                f" `revision='refs/pr/{number}'` to go on there."
            )
        if last is not None:
            return (
                f"Files were committed, the last of them in {last.oid}. Upload the folder again to go on: what is there"
                " is not sent again."
            )
        return plans.NOTHING_COMMITTED
