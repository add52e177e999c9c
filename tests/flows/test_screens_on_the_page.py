"""What the program shows can be drawn in the browser: every button and field of its screens has a name."""

from __future__ import annotations

import pytest

from sandbox.blockkit import render
from sandbox.page import blocks
from tests import stories
from tests.conftest import School
from tests.sandbox.parsed import Parsed, check

WHERE = blocks.Where("/press", "/change", "left")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_screen_of_a_played_story_is_drawn(school: School) -> None:
    stories.set_up(school)
    school.sandbox.settings(rate_limits=False)
    samira, bruno, channel = stories.team(school)
    assert channel is not None
    stories.waiting(school, "Omar", "en")
    stories.volunteer(school, "Vera", "en")
    stories.match(school)
    ada, petra = school.person("Ada", admin=True), school.person("Petra")
    seen = []
    for person, words in (
        (ada, "/codebuddy setup"),
        (school.person("Nora"), "/codebuddy request"),
        (school.person("Ivo"), "/codebuddy volunteer"),
        (samira, "/codebuddy"),
        (samira, "/logsession"),
        (samira, "/escalate"),
        (samira, "/logsession 1h30 yesterday react"),
        (petra, "/codebuddy"),
        (petra, "/codebuddy settings"),
    ):
        person.types(words, channel=channel if person is samira else None)
        seen.append(person.seen())
    for group in ("Topics", "The promise", "Offers and answers", "Minors"):
        petra.presses(f"Change: {group}")
        seen.append(petra.seen())
        petra.closes()
    for change in ("Change: Classes and courses", "Add a class"):
        petra.presses(change)
        seen.append(petra.seen())
    for person in (samira, bruno, petra, ada):
        person.opens_home()
        seen.append(person.seen())

    buttons = fields = 0
    for sight in seen:
        reader = render.Reader({}, {}, sight["person"]["tz"], school.sandbox.now)
        screens = [said["blocks"] for one in sight["channels"] + sight["dms"] for said in one["messages"]]
        screens += [view["view"]["blocks"] for view in [*sight["modals"], sight["home"]] if view]
        for shown in screens:
            drawn = Parsed(str(blocks.blocks(shown, reader, WHERE)))
            check(drawn)
            assert not [tag for tag in drawn.tags if tag.attributes.get("class") == "k-unknown"]
            buttons += len(drawn.named("button"))
            fields += len(drawn.named("input", "select", "textarea"))
    assert buttons > 20
    assert fields > 20
