"""What the Hub sends to a webhook. Source: `contract/wire/repos.md` §10."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NoReturn, Union


if TYPE_CHECKING:
    from pydantic import BaseModel
else:
    try:
        from pydantic import BaseModel
    except ImportError:

        class _Absent(type):
            """Without pydantic, the names are there for `from huggingface_hub import *`, and say so when they are used."""

            def _refuse(cls) -> NoReturn:
                raise ImportError(f"{cls.__name__} needs pydantic: `pip install huggingface_hub[webhooks]`.")

            def __call__(cls, *args: Any, **kwargs: Any) -> NoReturn:
                cls._refuse()

            def __getattr__(cls, name: str) -> NoReturn:
                if name.startswith("_"):
                    raise AttributeError(name)
                cls._refuse()

        class BaseModel(metaclass=_Absent):
            pass


WebhookEvent_T = Literal["create", "delete", "move", "update"]
RepoType_T = Literal["dataset", "model", "space"]
DiscussionStatus_T = Literal["closed", "draft", "open", "merged"]
SupportedWebhookVersion = Literal[3]


class ObjectId(BaseModel):
    """Anything that is known by its id."""

    id: str


class WebhookPayloadUrl(BaseModel):
    """Where something can be seen: on the website, and in the API."""

    web: str
    api: Union[str, None] = None


class WebhookPayloadMovedTo(BaseModel):
    """Where a repository went."""

    name: str
    owner: ObjectId


class WebhookPayloadWebhook(ObjectId):
    """The webhook itself, and the version of its payloads."""

    version: SupportedWebhookVersion


class WebhookPayloadEvent(BaseModel):
    """What happened (`create`, `delete`, `move`, `update`), and to what (`repo`, `repo.content`, `discussion` …)."""

    action: WebhookEvent_T
    scope: str


class WebhookPayloadDiscussionChanges(BaseModel):
    """What a pull request changes: the branch it is for, and the commit that has merged it."""

    base: str
    mergeCommitId: Union[str, None] = None


class WebhookPayloadComment(ObjectId):
    """A comment in a discussion."""

    author: ObjectId
    hidden: bool
    content: Union[str, None] = None
    url: WebhookPayloadUrl


class WebhookPayloadDiscussion(ObjectId):
    """A discussion or pull request."""

    num: int
    author: ObjectId
    url: WebhookPayloadUrl
    title: str
    isPullRequest: bool
    status: DiscussionStatus_T
    changes: Union[WebhookPayloadDiscussionChanges, None] = None
    pinned: Union[bool, None] = None


class WebhookPayloadRepo(ObjectId):
    """The repository in which something happened."""

    owner: ObjectId
    head_sha: Union[str, None] = None
    name: str
    private: bool
    subdomain: Union[str, None] = None
    tags: Union[list[str], None] = None
    type: RepoType_T
    url: WebhookPayloadUrl


class WebhookPayloadUpdatedRef(BaseModel):
    """A branch or tag that points elsewhere now."""

    ref: str
    oldSha: Union[str, None] = None
    newSha: Union[str, None] = None


class WebhookPayload(BaseModel):
    """All that the Hub says about one event: the body of a request to a webhook."""

    event: WebhookPayloadEvent
    repo: WebhookPayloadRepo
    discussion: Union[WebhookPayloadDiscussion, None] = None
    comment: Union[WebhookPayloadComment, None] = None
    webhook: WebhookPayloadWebhook
    movedTo: Union[WebhookPayloadMovedTo, None] = None
    updatedRefs: Union[list[WebhookPayloadUpdatedRef], None] = None
