"""One digest a week, whatever is lost or killed: where nobody can tell whether Slack has it, it is not sent again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.services import digests, figures
from models import Notice
from models.enums import NoticeState
from sandbox.people import Person as Human
from tests.conftest import START, School, start_program
from tests.flows.settings_screen import change_settings, opens, programme
from tests.flows.test_digest import MONDAY, set_up
from tests.flows.test_digest import digests as digests_of
from tests.flows.test_digest_figures import figures as figures_of
from tests.flows.test_digest_figures import puts_on_the_list

POST = "chat.postMessage"
KINDS = (digests.KIND, digests.ON_DEMAND, figures.KIND)


def begin(school: School, kind: str) -> dict[str, Human]:
    """Everything is ready for that kind of message. Returns who gets one, by name."""
    petra, mateo = set_up(school)
    if kind == digests.KIND:
        return {"Petra": petra, "Mateo": mateo}
    if kind == digests.ON_DEMAND:
        return {"Petra": petra}
    frida = school.person("Frida")
    puts_on_the_list(petra, frida)
    return {"Frida": frida}


def is_sent(school: School, kind: str) -> None:
    """Its moment comes: Monday morning, or, two days before, her wish."""
    if kind == digests.ON_DEMAND:
        school.person("Petra").types("/codebuddy digest")
    else:
        school.sandbox.advance_to(MONDAY + timedelta(minutes=1))


def restarted(school: School) -> None:
    settings, url = school.coordinator.settings, school.store.url.render_as_string(hide_password=False)
    assert settings.keys is not None
    school.coordinator.stop()
    school.coordinator = start_program(
        school.sandbox, school.workspace, url, settings.keys.get_secret_value()
    )


def seen(kind: str, readers: dict[str, Human]) -> dict[str, int]:
    """How many of them each of its readers has."""
    shown = figures_of if kind == figures.KIND else digests_of
    return {name: len(shown(reader)) for name, reader in readers.items()}


def outcomes(school: School, kind: str) -> list[tuple[NoticeState, str | None]]:
    with school.store.read(school.workspace.id) as db:
        return [(row.state, row.reason) for row in db.scalars(select(Notice).where(Notice.kind == kind))]


UNKNOWN = (NoticeState.DROPPED, "outcome_unknown")


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_of_slack_is_lost(school: School, kind: str) -> None:
    readers = begin(school, kind)
    school.sandbox.advance_to(MONDAY - timedelta(days=2))
    school.sandbox.faults.lose_answer(POST, times=len(school.people))
    is_sent(school, kind)
    school.sandbox.faults.clear()
    restarted(school)
    school.sandbox.advance(days=1)
    assert seen(kind, readers) == dict.fromkeys(readers, 1)
    assert outcomes(school, kind) == [UNKNOWN] * len(readers)


@pytest.mark.parametrize("kind", KINDS)
def test_the_program_is_killed_after_slack_has_taken_it(school: School, kind: str) -> None:
    readers = begin(school, kind)
    school.sandbox.advance_to(MONDAY - timedelta(days=2))
    is_sent(school, kind)
    assert outcomes(school, kind) == [(NoticeState.SENT, None)] * len(readers)
    with school.store.begin(
        school.workspace.id
    ) as db:  # as it stood when it was called: nothing came of it yet
        taken = {"state": NoticeState.SENDING, "owner": "killed", "lease_until": START, "sent_at": None}
        db.execute(update(Notice).where(Notice.kind == kind).values(**taken))
    restarted(school)
    school.sandbox.advance(days=1)
    assert seen(kind, readers) == dict.fromkeys(readers, 1)
    assert outcomes(school, kind) == [UNKNOWN] * len(readers)


def test_what_was_sent_is_forgotten_the_next_day_and_the_day_of_the_digest_moves(school: School) -> None:
    petra, _ = set_up(school)
    frida = school.person("Frida")
    puts_on_the_list(petra, frida)
    petra.closes(all=True)
    change_settings(school, kept_for=[12, 6, 24, 6, 1])
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))
    school.sandbox.advance(days=2)
    opens(petra, "Weekly digest")
    petra.submits({"Day": "Friday"})
    assert programme(school)["digest_weekday"] == 4
    school.sandbox.advance_to(MONDAY + timedelta(days=5))
    assert (len(digests_of(petra)), len(figures_of(frida))) == (1, 1)
    school.sandbox.advance_to(MONDAY + timedelta(days=12))
    assert (len(digests_of(petra)), len(figures_of(frida))) == (2, 2)
    with school.store.read(school.workspace.id) as db:
        kept = db.scalars(select(Notice).where(Notice.kind.in_((digests.KIND, figures.KIND)))).all()
        assert {row.about["monday"] for row in kept} == {(MONDAY + timedelta(days=7)).date().isoformat()}
