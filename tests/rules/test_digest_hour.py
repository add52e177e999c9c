"""A time that the clocks leave out is refused with its day; any other is taken."""

from __future__ import annotations

from datetime import date

import pytest

from bot.errors import UserError
from bot.rules import digest_hour

BEFORE = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("zone", "weekday", "minute", "told"),
    [
        ("Europe/Madrid", 6, 150, (date(2026, 3, 29), 120, 180)),
        ("Africa/Cairo", 4, 15, (date(2026, 4, 24), 0, 60)),
        ("Australia/Lord_Howe", 6, 135, (date(2026, 10, 4), 120, 150)),
    ],
)
def test_a_time_that_the_clocks_leave_out(
    zone: str, weekday: int, minute: int, told: tuple[date, int, int]
) -> None:
    with pytest.raises(UserError) as refused:
        digest_hour.require(weekday, minute, zone, BEFORE)
    values = refused.value.values
    assert (values["day"], values["begins"], values["ends"]) == told
    digest_hour.require(weekday, told[2], zone, BEFORE)
    digest_hour.require(weekday, (told[1] - 1) % 1440, zone, BEFORE)
    digest_hour.require(weekday, minute, "UTC", BEFORE)
