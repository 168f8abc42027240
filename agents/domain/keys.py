"""Ed25519 public keys and signatures, held to stricter rules than the libraries hold them.

A public key is its 32 raw bytes everywhere. Common libraries load keys of small order and then accept
signatures that nobody made, and they load several spellings of one key: `check` refuses both kinds, and
`verify` asks it anew each time. What `verify` accepts is what RFC 8032 section 5.1.7 accepts by the equation
[S]B = R + [k]A (the one without the cofactor, which OpenSSL, BoringSSL and so WebCrypto compute), less the
keys that `check` refuses and less the signatures whose R is not the one spelling of a point of large order.
Honest signers make neither. All of it is byte comparisons and one modular exponentiation: a browser can do
the same with BigInt.
"""

import base64
import hashlib
import re
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

P: Final = 2**255 - 19  # the field
L: Final = 2**252 + 27742317777372353535851937790883648493  # the order of the base point
D: Final = -121665 * pow(121666, -1, P) % P  # the curve: -x^2 + y^2 = 1 + D x^2 y^2

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
_SPKI_PREFIX: Final = bytes.fromhex("302a300506032b6570032100")  # RFC 8410: SubjectPublicKeyInfo, id-Ed25519
_PEM_MOST_CHARACTERS: Final = 1_000
_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]*")

# The y of the eight points whose order divides 8. Each but 1 and -1 belongs to two points, x and -x.
_Y_OF_ORDER_8: Final = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_SMALL_ORDER_Y: Final = frozenset({0, 1, P - 1, _Y_OF_ORDER_8, P - _Y_OF_ORDER_8})


class KeyRefused(ValueError):
    """A key that is not to be trusted. `code` is one of bad_key_length, bad_key_encoding, small_order_key,
    bad_jwk, bad_pem; the key itself is in no message."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check(raw: bytes) -> bytes:
    """The same 32 bytes, if they are the one spelling of a point of large order.

    Raises KeyRefused: bad_key_length; bad_key_encoding where RFC 8032 section 5.1.3 fails to decode (y >= p,
    x = 0 with the sign bit, no such point); small_order_key for the points under which anybody can forge.
    """
    if len(raw) != KEY_BYTES:
        raise KeyRefused("bad_key_length")
    sign, y = raw[31] >> 7, int.from_bytes(raw, "little") & (2**255 - 1)
    if y >= P or (sign and y in (1, P - 1)):
        raise KeyRefused("bad_key_encoding")
    if y in _SMALL_ORDER_Y:
        raise KeyRefused("small_order_key")
    if not _has_x(y):
        raise KeyRefused("bad_key_encoding")
    return bytes(raw)


def _has_x(y: int) -> bool:
    # x^2 = u / v has a root exactly where u * v has one (v is never 0, because D is no square): Euler's
    # criterion.
    u, v = y * y - 1, D * y * y + 1
    return pow(u * v % P, (P - 1) // 2, P) == 1


def signature_is_sound(signature: bytes) -> bool:
    """Whether 64 bytes have the form that an honest signer gives them, before any key is asked.

    S >= L would be a second spelling of the same signature (RFC 8032 section 5.1.7 refuses it). R is held to
    the rule for keys: a spelling other than the canonical one never verifies without the cofactor and may
    with it, and an R of small order only comes from somebody who chose it to.
    """
    if len(signature) != SIGNATURE_BYTES or int.from_bytes(signature[32:], "little") >= L:
        return False
    try:
        check(signature[:32])
    except KeyRefused:
        return False
    return True


def verify(raw: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (R || S) over `message` is by the key `raw`: strict, see above. Never raises."""
    try:
        check(raw)
        if not signature_is_sound(signature):
            return False
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
    except (KeyRefused, InvalidSignature):
        return False
    return True


def public_bytes(private: Ed25519PrivateKey) -> bytes:
    """The 32 raw bytes of a private key's public half."""
    return private.public_key().public_bytes_raw()


def fingerprint(raw: bytes) -> str:
    """By what an agent is known: lower-case hex SHA-256 of the DER SubjectPublicKeyInfo (RFC 8410).

    Says nothing about the key's soundness. Raises KeyRefused (bad_key_length).
    """
    return hashlib.sha256(_to_der(raw)).hexdigest()


def thumbprint(raw: bytes) -> str:
    """RFC 7638 thumbprint (SHA-256, base64url) of the key's JWK. Raises KeyRefused (bad_key_length)."""
    members = to_jwk(raw)
    required = f'{{"crv":"{members["crv"]}","kty":"{members["kty"]}","x":"{members["x"]}"}}'
    return to_base64url(hashlib.sha256(required.encode("ascii")).digest())


def to_jwk(raw: bytes) -> dict[str, str]:
    """The public JWK of RFC 8037 section 2, members in JCS order. Raises KeyRefused (bad_key_length)."""
    if len(raw) != KEY_BYTES:
        raise KeyRefused("bad_key_length")
    return {"crv": "Ed25519", "kty": "OKP", "x": to_base64url(raw)}


def jwk_bytes(jwk: object) -> bytes:
    """The raw bytes that a JWK of exactly kty, crv and x names, sound or not. Raises KeyRefused (bad_jwk)."""
    if not isinstance(jwk, dict) or jwk.keys() != {"crv", "kty", "x"}:
        raise KeyRefused("bad_jwk")
    if jwk["crv"] != "Ed25519" or jwk["kty"] != "OKP":
        raise KeyRefused("bad_jwk")
    try:
        return from_base64url(jwk["x"])
    except ValueError:
        raise KeyRefused("bad_jwk") from None


def from_jwk(jwk: object) -> bytes:
    """The sound key that a JWK of exactly kty, crv and x names. Raises KeyRefused (bad_jwk, and check's
    codes)."""
    return check(jwk_bytes(jwk))


def to_pem(raw: bytes) -> str:
    """SubjectPublicKeyInfo as PEM (RFC 7468), as Node and OpenSSL write it. Raises KeyRefused
    (bad_key_length)."""
    body = base64.b64encode(_to_der(raw)).decode("ascii")
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"


def from_pem(pem: str) -> bytes:
    """The sound key of a PEM that holds it and nothing else, line ends apart.

    A second block or text around it would be signed along and read by nobody. Raises KeyRefused (bad_pem, and
    check's codes).
    """
    if not isinstance(pem, str) or len(pem) > _PEM_MOST_CHARACTERS:
        raise KeyRefused("bad_pem")
    try:
        loaded = load_pem_public_key(pem.encode("ascii"))
    except (ValueError, UnsupportedAlgorithm):
        raise KeyRefused("bad_pem") from None
    if not isinstance(loaded, Ed25519PublicKey):
        raise KeyRefused("bad_pem")
    raw = loaded.public_bytes_raw()
    if pem.splitlines() != to_pem(raw).splitlines():
        raise KeyRefused("bad_pem")
    return check(raw)


def _to_der(raw: bytes) -> bytes:
    if len(raw) != KEY_BYTES:
        raise KeyRefused("bad_key_length")
    return _SPKI_PREFIX + raw


def to_base64url(data: bytes) -> str:
    """RFC 4648 section 5 without padding, as RFC 7515 writes it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes:
    """The bytes of the one spelling that `to_base64url` gives them; ValueError for padding, white space,
    another alphabet or spare bits that are not 0, which would let one signed thing be written in several
    ways."""
    if not isinstance(text, str) or not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise ValueError("not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_base64url(data) != text:
        raise ValueError("not canonical base64url")
    return data
