"""Whom somebody must never be paired with. Sealed: whose list it is and who is on it, a stolen database does not say.

One row for each person who keeps a list: found by a keyed hash of the owner, read only to match, and by the owner.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import select

from bot.vault import WorkspaceVault
from models import NeverPair
from models.store import Db

_PLACE = "never_pairs.sealed"


def owner_hash(vault: WorkspaceVault, user_id: str) -> str:
    """The key of a person's row."""
    return vault.hash("never_pair", user_id)


def sealed(vault: WorkspaceVault, user_id: str, never: Iterable[str]) -> bytes:
    """A person's list as it is stored."""
    content = json.dumps({"owner": user_id, "never": sorted(set(never))})
    return vault.seal(_PLACE, owner_hash(vault, user_id), content)


def opened(vault: WorkspaceVault, row: NeverPair) -> tuple[str, tuple[str, ...]]:
    """The owner, and who is on the list. Raises `KeyLost`."""
    content = json.loads(vault.open(_PLACE, row.owner_hash, row.sealed))
    return str(content["owner"]), tuple(str(one) for one in content["never"])


def pairs(db: Db, vault: WorkspaceVault) -> frozenset[tuple[str, str]]:
    """Every two people of whom one keeps the other on a list, in both directions.

    Raises:
        KeyLost: a list does not open. Then nobody is matched, rather than the wrong two.
    """
    found: set[tuple[str, str]] = set()
    for row in db.scalars(select(NeverPair)):
        owner, never = opened(vault, row)
        for other in never:
            found |= {(owner, other), (other, owner)}
    return frozenset(found)
