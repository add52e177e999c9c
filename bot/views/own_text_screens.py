"""Texts in the programme's own words, for managers: the list, a text in each language, its form, and how it will look."""

from __future__ import annotations

from collections.abc import Callable

from bot import ids
from bot.rules import own_texts as rule
from bot.rules.own_texts import Own, OwnText, Variable
from bot.services.own_texts import Which, Written
from bot.services.settings import Change
from bot.speech import LANGUAGES, Speech, speech
from bot.views import kit, previews
from bot.views.answer import Block, View
from bot.views.own_texts import default, said

SHOWN = 5
"""Texts that are named on the screen of the settings."""
NAMES = {
    Variable.STUDENT: "@Samira",
    Variable.BUDDY: "@Bruno",
    Variable.PARTNER: "@Bruno",
    Variable.LEADER: "@Petra",
    Variable.CHANNEL: "#buddy-example",
}
"""With which a preview is filled in: made-up people."""


def name(say: Speech) -> str:
    return say.text("Texts")


def title(key: str, language: str, say: Speech) -> str:
    """`Welcome in the team's channel (Spanish)`; a text of another version is named by its word."""
    named = _ABOUT[OwnText(key)][0](say) if key in set(OwnText) else f"“{key}”"
    return say.text("{text} ({language})", text=named, language=say.language_in_text(language))


def in_words(own: Own, say: Speech) -> str:
    """Which are the programme's own."""
    mine = [title(key, one, say) for key in OwnText for one in LANGUAGES if one in own.get(key, {})]
    if not mine:
        return say.text("What I say in your programme's name, in my words. You can write your own.")
    count = say.count(len(mine), "One is in your own words:", "{n} are in your own words:")
    more = [say.count(len(mine) - SHOWN, "and one more", "and {n} more")] if len(mine) > SHOWN else []
    return "\n".join([count, *(f"• {one}" for one in [*mine[:SHOWN], *more])])


def listed(own: Own, language: str) -> View:
    """All texts, in the place of the settings."""
    say = speech(language)
    about = say.text(
        "This is what I say in your programme's name. You can write your own words, for each language. What you change is said so from then on."
    )
    blocks = [kit.section("about", about)]
    for key in OwnText:
        named, when = (words(say) for words in _ABOUT[key])
        mine = [say.language_in_text(one) for one in LANGUAGES if one in own.get(key, {})]
        changed = say.text("✏️ Your own words: {languages}", languages=say.list(mine)) if mine else ""
        lines = [f"*{named}*", when, changed]
        aloud = say.text("Open: {what}", what=named)
        button = kit.button(say.text("Open"), ids.TEXT_OPEN, key, aloud=aloud)
        blocks.append(kit.section(f"text_{key}", "\n".join(one for one in lines if one), button))
    blocks.append(kit.buttons("texts_do", kit.button(say.text("Back"), ids.SETTINGS_OPEN)))
    return kit.modal("message", name(say), blocks, close=say.text("Close"))


def one_text(own: Own, key: OwnText, note: str, language: str, *, told: str = "") -> View:
    """A text in each language, as it is now, in the place of the list. `told`: what was just done; `note`: see `default`."""
    say = speech(language)
    named, when = (words(say) for words in _ABOUT[key])
    blocks = [kit.section("told", told), kit.divider("told_end")] if told else []
    blocks.append(kit.section("about", f"*{named}*\n{when}"))
    for one in LANGUAGES:
        blocks += _in_language(own, Which(key, one), note, say)
    blocks.append(kit.buttons("text_do", kit.button(say.text("Back"), ids.TEXTS_OPEN)))
    return kit.modal("message", name(say), blocks, close=say.text("Close"))


def _in_language(own: Own, one: Which, note: str, say: Speech) -> list[Block]:
    mine = own.get(one.key, {}).get(one.language)
    spoken = say.language_name(one.language)
    state = _default_state(one.key, say) if mine is None else say.text("✏️ in your own words")
    head = say.joined(" · ", f"*{spoken}*", state)
    if mine is not None and not rule.fits(one.key, mine):
        unfit = say.text("⚠️ I cannot say it any more, and say the default. Please write it anew.")
        head = f"{head}\n{unfit}"
    words = mine if mine is not None else default(one.key, one.language, note)
    value = f"{one.key}:{one.language}"
    change = kit.button(say.text("Change: {what}", what=spoken), ids.TEXT_CHANGE, value)
    do = [change]
    if mine is not None:
        do.append(kit.button(say.text("Reset to the default: {what}", what=spoken), ids.TEXT_RESET, value))
    return [
        kit.section(f"head_{one.language}", head),
        *([kit.quote(f"words_{one.language}", words)] if words else []),
        kit.buttons(f"do_{one.language}", *do),
    ]


def _default_state(key: OwnText, say: Speech) -> str:
    if key is OwnText.HOUSE_NOTE:
        return say.text("the note for all languages, in “How a team begins”")
    return say.text("in my words")


def form(
    one: Which, words: str, was: str, overtaken: Change | None, language: str, *, is_unsaved: bool = False
) -> View:
    """`words`: in the field, hers and not saved where `is_unsaved`; `was`: a mark of what is stored; `overtaken`: by
    somebody who has saved meanwhile."""
    say = speech(language)
    blocks: list[Block] = []
    if overtaken:
        who = say.text(
            "⚠️ <@{user}> has changed this text meanwhile. Your words are still here, and nothing of them is saved. “Preview” goes on with yours.",
            user=overtaken.by,
        )
        blocks.append(kit.section("overtaken", who))
    elif is_unsaved:
        blocks.append(kit.context("unsaved", say.text("You have written this, and it is not saved yet.")))
    blocks.append(kit.section("about", f"*{title(one.key, one.language, say)}*\n{_ABOUT[one.key][1](say)}"))
    blocks.append(kit.section("fills", _fills(one.key, say)))
    written_in = say.text("Your text, in {language}", language=say.language_in_text(one.language))
    hint = say.text(
        "Only who reads {language} gets it. {most} characters at most. *Stars* make words bold.",
        language=say.language_in_text(one.language),
        most=rule.SHAPES[one.key].most,
    )
    field = kit.paragraph(initial=words, max_length=rule.TYPED_MAX)
    blocks.append(kit.field(rule.BLOCK, written_in, field, hint=hint))
    return kit.modal(
        ids.MODAL_TEXT,
        name(say),
        blocks,
        submit=say.text("Preview"),
        close=say.text("Cancel"),
        meta=_meta(one, was),
    )


def preview(found: Written, minutes: int, was: str, language: str, *, is_other: bool = False) -> View:
    """As its readers will see it, with made-up people.

    `minutes`: what a new team meets in a week; `is_other`: see `previews.other`.
    """
    say, theirs = speech(language), speech(found.which.language)
    one = found.which
    own = {str(one.key): {one.language: found.words}}
    values = {**{str(key): value for key, value in NAMES.items()}, "hours": theirs.hours(minutes)}
    looks = said(own, one.key, theirs, **values)
    about = say.text("This is how it looks, with made-up people. Nothing is saved yet.")
    return kit.modal(
        ids.MODAL_TEXT_SAVE,
        say.text("Preview"),
        [
            *([previews.other(say)] if is_other else []),
            kit.section("about", f"*{title(one.key, one.language, say)}*\n{about}"),
            kit.divider("looks_begin"),
            kit.section("looks", looks),
            kit.divider("looks_end"),
            kit.buttons("preview_do", kit.button(say.text("Back"), ids.TEXT_BACK)),
        ],
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={**_meta(one, was), "seen": found.seen},
    )


def reset(one: Which, was: str, note: str, language: str) -> View:
    """What a text becomes, before it does."""
    say, becomes = speech(language), default(one.key, one.language, note)
    about = say.text(
        "Then I say this again, in my words. What you have written stays in the history of the settings, where you can put it back."
    )
    return kit.modal(
        ids.MODAL_TEXT_RESET,
        say.text("Reset"),
        [
            kit.section("about", f"*{title(one.key, one.language, say)}*\n{about}"),
            *([kit.quote("becomes", becomes)] if becomes else []),
        ],
        submit=say.text("Reset"),
        close=say.text("Cancel"),
        meta=_meta(one, was),
    )


def saved(one: Which, is_changed: bool, own: Own, language: str) -> str:
    """Above the text."""
    say = speech(language)
    what = title(one.key, one.language, say)
    if not is_changed:
        return say.text("*{text}:* nothing was changed, it was so already.", text=what)
    if own.get(one.key, {}).get(one.language) is None:
        return say.text("*{text}:* I say it in my words again.", text=what)
    return say.text("*{text}:* saved. I say it so from now on.", text=what)


def _meta(one: Which, was: str) -> dict[str, str]:
    return {"text": str(one.key), "language": one.language, "was": was}


def _fills(key: OwnText, say: Speech) -> str:
    """What it can name."""
    shape = rule.SHAPES[key]
    if not shape.may:
        return say.text("I fill in nothing in this text.")
    lines = []
    for one in shape.may:
        line = "• " + say.joined(": ", f"`{{{one}}}`", _VARIABLES[one](say))
        lines.append(say.text("{line} (must be there)", line=line) if one in shape.must else line)
    return "\n".join([say.text("I fill in:"), *lines])


Words = Callable[[Speech], str]
_VARIABLES: dict[Variable, Words] = {
    Variable.STUDENT: lambda say: say.text("the student"),
    Variable.BUDDY: lambda say: say.text("the buddy"),
    Variable.PARTNER: lambda say: say.text("the other of the two"),
    Variable.LEADER: lambda say: say.text("who leads the introduction"),
    Variable.CHANNEL: lambda say: say.text("the team's channel"),
    Variable.HOURS: lambda say: say.text("the hours a week"),
}
_ABOUT: dict[OwnText, tuple[Words, Words]] = {
    OwnText.REQUEST: (
        lambda say: say.text("Thanks for a request"),
        lambda say: say.text("First line of the answer, when a student has asked for a buddy."),
    ),
    OwnText.NEXT_STEPS: (
        lambda say: say.text("What happens next"),
        lambda say: say.text("In the same answer: how your programme finds a buddy."),
    ),
    OwnText.STILL_LOOKING: (
        lambda say: say.text("Still looking"),
        lambda say: say.text("First line of the message to a student who has waited for some days."),
    ),
    OwnText.OFFERED: (
        lambda say: say.text("Thanks for an offer"),
        lambda say: say.text("The answer to a new volunteer, before a manager has looked at the offer."),
    ),
    OwnText.OFFER: (
        lambda say: say.text("Question to a volunteer"),
        lambda say: say.text("Asked below what fits, when I have found a student for a volunteer."),
    ),
    OwnText.ACCEPTED: (
        lambda say: say.text("Thanks for a yes"),
        lambda say: say.text("To the volunteer, while the student decides."),
    ),
    OwnText.BUDDY_FOUND: (
        lambda say: say.text("Question to a student"),
        lambda say: say.text("Asked below what fits, when a volunteer has said yes to a student."),
    ),
    OwnText.WELCOME: (
        lambda say: say.text("Welcome in the team's channel"),
        lambda say: say.text("First line of the first message in a new team's channel."),
    ),
    OwnText.GUIDELINES: (
        lambda say: say.text("Guidelines in the team's channel"),
        lambda say: say.text(
            "Below the welcome. Above it I say who introduces the two, as long as nobody has."
        ),
    ),
    OwnText.HOUSE_NOTE: (
        lambda say: say.text("A note of your programme"),
        lambda say: say.text(
            "Below the guidelines, for who reads this language. Where there is none, the note of “How a team begins” stands there."
        ),
    ),
    OwnText.INTRODUCTION: (
        lambda say: say.text("Invitation to the introduction"),
        lambda say: say.text("To each of the two, above the day and time."),
    ),
    OwnText.HELLO: (
        lambda say: say.text("A first hello"),
        lambda say: say.text("To each of the two, when nobody has begun in a new team's channel."),
    ),
    OwnText.NUDGE_1: (
        lambda say: say.text("Weekly reminder, first"),
        lambda say: say.text("To a team under its hours. The three take turns, week by week."),
    ),
    OwnText.NUDGE_2: (
        lambda say: say.text("Weekly reminder, second"),
        lambda say: say.text("To a team under its hours, in the week after the first."),
    ),
    OwnText.NUDGE_3: (
        lambda say: say.text("Weekly reminder, third"),
        lambda say: say.text("To a team under its hours, in the week after the second."),
    ),
    OwnText.ENDING: (
        lambda say: say.text("The end of a team"),
        lambda say: say.text("First line of the message to the one who has not ended it."),
    ),
    OwnText.CLOSING: (
        lambda say: say.text("The day after the end"),
        lambda say: say.text("To both, above thanks, the three questions and the certificate."),
    ),
}
"""Its name, and where it stands; a test holds the table against `OwnText`."""
