"""What happens to repositories and discussions, told to the webhooks that watch them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from huggingface_hub._core.logs import get_logger
from huggingface_hub.local_hub.auth import Caller, Level
from huggingface_hub.local_hub.runtimes import subdomain
from huggingface_hub.local_hub.state.buckets import BUCKET
from huggingface_hub.local_hub.state.discussions import Discussion
from huggingface_hub.local_hub.state.git import RefChange
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.users import Token
from huggingface_hub.local_hub.state.webhooks import Webhook


if TYPE_CHECKING:
    from huggingface_hub.local_hub.state.store import HubState

logger = get_logger(__name__)

# Stands for the address of the hub where it is not known: in an import beside the server, which puts its own there.
SOMEWHERE = "http://local-hub.invalid"
API_PLURALS = {"model": "models", "dataset": "datasets", "space": "spaces", "kernel": "kernels", "bucket": "buckets"}


class Announcer:
    """
    Writes events and puts them into the queues of webhooks.

    Attributes:
        url: The address of this hub, for the links in events.
    """

    def __init__(self, hub: HubState) -> None:
        self._hub = hub
        self.url = SOMEWHERE

    def repo(self, action: str, repo: Repo, moved_to: str | None = None) -> None:
        """A repository was created, deleted or moved."""

        def more() -> dict[str, Any]:
            if moved_to is None:
                return {}
            return {"movedTo": {"name": moved_to, "owner": self._owner(moved_to.partition("/")[0])}}

        self._announce(action, "repo", repo, more)

    def config(self, repo: Repo) -> None:
        """Settings of a repository were changed."""
        self._announce("update", "repo.config", repo, dict)

    def content(self, repo_id: str, moved: Sequence[RefChange]) -> None:
        """Refs of a repository were changed."""
        repo = self._hub.repos.by_id(repo_id)
        if repo is None:
            # It is being made: that is announced when it is there.
            return
        refs = [
            {
                "ref": item.ref,
                **({"oldSha": item.old} if item.old else {}),
                **({"newSha": item.new} if item.new else {}),
            }
            for item in moved
        ]
        self._announce("update", "repo.content", repo, lambda: {"updatedRefs": refs})

    def discussion(self, action: str, repo: Repo, num: int, comment: Mapping[str, Any] | None = None) -> None:
        """A discussion or pull request was opened or changed."""
        self._announce(action, "discussion", repo, lambda: self._about_discussion(repo, num, comment))

    def comment(self, action: str, repo: Repo, num: int, comment: Mapping[str, Any]) -> None:
        """Something was written in a discussion, or changed there."""
        self._announce(action, "discussion.comment", repo, lambda: self._about_discussion(repo, num, comment))

    def _announce(self, action: str, scope: str, repo: Repo, more: Callable[[], Mapping[str, Any]]) -> None:
        try:
            watching = self._watching(scope.partition(".")[0], repo)
            if watching:
                payload = {"event": {"action": action, "scope": scope}, "repo": self._about_repo(repo), **more()}
                queued = {item.id: {**payload, "webhook": {"id": item.id, "version": 3}} for item in watching}
                self._hub.webhooks.queue(queued)
        except Exception:
            # It did happen: whoever asked for it must not be told that it failed.
            logger.exception("Webhooks could not be told of %s %s of %s", scope, action, repo.full_id)

    def _watching(self, domain: str, repo: Repo) -> list[Webhook]:
        """The webhooks that are to hear of a repository."""
        return [
            webhook
            for webhook in self._hub.webhooks.enabled()
            if domain in webhook.domains and _watches(webhook, repo) and self._may_know(webhook, repo)
        ]

    def _may_know(self, webhook: Webhook, repo: Repo) -> bool:
        """Whether the webhook's owner may see the repository, now."""
        account = self._hub.users.by_id(webhook.owner_id)
        if account is None:
            return False
        roles = {org.name.lower(): role for org, role in self._hub.users.orgs_of(account.id)}
        token = Token(account.id, "webhook", "read", (), "", None)
        return Caller(account, token, roles).level(repo) > Level.NONE

    def _about_repo(self, repo: Repo) -> dict[str, Any]:
        about: dict[str, Any] = {
            "type": repo.type,
            "name": repo.full_id,
            "id": repo.id,
            "private": repo.private,
            "owner": self._owner(repo.namespace),
            "url": {
                "web": f"{self.url}/{repo.web_path}",
                "api": f"{self.url}/api/{API_PLURALS[repo.type]}/{repo.full_id}",
            },
        }
        if repo.type != BUCKET and self._hub.repos.by_id(repo.id) is not None:
            card = self._hub.cards.newest(self._hub, repo)
            about.update(headSha=card.commit, head_sha=card.commit, tags=list(card.tags))
        if repo.type == "space":
            about["subdomain"] = subdomain(repo)
        return about

    def _about_discussion(self, repo: Repo, num: int, comment: Mapping[str, Any] | None) -> dict[str, Any]:
        item = self._hub.discussions.get(repo.id, num)
        page = f"{self.url}/{repo.web_path}/discussions/{num}"
        about: dict[str, Any] = {
            "id": f"{repo.id}-{num}",
            "num": num,
            "title": item.title,
            "isPullRequest": item.is_pr,
            "status": item.status,
            "author": self._owner(item.author or ""),
            "pinned": False,
            "url": {"web": page, "api": f"{self.url}/api/{API_PLURALS[repo.type]}/{repo.full_id}/discussions/{num}"},
        }
        if item.is_pr:
            about["changes"] = _changes(item)
        answer: dict[str, Any] = {"discussion": about}
        if comment is not None:
            answer["comment"] = self._about_comment(comment, page)
        return answer

    def _about_comment(self, comment: Mapping[str, Any], page: str) -> dict[str, Any]:
        data = comment["data"]
        about: dict[str, Any] = {
            "id": comment["id"],
            "author": self._owner((comment.get("author") or {}).get("name", "")),
            "hidden": bool(data.get("hidden")),
            "url": {"web": f"{page}#{comment['id']}"},
        }
        if not about["hidden"]:
            about["content"] = data.get("latest", {}).get("raw", "")
        return about

    def _owner(self, name: str) -> dict[str, str]:
        account = self._hub.users.get(name)
        return {"id": account.id if account else ""}


def _changes(item: Discussion) -> dict[str, str]:
    merged = {"mergeCommitId": item.merge_commit} if item.merge_commit else {}
    return {"base": item.base or "refs/heads/main", **merged}


def _watches(webhook: Webhook, repo: Repo) -> bool:
    names = {repo.type: repo.full_id.lower(), "user": repo.namespace.lower(), "org": repo.namespace.lower()}
    return any(names.get(item["type"]) == item["name"].lower() for item in webhook.watched)
