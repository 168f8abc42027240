"""Who this agent is: one Ed25519 key, in a file that only its owner can read, and which never leaves it."""

import os
import stat
from pathlib import Path
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from agents.domain import agentid, keys
from agents.domain.challenge import ChallengeRefused, Purpose, read, sign
from client.errors import LocalError
from contracts.domain import signing


class Identity:
    """A key and what it can do. Nothing here hands the private half out."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public_key = keys.public_bytes(private)
        self.fingerprint = keys.fingerprint(self.public_key)

    def __repr__(self) -> str:
        return f"Identity({self.fingerprint})"

    @classmethod
    def generate(cls) -> Self:
        """A fresh key, kept in memory only."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def create(cls, path: Path) -> Self:
        """A fresh key, written to a new file with mode 0600 (PKCS#8 PEM). LocalError where one is there."""
        private = Ed25519PrivateKey.generate()
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            # O_EXCL: a key that is overwritten is an agent that is gone, its rooms and its name with it.
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise LocalError(
                "key_exists", f"{path} holds a key already; move it away to make another"
            ) from None
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        return cls(private)

    @classmethod
    def load(cls, path: Path) -> Self:
        """The key in a file. LocalError if it is not there, readable by others, or no Ed25519 key."""
        try:
            others = stat.S_IMODE(path.stat().st_mode) & 0o077
            pem = path.read_bytes()
        except FileNotFoundError:
            raise LocalError("no_key", f"{path} is not there; make a key with: bargain keygen") from None
        if others:
            raise LocalError("key_exposed", f"{path} can be read by others; run: chmod 600 {path}")
        return cls(_ed25519(pem, path))

    def authorization(self, *, now_ms: int, nonce: str) -> str:
        """The Authorization header of one request."""
        return "AgentID " + agentid.make(self._private, now_ms=now_ms, nonce=nonce)

    def sign_challenge(self, challenge: str, *, host: str, purpose: Purpose) -> str:
        """The signature over a challenge of this market for this purpose. LocalError for any other challenge."""
        try:
            return sign(self._private, challenge, host=host, purpose=purpose)
        except ChallengeRefused as refused:
            raise LocalError("bad_challenge", f"the market asked to sign {refused}") from None

    def answer_enrolment(self, challenge: str, *, host: str) -> tuple[str, str]:
        """(the person whose this agent is to be, what the market's page takes for an answer). LocalError for any other
        challenge."""
        signature = self.sign_challenge(challenge, host=host, purpose="enrol")
        return read(challenge).subject, f"{keys.to_base64url(self.public_key)}.{signature}"

    def sign(self, payload: str) -> signing.JwsSignature:
        """A contract's signature over a payload. Call it with what `checks` has passed, and nothing else."""
        return signing.sign(self._private, payload)


def _ed25519(pem: bytes, path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise LocalError("bad_key_file", f"{path} holds no unencrypted Ed25519 key in PEM")
    return key
