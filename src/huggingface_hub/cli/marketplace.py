"""The skills that the Hub offers: files in a bucket, with a list of them."""

from __future__ import annotations

from typing import Any

from huggingface_hub._core import urls
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub.cli import options, skills


BUCKET = "huggingface/skills"
INDEX = "marketplace.json"
MAX_SIZE = 16 * 1024 * 1024
PARALLEL = 8


def offers(token: str | None = None) -> list[dict[str, Any]]:
    """The skills that there are: name, description and source of each."""
    import json

    try:
        data = json.loads(_fetch(options.hub(token), INDEX))
    except ValueError:
        data = None
    plugins = data.get("plugins") if isinstance(data, dict) else None
    if not isinstance(plugins, list):
        raise errors.CLIError(f"The list of skills in the bucket {BUCKET} can't be read.")
    return [
        plugin
        for plugin in plugins
        if isinstance(plugin, dict) and isinstance(plugin.get("name"), str) and isinstance(plugin.get("source"), str)
    ]


def files(name: str, token: str | None = None) -> dict[str, bytes]:
    """The files of a skill.

    Raises:
        CLIError: There is no such skill.
    """
    skills.check_name(name)
    found = offers(token)
    source = next((offer["source"] for offer in found if offer["name"] == name), None)
    if source is None:
        import difflib

        guesses = difflib.get_close_matches(name, [offer["name"] for offer in found])
        meant = f" Did you mean {', '.join(map(repr, guesses))}?" if guesses else ""
        raise errors.CLIError(f"There is no skill '{name}'.{meant} `hf skills ls` lists them all.")
    api = options.hub(token)
    folder = source.removeprefix("./").strip("/") + "/"
    address = f"/api/buckets/{BUCKET}/tree/{urls.quote(folder.rstrip('/'))}"
    # The Hub takes it for the beginning of a path: `logs` gives `logs.json`, too.
    entries = [
        entry["path"]
        for entry in api.pages(address, params={"recursive": True})
        if entry.get("type") == "file" and str(entry.get("path")).startswith(folder)
    ]
    contents = runtime.map_concurrently(lambda path: _fetch(api, path), entries, limit=PARALLEL)
    return {path[len(folder) :]: content for path, content in zip(entries, contents, strict=True)}


def _fetch(api: Any, path: str) -> bytes:
    response = api.send("GET", f"/buckets/{BUCKET}/resolve/{urls.quote(path)}", max_body=MAX_SIZE)
    content: bytes = response.content
    return content
