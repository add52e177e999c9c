"""What a check-up has found: of each part that it is fine, or what is wrong and how it is mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bot.rules.checkup import AT_ONCE, FROM_SLACK, SCOPES, Finding, Part, Trouble
from bot.speech import Speech, speech
from bot.views import doors, kit, own_text_screens
from bot.views.answer import Block, Message, View

NAMED = 5
"""Teams that are named."""
Words = Callable[[Speech, Mapping[str, Any]], str]


def at_once(found: Sequence[Finding], language: str) -> Message:
    """What the store knows; what Slack says comes as a message."""
    say = speech(language)
    lines = _lines(AT_ONCE, found, say)
    follows = say.text(
        "Now I ask Slack about my permissions, my channels and the time. I write to you in a moment. If no message comes within five minutes, the part of me that sends is not running: whoever keeps the server must start it again."
    )
    return _message([*lines, follows])


def screen(found: Sequence[Finding], language: str) -> View:
    """The same, where only a modal can show it."""
    say = speech(language)
    message = at_once(found, language)
    return kit.modal("message", say.text("Check-up"), message.blocks, close=say.text("Close"))


def from_slack(found: Sequence[Finding], language: str) -> Message:
    say = speech(language)
    first = say.text("This is what Slack says, in answer to your check-up.")
    return _message([first, *_lines(FROM_SLACK, found, say)])


def a_try(language: str) -> str:
    """In the channel for questions, for the one who has asked for the check-up."""
    return speech(language).text("Check-up: I can write here. Only you see this line.")


def wrong(found: Sequence[Finding], say: Speech) -> list[str]:
    """What is wrong, a line each, and nothing of what is fine."""
    return [_WORDS[one.trouble](say, one.values) for one in found]


def everything(found: Sequence[Finding], language: str, parts: Iterable[Part]) -> str:
    """At the command line, of the parts that could be looked at."""
    return "\n".join(_lines(parts, found, speech(language))).replace("*", "")


def _message(lines: Sequence[str]) -> Message:
    blocks: list[Block] = [kit.section(f"checkup_{at}", line) for at, line in enumerate(lines)]
    return Message("\n".join(lines), tuple(blocks))


def _lines(parts: Iterable[Part], found: Sequence[Finding], say: Speech) -> list[str]:
    lines = []
    for part in parts:
        wrong = [_WORDS[one.trouble](say, one.values) for one in found if one.part is part]
        name = _name(part, say)
        if wrong:
            lines.append("\n".join([f"⚠️ *{name}*", *(f"• {one}" for one in wrong)]))
        else:
            lines.append(f"✅ *{name}:* {_fine(part, say)}")
    return lines


def _name(part: Part, say: Speech) -> str:
    return {
        Part.KEYS: say.text("Key ring"),
        Part.DATABASE: say.text("Database"),
        Part.QUEUE: say.text("Messages that wait"),
        Part.CONTACTS: say.text("Who is asked for help"),
        Part.TEXTS: own_text_screens.name(say),
        Part.SCOPES: say.text("Permissions in Slack"),
        Part.CHANNELS: say.text("Channels"),
        Part.CLOCK: say.text("Clock"),
    }[part]


def _fine(part: Part, say: Speech) -> str:
    return {
        Part.KEYS: say.text("it opens what is stored here."),
        Part.DATABASE: say.text("it has the right tables, takes what I write, and has room."),
        Part.QUEUE: say.text("everything leaves in time."),
        Part.CONTACTS: say.text("somebody is there for each kind of help."),
        Part.TEXTS: say.text("I can say each as it is written."),
        Part.SCOPES: say.text("I have all I need."),
        Part.CHANNELS: say.text("I am in all channels where I should be."),
        Part.CLOCK: say.text("it agrees with Slack's."),
    }[part]


def _why(say: Speech, scope: str) -> str:
    """What does not work without a permission."""
    costs = (
        say.text("nobody can type /codebuddy"),
        say.text("I can write to nobody"),
        say.text("I cannot make the channels of teams"),
        say.text("I do not see my own channels, nor that one was archived"),
        say.text("I cannot pin the welcome of a team"),
        say.text("I cannot send files: no calendar files, no certificates, no reports"),
        say.text("I do not know who is a member, a guest or an admin"),
    )
    return dict(zip(SCOPES, costs, strict=True))[scope]


def _scopes(say: Speech, values: Mapping[str, Any]) -> str:
    lacking = "; ".join(f"`{one}` ({_why(say, one)})" for one in values["scopes"] if one in SCOPES)
    return say.text(
        "Slack has not given me: {lacking}. An admin pastes the manifest again (api.slack.com/apps → CodeBuddies → App Manifest), saves it, and presses “Reinstall to Workspace”.",
        lacking=lacking,
    )


def _teams(say: Speech, values: Mapping[str, Any]) -> str:
    students = values["students"]
    named = say.list(f"<@{one}>" for one in students[:NAMED])
    what = say.count(
        len(students),
        "I am not in the channel of one team any more: {students}.",
        "I am not in the channels of {n} teams any more: {students}.",
        students=named if len(students) <= NAMED else f"{named} …",
    )
    mend = say.text(
        "Type /invite @CodeBuddies there. If a channel was archived or deleted, the team is on your list with “Make a new channel”."
    )
    return f"{what} {mend}"


def _skew(say: Speech, seconds: int) -> str:
    if abs(seconds) < 120:
        how_far = say.count(abs(seconds), "{n} second", "{n} seconds")
    else:
        how_far = say.count(round(abs(seconds) / 60), "{n} minute", "{n} minutes")
    return how_far


def _slack_clock(say: Speech, values: Mapping[str, Any]) -> str:
    seconds = int(values["seconds"])
    if seconds > 0:
        what = say.text("The clock of my server is {how_far} fast.", how_far=_skew(say, seconds))
    else:
        what = say.text("The clock of my server is {how_far} slow.", how_far=_skew(say, seconds))
    mend = say.text(
        "Reminders come at the wrong time. From five minutes on, Slack and I do not trust each other. Whoever keeps the server turns on what sets its clock (NTP)."
    )
    return f"{what} {mend}"


def _late(say: Speech, minutes: int) -> str:
    if minutes < 120:
        return say.count(minutes, "{n} minute", "{n} minutes")
    return say.count(minutes // 60, "{n} hour", "{n} hours")


def _unfit(say: Speech, values: Mapping[str, Any]) -> str:
    pairs = [one.split(":") for one in values["texts"][:NAMED]]
    named = [own_text_screens.title(key, language, say) for key, language in pairs]
    shown = say.row(named) if len(values["texts"]) <= NAMED else f"{say.row(named)} …"
    return say.text(
        "I cannot say this in your own words any more: {texts}. A newer version of me fills in other things, so I say it in mine. Please write it anew: /codebuddy settings, “Texts”.",
        texts=shown,
    )


def _refused(say: Speech, values: Mapping[str, Any]) -> str:
    if values["code"] == "token_expired":
        return say.text(
            "My permission at Slack has run out ({code}). An admin adds CodeBuddies to Slack once more, on the page where it was added first. All that is stored stays.",
            code=values["code"],
        )
    return say.text(
        "Slack does not take the token of the app ({code}). Whoever keeps the server copies it again into SLACK_BOT_TOKEN. It stands here: api.slack.com/apps → CodeBuddies → OAuth & Permissions.",
        code=values["code"],
    )


_WORDS: dict[Trouble, Words] = {
    Trouble.NO_RING: lambda say, values: say.text(
        "The file with the keys is gone or damaged. I still work with what I have read, but not after the next start. Whoever keeps the server puts the copy of it back; a new key opens nothing."
    ),
    Trouble.OTHER_RING: lambda say, values: say.text(
        "The keys that I am given do not open what is stored here. Nothing that was written in confidence can be read with them. Whoever keeps the server puts the copy of the right ones back."
    ),
    Trouble.NO_STORE: lambda say, values: say.text(
        "There is no database yet. Start the program once: python app.py"
    ),
    Trouble.OTHER_TABLES: lambda say, values: say.text(
        "The tables are not those of this version. Whoever keeps the server stops the program and runs: python app.py migrate"
    ),
    Trouble.NOT_WRITABLE: lambda say, values: say.text(
        "I cannot write: {why}. Whoever keeps the server looks whether another program holds the database, and whether it may be written.",
        why=values["why"],
    ),
    Trouble.LITTLE_ROOM: lambda say, values: say.text(
        "There are only {megabytes} MB free where the database is. Whoever keeps the server makes room: when it is full, nothing can be stored.",
        megabytes=values["megabytes"],
    ),
    Trouble.NO_WALL: lambda say, values: say.text(
        "The role that I use in the database sees the rows of every school, so only I keep them apart and the database does not. Whoever keeps the server runs `python app.py migrate` as that role, or gives me one of my own: docs/DEPLOY.md, “A role of its own”."
    ),
    Trouble.DATABASE_CLOCK: lambda say, values: say.text(
        "The clocks of the database and of my server are {how_far} apart. Messages can come twice or late. Whoever keeps the two turns their time synchronisation (NTP) on.",
        how_far=_skew(say, int(values["seconds"])),
    ),
    Trouble.NOTICE_LATE: lambda say, values: say.text(
        "The oldest message should have left {how_long} ago. Either Slack does not answer (status.slack.com), or the part of me that sends is not running: whoever keeps the server starts it again.",
        how_long=_late(say, int(values["minutes"])),
    ),
    Trouble.CLOCKWORK_LATE: lambda say, values: say.text(
        "A reminder or a summary should have been made {how_long} ago. My clockwork is not running: whoever keeps the server starts me again.",
        how_long=_late(say, int(values["minutes"])),
    ),
    Trouble.NOT_SET_UP: lambda say, values: say.text(
        "Nobody is named yet, so nobody can ask for help or for a buddy. Type /codebuddy setup."
    ),
    Trouble.NOBODY: lambda say, values: doors.lacking(str(values["door"]), say),
    Trouble.HOLDERS_GONE: lambda say, values: say.text(
        "In a role, but gone from Slack or a guest now: {people}. I do not ask them. Choose somebody else in /codebuddy setup.",
        people=say.list(f"<@{user}>" for user in values["people"]),
    ),
    Trouble.NO_OTHER_BACKUP: lambda say, values: say.count(
        len(values["people"]),
        "{people} is named as backup, but is asked before the backups anyway. When the others are away, nobody is left to ask. Name somebody else: /codebuddy setup, “Backups”.",
        "{people} are named as backups, but are asked before the backups anyway. When they are away, nobody is left to ask. Name somebody else: /codebuddy setup, “Backups”.",
        people=say.list(f"<@{user}>" for user in values["people"]),
    ),
    Trouble.TEXT_UNFIT: _unfit,
    Trouble.SLACK_SILENT: lambda say, values: say.text(
        "Slack did not answer my question ({code}). Type /codebuddy doctor again in some minutes.",
        code=values["code"],
    ),
    Trouble.SLACK_REFUSES: _refused,
    Trouble.NO_SCOPE: _scopes,
    Trouble.HELP_CHANNEL_UNSEEN: lambda say, values: say.text(
        "I do not see the channel for questions, <#{channel}>: it is gone, or private and without me. Type /invite @CodeBuddies there, or choose another one in /codebuddy settings, “Channel for questions”.",
        channel=values["channel"],
    ),
    Trouble.HELP_CHANNEL_ARCHIVED: lambda say, values: say.text(
        "The channel for questions, <#{channel}>, is archived. Bring it back, or choose another one in /codebuddy settings, “Channel for questions”.",
        channel=values["channel"],
    ),
    Trouble.NOT_IN_HELP_CHANNEL: lambda say, values: say.text(
        "I am not in the channel for questions, <#{channel}>. Type /invite @CodeBuddies there.",
        channel=values["channel"],
    ),
    Trouble.HELP_CHANNEL_STUCK: lambda say, values: say.text(
        "I could not write in the channel for questions, <#{channel}>. Type /invite @CodeBuddies there. Then a manager presses “Try again”, in the list of my Home tab.",
        channel=values["channel"],
    ),
    Trouble.TEAM_CHANNELS: _teams,
    Trouble.CHANNELS_UNREAD: lambda say, values: say.text(
        "I could not look at my channels: Slack says {code}. Mend the permissions above first, then type /codebuddy doctor again.",
        code=values["code"],
    ),
    Trouble.SLACK_CLOCK: _slack_clock,
}
"""Every trouble has its sentence; a test holds the table against `Trouble`."""
