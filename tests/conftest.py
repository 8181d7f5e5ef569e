"""What holds for all tests: bytes go over HTTP whether `hf_xet` is installed or not, except where a test is about Xet."""

from __future__ import annotations

import os

import pytest

from huggingface_hub import constants


# In names of files. Buckets are filled through Xet only, and files of jobs are in buckets.
WITH_XET = ("xet", "bucket", "job_files")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture, for the test and for the programs that it starts."""
    name = item.nodeid.partition("::")[0]
    constants.HF_HUB_DISABLE_XET = not any(word in name for word in WITH_XET)
    if constants.HF_HUB_DISABLE_XET:
        os.environ["HF_HUB_DISABLE_XET"] = "1"
    else:
        os.environ.pop("HF_HUB_DISABLE_XET", None)
