"""Every word of the table of typed words does what it is there for; and words of six languages, with what is no day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.errors import Wrong
from bot.rules.coming_days import coming_day
from bot.rules.days import first_day, mention_day
from bot.rules.parsing import SessionText, parse_duration, parse_session
from bot.rules.typed import LANGUAGES, Typed

TODAY = date(2026, 3, 2)
"""A Monday."""
FRIDAY = {
    "en": "friday",
    "es": "viernes",
    "ca": "divendres",
    "fr": "vendredi",
    "de": "freitag",
    "it": "venerdì",
}
FRIDAY |= {"pt": "sexta-feira", "uk": "п'ятницю", "ar": "الجمعة"}
DAYS = {
    "el lunes pasado": 7, "el pasado jueves": 4, "jueves pasado": 4, "last monday": 7, "this past friday": 3,
    "jue": 4, "thu": 4, "anteayer": 2, "antier": 2, "anoche": 1, "antes de ayer": 2, "hace 3 días": 3,
    "hace una semana": 7, "a week ago": 7, "two days ago": 2, "day before yesterday": 2, "viernes 27 de febrero": 3,
    "avui": 0, "ahir": 1, "abans-d'ahir": 2, "abans-d’ahir": 2, "dijous": 4, "dijous passat": 4, "fa 2 dies": 2,
    "aujourd'hui": 0, "avant-hier": 2, "jeudi dernier": 4, "il y a 3 jours": 3, "27 février": 3,
    "сьогодні": 0, "позавчора": 2, "у четвер": 4, "в неділю": 1, "2 дні тому": 2, "3 тижні тому": 21, "27 лютого": 3,
    "اليوم": 0, "أول أمس": 2, "الخميس": 4, "يوم الخميس": 4, "قبل يومين": 2, "قبل 3 أيام": 3, "27 فبراير": 3,
    "позавчера": 2, "l'altro ieri": 2, "vorgestern": 2, "vor 2 Wochen": 14,
}  # fmt: skip
NO_DAYS = (
    *("3", "may", "mar", "do", "a", "now", "10:30", "dom", "python 3.11", "week", "mes"),
    *("sol", "es6", "node 20", "segunda", "среда", "month", "next"),
)
"""What dateparser's own reading takes for a day in half of the cases, or another language's word."""


@pytest.mark.parametrize("text", DAYS)
def test_a_day(text: str) -> None:
    day = TODAY - timedelta(days=DAYS[text])
    assert parse_session(f"1h30 {text} react", TODAY) == SessionText(90, day, "react")
    assert parse_session(f"{text.upper()}, 1h30", TODAY).day == day


@pytest.mark.parametrize("text", NO_DAYS)
def test_no_day(text: str) -> None:
    assert first_day(text.split(), TODAY) is None
    assert parse_session(f"2h {text} x", TODAY) == SessionText(120, None, f"{text} x")


@pytest.mark.parametrize(
    "text", ["next friday", "el viernes que viene", "viernes próximo", "vendredi prochain"]
)
def test_a_weekday_to_come_is_asked_about(text: str) -> None:
    read = parse_session(f"1h {text} css", TODAY)
    assert (read.day, read.topic) == (None, f"{text} css")
    assert read.doubt in (Wrong.BAD_DATE, Wrong.WHICH_DAY)


FRIDAY_20 = date(2026, 11, 20)
NUMBERED = (
    "martes {}",
    "el martes {}",
    "mardi {}",
    "le mardi {}",
    "dimarts {}",
    "الثلاثاء {}",
    "вівторок {}",
    "tue {}",
)
NUMBERED += (
    "tuesday {}th",
    "tuesday the {}th",
    "el martes día {}",
    "mardi le {}",
    "last tuesday {}",
    "у вівторок {}",
)


@pytest.mark.parametrize("text", NUMBERED)
def test_a_weekday_with_its_number_is_that_day_or_asked_about(text: str) -> None:
    def read(number: int, behind: str = "") -> SessionText:
        return parse_session(f"1h {text.format(number)}{behind}", FRIDAY_20)

    assert read(10) == read(10, ",") == SessionText(60, date(2026, 11, 10), "")
    assert read(10, " react") == SessionText(60, date(2026, 11, 10), "react")
    assert read(27).day == date(2026, 10, 27)
    for number in (11, 24, 31):  # the 24th of this month, a Tuesday, has not come yet
        assert read(number) == SessionText(60, None, text.format(number), Wrong.BAD_DATE)
    assert parse_session(f"{text.format(10)} 1h react", FRIDAY_20) == SessionText(
        60, date(2026, 11, 10), "react"
    )


@pytest.mark.parametrize(
    ("text", "minutes", "day", "doubt"),
    [
        ("1h martes diez", 60, date(2026, 11, 10), None),
        ("1h martes once", 60, None, Wrong.BAD_DATE),
        ("1h martes diez react", 60, None, Wrong.WHICH_DAY),
        ("1h monday last week", 60, None, Wrong.WHICH_DAY),
        ("1h lundi la semaine dernière", 60, None, Wrong.WHICH_DAY),
        ("1h el lunes de la semana pasada", 60, None, Wrong.WHICH_DAY),
        ("1h monday before last", 60, None, Wrong.WHICH_DAY),
        ("1h Mar. 10", 60, None, Wrong.WHICH_DAY),
        ("1h mar. 10 css", 60, None, Wrong.WHICH_DAY),
        ("1h mon projet", 60, None, Wrong.WHICH_DAY),
        ("1h on the 10th", 60, None, Wrong.WHICH_DAY),
        ("1h react the 10th.", 60, None, Wrong.WHICH_DAY),
        ("1h el 10 react", 60, None, Wrong.WHICH_DAY),
        ("1h css le 10", 60, None, Wrong.WHICH_DAY),
        ("1h monday 2 weeks ago", 60, None, Wrong.WHICH_DAY),
        ("1h tuesday 10 last month", 60, None, Wrong.WHICH_DAY),
        ("1h30, ven., css", 90, date(2026, 11, 13), None),
        ("dl., 1h, css", 60, date(2026, 11, 16), None),
        ("1h react antes de ayer", 60, date(2026, 11, 18), None),
        ("1h react أول أمس", 60, date(2026, 11, 18), None),
        ("1h react day before yesterday", 60, date(2026, 11, 18), None),
        ("1h react hier soir", 60, date(2026, 11, 19), None),
        ("1h react the day after tomorrow", 60, None, Wrong.WHICH_DAY),
        ("1h tues & thurs", 60, None, Wrong.WHICH_DAY),
        ("1h lun y mar", 60, None, Wrong.WHICH_DAY),
        ("1h sat sun", 60, None, Wrong.WHICH_DAY),
        ("1h lunes/martes", 60, None, Wrong.WHICH_DAY),
        ("1h mon-tue react", 60, None, Wrong.WHICH_DAY),
        ("1h on the weekend", 60, None, Wrong.WHICH_DAY),
        ("1h يوم ١٠", 60, None, Wrong.WHICH_DAY),
        ("1h react on thu", 60, None, Wrong.WHICH_DAY),
        ("1h react يوم الحد", 60, None, Wrong.WHICH_DAY),
        ("1h السبت الجاي", 60, None, Wrong.BAD_DATE),
        ("1h الجمعة اللي جاية", 60, None, Wrong.BAD_DATE),
        ("1h بكرة", 60, None, Wrong.IN_FUTURE),
        ("1h بكره react", 60, None, Wrong.IN_FUTURE),
        ("1h react بكرا", 60, None, Wrong.WHICH_DAY),
        ("1h الخميس اللي فات", 60, date(2026, 11, 19), None),
        ("1h on mon", 60, date(2026, 11, 16), None),
        ("1h Mon. hooks", 60, date(2026, 11, 16), None),
        ("martes 20 min", 20, date(2026, 11, 17), None),
        ("tuesday two hours", 120, date(2026, 11, 17), None),
        ("mardi 2 heures", 120, date(2026, 11, 17), None),
    ],
)
def test_a_weekday_that_may_be_another_one(
    text: str, minutes: int, day: date | None, doubt: Wrong | None
) -> None:
    read = parse_session(text, FRIDAY_20)
    assert (read.minutes, read.day, read.doubt) == (minutes, day, doubt)


@pytest.mark.parametrize(
    "text", ["1h martes, 10 ejercicios", "1h monday a quick review", "1h dilluns 404 page"]
)
def test_what_follows_a_weekday_and_is_no_number_of_it_is_the_topic(text: str) -> None:
    read = parse_session(text, FRIDAY_20)
    assert read.day is not None
    assert read.topic == text.split(maxsplit=2)[2]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_entry_of_the_table(code: str) -> None:
    one = LANGUAGES[code]
    for text, days in one.days.items():
        times = 4 if "#" in text else 1
        assert _day(text.replace("#", "4")) == TODAY - timedelta(days=days * times), text
    for name, at in one.named.items():
        assert _day(f"{one.before[0]} {name}") == TODAY - timedelta(days=7 - at), name
        assert _day(name) is None
    for name, at in one.shared.items():
        assert _day(name) == _day(f"{name}. x") == TODAY - timedelta(days=7 - at), name
        assert _day(f"{one.before[0]} {name} x") == TODAY - timedelta(days=7 - at), name
        assert parse_session(f"1h {name} x", TODAY).doubt == Wrong.WHICH_DAY
    for name, at in (*one.weekdays.items(), *one.short.items()):
        assert _day(name) == TODAY - timedelta(days=7 - at), name
        assert not name.endswith(".") or _day(name.removesuffix(".")) is None, name
    for text in (
        *(f"{word} {FRIDAY[code]}" for word in one.before),
        *(f"{FRIDAY[code]} {w}" for w in one.after),
    ):
        assert parse_session(f"1h {text} x", TODAY) == SessionText(60, date(2026, 2, 27), "x"), text
    for text in one.open:
        read = parse_session(f"1h {FRIDAY[code]} {text}", TODAY)
        assert read == SessionText(60, None, f"{FRIDAY[code]} {text}", Wrong.WHICH_DAY), text
    for text in (*one.vague, *(f"{FRIDAY[code]} {word}" for word in one.ahead)):
        assert mention_day(f"x {text}".split(), TODAY), text
    for word, before in one.mornings.items():
        assert mention_day([word], TODAY)
        assert not any(
            mention_day([other, word], TODAY) for other in before if other not in ("heute", "gestern")
        )
    if one.short_months:
        assert first_day(["27", "feb"], TODAY) is not None
    _lengths(one)


def _day(text: str) -> date | None:
    found = first_day(text.split(), TODAY)
    return found.day if found else None


def _lengths(one: Typed) -> None:
    for word in one.hour:
        assert parse_duration(f"2 {word}") == 120
        assert [parse_duration(f"2 {word} {join} 5 min") for join in one.join] == [125] * len(one.join)
        assert [parse_duration(f"2 {word} {text}") for text in one.more] == [
            120 + n for n in one.more.values()
        ]
        for number, hours in one.numbers.items():
            assert parse_duration(f"{number} {word}") == hours * 60
            if hours >= 5:
                assert [parse_duration(f"{number} {minute}") for minute in one.minute] == [hours] * len(
                    one.minute
                )
    assert [parse_duration(f"7 {word}") for word in one.minute] == [7] * len(one.minute)
    for text, minutes in one.lengths.items():
        assert parse_duration(text) == minutes
        assert [parse_duration(f"{text} {join} 5 {word}") for join in one.join for word in one.minute] == [
            minutes + 5
        ] * (len(one.join) * len(one.minute))
    for text in one.until:
        assert coming_day(f"{text} 2026-03-20", TODAY) == date(2026, 3, 20), text
    for text in one.half_hour:
        assert parse_duration(text) == 30
