"""Graphs of plain ids: what can be learned at all, and what stands in a circle.

Knows nothing of skills. networkx is imported inside the functions that need it, because most
commands never do and its import costs more than a whole plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import networkx

Clauses: TypeAlias = Mapping[str, Sequence[Sequence[str]]]
"""For each id its clauses; of each clause one option is enough."""


def derivable(clauses: Clauses, given: Collection[str] = ()) -> set[str]:
    """All ids that can be reached from nothing but `given`, one after the other.

    Forward chaining in time linear in the number of options (Dowling and Gallier 1984). Options
    that are neither keys of `clauses` nor given are never reached.
    """
    reached: set[str] = set()
    open_clauses = {id: len(parts) for id, parts in clauses.items()}
    waiting: dict[str, list[tuple[str, int]]] = {}
    for id, parts in clauses.items():
        for number, options in enumerate(parts):
            for option in options:
                waiting.setdefault(option, []).append((id, number))
    met: set[tuple[str, int]] = set()
    queue = list(dict.fromkeys([*given, *(id for id, count in open_clauses.items() if not count)]))
    while queue:
        id = queue.pop()
        if id in reached:
            continue
        reached.add(id)
        for clause in waiting.get(id, ()):
            if clause in met:
                continue
            met.add(clause)
            open_clauses[clause[0]] -= 1
            if not open_clauses[clause[0]]:
                queue.append(clause[0])
    return reached


def closure(start: Iterable[str], successors: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything that can be walked to from `start`, itself included."""
    found: set[str] = set()
    stack = list(start)
    while stack:
        id = stack.pop()
        if id not in found:
            found.add(id)
            stack.extend(successors.get(id, ()))
    return found


def directed(
    nodes: Iterable[tuple[str, dict[str, Any]]], edges: Iterable[tuple[str, str, dict[str, Any]]]
) -> networkx.DiGraph[str]:
    """A networkx graph of these nodes and edges with their data."""
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return graph


def graphml(
    nodes: Iterable[tuple[str, dict[str, Any]]], edges: Iterable[tuple[str, str, dict[str, Any]]]
) -> str:
    """A directed graph in the GraphML format; its texts must be ones that XML can hold."""
    import networkx

    return "\n".join(networkx.generate_graphml(directed(nodes, edges))) + "\n"


def knots(successors: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The sets of ids that all lead to one another, each sorted, in the order of their first id."""
    import networkx

    graph = _plain(successors)
    found = [
        sorted(part)
        for part in networkx.strongly_connected_components(graph)
        if len(part) > 1 or graph.has_edge(*(2 * tuple(part)))
    ]
    return sorted(found)


def cycles(successors: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """A short cycle of every knot, from its smallest id."""
    graph = _plain(successors)
    return [_short_cycle(graph.subgraph(knot)) for knot in knots(successors)]


def _plain(successors: Mapping[str, Iterable[str]]) -> networkx.DiGraph[str]:
    edges: Iterator[tuple[str, str, dict[str, Any]]] = (
        (one, other, {}) for one, others in successors.items() for other in others
    )
    return directed(((id, {}) for id in successors), edges)


_TRIED = 30
"""Nodes of a knot from which a shortest cycle is looked for; a large knot has shorter ones rarely."""


def _short_cycle(knot: networkx.DiGraph[str]) -> list[str]:
    import networkx

    best: list[str] = []
    for node in sorted(knot)[:_TRIED]:
        ways = networkx.single_source_shortest_path(knot, node)
        back = min((ways[one] for one in sorted(knot.predecessors(node))), key=len)
        if not best or len(back) < len(best):
            best = back
    first = best.index(min(best))
    return best[first:] + best[:first]
