"""Sentences in a person's language: gettext catalogues, and dates, hours and lists by that language's rules.

Only the views speak. `text` and `count` are what the catalogues are extracted from.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, get_timezone_location
from babel.lists import format_list

from bot.clock import zone

LANGUAGES = ("en", "es")
"""What the program speaks, the source first."""

_UNSEEN = dict.fromkeys(
    (
        *(code for code in range(0x20) if chr(code) not in "\t\n"),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
    )
)
"""Characters that no text needs: controls (PostgreSQL takes no NUL), halves of a pair (no encoding takes them),
and those that turn the direction of all that follows, ours too. Right-to-left letters need none of them."""

_CATALOGUES = Path(__file__).parent / "locales"
_SPELT = {("es", "pa"): "panyabí"}
"""Names of languages that Babel spells otherwise than their own dictionaries: (language spoken, code) → name."""


def spoken(*wishes: str | None) -> str:
    """The first wish that the program speaks: a language, or a locale as Slack sends it (`es-ES`)."""
    for wish in wishes:
        language = (wish or "").replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def escape(text: str) -> str:
    """What somebody wrote, safe inside a Slack text: no mention, link or channel comes alive in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def without_unseen(text: str) -> str:
    """What somebody wrote, without what cannot be seen or stored."""
    return text.translate(_UNSEEN)


def alphabetic(text: str) -> str:
    """By which words are put in order: `Árabe` is among the A."""
    return "".join(char for char in normalize("NFKD", text) if not combining(char)).casefold()


@dataclass(frozen=True)
class Speech:
    """How to say things to one person or channel."""

    language: str
    _catalogue: gettext.NullTranslations
    _locale: Locale

    def text(self, sentence: str, /, **values: object) -> str:
        """The sentence in this language, with `{names}` filled in."""
        said = self._catalogue.gettext(sentence)
        return said.format(**values) if values else said

    def count(self, number: int, one: str, many: str, /, **values: object) -> str:
        """The form for `number`, which the sentence may use as `{n}`."""
        return self._catalogue.ngettext(one, many, number).format(n=number, **values)

    def hours(self, minutes: int) -> str:
        """`45 min`, `2 h`, `1 h 30`: as people write it in all the program's languages."""
        hours, rest = divmod(minutes, 60)
        if not hours:
            return f"{rest} min"
        return f"{hours} h {rest:02d}" if rest else f"{hours} h"

    def day(self, day: date) -> str:
        """`Thursday 19 November`."""
        return format_date(day, self._day_pattern, locale=self._locale)

    def day_and_year(self, day: date) -> str:
        """`19 November 2026`, for a day that may be long ago."""
        return format_date(day, "long", locale=self._locale)

    def short_day(self, day: date) -> str:
        """`9 Mar`, `9 mar`: where there is little room."""
        return format_date(day, "d MMM", locale=self._locale)

    def weekday_in_text(self, number: int) -> str:
        """`Monday`, `lunes`: as it is written inside a sentence."""
        return str(self._locale.days["format"]["wide"][number])

    def weekday(self, number: int) -> str:
        """`Monday` for 0; with a capital, to stand first in a list of choices."""
        name = str(self._locale.days["stand-alone"]["wide"][number])
        return name[:1].upper() + name[1:]

    def moment(self, when: datetime, timezone: str) -> str:
        """`Thursday 19 November, 17:00`, in the named zone."""
        local = when.astimezone(zone(timezone))
        return f"{self.day(local.date())}, {format_time(local, 'HH:mm', locale=self._locale)}"

    def time(self, when: datetime, timezone: str) -> str:
        """`17:00`, in the named zone."""
        return format_time(when.astimezone(zone(timezone)), "HH:mm", locale=self._locale)

    def short_moment(self, when: datetime, timezone: str) -> str:
        """`19 Nov, 17:00`, in the named zone."""
        return format_datetime(when.astimezone(zone(timezone)), "d MMM, HH:mm", locale=self._locale)

    def place_of(self, timezone: str) -> str:
        """`Madrid`, `Katmandú`: the place that a zone is called after."""
        return str(get_timezone_location(zone(timezone), locale=self._locale, return_city=True))

    def list(self, things: Iterable[str]) -> str:
        """`a, b and c`."""
        return format_list(list(things), locale=self._locale)

    def any_of(self, things: Iterable[str]) -> str:
        """`a, b or c`."""
        return format_list(list(things), style="or", locale=self._locale)

    def language_name(self, code: str) -> str:
        """`Spanish`, for a language code; with a capital, to stand alone in a list of choices."""
        name = self.language_in_text(code)
        return name[:1].upper() + name[1:]

    def country(self, code: str) -> str:
        """`Spain`, for a code of ISO 3166."""
        return str(self._locale.territories.get(code, code))

    def language_in_text(self, code: str) -> str:
        """`Spanish`, `español`: as it is written inside a sentence."""
        own = _SPELT.get((self.language, code))
        return own or str(self._locale.languages.get(code, code))

    @property
    def _day_pattern(self) -> str:
        return {"es": "EEEE d 'de' MMMM"}.get(self.language, "EEEE d MMMM")


@cache
def speech(language: str) -> Speech:
    """For a language of `LANGUAGES`; another one is answered in English."""
    language = spoken(language)
    catalogue = gettext.translation("messages", _CATALOGUES, [language], fallback=True)
    return Speech(language, catalogue, Locale.parse(language))


Values = dict[str, Any]
