"""Whoever had a role reads that it is over, and who has it now, at every button and form that it was for."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from bot import ids
from bot.services import notices, setup
from bot.views.answer import Refuse, Say
from models import RoleHolder
from tests.conftest import School
from tests.handlers.lines import Ids
from tests.handlers.test_access import door, furnished, lines, said_by, tried

OVER = "Your role in CodeBuddies is over: Project manager."
SAYS_MORE = {ids.HANDOVER_FINISH}
"""It says that the handover is over."""


@pytest.fixture
def here(school: School) -> Ids:
    found = furnished(school)
    school.sandbox.settle()
    return found


def loses(school: School, user_id: str, to: str) -> None:
    """As the history tells it."""
    with school.store.begin(school.workspace.id) as db:
        db.execute(delete(RoleHolder).where(RoleHolder.user_id == user_id))
        db.add(RoleHolder(role="project_manager", user_id=to, position=0, email=None))
        was = {"project_manager": [user_id], "programme_manager": [], "backups": []}
        becomes = was | {"project_manager": [to]}
        notices.record(
            db, None, school.sandbox.now, setup.SUBJECT, db.workspace_id, "saved", was=was, becomes=becomes
        )


@pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)
def test_every_button_and_form_of_a_manager_says_that_her_role_is_over(school: School, here: Ids) -> None:
    petra, olu = here.people["project manager"], here.people["outsider"]
    hers = [(line, one) for line, one in lines(school, here) if "project manager" in line.may]
    others = [(line, one) for line, one in hers if not {"outsider", "student"} & line.may]
    loses(school, petra, olu)
    dumb = []
    for line, listener in others:
        if line.name in SAYS_MORE or tried(school, here, line, listener, "project manager") is None:
            continue  # it is hers for another reason, or she may do it whoever she is
        answer, _ = door(school)._decide(said_by(school, line, petra), listener.listener)
        told = (
            answer.text
            if isinstance(answer, Refuse)
            else answer.message.text
            if isinstance(answer, Say)
            else ""
        )
        named = f"It is with <@{olu}> now." if isinstance(answer, Say) else ""
        if OVER not in told or named not in told:
            dumb.append(f"{line.kind} {line.name} {line.value}: {told}")
    assert not dumb, "\n".join(dumb)
