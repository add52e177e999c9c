"""The life of the key ring: a new key beside people at work, an old one taken out, and what is refused."""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from bot import keys
from bot.config import BadSettings
from bot.deps import Vaults
from bot.opening import CannotStart
from bot.vault import KEY_BYTES, KeyLost, KeyRing, WorkspaceVault, name_on
from models import Workspace
from models.bulk import change_each
from models.lock import OneProcess, alone_with_keys, no_key_leaves
from models.store import Db, Store
from tests.conftest import START
from tests.test_modes import APP, Start, start, workspace

__all__ = ["start", "workspace"]  # fixtures
OLD = KeyRing.new("k1")
IDS = [f"T{number}" for number in range(7)]


class Kept:
    """A store with some workspaces, the ring's file, and the workspaces' keys as they must stay."""

    def __init__(self, url: str, file: Path) -> None:
        self.url, self.file = url, file
        self.store = Store(url)
        self.secrets = {one: secrets.token_bytes(KEY_BYTES) for one in IDS}
        OLD.save(file)
        self.put(OLD)

    def put(self, ring: KeyRing, *ids: str) -> None:
        """The rows as a ring wraps them; as from a backup."""
        with self.store.everywhere() as db:
            for one in ids or IDS:
                wrapped = ring.wrap(self.secrets[one], one)
                db.merge(Workspace(id=one, bot_user_id="B1", created_at=START, wrapped_key=wrapped))

    def rows(self) -> dict[str, bytes]:
        with self.store.everywhere_reading() as db:
            return dict(keys.WRAPPED.rows(db))

    def names(self) -> set[str]:
        return {name_on(wrapped) for wrapped in self.rows().values()}

    def opens(self, ring: KeyRing | None = None) -> bool:
        """Whether all keys are what they were, by the ring in the file or another one."""
        ring = ring or KeyRing.read(self.file)
        return {one: ring.unwrap(wrapped, one) for one, wrapped in self.rows().items()} == self.secrets


@contextmanager
def kept_at(url: str, folder: Path) -> Iterator[Kept]:
    one = Kept(url, folder / "ring" / "keys")
    yield one
    one.store.close()


@pytest.fixture
def kept(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    with kept_at(database_url, tmp_path) as one:
        monkeypatch.setenv("DATABASE_URL", database_url)
        monkeypatch.setenv("KEYS", f"file:{one.file}")
        monkeypatch.setattr(keys, "BATCH", 3)
        monkeypatch.chdir(tmp_path)
        yield one


def refusal(command: str, *name: str) -> str:
    with pytest.raises((BadSettings, CannotStart)) as refused:
        {"rotate": keys.rotate, "remove": keys.remove, "list": keys.listed}[command](*name)
    return str(refused.value)


def test_a_ring_in_a_file_gets_a_new_key_and_loses_the_old_one(start: Start, kept: Kept) -> None:
    given = {"DATABASE_URL": kept.url, "KEYS": f"file:{kept.file}"}

    def says(*command: str) -> str:
        process = start(APP, "keys", *command, **given)
        assert process.ends() == 0, process.said
        assert not re.search(r"[A-Za-z0-9+/]{43}=", process.said)
        return process.said

    assert says("list") == "k1: writes; 7 workspaces\n"
    said = says("rotate")
    assert "k2 is new and writes from now on. Wrapped with it now: 7 workspaces." in said
    assert f"Kept in {kept.file}: k2 (writes), k1." in said
    assert "Copy the ring to your safe place now" in said
    assert kept.names() == {"k2"}
    assert kept.opens()
    assert stat.S_IMODE(kept.file.stat().st_mode) == 0o600
    assert says("list") == "k2: writes; 7 workspaces\nk1: 0 workspaces\n"
    said = says("remove", "k1")
    assert f"k1 is no longer on the ring. Kept in {kept.file}: k2 (writes)." in said
    assert "Backups of the database from before the rotation open with k1 alone" in said
    assert says("list") == "k2: writes; 7 workspaces\n"
    assert kept.opens()
    assert sorted(path.name for path in kept.file.parent.iterdir()) == ["keys", "keys.lock"]


def test_keys_in_a_setting_are_printed_first_and_used_when_they_are_there(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEYS", OLD.text().strip())
    before = kept.rows()
    said = keys.rotate()
    assert kept.rows() == before
    assert "into the settings of every process of the program" in said
    assert "Then run `keys rotate` again" in said
    [line] = re.findall(r"^KEYS=(\S+)$", said, re.MULTILINE)
    both = KeyRing.parse(line)
    assert both.names == ("k2", "k1")
    assert both.keys[1:] == OLD.keys

    monkeypatch.setenv("KEYS", line)
    said = keys.rotate()
    assert "k2 writes; what another key still wrapped was wrapped anew, and no new key was made." in said
    assert "Wrapped with it now: 7 workspaces. Kept in KEYS: k2 (writes), k1." in said
    assert kept.names() == {"k2"}
    assert kept.opens(both)
    said = keys.remove("k1")
    [line] = re.findall(r"^KEYS=(\S+)$", said, re.MULTILINE)
    assert KeyRing.parse(line).keys == both.keys[:1]


def test_a_file_that_cannot_be_written_is_printed_first(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: path != kept.file.parent)
    before = kept.rows()
    said = keys.rotate()
    assert f"{kept.file} cannot be written from here. Put these lines into it of every process" in said
    lines = "\n".join(re.findall(r"^k\d:\S+$", said, re.MULTILINE))
    assert (kept.rows(), KeyRing.read(kept.file)) == (before, OLD)
    kept.file.write_text(lines)
    assert "Wrapped with it now: 7 workspaces." in keys.rotate()
    assert kept.opens()


def test_what_was_begun_is_finished_before_another_key_is_made(kept: Kept) -> None:
    both = OLD.with_new("k2")
    both.save(kept.file)
    kept.put(KeyRing(both.keys[:1]), *IDS[:4])
    assert "Wrapped with it now: 3 workspaces." in keys.rotate()
    assert KeyRing.read(kept.file) == both
    assert kept.names() == {"k2"}
    keys.rotate()
    assert KeyRing.read(kept.file).names == ("k3", "k2", "k1")
    assert kept.opens()


def test_a_key_that_is_needed_is_not_taken_out(kept: Kept) -> None:
    both = OLD.with_new("k2")
    both.save(kept.file)
    kept.put(both, *IDS[:4])
    assert "k1 still wraps 3 workspaces: run `keys rotate` first. Nothing was changed." in refusal(
        "remove", "k1"
    )
    assert "k2 is the key that writes" in refusal("remove", "k2")
    assert "has no key named k7; it has k2 (writes), k1." in refusal("remove", "k7")
    assert KeyRing.read(kept.file) == both


@pytest.mark.parametrize("command", [("rotate",), ("remove", "k1")])
def test_a_ring_that_does_not_open_the_store_changes_nothing(command: tuple[str, ...], kept: Kept) -> None:
    ring = KeyRing.new("k9").with_new("k1")
    kept.put(KeyRing.new("k8"), IDS[0])
    before = kept.rows()
    for wrong, told in (
        (KeyRing.new("k2"), "the key ring has no key named k"),
        (ring, "the key named k1 on the key ring is not the one|has no key named k8"),
    ):
        wrong.save(kept.file)
        said = refusal(*command)
        assert re.search(told, said), said
        assert "sealed with another ring" in said
        assert "Nothing was changed" in said
        assert (kept.rows(), KeyRing.read(kept.file)) == (before, wrong)
    assert "1 workspace cannot be opened: the key ring has no key named k8." in refusal("list")
    kept.file.unlink()
    assert "KEYS names a file that cannot be read" in refusal(*command)


def test_a_key_that_cannot_be_saved_wraps_nothing(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept.rows()
    with monkeypatch.context() as broken:

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        broken.setattr(os, "fsync", full)
        assert "cannot be written: No space left on device. Nothing was changed." in refusal("rotate")
    kept.file.chmod(0o640)
    assert "Others than its owner may read the key file" in refusal("rotate")
    assert kept.rows() == before
    assert KeyRing.read(kept.file) == OLD
    assert sorted(path.name for path in kept.file.parent.iterdir()) == ["keys", "keys.lock"]


def test_what_changed_meanwhile_is_not_overwritten_and_told(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = IDS[0]
    kept.secrets[one] = secrets.token_bytes(KEY_BYTES)
    meanwhile = OLD.wrap(kept.secrets[one], one)

    def late(db: Db, *given: Any) -> None:
        if one in str(given):
            db.execute(update(Workspace).where(Workspace.id == one).values(wrapped_key=meanwhile))
        change_each(db, *given)

    with monkeypatch.context() as other:
        other.setattr(keys, "change_each", late)
        said = refusal("rotate")
    assert "Wrapped with it now: 6 workspaces." in said
    assert "Not wrapped anew: k1 (1 workspace). It came meanwhile, then run this again" in said
    assert kept.opens()
    assert "Wrapped with it now: 1 workspace." in keys.rotate()
    assert kept.opens()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
def test_a_file_that_root_writes_stays_its_owners(kept: Kept) -> None:
    os.chown(kept.file, 1234, 1235)
    keys.rotate()
    now = kept.file.stat()
    assert (now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)) == (1234, 1235, 0o600)


def test_two_at_once_are_one_after_the_other(kept: Kept) -> None:
    lock = OneProcess(kept.file)
    lock.take()
    assert "Another `keys` command is at work. Nothing was changed." in refusal("rotate")
    lock.release()
    if not kept.store.is_sqlite:  # with a ring file of another machine
        with closing(kept.store.engine.connect()) as elsewhere:
            assert alone_with_keys(elsewhere)
            assert "Another `keys` command is at work." in refusal("rotate")
    assert KeyRing.read(kept.file) == OLD
    keys.rotate()


def test_a_command_that_was_killed_a_moment_ago_is_waited_for(kept: Kept) -> None:
    if kept.store.is_sqlite:
        pytest.skip("SQLite's lock goes with its process")
    waiting = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 1801812339"
    )
    with ThreadPoolExecutor(1) as at_once, kept.store.engine.connect() as eyes:
        with closing(kept.store.engine.connect()) as killed:
            assert alone_with_keys(killed)
            next_one = at_once.submit(keys.rotate)
            while not (eyes.scalar(waiting) or next_one.done()):
                pass
        next_one.result()
    assert KeyRing.read(kept.file).names == ("k2", "k1")


def test_a_process_with_the_ring_of_before_goes_on(kept: Kept) -> None:
    met, unmet = IDS[:2]
    vaults = Vaults(OLD, kept.store, kept.file)
    sealed = vaults.of(met).seal("help_requests.words", "1", "words")
    keys.rotate()
    keys.remove("k1")
    assert vaults.of(met).open("help_requests.words", "1", sealed) == "words"
    there = WorkspaceVault(unmet, kept.secrets[unmet])
    assert vaults.of(unmet).hash("a", "b") == there.hash("a", "b")
    with pytest.raises(KeyLost, match="no key named k2"):
        Vaults(OLD, kept.store).of(unmet)
    late = Vaults(OLD, kept.store, kept.file)
    assert name_on(late.new_wrapped_key("T9", secrets.token_bytes(KEY_BYTES))) == "k2"
    kept.file.unlink()
    with pytest.raises(KeyLost, match="cannot be read"):
        Vaults(OLD, kept.store, kept.file).of(unmet)
    with pytest.raises(KeyLost, match="cannot be read"):
        late.new_wrapped_key("T9", secrets.token_bytes(KEY_BYTES))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_key_stays_while_a_workspace_is_being_wrapped_with_it(kept: Kept) -> None:
    both = OLD.with_new("k2")
    both.save(kept.file)
    kept.put(both)
    late = Vaults(OLD, kept.store)  # with the ring of before in its settings
    with ThreadPoolExecutor(1) as other, kept.store.begin("T9") as db:
        no_key_leaves(db)
        wrapped = late.new_wrapped_key("T9", secrets.token_bytes(KEY_BYTES))
        db.add(Workspace(id="T9", bot_user_id="B1", created_at=START, wrapped_key=wrapped))
        db.flush()
        removing = other.submit(refusal, "remove", "k1")
        with pytest.raises(TimeoutError):
            removing.result(0.3)
        db.commit()
        assert "k1 still wraps 1 workspace" in removing.result(10)
    assert KeyRing.read(kept.file) == both


def test_there_is_nothing_to_do_before_the_first_start(start: Start, tmp_path: Path) -> None:
    for command in (("list",), ("rotate",), ("remove", "k1")):
        assert "There is no store at" in start(APP, "keys", *command).refuses()
    assert not (tmp_path / "data").exists()
    assert start(APP, "migrate").ends() == 0
    assert "The store holds no workspace yet" in start(APP, "keys", "rotate").refuses()
