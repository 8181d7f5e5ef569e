"""A small sample model, made on the spot so that a demonstration needs no network."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterator
from pathlib import Path


WEIGHT_BYTES = 64_000_000
_CHUNK = 1_000_000
_HIDDEN = 512
_README = """---
license: apache-2.0
library_name: transformers
pipeline_tag: feature-extraction
tags:
- sample
- local-hub
---

# A sample model

Made by `hf local-hub demo`. Its weights are random numbers: it is here to be moved, not to be used.
"""


def write_sample_model(folder: Path, weight_bytes: int = WEIGHT_BYTES) -> None:
    """Write a model with configuration, tokenizer, card and one large weight file into a folder."""
    vocabulary = weight_bytes // 4 // _HIDDEN
    texts = {
        "README.md": _README,
        "config.json": _json(
            {"model_type": "bert", "hidden_size": _HIDDEN, "vocab_size": vocabulary, "num_hidden_layers": 0}
        ),
        "tokenizer_config.json": _json({"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 512}),
        "tokenizer.json": _json(_tokenizer()),
        "1_Pooling/config.json": _json({"word_embedding_dimension": _HIDDEN, "pooling_mode_mean_tokens": True}),
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with (folder / "model.safetensors").open("wb") as file:
        for chunk in _safetensors({"embeddings.word_embeddings.weight": [vocabulary, _HIDDEN]}):
            file.write(chunk)


def _safetensors(tensors: dict[str, list[int]]) -> Iterator[bytes]:
    """A safetensors file of random float32 tensors: the length of the header, the header, the numbers."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for name, shape in tensors.items():
        size = 4 * shape[0] * shape[1]
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    yield struct.pack("<Q", len(text)) + text
    # Seeded, so that every demonstration moves the same bytes; random, so that nothing on the way can shrink them.
    numbers = random.Random(0)
    while offset:
        size = min(_CHUNK, offset)
        yield numbers.randbytes(size)
        offset -= size


def _tokenizer() -> dict[str, object]:
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(f"word{number}" for number in range(2000))]
    return {
        "version": "1.0",
        "model": {
            "type": "WordLevel",
            "unk_token": "[UNK]",
            "vocab": {word: number for number, word in enumerate(words)},
        },
        "pre_tokenizer": {"type": "Whitespace"},
    }


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"
