"""The token among the secrets of a Google Colab notebook."""

from __future__ import annotations

import os
import sys
from threading import Lock  # noqa: TID251 (Colab's API deadlocks when two threads are inside it)

from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.secret import Secret, clean


logger = get_logger(__name__)

SECRET_NAME = "HF_TOKEN"  # noqa: S105 (a name)
_LOCK = Lock()
# The answer for this process: the user is asked for permission in a dialog, which must not come up again.
_ANSWER: dict[str, Secret | None] = {}


def is_google_colab() -> bool:
    """Whether this is a kernel of Google Colab: the platform has loaded its own module before any cell runs."""
    return "google.colab" in sys.modules


def is_colab_enterprise() -> bool:
    """Whether this is Colab Enterprise, which has no secrets of this kind."""
    return os.environ.get("VERTEX_PRODUCT") == "COLAB_ENTERPRISE"


def get_secret() -> Secret | None:
    """The notebook's secret `HF_TOKEN`, asked for once in a process; `None` outside of Colab."""
    if not is_google_colab() or is_colab_enterprise():
        return None
    with _LOCK:
        if SECRET_NAME not in _ANSWER:
            _ANSWER[SECRET_NAME] = _ask()
        return _ANSWER[SECRET_NAME]


def _ask() -> Secret | None:
    try:
        from google.colab import errors as colab_errors, userdata
    except ImportError:
        return None
    try:
        return clean(userdata.get(SECRET_NAME))
    except userdata.NotebookAccessError:
        logger.warning(
            "This notebook may not read the secret HF_TOKEN of your Colab vault. Public models and datasets work without"
            " it. Allow access in the side panel and restart the session to use it."
        )
    except userdata.SecretNotFoundError:
        logger.info("There is no secret HF_TOKEN in your Colab vault.")
    except (colab_errors.Error, TimeoutError) as error:
        logger.warning("Could not read the secret HF_TOKEN of your Colab vault: %s", error)
    return None
