"""A manager chooses somebody else for a student: who else there is, and what is bent by a choice of her own."""

from __future__ import annotations

from slackblocks import Button

from bot import ids
from bot.rules.matching import Alternative, Bending, Bent, Cost
from bot.services.choosing import WHY_MAX, Choice, Others
from bot.services.proposals import Shown
from bot.speech import Speech, speech
from bot.views import fitting, kit
from bot.views.answer import Block, Message, View

BENDING_SHOWN = 5


def form(seen: Others, language: str) -> View:
    """The best others, each with a button; and a field for anybody else."""
    say = speech(language)
    who = say.text("*Who could be the buddy of <@{student}>?*", student=seen.student_id)
    if seen.proposed:
        now = say.text("Proposed now: <@{volunteer}>.", volunteer=seen.proposed)
        who = f"{who}\n{now}"
    if not seen.found:
        none = (
            say.text("I know nobody else who fits and has a free place.")
            if seen.proposed
            else say.text("I know nobody who fits and has a free place.")
        )
        who = f"{who}\n{none}"
    blocks = [
        kit.section("others", who),
        *(_other(one, price, seen, say) for one, price in seen.found),
        *_against(seen, say),
        kit.field(
            "somebody",
            say.text("Or choose somebody yourself"),
            kit.user(),
            hint=say.text(
                "A volunteer who is approved and has a free place. If a rule speaks against it, I say so first."
            ),
        ),
    ]
    return kit.modal(
        ids.MODAL_CHOOSE,
        say.text("Choose a buddy"),
        blocks,
        submit=say.text("Choose"),
        close=say.text("Cancel"),
        meta={"request": seen.request_id, "instead": seen.instead_of},
    )


def warning(choice: Choice, student_id: str, bent: tuple[Bent, ...], language: str) -> View:
    """What speaks against the choice, and a reason for the others who run CodeBuddies."""
    say = speech(language)
    title = say.text(
        "*<@{student}> and <@{volunteer}>: this bends a rule*",
        student=student_id,
        volunteer=choice.volunteer_id,
    )
    against = [f"• {fitting.against(rule, student_id, say)}" for rule in bent]
    blocks = [
        kit.section("bent", "\n".join([title, *against])),
        kit.field(
            "why",
            say.text("Why is it right all the same?"),
            kit.paragraph(max_length=WHY_MAX),
            hint=say.text("Managers read it on the card. The student and the volunteer do not."),
        ),
    ]
    return kit.modal(
        ids.MODAL_CHOOSE_ANYWAY,
        say.text("Choose a buddy"),
        blocks,
        submit=say.text("Choose anyway"),
        close=say.text("Cancel"),
        meta={
            "request": choice.request_id,
            "instead": choice.instead_of,
            "volunteer": choice.volunteer_id,
        },
    )


def chosen(shown: Shown, language: str) -> Message:
    """The answer to the manager who chose."""
    return Message(
        speech(language).text(
            "<@{volunteer}> is asked now whether to be the buddy of <@{student}>. The card in my messages shows how it goes on.",
            volunteer=shown.volunteer_id,
            student=shown.student_id,
        )
    )


def _other(one: Alternative, price: Cost, seen: Others, say: Speech) -> Block:
    user = one.helper.user_id
    lines = [
        say.isolated(f"*<@{user}>*"),
        *_no(user, seen, say),
        fitting.to_managers(one.reasons, seen.student_id, user, say),
        fitting.cost(price, seen.proposed, say),
    ]
    return kit.section(f"other_{user}", "\n".join(line for line in lines if line), _choose(user, say))


def _against(seen: Others, say: Speech) -> list[Block]:
    """Who has a free place, and what speaks against each."""
    if not seen.bending:
        return []
    title = say.text("*A free place, but a rule speaks against it*")
    more = len(seen.bending) - BENDING_SHOWN
    rest = [kit.context("bending_more", say.count(more, "and one more", "and {n} more"))] if more > 0 else []
    shown = (_bends(one, seen, say) for one in seen.bending[:BENDING_SHOWN])
    return [kit.section("bending", title), *shown, *rest]


def _bends(one: Bending, seen: Others, say: Speech) -> Block:
    helper = one.helper
    lines = [
        say.isolated(f"*<@{helper.user_id}>*"),
        *_no(helper.user_id, seen, say),
        *(fitting.against(rule, seen.student_id, say) for rule in one.rules),
        fitting.places(helper.taken, helper.capacity, helper.user_id, say),
    ]
    return kit.section(f"bends_{helper.user_id}", "\n".join(lines), _choose(helper.user_id, say))


def _no(user_id: str, seen: Others, say: Speech) -> list[str]:
    day = seen.noes.get(user_id)
    return [say.text("A manager said on {day}: not this pair.", day=say.day(day))] if day else []


def _choose(user_id: str, say: Speech) -> Button:
    return kit.button(say.text("Choose"), ids.PROPOSAL_CHOOSE, user_id)
