"""Texts in the programme's own words: what is set, what was written and not saved yet, and changing one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.errors import UserError, Wrong
from bot.rules import own_texts as rule
from bot.rules.access import Acting, require_manager
from bot.rules.intake import Group
from bot.rules.own_texts import Own, OwnText
from bot.services import channels, drafts, notices, people, proposals, settings
from bot.speech import LANGUAGES
from bot.vault import WorkspaceVault
from models.enums import FormKind
from models.store import Db


@dataclass(frozen=True)
class Which:
    """A text in a language."""

    key: OwnText
    language: str


Turned = tuple[Which, str | None, str | None]
"""Which, what it is and what it becomes; None: the program's own words."""


@dataclass(frozen=True, repr=False)
class Written:
    """Words that were seen as they will look, and are not saved. `seen`: a mark of them, by which they are saved."""

    which: Which
    words: str
    seen: str


def of(db: Db) -> Own:
    """What the programme says in its own words; no query of its own."""
    return people.programme(db).own_texts


def which(key: str, language: str) -> Which:
    """Raises `UserError` where there is no such text, or the program does not speak that language."""
    if key not in set(OwnText) or language not in LANGUAGES:
        raise UserError(Wrong.OLD_BUTTON)
    return Which(OwnText(key), language)


def own_words(own: Own, one: Which) -> str | None:
    """As it is stored, whether it can be said or not; None: the program's own."""
    return own.get(one.key, {}).get(one.language)


def version(db: Db, one: Which) -> str:
    """A short mark of what it is now; another one says that somebody has saved meanwhile."""
    return hashlib.sha256(repr(own_words(of(db), one)).encode()).hexdigest()[:16]


def last_change(db: Db, one: Which) -> settings.Change | None:
    return settings.last_change(db, Group.TEXTS, f"{one.key}:{one.language}")


def is_overtaken(db: Db, one: Which, was: str) -> bool:
    """Whether somebody has saved since the form was filled in; nobody can until this transaction ends."""
    proposals.alone(db)
    return version(db, one) != was


def preview(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, one: Which, typed: str) -> Written:
    """Keep what she has written for its preview; nothing is changed by it.

    Raises:
        UserError: she is no manager, or it cannot be.
    """
    require_manager(who)
    words = rule.tidy(typed)
    rule.check(one.key, words)
    _require_room(of(db), one, words)
    entered = {"text": str(one.key), "language": one.language, "words": words}
    kept = drafts.keep(db, vault, now, who.user_id, FormKind.TEXT, entered)
    return Written(one, words, drafts.mark(kept))


def written(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, one: Which) -> str | None:
    """What she has seen in a preview last and not saved; None where that was another text."""
    return _words_of(drafts.of(db, vault, now, who.user_id, FormKind.TEXT), one)


def save(
    db: Db, vault: WorkspaceVault, now: datetime, who: Acting, one: Which, default: str, seen: str
) -> bool | Written:
    """Save what she has `seen`; whether it has changed anything. `default`: the program's own words, as they are edited.

    Nothing is done where she has written something else since: then these words are returned.

    Raises:
        UserError: she is no manager; there is nothing that she has seen; or all texts together would be too long.
    """
    require_manager(who)
    kept = drafts.taken(db, vault, now, who.user_id, FormKind.TEXT)
    words = _words_of(kept, one)
    if kept is None or words is None:
        raise UserError(Wrong.TEXT_NOTHING)
    if drafts.mark(kept) != seen:
        return Written(one, words, drafts.mark(kept))
    drafts.forget(db, who.user_id, FormKind.TEXT)
    return put(db, now, who, one, None if words == default else words)


def reset(db: Db, now: datetime, who: Acting, one: Which) -> bool:
    """Say it in the program's words again; whether it was otherwise. Raises `UserError` for anybody but a manager."""
    require_manager(who)
    return put(db, now, who, one, None)


def put(db: Db, now: datetime, who: Acting, one: Which, words: str | None, *, event: str = "changed") -> bool:
    """Set a text, which the caller has checked; None: the program's own. Whether that has changed anything.

    Raises:
        UserError: with it, all texts together are too long. Of `imported` ones the caller has checked that, too.
    """
    set_now = proposals.alone(db)
    was = own_words(set_now.own_texts, one)
    if was == words:
        return False
    if event != settings.IMPORTED:
        _require_room(set_now.own_texts, one, words or "")
    others = {key: dict(by_language) for key, by_language in set_now.own_texts.items()}
    mine = others.setdefault(str(one.key), {})
    if words is None:
        mine.pop(one.language, None)
    else:
        mine[one.language] = words
    set_now.own_texts = {key: by_language for key, by_language in others.items() if by_language}
    db.flush()
    subject = f"{Group.TEXTS}:{one.key}:{one.language}"
    named = {"text": str(one.key), "language": one.language}
    details = {"was": {**named, "words": was}, "becomes": {**named, "words": words}}
    notices.record(db, who, now, settings.SUBJECT, subject, event, **details)
    if one.key is OwnText.HOUSE_NOTE:
        channels.renew(db, now, [], f"note:{now:%Y%m%dT%H%M%S%f}")
    return True


def is_as(own: Own, becomes: Mapping[str, Any]) -> bool:
    """Whether a text is what a line of the history says it became."""
    kept: str | None = becomes["words"]
    return own.get(becomes["text"], {}).get(becomes["language"]) == kept


def put_back(db: Db, now: datetime, who: Acting, was: Mapping[str, Any]) -> None:
    """Make it what a line of the history says it was. Raises `UserError` where it cannot be said any more, and as `put`."""
    one = which(was["text"], was["language"])
    if was["words"] is not None and not rule.fits(one.key, was["words"]):
        raise UserError(Wrong.TEXT_UNFIT)
    put(db, now, who, one, was["words"], event="put_back")


def taken_over(db: Db, wanted: Mapping[str, Any]) -> list[Turned]:
    """What taking over another programme's settings would change; nothing where those say nothing of texts."""
    if "own_texts" not in wanted:
        return []
    own = of(db)
    each = ((one, own_words(own, one), own_words(wanted["own_texts"], one)) for one in _all())
    return [(one, was, becomes) for one, was, becomes in each if was != becomes]


def can_be_said(own: Own) -> dict[str, dict[str, str]]:
    """Those that another programme can take over."""
    unfit = set(rule.unfit(own))
    kept = {
        key: {language: words for language, words in by_language.items() if (key, language) not in unfit}
        for key, by_language in own.items()
    }
    return {key: by_language for key, by_language in kept.items() if by_language}


def _require_room(own: Own, one: Which, words: str) -> None:
    """A text may always become shorter."""
    was = own_words(own, one) or ""
    if len(words) > len(was) and rule.length(own) - len(was) + len(words) > rule.TOTAL_MAX:
        raise UserError(Wrong.TEXTS_TOO_LONG, {"most": rule.TOTAL_MAX}, block=rule.BLOCK)


def _words_of(kept: drafts.Entered | None, one: Which) -> str | None:
    entered = kept or {}
    is_this = (entered.get("text"), entered.get("language")) == (one.key, one.language)
    return str(entered["words"]) if is_this else None


def _all() -> Iterable[Which]:
    return (Which(key, language) for key in OwnText for language in LANGUAGES)
