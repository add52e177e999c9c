"""What of her own data somebody can correct: each thing with the button that opens its form. Only what applies to her."""

from __future__ import annotations

from bot import ids
from bot.services.correctable import Correctable, OfTeam
from bot.services.sessions import Entry
from bot.speech import Speech, speech
from bot.views import away, kit, languages, never_pairs, routing
from bot.views.answer import Block, View
from bot.views.lists import apart


def home(say: Speech) -> Block:
    """On the screen of what is stored."""
    text = say.text("*Is something wrong?* You can change it yourself.")
    return kit.section("correct", text, kit.button(say.text("Correct something"), ids.CORRECT_OPEN))


def screen(seen: Correctable) -> View:
    """In the place of what is stored: above it there is room for a form."""
    say = speech(seen.who.language)
    blocks = [*languages.home(say), *_pairing(seen, say), *_teams(seen, say), *_days_away(seen, say)]
    if seen.takes_part:
        blocks += never_pairs.home(say)
    blocks += [*_running(seen, say), *_others(seen, say)]
    blocks.append(kit.buttons("correct_do", kit.button(say.text("Back"), ids.OWN_DATA_OPEN)))
    return kit.modal(ids.MODAL_OWN_DATA, say.text("Correct something"), blocks, close=say.text("Close"))


def _pairing(seen: Correctable, say: Speech) -> list[Block]:
    blocks = []
    if seen.has_request:
        change = kit.button(say.text("Open my request"), ids.REQUEST_OPEN)
        blocks.append(kit.section("correct_request", say.text("*Your request for a buddy*"), change))
    if seen.has_offer:
        change = kit.button(say.text("Change my offer"), ids.VOLUNTEER_OPEN)
        blocks.append(kit.section("correct_offer", say.text("*Your offer to be a buddy*"), change))
    return blocks


def _teams(seen: Correctable, say: Speech) -> list[Block]:
    blocks: list[Block] = []
    labels: set[str] = set()
    for one in seen.teams:
        blocks += _team(one, seen, labels, say)
    if seen.teams:
        change = kit.button(say.text("Change our hours"), ids.TARGET_OPEN)
        text = say.text("*Hours a week*: the two of you agree on them.")
        blocks.append(kit.section("correct_hours", text, change))
    return blocks


def _team(one: OfTeam, seen: Correctable, labels: set[str], say: Speech) -> list[Block]:
    buttons = [
        kit.button(apart(_session(entry, say), labels), ids.LOG_NOT_RIGHT, session_id)
        for session_id, entry in one.sessions
    ]
    if one.next is not None:
        when = say.moment(one.next.starts_at, seen.who.timezone)
        label = apart(say.text("Next meeting: {when}", when=when), labels)
        buttons.append(kit.button(label, ids.PLAN_AGAIN, one.next.id))
    if not buttons:
        return []
    partner = one.team.partner_of(seen.who.user_id)
    text = say.text("*You and <@{user}>*: press what is not right.", user=partner)
    # Slack wants the buttons of one row to differ in their action: each has a row of its own
    rows = [kit.buttons(f"correct_{one.team.id}_{at}", button) for at, button in enumerate(buttons)]
    return [kit.section(f"correct_team_{one.team.id}", text), *rows]


def _session(entry: Entry, say: Speech) -> str:
    """`Change: 2 h on Friday 20 November, react`; a button shows no markup, so that nothing is escaped."""
    when = say.text("{hours} on {day}", hours=say.hours(entry.minutes), day=say.day(entry.held_on))
    return say.text("Change: {what}", what=say.row(part for part in (when, entry.topic) if part))


def _days_away(seen: Correctable, say: Speech) -> list[Block]:
    if not seen.can_leave:
        return []
    if seen.away is None:
        text, change = say.text("*Days on which you are away*"), away.button(say)
    else:
        text = say.text("You are away {days}.", days=away.days(seen.away.first, seen.away.last, say))
        change = kit.button(say.text("Other days"), ids.AWAY_OPEN)
    return [kit.section("correct_away", text, change)]


def _running(seen: Correctable, say: Speech) -> list[Block]:
    blocks = []
    if seen.duty is not None:
        blocks.append(routing.own_hours(seen.duty, say))
    if seen.is_manager:
        text = say.text("*Who has which role, and how to reach them*")
        settings = kit.button(say.text("Settings"), ids.SETTINGS_OPEN)
        blocks.append(kit.section("correct_settings", text, settings))
    return blocks


def _others(seen: Correctable, say: Speech) -> list[Block]:
    """What she cannot correct here, and who can."""
    lines = [
        say.text(
            "Your name, your photo and your time zone come from Slack: change them in your profile there."
        )
    ]
    if seen.ask is not None:
        if seen.learns:
            lines.append(
                say.text(
                    "Your class, and what you wrote to ask for your buddy: now only a manager can change it."
                )
            )
        if seen.ended:
            lines.append(say.text("When and how a team ended: only a manager can change it."))
        lines.append(say.text("For anything else, write to <@{manager}>.", manager=seen.ask))
    return [kit.section("correct_others", "\n".join(lines))]
