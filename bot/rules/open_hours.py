"""The programme's open hours: outside them, in the reader's zone, nobody hears of what can wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import local_moment
from bot.errors import UserError, Wrong, refuse_all

HOUR = 60
OPENS, CLOSES = 9 * HOUR, 21 * HOUR
"""What a programme begins with: minutes after midnight, any day."""
LEAST = 4 * HOUR
"""Minutes that stay open: what waits all night must come in time to be of use."""
LATE_AFTER = timedelta(hours=12)
"""Open time after which a nudge or digest has missed its moment; a whole day's, where a day has less."""
PROMPT = timedelta(hours=1)
"""What comes so soon after its moment was not held up."""
BLOCKS = ("opens", "closes")
"""The fields of the form."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OpenHours:
    """From when to when the program writes of its own accord: minutes after midnight in the reader's zone, any day."""

    opens: int = OPENS
    closes: int = CLOSES

    @property
    def late_after(self) -> timedelta:
        """Open time after which a nudge or digest has missed its moment, and is counted instead of sent."""
        return min(LATE_AFTER, timedelta(minutes=self.closes - self.opens))

    def opening(self, day: date, where: ZoneInfo) -> datetime:
        """When a day opens there, in UTC."""
        return local_moment(day, self.opens, where)

    def closing(self, day: date, where: ZoneInfo) -> datetime:
        return local_moment(day, self.closes, where)

    def next_open(self, moment: datetime, where: ZoneInfo) -> datetime:
        """`moment`, or the next opening after it, in UTC, where it is night there."""
        day = moment.astimezone(where).date()
        if moment >= self.closing(day, where):
            day += _DAY
        return max(moment, self.opening(day, where))

    def morning_for(self, due_at: datetime, now: datetime, where: ZoneInfo) -> datetime | None:
        """The opening, in UTC, for which something that was held up waits; None: it may come now.

        What is on time never waits: its hour was chosen.
        """
        if now - due_at <= PROMPT:
            return None
        opens = self.next_open(now, where)
        return opens if opens > now else None

    def is_late(self, due_at: datetime, now: datetime, where: ZoneInfo) -> bool:
        """Whether something due has missed its moment; nights do not count."""
        return now > self.late_from(due_at, where)

    def late_from(self, due_at: datetime, where: ZoneInfo) -> datetime:
        """The moment at which `late_after` of open time has passed since `due_at`; in UTC."""
        day, left = due_at.astimezone(where).date(), self.late_after
        while True:
            begins, closes = max(due_at, self.opening(day, where)), self.closing(day, where)
            if begins + left <= closes:
                return begins + left
            left -= max(closes - begins, timedelta(0))
            day += _DAY

    def within(self, minute: int) -> int:
        """The minute of the day nearest to this one at which an hour is still open."""
        return max(self.opens, min(minute, self.closes - HOUR))


USUAL = OpenHours()
"""Where nobody has chosen others."""


def read(entered: Mapping[str, str]) -> dict[str, Any]:
    """What the form says (`HH:MM`), as column → value of the settings.

    Raises:
        UserError: everything that cannot be, each at its field.
    """
    opens, closes = (minute_of(entered.get(block, "")) for block in BLOCKS)
    wrongs = [
        UserError(Wrong.NO_TIME, block=block)
        for block, minute in zip(BLOCKS, (opens, closes), strict=True)
        if minute is None
    ]
    if opens is not None and closes is not None and closes <= opens:
        wrongs.append(UserError(Wrong.CLOSES_BEFORE, block="closes"))
    elif opens is not None and closes is not None and closes - opens < LEAST:
        wrongs.append(UserError(Wrong.FEW_OPEN_HOURS, {"hours": LEAST // HOUR}, block="closes"))
    refuse_all(wrongs)
    return {"opens": opens, "closes": closes}


def clock(minutes: int) -> str:
    """`09:00`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def minute_of(text: str) -> int | None:
    """Minutes after midnight, of `HH:MM`."""
    hour, _, minute = text.partition(":")
    if not all(part.isascii() and part.isdigit() and len(part) == 2 for part in (hour, minute)):
        return None
    return int(hour) * 60 + int(minute) if int(hour) < 24 and int(minute) < 60 else None
