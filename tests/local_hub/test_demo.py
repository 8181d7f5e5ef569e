"""The demonstration, with small folders, and that it notices what is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from huggingface_hub.local_hub import demo as module
from huggingface_hub.local_hub.commands import demo
from huggingface_hub.local_hub.demo import compare
from huggingface_hub.local_hub.importer import folder_files
from huggingface_hub.local_hub.sample import write_sample_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    (folder / "sub").mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "sub" / "odd näme.safetensors").write_bytes(os.urandom(300_000))
    (folder / "empty.txt").touch()
    return folder


def test_all_ways_are_equal(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert demo(folder) == 0
    out = capfd.readouterr().out
    assert "Pushed 3 files, 0.3 MB" in out
    for way in ("async API", "blocking API", "hf command"):
        [line] = [line for line in out.splitlines() if line.startswith(way)]
        assert line.endswith("equal")


def test_a_wrong_byte_fails(folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    real = module._download_blocking

    def tampered(cache: Path, url: str, token: str) -> str:
        snapshot = real(cache, url, token)
        path = Path(snapshot, "sub", "odd näme.safetensors").resolve()
        path.chmod(0o600)
        data = bytearray(path.read_bytes())
        data[123_456] ^= 1
        path.write_bytes(data)
        return snapshot

    def broken(cache: Path, url: str, token: str) -> str:
        raise OSError("no way")

    monkeypatch.setattr(module, "_download_blocking", tampered)
    monkeypatch.setattr(module, "_download_async", broken)
    assert demo(folder) == 1
    out = capfd.readouterr().out
    assert "FAILED: sub/odd näme.safetensors differs" in out
    assert "FAILED: OSError: no way" in out


def test_compare(tmp_path: Path, folder: Path) -> None:
    files = dict(folder_files(folder))
    assert compare(files, folder) is None
    assert compare({}, folder) == "config.json was not pushed"
    (tmp_path / "other").mkdir()
    assert compare(files, tmp_path / "other") == "config.json is missing"


def test_the_sample_model(tmp_path: Path) -> None:
    import json
    import struct

    write_sample_model(tmp_path, 1_024_000)
    data = (tmp_path / "model.safetensors").read_bytes()
    [length] = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    start, end = header["embeddings.word_embeddings.weight"]["data_offsets"]
    assert (start, end) == (0, 1_024_000)
    assert len(data) == 8 + length + end
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json", "1_Pooling/config.json"):
        assert json.loads((tmp_path / name).read_text())
    again = tmp_path / "again"
    again.mkdir()
    write_sample_model(again, 1_024_000)
    assert (again / "model.safetensors").read_bytes() == data


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="There is no folder"):
        demo(tmp_path / "none")
