"""The form for the end of a team, and what is about to be said to whom, shown before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot import ids
from bot.rules import ending as rule
from bot.rules.own_texts import NONE, Own
from bot.services.ended import Form, Parting, Seen
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Block, View
from bot.views.endings import End, of_two, on_the_list, own_reasons, reason_names, words_to
from models.enums import EndReason

NOW, ON_A_DAY = "now", "on_a_day"


def form(teams: Sequence[Parting], entered: dict[str, str], language: str) -> View:
    """`teams`: whose end this person may decide; one at least."""
    say, first = speech(language), teams[0]
    is_own = first.by in (first.student_id, first.buddy_id)
    blocks = [kit.section("page", _opening(first, is_own, len(teams), say))]
    if len(teams) > 1:
        which = {str(one.team_id): _pair(one, say) for one in teams}
        chosen = entered.get("team") if entered.get("team") in which else str(first.team_id)
        blocks.append(
            kit.field("team", say.text("Which team?"), kit.one_of(which, radio=True, initial=chosen))
        )
    reasons = {str(one): text for one, text in _reasons(teams, say).items()}
    blocks.append(
        kit.field(
            "reason",
            say.text("Why?"),
            kit.one_of(reasons, radio=True, initial=entered.get("reason")),
            hint=say.text("Good news (graduated, found a job) is told to both. Other reasons are not."),
        )
    )
    blocks.append(
        kit.field(
            "said",
            say.text("May the other person read the reason?"),
            kit.boxes(
                {"yes": say.text("Yes, tell the reason")},
                initial=["yes"] if entered.get("said") else [],
            ),
            optional=True,
        )
    )
    if first.readers:
        who = say.list(f"<@{one}>" for one in first.readers)
        only = say.text("The reason and your note are read by {people}, and by nobody else.", people=who)
        blocks += [
            kit.context("readers", only),
            kit.field(
                "note",
                say.text("A private note, if you like"),
                kit.paragraph(initial=entered.get("note", ""), max_length=rule.NOTE_MAX),
                hint=say.text("{most} characters at most.", most=rule.NOTE_MAX),
                optional=True,
            ),
        ]
    return kit.modal(
        ids.MODAL_END,
        say.text("End a team"),
        [*blocks, *_when(entered, say)],
        submit=say.text("Next"),
        close=say.text("Cancel"),
        meta={"teams": [one.team_id for one in teams]},
    )


def _reasons(teams: Sequence[Parting], say: Speech) -> dict[EndReason, str]:
    """In the words of who decides, where she is the same in all of them."""
    if all(one.by == one.student_id for one in teams):
        return own_reasons(say, is_student=True)
    if all(one.by == one.buddy_id for one in teams):
        return own_reasons(say, is_student=False)
    return reason_names(say)


def _when(entered: dict[str, str], say: Speech) -> list[Block]:
    choices = {NOW: say.text("Now"), ON_A_DAY: say.text("On a day to come")}
    day = kit.day(initial=_date(entered.get("last", "")))
    hint = say.text("It ends in the evening of that day. Two weeks before, you both hear of it.")
    return [
        kit.field(
            "when",
            say.text("When?"),
            kit.one_of(choices, radio=True, initial=entered.get("when") or NOW),
        ),
        kit.field("last", say.text("The last day, if it is to come"), day, hint=hint, optional=True),
    ]


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def whose(language: str) -> View:
    """A manager says of whom."""
    say = speech(language)
    return kit.modal(
        ids.MODAL_END_WHOSE,
        say.text("End a team"),
        [kit.field("whose", say.text("A student or a buddy of the team"), kit.user())],
        submit=say.text("Next"),
        close=say.text("Cancel"),
    )


def sure(
    found: Parting,
    form: Form,
    version: str,
    language: str,
    language_of: dict[str, str],
    own: Own = NONE,
) -> View:
    """Everything that is about to be said, sentence by sentence, in the language of who sends it.

    `language_of`: in which each who is told reads it.
    """
    say = speech(language)
    assert form.reason is not None  # noqa: S101 - the form has been checked
    end = End(
        found.student_id,
        found.buddy_id,
        form.reason,
        rule.is_said(form.reason, form.may_be_said),
        form.reason in rule.REMATCH and found.has_request,
        found.minutes,
        next(iter(found.readers), None),
    )
    blocks = [kit.section("when", _when_it_ends(form, say))]
    for number, user in enumerate(found.others):
        title = say.text("*What <@{user}> reads then:*", user=user)
        if language_of[user] != language:
            theirs = say.language_in_text(language_of[user])
            title = say.text("*What <@{user}> reads then, in {language}:*", user=user, language=theirs)
        words = words_to(end, user, say, own).replace("\n", "\n> ")
        blocks += [kit.section(f"to_{number}", title), kit.section(f"words_{number}", f"> {words}")]
    if end.seeks and found.by == found.student_id:
        blocks.append(kit.section("seeks", on_the_list(say)))
    if found.readers:
        blocks.append(kit.section("managers", _to_managers(found, form, say)))
    return kit.modal(
        ids.MODAL_END_SURE,
        say.text("Is this right?"),
        blocks,
        submit=say.text("Plan the end") if form.is_planned else say.text("End the team"),
        close=say.text("Back"),
        meta={"team": found.team_id, "version": version, "readers": ",".join(found.readers)},
    )


def _when_it_ends(form: Form, say: Speech) -> str:
    if form.is_planned and form.last is not None:
        return say.text(
            "The team ends in the evening of *{day}*. Two weeks before, I write to both and propose a last meeting. Until then you can move or cancel it.",
            day=say.day(form.last),
        )
    return say.text(
        "The team ends *now*. For 24 hours you can take it back, as long as nobody has found somebody else."
    )


def _to_managers(found: Parting, form: Form, say: Speech) -> str:
    assert form.reason is not None  # noqa: S101 - the form has been checked
    people = say.list(f"<@{one}>" for one in found.readers)
    reason = reason_names(say)[form.reason]
    if form.note.strip():
        return say.text(
            "*{people}* read the reason (“{reason}”) and your note.", people=people, reason=reason
        )
    return say.text("*{people}* read the reason (“{reason}”).", people=people, reason=reason)


def moving(seen: Seen, language: str) -> View:
    """Another last day."""
    say = speech(language)
    return kit.modal(
        ids.MODAL_END_MOVE,
        say.text("Another last day"),
        [kit.field("last", say.text("The last day"), kit.day(initial=seen.last))],
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"ending": seen.id},
    )


def _opening(first: Parting, is_own: bool, number: int, say: Speech) -> str:
    if is_own and number == 1:
        partner = first.buddy_id if first.by == first.student_id else first.student_id
        text = say.text(
            "You can end your team with <@{partner}> whenever it is right for you. One choice is enough: nobody asks you for more. Before anything is sent, you see who reads what.",
            partner=partner,
        )
    elif is_own:
        text = say.text(
            "You can end a team whenever it is right for you. One choice is enough: nobody asks you for more. Before anything is sent, you see who reads what."
        )
    else:
        text = say.text(
            "End the team of {pair}? Before anything is sent, you see who reads what.",
            pair=of_two(first.student_id, first.buddy_id, say),
        )
    if number == 1 and first.planned is not None and first.planned.last is not None:
        day = say.day(first.planned.last)
        replaces = say.text("An end is planned for {day}. What you send here replaces it.", day=day)
        return f"{text}\n{replaces}"
    return text


def _pair(one: Parting, say: Speech) -> str:
    if one.by == one.student_id:
        return say.text("With <@{user}>", user=one.buddy_id)
    if one.by == one.buddy_id:
        return say.text("With <@{user}>", user=one.student_id)
    return of_two(one.student_id, one.buddy_id, say)
