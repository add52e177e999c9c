"""Another buddy for a student: her team ends as "a new buddy", and somebody is asked, all in one step or not at all."""

from __future__ import annotations

from datetime import datetime

from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_manager
from bot.services import choosing, endings
from bot.services.choosing import Choice
from bot.services.ended import Form, Parting, Seen
from bot.services.proposals import Shown
from bot.vault import WorkspaceVault
from models.enums import EndReason
from models.store import Db


def parting(db: Db, now: datetime, who: Acting, team_id: int) -> Parting:
    """What the form needs.

    Raises:
        UserError: she is no manager, or as `endings.parting`; the student has never asked through the program; or the
            two have parted, and go on while the student looks for a job.
    """
    require_manager(who)
    found = endings.parting(db, now, who, team_id)
    if found.in_job_search is not None:
        raise UserError(Wrong.STALE)
    if not found.has_request:
        raise UserError(Wrong.NO_OLD_REQUEST, {"student": found.student_id})
    return found


def another(
    db: Db, vault: WorkspaceVault, now: datetime, who: Acting, team_id: int, buddy: str, why: str
) -> tuple[Seen, Shown | None]:
    """End the team, put its student on the list at her old place, and ask this volunteer; `buddy` empty: nobody yet.

    `why`: needed where a rule speaks against this pair, and kept then.

    Raises:
        UserError: as `parting`; or this volunteer cannot be asked for her, as `choosing.choose`. Nothing is changed then.
    """
    found = parting(db, now, who, team_id)
    if buddy == found.buddy_id:
        raise UserError(Wrong.THE_BUDDY, block="somebody")
    seen = endings.end(db, vault, now, who, team_id, Form(EndReason.NEW_BUDDY), found.readers)
    if not buddy:
        return seen, None
    request_id = endings.request_of(db, seen.id)
    if request_id is None:
        raise UserError(Wrong.HAS_LEFT)
    return seen, choosing.choose(db, vault, now, who, Choice(request_id, 0, buddy), why)
