"""How long what people wrote is kept: the form, what is set, and what was forgotten last night."""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.intake import KEPT
from bot.rules.personal import Kept
from bot.rules.retention import LOGS_DAYS, MARKED_DAYS, PLACES, WEEKLY_KEPT
from bot.services.settings import Intake
from bot.speech import Speech
from bot.views import kit
from bot.views.answer import Block


def title(say: Speech) -> str:
    return say.text("How long it is kept")


def as_typed(intake: Intake) -> dict[str, str]:
    return {one.block: str(number) for one, number in zip(KEPT, intake.kept_for, strict=True)}


def fields(entered: Mapping[str, str], say: Speech) -> list[Block]:
    about = say.text(
        "Each night I forget what has had its time. The hours and days of sessions stay, so reports do not change. A shorter time counts from the next night on, and cannot be undone then."
    )
    asked = {
        "texts": (
            say.text("Texts of a team, in months"),
            say.text("After its end. Other texts, such as calls for help: as long after they are closed."),
        ),
        "notes": (say.text("Private notes, in months"), say.text("After they were written.")),
        "audit": (
            say.text("Who changed what, in months"),
            say.text("12 at least: it is what helps to undo a mistake."),
        ),
        "unmatched": (
            say.text("Requests without a team, in months"),
            say.text("After they are closed. What was written in them goes."),
        ),
        "delivered": (
            say.text("What I have sent, in days"),
            say.text(
                "Where a message may still change, I remember where it is for {days} days at most. What comes once a week stays {weekly} days at least.",
                days=MARKED_DAYS,
                weekly=WEEKLY_KEPT.days,
            ),
        ),
    }
    lines = [
        kit.field(
            one.block,
            asked[one.block][0],
            kit.line(initial=entered[one.block], max_length=4),
            hint=asked[one.block][1],
        )
        for one in KEPT
    ]
    logs = say.text(
        "My logs hold no names and no texts. I keep no log files: whoever runs me should delete them after {days} days.",
        days=LOGS_DAYS,
    )
    return [kit.section("about", about), *lines, kit.context("logs", logs)]


def in_words(intake: Intake, say: Speech) -> str:
    lines = [period(kept, intake.kept_for, say) for kept in _FIRST]
    return "\n".join([*(f"{one[:1].upper()}{one[1:]}." for one in lines), _last(intake, say)])


def period(kept: Kept, kept_for: tuple[int, ...], say: Speech) -> str:
    """How long, and of what: `texts of a team: 12 months after its end`."""
    number = kept_for[PLACES[kept]]
    months = say.count(number, "{n} month", "{n} months")
    if kept is Kept.TEAM_TEXTS:
        return say.text("texts of a team: {months} after its end", months=months)
    if kept is Kept.TEXTS:
        return say.text("other texts: {months} after they are written or closed", months=months)
    if kept is Kept.NOTES:
        return say.text("private notes: {months}", months=months)
    if kept is Kept.AUDIT:
        return say.text("who changed what: {months}", months=months)
    if kept is Kept.UNMATCHED:
        return say.text("requests without a team: {months} after they are closed", months=months)
    days = say.count(number, "{n} day", "{n} days")
    return say.text("what I have sent: {days}", days=days)


def _last(intake: Intake, say: Speech) -> str:
    """Numbers alone."""
    if intake.forgot is None:
        return say.text("Nothing was forgotten so far.")
    many = sum(intake.forgot.counts.values())
    when = say.moment(intake.forgot.at, intake.timezone)
    if not many:
        return say.text("The last time, {when}, there was nothing to forget.", when=when)
    return say.count(
        many,
        "The last time, {when}, I forgot one entry.",
        "The last time, {when}, I forgot {n} entries.",
        when=when,
    )


_FIRST = (Kept.TEAM_TEXTS, Kept.NOTES, Kept.AUDIT, Kept.UNMATCHED, Kept.DELIVERED)
