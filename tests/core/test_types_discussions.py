"""Discussions, users and cards: the Hub's words in, typed attributes out."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from huggingface_hub.types.cards import CardData, DatasetCardData, ModelCardData, SpaceCardData
from huggingface_hub.types.discussions import (
    Discussion,
    DiscussionComment,
    DiscussionCommit,
    DiscussionEvent,
    DiscussionStatusChange,
    DiscussionTitleChange,
    DiscussionWithDetails,
    deserialize_event,
)
from huggingface_hub.types.evals import EvalResultEntry, eval_result_entries_to_yaml, parse_eval_result_entries
from huggingface_hub.types.evaluations import EvalResult
from huggingface_hub.types.users import Organization, User


WHEN = datetime(2024, 1, 1, tzinfo=timezone.utc)
PULL_REQUEST = {
    "title": "T",
    "num": 3,
    "author": {"name": "ann"},
    "createdAt": "2024-01-01T00:00:00.000Z",
    "status": "open",
    "repo": {"name": "user/name", "type": "dataset"},
    "isPullRequest": True,
}


def event(kind: str, data: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"id": "1", "type": kind, "createdAt": "2024-01-01T00:00:00.000Z", "data": data or {}, **more}


COMMENT = {
    "edited": True,
    "hidden": False,
    "latest": {"raw": "text", "html": "<p>", "updatedAt": "2024-01-01T00:00:00.000Z", "author": {"name": "ben"}},
    "history": [{}, {}],
}


def test_pull_request_of_a_list() -> None:
    found = Discussion.from_wire(PULL_REQUEST, endpoint="https://hub.example")

    assert (found.num, found.repo_id, found.repo_type, found.author) == (3, "user/name", "dataset", "ann")
    assert found.git_reference == "refs/pr/3"
    assert found.url == "https://hub.example/datasets/user/name/discussions/3"


def test_discussion_has_no_git_reference() -> None:
    said = {**PULL_REQUEST, "isPullRequest": False, "author": None}

    assert (
        Discussion.from_wire(said, endpoint="").git_reference,
        Discussion.from_wire(said, endpoint="").author,
    ) == (None, "deleted")


def test_details_of_a_pull_request() -> None:
    said = {
        **PULL_REQUEST,
        "events": [event("comment", COMMENT), event("new-kind")],
        "changes": {"base": "refs/heads/main", "mergeCommitId": "abc"},
        "filesWithConflicts": ["a.txt"],
        "diff": "+x",
    }

    found = DiscussionWithDetails.from_wire(said, endpoint="https://hub.example")

    assert [type(each) for each in found.events] == [DiscussionComment, DiscussionEvent]
    assert (found.target_branch, found.merge_commit_oid) == ("refs/heads/main", "abc")
    assert (found.conflicting_files, found.diff) == (["a.txt"], "+x")


@pytest.mark.parametrize(
    ("said", "cls", "attributes"),
    [
        (event("comment", COMMENT), DiscussionComment, {"content": "text", "edited": True, "hidden": False}),
        (event("status-change", {"status": "closed"}), DiscussionStatusChange, {"new_status": "closed"}),
        (event("commit", {"subject": "S", "oid": "abc"}), DiscussionCommit, {"summary": "S", "oid": "abc"}),
        (event("title-change", {"from": "a", "to": "b"}), DiscussionTitleChange, {"old_title": "a", "new_title": "b"}),
        (event("other"), DiscussionEvent, {"type": "other", "author": "deleted", "created_at": WHEN}),
        (event("other", author={"name": "ann"}), DiscussionEvent, {"author": "ann"}),
    ],
)
def test_events(said: dict[str, Any], cls: type, attributes: dict[str, object]) -> None:
    found = deserialize_event(said)

    assert type(found) is cls
    assert {name: getattr(found, name) for name in attributes} == attributes


def test_comment_knows_its_history() -> None:
    comment = deserialize_event(event("comment", COMMENT))

    assert isinstance(comment, DiscussionComment)
    assert (comment.rendered, comment.last_edited_at, comment.last_edited_by) == ("<p>", WHEN, "ben")
    assert (comment.number_of_edits, comment.edit_history) == (2, [{}, {}])


@pytest.mark.parametrize("said", [None, {}, event("comment"), {**event("x"), "createdAt": "yesterday"}])
def test_other_events_are_refused(said: Any) -> None:
    with pytest.raises(ValueError, match="Unexpected answer of the Hub|Cannot parse"):
        deserialize_event(said)


def test_user() -> None:
    user = User(
        user="ann", fullname="Ann", avatarUrl="u", type="user", numModels=3, orgs=[{"name": "o", "avatarUrl": "q"}], x=1
    )

    assert (user.username, user.fullname, user.avatar_url, user.num_models) == ("ann", "Ann", "u", 3)
    assert user.orgs == [Organization(name="o", avatar_url="q")]
    assert (user.user_type, user.is_pro, user.x) == ("user", None, 1)
    assert User(username="ann").orgs == []


# --- Cards ---


def test_card_is_readable_as_attributes_and_items() -> None:
    card = ModelCardData(language="en", tags=["b", "a", "b"], foo={"x": 1})

    assert (card.tags, card["tags"], card.get("foo"), card.get("nope", 3)) == (["b", "a"], ["b", "a"], {"x": 1}, 3)
    assert card.to_dict() == {"language": "en", "tags": ["b", "a"], "foo": {"x": 1}}
    assert str(card) == "language: en\ntags:\n- b\n- a\nfoo:\n  x: 1"
    assert card.pop("foo") == {"x": 1}
    assert "foo" not in card
    with pytest.raises(KeyError):
        card["foo"]


def test_card_keeps_the_order_that_it_is_given() -> None:
    assert CardData(a=1, b=2, license="x").to_yaml(original_order=["b", "license"]) == "b: 2\nlicense: x\na: 1"


def test_evaluation_results_of_a_card_survive_the_way_to_yaml_and_back() -> None:
    results = [
        EvalResult("t", "d", "D", "acc", 1, task_name="T", dataset_args={"a": 1}, verified=True, verify_token="v"),
        EvalResult("t", "d", "D", "f1", 2),
        EvalResult("t2", "d", "D", "f1", 3, source_name="n", source_url="u"),
    ]
    card = ModelCardData(model_name="m", eval_results=results)

    index = card.to_dict()["model-index"]
    again = ModelCardData(**{"model-index": index})

    assert [len(entry["metrics"]) for entry in index[0]["results"]] == [2, 1]
    assert again.model_name == "m"
    assert again.eval_results is not None
    assert [each.metric_value for each in again.eval_results] == [1, 2, 3]


@pytest.mark.parametrize("index", ["text", [{"bad": 1}], [3]])
def test_evaluation_results_written_by_hand_may_be_wrong(index: Any) -> None:
    with pytest.raises(ValueError, match="Invalid `model_index`"):
        ModelCardData(**{"model-index": index})

    assert ModelCardData.from_wire({"model-index": index, "license": "mit"}).to_dict() == {"license": "mit"}


def test_evaluation_results_need_a_name() -> None:
    with pytest.raises(ValueError, match="model_name"):
        ModelCardData(eval_results=[EvalResult("t", "d", "D", "acc", 1)])
    with pytest.raises(ValueError, match="source_url"):
        EvalResult("t", "d", "D", "acc", 1, source_name="x")


def test_cards_of_datasets_and_spaces() -> None:
    dataset = DatasetCardData(language="en", **{"train-eval-index": [1]})
    space = SpaceCardData.from_wire({"title": "T", "self": 1, "colorTo": "red"})

    assert dataset.to_dict() == {"language": "en", "train-eval-index": [1]}
    assert space.to_dict() == {"title": "T", "colorTo": "red"}
    assert CardData.from_wire("not metadata").to_dict() == {}


def test_evaluation_results_of_a_folder() -> None:
    entry = EvalResultEntry("a/b", "t", 1, verify_token="v", source_url="u", source_user="ann")

    written = eval_result_entries_to_yaml([entry])

    assert written == [
        {
            "dataset": {"id": "a/b", "task_id": "t"},
            "value": 1,
            "verifyToken": "v",
            "source": {"url": "u", "user": "ann"},
        }
    ]
    assert parse_eval_result_entries(written) == [entry]
    with pytest.raises(ValueError, match="source_url"):
        EvalResultEntry("a/b", "t", 1, source_org="o")
