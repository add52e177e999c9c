"""What a programme does without is not sent: notices under way are dropped, and buttons are left out."""

from __future__ import annotations

from dataclasses import replace

from bot.delivery.kinds import Call
from bot.rules.features import Feature
from bot.services import asking, broadcasts, channel_questions, ending_steps, features, stand_ins
from bot.views import features as views
from models.store import Db

OF_KIND: dict[str, Feature] = {
    asking.FIT: Feature.PULSES,
    asking.PULSE: Feature.PULSES,
    stand_ins.CARD: Feature.STAND_INS,
    stand_ins.OFFER: Feature.STAND_INS,
    channel_questions.WAITING: Feature.QUESTIONS,
    broadcasts.KIND: Feature.BROADCASTS,
    ending_steps.MONTHLY: Feature.JOB_SEARCH,
    ending_steps.LATER: Feature.LATER,
}
"""Kinds of notices. What carries a person's own words, or an answer that she waits for, is not among them."""
REASON = "not_used"
"""Why one was dropped."""


def is_off(db: Db, kind: str) -> bool:
    """Whether the programme does without what this is of; no query for all other kinds."""
    feature = OF_KIND.get(kind)
    return feature is not None and not features.is_on(db, feature)


def shown(db: Db, call: Call) -> Call:
    """Without the buttons of what the programme does without; no query where there are none of such."""
    arguments = views.sent(call.arguments, lambda: features.off(db))
    return call if arguments is call.arguments else replace(call, arguments=arguments)
