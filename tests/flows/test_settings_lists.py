"""`/codebuddy settings`: who may, the lists and what is taken out of them, two managers at once."""

from __future__ import annotations

from sqlalchemy import select

from models import BuddyRequest, Proposal, Volunteer
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.settings_screen import ONLY_MANAGERS, change_settings, history, lines, opens, programme

GROUPS_IN_SPANISH = (
    "Temas",
    "Un buddy que sea…",
    "La promesa",
    "Ofertas y respuestas",
    "Voluntariado en silencio",
    "Menores",
    "Números de emergencia",
)
OVERDUE, STILL = (
    "Day on which the promised time is over",
    "Day on which a student hears that I am still looking",
)


def test_a_manager_sees_in_words_what_is_set_from_the_command_and_from_her_home(
    school: School, petra: Person
) -> None:
    petra.opens_home()
    petra.clicks_home("Settings")
    seen = petra.modal().text
    for words in (
        "Web Development in Spanish",
        "HTML and CSS, JavaScript",
        "a woman, a man",
        "On day 7 a student hears that I am still looking.",
        "“It usually takes 1 to 2 weeks.”",
        "reminded after 2 days; after 3 days I ask somebody else",
        "After 60 days without a student",
        "No: everybody is 18 or older.",
    ):
        assert words in seen
    assert "changed last" not in seen
    petra.closes()
    for typed in ("/codebuddy settings", "/codebuddy ajustes"):
        petra.types(typed)
        assert petra.modal().text == seen
        petra.closes()
    petra.types("/codebuddy")
    petra.sees_privately("/codebuddy settings")


def test_whoever_may_not_set_up_reads_why_and_is_not_told_of_it(school: School, samira: Person) -> None:
    for nobody in (samira, school.person("Wanda")):
        nobody.types("/codebuddy settings")
        nobody.sees_privately(ONLY_MANAGERS)
        assert not nobody.has_modal()
    samira.types("/codebuddy")
    assert "/codebuddy settings" not in samira.everything_visible()
    ada = school.person("Ada", admin=True)
    ada.types("/codebuddy settings")
    assert "The promise" in ada.modal().text


def test_whoever_loses_her_role_while_the_form_is_open_changes_nothing(school: School, petra: Person) -> None:
    bea, mateo = school.person("Bea"), school.person("Mateo")
    opens(bea, "Topics")
    mateo.types("/codebuddy setup")
    mateo.submits({"Backups": []})
    bea.submits({"Topics": "Rust"})
    assert "Your role in CodeBuddies is over: Backup." in bea.modal().errors["Topics"]
    assert "react" in programme(school)["topics"]


def test_before_it_is_set_up_it_says_what_comes_first_and_after_it_where_the_rest_is(school: School) -> None:
    ada = school.person("Ada", admin=True)
    ada.types("/codebuddy settings")
    ada.sees_privately("CodeBuddies is not set up here yet.")
    petra, mateo = school.person("Petra"), school.person("Mateo")
    ada.types("/codebuddy setup")
    ada.submits({"Project manager": petra, "Programme manager": mateo})
    assert "/codebuddy settings shows and changes them" in ada.modal().text


def test_topics_are_a_list_of_lines_and_what_is_taken_out_does_not_count_any_more(
    school: School, petra: Person
) -> None:
    olga = stories.waiting(school, "Olga", "en", topics=("git", "react"))
    rosa = stories.waiting(school, "Rosa", "fr", topics=("git",))
    vera = stories.volunteer(school, "Vera", "en", topics=("git", "react"))
    opens(petra, "Topics")
    assert petra.modal().fields["Topics"].splitlines()[:2] == ["HTML and CSS", "JavaScript"]
    petra.submits({"Topics": lines("  react ", "", "HTML  and css", "Diseño web")})
    told = petra.modal().text
    assert "== Settings ==" in told
    assert "Topics: saved. It counts from now on." in told
    assert "No longer offered: Git (3 people had chosen it)." in told
    assert "chosen by nobody: JavaScript, Node" in told
    assert "Topics: changed last by @Petra on 2 Mar, 09:00" in told
    assert programme(school)["topics"] == ["react", "html_css", "Diseño web"]
    [(actor, subject, event, details)] = history(school)
    assert (actor, subject, event) == (petra.id, "topics", "changed")
    assert details["becomes"] == {"topics": ["react", "html_css", "Diseño web"]}
    assert "git" in details["was"]["topics"]

    school.sandbox.advance(minutes=1)
    with school.store.read(school.workspace.id) as db:
        proposal = db.scalars(select(Proposal)).one()
        asked = {row.student_id: row.topics for row in db.scalars(select(BuddyRequest))}
    assert (proposal.volunteer_id, proposal.reasons["topics"]) == (vera.id, ["react"])
    assert asked == {olga.id: ["git", "react"], rosa.id: ["git"]}
    olga.types("/codebuddy request")
    assert olga.modal().fields["What is it about?"] == "React"
    assert "Diseño web" in str(olga.modal().options["What is it about?"])


def test_what_comes_back_into_the_list_counts_again_in_whatever_capitals(
    school: School, petra: Person
) -> None:
    change_settings(school, topics=["Docker", "react"])
    stories.waiting(school, "Olga", "en", topics=("Docker",))
    stories.volunteer(school, "Vera", "en", topics=("Docker",))
    opens(petra, "Topics")
    petra.submits({"Topics": "React"})
    petra.presses("Change: Topics")
    petra.submits({"Topics": lines("React", "DOCKER")})
    assert "No longer offered" not in petra.modal().text
    assert programme(school)["topics"] == ["react", "DOCKER"]
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(BuddyRequest)).one().topics == ["DOCKER"]
        assert db.scalars(select(Volunteer)).one().topics == ["DOCKER"]


def test_in_spanish_the_topics_have_spanish_names_and_stay_the_same_topics(
    school: School, petra: Person
) -> None:
    mateo = school.person("Mateo")
    mateo.changes_locale("es-ES")
    mateo.types("/codebuddy ajustes")
    assert "A quien no responde a una oferta se lo recuerdo después de 2 días" in mateo.modal().text
    for group in GROUPS_IN_SPANISH:
        mateo.presses(f"Cambiar: {group}")
        assert mateo.modal().title == group
        assert mateo.modal().submit == "Guardar"
        mateo.closes()
    mateo.presses("Cambiar: Temas")
    mateo.submits({"Temas": lines("Encontrar errores", "Buscar trabajo", "Accesibilidad")})
    assert programme(school)["topics"] == ["debugging", "job_search", "Accesibilidad"]
    assert "Temas: guardado. Vale desde ahora." in mateo.modal().text
    mateo.presses("Cambiar: Temas")
    mateo.submits({"Temas": lines("Accesibilidad", "accesibilidad")})
    assert "La línea 2, «accesibilidad», dice lo mismo que la línea 1." in mateo.modal().errors["Temas"]
    opens(petra, "Topics")
    assert petra.modal().fields["Topics"] == lines("Finding errors", "Looking for a job", "Accesibilidad")


def test_a_list_that_cannot_be_says_which_line_and_loses_nothing(school: School, petra: Person) -> None:
    opens(petra, "Topics")
    for typed, told in (
        (lines("React", "", "Docker", "REACT"), "Line 4, “REACT”, says the same as line 1."),
        (lines("HTML and CSS", "HTML y CSS"), "Line 2, “HTML y CSS”, says the same as line 1."),
        (lines("React", "x" * 76), "Line 2 is too long: at most 75 characters."),
        (" \n ", "Please write at least one, each on a line of its own."),
    ):
        petra.submits({"Topics": typed})
        assert told in petra.modal().errors["Topics"]
        assert petra.modal().fields["Topics"] == typed
    assert "react" in programme(school)["topics"]
    assert history(school) == []


def test_a_hundred_topics_of_full_length_fit_into_both_forms(school: School, petra: Person) -> None:
    every = [f"{n:03d} and more" for n in range(99)] + ["x" * 75]
    opens(petra, "Topics")
    petra.submits({"Topics": lines(*every)})
    assert "saved" in petra.modal().text
    assert "and 88 more" in petra.modal().text
    nora = school.person("Nora")
    for command, field in (("request", "What is it about?"), ("volunteer", "What can you help with?")):
        nora.types(f"/codebuddy {command}")
        assert len(nora.modal().options[field]) == 100
        nora.closes()


def test_a_wish_that_was_made_a_must_goes_on_counting_and_the_manager_hears_of_it(
    school: School, petra: Person
) -> None:
    stories.waiting(school, "Olga", "en", traits=["woman"], traits_must=True)
    stories.waiting(school, "Rosa", "en", traits=["woman"])
    stories.volunteer(school, "Bruno", "en", capacity=2, traits=["man"])
    opens(petra, "A buddy who is …")
    petra.submits({"A buddy who is …": lines("a man", "somebody with a dog")})
    told = petra.modal().text
    assert "a woman (2 people had chosen it)" in told
    assert "For one student it is a must." in told
    school.sandbox.advance(minutes=1)
    with school.store.read(school.workspace.id) as db:
        asked = {row.student_id: str(row.state) for row in db.scalars(select(BuddyRequest))}
    assert asked == {school.person("Olga").id: "waiting", school.person("Rosa").id: "proposed"}
    petra.presses("Change: A buddy who is …")
    petra.submits({"A buddy who is …": ""})
    assert "I do not ask for such wishes." in petra.modal().text
    assert programme(school)["traits"] == []


def test_of_two_who_change_it_at_once_the_later_sees_it_and_loses_nothing(
    school: School, petra: Person
) -> None:
    mateo = school.person("Mateo")
    opens(petra, "The promise")
    opens(mateo, "The promise")
    opens_too = school.person("Bea")
    opens(opens_too, "Topics")
    mateo.submits({STILL: "5"})
    petra.submits({OVERDUE: "20"})
    seen = petra.modal()
    assert "@Mateo has changed this while you had it open" in seen.text
    assert "On day 5 a student hears" in seen.text
    assert seen.fields["Day on which the promised time is over"] == "20"
    assert programme(school)["promise_days"] == [5, 10, 14]
    opens_too.submits({"Topics": "Git"})
    assert "saved" in opens_too.modal().text
    petra.submits()
    assert "The promise: saved." in petra.modal().text
    assert programme(school)["promise_days"] == [7, 10, 20]
    assert [(actor, subject) for actor, subject, _, _ in history(school)] == [
        (mateo.id, "promise"),
        (opens_too.id, "topics"),
        (petra.id, "promise"),
    ]
    petra.presses("Change: The promise")
    assert "Changed last by @Petra on 2 Mar, 09:00" in petra.modal().text


def test_saving_what_is_set_already_changes_nothing_and_says_so(school: School, petra: Person) -> None:
    for group in (
        "Topics",
        "A buddy who is …",
        "The promise",
        "Offers and answers",
        "Volunteers who go silent",
    ):
        opens(petra, group)
        petra.submits()
        assert "nothing was changed, it was so already" in petra.modal().text
        petra.closes(all=True)
    assert history(school) == []


def test_where_slack_does_not_bring_the_screen_below_up_to_date_the_form_becomes_it(
    school: School, petra: Person
) -> None:
    opens(petra, "Topics")
    school.sandbox.faults.next("views.update", error="not_found")
    petra.submits({"Topics": "Git"})
    assert "Topics: saved." in petra.modal().text


def test_a_save_that_slack_delivers_twice_is_one_change(school: School, petra: Person) -> None:
    opens(petra, "Topics")
    school.sandbox.faults.twice()
    reply = petra.submits({"Topics": "Git"})
    assert [ack["status"] for ack in reply.acks] == ["ok", "ok"]
    assert len(history(school)) == 1


def test_who_is_overtaken_by_a_long_list_still_reads_that_nothing_typed_is_lost(
    school: School, petra: Person
) -> None:
    mateo = school.person("Mateo")
    opens(petra, "Topics")
    opens(mateo, "Topics")
    mateo.submits({"Topics": lines(*("&" * 70 + str(n) for n in range(13)))})
    petra.submits({"Topics": "Git"})
    assert "What you typed is below. It is not lost and not saved yet" in petra.modal().text
    assert "and 8 more" in petra.modal().text
    assert petra.modal().fields["Topics"] == "Git"
