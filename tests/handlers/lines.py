"""A line of the table of who may do what, and the people and things it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.asked import Planted
from tests.handlers.endings import Ends

NAMES = {
    "outsider": "Olu",
    "student": "Samira",
    "buddy": "Bruno",
    "waiting": "Rosa",
    "volunteer": "Vera",
    "project manager": "Petra",
    "programme manager": "Mateo",
    "backup": "Bea",
    "wellbeing": "Wanda",
    "admin": "Ada",
}
EVERYBODY = frozenset(NAMES)
NOBODY: frozenset[str] = frozenset()
MANAGERS = frozenset({"project manager", "programme manager", "backup"})
READERS = MANAGERS - {"backup"}
"""Of what was said in private."""
MEMBERS = frozenset({"student", "buddy"})
SETTERS = MANAGERS | {"admin"}
LEFT, LEFT_TOO = "U0LEFTSLACK", "U0LEFTTOO"
"""They have left Slack; a manager has asked for the second to be erased."""
NOT_ACTS = {
    *("user_change", "team_join", "group_archive", "group_deleted"),
    *("group_left", "member_joined_channel", "member_left_channel", "app_uninstalled", "tokens_revoked"),
    *("team_access_granted", "team_access_revoked"),
}
"""Slack tells of these; nobody does them to us and nobody is answered."""


@dataclass(frozen=True)
class Ids:
    """What there is in the school: a team with a session, tasks, a call for help, a case, a possible team."""

    team: int
    session: int
    doubtful: int
    """A session that the student was asked about: it looks like the other one."""
    question: int
    """Whether the team can meet at a place, asked of the project manager."""
    meeting: int
    """Of the two, and over."""
    planned: int
    """Of the two, and to come."""
    introduction: int
    """Proposed to both."""
    wish: str
    """The student has asked the buddy for other hours."""
    stand_ins: dict[str, str]
    """What the buttons carry with which she asks, a manager chooses, a volunteer answers, and stops."""
    school_break: int
    settings_text: str
    """Of the file with the settings; it is kept for everybody who pastes it."""
    settings_mark: str
    school_break_change: int
    """Of the settings: that the break was added."""
    open_task: int
    invite_task: int
    """The buddy is out of the channel."""
    done_task: int
    moved_task: int
    """The project manager has put it off."""
    call: str
    case: str
    request: int
    withdrawn: int
    """A request that the volunteer, a student herself, has just withdrawn."""
    proposal: int
    waiting: int
    people: dict[str, str]
    version: str
    versions: dict[str, str]
    """Of the settings' forms."""
    broadcast: int
    """A text to many that has not begun to leave."""
    note: str
    """The project manager's, of the team."""
    asked_team: int
    """At rest; its student has asked through the program."""
    ends: Ends
    asked: Planted
    """The student's questions, and how it is going in the team."""


@dataclass(frozen=True)
class Line:
    """`value` or `fields`: what is pressed or sent in. `by_id`: it names something of this workspace."""

    kind: str
    name: str
    may: frozenset[str]
    value: str = ""
    fields: tuple[tuple[str, Any], ...] = ()
    meta: tuple[tuple[str, Any], ...] = ()
    by_id: bool = False
