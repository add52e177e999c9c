"""Sentences in a person's language: gettext catalogues, and dates, hours and lists by that language's rules.

Only the views speak. `text` and `count` are what the catalogues are extracted from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Literal
from unicodedata import combining, normalize

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

from bot import catalogues
from bot.catalogues import Catalogue
from bot.clock import zone

LANGUAGES = catalogues.found()
"""What the program speaks, the source first: the folders of `bot/locales`."""

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

_SPELT = {
    "es": {
        **{"pa": "panyabí", "ary": "árabe marroquí", "arq": "árabe argelino", "arz": "árabe egipcio"},
        **{"rif": "rifeño", "luo": "luo"},
    },
    "ca": {"ary": "àrab marroquí", "arq": "àrab algerià", "rif": "rifeny", "luo": "luo"},
    "fr": {"luo": "luo"},
    "ar": {
        **{"ary": "الدارجة المغربية", "arq": "الدارجة الجزائرية", "arz": "العامية المصرية"},
        "rif": "الريفية",
    },
    "uk": {"ary": "марокканська арабська", "arz": "єгипетська арабська", "rif": "рифська"},
}
"""Names of languages that Babel does not know, or spells otherwise than dictionaries do: language spoken → code → name."""
_ALSO_CALLED = {
    **{"bengali": "bn", "castellano": "es", "castilian": "es", "dari": "fa", "darija": "ary", "farsi": "fa"},
    **{
        "fulani": "ff",
        "kurmanji": "ku",
        "mandarin": "zh",
        "panjabi": "pa",
        "sorani": "ckb",
        "tamazight": "zgh",
    },
}
_NO_LANGUAGE = {"mul", "und", "zxx"}
"""ISO 639 of several languages, of one that is not known, and of none."""
_CODE = re.compile("[a-z]{2,3}")
_WORLD = "_001"
"""In the place of a country: the whole world, so no country."""
_AS_IN = {"en": "en_GB"}
"""Whose dates stand for a language that is written in many countries: the English ones here begin with the day."""
_APART = {"uk": ",", "ar": "،"}
"""What stands between a weekday and its day, where a comma must; elsewhere they are read as one."""
_BEFORE_A_SOUND = {
    "es": (
        ("y", "e", re.compile(r"\W*(?:[ií]|h[ií](?![eé]))", re.IGNORECASE)),
        ("o", "u", re.compile(r"\W*h?[oó]", re.IGNORECASE)),
    )
}
"""Words between the last two of a list that are others before a sound: "español e inglés", "siete u ocho"."""
_HOUR = {"en": "{0} h"}
"""Babel's English has "hr"; whoever learns the language knows "h" from every other one."""


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


_AFTER = str.maketrans(
    {"ґ": "г\uffff", "є": "е\uffff", "і": "и\uffff", "ї": "и\uffff\uffff", "й": "и\uffff\uffff\uffff"}
)
"""Ukrainian letters whose numbers do not stand in the order of the alphabet."""


def alphabetic(text: str) -> str:
    """By which words are put in order: `Árabe` is among the A, `Італійська` before `Китайська`."""
    plain = normalize("NFKD", text.casefold().translate(_AFTER))
    return "".join(char for char in plain if not combining(char))


@dataclass(frozen=True)
class Speech:
    """How to say things to one person or channel."""

    language: str
    _catalogue: Catalogue
    _locale: Locale

    def text(self, sentence: str, /, **values: object) -> str:
        """The sentence in this language, with `{names}` filled in."""
        said = self._catalogue.sentence(sentence)
        return said.format(**values) if values else said

    def own(self, words: str) -> str:
        """Somebody's words in this language, escaped, with `{names}` left in them to be filled in."""
        return self._catalogue.own(escape(words))

    def count(self, number: int, one: str, many: str, /, **values: object) -> str:
        """The form for `number`, which the sentence may use as `{n}`."""
        return self._catalogue.counted(number, one, many).format(n=self.number(number), **values)

    def number(self, number: float) -> str:
        """`7`, `1,200`, `1 200`, `1.58`: at most two places after the point."""
        if isinstance(number, int) and abs(number) < 1000:
            return str(number)
        return format_decimal(round(number, 2), locale=self._locale)

    def hours(self, minutes: int) -> str:
        """`45 min`, `2 h`, `1 h 30`, `1 год 30 хв`."""
        hours, rest = divmod(minutes, 60)
        hour, minute = self._units
        if not hours:
            return minute.format(rest)
        if not rest:
            return hour.format(hours)
        if hour.endswith("h"):
            return f"{hour.format(hours)} {rest:02d}"
        both = self._locale.list_patterns.get("unit-narrow", {}).get("end", "{0} {1}")
        return str(both.format(hour.format(hours), minute.format(rest)))

    def day(self, day: date) -> str:
        """`Thursday 19 November`."""
        return format_date(day, self._day_pattern, locale=self._dates)

    def day_and_year(self, day: date) -> str:
        """`19 November 2026`, for a day that may be long ago."""
        return format_date(day, "long", locale=self._dates)

    def short_day(self, day: date) -> str:
        """`9 Mar`, `9 mar`: where there is little room."""
        return format_date(day, "d MMM", locale=self._dates)

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
        return self._day_and_time(self.day(local.date()), local)

    def moment_and_year(self, when: datetime, timezone: str) -> str:
        """`19 November 2026, 17:00`, in the named zone."""
        local = when.astimezone(zone(timezone))
        return self._day_and_time(self.day_and_year(local.date()), local)

    def time(self, when: datetime, timezone: str) -> str:
        """`17:00`, in the named zone."""
        return format_time(when.astimezone(zone(timezone)), "HH:mm", locale=self._locale)

    def short_moment(self, when: datetime, timezone: str) -> str:
        """`19 Nov, 17:00`, in the named zone."""
        local = when.astimezone(zone(timezone))
        return self._day_and_time(format_date(local, "d MMM", locale=self._dates), local)

    def place_of(self, timezone: str) -> str:
        """`Madrid`, `Katmandú`: the place that a zone is called after."""
        return str(get_timezone_location(zone(timezone), locale=self._locale, return_city=True))

    def list(self, things: Iterable[str]) -> str:
        """`a, b and c`."""
        return self._listed(things, "standard")

    def any_of(self, things: Iterable[str]) -> str:
        """`a, b or c`."""
        return self._listed(things, "or")

    def row(self, things: Iterable[str]) -> str:
        """`a, b, c`, with this language's comma: facts beside one another."""
        return self._comma.join(self._catalogue.isolated(one) for one in things)

    def isolated(self, text: str) -> str:
        """A name that stands in no sentence of ours: it turns nothing beside it, and the line runs as the language does."""
        return self._catalogue.isolated(text)

    def joined(self, sign: str, /, *things: str) -> str:
        """`name: what of it`, `one · other`: things beside one another, with our own sign between them."""
        return self._catalogue.onwards(sign).join(self._catalogue.isolated(one) for one in things)

    def language_name(self, code: str) -> str:
        """`Spanish`, for a language code; with a capital, to stand alone in a list of choices."""
        name = self.language_in_text(code)
        return name[:1].upper() + name[1:]

    def country(self, code: str) -> str:
        """`Spain`, for a code of ISO 3166."""
        return str(self._locale.territories.get(code, code))

    def language_in_text(self, code: str) -> str:
        """`Spanish`, `español`: as it is written inside a sentence."""
        own = _SPELT.get(self.language, {}).get(code)
        return own or str(self._locale.languages.get(code, code))

    def _listed(self, things: Iterable[str], style: Literal["standard", "or"]) -> str:
        parts = [self._catalogue.isolated(one) for one in things]
        text = format_list(parts, style=style, locale=self._locale)
        for word, instead, sound in _BEFORE_A_SOUND.get(self.language, ()):
            end = f" {word} {parts[-1]}" if parts else ""
            if end and text.endswith(end) and sound.match(parts[-1]):
                return f"{text.removesuffix(end)} {instead} {parts[-1]}"
        return text

    def _day_and_time(self, day: str, local: datetime) -> str:
        time = format_time(local, "HH:mm", locale=self._locale)
        return str(self._locale.datetime_formats["medium"]).format(time, day)

    @cached_property
    def _comma(self) -> str:
        """As it stands between a day and a time."""
        return str(self._locale.datetime_formats["medium"]).removeprefix("{1}").removesuffix("{0}")

    @cached_property
    def _dates(self) -> Locale:
        return Locale.parse(_AS_IN.get(self.language, self.language))

    @cached_property
    def _day_pattern(self) -> str:
        return f"EEEE{_APART.get(self.language, '')} {self._dates.datetime_skeletons['MMMMd'].pattern}"

    @cached_property
    def _units(self) -> tuple[str, str]:
        """Of hours and minutes: their short signs, which are the same for every number."""
        hour, minute = (
            format_unit(5, f"duration-{one}", "short", locale=self._locale).replace("5", "{0}")
            for one in ("hour", "minute")
        )
        return _HOUR.get(self.language, hour), minute


@cache
def speech(language: str) -> Speech:
    """For a language of `LANGUAGES`; another one is answered in English."""
    language = spoken(language)
    locale = Locale.parse(language)
    catalogue = Catalogue(language, from_the_right=locale.text_direction == "rtl")
    return Speech(language, catalogue, locale)


@cache
def known_languages() -> frozenset[str]:
    """ISO 639 codes of the languages that have a name in every language of the program, and a country."""
    named = [
        {*filter(_CODE.fullmatch, Locale.parse(one).languages), *_SPELT.get(one, ())} for one in LANGUAGES
    ]
    return frozenset(filter(_has_country, set.intersection(*named) - _NO_LANGUAGE))


def _has_country(code: str) -> bool:
    """Whether CLDR knows a country for it. It knows none for Klingon and its like: nobody grew up with them."""
    code = get_global("language_aliases").get(code, code).partition("_")[0]
    likely = get_global("likely_subtags").get(code, _WORLD)
    return code in _spoken_somewhere() or not likely.endswith(_WORLD)


@cache
def _spoken_somewhere() -> frozenset[str]:
    """Of which CLDR says how many people speak them in a country."""
    return frozenset(
        tag.partition("_")[0] for spoken in get_global("territory_languages").values() for tag in spoken
    )


@cache
def languages_by_name(language: str) -> dict[str, str]:
    """How languages are called → code: by their codes, what they are called beside, and their names in every language
    of the program. Where two share a name, it is the one of which it is the name in `language`.
    """
    names = {code: code for code in known_languages()} | _ALSO_CALLED
    for one in (*LANGUAGES, language):
        names |= {speech(one).language_in_text(code): code for code in known_languages()}
    return names


def own_name(language: str) -> str:
    """`Español`, `العربية`: a language as those who speak it call it."""
    return speech(language).language_name(language)
