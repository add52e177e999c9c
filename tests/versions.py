"""What the forms of the settings were filled in with, by the form: as it comes back with them."""

from __future__ import annotations

from bot import ids
from bot.rules.intake import Group
from bot.services import settings
from bot.views.settings_forms import MODALS
from models.store import Db

CLASS = "web-en"


def of_settings(db: Db) -> dict[str, str]:
    """`CLASS` stands for the classes."""
    groups = {modal: settings.version(db, group) for group, modal in MODALS.items()}
    return {**groups, ids.MODAL_CLASS: settings.version(db, Group.CLASSES, CLASS)}
