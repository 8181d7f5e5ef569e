"""Progress bars, and who may see them."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from huggingface_hub import utils as _utils
from huggingface_hub._core.bars import R as R, T as T, hf_thread_map, tqdm, tqdm_stream_file
from huggingface_hub._core.progress import (
    are_progress_bars_disabled,
    disable_progress_bars,
    enable_progress_bars,
    is_tqdm_disabled,
    progress_bar_states,
    silent_tqdm,
)


class _Utils(ModuleType):
    """`huggingface_hub.utils` once this module is loaded.

    `utils.tqdm` is the class, as it was before; importing a submodule would otherwise put the module in its place.
    """

    @property
    def tqdm(self) -> Any:
        return self.__dict__.get("tqdm", tqdm)

    @tqdm.setter
    def tqdm(self, value: Any) -> None:
        if value is not sys.modules[__name__]:
            self.__dict__["tqdm"] = value


_utils.__dict__.pop("tqdm", None)
_utils.__class__ = _Utils

__all__ = [
    "are_progress_bars_disabled",
    "disable_progress_bars",
    "enable_progress_bars",
    "hf_thread_map",
    "is_tqdm_disabled",
    "progress_bar_states",
    "silent_tqdm",
    "tqdm",
    "tqdm_stream_file",
]
