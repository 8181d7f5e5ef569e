"""What holds for all tests: the cache and the tokens of whoever runs them are neither read nor written, and bytes go over
HTTP whether `hf_xet` is installed or not, except where a test is about Xet.
"""

from __future__ import annotations

import os
import shutil
import tempfile

import hypothesis
import pytest


# An example that takes 200 ms was held up by something else on the machine: pytest's own limit is the one that counts.
hypothesis.settings.register_profile("no deadline", deadline=None)
hypothesis.settings.load_profile("no deadline")

# Before the package is imported, which reads these once; and for the programs that tests start.
_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
if not _IS_WORKER:
    for _name in (
        "HF_HUB_CACHE",
        "HUGGINGFACE_HUB_CACHE",
        "HF_ASSETS_CACHE",
        "HF_XET_CACHE",
        "HF_TOKEN_PATH",
        "HF_TOKEN",
    ):
        os.environ.pop(_name, None)
    os.environ["HF_HOME"] = tempfile.mkdtemp(prefix="hf-tests-")

from huggingface_hub import constants  # noqa: E402


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


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what tests have left in the cache that is theirs."""
    if not _IS_WORKER:
        shutil.rmtree(os.environ["HF_HOME"], ignore_errors=True)
