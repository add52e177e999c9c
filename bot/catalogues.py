"""The gettext catalogues: which languages there are, and each sentence made ready to be filled in, once.

A further language is a folder in `bot/locales` and nothing else; that each is complete is held by a test. A
translation that cannot be filled in as its sentence is, or leaves out what is filled in, falls back to English, and is
said once in the log.
"""

from __future__ import annotations

import gettext
import re
import string
import struct
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path

import structlog
from babel import localedata

log = structlog.get_logger()

FOLDER = Path(__file__).parent / "locales"
SOURCE = "en"
"""The language of the sentences in the code."""
FROM_THE_RIGHT = "\u200f"
"""A mark that is not seen: it counts as a letter of a language from the right."""
LTR, FIRST_STRONG, END = "\u2066", "\u2068", "\u2069"
"""Unicode's isolates: what stands between one of the first two and the last turns nothing around it, and the
direction inside is from the left, or that of its own first letter."""

_BOLD = re.compile(r"\*[^*\n]+\*")
Template = str
Field = tuple[str, str, str]

_PARTS = re.compile(
    r"\{\{|\}\}|<[^<>]*>|`[^`]*`|/(?:codebuddy|logsession|escalate)\b(?: [a-z0-9]+)*|\{[^{}]*\}"
)
"""What is written from the left in a text from the right, or is filled in: mentions, code, commands, `{names}`."""


def found(folder: Path = FOLDER) -> tuple[str, ...]:
    """The languages with a compiled catalogue, the source first."""
    others = {file.parts[-3] for file in folder.glob("*/LC_MESSAGES/messages.mo")} - {SOURCE}
    return (SOURCE, *sorted(tag for tag in others if tag.isalpha() and localedata.exists(tag)))


class Catalogue:
    """The sentences of one language, each ready for `str.format`.

    Args:
        from_the_right: the language is written so; what is not is isolated, here and nowhere else.
    """

    def __init__(self, language: str, *, from_the_right: bool, folder: Path = FOLDER) -> None:
        self.language = language
        self.from_the_right = from_the_right
        self._said = _read(language, folder)
        self._form: Callable[[int], int] = getattr(self._said, "plural", _two_forms)
        self._one: dict[str, Template] = {}
        self._many: dict[tuple[str, str, int], Template] = {}

    def sentence(self, text: str) -> Template:
        ready = self._one.get(text)
        if ready is None:
            ready = self._one[text] = self._ready(
                self._said.gettext(text), text, needless=set(), source=(text,)
            )
        return ready

    def counted(self, number: int, one: str, many: str) -> Template:
        """The form for this number by the language's rule."""
        key = (one, many, self._form(abs(number)))
        ready = self._many.get(key)
        if ready is None:
            english = one if number == 1 else many
            said = self._said.ngettext(one, many, abs(number))
            needless = {"n"} if self._is_of_one_number(key[2]) else set()
            ready = self._many[key] = self._ready(said, english, needless=needless, source=(one, many))
        return ready

    def own(self, words: str) -> Template:
        """What a programme wrote itself, with `{names}` in it: they are isolated as in our own sentences."""
        return _PARTS.sub(_isolate, words) if self.from_the_right else words

    def isolated(self, text: str) -> str:
        """Somebody's name, a time, a list of such: so that it does not turn what stands beside it."""
        if not self.from_the_right:
            return text
        bold = "*" if _BOLD.fullmatch(text) else ""  # a star counts for Slack beside a space alone
        return f"{bold}{FIRST_STRONG}{text[len(bold) : len(text) - len(bold)]}{END}{bold}"

    def onwards(self, sign: str) -> str:
        """A sign between two that are isolated: where nothing else has a direction, the line has this language's."""
        return f"{sign}{FROM_THE_RIGHT}" if self.from_the_right else sign

    def _is_of_one_number(self, form: int) -> bool:
        """One that may say "one day" with no number in it; not where it is for 1, 21 and 31."""
        return sum(self._form(number) == form for number in range(201)) == 1

    def _ready(self, said: str, english: str, *, needless: set[str], source: tuple[str, ...]) -> Template:
        if said != english and not _fits(said, *source, needless=needless):
            log.warning("broken_translation", language=self.language, sentence=mark(source[0]))
            said = english
        return _PARTS.sub(_isolate, said) if self.from_the_right else said


def mark(sentence: str) -> str:
    """By which a sentence is found in the log: it holds none."""
    return sha256(sentence.encode()).hexdigest()[:12]


def fields(text: str) -> set[Field]:
    """What is filled in, and how. Raises `ValueError` where a brace has no other half."""
    return {
        (name, spec or "", how or "")
        for _, name, spec, how in string.Formatter().parse(text)
        if name is not None
    }


def _fits(said: str, *source: str, needless: Iterable[str] = ()) -> bool:
    """Whether it fills in what its sentence does: nothing else, and all but what is needless."""
    try:
        filled = fields(said)
    except ValueError:
        return False
    wanted = {name for name, _, _ in fields(source[-1])} - {*needless}
    return filled <= set.union(*(fields(text) for text in source)) and wanted <= {one for one, _, _ in filled}


def _isolate(part: re.Match[str]) -> str:
    text = part[0]
    if text in ("{{", "}}"):
        return text
    return f"{FIRST_STRONG if text[0] in '{<' else LTR}{text}{END}"


def _read(language: str, folder: Path) -> gettext.NullTranslations:
    try:
        return gettext.translation("messages", folder, [language], fallback=True)
    except (OSError, ValueError, LookupError, struct.error) as error:
        log.error("catalogue_not_read", language=language, error=type(error).__name__)
        return gettext.NullTranslations()


def _two_forms(number: int) -> int:
    return int(number != 1)
