"""Breaks of the programme and its public holidays: in the settings, in their form, and in the teams' channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot import ids
from bot.rules.breaks import CODE_TYPED, day_of
from bot.rules.hours import Span
from bot.services.breaks import Break
from bot.services.channels import Launching
from bot.services.settings import Calendar
from bot.speech import Speech, speech
from bot.views import away, kit
from bot.views.answer import Block, Message, View
from bot.views.in_each import in_each

SHOWN = 20
"""Breaks in the form, each with its button; the others come up when these are over."""
IN_WORDS = 5


def in_words(set_now: Calendar, say: Speech) -> str:
    lines = [_calendar(set_now, say)]
    if not set_now.breaks:
        lines.append(say.text("No break is planned."))
    lines += [f"• {_span(one, say)}" for one in set_now.breaks[:IN_WORDS]]
    more = len(set_now.breaks) - IN_WORDS
    if more > 0:
        lines.append(say.count(more, "and one more", "and {n} more"))
    return "\n".join(lines)


def _calendar(set_now: Calendar, say: Speech) -> str:
    if not set_now.country:
        return say.text("No public holidays are taken out.")
    where = say.country(set_now.country)
    if set_now.region:
        where = say.row([where, set_now.region])
    return say.text("Nothing is owed on the public holidays of {where}.", where=where)


def _span(one: Break, say: Speech) -> str:
    return days_in_words(one.first, one.last, say)


def days_in_words(first: date, last: date, say: Speech) -> str:
    """`Monday 4 May to Friday 8 May`."""
    if first == last:
        return say.day(first)
    return say.text("{first} to {last}", first=say.day(first), last=say.day(last))


def as_typed(set_now: Calendar) -> dict[str, str]:
    """What is set, as the fields take it."""
    return {"first": "", "last": "", "country": set_now.country, "region": set_now.region}


def form(
    set_now: Calendar,
    version: str,
    language: str,
    *,
    above: Sequence[Block] = (),
    typed: Mapping[str, str] | None = None,
) -> View:
    """The coming breaks, each with its button, and the fields for one more. `typed`: stays in the fields."""
    say = speech(language)
    entered = {**as_typed(set_now), **(typed or {})}
    breaks = [_with_button(one, say) for one in set_now.breaks[:SHOWN]]
    about = say.text(
        "In a break nothing is expected of any team: no hours, no reminder. Each team's channel hears of it on the first morning, and “Welcome back” on the morning after it."
    )
    blocks = [*above, kit.section("about", about), *breaks, *_new(entered, say), *_holidays(entered, say)]
    return kit.modal(
        ids.MODAL_BREAKS,
        title(say),
        blocks,
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"was": version},
    )


def title(say: Speech) -> str:
    return say.text("Breaks and holidays")


def _with_button(one: Break, say: Speech) -> Block:
    days = _span(one, say)
    if one.is_on:
        text = say.text("{days} (now)", days=days)
        label, aloud = say.text("End it now"), say.text("End it now: {days}", days=days)
    else:
        text, label, aloud = days, say.text("Remove"), say.text("Remove: {days}", days=days)
    return kit.section(
        f"break_{one.id}", f"• {text}", kit.button(label, ids.BREAK_REMOVE, one.id, aloud=aloud)
    )


def _new(entered: Mapping[str, str], say: Speech) -> list[Block]:
    return [
        kit.divider("new"),
        kit.field(
            "first",
            say.text("First day of a new break"),
            kit.day(initial=day_of(entered["first"])),
            optional=True,
        ),
        kit.field(
            "last",
            say.text("Last day of a new break"),
            kit.day(initial=day_of(entered["last"])),
            hint=say.text("Both days belong to it. Leave both empty for no new break."),
            optional=True,
        ),
    ]


def _holidays(entered: Mapping[str, str], say: Speech) -> list[Block]:
    return [
        kit.divider("holidays"),
        kit.field(
            "country",
            say.text("Public holidays: country"),
            kit.line(initial=entered["country"][:CODE_TYPED], max_length=CODE_TYPED),
            hint=say.text(
                "Two letters: ES for Spain, for example. If it is empty, there are no public holidays."
            ),
            optional=True,
        ),
        kit.field(
            "region",
            say.text("Public holidays: region"),
            kit.line(initial=entered["region"][:CODE_TYPED], max_length=CODE_TYPED),
            hint=say.text("For example CT for Catalonia. Empty: those of the whole country."),
            optional=True,
        ),
    ]


def added(span: Span, language: str) -> list[str]:
    say = speech(language)
    return [
        say.text(
            "*Break:* {days}. Each team's channel hears of it on the first morning.",
            days=days_in_words(*span, say),
        )
    ]


def removed(one: Break, language: str) -> list[Block]:
    """Above the form, after one click."""
    say = speech(language)
    if one.is_on:
        text = say.text("The break is over: {days}. The teams are told.", days=_span(one, say))
    else:
        text = say.text("Removed: {days}.", days=_span(one, say))
    return [kit.section("told", text), kit.divider("told_end")]


def begins(span: Span, languages: Sequence[str]) -> Message:
    """In a team's channel, in each language that its two read."""
    return in_each(languages, lambda say: _begins(span, say))


def _begins(span: Span, say: Speech) -> str:
    first, last = span
    if first == last:
        days = say.text("{day} is a break: nothing is expected of you.", day=_capital(say.day(first)))
    else:
        days = say.text(
            "From {first} to {last} is a break: nothing is expected of you.",
            first=say.day(first),
            last=say.day(last),
        )
    free = say.text("If you meet all the same, you can log it.")
    return f"{days} {free}"


def taken_back(span: Span, languages: Sequence[str]) -> Message:
    return in_each(
        languages,
        lambda say: say.text(
            "The break ({days}) was taken back. This week counts as usual.", days=days_in_words(*span, say)
        ),
    )


def welcome_back(team: Launching, languages: Sequence[str]) -> Message:
    """The break is over: the next step, and three doors."""

    def words(say: Speech) -> str:
        hello = say.text(
            "Welcome back, <@{student}> and <@{buddy}>!", student=team.student_id, buddy=team.buddy_id
        )
        return f"{hello} {away.nothing_to_catch_up(say)}"

    return in_each(languages, words, "back", away.back_doors(team.id, languages))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
