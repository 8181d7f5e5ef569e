"""What a Space says about the machine that it would run on: here there is none, and every answer says so."""

from __future__ import annotations

from typing import Any

from huggingface_hub.local_hub.state.repos import Repo


NO_MACHINE = "This is a local Hub: there is no machine behind it, so this Space does not run."


def runtime_view(repo: Repo) -> dict[str, Any]:
    """The `runtime` of a Space: what was asked for, and that nothing runs."""
    wanted = repo.extra.get("runtime", {})
    answer: dict[str, Any] = {
        "stage": "PAUSED" if wanted.get("paused") else "STOPPED",
        "errorMessage": NO_MACHINE,
        "hardware": {"current": None, "requested": wanted.get("hardware")},
        "storage": None,
        "gcTimeout": wanted.get("sleep_time"),
        "replicas": {"current": 0, "requested": 0},
        "devMode": bool(wanted.get("dev_mode", False)),
    }
    if wanted.get("volumes"):
        answer["volumes"] = list(wanted["volumes"])
    return answer


def subdomain(repo: Repo) -> str:
    """The name that a Space's address begins with."""
    return f"{repo.namespace}-{repo.name}".lower().replace(".", "-").replace("_", "-")
