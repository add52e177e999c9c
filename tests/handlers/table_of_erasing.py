"""Who may have data erased, and whose."""

from __future__ import annotations

from bot import ids
from bot.services import erasing, people
from models.enums import EraseWhy
from tests.conftest import School
from tests.handlers.lines import EVERYBODY, LEFT, LEFT_TOO, MANAGERS, NOBODY, Line


def of_erasing() -> list[Line]:
    return [
        Line("command", ids.CODEBUDDY, EVERYBODY, "erase"),
        Line("command", ids.CODEBUDDY, MANAGERS, f"erase {LEFT}"),
        Line("click", ids.ERASE_OPEN, EVERYBODY),
        Line("click", ids.ERASE_DO, EVERYBODY - MANAGERS - {"wellbeing"}),
        Line("click", ids.ERASE_KEEP, NOBODY),
        Line("click", ids.ERASE_GONE_OPEN, MANAGERS, LEFT, by_id=True),
        Line("click", ids.ERASE_GONE_KEEP, MANAGERS, LEFT_TOO, by_id=True),
        Line(
            "submission",
            ids.MODAL_ERASE_GONE,
            MANAGERS,
            fields=(("why", "left"),),
            meta=(("user", LEFT),),
            by_id=True,
        ),
    ]


def left(school: School, manager: str) -> None:
    """Two have left Slack; a manager has asked for the second to be erased."""
    now = school.sandbox.now
    with school.store.begin(school.workspace.id) as db:
        for user in (LEFT, LEFT_TOO):
            told = people.Facts(user, "en-US", "Europe/Madrid", is_admin=False, is_guest=False, is_gone=True)
            people.remember(db, told, now)
        erasing.ask_for(db, now, people.acting(db, manager), LEFT_TOO, EraseWhy.BY_MAIL)
