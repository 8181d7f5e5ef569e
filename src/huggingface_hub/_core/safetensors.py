"""Headers of safetensors files: eight bytes with a length, then that much JSON. Source: `contract/wire/repos.md` §4.

Nothing in such a file is believed before it was checked: neither the length nor the shape of the JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core import paths, ranges
from huggingface_hub._lazy import errors
from huggingface_hub.types.safetensors import SafetensorsFileMetadata, SafetensorsRepoMetadata, TensorInfo


LENGTH = 8
FIRST = 100_001
"""Bytes to ask for at first: most headers are shorter, and then a second request is saved."""

INDEX_MAX_SIZE = 100 * 1024 * 1024
"""The largest index of a sharded model that is read. Those of the largest models have a few MB."""

PARALLEL = 16
"""How many headers are fetched at once."""

_CORRECT = "Please make sure that it is a correctly formatted safetensors file."


def failure(where: str, problem: str) -> errors.SafetensorsParsingError:
    """What to raise about a header."""
    return errors.SafetensorsParsingError(f"Failed to parse safetensors header for {where}: {problem}")


def in_repo(filename: str, repo_id: str, revision: str | None) -> str:
    """A file of a repository, for messages."""
    return f"'{filename}' (repo '{repo_id}', revision '{revision or constants.DEFAULT_REVISION}')"


def skipped(status: int, headers: Mapping[str, str], start: int, end: int) -> int:
    """
    How many bytes of an answer come before those that were asked for: a server may send the whole file instead.

    Raises:
        RangeProtocolError: It sent another part.
    """
    if status == 200:
        return start
    ranges.check_partial(status, headers, start=start, end=end, total=None)
    return 0


def header_length(start: bytes, where: str) -> int:
    """
    How long the header is.

    Args:
        start: The first bytes of the file.
        where: Names the file in messages.

    Raises:
        SafetensorsParsingError: The file has no header, or one that is larger than any that makes sense.
    """
    if len(start) < LENGTH:
        raise failure(where, f"file is too small to be a valid safetensors file. {_CORRECT}")
    length = int.from_bytes(start[:LENGTH], "little")
    if length > constants.SAFETENSORS_MAX_HEADER_LENGTH:
        raise failure(
            where,
            "safetensors header is too big. Maximum supported size is "
            f"{constants.SAFETENSORS_MAX_HEADER_LENGTH} bytes (got {length}).",
        )
    return length


def parse(header: bytes, length: int, where: str) -> SafetensorsFileMetadata:
    """
    Read a header.

    Args:
        header: Its bytes, without the length before them.
        length: How many they should be.
        where: Names the file in messages.

    Raises:
        SafetensorsParsingError: They are fewer, or not what a header is.
    """
    if len(header) < length:
        raise failure(where, f"file is truncated. Expected {length} bytes of metadata but got {len(header)}.")
    try:
        data = json.loads(header[:length].decode())
    except (ValueError, RecursionError) as error:
        raise failure(where, f"header is not json-encoded string. {_CORRECT}") from error
    return file_metadata(data, where)


def file_metadata(data: Any, where: str) -> SafetensorsFileMetadata:
    """
    Read a header that is decoded already.

    Raises:
        SafetensorsParsingError: It is not what a header is.
    """
    try:
        metadata = data.get("__metadata__") or {}
        tensors = {name: _tensor(value) for name, value in data.items() if name != "__metadata__"}
        return SafetensorsFileMetadata(metadata=dict(metadata), tensors=tensors)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise failure(where, f"header format not recognized. {_CORRECT}") from error


def _tensor(value: Mapping[str, Any]) -> TensorInfo:
    start, end = (_count(each) for each in value["data_offsets"])
    return TensorInfo(dtype=str(value["dtype"]), shape=[_count(n) for n in value["shape"]], data_offsets=(start, end))


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"{value!r} is not a count")
    return value


# --- whole models ---


def single(filename: str, header: SafetensorsFileMetadata) -> SafetensorsRepoMetadata:
    """A model in one file."""
    return SafetensorsRepoMetadata(
        metadata=None,
        sharded=False,
        weight_map=dict.fromkeys(header.tensors, filename),
        files_metadata={filename: header},
    )


def weight_map_in(index: Any, where: str) -> dict[str, str]:
    """
    The file of each tensor, as the index of a sharded model says.

    Raises:
        SafetensorsParsingError: It is no such index.
        UnsafePathError: It names a file outside of the model.
    """
    found = index.get("weight_map") if isinstance(index, Mapping) else None
    if not isinstance(found, Mapping) or not all(isinstance(name, str) for name in found.values()):
        raise failure(where, "the index has no `weight_map` of tensors to files.")
    for name in dict.fromkeys(found.values()):
        paths.safe_relative_path(name, what="name of a shard")
    return dict(found)


def sharded(
    index: Mapping[str, Any], weight_map: dict[str, str], headers: list[SafetensorsFileMetadata]
) -> SafetensorsRepoMetadata:
    """A model in several files: its index, and the headers in the order of `shards`."""
    return SafetensorsRepoMetadata(
        metadata=index.get("metadata"),
        sharded=True,
        weight_map=weight_map,
        files_metadata=dict(zip(shards(weight_map), headers, strict=True)),
    )


def shards(weight_map: Mapping[str, str]) -> list[str]:
    """The files of a sharded model, each once."""
    return list(dict.fromkeys(weight_map.values()))


def headers_in(answer: Mapping[str, Any], repo_id: str) -> SafetensorsRepoMetadata:
    """
    A sharded model whose headers the Hub has read.

    Raises:
        SafetensorsParsingError: They are not what headers are.
    """
    files = {name: file_metadata(header, in_repo(name, repo_id, None)) for name, header in answer["headers"].items()}
    return SafetensorsRepoMetadata(
        metadata=answer["index"].get("metadata"),
        sharded=True,
        weight_map={tensor: name for name, header in files.items() for tensor in header.tensors},
        files_metadata=files,
    )


def not_a_safetensors_repo(what: str) -> errors.NotASafetensorsRepoError:
    """What to raise when there are no such files."""
    return errors.NotASafetensorsRepoError(
        f"'{what}' is not a safetensors repo. Couldn't find '{constants.SAFETENSORS_INDEX_FILE}' or "
        f"'{constants.SAFETENSORS_SINGLE_FILE}' files."
    )


# --- local files ---


def parse_local_safetensors_file_metadata(path: str | Path) -> SafetensorsFileMetadata:
    """
    Read the header of a file. Its weights are not read.

    Args:
        path: The file.

    Raises:
        SafetensorsParsingError: It is not a safetensors file.
        FileNotFoundError: There is no such file.
    """
    path = Path(path)
    where = f"'{path.name}' (path '{path}')"
    with path.open("rb") as file:
        length = header_length(file.read(LENGTH), where)
        return parse(file.read(length), length, where)


def get_local_safetensors_metadata(path: str | Path) -> SafetensorsRepoMetadata:
    """
    Read the headers of a model. Its weights are not read.

    Args:
        path: The file of the model, or a folder with `model.safetensors` or `model.safetensors.index.json`.

    Raises:
        NotASafetensorsRepoError: The folder has no such files.
        SafetensorsParsingError: A file is not a safetensors file.
        FileNotFoundError: There is no such file or folder.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"Path '{path}' does not exist.")
    if path.is_file():
        return single(path.name, parse_local_safetensors_file_metadata(path))
    if (file := path / constants.SAFETENSORS_SINGLE_FILE).exists():
        return single(file.name, parse_local_safetensors_file_metadata(file))
    if not (file := path / constants.SAFETENSORS_INDEX_FILE).exists():
        raise not_a_safetensors_repo(str(path))
    where = f"'{file.name}' (path '{file}')"
    try:
        index = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise failure(where, "the index is not valid JSON.") from error
    weight_map = weight_map_in(index, where)
    headers = [parse_local_safetensors_file_metadata(path / name) for name in shards(weight_map)]
    return sharded(index, weight_map, headers)
