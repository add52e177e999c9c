"""Who may do what with sessions, places, days away and meetings."""

from __future__ import annotations

from bot import ids
from tests.handlers.lines import EVERYBODY, MANAGERS, MEMBERS, NOBODY, Ids, Line


def of_teams(here: Ids) -> list[Line]:
    return [*_sessions(here), *_hours(here), *_resting(here), *_meetings(here)]


def _sessions(here: Ids) -> list[Line]:
    team, session = str(here.team), str(here.session)
    entered = (("team", team), ("minutes", "1h"), ("day", "2026-03-02"), ("topic", ""))
    return [
        Line("command", ids.LOG_SESSION, MEMBERS, "1h"),
        Line("shortcut", ids.SHORTCUT_LOG, MEMBERS),
        Line("click", ids.LOG_OPEN, MEMBERS, team, by_id=True),
        Line("click", ids.LOG_UNDO, frozenset({"student"}), session, by_id=True),
        Line("submission", ids.MODAL_LOG, MEMBERS, fields=entered, meta=(("team", here.team),), by_id=True),
        Line("click", ids.LOG_EDIT, MEMBERS, session, by_id=True),
        Line("click", ids.LOG_NOT_RIGHT, MEMBERS, session, by_id=True),
        Line("click", ids.LOG_ANOTHER, frozenset({"student"}), str(here.doubtful), by_id=True),
        Line("click", ids.LOG_THE_SAME, frozenset({"student"}), str(here.doubtful), by_id=True),
        Line(
            "submission",
            ids.MODAL_CORRECT,
            MEMBERS,
            fields=(*entered[2:], ("minutes", "2h")),
            meta=(("session", here.session),),
            by_id=True,
        ),
        *_venues(here),
    ]


def _venues(here: Ids) -> list[Line]:
    question = str(here.question)
    return [
        Line("click", ids.VENUE_YES, MANAGERS, question, by_id=True),
        Line("click", ids.VENUE_NO, MANAGERS, question, by_id=True),
        Line("click", ids.VENUE_LINE, MANAGERS, question, by_id=True),
        Line(
            "submission",
            ids.MODAL_VENUE,
            MANAGERS,
            fields=(("fine", "yes"), ("line", "x")),
            meta=(("question", here.question),),
            by_id=True,
        ),
    ]


def _hours(here: Ids) -> list[Line]:
    team, buddy = str(here.team), frozenset({"buddy"})
    entered = (("team", team), ("hours", "3h"))
    return [
        Line("command", ids.CODEBUDDY, MEMBERS, "hours 3h"),
        Line("click", ids.TARGET_OPEN, MEMBERS, team, by_id=True),
        Line(
            "submission", ids.MODAL_TARGET, MEMBERS, fields=entered, meta=(("team", here.team),), by_id=True
        ),
        Line("click", ids.TARGET_AGREE, buddy, here.wish, by_id=True),
        Line("click", ids.TARGET_LEAVE, buddy, here.wish, by_id=True),
        Line("click", ids.TARGET_ALLOW, NOBODY, here.wish, by_id=True),  # the two do not agree yet
        Line("click", ids.TARGET_DECLINE, NOBODY, here.wish, by_id=True),
    ]


def _resting(here: Ids) -> list[Line]:
    days = (("first", "2026-03-02"), ("last", "2026-03-02"))
    away = (
        MEMBERS | MANAGERS | {"volunteer", "wellbeing"}
    )  # who is awaited by a team, by students, or by who asks
    return [
        Line("command", ids.CODEBUDDY, away, "away"),
        Line("click", ids.AWAY_OPEN, away),
        Line("click", ids.AWAY_BACK, EVERYBODY),
        Line("submission", ids.MODAL_AWAY, MEMBERS | {"volunteer"}, fields=days),
        Line("click", ids.NUDGE_LATER, MEMBERS, str(here.team), by_id=True),
        *_stand_ins(here),
    ]


def _stand_ins(here: Ids) -> list[Line]:
    """Of four teams: one that has not asked, one that waits for a manager, one for a volunteer, one with a stand-in."""
    marks, volunteer = here.stand_ins, frozenset({"volunteer"})
    somebody = (("somebody", here.people["volunteer"]),)
    return [
        Line("click", ids.STAND_IN_ASK, frozenset({"student"}), marks["ask"], by_id=True),
        Line("click", ids.STAND_IN_CHOOSE, MANAGERS, marks["choose"], by_id=True),
        Line("click", ids.STAND_IN_NOBODY, MANAGERS, marks["choose"], by_id=True),
        Line("click", ids.STAND_IN_YES, volunteer, marks["answer"], by_id=True),
        Line("click", ids.STAND_IN_NO, volunteer, marks["answer"], by_id=True),
        Line("click", ids.STAND_IN_STOP, volunteer, marks["stop"], by_id=True),
        Line(
            "submission",
            ids.MODAL_STAND_IN,
            NOBODY,  # somebody who stands in for one team is asked for no other
            fields=somebody,
            meta=(("mark", marks["choose"]),),
            by_id=True,
        ),
    ]


def _meetings(here: Ids) -> list[Line]:
    date = (("day", "2026-03-12"), ("time", "18:00"), ("minutes", "60"), ("place", "x"))
    team, asked = str(here.team), f"{here.introduction}:0"
    planned = (("meeting", here.planned), ("sequence", 0))
    return [
        Line("command", ids.CODEBUDDY, MEMBERS, "plan"),
        Line("click", ids.PLAN_OPEN, MEMBERS, team),
        Line("click", ids.PLAN_AGAIN, MEMBERS, str(here.planned), by_id=True),
        Line("submission", ids.MODAL_PLAN, MEMBERS, fields=date, meta=planned, by_id=True),
        Line("click", ids.LATE_OPEN, MEMBERS, team, by_id=True),
        Line("submission", ids.MODAL_LATE, MEMBERS, fields=(("what", "10"),), meta=planned, by_id=True),
        Line("submission", ids.MODAL_LATE, MEMBERS, fields=(("what", "cannot"),), meta=planned, by_id=True),
        Line("click", ids.MEETING_LOG, MEMBERS, str(here.meeting), by_id=True),
        Line("click", ids.MEETING_LOG_OPEN, MEMBERS, str(here.meeting), by_id=True),
        Line("click", ids.MEETING_MISSED, MEMBERS, str(here.meeting), by_id=True),
        Line("click", ids.HELLO_SAID, MEMBERS, team, by_id=True),
        Line("click", ids.INTRODUCTION_PLAN, MANAGERS, team, by_id=True),
        Line(
            "submission",
            ids.MODAL_INTRODUCTION,
            MANAGERS,
            fields=date,
            meta=(("team", here.team),),
            by_id=True,
        ),
        Line("click", ids.INTRODUCTION_YES, MEMBERS, asked, by_id=True),
        Line("click", ids.INTRODUCTION_NO, MEMBERS | {"project manager"}, asked, by_id=True),
    ]
