"""Whom and what pickers offer: nobody who has left, and no channel that she who looks may not know of."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sandbox.client import NO_TLS
from sandbox.people import Channel, Impossible, Person, Sandbox, Workspace
from tests.sandbox.robot import Robot, field_block, modal

INCLUDED = {"filter": {"include": ["private"]}}


@pytest.fixture
def left(school: Workspace) -> Person:
    """Somebody who has left."""
    gone = school.person("Gwen")
    gone.is_deactivated()
    return gone


def opened(bot: Robot, who: Person, kind: str, **more: Any) -> None:
    bot.answers_view("form")
    bot.opens("/form", modal(field_block("Pick", {"type": kind, **more})))
    assert who.types("/form").ok


@pytest.mark.parametrize("kind", ["users_select", "multi_users_select"])
def test_who_has_left_cannot_be_picked(bot: Robot, ana: Person, ben: Person, left: Person, kind: str) -> None:
    opened(bot, ana, kind)
    for wanted in ("Gwen", left):
        with pytest.raises(Impossible, match=r"there is no person .* to choose"):
            ana.fills({"Pick": wanted})
    ana.fills({"Pick": ben})
    assert ana.modal().fields["Pick"] == "Ben"


def test_whom_the_form_or_she_herself_has_picked_stays_though_gone(
    bot: Robot, ana: Person, ben: Person, left: Person
) -> None:
    opened(bot, ana, "multi_users_select", initial_users=[left.id])
    ana.fills({"Pick": [left, ben]})
    ben.is_deactivated()
    ana.fills({"Pick": [ben, left]})
    assert ana.submits().ok


@pytest.mark.parametrize(
    ("kind", "more", "offers"),
    [
        ("conversations_select", {}, {"hers", "square"}),
        ("conversations_select", INCLUDED, {"hers"}),
        ("channels_select", {}, {"square"}),
        ("multi_conversations_select", INCLUDED, {"hers"}),
        ("multi_channels_select", {}, {"square"}),
    ],
)
def test_channels_are_offered_that_she_knows_and_the_form_asks_for(
    school: Workspace, bot: Robot, ana: Person, ben: Person, kind: str, more: dict[str, Any], offers: set[str]
) -> None:
    channels: list[Channel] = [
        school.channel("hers", ana),
        school.channel("his", ben),
        school.channel("square", ben, private=False),
    ]
    opened(bot, ana, kind, **more)
    taken = set()
    for channel in channels:
        try:
            ana.fills({"Pick": channel})
            taken.add(channel.name)
        except Impossible:
            assert ana.modal().fields["Pick"] != channel.name
    assert taken == offers
    page = httpx.get(
        school.sandbox.url, params={"left": ana.id, "at": "dm"}, trust_env=False, verify=NO_TLS
    ).text
    form = page[page.index("A form") :]
    shown = {c.name for c in channels if f'value="{c.id}"' in form}
    assert shown == offers


def test_the_page_leaves_out_who_has_left(sandbox: Sandbox, bot: Robot, ana: Person, left: Person) -> None:
    opened(bot, ana, "users_select")
    page = httpx.get(sandbox.url, params={"left": ana.id, "at": "dm"}, trust_env=False, verify=NO_TLS).text
    form = page[page.index("A form") :]
    assert f'<option value="{ana.id}"' in form
    assert f'<option value="{left.id}"' not in form
