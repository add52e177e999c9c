"""The classes of `/codebuddy settings`: adding, renaming, closing; and what students and volunteers see of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from models import BuddyRequest, Team
from models.enums import ProposalState, RequestState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.settings_screen import change_settings, history, opens, programme

ASKS, CLASS = "Can students of this class ask for a buddy?", "Which class are you in?"
CLOSED = "No, it is closed: nobody new can ask, those who wait keep waiting"
REMOVED = "Remove it from the list: nobody has asked from it"
FIRST, LAST, DAYS = "First day of the class", "Last day of the class", "Days with classes"
FROM, TO = "Classes begin", "Classes end"
ENGLISH = "Web Development in English"


def classes(school: School) -> list[dict[str, Any]]:
    return [one for one in programme(school)["classes"] if isinstance(one, dict)]


def offered(person: Person) -> list[str]:
    """The classes that the form for asking lets her choose from."""
    person.types("/codebuddy request")
    options = person.modal().options[CLASS]
    person.closes()
    return options


def test_a_class_is_added_and_students_and_volunteers_read_its_names(school: School, petra: Person) -> None:
    opens(petra, "Classes and courses")
    petra.presses("Add a class")
    petra.submits({"Name of the class": "Grupo  B", "Course": "Data Analysis", "Taught in": "Spanish"})
    assert petra.modal().title == "Classes and courses"
    assert "Saved. It counts from now on." in petra.modal().text
    assert "Grupo B: Data Analysis in Spanish" in petra.modal().text
    nora = school.person("Nora")
    assert offered(nora) == [ENGLISH, "Web Development in Spanish", "Grupo B", "I am in another class"]
    nora.types("/codebuddy request")
    nora.submits({CLASS: "Grupo B", "Which languages do you speak well?": ["Spanish"]})
    nora.submits()
    assert "Grupo B" in nora.modal().text
    vera = stories.volunteer(school, "Vera", "es")
    stories.match(school)
    petra.clicks("proposal_approve")
    vera.gets_dm("A student of Data Analysis in Spanish would like a buddy")
    petra.presses("Back")
    assert petra.modal().title == "Settings"
    assert "Grupo B: Data Analysis in Spanish" in petra.modal().text
    [(actor, subject, event, details)] = history(school)
    assert (actor, event, details["was"]) == (petra.id, "added", None)
    assert subject == f"classes:{classes(school)[-1]['key']}"


def test_a_class_is_renamed_and_its_students_stay_in_it(school: School, petra: Person) -> None:
    olga = stories.waiting(school, "Olga", "fr")
    opens(petra, "Classes and courses")
    petra.presses(f"Change: {ENGLISH}")
    assert petra.modal().fields["Name of the class"] == ENGLISH
    petra.submits({"Name of the class": "Spring group"})
    assert [(one["key"], one.get("name")) for one in classes(school)] == [
        ("web-en", "Spring group"),
        ("web-es", None),
    ]
    olga.types("/codebuddy request")
    assert olga.modal().fields[CLASS] == "Spring group"
    petra.presses("Change: Spring group")
    petra.submits({"Name of the class": ENGLISH})
    assert "name" not in classes(school)[0]
    olga.closes()
    olga.changes_locale("es-ES")
    olga.types("/codebuddy request")
    assert "Web Development en inglés" in olga.modal().text


def test_a_class_without_a_name_of_its_own_is_called_by_its_course_and_two_are_never_called_alike(
    school: School, petra: Person
) -> None:
    opens(petra, "Classes and courses")
    petra.presses("Change: Web Development in Spanish")
    petra.submits({"Taught in": "English"})
    assert "Another class has this name already." in petra.modal().errors["Name of the class"]
    petra.submits({"Taught in": "Spanish", "Course": "Data Analysis"})
    assert offered(school.person("Nora")) == [ENGLISH, "Data Analysis in Spanish", "I am in another class"]
    assert "name" not in classes(school)[1]


def test_a_closed_class_takes_nobody_new_and_whoever_waits_goes_on_waiting(
    school: School, petra: Person
) -> None:
    olga = stories.waiting(school, "Olga", "en")
    opens(petra, "Classes and courses")
    petra.presses(f"Change: {ENGLISH}")
    assert REMOVED not in petra.modal().options[ASKS]
    petra.submits({ASKS: CLOSED})
    assert "One student of this class waits for a buddy, and keeps the place" in petra.modal().text
    assert f"{ENGLISH} (closed)" in petra.modal().text
    nora = school.person("Nora")
    assert offered(nora) == ["Web Development in Spanish", "I am in another class"]
    olga.types("/codebuddy request")
    olga.submits_pages({"What would you like help with?": "Loops"}, {})
    assert "Your changes are saved. You keep your place" in olga.modal().text
    assert ENGLISH in olga.modal().text
    stories.volunteer(school, "Vera", "en")
    stories.match(school)
    assert petra.gets_dm("Olga")


def test_a_form_that_was_open_when_its_class_was_closed_says_so_and_keeps_what_was_typed(
    school: School, petra: Person
) -> None:
    nora = school.person("Nora")
    nora.types("/codebuddy request")
    nora.fills({CLASS: ENGLISH, "Which languages do you speak well?": ["English"]})
    opens(petra, "Classes and courses")
    petra.presses(f"Change: {ENGLISH}")
    petra.submits({ASKS: CLOSED})
    nora.submits({"What would you like help with?": "Loops"})
    assert "This choice is not offered any more." in nora.modal().errors[CLASS]
    assert nora.modal().fields["What would you like help with?"] == "Loops"


def test_a_class_that_nobody_has_asked_from_can_go_and_another_cannot(school: School, petra: Person) -> None:
    opens(petra, "Classes and courses")
    petra.presses(f"Change: {ENGLISH}")
    petra.fills({ASKS: REMOVED})
    stories.waiting(school, "Olga", "en")
    petra.submits()
    assert "so it stays in the list. You can close it." in petra.modal().errors[ASKS]
    petra.closes()
    petra.presses("Change: Web Development in Spanish")
    petra.submits({ASKS: REMOVED})
    assert [one["key"] for one in classes(school)] == ["web-en"]
    assert history(school)[-1][2:] == (
        "removed",
        {
            "was": {
                "key": "web-es",
                "course": "Web Development",
                "language": "es",
                "eligible": True,
            },
            "becomes": None,
        },
    )


def test_without_an_open_class_managers_are_warned_wherever_they_look(school: School, petra: Person) -> None:
    opens(petra, "Classes and courses")
    for name in (ENGLISH, "Web Development in Spanish"):
        assert "No class is open" not in petra.modal().text
        petra.presses(f"Change: {name}")
        petra.submits({ASKS: CLOSED})
    assert "No class is open, so nobody can ask for a buddy now." in petra.modal().text
    petra.presses("Back")
    assert "No class is open, so nobody can ask for a buddy now." in petra.modal().text
    assert offered(school.person("Nora")) == ["I am in another class"]


def test_what_a_class_cannot_be_is_told_at_its_field(school: School, petra: Person) -> None:
    opens(petra, "Classes and courses")
    petra.presses("Add a class")
    petra.submits({"Name of the class": "web development EN español", "Course": "  "})
    errors = petra.modal().errors
    assert "Another class has this name already." in errors["Name of the class"]
    assert "fill this in" in errors["Course"]
    assert petra.modal().fields["Name of the class"] == "web development EN español"
    change_settings(
        school,
        classes=[{"key": f"k{n}", "course": f"Course {n}", "language": "en"} for n in range(50)],
    )
    petra.submits({"Name of the class": "One more", "Course": "x"})
    assert "There are 50 classes already" in petra.modal().errors["Name of the class"]
    assert len(classes(school)) == 50
    petra.closes()
    petra.presses("Back")
    petra.presses("Change: Classes and courses")
    assert "Course 49 in English" in petra.modal().text


def test_of_two_who_change_a_class_at_once_the_later_sees_it_and_another_class_is_no_matter(
    school: School, petra: Person
) -> None:
    mateo = school.person("Mateo")
    for one in (petra, mateo):
        opens(one, "Classes and courses")
        one.presses(f"Change: {ENGLISH}")
    mateo.submits({ASKS: CLOSED})
    petra.submits({"Name of the class": "Spring group"})
    assert "@Mateo has changed this while you had it open" in petra.modal().text
    assert "No, it is closed" in petra.modal().text
    assert petra.modal().fields["Name of the class"] == "Spring group"
    petra.submits()
    assert (classes(school)[0]["name"], classes(school)[0]["eligible"]) == ("Spring group", True)
    mateo.presses("Change: Web Development in Spanish")
    petra.presses("Change: Spring group")
    petra.submits({ASKS: CLOSED})
    mateo.submits({"Name of the class": "Grupo de otoño"})
    assert "Saved." in mateo.modal().text


def test_a_class_that_is_gone_meanwhile_says_so(school: School, petra: Person) -> None:
    mateo = school.person("Mateo")
    for one in (petra, mateo):
        opens(one, "Classes and courses")
        one.presses(f"Change: {ENGLISH}")
    mateo.submits({ASKS: REMOVED})
    petra.submits({"Name of the class": "Spring group"})
    assert "This is not here any more." in " ".join(petra.modal().errors.values())
    assert petra.modal().fields["Name of the class"] == "Spring group"


def test_names_of_classes_stay_words_when_two_change_one_at_once(school: School, petra: Person) -> None:
    change_settings(
        school,
        classes=[
            {"key": "c", "course": "<!here> & *b*", "language": "", "name": "<!channel>", "eligible": True}
        ],
    )
    mateo = school.person("Mateo")
    for one in (petra, mateo):
        opens(one, "Classes and courses")
        one.presses("Change: <!channel>")
    mateo.submits({ASKS: CLOSED})
    petra.submits({"Course": "Web"})
    [meanwhile, yours] = petra.modal().view["blocks"][:2]
    assert "&lt;!channel&gt; · &lt;!here&gt; &amp; *b*" in meanwhile["text"]["text"]
    assert "<!" not in meanwhile["text"]["text"]
    assert yours["text"]["text"].startswith("What you typed is below. It is not lost")


def test_fifty_classes_with_long_names_are_cut_in_words(school: School, petra: Person) -> None:
    change_settings(
        school,
        classes=[
            {"key": f"c{n}", "course": f"{n} " + "x" * 40, "language": "en", "name": f"{n} " + "&" * 70}
            for n in range(50)
        ],
    )
    petra.types("/codebuddy settings")
    [group] = [one for one in petra.modal().view["blocks"] if one["block_id"] == "group_classes"]
    assert len(group["text"]["text"]) < 3000
    assert group["text"]["text"].endswith("• and 46 more")
    petra.presses("Change: Classes and courses")
    assert "49 xxxx" in petra.modal().text


def test_a_class_has_days_and_hours_of_its_own(school: School, petra: Person) -> None:
    opens(petra, "Classes and courses")
    petra.presses(f"Change: {ENGLISH}")
    petra.submits({LAST: "2025-10-01", FIRST: "2026-03-01", DAYS: ["Thursday"], FROM: "18:00", TO: "16:00"})
    assert petra.modal().errors == {
        LAST: "The last day cannot be before the first. Please choose another day.",
        TO: "This must be later than “From”, on the same day.",
    }
    petra.submits({FIRST: "2025-10-01", LAST: "2026-03-01", FROM: "16:00", TO: "18:00"})
    own = "1 October 2025 to 1 March 2026 · taught on Thursday, 16:00 to 18:00"
    assert f"{ENGLISH} · {own}" in petra.modal().text
    nora = school.person("Nora")
    nora.types("/codebuddy request")
    nora.submits({CLASS: ENGLISH, "Which languages do you speak well?": ["English"]})
    assert nora.modal().errors[CLASS].startswith("This class ended on Sunday 1 March, so nobody new")
    petra.presses("Back")
    petra.presses("History of settings")
    assert f"Then: {ENGLISH} · {own}" in petra.modal().text
    petra.presses("settings_put_back")
    assert "first" not in classes(school)[0]
    nora.submits({})
    assert nora.modal().errors == {}


def test_a_team_is_not_reminded_while_its_own_class_is_taught(school: School, petra: Person) -> None:
    """The programme's reminder comes on Thursday at 17:00."""
    stories.nudge_slot(school)
    samira, _, channel = stories.team(school)
    assert channel is not None
    [one, *others] = classes(school)
    taught = {"weekdays": [3], "begins": 16 * 60, "ends": 18 * 60}
    change_settings(school, classes=[{**one, "hours": taught}, *others])
    olga = stories.waiting(school, "Olga", "en")
    vera = stories.volunteer(school, "Vera", "en")
    proposal = stories.proposal(school, olga, vera, ProposalState.LAUNCHED)
    with school.store.begin(school.workspace.id) as db:
        asked = db.scalars(select(BuddyRequest)).one()
        asked.class_key, asked.state = one["key"], RequestState.MATCHED
        db.scalars(select(Team)).one().proposal_id = proposal
    school.sandbox.advance_to(datetime(2026, 3, 5, 16, 59, tzinfo=UTC))  # 17:59 there
    assert "No reminders for 4 weeks" not in samira.everything_visible()
    school.sandbox.advance_to(datetime(2026, 3, 5, 17, 1, tzinfo=UTC))
    samira.sees("No reminders for 4 weeks", in_channel=channel)
