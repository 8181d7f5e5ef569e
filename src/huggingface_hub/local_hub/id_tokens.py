"""Signed statements about who someone is: JSON web tokens with an RSA key of this hub."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

LIFETIME = 3600
_BITS = 2048


class IdTokens:
    """Makes and checks id tokens. The key is made when it is first needed, and kept in a file of the hub."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._key: RSAPrivateKey | None = None

    def sign(self, claims: Mapping[str, Any], lifetime: int = LIFETIME) -> str:
        """A token that says `claims`, from now on and for a while."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        moment = int(time.time())
        header = {"alg": "RS256", "typ": "JWT", "kid": self.jwk()["kid"]}
        content = {"iat": moment, "exp": moment + lifetime, **claims}
        text = ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, content))
        signature = self._private().sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{text}.{encode(signature)}"

    def check(self, token: str) -> dict[str, Any] | None:
        """What a token says; None if this hub did not sign it, or its time is over."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        text, _, signature = token.rpartition(".")
        try:
            # The algorithm is ours, whatever the header says.
            self._private().public_key().verify(_decode(signature), text.encode(), padding.PKCS1v15(), hashes.SHA256())
            claims: dict[str, Any] = json.loads(_decode(text.partition(".")[2]))
        except (InvalidSignature, ValueError):
            return None
        return claims if claims.get("exp", 0) > time.time() else None

    def jwk(self) -> dict[str, str]:
        """The public key, for those who check."""
        numbers = self._private().public_key().public_numbers()
        n, e = (encode(value.to_bytes((value.bit_length() + 7) // 8, "big")) for value in (numbers.n, numbers.e))
        name = hashlib.sha256(n.encode()).hexdigest()[:16]
        return {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": name, "n": n, "e": e}

    def _private(self) -> RSAPrivateKey:
        with self._lock:
            if self._key is None:
                self._key = _read(self._path) or _make(self._path)
            return self._key


def encode(data: bytes) -> str:
    """Base64 as in addresses, without the `=` at its end."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))


def _read(path: Path) -> RSAPrivateKey | None:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (FileNotFoundError, ValueError):
        return None
    return key if isinstance(key, RSAPrivateKey) else None


def _make(path: Path) -> RSAPrivateKey:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    # Whole or not at all, and never readable by others.
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)
    os.replace(temporary, path)
    return key
