"""“Never pair me with”: a person's own list. Neither answer is kept beside the delivery: it would outlive the list."""

from __future__ import annotations

from bot import ids
from bot.rules.access import require_set_up
from bot.services import never_pairs
from bot.views import never_pairs as views
from bot.views.answer import Answer, OpenModal, Say, Unkept
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def open_form(visit: Visit, said: Command | Click) -> Answer:
    require_set_up(visit.who)
    own = never_pairs.own(visit.db, visit.vault, visit.who.user_id)
    return Unkept(OpenModal(views.form(own, visit.who.language)))


def submitted(visit: Visit, said: Submission) -> Answer:
    never = tuple(said.many("never"))
    never_pairs.keep(visit.db, visit.vault, visit.now, visit.who, never)
    own = never_pairs.own(visit.db, visit.vault, visit.who.user_id)
    return Unkept(Say(views.kept(own, visit.who.language)))


def register(door: Door) -> None:
    door.click(ids.NEVER_PAIR_OPEN, open_form)
    door.submission(ids.MODAL_NEVER_PAIR, submitted)
