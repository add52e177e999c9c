"""Forgetting by schedule: how long each thing is kept, and which rows and columns go then, as the registry says.

The settings' `kept_for` holds the five periods that a programme chooses, in the order of `intake.KEPT`.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules import personal
from bot.rules.intake import KEPT
from bot.rules.personal import PERSON, Kept, Table

DEFAULT = (12, 6, 24, 6, 7)
PLACES = {
    Kept.TEAM_TEXTS: 0,
    Kept.TEXTS: 0,
    Kept.NOTES: 1,
    Kept.AUDIT: 2,
    Kept.UNMATCHED: 3,
    Kept.DELIVERED: 4,
}
"""Which of `intake.KEPT` tells how long."""
LOGS_DAYS = 30
"""Logs are the host's: the program writes lines and keeps none. So long they should be kept at most."""
LEFT_DAYS = 30
"""After a workspace took the program out. No message can tell anybody then, so it is said before."""
AT = 3 * 60
"""Minutes after midnight in the programme's zone, each night."""
MARKED_DAYS = 60
"""Longest time after which the mark of a message goes that may be brought up to date still."""
WEEKLY = frozenset(("digest", "week_figures"))
"""Messages that come once a week: that one has come is known by its notice alone."""
WEEKLY_KEPT = timedelta(days=9)
"""So long it stays, however short the period of the programme is: a week, wherever its reader is, or goes to."""

RETURNED_TO = frozenset(
    (
        *("help", "help_steps"),
        *("proposal", "volunteer", "offer", "offer_reminder", "buddy", "student_silent", "not_reached"),
        *("age_question", "conduct_question", "volunteer_chat", "volunteer_still", "volunteer_silent"),
        *("launch", "introduction", "introduction_late", "introduction_ask", "hello", "team_formed"),
        *("invitation", "meeting_late", "meeting_log", "venue_asked", "session", "session_corrected"),
        *("target_check", "stand_in_card", "stand_in_offer", "break_begins", "break_over"),
        *("team_ended", "team_ends_soon", "ending_read", "thanks", "go_on_asked", "later_question"),
        *("handover_asked", "handover_agreed"),
        *("broadcast", "broadcast_planned", "question", "question_answer", "question_card"),
        *(
            "fit",
            "pulse",
            "care_task",
            "long_wait",
            "overdue",
            "member_gone",
            "left_channel",
            "week_figures_begin",
        ),
    )
)
"""Messages that are brought up to date while what they show is open, or by whose notice something is known later: that
it was said, to whom, and when."""


@dataclass(frozen=True)
class Rule:
    """What happens to rows of one table when their time is over.

    Attributes:
        since: a column of the table, or `table.column` of a row that it names by `link`.
        words: the columns that are emptied; none: the row goes.
        let_go: what goes besides where no team came of the row (`Table.let_go`).
    """

    table: str
    kept: Kept
    since: str
    link: str
    words: tuple[str, ...]
    let_go: tuple[str, ...]


def fits(kept_for: Sequence[int]) -> bool:
    """Whether these can be the periods of a programme."""
    return len(kept_for) == len(KEPT) and all(
        one.least <= number <= one.most for one, number in zip(KEPT, kept_for, strict=True)
    )


def before(now: datetime, kept_for: Sequence[int], kept: Kept) -> datetime:
    """What is older than this has had its time."""
    number = kept_for[PLACES[kept]]
    return now - timedelta(days=number) if kept is Kept.DELIVERED else months_before(now, number)


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier; the last of that month where it has no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def _rules() -> tuple[Rule, ...]:
    return tuple(
        rule for table in personal.TABLES.values() if table.since and (rule := _rule(table)) is not None
    )


def _rule(table: Table) -> Rule | None:
    """None: what has a period there is forgotten by a sweep of its own (`delivery.housekeeping`)."""
    words = [
        one for one in table.columns() if one.kept in PLACES and one.erasure is not personal.Erasure.STAYS
    ]
    if not words:
        return None
    kept = words[0].kept
    assert kept is not None  # noqa: S101 - it is one of `PLACES`
    emptied = () if table.whole else tuple(one.name for one in words if one.kept is kept)
    of = table.since.partition(".")[0] if "." in table.since else ""
    link = next((column for column, whose in table.hers if whose == of != PERSON), "")
    return Rule(table.name, kept, table.since, link, emptied, tuple(table.let_go.split()))


RULES = _rules()
