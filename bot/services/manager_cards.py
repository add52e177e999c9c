"""Messages that somebody gets for as long as she is a manager: whoever is none any more keeps nothing of them."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from bot.rules.access import MANAGERS, READERS
from bot.services import (
    broadcasts,
    care,
    channel_questions,
    channels,
    digests,
    endings,
    feedback,
    first_days,
    handing,
    help_record,
    left_members,
    meeting_steps,
    notices,
    own_pairs,
    people,
    quiet_teams,
    stand_ins,
    targets,
    task_moves,
)
from bot.services import help as calls
from models import HelpRequest, Notice, Proposal, Volunteer
from models.enums import HelpState, NoticeState, ProposalState, Role, VolunteerState
from models.store import Db

OVER: Final = "manager_cards_over"
"""A kind of notice: other words stand in the place of each such message, one after the other."""
OVER_BEFORE: Final = "manager_card_over"
"""The same, as versions before have owed it, each for one message: those cannot send what is owed now."""
ENDS: Final = "whose"
"""In it: which of `HERS`."""
LOST: Final = "no_manager_any_more"
"""Why one of them was dropped."""
OF_MANAGERS, OF_READERS = "of_managers", "of_readers"
HERS: Final[dict[str, tuple[Role, ...]]] = {OF_MANAGERS: MANAGERS, OF_READERS: READERS}
"""What somebody is sent for as long as she has one of these roles; where their places are kept (`where_named`), too."""
WHOSE: Final = {
    **dict.fromkeys(
        (
            *("proposal", "volunteer", "volunteer_again", "match_report", "student_silent", "not_reached"),
            *("passed_on", "long_wait", "overdue", targets.CARD, help_record.CARD, "help_remind"),
            *(
                "introduction",
                first_days.LATE,
                meeting_steps.MET,
                meeting_steps.UNANSWERED,
                handing.UNPLANNED,
            ),
            *("not_invited", "no_channel", "channel_gone", "left_channel", left_members.TOLD, channels.STAYS),
            *(quiet_teams.TOLD, stand_ins.CARD, stand_ins.STAYS, channel_questions.WAITING),
            *(broadcasts.PLANNED, broadcasts.REPORT, endings.READ),
        ),
        OF_MANAGERS,
    ),
    **dict.fromkeys(
        (*(care.TOLD, care.WORDS, feedback.KIND, task_moves.PASSED, digests.KIND, digests.ON_DEMAND),),
        OF_READERS,
    ),
}
"""Kinds of notices with names, notes or buttons of managers in them, and which of `HERS` they are. In those of readers may
stand what somebody has said in private, which is not for backups.
"""
OTHERS: Final = frozenset((help_record.CARD, channels.STAYS))
"""Of them, what is looked at in another way before it is sent: who is passed over is followed by the next in line; and an
admin may stand in for a manager.
"""
AS_SHE_IS: Final = frozenset((task_moves.PASSED, digests.KIND, digests.ON_DEMAND))
"""Of them, what backups are sent, too: with what they may read."""


def is_over(db: Db, row: Notice) -> bool:
    """Whether this is for managers alone, or changes a message that was, and its reader is none: since it was owed she has
    lost the role. No query for all other kinds.
    """
    changed = str(row.about.get("notice", "")).partition(":")[0]
    kind = changed if changed in WHOSE else row.kind
    if kind not in WHOSE or row.kind in OTHERS or row.kind in (OVER, OVER_BEFORE):
        return False
    roles = MANAGERS if kind in AS_SHE_IS else HERS[WHOSE[kind]]
    return row.target not in people.present(db, *roles)


def take_back(db: Db, now: datetime, users: Collection[str], whose: str, mark: str) -> None:
    """They have none of these roles any more: what stands in their chats from that time gets other words."""
    notices.owe_each(db, OVER, ((user, f"{user}:{mark}", {ENDS: whose}) for user in sorted(users)), now)


def give_back(db: Db, now: datetime, users: Collection[str], mark: str) -> None:
    """They decide about pairs and offers from now on: cards that they had before, and that wait still, are whole again.

    Other words may stand there, from when they had no role; or they were not sent, for that.
    """
    offered = db.scalars(select(Volunteer.user_id).where(Volunteer.state == VolunteerState.OFFERED)).all()
    proposed = db.scalars(select(Proposal.id).where(Proposal.state == ProposalState.PROPOSED)).all()
    cards: dict[str, tuple[str, str, dict[str, Any]]] = {}
    for user in users:
        own = own_pairs.hidden(db, user)
        for one in offered:
            cards[f"volunteer:{one}:{user}"] = "volunteer", user, {"volunteer": one}
        for number in (one for one in proposed if one not in own):
            cards[f"proposal:{number}:{user}"] = "proposal", user, {"proposal": number}
    theirs = select(Notice).where(Notice.dedupe_key.in_(cards)).order_by(Notice.id).with_for_update()
    for row in db.scalars(theirs.execution_options(populate_existing=True)).all():
        kind, user, about = cards[row.dedupe_key]  # a worker may just have dropped it
        if row.slack_ts is not None:
            key = f"{row.dedupe_key.removeprefix(f'{kind}:')}:{mark}"
            notices.owe(db, f"{kind}_edit", to=user, key=key, now=now, notice=row.dedupe_key, **about)
        elif row.state is NoticeState.DROPPED and row.reason == LOST:
            row.state, row.reason, row.due_at, row.not_before = NoticeState.PENDING, None, now, now
    db.flush()


def calls_back(db: Db, now: datetime, users: AbstractSet[str], mark: str) -> None:
    """They are managers from now on: cards that they had before of calls for more support are whole again, where they may
    be asked about them.
    """
    still = select(HelpRequest).where(HelpRequest.state != HelpState.CLOSED).order_by(HelpRequest.asked_at)
    for call in db.scalars(still).all() if users else ():
        help_record.refresh_cards(db, now, call, mark, users & set(calls.line_of(db, call)))
