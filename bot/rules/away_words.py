"""What stands around the days in "from Monday to Friday", and the words for a whole week, a language at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.rules.coming_days import UNTIL
from bot.rules.days import plain

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Around:
    """One language. Capitals and accents do not matter.

    Attributes:
        begin: what may stand before the first day.
        end: what may stand between the first and the last day, besides a dash and what means "until".
        this_week, next_week: the rest of this week, and Monday to Sunday of the next.
    """

    begin: tuple[str, ...]
    end: tuple[str, ...]
    this_week: tuple[str, ...]
    next_week: tuple[str, ...]


LANGUAGES: Mapping[str, Around] = {
    "en": Around(
        ("from", "from the", "starting", "starting on", "starting from", "since"),
        ("to the", "until the", "through", "thru", "up to"),
        ("this week", "the rest of this week", "the rest of the week", "all this week"),
        ("next week", "all next week", "all of next week", "the whole next week", "the whole of next week"),
    ),
    "es": Around(
        ("de", "del", "desde", "desde el", "a partir de", "a partir del"),
        ("a", "hasta el"),
        ("esta semana", "toda esta semana", "lo que queda de semana", "el resto de la semana"),
        (
            *("la semana que viene", "la próxima semana", "próxima semana", "la semana próxima"),
            *(
                "semana que viene",
                "toda la semana que viene",
                "toda la próxima semana",
                "la semana siguiente",
            ),
        ),
    ),
    "ca": Around(
        ("de", "del", "des de", "des del", "a partir de", "a partir del"),
        ("a", "al", "fins al", "fins el"),
        ("aquesta setmana", "tota aquesta setmana", "la resta de la setmana"),
        (
            *("la setmana que ve", "la setmana vinent", "la pròxima setmana", "la propera setmana"),
            *("setmana que ve", "setmana vinent", "tota la setmana que ve", "tota la setmana vinent"),
        ),
    ),
    "fr": Around(
        ("de", "du", "depuis", "à partir de", "à partir du", "dès", "dès le"),
        ("à", "jusqu'à", "jusqu'au"),
        ("cette semaine", "toute cette semaine", "le reste de la semaine"),
        (
            *("la semaine prochaine", "semaine prochaine", "la semaine qui vient", "la semaine suivante"),
            *("toute la semaine prochaine", "toute la semaine qui vient"),
        ),
    ),
    "ar": Around(
        ("من", "من يوم", "ابتداء من", "بدءا من", "اعتبارا من"),
        ("إلى يوم", "حتى يوم", "لحد"),
        ("هذا الأسبوع", "هالأسبوع", "الأسبوع الحالي", "باقي الأسبوع"),
        (
            *("الأسبوع القادم", "الأسبوع المقبل", "الأسبوع الجاي", "الأسبوع اللي جاي", "الاسبوع القادم"),
            *("كل الأسبوع القادم", "طوال الأسبوع القادم", "طول الأسبوع الجاي"),
        ),
    ),
    "uk": Around(
        ("з", "із", "зі", "від", "починаючи з"),
        ("до", "по"),
        ("цього тижня", "цей тиждень", "весь цей тиждень", "до кінця тижня"),
        (
            *("наступного тижня", "наступний тиждень", "на наступному тижні", "весь наступний тиждень"),
            *("увесь наступний тиждень",),
        ),
    ),
}


def phrases(texts: Iterable[str]) -> tuple[Phrase, ...]:
    """Words as they are compared, the longest phrase first."""
    found = {tuple(plain(word) for word in text.split()) for text in texts}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


_EVERY = LANGUAGES.values()
BEGIN = phrases(text for one in _EVERY for text in one.begin)
END = tuple(
    sorted({*phrases(text for one in _EVERY for text in one.end), *UNTIL}, key=lambda one: (-len(one), one))
)
THIS_WEEK = frozenset(phrases(text for one in _EVERY for text in one.this_week))
NEXT_WEEK = frozenset(phrases(text for one in _EVERY for text in one.next_week))
