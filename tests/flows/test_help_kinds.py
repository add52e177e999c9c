"""Four kinds of help behind one button: who reads each, whom she picks or leaves out, and what becomes of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bench.databases import beside
from bot.services import confidence
from models import CaseReader, CaseYear, Notice, PrivateCase, RoleHolder
from models.enums import Role
from sandbox.people import Person
from tests import leaks, stories
from tests.confidential import MARK, MORE, TALK, Scene, ask, forge, open_matters
from tests.conftest import School
from tests.flows.duty import own_form

PRACTICAL = "Practical help: papers, housing, money, a computer"
UNSAFE = "Something is not right between us, or I feel unsafe"
NEED, WORDS, FIRST, NOT, ALSO = (
    "What do you need?",
    "What is it about?",
    "Who should read it first?",
    "Who must not read it?",
    "Who else may read it?",
)


def named(person: Person) -> str:
    """As a button that names a person has it."""
    return f"<@{person.id}>"


def has_role(school: School, person: Person, role: Role) -> None:
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, person)
        db.add(RoleHolder(role=role, user_id=person.id, position=20))


def readers(school: School) -> list[str]:
    with school.store.everywhere_reading() as db:
        return list(db.scalars(select(CaseReader.user_id).order_by(CaseReader.position)))


def second_page(person: Person, kind: str) -> str:
    person.types("/escalate")
    person.submits({NEED: kind})
    return person.modal().text


def test_the_first_page_says_who_reads_each_kind_and_when_they_are_there(scene: Scene) -> None:
    has_role(scene.school, paola := scene.school.person("Paola"), Role.PRACTICAL)
    scene.asker.types("/escalate")
    text = scene.asker.modal().text
    assert "@Petra reads it. If there is no answer, then @Mateo and @Bea." in text
    assert "Only @Mateo can read it. Nobody else sees that you asked. You need no reason." in text
    assert "Only @Paola and @Mateo can read it." in text
    assert "Others read it only if you choose them. Never the other member of your team." in text
    assert "@Mateo is usually there: Monday to Friday, 09:00 to 18:00" in text
    assert "112" in text
    assert "Worried about your student?" not in text
    scene.asker.submits_pages({NEED: PRACTICAL}, {WORDS: MARK})
    assert "It is safe with @Paola and @Mateo" in scene.asker.modal().text
    assert readers(scene.school) == [paola.id, scene.reader.id]
    assert leaks.screens_with([paola], MARK) == set()
    paola.clicks("Open")
    assert f"asks for help: {PRACTICAL}." in paola.modal().text
    assert MARK in paola.modal().text


def test_a_buddy_reads_that_nobody_asks_for_somebody_else(scene: Scene) -> None:
    scene.others[0].types("/escalate")
    assert "Nobody can ask for another person here." in scene.others[0].modal().text


@pytest.mark.parametrize("kind", [TALK, PRACTICAL])
def test_the_project_manager_reads_it_only_where_she_is_picked(scene: Scene, kind: str) -> None:
    petra = scene.school.person("Petra")
    text = second_page(scene.asker, kind)
    assert "@Petra (Reads it only if you choose them.)" in text
    scene.asker.submits({WORDS: MARK})
    assert readers(scene.school) == [scene.reader.id]
    open_matters(scene.asker)
    scene.asker.presses("Withdraw and erase")
    scene.asker.presses("Erase")
    scene.asker.closes(all=True)
    second_page(scene.asker, kind)
    scene.asker.submits({WORDS: MARK, FIRST: named(petra), NOT: [named(scene.reader)]})
    assert "It is safe with @Petra: nobody else can read it" in scene.asker.modal().text
    assert readers(scene.school) == [petra.id]
    petra.clicks("Open")
    assert MARK in petra.modal().text
    scene.school.sandbox.advance(days=3)
    assert "Someone asks" not in str(scene.reader.dm_texts()[1:]), "left out at every step"
    with scene.school.store.begin(scene.school.workspace.id) as db:
        db.delete(db.scalars(select(RoleHolder).where(RoleHolder.user_id == petra.id)).one())
    petra.closes(all=True)
    petra.clicks("Open")
    petra.sees_privately("This is not here any more.")


def test_what_is_not_right_goes_to_nobody_whom_she_has_not_ticked(scene: Scene) -> None:
    buddy, petra = scene.others[0], scene.school.person("Petra")
    has_role(scene.school, buddy, Role.STAND_IN)
    text = second_page(scene.asker, UNSAFE)
    assert "@Petra" in text
    assert "@Bruno" not in text, "never the other member of her team"
    assert scene.asker.modal().fields[ALSO] in (None, "")
    scene.asker.submits({WORDS: MARK, ALSO: [named(petra)]})
    assert readers(scene.school) == [scene.reader.id, petra.id]
    forge(scene.school, buddy, ("private_open", scene.case_id))
    assert scene.openings() == [(buddy.id, False)]


def test_nobody_left_is_said_before_anything_is_sent_and_keeps_what_was_typed(scene: Scene) -> None:
    second_page(scene.asker, UNSAFE)
    scene.asker.submits({WORDS: MARK, NOT: [named(scene.reader)]})
    modal = scene.asker.modal()
    assert "nobody is left who can read it" in modal.errors[NOT]
    assert "112" in modal.text
    assert modal.fields[WORDS] == MARK
    assert readers(scene.school) == []


def test_who_leaves_out_all_who_read_it_is_told_where_others_can_be_chosen(scene: Scene) -> None:
    """A name cannot stand below a field, so the question stands there under which the people are."""
    text = second_page(scene.asker, UNSAFE)
    assert "you agree who can read it: @Mateo, unless you leave them out; and whom you choose here." in text
    assert "you agree that @Mateo can read it" not in text
    scene.asker.submits({WORDS: MARK, NOT: [named(scene.reader)]})
    said = scene.asker.modal().errors[NOT]
    assert f"choose them above, under “{ALSO}”, and do not tick them here" in said
    assert "leave somebody in" not in said
    scene.asker.submits({WORDS: MARK, ALSO: [named(scene.school.person("Bea"))], NOT: [named(scene.reader)]})
    assert readers(scene.school) == [scene.school.person("Bea").id]


def test_of_other_kinds_it_is_the_question_of_who_reads_it_first(scene: Scene) -> None:
    second_page(scene.asker, TALK)
    scene.asker.submits({WORDS: MARK, NOT: [named(scene.reader)]})
    assert f"choose them above, under “{FIRST}”, and do not tick them here" in scene.asker.modal().errors[NOT]
    scene.asker.closes(all=True)
    with scene.school.store.begin(scene.school.workspace.id) as db:
        others = RoleHolder.role.in_((Role.PROJECT_MANAGER, Role.BACKUP))
        for one in db.scalars(select(RoleHolder).where(others)):
            db.delete(one)
    second_page(scene.asker, UNSAFE)
    scene.asker.submits({WORDS: MARK, NOT: [named(scene.reader)]})
    assert "Please leave somebody in." in scene.asker.modal().errors[NOT], "there is nobody else"


def test_how_to_reach_her_and_her_wishes_are_for_her_readers_alone(scene: Scene) -> None:
    second_page(scene.asker, TALK)
    scene.asker.submits(
        {
            "How and when can we reach you?": f"{MARK} 600 000 000, evenings",
            "There, nobody else listens or reads": ["It is safe to reach me there"],
            "Your language, and other wishes": "in Arabic, with a woman",
        }
    )
    scene.reader.clicks("Open")
    text = scene.reader.modal().text
    assert "evenings" in text
    assert "It is safe to reach this person there." in text
    assert "You may leave a message there." not in text
    assert "in Arabic, with a woman" in text
    assert leaks.screens_with(scene.others, MARK) == set()
    assert not [table for table, row in leaks.rows(scene.school) if MARK.encode() in row]


def test_it_is_passed_on_to_the_team_only_where_she_agrees_and_she_sees_to_whom(scene: Scene) -> None:
    wanda = scene.school.person("Wanda")
    ask(scene.asker)
    scene.reader.clicks("Open")
    assert "has not agreed that you pass it on: please ask first" in scene.reader.modal().text
    scene.reader.closes(all=True)
    forge(scene.school, scene.reader, ("private_step", f"pass:{scene.case_id}:{wanda.id}"))
    scene.reader.sees_privately("This person has not agreed")
    assert readers(scene.school) == [scene.reader.id]
    open_matters(scene.asker)
    scene.asker.presses("Yes, you may")
    assert "Yes, you may" not in scene.asker.modal().text
    scene.reader.clicks("Open", in_message_with="Someone asks for support.")
    scene.reader.presses("I look after it")
    scene.reader.presses("Pass on")
    assert "Passed on to @Wanda." in scene.reader.modal().text
    assert wanda.last_dm().split("\n")[0] == "Someone asks for support."
    wanda.clicks("Open")
    assert MARK in wanda.modal().text
    scene.asker.closes(all=True)
    open_matters(scene.asker)
    assert "Passed on to @Wanda on Monday 2 March" in scene.asker.modal().text
    mine = scene.asker.modal().text
    assert "@Mateo and @Wanda can read it, and whoever of the Mental Health Team they pass it on to." in mine
    assert "Opened by @Wanda" in scene.asker.modal().text


def test_who_is_not_reached_does_not_become_a_reader_and_the_first_one_looks_again(scene: Scene) -> None:
    second_page(scene.asker, TALK)
    scene.asker.submits({"The Mental Health Team": ["You may pass it on to them"]})
    scene.reader.clicks("Open")
    scene.school.sandbox.faults.next("chat.postMessage", error="user_not_found")
    scene.reader.presses("Pass on")
    scene.school.sandbox.advance(minutes=1)
    assert readers(scene.school) == [scene.reader.id]
    assert "Something is waiting in Private matters." in scene.reader.last_dm()


def test_somebody_who_is_no_member_of_the_team_is_not_passed_to(scene: Scene) -> None:
    second_page(scene.asker, TALK)
    scene.asker.submits({"The Mental Health Team": ["You may pass it on to them"]})
    said = "It is safe with @Mateo, and whoever of the Mental Health Team they pass it on to: nobody else can"
    assert said in scene.asker.modal().text
    for person in (scene.school.person("Petra"), scene.others[0]):
        forge(scene.school, scene.reader, ("private_step", f"pass:{scene.case_id}:{person.id}"))
    assert readers(scene.school) == [scene.reader.id]


@pytest.mark.parametrize("wants", [True, False])
def test_news_come_as_one_line_and_only_where_she_wants_them(scene: Scene, wants: bool) -> None:
    tick = {"When something is new": ["Write me a line that says only that"]} if wants else {}
    second_page(scene.asker, TALK)
    scene.asker.submits(tick)
    assert ("I write you one line that says only that" in scene.asker.modal().text) is wants
    scene.reader.clicks("Open")
    scene.reader.presses("I look after it")
    scene.reader.presses("Close the case")
    scene.reader.submits({})
    scene.school.sandbox.advance(minutes=1)
    assert scene.asker.dm_texts() == ["There is something new in CodeBuddies."] * (2 if wants else 0)
    with scene.school.store.everywhere_reading() as db:
        about = str(db.execute(select(Notice.target, Notice.about, Notice.dedupe_key)).all())
    assert scene.asker.id not in about


def test_the_programme_manager_sets_when_it_is_erased_and_a_small_year_is_not_shown(scene: Scene) -> None:
    scene.reader.types("/codebuddy settings")
    scene.reader.presses("routing_open")
    scene.reader.presses("confidence_open")
    assert scene.reader.modal().fields["Days until a closed case is erased"] == "30"
    scene.reader.submits({"Days until a closed case is erased": "0"})
    assert scene.reader.modal().errors.keys() == {"Days until a closed case is erased"}
    scene.reader.submits({"Days until a closed case is erased": "7"})
    scene.reader.closes(all=True)
    ask(scene.asker)
    scene.reader.clicks("Open")
    scene.reader.presses("Close the case")
    scene.reader.submits({})
    scene.reader.closes(all=True)
    scene.school.sandbox.advance(days=7, minutes=1)
    with scene.school.store.begin(scene.school.workspace.id) as db:
        assert db.scalars(select(PrivateCase.id)).all() == []
        year = db.scalars(select(CaseYear)).one()
        assert (year.year, year.cases) == (2026, 1)
        year.cases = 9
        assert confidence.years(db, scene.school.sandbox.now) == (), "the year is not over"
        db.add_all(CaseYear(year=2026 - ago, cases=cases) for ago, cases in ((1, 9), (2, 4)))
    scene.reader.types("/codebuddy settings")
    scene.reader.presses("routing_open")
    scene.reader.presses("confidence_open")
    text = scene.reader.modal().text
    assert "2025: 5 or more" in text
    assert not any(f"{year}: " in text for year in (2026, 2024))


def test_a_line_about_herself_stands_below_her_name(scene: Scene) -> None:
    own_form(scene.reader)
    scene.reader.submits({"Languages, and a line about you": "Spanish and English, a father of two"})
    scene.reader.closes(all=True)
    assert "@Mateo (Spanish and English, a father of two)" in second_page(scene.asker, TALK)


@pytest.mark.parametrize("kind", [MORE, TALK, PRACTICAL, UNSAFE])
def test_no_id_of_the_form_tells_which_kind_it_is(scene: Scene, kind: str) -> None:
    second_page(scene.asker, kind)
    view = scene.asker.modal().view
    assert view["callback_id"] == "modal_help"
    assert {block["element"]["action_id"] for block in view["blocks"] if "element" in block} == {"value"}
    scene.asker.submits({WORDS: "x"})
    with beside(scene.school.store) as connection:
        lengths = {len(row[0]) for row in connection.exec_driver_sql("select answer from inbox")}
    assert 4096 + 12 + 16 in lengths
