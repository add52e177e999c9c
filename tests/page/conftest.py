"""A real browser in front of the page. Skipped where there is no Chromium, unless CI says that there must be."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox import chromium
from tests.conftest import School
from tests.page.window import Window

PATIENCE = 30_000
"""Milliseconds until something that does not appear counts as missing, on a busy machine."""
Opens = Callable[..., Window]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium.path() is None:
        assert "CI" not in os.environ, "the tests of the page need Chromium: install it"
        pytest.skip("there is no Chromium here")
    with chromium.browser() as started:
        yield started


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> str:
    """The page knows nothing of the store: one kind is enough here."""
    path = tmp_path / "store.sqlite3"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def opens(browser: Browser, school: School) -> Iterator[Opens]:
    """Opens windows on the school. A mistake of the page's script, or a word in the console, fails the test."""
    troubles: list[str] = []
    contexts = []

    def noted(page: Page) -> None:
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
        page.on("requestfailed", lambda request: troubles.append(f"{request.url}: {request.failure}"))

    def open_window(**facts: Any) -> Window:
        size = facts.pop("size", (1200, 800))
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **facts)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        noted(page)
        page.goto(school.sandbox.url)
        return Window(page)

    yield open_window
    for context in contexts:
        for page in context.pages:
            page.goto("about:blank")  # the stream of changes ends before its server does
        context.close()
    assert [one for one in troubles if "ERR_ABORTED" not in one] == []
