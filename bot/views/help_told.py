"""What the person who asked for help hears: every step in one message, and what she should notice in one of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slackblocks import Button

from bot import ids
from bot.rules.emergency import Emergency
from bot.services.help_answers import Own
from bot.services.help_record import News, Request
from bot.speech import Speech, speech
from bot.views import kit, sent
from bot.views.answer import Block, Message
from bot.views.emergency import numbers
from bot.views.help import quoted
from bot.views.lists import Item, numbered
from models.enums import HelpNews, HelpState

_AGAIN = (HelpNews.REMINDED, HelpNews.ASKED_ALL)
SHOWN = 20
"""Steps of the one message; of a longer way, the newest."""


def steps(request: Request, language: str, timezone: str) -> Message:
    """Every step with its time. What a phone shows of it first is the newest one."""
    say = speech(language)
    title = say.text("*Your request for help*, {when}", when=say.moment(request.asked_at, timezone))
    shown = _without_repetition(request.news)[-SHOWN:]
    before, lines = request.asked_at, []
    for one in shown:
        lines.append(f"• {_line(one, request.asked_by, before, say, timezone)}")
        before = one.at
    newest = _line(shown[-1], request.asked_by, shown[-1].at, say, timezone) if shown else title
    blocks = [kit.section("steps", "\n".join([title, *lines])), *_helped(request, say)]
    return Message(newest, (*blocks, kit.buttons("steps_do", _do(request, say))))


def seen(request: Request, language: str, timezone: str, now: datetime) -> Message:
    """Somebody has it."""
    say = speech(language)
    last = next(one for one in reversed(request.news) if one.what is HelpNews.SEEN)
    return Message(_line(last, request.asked_by, now, say, timezone))


def waiting(request: Request, emergency: Emergency, language: str) -> Message:
    """Everybody was asked, and nobody has answered yet."""
    say = speech(language)
    text = say.text(
        "You asked for help, and nobody has answered yet. I am sorry. I ask all of them again every working day. With /codebuddy contacts you can write to a person directly."
    )
    blocks = (
        kit.section("waiting", text),
        kit.section("numbers", numbers(emergency, say)),
        kit.buttons("waiting_do", _do(request, say)),
    )
    return Message(text, blocks)


def closed(request: Request, by: str | None, language: str) -> Message:
    """Somebody says that it is resolved."""
    say = speech(language)
    text = say.text("<@{person}> says that your request for help is resolved.", person=by)
    more = say.text("Is it not? One click opens it again, for 14 days.")
    return Message(
        text,
        (
            kit.section("closed", text),
            *_helped(request, say),
            kit.context("closed_more", more),
            kit.buttons("closed_do", _do(request, say)),
        ),
    )


def not_needed(request: Request, language: str) -> Message:
    """She needs it no more."""
    say = speech(language)
    text = say.text("Good to know. I have told the people I had asked.")
    return Message(text, (kit.section("not_needed", text), kit.buttons("not_needed_do", _do(request, say))))


def open_again(language: str) -> Message:
    """Whoever has opened it again."""
    return Message(speech(language).text("It is open again. I ask first who looked after it before."))


def too_late(language: str) -> Message:
    """It was closed too long ago to be opened again."""
    say = speech(language)
    text = say.text(
        "This was closed more than 14 days ago, so I cannot open it again. You can ask anew, at any time."
    )
    again = kit.button(say.text("I need help"), ids.HELP_OPEN)
    return Message(text, (kit.section("too_late", text), kit.buttons("too_late_do", again)))


def in_channel(language: str) -> Message:
    """To a team's channel: who has asked is not told, and whom is not either, for it may be seen who was left out."""
    return Message(
        speech(language).text(
            "Help is on its way: the people who run CodeBuddies have been asked for more support for this team. That is what they are there for. Nobody has done anything wrong."
        )
    )


def own(calls: Sequence[Own], timezone: str, say: Speech) -> list[Block]:
    """Her Home: each open call with its last step."""
    items = []
    for number, call in enumerate(calls):
        title = say.text("*Your request for help*, {when}", when=say.moment(call.asked_at, timezone))
        last = _standing(call, say, timezone)
        button = kit.button(say.text("I do not need it any more"), ids.HELP_CLOSE, call.id)
        items.append(Item([kit.section(f"own_call_{number}", f"{title}\n{last}".rstrip(), button)]))
    return numbered(items)


def _standing(call: Own, say: Speech, timezone: str) -> str:
    """Its last step. One of the program's own is not taken before Slack has the message of it."""
    last = _line(call.last, "", call.asked_at, say, timezone) if call.last else ""
    if call.away is not None:
        away = say.text(
            "<@{person}> is away now. Next working day I ask somebody else who is there.", person=call.away
        )
        last = f"{last} {away}".lstrip()
    if call.sent is None or call.last is None:
        return last
    where = sent.line(call.sent, call.asked_at, say, timezone)
    if call.last.what is HelpNews.ASKED:
        return where
    if call.sent.at is None or call.sent.at < call.last.at:
        return where if call.last.what in _AGAIN else f"{last} {where}"
    return last


def _do(request: Request, say: Speech) -> Button:
    if request.state is HelpState.CLOSED:
        return kit.button(say.text("I still need help"), ids.HELP_REOPEN, request.id)
    return kit.button(say.text("I do not need it any more"), ids.HELP_CLOSE, request.id)


def _helped(request: Request, say: Speech) -> list[Block]:
    if request.state is not HelpState.CLOSED or request.closed_by == request.asked_by:
        return []
    return quoted("helped", request.helped, say.text("What helped:"))


def _without_repetition(news: Sequence[News]) -> list[News]:
    """While all of them are asked each day, the last time is enough."""
    return [
        one
        for one, following in zip(news, [*news[1:], None], strict=True)
        if not (one.what is HelpNews.ASKED_ALL and following and following.what is HelpNews.ASKED_ALL)
    ]


def _line(one: News, asker: str, before: datetime, say: Speech, timezone: str) -> str:
    """One step. The day is told where it is another one than that of `before`."""
    when = sent.when(one.at, before, say, timezone)
    person, other = one.actor, one.receiver
    match one.what:
        case HelpNews.ASKED:
            return say.text("Sent to {people}, {when}.", people=f"<@{other}>", when=when)
        case HelpNews.REMINDED:
            return say.text("I have asked <@{other}> again, {when}.", other=other, when=when)
        case HelpNews.ASKED_ALL:
            return say.text("I have asked all of them again, {when}.", when=when)
        case HelpNews.SEEN:
            return say.text("<@{person}> has seen it and looks after it, {when}.", person=person, when=when)
        case HelpNews.HANDED_OVER:
            return say.text(
                "<@{person}> hands it over to <@{other}>, {when}.", person=person, other=other, when=when
            )
        case HelpNews.PASSED_ON if other is None:
            return say.text("<@{person}> is not there now, {when}.", person=person, when=when)
        case HelpNews.PASSED_ON:
            return say.text(
                "<@{person}> is not there now, so I have asked <@{other}>, {when}.",
                person=person,
                other=other,
                when=when,
            )
        case HelpNews.RESOLVED:
            return say.text("<@{person}> says that it is resolved, {when}.", person=person, when=when)
        case HelpNews.NOT_NEEDED:
            gone = say.text("You do not need it any more, {when}.", when=when)
            told = say.text("I have told the people I had asked.")
            return f"{gone} {told}"
        case HelpNews.REOPENED if person in (asker, None):
            return say.text("You have opened it again, {when}.", when=when)
    return say.text("<@{person}> has opened it again, {when}.", person=person, when=when)
