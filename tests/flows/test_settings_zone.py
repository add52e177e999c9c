"""The programme's time zone is not set to one in which the weekly digest would come at an hour that does not exist."""

from __future__ import annotations

import json

from sandbox.people import Person
from tests.conftest import School
from tests.flows.settings_screen import change_settings, history, opens, programme
from tests.flows.test_cloning import TEXT, pastes, text_of
from tests.flows.test_settings_history import looks

ZONE = "Time zone of the programme"
LEFT_OUT = (
    "The weekly digest comes at 02:30. In Europe/Madrid, on Sunday 29 March 02:30 does not exist: "
    "the clocks go from 02:00 to 03:00. The time zone stays America/Bogota."
)


def at_half_past_two(school: School) -> None:
    """Sunday 2:30 in Bogotá, where the clocks never change."""
    change_settings(school, timezone="America/Bogota", digest_weekday=6, digest_minute=150)


def test_a_zone_whose_clocks_leave_out_the_hour_of_the_digest_is_refused_in_words(
    school: School, petra: Person
) -> None:
    at_half_past_two(school)
    opens(petra, "Time zone")
    petra.submits({ZONE: "Europe/Madrid"})
    assert LEFT_OUT in petra.modal().errors[ZONE]
    assert petra.modal().fields[ZONE] == "Europe/Madrid"
    assert programme(school)["timezone"] == "America/Bogota"
    assert history(school) == []
    petra.submits({ZONE: "Asia/Tokyo"})
    assert programme(school)["timezone"] == "Asia/Tokyo"


def test_nor_does_the_history_bring_it_back(school: School, petra: Person) -> None:
    change_settings(school, timezone="Europe/Madrid")
    opens(petra, "Time zone")
    petra.submits({ZONE: "America/Bogota"})
    change_settings(school, digest_weekday=6, digest_minute=150)
    looks(petra)
    petra.presses("settings_put_back")
    assert LEFT_OUT in petra.modal().text
    assert programme(school)["timezone"] == "America/Bogota"


def test_nor_does_a_file_that_holds_the_zone_alone(school: School, petra: Person) -> None:
    said = json.loads(text_of(school))
    at_half_past_two(school)
    for name in ("digest_weekday", "digest_minute"):
        del said[name]
    pastes(petra, json.dumps(said | {"timezone": "Europe/Madrid"}))
    assert LEFT_OUT in petra.modal().errors[TEXT]
    assert programme(school)["timezone"] == "America/Bogota"
    petra.submits({TEXT: json.dumps(said | {"timezone": "Asia/Tokyo"})})
    petra.submits()
    assert programme(school)["timezone"] == "Asia/Tokyo"
