"""The form with which a student asks for a buddy: its two pages, and what who is in no class of it reads."""

from __future__ import annotations

from slackblocks import Element

from bot import ids
from bot.rules.access import Acting
from bot.services.request_form import ANOTHER_CLASS, MUST, UNNAMED, Form
from bot.services.requests import Choices, Promise
from bot.services.wishes import NOTE_MAX, WISH_MAX
from bot.speech import Speech, speech
from bot.views import asking, kit, languages, programme
from bot.views.answer import Block, View
from bot.views.requests import withdraw_button
from models.enums import Guardian, Place


def need(choices: Choices, form: Form, who: Acting) -> View:
    """The first page: class, languages, topics, and her words."""
    say = speech(who.language)
    had = form.entered
    is_new = form.own is None and not who.has_chosen_language
    blocks = [
        kit.section("page", _first_words(form, say)),
        *(languages.line(say, "request") if is_new else ()),
        kit.field("class", say.text("Which class are you in?"), _classes(choices, form, say)),
        *asking.languages(
            choices,
            say,
            well=say.text("Which languages do you speak well?"),
            some=say.text("In which others do you get by?"),
            hint=say.text("At least one, here or below. Your buddy will speak one of them with you."),
            languages=[*had.get("fluent", ()), *had.get("getting_by", ())],
            fluent=had.get("fluent", ()),
            keep=form.spoken,
        ),
    ]
    if choices.topics:
        blocks.append(asking.topics(choices, say, say.text("What is it about?"), had.get("topics", ())))
    blocks += _words(form, say)
    if form.own:
        blocks.append(kit.buttons("request_do", withdraw_button(form.own, say)))
    return kit.modal(
        ids.MODAL_REQUEST, _title(form, say), blocks, submit=say.text("Next"), close=say.text("Cancel")
    )


def meeting(choices: Choices, form: Form, language: str) -> View:
    """The second page: when, where and with whom."""
    say = speech(language)
    had = form.entered
    words = say.text("*Page 2 of 2: when, where and with whom.* You can send it just as it is.")
    blocks = [
        kit.section("page", words, kit.button(say.text("Back"), ids.REQUEST_BACK)),
        asking.times(say, had.get("times", ())),
        *asking.place(say, _place(had.get("place")), had.get("city", "")),
        *_whom(choices, form, say),
    ]
    if choices.has_minors:
        blocks.append(_guardian(form, say))
    return kit.modal(
        ids.MODAL_REQUEST_MEETING,
        _title(form, say),
        blocks,
        submit=say.text("Save") if form.own else say.text("Ask"),
        close=say.text("Cancel"),
    )


def outside(choices: Choices, form: Form, promise: Promise, language: str) -> View:
    """She is in no class of the programme's: why she cannot be on the list, and whom to ask."""
    say = speech(language)
    lines = [say.text("CodeBuddies cannot look for a buddy for you yet. I am sorry.")]
    named = list(programme.class_choices(choices, say).values())
    if named:
        lines.append(say.text("It is for the students of these classes: {classes}.", classes=say.list(named)))
    if promise.manager is None:
        lines.append(say.text("`/codebuddy contacts` shows whom you can ask about it."))
    else:
        lines.append(
            say.text(
                "Please write to <@{manager}> about it: perhaps there is another way.",
                manager=promise.manager,
            )
        )
    lines.append(
        say.text("Nothing was sent to anybody. For other support, press “I need help” on my Home tab.")
    )
    blocks = [
        kit.section("outside", "\n".join(lines)),
        kit.buttons("outside_do", kit.button(say.text("Back"), ids.REQUEST_BACK)),
    ]
    return kit.modal("message", _title(form, say), blocks, close=say.text("Close"))


def _title(form: Form, say: Speech) -> str:
    return say.text("Your request") if form.own else say.text("Ask for a buddy")


def _first_words(form: Form, say: Speech) -> str:
    words = say.text("*Page 1 of 2: what you need.* Only the class and one language are needed.")
    if form.again:
        kept = say.text("I filled in what you said last time. Please look whether it is still right.")
    elif form.unsent:
        kept = say.text("I kept what you entered last time and did not send.")
    else:
        return words
    return f"{words}\n{kept}"


def _classes(choices: Choices, form: Form, say: Speech) -> Element:
    classes = programme.class_choices(choices, say, keep=form.own.wishes.class_key if form.own else None)
    only = next(iter(classes)) if len(classes) == 1 else None
    named = {**classes, ANOTHER_CLASS: say.text("I am in another class")}
    return kit.one_of(named, initial=form.entered.get("class", only))


def _words(form: Form, say: Speech) -> list[Block]:
    had = form.entered
    return [
        kit.field(
            "wish",
            say.text("What would you like help with?"),
            kit.paragraph(initial=had.get("wish", ""), max_length=WISH_MAX),
            hint=say.text("You do not have to know yet. Only the people who run CodeBuddies read this."),
            optional=True,
        ),
        kit.field(
            "note",
            say.text("Is there anything else they should know?"),
            kit.paragraph(initial=had.get("note", ""), max_length=NOTE_MAX),
            hint=say.text(
                "They alone read it, never a volunteer. {most} characters at most. Please write nothing about your health or other private matters here: “I need help” is for that.",
                most=NOTE_MAX,
            ),
            optional=True,
        ),
    ]


def _whom(choices: Choices, form: Form, say: Speech) -> list[Block]:
    had, blocks = form.entered, []
    boxes = {UNNAMED: say.text("Do not tell the volunteer who I am before we both agree")}
    traits = programme.trait_choices(choices, say, keep=form.must_be)
    if traits:
        blocks.append(
            kit.field(
                "traits",
                say.text("I would prefer a buddy who is …"),
                kit.some_of(traits, initial=had.get("traits", ())),
                hint=say.text("Any of these. You can leave this empty."),
                optional=True,
            )
        )
        boxes[MUST] = say.text("My preference is a must (it can take longer)")
    ticked = had.get("agreed", (UNNAMED,))
    blocks.append(
        kit.field(
            "agreed", say.text("Please tick what you want"), kit.boxes(boxes, initial=ticked), optional=True
        )
    )
    return blocks


def _guardian(form: Form, say: Speech) -> Block:
    choices = {
        str(Guardian.ADULT): say.text("I am 18 or older"),
        str(Guardian.AGREED): say.text("I am younger, and my parent or guardian agrees"),
    }
    return kit.field(
        "guardian",
        say.text("How old are you?"),
        kit.one_of(choices, initial=form.entered.get("guardian"), radio=True),
        hint=say.text("If nobody has agreed yet, please ask them first. I keep the first page for a week."),
    )


def _place(word: object) -> Place:
    return next((one for one in Place if one == word), Place.EITHER)
