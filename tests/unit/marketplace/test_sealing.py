"""Sealing: opens for the right key, info and bytes, for nothing else, and as RFC 9180 says.

The second implementation below is written from RFC 9180 alone (sections 4 to 6) on X25519, HMAC and AES-GCM.
It is first held against the RFC's own vector (A.1.1, whose AEAD is AES-128-GCM), then set against ours.
"""

import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain import sealing

AES_128_GCM, AES_256_GCM = 1, 2
KEY_BYTES = {AES_128_GCM: 16, AES_256_GCM: 32}
KEM_SUITE = b"KEM" + (0x20).to_bytes(2, "big")

PRIVATE = bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
PUBLIC = bytes.fromhex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d")
EPHEMERAL = bytes.fromhex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736")
FINGERPRINT = "ab" * 32
DIGEST = "sha256:" + "cd" * 32
INFO = sealing.info(role="buyer", manifest_digest=DIGEST, fingerprint=FINGERPRINT, listing_id="0199-listing")


def extract(salt: bytes, keying: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), keying, "sha256")


def expand(secret: bytes, info: bytes, length: int) -> bytes:
    return hmac.digest(secret, info + b"\x01", "sha256")[:length]  # one block is all that HPKE needs here


def labeled_extract(suite: bytes, salt: bytes, label: bytes, keying: bytes) -> bytes:
    return extract(salt, b"HPKE-v1" + suite + label + keying)


def labeled_expand(suite: bytes, secret: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return expand(secret, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info, length)


def shared_secret(exchanged: bytes, enc: bytes, recipient: bytes) -> bytes:
    secret = labeled_extract(KEM_SUITE, b"", b"eae_prk", exchanged)
    return labeled_expand(KEM_SUITE, secret, b"shared_secret", enc + recipient, 32)


def key_and_nonce(shared: bytes, info: bytes, aead: int) -> tuple[bytes, bytes]:
    suite = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (0x20, 1, aead))
    context = (
        b"\x00"
        + labeled_extract(suite, b"", b"psk_id_hash", b"")
        + labeled_extract(suite, b"", b"info_hash", info)
    )
    secret = labeled_extract(suite, shared, b"secret", b"")
    key = labeled_expand(suite, secret, b"key", context, KEY_BYTES[aead])
    return key, labeled_expand(suite, secret, b"base_nonce", context, 12)


def rfc_seal(
    ephemeral: bytes, public: bytes, info: bytes, plaintext: bytes, aad: bytes = b"", aead: int = AES_256_GCM
) -> bytes:
    private = X25519PrivateKey.from_private_bytes(ephemeral)
    enc = private.public_key().public_bytes_raw()
    shared = shared_secret(private.exchange(X25519PublicKey.from_public_bytes(public)), enc, public)
    key, nonce = key_and_nonce(shared, info, aead)
    return enc + AESGCM(key).encrypt(nonce, plaintext, aad)


def rfc_open(private_raw: bytes, info: bytes, ciphertext: bytes) -> bytes:
    private = X25519PrivateKey.from_private_bytes(private_raw)
    enc = ciphertext[:32]
    exchanged = private.exchange(X25519PublicKey.from_public_bytes(enc))
    shared = shared_secret(exchanged, enc, private.public_key().public_bytes_raw())
    key, nonce = key_and_nonce(shared, info, AES_256_GCM)
    return AESGCM(key).decrypt(nonce, ciphertext[32:], b"")


def test_the_second_implementation_reproduces_the_vector_of_rfc_9180_a_1_1() -> None:
    sealed = rfc_seal(
        EPHEMERAL,
        PUBLIC,
        b"Ode on a Grecian Urn",
        b"Beauty is truth, truth beauty",
        aad=b"Count-0",
        aead=AES_128_GCM,
    )
    assert sealed.hex() == (
        "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"
    )


VECTOR = (
    "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431c10a4f87c85d77c3f0937bea227508ea"
    "55c4d638a5ec761bcfee524fd355c1ce333ff85768c9146a7959d2f1d4233d88e4a63a1bc1"
)


def test_the_vector_of_our_suite_is_what_rfc_9180_makes_of_it_and_opens() -> None:
    assert rfc_seal(EPHEMERAL, PUBLIC, INFO, b'{"limit":"15000.00","currency":"USD"}').hex() == VECTOR
    assert sealing.unseal(PRIVATE, INFO, bytes.fromhex(VECTOR)) == b'{"limit":"15000.00","currency":"USD"}'


@given(st.binary(max_size=300), st.binary(max_size=100))
def test_the_two_implementations_open_what_the_other_sealed(plaintext: bytes, info: bytes) -> None:
    private, public = sealing.generate()
    assert rfc_open(private, info, sealing.seal(public, info, plaintext)) == plaintext
    assert sealing.unseal(private, info, rfc_seal(EPHEMERAL, public, info, plaintext)) == plaintext


def test_a_flipped_bit_anywhere_does_not_open() -> None:
    private, public = sealing.generate()
    sealed = sealing.seal(public, INFO, b"terms")
    for place in range(len(sealed)):
        bit = (
            0x80 if place == 31 else 0x01
        )  # RFC 7748 ignores that bit of enc in the exchange, HPKE hashes it
        flipped = sealed[:place] + bytes([sealed[place] ^ bit]) + sealed[place + 1 :]
        with pytest.raises(sealing.Unopenable):
            sealing.unseal(private, INFO, flipped)


@pytest.mark.parametrize("ciphertext", [b"", b"x", bytes(32), bytes(48), bytes(80), b"\x01" + bytes(79)])
def test_what_was_never_sealed_does_not_open(ciphertext: bytes) -> None:
    with pytest.raises(sealing.Unopenable):
        sealing.unseal(PRIVATE, INFO, ciphertext)


def test_another_key_does_not_open() -> None:
    sealed = sealing.seal(PUBLIC, INFO, b"terms")
    with pytest.raises(sealing.Unopenable):
        sealing.unseal(sealing.generate()[0], INFO, sealed)


@pytest.mark.parametrize(
    "other",
    [
        sealing.info(
            role="seller", manifest_digest=DIGEST, fingerprint=FINGERPRINT, listing_id="0199-listing"
        ),
        sealing.info(role="buyer", manifest_digest="x", fingerprint=FINGERPRINT, listing_id="0199-listing"),
        sealing.info(role="buyer", manifest_digest=DIGEST, fingerprint="x", listing_id="0199-listing"),
        sealing.info(role="buyer", manifest_digest=DIGEST, fingerprint=FINGERPRINT, listing_id=""),
        b"",
    ],
)
def test_terms_moved_to_another_side_manifest_agent_or_listing_do_not_open(other: bytes) -> None:
    sealed = sealing.seal(PUBLIC, INFO, b"terms")
    with pytest.raises(sealing.Unopenable):
        sealing.unseal(PRIVATE, other, sealed)


def test_the_info_string_is_the_protocols() -> None:
    assert (
        b"\0".join(
            [b"alien-bargain/1 terms", b"buyer", DIGEST.encode(), FINGERPRINT.encode(), b"0199-listing"]
        )
        == INFO
    )


def test_a_nul_in_a_part_of_the_info_string_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        sealing.info(role="buyer", manifest_digest=DIGEST, fingerprint=FINGERPRINT, listing_id="a\0b")


def test_the_same_terms_seal_differently_each_time() -> None:
    assert sealing.seal(PUBLIC, INFO, b"terms") != sealing.seal(PUBLIC, INFO, b"terms")


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33), bytes(32), b"\x01" + bytes(31)])
def test_bytes_that_are_no_usable_key_are_not_sealed_to(public: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        sealing.seal(public, INFO, b"terms")


def test_a_generated_pair_belongs_together() -> None:
    private, public = sealing.generate()
    assert X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw() == public


def test_a_key_statement_names_the_key_its_id_and_its_last_moment() -> None:
    assert sealing.key_statement(key_id="k1", public_key=PUBLIC, expires_at="2026-01-01T00:00:00Z") == {
        "type": "alien-bargain/sealing-key/1",
        "key_id": "k1",
        "public_key": "OUjP4K0d22ldeA5ZB3GV2mxWUGsCcyl5SrAryoCBXE0",
        "expires_at": "2026-01-01T00:00:00Z",
    }
