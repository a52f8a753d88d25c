"""The bundled catalog and its plans, made once for all calibration tests."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache

import pytest

from planner import Catalog, Plan, Profile, load_catalog, make_plan

TODAY = datetime.date(2027, 1, 4)
PlanOf = Callable[[str, str], Plan]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope="session")
def plan_of(catalog: Catalog) -> PlanOf:
    """The plan from one role to another, with all that the target must and should have."""

    @cache
    def plan_of(origin: str, target: str) -> Plan:
        return make_plan(catalog, Profile(have=(origin,), target=(target,)), today=TODAY)

    return plan_of
