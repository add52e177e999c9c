"""What a person reads when a change of the settings cannot be put back, or cannot be at all."""

from __future__ import annotations

from bot.errors import Wrong
from bot.views.wording import Wording, plain

WORDINGS: dict[Wrong, Wording] = {
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
