"""Ends of teams, with ids of another workspace: in their buttons and forms, and given to their services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot import ids
from bot.rules.ending import NAME_MAX
from bot.services import after_end, ended, ending_steps, endings, goodbyes, left_members
from bot.services.ended import Form
from models.enums import ChannelWish, EndingStep, EndReason, EndWords
from tests.straight import Json, submission

CLICKS = (
    *(ids.END_OPEN, ids.END_MOVE, ids.END_TAKE_BACK, ids.END_READ, ids.THANKS_OPEN),
    *(ids.GOODBYE_OPEN, ids.CERTIFICATE_OPEN, ids.CHANNEL_KEEP, ids.CHANNEL_ARCHIVE),
    *(ids.GO_ON_YES, ids.GO_ON_NO, ids.GO_ON_STILL, ids.GO_ON_DONE),
    *(ids.LATER_TECH, ids.LATER_STUDYING, ids.LATER_LOOKING, ids.LATER_RATHER_NOT),
)
FORMS = {
    ids.MODAL_END: ("team",),
    ids.MODAL_END_SURE: (),
    ids.MODAL_END_WHOSE: ("whose",),
    ids.MODAL_END_MOVE: ("last",),
    ids.MODAL_THANKS: ("thanks",),
    ids.MODAL_GOODBYE: ("helped",),
    ids.MODAL_CERTIFICATE: ("name",),
}
PLANTED: dict[tuple[str, str], str | tuple[str, ...]] = {
    **{("click", action): "the button's value" for action in CLICKS},
    **{("submission", form): fields for form, fields in FORMS.items()},
}


def forms(callback: str, foreign: int, actor: str) -> Iterator[Json]:
    """A form that came back with a foreign number in every place that holds one, and is right otherwise."""
    fields = {
        "reason": "other",
        "when": "now",
        "thanks": "x",
        "helped": "yes",
        "name": "x"[:NAME_MAX],
        "last": {"type": "datepicker", "selected_date": "2026-04-01"},
    }
    meta = {"ending": foreign, "team": foreign, "teams": [foreign], "version": "x", "readers": ""}
    yield submission(callback, fields, actor, meta=meta)


FORM = Form(EndReason.OTHER)
OF_ENDS: dict[str, Callable[..., Any]] = {
    "endings.parting": lambda db, now, vault, who, far: endings.parting(db, now, who, far.team),
    "endings.of_person": lambda db, now, vault, who, far: endings.of_person(
        db, now, who, far.people["samira"]
    ),
    "endings.check": lambda db, now, vault, who, far: endings.check(db, now, who, far.team, FORM),
    "endings.end": lambda db, now, vault, who, far: endings.end(db, vault, now, who, far.team, FORM, []),
    "endings.move": lambda db, now, vault, who, far: endings.move(db, now, who, far.ending, FORM),
    "endings.take_back": lambda db, now, vault, who, far: endings.take_back(db, now, who, far.ending),
    "ended.read": lambda db, now, vault, who, far: ended.read(db, far.ending),
    "ended.of_member": lambda db, now, vault, who, far: ended.of_member(db, who, far.ending),
    "ended.together": lambda db, now, vault, who, far: ended.together(db, far.team)[0],
    "ended.words_of": lambda db, now, vault, who, far: ended.words_of(db, far.ending, list(EndWords)),
    "ending_steps.take_due": lambda db, now, vault, who, far: ending_steps.take_due(
        db, vault, now, far.ending, EndingStep.CLOSING
    ),
    "after_end.wish_channel": lambda db, now, vault, who, far: after_end.wish_channel(
        db, now, who, far.ending, ChannelWish.KEEP
    ),
    "after_end.go_on": lambda db, now, vault, who, far: after_end.go_on(db, now, who, far.ending),
    "after_end.leave_it": lambda db, now, vault, who, far: after_end.leave_it(db, now, who, far.ending),
    "after_end.still": lambda db, now, vault, who, far: after_end.still(db, who, far.ending),
    "after_end.done": lambda db, now, vault, who, far: after_end.done(db, now, who, far.ending),
    "goodbyes.thank": lambda db, now, vault, who, far: goodbyes.thank(db, vault, now, who, far.ending, "x"),
    "goodbyes.answer": lambda db, now, vault, who, far: goodbyes.answer(
        db, vault, now, who, far.ending, {"helped": "yes"}, ""
    ),
    "goodbyes.later": lambda db, now, vault, who, far: goodbyes.later(db, now, who, far.ending, "tech"),
    "goodbyes.certify": lambda db, now, vault, who, far: goodbyes.certify(
        db, vault, now, who, far.ending, "x"
    ),
    "goodbyes.text": lambda db, now, vault, who, far: goodbyes.text(
        db, vault, far.ending, far.people["samira"], EndWords.NOTE
    ),
    "goodbyes.passed_on": lambda db, now, vault, who, far: goodbyes.passed_on(
        db, far.ending, far.people["samira"], EndWords.NOTE
    ),
    "goodbyes.forget": lambda db, now, vault, who, far: goodbyes.forget(db, far.ending),
    "goodbyes.has_said": lambda db, now, vault, who, far: goodbyes.has_said(
        db, far.ending, far.people["samira"], EndWords.NOTE
    ),
    "goodbyes.for_managers": lambda db, now, vault, who, far: goodbyes.for_managers(
        db, vault, who, far.ending
    ),
    "left_members.changed": lambda db, now, vault, who, far: left_members.changed(
        db, now, far.people["samira"]
    ),
    "left_members.standing": lambda db, now, vault, who, far: left_members.standing(db, far.people["samira"]),
}
BY_NUMBER = {
    name: OF_ENDS.pop(name)
    for name in (
        *("endings.move", "endings.take_back", "ended.read", "ended.of_member", "ended.words_of"),
        *("ending_steps.take_due", "after_end.wish_channel", "after_end.go_on", "after_end.leave_it"),
        *("after_end.still", "after_end.done", "goodbyes.thank", "goodbyes.answer", "goodbyes.later"),
        *("goodbyes.certify", "goodbyes.forget", "goodbyes.for_managers"),
    )
}
"""The same, of functions whose argument is not called an id."""
NAMES_OF_ENDS: dict[str, Callable[..., Any]] = {
    "ended.refuse": lambda db, now, vault, who, far: ended.refuse(db, who, channel_id=far.channel),
    "ended.tell": lambda db, now, vault, who, far: ended.tell(db, "team_ended", 1, far.people["samira"], now),
    "ended.place": lambda db, now, vault, who, far: None,
    "endings.write": lambda db, now, vault, who, far: endings.write(
        db, vault, now, far.ending, far.people["samira"], EndWords.THANKS, "x"
    ),
}
