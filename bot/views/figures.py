"""The week in figures: no names, and no number of so few that somebody could be guessed."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.rules.few import LEAST
from bot.services.figures import BLOCK, Figures, WeekFigures
from bot.services.holders import MOST
from bot.speech import Speech, speech
from bot.views import charts as pictures
from bot.views import kit
from bot.views.answer import Block, Message, View


def figures(found: Figures, language: str) -> Message:
    """With charts of the weeks where none is of too few. It ends as every digest does."""
    say = speech(language)
    title = say.text("CodeBuddies: the week from {day}", day=say.day(found.since))
    stop = kit.button(say.text("Stop these messages"), ids.FIGURES_STOP)
    blocks = [
        kit.header("figures_title", title),
        kit.section("figures", "\n".join(_lines(found, say))),
        *_weeks(found.weeks, say),
        *_charts(found.weeks, say),
        kit.context("figures_note", _note(found, say)),
        kit.buttons("figures_do", stop),
        kit.section("private", say.text("Private matters"), kit.button(say.text("Open"), ids.PRIVATE_OPEN)),
    ]
    return Message(title, tuple(blocks))


def begins(made_by: str, language: str) -> Message:
    """To somebody who has come onto the list."""
    say = speech(language)
    text = say.text(
        "<@{manager}> would like you to read how CodeBuddies is going: once a week I send you its figures, without names. You can stop that at any time.",
        manager=made_by,
    )
    stop = kit.button(say.text("Stop these messages"), ids.FIGURES_STOP)
    return Message(text, (kit.section("figures_begin", text), kit.buttons("figures_begin_do", stop)))


def stopped(language: str) -> Message:
    say = speech(language)
    return Message(say.text("I send you no more figures. A manager can put you on the list again."))


def form(readers: Sequence[str], language: str) -> View:
    """Who is on the list, for a manager; it comes back with those that were shown."""
    say = speech(language)
    about = say.text(
        "They get the week's figures at the time of the digest: no names, and no number below {least}. Each is told who put them on the list, and can stop it.",
        least=LEAST,
    )
    field = kit.field(
        BLOCK,
        say.text("Who else reads the figures"),
        kit.users(initial=readers, most=MOST),
        optional=True,
    )
    return kit.modal(
        ids.MODAL_FIGURES,
        say.text("Figures for others"),
        [kit.section("about", about), field],
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"shown": list(readers)},
    )


def saved(came: Sequence[str], left: Sequence[str], language: str) -> Message:
    say = speech(language)
    return Message("\n".join(who_gets_them(came, left, say)) or say.text("Nothing was changed."))


def who_gets_them(came: Sequence[str], left: Sequence[str], say: Speech) -> list[str]:
    """Who has come onto the list, and who is off."""
    lines = []
    if came:
        lines.append(
            say.text(
                "I send the figures to {people} from now on, and tell them so.", people=_people(came, say)
            )
        )
    if left:
        lines.append(say.text("No more figures go to {people}.", people=_people(left, say)))
    return lines


def _people(users: Sequence[str], say: Speech) -> str:
    return say.list(f"<@{user}>" for user in users)


def _lines(found: Figures, say: Speech) -> list[str]:
    hours = (
        say.text("sessions of fewer than {n} teams", n=LEAST)
        if found.sessions is None or found.minutes is None
        else say.count(
            found.sessions, "one session, {hours}", "{n} sessions, {hours}", hours=say.hours(found.minutes)
        )
        if found.sessions
        else say.text("no session")
    )
    last = found.weeks[-1]
    return [
        say.text("Teams at work: {number}", number=_number(found.running, say)),
        say.text("In this week: {hours}", hours=hours),
        say.text(
            "Teams that had their hours: {met} of {n}",
            met=_number(last.on_target, say),
            n=_number(last.owing, say),
        ),
        say.text("Students who wait for a buddy: {number}", number=_number(found.waiting, say)),
        say.text("Volunteers with a free place: {number}", number=_number(found.places, say)),
        say.text(
            "New since then: {asked} asked for a buddy, {offered} offered to be one",
            asked=_number(found.asked, say),
            offered=_number(found.offered, say),
        ),
        say.text("Teams that ended: {number}", number=_number(found.ended, say)),
        say.text("Thank-yous that were passed on: {number}", number=_number(found.thanks, say)),
    ]


def _number(number: int | None, say: Speech) -> str:
    return say.text("fewer than {n}", n=LEAST) if number is None else str(number)


def _weeks(weeks: Sequence[WeekFigures], say: Speech) -> list[Block]:
    """What the chart of hours shows, in words."""
    told = [
        say.joined(": ", say.short_day(one.monday), say.hours(one.minutes))
        for one in weeks
        if one.minutes is not None
    ]
    if not any(one.minutes for one in weeks):
        return []
    text = say.text("*Hours a week*, of the week from: {weeks}", weeks=say.row(told))
    return [kit.context("figures_weeks", text)]


def _charts(weeks: Sequence[WeekFigures], say: Speech) -> list[Block]:
    drawn = []
    hours = [(say.short_day(one.monday), one.minutes) for one in weeks]
    if all(minutes is not None for _, minutes in hours) and any(minutes for _, minutes in hours):
        points = [(day, round((minutes or 0) / 60, 1)) for day, minutes in hours]
        drawn.append(pictures.bars("chart_hours", say.text("Hours a week"), say.text("Hours"), points))
    if all(one.on_target is not None and one.owing for one in weeks):
        series = {
            say.text("Had their hours"): [(say.short_day(one.monday), one.on_target or 0) for one in weeks],
            say.text("All teams"): [(say.short_day(one.monday), one.owing or 0) for one in weeks],
        }
        drawn.append(pictures.lines("chart_target", say.text("Teams that had their hours"), series))
    return drawn


def _note(found: Figures, say: Speech) -> str:
    return say.text(
        "Numbers below {least} are not told, so that nobody can be guessed. <@{manager}> has put you on the list.",
        least=LEAST,
        manager=found.made_by,
    )
