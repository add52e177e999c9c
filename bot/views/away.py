"""Days away: the form, the answer, and what the two read in their channel before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slackblocks import Button

from bot import ids
from bot.errors import UserError
from bot.rules.away_days import Days
from bot.services.away import Away, Reach
from bot.services.planned import Planned
from bot.speech import Speech, speech
from bot.views import errors, help_kinds, kit, meetings, stand_ins
from bot.views import typed as as_typed
from bot.views.answer import Block, Message, View
from bot.views.in_each import in_each


def form(
    own: Away | None,
    reach: Reach,
    today: date,
    typed: Days,
    language: str,
    *,
    told: Sequence[Block] = (),
    is_asked: bool = False,
) -> View:
    """`own`: what she has said before, to be changed; `typed`: what she typed now, as it was understood; `told`: see
    `why`; `is_asked`: as in `went`."""
    say = speech(language)
    first, until = typed.first or today, typed.last
    if own and typed.first is None and until is None:
        first, until = max(own.first, today), own.last
    what = "\n".join(_changes(reach, say))
    return kit.modal(
        ids.MODAL_AWAY,
        say.text("Away"),
        [
            *told,
            kit.section("what", what),
            kit.field("first", say.text("First day away"), kit.day(initial=first)),
            kit.field("last", say.text("Last day away"), kit.day(initial=until)),
            *(_elsewhere(say) if is_asked else []),
        ],
        submit=say.text("Save"),
        close=say.text("Cancel"),
    )


def why(days: Days, typed: str, language: str) -> list[Block]:
    """What keeps days away that were typed from being taken at once; and what was typed, for her own eyes."""
    if days.doubt is None:
        return []
    told = errors.words(UserError(days.doubt, {"day": days.last}), language).text
    return [kit.section("why", told), *as_typed.shown(typed, speech(language))]


def _elsewhere(say: Speech) -> list[Block]:
    """To a manager: her days away from questions are others than those from a team."""
    text = say.text(
        "You are also asked when somebody needs help. These days do not count there. Are you away from that, too? Please say it there as well."
    )
    return [kit.section("elsewhere", text, kit.button(say.text("When you are there"), ids.DUTY_OPEN))]


def _changes(reach: Reach, say: Speech) -> list[str]:
    """What these days change, before they are said and after."""
    lines = []
    if reach.in_team or not reach.offers:
        lines.append(
            say.text(
                "• Your team: nobody expects hours of you, and I send no reminders. Your team hears the two days, and no reason."
            )
        )
    if reach.offers:
        lines.append(say.text("• Your offer to be a buddy: I suggest no new student to you."))
    return [*lines, say.text("On the morning after the last day you are back by yourself.")]


def button(say: Speech) -> Button:
    """Opens the form: the one door to days away."""
    return kit.button(say.text("I am away"), ids.AWAY_OPEN)


def went(
    own: Away,
    reach: Reach,
    meets: Sequence[Planned],
    language: str,
    timezone: str,
    *,
    is_asked: bool = False,
) -> Message:
    """The answer: which days were understood, what they change, and the way back. `meets`: planned on these days;
    `is_asked`: she is a manager, who says elsewhere when she is not asked for help."""
    say = speech(language)
    text = "\n".join(
        [say.text("You are away {days}.", days=days(own.first, own.last, say)), *_changes(reach, say)]
    )
    blocks: list[Block] = [kit.section("away", text)]
    for number, one in enumerate(meets):
        still = say.text(
            "You are to meet {people} on {when}. That still stands, unless you say that you can't come.",
            people=say.list(f"<@{person}>" for person in one.others(own.user_id)),
            when=say.moment(one.starts_at, timezone),
        )
        text = f"{text}\n{still}"
        blocks.append(kit.section(f"meets_{number}", still, meetings.late_button(one, say)))
    elsewhere = _elsewhere(say) if is_asked else []
    return Message(text, (*blocks, kit.buttons("away_do", *_again(own, say)), *elsewhere))


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
        kit.button(say.text("I am back"), ids.AWAY_BACK, own.rest_id),
        kit.button(say.text("Other days"), ids.AWAY_OPEN),
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
    return in_each(languages, lambda say: _over(user_id, say), "back", back_doors(team_id, languages))


def back_doors(team_id: int, languages: Sequence[str]) -> Block:
    """After days away, and after a break: what comes next."""
    say = speech(languages[0])
    plan = kit.button(say.text("Plan a meeting"), ids.PLAN_OPEN, team_id)
    log = kit.button(say.text("Log a session"), ids.LOG_OPEN, team_id)
    return kit.buttons("back_do", plan, log, help_kinds.button(say))


def nothing_to_catch_up(say: Speech) -> str:
    return say.text("Next: agree on a time for your next meeting. There is nothing to catch up on.")


def _over(user_id: str, say: Speech) -> str:
    hello = say.text("Welcome back, <@{user}>!", user=user_id)
    return f"{hello} {nothing_to_catch_up(say)}"
