"""`hf models|datasets|spaces card`: what a repository says about itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from huggingface_hub.cli import options
from huggingface_hub.cli.output import Output


FILE = "README.md"
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<yaml>.*?)(?:^|\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def model(out: Output, **given: Any) -> None:
    """The card of a model."""
    show(out, "model", **given)


def dataset(out: Output, **given: Any) -> None:
    """The card of a dataset."""
    show(out, "dataset", **given)


def space(out: Output, **given: Any) -> None:
    """The card of a Space."""
    show(out, "space", **given)


def show(out: Output, repo_type: str, *, repo_id: str, metadata: bool, text: bool, token: str | None) -> None:
    """Print a card, or one of its two parts."""
    if metadata and text:
        raise click.UsageError("'--metadata' and '--text' are mutually exclusive.", ctx=click.get_current_context())
    path = options.hub(token).hf_hub_download(repo_id, FILE, repo_type=repo_type)
    content = Path(path).read_text(encoding="utf-8")
    found = _FRONT_MATTER.match(content)
    head, body = (found["yaml"], content[found.end() :]) if found else ("", content)
    if metadata:
        out.dict(parsed(head))
    elif out.mode == "json":
        out.dict({"text": body} if text else {"metadata": parsed(head), "text": body})
    else:
        out.raw((body if text else content).strip("\n"))


def parsed(text: str) -> dict[str, Any]:
    """The metadata of a card."""
    import yaml

    content = yaml.safe_load(text)
    return content if isinstance(content, dict) else {}
