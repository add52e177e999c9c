"""What stands in a cell, in the words people use: languages with levels, topics, places, days, yes and no."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache

from babel import Locale, UnknownLocaleError

from bot.speech import LANGUAGES, alphabetic, languages_by_name
from models.enums import Place

PARTED = re.compile(r"[,;/|\n]")
AND = re.compile(r"\s+(?:and|y|e|&)\s+")
LEVEL = re.compile(r"^(?P<name>.+?)\s*(?:\((?P<in>[^)]*)\)|[:=–-]\s*(?P<after>.+))?$")
BASIC = {
    "getting by", "gets by", "get by", "basic", "some", "a little", "intermediate", "conversational",
    "a1", "a2", "b1", "basico", "intermedio", "un poco", "me defiendo",
}  # fmt: skip
WELL = {
    "fluent", "native", "mother tongue", "advanced", "well", "very good", "bilingual", "b2", "c1", "c2",
    "fluido", "nativo", "materno", "lengua materna", "avanzado", "bien", "muy bien", "bilingue",
}  # fmt: skip
YES = {"yes", "y", "true", "1", "x", "checked", "si", "approved", "aprobado", "aprobada", "✓", "✔"}
NO = {"", "no", "n", "false", "0", "unchecked"}
PLACES = {
    "remote": Place.REMOTE, "online": Place.REMOTE, "remoto": Place.REMOTE, "en linea": Place.REMOTE,
    "a distancia": Place.REMOTE, "in person": Place.IN_PERSON, "in-person": Place.IN_PERSON,
    "presencial": Place.IN_PERSON, "en persona": Place.IN_PERSON, "either": Place.EITHER,
    "both": Place.EITHER, "any": Place.EITHER, "ambos": Place.EITHER, "los dos": Place.EITHER,
    "hybrid": Place.EITHER, "no preference": Place.EITHER, "hibrido": Place.EITHER,
    "indiferente": Place.EITHER, "cualquiera": Place.EITHER, "da igual": Place.EITHER,
    "": Place.EITHER,
}  # fmt: skip
DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")
"""Day before month where a slash separates them, as the programme's own people write it."""


class NotUnderstood(Exception):
    """A word in a cell; what could have stood there is said by whoever catches it."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def several(cell: str) -> list[str]:
    """`"React, Git"` → both; commas, semicolons, slashes, bars, line breaks and “and” part them."""
    return [one for part in PARTED.split(cell) for one in _non_empty(AND.split(part))]


def languages(cell: str, offered: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`Spanish (fluent), English: basic` → codes spoken well, and codes somebody gets by in.

    A language without a level counts as spoken well. Raises `NotUnderstood`, also of one that is not `offered`.
    """
    well: list[str] = []
    some: list[str] = []
    for one in several(cell):
        found = LEVEL.match(one)
        assert found is not None  # noqa: S101 - one part is never empty
        level = alphabetic(found["in"] or found["after"] or "").strip()
        code = _language(found["name"], offered)
        if level and level not in BASIC | WELL:
            raise NotUnderstood(one)
        (some if level in BASIC else well).append(code)
    return tuple(dict.fromkeys(well)), tuple(code for code in dict.fromkeys(some) if code not in well)


def named(cell: str, names: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Keys whose key or one of whose names stands there, in the order of the cell. Raises `NotUnderstood`."""
    keys = {
        alphabetic(name).strip(): key
        for key, several_names in names.items()
        for name in (key, *several_names)
    }
    found = []
    for part in [cell] if alphabetic(cell).strip() in keys else _non_empty(PARTED.split(cell)):
        for one in [part] if alphabetic(part).strip() in keys else _non_empty(AND.split(part)):
            key = keys.get(alphabetic(one).strip())
            if key is None:
                raise NotUnderstood(one)
            found.append(key)
    return tuple(dict.fromkeys(found))


def place(cell: str) -> Place:
    """Raises `NotUnderstood`."""
    words = alphabetic(cell).strip()
    if words not in PLACES:
        raise NotUnderstood(cell)
    return PLACES[words]


def yes(cell: str) -> bool:
    """Raises `NotUnderstood`."""
    words = alphabetic(cell).strip()
    if words not in YES | NO:
        raise NotUnderstood(cell)
    return words in YES


def number(cell: str) -> float:
    """`2`, `1.5`, `1,5`, `2 h`. Raises `NotUnderstood`."""
    found = re.match(r"^(\d{1,3})(?:[.,](\d{1,2}))?\s*(?:h|hours?|horas?)?$", alphabetic(cell).strip())
    if found is None:
        raise NotUnderstood(cell)
    return float(f"{found[1]}.{found[2] or 0}")


def day(cell: str) -> date:
    """An ISO date, with or without a time, or `21/11/2026`. Raises `NotUnderstood`."""
    words = cell.strip()
    for form in DAY_FORMS:
        try:
            return datetime.strptime(words.split("T")[0].split(" ")[0], form).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    raise NotUnderstood(cell)


def _non_empty(parts: Iterable[str]) -> list[str]:
    return [part.strip() for part in parts if part.strip()]


def _language(name: str, offered: tuple[str, ...]) -> str:
    word = alphabetic(name).strip()
    code = _languages(offered).get(word)
    if code is None:
        raise NotUnderstood(name)
    return code


@cache
def _languages(offered: tuple[str, ...]) -> dict[str, str]:
    """Codes by their names in the program's languages, by their own names, and by the codes."""
    by_name = languages_by_name(LANGUAGES[0]).items()
    names = {alphabetic(name): code for name, code in by_name if code in offered}
    for code in offered:
        try:
            own = Locale.parse(code).languages.get(code)
        except UnknownLocaleError:  # no data of its own
            continue
        if own:
            names.setdefault(alphabetic(own), code)
    return names
