"""How long CP-SAT takes for the programs that HiGHS solves; `python -m tests.bench.cpsat` prints it.

Each solver gets its own process, because ortools and highspy cannot be imported together. Both get
the same reduced program, the same cuts against circles and the same time, and look for the least
minutes and steps, without the choice among equals that the planner makes after that. ortools is
needed here alone. HiGHS uses one thread; CP-SAT uses as many workers as `--workers` says.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from itertools import product
from math import isfinite
from statistics import median
from typing import Any, NamedTuple

from planner.effort import reduced, waiting
from planner.exact import Allowance, Search
from planner.gap import Gap
from planner.program import Program

from .generators import and_or_gap

SECONDS = 30.0
SEEDS = (1, 2, 3)
INSTANCES = [(size, share) for size in (300, 2_000) for share in (0.1, 0.2)]

Found = tuple[int, bool]
"""Likely minutes, and whether nothing takes less."""


class Timed(NamedTuple):
    """A search; without minutes if it found no plan."""

    seconds: float
    minutes: int | None
    proven: bool


def by_highs(gap: Gap, workers: int) -> Found:
    effort = Search(gap, reduced(gap, frozenset()), Allowance(SECONDS)).solve(ties=False)
    return effort.minutes, effort.optimal


def by_cpsat(gap: Gap, workers: int) -> Found:
    search = Search(gap, reduced(gap, frozenset()), Allowance(SECONDS))
    search.program.costs = next(search.objectives())
    deadline = time.perf_counter() + SECONDS
    while True:
        values, proven = cpsat(search.program, deadline - time.perf_counter(), workers)
        effort = search.effort(values)
        stuck = waiting(gap, effort.selected, effort.savers)
        if not stuck:
            return effort.minutes, proven
        search.cut(effort, stuck)


def cpsat(program: Program, seconds: float, workers: int) -> tuple[tuple[bool, ...], bool]:
    from ortools.sat.python import cp_model  # type: ignore[import-not-found]

    model: Any = cp_model.CpModel()
    variables = [model.new_bool_var("") for _ in program.costs]
    for row in program.rows:
        total = sum(coefficient * variables[column] for column, coefficient in row.terms)
        if isfinite(row.lower):
            model.add(total >= int(row.lower))
        if isfinite(row.upper):
            model.add(total <= int(row.upper))
    model.minimize(sum(cost * one for cost, one in zip(program.costs, variables, strict=True)))
    solver: Any = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds, 0.01)
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise TimeoutError("CP-SAT found no solution in time")
    return tuple(bool(solver.value(one)) for one in variables), status == cp_model.OPTIMAL


SOLVERS = {"highs": by_highs, "cpsat": by_cpsat}


def timed(solver: str, size: int, share: float, seed: int, workers: int) -> Timed:
    """Building the program and solving it, imports left out."""
    SOLVERS[solver](and_or_gap(60, 0.3, 0), workers)
    gap = and_or_gap(size, share, seed)
    begin = time.perf_counter()
    try:
        minutes, proven = SOLVERS[solver](gap, workers)
    except TimeoutError:
        return Timed(time.perf_counter() - begin, None, False)
    return Timed(time.perf_counter() - begin, minutes, proven)


def alone(*words: object) -> Timed:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.cpsat", *map(str, words)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Timed(*json.loads(done.stdout))


def table(workers: int) -> None:
    """A line an instance, and the median of the ratios."""
    show("size  alternatives  seed   HiGHS s           CP-SAT s          ratio  hours")
    ratios = []
    for (size, share), seed in product(INSTANCES, SEEDS):
        highs, other = (alone(solver, size, share, seed, workers) for solver in SOLVERS)
        ratios.append(other.seconds / highs.seconds)
        show(
            f"{size:<5} {share:<13} {seed:<4} {said(highs)} {said(other)} {ratios[-1]:>6.1f}  "
            f"{hours(highs)}, {hours(other)}"
        )
    show(f"CP-SAT takes {median(ratios):.1f} times as long as HiGHS (median)")


def said(found: Timed) -> str:
    return f"{found.seconds:7.3f} {'proven' if found.proven else 'not proven':<10}"


def hours(found: Timed) -> str:
    return "none" if found.minutes is None else f"{found.minutes / 60:g}"


def show(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(words: list[str]) -> None:
    """`[--workers N]` for the table; a solver, size, share, seed and workers for one instance."""
    if len(words) == 5:
        solver, size, share, seed, workers = words
        show(json.dumps(timed(solver, int(size), float(share), int(seed), int(workers))))
        return
    table(int(words[1]) if words[:1] == ["--workers"] else os.cpu_count() or 1)


if __name__ == "__main__":
    main(sys.argv[1:])
