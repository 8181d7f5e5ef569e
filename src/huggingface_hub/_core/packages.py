"""Which optional packages are installed, found without importing them. Source: `contract/api.json`, `utils._runtime`."""

from __future__ import annotations

import platform
from collections.abc import Callable
from functools import partial

from huggingface_hub import constants
from huggingface_hub._core import headers


# Name in the API → the distributions that provide it, most usual first.
_DISTRIBUTIONS: dict[str, tuple[str, ...]] = {
    "aiohttp": ("aiohttp",),
    "fastai": ("fastai",),
    "fastapi": ("fastapi",),
    "fastcore": ("fastcore",),
    "gradio": ("gradio",),
    "graphviz": ("graphviz",),
    "hf_xet": ("hf_xet", "hf-xet"),
    "httpx2": ("httpx2",),
    "jinja": ("Jinja2", "jinja2"),
    "keras": ("keras",),
    "numpy": ("numpy",),
    "pillow": ("Pillow", "pillow"),
    "pydantic": ("pydantic",),
    "pydot": ("pydot",),
    "safetensors": ("safetensors",),
    "tensorboard": ("tensorboardX", "tensorboard"),
    "tf": (
        "tensorflow",
        "tensorflow-cpu",
        "tensorflow-gpu",
        "tf-nightly",
        "intel-tensorflow",
        "tensorflow-rocm",
        "tensorflow-macos",
    ),
    "torch": ("torch",),
}


def package_version(name: str) -> str:
    """The version of an optional package by its name in the API; `N/A` if it is not installed."""
    for distribution in _DISTRIBUTIONS.get(name, (name,)):
        if version := headers.package_version(distribution):
            return version
    return "N/A"


def is_package_available(package_name: str) -> bool:
    """
    Whether a package is installed.

    Args:
        package_name: Such as `torch`, `numpy` or `pydantic`.
    """
    return package_version(package_name) != "N/A"


def get_python_version() -> str:
    """The version of Python, such as `3.12.4`."""
    return platform.python_version()


def get_hf_hub_version() -> str:
    """The version of this package."""
    return headers.hub_version()


def is_xet_available() -> bool:
    """Whether transfers through Xet are possible: `hf_xet` is installed and `HF_HUB_DISABLE_XET` is not set."""
    return not constants.HF_HUB_DISABLE_XET and is_package_available("hf_xet")


def xet_usage() -> str:
    """Whether transfers go through Xet, as a sentence for people."""
    if constants.HF_HUB_DISABLE_XET:
        return "switched off by HF_HUB_DISABLE_XET: transfers go over HTTP"
    if not is_package_available("hf_xet"):
        return "hf_xet is not installed: transfers go over HTTP (pip install 'huggingface_hub[xet]')"
    return f"transfers go through hf_xet {package_version('hf_xet')} where the Hub offers it, else over HTTP"


get_aiohttp_version: Callable[[], str] = partial(package_version, "aiohttp")
get_fastai_version: Callable[[], str] = partial(package_version, "fastai")
get_fastapi_version: Callable[[], str] = partial(package_version, "fastapi")
get_fastcore_version: Callable[[], str] = partial(package_version, "fastcore")
get_gradio_version: Callable[[], str] = partial(package_version, "gradio")
get_graphviz_version: Callable[[], str] = partial(package_version, "graphviz")
get_httpx2_version: Callable[[], str] = partial(package_version, "httpx2")
get_jinja_version: Callable[[], str] = partial(package_version, "jinja")
get_keras_version: Callable[[], str] = partial(package_version, "keras")
get_numpy_version: Callable[[], str] = partial(package_version, "numpy")
get_pillow_version: Callable[[], str] = partial(package_version, "pillow")
get_pydantic_version: Callable[[], str] = partial(package_version, "pydantic")
get_pydot_version: Callable[[], str] = partial(package_version, "pydot")
get_tensorboard_version: Callable[[], str] = partial(package_version, "tensorboard")
get_tf_version: Callable[[], str] = partial(package_version, "tf")
get_torch_version: Callable[[], str] = partial(package_version, "torch")
get_xet_version: Callable[[], str] = partial(package_version, "hf_xet")

is_aiohttp_available: Callable[[], bool] = partial(is_package_available, "aiohttp")
is_fastai_available: Callable[[], bool] = partial(is_package_available, "fastai")
is_fastapi_available: Callable[[], bool] = partial(is_package_available, "fastapi")
is_fastcore_available: Callable[[], bool] = partial(is_package_available, "fastcore")
is_gradio_available: Callable[[], bool] = partial(is_package_available, "gradio")
is_graphviz_available: Callable[[], bool] = partial(is_package_available, "graphviz")
is_httpx2_available: Callable[[], bool] = partial(is_package_available, "httpx2")
is_jinja_available: Callable[[], bool] = partial(is_package_available, "jinja")
is_keras_available: Callable[[], bool] = partial(is_package_available, "keras")
is_numpy_available: Callable[[], bool] = partial(is_package_available, "numpy")
is_pillow_available: Callable[[], bool] = partial(is_package_available, "pillow")
is_pydantic_available: Callable[[], bool] = partial(is_package_available, "pydantic")
is_pydot_available: Callable[[], bool] = partial(is_package_available, "pydot")
is_safetensors_available: Callable[[], bool] = partial(is_package_available, "safetensors")
is_tensorboard_available: Callable[[], bool] = partial(is_package_available, "tensorboard")
is_tf_available: Callable[[], bool] = partial(is_package_available, "tf")
is_torch_available: Callable[[], bool] = partial(is_package_available, "torch")
