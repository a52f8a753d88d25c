"""In which order to learn: prerequisites first, and never by accident.

An order respects every hard prerequisite, every saving that the plan counts on, and the soft
prerequisites that do not close a circle with these. Among what can be started, the area of the step
before goes on as long as it can; then the id decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from heapq import heappop, heappush

from planner.model import CompetencyId

Edge = tuple[CompetencyId, CompetencyId]


def in_order(
    ids: Collection[CompetencyId],
    edges: Collection[Edge],
    soft: Iterable[Edge],
    areas: Mapping[CompetencyId, str],
) -> list[CompetencyId]:
    """All ids, each after what it needs.

    Args:
        ids: What to order.
        edges: Pairs in which the first comes before the second; without a circle.
        soft: More of them, wanted but not needed.
        areas: The area of each id.
    """
    successors = with_soft(ids, edges, soft)
    waits = dict.fromkeys(ids, 0)
    for later in successors.values():
        for id in later:
            waits[id] += 1
    ready: dict[str, list[CompetencyId]] = {}
    for id in sorted(id for id in ids if not waits[id]):
        ready.setdefault(areas[id], []).append(id)
    area, found = "", []
    while ready:
        if area not in ready:
            area = min(ready, key=lambda name: ready[name][0])
        id = heappop(ready[area])
        if not ready[area]:
            del ready[area]
        found.append(id)
        for other in successors[id]:
            waits[other] -= 1
            if not waits[other]:
                heappush(ready.setdefault(areas[other], []), other)
    return found


def with_soft(
    ids: Collection[CompetencyId], edges: Iterable[Edge], soft: Iterable[Edge]
) -> dict[CompetencyId, set[CompetencyId]]:
    """Successors of each id by all edges, leaving out soft edges that would close a circle.

    Soft edges are taken in the order of their ids, so the same ones are left out every time.
    """
    successors: dict[CompetencyId, set[CompetencyId]] = {id: set() for id in ids}
    for first, second in edges:
        successors[first].add(second)
    for first, second in sorted(set(soft)):
        if first != second and not _leads(second, first, successors):
            successors[first].add(second)
    return successors


def _leads(
    start: CompetencyId, end: CompetencyId, successors: Mapping[CompetencyId, set[CompetencyId]]
) -> bool:
    stack, seen = [start], {start}
    while stack:
        id = stack.pop()
        if id == end:
            return True
        new = successors[id] - seen
        seen |= new
        stack.extend(new)
    return False
