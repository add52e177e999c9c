"""The Home tab of who runs the programme: what needs her first, then all teams, then how it stands, then settings."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.services.help_answers import LookedAfter
from bot.services.overview import Figures, Overview, WeekSum
from bot.services.promises import Waits
from bot.speech import Speech
from bot.views import kit, matching, promises, remedies, shortage, task_list, tasks, team_list
from bot.views.answer import Block
from bot.views.help import asked_when
from bot.views.lists import Item, more_of, numbered


def manager(mine: Overview, say: Speech) -> list[Block]:
    return [
        kit.header("overview_title", say.text("What needs you first")),
        *_needs(mine, say),
        *_just_done(mine, say),
        *shortage.part(mine.short, say),
        *_counted(_waiting_lines(mine, say)),
        kit.header("teams_title", say.text("All teams")),
        *team_list.on_home(mine.teams, say),
        *_figures(mine.figures, say),
        kit.buttons(
            "overview_do",
            kit.button(say.text("All tasks"), ids.TASKS_ALL, 1),
            kit.button(say.text("Settings"), ids.SETTINGS_OPEN),
        ),
    ]


def counts(mine: Overview, say: Speech) -> list[Block]:
    """The same in one paragraph, where nothing is listed."""
    lines = [_looked_after(one, say) for one in mine.looked_after.shown]
    if mine.calls.number:
        lines.append(
            say.count(
                mine.calls.number,
                "One request for more support has no answer yet.",
                "{n} requests for more support have no answer yet.",
            )
        )
    if not mine.waits_for_her:
        lines.append(say.text("Nothing waits for you."))
    lines += _waiting_lines(mine, say)
    if mine.overdue:
        lines.append(say.text("Longer than promised: {n}. My Home tab says what could help.", n=mine.overdue))
    if mine.teams.number:
        lines.append(say.count(mine.teams.number, "One team is running.", "{n} teams are running."))
    return _counted(lines)


def _needs(mine: Overview, say: Speech) -> list[Block]:
    """Who asks for help first, then teams that may come apart, then who waits; what is merely to be decided comes last."""
    items = [
        *_calls(mine, say),
        Item(team_list.to_look_at(mine.look, say), counts=False),
        *_waits(mine, say),
        *_to_do_title(mine, say),
        *(Item(task_list.blocks(task, say)) for task in (*mine.introductions.shown, *mine.tasks.shown)),
        Item(task_list.rest(mine.introductions.more + mine.tasks.more, say), counts=False),
        *_to_approve(mine, say),
    ]
    return numbered(items) or [kit.section("nothing", say.text("Nothing waits for you."))]


def _to_do_title(mine: Overview, say: Speech) -> list[Item]:
    """Where a title stands above, it ends there: what follows is of another kind."""
    has_title = mine.look.shown or mine.waits.shown
    follows = (mine.introductions.shown, mine.tasks.shown, mine.proposals.shown, mine.volunteers.shown)
    if not (has_title and any(follows)):
        return []
    return [Item([kit.section("to_do", f"*{say.text('To do')}*")], counts=False)]


def _calls(mine: Overview, say: Speech) -> list[Item]:
    """Open requests for more support: those that nobody has, then her own."""
    items = []
    for n, one in enumerate(mine.calls.shown):
        asked = asked_when(one.asked_by, one.days, say)
        text = say.text("*More support:* {asked} Nobody has answered yet.", asked=asked)
        take = kit.button(say.text("I look after it"), ids.HELP_ACKNOWLEDGE, one.id, style="primary")
        items.append(Item([kit.section(f"call_{n}", text, take)]))
    items.append(Item(more_of("calls_more", mine.calls.more, say), counts=False))
    for n, one in enumerate(mine.looked_after.shown):
        done = kit.button(say.text("Resolved"), ids.HELP_CLOSE, one.id)
        items.append(Item([kit.section(f"looked_after_{n}", _looked_after(one, say), done)]))
    return [*items, Item(more_of("looked_after_more", mine.looked_after.more, say), counts=False)]


def _looked_after(call: LookedAfter, say: Speech) -> str:
    return say.text("You look after: {call}", call=asked_when(call.asked_by, call.days, say))


def _waits(mine: Overview, say: Speech) -> list[Item]:
    """Those whose promised time is over are red, and in words: whatever was marked as done."""
    late = [one for one in mine.waits.shown if one.is_overdue]
    others = [one for one in mine.waits.shown if not one.is_overdue]
    return [
        *_who_waits("overdue", promises.overdue_title(say), late, mine, say),
        *_who_waits("waits", say.text("*Waiting for a buddy*"), others, mine, say),
        Item(more_of("waits_more", mine.waits.more, say), counts=False),
    ]


def _who_waits(name: str, title: str, several: Sequence[Waits], mine: Overview, say: Speech) -> list[Item]:
    if not several:
        return []
    each = [
        kit.section(
            f"{name}_{one.request_id}",
            promises.waits(one, mine.promised_days, say),
            remedies.open_button(one.request_id, say),
        )
        for one in several
    ]
    return [Item([kit.section(name, title)], counts=False), *(Item([block]) for block in each)]


def _to_approve(mine: Overview, say: Speech) -> list[Item]:
    cards = [
        Item(kit.named(matching.manager_card(shown, say.language).blocks, shown.id))
        for shown in mine.proposals.shown
    ]
    offers = []
    for user in mine.volunteers.shown:
        read = kit.button(say.text("Read the offer"), ids.VOLUNTEER_READ, user)
        text = _waiting_offer(user, mine.wanted.get(user, 0), say)
        offers.append(Item([kit.section(f"offer_{user}", text, read)]))
    return [
        *cards,
        Item(more_of("proposals_more", mine.proposals.more, say), counts=False),
        *offers,
        Item(more_of("offers_more", mine.volunteers.more, say), counts=False),
    ]


def _waiting_offer(user: str, wanted: int, say: Speech) -> str:
    """An offer that waits for approval, and for how many of those who wait it could be a help."""
    text = say.text("<@{user}> would like to be a buddy.", user=user)
    if not wanted:
        return text
    helps = say.count(
        wanted,
        "{n} student waits for a language that this person speaks.",
        "{n} students wait for a language that this person speaks.",
    )
    return f"{text} {helps}"


def _just_done(mine: Overview, say: Speech) -> list[Block]:
    if mine.just_done is None:
        return []
    undo = kit.button(say.text("Put back"), ids.TASK_PUT_BACK, mine.just_done.id)
    return [kit.section("just_done", say.text("Done: {task}", task=tasks.line(mine.just_done, say)), undo)]


def _waiting_lines(mine: Overview, say: Speech) -> list[str]:
    if not mine.waits.number:
        return [say.text("No student waits for a buddy.")]
    return [say.count(mine.waits.number, "One student waits for a buddy.", "{n} students wait for a buddy.")]


def _counted(lines: Sequence[str]) -> list[Block]:
    return [kit.section("counts", "\n".join(lines))]


def _figures(found: Figures, say: Speech) -> list[Block]:
    met, counted = found.on_target
    lines = [
        say.text("This week so far: {week}.", week=_week(found.this_week, say)),
        say.text("Last week: {week}.", week=_week(found.last_week, say)),
    ]
    if counted:
        lines.append(
            say.count(
                counted,
                "Hours as agreed, on average: {met} of one team.",
                "Hours as agreed, on average: {met} of {n} teams.",
                met=met,
            )
        )
    return [kit.header("figures_title", say.text("Figures")), kit.section("figures", "\n".join(lines))]


def _week(week: WeekSum, say: Speech) -> str:
    if not week.sessions:
        return say.text("no session")
    return say.count(
        week.sessions, "one session, {hours}", "{n} sessions, {hours}", hours=say.hours(week.minutes)
    )
