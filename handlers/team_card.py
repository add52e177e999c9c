"""The page of one team, for managers: read, noted on, paused, given another buddy. Each is checked by its service."""

from __future__ import annotations

from datetime import date

from bot import ids
from bot.errors import UserError, Wrong
from bot.services import classes, home, pauses, people, reassign, team_card, team_notes
from bot.views import team_card as views
from bot.views.answer import Answer, Back, OpenModal, Say, Unkept, UpdateModal, View
from handlers.door import Door, Visit
from handlers.inbound import ID_DIGITS, Click, Submission

LIST = ("kind", "class", "language", "user")
"""What comes back of the list from which the page was opened."""


def open_card(visit: Visit, said: Click) -> Answer:
    """In place of the list where it was pressed there; what was written is never kept."""
    view = _card(visit, said.number, _back(said) if said.surface == "modal" else {})
    return Unkept(UpdateModal(view) if said.surface == "modal" else OpenModal(view))


def open_note(visit: Visit, said: Click) -> Answer:
    """The button carries the team, and the note that is to be changed."""
    team, _, number = said.value.partition(":")
    if number:
        note = team_notes.own(visit.db, visit.vault, visit.who, number)
        return Unkept(OpenModal(views.note_form(note.team_id, note, visit.who.language, _back(said))))
    found = team_notes.team_of(visit.db, visit.who, _number(team))
    return OpenModal(views.note_form(found.id, None, visit.who.language, _back(said)))


def note(visit: Visit, said: Submission) -> Answer:
    number, words = said.meta.get("note"), said.text("words")
    if isinstance(number, str) and number:
        team_id = team_notes.change(visit.db, visit.vault, visit.now, visit.who, number, words)
    else:
        team_id = _number(said.meta.get("team"))
        team_notes.write(visit.db, visit.vault, visit.now, visit.who, team_id, words)
    return Unkept(Back(_card(visit, team_id, _back(said))))


def delete_note(visit: Visit, said: Click) -> Answer:
    team_id = team_notes.delete(visit.db, visit.vault, visit.now, visit.who, said.value)
    return Unkept(UpdateModal(_card(visit, team_id, _back(said))))


def put_note_back(visit: Visit, said: Click) -> Answer:
    team_id = team_notes.put_back(visit.db, visit.vault, visit.now, visit.who, said.value)
    return Unkept(UpdateModal(_card(visit, team_id, _back(said))))


def open_pause(visit: Visit, said: Click) -> Answer:
    found = team_card.card(visit.db, visit.vault, visit.now, visit.who, said.number)
    goes_on = found.pause.goes_on if found.pause else None
    return OpenModal(views.pause_form(said.number, goes_on, visit.who.language, _back(said)))


def pause(visit: Visit, said: Submission) -> Answer:
    team_id = _number(said.meta.get("team"))
    pauses.begin(visit.db, visit.now, visit.who, team_id, _day(said.text("goes_on")))
    home.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Unkept(Back(_card(visit, team_id, _back(said))))


def go_on(visit: Visit, said: Click) -> Answer:
    pauses.end(visit.db, visit.now, visit.who, said.number)
    home.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
    return Unkept(UpdateModal(_card(visit, said.number, _back(said))))


def open_reassign(visit: Visit, said: Click) -> Answer:
    found = reassign.parting(visit.db, visit.now, visit.who, said.number)
    return OpenModal(views.reassign_form(found, visit.who.language))


def reassigned(visit: Visit, said: Submission) -> Answer:
    team_id, who = _number(said.meta.get("team")), visit.who
    somebody, why = said.text("somebody"), said.text("why")
    seen, asked = reassign.another(visit.db, visit.vault, visit.now, who, team_id, somebody, why)
    home.refresh(visit.db, who.user_id, said.view_id, visit.now)
    return Say(views.reassigned(seen, asked, who.user_id, who.timezone, who.language))


def _card(visit: Visit, team_id: int, back: dict[str, str]) -> View:
    who = visit.who
    found = team_card.card(visit.db, visit.vault, visit.now, who, team_id)
    known = classes.of(people.programme(visit.db))
    return views.card(found, known, who.user_id, who.timezone, who.language, back)


def _back(said: Click | Submission) -> dict[str, str]:
    return {name: str(said.meta[name]) for name in LIST if name in said.meta}


def _number(value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= ID_DIGITS):
        raise UserError(Wrong.GONE)
    return int(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def register(door: Door) -> None:
    door.click(ids.TEAM_OPEN, open_card)
    door.click(ids.TEAM_NOTE, open_note)
    door.submission(ids.MODAL_TEAM_NOTE, note)
    door.click(ids.TEAM_NOTE_DELETE, delete_note)
    door.click(ids.TEAM_NOTE_BACK, put_note_back)
    door.click(ids.TEAM_PAUSE, open_pause)
    door.submission(ids.MODAL_TEAM_PAUSE, pause)
    door.click(ids.TEAM_GO_ON, go_on)
    door.click(ids.TEAM_REASSIGN, open_reassign)
    door.submission(ids.MODAL_TEAM_REASSIGN, reassigned)
