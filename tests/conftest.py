"""What holds for all tests: bytes go over HTTP whether `hf_xet` is installed or not. Those in `xet` folders say otherwise."""

from __future__ import annotations

import os

from huggingface_hub import constants


# For programs that tests start, too.
os.environ["HF_HUB_DISABLE_XET"] = "1"
constants.HF_HUB_DISABLE_XET = True
