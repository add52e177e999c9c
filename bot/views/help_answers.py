"""The two forms behind the buttons of a card: whom it is handed over to, and what has helped."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.services.help_answers import LINE_MAX
from bot.services.help_record import Request
from bot.speech import speech
from bot.views import kit
from bot.views.answer import View

MOST = 10
"""People whom Slack shows at once as buttons to choose from."""


def hand_over(request: Request, others: Sequence[str], language: str) -> View:
    """`others`: who can be asked instead, in order; empty where nobody can."""
    say = speech(language)
    blocks = [
        kit.section(
            "about",
            say.text(
                "This is about the request of <@{asker}>, who sees to whom it goes, but not why.",
                asker=request.asked_by,
            ),
        )
    ]
    missing = say.text(
        "Somebody is missing here? Then they are away or outside their hours, or the person who asked does not want them to read it."
    )
    if others:
        people = {person: f"<@{person}>" for person in others[:MOST]}
        blocks += [
            kit.field(
                "to",
                say.text("Who can look after it?"),
                kit.one_of(people, initial=others[0], radio=True),
                hint=say.text("I ask this person now. Until there is an answer, nobody looks after it."),
            ),
            kit.context("missing", missing),
            kit.field(
                "why",
                say.text("Why? One line"),
                kit.line(max_length=LINE_MAX),
                hint=say.text("Only the person whom you choose reads it."),
                optional=True,
            ),
        ]
    else:
        nobody = say.text("Nobody else is there at the moment. Please keep it, and try again tomorrow.")
        blocks += [kit.section("nobody", nobody), kit.context("missing", missing)]
    return kit.modal(
        ids.MODAL_HELP_HAND_OVER,
        say.text("Hand over"),
        blocks,
        submit=say.text("Hand over") if others else None,
        close=say.text("Cancel"),
        meta={"call": request.id},
    )


def resolve(request: Request, language: str) -> View:
    """What has helped, in one line."""
    say = speech(language)
    about = say.text("Thank you for looking after <@{asker}>.", asker=request.asked_by)
    reads = say.text("The person who asked reads this line, and so do the others whom I had asked.")
    return kit.modal(
        ids.MODAL_HELP_RESOLVE,
        say.text("Resolved"),
        [
            kit.section("about", about),
            kit.field("helped", say.text("What helped? One line"), kit.line(max_length=LINE_MAX), hint=reads),
        ],
        submit=say.text("Resolved"),
        close=say.text("Cancel"),
        meta={"call": request.id},
    )
