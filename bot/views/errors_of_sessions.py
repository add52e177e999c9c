"""What a person reads when a session cannot be logged or corrected as it stands, or a place not be asked for."""

from __future__ import annotations

from datetime import date

from bot.errors import Wrong
from bot.views.wording import Wording, plain


def _day_and_month(day: object) -> str:
    """`21/11`."""
    return f"{day.day}/{day.month}" if isinstance(day, date) else ""


WORDINGS: dict[Wrong, Wording] = {
    Wrong.NO_DURATION: plain(
        lambda say: say.text("I could not find how long it was. Please write it like 45 min, 2h or 1h30.")
    ),
    Wrong.TOO_SHORT: plain(lambda say: say.text("That is very short. A session has at least 5 minutes.")),
    Wrong.TOO_LONG: plain(lambda say: say.text("Did you mean less? One session can have at most 12 hours.")),
    Wrong.IN_FUTURE: plain(
        lambda say: say.text("That day has not come yet. Please log a session after you have met.")
    ),
    Wrong.TOO_OLD: plain(
        lambda say: say.text(
            "That day is more than 60 days ago. Please tell the project manager about older sessions."
        )
    ),
    Wrong.BEFORE_TEAM: lambda say, values: say.text(
        "Your team began on {day}. Please choose that day or a later one.",
        day=say.day(values["day"]),  # type: ignore[arg-type]
    ),
    Wrong.BAD_DATE: lambda say, values: say.text(
        "I do not understand this day. Please write yesterday, Monday, {short} or {long}.",
        short=_day_and_month(values["today"]),
        long=str(values["today"]),
    ),
    Wrong.WHICH_DAY: plain(lambda say: say.text("I am not sure which day you mean. Please choose it here.")),
    Wrong.WHICH_LENGTH: plain(
        lambda say: say.text("I am not sure how long it was. Please write it here, like 45 min, 2h or 1h30.")
    ),
    Wrong.TWO_LENGTHS: plain(
        lambda say: say.text(
            "I read more than one length. Please write here how long this session was; the other one you can log after it."
        )
    ),
    Wrong.NO_TEAM: plain(
        lambda say: say.text(
            "You are in no buddy team right now, so there is nothing to log. /codebuddy shows what you can do."
        )
    ),
    Wrong.WHICH_TEAM: plain(
        lambda say: say.text("You are in several teams. Please choose which one this was with.")
    ),
    Wrong.ONLY_THE_TWO: plain(
        lambda say: say.text(
            "Only the two of this team can correct what they logged. If something looks wrong to you, please ask them. Nothing was changed."
        )
    ),
    Wrong.NOTHING_NEW: plain(
        lambda say: say.text("This is what is stored already. Change something here, or close the form.")
    ),
    Wrong.CORRECTED_MEANWHILE: plain(
        lambda say: say.text(
            "This was corrected or taken back in the meantime. Nothing was stored. Please close the form and open it again."
        )
    ),
    Wrong.STRUCK_OUT: plain(
        lambda say: say.text("This was taken back already, so there is nothing to correct.")
    ),
    Wrong.NOBODY_FOR_PLACE: plain(
        lambda say: say.text(
            "Nobody who can say yes to this place is here at the moment. Please choose another place. Nothing was stored."
        )
    ),
}
