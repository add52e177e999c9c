"""`/codebuddy setup`: who may, what is refused and where it says so, and what changes when it is saved."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from bot.services import notices
from models import History, RoleHolder, Settings, Slot, Task
from models.enums import Role, TaskKind
from sandbox.people import Person
from tests import stories
from tests.conftest import START, School


def cast(school: School) -> dict[str, Person]:
    return {name: school.person(name) for name in ("Petra", "Mateo", "Bea", "Carla", "Wanda")}


def filled(people: dict[str, Person], **changes: Any) -> dict[str, Any]:
    return {
        "Project manager": people["Petra"],
        "E-mail of the project manager": "petra@school.example",
        "Programme manager": people["Mateo"],
        "Backups": [people["Carla"], people["Bea"]],
        **changes,
    }


def roles(school: School) -> list[tuple[str, str, int]]:
    with school.store.read(school.workspace.id) as db:
        rows = db.execute(select(RoleHolder.role, RoleHolder.user_id, RoleHolder.position))
        return sorted((str(role), user, position) for role, user, position in rows)


def set_up_by_ada(school: School) -> tuple[Person, dict[str, Person]]:
    ada, people = school.person("Ada", admin=True), cast(school)
    ada.types("/codebuddy setup")
    ada.submits(filled(people))
    return ada, people


def test_an_admin_names_everybody_and_each_hears_once_what_the_role_means(school: School) -> None:
    help_channel = school.workspace.channel("support-technical", private=False)
    ada, people = school.person("Ada", admin=True), cast(school)
    ada.types("/codebuddy setup")
    ada.submits(filled(people, **{"Channel for coding questions": help_channel}))
    assert "Students can now type /codebuddy request" in ada.modal().text
    assert roles(school) == sorted(
        [
            ("project_manager", people["Petra"].id, 0),
            ("programme_manager", people["Mateo"].id, 0),
            ("backup", people["Carla"].id, 0),
            ("backup", people["Bea"].id, 1),
        ]
    )
    meanings = {
        "Petra": "Project manager:",
        "Mateo": "Programme manager:",
        "Bea": "Backup:",
    }
    for name, meaning in meanings.items():
        [told] = people[name].dm_texts()
        assert meaning in told
    ada.types("/codebuddy contacts")
    ada.sees_privately("When @Petra is away: first @Mateo, then @Carla or @Bea")
    ada.sees_privately("#support-technical")


def test_the_digest_is_planned_for_the_zone_of_every_manager_and_the_set_up_is_remembered(
    school: School,
) -> None:
    school.person("Mateo", tz="America/Bogota")
    ada, _ = set_up_by_ada(school)
    with school.store.read(school.workspace.id) as db:
        slots = dict(db.execute(select(Slot.timezone, Slot.due_at).where(Slot.kind == "digest")).all())
        settings = db.scalars(select(Settings)).one()
        history = db.scalars(select(History)).one()
    assert slots == {
        "Europe/Madrid": datetime(2026, 3, 9, 8, tzinfo=UTC),
        "America/Bogota": datetime(2026, 3, 2, 14, tzinfo=UTC),
    }
    assert settings.set_up_at == START
    assert (history.actor_id, history.event, history.details["first_time"]) == (ada.id, "saved", True)


def test_only_admins_owners_and_managers_may(school: School) -> None:
    people = cast(school)
    for nobody in (school.person("Olu"), people["Petra"]):
        nobody.types("/codebuddy setup")
        nobody.sees_privately("Only the people who run CodeBuddies can do this.")
        assert not nobody.has_modal()
    owner = school.person("Otto", owner=True)
    owner.types("/codebuddy setup")
    owner.submits(filled(people))
    people["Bea"].types("/codebuddy setup")
    assert people["Bea"].has_modal()
    people["Wanda"].types("/codebuddy setup")
    people["Wanda"].sees_privately("Only the people who run CodeBuddies can do this.")


def test_whoever_stops_being_an_admin_is_found_out_at_once_even_with_the_form_open(school: School) -> None:
    ada, people = school.person("Ada", admin=True), cast(school)
    ada.types("/codebuddy setup")
    school.workspace.wire.post(ada.path, {"is_admin": False})
    ada.submits(filled(people))
    assert (
        "Only the people who run CodeBuddies can do this." in ada.modal().errors["Language of the programme"]
    )
    assert roles(school) == []


def test_when_slack_cannot_say_who_is_an_admin_nobody_is_let_in_by_what_was_known(school: School) -> None:
    ada = school.person("Ada", admin=True)
    ada.types("/codebuddy setup")
    ada.closes()
    school.sandbox.faults.next("users.info", http=503, times=3)
    ada.types("/codebuddy setup")
    ada.sees_privately("I could not ask Slack who you are just now.")
    assert not ada.has_modal()
    school.sandbox.faults.clear()
    ada.types("/codebuddy setup")
    assert ada.has_modal()


def test_everything_that_is_wrong_is_told_at_its_field_and_nothing_is_stored(school: School) -> None:
    ada, people = school.person("Ada", admin=True), cast(school)
    gone, guest = school.person("Gone"), school.person("Gus", guest=True)
    ada.types("/codebuddy setup")
    ada.fills(
        filled(
            people,
            **{
                "Project manager": gone,
                "Backups": [people["Bea"], guest],
                "Programme manager": school.workspace.bot_user,
            },
        )
    )
    gone.is_deactivated()
    ada.submits()
    errors = ada.modal().errors
    assert set(errors) == {"Project manager", "Backups", "Programme manager"}
    assert all("is a bot or a guest, or has left" in words for words in errors.values())
    ada.submits({"E-mail of the project manager": "a@b.c", "E-mail of the programme manager": "<!here>@x.yz"})
    assert set(ada.modal().errors) == {"E-mail of the project manager", "E-mail of the programme manager"}
    assert roles(school) == []


def test_one_person_may_be_both_and_is_told_what_that_costs(school: School) -> None:
    ada, people = school.person("Ada", admin=True), cast(school)
    ada.types("/codebuddy setup")
    ada.submits(filled(people, **{"Programme manager": people["Petra"], "Backups": []}))
    assert "please name a second person when you can" in ada.modal().text
    [told] = people["Petra"].dm_texts()
    assert "Project manager:" in told
    assert "Programme manager:" in told


def test_a_silent_slack_is_named_at_the_field_and_what_was_typed_stays(school: School) -> None:
    ada, people = school.person("Ada", admin=True), cast(school)
    ada.types("/codebuddy setup")
    school.sandbox.faults.next("users.info", error="user_not_found", times=9)
    petra = filled(people)
    ada.submits(petra)
    assert ada.modal().fields["E-mail of the project manager"] == "petra@school.example"
    assert "could not ask Slack" in " ".join(ada.modal().errors.values())
    school.sandbox.faults.clear()
    ada.submits()
    assert "is set up" in ada.modal().text


def test_later_runs_are_filled_in_and_replace_everything_at_once(school: School) -> None:
    _, people = set_up_by_ada(school)
    petra, bea, nora = people["Petra"], people["Bea"], school.person("Nora")
    petra.types("/codebuddy setup")
    fields = petra.modal().fields
    assert fields["Project manager"] == "Petra"
    assert fields["E-mail of the project manager"] == "petra@school.example"
    assert fields["Backups"] == "Carla, Bea"
    petra.submits({"Project manager": nora, "Backups": [bea]})
    assert "Saved." in petra.modal().text
    assert [told for told in nora.dm_texts() if "Project manager:" in told]
    assert len(bea.dm_texts()) == 1
    petra.closes(all=True)
    petra.types("/codebuddy setup")
    petra.sees_privately("Your role in CodeBuddies is over: Project manager. It is with @Nora now.")
    assert "What needs you first" not in petra.home_text()
    assert "Ask for a buddy" in petra.home_text()


def test_an_address_that_stays_though_somebody_else_has_the_role_is_asked_about(school: School) -> None:
    """It may be one of the role; or it is still that of the person before."""
    _, people = set_up_by_ada(school)
    mateo, nora, olu = people["Mateo"], school.person("Nora"), school.person("Olu")
    mateo.types("/codebuddy setup")
    mateo.submits({"Project manager": nora})
    asks = "The e-mail address of before is shown for @Nora now. Is it right?"
    assert asks in mateo.everything_visible()
    mateo.closes(all=True)
    mateo.types("/codebuddy setup")
    mateo.submits({"Project manager": olu, "E-mail of the project manager": "olu@school.example"})
    assert "The e-mail address of before is shown for @Olu" not in mateo.everything_visible()


def test_of_two_who_change_it_at_once_the_second_is_told(school: School) -> None:
    ada, people = set_up_by_ada(school)
    mateo = people["Mateo"]
    ada.presses("Accept all that is left")
    ada.closes(all=True)
    ada.types("/codebuddy setup")
    mateo.types("/codebuddy setup")
    mateo.submits({"Backups": [people["Bea"]]})
    ada.submits({"Backups": []})
    assert "This has changed in the meantime." in ada.modal().errors["Language of the programme"]
    assert ("backup", people["Bea"].id, 0) in roles(school)


def test_a_role_that_was_taken_back_before_it_was_told_is_not_told(school: School) -> None:
    _, people = set_up_by_ada(school)
    wanda, nora = people["Wanda"], school.person("Nora")
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, wanda)
        db.add(RoleHolder(role=Role.WELLBEING, user_id=wanda.id, position=0))
        for person in (wanda, nora):
            notices.owe(db, "role", to=person.id, key=person.id, now=school.sandbox.now, roles=["wellbeing"])
    school.sandbox.advance(minutes=1)
    assert nora.dm_texts() == []
    assert len(wanda.dm_texts()) == 1


def test_a_delivery_that_comes_twice_changes_nothing_more(school: School) -> None:
    ada, people = school.person("Ada", admin=True), cast(school)
    ada.types("/codebuddy setup")
    school.sandbox.faults.twice()
    reply = ada.submits(filled(people))
    assert [ack["status"] for ack in reply.acks] == ["ok", "ok"]
    assert len(people["Petra"].dm_texts()) == 1
    assert len(roles(school)) == 4


def test_the_language_of_the_programme_is_kept(school: School) -> None:
    ada, people = school.person("Ada", admin=True), cast(school)
    ada.types("/codebuddy setup")
    ada.submits(filled(people, **{"Language of the programme": "Spanish"}))
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Settings.language)).one() == "es"


def test_a_story_that_is_set_up_can_be_set_up_again(school: School) -> None:
    stories.set_up(school)
    mateo = school.person("Mateo")
    mateo.types("/codebuddy setup")
    mateo.submits()
    assert "Saved." in mateo.modal().text
    assert mateo.dm_texts() == []


def test_the_person_named_at_the_start_may_set_up(school: School) -> None:
    ola = school.person("Ola")
    object.__setattr__(school.coordinator.deps.settings, "setup_by", ola.id)
    assert "Set up" in ola.opens_home()
    ola.types("/codebuddy setup")
    assert ola.has_modal()


def test_a_slow_slack_is_asked_about_everybody_at_once(school: School) -> None:
    ada, people = school.person("Ada", admin=True), cast(school)
    ada.types("/codebuddy setup")
    school.sandbox.faults.slow(700)
    ada.submits(filled(people), settle=False)
    school.sandbox.faults.slow(0)
    assert ada.modal().trouble is None
    assert "is set up" in ada.modal().text


def test_who_is_replaced_is_told_and_keeps_nothing(school: School) -> None:
    """Out of the channels, but not where she is one of the two; what she had to do is anybody's."""
    _, people = set_up_by_ada(school)
    petra, mateo, nora = people["Petra"], people["Mateo"], school.person("Nora")
    rooms = [stories.team(school)[2], stories.team(school, "Sara", "Petra")[2]]
    school.sandbox.settle()
    for room in rooms:
        assert room is not None
        for person in (petra, mateo):
            if person.id not in room.members:
                person.joins(room)
    with school.store.begin(school.workspace.id) as db:
        notices.task(db, TaskKind.CLASS_NUMBERS, "once", school.sandbox.now)
        db.scalars(select(Task)).one().held_by = petra.id
    assert "how many students each class has" not in mateo.opens_home()
    mateo.types("/codebuddy setup")
    mateo.submits({"Project manager": nora})
    school.sandbox.advance(minutes=2)
    of = {one.id: set(one.members) for one in school.workspace.channels()}
    left, stays = (of[room.id] for room in rooms if room is not None)
    assert petra.id not in left
    assert petra.id in stays
    assert {mateo.id, nora.id} <= left & stays
    petra.gets_dm("Your role in CodeBuddies is over: Project manager. @Mateo has changed it")
    assert "I take you out of the channels" in petra.last_dm()
    assert "how many students each class has" in nora.opens_home()
    people["Bea"].types("/codebuddy status")
    assert not any("is over" in told for told in people["Bea"].dm_texts())
