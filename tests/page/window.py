"""What a visitor does with the page, by what she sees on it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


class Pane:
    """One half of the page: one person's Slack."""

    def __init__(self, page: Page, side: str) -> None:
        self.page = page
        self.root = page.locator(f"#{side}")

    def is_now(self, name: str) -> Pane:
        """Be somebody else."""
        self.root.locator("select[name=who]").select_option(label=name)
        self.root.and_(self.page.get_by_role("region", name=f"Slack of {name}")).wait_for()
        return self

    def is_someone(self, name: str) -> Pane:
        """The same, where the list says after each name what that person does."""
        choice = self.root.locator("select[name=who] option", has_text=f"{name},")
        self.root.locator("select[name=who]").select_option(value=choice.get_attribute("value"))
        self.root.and_(self.page.get_by_role("region", name=f"Slack of {name}")).wait_for()
        return self

    def goes_to(self, place: str) -> Pane:
        """Choose a place of the sidebar: Home, Messages, or a channel's name."""
        self.root.get_by_role("navigation").get_by_role("button", name=place).click()
        self.root.locator(".place[aria-current]", has_text=place).wait_for()
        return self

    def types(self, text: str) -> None:
        """Write in the channel and send."""
        box = self.root.locator(".composer input")
        box.fill(text)
        box.press("Enter")

    def presses(self, label: str) -> None:
        self.root.get_by_role("button", name=label, exact=True).last.click()

    @property
    def feed(self) -> Locator:
        return self.root.locator(".feed")

    @property
    def modal(self) -> Locator:
        return self.root.get_by_role("dialog")

    @property
    def note(self) -> Locator:
        return self.root.locator(".note")


class Window:
    """One window of the browser, with one or two panes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.left = Pane(page, "left")
        self.right = Pane(page, "right")

    def opens_a_second_pane(self) -> Pane:
        self.page.get_by_role("button", name="Two people").click()
        self.right.root.wait_for()
        return self.right

    @property
    def clock(self) -> Locator:
        return self.page.get_by_role("group", name="Clock").locator("time")
