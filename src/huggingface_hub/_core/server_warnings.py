"""Warnings that the Hub sends along with answers (`X-HF-Warning: topic; message`), each topic logged once."""

from __future__ import annotations

from collections.abc import Iterable

from huggingface_hub._core import redact
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors


logger = get_logger(__name__)
_seen: set[str] = set()


def report(response: errors.Response) -> None:
    """Log the warnings of an answer whose topics were not logged before in this process."""
    if "x-hf-warning" not in response.headers:
        return
    show(response.headers.get_list("X-HF-Warning"))


def show(values: Iterable[str]) -> None:
    """Log warnings, by the values of their headers."""
    for value in values:
        topic, separator, message = value.partition(";")
        if not separator:
            topic, message = "", value
        topic = topic.strip()
        if topic not in _seen:
            _seen.add(topic)
            logger.warning("%s", redact.printable(message.strip()))
