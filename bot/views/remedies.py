"""What could help a student who waits for long: in a manager's messages, and behind a button on her Home tab."""

from __future__ import annotations

from slackblocks import Button

from bot import ids
from bot.rules.matching import WhyWaiting
from bot.services.remedies import Remedies
from bot.speech import Speech, escape, speech
from bot.views import kit, programme, promises, taking_off
from bot.views.answer import Block, Message
from bot.views.lists import Item, numbered


def open_button(request_id: int, say: Speech) -> Button:
    return kit.button(say.text("What could help"), ids.REMEDIES_OPEN, request_id)


def seen(found: Remedies, language: str) -> Message:
    """The answer to the button."""
    say = speech(language)
    return _message(found, [promises.waits(found.waits, found.promised, say)], say)


def long_wait(found: Remedies, language: str) -> Message:
    """To a manager, on the day on which one should look."""
    say = speech(language)
    first = say.text(
        "<@{student}> has waited for a buddy for a long time. Please look at what could help.",
        student=found.waits.student_id,
    )
    stands = promises.waits(found.waits, found.promised, say)
    return _message(found, [first, stands], say)


def overdue(found: Remedies, language: str) -> Message:
    """To a manager, when the promised time is over."""
    say = speech(language)
    stands = promises.waits(found.waits, found.promised, say)
    told = say.text("I tell the student so, too, and that it is not because of them. I keep looking.")
    return _message(found, [stands, told], say)


def _message(found: Remedies, lines: list[str], say: Speech) -> Message:
    text = "\n".join(lines)
    return Message(text, (kit.section("stands", text), *_blocks(found, say)))


def _blocks(found: Remedies, say: Speech) -> list[Block]:
    """Who might be the buddy, and what would have to happen; below it what can be done at once."""
    spoken = programme.any_language(found.waits.languages, say)
    title = say.text("*What could help*")
    others = [f"• {line}" for line in _others(found, spoken, say)]
    blocks = _offers(found, spoken, say)
    if not (blocks or others):
        others = [
            say.text("I know nobody else who speaks {languages} well enough.", languages=spoken)
            if found.waits.is_proposed
            else say.text("I know nobody who speaks {languages} well enough.", languages=spoken)
        ]
    if others:
        blocks.append(kit.section("others_who_speak", "\n".join(others)))
    buttons = []
    if found.to_approve is not None:
        approve = kit.button(say.text("Approve"), ids.PROPOSAL_APPROVE, found.to_approve.id, "primary")
        look = say.text(
            "• A possible team waits for your yes: <@{student}> and <@{volunteer}>. The card in my messages says why the two fit.",
            student=found.waits.student_id,
            volunteer=found.to_approve.volunteer_id,
        )
        blocks.insert(0, kit.section("to_approve", look, approve))
    if found.can_choose:
        buttons.append(kit.button(say.text("Choose by hand"), ids.PROPOSAL_OTHERS, found.request_id))
    if found.task_id is not None:
        buttons.append(kit.button(say.text("Done"), ids.TASK_DONE, found.task_id))
    buttons.append(kit.button(say.text("Text to recruit with"), ids.RECRUIT_OPEN))
    buttons.append(taking_off.button(found.request_id, say))
    return [kit.section("remedies", title), *blocks, kit.buttons("remedies_do", *buttons)]


def _offers(found: Remedies, spoken: str, say: Speech) -> list[Block]:
    """Those whose offer lacks something; several have numbers instead of dots, so that no two buttons are alike."""
    lines = [
        (
            "unapproved",
            user,
            say.text(
                "• <@{user}> speaks {languages} and waits for your approval.", user=user, languages=spoken
            ),
        )
        for user in found.unapproved
    ]
    lines += [
        (
            "incomplete",
            user,
            say.text(
                "• <@{user}> speaks {languages}. The code of conduct or the background check is still missing.",
                user=user,
                languages=spoken,
            ),
        )
        for user in found.incomplete
    ]
    return numbered(
        [
            Item(
                [
                    kit.section(
                        f"{what}_{user}",
                        line if len(lines) == 1 else line.removeprefix("• "),
                        kit.button(say.text("Read the offer"), ids.VOLUNTEER_READ, user),
                    )
                ]
            )
            for what, user, line in lines
        ]
    )


def _others(found: Remedies, spoken: str, say: Speech) -> list[str]:
    """What each of those who speak her language would need, one line each; and what can be done by hand."""
    lines = [
        say.text(
            "<@{user}> speaks {languages} and takes new students again from {day}.",
            user=user,
            languages=spoken,
            day=say.day(day),
        )
        for user, day in found.away
    ]
    lines += [
        say.text(
            "<@{user}> speaks {languages} and has no free place. Perhaps there is room for one more: please ask.",
            user=user,
            languages=spoken,
        )
        for user in found.full
    ]
    lines += [
        say.text(
            "<@{user}> speaks {languages} and did not say whether the offer still holds. Please ask.",
            user=user,
            languages=spoken,
        )
        for user in found.silent
    ]
    if found.cities:
        lines.append(
            say.text(
                "Nobody can meet in this student's city. Others who would fit can meet in: {cities}. Please ask if one of them is the same place, or near enough, or if online would do.",
                cities=say.list(escape(city) for city in found.cities),
            )
        )
    if found.waits.why is WhyWaiting.NO_TRAIT:
        lines.append(
            say.text(
                "This student needs a buddy who is {traits}. Please talk about it: as a wish, not a must, more people could help. The student changes it in the request.",
                traits=programme.traits(found.waits.traits, say),
            )
        )
    if found.can_choose:
        lines.append(
            say.text(
                "Somebody has a free place, and you can try to choose by hand. I say first if a rule speaks against it."
            )
        )
    if found.short:
        lines.append(
            say.text(
                "More volunteers who speak {languages} are needed. There is a text to recruit with.",
                languages=programme.any_language(
                    dict.fromkeys(code for one in found.short for code in one.languages), say
                ),
            )
        )
    return lines
