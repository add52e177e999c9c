"""A person's own Home tab after something she did, and what a new role means to her."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.delivery.kinds import Dropped, Due, Kind, Post, PublishHome, Unknown
from bot.delivery.taken_back import TakeBack
from bot.errors import FactsNeeded, UserError
from bot.services import holders, manager_cards, people, setup
from bot.services import home as service
from bot.services.channels import IN_CHANNELS
from bot.views import home as views
from bot.views import setup as setup_views
from bot.views.answer import Message, View
from models import RoleHolder
from models.enums import Role
from models.store import Db


def home(db: Db, due: Due, now: datetime) -> View:
    try:
        who = people.acting(db, due.target)
    except (FactsNeeded, UserError):
        raise Dropped("not_a_member") from None
    return views.home(service.of_home(db, now, who, due.settings.setup_by))


def role(db: Db, due: Due, now: datetime) -> Message:
    """The roles she was given then and still holds."""
    held = set(db.scalars(select(RoleHolder.role).where(RoleHolder.user_id == due.target)))
    still = [one for one in Role if one in held and one in due.about["roles"]]
    if not still:
        raise Dropped("role_taken_back")
    addressed = set(still) & set(holders.WITH_ADDRESS)
    no_address = bool(addressed) and not setup.has_address(db, due.target, addressed)
    no_backup = bool(addressed) and not people.present(db, Role.BACKUP)
    language = people.language_of(db, due.target)
    return setup_views.role(still, language, no_address=no_address, no_backup=no_backup)


def role_over(db: Db, due: Due, now: datetime) -> Message:
    """The roles that were taken from her then and that she does not have again."""
    held = set(db.scalars(select(RoleHolder.role).where(RoleHolder.user_id == due.target)))
    lost = [one for one in Role if one not in held and one in due.about["roles"]]
    if not lost:
        raise Dropped("role_given_back")
    leaves = bool(set(lost) & set(IN_CHANNELS)) and held.isdisjoint(IN_CHANNELS)
    language = people.language_of(db, due.target)
    return setup_views.role_over(lost, str(due.about["by"]), language, leaves=leaves)


KINDS: dict[str, Kind] = {
    manager_cards.OVER: TakeBack(),
    manager_cards.OVER_BEFORE: TakeBack(),
    "home": PublishHome(home),
    "role": Post(role, Unknown.DROP),
    setup.ROLE_OVER: Post(role_over, Unknown.DROP),
}
