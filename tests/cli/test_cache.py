"""`hf cache`, as a process of its own over caches on disk."""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from filelock import FileLock

from huggingface_hub._core.cache import leases
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


class TestList:
    def test_for_people(self, cache: Cache, process: Process) -> None:
        done = process("cache", "ls", "--format", "human")

        assert done.code == 0
        header, rule, first, second, empty, footer = done.out.splitlines()
        assert header.split() == ["ID", "SIZE", "LAST_ACCESSED", "LAST_MODIFIED", "REFS"]
        assert first.startswith("dataset/user/data 2.0K 3 weeks ago")
        assert first.endswith("main")
        assert second.startswith("model/user/model  8.0K a few seconds ago")
        assert second.endswith("main, v1")
        assert footer == "Found 2 repo(s) for a total of 3 revision(s) and 10.0K on disk."
        assert done.err == ""

    def test_json_has_more_than_the_columns(self, cache: Cache, process: Process) -> None:
        rows = json.loads(process("cache", "list", "--json").out)

        assert [row["id"] for row in rows] == ["dataset/user/data", "model/user/model"]
        moments = [datetime.fromisoformat(rows[1].pop(name)).timestamp() for name in ("accessed_at", "modified_at")]
        assert all(abs(moment - time.time()) < 60 for moment in moments)
        assert rows[1] == {
            "id": "model/user/model",
            "repo_id": "user/model",
            "repo_type": "model",
            "size": "8.0K",
            "size_bytes": 8002,
            "last_accessed": "a few seconds ago",
            "last_modified": "a few seconds ago",
            "refs": ["main", "v1"],
        }

    def test_revisions(self, cache: Cache, process: Process) -> None:
        rows = json.loads(process("cache", "ls", "--revisions", "--json").out)

        model = sorted([(A, "3.0K", []), (B, "5.0K", ["main", "v1"])])
        assert [(row["revision"], row["size"], row["refs"]) for row in rows[1:]] == model
        assert rows[0]["snapshot_path"] == str(cache.repo("user/data", "datasets").path / "snapshots" / C)

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            ((), ["dataset/user/data", "model/user/model"]),
            (("--sort", "size"), ["model/user/model", "dataset/user/data"]),
            (("--sort", "name:desc"), ["model/user/model", "dataset/user/data"]),
            (("--sort", "modified:asc", "--limit", "1"), ["dataset/user/data"]),
            (("-f", "type=dataset"), ["dataset/user/data"]),
            (("--filter", "size>4kb", "-f", "refs=v1"), ["model/user/model"]),
            (("--filter", "accessed>7d"), ["dataset/user/data"]),
            (("--filter", "size>1PB"), []),
            (("--revisions", "--filter", "type=model", "--sort", "size:asc"), [A, B]),
            (("--revisions", "--filter", "refs=MAIN", "--sort", "accessed"), [B, C]),
        ],
    )
    def test_quiet(self, cache: Cache, process: Process, arguments: tuple[str, ...], expected: list[str]) -> None:
        done = process("cache", "ls", "-q", *arguments)

        assert (done.code, done.out.splitlines(), done.err) == (0, expected, "")

    def test_agents_and_pipes_get_tabs(self, cache: Cache, process: Process) -> None:
        agent = process("cache", "ls", "--format", "agent", "--filter", "type=model")
        piped = process("cache", "ls", "--filter", "type=model")

        row = "model/user/model\t8.0K\ta few seconds ago\ta few seconds ago\t['main', 'v1']"
        footer = "Found 1 repo(s) for a total of 2 revision(s) and 8.0K on disk."
        assert agent.out.splitlines()[1:] == [row, "", footer]
        assert piped.out.splitlines()[1:] == [row]
        assert footer in piped.err

    def test_a_limit_below_nothing(self, cache: Cache, process: Process) -> None:
        done = process("cache", "ls", "--limit", "-3")

        assert (done.code, done.out) == (2, "")
        assert "Invalid value for '--limit': -3 is less than nothing." in done.err

    def test_nothing_fits(self, cache: Cache, process: Process) -> None:
        assert process("cache", "ls", "--filter", "size>1TB").out == "No results found.\n"
        assert process("cache", "ls", "--filter", "size>1TB", "--json").out == "[]\n"

    def test_what_is_not_as_it_should_be(self, cache: Cache, process: Process) -> None:
        (cache.root / "strange").mkdir()
        cache.repo("user/model").partial(size=2000, age=3600)
        cache.repo("user/model").partial("1" * 40, size=500)
        cache.share("unused", "u" * 300)

        short, long = process("cache", "ls"), process("cache", "ls", "--show-warnings")

        assert "Warning: Found 1 cache inconsistencies. Re-run with `--show-warnings`" in short.err
        assert "Hint: Found 1 incomplete download(s) totalling 2.0K. Remove them with 'hf cache prune'." in short.err
        assert "Hint: 1 file(s) are being downloaded right now." in short.err
        assert "Hint: Found 1 unreferenced shared blob(s) totalling 300.0." in short.err
        assert "strange" in long.err

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("foo=1", "Unknown filter 'foo'"),
            ("size", "put quotes around it"),
            ("size>1.5GB", "not a whole number"),
            ("size>1x", "'x' in '1x' is not a unit"),
            ("type>model", "only be compared with = and !="),
            ("size<>1", "Unknown operator '<>'"),
            ("size>", "says nothing to compare with"),
            ("accessed>soon", "not a whole number"),
        ],
    )
    def test_wrong_filters(self, hf: Callable[..., Finished], text: str, said: str) -> None:
        done = hf("cache", "ls", "--filter", text)

        assert done.code == 2
        assert said in done.err

    def test_there_is_no_cache(self, process: Process) -> None:
        done = process("cache", "ls", "--cache-dir", "/nothing/here")

        assert (done.code, done.out) == (1, "")
        assert done.err.startswith("Error: Cache directory not found: /nothing/here\n")


class TestRm:
    def test_a_repository(self, cache: Cache, process: Process) -> None:
        done = process("cache", "rm", "MODEL/user/Model", "-y")

        assert done.code == 0
        assert done.out.splitlines() == [
            "About to delete 1 repo(s) totalling 8.0K.",
            "  - model/user/model (entire repo)",
            "✓ Deleted 1 repo(s) and 2 revision(s); freed 8.0K.",
            "  repos_deleted: 1",
            "  revisions_deleted: 2",
            "  freed: 8.0K",
        ]
        assert os.listdir(cache.root) == ["datasets--user--data"]

    def test_a_revision(self, cache: Cache, process: Process) -> None:
        done = process("cache", "rm", B, "--yes")

        lines = done.out.splitlines()
        assert lines[:3] == [
            "About to delete 1 revision(s) totalling 5.0K.",
            "  - model/user/model:",
            f"      {B} [main v1] 5.0K",
        ]
        assert os.listdir(cache.repo("user/model").path / "snapshots") == [A]

    @pytest.mark.parametrize("address", ["hf://user/model/weights", "hf://models/user/model/weights"])
    def test_files(self, cache: Cache, process: Process, address: str) -> None:
        done = process("cache", "rm", address, "-y", "--json")

        assert json.loads(done.out) == {"files_deleted": 2, "freed": "8.0K"}
        assert files_below(cache.repo("user/model").path / "snapshots") == {f"{A}/config.json", f"{B}/config.json"}

    def test_an_address_of_a_repository(self, cache: Cache, process: Process) -> None:
        done = process("cache", "rm", "hf://datasets/user/data", "--dry-run", "--json")

        plan = json.loads(done.out)
        deletes = plan.pop("deletes")
        assert plan == {"dry_run": True, "repos": 1, "revisions": 1, "size": "2.0K"}
        assert deletes["repos"] == ["dataset/user/data"]
        assert [row["revision"] for row in deletes["revisions"]] == [C]

    def test_a_dry_run_tells_programs_which_files_would_go(self, cache: Cache, process: Process) -> None:
        plan = json.loads(process("cache", "rm", "hf://user/model/weights", "--dry-run", "--json").out)

        folder = cache.repo("user/model").path / "snapshots"
        assert plan == {
            "dry_run": True,
            "files": 2,
            "size": "8.0K",
            "deletes": {
                "files": [
                    {
                        "id": f"model/user/model@{commit}/weights",
                        "path": str(folder / commit / "weights"),
                        "size": f"{size // 1000}.0K",
                        "size_bytes": size,
                    }
                    for commit, size in sorted([(A, 3000), (B, 5000)])
                ]
            },
        }

    def test_dry_run(self, cache: Cache, process: Process) -> None:
        before = files_below(cache.root)

        done = process("cache", "rm", "model/user/model", C, "--dry-run", "--format", "agent")

        assert done.out.splitlines()[0] == "About to delete 2 repo(s) totalling 10.0K."
        assert done.out.splitlines()[-1] == "dry_run=True repos=2 revisions=3 size=10.0K"
        assert files_below(cache.root) == before

    def test_it_asks(self, cache: Cache, process: Process) -> None:
        refused = process("cache", "rm", C, stdin="n\n")
        assert (refused.code, refused.err.splitlines()[-1]) == (1, "Proceed with deletion? [y/N]: Aborted!")
        program = process("cache", "rm", C, "--json")
        assert program.code == 1
        assert program.err.startswith("Error: Proceed with deletion? Use --yes to skip confirmation.")
        assert (cache.root / "datasets--user--data").exists()

        assert process("cache", "delete", C, stdin="y\n").code == 0
        assert not (cache.root / "datasets--user--data").exists()

    def test_nothing_to_delete(self, cache: Cache, process: Process) -> None:
        done = process("cache", "rm", "model/user/other", "0123", "hf://user/model/nothing")

        assert (done.code, done.out) == (0, "Nothing to delete.\n")
        assert done.err.splitlines() == [
            "Warning: Could not find in cache:", "  - model/user/other", "  - 0123", "  - hf://user/model/nothing",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("target", "meant"),
        [
            ("user/model", "model/user/model"),
            (C[:7], C),
            ("model/USER/Twin", "model/User/twin or model/user/Twin"),
            ("TWIN", ""),
        ],
    )
    def test_it_says_what_could_be_meant(self, cache: Cache, process: Process, target: str, meant: str) -> None:
        for name in ("User/twin", "user/Twin"):
            cache.repo(name).add(A, {"file": "1"})

        done = process("cache", "rm", target, "-y")

        assert done.out == "Nothing to delete.\n"
        assert done.err.splitlines()[1] == f"  - {target}" + (f" (did you mean {meant}?)" if meant else "")

    @pytest.mark.parametrize("target", ["model/user/Twin", "models/user/Twin", "hf://user/Twin"])
    def test_the_one_that_is_written_so_goes(self, cache: Cache, process: Process, target: str) -> None:
        paths = [cache.repo(name).add(A, {"file": "1"}) for name in ("User/twin", "user/Twin", "USER/TWIN")]

        assert process("cache", "rm", target, "-y").code == 0

        assert [path.exists() for path in paths] == [True, False, True]

    @pytest.mark.parametrize(
        ("targets", "said"),
        [
            (["hf://user/model/weights", C], "Files can't be deleted in one go with"),
            (["hf://user/model@main/weights"], "takes no revision"),
            (["hf://user/model@main"], "hf cache ls --revisions"),
            (["hf://buckets/user/name"], "names a bucket"),
        ],
    )
    def test_what_it_refuses(self, cache: Cache, process: Process, targets: list[str], said: str) -> None:
        done = process("cache", "rm", *targets)

        assert done.code == 1
        assert said in done.err

    def test_C8_running_downloads_are_left(self, cache: Cache, process: Process) -> None:
        partial = cache.repo("user/model").partial()

        assert process("cache", "rm", "model/user/model", "-y").code == 0

        assert files_below(cache.repo("user/model").path) == {f"blobs/{partial.name}"}


class TestPrune:
    def test_revisions_partials_and_shared_contents(self, cache: Cache, process: Process) -> None:
        dead = cache.repo("user/model").partial(size=77, age=3600)
        unused = cache.share("unused", "u" * 300)

        planned = process("cache", "prune", "--dry-run", "--json")
        plan = json.loads(planned.out)
        deletes = plan.pop("deletes")
        assert plan == {
            "dry_run": True, "revisions": 1, "incomplete": 1, "shared_blobs": 1, "size": "3.4K",
        }  # fmt: skip
        assert [(row["id"], row["revision"], row["size"]) for row in deletes.pop("revisions")] == [
            ("model/user/model", A, "3.0K")
        ]
        assert deletes == {
            "incomplete": [{"path": str(dead), "size": "77.0", "size_bytes": 77}],
            "shared_blobs": [{"path": str(unused), "size": "300.0", "size_bytes": 300}],
        }
        done = process("cache", "prune", "-y")

        said = "1 unreferenced revision(s), 1 incomplete download(s) and 1 unreferenced shared blob(s)"
        assert done.out.splitlines()[:6] == [
            f"About to delete {said} (3.4K total).",
            "  - model/user/model:",
            f"      {A} [(detached)] 3.0K",
            f"  - {dead} 77.0",
            f"  - {unused} 300.0",
            f"✓ Deleted {said}; freed 3.4K.",
        ]
        assert not dead.exists()
        assert not unused.exists()
        assert process("cache", "prune", "-y").out == (
            "No unreferenced revisions, incomplete downloads or shared blobs found. Nothing to prune.\n"
        )

    def test_interrupted_deletions(self, cache: Cache, process: Process) -> None:
        """Of a part of a repository, of all of another one, and one that has just begun."""
        part = cache.repo("user/model").path / ".deleting-11111111"
        whole = cache.repo("user/gone").path / ".deleting-22222222"
        fresh = cache.repo("user/data", "datasets").path / ".deleting-33333333"
        for folder in (part, whole, fresh):
            (folder / "blobs").mkdir(parents=True)
            (folder / "blobs" / "content").write_bytes(bytes(4000))
        (whole.parent / "blobs").mkdir()
        aged(part, 90)
        aged(whole, 90)

        assert "Hint: Found 2 interrupted deletion(s) totalling 8.0K. End them with" in process("cache", "ls").err
        plan = json.loads(process("cache", "prune", "--dry-run", "--json").out)
        assert plan["interrupted"] == 2
        assert sorted(row["path"] for row in plan["deletes"]["interrupted"]) == sorted(map(str, (part, whole)))
        done = process("cache", "prune", "-y")

        assert "Deleted 1 unreferenced revision(s) and 2 interrupted deletion(s); freed 11.0K." in done.out
        assert (part.exists(), whole.parent.exists(), fresh.exists()) == (False, False, True)

    def test_C8_running_downloads_are_left(self, cache: Cache, process: Process) -> None:
        partial = cache.repo("user/model").partial("abc", age=3600)
        lock = cache.root / ".locks" / "models--user--model" / "abc.lock"
        lock.parent.mkdir(parents=True)

        with FileLock(lock):
            done = process("cache", "prune", "-y")

        assert "1 download(s) are running: their files are left alone." in done.err
        assert partial.exists()
        assert (cache.repo("user/model").path / "snapshots" / A).exists()

    def test_it_asks(self, cache: Cache, process: Process) -> None:
        assert process("cache", "prune", stdin="\n").code == 1
        assert (cache.repo("user/model").path / "snapshots" / A).exists()


class TestGc:
    def test_by_size(self, cache: Cache, process: Process) -> None:
        planned = process("cache", "gc", "--max-size", "9kb", "--dry-run")
        assert C in planned.out
        assert B not in planned.out
        assert "About to delete 1 revision(s) (2.0K of 10.0K)." in planned.out
        done = process("cache", "gc", "--max-size", "8100", "-y", "--json")

        assert json.loads(done.out) == {"revisions_deleted": 1, "freed": "2.0K"}
        assert os.listdir(cache.root) == ["models--user--model"]

    def test_a_dry_run_tells_programs_what_would_go(self, cache: Cache, process: Process) -> None:
        planned = json.loads(process("cache", "gc", "--max-size", "9kb", "--dry-run", "--json").out)
        hashes = process("cache", "gc", "--max-size", "1kb", "--dry-run", "-q").out

        [row] = planned.pop("deletes")["revisions"]
        assert planned == {"dry_run": True, "revisions": 1, "size": "2.0K"}
        assert (row["id"], row["revision"], row["refs"]) == ("dataset/user/data", C, ["main"])
        assert row["snapshot_path"] == str(cache.repo("user/data", "datasets").path / "snapshots" / C)
        assert sorted(hashes.split()) == sorted([A, B, C])

    def test_revisions_of_one_repository_are_told_apart(self, cache: Cache, process: Process) -> None:
        model = cache.repo("user/model")
        for revision, days in ((A, 3), (B, 40)):
            aged((model.path / "snapshots" / revision / "weights").resolve(), days * 86400)
        aged((model.path / "snapshots" / A / "config.json").resolve(), 50 * 86400)

        rows = json.loads(process("cache", "gc", "--max-size", "0", "--dry-run", "--json").out)["deletes"]["revisions"]

        assert [(row["revision"], row["last_accessed"]) for row in rows] == [
            (B, "6 weeks ago"),
            (C, "3 weeks ago"),
            (A, "3 days ago"),
        ]

    def test_nothing_to_do_is_said_in_every_form(self, cache: Cache, process: Process) -> None:
        enough = ("cache", "gc", "--max-size", "1GB")

        assert process(*enough).out == "Nothing to delete: the cache has 10.0K.\n"
        assert process(*enough, "-q", "--dry-run").out == ""
        assert json.loads(process(*enough, "--json").out) == {"revisions_deleted": 0, "freed": "0.0"}
        assert json.loads(process(*enough, "--json", "--dry-run").out) == {
            "dry_run": True, "revisions": 0, "size": "0.0", "deletes": {"revisions": []},
        }  # fmt: skip

    def test_by_age(self, cache: Cache, process: Process) -> None:
        assert json.loads(process("cache", "gc", "--max-age", "30d", "-y", "--json").out)["revisions_deleted"] == 0
        assert json.loads(process("cache", "gc", "--max-age", "2w", "-y", "--json").out)["revisions_deleted"] == 1

    def test_it_asks(self, cache: Cache, process: Process) -> None:
        done = process("cache", "gc", "--max-size", "1kb", stdin="n\n")

        assert done.code == 1
        assert len(os.listdir(cache.root)) == 2

    def test_without_a_limit(self, cache: Cache, process: Process) -> None:
        done = process("cache", "gc")

        assert done.code == 2
        assert "--max-size 50GB" in done.err

    def test_C8_what_is_being_downloaded_stays(self, cache: Cache, process: Process) -> None:
        cache.repo("user/model").partial()

        done = process("cache", "gc", "--max-size", "1kb", "-y")

        assert "1 repo(s) are being downloaded" in done.err
        assert "8.0K will be left" in done.err
        assert os.listdir(cache.root) == ["models--user--model"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("rm", "dataset/user/data"), "1 repo(s) and 1 revision(s)"),
        (("rm", A), "1 revision(s)"),
        (("rm", "hf://user/model/weights"), "2 file(s)"),
        (("prune",), "1 unreferenced revision(s)"),
        (("gc", "--max-size", "0"), "3 revision(s)"),
    ],
)
def test_what_could_not_be_deleted_is_not_called_deleted(
    cache: Cache, hf: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], said: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    for module, name in ((os, "rename"), (os, "unlink"), (shutil, "rmtree")):
        monkeypatch.setattr(module, name, refuse)

    done = hf("cache", *command, "-y", "--cache-dir", str(cache.root))

    assert done.code == 1
    assert "Deleted" not in done.out
    assert f"Could not delete {said}: the reasons are above." in done.err


def test_what_is_gone_is_counted_when_the_rest_is_not(cache: Cache, process: Process) -> None:
    claim = leases.claim(cache.repo("user/data", "datasets").path)
    try:
        done = process("cache", "rm", "model/user/model", "dataset/user/data", "-y", "--format", "json")
    finally:
        leases.release(claim)

    assert done.code == 1
    assert json.loads(done.out) == {"repos_deleted": 1, "revisions_deleted": 2, "freed": "8.0K"}
    assert "dataset/user/data is being downloaded: it stays as it is until that has ended." in done.err
    assert "Could not delete 1 repo(s) and 1 revision(s)" in done.err
