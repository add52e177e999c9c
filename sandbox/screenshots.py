"""`make screenshots`: draws docs/screens/, the six main screens that the README shows, from the page itself."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from sandbox import chromium, school
from sandbox.backstage import backstage
from sandbox.tour import STEPS

FOLDER = Path(__file__).parent.parent / "docs" / "screens"
WIDE = {"width": 1200, "height": 720}
SETTLED = 1_000
"""Milliseconds."""


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium.browser() as browser, backstage(school.BEGINS, "Little School") as behind:
        behind.program.wait_until_connected()
        school.play(school.found(behind.sandbox, behind.school))
        behind.sandbox.set_clock(school.TODAY)
        page = browser.new_page(viewport=WIDE)  # type: ignore[arg-type] # its own type for the same
        page.goto(behind.sandbox.url)
        _play(page)
        page.goto("about:blank")


def _play(page: Page) -> None:
    """The tour, with a look at each main screen on the way."""
    _show(page, 1)
    page.locator("#left .composer input").fill(str(STEPS[0].type))
    page.keyboard.press("Enter")
    page.locator("#left .modal").wait_for()
    _draw(page, "request")
    page.keyboard.press("Escape")
    _do(page, 1)
    _show(page, 2)
    _draw(page, "match")
    for number in (2, 3, 4):
        _do(page, number)
    _show(page, 5)
    page.get_by_role("button", name="Two people").click()
    page.locator("#right select[name=who]").select_option(label="Emre, volunteer")
    channel = page.locator("#left .place[aria-current] .place-name").inner_text()
    page.locator("#right .place", has_text=channel).click()
    _do(page, 5)
    page.locator("#right .feed", has_text="logged 1 h 30").wait_for()
    _draw(page, "team")
    page.get_by_role("button", name="Close this pane").click()
    _do(page, 6)
    _show(page, 7)
    _draw(page, "reminder")
    page.locator("#left [data-action=help_open]").last.click()
    page.locator("#left .modal").wait_for()
    _draw(page, "help")
    page.keyboard.press("Escape")
    _do(page, 7)
    _show(page, 8)
    _do(page, 8)
    digest = page.locator("#left .line", has_text="Your week in CodeBuddies").last
    page.wait_for_timeout(SETTLED)  # then the page scrolls to its end by itself no more
    digest.evaluate("line => line.scrollIntoView({block: 'start'})")
    _draw(page, "digest")


def _show(page: Page, number: int) -> None:
    """Be the person of a step, where it is taken."""
    page.locator("#tour summary", has_text=f"step {number} of").wait_for()
    page.locator("#tour-show").click()
    who = STEPS[number - 1].who
    page.locator(f"#left[aria-label='Slack of {who}']").wait_for()


def _do(page: Page, number: int) -> None:
    page.locator("#tour-do").click()
    following = f"step {number + 1} of" if number < len(STEPS) else "finished"
    page.locator("#tour summary", has_text=following).wait_for()


def _draw(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled", caret="hide")


if __name__ == "__main__":
    main()
