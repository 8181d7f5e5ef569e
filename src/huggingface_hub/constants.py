"""Constants of the Hub and settings of the environment.

Values are read from the environment once, when this module is imported, as the contract says (`contract/env.json`).
Everything inside the package reads them as `constants.NAME` at call time, so that a program or a test can replace them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit


def _is_true(value: str | None) -> bool:
    return value is not None and value.upper() in ENV_VARS_TRUE_VALUES


def _is_true_or_auto(value: str | None) -> bool:
    return value is not None and value.upper() in ENV_VARS_TRUE_AND_AUTO_VALUES


def _as_seconds(name: str) -> int:
    """A whole number of seconds from the environment; unset, empty or 0 means the default of 10."""
    value = os.environ.get(name, "").strip()
    try:
        seconds = int(value or 0)
    except ValueError:
        seconds = -1
    if seconds < 0:
        import warnings

        text = f"{name} must be a whole number of seconds, not {value!r}: {DEFAULT_REQUEST_TIMEOUT} are taken instead."
        warnings.warn(text, UserWarning, stacklevel=2)
    return seconds if seconds > 0 else DEFAULT_REQUEST_TIMEOUT


def _expand(path: str) -> str:
    return os.path.expandvars(os.path.expanduser(path))


def _as_bandwidth(name: str) -> float | None:
    """Bytes per second from the environment, with K, M or G for thousands of them; unset or empty means no limit."""
    value = os.environ.get(name, "").strip()
    if not value:
        return None
    factor = {"K": 1e3, "M": 1e6, "G": 1e9}.get(value[-1].upper(), 1.0)
    try:
        rate = float(value.upper().rstrip("KMG")) * factor
    except ValueError:
        rate = 0.0
    if not 0 < rate < float("inf"):
        raise ValueError(f"{name} must be a number of bytes per second, such as 500K or 20M, not {value!r}.")
    return rate


ENV_VARS_TRUE_VALUES = {"1", "ON", "YES", "TRUE"}
ENV_VARS_TRUE_AND_AUTO_VALUES = ENV_VARS_TRUE_VALUES.union({"AUTO"})

# File names that libraries agree on
CONFIG_NAME = "config.json"
REPOCARD_NAME = "README.md"
PYTORCH_WEIGHTS_NAME = "pytorch_model.bin"
PYTORCH_WEIGHTS_FILE_PATTERN = "pytorch_model{suffix}.bin"
TF_WEIGHTS_NAME = "model.ckpt"
TF2_WEIGHTS_NAME = "tf_model.h5"
TF2_WEIGHTS_FILE_PATTERN = "tf_model{suffix}.h5"
FLAX_WEIGHTS_NAME = "flax_model.msgpack"
SAFETENSORS_SINGLE_FILE = "model.safetensors"
SAFETENSORS_INDEX_FILE = "model.safetensors.index.json"
SAFETENSORS_WEIGHTS_FILE_PATTERN = "model{suffix}.safetensors"
SAFETENSORS_MAX_HEADER_LENGTH = 25_000_000
EVAL_RESULTS_FOLDER = ".eval_results"

# Requests and transfers
DEFAULT_REVISION = "main"
DEFAULT_ETAG_TIMEOUT = 10
DEFAULT_DOWNLOAD_TIMEOUT = 10
DEFAULT_REQUEST_TIMEOUT = 10
DOWNLOAD_CHUNK_SIZE = 10 * 1024 * 1024
MAX_HTTP_DOWNLOAD_SIZE = 50 * 1000 * 1000 * 1000
FILELOCK_LOG_EVERY_SECONDS = 10
REGEX_COMMIT_OID = re.compile(r"[A-Fa-f0-9]{5,40}")

# Ours: how large files are split, and how many requests run at once
RANGED_DOWNLOAD_MIN_SIZE = 32 * 1024 * 1024
RANGED_DOWNLOAD_CONNECTIONS = 4
FAST_LANE_CONNECTIONS = 16
FAST_LANE_SMALL_CONNECTIONS = 96
UPLOAD_CONNECTIONS = 8
ERROR_BODY_MAX_SIZE = 64 * 1024
JSON_BODY_MAX_SIZE = 256 * 1024 * 1024
MAX_RETRY_AFTER = 300.0
"""The longest pause, in seconds, that a server's `Retry-After` or `RateLimit` can ask of us."""

# The Hub
_STAGING_ENDPOINT = "https://hub-ci.huggingface.co"
_HF_DEFAULT_ENDPOINT = "https://huggingface.co"
_STAGING = _is_true(os.environ.get("HUGGINGFACE_CO_STAGING"))
ENDPOINT = _STAGING_ENDPOINT if _STAGING else (os.environ.get("HF_ENDPOINT") or _HF_DEFAULT_ENDPOINT).rstrip("/")
HUGGINGFACE_CO_URL_HOME = "https://huggingface.co/"
HUGGINGFACE_CO_URL_TEMPLATE = ENDPOINT + "/{repo_id}/resolve/{revision}/{filename}"
HF_PROTOCOL = "hf://"
_HUB_HOSTS = {"huggingface.co", "hub-ci.huggingface.co", "hf.co"}
HF_URL_HOSTS = frozenset(_HUB_HOSTS | ({urlsplit(ENDPOINT).netloc} - {""}))
DATASETS_SERVER_ENDPOINT = "https://datasets-server.huggingface.co"
INFERENCE_ENDPOINT = os.environ.get("HF_INFERENCE_ENDPOINT", "https://api-inference.huggingface.co")
INFERENCE_ENDPOINTS_ENDPOINT = "https://api.endpoints.huggingface.cloud/v2"
INFERENCE_CATALOG_ENDPOINT = "https://endpoints.huggingface.co/api/v1/catalog"
INFERENCE_PROXY_TEMPLATE = "https://router.huggingface.co/{provider}"

# Headers
HUGGINGFACE_HEADER_X_REPO_COMMIT = "X-Repo-Commit"
HUGGINGFACE_HEADER_X_LINKED_ETAG = "X-Linked-Etag"
HUGGINGFACE_HEADER_X_LINKED_SIZE = "X-Linked-Size"
HUGGINGFACE_HEADER_X_BILL_TO = "X-HF-Bill-To"
HUGGINGFACE_HEADER_X_XET_ENDPOINT = "X-Xet-Cas-Url"
HUGGINGFACE_HEADER_X_XET_ACCESS_TOKEN = "X-Xet-Access-Token"  # noqa: S105 (a header's name)
HUGGINGFACE_HEADER_X_XET_EXPIRATION = "X-Xet-Token-Expiration"
HUGGINGFACE_HEADER_X_XET_HASH = "X-Xet-Hash"
HUGGINGFACE_HEADER_X_XET_REFRESH_ROUTE = "X-Xet-Refresh-Route"
HUGGINGFACE_HEADER_LINK_XET_AUTH_KEY = "xet-auth"
X_HF_DOWNLOAD_COUNTER = "X-HF-Download-Counter"

# Repositories
REPO_ID_SEPARATOR = "--"
REPO_TYPE_DATASET = "dataset"
REPO_TYPE_SPACE = "space"
REPO_TYPE_MODEL = "model"
REPO_TYPE_KERNEL = "kernel"
REPO_TYPES: list[str | None] = [None, REPO_TYPE_MODEL, REPO_TYPE_DATASET, REPO_TYPE_SPACE]
REPO_TYPES_WITH_KERNEL: list[str | None] = [*REPO_TYPES, REPO_TYPE_KERNEL]
REPO_TYPES_URL_PREFIXES = {
    REPO_TYPE_DATASET: "datasets/",
    REPO_TYPE_SPACE: "spaces/",
    REPO_TYPE_KERNEL: "kernels/",
}
REPO_TYPES_MAPPING = {
    "datasets": REPO_TYPE_DATASET,
    "spaces": REPO_TYPE_SPACE,
    "models": REPO_TYPE_MODEL,
    "kernels": REPO_TYPE_KERNEL,
}
HfUriType = Literal["model", "dataset", "space", "kernel", "bucket"]
HF_URI_TYPE_PREFIXES: Mapping[str, HfUriType] = {
    "models": "model",
    "datasets": "dataset",
    "spaces": "space",
    "kernels": "kernel",
    "buckets": "bucket",
}
SPACES_SDK_TYPES = ["gradio", "streamlit", "docker", "static"]
HF_JOBS_ARTIFACTS_BUCKET_NAME = "jobs-artifacts"
HF_JOBS_ARTIFACTS_MOUNT_PATH = "/data"
SANDBOX_SERVER_BUCKET = "huggingface/sbx-server"

DiscussionTypeFilter = Literal["all", "discussion", "pull_request"]
DISCUSSION_TYPES: tuple[DiscussionTypeFilter, ...] = ("all", "discussion", "pull_request")
DiscussionStatusFilter = Literal["all", "open", "closed"]
DISCUSSION_STATUS: tuple[DiscussionStatusFilter, ...] = ("all", "open", "closed")
WEBHOOK_DOMAIN_T = Literal["repo", "discussion"]

# Where things are kept
default_home: str = os.path.join(os.path.expanduser("~"), ".cache")
HF_HOME = _expand(
    os.environ.get("HF_HOME") or os.path.join(os.environ.get("XDG_CACHE_HOME") or default_home, "huggingface")
)
default_cache_path: str = os.path.join(HF_HOME, "hub")
default_assets_cache_path: str = os.path.join(HF_HOME, "assets")
default_xet_cache_path: str = os.path.join(HF_HOME, "xet")
HUGGINGFACE_HUB_CACHE = os.environ.get("HUGGINGFACE_HUB_CACHE") or default_cache_path
HUGGINGFACE_ASSETS_CACHE = os.environ.get("HUGGINGFACE_ASSETS_CACHE") or default_assets_cache_path
HF_HUB_CACHE = _expand(os.environ.get("HF_HUB_CACHE") or HUGGINGFACE_HUB_CACHE)
HF_ASSETS_CACHE = _expand(os.environ.get("HF_ASSETS_CACHE") or HUGGINGFACE_ASSETS_CACHE)
HF_XET_CACHE = os.environ.get("HF_XET_CACHE") or default_xet_cache_path
HF_TOKEN_PATH = _expand(os.environ.get("HF_TOKEN_PATH") or os.path.join(HF_HOME, "token"))
HF_STORED_TOKENS_PATH = os.path.join(os.path.dirname(HF_TOKEN_PATH), "stored_tokens")
CHECK_FOR_UPDATE_DONE_PATH = os.path.join(HF_HOME, ".check_for_update_done")
CHECK_FOR_SKILL_UPDATE_DONE_PATH = os.path.join(HF_HOME, ".check_for_skill_update_done")
AGENT_HARNESSES_PATH = os.path.join(HF_HOME, ".agent_harnesses.json")
AGENTS_SKILLS_LOCAL_PATH = Path(".agents/skills")
AGENTS_SKILLS_GLOBAL_PATH = Path("~/.agents/skills")
CLAUDE_SKILLS_LOCAL_PATH = Path(".claude/skills")
CLAUDE_SKILLS_GLOBAL_PATH = Path(os.environ.get("CLAUDE_CONFIG_DIR") or "~/.claude") / "skills"
if _STAGING:
    # Only these two move, so that a run against staging can't overwrite the user's own token or refs.
    _staging_home = os.path.join(default_home, "huggingface_staging")
    HUGGINGFACE_HUB_CACHE = os.path.join(_staging_home, "hub")
    HF_TOKEN_PATH = os.path.join(_staging_home, "token")

# Switches
HF_DEBUG = _is_true(os.environ.get("HF_DEBUG"))
HF_HUB_OFFLINE = _is_true(os.environ.get("HF_HUB_OFFLINE") or os.environ.get("TRANSFORMERS_OFFLINE"))
HF_HUB_ENABLE_TELEMETRY = _is_true(os.environ.get("HF_HUB_ENABLE_TELEMETRY"))
HF_HUB_DISABLE_TELEMETRY = any(
    _is_true(os.environ.get(name)) for name in ("HF_HUB_DISABLE_TELEMETRY", "DISABLE_TELEMETRY", "DO_NOT_TRACK")
)
HF_HUB_DISABLE_UPDATE_CHECK = _is_true(os.environ.get("HF_HUB_DISABLE_UPDATE_CHECK"))
HF_HUB_DISABLE_IMPLICIT_TOKEN = _is_true(os.environ.get("HF_HUB_DISABLE_IMPLICIT_TOKEN"))
HF_HUB_DISABLE_SYMLINKS = _is_true(os.environ.get("HF_HUB_DISABLE_SYMLINKS"))
HF_HUB_DISABLE_FAST_LANE = _is_true(os.environ.get("HF_HUB_DISABLE_FAST_LANE"))
HF_HUB_DISABLE_SYMLINKS_WARNING = _is_true(os.environ.get("HF_HUB_DISABLE_SYMLINKS_WARNING"))
HF_HUB_DISABLE_EXPERIMENTAL_WARNING = _is_true(os.environ.get("HF_HUB_DISABLE_EXPERIMENTAL_WARNING"))
HF_HUB_DISABLE_SHARED_BLOBS = _is_true(os.environ.get("HF_HUB_DISABLE_SHARED_BLOBS"))
HF_HUB_DISABLE_XET = _is_true(os.environ.get("HF_HUB_DISABLE_XET"))
HF_XET_HIGH_PERFORMANCE = _is_true(os.environ.get("HF_XET_HIGH_PERFORMANCE"))
# Three states: `True` and `False` force the bars off and on; `None` leaves the program free to switch them.
HF_HUB_DISABLE_PROGRESS_BARS: bool | None = (
    _is_true(os.environ["HF_HUB_DISABLE_PROGRESS_BARS"]) if os.environ.get("HF_HUB_DISABLE_PROGRESS_BARS") else None
)
HF_HUB_USER_AGENT_ORIGIN = os.environ.get("HF_HUB_USER_AGENT_ORIGIN")
HF_HUB_ETAG_TIMEOUT = _as_seconds("HF_HUB_ETAG_TIMEOUT")
HF_HUB_DOWNLOAD_TIMEOUT = _as_seconds("HF_HUB_DOWNLOAD_TIMEOUT")
HF_MAX_BANDWIDTH = _as_bandwidth("HF_MAX_BANDWIDTH")

# OAuth
DEVICE_CODE_OAUTH_CLIENT_ID = os.environ.get("HF_DEVICE_CODE_OAUTH_CLIENT_ID") or "26be6b09-91c5-47da-9861-d2d2bb7a7e36"
OAUTH_CLIENT_ID = os.environ.get("OAUTH_CLIENT_ID")
OAUTH_CLIENT_SECRET = os.environ.get("OAUTH_CLIENT_SECRET")
OAUTH_SCOPES = os.environ.get("OAUTH_SCOPES")
OPENID_PROVIDER_URL = os.environ.get("OPENID_PROVIDER_URL")
OAUTH_MAX_REDIRECTS = 2


def is_offline_mode() -> bool:
    """Whether requests to the Hub are switched off, by `HF_HUB_OFFLINE` or by assignment to the constant."""
    return HF_HUB_OFFLINE
