"""Erase me: what goes and what stays, asked once, and the way back for a day. The same for everybody, but for numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot import ids
from bot.rules.personal import Kept
from bot.rules.retention import MARKED_DAYS, PLACES
from bot.services.erasing import Coming, Seen
from bot.services.own_data import Counts
from bot.speech import Speech, speech
from bot.views import kit, own_data, roles
from bot.views.answer import Block, Message, View
from bot.views.in_each import in_each
from bot.views.lists import Item, numbered
from models.enums import EraseWhy, Role


def screen(seen: Seen, timezone: str, language: str) -> View:
    """Her own. `timezone`: to say the moment in."""
    say = speech(language)
    blocks = [*_goes(seen, say), _stays(seen, say), *_partners(seen, say), _cannot(say), _private(say)]
    blocks += [kit.divider("decide"), *_decide(seen, timezone, say)]
    return kit.modal(ids.MODAL_ERASE, say.text("Erase me"), blocks, close=say.text("Close"))


def _goes(seen: Seen, say: Speech) -> list[Block]:
    found = seen.found
    text = say.text(
        "*What goes*: your Slack id, your language and your time zone. What you wrote here, and notes about you. Messages to you that wait, and my files for you. My messages with your name or your words get another text."
    )
    many = []
    if found.requests:
        many.append(say.count(found.requests, "{n} request for a buddy", "{n} requests for a buddy"))
    if found.checks:
        many.append(say.count(found.checks, "{n} answer", "{n} answers"))
    if found.questions:
        asked = say.count(found.questions, "{n} question with your name", "{n} questions with your name")
        many.append(asked)
    if found.answers:
        many.append(say.count(found.answers, "{n} answer to others", "{n} answers to others"))
    if found.offers:
        many.append(say.text("your offer to be a buddy"))
    blocks = [kit.section("goes", text), _how_far(found, say), *own_data.has_nothing(found, say)]
    if many:
        blocks.append(kit.context("goes_many", say.text("Among it: {many}.", many=say.list(many))))
    return blocks


def _how_far(found: Counts, say: Speech) -> Block:
    """How old messages may be that get another text."""
    text = say.text(
        "I change my messages with the name, also old ones, where I know them. Those without the name I can change for {days} after I sent them, and some for {most}.",
        days=say.count(found.kept_for[PLACES[Kept.DELIVERED]], "{n} day", "{n} days"),
        most=say.count(MARKED_DAYS, "{n} day", "{n} days"),
    )
    return kit.context("how_far", text)


def _stays(seen: Seen, say: Speech) -> Block:
    if not seen.found.sessions:
        return kit.section("stays", say.text("*What stays*: numbers without a name, for the reports."))
    text = say.text(
        "*What stays*: {sessions} with {hours}, as numbers without a name. The hours of your school stay right. Their topics go.",
        sessions=say.count(seen.found.sessions, "{n} session", "{n} sessions"),
        hours=say.hours(seen.minutes),
    )
    return kit.section("stays", text)


def _partners(seen: Seen, say: Speech) -> list[Block]:
    if not seen.partners:
        return []
    text = say.text(
        "*Your team* ends then. {people}: “Your buddy team has ended.” Nobody reads why.",
        people=say.list(f"<@{user}>" for user in seen.partners),
    )
    return [kit.section("partners", text)]


def _cannot(say: Speech) -> Block:
    text = say.text(
        "*What I cannot erase*: what others wrote themselves, in Slack or here, also where they name you; what managers wrote in texts of the programme; and your Slack account. Please ask your school. Copies that are kept against accidents go when they are old."
    )
    return kit.section("cannot", text)


def _private(say: Speech) -> Block:
    text = say.text(
        "*Private matters* are no part of this. Whatever is asked there goes on, and is erased there: before or after this, by whoever asked, or by itself after it was closed."
    )
    return kit.section("private", text)


def _decide(seen: Seen, timezone: str, say: Speech) -> list[Block]:
    if seen.due_at is not None:
        said = _waits(seen.held, say) if seen.holds else _moment(seen.due_at, timezone, say)
        keep = kit.button(say.text("Keep my data"), ids.ERASE_KEEP)
        return [kit.section("decided", said), kit.buttons("decided_do", keep)]
    if seen.holds:
        return [kit.section("holds", _hand_over(say))]
    sure = (
        say.text("Erase me?"),
        say.text("You have a day to take it back. After that nobody can bring it back."),
        say.text("Erase"),
        say.text("Not now"),
    )
    erase = kit.button(say.text("Erase my data"), ids.ERASE_DO, style="danger", sure=sure)
    return [kit.buttons("erase_do", erase)]


def _hand_over(say: Speech) -> str:
    return say.text(
        "You answer for something here, so this cannot be yet. Please hand it over first: managers with `/codebuddy handover`, all others ask a manager. Then come back."
    )


def _moment(due_at: datetime, timezone: str, say: Speech) -> str:
    return say.text(
        "*All of this goes on {moment}.* Until then you can take it back. After that nobody can.",
        moment=say.moment(due_at, timezone),
    )


def told(due_at: datetime, timezone: str, language: str) -> Message:
    """To whoever has asked to be erased."""
    say = speech(language)
    text = _own_goes(due_at, timezone, say)
    keep = kit.button(say.text("Keep my data"), ids.ERASE_KEEP)
    return Message(text, (kit.section("erase", text), kit.buttons("erase_do", keep)))


def home(erasure: Coming, timezone: str, say: Speech) -> list[Block]:
    """On her own Home tab, and where she asks how things stand."""
    held = erasure.held
    text = _waits(held, say) if held else _own_goes(erasure.due_at, timezone, say)
    return [kit.section("erasure", text, kit.button(say.text("Keep my data"), ids.ERASE_KEEP))]


def _own_goes(due_at: datetime, timezone: str, say: Speech) -> str:
    return say.text(
        "What CodeBuddies stores about you goes on {moment}. Until then you can take it back. After that nobody can.",
        moment=say.moment(due_at, timezone),
    )


def told_manager(user_id: str, due_at: datetime, timezone: str, language: str) -> Message:
    """To the manager who has asked for somebody."""
    say = speech(language)
    text = _of_gone(user_id, due_at, timezone, say)
    keep = kit.button(say.text("Keep the data"), ids.ERASE_GONE_KEEP, user_id)
    return Message(text, (kit.section("erase", text), kit.buttons("erase_do", keep)))


def waits(user_id: str, held: Sequence[Role], language: str, *, is_own: bool) -> Message:
    """To whoever has asked: a role has been given meanwhile, and would be left with nobody.

    `held`: of the roles, those of which the reader may know.
    """
    say = speech(language)
    if is_own:
        text = _waits(held, say)
        keep = kit.button(say.text("Keep my data"), ids.ERASE_KEEP)
    else:
        text = _waits_of_gone(user_id, held, say)
        keep = kit.button(say.text("Keep the data"), ids.ERASE_GONE_KEEP, user_id)
    return Message(text, (kit.section("erase", text), kit.buttons("erase_do", keep)))


def _waits(held: Sequence[Role], say: Speech) -> str:
    return say.text(
        "I cannot erase your data yet: you have a role here ({roles}). Please hand it over: managers with `/codebuddy handover`, all others ask a manager. A day after that at most, your data is erased.",
        roles=_named(held, say),
    )


def _waits_of_gone(user_id: str, held: Sequence[Role], say: Speech) -> str:
    if not held:
        return say.text(
            "I cannot erase the data of <@{user}> yet. The programme manager knows why, please ask.",
            user=user_id,
        )
    return say.text(
        "I cannot erase the data of <@{user}> yet: that person has a role here ({roles}). Please choose somebody else in `/codebuddy setup`. A day after that at most, the data is erased.",
        user=user_id,
        roles=_named(held, say),
    )


def _named(held: Sequence[Role], say: Speech) -> str:
    return say.list(roles.names(say)[one] for one in held)


def kept(language: str) -> Message:
    """In the place of what told when it goes."""
    return Message(speech(language).text("Your data stays: you have taken it back. Nothing was changed."))


def kept_gone(user_id: str, language: str) -> Message:
    return Message(speech(language).text("The data of <@{user}> stays. Nothing was changed.", user=user_id))


def _of_gone(user_id: str, due_at: datetime, timezone: str, say: Speech) -> str:
    return say.text(
        "What is stored about <@{user}> goes on {moment}. Until then a manager can take it back. After that nobody can.",
        user=user_id,
        moment=say.moment(due_at, timezone),
    )


def gone(users: tuple[str, ...], language: str) -> View:
    """For managers: who has left Slack, and her own data."""
    say = speech(language)
    about = say.text(
        "These people have left Slack. Their data can be erased, when they ask for it or are not coming back."
    )
    if not users:
        about = say.text("Nobody who has left Slack is stored here.")
    own = kit.button(say.text("My own data"), ids.ERASE_OPEN)
    left = [
        kit.section(
            f"gone_{user}", f"<@{user}>", kit.button(say.text("Erase data…"), ids.ERASE_GONE_OPEN, user)
        )
        for user in users
    ]
    blocks = [kit.section("about", about), *numbered([Item([one]) for one in left])]
    blocks.append(
        kit.context("other", say.text("Somebody else? Type /codebuddy erase and the person's Slack id."))
    )
    blocks.append(kit.buttons("own", own))
    return kit.modal(ids.MODAL_ERASE, say.text("Erase somebody"), blocks, close=say.text("Close"))


def form(seen: Seen, timezone: str, language: str) -> View:
    """For managers: somebody who has left Slack."""
    say = speech(language)
    title, close, meta = say.text("Erase somebody"), say.text("Close"), {"user": seen.user_id}
    if seen.due_at is not None:
        keep = kit.button(say.text("Keep the data"), ids.ERASE_GONE_KEEP, seen.user_id)
        waits_for = _waits_of_gone(seen.user_id, seen.held, say) if seen.holds else None
        said = waits_for or _of_gone(seen.user_id, seen.due_at, timezone, say)
        blocks = [kit.section("decided", said), kit.buttons("decided_do", keep)]
        return kit.modal(ids.MODAL_ERASE_GONE, title, blocks, close=close, meta=meta)
    text = say.text(
        "What is stored about <@{user}> goes: the Slack id, words, notes and messages. Hours stay, as numbers without a name. A running team ends, and nobody reads why. You have a day to take it back.",
        user=seen.user_id,
    )
    reasons = {
        str(EraseWhy.BY_MAIL): say.text("The person has asked for it"),
        str(EraseWhy.LEFT): say.text("The person has left the programme for good"),
    }
    why = kit.field("why", say.text("Why?"), kit.one_of(reasons, radio=True))
    own_texts = say.text(
        "What others wrote here stays, also where it names the person. I do not look through the texts of your programme: its note, its places, its own texts. If the name is there, please take it out."
    )
    blocks = [kit.section("about", text), _how_far(seen.found, say)]
    blocks += [kit.section("own_texts", own_texts), _private(say), why]
    return kit.modal(
        ids.MODAL_ERASE_GONE, title, blocks, submit=say.text("Erase"), close=say.text("Cancel"), meta=meta
    )


def replaced(languages: Sequence[str]) -> Message:
    """In the place of a message with the name or the words of somebody who was erased: nobody reads that anybody was."""
    return in_each(languages, lambda say: say.text("This message is no longer kept."))


def done(language: str) -> Message:
    """In the place of what told when it goes."""
    return Message(
        speech(language).text("It is done: that data is erased. Nobody can bring it back. All the best!")
    )


def empty_home(language: str) -> View:
    """Of somebody about whom nothing is stored any more, until she opens it again."""
    say = speech(language)
    text = say.text("Nothing is stored about you here. If you use CodeBuddies again, you are new here.")
    return kit.home([kit.section("home", text)])
