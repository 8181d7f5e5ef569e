"""The operations of `HfApi`, in both colours, compared with the reference."""

from __future__ import annotations

import inspect
import json
import pickle
import typing
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from codegen.surface.read import read_surface
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._core._operations import OPERATIONS
from huggingface_hub._runtime.blocking import RunAsFuture
from huggingface_hub._sync.api import HfApi
from huggingface_hub._sync.client import HubClient


CONTRACT = Path(__file__).parent / "contract"
METHODS: dict[str, list[list[str | None]]] = json.loads((CONTRACT / "hf_api.json").read_text())

KINDS = {
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "POK",
    inspect.Parameter.KEYWORD_ONLY: "KO",
    inspect.Parameter.VAR_POSITIONAL: "VAR",
    inspect.Parameter.VAR_KEYWORD: "KW",
}

# Where we offer more than the reference, at the end of its parameters.
OURS = {
    "__init__": {"verify", "proxy", "timeouts"},
    "hf_hub_download": {"prefer_cache", "max_bandwidth", "on_event"},
    "snapshot_download": {"prefer_cache", "max_bandwidth", "on_event"},
    "create_commit": {"rebase", "max_bandwidth", "on_event"},
    "upload_file": {"rebase", "max_bandwidth", "on_event"},
    "upload_folder": {"atomic", "rebase", "max_bandwidth", "on_event"},
}

# Methods that the reference does not offer as functions too, so that surface.toml does not name them.
NOT_FUNCTIONS: set[str] = set()


def parameters(cls: type, name: str) -> list[list[str | None]]:
    found = list(inspect.signature(getattr(cls, name)).parameters.values())[1:]
    return [
        [each.name, KINDS[each.kind], None if each.default is each.empty else repr(each.default)]
        for each in found
        if each.name not in OURS.get(name, ())
    ]


def coming() -> set[str]:
    surface = read_surface(Path(__file__).parents[2] / "codegen" / "surface.toml")
    return {name for names in surface.coming.values() for name in names}


def methods(cls: type) -> set[str]:
    return {name for name, value in inspect.getmembers(cls, callable) if not name.startswith("_")}


@pytest.mark.parametrize("cls", [HfApi, AsyncHfApi])
@pytest.mark.parametrize("name", [name for name in METHODS if hasattr(HfApi, name)])
def test_signature_is_that_of_the_reference(cls: type, name: str) -> None:
    """Names, order, kinds and defaults of all parameters."""
    assert parameters(cls, name) == METHODS[name]


def test_what_is_missing_is_known() -> None:
    """Each method of the reference is there, or `codegen/surface.toml` lists it among those to come."""
    missing = set(METHODS) - {"meta", "__init__"} - methods(HfApi)

    assert missing - coming() - NOT_FUNCTIONS == set()


def test_what_is_there_is_not_said_to_come() -> None:
    """`codegen/surface.toml` does not list a method as coming that exists."""
    assert methods(HfApi) & coming() == set()


def test_no_resource_hides_a_method_of_another() -> None:
    """All operations live in one class: a helper of the same name elsewhere would be called instead."""
    owners: dict[str, set[str]] = {}
    for (_, holder), names in OPERATIONS.items():
        for name in names.split():
            owners.setdefault(name, set()).add(holder)
    for cls in (HubClient, RunAsFuture):
        for name, value in vars(cls).items():
            if inspect.isfunction(value) and not name.startswith("__"):
                owners.setdefault(name, set()).add(cls.__name__)

    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


@pytest.mark.parametrize("cls", [HfApi, AsyncHfApi])
def test_the_methods_are_those_of_the_resources(cls: type) -> None:
    """They are loaded on demand, and are the functions that their classes have."""
    package = cls.__module__.rpartition(".")[0]
    prefix = "Async" if cls is AsyncHfApi else ""
    for (home, holder), names in OPERATIONS.items():
        found = getattr(import_module(f"{package}.{home}"), prefix + holder)
        for name in names.split():
            assert getattr(cls, name) is getattr(found, name), name


def test_a_method_can_be_replaced_and_extended(monkeypatch: pytest.MonkeyPatch) -> None:
    """What programs do with a class whose methods are there: subclass it, patch it, look at it."""

    class Mine(HfApi):
        def whoami(self, *args: Any, **kwargs: Any) -> Any:
            return super().whoami

    assert Mine().whoami().__func__ is HfApi.whoami
    monkeypatch.setattr(HfApi, "repo_exists", lambda self, repo_id: True)
    assert HfApi().repo_exists("user/name")
    assert isinstance(pickle.loads(pickle.dumps(HfApi())), HfApi)
    assert "create_repo" in dir(HfApi)


@pytest.mark.parametrize("cls", [HfApi, AsyncHfApi])
def test_annotations_can_be_read(cls: type) -> None:
    """Programs make tools of operations: they ask for the types of the arguments while running."""
    for name in methods(cls) & METHODS.keys():
        assert "return" in typing.get_type_hints(getattr(cls, name)), name
