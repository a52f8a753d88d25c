"""The order of the steps against all orders there are: small random precedence graphs, seeded."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from itertools import accumulate, chain, combinations, pairwise

import pytest

from planner import block
from planner import order as ordering
from planner.flow import best_closure
from planner.order import Jobs, Order, by_area, ordered, predecessors, readiness_first

BATCHES, IN_BATCH = 15, 100
MINUTES = (0, 0, 3, 60, 60, 60, 120, 180, 600, 1200)
WEIGHTS = (0, 0, 1, 1, 2, 3, 6)
EDGES = (0.0, 0.15, 0.3, 0.6)

Edge = tuple[str, str]


def drawn(seed: int) -> Jobs:
    """Steps of which some take no time, some carry no weight and many are equally dense."""
    chance = random.Random(seed)
    ids = list("abcdefgh")[: chance.randint(2, 8)]
    chance.shuffle(ids)
    share = chance.choice(EDGES)
    before = {
        id: {other for other in ids[:place] if chance.random() < share}
        for place, id in enumerate(ids)
    }
    weights = {id: chance.choice(WEIGHTS) for id in ids}
    return Jobs(
        minutes={id: chance.choice(MINUTES) for id in ids},
        weights={id: weight for id, weight in weights.items() if weight or chance.random() < 0.5},
        before=before,
        areas={id: chance.choice(("north", "south", "west")) for id in ids},
    )


def least_cost(jobs: Jobs) -> int:
    """The least over all linear extensions: of every closed set, whichever member came last."""
    ids = sorted(jobs.minutes)
    needs = [sum(1 << ids.index(one) for one in jobs.before[id]) for id in ids]
    least: list[int | None] = [None] * (1 << len(ids))
    least[0] = 0
    for done, cost in enumerate(least):
        if cost is None:
            continue
        spent = sum(jobs.minutes[id] for number, id in enumerate(ids) if done >> number & 1)
        for number, id in enumerate(ids):
            if done >> number & 1 or needs[number] & ~done:
                continue
            total = cost + jobs.weights.get(id, 0) * (spent + jobs.minutes[id])
            known = least[done | 1 << number]
            least[done | 1 << number] = total if known is None else min(known, total)
    assert least[-1] is not None, "the steps have no circle"
    return least[-1]


def cost_of(jobs: Jobs, sequence: Iterable[str]) -> int:
    cost = minutes = 0
    for id in sequence:
        minutes += jobs.minutes[id]
        cost += jobs.weights.get(id, 0) * minutes
    return cost


def respects(jobs: Jobs, sequence: list[str]) -> bool:
    """Whether every step is there once, after all that comes before it."""
    place = {id: number for number, id in enumerate(sequence)}
    return sorted(sequence) == sorted(jobs.minutes) and all(
        place[one] < place[id] for id in sequence for one in jobs.before[id]
    )


def startable(jobs: Jobs, sequence: list[str]) -> Iterator[tuple[str, set[str], str | None]]:
    """Each step with what could have stood in its place, and the step before."""
    for number, id in enumerate(sequence):
        done = set(sequence[:number])
        ready = {
            one for one in jobs.minutes if one not in done and done.issuperset(jobs.before[one])
        }
        yield id, ready, sequence[number - 1] if number else None


@pytest.fixture(scope="module", params=range(BATCHES))
def cases(request: pytest.FixtureRequest) -> dict[int, Jobs]:
    first = request.param * IN_BATCH
    return {seed: drawn(seed) for seed in range(first, first + IN_BATCH)}


# --- readiness first


def test_no_order_is_better(cases: dict[int, Jobs]) -> None:
    wrong = [seed for seed, jobs in cases.items() if readiness_first(jobs).cost != least_cost(jobs)]
    assert wrong == []


def test_cost_is_that_of_the_sequence_and_is_proven(cases: dict[int, Jobs]) -> None:
    for seed, jobs in cases.items():
        order = readiness_first(jobs)
        assert order.cost == order.bound == cost_of(jobs, order.sequence), seed
        assert order.gap_to_bound == 0, seed


@pytest.mark.parametrize("by", ["readiness", "area", "shortest-first"])
def test_every_order_respects_what_comes_before(
    by: ordering.Ordering, cases: dict[int, Jobs]
) -> None:
    wrong = [seed for seed, jobs in cases.items() if not respects(jobs, ordered(jobs, by).sequence)]
    assert wrong == []


@pytest.mark.parametrize("by", ["area", "shortest-first"])
def test_other_orders_say_how_much_readiness_they_give_up(
    by: ordering.Ordering, cases: dict[int, Jobs]
) -> None:
    for seed, jobs in cases.items():
        order, best = ordered(jobs, by), least_cost(jobs)
        assert (order.cost, order.bound) == (cost_of(jobs, order.sequence), best), seed
        assert order.gap_to_bound == (float(Fraction(order.cost - best, best)) if best else 0), seed


def test_random_graphs_are_worth_ordering(cases: dict[int, Jobs]) -> None:
    """Or everything above would hold of any order."""
    plain = [cost_of(jobs, by_area(jobs, jobs.minutes)) for jobs in cases.values()]
    worse = sum(cost > least_cost(jobs) for cost, jobs in zip(plain, cases.values(), strict=True))
    assert worse > IN_BATCH / 3
    assert any(0 in jobs.minutes.values() for jobs in cases.values())


def test_shortest_first_takes_the_shortest_that_can_be_started(cases: dict[int, Jobs]) -> None:
    for seed, jobs in cases.items():
        for id, ready, _ in startable(jobs, ordered(jobs, "shortest-first").sequence):
            assert id == min(ready, key=lambda one: (jobs.minutes[one], one)), seed


def test_by_area_leaves_an_area_only_when_nothing_in_it_can_be_started(
    cases: dict[int, Jobs],
) -> None:
    for seed, jobs in cases.items():
        for id, ready, last in startable(jobs, ordered(jobs, "area").sequence):
            here = {one for one in ready if last and jobs.areas[one] == jobs.areas[last]}
            assert id == min(here or ready), seed


def test_by_area_goes_on_in_the_area_of_the_step_before() -> None:
    jobs = Jobs(
        minutes={"a": 60, "b": 60, "z": 60},
        weights={},
        before={"a": (), "b": (), "z": ()},
        areas={"a": "north", "b": "south", "z": "south"},
    )
    assert by_area(jobs, ["a", "b"]) == ["a", "b"]
    assert by_area(jobs, ["a", "b"], "z") == ["b", "a"]


def test_input_order_does_not_matter(cases: dict[int, Jobs]) -> None:
    for seed, jobs in cases.items():
        chance = random.Random(seed)
        other = Jobs(
            minutes=shuffled(jobs.minutes, chance),
            weights=shuffled(jobs.weights, chance),
            before={
                id: chance.sample(sorted(others), len(others))
                for id, others in shuffled(jobs.before, chance).items()
            },
            areas=shuffled(jobs.areas, chance),
        )
        for by in ("readiness", "area", "shortest-first"):
            assert ordered(jobs, by) == ordered(other, by), (seed, by)


def shuffled(mapping: Mapping[str, object], chance: random.Random) -> dict:  # type: ignore[type-arg]
    return dict(chance.sample(sorted(mapping.items(), key=lambda item: item[0]), len(mapping)))


@pytest.mark.parametrize(
    ("minutes", "weights", "before", "sequence"),
    [
        ({}, {}, {}, []),
        ({"b": 60, "a": 60}, {}, {}, ["a", "b"]),
        ({"a": 60, "b": 60}, {"b": 1}, {}, ["b", "a"]),
        ({"a": 60, "b": 120}, {"a": 1, "b": 3}, {}, ["b", "a"]),
        ({"a": 600, "b": 0}, {"a": 6, "b": 1}, {}, ["b", "a"]),
        ({"a": 60, "b": 60, "c": 600}, {"b": 9, "c": 1}, {"b": {"a"}, "a": {"c"}}, ["c", "a", "b"]),
    ],
    ids=["nothing", "by-id", "weight-first", "dense-first", "free-first", "groundwork-first"],
)
def test_order_by_hand(
    minutes: dict[str, int],
    weights: dict[str, int],
    before: dict[str, set[str]],
    sequence: list[str],
) -> None:
    jobs = Jobs(
        minutes=minutes,
        weights=weights,
        before={id: before.get(id, set()) for id in minutes},
        areas=dict.fromkeys(minutes, "area"),
    )
    assert readiness_first(jobs).sequence == sequence


# --- beyond what is searched completely


@pytest.fixture(params=[160, 0], ids=["with the relaxation", "with the decomposition alone"])
def hurried(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the eight most promising sets of goals are kept."""
    monkeypatch.setattr(block, "MAX_SETS", 1)
    monkeypatch.setattr(block, "MAX_RELAXED", request.param)


KNOTTED = range(25)


@cache
def knotted(seed: int) -> tuple[Jobs, int]:
    """Goals that share their groundwork in pairs, so that they hardly fall into blocks; best cost."""
    chance = random.Random(seed)
    ground, goals = list("abcde"), list("tuvwxyz")
    ids = [*ground, *goals]
    jobs = Jobs(
        minutes={id: chance.choice((0, 3, 6) if id in goals else (300, 360)) for id in ids},
        weights={id: chance.choice((1, 2)) for id in goals},
        before={id: chance.sample(ground, 2) if id in goals else () for id in ids},
        areas=dict.fromkeys(ids, "area"),
    )
    return jobs, least_cost(jobs)


def test_an_order_searched_completely_is_proven_even_where_the_relaxation_is_not_tight() -> None:
    for jobs, least in map(knotted, KNOTTED):
        order = readiness_first(jobs)
        assert order.cost == order.bound == least


@pytest.mark.usefixtures("hurried")
def test_an_order_cut_short_is_still_one_with_a_bound() -> None:
    for seed in KNOTTED:
        jobs, least = knotted(seed)
        order = readiness_first(jobs)
        assert respects(jobs, order.sequence), seed
        assert order.bound <= least <= order.cost == cost_of(jobs, order.sequence), seed
        assert order.cost <= 2 * least, seed
        assert order == readiness_first(jobs), seed


def test_the_relaxation_says_more_than_the_decomposition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block, "MAX_SETS", 1)
    bounds: list[list[Order]] = []
    for steps in (0, 160):
        monkeypatch.setattr(block, "MAX_RELAXED", steps)
        bounds.append([readiness_first(knotted(seed)[0]) for seed in KNOTTED])
    assert all(one.bound <= other.bound for one, other in zip(*bounds, strict=True))
    unproven = [sum(bool(order.gap_to_bound) for order in orders) for orders in bounds]
    assert unproven[0] > 2 * unproven[1] > 0


def test_an_order_cut_short_is_mostly_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block, "MAX_SETS", 1)
    best = [readiness_first(jobs).cost == least for jobs, least in map(knotted, KNOTTED)]
    assert sum(best) > len(KNOTTED) * 0.9


def test_too_many_steps_are_put_into_some_order_that_is_not_called_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ordering, "MAX_STEPS", 1)
    jobs = Jobs(
        minutes={"a": 600, "b": 60},
        weights={"b": 1},
        before={"a": (), "b": ()},
        areas={"a": "area", "b": "area"},
    )
    order = readiness_first(jobs)
    assert (order.sequence, order.cost) == (["a", "b"], 660)
    assert order.gap_to_bound is None, "0 is proven optimal, and 60 would be better than 660"


# --- soft edges


def soft_case(seed: int) -> tuple[list[str], set[Edge], set[Edge]]:
    chance = random.Random(seed)
    ids = list("abcdefg")[: chance.randint(2, 7)]
    line = chance.sample(ids, len(ids))
    hard = {pair for pair in combinations(line, 2) if chance.random() < 0.25}
    soft = {(chance.choice(ids), chance.choice(ids)) for _ in range(chance.randint(0, 6))}
    return ids, hard, soft


def has_circle(before: Mapping[str, Collection[str]]) -> bool:
    left = dict(before)
    while left:
        ready = [id for id, others in left.items() if left.keys().isdisjoint(others)]
        if not ready:
            return True
        for id in ready:
            del left[id]
    return False


@pytest.mark.parametrize("batch", range(5))
def test_soft_edges_are_left_out_only_where_they_close_a_circle(batch: int) -> None:
    dropped = 0
    for seed in range(batch * 100, batch * 100 + 100):
        ids, hard, soft = soft_case(seed)
        before = predecessors(ids, hard, soft)
        kept = {(one, id) for id in ids for one in before[id]}
        assert hard <= kept <= hard | soft, seed
        assert not has_circle(before), seed
        for one, id in soft - kept:
            assert has_circle(before | {id: before[id] | {one}}), seed
        dropped += len(soft - kept)
    assert dropped > 20


@pytest.mark.parametrize("seed", range(50))
def test_the_same_soft_edges_are_left_out_in_whatever_order_they_come(seed: int) -> None:
    ids, hard, soft = soft_case(seed)
    ways = [
        predecessors(chance.sample(ids, len(ids)), hard, chance.sample(sorted(soft), len(soft)))
        for chance in map(random.Random, range(4))
    ]
    assert all(way == ways[0] for way in ways)


def test_a_soft_edge_yields_to_a_hard_one() -> None:
    assert predecessors("ab", [("b", "a")], [("a", "b"), ("a", "a")]) == {"a": {"b"}, "b": set()}


# --- blocks


def density_falls(jobs: Jobs, blocks: list[list[str]]) -> bool:
    sums = [
        (sum(jobs.weights.get(id, 0) for id in part), sum(jobs.minutes[id] for id in part))
        for part in blocks
    ]
    return all(w * later_p >= later_w * p for (w, p), (later_w, later_p) in pairwise(sums))


def test_blocks_have_falling_density_and_are_closed(cases: dict[int, Jobs]) -> None:
    several = 0
    for seed, jobs in cases.items():
        blocks = ordering._blocks(jobs, sorted(jobs.minutes))
        assert sorted(chain(*blocks)) == sorted(jobs.minutes), seed
        assert density_falls(jobs, blocks), seed
        for done in accumulate(map(set, blocks), set.union):
            assert all(done.issuperset(jobs.before[id]) for id in done), seed
        several += len(blocks) > 1
    assert several > IN_BATCH / 2


def test_no_block_has_a_denser_beginning(cases: dict[int, Jobs]) -> None:
    for seed, jobs in list(cases.items())[:40]:
        for part in ordering._blocks(jobs, sorted(jobs.minutes)):
            whole = (
                sum(jobs.weights.get(id, 0) for id in part),
                sum(jobs.minutes[i] for i in part),
            )
            for some in closed_subsets(part, jobs.before):
                weight = sum(jobs.weights.get(id, 0) for id in some)
                minutes = sum(jobs.minutes[id] for id in some)
                assert weight * whole[1] <= whole[0] * minutes, seed


def closed_subsets(
    part: list[str], before: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, ...]]:
    for size in range(1, len(part)):
        for some in combinations(part, size):
            if all((set(before[id]) & set(part)).issubset(some) for id in some):
                yield some


@pytest.mark.parametrize("batch", range(5))
def test_best_closure_is_the_smallest_of_the_largest_value(batch: int) -> None:
    for seed in range(batch * 100, batch * 100 + 100):
        chance = random.Random(seed)
        count = chance.randint(1, 7)
        values = [chance.choice((-9, -3, -2, -1, 0, 0, 1, 2, 3, 9)) for _ in range(count)]
        needs = [
            sorted({chance.randrange(count) for _ in range(chance.choice((0, 0, 1, 2)))} - {node})
            for node in range(count)
        ]
        closed = [
            set(some)
            for size in range(count + 1)
            for some in combinations(range(count), size)
            if all(set(needs[node]) <= set(some) for node in some)
        ]
        worth = [sum(values[node] for node in some) for some in closed]
        largest = [some for some, value in zip(closed, worth, strict=True) if value == max(worth)]
        assert best_closure(values, needs) == set.intersection(*largest), seed
