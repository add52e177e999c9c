"""What somebody waits for in the sandbox's page. Absolute, since it is a person who waits; a reference is beside it.

page_interactive   from the request to a page that answers; against a page with nothing in it
click_round_trip   a button is pressed, the program opens a form, the form is there; against the same press
                   by the control API, without a page
twelve_weeks       the little school lives through twelve weeks; against the same weeks with nothing played
demo_opens         from `python -m sandbox.demo` to its address; against a bare start of this Python and its imports
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page

from bench.figures import figure
from sandbox import chromium, school
from sandbox.backstage import backstage

ROOT = Path(__file__).parent.parent
ROUNDS = 30
WEEKS = timedelta(weeks=12)
READY = "document.readyState === 'complete' && document.querySelector('.pane').dataset.who"
ONE_PRESS = """async () => {
  const pane = document.getElementById("left");
  const shown = (wanted) => new Promise((done) => {
    const look = () => (!!pane.querySelector(".modal") === wanted ? done() : requestAnimationFrame(look));
    look();
  });
  const answered = (button) => new Promise((done) => {
    const hears = (event) => {
      if (!event.target.matches(button)) return;
      document.removeEventListener("htmx:afterRequest", hears);
      done();
    };
    document.addEventListener("htmx:afterRequest", hears);
  });
  const pressed = answered("[data-action=help_open]");
  const begun = performance.now();
  [...pane.querySelectorAll("[data-action=help_open]")].at(-1).click();
  await shown(true);
  const took = performance.now() - begun;
  await pressed;
  pane.querySelector(".modal .cross").click();
  await shown(false);
  return took;
}"""


def main() -> None:
    with chromium.browser() as browser, backstage(school.BEGINS, "Little School") as behind:
        behind.program.wait_until_connected()
        behind.sandbox.settings(rate_limits=False)
        little = school.found(behind.sandbox, behind.school)
        empty = weeks(behind.sandbox.now, behind.sandbox.advance_to)
        behind.sandbox.set_clock(school.BEGINS)
        school.play(little)
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        interactive(page, behind.sandbox.url)
        samira = little.person("Samira")
        page.goto(f"{behind.sandbox.url}/?left={samira.id}")
        page.wait_for_function(READY)

        presses = [page.evaluate(ONE_PRESS) for _ in range(ROUNDS)]
        page.goto("about:blank")
        bare = []
        for _ in range(ROUNDS):
            bare.append(timed(lambda: samira.clicks_home("help_open", settle=False)))
            samira.closes(all=True)
        figure("click_round_trip", *medians(presses, bare), "ms")
        figure("twelve_weeks", weeks(behind.sandbox.now, behind.sandbox.advance_to), empty)
    figure("demo_opens", round(demo(), 3), round(imports(), 3))


def interactive(page: Page, url: str) -> None:
    def shows(address: str, ready: str) -> Callable[[], None]:
        def load() -> None:
            page.goto(address)
            page.wait_for_function(ready)

        return load

    whole = [timed(shows(f"{url}/", READY)) for _ in range(ROUNDS)]
    bare = [timed(shows(f"{url}/static/icon.svg", "true")) for _ in range(ROUNDS)]
    figure("page_interactive", *medians(whole, bare), "ms")


def weeks(now: datetime, advance_to: Callable[[datetime], None]) -> float:
    begun = time.perf_counter()
    advance_to(now + WEEKS)
    return round(time.perf_counter() - begun, 3)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def medians(values: list[float], reference: list[float]) -> tuple[float, float]:
    return round(statistics.median(values), 1), round(statistics.median(reference), 1)


def demo() -> float:
    begun = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, "-m", "sandbox.demo"], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ
    )
    assert running.stdout is not None
    while "http://" not in running.stdout.readline():
        pass
    took = time.perf_counter() - begun
    running.send_signal(signal.SIGTERM)
    running.wait(30)
    running.stdout.close()
    return took


def imports() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import app, sandbox.opening"], check=True, cwd=ROOT)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
