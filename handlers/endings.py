"""A team ends: the form, what is said shown before it is sent, and taking it back."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules.access import require_manager, require_one_of
from bot.rules.words import mentioned
from bot.services import drafts, ended, endings, goodbyes, home, own_texts, people
from bot.services.ended import Form, Parting
from bot.views import ending_form as forms
from bot.views import endings as views
from bot.views import errors
from bot.views import goodbyes as goodbye_views
from bot.views.answer import Answer, OnTop, OpenModal, Say, Unkept, UpdateModal
from handlers import home as own_home
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission
from models.enums import EndReason, FormKind

FIELDS = ("team", "reason", "said", "note", "when", "last")


def by_word(visit: Visit, said: Command | Click, rest: str) -> Answer:
    """`/codebuddy end`: of one's own team; managers name somebody after it, or in a form."""
    person = mentioned(rest)
    if person is not None:
        return _form(visit, _of(visit, person))
    own = endings.of_person(visit.db, visit.now, visit.who, visit.who.user_id)
    if own:
        return _form(visit, own)
    if visit.who.is_manager:
        return OpenModal(forms.whose(visit.who.language))
    raise UserError(Wrong.NO_TEAM_TO_END)


def open_form(visit: Visit, said: Click) -> Answer:
    """The button of one team; without an id, as the word."""
    if not said.value:
        return by_word(visit, said, "")
    return _form(visit, [endings.parting(visit.db, visit.now, visit.who, said.number)])


def whose(visit: Visit, said: Submission) -> Answer:
    """A manager has named a student or a buddy."""
    if not said.text("whose"):
        raise UserError(Wrong.NO_PERSON, block="whose")
    return _form(visit, _of(visit, said.text("whose")), page=True)


def entered(visit: Visit, said: Submission) -> Answer:
    """The form: what was typed is kept, sealed, and everything that would be said is shown."""
    team_id = _team(said)
    form = _read(said.fields)
    found = endings.check(visit.db, visit.now, visit.who, team_id, form)
    kept = drafts.read(said.fields, FIELDS, ("said",))
    drafts.forget(visit.db, visit.who.user_id, FormKind.ENDING)
    drafts.keep(visit.db, visit.vault, visit.now, visit.who.user_id, FormKind.ENDING, kept)
    languages = {user: people.language_of(visit.db, user) for user in found.others}
    return OnTop(
        forms.sure(found, form, version(kept), visit.who.language, languages, own_texts.of(visit.db))
    )


def sent(visit: Visit, said: Submission) -> Answer:
    """She has read it and wants it so."""
    number, shown = said.meta.get("team"), said.meta.get("readers")
    kept = drafts.of(visit.db, visit.vault, visit.now, visit.who.user_id, FormKind.ENDING)
    if not isinstance(number, int) or not isinstance(shown, str):
        raise UserError(Wrong.GONE)
    if kept is None or version(kept) != said.meta.get("version"):
        endings.parting(visit.db, visit.now, visit.who, number)
        raise UserError(Wrong.STALE)
    done = endings.end(
        visit.db, visit.vault, visit.now, visit.who, number, _read(kept), shown.split(",") if shown else []
    )
    drafts.forget(visit.db, visit.who.user_id, FormKind.ENDING)
    home.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Say(views.made(done, visit.who.user_id, visit.who.timezone, visit.who.language))


def ask_move(visit: Visit, said: Click) -> Answer:
    found = ended.read(visit.db, said.number)
    if found is None:
        raise UserError(Wrong.GONE)
    if visit.who.user_id not in (found.made_by, *found.members):
        require_manager(visit.who)
    if not visit.who.is_manager:
        require_one_of(visit.who, (found.made_by,))
    if found.ended_at is not None or found.taken_back_at is not None:
        raise UserError(Wrong.STALE)
    return OpenModal(forms.moving(found, visit.who.language))


def move(visit: Visit, said: Submission) -> Answer:
    number = said.meta.get("ending")
    if not isinstance(number, int):
        raise UserError(Wrong.GONE)
    form = Form(EndReason.OTHER, is_planned=True, last=_day(said.fields.get("last")))
    moved = endings.move(visit.db, visit.now, visit.who, number, form)
    home.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Say(views.made(moved, visit.who.user_id, visit.who.timezone, visit.who.language))


def take_back(visit: Visit, said: Click) -> Answer:
    back = endings.take_back(visit.db, visit.now, visit.who, said.number)
    message = views.taken_back(back, visit.who.language)
    if said.surface == "home":
        return own_home.show(visit)
    key = f"end:{said.number}:{visit.now:%Y%m%dT%H%M%S%f}"
    home.refresh(visit.db, visit.who.user_id, key, visit.now)
    if said.surface == "modal":
        return UpdateModal(errors.as_modal(message, visit.who.language))
    return Say(message, instead=True)


def read(visit: Visit, said: Click) -> Answer:
    """What was written to the managers, for one whom the form named; never kept."""
    found, written = goodbyes.for_managers(visit.db, visit.vault, visit.who, said.number)
    return Unkept(OpenModal(goodbye_views.for_managers(found, written, visit.who.language)))


def _of(visit: Visit, user_id: str) -> list[Parting]:
    found = endings.of_person(visit.db, visit.now, visit.who, user_id)
    if not found:
        raise UserError(Wrong.NO_SUCH_TEAM, block="whose")
    return found


def _form(visit: Visit, teams: list[Parting], *, page: bool = False) -> Answer:
    """The form; a team that goes on without a target is asked whether it still does instead, and a manager whether it is
    to end."""
    resting = next((one.in_job_search for one in teams if one.in_job_search is not None), None)
    if resting is not None and len(teams) == 1:
        found = ended.read(visit.db, resting)
        assert found is not None  # noqa: S101 - it was just read
        user, language = visit.who.user_id, visit.who.language
        message = (
            goodbye_views.monthly(found, user, language)
            if user in found.members
            else goodbye_views.ask_to_end(found, language)
        )
        view = errors.as_modal(message, visit.who.language)
        return UpdateModal(view) if page else OpenModal(view)
    kept = drafts.of(visit.db, visit.vault, visit.now, visit.who.user_id, FormKind.ENDING) or {}
    running = [one for one in teams if one.in_job_search is None]
    view = forms.form(running, kept, visit.who.language)
    return Unkept(UpdateModal(view) if page else OpenModal(view))


def _team(said: Submission) -> int:
    """The team that was chosen, or the only one there was to choose; another one is refused by the service."""
    offered = said.meta.get("teams")
    ids_ = [one for one in offered if isinstance(one, int)] if isinstance(offered, list) else []
    chosen = said.text("team")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
        return int(chosen)
    if len(ids_) != 1:
        raise UserError(Wrong.WHICH_TEAM, block="team")
    return ids_[0]


def _read(fields: Any) -> Form:
    reason, ticked, note = fields.get("reason"), fields.get("said"), fields.get("note")
    return Form(
        reason=next((one for one in EndReason if one == reason), None),
        may_be_said=isinstance(ticked, list) and "yes" in ticked,
        note=note if isinstance(note, str) else "",
        is_planned=fields.get("when") == forms.ON_A_DAY,
        last=_day(fields.get("last")),
    )


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def version(kept: dict[str, Any]) -> str:
    """A short mark of what was shown; nothing of it can be read from the mark."""
    return hashlib.sha256(repr(sorted(kept.items())).encode()).hexdigest()[:16]


def register(door: Door) -> None:
    door.click(ids.END_OPEN, open_form)
    door.click(ids.END_MOVE, ask_move)
    door.click(ids.END_TAKE_BACK, take_back)
    door.click(ids.END_READ, read)
    door.submission(ids.MODAL_END, entered)
    door.submission(ids.MODAL_END_SURE, sent)
    door.submission(ids.MODAL_END_WHOSE, whose)
    door.submission(ids.MODAL_END_MOVE, move)
