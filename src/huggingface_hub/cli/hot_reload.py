"""Changing a running Space without building it again: what its machines say about taking a commit over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from huggingface_hub._core import retry
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub.types.http import Timeouts


PORT = 7887
PAUSE = 2.0
ATTEMPTS = 10
TIMEOUTS = Timeouts(read=20.0, total=60.0)
MINIMUM = (6, 1)
FAILED = ("exception", "error")
HOST = ".hf.space"


def check(info: Any) -> None:
    """Refuse a Space that can't be changed while it runs.

    Raises:
        CLIError: It says why.
    """
    if info.sdk != "gradio":
        raise errors.CLIError(f"'{info.id}' is no Gradio Space (sdk: {info.sdk}): only those can be changed in place.")
    version = str((info.card_data or {}).get("sdk_version") or "")
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if numbers and numbers < MINIMUM:
        raise errors.CLIError(f"'{info.id}' uses Gradio {version}; changing it in place needs 6.1 or later.")
    stage = info.runtime.stage if info.runtime else None
    if stage != "RUNNING":
        raise errors.CLIError(f"'{info.id}' does not run (stage: {stage}): there is nothing to change in place.")


def address(info: Any, replica: str) -> str:
    """Where a machine of a Space tells how it takes changes over.

    Raises:
        CLIError: The Space has no such place.
    """
    parts = urlsplit(str(info.host or ""))
    subdomain, dot, rest = (parts.hostname or "").partition(".")
    if parts.scheme != "https" or not dot or not replica.replace("-", "").isalnum():
        raise errors.CLIError(f"'{info.id}' has no address to reload from.")
    return f"https://{subdomain}--{PORT}.{rest}/--replicas/+{replica}/get-reload"


def replicas(api: Any, space_id: str) -> list[str]:
    """The machines that take the change over; the Hub needs a moment to name them.

    Raises:
        CLIError: It was given up.
    """
    for attempt in range(ATTEMPTS):
        if attempt:
            runtime.sleep(PAUSE)
        reloading = api.get_space_runtime(space_id).hot_reloading
        if reloading is not None and reloading.status == "canceled":
            raise errors.CLIError("The change can't be taken over in place: the Space is built again with it.")
        if reloading is not None and reloading.replica_statuses:
            return [str(replica) for replica, _ in reloading.replica_statuses]
    raise errors.CLIError("The commit is made, but the Hub named no machine that takes it over. See: hf spaces logs")


def events(api: Any, info: Any, replica: str, commit: str) -> Iterator[dict[str, Any]]:
    """What a machine did with the change.

    Raises:
        CLIError: It does not know about it.
    """
    url = address(info, replica)
    # What runs there is the Space's own program: it gets the token only if it could not be reached otherwise.
    private = bool(info.private) and (urlsplit(url).hostname or "").endswith(HOST)
    for attempt in range(ATTEMPTS):
        if attempt:
            runtime.sleep(PAUSE)
        response = api.send(
            "POST",
            url,
            json={"reloadId": commit},
            token=None if private else False,
            trusted=private,
            follow="none",
            timeout=TIMEOUTS,
            retry=retry.NONE,
            check=False,
        )
        if response.status_code == 200 and "text/event-stream" in response.headers.get("content-type", ""):
            yield from parse(response.text)
            return
        if response.status_code not in (200, 204):
            raise errors.CLIError(f"A machine of '{info.id}' answered {response.status_code}.")
    raise errors.CLIError(f"A machine of '{info.id}' does not know about the change.")


def parse(text: str) -> Iterator[dict[str, Any]]:
    """The events of a stream: `data: {"data": {"kind": …}}`."""
    for line in text.splitlines():
        if not line.startswith("data:"):
            continue
        try:
            data = json.loads(line[5:])
        except ValueError:
            continue
        event = data.get("data") if isinstance(data, dict) else None
        if isinstance(event, dict) and "kind" in event:
            yield event


def line(event: dict[str, Any]) -> str:
    """An event as a person reads it."""
    rest = ", ".join(
        f"{key}: {value if isinstance(value, str) else json.dumps(value)}"
        for key, value in event.items()
        if key != "kind" and value is not None
    )
    return f"{event['kind']}  {rest}".rstrip()
