"""Personal data at rest: sealed with AES-256-GCM, found again by a keyed index; codes kept only as keyed hashes.

One data key; each purpose has a key of its own, derived by HKDF-SHA256. The person's number is the associated data,
so a sealed value copied to another person does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
KEY_NUMBER = 1


class Unsealable(Exception):
    """The data key is not the one that sealed this value, or the value was altered."""


class Sealer:
    """Seals and opens with one data key of 32 bytes."""

    def __init__(self, data_key: bytes) -> None:
        self._aead = AESGCM(_derive(data_key, b"seal"))
        self._index_key = _derive(data_key, b"phone-index")
        self._code_key = _derive(data_key, b"entry-code")

    def seal(self, person_id: int, text: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, text.encode(), str(person_id).encode())

    def open(self, person_id: int, sealed: bytes) -> str:
        nonce, box = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self._aead.decrypt(nonce, box, str(person_id).encode()).decode()
        except (InvalidTag, ValueError) as error:  # ValueError: cut so short that the nonce is not whole
            raise Unsealable(f"person {person_id}") from error

    def phone_index(self, phone: str) -> bytes:
        return hmac.digest(self._index_key, phone.encode(), "sha256")

    def code_hash(self, code: str) -> bytes:
        return hmac.digest(self._code_key, code.encode(), "sha256")


def token_hash(token: str) -> bytes:
    """For tokens of 256 random bits a plain hash is enough: there is nothing to guess."""
    return hashlib.sha256(token.encode()).digest()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"quizapp/" + purpose).derive(key)
