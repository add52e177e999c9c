"""What a person reads when her data, or somebody's, cannot be erased, or is being erased."""

from __future__ import annotations

from bot.errors import Wrong
from bot.views.wording import Wording, plain

WORDINGS: dict[Wrong, Wording] = {
    Wrong.NOTHING_STORED: plain(
        lambda say: say.text(
            "Nothing is stored about this person. Type /codebuddy erase and the person's Slack id: it begins with U."
        )
    ),
    Wrong.STILL_IN_SLACK: lambda say, values: say.text(
        "<@{user}> is in this Slack. Nothing was changed: only the person can ask for this, with /codebuddy privacy.",
        user=values["user"],
    ),
    Wrong.HAND_OVER_FIRST: plain(
        lambda say: say.text(
            "You answer for something here. Nothing was changed. Please hand it over first: managers with /codebuddy handover, all others ask a manager. Then come back."
        )
    ),
    Wrong.HOLDS_A_ROLE: plain(
        lambda say: say.text(
            "This person still answers for something here. Nothing was changed. Please name somebody else first, with /codebuddy settings."
        )
    ),
    Wrong.HOLDS_IN_CONFIDENCE: plain(
        lambda say: say.text(
            "I cannot erase this data yet. The programme manager knows why, please ask. Nothing was changed."
        )
    ),
    Wrong.ERASE_NOT_ASKED: plain(
        lambda say: say.text("There is nothing to take back: no data waits to be erased.")
    ),
    Wrong.ERASE_BEGUN: plain(lambda say: say.text("This cannot be taken back any more: the day is over.")),
    Wrong.BEING_ERASED: plain(
        lambda say: say.text(
            "What was stored about you is being erased at this moment. Nothing was changed. Please try again in some minutes: you are new here then."
        )
    ),
}
