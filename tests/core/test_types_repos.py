"""Infos of repositories: the Hub's words in, typed attributes out, nothing lost."""

from __future__ import annotations

import copy
import dataclasses
import logging
import pickle
from datetime import datetime, timezone

import pytest
from hypothesis import given, strategies as st

from huggingface_hub.types.cards import ModelCardData
from huggingface_hub.types.evals import EvalResultEntry
from huggingface_hub.types.files import BlobLfsInfo
from huggingface_hub.types.repos import (
    DatasetInfo,
    InferenceProviderMapping,
    KernelInfo,
    ModelInfo,
    RepoStorageInfo,
    SafeTensorsInfo,
    SpaceInfo,
    TransformersInfo,
)
from huggingface_hub.types.spaces import SpaceHardware, SpaceStage, Volume


MODEL = {
    "_id": "66",
    "id": "user/name",
    "modelId": "user/name",
    "author": "user",
    "sha": "a" * 40,
    "lastModified": "2024-01-31T12:00:00.123Z",
    "createdAt": "2023-01-31T12:00:00.000Z",
    "private": False,
    "disabled": False,
    "gated": "auto",
    "downloads": 3,
    "likes": 2,
    "tags": ["a"],
    "siblings": [
        {"rfilename": "README.md"},
        {"rfilename": "w.bin", "size": 9, "blobId": "b", "lfs": {"size": 9, "sha256": "c", "pointerSize": 130}},
    ],
    "spaces": [],
    "usedStorage": 12,
    "cardData": {"license": "mit", "tags": ["a", "a"], "extra_key": 1},
    "transformersInfo": {"auto_model": "AutoModel", "pipeline_tag": "text-generation"},
    "safetensors": {"parameters": {"F32": 7}, "total": 7, "sharded": False},
    "model-index": [{"name": "n"}],
    "xetEnabled": True,
}


def test_model_is_read_from_the_hubs_words() -> None:
    model = ModelInfo.from_wire(MODEL)

    assert (model.id, model.author, model.gated, model.used_storage) == ("user/name", "user", "auto", 12)
    assert model.last_modified == datetime(2024, 1, 31, 12, 0, 0, 123000, tzinfo=timezone.utc)
    assert model.siblings is not None
    assert [each.rfilename for each in model.siblings] == ["README.md", "w.bin"]
    assert model.siblings[1].lfs == BlobLfsInfo(size=9, sha256="c", pointer_size=130)
    assert model.transformers_info == TransformersInfo("AutoModel", pipeline_tag="text-generation")
    assert model.safetensors == SafeTensorsInfo({"F32": 7}, 7)
    assert model.model_index == [{"name": "n"}]
    assert isinstance(model.card_data, ModelCardData)
    assert (model.card_data.license, model.card_data.tags, model.card_data["extra_key"]) == ("mit", ["a"], 1)


def test_what_is_not_known_is_kept_under_the_hubs_name() -> None:
    model = ModelInfo(**MODEL)

    assert (model.xetEnabled, model._id) == (True, "66")
    assert "xetEnabled" not in repr(model)


def test_names_in_camel_case_stay_readable() -> None:
    model = ModelInfo(**MODEL)

    assert model.modelId == model.id
    assert model.lastModified is model.last_modified
    assert model.cardData is model.card_data
    assert model.transformersInfo is model.transformers_info


def test_python_names_are_understood_too() -> None:
    when = datetime(2024, 1, 1, tzinfo=timezone.utc)

    assert ModelInfo(id="a/b", last_modified=when).last_modified == when
    assert ModelInfo(id="a/b", last_modified="2024-01-01T00:00:00.000Z").last_modified == when


@pytest.mark.parametrize("cls", [ModelInfo, DatasetInfo, SpaceInfo, KernelInfo])
def test_what_the_hub_did_not_say_is_none(cls: type) -> None:
    info = cls(id="a/b")

    assert {name: value for name, value in dataclasses.asdict(info).items() if value is not None} == {"id": "a/b"}


@pytest.mark.parametrize("cls", [ModelInfo, DatasetInfo, SpaceInfo, KernelInfo])
def test_an_info_without_id_is_refused(cls: type) -> None:
    with pytest.raises(KeyError, match="id"):
        cls(sha="a")
    with pytest.raises(ValueError, match=f"{cls.__name__} needs 'id'"):
        cls.from_wire({"sha": "a"})


@pytest.mark.parametrize("answer", [None, [], "text", 3, {"id": "a/b", "siblings": 3}, {"id": "a/b", "siblings": [3]}])
def test_answers_of_another_shape_are_refused(answer: object) -> None:
    with pytest.raises(ValueError, match="Unexpected answer of the Hub"):
        ModelInfo.from_wire(answer)  # type: ignore[arg-type]


def test_infos_can_be_compared_copied_and_pickled() -> None:
    model = ModelInfo(**MODEL)

    assert model == ModelInfo(**MODEL)
    assert model != ModelInfo(id="user/name")
    assert copy.deepcopy(model) == model
    assert pickle.loads(pickle.dumps(model)) == model
    assert pickle.loads(pickle.dumps(model)).xetEnabled is True


@pytest.mark.parametrize(
    "said",
    [
        {"p": {"status": "live", "providerId": "x", "task": "t"}},
        [{"provider": "p", "status": "live", "providerId": "x", "task": "t"}],
    ],
)
def test_providers_are_a_list_in_either_form(said: object) -> None:
    model = ModelInfo(id="a/b", inferenceProviderMapping=said)

    expected = InferenceProviderMapping(provider="p", hf_model_id="a/b", status="live", provider_id="x", task="t")
    assert model.inference_provider_mapping == [expected]


def test_evaluation_results_that_the_hub_cannot_read_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    dataset = {"id": "d/e", "task_id": "t", "revision": "r"}
    said = [
        {"data": {"dataset": dataset, "value": 3, "source": {"url": "u", "name": "n"}}},
        {"filename": "x.yaml", "error": "bad"},
        {"dataset": dataset, "value": 4},
    ]

    with caplog.at_level(logging.WARNING):
        model = ModelInfo(id="a/b", evalResults=said)

    assert model.eval_results == [
        EvalResultEntry("d/e", "t", 3, dataset_revision="r", source_url="u", source_name="n"),
        EvalResultEntry("d/e", "t", 4, dataset_revision="r"),
    ]


def test_a_space_knows_what_it_runs_on() -> None:
    runtime = {
        "stage": "RUNNING",
        "hardware": {"current": "t4-small", "requested": "a100-large"},
        "gcTimeout": 300,
        "devMode": True,
        "volumes": [{"type": "bucket", "source": "a/b", "mountPath": "/x", "readOnly": True}],
        "other": 1,
    }
    space = SpaceInfo(id="a/b", sdk="gradio", runtime=runtime, cardData={"title": "T"})

    assert space.runtime is not None
    assert space.runtime.stage == SpaceStage.RUNNING
    assert space.runtime.hardware == SpaceHardware.T4_SMALL
    assert (space.runtime.requested_hardware, space.runtime.sleep_time) == ("a100-large", 300)
    assert space.runtime.volumes == [Volume(type="bucket", source="a/b", mount_path="/x", read_only=True)]
    assert space.runtime.raw == runtime


def test_a_space_in_an_unknown_state_is_readable() -> None:
    space = SpaceInfo(id="a/b", runtime={"stage": "NEW_STAGE"})

    assert space.runtime is not None
    assert (space.runtime.stage, space.runtime.hardware) == ("NEW_STAGE", None)


def test_storage_of_a_repository() -> None:
    said = {
        "id": "a/b",
        "type": "model",
        "updatedAt": "2024-01-01T00:00:00.000Z",
        "visibility": "public",
        "storage": 5,
    }

    assert RepoStorageInfo(**said).storage_percent == 0.0
    assert RepoStorageInfo(**said, storagePercent=1.5).storage_percent == 1.5


@pytest.mark.parametrize(
    ("volume", "uri"),
    [
        ({"type": "bucket", "read_only": True, "path": "p"}, "hf://buckets/a/b/p:/x:ro"),
        ({"type": "model", "revision": "v/1"}, "hf://models/a/b@v%2F1:/x"),
        ({"type": "dataset", "revision": "refs/pr/1", "read_only": False}, "hf://datasets/a/b@refs/pr/1:/x:rw"),
    ],
)
def test_volumes_as_addresses(volume: dict[str, object], uri: str) -> None:
    assert Volume(source="a/b", mount_path="/x", **volume).to_uri() == uri


@given(st.dictionaries(st.text(min_size=1), st.none() | st.booleans() | st.integers() | st.text(), max_size=5))
def test_any_extra_field_survives(extra: dict[str, object]) -> None:
    known = {"id"} | {field.name for field in dataclasses.fields(KernelInfo)} | {"lastModified"}
    extra = {key: value for key, value in extra.items() if key not in known}

    info = KernelInfo.from_wire({"id": "a/b", **extra})

    assert {key: vars(info)[key] for key in extra} == extra
