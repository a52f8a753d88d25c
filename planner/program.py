"""Linear programs in 0/1 variables with integer costs, solved to a proven optimum by HiGHS.

highspy is imported when the first program is solved, and only then: plans without a choice never
pay for it. One thread and a fixed seed make the answer the same on every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, inf
from typing import Any, NamedTuple


class Row(NamedTuple):
    """lower <= sum of coefficient * variable <= upper."""

    terms: Sequence[tuple[int, int]]
    lower: float
    upper: float


@dataclass(slots=True)
class Program:
    """Minimise the costs of the variables set to 1, subject to the rows."""

    costs: list[int]
    rows: list[Row] = field(default_factory=list)

    def at_most(self, terms: Sequence[tuple[int, int]], bound: int) -> None:
        self.rows.append(Row(terms, -inf, bound))

    def at_least(self, terms: Sequence[tuple[int, int]], bound: int) -> None:
        self.rows.append(Row(terms, bound, inf))


class Answer(NamedTuple):
    """The best found values, their cost, what no solution can go below, and the time it took."""

    values: tuple[bool, ...]
    cost: int
    bound: int
    seconds: float

    @property
    def proven(self) -> bool:
        return self.cost <= self.bound


def solve(program: Program, seconds: float, start: Sequence[bool] | None = None) -> Answer | None:
    """Solve a program.

    Args:
        program: The program; its costs are integers.
        seconds: Time after which the best solution so far is returned with its bound.
        start: A feasible solution to improve on.

    Returns:
        The answer, or None where no solution exists or none was found in time.
    """
    import highspy

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in _OPTIONS.items():
        solver.setOptionValue(name, value)
    solver.setOptionValue("time_limit", float(max(seconds, 0.01)))
    solver.passModel(_model(program, highspy))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = [float(value) for value in start]
        solver.setSolution(solution)
    solver.run()
    info = solver.getInfo()
    status = solver.getModelStatus()
    statuses = highspy.HighsModelStatus
    if status == statuses.kInfeasible or info.primal_solution_status != _FEASIBLE:
        return None
    values = tuple(value > 0.5 for value in solver.getSolution().col_value)
    cost = sum(cost for cost, value in zip(program.costs, values, strict=True) if value)
    bound = cost
    if status != statuses.kOptimal:
        least = sum(cost for cost in program.costs if cost < 0)
        bound = min(cost, ceil(max(info.mip_dual_bound, least) - 1e-6))
    return Answer(values, cost, bound, solver.getRunTime())


_FEASIBLE = 2
"""HiGHS's kSolutionStatusFeasible."""

_OPTIONS: dict[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    # Costs are integers: anything closer than one is the optimum.
    "mip_abs_gap": 0.9,
}


def _model(program: Program, highspy: Any) -> Any:
    columns, rows = len(program.costs), program.rows
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, len(rows)
    model.col_cost_ = [float(cost) for cost in program.costs]
    model.col_lower_, model.col_upper_ = [0.0] * columns, [1.0] * columns
    model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    model.row_lower_ = [float(row.lower) for row in rows]
    model.row_upper_ = [float(row.upper) for row in rows]
    starts, index, value = [0], [], []
    for row in rows:
        for column, coefficient in row.terms:
            index.append(column)
            value.append(float(coefficient))
        starts.append(len(index))
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_, matrix.index_, matrix.value_ = starts, index, value
    return model


class Relaxation:
    """A linear program over variables between 0 and 1 that grows rows and is solved again."""

    def __init__(self, costs: list[int]) -> None:
        import highspy

        self.solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name in ("output_flag", "threads", "random_seed"):
            self.solver.setOptionValue(name, _OPTIONS[name])
        model = _model(Program(costs), highspy)
        model.integrality_ = []
        self.solver.passModel(model)

    def add(self, rows: Sequence[tuple[Sequence[tuple[int, int]], int]]) -> None:
        """Add rows: sum of coefficient * variable <= bound."""
        for terms, bound in rows:
            columns = [column for column, _ in terms]
            values = [float(coefficient) for _, coefficient in terms]
            self.solver.addRow(-inf, float(bound), len(columns), columns, values)

    def minimise(self) -> tuple[float, list[float]]:
        """The least cost and the values that reach it."""
        self.solver.run()
        value: float = self.solver.getInfo().objective_function_value
        return value, list(self.solver.getSolution().col_value)
