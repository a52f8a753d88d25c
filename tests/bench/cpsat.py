"""How long CP-SAT takes for the programs that HiGHS solves; `python -m tests.bench.cpsat` prints it.

Each solver gets its own process, because ortools and highspy cannot be imported together. Both get
the same reduced program, the same cuts against circles and the same time. ortools is needed here
alone. HiGHS uses one thread and CP-SAT eight workers, fewer of which it does not recommend.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from math import isfinite
from typing import Any

from planner.choose import least_effort
from planner.effort import reduced, waiting
from planner.exact import Allowance, Search
from planner.gap import Gap
from planner.program import Program

from .generators import and_or_gap

SECONDS = 30.0
SEEDS = (1, 2, 3)
INSTANCES = [(size, share) for size in (300, 2_000) for share in (0.1, 0.2)]
WORKERS = 8

Found = tuple[int, bool]
"""Likely minutes, and whether nothing takes less."""


def by_highs(gap: Gap) -> Found:
    effort = least_effort(gap, seconds=SECONDS)
    return effort.minutes, effort.optimal


def by_cpsat(gap: Gap) -> Found:
    """Minutes and steps, without the choice among equals that the planner makes after that."""
    search = Search(gap, reduced(gap, frozenset()), Allowance(SECONDS))
    search.program.costs = next(search.objectives())
    deadline = time.perf_counter() + SECONDS
    while True:
        values, proven = cpsat(search.program, deadline - time.perf_counter())
        effort = search.effort(values)
        stuck = waiting(gap, effort.selected, effort.savers)
        if not stuck:
            return effort.minutes, proven
        search.cut(effort, stuck)


def cpsat(program: Program, seconds: float) -> tuple[tuple[bool, ...], bool]:
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
    solver.parameters.num_workers = WORKERS
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise TimeoutError("CP-SAT found no solution in time")
    return tuple(bool(solver.value(one)) for one in variables), status == cp_model.OPTIMAL


SOLVERS = {"highs": by_highs, "cpsat": by_cpsat}


def timed(solver: str, size: int, share: float, seed: int) -> tuple[float, int | None, bool]:
    """Seconds, minutes of the plan (None without one) and whether proven, imports left out."""
    SOLVERS[solver](and_or_gap(60, 0.3, 0))
    gap = and_or_gap(size, share, seed)
    begin = time.perf_counter()
    try:
        minutes, proven = SOLVERS[solver](gap)
    except TimeoutError:
        return time.perf_counter() - begin, None, False
    return time.perf_counter() - begin, minutes, proven


def alone(*words: object) -> tuple[float, int | None, bool]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.cpsat", *map(str, words)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, minutes, proven = json.loads(done.stdout)
    return seconds, minutes, proven


def table() -> None:
    """A line an instance."""
    show("size  alternatives  seed   HiGHS s           CP-SAT s          ratio  hours")
    for size, share in INSTANCES:
        for seed in SEEDS:
            highs, other = (alone(solver, size, share, seed) for solver in SOLVERS)
            show(
                f"{size:<5} {share:<13} {seed:<4} {said(highs)} {said(other)} "
                f"{other[0] / highs[0]:>6.1f}  {hours(highs[1])}, {hours(other[1])}"
            )


def said(found: tuple[float, int | None, bool]) -> str:
    return f"{found[0]:7.3f} {'proven' if found[2] else 'not proven':<10}"


def hours(minutes: int | None) -> str:
    return "none" if minutes is None else f"{minutes / 60:g}"


def show(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(words: list[str]) -> None:
    if not words:
        table()
        return
    solver, size, share, seed = words
    show(json.dumps(timed(solver, int(size), float(share), int(seed))))


if __name__ == "__main__":
    main(sys.argv[1:])
