"""Whom to turn to, for what, and who is next when somebody is away."""

from __future__ import annotations

from bot.services.contacts import Contact, Contacts
from bot.speech import Speech, escape, speech
from bot.views import kit
from bot.views.answer import Message
from bot.views.emergency import numbers


def message(contacts: Contacts, language: str) -> Message:
    """The answer to `/codebuddy contacts`."""
    say = speech(language)
    title = say.text("Whom to turn to")
    body = text(contacts, language)
    urgent = numbers(contacts.emergency, say)
    blocks = (
        kit.header("contacts_title", title),
        kit.section("contacts", body),
        kit.section("numbers", urgent),
    )
    return Message(f"{title}\n{body}\n{urgent}", blocks)


def text(contacts: Contacts, language: str) -> str:
    """Slack markup, one line for each reason to write. Nobody of the wellbeing team is named in it."""
    say = speech(language)
    first = contacts.first
    if first is None:
        return say.text("Nobody is named here yet. Please write to a person of your school directly.")
    lines = [
        say.text("*Your buddy team, or anything about CodeBuddies:* {person}", person=_reached(first)),
        *_while_away(contacts, first, say),
        *_in_confidence(contacts, say),
        *_coding(contacts, say),
    ]
    return "\n".join(f"• {line}" for line in lines)


def _while_away(contacts: Contacts, first: Contact, say: Speech) -> list[str]:
    following = [_reached(contact) for contact in contacts.next_in_line]
    if not following:
        return []
    if len(following) == 1:
        return [
            say.text(
                "*When <@{first}> is away:* {next}",
                first=first.user_id,
                next=following[0],
            )
        ]
    return [
        say.text(
            "*When <@{first}> is away:* first {next}, then {others}",
            first=first.user_id,
            next=following[0],
            others=say.any_of(following[1:]),
        )
    ]


def _in_confidence(contacts: Contacts, say: Speech) -> list[str]:
    door = contacts.programme_manager
    if door is None:
        return []
    return [
        say.text(
            "*Something private, in confidence:* {person}. This contact can also look for more support for you; whether there is some depends on who is available.",
            person=_reached(door),
        )
    ]


def _coding(contacts: Contacts, say: Speech) -> list[str]:
    if contacts.support_channel_id is None:
        return []
    return [
        say.text(
            "*A coding question, and no buddy there to ask:* <#{channel}>",
            channel=contacts.support_channel_id,
        )
    ]


def _reached(contact: Contact) -> str:
    """By Slack, and by e-mail where an address is given."""
    if not contact.email:
        return f"<@{contact.user_id}>"
    address = escape(contact.email)
    return f"<@{contact.user_id}> (<mailto:{address}|{address}>)"
