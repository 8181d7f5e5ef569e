"""Papers that the Hub knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from huggingface_hub.types.repos import DatasetInfo, ModelInfo, SpaceInfo
from huggingface_hub.types.users import Organization, User
from huggingface_hub.types.wire import WireObject, each, moment, one, wire


DailyPapersSort_T = Literal["publishedAt", "trending"]


@dataclass(init=False)
class PaperAuthor(WireObject):
    """
    An author of a paper.

    Attributes:
        name: As printed on the paper.
        user: The user of the Hub who says to be this author.
        status: Whether that was confirmed.
        status_last_changed_at: Since when.
        hidden: Whether the author does not want to be shown.
    """

    name: str = wire(fallback="")
    user: User | None = wire(read=one(User))
    status: str | None = wire()
    status_last_changed_at: datetime | None = wire("statusLastChangedAt", read=moment)
    hidden: bool | None = wire()


@dataclass(init=False)
class PaperInfo(WireObject):
    """
    A paper. What a list does not say is `None`.

    Attributes:
        id: Its number on arXiv, such as `2307.09288`.
        authors: Who wrote it.
        published_at: When it was published.
        title: Its title.
        summary: Its abstract.
        upvotes: How many users recommend it.
        discussion_id: The discussion about it.
        source: Where it was published.
        comments: How many comments there are.
        submitted_at: When it was brought to the Hub.
        submitted_by: Who did that.
        ai_summary: What it says, as a language model puts it.
        ai_keywords: What it is about, likewise.
        organization: Organization that it comes from.
        project_page: Its web page.
        github_repo: Its code.
        github_stars: How many users of GitHub like that.
        linked_models: Models that cite it.
        num_total_models: How many.
        linked_datasets: Datasets that cite it.
        num_total_datasets: How many.
        linked_spaces: Spaces that cite it.
    """

    id: str = wire(required=True)
    authors: list[PaperAuthor] | None = wire(read=each(PaperAuthor))
    published_at: datetime | None = wire("publishedAt", read=moment)
    title: str | None = wire()
    summary: str | None = wire()
    upvotes: int | None = wire()
    discussion_id: str | None = wire("discussionId")
    source: str | None = wire()
    comments: int | None = wire("numComments", fallback=0)
    submitted_at: datetime | None = wire("submittedOnDailyAt", read=moment)
    submitted_by: User | None = wire("submittedBy", "submittedOnDailyBy", read=one(User))
    ai_summary: str | None = wire()
    ai_keywords: list[str] | None = wire()
    organization: Organization | None = wire(read=one(Organization))
    project_page: str | None = wire("projectPage")
    github_repo: str | None = wire("githubRepo")
    github_stars: int | None = wire("githubStars")
    linked_models: list[ModelInfo] | None = wire("linkedModels", read=each(ModelInfo))
    num_total_models: int | None = wire("numTotalModels")
    linked_datasets: list[DatasetInfo] | None = wire("linkedDatasets", read=each(DatasetInfo))
    num_total_datasets: int | None = wire("numTotalDatasets")
    linked_spaces: list[SpaceInfo] | None = wire("linkedSpaces", read=each(SpaceInfo))

    def __init__(self, **kwargs: Any) -> None:
        # Lists wrap the paper: what stands beside it tells about its day on the Hub.
        paper = kwargs.pop("paper", None) or {}
        said = {**paper, **kwargs}
        submitted = kwargs.get("submittedOnDailyAt") or kwargs.get("publishedAt") or said.get("submittedOnDailyAt")
        if submitted is not None:
            said["submittedOnDailyAt"] = submitted
        if paper.get("publishedAt") is not None:
            said["publishedAt"] = paper["publishedAt"]
        super().__init__(**said)
