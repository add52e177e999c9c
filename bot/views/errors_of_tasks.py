"""What a manager reads when a task cannot be done, put off or passed on."""

from __future__ import annotations

from bot.errors import Wrong
from bot.views.wording import Wording, plain

WORDINGS: dict[Wrong, Wording] = {
    Wrong.DONE_BY: lambda say, values: say.text(
        "<@{user}> has done this already. Nothing was changed.", user=values["user"]
    ),
    Wrong.MOVED_BY: lambda say, values: say.text(
        "<@{user}> has put this off or passed it on since you opened it. Nothing was changed. Please open it again.",
        user=values["user"],
    ),
    Wrong.CANNOT_HOLD: plain(
        lambda say: say.text(
            "This task cannot go to this person. Nothing was changed. Please choose another one."
        )
    ),
    Wrong.NO_DAY_AHEAD: plain(
        lambda say: say.text("Please choose a day after today, within three months. Nothing was changed.")
    ),
}
