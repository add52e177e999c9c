"""Who was erased is named in words, in the language of whoever reads; no query where nobody such is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bot.delivery.kinds import Call
from bot.services import people
from bot.views import nobody
from models import Team
from models.store import Db

SHOWN = ("text", "blocks", "view")
"""Of a call's arguments, what people read."""


def shown(db: Db, target: str, call: Call) -> Call:
    read = {name: call.arguments[name] for name in SHOWN if name in call.arguments}
    if not nobody.is_in(str(read)):
        return call
    arguments: Mapping[str, Any] = {**call.arguments, **nobody.sent(read, _language(db, target))}
    return replace(call, arguments=arguments)


def _language(db: Db, target: str) -> str:
    if target.startswith("team:"):
        number = int(target.removeprefix("team:"))
        team = db.scalars(select(Team.language).where(Team.id == number)).first()
        return team or people.programme(db).language
    return people.language_of(db, target)
