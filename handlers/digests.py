"""A manager's digest at any time, and as it is after something was done in it; and who else reads its figures."""

from __future__ import annotations

from bot import ids
from bot.errors import UserError, Wrong
from bot.services import digest_content, digests, figures
from bot.views import digest as views
from bot.views import figures as figures_views
from bot.views.answer import Answer, OpenModal, Say
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def ask(visit: Visit, said: Command | Click, rest: str = "") -> Answer:
    """`/codebuddy digest`: it comes as a message, as on Monday, so that its buttons stay and its charts are tried."""
    digests.ask(visit.db, visit.now, visit.who, said.delivery_id)
    return Say(views.on_its_way(visit.who.language))


def is_in_one(said: Click) -> bool:
    return said.surface == "message" and said.block_id.startswith(views.MARK)


def again(visit: Visit, said: Click) -> Answer:
    """In the place of the one in which something was done."""
    found = digest_content.after(visit.db, visit.now, visit.who)
    return Say(views.digest(found, visit.who.language, charts=said.has_chart), instead=True)


def open_readers(visit: Visit, said: Click) -> Answer:
    return OpenModal(figures_views.form(figures.on_the_list(visit.db, visit.who), visit.who.language))


def readers_chosen(visit: Visit, said: Submission) -> Answer:
    """What somebody else has changed while she had the list open stays."""
    shown = said.meta.get("shown")
    if not isinstance(shown, list):
        raise UserError(Wrong.OLD_FORM)
    wanted = said.many(figures.BLOCK)
    came, left = figures.save(
        visit.db, visit.now, visit.who, wanted, visit.asked, [str(one) for one in shown]
    )
    return Say(figures_views.saved(came, left, visit.who.language))


def stop_figures(visit: Visit, said: Click) -> Answer:
    figures.stop(visit.db, visit.now, visit.who)
    return Say(figures_views.stopped(visit.who.language), instead=True)


def register(door: Door) -> None:
    door.click(ids.FIGURES_OPEN, open_readers)
    door.click(ids.FIGURES_STOP, stop_figures)
    door.submission(ids.MODAL_FIGURES, readers_chosen)
