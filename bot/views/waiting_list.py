"""How the waiting list stands, for managers: counts, reasons, and who has waited longest."""

from __future__ import annotations

from datetime import datetime

from bot import ids
from bot.rules.matching import WhyWaiting
from bot.services.matching import Group, OneWaiting, WaitingList
from bot.speech import Speech, speech
from bot.views import kit, programme, shortage, taking_off
from bot.views.answer import Block, Message
from bot.views.lists import Item, numbered

GROUPS_SHOWN = 8


def run_asked(seen: WaitingList, language: str) -> Message:
    """To a manager who asked for a matching; how the list stands, she reads when it is done."""
    say = speech(language)
    text = say.text(
        "I am looking through the whole list now. In a few seconds I write to you what came of it."
    )
    return Message(text, (kit.section("waiting_list", text), *_each(seen.first, say)))


def report(seen: WaitingList, language: str, now: datetime, timezone: str) -> Message:
    """What came of it. It stays while others decide, so it says of when it is. `timezone`: the reader's."""
    say = speech(language)
    stood = say.text("This is how the list stood on {moment}:", moment=say.moment(now, timezone))
    if seen.to_approve:
        text = say.count(
            seen.to_approve,
            "One possible team needs your answer: see the message above.",
            "{n} possible teams need your answer: see the messages above.",
        )
    else:
        text = say.text("I have looked through the list. No possible team waits for your answer.")
    return _list(f"{stood}\n{text}", seen, say)


def _list(first: str, seen: WaitingList, say: Speech) -> Message:
    lines = [first, *_counts(seen, say)]
    lines += [_group(group, say) for group in seen.groups[:GROUPS_SHOWN]]
    rest = sum(group.students for group in seen.groups[GROUPS_SHOWN:])
    if rest:
        lines.append(say.count(rest, "… and {n} more student", "… and {n} more students"))
    text = "\n".join(lines)
    recruit = [shortage.recruit_button(say)] if seen.groups else []
    return Message(text, (kit.section("waiting_list", text), *_each(seen.first, say), *recruit))


def _each(first: tuple[OneWaiting, ...], say: Speech) -> list[Block]:
    """Those who have waited longest, each with a button; not in the notification, which a locked phone shows."""
    if not first:
        return []
    title = say.text("You can also choose somebody by hand:")
    return [kit.context("by_hand", title), *numbered([Item(_one(one, say)) for one in first])]


def _one(one: OneWaiting, say: Speech) -> list[Block]:
    who = {"student": one.student_id, "languages": programme.any_language(one.languages, say)}
    waits = say.count(
        one.days,
        "<@{student}> has waited {n} day for {languages}.",
        "<@{student}> has waited {n} days for {languages}.",
        **who,
    )
    text = waits if one.days else say.text("<@{student}> asked today, for {languages}.", **who)
    choose = kit.button(say.text("Choose"), ids.PROPOSAL_OTHERS, one.request_id)
    do = kit.buttons(f"waiting_{one.request_id}_do", choose, taking_off.button(one.request_id, say))
    return [kit.section(f"waiting_{one.request_id}", text), do]


def _counts(seen: WaitingList, say: Speech) -> list[str]:
    if not seen.waiting and seen.to_approve:
        return [say.text("Everybody on the list has a possible buddy.")]
    if not seen.waiting:
        return [say.text("Nobody waits without a possible team.")]
    waiting = say.count(
        seen.waiting,
        "{n} student waits without a possible team.",
        "{n} students wait without a possible team.",
    )
    longest = say.count(seen.longest_days, "The longest for {n} day.", "The longest for {n} days.")
    return [f"{waiting} {longest}"]


def _group(group: Group, say: Speech) -> str:
    """`• 3 wait for Arabic: no approved volunteer speaks it.`"""
    values = {"languages": programme.any_language(group.languages, say)}
    waits = say.count(group.students, "• {n} waits for {languages}:", "• {n} wait for {languages}:", **values)
    return f"{waits} {_group_why(group.why, say)}"


def _group_why(why: WhyWaiting | None, say: Speech) -> str:
    return {
        WhyWaiting.NOBODY_YET: say.text("nobody offers to be a buddy at the moment."),
        WhyWaiting.NO_LANGUAGE: say.text("nobody who is approved speaks it well enough."),
        WhyWaiting.NO_PLACE: say.text("nobody who speaks it can meet in the same place."),
        WhyWaiting.NO_TRAIT: say.text("nobody who could help has said that they are what the student needs."),
        WhyWaiting.NO_HOURS: say.text("nobody who could help has an hour a week in common."),
        WhyWaiting.ALL_DECLINED: say.text(
            "nobody who fits is left: they were proposed before and it came to nothing, were a team with the student, or are not available."
        ),
        WhyWaiting.NOT_APPROVED: say.text("somebody who may fit waits for a manager's approval."),
        WhyWaiting.NO_CAPACITY: say.text("nobody who fits is available right now."),
        WhyWaiting.NO_AGE: say.text("I have asked if the student is an adult, and have no answer yet."),
        None: say.text("not looked at yet."),
    }[why]
