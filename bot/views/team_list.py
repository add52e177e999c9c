"""All teams as managers see them: the first on their Home tab, and the whole list with its filters in a modal."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Button

from bot import ids
from bot.rules.hours import Tally
from bot.rules.looking import Why
from bot.services.classes import SchoolClass
from bot.services.overview import First
from bot.services.team_list import Kind, Listed, Page, Wanted
from bot.speech import Speech, speech
from bot.views import kit, programme
from bot.views.answer import Block, View
from bot.views.endings import of_two
from models.enums import TeamState

ANY = "any"


def to_look_at(found: First[Listed], say: Speech) -> list[Block]:
    """Teams with why, each with its page."""
    if not found.shown:
        return []
    rest = []
    if found.more:
        label = say.count(found.more, "One more team to look at", "{n} more teams to look at")
        rest = [kit.buttons("look_more", kit.button(label, ids.TEAMS_OPEN, Kind.LOOK))]
    each = [
        kit.section(
            f"look_{one.id}", say.joined(": ", _pair(one, say), _why(one, say)), card_button(one.id, say)
        )
        for one in found.shown
    ]
    return [kit.section("look", say.text("*Teams to look at*")), *each, *rest]


def on_home(found: Page, say: Speech) -> list[Block]:
    """The first of all teams, and the way to the others."""
    if not found.number:
        return [
            kit.section("no_teams", say.text("No team is running.")),
            kit.buttons("teams_do", kit.button(say.text("Search and filter"), ids.TEAMS_OPEN, Kind.ALL)),
        ]
    running = say.count(found.number, "One team is running.", "{n} teams are running.")
    buttons = [kit.button(say.text("Search and filter"), ids.TEAMS_OPEN, Kind.ALL)]
    if found.pages > 1:
        buttons.append(kit.button(say.text("The next teams"), ids.TEAMS_NEXT, 2))
    return [
        kit.section("teams_running", running),
        *_rows(found.shown, say),
        kit.buttons("teams_do", *buttons),
    ]


def page(found: Page, classes: Sequence[SchoolClass], language: str) -> View:
    """The whole list. What was chosen comes back with each click."""
    say = speech(language)
    wanted = found.wanted
    blocks = [
        kit.buttons("kind", kit.one_of(kinds(say), ids.TEAMS_KIND, initial=str(wanted.kind))),
        *_choice("class", ids.TEAMS_CLASS, _classes(found, classes, say), wanted.class_key),
        *_choice("language", ids.TEAMS_LANGUAGE, _languages(found, say), wanted.language),
        kit.buttons(
            f"person_{wanted.user_id or ANY}",
            kit.user(ids.TEAMS_PERSON, initial=wanted.user_id, placeholder=say.text("Find a person")),
            *_everybody(wanted, say),
        ),
        kit.context("number", _number(found, say)),
        *_rows(found.shown, say),
    ]
    turns: list[Button] = []
    if found.at > 1:
        turns.append(kit.button(say.text("Back"), ids.TEAMS_BEFORE, found.at - 1))
    if found.at < found.pages:
        turns.append(kit.button(say.text("Next"), ids.TEAMS_NEXT, found.at + 1))
    if turns:
        blocks.append(kit.buttons("turn", *turns))
    return kit.modal(
        "message", say.text("All teams"), blocks, close=say.text("Close"), meta=meta_of(found.wanted)
    )


def meta_of(wanted: Wanted) -> dict[str, str]:
    """To come back with the modal: ids and words of the program."""
    chosen = {"class": wanted.class_key, "language": wanted.language, "user": wanted.user_id}
    return {"kind": str(wanted.kind), **{name: value for name, value in chosen.items() if value}}


def card_button(team_id: int, say: Speech) -> Button:
    return kit.button(name(team_id, say), ids.TEAM_OPEN, team_id)


def name(team_id: int, say: Speech) -> str:
    return say.text("Team {number}", number=team_id)


def kinds(say: Speech) -> dict[str, str]:
    return {
        Kind.ALL: say.text("All that are running"),
        Kind.LOOK: say.text("To look at"),
        Kind.NOT_INTRODUCED: say.text("Not introduced yet"),
        Kind.AT_WORK: say.text("At work"),
        Kind.RESTING: say.text("At rest"),
        Kind.JOB_SEARCH: say.text("Looking for a job"),
        Kind.ENDED: say.text("Ended"),
    }


def state(team: Listed, say: Speech) -> str:
    if team.state is TeamState.JOB_SEARCH:
        return say.text("looking for a job")
    if team.state is TeamState.ENDED:
        return say.text("ended")
    if team.rests:
        return say.text("at rest today")
    return say.text("not introduced yet") if team.state is TeamState.LAUNCHING else ""


def hours(standing: Tally, say: Speech) -> str:
    """`1 h of 2 h this week, 1 h 30 on average`."""
    week = (
        say.text(
            "{hours} of {target} this week", hours=say.hours(standing.week), target=say.hours(standing.target)
        )
        if standing.target
        else say.text("{hours} this week", hours=say.hours(standing.week))
    )
    if standing.average is None:
        return week
    average = say.text("{hours} on average", hours=say.hours(standing.average))
    return say.row([week, average])


def whys(team: Listed, say: Speech) -> list[str]:
    """Each as a sentence."""
    return [_reason(one, team, say) for one in team.why]


def _rows(teams: Sequence[Listed], say: Speech) -> list[Block]:
    return [kit.section(f"team_{one.id}", _row(one, say), card_button(one.id, say)) for one in teams]


def _row(team: Listed, say: Speech) -> str:
    stands = [state(team, say)]
    if team.tally is not None and team.state is not TeamState.JOB_SEARCH:
        stands.append(hours(team.tally, say))
    lines = [_pair(team, say), say.row(one for one in stands if one)]
    if team.why:
        lines.append(f":eyes: {_why(team, say)}")
    return "\n".join(line for line in lines if line)


def _why(team: Listed, say: Speech) -> str:
    return " ".join(whys(team, say))


def _reason(why: Why, team: Listed, say: Speech) -> str:
    if why is Why.SILENT:
        if team.last is None:
            return say.text("No session for a long time.")
        return say.text("No session since {day}.", day=say.day(team.last))
    if why is Why.UNDER and team.tally is not None:
        under = say.text(
            "Under their hours: {average} of {target} a week on average.",
            average=say.hours(team.tally.average or 0),
            target=say.hours(team.tally.usual),
        )
        return f"{under} {_agreed(team.minutes, say)}" if team.tally.usual < team.minutes else under
    return {
        Why.NO_INTRODUCTION: say.text("Not introduced after a week."),
        Why.NO_CHANNEL: say.text("No channel."),
        Why.HANDED_OVER: say.text("No answer to two reminders."),
    }[why]


def _agreed(minutes: int, say: Speech) -> str:
    """Why hours on average are fewer than those that hold now."""
    return say.text(
        "{hours} are agreed; it is less here because some days do not count, such as holidays and days away, or because less was agreed before.",
        hours=say.hours(minutes),
    )


def _pair(team: Listed, say: Speech) -> str:
    return of_two(team.student_id, team.buddy_id, say)


def _number(found: Page, say: Speech) -> str:
    if not found.number:
        return say.text("No team fits this choice.")
    number = say.count(found.number, "One team.", "{n} teams.")
    where = say.text("Page {page} of {pages}.", page=found.at, pages=found.pages)
    return f"{number} {where}" if found.pages > 1 else number


def _choice(block_id: str, action_id: str, options: dict[str, str], chosen: str | None) -> list[Block]:
    """A list to choose from; left out where there is nothing to choose."""
    if len(options) < 3 and chosen is None:
        return []
    return [kit.buttons(block_id, kit.one_of(options, action_id, initial=chosen or ANY))]


MOST_OPTIONS = 99
"""Slack shows a hundred; the first is "all of them"."""


def _classes(found: Page, classes: Sequence[SchoolClass], say: Speech) -> dict[str, str]:
    names = {one.key: programme.name_of_class(one, say) for one in classes}
    each = {key: names.get(key, key) for key in found.classes[:MOST_OPTIONS]}
    return {ANY: say.text("All classes"), **each}


def _languages(found: Page, say: Speech) -> dict[str, str]:
    each = {code: say.language_name(code) for code in found.languages[:MOST_OPTIONS]}
    return {ANY: say.text("All languages"), **each}


def _everybody(wanted: Wanted, say: Speech) -> list[Button]:
    if wanted.user_id is None:
        return []
    return [kit.button(say.text("Everybody"), ids.TEAMS_EVERYBODY)]
