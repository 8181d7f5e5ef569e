"""From a command line to a call: format flags, prefixes, exclusive flags, questions, exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from huggingface_hub.cli import build, main, options

from .conftest import Finished, Recorder, Terminal


Hf = Callable[..., Finished]


@pytest.mark.parametrize(
    "args",
    [
        ("repos", "branch", "create", "user/m", "dev", "--json"),
        ("repos", "branch", "create", "--json", "user/m", "dev"),
        ("repos", "branch", "create", "user/m", "--format", "json", "dev"),
        ("repos", "branch", "create", "user/m", "--format=json", "dev"),
    ],
)
def test_format_flags_stand_anywhere(hf: Hf, recorder: Recorder, args: tuple[str, ...]) -> None:
    ended = hf(*args)
    assert (ended.code, json.loads(ended.out)) == (0, {"branch": "dev", "repo_type": "model", "repo_id": "user/m"})


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--json", "-q"), "'--json' and '-q' are mutually exclusive."),
        (("--format", "json", "--quiet"), "are mutually exclusive."),
        (("--format", "xml"), "Invalid value for '--format': 'xml'. Valid values: agent, auto, human, json, quiet."),
        (("--format",), "Option '--format' requires an argument."),
        (("--no-truncate=yes",), "Option '--no-truncate' does not take a value."),
    ],
)
def test_wrong_format_flags(
    hf: Hf, recorder: Recorder, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], message: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["hf", *args])
    ended = hf("repos", "branch", "create", "user/m", "dev", *args)
    assert ended.code == 2
    assert message in ended.err
    assert ended.out == ""
    assert recorder.calls == []


def test_format_flags_after_two_dashes_are_data(hf: Hf, recorder: Recorder) -> None:
    assert hf("repos", "branch", "create", "user/m", "--", "--json").code == 0
    assert recorder.calls == [
        ("create_branch", (), {"repo_id": "user/m", "branch": "--json", "repo_type": "model", "exist_ok": False})
    ]


def test_L5_a_call_gets_what_was_given_and_a_token_in_it_is_warned_about(hf: Hf, recorder: Recorder) -> None:
    ended = hf("repos", "tag", "create", "datasets/user/d", "v1", "-m", "First", "--revision", "dev", "--token", "hf_x")
    assert ended.code == 0
    assert recorder.calls == [
        (
            "create_tag",
            (),
            {"repo_id": "user/d", "tag": "v1", "tag_message": "First", "revision": "dev", "repo_type": "dataset"},
        )
    ]
    assert recorder.token == "hf_x"
    assert "shell's history" in ended.err
    assert "hf_x" not in ended.err + ended.out


@pytest.mark.parametrize(
    ("args", "repo_id", "repo_type"),
    [
        (("user/m",), "user/m", "model"),
        (("spaces/user/s",), "user/s", "space"),
        (("kernels/user/k",), "user/k", "kernel"),
        (("models/user/m",), "user/m", "model"),
        (("user/m", "--type", "dataset"), "user/m", "dataset"),
        (("user/m", "--repo-type", "space"), "user/m", "space"),
        (("spaces/m",), "spaces/m", "model"),
    ],
)
def test_prefixes_say_the_type(hf: Hf, recorder: Recorder, args: tuple[str, ...], repo_id: str, repo_type: str) -> None:
    assert hf("repos", "delete", *args, "--yes").code == 0
    [(_, given)] = recorder.named("delete_repo")
    assert (given["repo_id"], given["repo_type"]) == (repo_id, repo_type)


def test_prefix_and_type_contradict(hf: Hf, recorder: Recorder) -> None:
    ended = hf("repos", "delete", "spaces/user/s", "--type", "space", "--yes")
    assert ended.code == 2
    assert "Ambiguous repo type: got prefix 'spaces/'" in ended.err


def test_two_prefixes(hf: Hf, recorder: Recorder) -> None:
    assert hf("repos", "move", "spaces/a/s", "spaces/b/s").code == 0
    [(_, given)] = recorder.named("move_repo")
    assert given == {"from_id": "a/s", "to_id": "b/s", "repo_type": "space"}
    assert hf("repos", "move", "spaces/a/s", "datasets/b/s").code == 2


def test_flags_that_exclude_each_other(hf: Hf, recorder: Recorder) -> None:
    ended = hf("repos", "settings", "user/m", "--private", "--public")
    assert ended.code == 2
    assert "'--private' and '--public' are mutually exclusive." in ended.err
    assert hf("repos", "settings", "user/m", "--public").code == 0
    assert recorder.calls == [
        ("update_repo_settings", (), {"repo_id": "user/m", "visibility": "public", "repo_type": "model"})
    ]


def test_texts_that_stand_for_other_values(hf: Hf, recorder: Recorder) -> None:
    assert hf("repos", "settings", "user/m", "--gated", "false", "--no-private").code == 0
    [(_, given)] = recorder.named("update_repo_settings")
    assert given["gated"] is False
    assert given["private"] is False


def test_people_are_asked(hf: Hf, recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    ended = hf("repos", "delete", "user/m")
    assert (ended.code, recorder.calls) == (1, [])
    assert ended.err.endswith("Aborted!\n")
    assert ended.out == ""
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    assert hf("repos", "delete", "user/m").code == 0


def test_programs_are_told_about_yes(hf: Hf, recorder: Recorder) -> None:
    ended = hf("repos", "delete", "user/m", "--json")
    assert ended.code == 1
    assert "Use --yes to skip confirmation." in ended.err
    assert recorder.calls == []


@pytest.mark.parametrize(
    ("args", "parts"),
    [
        (
            ("repos", "creat"),
            ["No such command 'creat'.", "Did you mean 'create'?", "Available commands for 'hf repos':", "  branch "],
        ),
        (
            ("nonsense",),
            ["No such command 'nonsense'.", "Available commands for 'hf':", "Run 'hf --help' for full details."],
        ),
        (("repos", "tag", "lss"), ["Did you mean 'ls'"]),
        (
            ("repos", "create", "x", "--privat"),
            [
                "No such option '--privat'",
                "--private",
                "Available options for 'hf repos create':",
                "--exist-ok / --no-exist-ok",
            ],
        ),
        (
            ("download", "user/m", "--type", "modell"),
            ["'modell' is not one of 'model', 'dataset', 'space', 'kernel'", "Usage: hf download"],
        ),
        (
            ("download", "user/m", "--max-workers", "many"),
            ["Invalid value for '--max-workers': 'many' is not a valid integer"],
        ),
        (("repos", "branch", "create", "user/m"), ["Missing argument 'BRANCH'"]),
    ],
)
def test_wrong_usage_says_what_would_be_right(hf: Hf, args: tuple[str, ...], parts: list[str]) -> None:
    ended = hf(*args)
    assert (ended.code, ended.out) == (2, "")
    for part in parts:
        assert part in ended.err


def test_every_form_of_help_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    def printed(*args: str) -> str:
        assert main.run(list(args)) == 0
        return capsys.readouterr().out

    assert printed() == printed("-h") == printed("--help")
    assert printed("repos") == printed("repos", "--help") == printed("repos", "-h")
    text = printed("repos", "create", "--help")
    assert printed("repos", "create") == text
    # Behind other arguments the parser has to decide, with the same result.
    assert printed("repos", "create", "x", "--help") == text
    assert printed("repos", "create", "--private", "-h") == text


@pytest.mark.parametrize("args", [["--version"], ["-v"]])
def test_version_flag(capsys: pytest.CaptureFixture[str], args: list[str]) -> None:
    from huggingface_hub import __version__

    assert main.run(args) == 0
    assert capsys.readouterr().out == f"{__version__}\n"
    assert build.run(args) == 0
    assert capsys.readouterr().out == f"{__version__}\n"


def test_aliases(hf: Hf, recorder: Recorder) -> None:
    recorder.answers["list_repo_refs"] = SimpleNamespace(
        tags=[SimpleNamespace(name="v1", ref="refs/tags/v1", target_commit="c" * 40)]
    )
    for name in ("ls", "list"):
        ended = hf("repos", "tag", name, "user/m", "--json")
        assert json.loads(ended.out) == [{"name": "v1", "ref": "refs/tags/v1", "target_commit": "c" * 40}]


def test_repeated_options_and_switches_reach_the_handler(hf: Hf, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, object]] = []
    monkeypatch.setattr(options, "load", lambda address: lambda out, **given: seen.append(given))
    assert hf("download", "user/m", "a", "b", "--include", "x", "--include", "y", "--no-dry-run").code == 0
    assert seen[0]["filenames"] == ["a", "b"]
    assert seen[0]["include"] == ["x", "y"]
    assert seen[0]["exclude"] is None
    assert seen[0]["repo_type"] is None
    assert seen[0]["dry_run"] is False


def test_lists_with_commas(hf: Hf, recorder: Recorder) -> None:
    recorder.answers["model_info"] = {"id": "user/m"}
    assert hf("models", "info", "user/m", "--expand", "downloads, likes,").code == 0
    assert recorder.named("model_info") == [((), {"repo_id": "user/m", "expand": ["downloads", "likes"]})]
    ended = hf("models", "info", "user/m", "--expand", "downloads,nonsense")
    assert ended.code == 2
    assert "Invalid value for '--expand': 'nonsense'. Valid values: author," in ended.err


def test_flags_that_store_a_value(hf: Hf, recorder: Recorder) -> None:
    recorder.answers["list_models"] = iter([{"id": "user/m", "downloads": 3}])
    assert hf("models", "ls", "--warm", "--filter", "a", "--filter", "b", "-q").out == "user/m\n"
    assert recorder.named("list_models") == [((), {"inference": "warm", "filter": ["a", "b"], "limit": 30})]
