"""`/codebuddy`: what can I do here, by role; and what is said to a word that is not understood."""

from __future__ import annotations

from collections.abc import Sequence

from slackblocks import Button

from bot import ids
from bot.rules.features import Feature
from bot.services.home import Standing, TeamSeen
from bot.speech import Speech, speech
from bot.views import kit, languages
from bot.views.answer import Message


def guide(seen: Standing) -> Message:
    """What she can do here, help first."""
    say = speech(seen.who.language)
    return _message([], seen, say)


def not_understood(seen: Standing, nearest: str | None) -> Message:
    """The nearest command with a button to do it, or all she can do. What was typed is not repeated."""
    say = speech(seen.who.language)
    if nearest is None:
        return _message([say.text("I did not understand that. Nothing was stored.")], seen, say)
    text = say.text("I did not understand that. Did you mean `/codebuddy {word}`?", word=nearest)
    yes = kit.button(say.text("Yes"), ids.CODEBUDDY_DO, nearest, style="primary")
    every = kit.button(say.text("Show me everything"), ids.CODEBUDDY_HELP, "help")
    return Message(text, (kit.section("nearest", text), kit.buttons("nearest_do", yes, every)))


def _message(before: list[str], seen: Standing, say: Speech) -> Message:
    text = "\n".join([*before, *_lines(seen, say)])
    blocks = [kit.section("guide", text), kit.buttons("guide_do", *_buttons(seen, say))]
    if seen.is_new:
        blocks += languages.line(say)
    return Message(text, tuple(blocks))


def _lines(seen: Standing, say: Speech) -> list[str]:
    lines = [say.text("*What you can do here*")]
    if seen.who.is_set_up:
        lines.append(
            say.text(
                "• I need help: `/codebuddy support`, for more support or somebody to talk to in confidence"
            )
        )
        if seen.contacts.support_channel_id and seen.takes_part and Feature.QUESTIONS not in seen.off:
            lines.append(
                say.text(
                    "• `/codebuddy ask`: ask a question in <#{channel}>, with your name or without",
                    channel=seen.contacts.support_channel_id,
                )
            )
        lines += [*_learner(seen, say), *_helper(seen, say), *_newcomer(seen, say), *_manager(seen, say)]
        lines.append(say.text("• `/codebuddy contacts`: whom to turn to, by Slack and by e-mail"))
        lines.append(say.text("• `/codebuddy language`: choose the language in which I write to you"))
        lines.append(say.text("• `/codebuddy privacy`: what is stored about you, and a copy of it for you"))
        lines.append(say.text("• `/codebuddy feedback`: tell the people who run CodeBuddies what you think"))
    elif seen.may_set_up:
        lines.append(
            say.text("• `/codebuddy setup`: who answers for what. It comes first, and takes five minutes.")
        )
    else:
        lines.append(
            say.text(
                "CodeBuddies is not set up here yet. An admin of this workspace can type `/codebuddy setup`."
            )
        )
    return list(dict.fromkeys(lines))


def _learner(seen: Standing, say: Speech) -> list[str]:
    if seen.learning:
        return [
            say.text(
                "• {command}: log a session with <@{buddy}>",
                command=_log([seen.learning], say),
                buddy=seen.learning.team.buddy_id,
            ),
            _plan(say),
            _hours(say),
            _status(say),
            _away(say),
            _end(say),
        ]
    if seen.request:
        return [
            say.text("• `/codebuddy status`: how far your request for a buddy is"),
            say.text("• `/codebuddy request`: change or withdraw your request"),
        ]
    return []


def _log(teams: Sequence[TeamSeen], say: Speech) -> str:
    """An example that would be taken today: a team has no session from before it began."""
    is_new = any(one.team.launched_on >= one.team.today for one in teams)
    return say.text("`/logsession 1h30 react`") if is_new else say.text("`/logsession 1h30 yesterday react`")


def _helper(seen: Standing, say: Speech) -> list[str]:
    if seen.supporting:
        students = say.any_of(f"<@{mine.team.student_id}>" for mine in seen.supporting)
        log = say.text(
            "• {command}: log a session with {students}",
            command=_log(seen.supporting, say),
            students=students,
        )
        return [log, _plan(say), _hours(say), _status(say), _away(say), _end(say), *_own_offer(seen, say)]
    if seen.offer:
        return [
            say.text("• `/codebuddy status`: how it stands with your offer to be a buddy"),
            *_own_offer(seen, say),
        ]
    return []


def _own_offer(seen: Standing, say: Speech) -> list[str]:
    return [say.text("• `/codebuddy volunteer`: change or pause your offer")] if seen.offer else []


def _newcomer(seen: Standing, say: Speech) -> list[str]:
    lines = []
    if seen.is_outsider:
        lines.append(say.text("• `/codebuddy request`: ask for a buddy, if you are a student"))
    if seen.is_outsider or (seen.overview and not seen.offer and not seen.learning):
        lines.append(
            say.text("• `/codebuddy volunteer`: offer to be a buddy, if you work in web development")
        )
    return lines


def _manager(seen: Standing, say: Speech) -> list[str]:
    lines = []
    if seen.overview:
        waiting = seen.overview.waits_for_her
        lines.append(
            say.count(
                waiting,
                "• My Home tab shows what needs you first: one thing now",
                "• My Home tab shows what needs you first: {n} things now",
            )
            if waiting
            else say.text("• My Home tab shows what needs you first: nothing now")
        )
        lines.append(say.text("• `/codebuddy digest`: your week in CodeBuddies, now"))
        if Feature.BROADCASTS not in seen.off:
            lines.append(say.text("• `/codebuddy broadcast`: write to all students, all buddies or both"))
        lines.append(say.text("• `/codebuddy teams`: all teams, to search and to look at"))
        lines.append(say.text("• `/codebuddy match`: look now for who fits whom"))
        lines.append(say.text("• `/codebuddy request history`: what has changed, newest first"))
        if seen.who.may_read_reports:
            lines.append(say.text("• `/codebuddy report`: figures of a quarter, for you or for a funder"))
    if seen.may_set_up:
        lines.append(say.text("• `/codebuddy setup`: change who answers for what"))
        lines.append(
            say.text("• `/codebuddy settings`: change the classes, topics, the promise and other numbers")
        )
        if seen.who.is_manager:
            lines.append(say.text("• `/codebuddy handover`: hand your role over to somebody else"))
        lines.append(say.text("• `/codebuddy doctor`: a check-up, when something does not work"))
    return lines


def _plan(say: Speech) -> str:
    return say.text("• `/codebuddy plan`: plan a meeting; I put it in your channel and remind you both")


def _hours(say: Speech) -> str:
    return say.text("• `/codebuddy hours`: change how many hours a week you two meet")


def _status(say: Speech) -> str:
    return say.text("• `/codebuddy status`: how your week stands, and the next step")


def _away(say: Speech) -> str:
    return say.text("• `/codebuddy away until 15/8`: days on which nobody expects hours of you")


def _end(say: Speech) -> str:
    return say.text("• `/codebuddy end`: end a team, now or on a day to come, in private words")


def _buttons(seen: Standing, say: Speech) -> list[Button]:
    if not seen.who.is_set_up:
        help_button = kit.button(say.text("I need help"), ids.HELP_OPEN)
        if not seen.may_set_up:
            return [help_button]
        return [kit.button(say.text("Set up"), ids.SETUP_OPEN, style="primary"), help_button]
    buttons = [kit.button(say.text("I need help"), ids.HELP_OPEN)]
    if seen.learning or seen.supporting:
        buttons.append(kit.button(say.text("Log a session"), ids.LOG_OPEN))
    if seen.is_outsider:
        buttons.append(kit.button(say.text("Ask for a buddy"), ids.REQUEST_OPEN))
        buttons.append(kit.button(say.text("Be a buddy"), ids.VOLUNTEER_OPEN))
    return buttons
