"""The watch that fails a test notices what it is there for."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Complaints


@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        ("<script>console.error('said so')</script>", "said so"),
        ("<script>throw new Error('stopped')</script>", "stopped"),
        ("<img src='https://example.org/a.png'>", "asked the network for https://example.org"),
        ("<link rel=stylesheet href='https://example.org/a.css'>", "https://example.org/a.css"),
        ("<script>new WebSocket('ws://127.0.0.1:9/')</script>", "127.0.0.1"),
        ("<img src='missing.png'>", "missing.png"),
    ],
)
def test_complaint_is_noticed(
    context: BrowserContext, tmp_path: Path, markup: str, complaint: str
) -> None:
    page = context.new_page()
    complaints = Complaints()
    complaints.watch(page)
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><title>t</title>{markup}", encoding="utf-8")
    page.goto(file.as_uri())
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(100)
    assert any(complaint in text for text in complaints), complaints


def test_page_without_fault_passes(page: Page) -> None:
    page.set_content("<title>t</title><script>console.log('fine')</script>")
    assert page.title() == "t"
