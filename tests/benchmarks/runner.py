"""Running jobs: contenders take turns, rounds with foreign load are made again, and medians are kept."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tests.benchmarks.contenders import Contender, ContenderFailed, Sample, measure
from tests.benchmarks.jobs import Job, Target, World, WrongResult
from tests.benchmarks.machine import Calm, touch_memory


# More of the machine than this in foreign hands makes a run doubtful.
FOREIGN = 0.2
# Where clients wait for the network, runs differ little, and take long.
FAR_ROUNDS = 2


@dataclass
class Results:
    """
    What the runs of one contender gave.

    Attributes:
        samples: The runs that count.
        failure: Why there are no more of them.
    """

    samples: list[Sample] = field(default_factory=list)
    failure: str | None = None

    def clean(self) -> list[Sample]:
        """The runs that had the machine for themselves."""
        return [sample for sample in self.samples if sample.foreign <= FOREIGN]

    def used(self) -> list[Sample]:
        """The runs that medians are taken of: the clean ones, if they are the half of all."""
        clean = self.clean()
        return clean if 2 * len(clean) >= len(self.samples) else self.samples

    @property
    def is_doubtful(self) -> bool:
        """Whether others used the machine in most runs."""
        return len(self.used()) > len(self.clean())

    def median(self, figure: Callable[[Sample], float | None]) -> float | None:
        """The median of a figure of the runs that are used."""
        values = [value for sample in self.used() if (value := figure(sample)) is not None]
        return statistics.median(values) if values else None

    def best(self) -> float | None:
        """The shortest time: what others' load has disturbed least."""
        return min((sample.seconds for sample in self.samples), default=None)

    @property
    def seconds(self) -> float | None:
        """The median time."""
        return self.median(lambda sample: sample.seconds)


@dataclass
class JobResults:
    """What one job gave, by contender."""

    job: Job
    amount: tuple[float, str] | None
    by_name: dict[str, Results]

    def best_ratio(self, name: str, reference: str) -> float | None:
        """How many times as fast the best run of one is as that of the other."""
        return _ratio(self.by_name.get(reference, Results()).best(), self.by_name.get(name, Results()).best())

    def value(self, target: Target) -> float | None:
        """What a target asks about; None when one of the two has no result."""
        own = self.by_name.get(target.contender, Results())
        other = self.by_name.get(target.reference or "", Results())
        if target.figure == "speed":
            return _ratio(other.seconds, own.seconds)
        if target.figure == "cpu":
            return _ratio(own.median(lambda s: s.cpu), other.median(lambda s: s.cpu))
        if target.figure == "milliseconds":
            return None if own.seconds is None else own.seconds * 1000
        if target.figure == "rss":
            return own.median(lambda s: s.rss)
        return own.median(lambda s: s.requests)


def keeps(target: Target, value: float) -> bool:
    """Whether a figure is what a target promises."""
    return value >= target.limit if target.figure == "speed" else value <= target.limit


def run_job(job: Job, contenders: Sequence[Contender], world: World, calm: Calm) -> JobResults:
    """Make all runs of a job."""
    results = {contender.name: Results() for contender in contenders}
    rounds = world.sizes.quick_rounds if job.is_quick else world.sizes.rounds
    if job.is_far:
        rounds = min(rounds, FAR_ROUNDS)
    job.begin(world)
    _note(f"{job.name}: warming up")
    for contender in contenders:
        _take_turn(job, contender, world, results[contender.name], warm_up=True)
    made = 0
    while made < rounds or (made < rounds + rounds // 2 and any(result.is_doubtful for result in results.values())):
        made += 1
        _note(f"{job.name}: round {made}")
        for contender in contenders:
            calm.wait()
            _take_turn(job, contender, world, results[contender.name])
    return JobResults(job, job.amount(world), results)


def _take_turn(job: Job, contender: Contender, world: World, result: Results, *, warm_up: bool = False) -> None:
    """One run of one contender. One that failed has no more turns: the others' figures are worth having."""
    if result.failure is not None:
        return
    command = job.command(contender, world)
    if memory := job.memory(world):
        touch_memory(memory)
    before = world.server.requests(job.endpoint(world))
    try:
        sample = measure(command, world.server.pids())
        requests = world.server.requests(job.endpoint(world)) - before
        job.check(sample, command, world, thorough=warm_up)
    except (ContenderFailed, WrongResult) as error:
        result.failure = str(error)
        _note(f"{job.name}: {contender.name} failed: {error}")
        return
    finally:
        job.clear(command, world)
    if not warm_up:
        result.samples.append(replace(sample, requests=requests))


def _ratio(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None


def _note(text: str) -> None:
    sys.stderr.write(text + "\n")
