"""Whatever reminds a student or a volunteer of something has the button "I need help"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot import ids
from bot.delivery.letters import KINDS
from bot.rules.hours import Owing
from bot.services import nudges as nudging
from bot.services import promises as promising
from bot.services import questions
from bot.services.offering import Offer
from bot.services.requests import OwnRequest, Promise
from bot.services.sessions import OwnTeam
from bot.services.volunteers import OwnOffer
from bot.services.wishes import Wishes
from bot.speech import LANGUAGES
from bot.views import availability, matching, nudges, promises
from bot.views.answer import Message
from models.enums import ProposalState, VolunteerState
from tests.conftest import START
from tests.test_own_words import SHOWN

OWING = Owing(START.date(), ((START.date(), 120),))
TEAM = OwnTeam(1, "U1", "U2", "C1", "en", "UTC", 120, START.date(), 0, None, START.date(), OWING, ())
REQUEST = OwnRequest(
    1, Wishes("web-en", ("en",), (), "", fluent=("en",)), START, 3, None, 0, None, Promise(7, 14, None)
)
OFFER = OwnOffer("U2", VolunteerState.APPROVED, Offer(("en",), (), 1, "", fluent=("en",)), 0, None)
REMINDS: dict[str, Callable[[str], Message]] = {
    nudging.KIND: lambda language: nudges.nudge(TEAM, [language]),
    promising.KIND: lambda language: promises.still_looking(REQUEST, language),
    promising.OVER: lambda language: promises.over(REQUEST, language),
    questions.AGE: lambda language: promises.age_question(REQUEST, language),
    "offer_reminder": lambda language: matching.volunteer_card(
        replace(SHOWN, state=ProposalState.APPROVED), language, reminds=True
    ),
    "volunteer_still": lambda language: availability.still(OFFER, language),
    "volunteer_silent": lambda language: availability.silent(OFFER, language),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", REMINDS)
def test_a_reminder_has_the_button_to_help(kind: str, language: str) -> None:
    assert kind in KINDS
    message = REMINDS[kind](language)
    buttons = [one for block in message.blocks for one in block.get("elements", ())]
    assert [one.get("action_id") for one in buttons].count(ids.HELP_OPEN) == 1
