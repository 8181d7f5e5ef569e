"""Users and organizations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from huggingface_hub.types.wire import WireObject, each, read_object, wire


USERNAME_PLACEHOLDER = "hf_user"
"""The name that git is given beside a token, where it insists on one."""


@dataclass(init=False)
class Organization(WireObject):
    """
    An organization on the Hub.

    Attributes:
        avatar_url: Its picture.
        name: Its name in addresses.
        fullname: Its name as shown.
        details: What it says about itself.
        is_verified: Whether the Hub vouches for it.
        is_following: Whether the caller follows it.
        num_users: How many members it has.
        num_models: How many models.
        num_spaces: How many Spaces.
        num_datasets: How many datasets.
        num_followers: How many followers.
        num_papers: How many papers.
        plan: What it pays for.
    """

    avatar_url: str = wire("avatarUrl", fallback="")
    name: str = wire(fallback="")
    fullname: str = wire(fallback="")
    details: str | None = wire(default=None)
    is_verified: bool | None = wire("isVerified", default=None)
    is_following: bool | None = wire("isFollowing", default=None)
    num_users: int | None = wire("numUsers", default=None)
    num_models: int | None = wire("numModels", default=None)
    num_spaces: int | None = wire("numSpaces", default=None)
    num_datasets: int | None = wire("numDatasets", default=None)
    num_followers: int | None = wire("numFollowers", default=None)
    num_papers: int | None = wire("numPapers", default=None)
    plan: str | None = wire(default=None)


@dataclass(init=False)
class User(WireObject):
    """
    A user of the Hub. Lists of users fill the first three attributes only.

    Attributes:
        username: Name in addresses.
        fullname: Name as shown.
        avatar_url: Picture.
        details: What the user says about themselves.
        is_following: Whether the caller follows them.
        is_pro: Whether they pay.
        num_models: How many models they have.
        num_datasets: How many datasets.
        num_spaces: How many Spaces.
        num_discussions: How many discussions they started.
        num_papers: How many papers they wrote.
        num_upvotes: How many upvotes they received.
        num_likes: How many repositories they like.
        num_following: How many users they follow.
        num_followers: How many users follow them.
        orgs: Organizations they belong to.
        user_type: `user` or `org`, where the Hub says so.
    """

    username: str = wire("user", fallback="")
    fullname: str = wire(fallback="")
    avatar_url: str = wire("avatarUrl", fallback="")
    details: str | None = wire(default=None)
    is_following: bool | None = wire("isFollowing", default=None)
    is_pro: bool | None = wire("isPro", default=None)
    num_models: int | None = wire("numModels", default=None)
    num_datasets: int | None = wire("numDatasets", default=None)
    num_spaces: int | None = wire("numSpaces", default=None)
    num_discussions: int | None = wire("numDiscussions", default=None)
    num_papers: int | None = wire("numPapers", default=None)
    num_upvotes: int | None = wire("numUpvotes", default=None)
    num_likes: int | None = wire("numLikes", default=None)
    num_following: int | None = wire("numFollowing", default=None)
    num_followers: int | None = wire("numFollowers", default=None)
    orgs: list[Organization] = wire(read=each(Organization), factory=list)

    def __init__(self, **kwargs: Any) -> None:
        self.user_type: str | None = kwargs.pop("type", None)
        super().__init__(**kwargs)


@dataclass
class UserLikes:
    """
    What a user likes.

    Attributes:
        user: Name of the user.
        total: How many repositories they like, those of other types included.
        datasets: Ids of datasets.
        kernels: Ids of kernels.
        models: Ids of models.
        spaces: Ids of Spaces.
    """

    user: str
    total: int
    datasets: list[str]
    kernels: list[str]
    models: list[str]
    spaces: list[str]

    @classmethod
    def from_wire(cls, user: str, likes: Iterable[Mapping[str, Any]]) -> UserLikes:
        """
        Read the list of a user's likes.

        Raises:
            ValueError: An item does not say which repository is liked.
        """
        repos = [read_object(cls, like, lambda wire: (wire["repo"]["type"], wire["repo"]["name"])) for like in likes]

        def ids(repo_type: str) -> list[str]:
            return [name for kind, name in repos if kind == repo_type]

        return cls(user, len(repos), ids("dataset"), ids("kernel"), ids("model"), ids("space"))
