"""After a change of what one of two says, whether they still fit: what the change makes impossible ends, and no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.rules import matching as rule
from bot.rules.matching import Bent, Helper, Waiting
from bot.services import board, people, proposals
from bot.services.proposals import Ended, Rows, Shown
from models import Settings
from models.enums import ProposalState
from models.store import Db

Broken = Mapping[int, Collection[Bent]]
"""Open proposal → the rules that speak against it."""


def broken(db: Db, now: datetime, open_ones: Sequence[Shown]) -> Broken:
    """As it is before a change of a request or an offer, for `refit`."""
    programme = proposals.alone(db)
    pairs = {one.id: _two(db, now, programme, one, proposals.locked(db, one.id)) for one in open_ones}
    return {number: rule.bent(*two, (), now) for number, two in pairs.items()}


def refit(db: Db, now: datetime, open_ones: Sequence[Shown], before: Broken) -> None:
    """What the change makes impossible is withdrawn, the rest says why it fits.

    What a manager has bent by hand stays bent. `before`: what spoke against each already, such as the hours of
    somebody who is on a journey, is not this change's doing.
    """
    programme = proposals.alone(db)
    for one in open_ones:
        rows = proposals.locked(db, one.id)
        student, helper = _two(db, now, programme, one, rows)
        known = {*one.bent, *before.get(one.id, ())}
        if Bent.LANGUAGE in known:
            known.add(Bent.LEVEL)  # to share a language at all is better than none
        if set(rule.bent(student, helper, (), now)) - known:
            proposals.move(db, now, None, rows, ProposalState.WITHDRAWN, ended=Ended.NOT_AVAILABLE)
            continue
        fits = replace(rule.explain(student, helper, now), days=one.fit.days)
        rows.proposal.reasons = {**rows.proposal.reasons, **fits.as_dict()}
        db.flush()
        proposals.refresh_cards(db, now, rows)


def _two(db: Db, now: datetime, programme: Settings, one: Shown, rows: Rows) -> tuple[Waiting, Helper]:
    return (
        board.as_waiting(rows.request, programme, people.timezone_of(db, one.student_id), now),
        board.as_helper(rows.volunteer, people.timezone_of(db, one.volunteer_id), one.fit.taken),
    )
