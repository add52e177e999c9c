"""What a report shows of teams whose hours were expected does not tell of how few they were not."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.counting import work_out
from bot.rules.figures import Figures, Known, Logged, TeamPast
from bot.rules.owed_weeks import Weeks
from bot.rules.periods import Period, Unit, steps, weeks_of
from bot.rules.small_groups import is_small
from models.enums import EndReason

PERIOD = Period(date(2026, 1, 1), date(2026, 1, 31))
TODAY = date(2026, 3, 2)
BEGAN = date(2025, 12, 1)


def team(number: int, student: int, *, introduced: bool = True, over: date | None = None) -> TeamPast:
    return TeamPast(
        id=number,
        student_id=f"S{student}",
        buddy_id=f"B{number}",
        class_key=None,
        began=BEGAN,
        launched_on=BEGAN,
        over=over,
        reason=EndReason.GRADUATED if over else None,
        introduced=introduced,
        waited=None,
        targets=((BEGAN, 120),),
    )


def report(teams: list[TeamPast]) -> Figures:
    weeks = weeks_of(PERIOD, TODAY)
    assert weeks is not None
    return work_out(
        Known(
            period=PERIOD,
            today=TODAY,
            unit=Unit.WEEK,
            steps=steps(PERIOD, TODAY)[1],
            weeks=Weeks(*weeks, ()),
            teams=teams,
            logged=Logged({}, 0, {}),
            classes={},
            rosters={},
            later={},
            thanks=0,
            waiting=None,
            worth=None,
            currency="EUR",
        )
    )


def test_one_team_of_six_that_is_not_introduced_cannot_be_worked_out() -> None:
    found = report([team(number, number, introduced=number > 1) for number in range(1, 7)])
    assert (found.students, found.running, found.ended) == (6, 6, 0)
    assert not isinstance(found.judged, int)
    assert not isinstance(found.average, int)


def test_where_hours_were_expected_of_all_it_is_told() -> None:
    found = report([team(number, number) for number in range(1, 7)])
    assert (found.students, found.judged, found.on_target) == (6, 6, 0)


ONE = st.tuples(
    st.integers(1, 12),
    st.booleans(),
    st.sampled_from((None, None, date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 20))),
)


@given(st.lists(ONE, max_size=24))
def test_of_no_few_teams_it_is_told_that_hours_were_not_expected(
    made: list[tuple[int, bool, date | None]],
) -> None:
    """A student may have had several teams, one after the other, and has one that runs."""
    teams = [
        team(number, student if over else 100 + number, introduced=introduced, over=over)
        for number, (student, introduced, over) in enumerate(made)
    ]
    found = report(teams)
    if not isinstance(found.judged, int):
        return
    here = [one for one in teams if one.runs_in(PERIOD.first, PERIOD.last)]
    weeks = weeks_of(PERIOD, TODAY)
    assert weeks is not None
    assert found.judged == sum(one.introduced and one.runs_in(*weeks) for one in teams)
    if all(one in here for one in teams if one.introduced and one.runs_in(*weeks)):
        is_told = isinstance(found.running, int) and isinstance(found.ended, int)
        if is_told or (
            isinstance(found.students, int) and len({one.student_id for one in here}) == len(here)
        ):
            assert not is_small(len(here) - found.judged)
    else:
        assert PERIOD.first - weeks[0] <= timedelta(days=3)
