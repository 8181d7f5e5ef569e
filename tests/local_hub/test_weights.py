"""What safetensors files say about a model."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local_hub.conftest import Client, add, lfs


def weights(**shapes: tuple[str, list[int]]) -> bytes:
    """A safetensors file; its numbers don't matter."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    for name, (dtype, shape) in shapes.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [0, 0]}
    data = json.dumps(header).encode()
    return len(data).to_bytes(8, "little") + data + b"\0" * 16


def test_one_file(ada: Client, repo: str) -> None:
    data = weights(a=("F32", [2, 3]), b=("F32", []), c=("BF16", [10]))
    ada.commit(repo, lfs("model.safetensors", ada.put_object(repo, data), len(data)))
    info = ada.get(f"/api/models/{repo}").json()
    assert info["safetensors"] == {"parameters": {"F32": 7, "BF16": 10}, "total": 17}
    name = repo.partition("/")[2]
    [item] = ada.get(f"/api/models?search={name}&expand=safetensors").json()
    assert item["safetensors"]["total"] == 17


def test_several_files(ada: Client, bob: Client, repo: str) -> None:
    index = {"metadata": {"total_size": 1}, "weight_map": {"a": "sub-1.safetensors", "b": "sub-2.safetensors"}}
    url = f"/api/models/{repo}/safetensors-metadata"
    assert ada.get(f"{url}/model.safetensors.index.json").status_code == 404
    ada.put_files(
        repo, {"model.safetensors.index.json": json.dumps(index), "sub-1.safetensors": weights(a=("I8", [4]))}
    )
    assert ada.get(f"{url}/model.safetensors.index.json").status_code == 400
    assert "safetensors" not in ada.get(f"/api/models/{repo}").json()
    ada.put_files(repo, {"sub-2.safetensors": weights(b=("I8", [6]))})
    answer = ada.get(f"{url}/model.safetensors.index.json").json()
    assert answer["index"] == {"metadata": {"total_size": 1}}
    assert answer["headers"]["sub-2.safetensors"]["b"]["shape"] == [6]
    assert ada.get(f"/api/models/{repo}").json()["safetensors"]["total"] == 10
    ada.put(f"/api/models/{repo}/settings", json={"gated": "manual"})
    assert bob.get(f"{url}/model.safetensors.index.json").status_code == 403


@pytest.mark.parametrize(
    "data",
    [b"", b"short", b"\xff" * 8 + b"{}", (100).to_bytes(8, "little") + b"{}", (2).to_bytes(8, "little") + b"[]"],
)
def test_what_is_no_such_file(ada: Client, repo: str, data: bytes) -> None:
    ada.commit(repo, add("model.safetensors", data))
    assert "safetensors" not in ada.get(f"/api/models/{repo}").json()


def test_models_are_found_by_size(ada: Client, name: str) -> None:
    for number, size in enumerate((5, 5_000, 5_000_000)):
        made = ada.new_repo(f"{name}-{number}")
        ada.put_files(made, {"model.safetensors": weights(a=("F32", [size]))})
    ada.new_repo(f"{name}-none")

    def found(bounds: str) -> set[str]:
        response = ada.get(f"/api/models?search={name}&num_parameters={bounds}")
        assert response.status_code == 200, response.text
        return {item["id"][-1] for item in response.json()}

    assert found("min:0") == {"0", "1", "2"}
    assert found("min:1K,max:1M") == {"1"}
    assert found("max:0.005M") == {"0", "1"}
    assert found("min:6B") == set()
