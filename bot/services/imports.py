"""Requests and offers that existed before the program: brought in once, and left as they are from then on."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import select

from bot.clock import local_moment, zone
from bot.errors import UserError, Wrong, refuse_all
from bot.rules import conduct
from bot.services import notices, offering, people, proposals, requests, volunteers
from bot.services.offering import Offer
from bot.services.wishes import Wishes, wrong_with_meeting, wrong_with_need
from bot.vault import WorkspaceVault
from models import BuddyRequest, Team, Volunteer
from models.enums import TeamState, VolunteerState
from models.store import Db


class Came(StrEnum):
    NEW = "new"
    THERE = "there"
    """The person has asked, offered or been in a team here before: nothing was changed."""
