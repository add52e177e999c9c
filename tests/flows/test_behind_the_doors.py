"""Behind each door: stand-ins for help in confidence, who would get it now, and what is said while nobody would."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.services import holders, people
from models import CaseReader, Settings
from models.enums import Role
from sandbox.people import Person
from tests.confidential import TALK, open_matters
from tests.conftest import School
from tests.flows.duty import (
    asked_at,
    asks,
    cast,
    is_away,
    madrid,
    names_stand_ins,
    opens_routing,
    own_form,
    warnings,
)
from tests.flows.test_help_kinds import PRACTICAL, named, second_page

__all__ = ["cast"]
STAND_INS = "Who reads it while you are away"
PRACTICAL_FIRST = "Who reads first what is asked about papers, housing, money or a computer"


# in confidence ------------------------------------------------------------------------------------


def test_a_stand_in_reads_while_the_programme_manager_is_away_and_nobody_else_hears(
    school: School, cast: dict[str, Person]
) -> None:
    names_stand_ins(cast["Mateo"], cast["Sofia"])
    cast["Sofia"].gets_dm("Stand-in:")
    cast["Samira"].types("/escalate")
    assert "Only @Mateo and @Sofia can read it." in cast["Samira"].modal().text
    cast["Samira"].closes()
    is_away(cast["Mateo"], "2026-03-02", "2026-03-06")
    cast["Samira"].types("/escalate")
    assert "Only @Sofia can read it." in cast["Samira"].modal().text
    cast["Samira"].submits_pages({"What do you need?": TALK}, {"What is it about?": "for her alone"})
    cast["Sofia"].gets_dm("Someone asks for support.")
    cast["Sofia"].clicks("Open")
    assert "for her alone" in cast["Sofia"].modal().text
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(CaseReader.user_id)).all() == [cast["Sofia"].id]
    school.sandbox.advance_to(madrid(6, 20))
    for name in ("Petra", "Bea", "Wanda", "Mateo"):
        assert asked_at(school, cast[name]) == [], name
        assert "Sofia" not in cast[name].opens_home(), name


def test_a_reader_who_goes_away_is_followed_by_her_stand_in_and_keeps_her_right_to_read(
    school: School, cast: dict[str, Person]
) -> None:
    names_stand_ins(cast["Mateo"], cast["Sofia"])
    asks(cast["Samira"], TALK)
    assert asked_at(school, cast["Mateo"]) == [madrid(2, 9)]
    is_away(cast["Mateo"], "2026-03-02", "2026-03-06")
    assert asked_at(school, cast["Sofia"]) == [madrid(2, 9)]
    cast["Mateo"].clicks("Open")
    assert "No text was written" in cast["Mateo"].modal().text or "x" in cast["Mateo"].modal().text
    cast["Mateo"].closes(all=True)
    is_away(cast["Sofia"], "2026-03-02", "2026-03-06")
    school.sandbox.advance_to(madrid(5, 12))
    assert len(asked_at(school, cast["Sofia"])) > 1, "both are away: both are told all the same"
    open_matters(cast["Samira"])
    assert "Nobody who could read it" not in cast["Samira"].modal().text


def test_only_the_programme_manager_names_and_sees_them(school: School, cast: dict[str, Person]) -> None:
    names_stand_ins(cast["Mateo"], cast["Sofia"])
    text = opens_routing(cast["Mateo"])
    assert "only you see this part" in text
    both = "If somebody asked now, only @Mateo and @Sofia could read it. @Mateo would be told first."
    picked = "Others only if the person who asks chooses them."
    assert f"Someone to talk to, in confidence\n{both} {picked}" in text
    assert f"Practical help: papers, housing, money, a computer\n{both} {picked}" in text
    alone = "If somebody asked now, only @Mateo could read it."
    assert f"Something is not right between us, or I feel unsafe\n{alone} {picked}" in text
    assert "@Wanda" in text
    cast["Mateo"].presses("confidence_open")
    wrong = {STAND_INS: [cast["Mateo"]], PRACTICAL_FIRST: [cast["Bea"]]}
    cast["Mateo"].submits({**wrong, "Wellbeing contacts": [cast["Wanda"], cast["Petra"]]})
    errors = cast["Mateo"].modal().errors
    assert set(errors) == {STAND_INS, PRACTICAL_FIRST, "Wellbeing contacts"}
    for field in (PRACTICAL_FIRST, "Wellbeing contacts"):
        assert "only where the person who asks chooses them" in errors[field]
    cast["Mateo"].submits(
        {STAND_INS: [cast["Bea"]], PRACTICAL_FIRST: [], "Wellbeing contacts": [cast["Wanda"]]}
    )
    assert set(cast["Mateo"].modal().errors) == {STAND_INS}, "a backup is no stand-in for him"
    cast["Mateo"].closes()
    assert "You have named" not in cast["Mateo"].modal().text
    cast["Mateo"].closes(all=True)
    for name in ("Petra", "Bea"):
        other = opens_routing(cast[name])
        assert "@Mateo" in other
        for hidden in (
            "in confidence",
            "not right",
            "Practical",
            "@Sofia",
            "@Wanda",
            "Wellbeing",
            "told first",
        ):
            assert hidden not in other, name
        cast[name].presses("setup_open")
        assert "Wellbeing" not in cast[name].modal().text
        cast[name].closes(all=True)


def test_who_is_told_in_the_open_does_not_become_a_reader_by_another_role(
    school: School, cast: dict[str, Person]
) -> None:
    asks(cast["Samira"], TALK)
    names_stand_ins(cast["Mateo"], cast["Sofia"])
    is_away(cast["Mateo"], "2026-03-02", "2026-03-06")
    school.sandbox.advance_to(madrid(4, 12))
    assert asked_at(school, cast["Sofia"]) == [], "she was not named to the one who asked"


def is_also(school: School, person: Person, role: Role) -> None:
    """As the form of the set-up names somebody, who has another role already."""
    with school.store.begin(school.workspace.id) as db:
        held = [*people.holders(db, role), person.id]
        holders.put(db, school.sandbox.now, {role: held}, {})


@pytest.mark.parametrize("role", [Role.PROJECT_MANAGER, Role.BACKUP])
@pytest.mark.parametrize("kind", [TALK, PRACTICAL])
def test_a_stand_in_who_becomes_backup_or_project_manager_reads_only_what_she_is_picked_for(
    school: School, cast: dict[str, Person], kind: str, role: Role
) -> None:
    samira, sofia, mateo = cast["Samira"], cast["Sofia"], cast["Mateo"]
    names_stand_ins(mateo, sofia)
    second_page(samira, kind)
    samira.submits({"Who should read it first?": named(sofia)})
    samira.closes(all=True)
    sofia.clicks("Open")
    sofia.presses("I look after it")
    sofia.closes(all=True)
    asked = asked_at(school, sofia)
    is_also(school, sofia, role)
    school.sandbox.advance(minutes=1)
    assert len(asked_at(school, mateo)) == 1, "what she looked after is asked of him at once"
    sofia.clicks("Open", in_message_with="Someone asks for support.")
    sofia.sees_privately("This is not here any more.")
    open_matters(sofia)
    assert "Asked on" not in sofia.modal().text
    screen = opens_routing(mateo)
    assert (
        "You have named @Sofia for help in confidence. As project manager or backup they read it only"
        in screen
    )
    assert "@Mateo and @Sofia could read it" not in screen
    mateo.closes(all=True)
    open_matters(samira)
    samira.presses("Withdraw and erase")
    samira.presses("Erase")
    samira.closes(all=True)
    samira.types("/escalate")
    assert "Only @Mateo can read it." in samira.modal().text
    samira.closes(all=True)
    assert "@Sofia (Reads it only if you choose them.)" in second_page(samira, kind)
    samira.submits({"What is it about?": "x"})
    samira.closes(all=True)
    is_away(mateo, "2026-03-02", "2026-03-06")
    school.sandbox.advance_to(madrid(6, 20))
    assert asked_at(school, sofia) == asked, "nobody else is there, and she is not asked all the same"
    told = next(text for text in warnings(mateo))
    assert (
        "Someone to talk to, in confidence: nobody reads it at the moment, unless the person who asks" in told
    )
    open_matters(samira)
    samira.presses("Withdraw and erase")
    samira.presses("Erase")
    samira.closes(all=True)
    second_page(samira, kind)
    samira.submits({"Who should read it first?": named(sofia)})
    assert len(asked_at(school, sofia)) == len(asked) + 1, "she was picked"
    sofia.clicks("Open", in_message_with="Someone asks for support.")
    assert "asks for help" in sofia.modal().text


# who would get it now, and nobody behind a door -----------------------------------------------------


def test_the_screen_says_who_would_get_it_now(school: School, cast: dict[str, Person]) -> None:
    cast["Petra"].types("/codebuddy settings")
    assert "@Petra is asked first now." in cast["Petra"].modal().text
    text = opens_routing(cast["Petra"])
    assert "If a student asked now, @Petra would be asked." in text
    assert "by Monday 2 March, 17:00, or by Monday 2 March, 11:00 if it is needed today" in text
    assert "Then I would ask @Mateo and @Bea." in text
    cast["Petra"].presses("Change: working hours of number 3")
    cast["Petra"].submits(
        {
            "Days away": "Away on the days below",
            "First day away": "2026-03-02",
            "Last day away": "2026-03-04",
        }
    )
    text = cast["Petra"].modal().text
    assert "Saved: @Bea, Monday to Friday, 09:00 to 18:00 (Europe/Madrid), away from Monday 2 March" in text
    assert "Then I would ask @Mateo." in text
    assert "Away today, and not asked." in text
    cast["Bea"].is_deactivated()
    cast["Petra"].closes(all=True)
    assert "@Bea: ⚠️ has left the workspace or is a guest now, and is not asked." in opens_routing(
        cast["Petra"]
    )


def test_managers_hear_once_that_nobody_is_behind_a_door_and_again_when_it_changes(
    school: School, cast: dict[str, Person]
) -> None:
    school.sandbox.advance_to(madrid(3, 12))
    assert not any(warnings(cast[name]) for name in cast)
    is_away(cast["Mateo"], "2026-03-03", "2026-03-20")
    for name in ("Petra", "Mateo", "Bea"):
        [told] = warnings(cast[name])
        others = "nobody reads it at the moment, unless the person who asks chooses somebody."
        for kind in (
            "Someone to talk to, in confidence",
            "Practical help: papers, housing, money, a computer",
        ):
            assert f"{kind}: {others} Everybody who is named is away. The programme manager can name" in told
        assert (
            f"Something is not right between us, or I feel unsafe: {others} The programme manager is away"
            in told
        )
        assert "more help" not in told
        assert not any(f"@{other}" in told for other in cast), "nobody is named"
    school.sandbox.advance_to(madrid(6, 12))
    assert [len(warnings(cast[name])) for name in ("Petra", "Mateo", "Bea")] == [1, 1, 1], "once"
    is_away(cast["Petra"], "2026-03-09", "2026-03-20")
    cast["Bea"].is_deactivated()
    school.sandbox.advance_to(madrid(9, 9, 1))
    assert len(warnings(cast["Petra"])) == 2
    assert "Nobody can be asked for more help at the moment." in warnings(cast["Petra"])[-1]
    assert warnings(cast["Petra"])[-1].count(": nobody can read it at the moment.") == 3, (
        "nobody to choose, too"
    )
    for name in ("Samira", "Bruno", "Wanda", "Sofia"):
        assert not warnings(cast[name]), name
    school.sandbox.advance_to(madrid(21, 9, 1))
    with school.store.read(school.workspace.id) as db:
        settings = db.scalars(select(Settings)).one()
    assert (settings.doors_found, settings.doors_due_at) == ([], madrid(22, 9))
    assert len(warnings(cast["Petra"])) == 2
    cast["Petra"].clicks("Who is asked for help")
    assert "@Petra would be asked" in cast["Petra"].modal().text


def test_a_warning_that_waited_for_the_morning_is_not_sent_when_somebody_is_there_again(
    school: School, cast: dict[str, Person]
) -> None:
    school.sandbox.advance_to(madrid(2, 23))
    is_away(cast["Mateo"], "2026-03-02", "2026-03-20")
    assert not warnings(cast["Petra"])
    own_form(cast["Mateo"])
    cast["Mateo"].submits({"Days away": "Not away"})
    school.sandbox.advance_to(madrid(3, 12))
    assert not any(warnings(cast[name]) for name in cast)


def test_where_all_managers_have_left_the_admins_hear_it(school: School, cast: dict[str, Person]) -> None:
    ada = school.person("Ada", admin=True)
    ada.opens_home()
    for name in ("Petra", "Mateo", "Bea"):
        cast[name].is_deactivated()
    [*_, told] = warnings(ada)
    assert told.count("Everybody who was named has left the workspace or is a guest now.") == 3
    assert "The programme manager has left the workspace or is a guest now. Nobody else" in told
    ada.clicks("Change the set-up")
    assert ada.modal().title == "Set up CodeBuddies"
