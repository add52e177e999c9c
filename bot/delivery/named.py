"""Who was erased is named in words, in the languages of whoever reads; no query where nobody such is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bot.delivery.kinds import Call
from bot.services import channels, people
from bot.views import nobody
from models import Team
from models.store import Db

SHOWN = ("text", "blocks", "view")
"""Of a call's arguments, what people read."""


def shown(db: Db, target: str, call: Call) -> Call:
    read = {name: call.arguments[name] for name in SHOWN if name in call.arguments}
    if not nobody.is_in(str(read)):
        return call
    arguments: Mapping[str, Any] = {**call.arguments, **nobody.sent(read, _languages(db, target))}
    return replace(call, arguments=arguments)


def _languages(db: Db, target: str) -> list[str]:
    if not target.startswith("team:"):
        return [people.language_of(db, target)]
    team = db.scalars(select(Team).where(Team.id == int(target.removeprefix("team:")))).first()
    return channels.readers_languages(db, team) if team else [people.programme(db).language]
