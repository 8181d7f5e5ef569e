"""What is read from git's configuration and said to `git credential`."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import errors
from huggingface_hub._core import git_credentials


def test_helpers_of_a_configuration():
    """Names and paths, sorted, each once; helpers for one host are left out."""
    config = (
        "user.name=Ann\ncredential.helper=store\ncredential.helper=cache --timeout=3600\nCredential.Helper=store\n"
        "credential.https://github.com.helper=gh\ncredential.helper=/usr/lib/git-core/git-credential-libsecret\n"
        "credential.helper=!gh auth git-credential\ncredential.helper=C:/Program\\ Files/manager.exe\n"
    )

    assert git_credentials.parse_helpers(config) == [
        "!gh auth git-credential",
        "/usr/lib/git-core/git-credential-libsecret",
        "C:/Program\\ Files/manager.exe",
        "cache",
        "store",
    ]


def test_an_empty_helper_switches_off_those_before():
    """This is how git itself reads its configuration."""
    assert git_credentials.parse_helpers("credential.helper=osxkeychain\ncredential.helper=\n") == []
    assert git_credentials.parse_helpers("credential.helper=a\ncredential.helper=\ncredential.helper=b") == ["b"]


@given(st.text())
def test_any_text_is_read(config):
    """A configuration can hold anything."""
    helpers = git_credentials.parse_helpers(config)

    assert helpers == sorted(set(helpers))


def test_a_description():
    """The lines that git reads, with a blank one at the end."""
    assert (
        git_credentials.description("https://huggingface.co", "hf_user", "hf_x")
        == b"url=https://huggingface.co\nusername=hf_user\npassword=hf_x\n\n"
    )
    assert git_credentials.description("https://h.co", "u") == b"url=https://h.co\nusername=u\n\n"


@pytest.mark.parametrize("bad", ["hf_x\nurl=https://evil.example", "a\rb", "a\0b"])
def test_a_value_cannot_add_lines(bad):
    """A line end in a value would let it name another host."""
    with pytest.raises(errors.HFValidationError) as caught:
        git_credentials.description("https://huggingface.co", "hf_user", bad)

    assert "evil" not in str(caught.value)
