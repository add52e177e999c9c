"""Ids of another workspace, in every button, form, command and event: they do not exist here.

Every listener is called as Slack would, by a manager, a member and somebody without a role, with each kind of
id of a second workspace in the same database. A new listener without a line in `PLANTED` fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot import ids
from bot.rules import breaks
from bot.rules.intake import BLOCKS
from bot.views.settings_forms import MODALS
from tests import stories, versions
from tests.first_questions import FIRST_QUESTIONS
from tests.isolation import endings, team_pages
from tests.isolation.asking import CLICKS, OF_ASKING_FORMS, PAIRS, of_asking
from tests.isolation.digests import OF_DIGESTS_BUTTONS, OF_DIGESTS_FORMS
from tests.isolation.helping import OF_HELP_FORMS, of_calls
from tests.isolation.meetings import OF_MEETINGS_BUTTONS, OF_MEETINGS_FORMS, of_meetings
from tests.isolation.of_settings import OF_SETTINGS_BUTTONS, OF_SETTINGS_FORMS
from tests.isolation.pairs import OF_PAIRS_FORMS, of_pairs
from tests.isolation.resting import STAND_INS, of_stand_ins
from tests.isolation.world import World
from tests.straight import (
    HERE,
    THERE,
    Json,
    Program,
    click,
    click_in,
    command,
    event,
    shortcut,
    submission,
)

VALUE, STEPS, WORDS, NONE = "the button's value", "a step and an id", "the text", "nothing to plant"
PAIR = "an id and a number"
PLANTED: dict[tuple[str, str], str | tuple[str, ...]] = {
    ("command", ids.CODEBUDDY): WORDS,
    ("command", ids.LOG_SESSION): WORDS,
    ("command", ids.ESCALATE): WORDS,
    ("shortcut", ids.SHORTCUT_REQUEST): NONE,
    ("shortcut", ids.SHORTCUT_HELP): NONE,
    ("shortcut", ids.SHORTCUT_LOG): NONE,
    ("shortcut", ids.SHORTCUT_QUESTION): NONE,
    **{("click", action): PAIR for action in (*PAIRS, *STAND_INS)},
    ("click", ids.PRIVATE_OPEN): STEPS,
    ("click", ids.PRIVATE_STEP): STEPS,
    ("submission", ids.MODAL_PRIVATE): ("words",),
    **{
        ("click", action): VALUE
        for action in (
            *(ids.CODEBUDDY_DO, ids.CODEBUDDY_HELP, ids.LOG_OPEN, ids.LOG_UNDO, ids.SETUP_OPEN),
            *(ids.LOG_EDIT, ids.LOG_NOT_RIGHT, ids.LOG_ANOTHER, ids.LOG_THE_SAME),
            *(ids.VENUE_YES, ids.VENUE_NO, ids.VENUE_LINE),
            *(ids.TASK_DONE, ids.TASK_PUT_BACK, ids.REMEDIES_OPEN, ids.INTRODUCTION_DONE),
            *(ids.CHANNEL_AGAIN, ids.CHANNEL_INVITE),
            *(
                ids.REQUEST_OPEN,
                ids.REQUEST_BACK,
                ids.REQUEST_WITHDRAW,
                ids.REQUEST_PUT_BACK,
                ids.REQUEST_TAKE_OFF,
            ),
            *(ids.VOLUNTEER_OPEN, ids.VOLUNTEER_APPROVE),
            *(
                ids.VOLUNTEER_FIRST,
                ids.VOLUNTEER_CHAT,
                ids.VOLUNTEER_READ,
                ids.VOLUNTEER_FULL,
            ),
            *(ids.VOLUNTEER_BACK, ids.VOLUNTEER_STILL),
            *(ids.VOLUNTEER_PAUSE, ids.PROPOSAL_APPROVE, ids.PROPOSAL_REJECT, ids.PROPOSAL_TAKE_BACK),
            *(
                ids.PROPOSAL_OTHERS,
                ids.PROPOSAL_CHOOSE,
                ids.OFFER_FULL,
                ids.OFFER_ACCEPT,
                ids.OFFER_DECLINE,
                ids.BUDDY_ACCEPT,
                ids.BUDDY_DECLINE,
            ),
            *(ids.HELP_OPEN, ids.HELP_ACKNOWLEDGE, ids.HELP_CLOSE, ids.HELP_HAND_OVER, ids.HELP_REOPEN),
            "*",
            *(ids.AWAY_OPEN, ids.AWAY_BACK, ids.NUDGE_LATER),
            *(
                ids.RECRUIT_OPEN,
                ids.TASKS_ALL,
                ids.TASKS_MINE,
                ids.TASK_CARD,
                ids.TASK_MOVE_BACK,
                ids.TASK_LATER,
                ids.TASK_DAY,
                ids.TASK_GIVE,
                ids.NEVER_PAIR_OPEN,
                ids.PROPOSAL_NOTE,
            ),
            *(ids.VOLUNTEER_GO_ON, ids.VOLUNTEER_NOT_NOW, ids.LANGUAGE_OPEN),
            *(
                ids.OWN_DATA_OPEN,
                ids.OWN_DATA_GET,
                ids.CORRECT_OPEN,
                ids.ERASE_OPEN,
                ids.ERASE_DO,
                ids.ERASE_KEEP,
            ),
            *(ids.ERASE_GONE_OPEN, ids.ERASE_GONE_KEEP),
            *(ids.SETUP_STEP, ids.SETUP_ACCEPT, ids.SETUP_ACCEPT_ALL),
            *(ids.SETTINGS_OPEN, ids.SETTINGS_CHANGE, ids.CLASSES_OPEN, ids.CLASS_OPEN),
            *(ids.BREAKS_OPEN, ids.BREAK_REMOVE, ids.TARGET_OPEN),
            *(ids.TARGET_AGREE, ids.TARGET_LEAVE, ids.TARGET_ALLOW, ids.TARGET_DECLINE),
            *(ids.ROUTING_OPEN, ids.DUTY_OPEN, ids.CONFIDENCE_OPEN),
            *(ids.REPORT_XLSX, ids.REPORT_CSV, ids.CLASS_NUMBERS_LIST, ids.CLASS_NUMBERS_OPEN),
            *CLICKS,
            *OF_SETTINGS_BUTTONS,
            *OF_DIGESTS_BUTTONS,
        )
    },
    ("submission", ids.MODAL_STAND_IN): ("somebody",),
    ("submission", ids.MODAL_AWAY): ("first", "last"),
    ("submission", ids.MODAL_LOG): ("team", "place"),
    ("submission", ids.MODAL_CORRECT): ("place",),
    ("submission", ids.MODAL_VENUE): ("fine",),
    ("submission", ids.MODAL_LANGUAGE): ("language",),
    ("submission", ids.MODAL_ERASE_GONE): ("why",),
    **{("click", action): VALUE for action in OF_MEETINGS_BUTTONS},
    **{("submission", form): fields for form, fields in OF_MEETINGS_FORMS.items()},
    **{
        ("submission", form): fields
        for form, fields in (OF_PAIRS_FORMS | OF_HELP_FORMS | OF_ASKING_FORMS | OF_DIGESTS_FORMS).items()
    },
    ("submission", ids.MODAL_TARGET): ("team",),
    ("submission", ids.MODAL_REPORT): ("form", "when", "first", "last"),
    ("submission", ids.MODAL_CLASS_NUMBERS): (
        "as_of",
        "students",
        "attending",
        "graduated",
        "with_buddy",
    ),
    **{("submission", form): fields for form, fields in OF_SETTINGS_FORMS.items()},
    ("submission", ids.MODAL_BREAKS): breaks.BLOCKS,
    **endings.PLANTED,
    **team_pages.PLANTED,
    ("submission", ids.MODAL_REQUEST): ("class", "fluent", "getting_by", "topics"),
    ("submission", ids.MODAL_REQUEST_MEETING): ("times", "place", "traits", "agreed"),
    ("submission", ids.MODAL_VOLUNTEER): ("fluent", "getting_by", "topics", "capacity", "minutes"),
    ("submission", ids.MODAL_VOLUNTEER_SECOND): ("times", "place", "traits", "conduct"),
    ("submission", ids.MODAL_CHECK): ("checked_on",),
    ("submission", ids.MODAL_HELP): ("first", "also", "excluded", "when", "whom", "tells_channel"),
    **{("submission", modal): tuple(fields) for modal, fields in FIRST_QUESTIONS.items()},
    ("submission", ids.MODAL_SETUP): (*("project_manager", "programme_manager", "backups", "language"),),
    ("submission", ids.MODAL_CONFIDENCE): ("stand_ins", "practical", "wellbeing", "kept_days"),
    ("submission", ids.MODAL_DUTY): ("weekdays", "opens", "closes", "away", "away_from", "away_until"),
    **{("submission", MODALS[group]): BLOCKS[group] for group in MODALS},
    ("submission", ids.MODAL_CLASS): ("language", "standing", "first_day", "last_day", "class_days"),
    ("submission", ids.MODAL_NEVER_PAIR): (),  # an id is a name there, kept and compared
    ("submission", "*"): ("anything",),
    ("event", "app_home_opened"): NONE,
    ("event", "user_change"): ("user",),
    ("event", "team_join"): ("user",),
    ("event", "tokens_revoked"): ("tokens",),
    ("event", "team_access_granted"): ("team_ids",),
    ("event", "team_access_revoked"): ("team_ids",),
    ("event", "group_archive"): ("channel",),
    ("event", "group_deleted"): ("channel",),
    ("event", "group_left"): ("channel",),
    ("event", "member_joined_channel"): ("channel",),
    ("event", "member_left_channel"): ("channel",),
}
"""Where a listener could take an id from."""
LISTS = {
    "fluent",
    "readers",
    "getting_by",
    "topics",
    "times",
    "traits",
    "agreed",
    "conduct",
    "backups",
    "wellbeing",
    "stand_ins",
    "practical",
    "also",
    "excluded",
    "tells_channel",
    "weekdays",
    "class_days",
}
GIVEN: dict[str, Json] = {
    ids.MODAL_LOG: {"minutes": "1h", "day": "2026-03-02", "topic": ""},
    ids.MODAL_CORRECT: {"minutes": "1h", "day": "2026-03-02", "topic": ""},
    ids.MODAL_VENUE: {"fine": "yes", "line": ""},
    ids.MODAL_TARGET: {"hours": "3h"},
    ids.MODAL_REQUEST: {"class": "web-en", "fluent": ["en"], "topics": [], "wish": ""},
    ids.MODAL_REQUEST_MEETING: {"place": "remote", "times": [], "traits": [], "agreed": []},
    ids.MODAL_VOLUNTEER: stories.OFFER,
    ids.MODAL_VOLUNTEER_SECOND: stories.MEETING,
    ids.MODAL_CHECK: {"checked_on": {"type": "datepicker", "selected_date": "2026-02-02"}},
    ids.MODAL_HELP: {"words": "x"},
    ids.MODAL_DUTY: versions.DUTY,
}
"""What is right in a form, around the one field that is not."""


def test_every_listener_is_tried(running: Program) -> None:
    assert running.coordinator.door is not None
    registered = {(one.kind, one.name) for one in running.coordinator.door.listeners}
    assert registered == {*PLANTED, ("event", "app_uninstalled")}  # which names its workspace alone


def payloads(kind: str, name: str, foreign: str, actor: str, running: Program, here: World) -> list[Json]:
    """All deliveries to a listener with this id in each place where it could be taken from."""
    where, ear = PLANTED[kind, name], running.ear
    if kind == "command":
        texts = (foreign, f"log 1h {foreign}", f"status {foreign}", f"match {foreign}")
        return [command(name, text, actor, ear) for text in (texts if name == ids.CODEBUDDY else texts[:1])]
    if kind == "shortcut":
        return [shortcut(name, actor)]
    if kind == "click":
        action = "an_old_button" if name == "*" else name
        steps = [
            f"{step}:{foreign}" for step in ("acknowledge", "close", "withdraw", "older", "erase", "add", "")
        ]
        values = [foreign, *steps] if where == STEPS else [f"{foreign}:1"] if where == PAIR else [foreign]
        return [
            body
            for value in values
            for body in (click(action, value, actor, ear), click_in("home", action, value, actor, ear))
        ]
    if kind == "event":
        return _events(name, foreign, here)
    return list(_forms(name, foreign, actor, here))


def _events(name: str, foreign: str, here: World) -> list[Json]:
    if name == "app_home_opened":
        return [event(name, here.people["olu"], tab="home", channel=foreign)]
    if name == "tokens_revoked":
        return [event(name, here.people["olu"], tokens={"oauth": [foreign], "bot": [foreign]})]
    if PLANTED["event", name] == ("team_ids",):
        bare = event(name, here.people["olu"], team_ids=[foreign])
        return [bare, {**bare, "enterprise_id": "E0NOBODYS"}, {**bare, "enterprise_id": foreign}]
    if PLANTED["event", name] == ("channel",):
        return [event(name, here.people["olu"], channel=foreign)]
    return [event(name, {"id": foreign, "tz": "Asia/Tokyo", "locale": "es-ES", "deleted": True})]


def _forms(name: str, foreign: str, actor: str, here: World) -> Iterator[Json]:
    callback = "an_old_form" if name == "*" else name
    right = dict(GIVEN.get(name, {}))
    if name == ids.MODAL_SETUP:
        right = {
            "project_manager": here.people["petra"],
            "programme_manager": here.people["mateo"],
            "language": "en",
        }
    for block in PLANTED["submission", name]:
        fields = {**right, block: [foreign] if block in LISTS else foreign}
        yield submission(callback, fields, actor, meta={"was": here.version, "channel": foreign})
    if name == ids.MODAL_LOG:
        yield submission(callback, right, actor, meta={"team": foreign})
    if name in (ids.MODAL_CORRECT, ids.MODAL_VENUE):
        number = int(foreign) if foreign.isdigit() else foreign
        yield submission(callback, right, actor, meta={"session": number, "question": number})
    if name in (ids.MODAL_DUTY, ids.MODAL_ERASE_GONE):
        yield submission(callback, {**right, "why": "left"}, actor, meta={"user": foreign})
    if name == ids.MODAL_CLASS:
        yield submission(callback, right, actor, meta={"class": foreign})
    if name == ids.MODAL_CHECK:
        yield submission(callback, right, actor, meta={"volunteer": foreign})
    if name == ids.MODAL_PRIVATE:
        yield submission(callback, {"words": "x"}, actor, meta={"case": foreign})
        for what, block in (("close", "last_word"), ("let", "also")):
            yield submission(callback, {block: "x"}, actor, meta={"case": foreign, "do": what})
    if name in OF_HELP_FORMS:
        yield from of_calls(callback, foreign, actor, here)
    if name in OF_MEETINGS_FORMS and foreign.isdigit():
        yield from of_meetings(callback, int(foreign), actor)
    if name in OF_ASKING_FORMS:
        yield from of_asking(callback, foreign, actor)
    if name in endings.FORMS and foreign.isdigit():
        yield from endings.forms(callback, int(foreign), actor)
    if name in team_pages.FORMS:
        yield from team_pages.forms(callback, foreign, actor)
    if name == ids.MODAL_STAND_IN:
        yield of_stand_ins(foreign, actor)
    if name in OF_PAIRS_FORMS and foreign.isdigit():
        yield of_pairs(callback, int(foreign), actor, here)


def tried(running: Program, there: World, where: object) -> Iterator[tuple[str, str, str]]:
    """Who tries which foreign id: a manager all of them, the others the kinds that matter most to them."""
    for what, foreign in there.ids.items():
        few = where in (WORDS, NONE) or not running.coordinator.deps.store.is_sqlite
        if few and what not in ("team", "call", "petra"):
            continue
        for actor in ("mateo", "samira", "olu"):
            some = running.coordinator.deps.store.is_sqlite and what in ("team", "session", "call", "case")
            if actor == "mateo" or some:
                yield what, foreign, actor


@pytest.mark.parametrize("each", [6, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize(("kind", "name"), PLANTED, ids=lambda part: str(part).strip("/"))
def test_another_workspaces_ids_do_not_exist(
    running: Program, here: World, there: World, kind: str, name: str, each: int
) -> None:
    """The short form tries every sixth, and at least one, other ones at each listener; the long form tries all."""
    before = running.rows()
    tries = list(tried(running, there, PLANTED[kind, name]))
    first = list(PLANTED).index((kind, name)) % min(each, len(tries))
    for what, foreign, actor in tries[first::each]:
        for body in payloads(kind, name, foreign, here.people[actor], running, here):
            heard = len(running.ear.said)
            told = running.told(body)
            case = f"{actor} with a foreign {what} ({foreign}): {told}"
            assert told.startswith("200"), case
            assert there.words not in told, case
            others = [one for one in there.people.values() if one in told and one != foreign]
            assert others == [], case
            if kind != "event":
                assert running.answers[-1].body or len(running.ear.said) > heard, f"nothing said: {case}"
    after = running.rows()
    if kind == "command" or name in AT_HOME:  # typed words are words: a topic may look like anything
        assert only(after, THERE) == only(before, THERE)
    else:
        assert after == before


AT_HOME = {ids.FIGURES_STOP, ids.OWN_DATA_GET, ids.ERASE_DO, ids.ERASE_KEEP, ids.DOCTOR, ids.CLONE_EXPORT}
"""Buttons that need no id: what they do at home they do, whatever they carry."""


def only(rows: dict[str, list[tuple[Any, ...]]], workspace_id: str) -> dict[str, list[tuple[Any, ...]]]:
    return {table: [row for row in found if workspace_id in row] for table, found in rows.items()}


def test_what_is_right_in_a_form_stays_at_home_whatever_else_it_carries(
    running: Program, here: World, there: World
) -> None:
    before = running.rows()
    for callback, actor in (
        (ids.MODAL_HELP, "samira"),
        (ids.MODAL_REQUEST, "olu"),
        (ids.MODAL_REQUEST_MEETING, "olu"),
        (ids.MODAL_VOLUNTEER, "olu"),
        (ids.MODAL_VOLUNTEER_SECOND, "olu"),
    ):
        meta = {"channel": there.channel, "team": there.team, "was": there.version, **here.readers}
        told = running.told(submission(callback, GIVEN[callback], here.people[actor], meta=meta))
        assert '"update"' in told, told
    after = running.rows()
    assert only(after, THERE) == only(before, THERE)
    assert only(after, HERE) != only(before, HERE)
    assert not [row for row in after["help_requests"] if HERE in row and there.team in row]


def test_the_same_person_in_two_workspaces_is_two_people(running: Program, here: World, there: World) -> None:
    """Slack gives somebody the same id in workspaces of one organisation."""
    vera = there.people["vera"]
    before = only(running.rows(), THERE)
    running.ear.answers["users.info"] = {
        "ok": True,
        "user": {"id": vera, "tz": "Asia/Tokyo", "locale": "es-ES"},
    }
    told = running.told(command("/codebuddy", "status", vera, running.ear))
    del running.ear.answers["users.info"]
    assert there.words not in told
    assert only(running.rows(), THERE) == before
    assert [row for row in running.rows()["people"] if vera in row and HERE in row]
