"""What is sealed opens where it was sealed, with its key, and nowhere else; its size says little."""

from __future__ import annotations

import base64
import re
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import LargeBinary

from bot import deps
from bot.services import (
    broadcasts,
    care,
    case_content,
    channel_answers,
    channel_questions,
    check_ins,
    chosen_why,
    drafts,
    ended,
    feedback,
    help_record,
    inbox,
    installations,
    never_pairs,
    proposals,
    team_notes,
)
from bot.vault import BadKeys, KeyLost, KeyRing, WorkspaceVault
from models import Base

KEY = b"k" * 32
HERE = ("help_requests.words", "row-1")


def vault(workspace: str = "T1", key: bytes = KEY) -> WorkspaceVault:
    return WorkspaceVault(workspace, key)


@given(st.text(max_size=5000))
def test_every_text_comes_back_as_it_was(words: str) -> None:
    one = vault()
    assert one.open(*HERE, one.seal(*HERE, words)) == words
    key, wrapped = one.new_case_key("c1")
    sealed = one.seal_case("private_cases.sealed", "c1", key, words)
    assert one.open_case("private_cases.sealed", "c1", one.case_key("c1", wrapped), sealed) == words


@pytest.mark.parametrize("words", ["", "\0", "a\0\0", "\1", "a\1\0", "€" * 85, "x" * 255, "x" * 256])
def test_texts_that_look_like_padding_come_back_too(words: str) -> None:
    assert vault().open(*HERE, vault().seal(*HERE, words)) == words


@pytest.mark.parametrize(
    ("workspace", "key", "place", "row"),
    [
        ("T2", KEY, *HERE),
        ("T1", b"o" * 32, *HERE),
        ("T1", KEY, "inbox.answer", HERE[1]),
        ("T1", KEY, HERE[0], "row-2"),
        ("T1|help_requests", KEY, "words", HERE[1]),
    ],
)
def test_a_value_that_was_moved_is_refused(workspace: str, key: bytes, place: str, row: str) -> None:
    sealed = vault().seal(*HERE, "words")
    with pytest.raises(KeyLost):
        vault(workspace, key).open(place, row, sealed)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_value_that_was_changed_or_cut_is_refused(at: int, by: int) -> None:
    sealed = vault().seal(*HERE, "words")
    changed = bytearray(sealed)
    changed[at % len(sealed)] ^= by
    for broken in (bytes(changed), sealed[: at % len(sealed)], b""):
        with pytest.raises(KeyLost):
            vault().open(*HERE, broken)


def test_a_cases_key_opens_that_case_alone() -> None:
    one = vault()
    key, wrapped = one.new_case_key("c1")
    other_key, _ = one.new_case_key("c2")
    sealed = one.seal_case("private_cases.sealed", "c1", key, "words")
    tries = [
        lambda: one.case_key("c2", wrapped),
        lambda: vault("T2").case_key("c1", wrapped),
        lambda: vault(key=b"o" * 32).case_key("c1", wrapped),
        lambda: one.open_case("private_cases.sealed", "c1", other_key, sealed),
        lambda: one.open_case("private_cases.sealed", "c2", key, sealed),
        lambda: one.open("private_cases.sealed", "c1", sealed),
    ]
    for attempt in tries:
        with pytest.raises(KeyLost):
            attempt()


def test_a_size_says_little() -> None:
    one = vault()
    assert {len(one.seal(*HERE, "x" * length)) for length in range(256)} == {256 + 12 + 16}
    assert len(one.seal(*HERE, "x" * 256)) == 1024 + 12 + 16
    key, _ = one.new_case_key("c1")
    sizes = {len(one.seal_case("p.s", "c1", key, "x" * length)) for length in (0, 1, 300, 1100, 4000)}
    assert sizes == {16384 + 12 + 16}
    assert len(one.seal_case("p.s", "c1", key, "x" * 70_000)) == 2 * 65536 + 12 + 16


def test_the_same_words_are_never_sealed_alike() -> None:
    one, ring = vault(), KeyRing.new()
    nonces = {
        "ordinary words": lambda: one.seal(*HERE, "words")[:12],
        "words of a case": lambda: one.seal_case("p.s", "c1", KEY, "words")[:12],
        "a case's key": lambda: one.new_case_key("c1")[1][:12],
        "a workspace's key": lambda: ring.wrap(KEY, "T1").partition(b"|")[2][:12],
    }
    for what, nonce in nonces.items():
        assert len({nonce() for _ in range(50)}) == 50, what
    assert one.new_case_key("c1")[0] != one.new_case_key("c1")[0]


def expanded(key: bytes, purpose: bytes) -> bytes:
    return HKDFExpand(SHA256(), 32, purpose).derive(key)


def test_what_is_sealed_is_bound_to_workspace_table_column_and_row() -> None:
    """Opened by hand, as it is stored: a nonce of 12 bytes, then AES-256-GCM; text, a 1, and zeros."""

    def opened(key: bytes, sealed: bytes, bound: bytes) -> bytes:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], bound)

    one, ring = vault(), KeyRing((("k1", KEY),))
    words = opened(
        expanded(KEY, b"values help_requests.words"), one.seal(*HERE, "é"), b"T1|help_requests|words|row-1"
    )
    assert words == "é".encode() + b"\1" + bytes(253)
    case_key, wrapped = one.new_case_key("c1")
    assert opened(expanded(KEY, b"case keys"), wrapped, b"T1|case|c1") == case_key
    case = opened(
        case_key,
        one.seal_case("private_cases.sealed", "c1", case_key, "é"),
        b"T1|private_cases|sealed|c1",
    )
    assert case == "é".encode() + b"\1" + bytes(16384 - 3)
    name, _, sealed = ring.wrap(KEY, "T1").partition(b"|")
    assert (name, opened(KEY, sealed, b"k1|T1")) == (b"k1", KEY)


def test_every_sealed_column_has_a_place_of_its_own_name() -> None:
    """Two columns under one name would open each other's values; one under another's name, after a rename."""
    columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.name != "wrapped_key"
    }
    places = [
        *(module._PLACE for module in (case_content, drafts, inbox, never_pairs)),
        *(help_record.WORDS_PLACE, help_record._STEP_PLACE),
        *(module._WORDS for module in (channel_answers, channel_questions, check_ins, feedback)),
        *(channel_questions._ASKER, care.PLACE, ended.NOTE, proposals.NOTE),
        *(broadcasts.PLACE, chosen_why.PLACE, team_notes.WORDS, team_notes.FORMER),
        *(deps.KEPT_AT, installations.REFRESH_PLACE),
    ]
    assert sorted(places) == sorted(columns)


def test_a_hash_is_keyed_by_workspace_key_and_purpose() -> None:
    found = {
        vault().hash("a", "U1"),
        vault().hash("b", "U1"),
        vault().hash("a", "U2"),
        vault(key=b"o" * 32).hash("a", "U1"),
    }
    assert len(found) == 4
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in found)
    assert vault().hash("a", "U1") == vault().hash("a", "U1")


def test_the_first_key_of_a_ring_writes_and_all_of_them_read() -> None:
    old, new = KeyRing.new("k1"), KeyRing.new("k2")
    both = KeyRing.parse(f"{new.text()},{old.text()}")
    assert both.unwrap(old.wrap(KEY, "T1"), "T1") == KEY
    assert new.unwrap(both.wrap(KEY, "T1"), "T1") == KEY
    with pytest.raises(KeyLost, match="k1"):
        new.unwrap(old.wrap(KEY, "T1"), "T1")
    with pytest.raises(KeyLost):
        old.unwrap(old.wrap(KEY, "T1"), "T2")
    with pytest.raises(KeyLost):
        KeyRing.new("k1").unwrap(old.wrap(KEY, "T1"), "T1")


RING_TEXT = "k1:" + base64.b64encode(bytes(32)).decode()
"""Always the same, since it becomes part of a test's name."""


@pytest.mark.parametrize(
    ("given_text", "told"),
    [
        ("", "at least one key"),
        ("k1", "not base64 of 32 bytes"),
        ("k1:!!", "not base64"),
        ("k1:" + base64.b64encode(b"short").decode(), "32 bytes"),
        (f"{RING_TEXT},{RING_TEXT}", "a name of its own"),
        ("file:/nowhere/at/all", "cannot be read"),
    ],
)
def test_a_ring_that_cannot_be_read_says_what_is_expected(given_text: str, told: str) -> None:
    with pytest.raises(BadKeys, match=told):
        KeyRing.parse(given_text)


def test_a_ring_in_a_file_is_its_owners_alone_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "data" / "keys"
    ring = KeyRing.new()
    ring.save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert KeyRing.parse(f"file:{path}") == ring
    assert list(path.parent.iterdir()) == [path]


def test_no_key_shows_when_it_is_printed() -> None:
    ring = KeyRing(((("k1"), KEY),))
    shown = f"{ring!r} {ring} {vault()!r}"
    assert KEY.decode() not in shown
    assert base64.b64encode(KEY).decode() not in shown
