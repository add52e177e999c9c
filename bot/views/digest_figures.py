"""The figures of a digest: of the weeks in words and as charts, of what has come and what has ended."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services.digest_content import Digest, News, Places
from bot.services.team_weeks import Seen, Week, WeekSum
from bot.speech import Speech
from bot.views import charts as pictures
from bot.views import kit
from bot.views.answer import Block

PAIRS = 3
"""Teams that are named where teams end."""


def lines(found: Digest, say: Speech) -> list[str]:
    """Who has come, free places, this week beside the last, teams on target, what ends, and thanks."""
    seen, news = found.weeks, found.news
    told = [say.text("*Figures*"), *_came(news, say), places(found.places, say), two_weeks(seen, say)]
    if seen.this_week.sessions:
        told.append(say.text("This week so far: {week}.", week=_week(seen.this_week, say)))
    last = seen.weeks[-1]
    if last.owing:
        told.append(
            say.text("Teams that had their hours last week: {met} of {n}.", met=last.on_target, n=last.owing)
        )
    return [*told, *_ends(found, say), *_thanks(news, say)]


def came_and_went(found: Digest, say: Speech) -> list[str]:
    """Of a quiet week: who has come, which teams have ended or will, and thanks; nothing of what there was none."""
    return [*_came(found.news, say), *_ends(found, say), *_thanks(found.news, say)]


def more(number: int, say: Speech) -> str:
    """What ends a list that is cut: how many more, and where they stand."""
    return say.count(number, "and one more → my Home tab", "and {n} more → my Home tab")


def two_weeks(seen: Seen, say: Speech) -> str:
    """The last one alone, where the programme began in it."""
    if len(seen.weeks) < 2:
        return say.text("Last week: {last}.", last=_week(seen.last_week, say))
    return say.text(
        "Last week: {last}. The week before: {before}.",
        last=_week(seen.last_week, say),
        before=_week(seen.week_before, say),
    )


def places(free: Places, say: Speech) -> str:
    """`4 free places of volunteers: English 3, Spanish 2.` One who speaks two languages counts in both."""
    if not free.places:
        return say.text("No volunteer has a free place.")
    languages = say.row(f"{say.language_in_text(code)} {number}" for code, number in free.by_language)
    return say.count(
        free.places,
        "One free place of volunteers: {languages}.",
        "{n} free places of volunteers: {languages}.",
        languages=languages,
    )


def _came(news: News, say: Speech) -> list[str]:
    """Who has come since a day; nothing where nobody has."""
    parts = []
    if news.asked:
        parts.append(say.count(news.asked, "one student asked", "{n} students asked"))
    if news.offered:
        parts.append(say.count(news.offered, "one person offered to help", "{n} people offered to help"))
    return _since(news, parts, say)


def _thanks(news: News, say: Speech) -> list[str]:
    if not news.thanks:
        return []
    passed_on = say.count(news.thanks, "one thank-you was passed on", "{n} thank-yous were passed on")
    return _since(news, [passed_on], say)


def _since(news: News, parts: Sequence[str], say: Speech) -> list[str]:
    if not parts:
        return []
    return [say.text("Since {day}: {what}.", day=say.day(news.since), what=say.list(parts))]


def _ends(found: Digest, say: Speech) -> list[str]:
    told = []
    if found.ends.ended:
        told.append(
            say.text(
                "Ended since {day}: {pairs}.",
                day=say.day(found.news.since),
                pairs=_pairs(found.ends.ended, say),
            )
        )
    if found.ends.planned:
        pairs = [
            say.text("<@{student}> and <@{buddy}> on {day}", student=student, buddy=buddy, day=say.day(last))
            for student, buddy, last in found.ends.planned
        ]
        told.append(say.text("Will end: {pairs}.", pairs=_cut(pairs, say)))
    return told


def _pairs(pairs: Sequence[tuple[str, str]], say: Speech) -> str:
    named = [
        say.text("<@{student}> and <@{buddy}>", student=student, buddy=buddy) for student, buddy in pairs
    ]
    return _cut(named, say)


def _cut(named: Sequence[str], say: Speech) -> str:
    left = len(named) - PAIRS
    rest = [more(left, say)] if left > 0 else []
    return "; ".join([*named[:PAIRS], *rest])


def week_by_week(seen: Seen, say: Speech) -> list[Block]:
    """What the charts show, in words."""
    hours = say.row(say.joined(": ", say.short_day(one.monday), say.hours(one.minutes)) for one in seen.weeks)
    target = say.row(
        say.text("{day}: {met} of {n}", day=say.short_day(one.monday), met=one.on_target, n=one.owing)
        for one in _owing(seen.weeks)
    )
    told = []
    if any(one.minutes for one in seen.weeks):
        told.append(say.text("*Hours a week*, of the week from: {weeks}", weeks=hours))
    if target:
        told.append(say.text("*Teams that had their hours*: {weeks}", weeks=target))
    return [kit.context("weeks", "\n".join(told))] if told else []


def charts(seen: Seen, say: Speech) -> list[Block]:
    """Of hours, and of teams that had theirs; none of what is empty."""
    drawn = []
    if any(one.minutes for one in seen.weeks):
        points = [(say.short_day(one.monday), round(one.minutes / 60, 1)) for one in seen.weeks]
        drawn.append(pictures.bars("chart_hours", say.text("Hours a week"), say.text("Hours"), points))
    owing = _owing(seen.weeks)
    if owing:
        series = {
            say.text("Had their hours"): [(say.short_day(one.monday), one.on_target) for one in owing],
            say.text("All teams"): [(say.short_day(one.monday), one.owing) for one in owing],
        }
        drawn.append(pictures.lines("chart_target", say.text("Teams that had their hours"), series))
    return drawn


def _owing(weeks: Sequence[Week]) -> list[Week]:
    """Weeks in which hours were owed at all."""
    return [one for one in weeks if one.owing]


def _week(week: WeekSum, say: Speech) -> str:
    if not week.sessions:
        return say.text("no session")
    return say.count(
        week.sessions, "one session, {hours}", "{n} sessions, {hours}", hours=say.hours(week.minutes)
    )
