"""What a person reads when days away cannot be as she said them."""

from __future__ import annotations

from bot.errors import Wrong
from bot.views.wording import Wording, plain

WORDINGS: dict[Wrong, Wording] = {
    Wrong.NOTHING_TO_LEAVE: plain(
        lambda say: say.text(
            "You are in no team at the moment, so nobody expects hours of you. Nothing was stored."
        )
    ),
    Wrong.AWAY_BEGINS_IN_PAST: plain(
        lambda say: say.text("That day is over. Please choose today or a day that comes.")
    ),
    Wrong.AWAY_ENDS_FIRST: plain(
        lambda say: say.text("The last day is before the first one. Please choose a later day.")
    ),
}
