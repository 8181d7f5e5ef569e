"""What the files of a repository say about it: the metadata of its README, and its configuration."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from huggingface_hub.local_hub.state.clock import from_unix
from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.trees import children, lookup


if TYPE_CHECKING:
    from huggingface_hub.local_hub.state.repos import Repo
    from huggingface_hub.local_hub.state.store import HubState

# Larger ones are somebody's data, not a configuration.
MAX_CONFIG = 1024 * 1024
KEPT_CARDS = 20_000
# Tags of datasets are written with the key that they come from.
_DATASET_KEYS = (
    "annotations_creators",
    "language_creators",
    "language",
    "multilinguality",
    "size_categories",
    "source_datasets",
    "task_categories",
    "task_ids",
)


@dataclass(frozen=True)
class Card:
    """
    What the newest commit of a repository says.

    Attributes:
        commit: That commit; None for a repository that has none.
        data: The metadata of the README.
        tags: What the repository can be found by.
    """

    commit: str | None = None
    modified: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()

    def text(self, key: str) -> str | None:
        value = self.data.get(key)
        return value if isinstance(value, str) else None

    def texts(self, key: str) -> list[str]:
        return _texts(self.data.get(key))


class Cards:
    """The cards of the repositories of a hub, the last ones kept: lists and searches look at all of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Card] = OrderedDict()

    def newest(self, hub: HubState, repo: Repo) -> Card:
        """The card of the main branch."""
        with hub.git.open(repo.id) as git:
            return self.at(git, repo, git.ref("refs/heads/main"))

    def at(self, git: Git, repo: Repo, commit: str | None) -> Card:
        """The card of a commit."""
        with self._lock:
            known = self._known.get(repo.id)
            if known is not None and known.commit == commit:
                self._known.move_to_end(repo.id)
                return known
        card = read_card(git, repo.type, commit)
        with self._lock:
            self._known[repo.id] = card
            while len(self._known) > KEPT_CARDS:
                self._known.popitem(last=False)
        return card


def read_card(git: Git, repo_type: str, commit: str | None) -> Card:
    """The card of a commit."""
    if commit is None:
        return Card()
    found = git.commit(commit)
    root = found.tree.decode()
    data = parse_card(_file(git, root, "README.md").decode("utf-8", "replace"))
    tags = [*card_tags(data, repo_type), *(_format_tags(git, root) if repo_type == "model" else ())]
    return Card(commit, from_unix(found.commit_time), data, tuple(dict.fromkeys(tags)))


def read_config(git: Git, commit: str) -> dict[str, Any]:
    """What `config.json` and `tokenizer_config.json` say about a model."""
    root = git.commit(commit).tree.decode()
    config: dict[str, Any] = {}
    said = _json(_file(git, root, "config.json"))
    config.update({key: said[key] for key in ("architectures", "model_type", "quantization_config") if key in said})
    tokens = _json(_file(git, root, "tokenizer_config.json"))
    wanted = (
        "bos_token",
        "chat_template",
        "cls_token",
        "eos_token",
        "mask_token",
        "pad_token",
        "sep_token",
        "unk_token",
    )
    kept = {key: tokens[key] for key in wanted if key in tokens}
    if kept:
        config["tokenizer_config"] = kept
    return config


def front_matter(text: str) -> str | None:
    """The YAML between the first two `---` lines, if a text begins with it."""
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != "---":
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number])
    return None


def parse_card(text: str) -> dict[str, Any]:
    """The metadata at the top of a README; empty when there is none that can be read."""
    content = front_matter(text)
    if content is None:
        return {}
    try:
        value = yaml.safe_load(content)
    except yaml.YAMLError:
        return {}
    return _plain_json(value) if isinstance(value, dict) else {}


def card_tags(card: Mapping[str, Any], repo_type: str) -> list[str]:
    """The tags that metadata amounts to."""
    tags = _texts(card.get("tags"))
    tags += [card[key] for key in ("library_name", "pipeline_tag") if isinstance(card.get(key), str)]
    if repo_type == "dataset":
        tags += [f"{key}:{value}" for key in _DATASET_KEYS for value in _texts(card.get(key))]
    else:
        tags += _texts(card.get("language"))
    if repo_type == "space" and isinstance(card.get("sdk"), str):
        tags.append(card["sdk"])
    for key, values in (("dataset", "datasets"), ("base_model", "base_model"), ("license", "license")):
        tags += [f"{key}:{value}" for value in _texts(card.get(values))]
    return list(dict.fromkeys(tags))


def _format_tags(git: Git, root: str) -> list[str]:
    names = [entry.path.lower() for entry in children(git, root) if not entry.is_dir]
    return [kind for kind in ("safetensors", "gguf", "onnx") if any(name.endswith(f".{kind}") for name in names)]


def _file(git: Git, root: str, path: str) -> bytes:
    entry = lookup(git, root, path)
    return b"" if entry is None or entry.is_dir else git.blob(entry.sha)


def _json(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data) if len(data) <= MAX_CONFIG else None
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _plain_json(value: Any) -> Any:
    """YAML knows dates, keys and numbers that JSON does not."""
    if isinstance(value, Mapping):
        return {str(key): _plain_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain_json(item) for item in value]
    if isinstance(value, float) and not -1e308 < value < 1e308:
        return str(value)
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
