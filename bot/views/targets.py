"""The hours a week of one team: asking for others, the two answers to it, and what everybody reads then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slackblocks import Button

from bot import ids
from bot.errors import UserError
from bot.rules.targets import TYPED_MAX
from bot.services.sessions import OwnTeam
from bot.services.targets import Stage, Wish
from bot.speech import Speech, speech
from bot.views import errors, kit
from bot.views.answer import Block, Message, View
from bot.views.in_each import in_each
from bot.views.session_forms import TEAMS_SHOWN


def form(
    teams: Sequence[OwnTeam],
    wishes: Mapping[int, Wish],
    who: str,
    language: str,
    typed: str = "",
    wrong: UserError | None = None,
) -> View:
    """With one team, it is that team's form; an open question that waits for her has its two buttons in it.

    `wrong`: with what she typed.
    """
    say = speech(language)
    shown = teams[:TEAMS_SHOWN]
    blocks: list[Block] = [kit.section("wrong", errors.words(wrong, language).text)] if wrong else []
    for team in shown:
        blocks += _stands(team, wishes.get(team.id), who, say)
    if len(teams) > 1:
        partners = {str(team.id): f"<@{team.partner_of(who)}>" for team in shown}
        blocks.append(kit.field("team", say.text("With whom?"), kit.one_of(partners, radio=True)))
    blocks += [
        kit.field(
            "hours",
            say.text("New hours a week"),
            kit.line(initial=typed[:TYPED_MAX], max_length=TYPED_MAX),
            hint=say.text("For example 2h or 1h30. An average: one week can be more, another less."),
        ),
        kit.context("next", say.text("I ask the other of you first. Nothing changes until they agree.")),
    ]
    return kit.modal(
        ids.MODAL_TARGET,
        say.text("Change our hours"),
        blocks,
        submit=say.text("Ask"),
        close=say.text("Cancel"),
        meta={"team": teams[0].id} if len(teams) == 1 else None,
    )


def _stands(team: OwnTeam, wish: Wish | None, who: str, say: Speech) -> list[Block]:
    partner = team.partner_of(who)
    hours = say.hours(team.weekly_minutes)
    now = say.text("You and <@{partner}>: now {hours} a week.", partner=partner, hours=hours)
    if wish is None:
        return [kit.section(f"now_{team.id}", now)]
    if wish.stage is Stage.ASKED and wish.other == who:
        text = say.text(
            "<@{partner}> would like {hours} a week.", partner=partner, hours=say.hours(wish.minutes)
        )
        buttons = kit.buttons(f"wish_{team.id}", *_answers(wish, say))
        return [kit.section(f"now_{team.id}", f"{now} {text}"), buttons]
    if wish.stage is Stage.ASKED:
        text = say.text(
            "You have asked for {hours}; I wait for the answer. Other hours replace it.",
            hours=say.hours(wish.minutes),
        )
    else:
        text = say.text(
            "You both would like {hours}; I wait for the answer of <@{manager}>. Other hours replace it.",
            hours=say.hours(wish.minutes),
            manager=wish.manager,
        )
    return [kit.section(f"now_{team.id}", f"{now} {text}")]


def card(wish: Wish, language: str) -> Message:
    """To the other of the two. Both answers are fine, and nobody is asked why."""
    say = speech(language)
    lines = [
        say.text(
            "<@{user}> would like to change your hours together: {hours} a week instead of {was}, on average.",
            user=wish.asked_by,
            hours=say.hours(wish.minutes),
            was=say.hours(wish.was),
        ),
        say.text("What suits you? Both answers are fine, and you can talk about it first."),
    ]
    if wish.manager is not None:
        lines.append(_asked_too(wish, say))
    text = "\n".join(lines)
    return Message(text, (kit.section("wish", text), kit.buttons("wish_do", *_answers(wish, say))))


def _answers(wish: Wish, say: Speech) -> tuple[Button, Button]:
    yes = say.text("Agree: {hours} a week", hours=say.hours(wish.minutes))
    no = say.text("Leave it at {hours}", hours=say.hours(wish.was))
    return (
        kit.button(yes, ids.TARGET_AGREE, wish.mark, "primary"),
        kit.button(no, ids.TARGET_LEAVE, wish.mark),
    )


def _asked_too(wish: Wish, say: Speech) -> str:
    return say.text(
        "It is less than the {programme} of the programme, so <@{manager}> is asked, too, when you both agree.",
        programme=say.hours(wish.programme),
        manager=wish.manager,
    )


def manager_card(wish: Wish, language: str) -> Message:
    say = speech(language)
    text = say.text(
        "<@{student}> and <@{buddy}> would both like {hours} a week instead of {was}. It is less than the {programme} of the programme, so they need your yes. Talk with them first if you like.",
        student=wish.student_id,
        buddy=wish.buddy_id,
        hours=say.hours(wish.minutes),
        was=say.hours(wish.was),
        programme=say.hours(wish.programme),
    )
    yes = say.text("Yes: {hours} a week", hours=say.hours(wish.minutes))
    no = say.text("Keep {hours} for now", hours=say.hours(wish.was))
    buttons = kit.buttons(
        "check_do",
        kit.button(yes, ids.TARGET_ALLOW, wish.mark, "primary"),
        kit.button(no, ids.TARGET_DECLINE, wish.mark),
    )
    return Message(text, (kit.section("check", text), buttons))


def asked(wish: Wish, language: str) -> Message:
    """To the one who has asked."""
    say = speech(language)
    text = say.text(
        "I have asked <@{user}>: {hours} a week. Until they agree it stays at {was}.",
        user=wish.other,
        hours=say.hours(wish.minutes),
        was=say.hours(wish.was),
    )
    if wish.manager is not None:
        text = f"{text} {_asked_too(wish, say)}"
    return Message(text, (kit.section("asked", text),))


def answered(wish: Wish, by: str, reader: str, language: str) -> Message:
    """In place of a card with its buttons: what was answered, and what comes next."""
    say = speech(language)
    text = {
        Stage.ASKED: lambda: asked(wish, language).text,
        Stage.REPLACED: lambda: say.text(
            "This question is over: other hours were asked for since then. `/codebuddy hours` shows how it stands."
        ),
        Stage.WAITS: lambda: say.text(
            "Thank you. You both would like {hours} a week. It is less than the {programme} of the programme, so I have asked <@{manager}>, too. Until then it stays at {was}.",
            hours=say.hours(wish.minutes),
            programme=say.hours(wish.programme),
            manager=wish.manager,
            was=say.hours(wish.was),
        ),
        Stage.HOLDS: lambda: _holds(wish, by, reader, say),
        Stage.LEFT: lambda: say.text(
            "It stays at {was} a week. I tell <@{user}>. You can propose other hours at any time: `/codebuddy hours`.",
            was=say.hours(wish.was),
            user=wish.asked_by,
        ),
        Stage.DECLINED: lambda: _declined(wish, by, reader, say),
    }[wish.stage]()
    return Message(text, (kit.section("answered", text),))


def _holds(wish: Wish, by: str, reader: str, say: Speech) -> str:
    if reader in (wish.student_id, wish.buddy_id):
        return say.text(
            "From this week: {hours} a week. Thank you for talking about it.", hours=say.hours(wish.minutes)
        )
    return say.text(
        "<@{student}> and <@{buddy}>: {hours} a week, from this week. <@{by}> said yes. I tell both.",
        student=wish.student_id,
        buddy=wish.buddy_id,
        hours=say.hours(wish.minutes),
        by=by,
    )


def _declined(wish: Wish, by: str, reader: str, say: Speech) -> str:
    if reader in (wish.student_id, wish.buddy_id):
        return _told_declined(wish, by, say)
    return say.text(
        "<@{student}> and <@{buddy}> keep {was} a week for now; <@{by}> decided. I tell both that they can talk with you.",
        student=wish.student_id,
        buddy=wish.buddy_id,
        was=say.hours(wish.was),
        by=by,
    )


def told(wish: Wish, by: str, language: str) -> Message:
    """To who has asked, or to both: an answer and the next step, without a reason and without blame."""
    say = speech(language)
    if wish.stage is Stage.WAITS:
        text = say.text(
            "<@{user}> agrees: {hours} a week. It is less than the {programme} of the programme, so I have asked <@{manager}>, too. Until then it stays at {was}.",
            user=by,
            hours=say.hours(wish.minutes),
            programme=say.hours(wish.programme),
            manager=wish.manager,
            was=say.hours(wish.was),
        )
        return Message(text, (kit.section("told", text),))
    if wish.stage is Stage.DECLINED:
        text = _told_declined(wish, by, say)
    else:
        text = say.text(
            "<@{user}> would like to leave it at {was} a week for now. That is fine, and it was good to ask. Next: talk about what suits you both. You can propose other hours at any time.",
            user=by,
            was=say.hours(wish.was),
        )
    change = kit.button(say.text("Change our hours"), ids.TARGET_OPEN, wish.team_id)
    help_me = kit.button(say.text("I need help"), ids.HELP_OPEN, wish.team_id)
    return Message(text, (kit.section("told", text), kit.buttons("told_do", change, help_me)))


def _told_declined(wish: Wish, by: str, say: Speech) -> str:
    return say.text(
        "<@{user}> would like you to keep {was} a week for now. It was good to ask. Next: tell <@{user}> what would make it easier. You can propose other hours at any time.",
        user=by,
        was=say.hours(wish.was),
    )


def holds(wish: Wish, languages: Sequence[str]) -> Message:
    """One line, in the team's channel; to who has asked where there is no channel."""
    return in_each(
        languages,
        lambda say: say.text(
            "From this week: {hours} a week, as you two agreed.", hours=say.hours(wish.minutes)
        ),
    )
