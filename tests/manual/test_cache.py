"""Section «Cache Management System»."""

from __future__ import annotations

from pathlib import Path

import pytest

from huggingface_hub import errors
from tests.manual.conftest import Reader
from tests.support.caches import Cache, aged


SCAN = """
from huggingface_hub import scan_cache_dir

cache_info = scan_cache_dir()
print(f"Total size: {cache_info.size_on_disk / 1024 / 1024:.2f} MB")
for repo in cache_info.repos:
    print(f"{repo.repo_type}/{repo.repo_id}")
"""
TRY_TO_LOAD = """
from huggingface_hub import try_to_load_from_cache, _CACHED_NO_EXIST

filepath = try_to_load_from_cache(
    repo_id="tiiuae/falcon-7b-instruct",
    filename="config.json",
    revision="main",
    repo_type="model"
)

if isinstance(filepath, str):
    print(f"File cached at: {filepath}")
elif filepath is _CACHED_NO_EXIST:
    print("File confirmed to not exist at this revision")
else:
    print("File not in cache")
"""
DELETE = """
from huggingface_hub import scan_cache_dir

cache_info = scan_cache_dir()

# Create deletion strategy (doesn't delete yet)
delete_strategy = cache_info.delete_revisions(
    "81fd1d6e7847c99f5862c9fb81387956d99ec7aa",
    "e2983b237dccf3ab4937c97fa717319a9ca1a96d",
)

# Preview what will be deleted
print(f"Will free: {delete_strategy.expected_free_space / 1024 / 1024:.2f} MB")

# Execute the deletion
delete_strategy.execute()
"""
COMPLETE = """
from huggingface_hub import scan_cache_dir

# Scan cache and get overview
cache_info = scan_cache_dir()

print(f"Total cached repos: {len(cache_info.repos)}")
print(f"Total size: {cache_info.size_on_disk / 1024**3:.2f} GB")

# Find specific repo
target_repo = "stabilityai/stable-diffusion-2-1"
for repo in cache_info.repos:
    if repo.repo_id == target_repo:
        print(f"\\nFound {target_repo}:")
        print(f"  Type: {repo.repo_type}")
        print(f"  Revisions: {len(repo.revisions)}")
        for revision in repo.revisions:
            print(f"    - {revision.commit_hash[:8]}")
            print(f"      Size: {revision.size_on_disk / 1024**2:.2f} MB")
            print(f"      Files: {len(revision.files)}")

# Clean up old revisions
if cache_info.repos:
    first_repo = next(iter(cache_info.repos))
    if len(first_repo.revisions) > 1:
        # Keep only the latest revision
        revisions_to_delete = [
            rev.commit_hash
            for rev in list(first_repo.revisions)[1:]
        ]
        strategy = cache_info.delete_revisions(*revisions_to_delete)
        print(f"\\nWould free: {strategy.expected_free_space / 1024**2:.2f} MB")
        # strategy.execute()  # Uncomment to actually delete
"""
RAISE_NOT_FOUND = """
from huggingface_hub import CacheNotFound

cache_dir = "/nothing/here"
try:
    raise CacheNotFound(
        f"Cache directory not found: {cache_dir}. "
        "Please use `cache_dir` argument or set `HF_HUB_CACHE` environment variable.",
        cache_dir=cache_dir,
    )
except CacheNotFound as error:
    print(error.cache_dir)
    print(error)
"""
FIRST, SECOND = "81fd1d6e7847c99f5862c9fb81387956d99ec7aa", "e2983b237dccf3ab4937c97fa717319a9ca1a96d"
THIRD = "c" * 40


@pytest.fixture
def cache(reader: Reader) -> Cache:
    """What the manual's listing shows, smaller."""
    cache = Cache(reader.folder / "hf-home" / "hub")
    glue = cache.repo("nyu-mll/glue", "datasets")
    aged(glue.add(THIRD, {"train": "t" * 1574}, refs=("main", "script")) / "train", 2 * 86400)
    model = cache.repo("microsoft/UserLM-8b")
    for revision, refs in ((FIRST, ()), (SECOND, ("main",))):
        aged(model.add(revision, {"weights": revision * 100}, refs=refs) / "weights", 40 * 86400)
    aged(cache.repo("LiquidAI/LFM2-VL-1.6B").add(THIRD, {"w": "w" * 32}, refs=("main",)) / "w", 4 * 86400)
    return cache


def test_scan(reader: Reader, cache: Cache) -> None:
    total, *repos = reader.python(SCAN).splitlines()

    assert total == "Total size: 0.01 MB"
    assert sorted(repos) == ["dataset/nyu-mll/glue", "model/LiquidAI/LFM2-VL-1.6B", "model/microsoft/UserLM-8b"]


def test_scan_without_a_cache(reader: Reader) -> None:
    assert "CacheNotFound" in reader.python(SCAN, check=False)


def test_scan_of_a_file(reader: Reader) -> None:
    path = reader.write("file")

    assert "ValueError" in reader.python(SCAN, check=False, HF_HUB_CACHE=str(path))


def test_the_attributes_of_the_tables(reader: Reader, cache: Cache) -> None:
    shown = reader.python(
        SCAN,
        after="""
print("--")
repo = next(repo for repo in cache_info.repos if repo.repo_id == "nyu-mll/glue")
revision = next(iter(repo.revisions))
file = next(iter(revision.files))
print(cache_info.warnings, repo.repo_type, repo.size_on_disk, repo.snapshot_path.name)
print(revision.commit_hash, revision.size_on_disk, revision.last_modified > 0)
print(file.file_name, file.size_on_disk, file.file_path.name, file.blob_path.parent.name)
plan = cache_info.delete_revisions(revision.commit_hash)
print(sorted(repo.repo_id for repo in plan.repos_to_delete), plan.blobs_to_delete, plan.expected_free_space)
""",
    ).split("--\n")[1]

    assert shown.splitlines() == [
        "[] dataset 1574 snapshots",
        f"{THIRD} 1574 True",
        "train 1574 train blobs",
        "['LiquidAI/LFM2-VL-1.6B', 'nyu-mll/glue'] set() 1606",
    ]


def test_try_to_load_from_cache(reader: Reader) -> None:
    assert reader.python(TRY_TO_LOAD) == "File not in cache\n"
    reader.python("from huggingface_hub import *; hf_hub_download('tiiuae/falcon-7b-instruct', 'config.json')")

    path = reader.python(TRY_TO_LOAD).strip().removeprefix("File cached at: ")
    assert Path(path).is_file()
    missing = "try: hf_hub_download('tiiuae/falcon-7b-instruct', 'nothing.json')\nexcept EntryNotFoundError: pass"
    reader.python(f"from huggingface_hub import hf_hub_download\nfrom huggingface_hub.errors import *\n{missing}")
    no_exist = reader.python(TRY_TO_LOAD.replace("config.json", "nothing.json"))
    assert no_exist == "File confirmed to not exist at this revision\n"


def test_delete_revisions(reader: Reader, cache: Cache) -> None:
    assert reader.python(DELETE) == "Will free: 0.01 MB\n"

    assert not (cache.root / "models--microsoft--UserLM-8b").exists()
    assert (cache.root / "datasets--nyu-mll--glue").exists()


def test_complete_example(reader: Reader, cache: Cache) -> None:
    repo = cache.repo("stabilityai/stable-diffusion-2-1")
    repo.add(FIRST, {"a": "1" * 1024**2, "b": "2"}, refs=("main",))

    lines = reader.python(COMPLETE).splitlines()

    assert lines[:2] == ["Total cached repos: 4", "Total size: 0.00 GB"]
    for line in ("Found stabilityai/stable-diffusion-2-1:", "  Type: model", "  Revisions: 1", "    - 81fd1d6e"):
        assert line in lines
    assert lines[lines.index("    - 81fd1d6e") + 1 :][:2] == ["      Size: 1.00 MB", "      Files: 2"]


def test_cli_list(reader: Reader, cache: Cache) -> None:
    lines = reader.shell("hf cache ls --format human").splitlines()

    assert lines[0].split() == ["ID", "SIZE", "LAST_ACCESSED", "LAST_MODIFIED", "REFS"]
    assert lines[1].startswith("---")
    assert [line.split()[0] for line in lines[2:5]] == [
        "dataset/nyu-mll/glue", "model/LiquidAI/LFM2-VL-1.6B", "model/microsoft/UserLM-8b",
    ]  # fmt: skip
    assert "2 days ago    2 days ago" in lines[2]
    assert "1.6K" in lines[2]
    assert lines[-1] == "Found 3 repo(s) for a total of 4 revision(s) and 9.6K on disk."


# The manual writes these without quotes, where a shell would take `<` and `>` for redirections.
@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("hf cache ls --filter 'type==model' --filter 'size>=5G'", []),
        ("hf cache ls --filter 'type==model' --filter 'size>=5K'", ["microsoft/UserLM-8b"]),
        ("hf cache ls --filter 'type==dataset' --filter 'accessed<7d'", ["nyu-mll/glue"]),
        ("hf cache ls --filter 'modified>30d'", ["microsoft/UserLM-8b"]),
        ("hf cache ls --filter type!=model", ["nyu-mll/glue"]),
        ("hf cache ls --filter type==model", ["LiquidAI/LFM2-VL-1.6B", "microsoft/UserLM-8b"]),
        ("hf cache ls --filter refs==main --filter refs!=script", ["LiquidAI/LFM2-VL-1.6B", "microsoft/UserLM-8b"]),
        ("hf cache ls --filter 'size>=1G'", []),
        ("hf cache ls --filter 'accessed<7d'", ["nyu-mll/glue", "LiquidAI/LFM2-VL-1.6B"]),
        ("hf cache ls --sort size", ["microsoft/UserLM-8b", "nyu-mll/glue", "LiquidAI/LFM2-VL-1.6B"]),
        (
            "hf cache ls --sort name:asc --sort size:desc",
            ["nyu-mll/glue", "LiquidAI/LFM2-VL-1.6B", "microsoft/UserLM-8b"],
        ),
        ("hf cache ls --sort accessed:asc", ["microsoft/UserLM-8b", "LiquidAI/LFM2-VL-1.6B", "nyu-mll/glue"]),
        ("hf cache ls --sort modified:asc", ["microsoft/UserLM-8b", "LiquidAI/LFM2-VL-1.6B", "nyu-mll/glue"]),
    ],
)
def test_cli_filters_and_sorting(reader: Reader, cache: Cache, command: str, expected: list[str]) -> None:
    found = [line.partition("/")[2] for line in reader.shell(f"{command} --quiet").splitlines()]

    assert found == expected


def test_a_filter_that_the_shell_took_is_explained(reader: Reader, cache: Cache) -> None:
    said = reader.shell("hf cache ls --filter type==model --filter size>=5G", check=False)

    assert "put quotes around it" in said
    assert (reader.folder / "=5G").read_text() == ""


def test_cli_delete(reader: Reader, cache: Cache) -> None:
    command = f"hf cache delete {FIRST} {SECOND}"
    asked = reader.shell(f"echo n | {command}", check=False)
    assert "Proceed with deletion? [y/N]:" in asked
    assert (cache.root / "models--microsoft--UserLM-8b").exists()

    reader.shell(f"echo y | {command}")
    assert not (cache.root / "models--microsoft--UserLM-8b").exists()


def test_cache_not_found(reader: Reader) -> None:
    folder, message = reader.python(RAISE_NOT_FOUND).splitlines()

    assert folder == "/nothing/here"
    assert message.startswith("Cache directory not found: /nothing/here. Please use `cache_dir` argument or set")


def test_corrupted_cache_exception() -> None:
    error = errors.CorruptedCacheException("Snapshots directory doesn't exist")

    assert error.message == str(error) == "Snapshots directory doesn't exist"
