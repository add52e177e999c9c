"""What a student reads of her request: what happens next, how it stands and why, and that it is withdrawn."""

from __future__ import annotations

from slackblocks import Button

from bot import ids
from bot.rules.matching import WhyWaiting
from bot.rules.own_texts import NONE, Own, OwnText
from bot.services.requests import Choices, OwnRequest, Withdrawn
from bot.speech import Speech, escape, speech
from bot.views import kit, matching, programme
from bot.views.answer import Block, Message
from bot.views.own_texts import said
from models.enums import Place, ProposalState


def asked(
    own: OwnRequest, choices: Choices, language: str, *, changed: bool, note: str = "", texts: Own = NONE
) -> Message:
    """At once: it is stored, what was noted, what happens next, how long it usually takes, how to change it.

    `note`: what she wrote for managers alone; she reads her own words, and they are in no notification.
    `texts`: the programme's own words.
    """
    say = speech(language)
    first = (
        say.text("Your changes are saved. You keep your place in the list.")
        if changed
        else said(texts, OwnText.REQUEST, say)
    )
    steps = said(texts, OwnText.NEXT_STEPS, say)
    later = say.text(
        "You can change or withdraw your request at any time: use the buttons, or type `/codebuddy request`."
    )
    noted = "\n".join([say.text("*What I noted*"), *(f"• {line}" for line in _noted(own, choices, say))])
    paragraphs = [first, noted, steps, f"{_usually(own, say)} {later}"]
    blocks = _blocks(paragraphs, own, say)
    return Message("\n".join(paragraphs), (*blocks[:2], *_own_words(own, note, say), *blocks[2:]))


def standing(own: OwnRequest, say: Speech) -> list[Block]:
    """How an open request stands, in words that are true, with what she can do about it."""
    title = say.text("*Your request for a buddy*")
    if own.proposal and own.proposal.state is ProposalState.ACCEPTED:
        card = matching.student_card(own.proposal, say.language).blocks
        return [kit.section("request_0", f"{title}\n{_she_decides(own, say)}"), *card, buttons(own, say)]
    return _blocks([f"{title}\n{_day(own, say)}", how_it_stands(own, say)], own, say)


def how_it_stands(own: OwnRequest, say: Speech) -> str:
    """Which stage it is at, and why there is nobody yet."""
    return f"{_stage(own, say)} {why(own, say)}"


def buttons(own: OwnRequest, say: Speech) -> Block:
    """What she can do about an open request at any time; the form first where an answer of hers is missing."""
    if own.why is WhyWaiting.NO_AGE:
        change = kit.button(say.text("Open my request"), ids.REQUEST_OPEN, style="primary")
    else:
        change = kit.button(say.text("Change"), ids.REQUEST_OPEN)
    return kit.buttons("request_do", change, withdraw_button(own, say))


def withdrawn(gone: Withdrawn, timezone: str, language: str) -> Message:
    """It is withdrawn; she can put it back until then."""
    say = speech(language)
    blocks = _put_back(gone, timezone, say)
    return Message(blocks[0]["text"]["text"], tuple(blocks))


def was_withdrawn(gone: Withdrawn, timezone: str, say: Speech) -> list[Block]:
    """The same, on her Home tab and in her status."""
    return _put_back(gone, timezone, say)


def is_back(own: OwnRequest, language: str) -> Message:
    """She has put it back; how it stands."""
    say = speech(language)
    back = say.text("Your request is back. You keep your place in the list.")
    if own.is_class_closed:
        closed = say.text(
            "Your class was closed to new requests in the meantime. Are you in another class now? Then please press Change and choose it. All the rest is kept."
        )
        back = f"{back}\n{closed}"
    return Message(back, (kit.section("request_back", back), *standing(own, say)))


def why(own: OwnRequest, say: Speech) -> str:
    """Why there is nobody yet, as far as the program knows; never more hopeful than it is."""
    if own.proposal is not None:
        return say.text("It can still come to nothing; then I keep looking, and you keep your place.")
    if own.why is None:
        return say.text("I am about to look through the list.")
    spoken = programme.any_language(own.wishes.languages, say)
    if own.why is WhyWaiting.NO_LANGUAGE:
        reason = say.text("Right now there is no buddy who speaks {languages} well.", languages=spoken)
        return _with_others(own, spoken, say, reason, say.text("I look again as soon as somebody offers."))
    if own.why in (WhyWaiting.NO_CAPACITY, WhyWaiting.NOT_APPROVED):
        reason = say.text("No buddy who fits is available right now.")
        return _with_others(own, spoken, say, reason, say.text("I look again as soon as somebody is."))
    return {
        WhyWaiting.NOBODY_YET: say.text(
            "Nobody offers to be a buddy at the moment. I look again as soon as somebody does."
        ),
        WhyWaiting.NO_PLACE: _no_place(own, spoken, say),
        WhyWaiting.NO_TRAIT: say.text(
            "Some buddies could help you in {languages}. You need a buddy who is {traits}; none of them has said that they are. You can make it a wish instead of a must.",
            languages=spoken,
            traits=programme.traits(own.wishes.traits, say),
        ),
        WhyWaiting.NO_HOURS: say.text(
            "The buddies who could help you in {languages} have time at other hours than you. If you can meet at more times, please add them.",
            languages=spoken,
        ),
        WhyWaiting.ALL_DECLINED: say.text(
            "Some buddies would fit, but with them it did not come to a team, or the team has ended. I look again as soon as somebody new offers."
        ),
        WhyWaiting.NO_AGE: say.text(
            "Are you 18 or older? Please open your request; the question is on the second page. While I wait for your answer, your days stand still, and your place in the list is kept."
        ),
    }[own.why]


def withdraw_button(own: OwnRequest, say: Speech) -> Button:
    sure = (
        say.text("Withdraw your request?"),
        say.text("You leave the list. For 24 hours you can put it back, at the same place."),
        say.text("Withdraw"),
        say.text("Keep it"),
    )
    return kit.button(say.text("Withdraw"), ids.REQUEST_WITHDRAW, own.id, sure=sure)


def _with_others(own: OwnRequest, spoken: str, say: Speech, reason: str, again: str) -> str:
    """`3 people wait for Arabic. No buddy who fits is available right now. …`: she is one of the three."""
    if not own.others:
        return f"{reason} {again}"
    waiting = say.count(
        own.others + 1,
        "{n} person waits for {languages}.",
        "{n} people wait for {languages}.",
        languages=spoken,
    )
    return f"{waiting} {reason} {again}"


def _no_place(own: OwnRequest, spoken: str, say: Speech) -> str:
    if own.wishes.place is Place.IN_PERSON:
        return say.text(
            "Nobody who speaks {languages} can meet in person in {city} yet. If online is fine for you, too, please change that.",
            languages=spoken,
            city=escape(own.wishes.city),
        )
    return say.text(
        "Those who speak {languages} meet only in person, and not where you can. I look again as soon as somebody new offers.",
        languages=spoken,
    )


def _day(own: OwnRequest, say: Speech) -> str:
    """`Day 4. It usually takes 1 to 2 weeks.`; when that is over, no such promise any more."""
    return f"{_today(own, say)} {_usually(own, say)}"


def _today(own: OwnRequest, say: Speech) -> str:
    if own.is_again and own.days:
        return say.text("Day {n} of the new search. Your old place in the list counts.", n=own.days)
    if own.is_again:
        return say.text("The new search has begun today. Your old place in the list counts.")
    return say.text("Day {n} since you asked.", n=own.days) if own.days else say.text("You asked today.")


def _she_decides(own: OwnRequest, say: Speech) -> str:
    """The day, and that it stands still: the rest is said by the card below."""
    now = say.text("Now: a volunteer has said yes, and you decide.")
    if not own.is_paused:
        return f"{_today(own, say)} {now}"
    still = say.text("While you decide, I do not count the days.")
    return f"{_today(own, say)} {now} {still}"


def _stage(own: OwnRequest, say: Speech) -> str:
    if own.proposal is not None and own.proposal.state is ProposalState.APPROVED and own.proposal.reminded:
        return say.text(
            "Now: somebody may fit. I have asked twice and have no answer yet. If none comes, I look for somebody else."
        )
    if own.proposal is None and own.why is WhyWaiting.NO_AGE:
        now = say.text("Now: I need one answer from you before I can look for a buddy.")
    elif own.proposal is None:
        now = say.text("Now: I am looking for a buddy for you.")
    elif own.proposal.state is ProposalState.PROPOSED:
        now = say.text("Now: somebody may fit. The people who run CodeBuddies look at it.")
    else:
        now = say.text("Now: somebody may fit, and I am asking.")
    if not own.passed_on:
        return now
    before = say.text("The volunteer whom I asked before did not answer. It is not because of you.")
    return f"{before} {now}"


def _usually(own: OwnRequest, say: Speech) -> str:
    if not own.is_over:
        then = say.text("I write to you as soon as there is somebody.")
        return f"{programme.usually(own.promise, say)} {then}"
    sorry = say.text("The promised time is over. I am sorry. It is not because of you.")
    if own.promise.manager is None:
        return sorry
    ask = say.text("You can write to <@{manager}> about it at any time.", manager=own.promise.manager)
    return f"{sorry} {ask}"


def _noted(own: OwnRequest, choices: Choices, say: Speech) -> list[str]:
    """What was understood of the form, line by line; her own words stand below it."""
    wishes = own.wishes
    lines = [
        escape(
            programme.class_choices(choices, say, keep=wishes.class_key).get(
                wishes.class_key, wishes.class_key
            )
        )
    ]
    if wishes.fluent:
        lines.append(
            say.text("You speak {languages} well.", languages=programme.languages(wishes.fluent, say))
        )
    if wishes.getting_by:
        lines.append(
            say.text("You get by in {languages}.", languages=programme.languages(wishes.getting_by, say))
        )
    if wishes.topics:
        lines.append(say.text("It is about {topics}.", topics=programme.topics(wishes.topics, say)))
    return [*lines, *_noted_of_meeting(own, say)]


def _noted_of_meeting(own: OwnRequest, say: Speech) -> list[str]:
    wishes, lines = own.wishes, []
    if wishes.times:
        lines.append(say.text("You can meet: {times}.", times=programme.times(wishes.times, say)))
    lines.append(_where(own, say))
    if wishes.traits:
        values = {"traits": programme.traits(wishes.traits, say)}
        lines.append(
            say.text("Your buddy must be {traits}.", **values)
            if wishes.traits_must
            else say.text("You would prefer a buddy who is {traits}.", **values)
        )
    if wishes.unnamed:
        lines.append(say.text("The volunteer does not learn who you are before you both agree."))
    else:
        lines.append(say.text("The volunteer reads who you are."))
    return lines


def _own_words(own: OwnRequest, note: str, say: Speech) -> list[Block]:
    words = []
    if own.wishes.wish.strip():
        title = say.text("What you would like help with. Only the people who run CodeBuddies read it:")
        words.append(kit.quote("request_wish", own.wishes.wish, title))
    if note.strip():
        title = say.text("Your note for the people who run CodeBuddies. Nobody else reads it:")
        words.append(kit.quote("request_note", note, title))
    return words


def _where(own: OwnRequest, say: Speech) -> str:
    city = escape(own.wishes.city)
    if own.wishes.place is Place.IN_PERSON:
        return say.text("In person, in {city}.", city=city)
    if own.wishes.place is Place.EITHER and city:
        return say.text("Online, or in person in {city}.", city=city)
    if own.wishes.place is Place.EITHER:
        return say.text("Online. To meet in person, too, I need your city.")
    return say.text("Online.")


def _put_back(gone: Withdrawn, timezone: str, say: Speech) -> list[Block]:
    text = say.text(
        "Your request is withdrawn, and nobody is asked any more. Until {moment} you can put it back and keep your place. You can also ask again whenever you like: type `/codebuddy request`.",
        moment=say.moment(gone.until, timezone),
    )
    button = kit.button(say.text("Put it back"), ids.REQUEST_PUT_BACK, gone.id)
    return [kit.section("withdrawn", text), kit.buttons("withdrawn_do", button)]


def _blocks(paragraphs: list[str], own: OwnRequest, say: Speech) -> list[Block]:
    return [
        *(kit.section(f"request_{number}", text) for number, text in enumerate(paragraphs)),
        buttons(own, say),
    ]
