"""The page of one team for managers, and the forms behind its buttons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from slackblocks import Button

from bot import ids
from bot.rules.cadence import Decision
from bot.services.choosing import WHY_MAX
from bot.services.classes import SchoolClass
from bot.services.ended import Parting, Seen
from bot.services.proposals import Shown
from bot.services.tasks import OpenTask
from bot.services.team_card import Card, Held
from bot.services.team_notes import MOST, Note
from bot.speech import Speech, speech
from bot.views import check_ins, endings, introductions, kit, meetings, programme, task_list, team_list
from bot.views.answer import Block, Message, View
from bot.views.endings import of_two
from bot.views.lists import Item, numbered

Back = dict[str, str]
"""The list from which the page was opened: it comes back with its modal."""


def card(
    found: Card, classes: Sequence[SchoolClass], who: str, timezone: str, language: str, back: Back
) -> View:
    say = speech(language)
    blocks = [
        kit.section("team", _stands(found, say)),
        kit.context("facts", _facts(found, classes, say)),
        *_coming(found, timezone, say),
        *_do(found, back, say),
        *[
            kit.section(f"task_{one.id}", _task(one, say), task_list.more_button(one, say))
            for one in found.tasks
        ],
        kit.divider("history"),
        *_history(found, say),
        *_notes(found, who, timezone, say),
        *_said(found, timezone, say),
    ]
    meta = {"team": found.team.id, **back}
    title = say.text("Team {number}", number=found.team.id)
    return kit.modal("message", title, blocks, close=say.text("Close"), meta=meta)


def _task(task: OpenTask, say: Speech) -> str:
    return f":clipboard: {task_list.with_day(task, say)}"


def _stands(found: Card, say: Speech) -> str:
    team = found.team
    lines = [f"*{of_two(team.student_id, team.buddy_id, say)}*"]
    stands = [team_list.state(team, say)]
    if team.tally is not None and found.is_running:
        stands.append(team_list.hours(team.tally, say))
    lines.append(say.row(one for one in stands if one))
    if team.tally is not None and found.is_running and team.tally.target != found.weekly_minutes:
        lines.append(_less(team.tally.target, found.weekly_minutes, say))
    if team.why:
        why = " ".join(team_list.whys(team, say))
        lines.append(f":eyes: {why}")
    return "\n".join(line for line in lines if line)


def _less(target: int, agreed: int, say: Speech) -> str:
    """Why this week asks for other hours than were agreed on."""
    if not target:
        return say.text("{hours} a week are agreed; this week none are expected.", hours=say.hours(agreed))
    return say.text(
        "{hours} a week are agreed; this week {target} are expected, because some of its days do not count.",
        hours=say.hours(agreed),
        target=say.hours(target),
    )


def _held(one: Held, say: Speech) -> str:
    line = say.text(
        "• {hours} a week since {day}", hours=say.hours(one.minutes), day=say.day_and_year(one.since)
    )
    if one.asked_by is None or one.agreed_by is None:
        whose = say.text("what the programme asked for")
    else:
        whose = say.text("asked by <@{asker}>, agreed by <@{other}>", asker=one.asked_by, other=one.agreed_by)
    return say.joined(": ", line, whose)


def _facts(found: Card, classes: Sequence[SchoolClass], say: Speech) -> str:
    names = {one.key: programme.name_of_class(one, say) for one in classes}
    key = found.team.class_key
    facts = [
        say.text("Since {day}", day=say.day_and_year(found.began_on)),
        names.get(key, key) if key else "",
        say.language_name(found.team.language),
        f"<#{found.channel_id}>" if found.channel_id else "",
    ]
    return say.joined(" · ", *(one for one in facts if one))


def _coming(found: Card, timezone: str, say: Speech) -> list[Block]:
    lines = []
    if found.next is not None:
        when = meetings.when(found.next.starts_at, [timezone], say)
        lines.append(
            say.text("Introduction: {when}", when=when)
            if found.next.is_introduction
            else say.text("Next meeting: {when}", when=when)
        )
    if found.pause is not None:
        lines.append(
            say.text(
                "At rest, by <@{user}>. It goes on by itself on {day}.",
                user=found.pause.by,
                day=say.day(found.pause.goes_on),
            )
        )
    if found.end is not None and found.end.ended_at is None and found.end.last is not None:
        lines.append(say.text("It ends on {day}.", day=say.day(found.end.last)))
    if found.end is not None and found.end.ended_on is not None:
        lines.append(say.text("It ended on {day}.", day=say.day_and_year(found.end.ended_on)))
    return [kit.section("coming", "\n".join(lines))] if lines else []


def _do(found: Card, back: Back, say: Speech) -> list[Block]:
    """What she can do about the team; each is asked for again on the server."""
    team, buttons = found.team.id, list[Button]()
    if found.is_running and not found.team.is_introduced:
        buttons.append(introductions.plan_button(team, say))
    if found.may_have_another:
        buttons.append(kit.button(say.text("Another buddy"), ids.TEAM_REASSIGN, team))
    if found.is_running:
        if found.pause is None:
            buttons.append(kit.button(say.text("Pause"), ids.TEAM_PAUSE, team))
        else:
            buttons.append(kit.button(say.text("Go on today"), ids.TEAM_GO_ON, team))
            buttons.append(kit.button(say.text("Rest until another day"), ids.TEAM_PAUSE, team))
        planned = found.end is not None and found.end.ended_at is None
        if planned and found.end is not None:
            buttons += endings.plan_do(found.end, say)
        else:
            buttons.append(kit.button(say.text("End this team"), ids.END_OPEN, team))
    if found.notes is not None:
        buttons.append(kit.button(say.text("Write a note"), ids.TEAM_NOTE, f"{team}:"))
    if back:
        buttons.append(kit.button(say.text("All teams"), ids.TEAMS_BACK))
    return [kit.buttons("team_do", *buttons)] if buttons else []


def _history(found: Card, say: Speech) -> list[Block]:
    minutes, number = found.together
    held = ["• " + say.joined(": ", say.day_and_year(day), say.hours(one)) for day, one in found.sessions]
    title = say.text("*Sessions:* none so far")
    if number:
        title = say.count(
            number,
            "*Sessions:* one, {hours} in all",
            "*Sessions:* {n}, {hours} in all",
            hours=say.hours(minutes),
        )
    if number > len(held):
        newest = say.count(len(held), "The newest {n}:", "The newest {n}:")
        title = f"{title}\n{newest}"
    blocks = [kit.section("sessions", "\n".join([title, *held]))]
    if found.targets:
        title = say.text("*Agreed hours*: the first line holds now")
        blocks.append(kit.section("targets", "\n".join([title, *(_held(one, say) for one in found.targets)])))
    if found.nudges:
        lines = [
            "• " + say.joined(": ", _week(week, say), _decided(decision, say))
            for week, decision in found.nudges
        ]
        blocks.append(kit.section("nudges", "\n".join([say.text("*Reminders*"), *lines])))
    return blocks


def _week(week: str, say: Speech) -> str:
    """Of `2026-W10`: the Monday on which it begins."""
    year, number = week.split("-W")
    return say.text("week of {day}", day=say.day_and_year(date.fromisocalendar(int(year), int(number), 1)))


def _decided(decision: str, say: Speech) -> str:
    return {
        Decision.SEND: say.text("sent"),
        Decision.LATE: say.text("not sent: its moment had passed"),
        Decision.HAND_OVER: say.text("handed over to you, nothing sent"),
        Decision.HANDED_OVER: say.text("with you, nothing sent"),
        Decision.NOT_NEEDED: say.text("not needed"),
    }.get(Decision(decision), decision)


def _notes(found: Card, who: str, timezone: str, say: Speech) -> list[Block]:
    """Each as it was written; who wrote it can change it, and whoever has deleted one can put it back."""
    if found.notes is None or not (found.notes.shown or found.notes.deleted):
        return []
    deleted = say.text("You have deleted a note.")
    each = [
        Item([kit.section(f"note_{number}", deleted, _put_back(number, say))])
        for number in found.notes.deleted
    ]
    for note in found.notes.shown:
        blocks = [kit.quote(f"note_{note.id}", note.words, _written(note, timezone, say))]
        do = _can(note, who, found.notes.changed, say)
        each.append(Item([*blocks, *([kit.buttons(f"note_do_{note.id}", *do)] if do else [])]))
    blocks = [kit.section("notes", say.text("*Notes, for managers alone*")), *numbered(each)]
    more = found.notes.number - len(found.notes.shown)
    if more:
        blocks.append(kit.context("notes_more", say.count(more, "and an older one", "and {n} older ones")))
    return blocks


def _written(note: Note, timezone: str, say: Speech) -> str:
    values = {"user": note.by, "when": say.short_moment(note.at, timezone)}
    if note.is_changed:
        return say.text("<@{user}> on {when}, changed since:", **values)
    return say.text("<@{user}> on {when}:", **values)


def _put_back(number: str, say: Speech) -> Button:
    return kit.button(say.text("Put back"), ids.TEAM_NOTE_BACK, number)


def _can(note: Note, who: str, changed: Collection[str], say: Speech) -> list[Button]:
    sure = (
        say.text("Delete this note?"),
        say.text("You can put it back for an hour. Then it is gone for good."),
        say.text("Delete"),
        say.text("Keep"),
    )
    delete = kit.button(say.text("Delete the note"), ids.TEAM_NOTE_DELETE, note.id, style="danger", sure=sure)
    if note.by != who:
        return [delete] if note.is_orphaned else []
    change = kit.button(say.text("Change the note"), ids.TEAM_NOTE, f"{note.team_id}:{note.id}")
    back = [_put_back(note.id, say)] if note.id in changed else []
    return [change, *back, delete]


def _said(found: Card, timezone: str, say: Speech) -> list[Block]:
    """What one of the two wrote for those who run the programme, and their own lines."""
    blocks: list[Block] = []
    for one in found.said:
        title = say.text("*How it is going with <@{user}>, for you alone*", user=one.user_id)
        blocks.append(kit.section(f"said_{one.user_id}", title))
        blocks += [
            check_ins.line_block(f"{one.user_id}_{number}", line, say, timezone)
            for number, line in enumerate(one.lines)
        ]
    return blocks


def note_form(team_id: int, note: Note | None, language: str, back: Back) -> View:
    say = speech(language)
    hint = say.text(
        "Managers read it here; the two of the team never do. {most} characters at most.", most=MOST
    )
    field = kit.paragraph(initial=note.words if note else "", max_length=MOST)
    return kit.modal(
        ids.MODAL_TEAM_NOTE,
        say.text("A note"),
        [kit.field("words", say.text("What should be remembered?"), field, hint=hint)],
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"team": team_id, "note": note.id if note else "", **back},
    )


def pause_form(team_id: int, goes_on: date | None, language: str, back: Back) -> View:
    """`goes_on`: the first day after its rest, where it rests already."""
    say = speech(language)
    about = say.text(
        "Until then nobody expects hours of the two, and I send no reminders. Both read it in their channel, with the day."
    )
    return kit.modal(
        ids.MODAL_TEAM_PAUSE,
        say.text("Pause a team"),
        [
            kit.section("about", about),
            kit.field("goes_on", say.text("First day after the rest"), kit.day(initial=goes_on)),
        ],
        submit=say.text("Pause"),
        close=say.text("Cancel"),
        meta={"team": team_id, **back},
    )


def reassign_form(found: Parting, language: str) -> View:
    say = speech(language)
    pair = of_two(found.student_id, found.buddy_id, say)
    about = say.text(
        "The team of {pair} ends now. I tell both kindly, without a reason. <@{student}> is on the waiting list again, at the old place. You can take it back for 24 hours.",
        pair=pair,
        student=found.student_id,
    )
    who_hint = say.text("I ask this person, as always. Left empty, I look for somebody who fits.")
    why_hint = say.text("Needed only where a rule speaks against it; managers read it.")
    return kit.modal(
        ids.MODAL_TEAM_REASSIGN,
        say.text("Another buddy"),
        [
            kit.section("about", about),
            kit.field("somebody", say.text("Who is asked next?"), kit.user(), hint=who_hint, optional=True),
            kit.field(
                "why", say.text("Why?"), kit.paragraph(max_length=WHY_MAX), hint=why_hint, optional=True
            ),
        ],
        submit=say.text("End it and ask"),
        close=say.text("Cancel"),
        meta={"team": found.team_id},
    )


def reassigned(seen: Seen, asked: Shown | None, by: str, timezone: str, language: str) -> Message:
    """The answer: the end, with its way back, and who is asked."""
    say = speech(language)
    made = endings.made(seen, by, timezone, language)
    if asked is None:
        text = say.text("I look for a new buddy for <@{student}> now.", student=seen.student_id)
    else:
        text = say.text(
            "I ask <@{volunteer}> now whether to be the new buddy of <@{student}>.",
            volunteer=asked.volunteer_id,
            student=seen.student_id,
        )
    return Message(f"{made.text}\n{text}", (*made.blocks, kit.section("asked", text)))
