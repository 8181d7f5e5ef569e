"""Which files go to LFS, and which are ignored: `.gitattributes`, `.gitignore`, size and content."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Mapping

from dulwich.attrs import AttributeValue, Pattern, match_path, parse_git_attributes
from dulwich.ignore import IgnoreFilter, read_ignore_patterns

from huggingface_hub._core.logs import get_logger


logger = get_logger(__name__)

# What weights, arrays, archives and columnar data are usually called.
_ALWAYS = (
    "*.7z *.arrow *.bin *.bz2 *.ckpt *.ftz *.gz *.h5 *.joblib *.mlmodel *.model *.msgpack *.npy *.npz *.onnx *.ot *.parquet"
    " *.pb *.pickle *.pkl *.pt *.pth *.rar *.safetensors saved_model/**/* *.tar.* *.tar *.tflite *.tgz *.wasm *.xz *.zip *.zst"
    " *tfevents* *.gguf"
).split()
# Datasets also carry media.
_DATASET = "*.lz4 *.mds *.avro *.pcm *.sam *.raw *.aac *.flac *.mp3 *.ogg *.wav *.bmp *.gif *.png *.tiff *.jpg *.jpeg *.webp *.mp4 *.webm".split()
_LFS = "filter=lfs diff=lfs merge=lfs -text"


def default_gitattributes(repo_type: str) -> bytes:
    """The `.gitattributes` that a new repository begins with."""
    patterns = [*_ALWAYS, *(_DATASET if repo_type == "dataset" else ())]
    return "".join(f"{pattern} {_LFS}\n" for pattern in patterns).encode()


class Attributes:
    """The LFS rules of one `.gitattributes`."""

    def __init__(self, content: bytes) -> None:
        self._patterns: list[tuple[Pattern, Mapping[bytes, AttributeValue]]] = []
        for pattern, values in parse_git_attributes(io.BytesIO(content)):
            try:
                self._patterns.append((Pattern(pattern), values))
            except Exception:  # its class differs between dulwich's versions
                # As in git, a pattern that cannot be read matches nothing.
                logger.debug("Ignoring the .gitattributes pattern %r", pattern)

    def is_lfs(self, path: str) -> bool:
        return match_path(self._patterns, path.encode()).get(b"filter") == b"lfs"


class Ignores:
    """The rules of one `.gitignore`."""

    def __init__(self, content: str) -> None:
        self._filter = IgnoreFilter(list(read_ignore_patterns(io.BytesIO(content.encode()))))

    def ignores(self, path: str) -> bool:
        # Git does not look inside an ignored folder, so a file is ignored with any of its parents.
        parts = path.split("/")
        folders = ["/".join(parts[:depth]) + "/" for depth in range(1, len(parts))]
        return any(self._filter.is_ignored(name) for name in [*folders, path])


def attribute_line(path: str) -> str:
    """The `.gitattributes` line that puts exactly this path into LFS."""
    # Only spaces split a line; what git's matcher takes for a pattern is escaped.
    escaped = re.sub(r"([\\*?\[\]!#\"])", r"\\\1", path).replace(" ", "[[:space:]]").replace("\t", "[[:space:]]")
    # Without a slash it would also mean files of that name in all folders.
    anchor = "" if "/" in path else "/"
    return f"{anchor}{escaped} {_LFS}\n"


def looks_binary(sample: bytes) -> bool:
    """Whether the first bytes of a file are not UTF-8 text."""
    if b"\0" in sample:
        return True
    try:
        # Incremental: the sample may end in the middle of a character.
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return True
    return False


def upload_mode(path: str, size: int, sample: bytes, attributes: Attributes, threshold: int) -> str:
    """`lfs` or `regular`, for a file that is about to be uploaded."""
    if size == 0 or path == ".gitattributes":
        return "regular"
    if size > threshold or attributes.is_lfs(path) or looks_binary(sample):
        return "lfs"
    return "regular"
