"""A manager's Monday: one screen, what needs her first and can be done right there, lists cut short, the rest counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot import ids
from bot.rules.weeks import Trend
from bot.services.digest_content import Digest, HelpCall, ToIntroduce
from bot.services.team_weeks import Silent, UnderHours
from bot.speech import Speech, speech
from bot.views import (
    digest_figures,
    introductions,
    kit,
    matching,
    promises,
    remedies,
    shortage,
    task_list,
    tasks,
    team_list,
)
from bot.views.answer import Block, Message
from bot.views.help import asked_when
from bot.views.lists import Item, numbered

T = TypeVar("T", UnderHours, Silent)
SHOWN = 5
"""Lines of each list in words."""
WITH_BUTTONS = 3
"""Entries of each list that can be acted on."""
ROOM = 30
"""Blocks of all that can be acted on together: with the lists in words and two charts it stays under Slack's 50."""
MARK = "digest_"
"""What the id of each of its blocks begins with: by this a click in it is known."""


@dataclass(frozen=True)
class _Part:
    """A list that can be acted on. `number`: how long it is, of which `entries` are the first."""

    name: str
    title: str
    entries: Sequence[Sequence[Block]]
    number: int


def digest(found: Digest, language: str, *, charts: bool) -> Message:
    """The whole message; its last block is the same for everybody, with or without a case.

    `charts`: with Slack's own charts of what stands in words, too.
    """
    say = speech(language)
    private = kit.section(
        "private", say.text("Private matters"), kit.button(say.text("Open"), ids.PRIVATE_OPEN)
    )
    if found.is_quiet:
        weeks = digest_figures.two_weeks(found.weeks, say)
        told = say.text("Nothing waits for you right now. {weeks}", weeks=weeks)
        text = " ".join([told, *digest_figures.came_and_went(found, say)])
        monthly = numbered([Item(task_list.blocks(task, say)) for task in found.tasks.shown])
        if monthly:
            monthly.insert(0, kit.section("monthly", say.text("*Once a month*")))
        return _marked(text, [kit.section("quiet", text), *monthly, private])
    blocks = [
        kit.header("title", say.text("Your week in CodeBuddies")),
        *_just_done(found, say),
        *_to_do(found, say),
        *_in_words(found, say),
        kit.section("figures", "\n".join(digest_figures.lines(found, say))),
        *digest_figures.week_by_week(found.weeks, say),
        *(digest_figures.charts(found.weeks, say) if charts else ()),
        private,
    ]
    return _marked(_summary(found, say), blocks)


def on_its_way(language: str) -> Message:
    """The answer to whoever asked for it at another time."""
    return Message(speech(language).text("I send it to you now: look at my messages to you."))


def _summary(found: Digest, say: Speech) -> str:
    """What a notification shows."""
    needs = say.count(found.needs_her, "One thing needs you.", "{n} things need you.")
    title = say.text("Your week in CodeBuddies")
    return f"{title}. {needs}" if found.needs_her else f"{title}."


def _marked(text: str, blocks: Iterable[Block]) -> Message:
    return Message(text, tuple({**block, "block_id": f"{MARK}{block['block_id']}"} for block in blocks))


def _just_done(found: Digest, say: Speech) -> list[Block]:
    task = found.just_done
    if task is None:
        return []
    undo = kit.button(say.text("Put back"), ids.TASK_PUT_BACK, task.id)
    return [kit.section("just_done", say.text("Done: {task}", task=tasks.line(task, say)), undo)]


def _to_do(found: Digest, say: Speech) -> list[Block]:
    """What can be acted on, list by list, numbered through; what there is no room for is counted."""
    parts = [part for part in _parts(found, say) if part.number]
    items: list[Item] = []
    for part, shown in zip(parts, _fitting(parts), strict=True):
        items.append(Item([kit.section(part.name, part.title)], counts=False))
        items += [Item(entry) for entry in part.entries[:shown]]
        if part.number > shown:
            more = kit.context(f"{part.name}_more", digest_figures.more(part.number - shown, say))
            items.append(Item([more], counts=False))
    return numbered(items)


def _fitting(parts: Sequence[_Part]) -> list[int]:
    """How many entries of each list are shown: the first of each, then the second, while there is room."""
    room = ROOM - 2 * len(parts)
    shown = [0] * len(parts)
    for turn in range(WITH_BUTTONS):
        for number, part in enumerate(parts):
            if shown[number] == turn < len(part.entries) and len(part.entries[turn]) <= room:
                shown[number] += 1
                room -= len(part.entries[turn])
    return shown


def _parts(found: Digest, say: Speech) -> list[_Part]:
    unplanned = [one for one in found.to_introduce if one.planned_at is None]
    overdue = [_overdue(found, number, say) for number in range(len(found.overdue[:WITH_BUTTONS]))]
    calls = [_call(one, found.reader, say) for one in found.calls[:WITH_BUTTONS]]
    to_do = [task_list.blocks(task, say) for task in found.tasks.shown]
    pairs = [
        [{**block, "block_id": f"{block['block_id']}_{shown.id}"} for block in card.blocks]
        for shown in found.proposals.shown
        for card in (matching.manager_card(shown, say.language),)
    ]
    offers = [[_offer(user, say)] for user in found.volunteers.shown]
    introduce = [
        [
            kit.section(
                f"introduce_{one.team_id}", _pair(one, say), introductions.plan_button(one.team_id, say)
            )
        ]
        for one in unplanned[:WITH_BUTTONS]
    ]
    return [
        _Part("overdue", promises.overdue_title(say), overdue, len(found.overdue)),
        _Part("calls", say.text("*Asked for more support*"), calls, len(found.calls)),
        _Part("tasks", say.text("*To do*"), to_do, found.tasks.number),
        _Part("proposals", say.text("*To approve*"), pairs, found.proposals.number),
        _Part("offers", say.text("*Would like to be a buddy*"), offers, found.volunteers.number),
        _Part("introduce", say.text("*Not introduced yet*"), introduce, len(unplanned)),
    ]


def _overdue(found: Digest, number: int, say: Speech) -> list[Block]:
    one = found.overdue[number]
    words = promises.waits(one, found.promised_days, say)
    return [kit.section(f"overdue_{one.request_id}", words, remedies.open_button(one.request_id, say))]


def _call(call: HelpCall, reader: str, say: Speech) -> list[Block]:
    asked = asked_when(call.asked_by, call.days, say)
    block_id = f"call_{call.id}"
    if call.taken_by is None:
        text = say.text("{asked} Nobody has answered yet.", asked=asked)
        own = kit.button(say.text("I look after it"), ids.HELP_ACKNOWLEDGE, call.id, "primary")
        return [kit.section(block_id, text, own)]
    if call.taken_by == reader:
        text = say.text("You look after: {call}", call=asked)
        return [kit.section(block_id, text, kit.button(say.text("Resolved"), ids.HELP_CLOSE, call.id))]
    text = say.text("{asked} <@{taker}> looks after it.", asked=asked, taker=call.taken_by)
    return [kit.section(block_id, text)]


def _offer(user: str, say: Speech) -> Block:
    read = kit.button(say.text("Read the offer"), ids.VOLUNTEER_READ, user)
    return kit.section(f"offer_{user}", say.text("<@{user}> would like to be a buddy.", user=user), read)


def _in_words(found: Digest, say: Speech) -> list[Block]:
    """The lists that are read, in the order in which they ask for something."""
    planned = [one for one in found.to_introduce if one.planned_at is not None]
    in_time = [promises.waits(one, found.promised_days, say) for one in found.waiting if not one.is_overdue]
    return [
        *_list(
            "under",
            say.text("*Under their hours, on average*"),
            _team_lines(found.weeks.under, _hours, say),
            say,
        ),
        *_list(
            "introductions",
            say.text("*Introductions that are planned*"),
            [_planned(one, found.timezone, say) for one in planned],
            say,
        ),
        *_list("silent", say.text("*Silent*"), _team_lines(found.weeks.silent, _silent, say), say),
        *_open_team(found, say),
        *_list("waiting", say.text("*Waiting for a buddy*"), in_time, say),
        *shortage.part(found.short, say),
    ]


def _team_lines(teams: Sequence[T], words: Callable[[T, Speech], str], say: Speech) -> list[str]:
    """Each with its number, by which its page is opened."""
    return [say.joined(" · ", team_list.name(one.team_id, say), words(one, say)) for one in teams]


def _open_team(found: Digest, say: Speech) -> list[Block]:
    """The way to the page of each team that is named for its weeks; one for both lists, for a phone has little room."""
    named = [one.team_id for one in found.weeks.under[:SHOWN]]
    named += [one.team_id for one in found.weeks.silent[:SHOWN]]
    if not named:
        return []
    choices = {str(team_id): team_list.name(team_id, say) for team_id in named}
    pick = kit.one_of(choices, ids.TEAM_OPEN, placeholder=say.text("Open a team"))
    return [kit.buttons("open_team", pick)]


def _list(name: str, title: str, lines: Sequence[str], say: Speech) -> list[Block]:
    """A list under its title; empty lists are not there. Fewer lines where they are so long that the last ones were cut."""
    if not lines:
        return []
    for most in range(SHOWN, 0, -1):
        shown = [f"• {line}" for line in lines[:most]]
        more = len(lines) - len(shown)
        text = "\n".join([title, *shown, *([digest_figures.more(more, say)] if more else [])])
        if len(text) <= kit.SECTION_MAX:
            break
    return [kit.section(name, text)]


def _hours(team: UnderHours, say: Speech) -> str:
    stands = say.count(
        team.weeks,
        "<@{student}> and <@{buddy}>: {average} of {target} in the last counted week",
        "<@{student}> and <@{buddy}>: {average} of {target} a week in the last {n} counted weeks",
        student=team.student_id,
        buddy=team.buddy_id,
        average=say.hours(team.average),
        target=say.hours(team.target),
    )
    if team.trend is None:
        return stands
    goes = {
        Trend.UP: say.text("↗ more lately"),
        Trend.DOWN: say.text("↘ less lately"),
        Trend.SAME: say.text("→ as before"),
    }
    return say.row([stands, goes[team.trend]])


def _silent(team: Silent, say: Speech) -> str:
    return say.text(
        "<@{student}> and <@{buddy}>: no session for {n} weeks",
        student=team.student_id,
        buddy=team.buddy_id,
        n=team.weeks,
    )


def _planned(one: ToIntroduce, timezone: str, say: Speech) -> str:
    assert one.planned_at is not None  # noqa: S101 - these are the planned ones
    return say.joined(": ", _pair(one, say), say.moment(one.planned_at, timezone))


def _pair(one: ToIntroduce, say: Speech) -> str:
    return say.text("<@{student}> and <@{buddy}>", student=one.student_id, buddy=one.buddy_id)
