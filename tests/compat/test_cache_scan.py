"""Scans and deletions of one cache by the official client and by this package: the same answers, the same files left.

Needs the official client in an environment of its own, named by `HF_OFFICIAL_PYTHON`; `nox -s clients` makes one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.caches import Cache, aged, commit, files_below


pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(
        not os.environ.get("HF_OFFICIAL_PYTHON"),
        reason="HF_OFFICIAL_PYTHON does not name the Python of an environment with the official client",
    ),
]
SOURCE = Path(__file__).resolve().parents[2] / "src"
A, B, C = commit("A"), commit("B"), commit("C")

DESCRIBE = """
import json, sys
from huggingface_hub import scan_cache_dir
info = scan_cache_dir(sys.argv[1])
print(json.dumps({
    "size": info.size_on_disk, "text": info.size_on_disk_str, "dir": str(info.cache_dir),
    "incomplete": sorted([str(f.file_path), f.size_on_disk] for f in info.incomplete_files),
    "warnings": len(info.warnings),
    "repos": sorted([
        r.cache_id, r.repo_id, r.repo_type, str(r.repo_path), r.size_on_disk, r.size_on_disk_str, r.nb_files,
        r.last_accessed, r.last_modified, r.last_modified_str, sorted(r.refs), sorted([
            v.commit_hash, str(v.snapshot_path), v.size_on_disk, v.nb_files, sorted(v.refs), v.last_modified, sorted([
                f.file_name, str(f.file_path), str(f.blob_path), f.size_on_disk, f.size_on_disk_str,
                f.blob_last_accessed, f.blob_last_modified,
            ] for f in v.files),
        ] for v in r.revisions),
    ] for r in info.repos),
}))
"""
DELETE = """
import json, sys
from huggingface_hub import scan_cache_dir
plan = scan_cache_dir(sys.argv[1]).delete_revisions(*sys.argv[2:])
print(json.dumps({
    "size": plan.expected_freed_size, "dir": str(plan.cache_dir),
    **{name: sorted(map(str, getattr(plan, name))) for name in ("blobs", "refs", "repos", "snapshots", "files")},
}))
plan.execute()
"""
COMMAND = "import sys; from huggingface_hub.cli.hf import main; sys.argv[0] = 'hf'; main()"


def run(program: str, *args: str | Path, official: bool, check: bool = True) -> str:
    """Run code with the official client, or with ours."""
    python = os.environ["HF_OFFICIAL_PYTHON"] if official else sys.executable
    env = {"PATH": os.environ["PATH"], "HF_HUB_DISABLE_UPDATE_CHECK": "1", "HOME": os.devnull}
    if not official:
        env["PYTHONPATH"] = str(SOURCE)
    done = subprocess.run(
        [python, "-c", program, *map(str, args)], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0 or not check, done.stderr
    return done.stdout


def both(program: str, *args: str | Path) -> tuple[Any, Any]:
    return tuple(json.loads(run(program, *args, official=official)) for official in (True, False))  # type: ignore[return-value]


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """All that a healthy cache can have, as the official client lays it out."""
    cache = Cache(tmp_path / "hub")
    model = cache.repo("user/model")
    model.add(A, {"config.json": "{}", "sub/deep/weights": "w" * 3000}, refs=("refs/pr/1",))
    model.add(B, {"config.json": "{}", "weights": "W" * 5000, "same": "W" * 5000}, refs=("main", "v1"))
    data = cache.repo("user/data", "datasets").add(C, {"train.csv": "1,2\n" * 500})
    aged(data / "train.csv", 20 * 86400)
    cache.repo("canonical").add(commit("H"), {"x": "1"}, refs=("main",))
    cache.repo("user/app", "spaces").add(commit("D"), {}, refs=("main",))
    copied = cache.repo("user/copied").path / "snapshots" / commit("E")
    copied.mkdir(parents=True)
    (copied / "file").write_text("no symlinks here")
    model.partial(size=77)
    (model.path / "trees").mkdir()
    (model.path / ".no_exist" / A).mkdir(parents=True)
    one, two = cache.repo("user/one"), cache.repo("user/two")
    one.add(commit("F"), {"small": "1"}, refs=("main",))
    two.add(commit("G"), {"small": "1"}, refs=("main",))
    cache.share("x", "S" * 5000, (one, commit("F"), "big"), (two, commit("G"), "big"))
    cache.share("unused", "u" * 300)
    (cache.root / ".locks").mkdir()
    (cache.root / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55")
    return cache


def test_C11_scans_are_equal(cache: Cache) -> None:
    official, ours = both(DESCRIBE, cache.root)

    assert ours == official
    assert ours["warnings"] == 0
    assert len(ours["repos"]) == 7


@pytest.mark.parametrize(
    "revisions", [[A], [B], [B, C], [commit("F")], [commit("F"), commit("G")], [commit("E")], [commit("H")]]
)
def test_C10_C11_deletions_are_equal(cache: Cache, tmp_path: Path, revisions: list[str]) -> None:
    twin = tmp_path / "twin"
    shutil.copytree(cache.root, twin / "hub", symlinks=True)

    official = json.loads(run(DELETE, cache.root, *revisions, official=True))
    ours = json.loads(run(DELETE, twin / "hub", *revisions, official=False).replace(str(twin), str(tmp_path)))

    assert ours == official
    # What the official client forgets of a deleted revision: that some of its files don't exist, and its tree.
    assert payload_files(twin / "hub") == payload_files(cache.root)


def payload_files(root: Path) -> set[str]:
    return {name for name in files_below(root) if not name.endswith((".lock", ".incomplete"))}


@pytest.mark.parametrize(
    "arguments",
    [
        ["ls"], ["ls", "--revisions"], ["ls", "--sort", "size"], ["ls", "--revisions", "--sort", "name:desc"],
        ["ls", "-f", "size>4kb"], ["ls", "-f", "accessed>7d"], ["ls", "-f", "type=dataset"], ["ls", "-f", "refs=V1"],
        ["ls", "--revisions", "-f", "size<=3kb", "-f", "modified<1h"], ["ls", "--sort", "modified:asc", "--limit", "2"],
        ["rm", "model/user/model", "--dry-run"], ["rm", B, "dataset/user/data", "--dry-run"],
        ["rm", "hf://user/model/config.json", "--dry-run"], ["rm", "hf://user/one", "hf://user/two", "--dry-run"],
        ["rm", "nothing"],
    ],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("mode", ["json", "quiet"])
def test_command_lines_say_the_same(cache: Cache, arguments: list[str], mode: str) -> None:
    command, *rest = arguments
    line = ["cache", command, *rest, "--cache-dir", str(cache.root), "--format", mode]

    ours, official = run(COMMAND, *line, official=False), run(COMMAND, *line, official=True)
    if mode == "json" and official:
        said = json.loads(official)
        assert without_more(json.loads(ours), said) == said
    else:
        assert ours == official


def without_more(ours: Any, official: Any) -> Any:
    """Our answer without what we tell besides: sizes in bytes, times, and what would be deleted."""
    if isinstance(ours, dict) and isinstance(official, dict):
        return {key: without_more(value, official[key]) for key, value in ours.items() if key in official}
    if isinstance(ours, list) and isinstance(official, list) and len(ours) == len(official):
        return [without_more(mine, theirs) for mine, theirs in zip(ours, official, strict=True)]
    return ours
