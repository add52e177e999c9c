"""Handing a role over: both say yes, either can stop it until then, and the one who had it keeps nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot import ids
from bot.services import erasing_messages, erasing_rows, handovers, people
from models import Notice, RoleHolder
from models.enums import Role
from sandbox.people import Person, Reply
from tests import stories
from tests.confidential import stored
from tests.conftest import School
from tests.flows.duty import is_away
from tests.flows.helping import asks_for, cards, press
from tests.flows.settings_screen import ONLY_MANAGERS
from tests.flows.test_digest_figures import figures, on_the_list, puts_on_the_list
from tests.flows.test_settings_history import looks
from tests.flows.test_setup import roles
from tests.flows.test_teams import team_of

WHO = "Who takes it?"
OVER = "This handover is over"
NO_MORE = "Your role in CodeBuddies is over: Project manager. It is with @Nora now."


def asks(person: Person, successor: Person) -> None:
    person.types("/codebuddy handover")
    person.submits({WHO: successor})


def hands_over(school: School, by: Person, to: Person) -> None:
    asks(by, to)
    by.closes(all=True)
    to.clicks("Yes, I take it")
    by.clicks("Hand over now")
    school.sandbox.advance(minutes=2)


def test_both_say_yes_and_the_successor_has_everything_and_the_other_nothing(
    school: School, petra: Person
) -> None:
    samira, bruno, channel = stories.team(school)
    assert channel is not None
    petra.joins(channel)
    nora = school.person("Nora")
    asks(petra, nora)
    assert "Until both of you have said yes nothing changes" in petra.modal().text
    petra.closes(all=True)
    before = roles(school)
    nora.gets_dm("would like to hand a role in CodeBuddies over to you: Project manager.")
    nora.clicks("Yes, I take it")
    assert roles(school) == before
    petra.gets_dm("@Nora says yes.")
    told = len(petra.dm_texts())
    petra.clicks("Hand over now")
    school.sandbox.advance(minutes=2)
    assert ("project_manager", nora.id, 0) in roles(school)
    assert petra.id not in str(roles(school))
    nora.gets_dm("Project manager:")
    now = next(one for one in school.workspace.channels() if one.id == channel.id)
    assert nora.id in now.members
    assert petra.id not in now.members
    assert {samira.id, bruno.id} <= set(now.members)
    assert "What needs you first" in nora.opens_home()
    assert "What needs you first" not in petra.opens_home()
    petra.types("/codebuddy settings")
    petra.sees_privately(NO_MORE)
    school.sandbox.advance(days=7)
    assert len(petra.dm_texts()) == told
    assert any("CodeBuddies" in one for one in nora.dm_texts())


def test_an_address_that_does_not_go_with_a_role_is_missed_aloud(school: School, petra: Person) -> None:
    """By the one who hands over, and by the successor, who enters hers."""
    nora, olu = school.person("Nora"), school.person("Olu")
    hands_over(school, petra, nora)
    nora.types("/codebuddy contacts")
    assert "petra@" not in nora.private_texts()[-1]
    assert "of @Nora there is none yet. It is entered in /codebuddy setup." in petra.everything_visible()
    nora.gets_dm("No e-mail address of yours is shown yet. You can enter one in /codebuddy setup.")
    nora.types("/codebuddy setup")
    nora.submits({"E-mail of the project manager": "nora@school.example"})
    nora.closes(all=True)
    with school.store.begin(school.workspace.id) as db:
        for one in db.scalars(select(RoleHolder).where(RoleHolder.user_id == nora.id)):
            one.email = None  # nothing was shown, so nothing is missed
    hands_over(school, nora, olu)
    assert "there is none yet" not in nora.everything_visible()


def test_a_backup_who_was_in_no_channel_reads_of_none(school: School, petra: Person) -> None:
    stories.team(school)
    bea, nora = school.person("Bea"), school.person("Nora")
    asks(bea, nora)
    assert "channels of the teams" not in bea.modal().text
    bea.closes(all=True)
    nora.clicks("Yes, I take it")
    bea.clicks("Hand over now")
    assert "You get no more messages for this role." in bea.everything_visible()
    assert "out of the channels" not in bea.everything_visible()


def test_what_somebody_looks_after_goes_with_it(school: School, petra: Person) -> None:
    samira, _, _ = stories.team(school)
    samira.types("/escalate")
    samira.submits({"door": "more"})
    samira.submits()
    petra.clicks("help_acknowledge")
    nora = school.person("Nora")
    petra.types("/codebuddy handover")
    assert "one call for more support that you look after" in petra.modal().text
    petra.closes()
    hands_over(school, petra, nora)
    assert "One call for more support that you looked after goes to @Nora." in " ".join(petra.dm_texts())
    assert any("Samira" in one for one in nora.dm_texts())


@pytest.mark.parametrize("why", ["is away", "asked", "is left out"])
def test_a_call_that_does_not_go_with_it_is_told_without_a_word_of_who_asked(
    school: School, petra: Person, why: str
) -> None:
    samira, bruno, _ = stories.team(school)
    mateo, to = school.person("Mateo"), bruno if why == "asked" else school.person("Bea")
    asks_for(school, bruno if why == "asked" else samira, excluded=[to.id] if why == "is left out" else [])
    petra.clicks("I look after it")
    if why == "is away":
        is_away(to, "2026-03-02", "2026-03-06")
    hands_over(school, petra, to)
    told = petra.dm_texts()[-1]
    assert f"One call for more support does not go to @{to.name}: it goes to the next in line." in told
    assert "want" not in told
    assert len(cards(mateo)) == 1


def test_either_stops_it_until_both_have_said_yes(school: School, petra: Person) -> None:
    nora, before = school.person("Nora"), roles(school)
    asks(petra, nora)
    petra.closes(all=True)
    nora.clicks("No, thank you")
    petra.gets_dm("@Nora has stopped the handover.")
    school.sandbox.advance(minutes=1)
    asks(petra, nora)
    petra.closes(all=True)
    nora.clicks("Yes, I take it")
    nora.clicks("Stop it")
    school.sandbox.advance(minutes=1)
    assert "The handover is stopped. Nobody's role has changed." in petra.dm_texts()
    assert "Hand over now" not in petra.everything_visible()
    press(school, petra, ids.HANDOVER_FINISH, "")
    petra.sees_privately(OVER)
    asks(petra, nora)
    petra.closes(all=True)
    nora.clicks("Yes, I take it")
    petra.types("/codebuddy handover")
    assert "@Nora says yes." in petra.modal().text
    petra.presses("Stop it")
    nora.gets_dm("@Petra has stopped the handover.")
    school.sandbox.advance(minutes=1)
    assert "Stop it" not in nora.everything_visible()
    petra.closes(all=True)
    assert "Stop it" not in petra.everything_visible()
    press(school, nora, ids.HANDOVER_NO, petra.id)
    nora.sees_privately(OVER)
    assert roles(school) == before


@pytest.mark.parametrize("in_modal", [True, False])
def test_a_handover_that_is_done_leaves_no_dead_buttons(
    school: School, petra: Person, *, in_modal: bool
) -> None:
    nora = school.person("Nora")
    asks(petra, nora)
    petra.closes(all=True)
    nora.clicks("Yes, I take it")
    if in_modal:
        petra.types("/codebuddy handover")
        petra.presses("Hand over now")
        petra.closes(all=True)
    else:
        petra.clicks("Hand over now")
    school.sandbox.advance(minutes=2)
    assert "The handover is done: you have the role now." in nora.dm_texts()
    assert "Stop it" not in nora.everything_visible()
    assert "Stop it" not in petra.everything_visible()
    assert ("The handover is done: @Nora has the role now." in petra.dm_texts()) == in_modal


def test_a_message_that_names_the_successor_is_found_when_she_is_erased(
    school: School, petra: Person
) -> None:
    nora = school.person("Nora")
    asks(petra, nora)
    petra.closes(all=True)
    nora.clicks("Yes, I take it")
    [said] = [text for text in petra.dm_texts() if "@Nora says yes." in text]
    with school.store.read(school.workspace.id) as db:
        places = erasing_messages.found(db, erasing_rows.Whose(nora.id, "nobody"))
        sent = db.scalars(select(Notice).where(Notice.kind == handovers.AGREED)).one()
        assert (sent.slack_channel, sent.slack_ts) in [(one.where, one.ts) for one in places], said


def test_a_guest_a_bot_and_somebody_who_has_left_are_refused_at_the_field(
    school: School, petra: Person
) -> None:
    gone = school.person("Gone")
    for nobody in (school.person("Gus", guest=True), school.workspace.bot_user, gone):
        petra.types("/codebuddy handover")
        petra.fills({WHO: nobody})
        gone.is_deactivated() if nobody is gone else None
        petra.submits()
        assert "is a bot or a guest, or has left this workspace" in petra.modal().errors[WHO]
        petra.closes(all=True)
    petra.types("/codebuddy handover")
    petra.submits({WHO: petra})
    assert petra.modal().errors[WHO] == "This is you. Please choose somebody else."


@pytest.mark.parametrize("change", [Person.becomes_guest, Person.is_deactivated])
def test_a_successor_who_becomes_a_guest_or_leaves_before_the_last_word_gets_nothing(
    school: School, petra: Person, change: Callable[[Person], Reply]
) -> None:
    nora, before = school.person("Nora"), roles(school)
    asks(petra, nora)
    petra.closes(all=True)
    nora.clicks("Yes, I take it")
    change(nora)
    petra.clicks("Hand over now")
    petra.sees_privately("is a bot or a guest, or has left this workspace")
    assert roles(school) == before


def test_without_the_successors_yes_nothing_can_be_handed_over(school: School, petra: Person) -> None:
    nora, olu, before = school.person("Nora"), school.person("Olu"), roles(school)
    asks(petra, nora)
    petra.closes(all=True)
    petra.types("/codebuddy handover")
    assert "Hand over now" not in petra.modal().text
    assert "There is no answer yet" in petra.modal().text
    petra.closes()
    olu.types("/codebuddy handover")
    olu.sees_privately(ONLY_MANAGERS)
    school.sandbox.advance(days=8)
    nora.clicks("Yes, I take it")
    nora.sees_privately(OVER)
    assert roles(school) == before


def test_whoever_lost_the_role_meanwhile_hands_nothing_over(school: School, petra: Person) -> None:
    nora = school.person("Nora")
    asks(petra, nora)
    petra.closes(all=True)
    nora.clicks("Yes, I take it")
    with school.store.begin(school.workspace.id) as db:
        db.scalars(
            select(RoleHolder).where(RoleHolder.role == Role.PROJECT_MANAGER)
        ).one().user_id = school.person("Bea").id
    petra.clicks("Hand over now")
    petra.sees_privately(OVER)
    assert nora.id not in str(roles(school))


def test_a_private_case_neither_goes_nor_stays(school: School, petra: Person) -> None:
    """The programme manager's reader's right ends with the role, and the successor was not named."""
    mateo, nora, samira = school.person("Mateo"), school.person("Nora"), school.person("Samira")
    stories.team(school)
    with school.store.begin(school.workspace.id) as db:
        stored(db, stories.vault(school), school.sandbox.now, people.acting(db, samira.id), "SECRET")
    school.sandbox.settle()
    hands_over(school, mateo, nora)
    for person in (mateo, nora):
        person.opens_home()
        person.clicks_home("Open")
        assert "SECRET" not in person.modal().text
        assert "You look after" not in person.modal().text
        person.closes(all=True)


def test_whoever_slack_leaves_in_a_channel_is_told_to_the_successor(school: School, petra: Person) -> None:
    _, _, channel = stories.team(school)
    assert channel is not None
    petra.joins(channel)
    school.sandbox.faults.next("conversations.kick", error="restricted_action")
    nora = school.person("Nora")
    hands_over(school, petra, nora)
    nora.gets_dm("Slack did not let me take @Petra out of the channel of @Samira.")


def test_who_read_the_figures_before_she_had_the_role_does_not_read_them_again_after_it(
    school: School, petra: Person
) -> None:
    nora, olu, bea = (school.person(name) for name in ("Nora", "Olu", "Bea"))
    puts_on_the_list(petra, nora, bea)
    petra.closes(all=True)
    hands_over(school, petra, nora)
    hands_over(school, nora, olu)
    assert on_the_list(school) == {bea.id}
    assert "@Nora\nTaken out: @Nora" in looks(olu)
    school.sandbox.advance(days=8)
    assert (figures(nora), len(figures(bea))) == ([], 1)


def test_the_successor_reads_what_was_noted_of_a_team_and_the_one_before_is_refused(
    school: School, petra: Person
) -> None:
    stories.team(school)
    team, nora = team_of(school, "Samira"), school.person("Nora")
    petra.opens_home()
    petra.clicks_home(f"Team {team}")
    petra.presses("Write a note")
    petra.submits({"words": "Prefers mornings"})
    petra.closes(all=True)
    hands_over(school, petra, nora)
    nora.opens_home()
    nora.clicks_home(f"Team {team}")
    assert "Prefers mornings" in nora.modal().text
    nora.closes(all=True)
    assert NO_MORE not in petra.everything_visible()
    press(school, petra, ids.TEAM_OPEN, str(team))
    assert NO_MORE in petra.everything_visible()
    assert "Prefers mornings" not in petra.everything_visible()
