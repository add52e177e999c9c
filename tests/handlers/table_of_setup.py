"""Who may answer the first questions of a programme."""

from __future__ import annotations

from bot import ids
from tests.first_questions import FIRST_QUESTIONS
from tests.handlers.lines import NOBODY, SETTERS, Ids, Line

KEPT = {
    ids.MODAL_KEPT: (("texts", "6"), ("notes", "6"), ("audit", "24"), ("unmatched", "6"), ("delivered", "7"))
}


def first_questions(here: Ids) -> list[Line]:
    return [
        Line("click", ids.SETUP_STEP, SETTERS, "place"),
        Line("click", ids.SETUP_STEP, NOBODY, "nowhere"),
        Line("click", ids.SETUP_ACCEPT, SETTERS, "place"),
        Line("click", ids.SETUP_ACCEPT_ALL, SETTERS, "place"),
        *(
            Line(
                "submission",
                modal,
                SETTERS,
                fields=tuple(fields.items()),
                meta=(("was", here.versions[modal]),),
            )
            for modal, fields in FIRST_QUESTIONS.items()
        ),
    ]
