"""Services called in a session of one workspace with ids of another: nothing comes back, nothing is written.

A new public function of a service that takes an id fails the test until it has a line here.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError, NoResultFound

import bot.services
from bot.errors import FactsNeeded, UserError
from bot.rules.access import Acting
from bot.rules.duty import Duty, Hours
from bot.rules.help_kinds import Kind
from bot.rules.task_days import Later
from bot.services import (
    availability,
    behind,
    breaks,
    cards,
    case_holder,
    case_reading,
    case_steps,
    cases,
    channel_members,
    channels,
    decisions,
    drafts,
    duty,
    help_record,
    home,
    imports,
    managers,
    minors,
    never_pairs,
    notices,
    nudges,
    offers,
    people,
    proposals,
    remedies,
    report_orders,
    requests,
    resting,
    sessions,
    taking_off,
    task_moves,
    tasks,
    teams,
    volunteers,
)
from bot.services import help_answers as answers
from bot.services.offering import Offer
from bot.services.proposals import Ended
from bot.services.wishes import Wishes
from bot.vault import WorkspaceVault
from models.enums import FormKind, TaskKind
from models.store import Db, OutOfBounds
from tests.isolation.asking import NAMED_ONLY, OF_ASKING
from tests.isolation.digests import NAMES_OF_DIGESTS, OF_DIGESTS
from tests.isolation.endings import BY_NUMBER, NAMES_OF_ENDS, OF_ENDS
from tests.isolation.helping import OF_HELP
from tests.isolation.meetings import OF_MEETINGS
from tests.isolation.of_settings import OF_SETTINGS, OF_SETTINGS_NAMED
from tests.isolation.own_data import ERASING_BY_NAME, OF_ERASING, OF_OWN_DATA, OWN_DATA_BY_NAME
from tests.isolation.own_pairs import OF_OWN_PAIRS, OWN_PAIRS_BY_NAME
from tests.isolation.pairs import OF_PAIRS
from tests.isolation.resting import OF_RESTING
from tests.isolation.sessions import OF_SESSIONS
from tests.isolation.team_pages import BY_MARK, OF_TEAM_PAGES
from tests.isolation.test_foreign_ids import only
from tests.isolation.world import World
from tests.straight import HERE, THERE, Program

WISHES = Wishes("web-en", ("en",), (), "", fluent=("en",))
OFFER = Offer(("en",), (), 1, "", fluent=("en",))
Call = Callable[[Db, datetime, WorkspaceVault, Acting, World], Any]
NOT_HERE: dict[str, Call] = {
    **OF_ERASING,
    "availability.take_due": lambda db, now, vault, who, far: availability.take_due(
        db, now + timedelta(days=99), far.people["vera"]
    ),
    "case_reading.read": lambda db, now, vault, who, far: case_reading.read(db, vault, now, who, far.case),
    "case_reading.acknowledge": lambda db, now, vault, who, far: case_reading.acknowledge(
        db, vault, now, who, far.case
    ),
    "case_reading.reopen": lambda db, now, vault, who, far: case_reading.reopen(
        db, vault, now, who, far.case
    ),
    "case_reading.close": lambda db, now, vault, who, far: case_reading.close(db, vault, now, who, far.case),
    "case_reading.pass_on": lambda db, now, vault, who, far: case_reading.pass_on(
        db, vault, now, who, far.case, far.people["wanda"]
    ),
    "cases.withdraw": lambda db, now, vault, who, far: cases.withdraw(db, vault, now, who, far.case),
    "cases.withdraw_older": lambda db, now, vault, who, far: cases.withdraw_older(
        db, vault, now, who, far.case
    ),
    "cases.is_own": lambda db, now, vault, who, far: cases.is_own(db, vault, now, who, far.case),
    "cases.open_one": lambda db, now, vault, who, far: cases.open_one(db, vault, now, who, far.case),
    "cases.add": lambda db, now, vault, who, far: cases.add(db, vault, now, who, far.case, "x"),
    "cases.agree": lambda db, now, vault, who, far: cases.agree(db, vault, now, who, far.case),
    "case_steps.still_asks": lambda db, now, vault, who, far: case_steps.still_asks(
        db, vault, now, far.case, far.people["mateo"]
    ),
    "case_steps.is_open_to": lambda db, now, vault, who, far: case_steps.is_open_to(
        db, vault, far.case, far.people["mateo"]
    ),
    "case_steps.asker": lambda db, now, vault, who, far: case_steps.asker(db, vault, far.case, unread=False),
    "case_steps.take_due": lambda db, now, vault, who, far: case_steps.take_due(
        db, vault, now + timedelta(days=90), far.case
    ),
    "case_steps.unreachable": lambda db, now, vault, who, far: case_steps.unreachable(
        db, vault, now, far.case, 0, far.people["mateo"]
    ),
    "case_steps.not_passed": lambda db, now, vault, who, far: case_steps.not_passed(
        db, now, far.case, far.people["mateo"]
    ),
    "case_steps.not_reminded": lambda db, now, vault, who, far: case_steps.not_reminded(
        db, vault, now, far.people["mateo"]
    ),
    "case_holder.held": lambda db, now, vault, who, far: case_holder.held(db, far.people["mateo"]),
    "case_steps.present_readers": lambda db, now, vault, who, far: case_steps.present_readers(db, far.case),
    "case_steps.locked": lambda db, now, vault, who, far: case_steps.locked(db, far.case),
    "case_steps.hold": lambda db, now, vault, who, far: case_steps.hold(db, [far.case]),
    "breaks.remove": lambda db, now, vault, who, far: breaks.remove(db, now, who, far.school_break),
    "breaks.is_told": lambda db, now, vault, who, far: breaks.is_told(db, far.school_break, now),
    "breaks.is_over": lambda db, now, vault, who, far: breaks.is_over(
        db, far.school_break, now + timedelta(days=99)
    ),
    "breaks.take_due": lambda db, now, vault, who, far: breaks.take_due(
        db, now + timedelta(days=99), far.school_break
    ),
    "channels.standing_in": lambda db, now, vault, who, far: channels.standing_in(db, far.team),
    "channels.launching": lambda db, now, vault, who, far: channels.launching(db, far.team),
    "channels.belongs": lambda db, now, vault, who, far: channels.belongs(db, far.team, "U1") or None,
    "channels.name_for": lambda db, now, vault, who, far: channels.name_for(db, far.team),
    "channels.made": lambda db, now, vault, who, far: channels.made(db, now, far.team, "C1"),
    "channels.welcomed": lambda db, now, vault, who, far: channels.welcomed(db, now, far.team, "1.0"),
    "channels.launched": lambda db, now, vault, who, far: channels.launched(db, now, far.team),
    "channels.not_made": lambda db, now, vault, who, far: channels.not_made(db, now, far.team, 1, "x"),
    "channels.closed": lambda db, now, vault, who, far: channels.closed(db, now, far.channel, "archived"),
    "channels.unreachable": lambda db, now, vault, who, far: channels.unreachable(db, now, far.team, "x"),
    "channels.found_again": lambda db, now, vault, who, far: channels.found_again(db, now, far.channel),
    "channel_members.left": lambda db, now, vault, who, far: channel_members.left(
        db, now, far.channel, far.people["bruno"]
    ),
    "channel_members.joined": lambda db, now, vault, who, far: channel_members.joined(
        db, now, far.channel, far.people["bruno"]
    ),
    "channel_members.has_left_workspace": lambda db, now, vault, who, far: channel_members.has_left_workspace(
        db, now, far.people["bruno"]
    ),
    "channel_members.again": lambda db, now, vault, who, far: channel_members.again(db, now, who, far.task),
    "channel_members.task_of": lambda db, now, vault, who, far: channel_members.task_of(
        db, far.people["bruno"], far.team, TaskKind.LEFT_CHANNEL
    ),
    "channel_members.open_of": lambda db, now, vault, who, far: channel_members.open_of(
        db, far.people["bruno"], far.team
    ),
    "channels.again": lambda db, now, vault, who, far: channels.again(db, now, who, far.team),
    **{
        f"decisions.{name}": lambda db, now, vault, who, far, name=name: getattr(decisions, name)(
            db, now, who, far.proposal
        )
        for name in (
            *("approve", "reject", "take_back", "volunteer_accepts", "volunteer_is_full"),
            *("student_accepts", "student_declines"),
        )
    },
    "duty.require_may_change": lambda db, now, vault, who, far: duty.require_may_change(
        db, who, far.people["petra"]
    ),
    "duty.change": lambda db, now, vault, who, far: duty.change(
        db, now, who, far.people["petra"], Duty(Hours(ZoneInfo("UTC"))), duty.version(db, far.people["petra"])
    ),
    "duty.gone": lambda db, now, vault, who, far: duty.gone(db, now, far.people["petra"]),
    "duty.not_waited_for": lambda db, now, vault, who, far: duty.not_waited_for(db, far.people["petra"], now),
    "duty.kept_out": lambda db, now, vault, who, far: duty.kept_out(db, far.people["petra"], now),
    "duty.off_duty": lambda db, now, vault, who, far: duty.off_duty(db, far.people["petra"], now),
    **OF_PAIRS,
    **OF_MEETINGS,
    **OF_HELP,
    **OF_RESTING,
    **OF_SETTINGS,
    **OF_ASKING,
    **OF_ENDS,
    **OF_DIGESTS,
    **OF_TEAM_PAGES,
    "drafts.of": lambda db, now, vault, who, far: drafts.of(
        db, vault, now, far.people["olu"], FormKind.REQUEST
    ),
    "drafts.taken": lambda db, now, vault, who, far: drafts.taken(
        db, vault, now, far.people["olu"], FormKind.REQUEST
    ),
    "drafts.keep": lambda db, now, vault, who, far: drafts.keep(
        db, vault, now, far.people["olu"], FormKind.REQUEST, {}
    ),
    "drafts.forget": lambda db, now, vault, who, far: drafts.forget(db, far.people["olu"], FormKind.REQUEST),
    "offers.not_reached": lambda db, now, vault, who, far: offers.not_reached(db, now, far.proposal),
    "offers.take_due": lambda db, now, vault, who, far: offers.take_due(
        db, now + timedelta(days=9), far.proposal
    ),
    "remedies.asked": lambda db, now, vault, who, far: remedies.asked(db, vault, now, who, far.request),
    "remedies.find": lambda db, now, vault, who, far: remedies.find(db, vault, now, far.request, who.user_id),
    "requests.before": lambda db, now, vault, who, far: requests.before(db, far.people["rosa"]),
    "requests.languages_before": lambda db, now, vault, who, far: requests.languages_before(
        db, far.people["rosa"]
    ),
    "volunteers.read": lambda db, now, vault, who, far: volunteers.read(db, who, far.people["vera"]),
    "nudges.sent": lambda db, now, vault, who, far: nudges.sent(db, far.team),
    "people.acting": lambda db, now, vault, who, far: people.acting(db, far.people["petra"]),
    "people.is_known": lambda db, now, vault, who, far: people.is_known(db, far.people["petra"]),
    "people.is_unread": lambda db, now, vault, who, far: people.is_unread(db, far.people["petra"]),
    "minors.agreed_in_teams": lambda db, now, vault, who, far: minors.agreed_in_teams(db, [far.team]),
    "never_pairs.volunteer_accepts": lambda db, now, vault, who, far: never_pairs.volunteer_accepts(
        db, vault, now, who, far.proposal
    ),
    "taking_off.looked_at": lambda db, now, vault, who, far: taking_off.looked_at(db, who, far.request),
    "taking_off.take_off": lambda db, now, vault, who, far: taking_off.take_off(
        db, now, who, far.request, "something_else"
    ),
    "taking_off.taken_off": lambda db, now, vault, who, far: taking_off.taken_off(db, now, far.request),
    **OF_OWN_PAIRS,
    "proposals.show": lambda db, now, vault, who, far: proposals.show(db, now, far.proposal),
    "proposals.open_of": lambda db, now, vault, who, far: proposals.open_of(
        db, now, volunteer_id=far.people["vera"]
    ),
    "proposals.withdraw": lambda db, now, vault, who, far: proposals.withdraw(
        db, now, who, far.proposal, Ended.LEFT
    ),
    "proposals.locked": lambda db, now, vault, who, far: proposals.locked(db, far.proposal),
    "proposals.taken": lambda db, now, vault, who, far: proposals.taken(db, far.people["bruno"]),
    "requests.own": lambda db, now, vault, who, far: requests.own(db, now, far.people["rosa"]),
    "requests.note": lambda db, now, vault, who, far: requests.note(db, vault, far.request),
    "requests.put_back": lambda db, now, vault, who, far: requests.put_back(db, now, who, far.request),
    "requests.withdrawn": lambda db, now, vault, who, far: requests.withdrawn(db, now, far.people["rosa"]),
    "requests.withdraw": lambda db, now, vault, who, far: requests.withdraw(db, now, who, far.request),
    "sessions.own_teams": lambda db, now, vault, who, far: sessions.own_teams(db, far.people["samira"], now),
    "sessions.active_team": lambda db, now, vault, who, far: sessions.active_team(db, far.team, now),
    "sessions.undo": lambda db, now, vault, who, far: sessions.undo(db, now, who, far.session),
    "sessions.another": lambda db, now, vault, who, far: sessions.another(db, now, who, far.session),
    "sessions.the_same": lambda db, now, vault, who, far: sessions.the_same(db, now, who, far.session),
    "sessions.own_session": lambda db, now, vault, who, far: sessions.own_session(db, now, who, far.session),
    "sessions.own_team": lambda db, now, vault, who, far: sessions.own_team(db, now, who, far.team),
    "sessions.alone": lambda db, now, vault, who, far: sessions.alone(db, far.team),
    **OF_SESSIONS,
    "task_moves.card": lambda db, now, vault, who, far: task_moves.card(db, now, who, far.task),
    "task_moves.put_off": lambda db, now, vault, who, far: task_moves.put_off(
        db, now, who, far.task, 0, Later.TOMORROW
    ),
    "task_moves.put_off_to": lambda db, now, vault, who, far: task_moves.put_off_to(
        db, now, who, far.task, 0, now.date() + timedelta(days=2)
    ),
    "task_moves.pass_on": lambda db, now, vault, who, far: task_moves.pass_on(
        db, now, who, far.task, 0, who.user_id
    ),
    "task_moves.back": lambda db, now, vault, who, far: task_moves.back(db, now, who, far.task),
    "task_moves.passed": lambda db, now, vault, who, far: task_moves.passed(db, far.task, who.user_id, 0),
    "tasks.to_move": lambda db, now, vault, who, far: tasks.to_move(db, who, far.task),
    "tasks.done": lambda db, now, vault, who, far: tasks.done(db, now, who, far.task),
    "tasks.put_back": lambda db, now, vault, who, far: tasks.put_back(db, now, who, far.done_task),
    "teams.form": lambda db, now, vault, who, far: teams.form(db, now, who, far.proposal),
    "teams.introduced": lambda db, now, vault, who, far: teams.introduced(db, now, who, far.team),
    **{
        f"volunteers.{name}": lambda db, now, vault, who, far, name=name: getattr(volunteers, name)(
            db, now, who, far.people["vera"]
        )
        for name in ("ask_for_chat", "not_now")
    },
    "volunteers.let_go": lambda db, now, vault, who, far: volunteers.let_go(db, now, far.people["vera"]),
    "volunteers.is_check_due": lambda db, now, vault, who, far: volunteers.is_check_due(
        db, who, far.people["vera"]
    ),
    "volunteers.row_of": lambda db, now, vault, who, far: volunteers.row_of(db, far.people["vera"]),
    "volunteers.own": lambda db, now, vault, who, far: volunteers.own(db, far.people["vera"]),
    "volunteers.approve": lambda db, now, vault, who, far: volunteers.approve(
        db, now, who, far.people["vera"]
    ),
    "help_record.is_kept_from_somebody": lambda db, now, vault, who, far: help_record.is_kept_from_somebody(
        db, far.call
    ),
    "volunteers.pause": lambda db, now, vault, who, far: volunteers.pause(db, now, who, far.people["vera"]),
}
"""Called in a session of this workspace with an id of the other: nothing comes back, nothing is written."""
A_NAME_ONLY: dict[str, Call] = {
    **OWN_DATA_BY_NAME,
    **ERASING_BY_NAME,
    **NAMED_ONLY,
    **OF_SETTINGS_NAMED,
    **NAMES_OF_ENDS,
    **NAMES_OF_DIGESTS,
    "help_answers.unanswered": lambda db, now, vault, who, far: answers.unanswered(
        db, now, far.people["petra"]
    ),
    "imports.request": lambda db, now, vault, who, far: imports.request(
        db, vault, now, far.people["rosa"], WISHES, "", now
    ),
    "imports.offer": lambda db, now, vault, who, far: imports.offer(
        db, now, far.people["vera"], OFFER, now, approved=True
    ),
    "requests.new_row": lambda db, now, vault, who, far: None,
    "channels.not_invited": lambda db, now, vault, who, far: None,
    "duty.is_asked": lambda db, now, vault, who, far: duty.is_asked(db, far.people["petra"]),
    "duty.own": lambda db, now, vault, who, far: duty.own(db, far.people["petra"]),
    "duty.version": lambda db, now, vault, who, far: duty.version(db, far.people["petra"]),
    "home.refresh": lambda db, now, vault, who, far: home.refresh(db, far.people["petra"], "k", now),
    "home.refresh_each": lambda db, now, vault, who, far: home.refresh_each(
        db, [far.people["petra"]], "k", now
    ),
    "notices.record": lambda db, now, vault, who, far: notices.record(db, who, now, "team", far.team, "x"),
    "people.language_of": lambda db, now, vault, who, far: people.language_of(db, far.people["petra"]),
    "people.languages_of": lambda db, now, vault, who, far: people.languages_of(db, [far.people["samira"]]),
    "people.timezone_of": lambda db, now, vault, who, far: people.timezone_of(db, far.people["petra"]),
    "people.timezones_of": lambda db, now, vault, who, far: people.timezones_of(db, [far.people["petra"]]),
    "cards.owe_proposals": lambda db, now, vault, who, far: cards.owe_proposals(
        db, now, [far.proposal], who.user_id
    ),
    "managers.tell_of_pair": lambda db, now, vault, who, far: managers.tell_of_pair(
        db, now, "passed_on", far.proposal, far.people["bruno"]
    ),
    "report_orders.may_have": lambda db, now, vault, who, far: report_orders.may_have(
        db, far.people["petra"]
    ),
    **OF_OWN_DATA,
    **OWN_PAIRS_BY_NAME,
    "cards.owe_offers": lambda db, now, vault, who, far: cards.owe_offers(
        db, now, [far.people["vera"]], who.user_id
    ),
    "behind.door": lambda db, now, vault, who, far: behind.door(db, now, far.people["petra"], Kind.TALK),
    "behind.doors": lambda db, now, vault, who, far: behind.doors(db, now, far.people["petra"]),
    "behind.never": lambda db, now, vault, who, far: (
        behind.never(db, far.people["samira"], Kind.UNSAFE) - {far.people["samira"]}
    ),
    "teams.owe_launch": lambda db, now, vault, who, far: teams.owe_launch(db, now, far.team, "k"),
    "resting.day_after": lambda db, now, vault, who, far: resting.day_after(db, far.team, now.date()),
    "sessions.team_here": lambda db, now, vault, who, far: None,
    "sessions.team_chosen": lambda db, now, vault, who, far: None,
}
"""An id is a name to these: it is written down here, or compared; the other workspace's rows stay as they are."""
FOR_SWEEPS = {
    *("notices.owe_teams", "workspaces.ensure", "workspaces.other_than", "leaving.erase", "leaving.is_over"),
    *("workspaces.arrive", "organisations.settle", "organisations.taken_out", "organisations.agree"),
    *("inbox.keep", "inbox.earlier", "case_content.seal", "stand_ins.open_mark"),
}
"""Called with what the store itself has given, or with the id of a delivery."""


def taking_ids() -> set[str]:
    """Public functions of services that take an id of something."""
    found = set()
    for module in pkgutil.iter_modules(bot.services.__path__):
        loaded = import_module(f"bot.services.{module.name}")
        for name, function in vars(loaded).items():
            if not inspect.isfunction(function) or function.__module__ != loaded.__name__ or name[0] == "_":
                continue
            if any(one.endswith(("_id", "_ids")) for one in inspect.signature(function).parameters):
                found.add(f"{module.name}.{name}")
    return found


def test_every_service_that_takes_an_id_is_tried() -> None:
    assert taking_ids() == {*NOT_HERE, *A_NAME_ONLY, *FOR_SWEEPS}


def test_a_service_finds_nothing_of_another_workspace(running: Program, here: World, there: World) -> None:
    before = running.rows()
    for name, call in {**NOT_HERE, **BY_NUMBER, **BY_MARK}.items():
        assert not _called(running, here, there, call), name
    assert running.rows() == before


def test_a_name_of_another_workspace_leaves_that_as_it_is(
    running: Program, here: World, there: World
) -> None:
    before = running.rows()
    for name, call in A_NAME_ONLY.items():
        assert there.words not in repr(_called(running, here, there, call)), name
    assert only(running.rows(), THERE) == only(before, THERE)


def _called(running: Program, here: World, there: World, call: Call) -> Any:
    """What came back; None where it was refused and rolled back."""
    deps = running.coordinator.deps
    try:
        with deps.store.begin(HERE) as db:
            who = people.acting(db, here.people["mateo"])
            return call(db, running.now, deps.vaults.of(HERE), who, there)
    except (UserError, FactsNeeded, OutOfBounds, NoResultFound, IntegrityError):
        return None
