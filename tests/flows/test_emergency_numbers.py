"""The emergency numbers of a programme: managers write them, and everybody who asks for help reads them."""

from __future__ import annotations

from sandbox.people import Person
from tests import stories
from tests.confidential import TALK, open_matters
from tests.conftest import School
from tests.flows.duty import is_away
from tests.flows.settings_screen import history, opens, programme

COUNTRY, DANGER, OUTSIDE = "Country", "In danger, for everything", "Help outside your school"
SUICIDE, PARTNER = "Thoughts of suicide", "Violence by a partner"
FREE = "these numbers are free and answer day and night"
SPAIN = {"country": "Spain", "danger": "112", "suicide": "024", "partner": "016", "outside": ""}
CHILE = "In danger now? Call 133. Violence by a partner: 1455. These are the numbers for Chile & sur. Help outside your school: <!channel> Casa Abierta: +56 2 2345"


def test_a_school_elsewhere_writes_its_own_numbers_and_whoever_asks_reads_them(
    school: School, petra: Person
) -> None:
    samira, _, _ = stories.team(school)
    petra.types("/codebuddy settings")
    assert "In danger now? Call 112. Thoughts of suicide: 024." in petra.modal().text
    assert f"In Spain, {FREE}." in petra.modal().text
    petra.presses("Change: Emergency numbers")
    assert petra.modal().fields[COUNTRY] == "Spain"
    petra.submits({COUNTRY: " ", DANGER: "call us", SUICIDE: "1", PARTNER: "016 ext. 4"})
    telephone = "Please write a telephone number: digits, spaces, + and -, at most 20 characters."
    assert petra.modal().errors == {
        COUNTRY: "Please fill this in.",
        DANGER: telephone,
        SUICIDE: telephone,
        PARTNER: telephone,
    }
    assert programme(school)["emergency"] == SPAIN
    petra.submits(
        {
            COUNTRY: "Chile  & sur",
            DANGER: "133",
            SUICIDE: "",
            PARTNER: "1455",
            OUTSIDE: "<!channel> Casa Abierta:  +56 2 2345",
        }
    )
    assert "Emergency numbers: saved. It counts from now on." in petra.modal().text
    assert CHILE in petra.modal().text
    [(actor, group, event, details)] = history(school)
    assert (actor, group, event, details["was"]) == (petra.id, "emergency", "changed", {"emergency": SPAIN})
    assert details["becomes"]["emergency"]["partner"] == "1455"

    samira.types("/codebuddy contacts")
    samira.sees_privately(CHILE)
    samira.types("/escalate")
    pages = [samira.modal().text]
    samira.submits({"What do you need?": TALK})
    pages.append(samira.modal().text)
    samira.submits({})
    pages.append(samira.modal().text)
    samira.closes(all=True)
    open_matters(samira)
    pages.append(samira.modal().text)
    samira.presses("Withdraw and erase")
    samira.presses("Erase")
    pages.append(samira.modal().text)
    for page in pages:
        assert CHILE in page
        assert "112" not in page
        assert FREE not in page
    samira.closes(all=True)
    mateo, bea = school.person("Mateo"), school.person("Bea")
    for person in (petra, mateo, bea):
        if person.has_modal():
            person.closes(all=True)
        is_away(person, "2026-03-02", "2026-03-06")
    samira.types("/escalate")
    nobody = samira.modal().text
    assert nobody.count("Nobody can read this at the moment.") == 4
    assert CHILE in nobody


def test_the_first_numbers_come_back_in_whichever_language_they_are_written(
    school: School, petra: Person
) -> None:
    luz = school.person("Luz", locale="es-ES", admin=True)
    luz.types("/codebuddy settings")
    luz.presses("Cambiar: Números de emergencia")
    assert luz.modal().fields["País"] == "España"
    luz.submits()
    assert "Números de emergencia: no ha cambiado nada" in luz.modal().text
    assert history(school) == []
    luz.presses("Cambiar: Números de emergencia")
    luz.submits({"Pensamientos suicidas": ""})
    assert "Estos son los números de España." in luz.modal().text
    assert "gratuitos" not in luz.modal().text, "of others it is not known"
    luz.presses("Cambiar: Números de emergencia")
    luz.submits({"País": "españa", "Pensamientos suicidas": "024", "Ayuda fuera de tu escuela": "Cruz Roja"})
    assert "En España, estos números son gratuitos y contestan día y noche." in luz.modal().text
    assert programme(school)["emergency"] == {**SPAIN, "outside": "Cruz Roja"}
    opens(petra, "Emergency numbers")
    assert petra.modal().fields[COUNTRY] == "Spain"


def test_they_stand_in_ordinary_letters_and_not_in_small_grey_ones(school: School) -> None:
    samira, _, _ = stories.team(school)
    samira.types("/escalate")
    samira.closes(all=True)
    open_matters(samira)
    samira.closes(all=True)
    views = [call["args"]["view"] for call in school.workspace.calls("views.open")]
    shown = [block for view in views for block in view["blocks"] if "In danger now?" in str(block)]
    assert [block["type"] for block in shown] == ["section", "section"]
