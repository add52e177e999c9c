"""Sealing of what must not be read from a stolen database: AES-256-GCM, keys wrapped by a ring outside it.

    key ring (environment or file) → workspace key (wrapped in `workspaces`) → case key (wrapped in the case)

Sizes are padded, so that a length says little; the associated data names workspace, table, column and row,
so that a value moved to another row is refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from binascii import Error as NotBase64
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
_SIZES = (256, 1024, 4096, 16384, 65536)
"""Padded sizes in bytes; longer texts go up in steps of the last."""
_CASE_SIZE = _SIZES[3]
"""What is sealed in a case has at least this size: a case without a word is as long as one with a page."""


class KeyLost(Exception):
    """A value cannot be opened: its key is not on the ring, or it is not where it was sealed."""


class BadKeys(Exception):
    """The key ring cannot be read; the text says what is expected."""


@dataclass(frozen=True, repr=False)
class KeyRing:
    """Named master keys. The first one writes; all of them read."""

    keys: tuple[tuple[str, bytes], ...]

    @classmethod
    def parse(cls, text: str) -> KeyRing:
        """Read `name:base64,name:base64` or `file:PATH` of such lines.

        Raises:
            BadKeys: it is neither.
        """
        file = cls.file_in(text)
        return cls.read(file) if file is not None else cls._of(text)

    @staticmethod
    def file_in(text: str) -> Path | None:
        """The file that such a text names; None where it holds the keys themselves."""
        return Path(text.removeprefix("file:")).expanduser() if text.startswith("file:") else None

    @classmethod
    def read(cls, path: Path) -> KeyRing:
        """Raises `BadKeys`."""
        try:
            return cls._of(path.read_text(encoding="ascii"))
        except (OSError, UnicodeDecodeError) as error:
            raise BadKeys("KEYS names a file that cannot be read") from error

    @classmethod
    def _of(cls, text: str) -> KeyRing:
        entries = [entry.strip() for entry in text.replace("\n", ",").split(",") if entry.strip()]
        keys = tuple(_read_key(entry) for entry in entries)
        if not keys or len({name for name, _ in keys}) < len(keys):
            raise BadKeys("KEYS needs at least one key, each with a name of its own: name:base64 of 32 bytes")
        return cls(keys)

    @classmethod
    def new(cls, name: str = "k1") -> KeyRing:
        return cls(((name, secrets.token_bytes(KEY_BYTES)),))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.keys)

    def with_new(self, name: str) -> KeyRing:
        """With a new key before all others: it writes from now on."""
        return KeyRing(KeyRing.new(name).keys + self.keys)

    def without(self, name: str) -> KeyRing:
        return KeyRing(tuple(one for one in self.keys if one[0] != name))

    def save(self, path: Path) -> None:
        """Keep it in a file that its owner alone may read: whole, or as it was before, and on the disk.

        Two at once on one path are the caller's to prevent.

        Raises:
            OSError: the file cannot be written; it is as it was.
        """
        path = path.resolve()  # a link stays one
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in path.parent.glob(f"{path.name}.*.unfinished"):  # by a process that was killed here
            left.unlink()
        unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.unfinished")
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                _give_to_owner_of(path, file.fileno())
                file.write(self.text())
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
        _sync_folder(path.parent)

    def text(self) -> str:
        """As `parse` reads it. A secret: print it only to the person who asked for it."""
        return "\n".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in self.keys) + "\n"

    def wrap(self, key: bytes, bound_to: str) -> bytes:
        name, master = self.keys[0]
        return name.encode() + b"|" + _encrypt(master, key, f"{name}|{bound_to}".encode())

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes:
        """Raises `KeyLost` when no key of the ring opens it."""
        name, _, sealed = wrapped.partition(b"|")
        for known, master in self.keys:
            if known.encode() == name:
                try:
                    return _decrypt(master, sealed, f"{known}|{bound_to}".encode())
                except KeyLost as error:
                    raise KeyLost(f"the key named {known} on the key ring is not the one") from error
        raise KeyLost(f"the key ring has no key named {name_on(wrapped)}")


def name_on(wrapped: bytes) -> str:
    """The name of the ring's key that wrapped it."""
    return wrapped.partition(b"|")[0].decode(errors="replace")


class WorkspaceVault:
    """Seals and opens for one workspace. Made once a process and workspace, then only reads."""

    def __init__(self, workspace_id: str, key: bytes) -> None:
        self.workspace_id = workspace_id
        self._case_wrap = _derive(key, b"case keys")
        self._hash = _derive(key, b"look-ups")
        self._ciphers: dict[str, AESGCM] = {}
        self._key = key

    def hash(self, purpose: str, value: str) -> str:
        """A keyed hash, for look-ups of what is not stored in clear."""
        return hmac.digest(self._hash, f"{purpose}|{value}".encode(), "sha256").hex()

    def seal(self, place: str, row: str, text: str) -> bytes:
        """Seal a text of ordinary confidence under the workspace's key; `place` is `table.column`."""
        return self._cipher_of(place, row, None).seal(text)

    def open(self, place: str, row: str, sealed: bytes) -> str:
        """Raises `KeyLost`."""
        return self._cipher_of(place, row, None).open(sealed)

    def new_case_key(self, case_id: str) -> tuple[bytes, bytes]:
        """A key for one case: the key itself, and how it is stored."""
        key = secrets.token_bytes(KEY_BYTES)
        return key, _encrypt(self._case_wrap, key, f"{self.workspace_id}|case|{case_id}".encode())

    def case_key(self, case_id: str, wrapped: bytes) -> bytes:
        """Raises `KeyLost`."""
        return _decrypt(self._case_wrap, wrapped, f"{self.workspace_id}|case|{case_id}".encode())

    def seal_case(self, place: str, case_id: str, key: bytes, text: str) -> bytes:
        return self._cipher_of(place, case_id, key).seal(text, at_least=_CASE_SIZE)

    def open_case(self, place: str, case_id: str, key: bytes, sealed: bytes) -> str:
        """Raises `KeyLost`."""
        return self._cipher_of(place, case_id, key).open(sealed)

    def _cipher_of(self, place: str, row: str, key: bytes | None) -> _Cipher:
        bound = f"{self.workspace_id}|{place.replace('.', '|')}|{row}".encode()
        if key is not None:
            return _Cipher(AESGCM(key), bound)
        cipher = self._ciphers.get(place)
        if cipher is None:
            cipher = self._ciphers[place] = AESGCM(_derive(self._key, b"values " + place.encode()))
        return _Cipher(cipher, bound)


@dataclass(frozen=True)
class _Cipher:
    cipher: AESGCM
    bound: bytes

    def seal(self, text: str, at_least: int = 0) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self.cipher.encrypt(nonce, _pad(text.encode(), at_least), self.bound)

    def open(self, sealed: bytes) -> str:
        try:
            padded = self.cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], self.bound)
        except (InvalidTag, ValueError) as error:
            raise KeyLost("a sealed value does not open here") from error
        return padded.rstrip(b"\0")[:-1].decode()


def _pad(text: bytes, at_least: int) -> bytes:
    text += b"\1"
    needed = max(len(text), at_least)
    size = next((size for size in _SIZES if size >= needed), -(-needed // _SIZES[-1]) * _SIZES[-1])
    return text.ljust(size, b"\0")


def _encrypt(key: bytes, value: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, value, bound)


def _decrypt(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)
    except (InvalidTag, ValueError) as error:
        raise KeyLost("a key does not open here") from error


def _derive(key: bytes, purpose: bytes) -> bytes:
    """One key a purpose (the expand step of HKDF, RFC 5869, for a key that is random already)."""
    return hmac.new(key, purpose + b"\1", hashlib.sha256).digest()


def _give_to_owner_of(path: Path, file: int) -> None:
    """What root writes anew stays its owner's."""
    if hasattr(os, "fchown") and path.exists():
        was = path.stat()
        if (was.st_uid, was.st_gid) != (os.geteuid(), os.getegid()):
            os.fchown(file, was.st_uid, was.st_gid)


def _sync_folder(folder: Path) -> None:
    """That the file has its name now is on the disk, too."""
    if os.name == "posix":  # elsewhere a folder cannot be opened
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _read_key(entry: str) -> tuple[str, bytes]:
    name, colon, encoded = entry.partition(":")
    if not colon:  # then what stands there may be the key itself
        raise BadKeys("a key is not base64 of 32 bytes with a name before it: name:base64")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (NotBase64, ValueError) as error:
        raise BadKeys(f"the key named {name!r} is not base64") from error
    if not name or len(key) != KEY_BYTES or "|" in name:
        raise BadKeys(f"the key named {name!r} is not base64 of {KEY_BYTES} bytes")
    return name, key
