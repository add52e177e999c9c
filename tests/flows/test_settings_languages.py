"""The languages that a programme offers: chosen by name or code, and what stays with those who speak one taken out."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from bot.speech import known_languages, speech
from models import BuddyRequest, Proposal, Volunteer
from models.people import FIRST_LANGUAGES
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.asking import CITY, CLASS, LANGUAGES, SOME, WISH, request
from tests.flows.settings_screen import change_settings, history, lines, opens, programme
from tests.flows.test_cloning import pastes, text_of

GROUP = "Languages"


def offered(person: Person, command: str = "request") -> list[str]:
    """What a form lets somebody choose from as what she speaks well."""
    person.types(f"/codebuddy {command}")
    options = person.modal().options[LANGUAGES]
    person.closes()
    return options


def test_a_programme_begins_with_thirty_and_saving_them_again_changes_nothing(
    school: School, petra: Person
) -> None:
    assert programme(school)["languages"] == list(FIRST_LANGUAGES)
    assert offered(school.person("Nora"))[:4] == ["English", "Spanish", "Amharic", "Arabic"]
    for locale, button in (("en-US", "Change: Languages"), ("es-ES", "Cambiar: Idiomas")):
        petra.changes_locale(locale)
        petra.types("/codebuddy settings")
        petra.presses(button)
        petra.submits()
        petra.closes(all=True)
    assert history(school) == []


def test_names_in_any_language_and_codes_are_what_both_forms_and_classes_offer(
    school: School, petra: Person
) -> None:
    opens(petra, GROUP)
    petra.submits({GROUP: lines("  Swahili", "árabe", "Arabe egyptien", "", "darija", "TI", "Castellano")})
    told = petra.modal().text
    assert "Languages: saved. It counts from now on." in told
    assert "Added: Swahili, Egyptian Arabic, Moroccan Arabic" in told, "none of them was offered before"
    assert "Swahili, Arabic, Egyptian Arabic, Moroccan Arabic, Tigrinya, Spanish" in told
    assert (
        "This class is taught in a language that you took out, and stays so: Web Development in English."
        in (told)
    )
    assert programme(school)["languages"] == ["sw", "ar", "arz", "ary", "ti", "es"]
    every = ["Spanish", "Arabic", "Egyptian Arabic", "Moroccan Arabic", "Swahili", "Tigrinya"]
    assert offered(school.person("Nora")) == offered(school.person("Vera"), "volunteer") == every
    petra.presses("Change: Classes and courses")
    petra.presses("Add a class")
    assert petra.modal().options["Taught in"] == sorted(every)
    petra.submits({"Name of the class": "B", "Course": "Data", "Taught in": "Swahili"})
    assert "B: Data in Swahili" in petra.modal().text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (lines("English", "", "Elvish", "Quenya"), "Line 3: I do not know “Elvish” as a language."),
        (lines("Portugese"), "Line 1: I do not know “Portugese” as a language. Did you mean Portuguese?"),
        (lines("Klingon"), "Line 1: I do not know “Klingon” as a language."),
        (lines("tlh"), "Line 1: I do not know “tlh” as a language."),
        (lines("English, Spanish"), "Line 1: I do not know “English, Spanish” as a language."),
        (lines("English", "x" * 70), f"Line 2: I do not know “{'x' * 40}” as a language."),
        (lines("Spanish", "English", "español"), "Line 3, “español”, says the same as line 1."),
        (" \n ", "Please write at least one, each on a line of its own."),
        (lines(*sorted(known_languages())[:101]), "These are 101 lines, and at most 100 fit."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_all_that_was_typed_stays(
    school: School, petra: Person, typed: str, told: str
) -> None:
    opens(petra, GROUP)
    petra.submits({GROUP: typed})
    assert told in petra.modal().errors[GROUP]
    assert petra.modal().fields[GROUP] == typed
    assert programme(school)["languages"] == list(FIRST_LANGUAGES)


def test_who_speaks_a_language_that_is_taken_out_keeps_it_and_finds_a_buddy_by_it(
    school: School, petra: Person
) -> None:
    samira = stories.waiting(school, "Samira", "so", "es", fluent=["so"])
    bruno = stories.volunteer(school, "Bruno", "so", fluent=["so"])
    opens(petra, GROUP)
    petra.submits({GROUP: lines("English", "Spanish", "Arabic")})
    told = petra.modal().text
    assert "No longer offered: Somali (2 people had chosen it)." in told
    assert "chosen by nobody: Catalan, Amharic" in told
    assert "it still counts when I look for a buddy" in told
    assert "no longer counts" not in told
    assert "Somali" not in offered(school.person("Nora"))

    samira.types("/codebuddy request")
    assert samira.modal().fields[LANGUAGES] == "Somali"
    samira.submits({WISH: "Hooks"})
    samira.submits({CITY: "Girona"})
    asked = request(school)
    assert (asked.languages, asked.fluent, asked.city) == (["so", "es"], ["so"], "Girona")
    bruno.types("/codebuddy volunteer")
    assert bruno.modal().fields[LANGUAGES] == "Somali"
    bruno.submits(
        {"How many students at most?": "2", "How much time do you have a week, for all of them?": "4 h"}
    )
    bruno.submits({})
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(Volunteer)).one()
        assert (row.languages, row.fluent, row.capacity) == (["so"], ["so"], 2)

    stories.match(school)
    with school.store.read(school.workspace.id) as db:
        proposal = db.scalars(select(Proposal)).one()
        assert (proposal.volunteer_id, proposal.reasons["languages"]) == (bruno.id, ["so"])


def test_who_gives_it_up_herself_is_not_offered_it_again(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "so", "es")
    change_settings(school, languages=["es", "en"])
    samira.types("/codebuddy request")
    assert samira.modal().options[SOME] == ["English", "Spanish", "Somali"]
    samira.submits({LANGUAGES: ["Spanish"], SOME: []})
    samira.submits()
    assert request(school).languages == ["es"]
    samira.types("/codebuddy request")
    assert samira.modal().options[SOME] == ["English", "Spanish"]


def test_who_asks_again_after_her_request_is_over_has_not_forgotten_her_language(
    school: School, samira: Person
) -> None:
    samira.types("/codebuddy request")
    samira.submits_pages({CLASS: "Web Development in Spanish", LANGUAGES: ["Somali"]}, {})
    samira.presses("Withdraw")
    samira.closes(all=True)
    change_settings(school, languages=["es", "en"])
    school.sandbox.advance(days=2)
    samira.types("/codebuddy request")
    assert samira.modal().fields[LANGUAGES] == "Somali"
    samira.submits_pages({}, {})
    with school.store.read(school.workspace.id) as db:
        newest = db.scalars(select(BuddyRequest).order_by(BuddyRequest.id.desc())).first()
        assert newest is not None
        assert (newest.fluent, str(newest.state)) == (["so"], "waiting")


def test_a_language_that_is_taken_out_while_a_form_is_open_is_told_at_its_field(
    school: School, samira: Person
) -> None:
    samira.types("/codebuddy request")
    samira.fills({CLASS: "Web Development in Spanish", LANGUAGES: ["Somali", "Spanish"]})
    change_settings(school, languages=["es", "en"])
    samira.submits()
    assert LANGUAGES in samira.modal().errors
    assert samira.modal().fields[LANGUAGES] == "Somali, Spanish"


def test_a_class_keeps_the_language_that_it_is_taught_in(school: School, petra: Person) -> None:
    change_settings(school, languages=["en", "ar"])
    opens(petra, "Classes and courses")
    petra.presses("Change: Web Development in Spanish")
    assert petra.modal().fields["Taught in"] == "Spanish"
    assert petra.modal().options["Taught in"] == ["Arabic", "English", "Spanish"]
    petra.submits({"Course": "Web"})
    assert [one["language"] for one in programme(school)["classes"]] == ["en", "es"]
    petra.presses("Add a class")
    assert petra.modal().options["Taught in"] == ["Arabic", "English"]


def test_the_first_questions_offer_the_programmes_languages_for_one_more_class(school: School) -> None:
    change_settings(school, languages=["sw", "en"])
    ada = school.person("Ada", admin=True)
    ada.types("/codebuddy setup")
    ada.submits({})
    ada.presses("Accept the defaults")
    assert ada.modal().options["Taught in"] == ["English", "Swahili"]
    ada.fills({"One more class": "Robotics", "Taught in": "Swahili"})
    change_settings(school, languages=["en"])
    ada.submits()
    assert "Taught in" in ada.modal().errors
    assert len(programme(school)["classes"]) == 2


def test_a_hundred_languages_leave_room_for_what_she_speaks(school: School, petra: Person) -> None:
    every = sorted(known_languages() - {"so", "es"})[:100]
    samira = stories.waiting(school, "Samira", "so")
    opens(petra, GROUP)
    petra.submits({GROUP: lines(*(speech("ca").language_name(code) for code in every))})
    assert programme(school)["languages"] == every
    assert len(offered(school.person("Nora"))) == 100
    samira.types("/codebuddy request")
    assert len(samira.modal().options[LANGUAGES]) == 100
    assert samira.modal().fields[LANGUAGES] == "Somali"
    samira.closes()
    petra.presses("Change: Classes and courses")
    petra.presses("Change: Web Development in Spanish")
    assert len(petra.modal().options["Taught in"]) == 100
    assert petra.modal().fields["Taught in"] == "Spanish"


def test_the_history_says_what_came_and_went_and_puts_it_back(school: School, petra: Person) -> None:
    change_settings(school, languages=["es", "en", "so"])
    opens(petra, GROUP)
    petra.submits({GROUP: lines("Spanish", "English", "Swahili")})
    [(actor, group, event, details)] = history(school)
    assert (actor, group, event) == (petra.id, "languages", "changed")
    assert details == {
        "was": {"languages": ["es", "en", "so"]},
        "becomes": {"languages": ["es", "en", "sw"]},
    }
    assert "Languages: changed last by @Petra on 2 Mar, 09:00" in petra.modal().text
    petra.presses("History of settings")
    assert "Added: Swahili\nTaken out: Somali" in petra.modal().text
    petra.presses("Put back: Languages, 2 Mar, 09:00")
    assert "Languages: put back." in petra.modal().text
    assert programme(school)["languages"] == ["es", "en", "so"]


def test_of_two_managers_the_later_one_sees_what_the_other_has_saved(school: School, petra: Person) -> None:
    mateo = school.person("Mateo")
    opens(petra, GROUP)
    opens(mateo, GROUP)
    mateo.submits({GROUP: "Swahili"})
    petra.submits({GROUP: "Somali"})
    assert "@Mateo has changed this while you had it open" in petra.modal().text
    assert "> Swahili" in petra.modal().text
    assert petra.modal().fields[GROUP] == "Somali"
    assert programme(school)["languages"] == ["sw"]


def test_they_go_to_a_second_school_and_a_file_of_before_leaves_those_that_are_there(
    school: School, petra: Person
) -> None:
    change_settings(school, languages=["sw", "en"])
    text = text_of(school)
    change_settings(school, languages=["es", "ary"])
    pastes(petra, text)
    assert "Added: Swahili, English\nTaken out: Spanish, Moroccan Arabic" in petra.modal().text
    petra.submits()
    assert programme(school)["languages"] == ["sw", "en"]
    petra.closes(all=True)
    old = {**json.loads(text), "codebuddies_settings": 3, "later_months": 3}
    del old["languages"]
    change_settings(school, languages=["es", "ary"])
    pastes(petra, json.dumps(old))
    assert "Before: 12 months" in petra.modal().text
    petra.submits()
    assert programme(school)["languages"] == ["es", "ary"]
    assert programme(school)["later_months"] == 3


def test_a_slip_is_read_by_its_name_in_the_language_of_the_one_who_wrote_it(
    school: School, petra: Person
) -> None:
    """`ga` is a language of Ghana by its name, and Irish by its code."""
    petra.changes_locale("es-ES")
    petra.types("/codebuddy settings")
    petra.presses("Cambiar: Idiomas")
    petra.submits({"Idiomas": lines(*(speech("es").language_name(one) for one in FIRST_LANGUAGES), "ga")})
    assert "Añadido: Ga" in petra.modal().text
