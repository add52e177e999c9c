"""Each figure of a report by its name, with the sentence that says what it means. Used by the message and by the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.rules.figures import Figures, Missing, Value
from bot.rules.periods import Period, Unit
from bot.rules.small_groups import LEAST
from bot.speech import Speech
from models.enums import EndReason

HOURS, DAYS = "hours", "days"


@dataclass(frozen=True)
class Fact:
    """One figure. `key`: its name for other programs, the same in every language.

    `unit`: `HOURS`, `DAYS`, `%`, a currency, or empty for a plain number.
    """

    key: str
    label: str
    value: Value
    unit: str
    about: str


def missing(why: Missing, say: Speech) -> str:
    """What stands in the place of a number."""
    return {
        Missing.HIDDEN: say.text("not shown (too few people)"),
        Missing.NOT_KNOWN: say.text("not known"),
        Missing.DOES_NOT_FIT: say.text("not known (the numbers entered do not fit)"),
        Missing.NONE: say.text("none"),
    }[why]


def unit_name(unit: str, say: Speech) -> str:
    return {HOURS: say.text("hours"), DAYS: say.text("days")}.get(unit, unit)


def in_words(fact: Fact, say: Speech) -> str:
    """A figure as it is read in a message."""
    if isinstance(fact.value, Missing):
        return missing(fact.value, say)
    number = say.number(fact.value)
    if fact.unit == DAYS:
        whole = int(fact.value) if fact.value == int(fact.value) else 2
        return say.count(whole, "*{days} day*", "*{days} days*", days=number)
    unit = {HOURS: "h"}.get(fact.unit, fact.unit)
    return f"*{number} {unit}*" if unit else f"*{number}*"


def small_groups(say: Speech) -> str:
    return say.text(
        "Numbers of fewer than {least} people are not shown, and neither are numbers from which such a number could be worked out. No figure holds anything that was asked in confidence.",
        least=LEAST,
    )


def few(say: Speech) -> str:
    """Before a report is asked for."""
    return say.text(
        "Numbers of fewer than {least} people are not shown. In a small school, a longer time shows more.",
        least=LEAST,
    )


def mostly_hidden(say: Speech) -> str:
    """Of a report of which most is not shown."""
    return say.text(
        "Most numbers of this report are not shown: they are of fewer than {least} people, or would tell such a number. Ask for a longer time with /codebuddy report: more people count then. Show others only one report of the same days: two together could tell small numbers.",
        least=LEAST,
    )


def title(of: Period, today: date, say: Speech) -> str:
    return say.text("CodeBuddies report: {period}", period=period(of, today, say))


def period(of: Period, today: date, say: Speech) -> str:
    first, last = say.day_and_year(of.first), say.day_and_year(of.last)
    if today < of.last:
        until = say.day_and_year(today)
        return say.text("{first} to {last}, so far (until {until})", first=first, last=last, until=until)
    return say.text("{first} to {last}", first=first, last=last)


def shown(value: Value, say: Speech) -> str:
    return missing(value, say) if isinstance(value, Missing) else say.number(value)


def share(part: Value, whole: Value) -> Value:
    """In percent; of two numbers that are both shown."""
    if isinstance(whole, Missing) or isinstance(part, Missing):
        return whole if isinstance(whole, Missing) else part
    return percent(part, whole) if whole else Missing.NONE


def percent(part: float, whole: float) -> float:
    """With one decimal."""
    return round(100 * part / whole, 1)


def people(figures: Figures, say: Speech) -> list[Fact]:
    """Students, buddies and teams."""
    found = [
        Fact(
            "students",
            say.text("Students with a buddy"),
            figures.students,
            "",
            say.text("Students who had a buddy on at least one day of this time."),
        ),
        Fact(
            "buddies",
            say.text("Buddies"),
            figures.buddies,
            "",
            say.text("Volunteers who were a buddy on at least one day of this time."),
        ),
        Fact(
            "running",
            say.text("Teams at the end"),
            figures.running,
            "",
            say.text("Teams of a student and a buddy that ran on the last day, or today."),
        ),
        Fact(
            "started",
            say.text("Teams started"),
            figures.started,
            "",
            say.text("Teams for which both said yes in this time."),
        ),
        Fact(
            "ended",
            say.text("Teams ended"),
            figures.ended,
            "",
            say.text(
                "Teams that ended in this time. A graduation counts as an end, even if the two go on while the student looks for a job."
            ),
        ),
    ]
    if figures.waiting is not None:
        about = say.text("Students who have asked for a buddy and have none yet, today.")
        found.append(Fact("waiting", say.text("Students waiting today"), figures.waiting, "", about))
    return found


def reason_labels(say: Speech) -> dict[EndReason, str]:
    """Why teams ended, short."""
    return {
        EndReason.GRADUATED: say.text("Graduated"),
        EndReason.FOUND_JOB: say.text("Found a job"),
        EndReason.DROPPED_OUT: say.text("Left the course"),
        EndReason.NEW_BUDDY: say.text("Wished for another buddy"),
        EndReason.BUDDY_LEFT: say.text("The buddy could not go on"),
        EndReason.OTHER: say.text("Another reason, or none given"),
    }


def hours(figures: Figures, say: Speech) -> list[Fact]:
    """Time together, and how it compares with what was agreed."""
    on_target = share(figures.on_target, figures.judged)
    average = figures.average
    return [
        Fact(
            "hours",
            say.text("Hours together"),
            in_hours(figures.minutes),
            HOURS,
            say.text(
                "All sessions that teams have logged for this time. A session that was struck out does not count, nor one that may be the same as another."
            ),
        ),
        Fact(
            "sessions",
            say.text("Sessions"),
            figures.sessions,
            "",
            say.text("How many sessions these hours are."),
        ),
        Fact(
            "hours_per_team_and_week",
            say.text("Hours a week for each team, on average"),
            in_hours(average),
            HOURS,
            say.text(
                "Hours logged, divided by the weeks in which something was expected of a team. A week counts for the time in which its Thursday lies, when it is over. Breaks, public holidays and days away are taken out."
            ),
        ),
        Fact(
            "on_target",
            say.text("Teams on target"),
            on_target,
            "%",
            say.text(
                "Of the teams of which hours were expected, the share that has logged at least what it owed in all these weeks together. Each week is judged by the hours that were agreed then; what is owed begins with the introduction and ends with the team."
            ),
        ),
        Fact(
            "teams_judged",
            say.text("Teams of which hours were expected"),
            figures.judged,
            "",
            say.text("Introduced teams with at least one week in which something was owed."),
        ),
    ]


def waiting(figures: Figures, say: Speech) -> list[Fact]:
    """How long students of the teams that started have waited."""
    begin = say.text(
        "For the teams that started in this time: days from the student's question for a buddy until both had said yes. Days on which we waited for her own answer do not count."
    )
    half = say.text("Half of the students waited no longer than this.")
    nine = say.text("Nine in ten students waited no longer than this.")
    return [
        Fact(
            "wait_median",
            say.text("Waiting time, median"),
            figures.wait_median,
            DAYS,
            f"{begin} {half}",
        ),
        Fact(
            "wait_p90",
            say.text("Waiting time, 90th percentile"),
            figures.wait_p90,
            DAYS,
            f"{begin} {nine}",
        ),
    ]


def after(figures: Figures, say: Speech) -> list[Fact]:
    """What became of the students, what buddies gave, and thanks."""
    money = say.text(
        "Hours together, times what the programme counts for an hour of volunteering ({worth} {currency}).",
        worth="?" if figures.worth_of_hour is None else f"{figures.worth_of_hour / 100:.2f}",
        currency=figures.currency,
    )
    not_set = say.text(
        "Hours together, times what the programme counts for an hour of volunteering. Nobody has entered that yet."
    )
    return [
        Fact(
            "graduated",
            say.text("Graduations"),
            figures.graduated,
            "",
            say.text("Teams that ended in this time: the student has graduated."),
        ),
        Fact(
            "jobs",
            say.text("Jobs found"),
            figures.jobs,
            "",
            say.text("Teams that ended in this time: the student has found a job."),
        ),
        Fact(
            "volunteer_hours",
            say.text("Volunteer hours"),
            in_hours(figures.minutes),
            HOURS,
            say.text(
                "The buddies' hours with their students. What they prepare, and the time of the people who run the programme, are not counted."
            ),
        ),
        Fact(
            "volunteer_worth",
            say.text("What these hours are worth"),
            figures.worth if isinstance(figures.worth, Missing) else figures.worth / 100,
            figures.currency,
            not_set if figures.worth_of_hour is None else money,
        ),
        Fact(
            "thanks",
            say.text("Thanks"),
            figures.thanks,
            "",
            say.text("How often one of a team that ended wrote thanks to the other, in this time."),
        ),
    ]


def classes_about(say: Speech) -> str:
    return say.text(
        "Students of each class with a buddy on the last day, of the students who attended the class then, as a manager has entered it. The programme's own measure: at least half of each class has a buddy."
    )


def retention_about(say: Speech) -> str:
    return say.text(
        "Of the students at the start of their classes: how many still attend or have graduated. Students with a buddy are those who had one at any time in the class. The numbers of the classes are entered by a manager; of students with a buddy, as entered, or else as their teams ended. This compares two groups; it does not prove that the buddy is the reason."
    )


def steps_about(say: Speech) -> str:
    return say.text("Hours together by the day of the session; the first and the last are cut to this time.")


def reasons_about(say: Speech) -> str:
    return say.text(
        "Why teams ended, as whoever ended the team has said it; graduations and jobs are part of it."
    )


def later_about(say: Speech) -> str:
    return say.text(
        "Answers to the one question that students get long after the end of their team, 12 months unless the programme has changed it; given in this time."
    )


def step_title(unit: Unit, say: Speech) -> str:
    return {
        Unit.WEEK: say.text("Hours by week"),
        Unit.MONTH: say.text("Hours by month"),
        Unit.QUARTER: say.text("Hours by quarter"),
    }[unit]


def in_hours(minutes: Value) -> Value:
    return minutes if isinstance(minutes, Missing) else round(minutes / 60, 2)
