"""What a person reads when a change of the settings cannot be put back, or cannot be at all."""

from __future__ import annotations

from bot.errors import Wrong
from bot.views.wording import Wording, plain

WORDINGS: dict[Wrong, Wording] = {
    Wrong.HANDOVER_OVER: plain(
        lambda say: say.text(
            "This handover is over: it was taken back, answered with no, or it is older than a week. Nothing was changed."
        )
    ),
    Wrong.HANDOVER_ONE: plain(
        lambda say: say.text(
            "You have asked somebody already. Take that back first: /codebuddy handover. Nothing was changed."
        )
    ),
    Wrong.HANDOVER_SELF: plain(lambda say: say.text("This is you. Please choose somebody else.")),
    Wrong.HANDOVER_HAS_IT: plain(
        lambda say: say.text("This person has the same role already. Please choose somebody else.")
    ),
    Wrong.CLONE_UNREADABLE: plain(
        lambda say: say.text(
            "This is not the whole text of a file of settings. Please copy it from the first line to the last. Nothing was changed."
        )
    ),
    Wrong.CLONE_NEWER: plain(
        lambda say: say.text(
            "These settings come from a newer version of CodeBuddies than this one. Please bring this one up to date first. Nothing was changed."
        )
    ),
    Wrong.CLONE_BAD: lambda say, values: say.text(
        "I cannot use what stands at “{where}” in this text. Nothing was changed.", where=values["where"]
    ),
    Wrong.CLONE_NOTHING: plain(
        lambda say: say.text(
            "There is nothing to take over any more: I keep the text for a week, and only until it is used. Nothing was changed."
        )
    ),
    Wrong.UNKNOWN_ZONE: plain(
        lambda say: say.text(
            "I do not know this time zone. Please write it with its part of the world, for example Europe/Madrid or America/Bogota."
        )
    ),
    Wrong.CHANGED_SINCE: plain(
        lambda say: say.text(
            "This was changed again since then, so I did not put it back. Nothing was changed. Please look at what is set now."
        )
    ),
    Wrong.CLASS_REMOVED: plain(
        lambda say: say.text(
            "This class was removed since then. Nothing was changed. Put the removal back first, or add the class again."
        )
    ),
    Wrong.NOBODY_BEFORE: plain(
        lambda say: say.text(
            "Before this change nobody had these roles, so I cannot put it back. Nothing was changed. /codebuddy setup changes who has them."
        )
    ),
}
