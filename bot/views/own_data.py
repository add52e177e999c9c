"""What is stored about somebody, who sees it, and the copy that she can get. The same for everybody, but for numbers."""

from __future__ import annotations

from datetime import datetime

from bot import ids
from bot.rules.access import MANAGERS
from bot.rules.personal import Kept
from bot.rules.retention import LEFT_DAYS
from bot.services.own_data import Counts
from bot.speech import Speech, speech
from bot.views import correctable, kit, retention, roles, stored
from bot.views.answer import Block, Message, View

Goes = tuple[datetime, str]
"""When it goes, and the zone to say that in."""


def home(say: Speech) -> list[Block]:
    open_button = kit.button(say.text("See it"), ids.OWN_DATA_OPEN)
    return [kit.section("own_data", say.text("What is stored about you"), open_button)]


def screen(
    found: Counts,
    language: str,
    *,
    ordered: bool = False,
    goes: Goes | None = None,
) -> View:
    """`ordered`: she has just asked for the copy; `goes`: she has asked to be erased."""
    say = speech(language)
    blocks = [
        kit.section("first", _why(say)),
        *_stored(found, say),
        *_running(found, say),
        _until(found.kept_for, say),
    ]
    blocks += [kit.section("reads_none", _no_messages(say)), _private(say), kit.divider("own")]
    blocks += [_copy(say, ordered), correctable.home(say), _erase(goes, say)]
    return kit.modal(ids.MODAL_OWN_DATA, say.text("Your data here"), blocks, close=say.text("Close"))


def of_anybody(say: Speech) -> tuple[str, ...]:
    """What holds for everybody in every programme: also on the page outside Slack."""
    return (
        _why(say),
        _you(say),
        _offer(say),
        _no_messages(say),
        say.text(
            "What somebody asks in confidence is encrypted. Only those to whom it was sent can read it."
        ),
        _once_taken_out(say),
    )


def _why(say: Speech) -> str:
    return say.text(
        "This is what CodeBuddies stores about you. It is here for the buddy programme alone. It lies with whoever runs this program for your school, and what you see of it passes through Slack."
    )


def _you(say: Speech) -> str:
    return say.text(
        "*You*: your Slack id, your language and your time zone. No name and no photo: these stay in Slack. Managers see that you take part."
    )


def _offer(say: Speech) -> str:
    return say.text(
        "*Your offer to be a buddy*: what you wrote in it. Managers see it, and a student who is proposed to you sees a part."
    )


def _stored(found: Counts, say: Speech) -> list[Block]:
    return [
        kit.section("you", _you(say)),
        *has_nothing(found, say),
        *_pairing(found, say),
        *stored.pairs(found, say),
        *_team(found, say),
        *_answers(found, say),
        *stored.care(found, say),
    ]


def has_nothing(found: Counts, say: Speech) -> list[Block]:
    """To somebody who takes no part, or whose data have been erased."""
    if found.requests or found.offers or found.teams or found.roles:
        return []
    return [kit.section("nothing", say.text("You have no request, no offer and no team here."))]


def _pairing(found: Counts, say: Speech) -> list[Block]:
    lines = {}
    if found.requests:
        many = say.count(found.requests, "{n} request for a buddy", "{n} requests for a buddy")
        lines["request"] = say.text(
            "*{requests}*: what you wrote in it. Managers see it, and a volunteer who is asked sees a part. Your note for managers is encrypted.",
            requests=many,
        )
    if found.offers:
        lines["offer"] = _offer(say)
    return [kit.section(block, line) for block, line in lines.items()]


def _team(found: Counts, say: Speech) -> list[Block]:
    if not found.teams:
        return []
    teams = say.count(found.teams, "{n} team", "{n} teams")
    sessions = say.count(found.sessions, "{n} session", "{n} sessions")
    text = say.text(
        "*{teams} with {sessions}*: when, how long, what about, meetings, days away, and how it ended. You two and the managers see it.",
        teams=teams,
        sessions=sessions,
    )
    return [kit.section("team", text)]


def _answers(found: Counts, say: Speech) -> list[Block]:
    lines = {}
    if found.checks:
        many = say.count(found.checks, "{n} answer", "{n} answers")
        lines["checks"] = say.text(
            "*{answers} to “How is it going?”*: the managers see the number, and your words only if you said so. Never the other person of your team.",
            answers=many,
        )
    if found.questions + found.answers:
        asked = say.count(found.questions, "{n} question with your name", "{n} questions with your name")
        answered = say.count(found.answers, "{n} answer to others", "{n} answers to others")
        lines["channel"] = say.text(
            "*{asked}, {answered}* in the help channel: everybody there reads them. A question without your name is not counted here: nobody can see that it is yours, the managers neither.",
            asked=asked,
            answered=answered,
        )
    return [kit.section(block, line) for block, line in lines.items()]


def _running(found: Counts, say: Speech) -> list[Block]:
    """What is stored of somebody who runs the programme, or did."""
    lines, names = {}, roles.names(say)
    if known := [role for role in found.roles if role in MANAGERS]:
        lines["managing"] = say.text(
            "*Your role: {roles}*, with the address and the hours at which you can be reached, if they are set. Members see them.",
            roles=say.list(names[role] for role in known),
        )
    if quiet := [role for role in found.roles if role not in MANAGERS]:
        lines["quiet"] = say.text(
            "*Your role: {roles}*. Who asks for help in confidence may see your name. No list shows it.",
            roles=say.list(names[role] for role in quiet),
        )
    if found.tasks:
        lines["tasks"] = say.count(
            found.tasks,
            "*{n} task of the managers*: that you have it, passed it on or did it, and when. The managers see it.",
            "*{n} tasks of the managers*: that you have them, passed them on or did them, and when. The managers see it.",
        )
    return [*(kit.section(block, line) for block, line in lines.items()), *stored.running(found, say)]


def _until(kept_for: tuple[int, ...], say: Speech) -> Block:
    told = (Kept.TEAM_TEXTS, Kept.TEXTS, Kept.UNMATCHED, Kept.NOTES, Kept.AUDIT, Kept.DELIVERED)
    lines = [
        say.text("*Until when?* Until you erase it, or your school does it for you. Some things go sooner:"),
        *(f"• {retention.period(one, kept_for, say)}" for one in told),
        _once_taken_out(say),
    ]
    return kit.section("until", "\n".join(lines))


def _once_taken_out(say: Speech) -> str:
    return say.count(
        LEFT_DAYS,
        "If CodeBuddies is taken out of your Slack, all of it goes one day later. I cannot write to you then.",
        "If CodeBuddies is taken out of your Slack, all of it goes {n} days later. I cannot write to you then.",
    )


def _no_messages(say: Speech) -> str:
    return say.text(
        "CodeBuddies reads no messages: not in your team's channel, and not in your direct messages. It knows what you type or press here, and what Slack says of your language, your time zone and your rights."
    )


def _private(say: Speech) -> Block:
    text = say.text(
        "*Private matters* have a page of their own that only you see. They are never in the copy below; you read and erase them there."
    )
    return kit.section("private", text, kit.button(say.text("Open"), ids.PRIVATE_OPEN))


def _copy(say: Speech, ordered: bool) -> Block:
    if ordered:
        return kit.section(
            "copy",
            say.text(
                ":white_check_mark: Your copy is on its way: you get it here as a direct message, mostly within a minute."
            ),
        )
    text = say.text("*Your copy*: all of this in one file, to read on your phone or to take along.")
    return kit.section("copy", text, kit.button(say.text("Get my data"), ids.OWN_DATA_GET))


def _erase(goes: Goes | None, say: Speech) -> Block:
    text = say.text(
        "*Erase me*: what is stored about you goes. You see first what that is, and have a day to take it back."
    )
    if goes is not None:
        text = say.text("*What is stored about you goes on {moment}.*", moment=say.moment(*goes))
    return kit.section("erase", text, kit.button(say.text("What goes"), ids.ERASE_OPEN))


def with_file(language: str, number: int, of: int) -> Message:
    """Above the file."""
    say = speech(language)
    text = say.text(
        "Here is the copy of what is stored about you. Open the file, then “read-me.html” in it. Keep it to yourself: it holds what you wrote here."
    )
    if of > 1:
        text += " " + say.text("It is large: this is part {number} of {of}.", number=number, of=of)
    return Message(text, (kit.section("own_data", text),))


def no_file(language: str) -> Message:
    say = speech(language)
    text = say.text(
        "I wanted to send you the copy of your data, but Slack takes no files here. Please tell a manager: they can turn it on, and you can ask again with `/codebuddy privacy`."
    )
    return Message(text, (kit.section("own_data", text),))
