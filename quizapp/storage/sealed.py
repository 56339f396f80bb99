"""Personal data at rest: sealed with AES-256-GCM, found again by a keyed index; codes kept only as keyed hashes.

A ring of data keys: the first seals, all open. Each purpose has a key of its own, derived by HKDF-SHA256 from the data
key, and each data key has a number, derived likewise, that says nothing about it. A sealed value begins with the
number of its key, so it opens without anybody remembering which one that was. The person's number is the associated
data, so a sealed value copied to another person does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NUMBER_BYTES = 4
NONCE_BYTES = 12


class Unsealable(Exception):
    """No data key of the ring sealed this value, or the value was altered."""


class _Key:
    """What one data key of 32 bytes gives."""

    def __init__(self, data_key: bytes) -> None:
        self.number = int.from_bytes(_derive(data_key, b"number")[:NUMBER_BYTES]) >> 1  # fits a signed column
        self.aead = AESGCM(_derive(data_key, b"seal"))
        self.index_key = _derive(data_key, b"phone-index")
        self.code_key = _derive(data_key, b"entry-code")


class Sealer:
    """Seals, indexes and hashes with the first data key; opens, and finds again, with every key of the ring."""

    def __init__(self, *data_keys: bytes) -> None:
        self._keys = [_Key(data_key) for data_key in data_keys]
        self._by_number = {key.number: key for key in self._keys}

    @property
    def key_number(self) -> int:
        """The number of the key that seals; `people.key_number` says which rows still wait for it."""
        return self._keys[0].number

    @property
    def key_numbers(self) -> tuple[int, ...]:
        return tuple(key.number for key in self._keys)

    def seal(self, person_id: int, text: str) -> bytes:
        first, nonce = self._keys[0], os.urandom(NONCE_BYTES)
        box = first.aead.encrypt(nonce, text.encode(), str(person_id).encode())
        return first.number.to_bytes(NUMBER_BYTES) + nonce + box

    def open(self, person_id: int, sealed: bytes) -> str:
        """The text again. Raises Unsealable."""
        number, rest = sealed[:NUMBER_BYTES], sealed[NUMBER_BYTES:]
        key = self._by_number.get(int.from_bytes(number))
        if key is None:
            raise Unsealable(f"person {person_id}: no such key")
        try:
            return key.aead.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], str(person_id).encode()).decode()
        except (InvalidTag, ValueError) as error:  # ValueError: cut so short that the nonce is not whole
            raise Unsealable(f"person {person_id}") from error

    def is_current(self, sealed: bytes) -> bool:
        """Whether the first key sealed this."""
        return int.from_bytes(sealed[:NUMBER_BYTES]) == self.key_number

    def phone_index(self, phone: str) -> bytes:
        return self.phone_indexes(phone)[0]

    def phone_indexes(self, phone: str) -> list[bytes]:
        """The index under every key, the one to store first: what is looked for while a new key takes over."""
        return [hmac.digest(key.index_key, phone.encode(), "sha256") for key in self._keys]

    def code_hash(self, code: str) -> bytes:
        return self.code_hashes(code)[0]

    def code_hashes(self, code: str) -> list[bytes]:
        """The hash under every key, the one to store first. A code cannot be read again, so its old hash stays."""
        return [hmac.digest(key.code_key, code.encode(), "sha256") for key in self._keys]


def token_hash(token: str) -> bytes:
    """For tokens of 256 random bits a plain hash is enough: there is nothing to guess."""
    return hashlib.sha256(token.encode()).digest()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"quizapp/" + purpose).derive(key)
