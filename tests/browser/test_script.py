"""The script of the page is what terser makes of the files that people write.

`pytest tests/browser/test_script.py --update-golden` makes it anew.
"""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.browser.conftest import MODULES, missing
from tests.page_script import SHORT, SOURCES, of_sources

TERSER = MODULES / "terser" / "bin" / "terser"
CALLED = "[read,replanned,dayOf,dateOf]"
"""What the tests call from outside keeps its name."""


def test_script_of_the_page_is_made_of_its_sources(request: pytest.FixtureRequest) -> None:
    node = shutil.which("node")
    if node is None or not TERSER.exists():
        missing("no terser: `npm ci --prefix tests/browser` fetches it")
    how = ("--toplevel", "--ecma", "2022", "--compress", f"passes=3,top_retain={CALLED}")
    made = subprocess.run(
        [node, str(TERSER), *map(str, SOURCES), *how, "--mangle", f"reserved={CALLED}"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    text = f"// {of_sources()}\n{made.stdout.strip()}\n"
    if request.config.getoption("--update-golden"):
        SHORT.write_text(text, encoding="utf-8", newline="\n")
    assert SHORT.read_text(encoding="utf-8") == text
