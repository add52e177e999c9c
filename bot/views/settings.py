"""The programme's settings: one short screen of groups, each with what is set in words; and the list of classes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from slackblocks import Button

from bot import ids
from bot.rules.intake import Group
from bot.rules.worth import in_decimals
from bot.services.classes import ClassSaved
from bot.services.doors import Door
from bot.services.requests import Promise
from bot.services.settings import Change, Intake, Saved
from bot.speech import Speech, escape, speech
from bot.views import (
    beginnings,
    breaks,
    class_days,
    digest_settings,
    doors,
    features,
    help_channel,
    kit,
    own_text_screens,
    programme,
    quiet_hours,
    reminders,
    retention,
    taken_out,
    venues,
)
from bot.views.answer import Block, View
from bot.views.emergency import numbers
from bot.views.goodbyes import later_in_words
from bot.views.lists import in_room
from bot.views.matching import duration

SHOWN = 12
"""Entries of a list on the first screen."""
FOR_MANAGERS = (Group.TEXTS,)
"""What an admin of the workspace who runs nothing does not change."""
ROOM = 2000
"""Characters of a list: with what stands round it, it fits into a block."""


def screen(
    intake: Intake, language: str, timezone: str, *, told: Sequence[str] = (), more: Door | None = None
) -> View:
    """The first screen. `told`: what a change has just done, above it; `more`: who is asked for help, for managers."""
    say = speech(language)
    blocks = _told(told)
    if not told:
        hint = say.text("What students and volunteers can choose here, and how long I wait for answers.")
        blocks.append(kit.section("settings", hint))
    blocks += _warning(intake, say)
    for number, (title, groups) in enumerate(_sections(say)):
        blocks.append(kit.header(f"section_{number}", title))
        blocks += [_group(group, intake, say) for group in groups if more or group not in FOR_MANAGERS]
    if more:
        what = say.text("Who is asked for help")
        blocks.append(
            kit.section(
                "routing", f"*{what}*\n{doors.summary(more, say)}", _change(what, ids.ROUTING_OPEN, "", say)
            )
        )
    if intake.last:
        last = changed_last(intake.last, say, timezone)
        blocks.append(kit.context("last", say.joined(": ", group_name(intake.last.group, say), last)))
    history = kit.button(say.text("History of settings"), ids.SETTINGS_HISTORY, 1)
    buttons = [history, kit.button(say.text("Check-up"), ids.DOCTOR)]
    if more:
        buttons.append(kit.button(say.text("Hand over my role"), ids.HANDOVER_OPEN))
    blocks.append(kit.buttons("more", *buttons))
    away = kit.button(say.text("Send me these settings"), ids.CLONE_EXPORT)
    blocks.append(kit.buttons("clone", away, kit.button(say.text("Take over settings"), ids.CLONE_OPEN)))
    return kit.modal("message", say.text("Settings"), blocks, close=say.text("Close"))


def _sections(say: Speech) -> list[tuple[str, list[Group]]]:
    """The groups in the order in which somebody looks for them; one without a place of its own stands at the end."""
    placed = [
        (
            say.text("Who asks, and for what"),
            [Group.CLASSES, Group.LANGUAGES, Group.TOPICS, Group.TRAITS, Group.MINORS],
        ),
        (say.text("Finding a buddy"), [Group.PROMISE, Group.ANSWERS, Group.IDLE]),
        (
            say.text("A team and its weeks"),
            [
                Group.HOURS,
                Group.BEGINNINGS,
                Group.VENUES,
                Group.REMINDERS,
                Group.BREAKS,
                Group.ZONE,
                Group.QUIET,
                Group.LATER,
                Group.WORTH,
            ],
        ),
    ]
    known = {group for _, groups in placed for group in groups}
    return [*placed, (say.text("Help and the rest"), [one for one in Group if one not in known])]


def class_list(intake: Intake, language: str, *, told: Sequence[str] = ()) -> View:
    """Every class with a button, in the place of the first screen."""
    say = speech(language)
    back = kit.button(say.text("Back"), ids.SETTINGS_OPEN)
    add = kit.button(say.text("Add a class"), ids.CLASS_OPEN, style="primary")
    hint = say.text("Students of an open class can ask for a buddy, and nobody else can.")
    blocks = [*_told(told), *_warning(intake, say), kit.section("classes", hint)]
    blocks += [
        kit.section(
            f"class_{one.key}",
            class_days.line(one, say),
            _change(programme.name_of_class(one, say), ids.CLASS_OPEN, one.key, say),
        )
        for one in intake.classes
    ]
    blocks.append(kit.buttons("classes_do", add, back))
    return kit.modal("message", say.text("Classes and courses"), blocks, close=say.text("Close"))


def worth(intake: Intake, say: Speech) -> str:
    if intake.hour_worth is None:
        return say.text("Not set: reports say that it is not known.")
    amount = in_decimals(intake.hour_worth)
    return say.text(
        "{amount} {currency} for an hour of volunteering", amount=amount, currency=intake.currency
    )


def group_name(group: Group, say: Speech) -> str:
    return {
        Group.CLASSES: say.text("Classes and courses"),
        Group.LANGUAGES: say.text("Languages"),
        Group.TOPICS: say.text("Topics"),
        Group.TRAITS: say.text("A buddy who is …"),
        Group.PROMISE: say.text("The promise"),
        Group.ANSWERS: say.text("Offers and answers"),
        Group.IDLE: say.text("Volunteers who go silent"),
        Group.HOURS: say.text("Hours a week"),
        Group.REMINDERS: say.text("Reminders"),
        Group.DIGEST: say.text("Weekly digest"),
        Group.BREAKS: breaks.title(say),
        Group.ZONE: say.text("Time zone"),
        Group.QUIET: say.text("Quiet hours"),
        Group.MINORS: say.text("Minors"),
        Group.EMERGENCY: say.text("Emergency numbers"),
        Group.VENUES: say.text("Places to meet"),
        Group.BEGINNINGS: say.text("How a team begins"),
        Group.QUESTIONS: say.text("Channel for questions"),
        Group.LATER: say.text("Long after the end"),
        Group.WORTH: say.text("Worth of an hour"),
        Group.TEXTS: own_text_screens.name(say),
        Group.FEATURES: features.title(say),
        Group.KEPT: retention.title(say),
    }[group]


def in_words(group: Group, intake: Intake, say: Speech) -> str:
    """What is set in a group now."""
    if group is Group.CLASSES:
        every = [class_days.line(one, say) for one in intake.classes]
        return _bullets(every, say) or say.text("None yet.")
    if group is Group.LANGUAGES:
        return _listed((say.language_name(one) for one in intake.languages), say)
    if group is Group.TOPICS:
        return _listed((programme.topic_name(one, say) for one in intake.topics), say)
    if group is Group.TRAITS:
        named = (programme.trait_name(one, say) for one in intake.traits)
        return _listed(named, say) if intake.traits else say.text("I do not ask for such wishes.")
    if group is Group.EMERGENCY:
        return numbers(intake.emergency, say)
    if group is Group.VENUES:
        lines = [venues.line(one, say) for one in intake.venues]
        return _bullets(lines, say) if lines else say.text("Online and public places, and none of your own.")
    if group is Group.HOURS:
        return say.text("A new team meets {hours} a week on average.", hours=say.hours(intake.weekly_minutes))
    if group is Group.ZONE:
        return say.text("The programme’s days are counted in {zone}.", zone=intake.timezone)
    if group is Group.TEXTS:
        return own_text_screens.in_words(intake.own_texts, say)
    return _IN_WORDS[group](intake, say)


def changed_last(change: Change, say: Speech, timezone: str) -> str:
    when = say.short_moment(change.at, timezone)
    if change.by is None:
        return say.text("changed last on {when}", when=when)
    return say.text("changed last by <@{user}> on {when}", user=change.by, when=when)


def saved(done: Saved, intake: Intake, language: str) -> list[str]:
    """What a change has done, above the first screen."""
    say = speech(language)
    name = group_name(done.group, say)
    if not done.is_changed:
        return [say.text("*{group}:* nothing was changed, it was so already.", group=name)]
    lines = [say.text("*{group}:* saved. It counts from now on.", group=name)]
    if done.added:
        lines.append(taken_out.added(done.added, done.group, say))
    if done.gone:
        lines += taken_out.lines(done.gone, done.group, intake, say)
    if done.group is Group.QUESTIONS and intake.support_channel_id:
        lines.append(
            say.text(
                "I say hello in <#{channel}> now. If I am not in it, I write to you what to type.",
                channel=intake.support_channel_id,
            )
        )
    if done.group is Group.MINORS and intake.has_minors:
        lines += unchecked(intake, say)
    return lines


def class_saved(done: ClassSaved, language: str) -> list[str]:
    say = speech(language)
    if not done.is_changed:
        return [say.text("Nothing was changed.")]
    lines = [say.text("Saved. It counts from now on.")]
    if done.waiting:
        lines.append(
            say.count(
                done.waiting,
                "One student of this class waits for a buddy, and keeps the place in the list.",
                "{n} students of this class wait for a buddy, and keep their places in the list.",
            )
        )
    return lines


def unchecked(intake: Intake, say: Speech) -> list[str]:
    """How many volunteers are not suggested until the date of their check is there."""
    if not intake.unchecked:
        return []
    return [
        say.count(
            intake.unchecked,
            "One approved volunteer has no date of a background check. I suggest them to nobody until it is entered.",
            "{n} approved volunteers have no date of a background check. I suggest them to nobody until it is entered.",
        )
    ]


def _told(lines: Sequence[str]) -> list[Block]:
    return [kit.section("told", "\n".join(lines)), kit.divider("told_end")] if lines else []


def _warning(intake: Intake, say: Speech) -> list[Block]:
    if not intake.is_closed:
        return []
    return [
        kit.section(
            "nobody_can_ask",
            say.text("⚠️ *No class is open, so nobody can ask for a buddy now.* Open one, or add one."),
        )
    ]


def _group(group: Group, intake: Intake, say: Speech) -> Block:
    action = _OPENS.get(group, ids.SETTINGS_CHANGE)
    text = f"*{group_name(group, say)}*\n{in_words(group, intake, say)}"
    return kit.section(f"group_{group}", text, _change(group_name(group, say), action, group, say))


_OPENS = {Group.CLASSES: ids.CLASSES_OPEN, Group.BREAKS: ids.BREAKS_OPEN, Group.TEXTS: ids.TEXTS_OPEN}
"""Groups with a screen of their own."""


def _change(what: str, action_id: str, value: str, say: Speech) -> Button:
    aloud = say.text("Change: {what}", what=what)
    return kit.button(say.text("Change"), action_id, value, aloud=aloud)


def _bullets(lines: Sequence[str], say: Speech) -> str:
    return "\n".join(f"• {one}" for one in in_room(lines, SHOWN, ROOM, say))


def _listed(names: Iterable[str], say: Speech) -> str:
    return say.row(in_room([escape(name) for name in names], SHOWN, ROOM, say))


def _promise(intake: Intake, say: Speech) -> str:
    still, listed, overdue = intake.promise_days
    says = programme.usually(Promise(still, overdue, None), say)
    return say.text(
        "On day {still} a student hears that I am still looking. On day {listed} the student is on your list, and from day {overdue} in red. Students read: “{usually}”",
        still=still,
        listed=listed,
        overdue=overdue,
        usually=says,
    )


def _answers(intake: Intake, say: Speech) -> str:
    first, last = intake.offer_hours
    return say.text(
        "A volunteer who does not answer is reminded after {first}; after {last} I ask somebody else. When a student has not answered for {student}, it is on your list.",
        first=duration(first, say),
        last=duration(last, say),
        student=duration(intake.student_hours, say),
    )


def _idle(intake: Intake, say: Speech) -> str:
    idle, answer = (say.count(days, "{n} day", "{n} days") for days in intake.idle_days)
    return say.text(
        "After {idle} without a student I ask whether the offer still holds. Without an answer for {answer}, I suggest this volunteer to nobody.",
        idle=idle,
        answer=answer,
    )


def _minors(intake: Intake, say: Speech) -> str:
    if not intake.has_minors:
        return say.text("No: everybody is 18 or older.")
    yes = say.text(
        "Yes: a guardian’s consent is asked for, and the date of a background check before a volunteer is approved."
    )
    return "\n".join([yes, *unchecked(intake, say)])


_IN_WORDS: dict[Group, Callable[[Intake, Speech], str]] = {
    Group.PROMISE: _promise,
    Group.ANSWERS: _answers,
    Group.IDLE: _idle,
    Group.BEGINNINGS: beginnings.in_words,
    Group.QUESTIONS: help_channel.in_words,
    Group.DIGEST: digest_settings.in_words,
    Group.WORTH: worth,
    Group.LATER: later_in_words,
    Group.FEATURES: features.in_words,
    Group.QUIET: quiet_hours.in_words,
    Group.REMINDERS: lambda intake, say: reminders.in_words(intake.reminders, say),
    Group.BREAKS: lambda intake, say: breaks.in_words(intake.calendar, say),
    Group.KEPT: retention.in_words,
    Group.MINORS: _minors,
}
