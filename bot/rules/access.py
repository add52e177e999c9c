"""Who may do what. Decided from Slack's `user` and the store alone; a button's value gives no right."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.errors import UserError, Wrong
from models.enums import Role

MANAGERS = (Role.PROJECT_MANAGER, Role.PROGRAMME_MANAGER, Role.BACKUP)
"""In the order in which they are asked."""
READERS = (Role.PROJECT_MANAGER, Role.PROGRAMME_MANAGER)
"""Of them, who reads lists and what was said in private. Backups stand in when they are asked."""


@dataclass(frozen=True)
class Acting:
    """The person at the other end, and what the program needs to speak with her."""

    workspace_id: str
    user_id: str
    language: str
    timezone: str
    roles: frozenset[Role]
    is_admin: bool
    is_set_up: bool
    has_chosen_language: bool = True

    @property
    def is_manager(self) -> bool:
        return not self.roles.isdisjoint(MANAGERS)

    @property
    def may_read_reports(self) -> bool:
        """The project manager and the programme manager answer for reports."""
        return not self.roles.isdisjoint(READERS)


def require_manager(who: Acting) -> None:
    """Raises `UserError` for anybody else."""
    if not who.is_manager:
        raise UserError(Wrong.FOR_MANAGERS)


def require_reader(who: Acting) -> None:
    """Raises `UserError` for whoever does not answer for reports."""
    if not who.may_read_reports:
        raise UserError(Wrong.NO_ROLE_FOR_REPORTS)


def require_one_of(who: Acting, people: Iterable[str | None]) -> None:
    """Raises `UserError` unless the person is one of these."""
    if who.user_id not in set(people):
        raise UserError(Wrong.NOT_YOURS)


def require_set_up(who: Acting) -> None:
    if not who.is_set_up:
        raise UserError(Wrong.NOT_SET_UP)


def may_set_up(who: Acting, setup_by: str | None) -> bool:
    """Managers, the workspace's admins and owners, and `setup_by`: the person named at the start (`SETUP_BY`), or, until
    there are managers, whoever has installed the program.

    Admins keep the right after the first time: a programme whose managers have all left needs somebody.
    """
    return may_set_up_by_role(who, setup_by) or who.is_admin


def may_set_up_by_role(who: Acting, setup_by: str | None) -> bool:
    """As `may_set_up`, without what Slack said of her last: who is an admin is asked anew."""
    return who.is_manager or who.user_id == setup_by


def require_may_set_up(who: Acting, setup_by: str | None) -> None:
    """Raises `UserError` for anybody else."""
    if not may_set_up(who, setup_by):
        raise UserError(Wrong.FOR_MANAGERS)
