"""Whatever is typed: exactly what was understood is logged, or nothing is, and every word stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.errors import UserError, Wrong
from bot.rules.parsing import SessionText, check_session, parse_duration, parse_session

TODAY = date(2026, 3, 2)
"""A Monday."""
YESTERDAY = TODAY - timedelta(days=1)

LENGTHS = {
    "1h30": 90, "1 h 30": 90, "1h 5 min": 65, "2 hours": 120, "1,5 h": 90, "1.5h": 90, "90m": 90, "45 min": 45,
    "half an hour": 30, "media hora": 30, "dos horas": 120, "an hour and a half": 90, "1 hora y media": 90,
    "1 hour and 20 minutes": 80, "0,5 h": 30,
}  # fmt: skip
BARE = {"90": 90, "1:30": 90, "1.5": 90, "0,75": 45}
DAYS = {
    "today": TODAY, "hoy": TODAY, "yesterday": YESTERDAY, "Ayer": YESTERDAY, "gestern": YESTERDAY,
    "hier": YESTERDAY, "ahir": YESTERDAY, "вчора": YESTERDAY, "أمس": YESTERDAY, "vorgestern": date(2026, 2, 28),
    "the day before yesterday": date(2026, 2, 28), "3 days ago": date(2026, 2, 27),
    "hace dos semanas": date(2026, 2, 16), "vor 2 Tagen": date(2026, 2, 28), "on Friday": date(2026, 2, 27),
    "el viernes": date(2026, 2, 27), "last friday": date(2026, 2, 27), "miercoles": date(2026, 2, 25),
    "Mittwoch": date(2026, 2, 25), "27/2": date(2026, 2, 27), "27-2-26": date(2026, 2, 27),
    "27.2.2026": date(2026, 2, 27), "2026-02-27": date(2026, 2, 27), "27 February": date(2026, 2, 27),
    "27 de febrero de 2026": date(2026, 2, 27), "Feb 27th": date(2026, 2, 27), "27 février": date(2026, 2, 27),
    "Friday 27 February": date(2026, 2, 27), "21/11": date(2025, 11, 21),
}  # fmt: skip
PLAIN = st.sampled_from(
    ["react", "hooks", "CSS", "week", "3", "18", "bugs,", "python 3.11", "13/20", "für", "👋", "1-5"]
)
TOPICS = st.lists(PLAIN, max_size=5).map(" ".join).filter(lambda topic: not topic[:1].isdigit())
""""1 h 18 react" is 1 h 18."""


def kept(text: str) -> list[str]:
    return [word for word in (one.strip(",;،؛") for one in text.split()) if word]


@given(st.sampled_from(sorted(LENGTHS)), st.sampled_from(sorted(DAYS)), TOPICS, st.booleans(), st.booleans())
@settings(max_examples=200, deadline=None)
def test_a_length_and_a_day_in_any_order_are_understood_and_the_rest_is_the_topic(
    length: str, day: str, topic: str, day_first: bool, comma: bool
) -> None:
    assume((length, day, day_first, comma) != ("1 h 30", "Feb 27th", False, False))  # no 30 February: it asks
    parts = [day, length] if day_first else [length, day]
    read = parse_session((", " if comma else " ").join([*parts, topic]), TODAY)
    assert (read.minutes, read.day, read.doubt) == (LENGTHS[length], DAYS[day], None)
    assert kept(read.topic) == kept(topic)


PIECES = st.one_of(
    st.sampled_from(
        [*LENGTHS, *BARE, *DAYS, "tomorrow", "mañana", "2026-02-30", "31/02", "-1h", "for", "last week"]
    ),
    PLAIN,
    st.text(max_size=6),
)


@given(st.lists(PIECES, max_size=6).map(" ".join) | st.text(max_size=300))
@settings(max_examples=500, deadline=None)
def test_every_word_is_understood_or_kept(text: str) -> None:
    read = parse_session(text, TODAY)
    words, topic = kept(text), kept(read.topic)
    understood = list(words)
    for word in topic:
        assert word in understood, f"{word!r} was not typed"
        understood.remove(word)
    if read.day is not None:
        assert read.day <= TODAY
    if not understood:
        assert (read.minutes, read.day) == (None, None)
    if read.minutes is not None and read.doubt is None:
        begins = [n for n in range(len(words) + 1) if words[n : n + len(topic)] == topic]
        again = [parse_session(" ".join([*words[:n], *words[n + len(topic) :]]), TODAY) for n in begins]
        assert SessionText(read.minutes, read.day, "") in again, (
            "what is not in the topic says length and day alone"
        )


@pytest.mark.parametrize(
    ("text", "doubt", "minutes", "topic"),
    [
        ("2h tomorrow", Wrong.IN_FUTURE, 120, "tomorrow"),
        ("2h mañana react", Wrong.IN_FUTURE, 120, "mañana react"),
        ("2h 1 May react", Wrong.IN_FUTURE, 120, "1 May react"),
        ("1h30 yesterday 2h today", Wrong.TWO_LENGTHS, None, "1h30 yesterday 2h today"),
        ("1h and css 30 min", Wrong.TWO_LENGTHS, None, "1h and css 30 min"),
        ("1h yesterday and today", Wrong.WHICH_DAY, 60, "yesterday and today"),
        ("1h homework for Monday", Wrong.WHICH_DAY, 60, "homework for Monday"),
        ("1h react on 21/2", Wrong.WHICH_DAY, 60, "react on 21/2"),
        ("1h last week", Wrong.WHICH_DAY, 60, "last week"),
        ("1h react 2 days ago", Wrong.WHICH_DAY, 60, "react 2 days ago"),
        ("1h 2026-02-30", Wrong.BAD_DATE, 60, "2026-02-30"),
        ("31/02 1h react", Wrong.BAD_DATE, 60, "31/02 react"),
        ("1h 1.5", Wrong.BAD_DATE, 60, "1.5"),
        ("1h Sunday 2 March", Wrong.BAD_DATE, 60, "Sunday 2 March"),
        ("-1h", Wrong.NO_DURATION, None, "-1h"),
        ("react 1h30", Wrong.NO_DURATION, None, "react 1h30"),
        ("1h75", Wrong.NO_DURATION, None, "1h75"),
        ("1h " + "a" * 201, Wrong.TEXT_TOO_LONG, 60, "a" * 201),
        ("", None, None, ""),
    ],
)
def test_what_is_in_doubt_is_left_open(
    text: str, doubt: Wrong | None, minutes: int | None, topic: str
) -> None:
    assert parse_session(text, TODAY) == SessionText(minutes, None, topic, doubt)


@pytest.mark.parametrize(
    ("text", "day", "topic"),
    [
        ("1h react yesterday", YESTERDAY, "react"),
        ("1h python 3.11", None, "python 3.11"),
        ("1h 3 exercises", None, "3 exercises"),
        ("1h ayer por la mañana, hooks", YESTERDAY, "hooks"),
        ("1h jeu de la vie", None, "jeu de la vie"),
        ("1h dom events", None, "dom events"),
        ("una hora dos ejercicios", None, "dos ejercicios"),
        ("1h read at 10:30", None, "read at 10:30"),
    ],
)
def test_what_only_looks_like_a_day_or_a_length_stays_in_the_topic(
    text: str, day: date | None, topic: str
) -> None:
    assert parse_session(text, TODAY) == SessionText(60, day, topic)


@pytest.mark.parametrize(("text", "minutes"), [*BARE.items(), ("1 h 05", 65), ("12 h", 720), ("0 min", 0)])
def test_a_length_alone(text: str, minutes: int) -> None:
    assert parse_duration(text) == minutes


@pytest.mark.parametrize("text", ["", "tomorrow", "1h react", "-1h", "3.11", "5", "1h 2h"])
def test_no_length(text: str) -> None:
    with pytest.raises(UserError):
        parse_duration(text)


@pytest.mark.parametrize(
    ("minutes", "days_ago", "wrong"),
    [
        (5, 0, None),
        (4, 0, Wrong.TOO_SHORT),
        (720, 60, None),
        (721, 0, Wrong.TOO_LONG),
        (60, 61, Wrong.TOO_OLD),
        (60, -1, Wrong.IN_FUTURE),
    ],
)
def test_the_limits_of_a_session(minutes: int, days_ago: int, wrong: Wrong | None) -> None:
    def check(launched_days_ago: int) -> Wrong | None:
        try:
            launched = TODAY - timedelta(days=launched_days_ago)
            check_session(minutes, TODAY - timedelta(days=days_ago), TODAY, launched)
        except UserError as error:
            return error.what
        return None

    assert check(100) == wrong
    assert check(days_ago) == wrong
    assert check(days_ago - 1) == (wrong or Wrong.BEFORE_TEAM)
