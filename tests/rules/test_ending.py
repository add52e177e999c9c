"""When what follows an end comes, and what becomes of the channel."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import zone
from bot.delivery.certificate import can_write
from bot.rules.ending import announced_at, channel_of_two, ends_at, months_later
from bot.rules.open_hours import OpenHours
from models.enums import ChannelWish

MADRID, CAIRO = zone("Europe/Madrid"), zone("Africa/Cairo")
KEEP, ARCHIVE = ChannelWish.KEEP, ChannelWish.ARCHIVE


@pytest.mark.parametrize(
    ("ended", "months", "day"),
    [
        (datetime(2026, 3, 2, 9, tzinfo=UTC), 12, date(2027, 3, 2)),
        (datetime(2026, 1, 31, 9, tzinfo=UTC), 1, date(2026, 2, 28)),
        (datetime(2027, 12, 31, 9, tzinfo=UTC), 2, date(2028, 2, 29)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), 1, date(2027, 2, 1)),
        (datetime(2026, 11, 15, 9, tzinfo=UTC), 1, date(2026, 12, 15)),
        (datetime(2026, 6, 30, 9, tzinfo=UTC), 6, date(2026, 12, 30)),
    ],
)
def test_months_later_is_a_morning_of_that_month(ended: datetime, months: int, day: date) -> None:
    local = months_later(ended, months, OpenHours(), MADRID).astimezone(MADRID)
    assert (local.date(), local.hour) == (day, 9)


@given(st.dates(date(2026, 3, 3), date(2027, 3, 2)), st.sampled_from([MADRID, CAIRO]))
def test_a_planned_end_is_told_before_it_comes(last: date, where: object) -> None:
    now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    told, comes = announced_at(last, now, OpenHours(), where), ends_at(last, OpenHours(), where)  # type: ignore[arg-type]
    assert now <= told < comes
    assert told == now or (last - told.astimezone(where).date()).days == 14  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "in_time", "too_late"),
    [
        (None, None, None, KEEP),
        (ARCHIVE, None, None, ARCHIVE),
        (ARCHIVE, ARCHIVE, ARCHIVE, ARCHIVE),
        (KEEP, None, KEEP, KEEP),
        (KEEP, ARCHIVE, KEEP, KEEP),
    ],
)
def test_nothing_is_archived_that_one_would_keep_or_nobody_asked_for(
    one: ChannelWish | None, other: ChannelWish | None, in_time: ChannelWish | None, too_late: ChannelWish
) -> None:
    for wishes in ((one, other), (other, one)):
        assert channel_of_two(wishes, is_over=False) is in_time
        assert channel_of_two(wishes, is_over=True) is too_late


@pytest.mark.parametrize(
    "name", ["Łucja Nuñez-Çelik", "Оксана Їжак", "محمد أحمد", "پروین ژاله", "Ελένη", "דוד"]
)
def test_names_can_be_written(name: str) -> None:
    assert can_write(name)


@pytest.mark.parametrize("name", ["王小明", "አበበ", "प्रिया"])
def test_what_has_no_letters_is_said_and_not_drawn_as_boxes(name: str) -> None:
    assert not can_write(name)
