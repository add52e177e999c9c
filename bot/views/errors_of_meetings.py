"""What a person reads when a date cannot be, or does not hold any more."""

from __future__ import annotations

from bot.errors import Wrong
from bot.views.wording import Wording, plain

WORDINGS: dict[Wrong, Wording] = {
    Wrong.MEETING_PAST: plain(
        lambda say: say.text("This time is over already. Please choose one that is still to come.")
    ),
    Wrong.MEETING_FAR: plain(
        lambda say: say.text("This is more than a year ahead. Please choose an earlier day.")
    ),
    Wrong.MEETING_OVERLAPS: plain(
        lambda say: say.text(
            "One of you has another meeting planned at that time. Please choose another time."
        )
    ),
    Wrong.PLACE_REFUSED: plain(
        lambda say: say.text(
            "It is not possible there at that time: who answers for the place has said no. Please choose another place or another time."
        )
    ),
    Wrong.MEETING_TOO_LONG: plain(
        lambda say: say.text(
            "Not all of you have so long at this time. Please choose a shorter meeting, or another time."
        )
    ),
    Wrong.MEETING_MOVED: plain(
        lambda say: say.text(
            "This meeting has changed since. Nothing was changed now. My newest message about it says what holds."
        )
    ),
    Wrong.MEETING_OVER: plain(
        lambda say: say.text(
            "This meeting is over or was cancelled. Nothing was changed. You can plan a new one."
        )
    ),
    Wrong.NOBODY_TO_MEET: plain(
        lambda say: say.text(
            "You are in no buddy team right now, so there is nobody to meet. /codebuddy shows what you can do."
        )
    ),
    Wrong.NO_MEETING: plain(
        lambda say: say.text(
            "No meeting of yours is planned here now, so there is nothing to change. You can plan one: /codebuddy plan"
        )
    ),
}
