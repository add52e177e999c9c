"""A report that somebody has asked for: owed to nobody else, and made when it is sent."""

from __future__ import annotations

from datetime import datetime

from bot.rules import periods
from bot.rules.access import READERS, Acting, require_reader, require_set_up
from bot.rules.period_words import Form
from bot.rules.periods import Period
from bot.services import notices, people, report
from models.store import Db

MESSAGE, FILE = "report", "report_file"


def order(db: Db, now: datetime, who: Acting, period: Period, form: Form) -> None:
    """Owe her a report; the same again, a moment later, is another one.

    Raises:
        UserError: she may not have it, or the period cannot be.
    """
    require_reader(who)
    require_set_up(who)
    periods.check(period.first, period.last, report.today(db, now))
    notices.owe(
        db,
        MESSAGE if form is Form.MESSAGE else FILE,
        to=who.user_id,
        key=f"{who.user_id}:{now:%Y%m%dT%H%M%S%f}:{form}",
        now=now,
        form=str(form),
        first=period.first.isoformat(),
        last=period.last.isoformat(),
    )


def file_name(form: Form, period: Period) -> str:
    """What the file is called, in any language."""
    if form is Form.JSON:
        return "codebuddies-years.json"
    ending = "zip" if form is Form.CSV else str(form)
    return f"codebuddies-{period.first}-{period.last}.{ending}"


def may_have(db: Db, user_id: str) -> bool:
    """Whether somebody may have a report now; asked again at sending."""
    return user_id in people.present(db, *READERS)
