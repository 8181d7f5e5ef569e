"""The figures as a table in Markdown, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tests.benchmarks.contenders import OFFICIAL
from tests.benchmarks.jobs import StartUp, Target
from tests.benchmarks.runner import FOREIGN, JobResults, Results, keeps


def markdown(about: Mapping[str, str], jobs: Sequence[JobResults]) -> str:
    """All tables of a run."""
    parts = ["\n".join(f"* {key}: {value}" for key, value in about.items()), _summary(jobs)]
    parts += [_job(results) for results in jobs if not isinstance(results.job, StartUp)]
    starts = [results for results in jobs if isinstance(results.job, StartUp)]
    if starts:
        parts.append(_starts(starts))
    parts.append(_legend())
    return "\n\n".join(part for part in parts if part) + "\n"


def as_json(about: Mapping[str, str], jobs: Sequence[JobResults]) -> dict[str, Any]:
    """Everything that was measured."""
    return {
        "about": dict(about),
        "jobs": [
            {
                "name": results.job.name,
                "title": results.job.title,
                "amount": results.amount,
                "contenders": {
                    name: {
                        "median": result.seconds,
                        "failure": result.failure,
                        "samples": [asdict(s) for s in result.samples],
                    }
                    for name, result in results.by_name.items()
                },
                "targets": [{**asdict(target), "value": results.value(target)} for target in results.job.targets],
            }
            for results in jobs
        ],
    }


def _summary(jobs: Sequence[JobResults]) -> str:
    """Each target with what was measured."""
    rows = []
    for results in jobs:
        for target in results.job.targets:
            value = results.value(target)
            if value is None:
                continue
            verdict = "yes" if keeps(target, value) else "**no**"
            rows.append([results.job.title, target.contender, _promise(target), _figure(value, target), verdict])
    if not rows:
        return ""
    return "## Targets\n\n" + _table(["job", "who", "target", "measured", "met"], rows)


def _promise(target: Target) -> str:
    if target.figure == "speed":
        return f"≥ {target.limit:g} × as fast as {target.reference}"
    if target.figure == "cpu":
        return f"≤ {target.limit:g} × the CPU of {target.reference}"
    return {
        "rss": f"peak RSS ≤ {target.limit:g} MB",
        "requests": f"{target.limit:g} requests",
        "milliseconds": f"≤ {target.limit:g} ms",
    }[target.figure]


def _figure(value: float, target: Target) -> str:
    if target.figure in ("speed", "cpu"):
        return f"{value:.2f} ×"
    return f"{value:.0f}" + {"rss": " MB", "milliseconds": " ms"}.get(target.figure, "")


def _job(results: JobResults) -> str:
    amount, unit = results.amount or (0.0, "")
    head = [
        "contender",
        "seconds",
        "range",
        f"{unit}/s",
        "CPU s",
        "peak RSS MB",
        "requests",
        "× official",
        "best runs",
        "CPU × official",
        "foreign load",
    ]
    rows = [_row(name, result, amount, results) for name, result in results.by_name.items()]
    title = results.job.title[:1].upper() + results.job.title[1:]
    if unit == "MB":
        title += f" of {amount * 1e6 / 2**20:,.0f} MiB"
    return f"## {title}\n\n{_table(head, rows)}"


def _row(name: str, result: Results, amount: float, results: JobResults) -> list[str]:
    seconds = result.seconds
    if seconds is None or result.failure is not None:
        return [name, f"failed: {_one_line(result.failure)}", *[""] * 9]
    return [
        name + (" †" if result.is_doubtful else ""),
        f"{seconds:.3g}",
        _range(result, 1, ".3g"),
        f"{amount / seconds:,.0f}",
        _number(result.median(lambda s: s.cpu), ".2f"),
        _number(result.median(lambda s: s.rss), ".0f"),
        _number(result.median(lambda s: s.requests), ",.0f"),
        _number(results.value(Target(name, "speed", 0, OFFICIAL)), ".2f"),
        _number(results.best_ratio(name, OFFICIAL), ".2f"),
        _number(results.value(Target(name, "cpu", 0, OFFICIAL)), ".2f"),
        _number(result.median(lambda s: 100 * s.foreign), ".0f") + " %",
    ]


def _starts(jobs: Sequence[JobResults]) -> str:
    """Start-up in one table: a row for each thing started."""
    names = list(dict.fromkeys(name for results in jobs for name in results.by_name))
    rows = []
    for results in jobs:
        cells = []
        for name in names:
            result = results.by_name.get(name, Results())
            if result.failure is not None:
                cells.append(f"failed: {_one_line(result.failure)}")
            elif result.seconds is None:
                cells.append("")
            else:
                mark = " †" if result.is_doubtful else ""
                cells.append(f"{1000 * result.seconds:.0f} ({_range(result, 1000, '.0f')}){mark}")
        own = next((name for name in names if name != OFFICIAL), "")
        rows.append([results.job.title, *cells, _number(results.value(Target(own, "speed", 0, OFFICIAL)), ".2f")])
    return "## Start-up: milliseconds of a whole process (and their range)\n\n" + _table(
        ["what", *names, "× official"], rows
    )


def _legend() -> str:
    return (
        "Medians, with fastest and slowest run. *Seconds*: of the call inside a new process, without httpx's import and those "
        "that the package makes before it; of the whole process for tools and start-up. *CPU*: user and system time of the whole "
        "client process. *Requests*: counted by the servers; a redirect and its target are two. *Best runs*: × official "
        "between the fastest run of each. *floor*: threads that receive, write and hash, and do nothing else that a client has "
        "to. *Foreign load*: share of the machine that neither client nor server used; † "
        f"marks medians of runs where it was above {FOREIGN:.0%}."
    )


def _range(result: Results, factor: float, form: str) -> str:
    values = [factor * sample.seconds for sample in result.used()]
    return f"{min(values):{form}}–{max(values):{form}}"


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


def _one_line(text: str | None) -> str:
    return " ".join((text or "no result").split()).replace("|", "\\|")[:200]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
