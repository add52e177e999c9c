"""A manager's digest at any time, and as it is after something was done in it; and who else reads its figures."""

from __future__ import annotations

from datetime import UTC, datetime

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


def again(visit: Visit, said: Click) -> Answer:
    """In the place of the one in which something was done."""
    who, ts = visit.who, said.message_ts or ""
    known = digests.in_message(visit.db, who.user_id, said.channel_id or "", ts)
    at, monday = (known.at, known.monday) if known else (_moment(ts) or visit.now, None)
    found = digest_content.again(visit.db, visit.now, who.user_id, at, monday)
    return Say(views.digest(found, who.language, charts=said.has_chart), instead=True)


def _moment(ts: str) -> datetime | None:
    """When Slack showed a message: of one that came so long ago that its notice is not kept any more."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return None


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
