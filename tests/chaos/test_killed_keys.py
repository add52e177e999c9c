"""A rotation of the key ring that is killed (SIGKILL) at each of its steps: no key is lost, and the next one ends well."""

from __future__ import annotations

from itertools import count

from bot import keys
from bot.vault import KeyRing
from tests import loaded
from tests.chaos import killed_keys
from tests.test_keys import OLD, Kept, kept

__all__ = ["kept"]  # a fixture
STEPS = 20
"""At least: the file's and those of three batches."""


def test_killed_at_any_step_and_begun_again_it_ends_well(kept: Kept) -> None:
    forks = loaded.forks()
    found_halfway = 0
    for at in count(1):
        OLD.save(kept.file)
        kept.put(OLD)
        process = forks.Process(target=killed_keys.main, args=(kept.url, f"file:{kept.file}", at))
        process.start()
        process.join()
        assert process.exitcode in (0, -9)
        assert kept.opens(), at
        if process.exitcode == 0:
            break
        found_halfway += kept.names() == {"k1", "k2"}
        had = KeyRing.read(kept.file)
        keys.rotate() if kept.names() != {"k2"} else None
        ring = KeyRing.read(kept.file)
        assert ring.names == ("k2", "k1"), at
        assert had in (OLD, ring), at
        assert kept.names() == {"k2"}, at
        assert kept.opens(), at
        assert sorted(path.name for path in kept.file.parent.iterdir()) == ["keys", "keys.lock"], at
    assert at > STEPS
    assert found_halfway > 3
