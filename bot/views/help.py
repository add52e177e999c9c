"""The cards of those who are asked for help, and what the person who asked hears."""

from __future__ import annotations

from datetime import datetime

from bot import ids
from bot.services.help import Request
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, Message
from bot.views.help_form import numbers
from models.enums import HelpState


def card(request: Request, reader: str, language: str, timezone: str, *, maybe_seen: bool = False) -> Message:
    """To somebody who is asked, and again when it changes: who asks, her words, who has it."""
    say = speech(language)
    title = _title(request, say)
    already = say.text("You may have seen this already.")
    blocks = [
        kit.section("asked", f"{already} {title}" if maybe_seen else title),
        *(quoted("words", request.words) or [_no_words(say)]),
        kit.context("state", _state(request, reader, say, timezone)),
    ]
    own = kit.button(say.text("I look after it"), ids.HELP_ACKNOWLEDGE, request.id, "primary")
    done = kit.button(say.text("Done"), ids.HELP_CLOSE, request.id)
    if request.state is HelpState.OPEN:
        blocks.append(kit.buttons("do", own, done))
    elif request.state is HelpState.ACKNOWLEDGED and reader == request.acknowledged_by:
        blocks.append(kit.buttons("do", done))
    return Message(title, tuple(blocks))


def seen(request: Request, language: str) -> Message:
    """To the person who asked: somebody has it."""
    return Message(
        speech(language).text(
            "<@{person}> has seen that you asked for help, and looks after it.",
            person=request.acknowledged_by,
        )
    )


def waiting(request: Request, language: str) -> Message:
    """To the person who asked: everybody was asked, and nobody has answered yet."""
    say = speech(language)
    text = say.text(
        "You asked for help, and nobody has answered yet. I am sorry. I ask all of them again every working day. With /codebuddy contacts you can write to a person directly."
    )
    done = kit.button(say.text("I do not need it any more"), ids.HELP_CLOSE, request.id)
    blocks = (
        kit.section("waiting", text),
        kit.context("numbers", numbers(say)),
        kit.buttons("waiting_do", done),
    )
    return Message(text, blocks)


def closed(by: str, language: str) -> Message:
    """To the person who asked: somebody has marked it as done."""
    say = speech(language)
    text = say.text(
        "<@{person}> has marked your request for help as done. If it is not, please ask again.", person=by
    )
    again = kit.button(say.text("I need help"), ids.HELP_OPEN)
    return Message(text, (kit.section("closed", text), kit.buttons("closed_do", again)))


def not_needed(language: str) -> Message:
    """To the person who asked and needs it no more."""
    return Message(speech(language).text("Good to know. I have told the people I had asked."))


def asked_when(user: str, days: int, say: Speech) -> str:
    """`days`: by the calendar."""
    if not days:
        return say.text("<@{user}> asked today.", user=user)
    return say.count(days, "<@{user}> asked one day ago.", "<@{user}> asked {n} days ago.", user=user)


def _no_words(say: Speech) -> Block:
    return kit.section("words_0", say.text("Nothing was written. Please ask what it is about."))


def quoted(block_id: str, words: str) -> list[Block]:
    """What somebody wrote, as a quote, whole and without effect; nothing where nothing was written."""
    return [kit.quote(f"{block_id}_0", words)] if words.strip() else []


def _title(request: Request, say: Speech) -> str:
    title = _asks(request, say)
    if request.is_urgent and request.state is HelpState.OPEN:
        today = say.text("It is needed today.")
        return f"{title} {today}"
    return title


def _asks(request: Request, say: Speech) -> str:
    again = request.step > 1 and request.state is HelpState.OPEN
    if request.partner_id is None:
        if again:
            return say.text("<@{asker}> asks for help and is still waiting.", asker=request.asked_by)
        return say.text("<@{asker}> asks for help.", asker=request.asked_by)
    values = {"asker": request.asked_by, "partner": request.partner_id}
    if again:
        return say.text(
            "<@{asker}>, in a team with <@{partner}>, asks for help and is still waiting.", **values
        )
    return say.text("<@{asker}>, in a team with <@{partner}>, asks for help.", **values)


def _state(request: Request, reader: str, say: Speech, timezone: str) -> str:
    if request.state is HelpState.OPEN:
        return say.text(
            "Asked on {when}. Nobody looks after it yet.", when=say.moment(request.asked_at, timezone)
        )
    if request.state is HelpState.CLOSED:
        return say.text("Done on {when}.", when=_moment(request.closed_at, say, timezone))
    when = _moment(request.acknowledged_at, say, timezone)
    if reader == request.acknowledged_by:
        return say.text(
            "You have looked after it since {when}. Please write to the person who asked.", when=when
        )
    return say.text(
        "<@{person}> has looked after it since {when}.", person=request.acknowledged_by, when=when
    )


def _moment(when: datetime | None, say: Speech, timezone: str) -> str:
    return say.moment(when, timezone) if when else ""
