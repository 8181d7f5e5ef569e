"""`hf discussions` against a Hub on this machine."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import DiscussionComment, HfApi

from .conftest import Finished


pytest.importorskip("starlette")

Run = Callable[..., Finished]


@pytest.fixture
def repo(local_hub: Any) -> str:
    return str(local_hub.new_repo())


def told(ended: Finished) -> Any:
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def test_the_life_of_a_discussion(on_hub: Run, repo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = told(on_hub("discussions", "create", repo, "--title", "Wrong license", "--body", "MIT?", "--json"))
    assert (made["num"], made["repo_id"]) == (1, repo)
    assert made["url"].endswith(f"/{repo}/discussions/1")

    text = tmp_path / "text.md"
    text.write_text("From a file.")
    comment = told(on_hub("discussions", "comment", repo, "1", "--body-file", str(text), "--json"))
    monkeypatch.setattr("sys.stdin", io.StringIO("From a pipe."))
    assert on_hub("discussions", "edit", repo, "1", comment["id"], "--body-file", "-").code == 0
    assert on_hub("discussions", "rename", repo, "1", "Which license?").code == 0

    assert on_hub("discussions", "close", repo, "1", "--json").code == 1
    assert on_hub("discussions", "close", repo, "1", "--comment", "Solved.", "--yes").out.startswith(
        "✓ Discussion closed"
    )
    info = told(on_hub("discussions", "info", repo, "1", "--json"))
    assert (info["title"], info["status"]) == ("Which license?", "closed")
    contents = [event.get("content") for event in info["events"]]
    assert {"MIT?", "From a pipe.", "Solved."} <= set(contents)

    assert on_hub("discussions", "ls", repo, "-q").out == ""
    assert on_hub("discussions", "ls", repo, "--status", "closed", "-q").out == "1\n"
    assert on_hub("discussions", "reopen", repo, "1", "-y").code == 0
    [row] = told(on_hub("discussions", "ls", repo, "--json"))
    assert (row["num"], row["status"], row["is_pull_request"]) == (1, "open", False)


def test_pull_requests(on_hub: Run, repo: str, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("new text\n")
    assert on_hub("upload", repo, str(tmp_path / "notes.md"), "--create-pr").code == 0
    assert "+new text" in on_hub("discussions", "diff", repo, "1").out
    assert on_hub("discussions", "create", repo, "--title", "Talk").code == 0
    assert "is no pull request" in on_hub("discussions", "diff", repo, "2").err
    assert on_hub("discussions", "ls", repo, "-k", "pull_request", "-q").out == "1\n"

    assert on_hub("discussions", "merge", repo, "1", "--yes").code == 0
    assert on_hub("discussions", "ls", repo, "-s", "merged", "-q").out == "1\n"
    assert "notes.md" in on_hub("models", "ls", repo, "-q").out
    draft = told(on_hub("discussions", "create", repo, "--title", "Draft", "--pr", "--json"))
    assert on_hub("discussions", "ls", repo, "--status", "draft", "-q").out == f"{draft['num']}\n"
    assert on_hub("discussions", "ls", repo, "--status", "all", "-q", "--limit", "2").out.count("\n") == 2


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("comment", "u/m", "1"), 1, "There is no text"),
        (("comment", "u/m", "1", "--body", "a", "--body-file", "b"), 1, "not with both"),
        (("create", "u/m"), 2, "Missing option '--title'"),
        (("info", "u/m", "0"), 2, "0 is not in the range x>=1"),
        (("info", "u/m", "x"), 2, "not a valid integer"),
        (("info", "no/such-repo", "1"), 1, "not found"),
        (("comment", "u/m", "1", "--body-file", "no-such-file"), 1, "No such file"),
    ],
)
def test_bad_input(on_hub: Run, args: tuple[str, ...], code: int, message: str) -> None:
    ended = on_hub("discussions", *args)
    assert (ended.code, ended.out) == (code, "")
    assert message in ended.err
    assert "Traceback" not in ended.err


def test_attachments_are_shown_in_texts(
    on_hub: Run, local_hub: Any, repo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("plot.png", "talk.mp3", "notes.txt"):
        (tmp_path / name).write_text(name)
    api = HfApi(local_hub.url, local_hub.token)

    made = on_hub("discussions", "create", repo, "--title", "With a plot", "--attach", "plot.png#A plot", "--json")
    assert made.code == 0, made.err
    number = str(json.loads(made.out)["num"])
    said = on_hub(
        *("discussions", "comment", repo, number, "--body", "See ![it](plot.png)", "--attach", "plot.png"),
        *("--attach", "talk.mp3", "--json"),
    )
    edited = on_hub("discussions", "edit", repo, number, json.loads(said.out)["id"], "--attach", "plot.png")

    assert (made.code, said.code, edited.code) == (0, 0, 0), edited.err
    details = api.get_discussion_details(repo, int(number))
    texts = [event.content for event in details.events if isinstance(event, DiscussionComment)]
    assert re.fullmatch(r"!\[A plot\]\(http\S+\.png\)", texts[0])
    assert re.fullmatch(r"!\[plot\]\(http\S+\.png\)", texts[1])
    for file, says in (("none.png", "Attachment not found: 'none.png'."), ("notes.txt", "Cannot attach 'notes.txt'")):
        refused = on_hub(
            "discussions", "comment", repo, number, "--body", "x", "--attach", "plot.png", "--attach", file
        )
        assert (refused.code, refused.out) == (1, "")
        assert says in refused.err
    assert len(api.get_discussion_details(repo, int(number)).events) == len(details.events)
