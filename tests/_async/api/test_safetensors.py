"""Headers of safetensors files in repositories: by range only, whatever the server makes of ranges."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.safetensors import TensorInfo


HUB = "https://huggingface.co"
FILE = f"{HUB}/u/m/resolve/main/model.safetensors"
HEADER: dict[str, Any] = {
    "__metadata__": {"format": "pt"},
    "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
    "b": {"dtype": "BF16", "shape": [], "data_offsets": [24, 26]},
}
MANY = {f"t{number}": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]} for number in range(3000)}


def content(header: object = HEADER, *, length: int | None = None, weights: int = 26) -> bytes:
    """A file with this header, and zeros for weights."""
    data = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(data) if length is None else length).to_bytes(8, "little") + data + bytes(weights)


def serve(url: str, data: bytes) -> respx.Route:
    """Answer requests for parts of a file."""

    def answer(request: httpx.Request) -> httpx.Response:
        first, last = map(int, request.headers["range"].removeprefix("bytes=").split("-"))
        if first >= len(data):
            return httpx.Response(416, headers={"Content-Range": f"bytes */{len(data)}"})
        part = data[first : last + 1]
        where = f"bytes {first}-{first + len(part) - 1}/{len(data)}"
        return httpx.Response(206, content=part, headers={"Content-Range": where})

    return respx.get(url).mock(side_effect=answer)


def ranges(route: respx.Route) -> list[str]:
    return [call.request.headers["range"] for call in route.calls]


@pytest.fixture
def hub() -> AsyncHfApi:
    return AsyncHfApi(HUB, "hf_x")


@respx.mock
async def test_a_file(hub: AsyncHfApi) -> None:
    route = serve(FILE, content())

    found = await hub.parse_safetensors_file_metadata("u/m", "model.safetensors")

    assert found.metadata == {"format": "pt"}
    assert found.tensors == {"a": TensorInfo("F32", [2, 3], (0, 24)), "b": TensorInfo("BF16", [], (24, 26))}
    assert found.parameter_count == {"F32": 6, "BF16": 1}
    assert ranges(route) == ["bytes=0-100000"]
    assert route.calls.last.request.extensions["timeout"]["read"] == 10


@respx.mock
async def test_long_headers_take_a_second_request(hub: AsyncHfApi) -> None:
    data = content(MANY)
    route = serve(FILE, data)

    found = await hub.parse_safetensors_file_metadata("u/m", "model.safetensors")

    length = int.from_bytes(data[:8], "little")
    assert length > 100_000
    assert ranges(route) == ["bytes=0-100000", f"bytes=8-{length + 7}"]
    assert len(found.tensors) == 3000


@pytest.mark.parametrize("extra", [-1, 0, 1])
@respx.mock
async def test_headers_that_just_fit(hub: AsyncHfApi, extra: int) -> None:
    base = json.dumps(HEADER).encode()
    data = content(base + b" " * (100_001 - 8 - len(base) + extra))
    route = serve(FILE, data)

    assert (await hub.parse_safetensors_file_metadata("u/m", "model.safetensors")).metadata == {"format": "pt"}
    assert route.call_count == (2 if extra > 0 else 1)


@pytest.mark.parametrize("header", [HEADER, MANY])
@respx.mock
async def test_servers_that_ignore_ranges(hub: AsyncHfApi, header: object) -> None:
    respx.get(FILE).respond(content=content(header, weights=1_000_000))

    found = await hub.parse_safetensors_file_metadata("u/m", "model.safetensors")

    assert found.parameter_count


@respx.mock
async def test_servers_that_send_another_part(hub: AsyncHfApi) -> None:
    respx.get(FILE).respond(206, content=b"x" * 10, headers={"Content-Range": "bytes 5-14/99"})

    with pytest.raises(errors.RangeProtocolError):
        await hub.parse_safetensors_file_metadata("u/m", "model.safetensors")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "too small"),
        (b"abc", "too small"),
        (content(length=2**63), "Maximum supported size is 25000000 bytes"),
        (content(length=5000), "truncated"),
        (content(length=500_000), "truncated"),
        (content(b"no"), "not json-encoded"),
        (content([]), "format not recognized"),
    ],
)
@respx.mock
async def test_S19_bad_files(hub: AsyncHfApi, data: bytes, message: str) -> None:
    serve(f"{HUB}/datasets/u/m/resolve/refs%2Fpr%2F1/x/bad.safetensors", data)

    with pytest.raises(errors.SafetensorsParsingError, match=message) as failure:
        await hub.parse_safetensors_file_metadata("u/m", "x/bad.safetensors", repo_type="dataset", revision="refs/pr/1")
    assert "'x/bad.safetensors' (repo 'u/m', revision 'refs/pr/1')" in str(failure.value)


@respx.mock
async def test_headers_that_the_hub_has_read(hub: AsyncHfApi) -> None:
    other = {"c": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}
    route = respx.get(f"{HUB}/api/models/u/m/safetensors-metadata/x/y%20z.json")
    route.respond(json={"index": {"metadata": {"total_size": 3}}, "headers": {"s1": HEADER, "s2": other}})

    found = await hub.get_sharded_safetensors_metadata("u/m", filename="x/y z.json")

    assert (found.sharded, found.metadata) == (True, {"total_size": 3})
    assert found.weight_map == {"a": "s1", "b": "s1", "c": "s2"}
    assert found.files_metadata["s2"].tensors == {"c": TensorInfo("F32", [2], (0, 8))}
    assert found.parameter_count == {"F32": 8, "BF16": 1}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"index": {}, "headers": {"s": {"a": {}}}}, errors.SafetensorsParsingError),
        ({"index": {}}, errors.HfHubHTTPError),
        ([], errors.HfHubHTTPError),
    ],
)
@respx.mock
async def test_other_answers_are_refused(hub: AsyncHfApi, answer: Any, expected: type[Exception]) -> None:
    respx.get(f"{HUB}/api/models/u/m/safetensors-metadata/model.safetensors.index.json").respond(json=answer)

    with pytest.raises(expected):
        await hub.get_sharded_safetensors_metadata("u/m")


# --- whole models, on a local Hub ---


async def test_a_model_in_one_file(api: AsyncHfApi, local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo(files={"model.safetensors": content()})

    found = await api.get_safetensors_metadata(repo_id)

    assert (found.sharded, found.metadata) == (False, None)
    assert found.weight_map == {"a": "model.safetensors", "b": "model.safetensors"}
    assert found.parameter_count == {"F32": 6, "BF16": 1}


async def test_a_model_in_several_files(api: AsyncHfApi, local_hub: LocalHub) -> None:
    index = {
        "metadata": {"total_size": 3},
        "weight_map": {"a": "1.safetensors", "b": "sub/2.safetensors", "c": "1.safetensors"},
    }
    files = {
        "model.safetensors.index.json": json.dumps(index).encode(),
        "1.safetensors": content(),
        "sub/2.safetensors": content(MANY),
    }
    repo_id = local_hub.new_repo(files=files)

    found = await api.get_safetensors_metadata(repo_id)

    assert (found.sharded, found.metadata, found.weight_map) == (True, {"total_size": 3}, index["weight_map"])
    assert list(found.files_metadata) == ["1.safetensors", "sub/2.safetensors"]
    assert found.parameter_count == {"F32": 3006, "BF16": 1}


async def test_no_safetensors(api: AsyncHfApi, local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo(files={"README.md": b"x"})

    with pytest.raises(errors.NotASafetensorsRepoError, match=repo_id):
        await api.get_safetensors_metadata(repo_id)
    with pytest.raises(errors.RemoteEntryNotFoundError):
        await api.parse_safetensors_file_metadata(repo_id, "model.safetensors")
    with pytest.raises(errors.RepositoryNotFoundError):
        await api.parse_safetensors_file_metadata(f"{repo_id}x", "model.safetensors")


async def test_an_index_cannot_lead_elsewhere(api: AsyncHfApi, local_hub: LocalHub) -> None:
    index = {"weight_map": {"a": "../../other/resolve/main/x"}}
    repo_id = local_hub.new_repo(files={"model.safetensors.index.json": json.dumps(index).encode()})

    with pytest.raises(errors.UnsafePathError):
        await api.get_safetensors_metadata(repo_id)
