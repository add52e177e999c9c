"""Setting up: the form, what is said when it is saved, and what a new role means to the one who holds it."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.rules.wizard import STEPS, Step
from bot.services.contacts import Contact, Contacts
from bot.services.holders import MOST
from bot.services.setup import EMAIL_MAX, Saved
from bot.speech import LANGUAGES, Speech, speech
from bot.views import kit, roles
from bot.views.answer import Block, Message, View
from models.enums import Role


def form(
    named: Contacts,
    programme_language: str,
    version: str,
    language: str,
    *,
    first: str | None = None,
    above: Sequence[Block] = (),
    is_asked: bool = False,
) -> View:
    """The form, filled in with what is set up now. `version` comes back, to tell a stale one.

    `first`: who sets it up for the first time, and stands in both roles until she names somebody. `is_asked`: it is the
    first of the questions with which a programme begins; else a button leads to the others.
    """
    say = speech(language)
    blocks = [
        *above,
        *_question(say, is_asked=is_asked),
        *_leads(named, first, say),
        kit.field(
            "backups",
            say.text("Backups"),
            kit.users(initial=_ids(named.backups), most=MOST),
            hint=say.text("Asked when both are away, in the order in which you choose them."),
            optional=True,
        ),
        kit.field(
            "support_channel",
            say.text("Channel for coding questions"),
            kit.channel(initial=named.support_channel_id),
            hint=say.text(
                "Where students can ask while their buddy is away. Please let me in first: type /invite @CodeBuddies there."
            ),
            optional=True,
        ),
        kit.field(
            "language",
            say.text("Language of the programme"),
            kit.one_of({code: say.language_name(code) for code in LANGUAGES}, initial=programme_language),
            hint=say.text("Each person is answered in their own language where I speak it."),
        ),
    ]
    return kit.modal(
        ids.MODAL_SETUP,
        say.text("Set up CodeBuddies"),
        blocks,
        submit=say.text("Next") if is_asked else say.text("Save"),
        close=say.text("Close") if is_asked else say.text("Cancel"),
        meta={"was": version},
    )


def _question(say: Speech, *, is_asked: bool) -> list[Block]:
    if not is_asked:
        others = kit.button(say.text("Where, when and for whom"), ids.SETUP_STEP, Step.PLACE)
        text = say.text("Who answers for what. The other questions with which a programme begins:")
        return [kit.section("question", text, others)]
    number = say.text("Question {number} of {all}", number=1, all=len(STEPS))
    text = say.text(
        "*{number}*\nWho answers for what? This takes about five minutes, and everything can be changed later. You are in both roles until you choose somebody else.",
        number=number,
    )
    return [kit.section("question", text)]


def _leads(named: Contacts, first: str | None, say: Speech) -> list[Block]:
    shown = say.text("Shown to everybody, for days when Slack is out of reach.")
    return [
        kit.field(
            "project_manager",
            say.text("Project manager"),
            kit.user(initial=_id(named.project_manager) or first),
            hint=say.text("Decides who fits whom. Leads the introductions. Is asked first for more support."),
        ),
        kit.field(
            "project_email",
            say.text("E-mail of the project manager"),
            kit.email(initial=_email(named.project_manager)),
            hint=shown,
            optional=True,
        ),
        kit.field(
            "programme_manager",
            say.text("Programme manager"),
            kit.user(initial=_id(named.programme_manager) or first),
            hint=say.text("Is asked next, and receives what people ask in confidence."),
        ),
        kit.field(
            "programme_email",
            say.text("E-mail of the programme manager"),
            kit.email(initial=_email(named.programme_manager)),
            hint=shown,
            optional=True,
        ),
    ]


def saved(done: Saved, language: str) -> Message:
    """What happens next."""
    say = speech(language)
    lines = [
        say.text(
            "CodeBuddies is set up. Students can now type /codebuddy request, and volunteers /codebuddy volunteer."
        )
        if done.first_time
        else say.text("Saved. It counts from now on.")
    ]
    if done.first_time:
        lines.append(
            say.text(
                "The classes, topics and waiting times are those that most programmes begin with: /codebuddy settings shows and changes them."
            )
        )
    if done.told:
        people = say.list(f"<@{user}>" for user in done.told)
        lines.append(say.text("I am writing to {people} to explain what their role means.", people=people))
    lines += [roles.of_student(user, say) for user in done.students]
    if done.same_address:
        lines.append(
            say.text(
                "The e-mail address of before is shown for {people} now. Is it right? /codebuddy setup changes it.",
                people=say.list(f"<@{user}>" for user in done.same_address),
            )
        )
    if done.one_for_both:
        lines.append(
            say.text(
                "One person is project manager and programme manager now. Help in confidence then has no door of its own: please name a second person when you can."
            )
        )
    text = "\n".join(lines)
    return Message(text, (kit.section("saved", text),))


def role(held: list[Role], language: str, *, no_address: bool = False, no_backup: bool = False) -> Message:
    """To somebody who has a new role: what it means, and where everything is.

    `no_address`: everybody could see an e-mail address for this role, and there is none; `no_backup`: nobody is one.
    """
    say = speech(language)
    meanings = "\n".join(f"• {_meaning(one, say)}" for one in held)
    if no_address:
        enter = say.text("No e-mail address of yours is shown yet. You can enter one in /codebuddy setup.")
        meanings = f"{meanings}\n{enter}"
    if no_backup:
        name = say.text(
            "There is no backup now, for when others are away. You can name one: /codebuddy setup, “Backups”."
        )
        meanings = f"{meanings}\n{name}"
    if set(held) <= {Role.WELLBEING, Role.STAND_IN, Role.PRACTICAL}:
        text = say.text("You have a role in CodeBuddies, your school's buddy programme:")
        return Message(f"{text}\n{meanings}", (kit.section("role", f"{text}\n{meanings}"),))
    text = say.text(
        "You have a role in CodeBuddies, your school's buddy programme. Type /codebuddy to see what you can do, or open my Home tab."
    )
    return Message(f"{text}\n{meanings}", (kit.section("role", f"{text}\n{meanings}"),))


def role_over(lost: list[Role], by: str, language: str, *, leaves: bool) -> Message:
    """To somebody who has a role no longer; `by`: who has changed it; `leaves`: she goes out of the channels."""
    say = speech(language)
    names = roles.names(say)
    lines = [
        say.text(
            "Your role in CodeBuddies is over: *{roles}*. <@{by}> has changed it in the settings.",
            roles=say.list(names[one] for one in lost),
            by=by,
        ),
        *(
            [say.text("I take you out of the channels of the teams, unless you are one of the two.")]
            if leaves
            else []
        ),
        say.text("Thank you for all you have done! If this is a mistake, please write to <@{by}>.", by=by),
    ]
    text = "\n".join(lines)
    return Message(text, (kit.section("role_over", text),))


def card_over(language: str) -> Message:
    """In place of a message that was for her as a manager."""
    text = speech(language).text(
        "This was for you as a manager. That role is over, and others look after it now."
    )
    return Message(text, (kit.section("card_over", text),))


def _meaning(role: Role, say: Speech) -> str:
    if role is Role.PROJECT_MANAGER:
        return say.text(
            "*Project manager:* you decide who fits whom, lead the introduction of each team, and are asked first when somebody needs more support. Once a week you get a summary."
        )
    if role is Role.PROGRAMME_MANAGER:
        return say.text(
            "*Programme manager:* you are in every team's channel and are asked when the project manager is away. What people ask in confidence comes to you: in /codebuddy settings you name who reads it while you are away. Once a week you get a summary."
        )
    if role is Role.BACKUP:
        return say.text(
            "*Backup:* you are asked when the project manager and the programme manager are away. You do not have to follow the teams' channels."
        )
    if role is Role.PRACTICAL:
        return say.text(
            "*Practical help:* what people ask in confidence about papers, housing, money or a computer comes to you first. They see your name before they send it. On my Home tab you say when you are there."
        )
    if role is Role.STAND_IN:
        return say.text(
            "*Stand-in:* while the programme manager is away, what people ask in confidence comes to you. They see your name before they send it. On my Home tab you say when you are there."
        )
    return say.text(
        "*Wellbeing contact:* when somebody asks for help in confidence, you may be asked to support them. To protect those who ask, I show your name in no list."
    )


def _ids(contacts: tuple[Contact, ...]) -> list[str]:
    return [contact.user_id for contact in contacts]


def _id(contact: Contact | None) -> str | None:
    return contact.user_id if contact else None


def _email(contact: Contact | None) -> str:
    return (contact.email or "")[:EMAIL_MAX] if contact else ""
