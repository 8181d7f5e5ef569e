"""The measuring itself works, with sizes that measure nothing."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import contenders, nginx, report
from tests.benchmarks.__main__ import choose_jobs, measure_all
from tests.benchmarks.contenders import ASYNC, BARE, BLOCKING, OFFICIAL, Command, ContenderFailed, Sample, measure
from tests.benchmarks.content import Sizes
from tests.benchmarks.jobs import DownloadFile, Target
from tests.benchmarks.runner import JobResults, Results, keeps
from tests.support.rawserver import Connection, RawServer, serve_forever


DATA = random.Random(4).randbytes(20 * 1024 * 1024 + 5)
TINY = Sizes(
    large=300_000, small_files=12, medium_files=3, medium_size=20_000, cached_repos=2, rounds=1, quick_rounds=1
)

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "wait4"), reason="processes are measured by wait4, which this system lacks"),
    pytest.mark.timeout(60),
]


def run(tmp_path: Path, only: list[str], names: list[str], program: str | None) -> list[JobResults]:
    """Run jobs in tiny, with some of our own contenders; nobody may fail."""
    found = {name: contender for name, contender in contenders.find(None).items() if name in names}
    results = list(measure_all(choose_jobs(TINY, only), TINY, found, tmp_path / "bench", program, 0))
    failures = {f"{job.job.name} {name}": r.failure for job in results for name, r in job.by_name.items() if r.failure}
    assert failures == {}
    return results


def test_jobs_run_against_the_local_hub_alone(tmp_path: Path) -> None:
    results = run(
        tmp_path, ["file", "upload-file", "scan", "start-version", "start-cache"], [ASYNC, BLOCKING, BARE], None
    )

    both = [ASYNC, BLOCKING]
    assert [list(job.by_name) for job in results] == [*[both] * 2, *[[BLOCKING]] * 2, *[[BLOCKING, BARE]] * 2]
    for job in results[:2]:
        for result in job.by_name.values():
            (sample,) = result.samples
            assert sample.requests >= 2
            assert 0 < sample.seconds < sample.process_seconds
            assert sample.cpu > 0
    text = report.markdown({"machine": "any"}, results)
    assert "| async" in text
    assert "`hf version`" in text
    assert json.loads(json.dumps(report.as_json({}, results)))["jobs"][0]["name"] == "file"


def test_jobs_run_against_nginx_in_front(tmp_path: Path) -> None:
    program = nginx.find()
    if program is None or sys.platform != "linux":
        pytest.skip("nginx is not installed, or this system has no 127.0.0.2")

    stores = ["store-file", "limited-store-file", "far-store-folder", "far-store-lfs"]
    results = run(
        tmp_path, ["snapshot-small", "snapshot-warm", "far-upload-folder", "far-tls-file", *stores], [BLOCKING], program
    )

    samples = {job.job.name: job.by_name[BLOCKING].samples[0] for job in results}
    cold, warm = samples["snapshot-small"], samples["snapshot-warm"]
    assert cold.requests >= TINY.small_files
    assert warm.requests == 0


def test_the_floor_fetches_and_hashes_the_right_bytes(tmp_path: Path) -> None:
    with RawServer(serve_forever(_ranged)) as server:
        for connections in (1, 3):
            path = tmp_path / str(connections)
            task = {"url": f"{server.url}/moved", "path": str(path), "size": len(DATA), "connections": connections}
            line = json.dumps({**task, "certificate": None})
            command = [sys.executable, "-I", str(contenders.FLOOR_PROGRAM), line]
            told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)

            assert told["digest"] == hashlib.sha256(DATA).hexdigest()
            assert path.read_bytes() == DATA


def _ranged(connection: Connection, request: bytes) -> None:
    if b" /moved " in request:
        connection.answer(b"", status="302 Found", headers="Location: /file\r\n")
        return
    start, end = re.findall(rb"bytes=(\d+)-(\d+)", request)[0]
    connection.answer(DATA[int(start) : int(end) + 1], status="206 Partial Content")


def test_a_contender_that_fails_is_shown_and_does_not_end_the_run() -> None:
    command = Command([sys.executable, "-c", "raise SystemExit('no | such thing')"], {})
    with pytest.raises(ContenderFailed, match="no | such thing"):
        measure(command, [])

    results = JobResults(
        DownloadFile("file", "one file"), (1.0, "MB"), {ASYNC: Results(failure="exit code 1: no | such thing")}
    )

    assert "failed: exit code 1: no \\| such thing" in report.markdown({}, [results])


def sample(seconds: float, foreign: float = 0.0) -> Sample:
    return Sample(seconds=seconds, process_seconds=seconds, cpu=seconds / 2, rss=50.0, foreign=foreign)


def test_medians_leave_out_runs_with_foreign_load() -> None:
    mostly_clean = Results([sample(1.0), sample(1.2), sample(9.0, foreign=0.5)])
    assert mostly_clean.seconds == pytest.approx(1.1)
    assert not mostly_clean.is_doubtful

    mostly_not = Results([sample(1.0), sample(8.0, foreign=0.5), sample(9.0, foreign=0.5)])
    assert mostly_not.seconds == pytest.approx(8.0)
    assert mostly_not.is_doubtful


def test_targets_are_ratios_in_the_same_run() -> None:
    results = JobResults(
        DownloadFile("file", "one file"), None, {ASYNC: Results([sample(2.0)]), OFFICIAL: Results([sample(9.0)])}
    )

    speed, share = Target(ASYNC, "speed", 4.5, OFFICIAL), Target(ASYNC, "cpu", 0.2, OFFICIAL)
    assert results.value(speed) == pytest.approx(4.5)
    assert keeps(speed, 4.5)
    assert not keeps(share, results.value(share) or 0)
    assert results.value(Target(BLOCKING, "speed", 4.5, OFFICIAL)) is None
