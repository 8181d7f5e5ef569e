"""What the headers of safetensors files say about the weights in them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class TensorInfo:
    """
    A tensor.

    Attributes:
        dtype: Type of its numbers, such as `F32` or `BF16`.
        shape: Its dimensions; none for a single number.
        data_offsets: Where its bytes begin and end, counted from the end of the header.
        parameter_count: How many numbers it has.
    """

    dtype: str
    shape: list[int]
    data_offsets: tuple[int, int]
    parameter_count: int = field(init=False)

    def __post_init__(self) -> None:
        self.parameter_count = math.prod(self.shape)


@dataclass
class SafetensorsFileMetadata:
    """
    The header of a file.

    Attributes:
        metadata: What its author wrote into it.
        tensors: Its tensors by name.
        parameter_count: How many numbers it has, by their type.
    """

    metadata: dict[str, str]
    tensors: dict[str, TensorInfo]
    parameter_count: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.parameter_count = _total((each.dtype, each.parameter_count) for each in self.tensors.values())


@dataclass
class SafetensorsRepoMetadata:
    """
    The headers of a model, which is in one file or in several.

    Attributes:
        metadata: What the index of several files says about them.
        sharded: Whether it is in several files.
        weight_map: For each tensor, the file that it is in.
        files_metadata: The headers by file name.
        parameter_count: How many numbers the model has, by their type.
    """

    metadata: dict[str, object] | None
    sharded: bool
    weight_map: dict[str, str]
    files_metadata: dict[str, SafetensorsFileMetadata]
    parameter_count: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.parameter_count = _total(
            pair for each in self.files_metadata.values() for pair in each.parameter_count.items()
        )


def _total(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for dtype, count in counts:
        found[dtype] = found.get(dtype, 0) + count
    return found
