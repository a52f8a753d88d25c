"""What the Obsidian Tasks plugin reads at the end of a task item: id, what it waits for, dates."""

from __future__ import annotations

import re

from planner.model import CompetencyId
from planner.plan import Step


def fields(step: Step) -> str:
    """The fields of a step; the plugin wants them last on the line."""
    waits = f" ⛔ {','.join(map(task_id, step.builds_on))}" if step.builds_on else ""
    return f"🆔 {task_id(step.competency)}{waits} 🛫 {step.start} 📅 {step.end}"


_ALLOWED = str.maketrans({"@": "_", "_": "U", ".": "D", "+": "P"})


def task_id(id: CompetencyId) -> str:
    """An id of the letters, digits, hyphens and underscores that the plugin allows.

    Ids of a catalog are lower case, so capitals are free to stand for what is not allowed, and two
    competencies never share an id.

    >>> task_id("docker-compose@working"), task_id("node.js@working")
    ('docker-compose_working', 'nodeDjs_working')
    """
    return re.sub(r"[^A-Za-z0-9_-]", "-", id.translate(_ALLOWED))
