"""A programme's settings go to another one: by a file, looked at before anything changes, and all at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import delete

from bot.rules.intake import Group
from bot.services import cloning, drafts, people, settings
from models import RoleHolder
from models.enums import FormKind
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.settings_screen import change_settings, history, opens, programme

NOT_SENT = "The file with the settings was not sent"
TEXT = "Text of the file"
OTHER = "This has changed in the meantime. Nothing was done yet: please look once more."


def text_of(school: School) -> str:
    with school.store.read(school.workspace.id) as db:
        return cloning.written(db)


def pastes(person: Person, text: str) -> None:
    person.types("/codebuddy settings")
    person.presses("Take over settings")
    first, *others = text.split("\n\n")
    while len(person.modal().fields) <= len(others):
        person.presses("More fields")
    person.submits({TEXT: first, **{f"Part {number}": one for number, one in enumerate(others, start=2)}})


def test_the_file_comes_as_a_message_and_holds_no_person(school: School, petra: Person) -> None:
    channel = school.workspace.channel("help", bot=True)
    change_settings(school, support_channel_id=channel.id)
    petra.types("/codebuddy settings")
    petra.presses("Send me these settings")
    school.sandbox.advance(minutes=1)
    petra.gets_dm("Here are the settings of this programme, without people, channels and breaks.")
    text = text_of(school)
    assert json.loads(text)["codebuddies_settings"] == 5
    for hidden in (petra.id, channel.id, school.workspace.id, "web-en"):
        assert hidden not in text


def test_who_has_lost_the_role_a_second_ago_gets_no_settings(school: School, petra: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        cloning.owe_file(db, school.sandbox.now + timedelta(minutes=5), people.acting(db, petra.id), "asked")
        db.execute(delete(RoleHolder).where(RoleHolder.user_id == petra.id))
    school.sandbox.advance(minutes=6)
    assert NOT_SENT in petra.last_dm()
    assert petra.files() == {}
    assert not school.workspace.calls("files.getUploadURLExternal")


def test_a_role_that_is_lost_between_the_message_and_the_settings(school: School, petra: Person) -> None:
    school.sandbox.faults.next("files.getUploadURLExternal", retry_after=600)
    petra.types("/codebuddy settings")
    petra.presses("Send me these settings")
    school.sandbox.advance(minutes=1)
    petra.gets_dm("Here are the settings of this programme")
    with school.store.begin(school.workspace.id) as db:
        db.execute(delete(RoleHolder).where(RoleHolder.user_id == petra.id))
    school.sandbox.advance(minutes=11)
    petra.gets_dm(NOT_SENT)
    assert petra.files() == {}


def test_another_programme_takes_it_over_after_a_look_and_it_can_be_put_back(
    school: School, petra: Person
) -> None:
    text = text_of(school)
    before = programme(school)
    opens(petra, "Topics")
    petra.submits({"Topics": "Cooking"})
    petra.presses("Change: Long after the end")
    petra.submits({"Months after the end": "3"})
    petra.presses("Change: Classes and courses")
    petra.presses("Add a class")
    petra.submits({"Name of the class": "Kitchen", "Course": "Cooking"})
    petra.closes(all=True)
    mine = programme(school)
    pastes(petra, text)
    told = petra.modal().text
    assert "This would change." in told
    assert "Taken out: Cooking" in told
    assert "Before: 3 months after" in told
    assert "Closed: Kitchen: Cooking (closed)" in told
    assert programme(school) == mine
    petra.submits()
    assert "Taken over: 3 groups of settings have changed." in petra.modal().text
    after = programme(school)
    assert {**after, "classes": [], "match_due_at": None} == {**before, "classes": [], "match_due_at": None}
    assert [one["eligible"] for one in after["classes"] if one.get("name") == "Kitchen"] == [False]
    assert {one[2] for one in history(school)[-2:]} == {"imported"}
    petra.presses("History of settings")
    petra.presses("settings_put_back")
    assert programme(school) != after


def test_the_form_begins_with_one_field_and_a_text_of_more_parts_gets_more(
    school: School, petra: Person
) -> None:
    change_settings(school, house_note="long " * 100, topics=[f"Topic {n} " + "x" * 40 for n in range(40)])
    first, *others = text_of(school).split("\n\n")
    petra.types("/codebuddy settings")
    petra.presses("Take over settings")
    assert list(petra.modal().fields) == [TEXT]
    petra.fills({TEXT: first})
    for fields in (2, 4, 8, 16, 20):
        petra.presses("More fields")
        assert len(petra.modal().fields) == fields
        assert petra.modal().fields[TEXT] == first, "what was pasted stays"
    assert "[More fields]" not in petra.modal().text
    assert others
    petra.submits({f"Part {number}": one for number, one in enumerate(others, start=2)})
    assert "Everything is set like this already." in petra.modal().text


def test_what_is_the_same_already_changes_nothing(school: School, petra: Person) -> None:
    before = programme(school)
    pastes(petra, text_of(school))
    assert "Everything is set like this already." in petra.modal().text
    assert programme(school) == before


def test_a_newer_or_broken_text_is_refused_at_its_field_and_stays_there(
    school: School, petra: Person
) -> None:
    text, before = text_of(school), programme(school)
    newer = text.replace('"codebuddies_settings": 5', '"codebuddies_settings": 6')
    pastes(petra, newer)
    assert "come from a newer version of CodeBuddies" in petra.modal().errors[TEXT]
    assert petra.modal().fields[TEXT].startswith("{")
    petra.submits({TEXT: text[:300]})
    assert "This is not the whole text" in petra.modal().errors[TEXT]
    petra.submits({TEXT: text.replace('"later_months": 12', '"later_months": 999')})
    assert "what stands at “later_months”" in petra.modal().errors[TEXT]
    assert programme(school) == before


def test_a_digest_at_an_hour_that_the_clocks_leave_out_is_refused_with_its_day(
    school: School, petra: Person
) -> None:
    said = json.loads(text_of(school))
    left_out = {"digest_weekday": 6, "digest_minute": 150, "timezone": "Europe/Madrid"}
    pastes(petra, json.dumps(said | left_out))
    assert "On Sunday 29 March 02:30 does not exist" in petra.modal().errors[TEXT]
    assert petra.modal().fields[TEXT].startswith("{")
    assert programme(school)["digest_minute"] == 9 * 60
    petra.submits({TEXT: json.dumps(said | left_out | {"timezone": "America/Bogota"})})
    assert "This would change." in petra.modal().text
    petra.submits()
    assert programme(school)["digest_minute"] == 150


OTHER_HERE = {"language": "es", "cases_kept_days": 7}
KEPT = "The days until a closed case is erased stay as they are here. Only the programme manager sets them."


def alone(school: School) -> tuple[str, int]:
    now = programme(school)
    return now["language"], now["cases_kept_days"]


def test_the_programme_manager_takes_over_the_language_and_how_long_closed_cases_are_kept(
    school: School, petra: Person
) -> None:
    mateo = school.person("Mateo")
    pastes(mateo, json.dumps(json.loads(text_of(school)) | OTHER_HERE))
    told = mateo.modal().text
    assert "Language of the programme\nBefore: English\nThen: Spanish" in told
    assert "Days until a closed case is erased\nBefore: 30\nThen: 7" in told
    assert KEPT not in told
    assert alone(school) == ("en", 30)
    mateo.submits()
    assert "Taken over: 2 groups of settings have changed." in mateo.modal().text
    assert KEPT not in mateo.modal().text
    assert alone(school) == ("es", 7)
    mateo.presses("History of settings")
    assert "Days until a closed case is erased: 30 → 7" in mateo.modal().text
    mateo.presses("Put back: Help in confidence, 2 Mar, 09:00")
    assert alone(school) == ("es", 30)
    mateo.presses("Put back: Roles and language, 2 Mar, 09:00")
    assert alone(school) == ("en", 30)


@pytest.mark.parametrize("name", ["Petra", "Bea", "Ada"])
def test_nobody_else_takes_over_how_long_closed_cases_are_kept_and_reads_so(
    school: School, petra: Person, name: str
) -> None:
    person = school.person("Ada", admin=True) if name == "Ada" else school.person(name)
    text = json.dumps(json.loads(text_of(school)) | OTHER_HERE)
    pastes(person, text)
    assert KEPT in person.modal().text
    assert "Then: 7" not in person.modal().text
    person.submits()
    assert "Taken over: one group of settings has changed." in person.modal().text
    assert KEPT in person.modal().text
    assert alone(school) == ("es", 30)
    person.presses("History of settings")
    assert "Help in confidence" not in person.modal().text
    person.closes(all=True)
    pastes(person, text)
    assert "There is nothing that you can take over." in person.modal().text
    assert KEPT in person.modal().text
    person.closes(all=True)
    pastes(person, text.replace('"cases_kept_days": 7', '"cases_kept_days": 30'))
    assert "Everything is set like this already. There is nothing to take over." in person.modal().text
    assert KEPT not in person.modal().text


def test_a_file_of_before_leaves_the_language_and_how_long_closed_cases_are_kept(
    school: School, petra: Person
) -> None:
    old = {**json.loads(text_of(school)), "codebuddies_settings": 4, "later_months": 3}
    for name in OTHER_HERE:
        del old[name]
    change_settings(school, **OTHER_HERE)
    mateo = school.person("Mateo")
    pastes(mateo, json.dumps(old))
    mateo.submits()
    assert programme(school)["later_months"] == 3
    assert alone(school) == ("es", 7)


def test_a_language_that_the_program_does_not_speak_is_refused_at_its_place(
    school: School, petra: Person
) -> None:
    pastes(petra, json.dumps(json.loads(text_of(school)) | {"language": "sw"}))
    assert "what stands at “language”" in petra.modal().errors[TEXT]
    assert alone(school) == ("en", 30)


def test_whoever_was_overtaken_after_the_look_looks_again(school: School, petra: Person) -> None:
    text = text_of(school)
    opens(petra, "Long after the end")
    petra.submits({"Months after the end": "3"})
    petra.closes(all=True)
    pastes(petra, text)
    mateo = school.person("Mateo")
    opens(mateo, "Hours a week")
    mateo.submits({"Hours a week": "4h"})
    petra.submits()
    assert OTHER in petra.modal().text
    assert "Before: A new team meets 4 h" in petra.modal().text, "this is what it would change now"
    assert programme(school)["later_months"] == 3
    petra.submits()
    assert "Taken over: 2 groups of settings have changed." in petra.modal().text


def test_what_was_pasted_on_another_device_is_seen_before_it_is_taken_over(
    school: School, petra: Person
) -> None:
    text, before = text_of(school), programme(school)
    pastes(petra, text.replace('"later_months": 12', '"later_months": 3'))
    with school.store.begin(school.workspace.id) as db:
        other = {"text": text.replace('"later_months": 12', '"later_months": 6')}
        drafts.keep(db, stories.vault(school), school.sandbox.now, petra.id, FormKind.CLONE, other)
    petra.submits()
    assert OTHER in petra.modal().text
    assert "Then: 6 months after" in petra.modal().text
    assert programme(school) == before
    petra.submits()
    assert programme(school)["later_months"] == 6


def test_whoever_is_overtaken_in_the_moment_of_taking_over_looks_again(school: School, petra: Person) -> None:
    """Mateo's transaction is not at its end when Petra's begins."""
    text = text_of(school)
    pastes(petra, text.replace('"later_months": 12', '"later_months": 3'))
    mateo, now, waits = school.person("Mateo"), school.sandbox.now, Event()
    with ThreadPoolExecutor(1) as pool:
        with school.store.begin(school.workspace.id) as db:
            who = people.acting(db, mateo.id)
            settings.save(db, now, who, Group.LATER, {"later_months": 9})
            taking_over = pool.submit(petra.submits)
            waits.wait(0.5)  # she has looked by now, if nothing holds her back
        taking_over.result()
    assert OTHER in petra.modal().text
    assert "Before: 9 months after" in petra.modal().text
    assert programme(school)["later_months"] == 9


def test_more_classes_than_fit_are_refused_in_words_and_nothing_is_taken(
    school: School, petra: Person
) -> None:
    text = json.loads(text_of(school))
    base = text["classes"][0]
    mine = [{"key": f"k{n}", "course": f"Old {n}", "language": "en", "eligible": True} for n in range(48)]
    change_settings(school, classes=mine)
    text["weekly_minutes"] = 300
    for more, words in ((3, "With the new ones of this text there would be 51, and 50 fit."), (2, None)):
        text["classes"] = [{**base, "course": f"New {n}", "name": f"New {n}"} for n in range(more)]
        pastes(petra, json.dumps(text))
        if words:
            assert "Here are 48 classes." in petra.modal().errors[TEXT]
            assert words in petra.modal().errors[TEXT]
            assert (programme(school)["classes"], programme(school)["weekly_minutes"]) == (mine, 120)
            petra.closes(all=True)
        else:
            petra.submits({})
    assert (len(programme(school)["classes"]), programme(school)["weekly_minutes"]) == (50, 300)
    petra.closes(all=True)
    opens(petra, "Classes and courses")
    assert "New 1" in petra.modal().text
