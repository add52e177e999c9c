"""What people type about lengths and days, a language at a time: only what the libraries do not know of it.

Names of weekdays and months are Babel's; "yesterday", "3 days ago" and the like are dateparser's words. One language
more is one entry more, and what stands in an entry is tested word by word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Typed:
    """One language. Capitals and accents do not matter.

    Attributes:
        hour: words for hours, `minute`: for minutes; `half`: what adds half an hour; `half_hour`: what alone is one.
        join: what may stand between hours and minutes.
        numbers: numbers as words.
        before: what may stand before a day and says nothing: "on", "el", "last".
        after: what may stand after a weekday that is over: "pasado"; `ahead`: what makes it one that is to come.
        days: day words that the library misses, and how many days ago they were; `#` is a number of days.
        weeks: the same for weeks.
        vague: what names no one day.
        mornings: a word for tomorrow that is the morning after one of these words.
        weekdays: other forms of weekdays than the listed one, 0 is Monday; `short`: only where a day is expected.
        names: whether the listed names of weekdays mean nothing else.
        short_months: whether people write months short, and it means nothing else.
    """

    hour: tuple[str, ...] = ()
    minute: tuple[str, ...] = ()
    half: tuple[str, ...] = ()
    half_hour: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    days: Mapping[str, int] = field(default_factory=dict)
    weeks: tuple[str, ...] = ()
    vague: tuple[str, ...] = ()
    mornings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    short: Mapping[str, int] = field(default_factory=dict)
    names: bool = True
    short_months: bool = False


LANGUAGES: Mapping[str, Typed] = {
    "en": Typed(
        hour=("hours", "hour", "hrs", "hr", "h"),
        minute=("minutes", "minute", "mins", "min", "m", "'"),
        half=("and a half",),
        half_hour=("half an hour", r"1/2\s*(?:hour|h)"),
        join=("and",),
        numbers={"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6},
        before=("on", "the", "last", "this past"),
        after=("last",),
        ahead=("next",),
        vague=("past week", "last night"),
        short={"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6},
        short_months=True,
    ),
    "es": Typed(
        hour=("horas", "hora"),
        minute=("minutos", "minuto"),
        half=("y media",),
        half_hour=("media hora", r"1/2\s*hora"),
        join=("y",),
        numbers={"una": 1, "un": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6},
        before=("el", "la", "este", "el pasado", "pasado", "el último"),
        after=("pasado",),
        ahead=("que viene", "próximo"),
        days={"anoche": 1, "antier": 2, "antes de ayer": 2},
        vague=("la semana pasada", "el fin de semana"),
        mornings={"mañana": ("la", "esta")},
        short={"lun": 0, "mié": 2, "jue": 3, "vie": 4, "sáb": 5},
        short_months=True,
    ),
    "ca": Typed(before=("el",), after=("passat",), days={"despús ahir": 2}),
    "fr": Typed(before=("le",), after=("dernier",), ahead=("prochain",)),
    "de": Typed(before=("am", "letzten"), mornings={"morgen": ("am", "guten", "heute", "gestern")}),
    "it": Typed(before=("il",), days={"l'altro ieri": 2}),
    "pt": Typed(),
    "uk": Typed(
        before=("у", "в"),
        days={"# дні тому": 1, "# днів тому": 1},
        weeks=("# тижні тому", "# тижнів тому"),
        weekdays={"середу": 2, "п'ятницю": 4, "суботу": 5, "неділю": 6},
    ),
    "ru": Typed(days={"# дней назад": 1}, weeks=("# недель назад",), names=False),
    "ar": Typed(before=("يوم",), days={"أول أمس": 2, "منذ # أيام": 1}),
}
"""Russian for Wednesday is also "environment", and most of its weekdays are typed in another case than they are listed."""
