"""What other programs call; the names are exported by the package itself."""

from __future__ import annotations

from pathlib import Path

from planner import store
from planner.model import Catalog
from planner.problems import BadInput, Problems


def load_catalog(path: str | Path | None = None) -> Catalog:
    """Read a catalog.

    Args:
        path: Its folder; the bundled one where None.

    Raises:
        BadInput: With every problem of every file.
    """
    catalog = store.load(None if path is None else Path(path))
    if isinstance(catalog, Problems):
        raise BadInput(catalog)
    return catalog
