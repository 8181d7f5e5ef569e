"""Files that discussions show."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import errors
from huggingface_hub._core import attachments
from huggingface_hub._core.attachments import Attachment


URL = "https://cdn.test/x"


def placed(text: str | None, *files: str) -> str:
    found = [Attachment.parse(file) for file in files]
    return attachments.place(text, found, {each.path: f"{URL}/{each.path}" for each in found})


def test_references_are_replaced_and_the_rest_stands_below() -> None:
    text = 'see ![my words](f.png) and ![](img/i.webp "title"), [link](f.png), ![x](./f.png) ![](other.png)'
    assert placed(text, "f.png", "v.mp4#demo", "s.mp3", "img/i.webp", "g h.gif") == (
        f"see ![my words]({URL}/f.png) and ![]({URL}/img/i.webp), [link](f.png), ![x]({URL}/f.png) ![](other.png)"
        f'\n\n{URL}/v.mp4\n\n<audio controls src="{URL}/s.mp3"></audio>\n\n![g h]({URL}/g h.gif)'
    )


@pytest.mark.parametrize(
    ("text", "file", "expected"),
    [
        (None, "f.png", f"![f]({URL}/f.png)"),
        ("", "f.png#words here", f"![words here]({URL}/f.png)"),
        ("text", "f.png#", f"text\n\n![f]({URL}/f.png)"),
        ("![a b](g h.gif)", "g h.gif", f"![a b]({URL}/g h.gif)"),
    ],
)
def test_words(text: str | None, file: str, expected: str) -> None:
    assert placed(text, file) == expected


def test_a_file_whose_name_has_the_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a#1.png").touch()
    assert Attachment.parse("a#1.png") == Attachment("a#1.png", "a#1")
    assert Attachment.parse("b#1.png") == Attachment("b", "1.png")


def test_one_file_stands_below_once() -> None:
    assert placed("x", "f.png", "./f.png") == f"x\n\n![f]({URL}/./f.png)"


@given(st.text(), st.sampled_from(["f.png", "v.mp4"]))
def test_no_text_is_lost(text: str, file: str) -> None:
    whole = placed(text, file)
    assert f"{URL}/{file}" in whole
    assert file in text or whole.startswith(text)


def test_kinds() -> None:
    assert attachments.content_type("A.PNG") == "image/png"
    assert attachments.content_type(Path("x/a.mov")) == "video/quicktime"
    with pytest.raises(ValueError, match=r"Cannot upload 'a\.txt': supported formats are \.png"):
        attachments.content_type("a.txt")


@pytest.mark.parametrize("answer", ["", "not an address", "javascript:alert(1)", f"{URL} {URL}", "<html>"])
def test_answers_that_are_no_address(answer: str) -> None:
    with pytest.raises(errors.UploadProtocolError):
        attachments.address_in(answer)
    assert attachments.address_in(f"{URL}\n") == URL
