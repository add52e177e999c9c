"""The programme's settings: the screen, a form for each group and each class, and saving it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules import class_days
from bot.rules import intake as rule
from bot.rules.access import require_set_up
from bot.rules.help_kinds import Kind
from bot.rules.intake import Group
from bot.services import classes, doors, people, settings
from bot.services.classes import Wanted
from bot.speech import speech
from bot.views import emergency, programme, settings_forms
from bot.views import settings as views
from bot.views.answer import Answer, Back, OpenModal, UpdateModal, View
from bot.views.settings_fields import Entered
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission
from handlers.setup import require_may_set_up_now


def open_screen(visit: Visit, said: Command | Click) -> Answer:
    """`/codebuddy settings` and its buttons; in the place of the classes, where it was pressed there."""
    require(visit)
    shown = screen(visit)
    return UpdateModal(shown) if _is_in_modal(said) else OpenModal(shown)


def open_classes(visit: Visit, said: Click) -> Answer:
    """The list of classes, in the place of the first screen: above it there is room for a form."""
    require(visit)
    listed = views.class_list(settings.seen(visit.db, visit.now), visit.who.language)
    return UpdateModal(listed) if _is_in_modal(said) else OpenModal(listed)


def open_group(visit: Visit, said: Click) -> Answer:
    require(visit)
    group = next((one for one in settings_forms.MODALS if one == said.value), None)
    if group is None:
        raise UserError(Wrong.OLD_BUTTON)
    return OpenModal(_form(visit, group))


def open_class(visit: Visit, said: Click) -> Answer:
    """The form of a class, or of a new one where the button carries none."""
    require(visit)
    return OpenModal(_class_form(visit, said.value))


def save_group(group: Group, visit: Visit, said: Submission) -> Answer:
    require(visit)
    typed = {block: said.text(block) or ",".join(said.many(block)) for block in rule.BLOCKS[group]}
    if settings.is_overtaken(visit.db, group, was(said)):
        return UpdateModal(_form(visit, group, typed))
    wanted = rule.read(group, typed, names_of_group(visit, group), people.open_hours(visit.db))
    done = settings.save(visit.db, visit.now, visit.who, group, wanted)
    return Back(screen(visit, done))


def save_class(visit: Visit, said: Submission) -> Answer:
    require(visit)
    key = str(said.meta.get("class") or "")
    typed = {block: said.text(block) for block in ("name", "course", "language", "standing")}
    days = {block: said.text(block) or ",".join(said.many(block)) for block in class_days.BLOCKS}
    if settings.is_overtaken(visit.db, Group.CLASSES, was(said), key):
        return UpdateModal(_class_form(visit, key, typed | days))
    words = {name: " ".join(text.split()) for name, text in typed.items()}
    done = save_class_as(visit, key, Wanted(**words, days=days))
    told = views.class_saved(done, visit.who.language)
    return Back(views.class_list(settings.seen(visit.db, visit.now), visit.who.language, told=told))


def save_class_as(visit: Visit, key: str, wanted: Wanted) -> classes.ClassSaved:
    set_now = people.programme(visit.db)
    before = classes.find(set_now, key)
    return classes.save(
        visit.db,
        visit.now,
        visit.who,
        key,
        wanted,
        automatic=programme.automatic_names(wanted.course, wanted.language),
        before_automatic=programme.automatic_names(before.course, before.language) if before else (),
        taken=programme.class_keys(classes.of(set_now)),
    )


def screen(visit: Visit, done: settings.Saved | None = None, told: Sequence[str] = ()) -> View:
    """The first screen; what was `told` and `done`, above it. Who is asked for help is the managers' business."""
    who, now = visit.who, settings.seen(visit.db, visit.now)
    told = [*told, *(views.saved(done, now, who.language) if done else ())]
    more = doors.door(visit.db, visit.now, Kind.MORE) if who.is_manager else None
    return views.screen(now, who.language, who.timezone, told=told, more=more)


def _form(visit: Visit, group: Group, typed: Entered | None = None) -> View:
    return settings_forms.form(
        group,
        settings.seen(visit.db, visit.now),
        settings.version(visit.db, group),
        settings.last_change(visit.db, group),
        visit.who.language,
        visit.who.timezone,
        typed=typed,
    )


def _class_form(visit: Visit, key: str, typed: Entered | None = None) -> View:
    set_now = people.programme(visit.db)
    one = classes.find(set_now, key)
    if key and one is None:
        raise UserError(Wrong.GONE)
    return settings_forms.class_form(
        one,
        set_now.languages,
        settings.version(visit.db, Group.CLASSES, key),
        settings.last_change(visit.db, Group.CLASSES, key) if key else None,
        visit.who.language,
        visit.who.timezone,
        may_go=one is not None and not classes.has_asked(visit.db, key),
        may_count=visit.who.is_manager,
        typed=typed,
    )


def names_of_group(visit: Visit, group: Group) -> dict[str, str]:
    """Entries that the program has words of its own for, as people read them."""
    programmes = people.programme(visit.db)
    if group is Group.TOPICS:
        return programme.topic_keys(programmes.topics)
    if group is Group.LANGUAGES:
        return programme.language_keys(programmes.languages, speech(visit.who.language))
    if group is Group.EMERGENCY:
        return emergency.country_keys()
    return programme.trait_keys(programmes.traits) if group is Group.TRAITS else {}


def was(said: Submission) -> str:
    return str(said.meta.get("was") or "")


def _is_in_modal(said: Command | Click) -> bool:
    return isinstance(said, Click) and said.surface == "modal"


def require(visit: Visit) -> None:
    """Those who may set up, once it is set up."""
    require_may_set_up_now(visit)
    require_set_up(visit.who)


def register(door: Door) -> None:
    door.click(ids.SETTINGS_OPEN, open_screen)
    door.click(ids.SETTINGS_CHANGE, open_group)
    door.click(ids.CLASSES_OPEN, open_classes)
    door.click(ids.CLASS_OPEN, open_class)
    door.submission(ids.MODAL_CLASS, save_class)
    for group, modal in settings_forms.MODALS.items():
        door.submission(modal, partial(save_group, group))
