"""A team's beginning: its welcome, the introduction, and what people read when Slack does not let it be."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Button

from bot import ids
from bot.rules import own_texts as rule
from bot.rules.own_texts import NONE, Own, OwnText
from bot.services.channels import Launching
from bot.services.contacts import Contacts
from bot.speech import Speech, speech
from bot.views import contacts as contact_views
from bot.views import kit
from bot.views.answer import Block, Message
from bot.views.in_each import in_a_line
from bot.views.own_texts import said


def topic(team: Launching, languages: Sequence[str]) -> str:
    """Of the channel; Slack takes 250 characters and shows no formatting in it."""
    return in_a_line(
        languages,
        lambda say: say.text(
            "About {hours} a week on average. Log a session: /logsession. Help: /codebuddy support",
            hours=say.hours(team.weekly_minutes),
        ),
    )


def welcome(
    team: Launching,
    contacts: Contacts,
    leader: str | None,
    languages: Sequence[str],
    own: Own = NONE,
) -> Message:
    """The first message of a team's channel, pinned; in both languages where its two read different ones.

    Args:
        leader: who introduces the two to each other; None where nobody is set up.
        own: the programme's own words.
    """
    greetings = [_greeting(team, own, speech(language)) for language in languages]
    blocks = [
        block
        for language, greeting in zip(languages, greetings, strict=True)
        for block in _welcome_in(team, contacts, leader, own, language, greeting)
    ]
    return Message("\n".join(greetings), tuple(blocks))


def _greeting(team: Launching, own: Own, say: Speech) -> str:
    return said(own, OwnText.WELCOME, say, student=f"<@{team.student_id}>", buddy=f"<@{team.buddy_id}>")


def _welcome_in(
    team: Launching, contacts: Contacts, leader: str | None, own: Own, language: str, greeting: str
) -> list[Block]:
    say = speech(language)
    hello = kit.button(say.text("We have said hello"), ids.HELLO_SAID, team.id)
    note = []
    words = rule.said(own, OwnText.HOUSE_NOTE, language) or team.house_note
    if words:
        title = say.text("From your programme:")
        note = [kit.quote(f"note_{language}", words, title)]
    return [
        kit.section(f"welcome_{language}", greeting, hello),
        kit.section(f"guidelines_{language}", _guidelines(team, leader, own, say)),
        kit.section(f"contacts_{language}", contact_views.text(contacts, language)),
        *note,
        kit.buttons(f"welcome_do_{language}", *_doors(team.id, say)),
    ]


def _doors(team_id: int, say: Speech) -> list[Button]:
    return [
        kit.button(say.text("Log a session"), ids.LOG_OPEN, team_id),
        kit.button(say.text("Plan a meeting"), ids.PLAN_OPEN, team_id),
        kit.button(say.text("Running late / can't come"), ids.LATE_OPEN, team_id),
        kit.button(say.text("I need help"), ids.HELP_OPEN, team_id),
    ]


def _guidelines(team: Launching, leader: str | None, own: Own, say: Speech) -> str:
    lines = said(
        own,
        OwnText.GUIDELINES,
        say,
        student=f"<@{team.student_id}>",
        buddy=f"<@{team.buddy_id}>",
        hours=say.hours(team.weekly_minutes),
    )
    if leader is None or team.introduced:
        return lines
    first = say.text("*First:* <@{leader}> meets you both to introduce you to each other.", leader=leader)
    return f"• {first}\n{lines}"


def introduced(student_id: str, buddy_id: str, by: str, language: str) -> Message:
    """In place of the card with the button."""
    text = speech(language).text(
        "<@{student}> and <@{buddy}> have been introduced to each other. Noted by <@{by}>.",
        student=student_id,
        buddy=buddy_id,
        by=by,
    )
    return Message(text, (kit.section("introduction", text),))


def no_channel(team: Launching, reason: str, language: str) -> Message:
    """To the project manager: the launch was given up."""
    say = speech(language)
    text = say.text(
        "Slack did not let me make the channel of <@{student}> and <@{buddy}>. {reason} Both know that I have told you. When it is solved, press the button.",
        student=team.student_id,
        buddy=team.buddy_id,
        reason=_reason(reason, say),
    )
    return _with_again(text, team.id, say)


def _reason(code: str, say: Speech) -> str:
    if code in ("restricted_action", "not_allowed_for_team", "no_permission"):
        return say.text(
            "The workspace does not let apps make private channels: one of its admins can allow it."
        )
    if code == "missing_scope":
        return say.text("I lack a permission: please ask an admin to install CodeBuddies again.")
    return say.text("Slack's answer was: {code}.", code=code)


def no_channel_yet(partner: str, manager: str | None, language: str) -> Message:
    """To the student and to the buddy, each, when their launch was given up."""
    say = speech(language)
    if manager is None:
        return Message(
            say.text(
                "<@{partner}> and you are a buddy team. Slack did not let me make your channel yet. Meanwhile you can write to each other directly.",
                partner=partner,
            )
        )
    return Message(
        say.text(
            "<@{partner}> and you are a buddy team. Slack did not let me make your channel yet; I have told <@{manager}>. Meanwhile you can write to each other directly.",
            partner=partner,
            manager=manager,
        )
    )


def not_invited(team: Launching, user_id: str, task_id: int, language: str) -> Message:
    """To a manager who is in the channel."""
    say = speech(language)
    text = say.text(
        "Slack did not let me bring <@{user}> into <#{channel}>. Please add them: open the channel and type /invite <@{user}>. Or I try again.",
        user=user_id,
        channel=team.channel_id,
    )
    return Message(text, (kit.section("channel", text), _bring_back(task_id, say)))


def left_channel(team: Launching, user_id: str, task_id: int, language: str) -> Message:
    """To a manager, in her day."""
    say = speech(language)
    other = team.buddy_id if user_id == team.student_id else team.student_id
    text = say.text(
        "<@{user}> is not in <#{channel}> any more, the channel with <@{other}>. Their team goes on. Was it by mistake? Then I invite them again.",
        user=user_id,
        channel=team.channel_id,
        other=other,
    )
    return Message(text, (kit.section("channel", text), _bring_back(task_id, say)))


def _bring_back(task_id: int, say: Speech) -> Block:
    leave = kit.button(say.text("Leave it so"), ids.TASK_DONE, task_id)
    return kit.buttons("channel_do", invite_button(task_id, say), leave)


def invite_button(task_id: int, say: Speech) -> Button:
    return kit.button(say.text("Invite again"), ids.CHANNEL_INVITE, task_id)


def new_channel_button(team_id: int, say: Speech) -> Button:
    return kit.button(say.text("Make a new channel"), ids.CHANNEL_AGAIN, team_id)


def inviting(user_id: str, channel_id: str, language: str) -> Message:
    """In place of the message whose button was pressed."""
    text = speech(language).text(
        "I invite <@{user}> into <#{channel}> again.", user=user_id, channel=channel_id
    )
    return Message(text, (kit.section("channel", text),))


def channel_gone(team: Launching, how: str, language: str) -> Message:
    """To the project manager: the team's channel is lost, and what to do."""
    say = speech(language)
    who = {"student": team.student_id, "buddy": team.buddy_id}
    if how == "removed":
        text = say.text(
            "I cannot write in the channel of <@{student}> and <@{buddy}> any more: I was taken out of it, or it is gone. If it is still there, open it and type /invite @CodeBuddies. If not, press the button and I make a new one.",
            **who,
        )
    elif how == "deleted":
        text = say.text(
            "The channel of <@{student}> and <@{buddy}> was deleted. Please ask them how they want to go on. If they need it, press the button and I make a new one.",
            **who,
        )
    else:
        text = say.text(
            "The channel of <@{student}> and <@{buddy}> was archived, and I cannot bring it back. Please ask them how they want to go on. If they need it, press the button and I make a new one.",
            **who,
        )
    return _with_again(text, team.id, say)


def _with_again(text: str, team_id: int, say: Speech) -> Message:
    return Message(
        text, (kit.section("channel", text), kit.buttons("channel_do", new_channel_button(team_id, say)))
    )


def making_again(student_id: str, buddy_id: str, language: str) -> Message:
    """In place of the message whose button was pressed."""
    text = speech(language).text(
        "A new channel for <@{student}> and <@{buddy}> is on its way. You will be in it.",
        student=student_id,
        buddy=buddy_id,
    )
    return Message(text, (kit.section("channel", text),))
