"""How it is going, in private: whether the two fit, the question of every 30 days, and what follows each answer."""

from __future__ import annotations

from slackblocks import Button

from bot import ids
from bot.rules.pulses import SENTENCE_MAX
from bot.services.care import Answered, Pair
from bot.speech import Speech, speech
from bot.views import kit
from bot.views.answer import Message, View
from models.enums import FitAnswer

MAY_READ = "may_read"


def fit(pair: Pair, language: str) -> Message:
    """After the first session."""
    say = speech(language)
    text = say.text(
        "You and <@{partner}> have had your first session. Is it a good fit for you? Nobody is shown your answer, and you do not have to give one.",
        partner=pair.partner_id,
    )
    buttons = (
        kit.button(say.text("A good fit"), ids.FIT_GOOD, pair.team_id),
        kit.button(say.text("Still finding out"), ids.FIT_FINDING, pair.team_id),
        kit.button(say.text("Not a good fit"), ids.FIT_NOT, pair.team_id),
    )
    return Message(text, (kit.section("fit", text), kit.buttons("fit_do", *buttons)))


def fit_answered(done: Answered, language: str) -> Message:
    """In the place of the question; who touched the wrong button can go back."""
    say = speech(language)
    text, buttons = _fit_answered(done, say)
    again = kit.button(say.text("Change my answer"), ids.FIT_AGAIN, done.pair.team_id)
    return Message(text, (kit.section("fit", text), kit.buttons("fit_do", *buttons, again)))


def _fit_answered(done: Answered, say: Speech) -> tuple[str, tuple[Button, ...]]:
    """What is said to it, and what can be done about it."""
    if done.answer is FitAnswer.GOOD:
        return say.text("Good to hear. Enjoy your time together."), ()
    if done.answer is FitAnswer.FINDING:
        return say.text("That is fine. It takes some meetings to know each other."), ()
    if not done.pair.is_student:
        text = say.text(
            "Thank you for saying so. Nobody is told. If you would like to talk about it, I tell the people who run CodeBuddies; <@{partner}> does not hear of it.",
            partner=done.pair.partner_id,
        )
        label = say.text("I would like to talk")
    else:
        text = say.text(
            "Thank you for saying so. That happens, and it is nobody's fault. You can have another buddy, and you need no reason. Then I tell the people who run CodeBuddies; <@{partner}> does not hear of it from me. Nothing changes until one of them has talked with you.",
            partner=done.pair.partner_id,
        )
        label = say.text("I would like another buddy")
    return text, (kit.button(label, ids.FIT_TALK, done.pair.team_id, style="primary"),)


def told_managers(done: Answered, language: str) -> Message:
    say = speech(language)
    if done.pair.is_student:
        return Message(
            say.text(
                "I have told the people who run CodeBuddies that you would like another buddy. One of them writes to you. Until then your team stays as it is."
            )
        )
    return Message(say.text("I have told the people who run CodeBuddies. One of them writes to you."))


def pulse(pair: Pair, number: int, language: str) -> Message:
    """The question of every 30 days."""
    say = speech(language)
    text = say.text(
        "How is it going with you and <@{partner}>? One touch is enough, and you do not have to answer. Nobody is shown the number. If it is low, somebody who runs CodeBuddies asks you how you are.",
        partner=pair.partner_id,
    )
    value = f"{pair.team_id}:{number}"
    buttons = [kit.button(words, action, value) for action, words in zip(ids.PULSES, moods(say), strict=True)]
    return Message(text, (kit.section("pulse", text), kit.buttons("pulse_do", *buttons)))


def felt(done: Answered, language: str) -> Message:
    """In the place of the question, with room for a sentence and for another number."""
    say = speech(language)
    text = say.text("Thank you. You said: {mood}.", mood=moods(say)[(done.score or 1) - 1])
    value = f"{done.pair.team_id}:{done.number}"
    write = kit.button(say.text("Add a sentence"), ids.PULSE_WORDS, value)
    again = kit.button(say.text("Change my answer"), ids.PULSE_AGAIN, value)
    return Message(text, (kit.section("felt", text), kit.buttons("felt_do", write, again)))


def words_form(done: Answered, language: str) -> View:
    say = speech(language)
    reads = {MAY_READ: say.text("The people who run CodeBuddies may read this")}
    return kit.modal(
        ids.MODAL_PULSE_WORDS,
        say.text("A sentence"),
        [
            kit.field(
                "words",
                say.text("What would you like to say?"),
                kit.paragraph(max_length=SENTENCE_MAX),
                hint=say.text("Without the tick below nobody reads it; it is kept encrypted."),
            ),
            kit.field("reads", say.text("Who may read it"), kit.boxes(reads), optional=True),
        ],
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"team": done.pair.team_id, "number": done.number},
    )


def said(language: str, *, may_read: bool) -> Message:
    say = speech(language)
    if may_read:
        return Message(
            say.text("Thank you. I show it to the people who run CodeBuddies, and to nobody else.")
        )
    return Message(say.text("Thank you. It is kept, and nobody reads it."))


def moods(say: Speech) -> tuple[str, ...]:
    """From 1 to 5, the words with the number."""
    return (
        say.text("1 · Not well"),
        say.text("2 · Not so well"),
        say.text("3 · So-so"),
        say.text("4 · Well"),
        say.text("5 · Very well"),
    )
