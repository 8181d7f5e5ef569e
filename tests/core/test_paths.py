"""The one path sanitizer: no name leaves its folder, under the rules of either system."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given, strategies as st

from huggingface_hub._core import paths
from huggingface_hub.errors import UnsafePathError


TRICKY = st.text(st.one_of(st.sampled_from("./\\: \x00\n~-$abC\u202e"), st.characters(codec="utf-8")), max_size=40)


@pytest.mark.parametrize(
    "name", ["config.json", "a/b/c.txt", "with space.bin", "ünï/cødé.txt", "a..b", "...", "-x", "what?.md", "~/x"]
)
def test_ordinary_names_pass_unchanged(name: str) -> None:
    assert paths.safe_relative_path(name, portable=False) == name


@pytest.mark.parametrize(
    "name",
    [
        "..",
        "../x",
        "a/../x",
        "a/..",
        "/etc/passwd",
        "//host/share/x",
        "\\\\host\\share",
        "..\\x",
        "a\\..\\x",
        "C:\\x",
        "c:x",
    ],
)
def test_S4_names_that_leave_their_folder_are_refused(name: str) -> None:
    with pytest.raises(UnsafePathError):
        paths.safe_relative_path(name, portable=False)


@pytest.mark.parametrize(
    "name",
    [
        "CON",
        "nul",
        "aux.txt",
        "COM1.json",
        "lpt9",
        "a/PRN/b",
        "dot.",
        "space ",
        "a:stream",
        "wh?t",
        "a|b",
        "back\\slash",
    ],
)
def test_S5_names_that_windows_can_not_have_are_refused_where_it_counts(name: str) -> None:
    with pytest.raises(UnsafePathError):
        paths.safe_relative_path(name, portable=True)


@pytest.mark.parametrize(
    "name", ["", "a//b", "./a", "a/.", "a\0b", "a\nb", "x\u202egpj.exe", "/".join("a" * 400), "x" * 256, "\ud800"]
)
def test_S6_names_that_are_no_names_are_refused(name: str) -> None:
    with pytest.raises(UnsafePathError):
        paths.safe_relative_path(name, portable=False)


@given(TRICKY, st.booleans())
def test_what_passes_never_escapes_under_either_system(name: str, portable: bool) -> None:
    try:
        passed = paths.safe_relative_path(name, portable=portable)
    except UnsafePathError:
        return
    joined = PurePosixPath(os.path.normpath(PurePosixPath("/root/folder") / passed))
    assert joined.is_relative_to("/root/folder")
    assert joined != PurePosixPath("/root/folder")
    if portable:
        windows = PureWindowsPath("D:/root/folder") / passed
        assert windows.is_relative_to("D:/root/folder")
        assert ".." not in windows.parts


def test_S9_a_planted_link_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "inside" / "sub").symlink_to(tmp_path / "outside")

    with pytest.raises(UnsafePathError, match="symbolic link"):
        paths.confine(tmp_path / "inside", "sub/file.txt")

    assert paths.confine(tmp_path / "inside", "new/file.txt") == tmp_path / "inside" / "new" / "file.txt"


@pytest.mark.parametrize("etag", ["../../../../x", "a/b", "", "..", "a\\b", "a:b"])
def test_S1_an_etag_that_is_no_file_name_is_refused(etag: str) -> None:
    with pytest.raises(UnsafePathError):
        paths.safe_etag(etag)


@pytest.mark.parametrize("value", [None, "", "main", "../../..", "a" * 39, "g" * 40, "A" * 40])
def test_S2_only_hexadecimal_digits_are_a_commit(value: str | None) -> None:
    with pytest.raises(UnsafePathError):
        paths.safe_commit_hash(value)


def test_A1_a_revision_can_not_leave_its_folder() -> None:
    assert paths.safe_revision("refs/pr/1") == "refs/pr/1"
    with pytest.raises(UnsafePathError, match="Invalid revision"):
        paths.safe_revision("../../x")


def test_F10_F11_names_that_are_one_file_elsewhere_are_found() -> None:
    assert paths.collisions(["README.md", "readme.MD", "a", "b"]) == [("README.md", "readme.MD")]
    assert paths.collisions(["caf\u00e9", "cafe\u0301"]) == [("caf\u00e9", "cafe\u0301")]
    assert paths.collisions(["a", "b", "a"]) == []


def test_F9_a_path_that_no_system_call_takes_is_refused(tmp_path: Path) -> None:
    name = "/".join(["n" * 200] * 16)
    assert len(str(paths.safe_join("/short", name))) < 4096

    with pytest.raises(UnsafePathError, match="longer than"):
        paths.safe_join("/" + "/".join(["f" * 200] * 5), name)


@pytest.mark.parametrize(
    ("first", "second"),
    [("README.md", "readme.md"), ("a/x/b", "A/x/b"), ("caf\u00e9", "cafe\u0301"), ("n" * 250 + "/a", "n" * 250 + "/A")],
    ids=["F10", "F10_folder", "F11", "F10_long"],
)
def test_F10_F11_twins_are_refused_where_they_are_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str, second: str
) -> None:
    # Here they are two files.
    paths.check_collisions(tmp_path / "not" / "there", [first, second, "other"])

    def blind(path: str) -> bool:
        folder, name = os.path.split(path)
        return paths.collisions([name, *os.listdir(folder)]) != [] or name in os.listdir(folder)

    monkeypatch.setattr(os.path, "lexists", blind)
    with pytest.raises(UnsafePathError) as caught:
        paths.check_collisions(tmp_path / "not" / "there", [first, second, "other"])

    assert first in str(caught.value)
    assert second in str(caught.value)
    assert list(tmp_path.iterdir()) == []


PLAIN = st.text(st.sampled_from("./\n\\aB-_ :\x00"), max_size=6)


@given(st.lists(PLAIN, max_size=4))
def test_names_that_are_plain_together_pass_one_by_one(names: list[str]) -> None:
    if paths.are_plain(names):
        assert [paths.safe_relative_path(name) for name in names] == names


def test_S6_what_is_usual_is_plain_and_what_is_not_is_looked_at() -> None:
    assert paths.are_plain([".gitattributes", "a/b.json", "v1.0/x..y", "sub/.hidden"])
    for name in ("", "a\nb", "../x", "a//b", "a/", "/a", ".", "a/.", "é", "a" * 256):
        assert not paths.are_plain(["a", name]), name


@given(st.lists(st.sampled_from(["a", "A", "b/c", "B/c", "é", "e\u0301", "ß", "ss"]), unique=True))
def test_F10_F11_the_quick_look_at_names_misses_no_twins(names: list[str]) -> None:
    keys = {unicodedata.normalize("NFC", name).casefold() for name in names}

    assert len(paths.collisions(names)) == len(names) - len(keys)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("C:\\" + "a" * 300, "\\\\?\\C:\\" + "a" * 300),
        ("\\\\server\\share\\" + "a" * 300, "\\\\?\\UNC\\server\\share\\" + "a" * 300),
        ("\\\\?\\C:\\" + "a" * 300, "\\\\?\\C:\\" + "a" * 300),
        ("C:\\short", "C:\\short"),
    ],
)
def test_F9_long_paths_have_a_form_that_windows_takes(path: str, expected: str) -> None:
    assert paths._extended(path, 255) == expected


def test_F9_elsewhere_paths_stay_as_they_are() -> None:
    if os.name != "nt":
        assert paths.as_extended_path(Path("a" * 300)) == "a" * 300
