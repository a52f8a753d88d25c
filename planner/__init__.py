"""A resolver for human skills: from what you know and the role you want to a study plan.

Example:
    >>> import datetime
    >>> from planner import Profile, load_catalog, make_plan
    >>> catalog = load_catalog()
    >>> profile = Profile(have=("docker@working",), target=("docker-compose",))
    >>> plan = make_plan(catalog, profile, today=datetime.date(2027, 1, 4))
    >>> [step.competency for step in plan.steps]
    ['docker-compose@working']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.api import load_catalog as load_catalog
    from planner.model import Catalog as Catalog
    from planner.pipeline import Settings as Settings
    from planner.pipeline import make_plan as make_plan
    from planner.plan import Plan as Plan
    from planner.problems import PlannerError as PlannerError
    from planner.profile import Profile as Profile

__version__ = "0.1.0"

_HOMES = {
    "Catalog": "planner.model",
    "Plan": "planner.plan",
    "PlannerError": "planner.problems",
    "Profile": "planner.profile",
    "Settings": "planner.pipeline",
    "load_catalog": "planner.api",
    "make_plan": "planner.pipeline",
}
__all__ = sorted(_HOMES)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    # Imported on first use: the command line starts without loading what it may not need.
    if name not in _HOMES:
        raise AttributeError(f"module 'planner' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
