"""Headers of safetensors files: read if they are right, refused with a sentence if not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import constants, errors
from huggingface_hub._core import safetensors
from huggingface_hub._core.safetensors import get_local_safetensors_metadata, parse_local_safetensors_file_metadata
from huggingface_hub.types.safetensors import TensorInfo


HEADER: dict[str, Any] = {
    "__metadata__": {"format": "pt"},
    "a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
    "b": {"dtype": "BF16", "shape": [], "data_offsets": [24, 26]},
}


def content(header: object = HEADER, *, length: int | None = None) -> bytes:
    """A file with this header, and zeros for weights."""
    data = header if isinstance(header, bytes) else json.dumps(header).encode()
    return (len(data) if length is None else length).to_bytes(8, "little") + data + bytes(26)


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content())

    found = parse_local_safetensors_file_metadata(path)

    assert found.metadata == {"format": "pt"}
    assert found.tensors == {"a": TensorInfo("F32", [2, 3], (0, 24)), "b": TensorInfo("BF16", [], (24, 26))}
    assert [each.parameter_count for each in found.tensors.values()] == [6, 1]
    assert found.parameter_count == {"F32": 6, "BF16": 1}


def test_a_model_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content())

    found = get_local_safetensors_metadata(tmp_path)

    assert get_local_safetensors_metadata(str(path)) == found
    assert (found.sharded, found.metadata) == (False, None)
    assert found.weight_map == {"a": "model.safetensors", "b": "model.safetensors"}
    assert list(found.files_metadata) == ["model.safetensors"]
    assert found.parameter_count == {"F32": 6, "BF16": 1}


def test_a_model_in_several_files(tmp_path: Path) -> None:
    index = {"metadata": {"total_size": 3}, "weight_map": {"a": "1.safetensors", "b": "2.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    for name in ("1.safetensors", "2.safetensors"):
        (tmp_path / name).write_bytes(content())

    found = get_local_safetensors_metadata(tmp_path)

    assert (found.sharded, found.metadata, found.weight_map) == (True, {"total_size": 3}, index["weight_map"])
    assert list(found.files_metadata) == ["1.safetensors", "2.safetensors"]
    assert found.parameter_count == {"F32": 12, "BF16": 2}


BAD = {
    "empty": (b"", "too small"),
    "short": (b"abc", "too small"),
    "2^63": (content(length=2**63), "Maximum supported size is 25000000 bytes"),
    "just above": (content(length=constants.SAFETENSORS_MAX_HEADER_LENGTH + 1), "Maximum supported size"),
    "truncated": (content(length=5000), "truncated. Expected 5000 bytes of metadata"),
    "not json": (content(b"not json"), "not json-encoded"),
    "not text": (content(b"\xff\xfe"), "not json-encoded"),
    "deep": (content(b"[" * 100_000), "not json-encoded"),
    "a list": (content([]), "format not recognized"),
    "a number": (content(1), "format not recognized"),
    "no shape": (content({"a": {"dtype": "F32"}}), "format not recognized"),
    "no object": (content({"a": 3}), "format not recognized"),
    "negative": (content({"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}), "format not recognized"),
    "fraction": (content({"a": {"dtype": "F32", "shape": [1.5], "data_offsets": [0, 4]}}), "format not recognized"),
    "one offset": (content({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0]}}), "format not recognized"),
    "metadata": (content({"__metadata__": "x"}), "format not recognized"),
}


@pytest.mark.parametrize("name", BAD)
def test_S19_bad_files(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bad.safetensors"
    path.write_bytes(BAD[name][0])

    with pytest.raises(errors.SafetensorsParsingError, match=BAD[name][1]) as failure:
        parse_local_safetensors_file_metadata(path)
    assert str(failure.value).startswith("Failed to parse safetensors header for 'bad.safetensors' (path '")


@given(st.binary(max_size=200))
def test_no_content_is_another_error(data: bytes) -> None:
    try:
        length = safetensors.header_length(data, "x")
        safetensors.parse(data[8:], length, "x")
    except errors.SafetensorsParsingError:
        pass


@given(
    st.dictionaries(
        st.text(max_size=5).filter(lambda name: name != "__metadata__"),
        st.builds(
            lambda dtype, shape: {"dtype": dtype, "shape": shape, "data_offsets": [0, 0]},
            st.sampled_from(["F32", "I8"]),
            st.lists(st.integers(0, 9), max_size=3),
        ),
        max_size=4,
    )
)
def test_headers_are_read_as_written(tensors: dict[str, Any]) -> None:
    data = content(tensors)

    found = safetensors.parse(data[8:], safetensors.header_length(data, "x"), "x")

    assert {name: (each.dtype, each.shape) for name, each in found.tensors.items()} == {
        name: (each["dtype"], each["shape"]) for name, each in tensors.items()
    }
    assert sum(found.parameter_count.values()) == sum(each.parameter_count for each in found.tensors.values())


@pytest.mark.parametrize("index", [[], {}, {"weight_map": []}, {"weight_map": {"a": 1}}])
def test_bad_indexes(tmp_path: Path, index: object) -> None:
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))

    with pytest.raises(errors.SafetensorsParsingError, match="no `weight_map`"):
        get_local_safetensors_metadata(tmp_path)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", ""])
def test_an_index_cannot_lead_out_of_the_model(tmp_path: Path, name: str) -> None:
    index = {"weight_map": {"a": name}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))

    with pytest.raises(errors.UnsafePathError):
        get_local_safetensors_metadata(tmp_path)


def test_an_index_that_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors.index.json").write_text("{")

    with pytest.raises(errors.SafetensorsParsingError, match="not valid JSON"):
        get_local_safetensors_metadata(tmp_path)


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(errors.NotASafetensorsRepoError, match="is not a safetensors repo"):
        get_local_safetensors_metadata(tmp_path)
    with pytest.raises(FileNotFoundError, match="does not exist"):
        get_local_safetensors_metadata(tmp_path / "nothing")
    with pytest.raises(FileNotFoundError):
        parse_local_safetensors_file_metadata(tmp_path / "nothing")
