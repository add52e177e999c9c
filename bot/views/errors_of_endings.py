"""What a person reads when something is wrong about the end of a team: part of `views/errors.py`."""

from __future__ import annotations

from bot.errors import Wrong
from bot.views.wording import Wording

WORDINGS: dict[Wrong, Wording] = {
    Wrong.TEAM_ENDED: lambda say, values: say.text(
        "This team ended on {day}, so there is nothing to log or plan in it any more. Nothing was stored. /codebuddy shows what you can do.",
        day=say.day_and_year(values["day"]),  # type: ignore[arg-type]
    ),
    Wrong.NO_TEAM_TO_END: lambda say, values: say.text(
        "You are in no buddy team right now, so there is none to end. /codebuddy shows what you can do."
    ),
    Wrong.NO_SUCH_TEAM: lambda say, values: say.text(
        "This person is in no buddy team right now. Please choose somebody else."
    ),
    Wrong.END_IN_PAST: lambda say, values: say.text(
        "Please choose a day after today, or “Now”: then it ends at once."
    ),
    Wrong.TOO_LATE_TO_GO_ON: lambda say, values: say.text(
        "The end of a team can be taken back for 24 hours only. If you two would like to go on, write to a manager: /codebuddy contacts shows how."
    ),
    Wrong.STUDENT_HAS_OTHER: lambda say, values: say.text(
        "The student has another buddy by now, so this team cannot go on. Nothing was changed."
    ),
    Wrong.BUDDY_HAS_OTHER: lambda say, values: say.text(
        "The buddy has said yes to somebody else by now, so I cannot take this back alone. Please write to a manager: /codebuddy contacts shows how."
    ),
    Wrong.NO_HOURS_HELD: lambda say, values: say.text(
        "No hours are logged for this team, so there is nothing to write on a certificate. A manager can help: /codebuddy contacts shows how."
    ),
    Wrong.OWN_TEAM: lambda say, values: say.text(
        "You are of this team yourself, so what managers note of it is for the others."
    ),
    Wrong.PAUSE_IN_PAST: lambda say, values: say.text(
        "Please choose a day after today: on that day the team goes on."
    ),
    Wrong.PAUSE_TOO_LONG: lambda say, values: say.text(
        "That is more than a year ahead. Please choose an earlier day, or end the team."
    ),
    Wrong.NO_OLD_REQUEST: lambda say, values: say.text(
        "<@{student}> has not asked for a buddy through me, so I cannot look for another one. Please ask them to type /codebuddy request when this team has ended.",
        student=values["student"],
    ),
    Wrong.THE_BUDDY: lambda say, values: say.text(
        "This is the buddy of the team now. Please choose somebody else, or nobody."
    ),
    Wrong.CANNOT_WRITE: lambda say, values: say.text(
        "I cannot draw some of these letters. Please write the name in Latin, Cyrillic, Greek, Arabic, Hebrew, Armenian or Georgian letters."
    ),
}
