"""Days away: the form, the answer, and what the two read in their channel before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slackblocks import Button

from bot import ids
from bot.services.away import Away
from bot.speech import Speech, speech
from bot.views import help_kinds, kit, stand_ins
from bot.views.answer import Block, Message, View
from bot.views.in_each import in_each


def form(own: Away | None, today: date, last: date | None, language: str) -> View:
    """`own`: what she has said before, to be changed; `last`: what she typed, as it was understood."""
    say = speech(language)
    first = own.first if own and own.first >= today else today
    until = last or (own.last if own else None)
    what = say.text(
        "On these days nobody expects hours of you, and I send no reminders to your team. Your team hears the two days, and no reason."
    )
    return kit.modal(
        ids.MODAL_AWAY,
        say.text("Away"),
        [
            kit.section("what", what),
            kit.field("first", say.text("First day away"), kit.day(initial=first)),
            kit.field("last", say.text("Last day away"), kit.day(initial=until)),
        ],
        submit=say.text("Save"),
        close=say.text("Cancel"),
    )


def button(say: Speech, label: str) -> Button:
    """Opens the form. `label`: in whose voice, the person's or the team's."""
    return kit.button(label, ids.AWAY_OPEN)


def went(own: Away, language: str) -> Message:
    """The answer: which days were understood, and the way back."""
    say = speech(language)
    text = say.text(
        "You are away {days}. On these days nobody expects hours of you, and I send no reminders. After them I say welcome back.",
        days=days(own.first, own.last, say),
    )
    return Message(text, (kit.section("away", text), kit.buttons("away_do", *_again(own, say))))


def came_back(own: Away | None, language: str) -> Message:
    say = speech(language)
    if own is None:
        return Message(say.text("You are not away, as far as I know."))
    return Message(say.text("Good. I have taken your days away out: you are here."))


def home_lines(own: Away, say: Speech) -> list[Block]:
    """On her own Home."""
    text = say.text("You are away {days}.", days=days(own.first, own.last, say))
    return [kit.section("away", text), kit.buttons("away_do", *_again(own, say))]


def _again(own: Away, say: Speech) -> tuple[Button, Button]:
    return (
        kit.button(say.text("I am here"), ids.AWAY_BACK, own.rest_id),
        button(say, say.text("Other days")),
    )


def days(first: date, last: date, say: Speech) -> str:
    if first == last:
        return say.text("on {day}", day=say.day(first))
    return say.text("from {first} to {last}, both included", first=say.day(first), last=say.day(last))


def told(
    away: Away,
    *,
    is_buddy: bool,
    support: str | None,
    languages: Sequence[str],
    student: str = "",
    mark: str | None = None,
) -> Message:
    """In the team's channel, in each language of its two. `support`: the channel for technical questions.

    `mark`: the student may ask for a stand-in, with the button that carries it.
    """

    def words(say: Speech) -> str:
        text = _told(away, is_buddy, support, say)
        return text if mark is None else f"{text}\n{stand_ins.offered_to_student(student, say)}"

    below = [] if mark is None else [stand_ins.ask_button(mark, speech(languages[0]))]
    return in_each(languages, words, "away", *below)


def _told(away: Away, is_buddy: bool, support: str | None, say: Speech) -> str:
    text = say.text(
        "<@{user}> is away {days}. On these days nobody expects hours of you two, and I send no reminders.",
        user=away.user_id,
        days=days(away.first, away.last, say),
    )
    if not is_buddy:
        return text
    return f"{text} {stand_ins.meanwhile(support, say)}"


def stays(user_id: str, first: date, last: date, languages: Sequence[str]) -> Message:
    """In the team's channel: days that were told of are taken back."""
    return in_each(
        languages,
        lambda say: say.text(
            "<@{user}> is here after all {days}.", user=user_id, days=days(first, last, say)
        ),
    )


def over(user_id: str, team_id: int, languages: Sequence[str]) -> Message:
    """In the team's channel, on the morning after, or when she is back before."""
    say = speech(languages[0])
    plan = kit.button(say.text("Plan a meeting"), ids.PLAN_OPEN, team_id)
    log = kit.button(say.text("Log a session"), ids.LOG_OPEN, team_id)
    doors = kit.buttons("back_do", plan, log, help_kinds.button(say))
    return in_each(languages, lambda say: _over(user_id, say), "back", doors)


def _over(user_id: str, say: Speech) -> str:
    return say.text(
        "Welcome back, <@{user}>! Next: agree on a time for your next meeting. There is nothing to catch up on.",
        user=user_id,
    )
