"""The store: tables, one file a family, and the engine and sessions over them (`models.store`)."""

from models.base import Base
from models.delivery import Inbox, Notice, Pace, Task
from models.endings import Ending, EndingMoment, EndingWords
from models.help import CaseOpening, CaseReader, CaseYear, HelpRequest, HelpStep, PrivateCase
from models.hours import Rest, Target, TargetWish
from models.matching import BuddyRequest, Draft, NeverPair, Proposal, Volunteer
from models.people import ContactTimes, History, Person, RoleHolder, Settings, Workspace
from models.teams import BuddySession, Nudge, Slot, Team

__all__ = [
    "Base",
    "BuddyRequest",
    "BuddySession",
    "CaseOpening",
    "CaseReader",
    "CaseYear",
    "ContactTimes",
    "Draft",
    "Ending",
    "EndingMoment",
    "EndingWords",
    "HelpRequest",
    "HelpStep",
    "History",
    "Inbox",
    "NeverPair",
    "Notice",
    "Nudge",
    "Pace",
    "Person",
    "PrivateCase",
    "Proposal",
    "Rest",
    "RoleHolder",
    "Settings",
    "Slot",
    "Target",
    "TargetWish",
    "Task",
    "Team",
    "Volunteer",
    "Workspace",
]
