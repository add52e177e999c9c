"""Who would get it if somebody asked for help now, when the contacts are there, and the forms to change both."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ids
from bot.rules.duty import ABOUT_MOST, NO, WEEKDAYS, YES, Duty
from bot.rules.help_kinds import Kind
from bot.services.confidence import Named
from bot.services.doors import Door, Seen, Stands
from bot.services.holders import MOST
from bot.speech import Speech, speech
from bot.views import doors, kit, roles
from bot.views.answer import Block, Message, View
from bot.views.help_kinds import name

DAYS = range(7)


def screen(seen: Seen, language: str, timezone: str, *, told: Sequence[str] = ()) -> View:
    """All kinds of help for the programme manager, the open one for the other managers. `told`: what was just done."""
    say = speech(language)
    blocks = [kit.section("told", "\n".join(told)), kit.divider("told_end")] if told else []
    title = say.text("*More help with the course or with a team*")
    blocks.append(kit.section("more", f"{title}\n{_more_now(seen.more, say, timezone)}"))
    blocks += _people("more", seen.more.people, say)
    if seen.in_confidence:
        blocks += _in_confidence(seen, say)
    who = kit.button(say.text("Change the people"), ids.SETUP_OPEN)
    blocks.append(kit.buttons("routing_do", who, kit.button(say.text("Back"), ids.SETTINGS_OPEN)))
    return kit.modal("message", say.text("Who is asked for help"), blocks, close=say.text("Close"))


def duty_form(
    user_id: str,
    duty: Duty,
    version: str,
    language: str,
    *,
    is_own: bool,
    is_alone: bool = False,
    told: Sequence[Block] = (),
) -> View:
    """When somebody is there. `is_own`: she fills it in herself; `is_alone`: not opened from `screen`; `told`: above."""
    say = speech(language)
    where = str(duty.hours.where)
    if is_own:
        title = say.text("When you are there")
        about = say.text(
            "You are asked at any hour when somebody needs help. Until you are reminded, only your working hours count."
        )
    else:
        title = say.text("When they are there")
        about = say.text(
            "<@{user}> is asked at any hour when somebody needs help. Until a reminder, only these working hours count.",
            user=user_id,
        )
    days = {str(day): say.weekday(day) for day in DAYS}
    hours = duty.hours
    blocks = [
        *told,
        kit.section("counts", about),
        kit.field("weekdays", say.text("Working days"), kit.boxes(days, initial=map(str, hours.weekdays))),
        kit.field("opens", say.text("From"), kit.time(initial=_time(hours.opens))),
        kit.field(
            "closes",
            say.text("To"),
            kit.time(initial=_time(hours.closes)),
            hint=say.text("In the time zone of the Slack profile: {zone}", zone=where),
        ),
        *_away_fields(duty, say),
        kit.field(
            "about",
            say.text("Languages, and a line about you")
            if is_own
            else say.text("Languages, and a line about them"),
            kit.line(initial=duty.about, max_length=ABOUT_MOST),
            hint=say.text("Whoever asks for help and chooses whom to ask reads it below the name."),
            optional=True,
        ),
    ]
    return kit.modal(
        ids.MODAL_DUTY,
        title,
        blocks,
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"user": user_id, "was": version, **({"alone": True} if is_alone else {})},
    )


def days_away(language: str, *, are_typed: bool) -> Block:
    """Above her own form, to somebody who types that she is away, and has no team and no offer."""
    say = speech(language)
    text = say.text(
        "You are asked when somebody needs help, so your days away stand here. On these days the next in line is asked at once."
    )
    saved = say.text("Nothing was stored yet: please look at the days below and press Save.")
    return kit.section("days_away", f"{text} {saved}" if are_typed else text)


def confidence_form(named: Named, years: Sequence[tuple[int, int]], version: str, language: str) -> View:
    """Who stands in for the programme manager, and the wellbeing contacts; for the programme manager alone."""
    say = speech(language)
    blocks = [
        kit.field(
            "stand_ins",
            say.text("Who reads it while you are away"),
            kit.users(initial=named.stand_ins, most=MOST),
            hint=say.text(
                "In the order in which they are told. Whoever asks sees their names before sending. Not the project manager or a backup: they read it only where the person who asks chooses them."
            ),
            optional=True,
        ),
        kit.field(
            "practical",
            say.text("Who reads first what is asked about papers, housing, money or a computer"),
            kit.users(initial=named.practical, most=MOST),
            hint=say.text("Leave it empty, and the programme manager reads it."),
            optional=True,
        ),
        kit.field(
            "wellbeing",
            say.text("Wellbeing contacts"),
            kit.users(initial=named.wellbeing, most=MOST),
            hint=say.text("The Mental Health Team. No list shows their names, and only you see them here."),
            optional=True,
        ),
        kit.field(
            "kept_days",
            say.text("Days until a closed case is erased"),
            kit.number(initial=str(named.kept_days)),
        ),
        kit.context("years", _years(years, say)),
    ]
    return kit.modal(
        ids.MODAL_CONFIDENCE,
        say.text("Help in confidence"),
        blocks,
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"was": version},
    )


def duty_saved(user_id: str, duty: Duty, language: str) -> list[str]:
    """What was just saved, in words."""
    say = speech(language)
    lines = [say.text("Saved: <@{user}>, {when}", user=user_id, when=times(duty, say))]
    if duty.away:
        lines.append(say.text("On these days nobody waits for an answer: the next in line is asked at once."))
    return lines


def duty_message(user_id: str, duty: Duty, language: str) -> Message:
    """The same, where no screen is below."""
    text = "\n".join(duty_saved(user_id, duty, language))
    return Message(text, (kit.section("saved", text),))


def confidence_saved(told: Sequence[str], language: str, students: Sequence[str] = ()) -> list[str]:
    """`told`: who is named since now; `students`: those of them who are students here."""
    say = speech(language)
    lines = [say.text("Saved. It counts from now on.")]
    if told:
        people = say.list(f"<@{user}>" for user in told)
        lines.append(say.text("I am writing to {people} to explain what their role means.", people=people))
    return lines + [roles.student_in_confidence(user, say) for user in students]


def own_hours(duty: Duty, say: Speech) -> Block:
    """On the Home tab of everybody who has a role."""
    title = say.text("*When you are there for questions*")
    change = kit.button(
        say.text("Change"), ids.DUTY_OPEN, aloud=say.text("Change: {what}", what=say.text("Working hours"))
    )
    return kit.section("duty", f"{title}\n{times(duty, say)}", change)


def times(duty: Duty, say: Speech) -> str:
    """`Monday to Friday, 09:00 to 18:00 (Europe/Madrid), away from Monday 9 March to Friday 13 March`."""
    hours = duty.hours
    if hours.weekdays == WEEKDAYS:
        days = say.text("Monday to Friday")
    elif len(hours.weekdays) == len(DAYS):
        days = say.text("every day")
    else:
        days = say.list(say.weekday_in_text(day) for day in hours.weekdays)
    when = say.text(
        "{days}, {opens} to {closes} ({zone})",
        days=days,
        opens=_time(hours.opens),
        closes=_time(hours.closes),
        zone=str(hours.where),
    )
    if duty.away is None:
        return when
    first, last = say.day(duty.away.first), say.day(duty.away.last)
    away = say.text("away from {first} to {last}", first=first, last=last)
    return say.row([when, away])


def _more_now(door: Door, say: Speech, timezone: str) -> str:
    if door.lacks:
        return f"⚠️ {doors.nobody(Kind.MORE, door.lacks, say)}"
    assert door.until is not None  # noqa: S101 - set wherever somebody is there
    assert door.until_today is not None  # noqa: S101
    first, *rest = door.line
    lines = [
        say.text("If a student asked now, <@{first}> would be asked.", first=first),
        say.text(
            "Without an answer I would remind by {until}, or by {today} if it is needed today.",
            until=say.moment(door.until, timezone),
            today=say.moment(door.until_today, timezone),
        ),
    ]
    if rest:
        then = say.list(f"<@{person}>" for person in rest)
        lines.append(say.text("Then I would ask {people}.", people=then))
    return " ".join(lines)


def _in_confidence(seen: Seen, say: Speech) -> list[Block]:
    """Each kind with who could read it; then everybody of them, once."""
    title = say.text("*Help in confidence* (only you see this part)")
    change = kit.button(
        say.text("Change"),
        ids.CONFIDENCE_OPEN,
        aloud=say.text("Change: {what}", what=say.text("Help in confidence")),
    )
    blocks = [kit.divider("talk_begins"), kit.section("talk", title, change)]
    blocks += [
        kit.section(f"now_{kind}", f"*{name(kind, say)}*\n{doors.in_confidence(kind, door, say)}")
        for kind, door in seen.in_confidence.items()
    ]
    everybody = {one.user_id: one for door in seen.in_confidence.values() for one in door.people}
    before = len(seen.more.people)
    blocks += _people("talk", tuple(everybody.values()), say, before)
    if seen.wellbeing:
        blocks.append(kit.section("wellbeing", say.text("*Wellbeing contacts*")))
        blocks += _people("wellbeing", seen.wellbeing, say, before + len(everybody))
    if seen.kept_out:
        people = say.list(f"<@{user}>" for user in seen.kept_out)
        text = say.text(
            "⚠️ You have named {people} for help in confidence. As project manager or backup they read it only where the person who asks chooses them.",
            people=people,
        )
        blocks.append(kit.section("kept_out", text))
    return blocks


def _people(part: str, people: Sequence[Stands], say: Speech, before: int = 0) -> list[Block]:
    """One block for each contact, with when she is there. `before`: how many stand above these."""
    blocks = []
    for number, one in enumerate(people, start=before + 1):
        text = f"{number}. {say.isolated(f'<@{one.user_id}>')}: "
        if one.is_gone:
            gone = say.text("⚠️ has left the workspace or is a guest now, and is not asked.")
            blocks.append(kit.section(f"{part}_{number}", text + gone))
            continue
        text += times(one.duty, say)
        if one.is_away:
            text += "\n" + say.text("⚠️ Away today, and not asked.")
        aloud = say.text("Change: working hours of number {n}", n=number)
        change = kit.button(say.text("Change"), ids.DUTY_OPEN, one.user_id, aloud=aloud)
        blocks.append(kit.section(f"{part}_{number}", text, change))
    return blocks


def _away_fields(duty: Duty, say: Speech) -> list[Block]:
    away = duty.away
    choices = {NO: say.text("Not away"), YES: say.text("Away on the days below")}
    return [
        kit.field(
            "away",
            say.text("Days away"),
            kit.one_of(choices, initial=YES if away else NO, radio=True),
            hint=say.text("Who is away is not asked: the next in line is asked at once."),
        ),
        kit.field(
            "away_from",
            say.text("First day away"),
            kit.day(initial=away.first if away else None),
            optional=True,
        ),
        kit.field(
            "away_until",
            say.text("Last day away"),
            kit.day(initial=away.last if away else None),
            optional=True,
        ),
    ]


def _years(years: Sequence[tuple[int, int]], say: Speech) -> str:
    """What is left of erased cases: the number of a year."""
    small = say.text(
        "What is left of an erased case is the number of its year. It is shown in steps of 5, when the year is over; fewer than 5 are shown to nobody."
    )
    lines = [say.text("{year}: {n} or more", year=year, n=cases) for year, cases in years]
    return "\n".join([small, *lines])


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
