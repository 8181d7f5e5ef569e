"""Sections «Overview and Architecture» and «Installation and Setup»."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.manual.conftest import MANUAL_TOKEN, Reader


if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]


def test_system_requirements() -> None:
    assert PROJECT["name"] == "huggingface_hub"
    assert PROJECT["requires-python"] == ">=3.10"
    assert PROJECT["license"] == "Apache-2.0"


@pytest.mark.parametrize("extra", ["inference", "mcp", "testing", "quality", "typing", "all", "dev"])
def test_extras_of_the_manual_exist(extra: str) -> None:
    assert extra in PROJECT["optional-dependencies"]


def test_console_scripts() -> None:
    assert PROJECT["scripts"]["hf"] == "huggingface_hub.cli.hf:main"
    assert PROJECT["scripts"]["huggingface-cli"] == "huggingface_hub.cli.deprecated_cli:main"


VERIFICATION = """
from huggingface_hub import hf_hub_download

# Test basic functionality
hf_hub_download(repo_id="tiiuae/falcon-7b-instruct", filename="config.json")
"""


def test_verification(reader: Reader) -> None:
    reader.python(VERIFICATION)

    found = list(
        (reader.folder / "hf-home" / "hub" / "models--tiiuae--falcon-7b-instruct").glob("snapshots/*/config.json")
    )
    assert len(found) == 1
    assert found[0].read_bytes().startswith(b"tiiuae/falcon-7b-instruct config.json")


AUTHENTICATION_SETUP = """
# Non-interactive with token
hf auth login --token $HUGGINGFACE_TOKEN
"""


def test_authentication_setup(reader: Reader) -> None:
    reader.shell(AUTHENTICATION_SETUP, HUGGINGFACE_TOKEN=MANUAL_TOKEN, HF_TOKEN="")

    assert (reader.folder / "hf-home" / "token").read_text() == MANUAL_TOKEN
