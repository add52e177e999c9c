"""Settings go to another workspace: the file, the text that is pasted, and taking it over."""

from __future__ import annotations

from typing import Any

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules import programme_file
from bot.services import cloning, drafts, settings
from bot.speech import LANGUAGES, known_languages
from bot.views import cloning as views
from bot.views.answer import Answer, OpenModal, Say, UpdateModal, View
from handlers.door import Door, Visit
from handlers.inbound import Click, Submission
from handlers.settings import require, screen
from handlers.settings_history import names_of
from models.enums import FormKind


def export(visit: Visit, said: Click) -> Answer:
    require(visit)
    cloning.owe_file(visit.db, visit.now, visit.who, said.delivery_id)
    return Say(views.on_its_way(visit.who.language))


def open_form(visit: Visit, said: Click) -> Answer:
    require(visit)
    return OpenModal(views.form(visit.who.language))


def more_fields(visit: Visit, said: Click) -> Answer:
    """What stands in the others stays."""
    require(visit)
    shown = {block: str(said.fields[block] or "") for block in views.blocks_of_form() if block in said.fields}
    view = views.form(visit.who.language, shown)
    return UpdateModal(view) if said.surface == "modal" else OpenModal(view)


def look(visit: Visit, said: Submission) -> Answer:
    """What the text would change; it is kept until it is taken over, for a week."""
    require(visit)
    text = "\n".join(said.text(block) for block in views.blocks_of_form())
    kept = drafts.keep(visit.db, visit.vault, visit.now, visit.who.user_id, FormKind.CLONE, {"text": text})
    return UpdateModal(_preview(visit, kept))


def take_over(visit: Visit, said: Submission) -> Answer:
    """Only what she has seen: where something is set otherwise, or is to be, since then, she looks again."""
    require(visit)
    is_overtaken = cloning.is_overtaken(visit.db, str(said.meta.get("was") or ""))
    kept = drafts.taken(visit.db, visit.vault, visit.now, visit.who.user_id, FormKind.CLONE)
    if kept is None:
        raise UserError(Wrong.CLONE_NOTHING)
    if is_overtaken or drafts.mark(kept) != said.meta.get("seen"):
        return UpdateModal(_preview(visit, kept, is_other=True))
    wanted = _read(kept)
    is_kept = cloning.is_kept_from(visit.db, visit.who, wanted)
    groups = cloning.take_over(visit.db, visit.now, visit.who, wanted, names_of)
    drafts.forget(visit.db, visit.who.user_id, FormKind.CLONE)
    return UpdateModal(screen(visit, told=views.taken_over(groups, visit.who.language, is_kept=is_kept)))


def _read(kept: drafts.Entered) -> dict[str, Any]:
    return programme_file.read(str(kept["text"]), known_languages(), LANGUAGES)


def _preview(visit: Visit, kept: drafts.Entered, *, is_other: bool = False) -> View:
    wanted = _read(kept)
    return views.preview(
        cloning.differences(visit.db, visit.now, visit.who, wanted, names_of),
        settings.seen(visit.db, visit.now),
        programme_file.names_in(wanted),
        visit.who.language,
        meta={"was": cloning.mark(visit.db), "seen": drafts.mark(kept)},
        is_other=is_other,
        is_kept=cloning.is_kept_from(visit.db, visit.who, wanted),
    )


def register(door: Door) -> None:
    door.click(ids.CLONE_EXPORT, export)
    door.click(ids.CLONE_OPEN, open_form)
    door.click(ids.CLONE_MORE, more_fields)
    door.submission(ids.MODAL_CLONE, look)
    door.submission(ids.MODAL_CLONE_SURE, take_over)
