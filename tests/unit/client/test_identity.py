"""The agent's key: made once, readable by its owner only, and never handed out."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from agents.domain import agentid
from client.errors import LocalError
from client.identity import Identity
from contracts.domain import signing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "key.pem"


def refusal(path: Path) -> str:
    with pytest.raises(LocalError) as refused:
        Identity.load(path)
    return refused.value.code


def test_a_key_is_kept_in_a_private_file_and_comes_back_the_same(path: Path) -> None:
    made = Identity.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert Identity.load(path).fingerprint == made.fingerprint


def test_a_key_is_never_overwritten(path: Path) -> None:
    Identity.create(path)
    before = path.read_bytes()
    with pytest.raises(LocalError) as refused:
        Identity.create(path)
    assert refused.value.code == "key_exists"
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_not_used(path: Path, mode: int) -> None:
    Identity.create(path)
    path.chmod(mode)
    assert refusal(path) == "key_exposed"


def test_a_missing_key_says_how_to_make_one(path: Path) -> None:
    with pytest.raises(LocalError, match="bargain keygen") as refused:
        Identity.load(path)
    assert refused.value.code == "no_key"


def test_a_file_that_holds_no_plain_ed25519_key_is_refused(path: Path) -> None:
    pem = (Encoding.PEM, PrivateFormat.PKCS8)
    path.parent.mkdir()
    for content in (
        b"",
        b"nonsense",
        x25519.X25519PrivateKey.generate().private_bytes(*pem, NoEncryption()),
        ec.generate_private_key(ec.SECP256R1()).private_bytes(*pem, NoEncryption()),
        x25519.X25519PrivateKey.generate().private_bytes(*pem, BestAvailableEncryption(b"secret")),
    ):
        path.write_bytes(content)
        path.chmod(0o600)
        assert refusal(path) == "bad_key_file"


def test_an_authorization_is_a_token_of_this_agent() -> None:
    identity = Identity.generate()
    scheme, _, token = identity.authorization(now_ms=5, nonce="once").partition(" ")
    read = agentid.parse_and_verify(token, now_ms=5, skew_ms=0)
    assert (scheme, read.fingerprint, read.nonce) == ("AgentID", identity.fingerprint, "once")


def test_a_signature_is_by_this_agents_key() -> None:
    identity = Identity.generate()
    payload = signing.payload({"some": "statement"})
    signing.check_signature(identity.public_key, payload, identity.sign(payload))


def test_a_repr_shows_who_it_is_and_no_more() -> None:
    identity = Identity.generate()
    assert repr(identity) == f"Identity({identity.fingerprint})"
