"""The form with which somebody offers to be a buddy: its two pages; and the day of a background check."""

from __future__ import annotations

from bot import ids
from bot.clock import local_day
from bot.rules.access import Acting
from bot.services.offer_form import Form
from bot.services.offering import HELLO_MAX, MOST_STUDENTS, lengths
from bot.services.requests import Choices
from bot.speech import Speech, speech
from bot.views import asking, conduct, kit, languages, programme
from bot.views.answer import Block, View
from models.enums import AT_REST, Place, VolunteerState


def help_offered(choices: Choices, form: Form, who: Acting) -> View:
    """The first page: languages, topics, how many students, how much time, and a hello."""
    say = speech(who.language)
    had, own = form.entered, form.own
    is_new = own is None and not who.has_chosen_language
    blocks = [
        kit.section("page", _first_words(choices, form, say)),
        *(languages.line(say, "offer") if is_new else ()),
        *asking.languages(
            choices,
            say,
            well=say.text("Which languages do you speak well?"),
            some=say.text("In which others do you get by?"),
            hint=say.text("At least one, here or below. You will speak one of them with your student."),
            languages=[*had.get("fluent", ()), *had.get("getting_by", ())],
            fluent=had.get("fluent", ()),
            keep=own.offer.languages if own else (),
        ),
    ]
    if choices.topics:
        blocks.append(asking.topics(choices, say, say.text("What can you help with?"), had.get("topics", ())))
    blocks += [*_how_much(choices, form, say), _hello(form, say)]
    if own and own.state not in AT_REST:
        pause = kit.button(say.text("Pause my offer"), ids.VOLUNTEER_PAUSE, own.user_id)
        blocks.append(kit.buttons("volunteer_do", pause))
    return kit.modal(
        ids.MODAL_VOLUNTEER, _title(form, say), blocks, submit=say.text("Next"), close=say.text("Cancel")
    )


def meeting(choices: Choices, form: Form, who: Acting) -> View:
    """The second page: when and where, about me, and the code of conduct where it is not agreed."""
    say = speech(who.language)
    had = form.entered
    words = say.text("*Page 2 of 2: when and where.*")
    blocks = [
        kit.section("page", words, kit.button(say.text("Back"), ids.VOLUNTEER_FIRST)),
        asking.times(say, had.get("times", ())),
        *asking.place(say, _place(had.get("place")), had.get("city", "")),
    ]
    if choices.traits:
        blocks.append(
            kit.field(
                "traits",
                say.text("About me, if you like"),
                kit.some_of(programme.trait_choices(choices, say), initial=had.get("traits", ())),
                hint=say.text(
                    "A student may wish for one of these. It is used for that only. You can leave this empty."
                ),
                optional=True,
            )
        )
    blocks += _conduct(choices, form, who, say)
    return kit.modal(
        ids.MODAL_VOLUNTEER_SECOND,
        _title(form, say),
        blocks,
        submit=say.text("Save") if form.own else say.text("Offer"),
        close=say.text("Cancel"),
    )


def check(user_id: str, language: str) -> View:
    """Before an approval, where the programme has minors: when was his background check?"""
    say = speech(language)
    words = say.text(
        "There are minors in this programme. Before <@{volunteer}> meets a student, somebody has seen a background check.",
        volunteer=user_id,
    )
    blocks = [
        kit.section("page", words),
        kit.field("checked_on", say.text("On which day was it made?"), kit.day()),
    ]
    return kit.modal(
        ids.MODAL_CHECK,
        say.text("Background check"),
        blocks,
        submit=say.text("Approve"),
        close=say.text("Cancel"),
        meta={"volunteer": user_id},
    )


def _title(form: Form, say: Speech) -> str:
    return say.text("Your offer") if form.own else say.text("Be a buddy")


def _first_words(choices: Choices, form: Form, say: Speech) -> str:
    lines = [
        say.text(
            "*Page 1 of 2: what you can give.* A buddy gives one student about {hours} a week on average: questions, encouragement, company on the way.",
            hours=say.hours(choices.weekly_minutes),
        )
    ]
    if form.own and form.own.state is VolunteerState.PAUSED:
        lines.append(say.text("Your offer is paused. Saving goes on with it."))
    if form.own and form.own.state is VolunteerState.NOT_NOW:
        lines.append(say.text("Your offer is not taken up for now. Saving offers it again."))
    if form.unsent:
        lines.append(say.text("I kept what you entered last time and did not send."))
    return "\n".join(lines)


def _how_much(choices: Choices, form: Form, say: Speech) -> list[Block]:
    had, each = form.entered, choices.weekly_minutes
    times = {str(minutes): say.hours(minutes) for minutes in lengths(each)}
    numbers = {str(number): str(number) for number in range(1, MOST_STUDENTS + 1)}
    return [
        kit.field(
            "capacity",
            say.text("How many students at most?"),
            kit.one_of(numbers, initial=had.get("capacity", "1")),
        ),
        kit.field(
            "minutes",
            say.text("How much time do you have a week, for all of them?"),
            kit.one_of(times, initial=had.get("minutes", str(each))),
            hint=say.text("At least {hours} for each student.", hours=say.hours(each)),
        ),
    ]


def _hello(form: Form, say: Speech) -> Block:
    return kit.field(
        "hello",
        say.text("A few words to your student"),
        kit.paragraph(initial=form.entered.get("hello", ""), max_length=HELLO_MAX),
        hint=say.text("Who you are, and why you do this. Write it in a language your student reads."),
        optional=True,
    )


def _conduct(choices: Choices, form: Form, who: Acting, say: Speech) -> list[Block]:
    if not form.asks_conduct:
        return _agreed(form, who, say)
    points = conduct.points(choices.weekly_minutes, say)
    return [
        kit.section("conduct_text", conduct.text(say)),
        kit.field(
            "conduct",
            say.text("Please read and tick each"),
            kit.boxes(points, initial=form.entered.get("conduct", ())),
        ),
    ]


def _agreed(form: Form, who: Acting, say: Speech) -> list[Block]:
    if form.own is None or form.own.conduct_at is None:
        return []
    when = say.day(local_day(form.own.conduct_at, who.timezone))
    words = say.text("You agreed to the code of conduct on {day}.", day=when)
    return [kit.context("conduct_text", words), kit.context("conduct_words", conduct.text(say))]


def _place(word: object) -> Place:
    return next((one for one in Place if one == word), Place.EITHER)
