"""Section «File Download Operations»."""

from __future__ import annotations

import shutil

import pytest

from tests.manual.conftest import Reader


SINGLE_FILE = """
from huggingface_hub import hf_hub_download

path = hf_hub_download(
    repo_id="bert-base-cased",
    filename="config.json",
    repo_type="model",
    revision="main",
    cache_dir="./hf_cache",
    token=True,
)
"""
SNAPSHOT = """
from huggingface_hub import snapshot_download

local_path = snapshot_download(
    repo_id="stabilityai/stable-diffusion-2-1",
    repo_type="model",
    cache_dir="./models",
    ignore_patterns=["*.md", ".gitattributes"],
)
"""
ERRORS = """
# Example: Handling download errors
try:
    path = hf_hub_download('bert-base-cased', 'config.json')
except RevisionNotFoundError as e:
    print(f"Revision not found: {e}")
except RemoteEntryNotFoundError as e:
    print(f"File not on server: {e}")
except LocalEntryNotFoundError as e:
    print("File not in cache. Set local_files_only=True and cache it first.")
"""
DRY_RUN = """
from huggingface_hub import hf_hub_download, DryRunFileInfo

result = hf_hub_download(
    repo_id="bert-base-cased",
    filename="config.json",
    dry_run=True,
)

if isinstance(result, DryRunFileInfo):
    print(f"Will download: {result.filename}")
    print(f"Size: {result.file_size} bytes")
    print(f"Cached: {result.is_cached}")
    print(f"Commit: {result.commit_hash}")
"""
PROGRESS = """
from tqdm import tqdm
from huggingface_hub import hf_hub_download

class CustomProgress(tqdm):
    def set_postfix(self, **kwargs):
        self.set_postfix_str(f"ETA: {kwargs.get('eta', 'N/A')}")

hf_hub_download(
    repo_id="bigscience/bloom-7b1",
    filename="pytorch_model.bin",
    tqdm_class=CustomProgress,
)
"""
OFFLINE = """
from huggingface_hub import hf_hub_download

# Will fail if file not cached
path = hf_hub_download(
    repo_id="bert-base-cased",
    filename="config.json",
    local_files_only=True,
)
"""
LOCK = """
locks_dir = os.path.join(cache_dir, ".locks")
storage_folder = os.path.join(cache_dir, repo_folder_name(repo_id="bert-base-cased", repo_type="model"))
paths = get_local_download_paths(Path("."), "config.json")
# Lock acquired before writing to cache
with WeakFileLock(paths.lock_path):
    # Critical section: write file or metadata
    write_download_metadata(Path("."), "config.json", "c" * 40, "e" * 40)
"""
PREFIXES = """
# URL prefixes from constants
REPO_TYPES_URL_PREFIXES = {
    "model": "",
    "dataset": "datasets/",
    "space": "spaces/",
}
"""
IMPORTS = """
from huggingface_hub import hf_hub_download
from huggingface_hub.errors import LocalEntryNotFoundError, RemoteEntryNotFoundError, RevisionNotFoundError
"""


def test_hf_hub_download(reader: Reader) -> None:
    path = reader.python(SINGLE_FILE, after="print(path)").strip()

    assert path.startswith(("./hf_cache/models--bert-base-cased/snapshots/", str(reader.folder)))
    assert (reader.folder / path).read_bytes().startswith(b"reader/bert-base-cased config.json")


def test_snapshot_download(reader: Reader) -> None:
    folder = reader.folder / reader.python(SNAPSHOT, after="print(local_path)").strip()

    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    assert names == ["model_index.json", "unet/config.json"]


def test_error_handling(reader: Reader) -> None:
    assert reader.python(ERRORS, before=IMPORTS) == ""
    wrong_file = ERRORS.replace("config.json", "nothing.json")
    assert reader.python(wrong_file, before=IMPORTS).startswith("File not on server: ")
    wrong_revision = ERRORS.replace("'config.json'", "'config.json', revision='nothing'")
    assert reader.python(wrong_revision, before=IMPORTS).startswith("Revision not found: ")
    offline = ERRORS.replace("'config.json'", "'vocab.txt', local_files_only=True")
    assert reader.python(offline, before=IMPORTS).startswith("File not in cache.")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("# Download single file\nhuggingface-cli download bert-base-cased config.json", "config.json"),
        ("# Download entire repo\nhuggingface-cli download stabilityai/stable-diffusion-2-1", "unet/config.json"),
        (
            '# With patterns\nhuggingface-cli download meta-llama/Llama-2-7b --include "*.safetensors"',
            "model-2.safetensors",
        ),
    ],
)
def test_cli_download(reader: Reader, command: str, expected: str) -> None:
    path = reader.shell(command).strip()

    assert "\n" not in path, "a download prints the path and nothing else on stdout"
    found = reader.folder / path
    assert found.name == expected if found.is_file() else (found / expected).is_file()


def test_cli_dry_run(reader: Reader) -> None:
    printed = reader.shell("# Dry run\nhuggingface-cli download bigscience/bloom-7b1 --dry-run")

    assert "pytorch_model.bin" in printed
    assert not list((reader.folder / "hf-home").rglob("pytorch_model.bin"))


def test_dry_run(reader: Reader) -> None:
    lines = dict(line.split(": ", 1) for line in reader.python(DRY_RUN).splitlines())

    assert lines["Will download"] == "config.json"
    assert lines["Size"] == f"{len(b'reader/bert-base-cased config.json' + b'.') * 100} bytes"
    assert lines["Cached"] == "False"
    assert len(lines["Commit"]) == 40


def test_progress_tracking(reader: Reader) -> None:
    reader.python(PROGRESS)


def test_offline_mode(reader: Reader) -> None:
    assert "LocalEntryNotFoundError" in reader.python(OFFLINE, check=False)

    reader.python(OFFLINE.replace("local_files_only=True", "local_files_only=False"))
    reader.python(OFFLINE, HF_ENDPOINT="http://127.0.0.1:9")


# What the manual shows of the package's own code: a file of the user's that has the right content is not fetched again.
def test_validation_by_hash_without_metadata(reader: Reader) -> None:
    script = """
from huggingface_hub import hf_hub_download, get_hf_file_metadata, hf_hub_url
path = hf_hub_download("bigscience/bloom-7b1", "pytorch_model.bin", local_dir="folder")
print(get_hf_file_metadata(hf_hub_url("bigscience/bloom-7b1", "pytorch_model.bin")).etag)
"""
    etag = reader.python(script).strip()
    model, folder = reader.folder / "folder" / "pytorch_model.bin", reader.folder / "folder" / ".cache"
    kept = model.stat().st_ino
    shutil.rmtree(folder)

    reader.python(script)

    note = folder / "huggingface" / "download" / "pytorch_model.bin.metadata"
    assert note.read_text().splitlines()[1] == etag
    assert model.stat().st_ino == kept


def test_lock_file_management(reader: Reader) -> None:
    """The manual's names of variables, with the functions that there are."""
    before = """
import os
from pathlib import Path
from huggingface_hub.file_download import WeakFileLock, get_local_download_paths, repo_folder_name
from huggingface_hub._local_folder import write_download_metadata
cache_dir = "cache"
"""
    assert reader.python(LOCK, before=before, after="print(storage_folder)") == "cache/models--bert-base-cased\n"
    note = reader.folder / ".cache" / "huggingface" / "download" / "config.json.metadata"
    assert note.read_text().splitlines()[:2] == ["c" * 40, "e" * 40]


def test_prefixes_of_addresses(reader: Reader) -> None:
    after = """
from huggingface_hub import constants, hf_hub_url
for kind, prefix in REPO_TYPES_URL_PREFIXES.items():
    assert constants.REPO_TYPES_URL_PREFIXES.get(kind, "") == prefix
    print(hf_hub_url("user/name", "file", repo_type=kind, endpoint="https://hub"))
"""
    assert reader.python(PREFIXES, after=after).splitlines() == [
        f"https://hub/{prefix}user/name/resolve/main/file" for prefix in ("", "datasets/", "spaces/")
    ]
