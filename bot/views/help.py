"""The cards of those who are asked for help, and what they are reminded of."""

from __future__ import annotations

from datetime import datetime

from slackblocks import Button

from bot import ids
from bot.services.help_record import Request
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, Message
from models.enums import HelpNews, HelpState


def card(request: Request, reader: str, language: str, timezone: str) -> Message:
    """To somebody who is asked, and again when it changes: who asks, her words, who has it."""
    say = speech(language)
    title = _title(request, say)
    blocks = [
        kit.section("asked", title),
        *(quoted("words", request.words) or [_no_words(say)]),
        *_turn(request, reader, say),
        *_helped(request, say),
        kit.context("state", _state(request, reader, say, timezone)),
    ]
    do = _buttons(request, reader, say)
    return Message(title, (*blocks, *([kit.buttons("do", *do)] if do else [])))


def reminder(request: Request, days: int, language: str) -> Message:
    """To the one who has it, on each of her working days."""
    say = speech(language)
    asked = asked_when(request.asked_by, days, say)
    text = say.text("Still with you: {call} Is it resolved?", call=asked)
    return Message(text, (kit.section("reminder", text), kit.buttons("do", *_done(request, say))))


def asked_when(user: str, days: int, say: Speech) -> str:
    """`days`: by the calendar."""
    if not days:
        return say.text("<@{user}> asked today.", user=user)
    return say.count(days, "<@{user}> asked one day ago.", "<@{user}> asked {n} days ago.", user=user)


def quoted(block_id: str, words: str, title: str = "") -> list[Block]:
    """What somebody wrote, as a quote, whole and without effect; nothing where nothing was written."""
    return [kit.quote(f"{block_id}_0", words, title)] if words.strip() else []


def _no_words(say: Speech) -> Block:
    return kit.section("words_0", say.text("Nothing was written. Please ask what it is about."))


def _buttons(request: Request, reader: str, say: Speech) -> list[Button]:
    if request.state is HelpState.OPEN:
        own = kit.button(say.text("I look after it"), ids.HELP_ACKNOWLEDGE, request.id, "primary")
        return [own, *_done(request, say)]
    if request.state is HelpState.ACKNOWLEDGED and reader == request.acknowledged_by:
        return _done(request, say)
    if request.state is HelpState.CLOSED and reader == request.closed_by:
        return [kit.button(say.text("Open it again"), ids.HELP_REOPEN, request.id)]
    return []


def _done(request: Request, say: Speech) -> list[Button]:
    return [
        kit.button(say.text("Need to hand over"), ids.HELP_HAND_OVER, request.id),
        kit.button(say.text("Resolved"), ids.HELP_CLOSE, request.id),
    ]


def _title(request: Request, say: Speech) -> str:
    title = _asks(request, say)
    if request.is_urgent and request.state is HelpState.OPEN:
        today = say.text("It is needed today.")
        return f"{title} {today}"
    return title


def _asks(request: Request, say: Speech) -> str:
    """The partner is named only where it is asked for the team: whoever asks for herself may ask because of him."""
    is_open, values = request.state is HelpState.OPEN, {"asker": request.asked_by}
    if request.partner_id is not None:
        values["partner"] = request.partner_id
        if is_open and request.is_reminder:
            return say.text(
                "<@{asker}> asks for help for the team with <@{partner}>, and is still waiting.", **values
            )
        return say.text("<@{asker}> asks for help for the team with <@{partner}>.", **values)
    if is_open and request.is_reminder:
        return say.text("<@{asker}> asks for help and is still waiting.", **values)
    return say.text("<@{asker}> asks for help.", **values)


def _turn(request: Request, reader: str, say: Speech) -> list[Block]:
    """Why it comes to this reader: it was handed over to her, or somebody is not there, or it is open again."""
    turn = request.turn
    if turn is None or request.state is HelpState.CLOSED:
        return []
    if turn.what is HelpNews.REOPENED:
        again = say.text("It was closed before, and is open again.")
        return [kit.section("turn", again)]
    if turn.receiver != reader:
        return []
    if turn.what is HelpNews.HANDED_OVER:
        over = say.text("<@{person}> hands this over to you.", person=turn.actor)
        return quoted("turn", request.why, over) or [kit.section("turn", over)]
    gone = say.text(
        "<@{person}> looked after this and is not there now. So that nobody waits, I ask you.",
        person=turn.actor,
    )
    return [kit.section("turn", gone)]


def _helped(request: Request, say: Speech) -> list[Block]:
    if request.state is HelpState.CLOSED:
        return quoted("helped", request.helped, say.text("What helped:"))
    return quoted("helped", request.helped, say.text("What had helped before:"))


def _state(request: Request, reader: str, say: Speech, timezone: str) -> str:
    if request.state is HelpState.OPEN:
        return _nobody_yet(request, reader, say, timezone)
    if request.state is HelpState.CLOSED:
        return _closed(request, say, timezone)
    when = _moment(request.acknowledged_at, say, timezone)
    if reader == request.acknowledged_by:
        return say.text(
            "You have looked after it since {when}. Please write to the person who asked.", when=when
        )
    return say.text(
        "<@{person}> has looked after it since {when}.", person=request.acknowledged_by, when=when
    )


def _nobody_yet(request: Request, reader: str, say: Speech, timezone: str) -> str:
    asked = say.text(
        "Asked on {when}. Nobody looks after it yet.", when=say.moment(request.asked_at, timezone)
    )
    turn = request.turn
    if turn is None or turn.receiver is None or turn.receiver == reader:
        return asked
    when = say.moment(turn.at, timezone)
    if turn.what is HelpNews.PASSED_ON and turn.actor == reader:
        gone = say.text(
            "You were not there, so I asked <@{other}> on {when}.", other=turn.receiver, when=when
        )
        return f"{gone} {asked}"
    if turn.actor == reader:
        gone = say.text("You handed it over to <@{other}> on {when}.", other=turn.receiver, when=when)
        return f"{gone} {asked}"
    gone = say.text(
        "It went from <@{person}> to <@{other}> on {when}.", person=turn.actor, other=turn.receiver, when=when
    )
    return f"{gone} {asked}"


def _closed(request: Request, say: Speech, timezone: str) -> str:
    when = _moment(request.closed_at, say, timezone)
    if request.closed_by == request.asked_by:
        return say.text(
            "<@{person}> does not need it any more, since {when}.", person=request.asked_by, when=when
        )
    if request.closed_by is None:
        return say.text("Resolved on {when}.", when=when)
    return say.text("Resolved by <@{person}> on {when}.", person=request.closed_by, when=when)


def _moment(when: datetime | None, say: Speech, timezone: str) -> str:
    return say.moment(when, timezone) if when else ""
