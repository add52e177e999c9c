"""What a report shows of teams whose hours were expected does not tell of how few they were not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.counting import work_out
from bot.rules.figures import Figures, Kept, Known, Logged, Missing, Roster, TeamPast
from bot.rules.owed_weeks import Weeks
from bot.rules.periods import Period, Unit, steps, weeks_of
from bot.rules.small_groups import is_small
from models.enums import EndReason

PERIOD = Period(date(2026, 1, 1), date(2026, 1, 31))
TODAY = date(2026, 3, 2)
BEGAN = date(2025, 12, 1)


def team(
    number: int,
    student: int,
    *,
    introduced: bool = True,
    over: date | None = None,
    class_key: str | None = None,
) -> TeamPast:
    return TeamPast(
        id=number,
        student_id=f"S{student}",
        buddy_id=f"B{number}",
        class_key=class_key,
        began=BEGAN,
        launched_on=BEGAN,
        over=over,
        reason=EndReason.GRADUATED if over else None,
        introduced=introduced,
        waited=None,
        targets=((BEGAN, 120),),
    )


def report(teams: list[TeamPast]) -> Figures:
    return work_out(known(teams))


def known(teams: Sequence[TeamPast]) -> Known:
    weeks = weeks_of(PERIOD, TODAY)
    assert weeks is not None
    return Known(
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


CLASS = st.tuples(
    st.sampled_from((0, 1, 4, 5, 8, 12)),
    st.sampled_from((0, 0, 0, 1, 2, 6)),
    st.one_of(st.none(), st.sampled_from((0, 1, 2, 4, 5, 9))),
    st.sampled_from((0, 1, 5)),
)
"""Teams that run, teams that have ended, how many more attend (None: nothing is entered), and who has gone."""


def school(made: Sequence[tuple[int, int, int | None, int]]) -> tuple[Known, dict[str, Roster]]:
    """What is known of classes that are made up like this, but for their numbers; and these."""
    teams, rosters = list[TeamPast](), dict[str, Roster]()
    for place, (running, ended, others, gone) in enumerate(made):
        key = f"c{place}"
        for over in (*(None,) * running, *(PERIOD.last,) * ended):
            teams.append(team(len(teams), len(teams), over=over, class_key=key))
        if others is not None:
            there = running + others
            rosters[key] = Roster(key, PERIOD.last, there + ended + gone, there, ended)
    return replace(known(teams), classes={f"c{place}": None for place in range(len(made))}), rosters


@given(st.lists(CLASS, min_size=1, max_size=3))
def test_numbers_that_are_entered_after_a_report_tell_nothing_small_beside_it(
    made: list[tuple[int, int, int | None, int]],
) -> None:
    """A reader has both: the one without the numbers of the classes, and the one with them."""
    one, rosters = school(made)
    before, after = work_out(one), work_out(replace(one, rosters=rosters))
    names = ("students", "running", "started", "ended", "judged", "on_target")
    for name in names:
        assert getattr(before, name) is not Missing.HIDDEN or getattr(after, name) is Missing.HIDDEN
    for was, then in zip(before.classes, after.classes, strict=True):
        assert was.with_buddy is not Missing.HIDDEN or then.with_buddy is Missing.HIDDEN
        if isinstance(was.with_buddy, int) and isinstance(then.attending, int):
            assert not is_small(then.attending - was.with_buddy)
    has = [one.with_buddy for one in before.classes if one.class_key not in after.lacking]
    if isinstance(after.with_buddy.start, int) and all(isinstance(one, int) for one in has):
        assert not is_small(after.with_buddy.start - sum(one for one in has if isinstance(one, int)))


SHARED = ("students", "running", "started", "ended", "judged", "on_target")


@given(st.lists(CLASS, min_size=1, max_size=4))
def test_numbers_that_come_in_one_class_after_the_other_tell_no_more_than_all_of_them(
    made: list[tuple[int, int, int | None, int]],
) -> None:
    """A reader has a report of each moment: in each of them, what can be told is told or not as in the last."""
    one, rosters = school(made)
    whole = work_out(replace(one, rosters=rosters))
    some = (dict(few) for n in range(len(rosters)) for few in combinations(rosters.items(), n))
    for few in some:
        part = work_out(replace(one, rosters=few))
        for name in SHARED:
            assert getattr(part, name) == getattr(whole, name)
        for was, then in zip(part.classes, whole.classes, strict=True):
            assert was.with_buddy == then.with_buddy
            assert was.class_key not in few or was == then
        had = [n for n, (running, ended, *_) in enumerate(made) if running or ended]
        if not {f"c{n}" for n in had} <= few.keys():
            assert isinstance(part.with_buddy.start, Missing)
            assert isinstance(part.without_buddy.start, Missing)


def test_one_student_who_left_is_not_the_difference_of_two_reports() -> None:
    """Of class b six of twelve are there; of both classes 15 of 22: so nine of ten of class a."""
    teams = [team(n, n, class_key="a" if n <= 10 else "b") for n in range(1, 23)]
    one = replace(known(teams), classes={"a": None, "b": None, "old": None})
    a, b = (Roster("a", PERIOD.last, 30, 25, 0, 9), Roster("b", PERIOD.last, 40, 26, 0, 6))
    for rosters, lacking in (({}, ("a", "b")), ({"a": a}, ("b",)), ({"b": b}, ("a",))):
        found = work_out(replace(one, rosters=rosters))
        assert (found.with_buddy, found.without_buddy) == (Kept(*UNKNOWN), Kept(*UNKNOWN))
        assert found.lacking == lacking, "of the class of another time nobody has to know anything"
    found = work_out(replace(one, rosters={"a": a, "b": b}))
    assert (found.with_buddy, found.lacking) == (Kept(22, 15), ())


UNKNOWN = (Missing.NOT_KNOWN, Missing.NOT_KNOWN)
