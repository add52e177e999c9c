"""When a contact is there: working days and hours in her own zone, and the days on which she is away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import local_moment
from bot.errors import UserError, Wrong, refuse_all

WEEKDAYS = (0, 1, 2, 3, 4)
"""Monday to Friday: whoever has said nothing works on these days."""
OPENS, CLOSES = 9 * 60, 18 * 60
"""Minutes after midnight, of whoever has said nothing; a holiday counts as a working day."""
ABOUT_MOST = 75
"""Characters of a line about somebody: what Slack shows below a name."""
LAST_MINUTE = 24 * 60 - 1
LONGEST = timedelta(days=366)
"""How far ahead the last day away may be."""
YES, NO = "yes", "no"
_DAY = timedelta(days=1)
_WEEK = frozenset(range(7))


@dataclass(frozen=True)
class Hours:
    """Working hours, the same on each working day. `weekdays`: not empty, 0 is Monday; `where`: whose days they are."""

    where: ZoneInfo
    weekdays: tuple[int, ...] = WEEKDAYS
    opens: int = OPENS
    closes: int = CLOSES

    def __post_init__(self) -> None:
        """Raises `ValueError`: they never come, and whoever waits for them would for ever."""
        if self.opens >= self.closes or _WEEK.isdisjoint(self.weekdays):
            raise ValueError("no working hours")

    def of(self, day: date) -> tuple[datetime, datetime | None]:
        """From when to when, in UTC; no end on a day off."""
        opens = local_moment(day, self.opens, self.where)
        closes = local_moment(day, self.closes, self.where) if day.weekday() in self.weekdays else None
        return opens, closes

    def next_open(self, moment: datetime) -> datetime:
        """`moment` where it is in working hours, else the next opening after it; in UTC."""
        day = moment.astimezone(self.where).date()
        while True:
            opens, closes = self.of(day)
            if closes is not None and closes > moment:
                return max(moment, opens)
            day += _DAY


@dataclass(frozen=True)
class Away:
    """Days on which somebody is not there, the first and the last of them included."""

    first: date
    last: date


@dataclass(frozen=True)
class Duty:
    """When a contact is there, and what she says of herself (`about`)."""

    hours: Hours
    away: Away | None = None
    about: str = ""

    def is_away(self, now: datetime) -> bool:
        today = now.astimezone(self.hours.where).date()
        return self.away is not None and self.away.first <= today <= self.away.last

    def leaves_at(self, now: datetime) -> datetime | None:
        """When her days away begin, if that is still to come; in UTC."""
        if self.away is None:
            return None
        begins = local_moment(self.away.first, 0, self.hours.where)
        return begins if begins > now else None

    def current(self, now: datetime) -> Duty:
        """The same, without days away that are over."""
        over = self.away is not None and self.away.last < now.astimezone(self.hours.where).date()
        return replace(self, away=None) if over else self


def office(where: ZoneInfo) -> Hours:
    """The programme's own working hours."""
    return Hours(where)


def read(weekdays: list[str], entered: Mapping[str, str], where: ZoneInfo, now: datetime) -> Duty:
    """What the form says of somebody whose zone is `where`.

    Args:
        weekdays: of the field `weekdays`, "0" to "6".
        entered: the other fields: `opens`, `closes` (`HH:MM`), `away` (yes or no), `away_from`, `away_until` (ISO days),
            `about`.

    Raises:
        UserError: everything that cannot be, each at its field.
    """
    wrongs: list[UserError] = []
    days = tuple(sorted({int(one) for one in weekdays if one in ("0", "1", "2", "3", "4", "5", "6")}))
    if not days or len(days) != len(set(weekdays)):
        wrongs.append(UserError(Wrong.NO_WEEKDAY, block="weekdays"))
    opens, closes = _minute(entered.get("opens", "")), _minute(entered.get("closes", ""))
    if opens is None:
        wrongs.append(UserError(Wrong.NO_TIME, block="opens"))
    if closes is None:
        wrongs.append(UserError(Wrong.NO_TIME, block="closes"))
    elif opens is not None and closes <= opens:
        wrongs.append(UserError(Wrong.CLOSES_BEFORE, block="closes"))
    about = " ".join(entered.get("about", "").split())
    if len(about) > ABOUT_MOST:
        wrongs.append(UserError(Wrong.TEXT_TOO_LONG, {"most": ABOUT_MOST}, block="about"))
    away = _away(entered, now.astimezone(where).date(), wrongs)
    refuse_all(wrongs)
    return Duty(Hours(where, days, opens or 0, closes or 0), away, about)


def _away(entered: Mapping[str, str], today: date, wrongs: list[UserError]) -> Away | None:
    """The days away; None where she is not away, whatever days stand in the form."""
    if entered.get("away") == NO:
        return None
    if entered.get("away") != YES:
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="away"))
        return None
    first, last = _day(entered.get("away_from", "")), _day(entered.get("away_until", ""))
    if first is None:
        wrongs.append(UserError(Wrong.NO_DAY, block="away_from"))
    if last is None:
        wrongs.append(UserError(Wrong.NO_DAY, block="away_until"))
    elif last < today:
        wrongs.append(UserError(Wrong.AWAY_IS_OVER, block="away_until"))
    elif first is not None and last < first:
        wrongs.append(UserError(Wrong.ENDS_BEFORE, block="away_until"))
    elif last > today + LONGEST:
        wrongs.append(UserError(Wrong.AWAY_OVER_A_YEAR, block="away_until"))
    return Away(first, last) if first is not None and last is not None else None


def _minute(text: str) -> int | None:
    """Minutes after midnight of `HH:MM`; None where it is none."""
    hour, colon, minute = text.partition(":")
    if not (colon and len(text) == len("00:00") and (hour + minute).isascii() and (hour + minute).isdigit()):
        return None
    found = int(hour) * 60 + int(minute)
    return found if int(minute) < 60 and found <= LAST_MINUTE else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
