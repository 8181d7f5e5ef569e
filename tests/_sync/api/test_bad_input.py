# Generated from tests/_async/api/test_bad_input.py: edit that file, not this one, then run `python -m codegen`.

"""Arguments that make no sense: the contract's error, by each operation that takes them, before anything is sent."""

from __future__ import annotations

import inspect
from collections.abc import Generator
from typing import Any

import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api import HfApi


HUB = "https://huggingface.co"

# What the other required arguments are given, by name.
GIVEN: dict[str, Any] = {
    "key": "KEY", "value": "v", "branch": "b", "tag": "t", "discussion_num": 1, "comment": "c", "comment_id": "i",
    "new_content": "n", "new_status": "closed", "new_title": "t", "title": "t", "user": "ada", "filename": "f",
    "path_in_repo": "p", "path_or_fileobj": b"x", "folder_path": ".", "operations": [], "commit_message": "m", "paths": ["p"],
    "delete_patterns": ["*"], "additions": [], "lfs_files": [], "hardware": "cpu-basic", "sleep_time": 60, "volumes": [],
    "from_id": "a/b", "to_id": "a/c", "framework": "f", "task": "t", "accelerator": "cpu", "instance_size": "s",
    "instance_type": "t", "region": "r", "vendor": "v", "name": "n", "rejection_reason": "no", "revision": "r", "file_paths": ["f"], "repository": "a/b", "collection_slug": "c/d",
}  # fmt: skip


def operations(argument: str) -> list[str]:
    """The operations that take an argument."""
    found = []
    for name in dir(HfApi):
        if not name.startswith("_") and callable(getattr(HfApi, name)):
            parameters = inspect.signature(getattr(HfApi, name)).parameters
            if argument in parameters:
                found.append(name)
    return found


def call(name: str, **arguments: Any) -> None:
    """Call an operation, and read a list to its end."""
    api = HfApi(HUB, "hf_x")
    for parameter in inspect.signature(getattr(api, name)).parameters.values():
        if parameter.name in GIVEN and (parameter.default is parameter.empty or parameter.name == "user"):
            arguments.setdefault(parameter.name, GIVEN[parameter.name])
    result = getattr(api, name)(**arguments)
    if isinstance(result, Generator):
        with runtime.closing(result):
            for _ in result:
                pass
    else:
        result


# An endpoint has a name, and its repository is looked at by the service.
NAMED_OTHERWISE = {"create_inference_endpoint_from_catalog"}


@respx.mock
@pytest.mark.filterwarnings("ignore:Hidden comments")
@pytest.mark.parametrize("name", [name for name in operations("repo_id") if name not in NAMED_OTHERWISE])
def test_a_repository_has_a_proper_id(name: str) -> None:
    for repo_id in ("a/b/c", "../b", "a//b", "a/b.git", "a/" + "b" * 97, "a b", "a--b", "a/b?x=1"):
        with pytest.raises(errors.HFValidationError):
            call(name, repo_id=repo_id)

    assert not respx.calls


@respx.mock
@pytest.mark.filterwarnings("ignore:Hidden comments")
@pytest.mark.parametrize(
    "name", [name for name in operations("repo_type") if "repo_id" in str(inspect.signature(getattr(HfApi, name)))]
)
def test_a_repository_has_a_known_type(name: str) -> None:
    with pytest.raises(ValueError, match="(?i)type"):
        call(name, repo_id="a/b", repo_type="modle")

    assert not respx.calls


@respx.mock
@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("create_repo", {"repo_type": "space"}, "space_sdk"),
        ("create_repo", {"private": True, "visibility": "public"}, "visibility"),
        ("update_repo_settings", {"gated": "perhaps"}, "gated"),
        ("create_commit", {"commit_message": ""}, "commit_message"),
        ("upload_file", {"path_in_repo": "../x"}, "path_in_repo"),
        ("upload_file", {"path_or_fileobj": "no such file"}, "no such file"),
        ("upload_folder", {"folder_path": "no such folder"}, "no such folder"),
        ("get_repo_discussions", {"discussion_type": "beauty"}, "discussion_type"),
        ("get_repo_discussions", {"discussion_status": "beauty"}, "discussion_status"),
        ("get_discussion_details", {"discussion_num": -1}, "discussion_num"),
        ("change_discussion_status", {"new_status": "beauty"}, "open"),
        ("accept_access_request", {"user": None}, "user"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_other_arguments(name: str, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call(name, repo_id="a/b", **arguments)

    assert not respx.calls
