"""What has been said: the newest is in sight, and a file can be taken along."""

from __future__ import annotations

import zipfile
from pathlib import Path

from playwright.sync_api import expect

from tests import stories
from tests.conftest import School
from tests.page.conftest import Opens

PHONE = (390, 760)


def test_a_file_is_brought_by_a_click_to_whoever_can_see_it(
    school: School, opens: Opens, tmp_path: Path
) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)
    samira.types("/codebuddy privacy")
    samira.presses("Get my data")
    school.sandbox.advance(minutes=1)
    samira.closes()
    page = opens(accept_downloads=True).left.is_now("Samira").goes_to("Messages")
    link = page.feed.locator(".file a").last
    with page.page.expect_download() as coming:
        link.click()
    coming.value.save_as(tmp_path / "mine.zip")
    assert zipfile.ZipFile(tmp_path / "mine.zip").namelist()
    address = str(link.get_attribute("href"))
    other = school.person("Rosa")
    refused = page.page.request.get(school.sandbox.url.rstrip("/") + address.replace(samira.id, other.id))
    assert refused.status == 404


def test_on_a_phone_the_newest_message_is_in_sight(school: School, opens: Opens) -> None:
    stories.set_up(school)
    _, _, channel = stories.team(school)
    window = opens(size=PHONE)
    samira = window.left.is_now("Samira").goes_to(channel.name)
    for number in range(30):
        samira.types(f"message {number}")
        expect(samira.feed).to_contain_text(f"message {number}")
    samira.goes_to("Home").goes_to(channel.name)
    expect(samira.feed.locator(".line").last).to_be_in_viewport()
    expect(samira.root.locator(".composer input")).to_be_in_viewport()
    box, pane = samira.feed.bounding_box(), samira.root.bounding_box()
    assert box is not None
    assert pane is not None
    assert box["y"] + box["height"] <= pane["y"] + pane["height"], "it ends with its pane"
