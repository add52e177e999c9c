"""Asking for a buddy: the form, what happens next, and how it stands."""

from __future__ import annotations

from slackblocks import Button

from bot import ids
from bot.rules.matching import WhyWaiting
from bot.services.requests import WISH_MAX, Choices, OwnRequest, Promise
from bot.speech import Speech, speech
from bot.views import kit, matching, programme
from bot.views.answer import Block, Message, View
from models.enums import ProposalState


def form(choices: Choices, own: OwnRequest | None, promise: Promise, language: str) -> View:
    """The form; filled in with what she asked before, which it then changes."""
    say = speech(language)
    had = own.wishes if own else None
    classes = programme.class_choices(choices, say)
    only = next(iter(classes)) if len(classes) == 1 else None
    blocks = [
        kit.section("class_note", _for_whom(promise, say)),
        kit.field(
            "class",
            say.text("Which class are you in?"),
            kit.one_of(classes, initial=had.class_key if had else only),
        ),
        kit.field(
            "languages",
            say.text("Which languages can you learn in?"),
            kit.some_of(programme.language_choices(choices, say), initial=had.languages if had else ()),
            hint=say.text("Your buddy speaks at least one of them. Choose the one you like best first."),
        ),
        kit.field(
            "topics",
            say.text("What is it about?"),
            kit.some_of(programme.topic_choices(choices, say), initial=had.topics if had else ()),
            hint=say.text("You can leave this empty."),
            optional=True,
        ),
        kit.field(
            "wish",
            say.text("What would you like help with?"),
            kit.paragraph(initial=had.wish if had else "", max_length=WISH_MAX),
            hint=say.text(
                "You do not have to know yet. Only the people who run CodeBuddies read this. Please write nothing about your health or other private matters here: “I need help” is for that."
            ),
            optional=True,
        ),
    ]
    if own:
        blocks.append(kit.buttons("request_do", _withdraw(own, say)))
    return kit.modal(
        ids.MODAL_REQUEST,
        say.text("Your request") if own else say.text("Ask for a buddy"),
        blocks,
        submit=say.text("Save") if own else say.text("Ask"),
        close=say.text("Cancel"),
    )


def asked(own: OwnRequest, language: str, *, changed: bool) -> Message:
    """At once: it is stored, what happens next, how long it usually takes, how to change or withdraw it."""
    say = speech(language)
    first = (
        say.text("Your changes are saved. You keep your place in the list.")
        if changed
        else say.text("Thank you for asking. You are on the list now.")
    )
    spoken = programme.any_language(own.wishes.languages, say)
    steps = [
        say.text("*What happens next*"),
        say.text("1. I look for a volunteer who speaks {languages}.", languages=spoken),
        say.text("2. The people who run CodeBuddies look at it, and the volunteer is asked."),
        say.text("3. You read who it is. Then you decide: you can say no, and need no reason."),
    ]
    later = say.text(
        "You can change or withdraw your request at any time: use the buttons, or type `/codebuddy request`."
    )
    return _message([first, "\n".join(steps), f"{_longer(own, say)} {later}"], own, say)


def standing(own: OwnRequest, say: Speech) -> list[Block]:
    """How an open request stands, in words that are true, with what she can do about it."""
    if own.proposal and own.proposal.state is ProposalState.ACCEPTED:
        return list(matching.student_card(own.proposal, say.language).blocks)
    title = say.text("*Your request for a buddy*")
    return _blocks([f"{title}\n{_since(own, say)} {_why(own, say)}", _longer(own, say)], own, say)


def withdrawn(language: str) -> Message:
    say = speech(language)
    text = say.text(
        "Your request is withdrawn, and nobody is asked any more. You can ask again whenever you like: type `/codebuddy request`."
    )
    return Message(text, (kit.section("request", text),))


def _for_whom(promise: Promise, say: Speech) -> str:
    if promise.manager is None:
        return say.text(
            "CodeBuddies is for students of the classes below. Are you in none of them? `/codebuddy contacts` shows whom to ask."
        )
    return say.text(
        "CodeBuddies is for students of the classes below. Are you in none of them? Please write to <@{manager}>.",
        manager=promise.manager,
    )


def _since(own: OwnRequest, say: Speech) -> str:
    if not own.days:
        return say.text("You asked less than a day ago.")
    return say.count(own.days, "You have waited for {n} day.", "You have waited for {n} days.")


def _why(own: OwnRequest, say: Speech) -> str:
    """Why there is nobody yet, as far as the program knows; never more hopeful than it is."""
    spoken = programme.any_language(own.wishes.languages, say)
    if own.proposal is not None:
        return say.text(
            "Somebody may fit, and I am asking. It can still come to nothing; then I keep looking, and you keep your place."
        )
    if own.why is WhyWaiting.NOBODY_YET:
        return say.text("No volunteer is ready yet. I look again as soon as somebody offers.")
    if own.why is WhyWaiting.NO_LANGUAGE:
        alone = say.text("Nobody who speaks {languages} has offered yet.", languages=spoken)
        again = say.text("I look again as soon as somebody does.")
        return " ".join([alone, *_others(own, say), again])
    if own.why is WhyWaiting.ALL_DECLINED:
        return say.text(
            "Nobody new who speaks {languages} has offered since. I look again as soon as somebody does.",
            languages=spoken,
        )
    if own.why is WhyWaiting.NO_CAPACITY:
        full = say.text(
            "Every volunteer who speaks {languages} supports somebody else right now.", languages=spoken
        )
        again = say.text("I look again as soon as a place is free.")
        return " ".join([full, *_others(own, say), again])
    return say.text("I am about to look through the list.")


def _others(own: OwnRequest, say: Speech) -> list[str]:
    if not own.others:
        return []
    return [
        say.count(
            own.others,
            "{n} other student waits for the same.",
            "{n} other students wait for the same.",
        )
    ]


def _usually(own: OwnRequest, say: Speech) -> str:
    then = say.text("I write to you as soon as there is somebody.")
    return f"{programme.usually(own.promise, say)} {then}"


def _longer(own: OwnRequest, say: Speech) -> str:
    if own.days <= own.promise.last:
        return _usually(own, say)
    sorry = say.text("This takes longer than usual. It is not because of you.")
    if own.promise.manager is None:
        return sorry
    ask = say.text("You can write to <@{manager}> about it at any time.", manager=own.promise.manager)
    return f"{sorry} {ask}"


def _message(paragraphs: list[str], own: OwnRequest, say: Speech) -> Message:
    return Message("\n".join(paragraphs), tuple(_blocks(paragraphs, own, say)))


def _blocks(paragraphs: list[str], own: OwnRequest, say: Speech) -> list[Block]:
    change = kit.button(say.text("Change"), ids.REQUEST_OPEN)
    return [
        *(kit.section(f"request_{number}", text) for number, text in enumerate(paragraphs)),
        kit.buttons("request_do", change, _withdraw(own, say)),
    ]


def _withdraw(own: OwnRequest, say: Speech) -> Button:
    sure = (
        say.text("Withdraw your request?"),
        say.text("You leave the list. If you ask again later, you start at its end."),
        say.text("Withdraw"),
        say.text("Keep it"),
    )
    return kit.button(say.text("Withdraw"), ids.REQUEST_WITHDRAW, own.id, sure=sure)
