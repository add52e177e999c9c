"""The history of the settings, for those who may change them: from what to what, and a button to put it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from slackblocks import Button

from bot import ids
from bot.rules.intake import Group, fold
from bot.services import classes, confidence, duty, figures, rosters, setup
from bot.services.settings import LISTS, Intake
from bot.services.settings_history import ADDED, REMOVED, Changed, Page, PutBack, with_values
from bot.speech import Speech, escape, speech
from bot.views import breaks, class_days, class_numbers, kit, own_text_screens, programme, routing
from bot.views import figures as figures_views
from bot.views.answer import Block, View
from bot.views.lists import apart
from bot.views.settings import group_name, in_words
from bot.views.taken_out import entry_name

ROOM = 700
"""Characters of what it was, and of what it became; a house note has 500."""
TEXT_ROOM = 400
"""The same of a text, which is escaped: 8 of them stand on a page."""


def screen(page: Page, intake: Intake, language: str, timezone: str, *, told: Sequence[str] = ()) -> View:
    """One page, in the place of the settings. `told`: what was just put back, above it."""
    say = speech(language)
    blocks: list[Block] = []
    if told:
        blocks += [kit.section("told", "\n".join(told)), kit.divider("told_end")]
    elif page.changes:
        about = say.text(
            "The newest change first. “Put back” sets it to what it was before, as long as nobody has changed it again."
        )
        blocks.append(kit.section("history", about))
    if not page.changes:
        blocks.append(kit.section("none", say.text("Nothing has been changed yet.")))
    labels: set[str] = set()
    blocks += [_change(one, intake, say, timezone, labels) for one in page.changes]
    blocks += _pages(page, say)
    return kit.modal("message", say.text("History of settings"), blocks, close=say.text("Close"))


def put_back(done: PutBack, language: str) -> list[str]:
    """What was done, above the page."""
    say = speech(language)
    lines = [say.text("*{group}:* put back. It counts from now on.", group=_name(done, say))]
    if done.no_address:
        lines.append(
            say.text(
                "Shown without an e-mail address now: {people}. I keep no addresses in this history. You can enter one in /codebuddy setup.",
                people=say.list(f"<@{user}>" for user in done.no_address),
            )
        )
    if done.subject == figures.SUBJECT:
        lines += figures_views.who_gets_them(done.told, (), say)
    elif done.told:
        people = say.list(f"<@{user}>" for user in done.told)
        lines.append(say.text("I am writing to {people} to explain what their role means.", people=people))
    return lines


def differences(
    group: Group, was: Mapping[str, Any], becomes: Mapping[str, Any], intake: Intake, say: Speech
) -> list[str]:
    """Of a group of columns, from what to what."""
    if group in LISTS:
        return _of_list(group, was.get(group, ()), becomes.get(group, ()), say)
    before, after = (_part(in_words(group, with_values(intake, one), say)) for one in (was, becomes))
    return [_from(before, say), _to(after, say)]


def alone(was: Mapping[str, Any], becomes: Mapping[str, Any], say: Speech) -> list[str]:
    """Of a column of no group, from what to what."""
    [(column, before)], [after] = was.items(), becomes.values()
    if column == "language":
        before, after = (say.language_in_text(one) for one in (before, after))
    return [_from(str(before), say), _to(str(after), say)]


def _change(one: Changed, intake: Intake, say: Speech, timezone: str, labels: set[str]) -> Block:
    when = say.short_moment(one.at, timezone)
    who = f"<@{one.by}>" if one.by else say.text("the program")
    name = _name(one, say)
    head = say.joined(" · ", f"*{name}*", when, who)
    if one.event == "put_back":
        head += " · " + say.text("put back")
    lines = _what(one, intake, say)
    if one.is_lost:
        lines.append(say.text("This cannot be put back: somebody in it is not here any more."))
    return kit.section(f"change_{one.id}", "\n".join([head, *lines]), _button(one, name, when, say, labels))


def _button(one: Changed, name: str, when: str, say: Speech, labels: set[str]) -> Button | None:
    """`labels`: what is said aloud of those above; two changes may be of one minute."""
    if not one.fits:
        return None
    sure = (
        say.text("Put it back?"),
        say.text("{group} will be as before this change of {when}.", group=name, when=when),
        say.text("Yes, put it back"),
        say.text("No"),
    )
    aloud = apart(say.text("Put back: {what}", what=say.row([name, when])), labels)
    return kit.button(say.text("Put back"), ids.SETTINGS_PUT_BACK, one.id, sure=sure, aloud=aloud)


def _pages(page: Page, say: Speech) -> list[Block]:
    """Two that turn the page are of one action, which Slack takes once in a block."""
    blocks, buttons = list[Block](), list[Button]()
    if page.number > 1:
        newer = kit.button(say.text("Newer"), ids.SETTINGS_HISTORY, page.number - 1)
        blocks.append(kit.buttons("newer", newer))
    if page.number < page.pages:
        buttons.append(kit.button(say.text("Older"), ids.SETTINGS_HISTORY, page.number + 1))
    return [*blocks, kit.buttons("pages", *buttons, kit.button(say.text("Back"), ids.SETTINGS_OPEN))]


def _name(one: Changed | PutBack, say: Speech) -> str:
    if one.group is not None:
        return group_name(one.group, say)
    return {
        setup.SUBJECT: say.text("Roles and language"),
        confidence.SUBJECT: say.text("Help in confidence"),
        rosters.SUBJECT: say.text("Numbers of a class"),
        figures.SUBJECT: say.text("Who else reads the figures"),
        **dict.fromkeys((duty.TIMES, duty.TIMES_IN_CONFIDENCE), say.text("Working hours")),
    }[one.subject]


def _what(one: Changed, intake: Intake, say: Speech) -> list[str]:
    if one.event in (ADDED, REMOVED):
        first, last = ((one.becomes or one.was or {})[name] for name in ("first", "last"))
        days = breaks.days_in_words(date.fromisoformat(first), date.fromisoformat(last), say)
        if one.event == ADDED:
            return [say.text("Break added: {days}", days=days)]
        return [say.text("Break taken out: {days}", days=days)]
    if one.group is Group.CLASSES:
        return _class(one, say)
    if one.subject == rosters.SUBJECT:
        return _numbers(one, say)
    if one.times:
        before, after = (routing.times(times, say) for times in one.times)
        return [f"<@{one.of_contact}>", _from(before, say), _to(after, say)]
    if one.group is Group.TEXTS:
        was, becomes = one.was or {}, one.becomes or {}
        return text_change(
            becomes["text"], becomes["language"], was["words"], becomes["words"], TEXT_ROOM, say
        )
    if one.was is None or one.becomes is None:
        return [say.text("Saved. What it was before is not known.")]
    if one.subject == figures.SUBJECT:
        return _readers(one.was["readers"], one.becomes["readers"], say)
    if one.subject == confidence.SUBJECT:
        return _confidence(one.was, one.becomes, say)
    if one.group is None:
        return _roles(one.was, one.becomes, say)
    return differences(one.group, one.was, one.becomes, intake, say)


def _numbers(one: Changed, say: Speech) -> list[str]:
    day = say.day_and_year(one.of_day) if one.of_day else ""
    name = escape(programme.name_of_class(one.of_class, say)) if one.of_class else ""
    before, after = (class_numbers.in_words(kept, say) for kept in (one.was, one.becomes))
    return [say.joined(" · ", *filter(None, (name, day))), _from(before, say), _to(after, say)]


def _class(one: Changed, say: Speech) -> list[str]:
    was, becomes = (
        None if kept is None else class_days.line(classes.as_kept(kept), say)
        for kept in (one.was, one.becomes)
    )
    if was is None:
        return [say.text("Added: {what}", what=becomes)]
    if becomes is None:
        return [say.text("Taken out: {what}", what=was)]
    return [_from(was, say), _to(becomes, say)]


def text_change(
    key: str, language: str, was: str | None, becomes: str | None, room: int, say: Speech
) -> list[str]:
    """Of a text in the programme's own words; None: in the program's. `room`: characters of each."""
    default = say.text("the default")
    before, after = (default if words is None else escape(kit.cut(words, room)) for words in (was, becomes))
    return [own_text_screens.title(key, language, say), _from(before, say), _to(after, say)]


def _roles(was: Mapping[str, Any], becomes: Mapping[str, Any], say: Speech) -> list[str]:
    """Only what is other than before."""
    names = {
        "project_manager": say.text("Project manager"),
        "programme_manager": say.text("Programme manager"),
        "backups": say.text("Backups"),
        "support_channel": say.text("Channel for coding questions"),
        "language": say.text("Language of the programme"),
    }
    lines = [
        say.joined(
            ": ",
            name,
            _turned(_named(field, was.get(field), say), _named(field, becomes.get(field), say), say),
        )
        for field, name in names.items()
        if was.get(field) != becomes.get(field)
    ]
    return lines or [say.text("Only e-mail addresses, which I do not keep here.")]


def _turned(was: str, becomes: str, say: Speech) -> str:
    return say.text("{was} → {becomes}", was=was, becomes=becomes)


def _readers(gone: Sequence[str], added: Sequence[str], say: Speech) -> list[str]:
    lines = [say.text("Added: {what}", what=_named("readers", added, say))] if added else []
    return lines + ([say.text("Taken out: {what}", what=_named("readers", gone, say))] if gone else [])


def _confidence(was: Mapping[str, Any], becomes: Mapping[str, Any], say: Speech) -> list[str]:
    """Only what is other than before; for the programme manager alone."""
    names = {
        "stand_ins": say.text("Who reads it while you are away"),
        "practical": say.text("Who reads first what is asked about papers, housing, money or a computer"),
        "wellbeing": say.text("Wellbeing contacts"),
    }
    lines = [
        say.joined(
            ": ", name, _turned(_named(field, was[field], say), _named(field, becomes[field], say), say)
        )
        for field, name in names.items()
        if was[field] != becomes[field]
    ]
    if was["kept_days"] != becomes["kept_days"]:
        days = say.text("Days until a closed case is erased")
        lines.append(say.joined(": ", days, _turned(str(was["kept_days"]), str(becomes["kept_days"]), say)))
    return lines


def _named(field: str, value: Any, say: Speech) -> str:
    if not value:
        return say.text("nobody") if isinstance(value, list) else say.text("none")
    if field == "language":
        return say.language_in_text(value)
    return f"<#{value}>" if field == "support_channel" else say.list(f"<@{user}>" for user in value)


def _of_list(group: Group, was: Sequence[str], becomes: Sequence[str], say: Speech) -> list[str]:
    name = entry_name(group)
    before, after = ({fold(one): one for one in several} for several in (was, becomes))
    added = [escape(name(one, say)) for key, one in after.items() if key not in before]
    gone = [escape(name(one, say)) for key, one in before.items() if key not in after]
    lines = []
    if added:
        lines.append(say.text("Added: {what}", what=_part(say.row(added))))
    if gone:
        lines.append(say.text("Taken out: {what}", what=_part(say.row(gone))))
    return lines or [say.text("Another order or spelling.")]


def _from(words: str, say: Speech) -> str:
    return say.text("Before: {what}", what=words)


def _to(words: str, say: Speech) -> str:
    return say.text("Then: {what}", what=words)


def _part(words: str) -> str:
    return kit.cut(words, ROOM)
