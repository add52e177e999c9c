"""`/codebuddy setup`: six questions, forward and back, and what is set and still open at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot import doctor, ids
from bot.errors import UserError, Wrong
from bot.rules import wizard as rule
from bot.rules.wizard import Step
from bot.services import checkup, contacts, people, settings, setup, wizard
from bot.services.classes import Wanted
from bot.speech import speech
from bot.views import contacts as contacts_views
from bot.views import programme, settings_forms
from bot.views import setup as people_views
from bot.views import wizard as views
from bot.views.answer import Answer, Block, OpenModal, Say, UpdateModal, View
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission
from handlers.settings import names_of_group, require, save_class_as, was
from handlers.setup import require_may_set_up_now, wish_of


def open_form(visit: Visit, said: Command | Click) -> Answer:
    """`/codebuddy setup` and its buttons: the first question, or the one at which she was."""
    require_may_set_up_now(visit)
    at = wizard.standing(visit.db, visit.vault, visit.now, visit.who)
    if at is None and not visit.who.is_set_up:
        wizard.move(visit.db, visit.vault, visit.now, visit.who, Step.PEOPLE)
    return OpenModal(_page(visit, at if at and visit.who.is_set_up else Step.PEOPLE, others=True))


def submit_people(visit: Visit, said: Submission) -> Answer:
    """Who answers for what; then the next question, for whoever is at them."""
    wish = wish_of(said)
    require_may_set_up_now(visit, *wish.people)
    at = wizard.standing(visit.db, visit.vault, visit.now, visit.who)
    done = setup.save(visit.db, visit.now, visit.who, wish, was(said), visit.asked)
    told = people_views.saved(done, visit.who.language)
    if not checkup.may_still_read(visit.db, visit.who.user_id, visit.settings.setup_by):
        return Say(views.handed_on(told, visit.who.language))
    if at is None and not done.first_time:
        return Say(told)
    wizard.move(visit.db, visit.vault, visit.now, visit.who, Step.PLACE)
    return UpdateModal(_page(visit, Step.PLACE, above=views.told([told.text])))


def show(visit: Visit, said: Click) -> Answer:
    """Another page; what she has typed on this one stays, and counts when she sends it."""
    require(visit)
    to = _known(said.value)
    left = rule.step_of(said.meta.get("step"))
    typed = _entered(said.fields, left) if left else None
    wizard.move(visit.db, visit.vault, visit.now, visit.who, to, left=left, typed=typed)
    shown = _page(visit, to)
    return UpdateModal(shown) if said.surface == "modal" else OpenModal(shown)


def accept(visit: Visit, said: Click) -> Answer:
    """The page stays as it is set."""
    require(visit)
    step = _known(said.value)
    return UpdateModal(_onward(visit, said.delivery_id, step, above=_kept(visit, [step])))


def accept_all(visit: Visit, said: Click) -> Answer:
    """This page and those that are left stay as they are set."""
    require(visit)
    left = rule.STEPS[rule.STEPS.index(_known(said.value)) :]
    return UpdateModal(_summary(visit, said.delivery_id, above=_kept(visit, left)))


def submit(step: Step, visit: Visit, said: Submission) -> Answer:
    require(visit)
    typed = _entered(said.fields, step)
    if wizard.is_overtaken(visit.db, step, was(said)):
        return UpdateModal(_page(visit, step, typed=typed, above=_overtaken(visit, step)))
    names = {word: key for group in rule.GROUPS[step] for word, key in names_of_group(visit, group).items()}
    wanted = rule.read(step, typed, names, people.open_hours(visit.db))
    wizard.save(visit.db, visit.now, visit.who, wanted)
    if step is Step.CLASSES:
        _save_classes(visit, typed)
    return UpdateModal(_onward(visit, said.delivery_id, step))


def _save_classes(visit: Visit, typed: Mapping[str, str]) -> None:
    course, language = " ".join(typed[rule.COURSE].split()), typed[rule.TAUGHT]
    if course:
        name = programme.class_name(course, language, speech(visit.who.language))
        try:
            save_class_as(visit, "", Wanted(name, course, language, "open"))
        except UserError as wrong:
            found = [wrong, *wrong.others]
            raise UserError(found[0].what, found[0].values, _AT.get(found[0].block or "")) from None
    wizard.open_and_close(visit.db, visit.now, visit.who, _opened(visit, typed, bool(course)))


def _opened(visit: Visit, typed: Mapping[str, str], has_one_more: bool) -> set[str]:
    """Keys of the classes that are to be open; with the one that was just added."""
    known = [one["key"] for one in people.programme(visit.db).classes]
    chosen = {one for one in typed[rule.OPEN].split(",") if one}
    if not chosen <= set(known):
        raise UserError(Wrong.UNKNOWN_CHOICE, block=rule.OPEN)
    return chosen | ({known[-1]} if has_one_more else set())


_AT = {"name": rule.COURSE, "course": rule.COURSE, "language": rule.TAUGHT}
"""At which field of the page something is said that the form of a class says at its own."""


def _kept(visit: Visit, steps: Sequence[Step]) -> list[Block]:
    return views.told([views.kept(steps, visit.who.language)])


def _onward(visit: Visit, delivery: str, step: Step, *, above: Sequence[Block] = ()) -> View:
    """The page after this one, of which nothing typed is left; or the summary."""
    following = rule.after(step)
    if following is None:
        return _summary(visit, delivery, above=above)
    wizard.move(visit.db, visit.vault, visit.now, visit.who, following, left=step)
    return _page(visit, following, above=above)


def _page(
    visit: Visit,
    step: Step,
    *,
    typed: Mapping[str, str] | None = None,
    above: Sequence[Block] = (),
    others: bool = False,
) -> View:
    db, who = visit.db, visit.who
    above = [*above, *views.also(wizard.others(db, visit.now, who), who.language, who.timezone)]
    if step is Step.PEOPLE:
        at = wizard.standing(db, visit.vault, visit.now, who)
        return people_views.form(
            contacts.of(db),
            people.programme(db).language,
            setup.version(db),
            who.language,
            first=who.user_id if not who.is_set_up else None,
            above=above,
            is_asked=at is not None,
        )
    kept = typed if typed is not None else wizard.typed_on(db, visit.vault, visit.now, who, step)
    seen = settings.seen(db, visit.now)
    return views.page(step, seen, wizard.version(db, step), who.language, entered=kept, above=above)


def _overtaken(visit: Visit, step: Step) -> list[Block]:
    group, last = wizard.last_change(visit.db, step)
    now = settings.seen(visit.db, visit.now)
    return settings_forms.overtaken(group, now, last, visit.who.language, visit.who.timezone)


def _summary(visit: Visit, delivery: str, *, above: Sequence[Block] = ()) -> View:
    """What Slack says follows as a message."""
    db, now, language = visit.db, visit.now, visit.who.language
    wizard.finish(db, visit.who)
    found = [*doctor.machine(db, visit.settings), *checkup.found(db, now)]
    checkup.ask_slack(db, now, visit.who.user_id, delivery)
    lines = contacts_views.message(contacts.of(db), language).text.splitlines()
    return views.summary(settings.seen(db, now), lines, found, language, above=above)


def _entered(fields: Mapping[str, Any], step: Step) -> dict[str, str]:
    """What stands in the fields of a page; of a field of several, with commas."""
    found = {}
    for block in rule.blocks(step):
        value = fields.get(block)
        several = ",".join(str(one) for one in value) if isinstance(value, list) else ""
        found[block] = value.strip() if isinstance(value, str) else several
    return found


def _known(text: str) -> Step:
    found = rule.step_of(text)
    if found is None:
        raise UserError(Wrong.OLD_BUTTON)
    return found


def register(door: Door) -> None:
    door.click(ids.SETUP_OPEN, open_form)
    door.submission(ids.MODAL_SETUP, submit_people)
    door.click(ids.SETUP_STEP, show)
    door.click(ids.SETUP_ACCEPT, accept)
    door.click(ids.SETUP_ACCEPT_ALL, accept_all)
    for step, modal in views.MODALS.items():
        door.submission(modal, partial(submit, step))
