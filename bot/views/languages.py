"""In which language somebody is written to: the question, the form, and what is said to a choice."""

from __future__ import annotations

from slackblocks import Button

from bot import ids
from bot.services.languages import AS_SLACK, OwnLanguage
from bot.speech import LANGUAGES, Speech, own_name, speech
from bot.views import kit
from bot.views.answer import Block, Message, View

RADIO = 10
"""Choices that Slack shows as radio buttons, at most."""


def all_names(say: Speech) -> str:
    """Each by its own name: whoever reads no other finds it."""
    return say.row(own_name(one) for one in LANGUAGES)


def first_question(say: Speech) -> list[Block]:
    """To somebody who is new here. Nobody has to answer."""
    title = say.text("*Which language should I write to you in?*")
    return [kit.section("language", f"{title}\n{all_names(say)}", _open(say))]


def line(say: Speech, over: str = "") -> list[Block]:
    """Quietly, to somebody who has chosen none: Slack itself does not speak every language, and says nothing of hers.

    `over`: the form in which it stands (`handlers.languages.FORMS`), which is then shown in the language chosen.
    """
    return [kit.section("own_language", all_names(say), _open(say, over))]


def home(say: Speech, *, is_chosen: bool = True) -> list[Block]:
    """Where she has chosen none (who came from a list, say) all of them stand there: whoever reads no other finds hers."""
    text = say.text("Language: {language}", language=own_name(say.language))
    return [kit.section("language", text if is_chosen else f"{text}\n{all_names(say)}", _open(say))]


def form(own: OwnLanguage, say: Speech, over: str = "") -> View:
    """The languages by their own names, and Slack's. `over`: as in `line`."""
    as_slack = say.text("As in Slack: {language}", language=own_name(own.without))
    choices = {**{one: own_name(one) for one in LANGUAGES}, AS_SLACK: as_slack}
    initial = own.chosen or AS_SLACK
    element = kit.one_of(choices, initial=initial, radio=len(choices) <= RADIO)
    hint = say.text(
        "All that I write to you alone is in this language. In a team's channel I write in the language that you two share."
    )
    return kit.modal(
        ids.MODAL_LANGUAGE,
        say.text("Language"),
        [kit.field("language", say.text("Which language should I write to you in?"), element, hint=hint)],
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"over": over} if over else None,
    )


def chosen(own: OwnLanguage) -> Message:
    """In the language itself."""
    say = speech(own.now)
    text = say.text("From now on I write to you in {language}.", language=say.language_in_text(own.now))
    if own.chosen is None:
        kept = say.text("You have not chosen a language of your own: I follow your Slack.")
        text = f"{text} {kept}"
    change = say.text("To change it: `/codebuddy language`, or the button on my Home tab.")
    return Message(f"{text}\n{change}", (kit.section("language", f"{text}\n{change}"),))


def _open(say: Speech, over: str = "") -> Button:
    return kit.button(say.text("Change language"), ids.LANGUAGE_OPEN, over)
