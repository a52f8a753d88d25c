"""A real browser for the tests: Chromium without a window, without a network.

Where there is no browser or nothing to load into it, the tests are skipped and say what is missing;
with PLANNER_BROWSER=required they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Route,
    sync_playwright,
)
from playwright.sync_api import Error as BrowserError

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
LOCAL = ("file:", "data:", "blob:", "about:")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder needs a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def missing(reason: str) -> NoReturn:
    if os.environ.get("PLANNER_BROWSER") == "required":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this folder; it ends with them."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        missing(f"no browser: none of {', '.join(NAMES)} is on the path")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=[*FLAGS])
        yield started
        started.close()


class Complaints(list[str]):
    """What went wrong in a page: errors on its console, scripts that stopped, requests sent."""

    def watch(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("requestfailed", lambda request: self.append(f"failed: {request.url[:200]}"))
        page.context.route("**/*", self._only_local)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.append(message.text)

    def _only_local(self, route: Route) -> None:
        if route.request.url.startswith(LOCAL):
            route.continue_()
        else:
            self.append(f"asked the network for {route.request.url[:200]}")
            route.abort()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh context: nothing stored, offline."""
    made = browser.new_context(offline=True)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """An empty page; the test fails where it complains or asks for anything not on this machine.

    Open a file with `page.goto(path.as_uri())`, a text with `page.set_content(text)`.
    """
    opened = context.new_page()
    complaints = Complaints()
    complaints.watch(opened)
    yield opened
    opened.close()
    assert complaints == []


@pytest.fixture(scope="package")
def module() -> Callable[[str], Path]:
    """Finds a file of an npm package, such as `axe-core/axe.min.js`."""

    def path_of(name: str) -> Path:
        path = MODULES / name
        if not path.is_file():
            missing(f"{name} is missing: run npm install in tests/browser")
        return path

    return path_of


DRAWING = """([texts, dark, then]) => {
  const look = then && eval(then);
  mermaid.initialize({
    startOnLoad: false, securityLevel: 'strict', theme: dark ? 'dark' : 'default',
  });
  window.drawing = (async () => {
    const found = [];
    for (const text of texts) {
      window.drawn = (window.drawn || 0) + 1;
      document.body.replaceChildren();  // or its styles are worked out again and again
      const {svg} = await mermaid.render(`d${window.drawn}`, text);
      document.body.innerHTML = svg;
      found.push([svg, look && look()]);
    }
    return found;
  })();
  window.drawing.catch(() => {});
}"""


class Mermaid:
    """A page with one major version of Mermaid in it, which draws one diagram after the other."""

    def __init__(self, page: Page, script: Path) -> None:
        self.page = page
        self.complaints = Complaints()
        self.complaints.watch(page)
        page.set_content("<!doctype html><html lang=en><title>Mermaid</title><body></body></html>")
        page.add_script_tag(content=script.read_text(encoding="utf-8"))

    def __call__(self, text: str, *, dark: bool = False) -> str:
        """The diagram as SVG; it also stands in the page, until the next one.

        Raises:
            AssertionError: Where Mermaid does not draw it, or draws a picture of an error.
        """
        self.begin([text], dark=dark)
        ((svg, _),) = self.end()
        return svg

    def begin(self, texts: list[str], *, dark: bool = False, look: str = "") -> None:
        """Start to draw these, and after each to call a function of JavaScript that looks at it.

        Another version can draw at the same time.
        """
        self.complaints.clear()
        self.texts = texts
        self.page.evaluate(DRAWING, [texts, dark, look])

    def end(self) -> list[tuple[str, Any]]:
        """What has been drawn: of each diagram the SVG, and what the look at it has found."""
        try:
            found: list[tuple[str, Any]] = self.page.evaluate("() => window.drawing")
        except BrowserError as error:
            raise AssertionError("\n\n".join([error.message, *self.texts])) from None
        for text, (svg, _) in zip(self.texts, found, strict=True):
            assert 'aria-roledescription="error"' not in svg, text
            assert "Syntax error in" not in svg, text
        assert self.complaints == [], self.texts
        return found


@pytest.fixture(scope="package")
def mermaid(browser: Browser, module: Callable[[str], Path]) -> Iterator[Callable[[int], Mermaid]]:
    """Mermaid by major version, 10 or 11: `mermaid(11)(text)` is the diagram as SVG."""
    found: dict[int, Mermaid] = {}

    def version(major: int) -> Mermaid:
        if major not in found:
            script = module(f"mermaid-{major}/dist/mermaid.min.js")
            found[major] = Mermaid(browser.new_page(offline=True), script)
        return found[major]

    yield version
    for drawer in found.values():
        drawer.page.close()
