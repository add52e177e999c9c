"""The Home tab: one section for each thing a person is here, each with its next step. Always her language."""

from __future__ import annotations

from bot import ids
from bot.services.home import Standing
from bot.services.volunteers import OwnOffer
from bot.speech import Speech, speech
from bot.views import (
    availability,
    away,
    channel_questions,
    contacts,
    ended_home,
    erasing,
    help_told,
    kit,
    languages,
    manager_home,
    matching,
    never_pairs,
    own_data,
    own_teams,
    requests,
    routing,
)
from bot.views.answer import Block, Message, View
from bot.views.lists import SHOWN, Item, first, more_of, numbered
from models.enums import Face, VolunteerState

LINES = 5
"""Of her own calls for help, and of students who wait for her yes; in a status also of her teams."""


def home(seen: Standing) -> View:
    """Everything she is here, and below it what everybody has: contacts, help, and the same last line."""
    say = speech(seen.who.language)
    return kit.home([*_hers(seen, say), *_for_all(seen, say)])


def status(seen: Standing) -> Message:
    """The same sections as a message, without lists to work through."""
    say = speech(seen.who.language)
    blocks = _hers(seen, say, short=True)
    text = "\n".join(block["text"]["text"] for block in blocks if block["type"] == "section")
    return Message(text, tuple(blocks))


def _hers(seen: Standing, say: Speech, *, short: bool = False) -> list[Block]:
    if not seen.who.is_set_up:
        return _not_set_up(seen, say)
    blocks: list[Block] = []
    some, more = first(seen.own_calls, LINES)
    asked = [*help_told.own(some, seen.who.timezone, say), *more_of("own_calls_more", more, say)]
    if seen.away and (seen.shows(Face.STUDENT) or seen.shows(Face.BUDDY)):
        blocks += away.home_lines(seen.away, say)
    if seen.shows(Face.STUDENT):
        blocks += _as_student(seen, say)
    if seen.supporting and seen.shows(Face.BUDDY):
        blocks += own_teams.supporting(seen, say, LINES if short else SHOWN)
    blocks += ended_home.on_home(seen.ends, seen.more_ends, seen.who.user_id, seen.who.timezone, say)
    if not short:
        blocks += ended_home.button([one.team for one in seen.shown], say)
    if seen.offer and seen.shows(Face.BUDDY):
        blocks += _offer(seen, seen.offer, say)
    if seen.overview:
        blocks += (
            manager_home.counts(seen.overview, say) if short else manager_home.manager(seen.overview, say)
        )
    if seen.is_new and not short:
        asked += languages.first_question(say)
    goes = erasing.home(seen.erasure, seen.who.timezone, say) if seen.erasure else []
    blocks = [*_switch(seen, say), *goes, *asked, *(blocks or _outsider(seen, say))]
    if seen.duty and seen.shows(Face.MANAGER):
        blocks.append(routing.own_hours(seen.duty, say))
    if seen.withdrawn and seen.shows(Face.STUDENT):
        return [*requests.was_withdrawn(seen.withdrawn, seen.who.timezone, say), *blocks]
    return blocks


def _as_student(seen: Standing, say: Speech) -> list[Block]:
    blocks: list[Block] = []
    if seen.learning:
        blocks += own_teams.learning(seen, seen.learning, say)
    if seen.request:
        blocks += requests.standing(seen.request, say)
    if seen.learning or seen.request:
        blocks += channel_questions.home(seen.contacts.support_channel_id, say, has_buddy=bool(seen.learning))
    return blocks


def faces(say: Speech) -> dict[Face, str]:
    return {
        Face.STUDENT: say.text("As a student"),
        Face.BUDDY: say.text("As a buddy"),
        Face.MANAGER: say.text("As a manager"),
    }


def _switch(seen: Standing, say: Speech) -> list[Block]:
    """Somebody with several roles chooses what is shown; it stays so."""
    if seen.face is None:
        return []
    does = {Face.STUDENT: ids.HOME_STUDENT, Face.BUDDY: ids.HOME_BUDDY, Face.MANAGER: ids.HOME_MANAGER}
    doors = {face: kit.button(words, does[face]) for face, words in faces(say).items()}
    now = {
        Face.STUDENT: say.text("You see what is yours as a student."),
        Face.BUDDY: say.text("You see what is yours as a buddy."),
        Face.MANAGER: say.text("You see what is yours as a manager."),
    }[seen.face]
    others = [doors[one] for one in seen.faces if one is not seen.face]
    return [kit.context("face", now), kit.buttons("face_do", *others)]


def _not_set_up(seen: Standing, say: Speech) -> list[Block]:
    what = say.text("*CodeBuddies* looks for a buddy for each student who asks. It helps the teams, too.")
    if not seen.may_set_up:
        rest = say.text("It is not set up here yet. An admin of this workspace can type `/codebuddy setup`.")
        return [kit.section("not_set_up", f"{what}\n{rest}")]
    rest = say.text("It is not set up here yet. It takes five minutes: six questions.")
    button = kit.button(say.text("Set up"), ids.SETUP_OPEN, style="primary")
    return [kit.section("not_set_up", f"{what}\n{rest}"), kit.buttons("not_set_up_do", button)]


def _outsider(seen: Standing, say: Speech) -> list[Block]:
    text = say.text(
        "*CodeBuddies* brings two people together: a student, and a developer who helps for free. It is about {hours} a week on average. It is for questions, courage and company on the way.\nAre you a student? Ask for a buddy. Do you work in web development? Be one.",
        hours=say.hours(seen.weekly_minutes),
    )
    ask = kit.button(say.text("Ask for a buddy"), ids.REQUEST_OPEN, style="primary")
    offer = kit.button(say.text("Be a buddy"), ids.VOLUNTEER_OPEN)
    return [kit.section("outsider", text), kit.buttons("outsider_do", ask, offer)]


def _offer(seen: Standing, mine: OwnOffer, say: Speech) -> list[Block]:
    """What waits for her yes, or how the offer stands."""
    some, more = first(seen.asked, LINES)
    cards = [
        Item(kit.named(matching.volunteer_card(shown, say.language, is_alone=False).blocks, shown.id))
        for shown in some
    ]
    blocks = [*numbered(cards), *more_of("asked_more", more, say)]
    title = say.text("*Your offer to be a buddy*")
    again = mine.state is VolunteerState.NOT_NOW
    change = kit.button(say.text("Offer again") if again else say.text("Change my offer"), ids.VOLUNTEER_OPEN)
    do = _offer_do(seen, mine, say)
    lines = [title, _offer_stands(mine, len(seen.asked), say)]
    if mine.state is VolunteerState.APPROVED and mine.away_until is None:
        lines.append(availability.what_full_means(say))
    return [*blocks, kit.section("offer_standing", "\n".join(lines), change), *do]


def _offer_do(seen: Standing, mine: OwnOffer, say: Speech) -> list[Block]:
    """Whether he takes new students, to be changed with one click, where nothing above does that already."""
    if mine.state is VolunteerState.PAUSED:
        return [kit.buttons("offer_standing_do", availability.go_on(say))]
    if mine.away_until is not None:
        again = kit.button(say.text("Take new students again"), ids.VOLUNTEER_BACK)
        return [] if seen.is_away_for(mine.away_until) else [kit.buttons("offer_standing_do", again)]
    if mine.state is not VolunteerState.APPROVED:
        return []
    still = kit.button(say.text("Yes, it still holds"), ids.VOLUNTEER_STILL, style="primary")
    first = (still,) if mine.is_asked else ()
    doors = [] if seen.shown or seen.away else [away.button(say)]
    return [kit.buttons("offer_standing_do", *first, availability.full(say), *doors)]


def _offer_stands(mine: OwnOffer, asked: int, say: Speech) -> str:
    """`asked`: how many students wait for his yes or no."""
    free = max(0, mine.offer.capacity - mine.taken)
    if mine.state is VolunteerState.PAUSED:
        return say.text("Your offer is paused. I suggest no student to you.")
    if mine.state is VolunteerState.NOT_NOW:
        return _put_off(mine, say)
    if mine.away_until is not None:
        return availability.away_line(mine, say)
    if mine.is_silent:
        return say.text(
            "I have not heard from you for a while, so I suggest no student to you for now. Does your offer still hold?"
        )
    if mine.is_asked:
        return say.text("You have had no student for a while. Does your offer still hold?")
    if mine.state is VolunteerState.OFFERED and mine.chat_by is not None:
        return say.text(
            "Thank you for your offer. Next: <@{manager}> would like to talk with you for a few minutes.",
            manager=mine.chat_by,
        )
    if mine.state is VolunteerState.OFFERED:
        return say.text("Thank you for your offer. Next: a manager looks at it, and I write to you.")
    if mine.conduct_at is None:
        return say.text(
            "One thing is missing before I suggest a student to you: please open your offer, and read and tick the code of conduct on the second page."
        )
    if mine.needs_check:
        return say.text(
            "Next: a manager enters the day of your background check. Until then I suggest no student to you."
        )
    if asked:
        return say.count(
            asked,
            "A student waits for your answer: see above.",
            "{n} students wait for your answer: see above.",
        )
    if free:
        return say.count(
            free,
            "You have one free place. Next: I write to you when a student fits.",
            "You have {n} free places. Next: I write to you when a student fits.",
        )
    return say.text("All your places are taken. Thank you.")


def _put_off(mine: OwnOffer, say: Speech) -> str:
    stands = say.text("Your offer is not taken up for now. You can offer again whenever you like.")
    if mine.put_off_by is None:
        return stands
    ask = say.text("You can ask <@{manager}> about it here in Slack.", manager=mine.put_off_by)
    return f"{stands} {ask}"


def _for_all(seen: Standing, say: Speech) -> list[Block]:
    """The same for everybody, whatever they have asked or not."""
    blocks = [kit.divider("for_all")]
    if seen.who.is_set_up:
        title = say.text("*Whom to turn to*")
        blocks.append(kit.section("contacts", f"{title}\n{contacts.text(seen.contacts, say.language)}"))
    if seen.takes_part:
        blocks += never_pairs.home(say)
    if not seen.is_new:
        blocks += [*languages.home(say, is_chosen=seen.who.has_chosen_language), *own_data.home(say)]
    help_button = kit.button(say.text("I need help"), ids.HELP_OPEN)
    open_button = kit.button(say.text("Open"), ids.PRIVATE_OPEN)
    return [
        *blocks,
        kit.section(
            "help",
            say.text("Do you need more support, or somebody to talk to? You decide who reads it."),
            help_button,
        ),
        kit.section("private", say.text("Private matters: only you see your page."), open_button),
    ]
