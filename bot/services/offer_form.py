"""The form with which somebody offers to be a buddy: two pages, the first of which is kept until both are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.errors import UserError, Wrong, refuse_all
from bot.rules.access import Acting, require_set_up
from bot.services import drafts, offering, people, volunteers
from bot.services.drafts import Entered
from bot.services.volunteers import OwnOffer
from bot.services.wishes import CITY_MAX
from bot.vault import WorkspaceVault
from models.enums import FormKind
from models.store import Db

HELP = ("fluent", "getting_by", "topics", "capacity", "minutes", "hello")
"""Fields of the first page."""
MEETING = ("times", "place", "city", "traits", "conduct")
"""Fields of the second."""
SEVERAL = frozenset({"fluent", "getting_by", "topics", "times", "traits", "conduct"})


@dataclass(frozen=True)
class Form:
    """What is in the form's fields when he sees it.

    Attributes:
        entered: field → text or list of words; a field that was never filled in is not there.
        own: the offer that it changes, if he has made one.
        unsent: some of it he entered before, and never sent.
    """

    entered: Entered
    own: OwnOffer | None
    unsent: bool

    @property
    def asks_conduct(self) -> bool:
        """He has not agreed to the code of conduct as it reads today."""
        return self.own is None or not self.own.agreed


def opened(db: Db, vault: WorkspaceVault, now: datetime, who: Acting) -> Form:
    """As it is opened: with what he has entered and not sent, else with what he offered before.

    Raises:
        UserError: nothing is set up.
    """
    require_set_up(who)
    row = volunteers.row_of(db, who.user_id)
    stored = offering.as_entered(row) if row else {}
    draft = drafts.of(db, vault, now, who.user_id, FormKind.OFFER)
    own = volunteers.seen(db, row) if row else None
    return Form({**stored, **(draft or {})}, own, unsent=draft is not None)


def help_told(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, fields: Mapping[str, Any]) -> Form:
    """The first page was sent: it is kept, and the second is shown.

    Raises:
        UserError: as `opened`, and what is wrong in a field, at it.
    """
    require_set_up(who)
    entered = drafts.read(fields, HELP, SEVERAL)
    row = volunteers.row_of(db, who.user_id)
    spoken = row.languages if row else ()
    refuse_all(offering.wrong_in_first(people.programme(db), offering.read(entered), spoken))
    drafts.keep(db, vault, now, who.user_id, FormKind.OFFER, entered)
    return opened(db, vault, now, who)


def back(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, fields: Mapping[str, Any]) -> Form:
    """From the second page to the first; what is on the second is kept, as far as a form can show it again."""
    require_set_up(who)
    entered = drafts.read(fields, MEETING, SEVERAL)
    if entered:
        kept = {**entered, "city": entered.get("city", "")[:CITY_MAX]}
        drafts.keep(db, vault, now, who.user_id, FormKind.OFFER, kept)
    return opened(db, vault, now, who)


def sent(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, fields: Mapping[str, Any]) -> OwnOffer:
    """The second page was sent: the whole offer is stored.

    Raises:
        UserError: as `opened`; what is wrong in a field, at it; in words where it is on the first page.
    """
    require_set_up(who)
    first_page = drafts.of(db, vault, now, who.user_id, FormKind.OFFER) or {}
    if "fluent" not in first_page:
        raise UserError(Wrong.FIRST_PAGE_GONE)
    second = drafts.read(fields, MEETING, SEVERAL)
    wanted, agreed = offering.read({**first_page, **second}), second.get("conduct", ())
    settings, row = people.programme(db), volunteers.row_of(db, who.user_id)
    wrongs = offering.wrong_in_first(settings, wanted, row.languages if row else ())
    first = [UserError(Wrong.FIRST_PAGE_CHANGED)] if wrongs else []
    refuse_all(
        [
            *first,
            *offering.wrong_in_second(settings, wanted),
            *offering.wrong_in_conduct(volunteers.has_agreed(row), agreed),
        ]
    )
    own = volunteers.offer(db, now, who, wanted, agreed)
    drafts.forget(db, who.user_id, FormKind.OFFER)
    return own
