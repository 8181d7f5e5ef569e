"""`hf models|datasets|spaces ls`: repositories, or the files of one."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from huggingface_hub.cli.handlers import listing
from huggingface_hub.types.files import RepoFile, RepoFolder

from .conftest import Finished, Recorder, output


Hf = Callable[..., Finished]
COMMIT = {"id": "c" * 40, "title": "t", "date": "2026-01-02T03:04:05.000Z"}
FILES = [
    RepoFile(path="sub/deep/x.txt", size=2, oid="x", lastCommit=COMMIT),
    RepoFile(path="a.bin", size=1_500_000, oid="a", lastCommit=COMMIT),
    # The Hub says a size of folders, too.
    RepoFolder(path="sub", oid="s", size=0),
]


def listed(mode: str, *, terminal: bool = True, items: Any = FILES, **options: Any) -> tuple[str, str]:
    out, stdout, stderr = output(mode, terminal=terminal)
    api = SimpleNamespace(list_repo_tree=lambda *args, **kwargs: iter(items))
    settings = {"as_tree": False, "human_readable": False, "recursive": True, "revision": None, **options}
    listing.show(out, api, "user/m", "model", **settings)
    return stdout.getvalue(), stderr.getvalue()


def test_flat() -> None:
    text, hint = listed("human", recursive=False)
    assert text.splitlines() == [
        "1500000  2026-01-02 03:04:05  a.bin",
        "                              sub/",
        "      2  2026-01-02 03:04:05  sub/deep/x.txt",
    ]
    assert "Use -R" in hint


def test_readable_sizes() -> None:
    text, hint = listed("human", human_readable=True)
    assert text.splitlines()[0] == "1.5 MB  Jan 02 03:04  a.bin"
    assert text.splitlines()[2] == "   2 B  Jan 02 03:04  sub/deep/x.txt"
    assert hint == ""


def test_tree() -> None:
    text, _ = listed("human", as_tree=True)
    assert text.splitlines() == [
        "1500000  2026-01-02 03:04:05  ├── a.bin",
        "                              └── sub/",
        "                                  └── deep/",
        "      2  2026-01-02 03:04:05          └── x.txt",
    ]


def test_for_programs() -> None:
    expected = "path\tsize\tdate\na.bin\t1500000\t2026-01-02T03:04:05+00:00\nsub/\tNone\tNone\n"
    assert listed("auto", terminal=False)[0].startswith(expected)
    assert listed("agent")[0].startswith(expected)
    assert listed("quiet")[0] == "a.bin\nsub/\nsub/deep/x.txt\n"


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map("/".join), unique=True))
def test_every_file_is_drawn_once(paths: list[str]) -> None:
    files = [path for path in paths if not any(other.startswith(path + "/") for other in paths)]
    drawn = listing.tree(files)
    assert sorted(path for path, _ in drawn if not path.endswith("/")) == sorted(files)
    assert len({path for path, _ in drawn}) == len(drawn)


@pytest.mark.parametrize("word", ["models", "datasets", "spaces"])
def test_repositories(hf: Hf, recorder: Recorder, word: str) -> None:
    recorder.answers[f"list_{word}"] = [{"id": "user/m", "likes": 3}]
    ended = hf(word, "ls", "--author", "user", "--sort", "likes", "--json")
    assert json.loads(ended.out) == [{"id": "user/m", "likes": 3}]
    assert recorder.calls == [(f"list_{word}", (), {"author": "user", "sort": "likes", "limit": 30})]


def test_short_help_flag_means_readable_sizes(hf: Hf, recorder: Recorder) -> None:
    recorder.answers["list_repo_tree"] = FILES
    ended = hf("models", "ls", "user/m", "-h", "-q")
    assert (ended.code, ended.out) == (0, "a.bin\nsub/\nsub/deep/x.txt\n")
    assert "--help" in hf("models", "ls", "--help").out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--tree",), "Cannot use --tree when listing models."),
        (("-h",), "Cannot use --human-readable when listing models."),
        (("user/m", "--search", "x"), "Cannot use --search when listing files."),
        (("user/m", "--limit", "3"), "Cannot use --limit when listing files."),
        (("user/m", "--warm"), "Cannot use --warm when listing files."),
        (("user/m", "--tree", "--json"), "Cannot use --tree with --format json."),
    ],
)
def test_flags_that_would_do_nothing(hf: Hf, recorder: Recorder, args: tuple[str, ...], message: str) -> None:
    ended = hf("models", "ls", *args)
    assert (ended.code, recorder.calls) == (2, [])
    assert message in ended.err
