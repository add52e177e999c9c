"""A buddy's certificate: one page with his hours, as a PDF. It names nobody but himself.

Its letters are DejaVu's (see `bot/fonts/LICENSE.txt`), which has Latin with every accent, Cyrillic, Greek, Arabic and
others; HarfBuzz joins them and sets them from right to left where they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.delivery.kinds import Call, Dropped, Due
from bot.delivery.upload import Attached, WithFile
from bot.services import ended, goodbyes, people
from bot.services.ended import Seen
from bot.speech import Speech, speech, without_unseen
from bot.views import goodbyes as views
from bot.views.answer import Message
from bot.views.certificate import Words, words
from models.enums import EndWords
from models.store import Db

FONTS = Path(__file__).resolve().parent.parent / "fonts"
PLAIN, BOLD = FONTS / "DejaVuSans.ttf", FONTS / "DejaVuSans-Bold.ttf"
WIDE = 257
"""Millimetres between the margins of an A4 page across."""
NAME_SIZES = range(34, 13, -2)
INK, ACCENT = (33, 37, 41), (18, 105, 115)


def can_write(name: str) -> bool:
    """Whether there is a letter for each of these."""
    return all(ord(letter) in _letters() for letter in name)


def content(seen: Seen, name: str, say: Speech) -> bytes:
    """The page. The same values make the same bytes."""
    from fpdf import FPDF  # noqa: PLC0415 - heavy, and rarely needed

    text = Words(*map(without_unseen, astuple(words(seen, say))))  # what turns the direction here is the page
    page = FPDF(orientation="landscape", format="A4")
    page.set_creation_date(seen.ended_at or datetime(2000, 1, 1, tzinfo=UTC))
    page.set_title(text.title)
    page.set_lang(say.language)
    page.add_font("letters", "", PLAIN)
    page.add_font("letters", "B", BOLD)
    page.set_text_shaping(use_shaping_engine=True)
    page.set_margin(20)
    page.set_auto_page_break(auto=False)
    page.add_page()
    page.set_draw_color(*ACCENT)
    page.set_line_width(1.2)
    page.rect(10, 10, 277, 190)
    _write(page, text, name)
    return bytes(page.output())


def _write(page: Any, text: Words, name: str) -> None:
    page.set_y(38)
    page.set_text_color(*ACCENT)
    page.set_font("letters", "B", 26)
    page.multi_cell(WIDE, 14, text.title, align="C", new_x="LMARGIN", new_y="NEXT")
    page.set_text_color(*INK)
    page.set_y(72)
    page.set_font("letters", "B", _size(page, name))
    page.multi_cell(WIDE, 16, name, align="C", new_x="LMARGIN", new_y="NEXT")
    page.set_y(page.get_y() + 8)
    page.set_font("letters", "", 15)
    page.multi_cell(WIDE, 9, text.sentence, align="C", new_x="LMARGIN", new_y="NEXT")
    page.set_y(page.get_y() + 8)
    page.set_text_color(*ACCENT)
    page.set_font("letters", "B", 22)
    page.multi_cell(WIDE, 12, text.hours, align="C", new_x="LMARGIN", new_y="NEXT")
    page.set_text_color(*INK)
    page.set_font("letters", "", 13)
    page.multi_cell(WIDE, 9, text.days, align="C", new_x="LMARGIN", new_y="NEXT")
    page.set_y(176)
    page.set_font("letters", "", 11)
    page.multi_cell(WIDE, 7, text.thanks, align="C")


def _size(page: Any, name: str) -> int:
    """The largest in which a name stands on one line; a very long one takes two."""
    for size in NAME_SIZES:
        page.set_font("letters", "B", size)
        if page.get_string_width(name) <= WIDE - 6:
            return size
    return NAME_SIZES[-1]


@cache
def _letters() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - heavy, and rarely needed

    with TTFont(BOLD) as font:
        return frozenset(font.getBestCmap())


def letter(db: Db, due: Due, now: datetime) -> Message:
    _named(db, due)
    return views.certificate(people.language_of(db, due.target))


def attached(db: Db, due: Due, now: datetime) -> Attached:
    seen, name = _named(db, due)
    say = speech(people.language_of(db, due.target))
    return Attached("certificate.pdf", words(seen, say).title, content(seen, name, say))


def _named(db: Db, due: Due) -> tuple[Seen, str]:
    """Raises `Dropped` where the name is not kept any more."""
    number = int(due.about["ending"])
    name = goodbyes.text(db, due.vault, number, due.target, EndWords.NAME)
    found = ended.read(db, number)
    if found is None or name is None:
        raise Dropped("passed_on")
    return found, name


def forget(db: Db, due: Due, now: datetime) -> None:
    goodbyes.passed_on(db, int(due.about["ending"]), due.target, EndWords.NAME)


@dataclass(frozen=True)
class Certificate(WithFile):
    """A message with the page; whatever becomes of it, the name is forgotten."""

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        is_done = super().answered(db, due, call, answer, now)
        if is_done:
            forget(db, due, now)
        return is_done

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        goes_on = False
        try:
            goes_on = super().refused(db, due, call, error, now)
        finally:
            if not goes_on:
                forget(db, due, now)
        return goes_on


LETTER = Certificate(letter, attached)
