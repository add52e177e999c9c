"""The store: tables, one file a family, and the engine and sessions over them (`models.store`)."""

from models.asking import ChannelAnswer, ChannelQuestion
from models.base import Base
from models.broadcasts import Broadcast
from models.care import Asking, CheckIn, Feedback, Fit, FormerNote, Pulse, TeamNote
from models.delivery import Inbox, NamedMessage, Notice, Pace, Task
from models.digests import FiguresReader
from models.endings import Ending, EndingMoment, EndingWords
from models.erasures import Erasure
from models.help import CaseOpening, CaseReader, CaseYear, HelpRequest, HelpStep, PrivateCase
from models.hours import Rest, Target, TargetWish
from models.installations import Installation, InstallState
from models.matching import BuddyRequest, Draft, NeverPair, Proposal, Volunteer
from models.meetings import Meeting
from models.people import ContactTimes, History, Person, RoleHolder, Settings, Workspace
from models.rosters import Roster
from models.stand_ins import StandIn
from models.teams import BuddySession, Nudge, Slot, Team, VenueQuestion

__all__ = [
    "Asking",
    "Base",
    "Broadcast",
    "BuddyRequest",
    "BuddySession",
    "CaseOpening",
    "CaseReader",
    "CaseYear",
    "ChannelAnswer",
    "ChannelQuestion",
    "CheckIn",
    "ContactTimes",
    "Draft",
    "Ending",
    "EndingMoment",
    "EndingWords",
    "Erasure",
    "Feedback",
    "FiguresReader",
    "Fit",
    "FormerNote",
    "HelpRequest",
    "HelpStep",
    "History",
    "Inbox",
    "InstallState",
    "Installation",
    "Meeting",
    "NamedMessage",
    "NeverPair",
    "Notice",
    "Nudge",
    "Pace",
    "Person",
    "PrivateCase",
    "Proposal",
    "Pulse",
    "Rest",
    "RoleHolder",
    "Roster",
    "Settings",
    "Slot",
    "StandIn",
    "Target",
    "TargetWish",
    "Task",
    "Team",
    "TeamNote",
    "VenueQuestion",
    "Volunteer",
    "Workspace",
]
