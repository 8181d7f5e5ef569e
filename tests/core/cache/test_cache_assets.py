"""Folders for what libraries make of files of the Hub."""

from __future__ import annotations

from pathlib import Path

import pytest

from huggingface_hub import cached_assets_path, constants


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("lib",), "lib/default/default"),
        (("lib", "user/name", "a b"), "lib/user--name/a--b"),
        (("..", ".", "a\\b"), "--/--/a--b"),
        (("../../x",), "..--..--x/default/default"),
    ],
)
def test_names_become_folders(tmp_path: Path, names: tuple[str, ...], expected: str) -> None:
    path = cached_assets_path(*names, assets_dir=tmp_path)

    assert path == tmp_path / expected
    assert path.is_dir()


def test_the_usual_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_ASSETS_CACHE", str(tmp_path / "assets"))

    assert cached_assets_path("lib") == tmp_path / "assets" / "lib" / "default" / "default"


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "lib").write_text("x")

    with pytest.raises(ValueError, match="one of its parts is a file"):
        cached_assets_path("lib", assets_dir=tmp_path)
