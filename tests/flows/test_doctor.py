"""`/codebuddy doctor`: each story breaks one thing and reads the sentence about it, and nothing else is called wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import create_engine, select, text

from bot.delivery import checkup as asking
from bot.rules.checkup import SCOPES, Part, Trouble
from bot.services import checkup, notices
from bot.vault import KeyRing
from bot.views import checkup as views
from models import Notice, RoleHolder, Settings, Slot, Team
from models import Person as Member
from models.enums import Role
from models.store import Store
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.duty import names_stand_ins
from tests.flows.settings_screen import ONLY_MANAGERS, change_settings
from tests.house.test_manifests import manifest

FINE = {
    "Key ring": "it opens what is stored here.",
    "Database": "it has the right tables, takes what I write, and has room.",
    "Messages that wait": "everything leaves in time.",
    "Who is asked for help": "somebody is there for each kind of help.",
    "Permissions in Slack": "I have all I need.",
    "Channels": "I am in all channels where I should be.",
    "Clock": "it agrees with Slack's.",
}
AT_ONCE = tuple(FINE)[:4]
GONE = "In a role, but gone from Slack or a guest now: "


def looks(person: Person) -> tuple[str, str]:
    """What she reads at once, and the message that follows."""
    return person.types("/codebuddy doctor").text, person.last_dm()


def only_wrong(said: tuple[str, str], part: str) -> None:
    """Everything but one part is fine."""
    for name, fine in FINE.items():
        where = said[0] if name in AT_ONCE else said[1]
        assert (f"*{name}:* {fine}" in where or f"{name}: {fine}" in where) == (name != part), name


@pytest.fixture
def well(school: School, petra: Person) -> Person:
    """A school in which nothing is wrong: a team with its channel, and a channel for questions with the program in it."""
    stories.team(school)
    channel = school.workspace.channel("support-technical", bot=True)
    change_settings(school, support_channel_id=channel.id)
    school.sandbox.settle()
    return petra


def test_where_all_is_well_each_part_says_so(well: Person) -> None:
    said = looks(well)
    only_wrong(said, "")
    assert "⚠️" not in "".join(said)
    assert "Now I ask Slack" in said[0]


def test_a_missing_permission_is_named_with_what_it_costs(school: School, well: Person) -> None:
    school.workspace.revoke_scope("pins:write")
    said = looks(well)
    only_wrong(said, "Permissions in Slack")
    assert "Slack has not given me: pins:write (I cannot pin the welcome of a team)." in said[1].replace(
        "`", ""
    )
    assert "Reinstall to Workspace" in said[1]


def test_without_the_right_to_see_channels_it_says_that_it_could_not_look(
    school: School, well: Person
) -> None:
    school.workspace.revoke_scope("groups:read")
    _, message = looks(well)
    assert "I could not look at my channels: Slack says missing_scope." in message
    assert "groups:read" in message


def test_a_team_whose_channel_the_program_is_not_in_is_named(school: School, well: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Team)).one().channel_id = "C0ELSEWHERE"
    said = looks(well)
    only_wrong(said, "Channels")
    assert "I am not in the channel of one team any more: @Samira." in said[1]


def test_the_channel_for_questions_is_looked_at(school: School, well: Person) -> None:
    without = school.workspace.channel("help-without")
    change_settings(school, support_channel_id=without.id)
    said = looks(well)
    only_wrong(said, "Channels")
    assert "it is gone, or private and without me. Type /invite @CodeBuddies there" in said[1]
    archived = school.workspace.channel("help-once", bot=True, archived=True)
    change_settings(school, support_channel_id=archived.id)
    assert "is archived. Bring it back, or choose another one" in looks(well)[1]


def test_a_public_channel_that_the_program_is_not_in_is_told_too(school: School, well: Person) -> None:
    public = school.workspace.channel("help", private=False)
    change_settings(school, support_channel_id=public.id)
    said = looks(well)
    only_wrong(said, "Channels")
    assert "I am not in the channel for questions, #help. Type /invite @CodeBuddies there." in said[1]


def test_a_channel_for_questions_that_takes_nothing_is_tried_again_from_the_list(
    school: School, well: Person
) -> None:
    school.sandbox.faults.next("chat.postEphemeral", error="restricted_action")
    said = looks(well)
    only_wrong(said, "Channels")
    assert "I could not write in the channel for questions" in said[1]
    assert "Then a manager presses “Try again”, in the list of my Home tab." in said[1]
    assert "I cannot post questions in" in well.opens_home()
    well.clicks_home("All tasks")
    well.presses("Try again")
    assert "I try to say hello in" in well.modal().text
    samira = school.person("Samira")
    channel = next(one for one in school.workspace.channels() if one.name == "support-technical")
    samira.joins(channel)
    samira.sees("From now on I post questions", in_channel=channel)


def test_in_the_channel_for_questions_only_the_one_who_asks_reads_the_try(
    school: School, well: Person
) -> None:
    channel = school.workspace.channel("help", well, school.person("Samira"), private=False, bot=True)
    change_settings(school, support_channel_id=channel.id)
    only_wrong(looks(well), "")
    well.sees_privately("Check-up: I can write here. Only you see this line.")
    school.person("Samira").does_not_see("Check-up")


def test_a_clock_that_is_off_is_told_by_how_much(school: School, well: Person) -> None:
    school.sandbox.faults.ahead(600)
    said = looks(well)
    only_wrong(said, "Clock")
    assert "The clock of my server is 10 minutes slow." in said[1]
    school.sandbox.faults.ahead(-90)
    school.sandbox.advance(minutes=1)
    assert "The clock of my server is 90 seconds fast." in looks(well)[1]


def test_a_door_with_nobody_behind_it(school: School, well: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        for row in db.scalars(select(RoleHolder).where(RoleHolder.role == Role.PROGRAMME_MANAGER)):
            db.delete(row)
    said = looks(well)
    only_wrong(said, "Who is asked for help")
    assert "nobody reads it at the moment" in said[0]


@pytest.mark.parametrize("how", ["is_gone", "is_guest"])
def test_a_role_of_somebody_who_is_not_here_any_more_is_told_though_another_is_behind(
    school: School, well: Person, how: str
) -> None:
    """Nobody is named who reads in confidence."""
    mateo, bea, wanda = (school.person(name) for name in ("Mateo", "Bea", "Wanda"))
    names_stand_ins(mateo, wanda)
    with school.store.begin(school.workspace.id) as db:
        for row in db.scalars(select(Member).where(Member.user_id.in_([bea.id, wanda.id]))):
            setattr(row, how, True)
    said = looks(well)
    only_wrong(said, "Who is asked for help")
    assert f"{GONE}@Bea. I do not ask them. Choose somebody else in /codebuddy setup." in said[0]
    assert "@Wanda" not in said[0]


def test_before_the_set_up_it_says_what_comes_first(school: School) -> None:
    ada = school.person("Ada", admin=True)
    said = looks(ada)
    only_wrong(said, "Who is asked for help")
    assert "Nobody is named yet" in said[0]
    assert "Type /codebuddy setup." in said[0]


def test_a_message_that_does_not_leave_is_told_with_its_age(school: School, well: Person) -> None:
    school.sandbox.faults.next("chat.postMessage", http=503, times=10_000)
    with school.store.begin(school.workspace.id) as db:
        notices.owe(
            db,
            "role",
            to=school.person("Mateo").id,
            key="x",
            now=school.sandbox.now,
            roles=["programme_manager"],
        )
    school.sandbox.advance(hours=1)
    told = well.types("/codebuddy doctor", settle=False).text
    assert "The oldest message should have left 60 minutes ago." in told
    school.sandbox.faults.clear()
    school.sandbox.advance(hours=2)
    only_wrong(looks(well), "")


def test_a_token_that_slack_refuses_is_told_at_once_for_no_message_can_tell_it(
    school: School, well: Person
) -> None:
    for method in ("chat.postMessage", "auth.test"):
        school.sandbox.faults.next(method, error="invalid_auth", times=10_000)
    with school.store.begin(school.workspace.id) as db:
        told = {"to": school.person("Mateo").id, "key": "x", "now": school.sandbox.now}
        notices.owe(db, "role", roles=["programme_manager"], **told)
    school.sandbox.advance(minutes=1)
    said = well.types("/codebuddy doctor", settle=False).text
    assert "Slack does not take the token of the app (invalid_auth)." in said
    assert "SLACK_BOT_TOKEN" in said
    school.sandbox.faults.clear()
    school.sandbox.advance(hours=2)
    only_wrong(looks(well), "")


def test_once_slack_takes_the_token_again_it_is_told_no_more_and_what_waited_leaves(
    school: School, well: Person
) -> None:
    """The token was refused for so long that the next try is an hour away."""
    mateo = school.person("Mateo")
    school.sandbox.faults.next("chat.postMessage", error="invalid_auth", times=10_000)
    with school.store.begin(school.workspace.id) as db:
        told = {"to": mateo.id, "key": "x", "now": school.sandbox.now}
        notices.owe(db, "role", roles=["programme_manager"], **told)
    school.sandbox.advance(hours=3)
    school.sandbox.faults.clear()
    assert "(invalid_auth)" in well.types("/codebuddy doctor", settle=False).text
    school.sandbox.advance(minutes=1)
    assert "(invalid_auth)" not in well.types("/codebuddy doctor", settle=False).text
    mateo.gets_dm("You have a role in CodeBuddies")


def test_a_message_of_a_confidential_case_is_never_counted(school: School, well: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        long_ago = school.sandbox.now - timedelta(hours=9)
        notices.owe(db, "private_there", to="case:x", key="x", now=school.sandbox.now, at=long_ago)
        db.scalars(select(Notice).where(Notice.kind == "private_there")).one().reason = "invalid_auth"
    told = well.types("/codebuddy doctor", settle=False).text
    assert "everything leaves in time." in told
    assert "invalid_auth" not in told


def test_a_clockwork_that_stands_is_told(school: School, well: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.add(Slot(kind="nudge", timezone="Asia/Tokyo", due_at=school.sandbox.now - timedelta(hours=5)))
    told = well.types("/codebuddy doctor", settle=False).text
    assert "A reminder or a summary should have been made 5 hours ago." in told


class Disk(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_is_told_before_it_is_full(well: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Disk(10**12, 10**12 - 10**7, 99 * 1024 * 1024))
    said = looks(well)
    only_wrong(said, "Database")
    assert "There are only 99 MB free" in said[0]


def test_tables_of_another_version_are_told(school: School, well: Person) -> None:
    with revision(school, "0001"):
        said = looks(well)
    only_wrong(said, "Database")
    assert "python app.py migrate" in said[0]


@contextmanager
def revision(school: School, number: str) -> Iterator[None]:
    was = _revision(school.store, number)
    yield
    _revision(school.store, was)


def _revision(store: Store, number: str) -> str:
    with store.engine.begin() as connection:
        was = connection.execute(text("select version_num from alembic_version")).scalar_one()
        connection.execute(text("update alembic_version set version_num = :number"), {"number": number})
    return str(was)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_whose_clock_is_off_is_told(school: School, well: Person) -> None:
    """`clock_timestamp` of another schema, which is looked at first."""
    owner, ours = create_engine(school.store.url), school.store.engine
    with owner.begin() as connection:
        connection.execute(text("create schema wrong; grant usage on schema wrong to public"))
        connection.execute(
            text(
                "create function wrong.clock_timestamp() returns timestamptz language sql as "
                "$$ select pg_catalog.clock_timestamp() + interval '10 minutes' $$"
            )
        )
        name = connection.execute(text("select current_database()")).scalar_one()
        connection.execute(text(f'alter database "{name}" set search_path = wrong, public, pg_catalog'))
    ours.dispose()
    try:
        told = well.types("/codebuddy doctor", settle=False).text
    finally:
        with owner.begin() as connection:
            connection.execute(text(f'alter database "{name}" reset search_path'))
            connection.execute(text("drop schema wrong cascade"))
        owner.dispose()
        ours.dispose()
    assert "The clocks of the database and of my server are 10 minutes apart." in told


def test_keys_that_do_not_open_the_store_are_told(school: School, well: Person) -> None:
    settings = school.coordinator.deps.settings
    right = settings.keys
    object.__setattr__(settings, "keys", type(right)(KeyRing.new("k7").text()))
    said = looks(well)
    object.__setattr__(settings, "keys", right)
    only_wrong(said, "Key ring")
    assert "The keys that I am given do not open what is stored here." in said[0]


def test_a_file_of_keys_that_is_gone_is_told(school: School, well: Person) -> None:
    settings = school.coordinator.deps.settings
    right = settings.keys
    object.__setattr__(settings, "keys", type(right)("file:/nowhere/keys"))
    said = looks(well)
    object.__setattr__(settings, "keys", right)
    only_wrong(said, "Key ring")
    assert "The file with the keys is gone or damaged." in said[0]


def test_a_slack_that_does_not_say_is_told(school: School, well: Person) -> None:
    school.sandbox.faults.next("auth.test", error="enterprise_is_restricted")
    _, message = looks(well)
    assert "Slack did not answer my question (enterprise_is_restricted)." in message


def test_nobody_else_may_and_whoever_loses_the_right_reads_no_message(school: School, well: Person) -> None:
    samira = school.person("Samira")
    samira.types("/codebuddy doctor")
    samira.sees_privately(ONLY_MANAGERS)
    before = well.dm_texts()
    with school.store.begin(school.workspace.id) as db:
        for row in db.scalars(select(RoleHolder).where(RoleHolder.user_id == well.id)):
            db.delete(row)
        checkup.ask_slack(db, school.sandbox.now, well.id, "x")
    school.sandbox.advance(minutes=1)
    assert well.dm_texts() == before


def test_the_button_shows_the_same_on_top_of_the_settings(well: Person) -> None:
    well.types("/codebuddy settings")
    well.presses("Check-up")
    assert "everything leaves in time." in well.modal().text
    assert "I have all I need." in well.last_dm()


def test_many_channels_are_read_page_by_page() -> None:
    known: dict[str, object] = {"look": {}}
    channels = [f"C{number:04}" for number in range(450)]
    for page in range(3):
        call = asking.question(known, channels)
        assert call is not None
        here = [{"id": one} for one in channels[page * 200 : page * 200 + 200] if one != "C0007"]
        following = {"next_cursor": f"next:{page}"} if page < 2 else {}
        known |= asking.answered(known, call, {"channels": here, "response_metadata": following}, channels)
    assert asking.question(known, channels) is None
    assert known["unseen"] == ["C0007"]


def test_every_trouble_has_its_sentence_and_every_permission_is_the_manifests() -> None:
    assert set(views._WORDS) == set(Trouble)
    assert set(SCOPES) == set(manifest("manifest.socket.json")["oauth_config"]["scopes"]["bot"])
    assert {*views.AT_ONCE, *views.FROM_SLACK} == set(Part)


def test_settings_stay_as_they_are(school: School, well: Person) -> None:
    with school.store.read(school.workspace.id) as db:
        before = db.scalars(select(Settings)).one().match_due_at
    looks(well)
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Settings)).one().match_due_at == before
