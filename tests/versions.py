"""What the forms of the settings were filled in with, by the form: as it comes back with them."""

from __future__ import annotations

from bot import ids
from bot.rules.intake import Group
from bot.services import confidence, duty, people, rosters, settings, wizard
from bot.views.settings_forms import MODALS
from bot.views.wizard import MODALS as PAGES
from models.enums import Role
from models.store import Db

CLASS = "web-en"
DUTY = {
    "weekdays": ["0", "1"],
    **{"opens": "10:00", "closes": "14:30", "away": "yes"},
    **{"away_from": "2026-03-09", "away_until": "2026-03-13"},
}
"""When the project manager is there, as the form says it."""


def of_settings(db: Db) -> dict[str, str]:
    """`CLASS` stands for the classes, the project manager for the contacts."""
    groups = {modal: settings.version(db, group) for group, modal in MODALS.items()}
    [manager] = people.holders(db, Role.PROJECT_MANAGER)
    return {
        **groups,
        **{modal: wizard.version(db, step) for step, modal in PAGES.items()},
        ids.MODAL_BREAKS: settings.version(db, Group.BREAKS),
        ids.MODAL_CLASS: settings.version(db, Group.CLASSES, CLASS),
        ids.MODAL_DUTY: duty.version(db, manager),
        ids.MODAL_CLASS_NUMBERS: rosters.version(db, CLASS),
        ids.MODAL_CONFIDENCE: confidence.version(db),
    }
