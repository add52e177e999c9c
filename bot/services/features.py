"""Which parts of the program the bound workspace uses."""

from __future__ import annotations

from bot.errors import UserError, Wrong
from bot.rules import features as rule
from bot.rules.features import Feature
from bot.services import people
from models.store import Db


def off(db: Db) -> frozenset[Feature]:
    """Those that it does without."""
    return rule.off(people.programme(db).features_off)


def is_on(db: Db, feature: Feature) -> bool:
    return feature not in off(db)


def require(db: Db, feature: Feature | None) -> None:
    """Raises `UserError` where the programme does without it; None: it belongs to no such part."""
    if feature is not None and not is_on(db, feature):
        raise UserError(Wrong.NOT_USED_HERE, {"feature": feature})
