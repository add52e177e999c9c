"""Who waits, and how long: what the student hears, and how managers read it."""

from __future__ import annotations

from bot import ids
from bot.rules.matching import WhyWaiting
from bot.rules.own_texts import NONE, Own, OwnText
from bot.services.promises import Waits
from bot.services.requests import OwnRequest
from bot.speech import Speech, speech
from bot.views import help_kinds, kit, programme, requests
from bot.views.answer import Block, Message
from bot.views.own_texts import said

RED = ":red_circle:"


def still_looking(own: OwnRequest, language: str, texts: Own = NONE) -> Message:
    """To the student, when a while has passed: not forgotten, why it takes so long, what she can do."""
    say = speech(language)
    first = said(texts, OwnText.STILL_LOOKING, say)
    standing = requests.standing(own, say)
    told = [block["text"]["text"] for block in standing if block["type"] == "section"]
    return Message("\n".join([first, *told]), (kit.section("still_looking", first), *standing, _help(say)))


def age_question(own: OwnRequest, language: str) -> Message:
    """To the student: the one answer that is missing, and what it is for."""
    say = speech(language)
    text = say.text(
        "I need one answer from you before I can look for a buddy: are you 18 or older? If you are younger, a parent or guardian must agree. Please open your request; the question is on the second page. Your place in the list is kept."
    )
    open_it = kit.button(say.text("Open my request"), ids.REQUEST_OPEN, style="primary")
    return Message(
        text,
        (kit.section("age_question", text), kit.buttons("age_question_do", open_it, help_kinds.button(say))),
    )


def age_settled(answered: bool, language: str) -> Message:
    """To the student, in place of the question."""
    say = speech(language)
    text = (
        say.text("Thank you: I have your answer to my question how old you are.")
        if answered
        else say.text(
            "I asked you how old you are. I do not need an answer any more; I look for a buddy for you."
        )
    )
    return Message(text, (kit.section("age_settled", text),))


def over(own: OwnRequest, language: str) -> Message:
    """To the student, when the promised time is over: sorry, how it stands and why, what comes next, what she can do."""
    say = speech(language)
    first = say.text(
        "The time that I promised you is over, and you have no buddy yet. I am sorry. It is not because of you."
    )
    following = [
        say.text("*What happens next*"),
        say.text(
            "I keep looking, every night and as soon as somebody offers or has a free place. You keep your place in the list."
        ),
        say.text("I tell the people who run CodeBuddies, too, that you have waited too long."),
    ]
    if own.promise.manager is not None:
        ask = say.text("You can write to <@{manager}> about it at any time.", manager=own.promise.manager)
        following.append(ask)
    change = say.text(
        "Perhaps another language, more times or another place would make it easier: with “Change” you can add them. You can also withdraw your request, and ask again whenever you like."
    )
    paragraphs = [first, requests.how_it_stands(own, say), "\n".join(following), change]
    blocks = [kit.section(f"over_{number}", text) for number, text in enumerate(paragraphs)]
    return Message("\n".join(paragraphs), (*blocks, requests.buttons(own, say), _help(say)))


def _help(say: Speech) -> Block:
    return kit.buttons("help_do", help_kinds.button(say))


def overdue_title(say: Speech) -> str:
    return say.text("*The promised time is over*")


def waits(one: Waits, promised: int, say: Speech) -> str:
    """`:red_circle: @Lina: day 17, the promised 14 days are over. Nobody who offers speaks Arabic well enough.`"""
    return f"{_day(one, promised, say)} {_why(one, say)}"


def _day(one: Waits, promised: int, say: Speech) -> str:
    values = {"student": one.student_id, "day": one.day, "promised": promised}
    if one.is_overdue:
        late = say.text("<@{student}>: day {day}, the promised {promised} days are over.", **values)
        return f"{RED} {late}"
    if not one.day:
        return say.text("<@{student}>: asked today.", student=one.student_id)
    return say.text("<@{student}>: day {day} of {promised}.", **values)


def _why(one: Waits, say: Speech) -> str:
    if one.why is WhyWaiting.NO_AGE:
        return say.text("I have asked if this student is an adult, and have no answer yet.")
    if one.is_asked:
        return say.text("A volunteer has said yes; now the student decides.")
    if one.is_proposed:
        if one.is_offered:
            return say.text("A volunteer who may fit is being asked.")
        return say.text("There is a possible team: it waits for a manager's answer.")
    spoken = programme.any_language(one.languages, say)
    return {
        WhyWaiting.NOBODY_YET: say.text("Nobody offers to be a buddy at the moment."),
        WhyWaiting.NO_LANGUAGE: say.text(
            "Nobody who is approved speaks {languages} well enough.", languages=spoken
        ),
        WhyWaiting.NO_PLACE: say.text(
            "Nobody who speaks {languages} can meet where it is needed.", languages=spoken
        ),
        WhyWaiting.NO_TRAIT: say.text(
            "Some could help in {languages}. This student needs a buddy who is {traits}; none of them has said that they are.",
            languages=spoken,
            traits=programme.traits(one.traits, say),
        ),
        WhyWaiting.NO_HOURS: say.text(
            "Nobody who could help in {languages} has time at the same hours.", languages=spoken
        ),
        WhyWaiting.ALL_DECLINED: say.text(
            "Nobody who fits is left: they were proposed before and it came to nothing, were a team with this student, or are not available. You can still choose somebody by hand."
        ),
        WhyWaiting.NOT_APPROVED: say.text("Somebody who may fit waits for a manager's approval."),
        WhyWaiting.NO_CAPACITY: say.text("Nobody who fits is available right now."),
        None: say.text("I am about to look through the list."),
    }[one.why]
