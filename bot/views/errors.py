"""What a person reads when something is wrong: what it was, what was kept, what to do next. All of it here."""

from __future__ import annotations

from bot.errors import UserError, Wrong
from bot.speech import speech
from bot.views import (
    errors_of_away,
    errors_of_broadcasts,
    errors_of_data,
    errors_of_endings,
    errors_of_hours,
    errors_of_meetings,
    errors_of_reports,
    errors_of_roles,
    errors_of_sessions,
    errors_of_settings,
    errors_of_tasks,
    help_kinds,
    kit,
    languages,
)
from bot.views.answer import Message, View
from bot.views.wording import Wording, plain


def words(error: UserError, language: str) -> Message:
    """The sentence for an error, in a language."""
    say = speech(language)
    return Message(_WORDINGS[error.what](say, error.values))


def cannot_open(language: str) -> Message:
    return Message(
        speech(language).text(
            "Slack did not open the form in time. Nothing was stored. Please try once more."
        )
    )


def as_home(message: Message) -> View:
    """A message where a Home tab cannot be drawn."""
    return kit.home([kit.section("message", message.text)])


def as_modal(message: Message, language: str) -> View:
    """A message where only a modal can show it: a click in the Home tab or in a modal."""
    say = speech(language)
    blocks = message.blocks or (kit.section("message", message.text),)
    return kit.modal("message", say.text("CodeBuddies"), blocks, close=say.text("Close"))


_WORDINGS: dict[Wrong, Wording] = {
    **errors_of_away.WORDINGS,
    **errors_of_broadcasts.WORDINGS,
    **errors_of_data.WORDINGS,
    **errors_of_endings.WORDINGS,
    **errors_of_hours.WORDINGS,
    **errors_of_meetings.WORDINGS,
    **errors_of_reports.WORDINGS,
    **errors_of_roles.WORDINGS,
    **errors_of_sessions.WORDINGS,
    **errors_of_settings.WORDINGS,
    **errors_of_tasks.WORDINGS,
    Wrong.NOT_A_MEMBER: plain(
        lambda say: say.text(
            "CodeBuddies is for full members of this workspace. Please ask the people who invited you."
        )
    ),
    Wrong.HELD: plain(
        lambda say: say.text(
            "CodeBuddies is paused here by the people who run it. Nothing was stored. It can be used again later. If you need help now, please write to a person you trust."
        )
    ),
    Wrong.NOT_SET_UP: plain(
        lambda say: say.text(
            "CodeBuddies is not set up here yet. An admin of this workspace can type /codebuddy setup."
        )
    ),
    Wrong.GONE: plain(
        lambda say: say.text("This is not here any more. Nothing was changed. /codebuddy shows what is open.")
    ),
    Wrong.STALE: plain(
        lambda say: say.text("This has changed in the meantime. Nothing was stored. Please open it again.")
    ),
    Wrong.ALREADY_DONE: plain(lambda say: say.text("This was done already. Nothing was changed.")),
    Wrong.BUSY: plain(
        lambda say: say.text("I am busy right now. Nothing was stored. Please try again in a moment.")
    ),
    Wrong.SHED: plain(
        lambda say: say.text("I am too busy and did not take this. If you pressed before, see if it worked.")
    ),
    Wrong.FULL: plain(
        lambda say: say.text(
            "I have no room left to store this. Nothing was stored. Please tell the project manager: /codebuddy contacts shows how."
        )
    ),
    Wrong.BROKEN: lambda say, values: say.text(
        "Something went wrong on my side. Nothing was stored. Please try again; if it happens again, tell the project manager this code: {reference}",
        reference=values["reference"],
    ),
    Wrong.BROKEN_HELP: lambda say, values: say.text(
        "Something went wrong on my side. Nothing was stored. Please try again, or write to a person you trust. This is the code of what went wrong; whoever you give it to need not know what it was about: {reference}",
        reference=values["reference"],
    ),
    Wrong.SLACK_AWAY: plain(
        lambda say: say.text(
            "I could not ask Slack who you are just now. Nothing was stored. Please try again in a moment."
        )
    ),
    Wrong.HAS_LEFT: plain(
        lambda say: say.text("This person is no longer in this workspace. Nothing was changed.")
    ),
    Wrong.TOO_FEW_HOURS: lambda say, values: say.count(
        int(str(values["students"])),
        "For {n} student this programme asks for {hours} a week. Please choose more time.",
        "For {n} students this programme asks for {hours} a week. Please choose more time, or fewer students.",
        hours=say.hours(int(str(values["minutes"]))),
    ),
    Wrong.TICK_ALL: plain(
        lambda say: say.text(
            "Please tick every box. If one of them is not right for you, write to the project manager: /codebuddy contacts shows how."
        )
    ),
    Wrong.NOT_AGREED: lambda say, values: say.text(
        "<@{volunteer}> has not ticked the code of conduct yet, so I did not approve the offer. It is on the second page of the offer: /codebuddy volunteer.",
        volunteer=values["volunteer"],
    ),
    Wrong.NO_DAY: plain(lambda say: say.text("Please choose a day.")),
    Wrong.CHECK_IN_FUTURE: plain(
        lambda say: say.text("This day has not come yet. Please choose the day of the check.")
    ),
    Wrong.READS_ANYWAY: plain(
        lambda say: say.text("The programme manager reads it in any case. Please choose other people here.")
    ),
    Wrong.NO_WEEKDAY: plain(lambda say: say.text("Please choose at least one working day.")),
    Wrong.NO_TIME: plain(lambda say: say.text("Please choose a time.")),
    Wrong.CLOSES_BEFORE: plain(lambda say: say.text("This must be later than “From”, on the same day.")),
    Wrong.AWAY_IS_OVER: plain(
        lambda say: say.text("This day is over. Please choose today or a later day, or “Not away”.")
    ),
    Wrong.ENDS_BEFORE: plain(
        lambda say: say.text("The last day away cannot be before the first. Please choose another day.")
    ),
    Wrong.AWAY_OVER_A_YEAR: plain(
        lambda say: say.text("That is more than a year ahead. Please choose an earlier day.")
    ),
    Wrong.AWAY_TOO_LONG: plain(
        lambda say: say.text(
            "That is more than a year ahead. To stop for longer, pause your offer: /codebuddy volunteer."
        )
    ),
    Wrong.KEYS_LOST: plain(
        lambda say: say.text(
            "I cannot open what is stored here: a key is missing. Nothing was lost or stored. Please tell the project manager."
        )
    ),
    Wrong.UNKNOWN_LANGUAGE: lambda say, values: say.text(
        "I do not speak this language yet. I speak: {languages}. Nothing was changed.",
        languages=languages.all_names(say),
    ),
    Wrong.CANNOT_READ: plain(
        lambda say: say.text("I could not read that. Nothing was stored. /codebuddy help shows how.")
    ),
    Wrong.TEXT_TOO_LONG: lambda say, values: say.text(
        "This text is too long: at most {most} characters. What you typed is still there.",
        most=values["most"],
    ),
    Wrong.UNKNOWN_CHOICE: plain(
        lambda say: say.text("This choice is not offered any more. Please choose another one.")
    ),
    Wrong.NOTHING_CHOSEN: plain(lambda say: say.text("Please choose at least one.")),
    Wrong.BAD_EMAIL: plain(lambda say: say.text("This is not an e-mail address. Please check it.")),
    Wrong.HAS_TEAM: plain(
        lambda say: say.text("You have a buddy already. If something is not right, press “I need help”.")
    ),
    Wrong.NOBODY_TO_ASK: plain(
        lambda say: say.text(
            "Nobody can read this at the moment, so I did not send it. Please write to a person of your school directly."
        )
    ),
    Wrong.ONE_IS_OPEN: plain(
        lambda say: say.text(
            "You have asked in confidence already, and that is still open. So I did not store this: please copy it. Under “Private matters” on my Home tab you can add it to what is open, for the same readers. Or you take that back, and ask again."
        )
    ),
    Wrong.CASE_ASKED_ANEW: plain(
        lambda say: say.text(
            "Since it was closed, this person has asked anew. So it stays closed, and nothing was changed. What was asked anew is read by whom they chose for it."
        )
    ),
    Wrong.OTHER_READERS: plain(
        lambda say: say.text(
            "Since you opened this form, it has changed who reads it. Nothing was sent. Please copy what you typed, close the form and open it again."
        )
    ),
    Wrong.NOBODY_LEFT: plain(
        lambda say: say.text(
            "Then nobody is left who can read it at the moment, so I did not send it. Please leave somebody in. What you typed is still there."
        )
    ),
    Wrong.NOBODY_CHOSEN: lambda say, values: say.text(
        "Then nobody is left who can read it at the moment, so I did not send it. Should somebody else read it? Please choose them above, under “{question}”, and do not tick them here. What you typed is still there.",
        question=help_kinds.who_else(say) if values["also"] else help_kinds.who_first(say),
    ),
    Wrong.NOT_AGREED_TO_THAT: plain(
        lambda say: say.text(
            "This person has not agreed that you pass it on. Nothing was changed. Please ask first: they can agree under “Private matters”."
        )
    ),
    Wrong.WANTED_AND_NOT: plain(
        lambda say: say.text(
            "You chose the same person to read it and not to read it. Please change one of the two."
        )
    ),
    Wrong.READS_CHANNEL: plain(
        lambda say: say.text(
            "Somebody who must not know of it reads your team's channel, and would see the note there. Please take this tick away."
        )
    ),
    Wrong.HAS_IT: plain(
        lambda say: say.text("Somebody else looks after it now, so there is nothing to hand over.")
    ),
    Wrong.IS_CLOSED: plain(
        lambda say: say.text("This was closed in the meantime, so there is nothing more to do.")
    ),
    Wrong.OLD_BUTTON: plain(
        lambda say: say.text(
            "This button is from an earlier version. Nothing was changed. /codebuddy shows what you can do."
        )
    ),
    Wrong.OLD_FORM: plain(
        lambda say: say.text(
            "This form is from an earlier version. Nothing was stored. Please copy what you typed, close it and open it again."
        )
    ),
    Wrong.NO_PERSON: plain(
        lambda say: say.text(
            "Somebody chosen here is a bot or a guest, or has left this workspace. Please choose somebody else."
        )
    ),
    Wrong.NOT_ASKED: plain(
        lambda say: say.text(
            "I could not ask Slack about somebody chosen here. Nothing was stored. Please try again in a moment."
        )
    ),
    Wrong.KEPT_OUT: plain(
        lambda say: say.text(
            "The project manager and the backups cannot stand here: they read help in confidence only where the person who asks chooses them. Please choose other people."
        )
    ),
    Wrong.NO_LANGUAGE: plain(
        lambda say: say.text("Please choose at least one language, here or in the next field.")
    ),
    Wrong.NO_CITY: plain(
        lambda say: say.text("To meet in person I need your city. Or choose that online is fine, too.")
    ),
    Wrong.MUST_WHAT: plain(
        lambda say: say.text(
            "You ticked below that it is a must. Please choose here what it is, or untick it."
        )
    ),
    Wrong.FIRST_PAGE_GONE: plain(
        lambda say: say.text(
            "The first page of this form is not here any more: I keep it for a week. Nothing was stored. Press Back and fill it in again; what is on this page stays."
        )
    ),
    Wrong.FIRST_PAGE_CHANGED: plain(
        lambda say: say.text(
            "Something that you chose on the first page is not offered any more. Nothing was lost or stored. Press Back, choose again, and go on."
        )
    ),
    Wrong.ASKS_MORE: plain(
        lambda say: say.text(
            "This page has one more question since a moment ago. Nothing was lost or stored. Press Back, then Next, and it is there."
        )
    ),
    Wrong.ASKED_ANEW: plain(
        lambda say: say.text(
            "You have asked again since then, and that request is on the list. Nothing was changed."
        )
    ),
    Wrong.TOO_LATE_TO_PUT_BACK: plain(
        lambda say: say.text(
            "This can be put back for 24 hours only. You are welcome to ask again: type /codebuddy request."
        )
    ),
    Wrong.WHOSE_HISTORY: plain(
        lambda say: say.text(
            "I did not see whose history this should be. Please choose one person with @, as in /codebuddy request history @student. Without a name you see the newest changes of everybody."
        )
    ),
    Wrong.NO_AGE: lambda say, values: say.text(
        "<@{student}> has not said yet if they are an adult, and this programme must know that first. I have asked. Nothing was changed.",
        student=values["student"],
    ),
    Wrong.NOT_AVAILABLE: plain(
        lambda say: say.text(
            "This person is not available for this student now. There can be many reasons, and I never say which. Please choose somebody else."
        )
    ),
    Wrong.PROPOSED_NOW: plain(
        lambda say: say.text(
            "This person is proposed for this student now: approve the card, or choose somebody else."
        )
    ),
    Wrong.THE_STUDENT: plain(
        lambda say: say.text("This is the student. Please choose somebody who offers to be a buddy.")
    ),
    Wrong.NO_OFFER: plain(
        lambda say: say.text(
            "This person has not offered to be a buddy, or has paused the offer. Please choose somebody who offers."
        )
    ),
    Wrong.OWN_PAIR: plain(
        lambda say: say.text(
            "You are a volunteer, too, so somebody else who runs CodeBuddies decides this. Nothing was changed."
        )
    ),
    Wrong.OWN_NOTE: plain(
        lambda say: say.text("You are a volunteer, too, so this note is not for you. Nothing was changed.")
    ),
    Wrong.NOT_APPROVED: plain(
        lambda say: say.text("The offer of this person is not approved yet. You find it on your Home tab.")
    ),
    Wrong.NO_FREE_PLACE: plain(
        lambda say: say.text(
            "This person has no free place. Please choose somebody else, or ask if there is room for one more."
        )
    ),
    Wrong.NO_REASON: plain(lambda say: say.text("Please write why. One sentence is enough.")),
    Wrong.NOTHING_WRITTEN: plain(lambda say: say.text("Please fill this in.")),
    Wrong.NO_ENTRY: plain(lambda say: say.text("Please write at least one, each on a line of its own.")),
    Wrong.TOO_MANY_LINES: lambda say, values: say.text(
        "These are {lines} lines, and at most {most} fit. What you typed is still there.",
        lines=values["lines"],
        most=values["most"],
    ),
    Wrong.LINE_TOO_LONG: lambda say, values: say.text(
        "Line {line} is too long: at most {most} characters. What you typed is still there.",
        line=values["line"],
        most=values["most"],
    ),
    Wrong.LINE_TWICE: lambda say, values: say.text(
        "Line {line}, “{entry}”, says the same as line {first}. Please keep one of the two.",
        line=values["line"],
        entry=values["entry"],
        first=values["first"],
    ),
    Wrong.OTHER_LIST: lambda say, values: say.text(
        "Line {line} stands in another list of this form, too. Please keep one of the two.",
        line=values["line"],
    ),
    Wrong.WHOLE_NUMBER: lambda say, values: say.text(
        "Please write a whole number from {least} to {most}.", least=values["least"], most=values["most"]
    ),
    Wrong.NOT_MORE: lambda say, values: say.text(
        "This comes after the one before, so it must be more than {before}.", before=values["before"]
    ),
    Wrong.NO_TELEPHONE: lambda say, values: say.text(
        "Please write a telephone number: digits, spaces, + and -, at most {most} characters.",
        most=values["most"],
    ),
    Wrong.SAME_CLASS: plain(
        lambda say: say.text("Another class has this name already. Please choose another name.")
    ),
    Wrong.CLASS_IN_USE: plain(
        lambda say: say.text(
            "Somebody of this class has asked for a buddy, so it stays in the list. You can close it."
        )
    ),
    Wrong.TOO_MANY_CLASSES: lambda say, values: say.text(
        "There are {most} classes already, and more do not fit. Please use one that is closed: give it a new name.",
        most=values["most"],
    ),
    Wrong.CLASSES_DO_NOT_FIT: lambda say, values: say.text(
        "Here are {here} classes. With the new ones of this text there would be {together}, and {most} fit. Please take classes out of the text, or remove some here. Nothing was changed.",
        here=values["here"],
        together=values["together"],
        most=values["most"],
    ),
    Wrong.NO_HELP_CHANNEL: plain(
        lambda say: say.text(
            "There is no channel for questions here yet. /codebuddy contacts shows whom you can ask instead."
        )
    ),
    Wrong.QUESTION_OVER: plain(lambda say: say.text("This question is over, or not there any more.")),
    Wrong.TOO_MANY: lambda say, values: say.text("Please choose at most {most}.", most=values["most"]),
}
"""Every situation has its sentence; a test holds the table against `Wrong`."""
