"""What a person reads who may not do something: for which role it is, or that hers is over. Part of `views/errors.py`."""

from __future__ import annotations

from typing import cast

from bot.errors import Wrong
from bot.services.lost_roles import Lost
from bot.speech import Speech
from bot.views import roles
from bot.views.wording import Wording, plain


def _over(say: Speech, values: dict[str, object]) -> str:
    """In a field of a form nobody can be named: Slack shows no names there."""
    lost = cast(Lost, values["lost"])
    names = roles.names(say)
    hers = say.list(names[one] for one in lost.roles)
    if not lost.now:
        return say.text(
            "Your role in CodeBuddies is over: {roles}. Nothing was changed. /codebuddy contacts shows who looks after it now.",
            roles=hers,
        )
    return say.text(
        "Your role in CodeBuddies is over: {roles}. It is with {people} now. Nothing was changed. /codebuddy shows what you can do.",
        roles=hers,
        people=say.list(f"<@{one}>" for one in lost.now),
    )


WORDINGS: dict[Wrong, Wording] = {
    Wrong.ROLE_OVER: _over,
    Wrong.NOT_YOURS: plain(
        lambda say: say.text(
            "This is for somebody else to decide. Nothing was changed. /codebuddy shows what you can do."
        )
    ),
    Wrong.FOR_MANAGERS: plain(
        lambda say: say.text(
            "Only the people who run CodeBuddies can do this. Nothing was changed. /codebuddy shows what you can do."
        )
    ),
    Wrong.FOR_PROGRAMME_MANAGER: plain(lambda say: say.text("Only the programme manager can do this.")),
    Wrong.FOR_READERS: plain(
        lambda say: say.text(
            "Only the project manager and the programme manager read what was said in private. Nothing was changed."
        )
    ),
}
