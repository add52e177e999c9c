"""The guided tour, taken by somebody who lets it be done, and by somebody who presses herself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import seen, viewstate
from sandbox.fields import CannotDo
from sandbox.page import bar
from sandbox.tour import STEPS, Step, Tour
from tests.sandbox.little_school import LittleSchool, Played, played_school

KEYS = [step.key for step in STEPS]


@pytest.fixture
def little(tmp_path: Path, played: Played) -> Iterator[LittleSchool]:
    with played_school(tmp_path, played) as made:
        yield made


def test_eight_steps_each_in_three_short_sentences_at_most() -> None:
    assert KEYS == ["request", "match", "accept", "introduction", "log", "nudge", "help", "digest"]
    for step in STEPS:
        sentences = re.split(r"(?<=[.?!])\s", step.text)
        assert len(sentences) <= 3, step.key
        assert all(len(one.split()) <= 20 for one in sentences), step.key


def offered(tour: Tour, step: Step) -> bool:
    """Whether the person of the step finds, where she is sent, what she is told to press or type."""
    space = tour.live.space
    who, place = tour.live.person(step.who), tour.place_of(step)
    if step.type is not None:
        return step.type.split()[0] in (space.commands or ())
    room = space.dm_of(who.id) if place == "dm" else space.channels[place]
    blocks = [said.blocks for said in seen.visible_messages(room, who)] if room else []
    actions = {element["action_id"] for one in blocks for _, element, _ in viewstate.elements(one)}
    return step.press is None or step.press in actions


def test_all_eight_steps_are_done_one_after_the_other(little: LittleSchool) -> None:
    little.sandbox.set_clock(little.sandbox.now, running=True)
    for number, step in enumerate(STEPS):
        assert little.ask(lambda tour: tour.step) == step
        assert little.ask(lambda tour, step=step: offered(tour, step)), step.key
        little.does()
        assert little.current == number + 1
    assert little.ask(lambda tour: tour.step) is None
    little.does()
    [*_, week] = [text for text in little.person("Petra").dm_texts() if "You look after: @" in text]
    assert "@Samira asked" in week
    assert little.school.workspace.rejections() == []


@pytest.mark.long
def test_whoever_presses_herself_moves_on_too(little: LittleSchool) -> None:
    """By other ways than the tour's own, out of order here and there, and half of a step by herself."""
    leyla, emre, petra = (little.person(name) for name in ("Leyla", "Emre", "Petra"))
    petra.clicks("volunteer_approve")
    little.sandbox.advance(minutes=1)
    petra.gets_dm("A possible team: @Oksana and @Kasia")
    assert little.current == KEYS.index("request")

    leyla.opens_home()
    leyla.presses("Ask for a buddy", in_modal=False)
    leyla.submits_pages({"class": "Web Development in English", "fluent": ["English"]}, {})
    little.sandbox.advance(minutes=1)
    assert little.current == KEYS.index("match")

    petra.clicks("Approve", in_message_with="@Leyla")
    assert little.current == KEYS.index("accept")
    emre.clicks("Accept")
    turn = little.ask(lambda tour: tour.step)
    assert (turn.who, turn.press) == ("Leyla", "buddy_accept")
    assert little.ask(lambda tour: offered(tour, turn))
    little.does()
    assert little.current == KEYS.index("introduction")

    petra.clicks("We have met")
    assert little.current == KEYS.index("log")
    emre.clicks("Log a session")
    emre.submits({"How long?": "2h"})
    assert little.current == KEYS.index("nudge")

    little.sandbox.advance(weeks=1)
    assert little.current == KEYS.index("help")
    leyla.opens_home()
    leyla.presses("I need help", in_modal=False)
    leyla.submits_pages({"door": "more"}, {"words": "Who could look at my project?"})
    assert little.current == KEYS.index("digest")
    little.sandbox.advance(weeks=1)
    assert little.current == len(STEPS)


def test_pressed_twice_at_once_it_is_done_once(little: LittleSchool) -> None:
    async def twice() -> None:
        await asyncio.gather(little.tour.do(), little.tour.do())

    typed = len(little.school.workspace.deliveries("slash_commands"))
    little.inside(twice())
    assert little.current == 1
    assert len(little.school.workspace.deliveries("slash_commands")) == typed + 1


def stuck(little: LittleSchool) -> bool:
    return little.ask(lambda tour: tour.is_stuck)


def test_who_goes_another_way_is_told_and_goes_on_without_the_pair(little: LittleSchool) -> None:
    little.sandbox.set_clock(little.sandbox.now, running=True)
    little.does()
    little.does()
    assert not stuck(little)
    little.person("Emre").clicks("offer_decline")
    little.person("Emre").submits({"What is it?": "I have no time right now"})
    little.sandbox.advance(minutes=1)
    assert little.current == KEYS.index("accept")
    assert stuck(little)
    soon, now = (
        little.ask(lambda tour, soon=soon: bar.guide(tour.live.space, tour, soon=soon))
        for soon in (True, False)
    )
    assert (soon.is_stuck, soon.is_unsure, now.is_stuck, now.is_unsure) == (False, True, True, False)
    with pytest.raises(CannotDo, match="Emre"):
        little.does()
    for key in ("nudge", "help", "digest"):
        if key == "nudge":
            little.ask(Tour.leave_out)
        assert little.current == KEYS.index(key)
        assert not stuck(little)
        little.does()
    assert little.current == len(STEPS)
    assert not stuck(little)


def test_a_step_that_could_not_be_done_is_left_out_with_all_that_need_it(little: LittleSchool) -> None:
    little.person("Leyla").is_deactivated()
    assert not stuck(little)
    with pytest.raises(CannotDo):
        little.does()
    assert stuck(little)
    for left in ("nudge", "help", "digest"):
        little.ask(Tour.leave_out)
        assert little.current == KEYS.index(left)
        assert not stuck(little)
    little.does()
    assert little.current == len(STEPS)


@pytest.mark.parametrize("step", STEPS, ids=KEYS)
def test_each_step_says_what_may_have_happened_and_where_to_go_on(step: Step) -> None:
    assert step.then is None or KEYS.index(step.then) > KEYS.index(step.key)
    assert step.lost.endswith(".")
    assert len(step.lost.split()) <= 30
