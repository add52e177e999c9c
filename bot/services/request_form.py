"""The form with which a student asks for a buddy: two pages, the first of which is kept until both are sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from bot.clock import local_day
from bot.errors import UserError, Wrong, refuse_all
from bot.rules.access import Acting
from bot.services import drafts, people, requests
from bot.services.drafts import Entered
from bot.services.requests import OwnRequest
from bot.services.wishes import (
    CITY_MAX,
    Wishes,
    wrong_with_meeting,
    wrong_with_need,
    wrong_with_words,
)
from bot.vault import WorkspaceVault
from models import Settings
from models.enums import FormKind, Guardian, Place
from models.store import Db

W = TypeVar("W", Place, Guardian)
Had = tuple[int, Wishes]
"""A request that she has, or had: its number, and what it says."""

NEED = ("class", "fluent", "getting_by", "topics", "wish", "note")
"""Fields of the first page."""
MEETING = ("times", "place", "city", "traits", "agreed", "guardian")
"""Fields of the second."""
SEVERAL = frozenset({"fluent", "getting_by", "topics", "times", "traits", "agreed"})
ANOTHER_CLASS = "another_class"
"""She is in none of the classes that the programme is for."""
MUST, UNNAMED = "must", "unnamed"
"""What can be ticked in `agreed`."""


@dataclass(frozen=True)
class Form:
    """What is in the form's fields when she sees it.

    Attributes:
        entered: field → text or list of words; a field that was never filled in is not there.
        own: the request that it changes, if she has one.
        unsent: some of it she entered before, and never sent.
        again: some of it is what she said in a request that is over.
        spoken: the languages of her newest request, hers to choose whether the programme offers them or not.
    """

    entered: Entered
    own: OwnRequest | None
    unsent: bool
    again: bool = False
    spoken: tuple[str, ...] = ()

    @property
    def must_be(self) -> tuple[str, ...]:
        """What her request says that a buddy must be, offered by the programme or not."""
        return self.own.wishes.must_be if self.own else ()

    @property
    def is_outside(self) -> bool:
        """She says that she is in no class of the programme's."""
        return bool(self.entered.get("class") == ANOTHER_CLASS)


def opened(db: Db, vault: WorkspaceVault, now: datetime, who: Acting) -> Form:
    """As it is opened: with what she has entered and not sent, else with what she asked, or once asked, before.

    Who asks anew says her age and a guardian's consent anew.

    Raises:
        UserError: nothing is set up, or she has a buddy.
    """
    requests.may_ask(db, who)
    return _form(db, vault, now, who, *_had(db, now, who))


def _had(db: Db, now: datetime, who: Acting) -> tuple[OwnRequest | None, Had | None]:
    """Her open request; and it, or else the newest that is over, as her wishes."""
    own = requests.own(db, now, who.user_id)
    return own, (own.id, own.wishes) if own else requests.before(db, who.user_id)


def _form(
    db: Db, vault: WorkspaceVault, now: datetime, who: Acting, own: OwnRequest | None, had: Had | None
) -> Form:
    draft = drafts.of(db, vault, now, who.user_id, FormKind.REQUEST)
    keep = own.wishes.must_be if own else ()
    stored = _stored(people.programme(db), had[1], requests.note(db, vault, had[0]), keep) if had else {}
    if own is None:
        stored.pop("guardian", None)
    again = had is not None and own is None and draft is None
    spoken = had[1].languages if had else ()
    return Form({**stored, **(draft or {})}, own, unsent=draft is not None, again=again, spoken=spoken)


def need_told(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, fields: Mapping[str, Any]) -> Form:
    """The first page was sent: it is kept, and the second is shown.

    Raises:
        UserError: as `opened`, and what is wrong in a field, at it.
    """
    requests.may_ask(db, who)
    own, had = _had(db, now, who)
    entered = drafts.read(fields, NEED, SEVERAL)
    if entered.get("class") == ANOTHER_CLASS:
        refuse_all(wrong_with_words(entered.get("wish", ""), entered.get("note", "")))
    else:
        settings, note = people.programme(db), entered.get("note", "")
        spoken = had[1].languages if had else ()
        today = _today(settings, now)
        refuse_all(wrong_with_need(settings, _wishes(entered), note, today, _class_of(own), spoken))
    drafts.keep(db, vault, now, who.user_id, FormKind.REQUEST, entered)
    return _form(db, vault, now, who, own, had)


def back(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, fields: Mapping[str, Any]) -> Form:
    """From the second page to the first; what is on the second is kept, as far as a form can show it again."""
    requests.may_ask(db, who)
    entered = drafts.read(fields, MEETING, SEVERAL)
    if entered:
        kept = {**entered, "city": entered.get("city", "")[:CITY_MAX]}
        drafts.keep(db, vault, now, who.user_id, FormKind.REQUEST, kept)
    return opened(db, vault, now, who)


def sent(
    db: Db, vault: WorkspaceVault, now: datetime, who: Acting, fields: Mapping[str, Any]
) -> tuple[OwnRequest, bool]:
    """The second page was sent: the whole request is stored. True: it changed the one she had.

    Raises:
        UserError: as `opened`; what is wrong in a field, at it; in words where it is on the first page, or where
            the page does not have a question yet that the programme asks by now.
    """
    form = opened(db, vault, now, who)
    if not form.own and not form.unsent:
        raise UserError(Wrong.FIRST_PAGE_GONE)
    settings = people.programme(db)
    if settings.has_minors and "guardian" not in fields:
        raise UserError(Wrong.ASKS_MORE)
    entered = {**form.entered, **drafts.read(fields, MEETING, SEVERAL)}
    wishes, note = _offered(settings, _wishes(entered), form.must_be), str(entered.get("note", ""))
    today, before = _today(settings, now), _class_of(form.own)
    wrongs = wrong_with_need(settings, wishes, note, today, before, form.spoken)
    first = [UserError(Wrong.FIRST_PAGE_CHANGED)] if wrongs else []
    refuse_all([*first, *wrong_with_meeting(settings, wishes, form.must_be), *_odd_boxes(entered)])
    own = requests.ask(db, vault, now, who, wishes, note)
    drafts.forget(db, who.user_id, FormKind.REQUEST)
    return own, form.own is not None


def _today(settings: Settings, now: datetime) -> date:
    return local_day(now, settings.timezone)


def _class_of(own: OwnRequest | None) -> str | None:
    return own.wishes.class_key if own else None


def _wishes(entered: Entered) -> Wishes:
    def several(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(entered.get(name, ())))

    fluent, boxes = several("fluent"), several("agreed")
    return Wishes(
        class_key=entered.get("class", ""),
        languages=tuple(dict.fromkeys([*fluent, *several("getting_by")])),
        topics=several("topics"),
        wish=entered.get("wish", ""),
        fluent=fluent,
        times=several("times"),
        place=_word(Place, entered.get("place", "")),
        city=" ".join(entered.get("city", "").split()),
        traits=several("traits"),
        traits_must=MUST in boxes,
        unnamed=UNNAMED in boxes,
        guardian=_word(Guardian, entered.get("guardian", "")),
    )


def _word(words: type[W], word: str) -> W | None:
    return next((one for one in words if one == word), None)


def _offered(settings: Settings, wishes: Wishes, must_be: tuple[str, ...]) -> Wishes:
    """Without what she cannot see in the form, because the programme's list of it is empty by now.

    `must_be`: of the request that she changes; she sees it in any case.
    """
    return replace(
        wishes,
        topics=wishes.topics if settings.topics else (),
        traits=wishes.traits if settings.traits or must_be else (),
    )


def _odd_boxes(entered: Entered) -> list[UserError]:
    known = all(one in (MUST, UNNAMED) for one in entered.get("agreed", ()))
    return [] if known else [UserError(Wrong.UNKNOWN_CHOICE, block="agreed")]


def _stored(settings: Settings, had: Wishes, note: str, keep: tuple[str, ...]) -> Entered:
    """As the form takes it; without choices that are offered no more, but for languages and those that she may `keep`."""
    boxes = {MUST: had.traits_must, UNNAMED: had.unnamed}
    stored: Entered = {
        "class": had.class_key,
        "fluent": list(had.fluent),
        "getting_by": list(had.getting_by),
        "topics": [one for one in had.topics if one in settings.topics],
        "wish": had.wish,
        "note": note,
        "times": list(had.times),
        "place": str(had.place),
        "city": had.city,
        "traits": [one for one in had.traits if one in settings.traits or one in keep],
        "agreed": [box for box, is_ticked in boxes.items() if is_ticked],
        "guardian": str(had.guardian or ""),
    }
    return stored
