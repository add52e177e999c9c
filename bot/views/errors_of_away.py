"""What a person reads when days away cannot be as she said them."""

from __future__ import annotations

from datetime import date

from bot.errors import Wrong
from bot.speech import Speech
from bot.views.wording import Wording, plain


def _day(day: object, say: Speech) -> str:
    return say.day_and_year(day) if isinstance(day, date) else ""


WORDINGS: dict[Wrong, Wording] = {
    Wrong.NOTHING_TO_LEAVE: plain(
        lambda say: say.text(
            "“Away” is for people who are in a team or offer to be a buddy. You are in no team at the moment, so nobody expects hours of you. Nothing was stored, and you have nothing to do."
        )
    ),
    Wrong.AWAY_BEGINS_IN_PAST: plain(
        lambda say: say.text("That day is over. Please choose today or a day that comes.")
    ),
    Wrong.AWAY_UNREAD: plain(
        lambda say: say.text(
            "I found no day to come in what you wrote. Nothing was stored yet: please choose the days here."
        )
    ),
    Wrong.AWAY_UNSURE: plain(
        lambda say: say.text(
            "I am not sure which days you mean, so I ask first. Nothing was stored yet. Please look at the two days here, then press Save."
        )
    ),
    Wrong.AWAY_FAR: lambda say, values: say.text(
        "{day} is a long time from now, so I ask first. Nothing was stored yet. Is it right? Then press Save.",
        day=_day(values["day"], say),
    ),
    Wrong.AWAY_ENDS_FIRST: plain(
        lambda say: say.text("The last day is before the first one. Please choose a later day.")
    ),
    Wrong.STAND_IN_FOR_STUDENT: plain(
        lambda say: say.text("Only the student of this team can ask for a stand-in. Nothing was changed.")
    ),
    Wrong.STAND_IN_ASKED: plain(
        lambda say: say.text(
            "You have asked for a stand-in already, for these days. My Home tab shows how it stands. Nothing was changed."
        )
    ),
    Wrong.STAND_IN_NO_MANAGER: plain(
        lambda say: say.text(
            "Nobody who could look for a stand-in is here at the moment. Nothing was stored. Please press “I need help” on my Home tab."
        )
    ),
    Wrong.BUDDY_IS_HERE: plain(
        lambda say: say.text(
            "These days away are over, or were taken back. So there is no need for a stand-in. Nothing was changed."
        )
    ),
    Wrong.STAND_IN_OVER: plain(
        lambda say: say.text(
            "This is over: nobody needs to stand in any more. Nothing was changed. Thank you."
        )
    ),
    Wrong.STAND_IN_SETTLED: plain(
        lambda say: say.text(
            "This was answered in the meantime. Nothing was changed, and there is nothing to do."
        )
    ),
    Wrong.STAND_IN_NOT_FREE: plain(
        lambda say: say.text(
            "This person cannot be asked now. There can be many reasons, and I never say which. Please choose somebody else."
        )
    ),
}
