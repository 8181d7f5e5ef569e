"""`hf cache verify`: what is compared, what is said, and when it fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from huggingface_hub.local_hub import LocalHub
from tests.cli.conftest import Finished
from tests.support.caches import Cache, aged, commit, files_below


A, B, C = commit("A"), commit("B"), commit("C")
Process = Callable[..., Finished]


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """A model of two revisions and an old dataset, in the cache that the processes use."""
    cache = Cache(tmp_path / "hf" / "hub")
    model = cache.repo("user/model")
    model.add(A, {"config.json": "{}", "weights": "w" * 3000})
    model.add(B, {"config.json": "{}", "weights": "W" * 5000}, refs=("main", "v1"))
    data = cache.repo("user/data", "datasets").add(C, {"train.csv": "1,2\n" * 500}, refs=("main",))
    aged(data / "train.csv", 20 * 86400)
    return cache


class TestVerify:
    @pytest.fixture
    def repo_id(self, local_hub: LocalHub, process: Process) -> str:
        """A repository that is in the cache."""
        repo_id: str = local_hub.new_repo(files={"README.md": b"# x\n", "sub/a.txt": b"a"})
        assert process("download", repo_id, **local_hub.env).code == 0
        return repo_id

    def snapshot(self, tmp_path: Path) -> Path:
        (found,) = (tmp_path / "hf" / "hub").glob("*/snapshots/*")
        return found

    def test_a_good_copy(self, repo_id: str, local_hub: LocalHub, process: Process, tmp_path: Path) -> None:
        done = process("cache", "verify", repo_id, "--json", **local_hub.env)

        assert done.code == 0
        count = len(files_below(self.snapshot(tmp_path)))
        assert json.loads(done.out) == {
            "repo_id": repo_id,
            "repo_type": "model",
            "checked": count,
            "path": str(self.snapshot(tmp_path)),
            "revision": self.snapshot(tmp_path).name,
            "mismatches": [],
            "missing": [],
            "extra": [],
        }

    def test_a_damaged_copy(self, repo_id: str, local_hub: LocalHub, process: Process, tmp_path: Path) -> None:
        blob = (self.snapshot(tmp_path) / "sub" / "a.txt").resolve()
        blob.chmod(0o644)
        blob.write_text("b")

        done = process("cache", "verify", repo_id, **local_hub.env)
        assert done.code == 1
        assert "Error: sub/a.txt: expected " in done.err
        assert f"hf download {repo_id} --revision " in done.err
        assert "--force-download" in done.err
        data = json.loads(process("cache", "verify", repo_id, "--json", **local_hub.env).out)
        assert [mismatch["path"] for mismatch in data["mismatches"]] == ["sub/a.txt"]

    def test_missing_and_extra_files(self, repo_id: str, local_hub: LocalHub, process: Process, tmp_path: Path) -> None:
        (self.snapshot(tmp_path) / "sub" / "a.txt").unlink()
        (self.snapshot(tmp_path) / "extra").write_text("x")

        done = process("cache", "verify", repo_id, **local_hub.env)
        assert done.code == 0
        assert "Warning: 1 file(s) of the Hub are missing here. Use --fail-on-missing-files" in done.err
        assert "Warning: 1 file(s) here are not on the Hub. Use --fail-on-extra-files" in done.err
        data = json.loads(process("cache", "verify", repo_id, "--json", **local_hub.env).out)
        assert (data["mismatches"], data["missing"], data["extra"]) == ([], ["sub/a.txt"], ["extra"])
        for flag, name in (("--fail-on-missing-files", "sub/a.txt"), ("--fail-on-extra-files", "extra")):
            failed = process("cache", "verify", repo_id, flag, **local_hub.env)
            assert failed.code == 1
            assert f"  - {name}" in failed.err
            assert "--force-download" not in failed.err

    def test_wrong_usage(self, process: Process) -> None:
        done = process("cache", "verify", "user/name", "--cache-dir", "a", "--local-dir", "b")
        assert done.code == 2
        missing = process("cache", "verify", "user/name")
        assert missing.code == 1
        assert "not in the cache" in missing.err
