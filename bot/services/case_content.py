"""What somebody tells in confidence, and how it lies in the store: one text under the case's own key."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from bot.errors import UserError, Wrong
from bot.rules.help_kinds import NOTICE, Kind
from bot.services.help import WORDS_MAX
from bot.vault import WorkspaceVault
from models import PrivateCase

_PLACE = "private_cases.sealed"
MOST = {"words": WORDS_MAX, "reach": 200, "wishes": 300}
"""Characters of each field that is typed."""
LAST_WORD_MAX = 300
"""Of what whoever closes it writes."""
TIMES_TOLD = 3
"""Of what is added later, too: so many times as much. In any script that is still as long as a case without a word."""
_BETWEEN = "\n\n"


@dataclass(frozen=True, repr=False)
class Told:
    """What somebody tells; everything but the kind may be empty.

    Attributes:
        reach: how and when to reach her, in her own words.
        is_safe: it is safe to reach her there; `may_leave_word`: and to leave a message.
        wishes: her language and whatever else matters to her.
        may_pass_on: to the Mental Health Team.
        wants_news: a message that says only that there is something new.
        notice: the version of what she read before she sent it, and so agreed to.
        never: who must not read it, whoever names them: whom she has left out, and who `behind.never` was then.
    """

    kind: Kind
    words: str = ""
    reach: str = ""
    is_safe: bool = False
    may_leave_word: bool = False
    wishes: str = ""
    may_pass_on: bool = False
    wants_news: bool = False
    notice: str = NOTICE
    never: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Sealed:
    """A case, opened: who asked, what she told, and what whoever closed it last wrote to her; that may be empty."""

    who: str
    told: Told
    last_word: str = ""


def check(told: Told) -> None:
    """Raises `UserError` at the first field with too many words."""
    for block, most in MOST.items():
        if len(getattr(told, block)) > most:
            raise UserError(Wrong.TEXT_TOO_LONG, {"most": most}, block=block)


def seal(vault: WorkspaceVault, case_id: str, key: bytes, content: Sealed) -> bytes:
    text = json.dumps(
        {"who": content.who, "last_word": content.last_word, **asdict(content.told)}, ensure_ascii=False
    )
    return vault.seal_case(_PLACE, case_id, key, text)


def opened(vault: WorkspaceVault, row: PrivateCase) -> Sealed | None:
    """None where it is erased. Raises `KeyLost`."""
    if row.wrapped_key is None or row.sealed is None:
        return None
    key = vault.case_key(row.id, row.wrapped_key)
    said: dict[str, Any] = json.loads(vault.open_case(_PLACE, row.id, key, row.sealed))
    known = {one.name: said[one.name] for one in fields(Told) if one.name in said}
    return Sealed(
        str(said["who"]),
        Told(**{**known, "kind": Kind(known["kind"]), "never": tuple(known.get("never", ()))}),
        str(said.get("last_word", "")),
    )


def allow_passing_on(vault: WorkspaceVault, row: PrivateCase, content: Sealed) -> None:
    """She agrees afterwards."""
    _seal_anew(vault, row, replace(content, told=replace(content.told, may_pass_on=True)))


def add_words(vault: WorkspaceVault, row: PrivateCase, content: Sealed, words: str) -> None:
    """She writes more, below what she wrote before; what stands there last already is not added again.

    Raises:
        UserError: nothing was written, or there are too many words now.
    """
    if not words:
        raise UserError(Wrong.NOTHING_WRITTEN, block="words")
    before = content.told.words
    if before == words or before.endswith(f"{_BETWEEN}{words}"):
        return
    together = f"{before}{_BETWEEN}{words}" if before else words
    left = WORDS_MAX * TIMES_TOLD - len(together) + len(words)
    if len(words) > (most := max(0, min(WORDS_MAX, left))):
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": most}, block="words")
    _seal_anew(vault, row, replace(content, told=replace(content.told, words=together)))


def close_with(vault: WorkspaceVault, row: PrivateCase, content: Sealed, last_word: str) -> None:
    """Whoever closes it writes to her, in the place of what was written before. Raises `UserError` where it is too long."""
    if len(last_word) > LAST_WORD_MAX:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": LAST_WORD_MAX}, block="last_word")
    _seal_anew(vault, row, replace(content, last_word=last_word))


def _seal_anew(vault: WorkspaceVault, row: PrivateCase, content: Sealed) -> None:
    assert row.wrapped_key is not None  # noqa: S101 - it was just opened
    key = vault.case_key(row.id, row.wrapped_key)
    row.sealed = seal(vault, row.id, key, content)
