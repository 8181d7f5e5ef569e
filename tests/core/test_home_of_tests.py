"""Tests leave alone what belongs to whoever runs them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from huggingface_hub import constants


@pytest.mark.parametrize("name", ["HF_HOME", "HF_HUB_CACHE", "HF_ASSETS_CACHE", "HF_XET_CACHE", "HF_TOKEN_PATH"])
def test_nothing_is_kept_in_the_home_of_whoever_runs_the_tests(name: str) -> None:
    code = f"from huggingface_hub import constants; print(constants.{name})"
    elsewhere = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()

    for path in (getattr(constants, name), elsewhere):
        assert Path(path).is_relative_to(tempfile.gettempdir()), path
        assert Path(path).is_relative_to(os.environ["HF_HOME"])
