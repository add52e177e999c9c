"""The sandbox itself ends while its page is open: that is another thing than a program that is not connected."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from sandbox.people import Sandbox
from sandbox.server import SandboxServer


def test_a_sandbox_that_has_ended_is_said_and_the_next_one_opens_by_itself(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    with SandboxServer() as server, Sandbox(server.url) as sandbox:
        sandbox.workspace("First School").person("Ana")
        port = int(server.url.rpartition(":")[2])
        page.goto(server.url)
        apart, gone = page.locator("#bar [role=alert]"), page.locator("#gone")
        expect(apart).to_contain_text("The program is not connected")
        expect(gone).to_be_hidden()
    expect(gone).to_be_visible()
    expect(gone).to_contain_text("Everything has ended")
    expect(gone).to_contain_text("make demo")
    expect(apart).to_be_hidden()
    expect(page.locator("#panes")).to_be_hidden()
    again = SandboxServer(port)
    again.hub.world.make_workspace("Second School", again.hub.world.app("CodeBuddies"), set())
    with again, Sandbox(again.url) as sandbox:
        expect(page.get_by_role("heading", name="A pretend Slack")).to_be_visible()
        [school] = sandbox.workspaces()
        school.person("Ben")
        page.reload()
        expect(page.get_by_role("heading", name="Second School")).to_be_visible()
        expect(gone).to_be_hidden()
        page.goto("about:blank")
    context.close()
