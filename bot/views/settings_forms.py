"""The forms in which a group of the settings is changed: what is set, and, after somebody else's change, what it is now."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.rules.class_days import ClassDays
from bot.rules.intake import Group
from bot.services.classes import COURSE_MAX, NAME_MAX, SchoolClass, Standing
from bot.services.rosters import Entry
from bot.services.settings import Change, Intake
from bot.speech import Speech, escape, speech
from bot.views import class_days, kit, programme, settings_fields
from bot.views.answer import Block, View
from bot.views.settings import changed_last, group_name, in_words
from bot.views.settings_fields import Entered

MODALS: dict[Group, str] = {
    Group.LANGUAGES: ids.MODAL_LANGUAGES,
    Group.TOPICS: ids.MODAL_TOPICS,
    Group.TRAITS: ids.MODAL_TRAITS,
    Group.PROMISE: ids.MODAL_PROMISE,
    Group.ANSWERS: ids.MODAL_ANSWERS,
    Group.IDLE: ids.MODAL_IDLE,
    Group.HOURS: ids.MODAL_HOURS,
    Group.REMINDERS: ids.MODAL_REMINDERS,
    Group.ZONE: ids.MODAL_ZONE,
    Group.QUIET: ids.MODAL_QUIET,
    Group.DIGEST: ids.MODAL_DIGEST,
    Group.LATER: ids.MODAL_LATER,
    Group.WORTH: ids.MODAL_WORTH,
    Group.MINORS: ids.MODAL_MINORS,
    Group.EMERGENCY: ids.MODAL_EMERGENCY,
    Group.VENUES: ids.MODAL_VENUES,
    Group.BEGINNINGS: ids.MODAL_BEGINNINGS,
    Group.QUESTIONS: ids.MODAL_HELP_CHANNEL,
    Group.FEATURES: ids.MODAL_FEATURES,
    Group.KEPT: ids.MODAL_KEPT,
}


def form(
    group: Group,
    intake: Intake,
    version: str,
    last: Change | None,
    language: str,
    timezone: str,
    *,
    typed: Entered | None = None,
) -> View:
    """A group's form. `typed`: what she was about to save when somebody else did; it stays in the fields."""
    say = speech(language)
    blocks: list[Block] = []
    if typed is not None:
        blocks += overtaken(group, intake, last, language, timezone)
    entered = {**settings_fields.as_typed(group, intake, say), **(typed or {})}
    blocks += settings_fields.fields(group, intake, entered, say)
    if last and typed is None:
        words = changed_last(last, say, timezone)
        blocks.append(kit.context("last", words[:1].upper() + words[1:]))
    return kit.modal(
        MODALS[group],
        group_name(group, say),
        blocks,
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"was": version},
    )


def class_form(
    one: SchoolClass | None,
    offered: Sequence[str],
    version: str,
    last: Change | None,
    language: str,
    timezone: str,
    *,
    may_go: bool,
    may_count: bool,
    typed: Entered | None = None,
) -> View:
    """A class, or (None) a new one. `offered`: languages of the programme; `may_go`: nobody has asked from it, so that it can be removed;
    `may_count`: she enters its numbers, too."""
    say = speech(language)
    had = {**_of_class(one, say), **(typed or {})}
    blocks: list[Block] = []
    if typed is not None and one is not None:
        name, course = escape(programme.name_of_class(one, say)), escape(one.course)
        now = say.joined(" · ", name, course, _standing(say)[_now(one)], *class_days.in_words(one.days, say))
        blocks += changed_meanwhile(now, last, say, timezone)
    taught = programme.taught_choices(offered, say, one.language if one else "")
    choices = _standing(say)
    if not may_go:
        del choices[Standing.REMOVED]
    blocks += [
        kit.field(
            "name",
            say.text("Name of the class"),
            kit.line(initial=had["name"], max_length=NAME_MAX),
            hint=say.text("This is what students choose when they ask for a buddy."),
        ),
        kit.field(
            "course",
            say.text("Course"),
            kit.line(initial=had["course"], max_length=COURSE_MAX),
            hint=say.text("Volunteers read it when they are asked."),
        ),
        kit.field(
            "language",
            say.text("Taught in"),
            kit.one_of(taught, initial=had["language"]),
            optional=True,
        ),
        kit.field(
            "standing",
            say.text("Can students of this class ask for a buddy?"),
            kit.one_of(
                {str(key): text for key, text in choices.items()}, initial=had["standing"], radio=True
            ),
        ),
    ]
    blocks += class_days.fields(had, say)
    if one and may_count:
        numbers = kit.button(say.text("Enter numbers"), ids.CLASS_NUMBERS_OPEN, one.key)
        blocks.append(kit.buttons("numbers", numbers))
    if last and typed is None:
        words = changed_last(last, say, timezone)
        blocks.append(kit.context("last", words[:1].upper() + words[1:]))
    return kit.modal(
        ids.MODAL_CLASS,
        say.text("Class") if one else say.text("Add a class"),
        blocks,
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"was": version, "class": one.key if one else ""},
    )


def _standing(say: Speech) -> dict[Standing, str]:
    return {
        Standing.OPEN: say.text("Yes, it is open"),
        Standing.CLOSED: say.text("No, it is closed: nobody new can ask, those who wait keep waiting"),
        Standing.REMOVED: say.text("Remove it from the list: nobody has asked from it"),
    }


def _now(one: SchoolClass) -> Standing:
    return Standing.OPEN if one.is_open else Standing.CLOSED


def _of_class(one: SchoolClass | None, say: Speech) -> dict[str, str]:
    if one is None:
        new = {"name": "", "course": "", "language": "", "standing": str(Standing.OPEN)}
        return {**new, **class_days.as_typed(ClassDays())}
    name = programme.name_of_class(one, say)
    own = {"name": name, "course": one.course, "language": one.language, "standing": str(_now(one))}
    return {**own, **class_days.as_typed(one.days)}


def overtaken(group: Group, intake: Intake, last: Change | None, language: str, timezone: str) -> list[Block]:
    """Above a form: somebody else has saved this group meanwhile."""
    say = speech(language)
    return changed_meanwhile(in_words(group, intake, say), last, say, timezone)


def changed_meanwhile(now: str, last: Change | Entry | None, say: Speech, timezone: str) -> list[Block]:
    """Who was quicker, what it is now, and, in a block of its own, that nothing typed is lost."""
    who = f"<@{last.by}>" if last and last.by else say.text("Somebody else")
    when = say.short_moment(last.at, timezone) if last else ""
    told = say.text(
        "⚠️ *{who} has changed this while you had it open* ({when}). Now it says:", who=who, when=when
    )
    return not_lost(told, now.splitlines(), say)


def not_lost(told: str, now: Sequence[str], say: Speech) -> list[Block]:
    """What was there before she saved, and, in a block of its own, that nothing typed is lost."""
    lines = [told, *(f"> {line}" for line in now)]
    yours = say.text(
        "What you typed is below. It is not lost and not saved yet: press Save to keep yours, or Cancel to keep the other."
    )
    return [kit.section("meanwhile", "\n".join(lines)), kit.section("yours", yours)]
