"""In which language a person is written to: her own choice, then what Slack says, then the programme's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.rules.words import plain
from bot.speech import LANGUAGES, own_name, speech, spoken
from models import Person, Settings
from models.store import Db

AS_SLACK = "slack"
"""In the place of a language: no choice of her own."""


@dataclass(frozen=True)
class OwnLanguage:
    """`chosen`: None where she has not chosen; `without`: what she would read then."""

    chosen: str | None
    without: str

    @property
    def now(self) -> str:
        return self.chosen or self.without


def own(db: Db, who: Acting) -> OwnLanguage:
    row = db.execute(select(Person.language, Person.slack_locale).where(Person.user_id == who.user_id)).one()
    chosen, locale = row
    without = spoken(locale, db.scalars(select(Settings.language)).first())
    return OwnLanguage(chosen if chosen in LANGUAGES else None, without)


def choose(db: Db, who: Acting, language: str) -> OwnLanguage:
    """From now on. `language`: one of `LANGUAGES`, or `AS_SLACK`.

    Raises:
        UserError: a language that the program does not speak; nothing has changed.
    """
    if language not in (*LANGUAGES, AS_SLACK):
        raise UserError(Wrong.UNKNOWN_LANGUAGE, block="language")
    person = db.scalars(select(Person).where(Person.user_id == who.user_id)).one()
    person.language = None if language == AS_SLACK else language
    db.flush()
    return own(db, who)


def read(typed: str) -> str:
    """`es`, `es-ES`, `español`, `Spanish`, `espagnol`, `slack`: what `choose` takes; else as it was typed."""
    tag = typed.replace("_", "-").partition("-")[0].casefold()
    if tag in (*LANGUAGES, AS_SLACK):
        return tag
    names = {
        plain(name): code
        for code in LANGUAGES
        for name in (own_name(code), *(speech(reader).language_name(code) for reader in LANGUAGES))
    }
    return names.get(plain(typed), typed)
