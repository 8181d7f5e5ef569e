"""`python -m tests.benchmarks --official PATH_TO_PYTHON`: measure, print the table, keep the figures."""

from __future__ import annotations

import argparse
import compileall
import datetime
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import huggingface_hub
from tests.benchmarks import contenders, content as contents, machine, nginx, report
from tests.benchmarks.contenders import Contender
from tests.benchmarks.content import Sizes
from tests.benchmarks.jobs import Job, World, all_jobs, repo_id_of
from tests.benchmarks.runner import JobResults, run_job
from tests.benchmarks.server import BenchServer


PATIENCE = 120.0
MEMORY = Path("/dev/shm")


def parse(args: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    names = [job.name for job in all_jobs(contents.NORMAL)]
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--official", help="a Python that has the official client; without it there are no ratios")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="128 MiB instead of 1 GiB, fewer files and rounds")
    size.add_argument("--full", action="store_true", help="5,000 small files instead of 2,000")
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", help=f"jobs, or beginnings of their names: {', '.join(names)}"
    )
    parser.add_argument("--far", action="store_true", help="also with 50 ms round trip and limited connections")
    parser.add_argument("--contenders", nargs="+", metavar="NAME", help="only these, for instance async official")
    parser.add_argument("--rounds", type=int, help="how many runs of each contender count")
    parser.add_argument("--without-nginx", action="store_true", help="let the local Hub serve everything")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures to a file")
    parser.add_argument("--folder", type=Path, help="where caches go (a new folder below; some 10 GiB)")
    return parser.parse_args(args)


def choose_sizes(options: argparse.Namespace) -> Sizes:
    """How much the options ask to measure."""
    sizes = contents.QUICK if options.quick else contents.FULL if options.full else contents.NORMAL
    if options.rounds:
        values = {**sizes.__dict__, "rounds": options.rounds, "quick_rounds": options.rounds}
        return Sizes(**values)
    return sizes


def choose_jobs(sizes: Sizes, only: Sequence[str] | None, *, far: bool = False) -> list[Job]:
    """The jobs that were asked for.

    Raises:
        SystemExit: A name is no job's.
    """
    jobs = all_jobs(sizes)
    for name in only or ():
        if not any(job.name.startswith(name) for job in jobs):
            raise SystemExit(f"There is no job {name!r}, only {', '.join(job.name for job in jobs)}.")
    if only is None:
        return [job for job in jobs if far or not job.is_far]
    return [job for job in jobs if any(job.name.startswith(name) for name in only)]


def measure_all(
    jobs: Sequence[Job],
    sizes: Sizes,
    found: dict[str, Contender],
    folder: Path,
    nginx_program: str | None,
    patience: float,
) -> Generator[JobResults, None, None]:
    """Make the content, start the server, and run the jobs one after the other; what each gave is yielded at once."""
    content = contents.make(folder / "content", sizes)
    seeds = {repo_id_of(path): path for path in (content.large, content.quarter, content.small, content.medium)}
    calm = machine.Calm(patience)
    with server_folder(folder, sizes) as kept, BenchServer(kept, seeds, nginx_program) as server:
        world = World(server, content, sizes, folder / "runs")
        for job in jobs:
            if job.is_possible(world):
                yield run_job(job, [found[name] for name in job.who if name in found], world, calm)


@contextmanager
def alone() -> Iterator[None]:
    """Wait for the end of other runs on this machine: two at once would measure each other."""
    import fcntl

    with (Path(tempfile.gettempdir()) / "hf-bench.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write("Waiting for another run on this machine to end.\n")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def server_folder(folder: Path, sizes: Sizes) -> Iterator[Path]:
    """A folder in memory for the server, if there is room: the disk belongs to the clients."""
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 * sizes.large
    path = Path(tempfile.mkdtemp(prefix="hf-bench-", dir=MEMORY if in_memory else folder))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def describe(found: dict[str, Contender], nginx_program: str | None, sizes: Sizes) -> dict[str, str]:
    """What a reader has to know about a run."""
    served = "by the local Hub itself"
    if nginx_program:
        version = subprocess.run([nginx_program, "-v"], capture_output=True, text=True, check=True).stderr
        served = f"by {version.strip().rpartition(' ')[2]} on {nginx.OBJECTS_HOST}, files of a commit from its cache"
    programs = {
        contenders.version(contender): None
        for name, contender in found.items()
        if name not in (contenders.BARE, contenders.FLOOR)
    }
    return {
        "date": f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC",
        "machine": machine.describe(),
        "load before": f"{machine.load() or 0:.2f}",
        "versions": "; ".join(programs),
        "objects are served": served,
        "rounds": f"{sizes.rounds} of each contender in turn, {sizes.quick_rounds} of what is quick, after one that does not count",
    }


def compile_ours() -> None:
    """Compile our modules, as installing does: they are used from the source tree, where that may never have happened."""
    compileall.compile_dir(str(Path(huggingface_hub.__file__).parent), quiet=2)


def main(args: Sequence[str]) -> int:
    """Run what the command line asks for; the result is 1 when a contender failed."""
    options = parse(args)
    sizes = choose_sizes(options)
    jobs = choose_jobs(sizes, options.only, far=options.far)
    nginx_program = None if options.without_nginx else nginx.find()
    found = contenders.find(options.official)
    if options.contenders:
        found = {name: contender for name, contender in found.items() if name.split()[0] in options.contenders}
    compile_ours()
    about = describe(found, nginx_program, sizes)
    folder = Path(tempfile.mkdtemp(prefix="hf-bench-", dir=options.folder))
    results: list[JobResults] = []
    complete = False
    try:
        with alone(), closing(measure_all(jobs, sizes, found, folder, nginx_program, PATIENCE)) as measured:
            for result in measured:
                results.append(result)
                if options.json:
                    options.json.write_text(json.dumps(report.as_json(about, results), indent=1) + "\n")
        complete = True
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; this is what was measured until now.\n")
    finally:
        # Also when it could not go on: what was measured took its time.
        sys.stdout.write(report.markdown(about, results))
        # Last, because file systems are slow for a while after thousands of files were deleted.
        shutil.rmtree(folder, ignore_errors=True)
    failed = any(result.failure for job in results for result in job.by_name.values())
    return 1 if failed or not complete else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
