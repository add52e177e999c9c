"""The browser that draws the screenshots, measures the page and tests it: the machine's own Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
"""Runs as root too, and asks nobody but the pretend Slack."""


def path() -> str | None:
    """Where it is installed; None where it is not."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless one.

    Raises:
        SystemExit: none is installed.
    """
    found = path()
    if found is None:
        raise SystemExit("This needs Chromium: install it (on Debian and Ubuntu: apt install chromium).")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=found, args=[*FLAGS])
        yield started
        started.close()
