"""The six questions with which a programme begins, one page each, and what is set and still open when they are answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot import ids
from bot.rules.checkup import Finding
from bot.rules.intake import Group
from bot.rules.wizard import COURSE, GROUPS, OPEN, STEPS, TAUGHT, Step, before
from bot.services.classes import COURSE_MAX
from bot.services.settings import Intake
from bot.services.wizard import Other
from bot.speech import Speech, speech
from bot.views import checkup, kit, programme, settings_fields
from bot.views.answer import Block, Message, View
from bot.views.settings import group_name, in_words

MODALS: dict[Step, str] = {
    Step.PLACE: ids.MODAL_SETUP_PLACE,
    Step.CLASSES: ids.MODAL_SETUP_CLASSES,
    Step.HOURS: ids.MODAL_SETUP_HOURS,
    Step.TIMES: ids.MODAL_SETUP_TIMES,
    Step.EMERGENCY: ids.MODAL_SETUP_EMERGENCY,
}
"""Of the people see `views.setup`."""
COUNTRY_OF_FIRST = "ES"
"""Whose emergency numbers a programme begins with (`models.people.EMERGENCY`)."""
Entered = Mapping[str, str]


def page(
    step: Step,
    intake: Intake,
    version: str,
    language: str,
    *,
    entered: Entered | None = None,
    above: Sequence[Block] = (),
) -> View:
    """A page filled in with what is set. `entered`: what she had typed in it before."""
    say = speech(language)
    typed = {**_as_typed(step, intake, say), **(entered or {})}
    is_last = step is STEPS[-1]
    number = STEPS.index(step) + 1
    back = kit.button(say.text("Back"), ids.SETUP_STEP, before(step))
    accept = kit.button(say.text("Accept the defaults"), ids.SETUP_ACCEPT, step)
    buttons = [back, accept]
    if not is_last:
        buttons.append(kit.button(say.text("Accept all that is left"), ids.SETUP_ACCEPT_ALL, step))
    onward = say.text("Finish") if is_last else say.text("Next")
    resume = say.text(
        "You can close this at any time: /codebuddy setup goes on here, with all you have answered. What you have typed on this page stays only when you press “{next}” or “Back”.",
        next=onward,
    )
    return kit.modal(
        MODALS[step],
        say.text("Set up CodeBuddies"),
        [
            *above,
            kit.section("question", f"*{counted(number, say)}*\n{_question(step, say)}"),
            *_warning(step, intake, say),
            *_fields(step, intake, typed, say),
            kit.buttons("go", *buttons),
            kit.context("resume", resume),
        ],
        submit=onward,
        close=say.text("Close"),
        meta={"was": version, "step": str(step)},
    )


def counted(number: int, say: Speech) -> str:
    return say.text("Question {number} of {all}", number=number, all=len(STEPS))


def handed_on(told: Message, language: str) -> Message:
    """To somebody who has named others and runs nothing: `told`, and who goes on."""
    theirs = speech(language).text("The other questions are theirs now: they type /codebuddy setup.")
    text = f"{told.text}\n{theirs}"
    return Message(text, (kit.section("handed_on", text),))


def kept(steps: Sequence[Step], language: str) -> str:
    """Pages that were passed without an answer."""
    say = speech(language)
    numbers = say.list(str(STEPS.index(one) + 1) for one in steps)
    return say.count(
        len(steps),
        "Question {numbers}: kept as it is set. What you had typed there and not sent does not count.",
        "Questions {numbers}: kept as they are set. What you had typed there and not sent does not count.",
        numbers=numbers,
    )


def told(lines: Sequence[str]) -> list[Block]:
    """What was just done, above a page."""
    return [kit.section("told", "\n".join(lines)), kit.divider("told_end")] if lines else []


def also(found: Sequence[Other], language: str, timezone: str) -> list[Block]:
    """Somebody else is answering the same questions."""
    say = speech(language)
    lines = [
        say.text(
            "⚠️ <@{user}> is answering these questions, too (last at {when}). Please talk to each other. If both of you save the same page, the second one sees what the first has saved, and nothing is lost.",
            user=one.user_id,
            when=say.short_moment(one.at, timezone),
        )
        for one in found[:3]
    ]
    return [kit.section("also", "\n".join(lines))] if lines else []


def summary(
    intake: Intake,
    people: Sequence[str],
    found: Sequence[Finding],
    language: str,
    *,
    above: Sequence[Block] = (),
) -> View:
    """What is set, what is still open, and what comes next. `people`: lines about who answers for what; `above`: what
    was just done."""
    say = speech(language)
    done = say.text("*You are ready.* Everything can be changed at any time: /codebuddy settings.")
    blocks: list[Block] = [*above, kit.section("ready", done), kit.header("set", say.text("What is set"))]
    blocks.append(kit.section("set_people", "\n".join(people)))
    for step in STEPS[:-1]:  # the numbers of the last one stand with the people
        for group in GROUPS[step]:
            blocks.append(
                kit.section(f"set_{group}", f"*{group_name(group, say)}*\n{in_words(group, intake, say)}")
            )
    lines = _open_points(intake, found, say)
    blocks.append(kit.header("open", say.text("What is still open")))
    nothing = say.text("Nothing that I can see here. I ask Slack, too, and write to you what it says.")
    blocks.append(kit.section("open_points", "\n".join(f"• {one}" for one in lines) or nothing))
    following = say.text(
        "*Next:* tell your volunteers to type /codebuddy volunteer, and your students to type /codebuddy request. Your own list is on my Home tab."
    )
    blocks.append(kit.section("next", following))
    blocks.append(
        kit.buttons(
            "go",
            kit.button(say.text("Open the settings"), ids.SETTINGS_OPEN, style="primary"),
            kit.button(say.text("Check-up"), ids.DOCTOR),
            kit.button(say.text("Back"), ids.SETUP_STEP, STEPS[-1]),
        )
    )
    return kit.modal("message", say.text("Set up CodeBuddies"), blocks, close=say.text("Close"))


def _open_points(intake: Intake, found: Sequence[Finding], say: Speech) -> list[str]:
    lines = checkup.wrong(found, say)
    if intake.is_closed:
        lines.append(say.text("No class is open, so nobody can ask for a buddy now."))
    if not intake.support_channel_id:
        lines.append(say.text("No channel for coding questions is chosen. It is not needed to begin."))
    if _is_elsewhere(intake):
        lines.append(_look_at_numbers(intake, say))
    return lines


def _is_elsewhere(intake: Intake) -> bool:
    """The emergency numbers are those that a programme begins with, and the programme is in another country."""
    return intake.emergency.is_first and intake.calendar.country not in ("", COUNTRY_OF_FIRST)


def _look_at_numbers(intake: Intake, say: Speech) -> str:
    return say.text(
        "The emergency numbers are those of Spain, and your programme is in {country}. Please enter yours.",
        country=say.country(intake.calendar.country),
    )


def _warning(step: Step, intake: Intake, say: Speech) -> list[Block]:
    if step is not Step.EMERGENCY or not _is_elsewhere(intake):
        return []
    return [kit.section("elsewhere", f"⚠️ {_look_at_numbers(intake, say)}")]


def _question(step: Step, say: Speech) -> str:
    return {
        Step.PLACE: say.text("Where is your school? Its days, and its public holidays, count for everybody."),
        Step.CLASSES: say.text("Whose students may ask for a buddy?"),
        Step.HOURS: say.text("How long does a buddy meet a student each week?"),
        Step.TIMES: say.text("When may I remind a team?"),
        Step.EMERGENCY: say.text("Whom does somebody in danger call? Please call nobody to try it."),
    }[step]


def _as_typed(step: Step, intake: Intake, say: Speech) -> dict[str, str]:
    if step is Step.CLASSES:
        opened = ",".join(one.key for one in intake.classes if one.is_open)
        return {OPEN: opened, COURSE: "", TAUGHT: ""}
    found: dict[str, str] = {}
    if step is Step.PLACE:
        found = {"country_code": intake.calendar.country, "region": intake.calendar.region}
    for group in GROUPS[step]:
        if group is not Group.BREAKS:
            found |= settings_fields.as_typed(group, intake, say)
    return found


def _fields(step: Step, intake: Intake, typed: Entered, say: Speech) -> list[Block]:
    if step is Step.CLASSES:
        return _classes(intake, typed, say)
    blocks: list[Block] = []
    for group in GROUPS[step]:
        blocks += (
            _calendar(typed, say)
            if group is Group.BREAKS
            else settings_fields.fields(group, intake, typed, say)
        )
    return blocks


def _calendar(typed: Entered, say: Speech) -> list[Block]:
    return [
        kit.field(
            "country_code",
            say.text("Public holidays: country"),
            kit.line(initial=typed["country_code"][:CODE], max_length=CODE),
            hint=say.text(
                "Two letters: ES for Spain, for example. If it is empty, there are no public holidays."
            ),
            optional=True,
        ),
        kit.field(
            "region",
            say.text("Public holidays: region"),
            kit.line(initial=typed["region"][:CODE], max_length=CODE),
            hint=say.text("For example CT for Catalonia. Empty: those of the whole country."),
            optional=True,
        ),
    ]


CODE = 40
"""Characters of the fields for a country and a region, so that a name that is no code can be answered."""


def _classes(intake: Intake, typed: Entered, say: Speech) -> list[Block]:
    named = {one.key: programme.name_of_class(one, say) for one in intake.classes}
    blocks: list[Block] = []
    if named:
        field = kit.some_of(named, initial=typed[OPEN].split(","))
        hint = say.text("A class that you take out is closed: nobody new can ask. You can open it again.")
        blocks.append(kit.field(OPEN, say.text("Open classes"), field, hint=hint, optional=True))
    one_more = kit.line(initial=typed[COURSE], max_length=COURSE_MAX)
    taught = kit.one_of(programme.taught_choices(intake.languages, say), initial=typed[TAUGHT])
    hint = say.text("What is taught in it, for example Data Analysis. Leave it empty if there is none.")
    blocks += [
        kit.field(COURSE, say.text("One more class"), one_more, hint=hint, optional=True),
        kit.field(
            TAUGHT,
            say.text("Taught in"),
            taught,
            hint=say.text("More classes, and their own names, are in /codebuddy settings."),
            optional=True,
        ),
    ]
    return blocks
