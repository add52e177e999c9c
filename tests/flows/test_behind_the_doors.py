"""Behind each door: stand-ins for help in confidence, who would get it now, and what is said while nobody would."""

from __future__ import annotations

from sqlalchemy import select

from models import CaseReader, Settings
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

__all__ = ["cast"]


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
    wrong = {"Who reads it while you are away": [cast["Mateo"]]}
    cast["Mateo"].submits({**wrong, "Wellbeing contacts": [cast["Wanda"], cast["Petra"]]})
    assert set(cast["Mateo"].modal().errors) == {"Who reads it while you are away", "Wellbeing contacts"}
    assert "kept out of help in confidence" in cast["Mateo"].modal().errors["Wellbeing contacts"]
    cast["Mateo"].submits(
        {"Who reads it while you are away": [cast["Bea"]], "Wellbeing contacts": [cast["Wanda"]]}
    )
    assert "@Mateo and @Bea could read it" in cast["Mateo"].modal().text, "a backup, where she is chosen"
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
    """A stand-in who is named project manager stays one: the programme manager has chosen her."""
    asks(cast["Samira"], TALK)
    names_stand_ins(cast["Mateo"], cast["Petra"])
    is_away(cast["Mateo"], "2026-03-02", "2026-03-06")
    school.sandbox.advance_to(madrid(4, 12))
    assert asked_at(school, cast["Petra"]) == [], "she was not named to the one who asked"


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
    assert "@Bea: ⚠️ has left the workspace, and is not asked." in opens_routing(cast["Petra"])


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
    assert told.count("Everybody who was named has left the workspace.") == 3
    assert "The programme manager has left the workspace, and nobody else reads it" in told
    ada.clicks("Change the set-up")
    assert ada.modal().title == "Set up CodeBuddies"
