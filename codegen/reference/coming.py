"""The page of names that are not written yet, from `[coming]` of `surface.toml`."""

from __future__ import annotations

import textwrap

from codegen.sources import ROOT
from codegen.surface import LIST
from codegen.surface.read import read_surface


# Titles of areas whose word does not say it.
TITLES = {
    "agents": "Agents and MCP",
    "cards": "Model, dataset and Space cards",
    "cli": "Command line",
    "download": "Downloads",
    "fs": "File system (fsspec)",
    "http": "HTTP",
    "inference": "Inference clients",
    "inference_types": "Types of inference tasks",
    "integrations": "Mixins and integrations",
    "sandbox": "Sandboxes",
    "tensors": "Serialization of tensors",
    "utils": "Utilities",
}
MANY = 60


def coming_page() -> str:
    """The page."""
    areas = read_surface(ROOT / LIST).coming
    lines = [
        "# Not there yet\n",
        "Names of the official client's 2.4.0 that this package does not have yet: importing one raises `ImportError`.\n",
    ]

    for area, names in sorted(areas.items(), key=lambda item: _title(item[0])):
        shown = sorted((name for name in names if not name.startswith("_")), key=str.lower)
        if shown:
            text = ", ".join(f"`{name}`" for name in shown[:MANY])
            more = f" and {len(shown) - MANY} more" if len(shown) > MANY else ""
            lines += [f"## {_title(area)}\n", textwrap.fill(text + more, 125, break_on_hyphens=False) + "\n"]

    return "\n".join(lines).rstrip() + "\n"


def _title(area: str) -> str:
    return TITLES.get(area, area.replace("_", " ").capitalize())
