"""Compact JWS, read strictly, and its RS256 signatures (RFC 7515, RFC 7518 section 3.3)."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

from agents.domain import keys, strict_json

MOST_CHARACTERS: Final = 8_192
PRIVATE_MEMBERS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
"""What a public JWK never has (RFC 7518 sections 6.2 to 6.4)."""

_RS256: Final = JWSRegistry(algorithms=["RS256"]).get_alg("RS256")
_MODULUS_BITS: Final = range(2_048, 8_192 + 1)
"""At least what RFC 7518 section 3.3 asks for; at most what costs no noticeable time to check."""
_EXPONENTS: Final = range(2**16 + 1, 2**64, 2)  # FIPS 186-5 appendix A.1.1, with a lower upper end
_END_OF_TIME: Final = 253_370_764_800  # the year 9999: a later moment may round to one that datetime has not


class Malformed(ValueError):
    """A text that is no compact JWS, or one that could be read in more than one way."""


class Refused(ValueError):
    """Credentials that prove nothing. `code` is stable, one of the class's `reasons`; the message repeats no value."""

    about: ClassVar[str]
    reasons: ClassVar[Mapping[str, str]]

    def __init__(self, code: str) -> None:
        super().__init__(f"{self.about}{self.reasons[code]}")
        self.code = code


@dataclass(frozen=True)
class Compact:
    """A compact JWS in its parts. Nobody has checked the signature. It shows nothing of itself in a log."""

    token: str = field(repr=False)
    header: Mapping[str, Any] = field(repr=False)
    payload: Mapping[str, Any] = field(repr=False)
    signing_input: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def read(token: str, *, most: int = MOST_CHARACTERS) -> Compact:
    """The parts of a compact JWS of at most `most` characters. Raises Malformed.

    `crit` and `b64` change how a JWS is to be read (RFC 7515 section 4.1.11, RFC 7797): one that has them is none of
    ours.
    """
    parts = token.split(".") if len(token) <= most else []
    if len(parts) != 3 or not all(parts):
        raise Malformed("no compact JWS")
    try:
        header, payload = (_object(part) for part in parts[:2])
        signature = keys.from_base64url(parts[2])
    except ValueError:
        raise Malformed("no compact JWS of JSON objects") from None
    if not header.keys().isdisjoint({"crit", "b64"}):
        raise Malformed("extensions are not understood here")
    return Compact(token, header, payload, token.rpartition(".")[0].encode(), signature)


def _object(part: str) -> Mapping[str, Any]:
    found = strict_json.loads(keys.from_base64url(part))
    if isinstance(found, dict):
        return found
    raise ValueError("no object")


def read_rs256(
    token: str, kind: str, types: Collection[str], refused: type[Refused], *, default: str | None = None
) -> Compact:
    """The parts of an RS256 token of one kind, and of no other: none is taken for another (RFC 8725 section 3.11).

    kind: as its codes name it. types: what `typ` may be, in lower case; default: where the header has none. Raises
    `refused`: malformed_KIND, bad_KIND_typ, bad_KIND_alg, missing_KIND_kid.
    """
    try:
        compact = read(token)
    except Malformed:
        raise refused(f"malformed_{kind}") from None
    said = compact.header.get("typ", default)
    if not isinstance(said, str) or said.lower() not in types:
        raise refused(f"bad_{kind}_typ")
    if compact.header.get("alg") != "RS256":
        raise refused(f"bad_{kind}_alg")
    kid = compact.header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise refused(f"missing_{kind}_kid")
    return compact


def verify_rs256(compact: Compact, jwk: Mapping[str, Any]) -> bool:
    """Whether the signature is RS256 by this key: the algorithm is ours, not the token's to choose. Never raises."""
    numbers = rsa_numbers(jwk)
    if numbers is None or not _is_for_rs256(jwk) or compact.header.get("alg") != "RS256":
        return False
    try:
        key = RSAKey.import_key({"kty": "RSA", **_spelled(numbers)})
        return _RS256.verify(compact.signing_input, compact.signature, key)
    except (JoseError, ValueError, UnsupportedAlgorithm):
        return False


def _is_for_rs256(jwk: Mapping[str, Any]) -> bool:
    operations = jwk.get("key_ops", ["verify"])
    return (
        jwk.get("alg", "RS256") == "RS256"
        and jwk.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
        and PRIVATE_MEMBERS.isdisjoint(jwk)
    )


def rsa_numbers(jwk: object) -> tuple[int, int] | None:
    """(e, n) of an RSA JWK, however it spells them; None for one that is too weak to trust or so large that checking
    a signature would be an attack."""
    if not isinstance(jwk, Mapping) or jwk.get("kty") != "RSA":
        return None
    try:
        e, n = (int.from_bytes(keys.from_base64url(jwk.get(name, "")), "big") for name in ("e", "n"))
    except ValueError:
        return None
    return (e, n) if e in _EXPONENTS and n.bit_length() in _MODULUS_BITS else None


def _spelled(numbers: tuple[int, int]) -> dict[str, str]:
    # Base64urlUInt (RFC 7518 section 2): as few octets as the number takes.
    return {
        name: keys.to_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))
        for name, number in zip(("e", "n"), numbers, strict=True)
    }


def numeric_date(value: object) -> float | None:
    """A NumericDate (RFC 7519 section 2), seconds since 1970, or None: a number too large for a double reads as
    infinity, and no comparison with it or with NaN says no."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return float(value) if 0 <= value < _END_OF_TIME else None


def text(value: object, *, most: int) -> str | None:
    """A text of 1 to `most` printable ASCII characters without spaces, or None."""
    if not isinstance(value, str) or not 0 < len(value) <= most:
        return None
    return value if value.isascii() and value.isprintable() and " " not in value else None


def audiences(aud: object) -> tuple[str, ...]:
    """`aud` as RFC 7519 section 4.1.3 writes it, a text or several; () for anything else."""
    if isinstance(aud, str):
        return (aud,)
    if isinstance(aud, list) and all(isinstance(one, str) for one in aud):
        return tuple(aud)
    return ()


def thumbprint_in(claims: Mapping[str, Any]) -> str | None:
    """`cnf.jkt` (RFC 7800 section 3.1, RFC 9449 section 6.1) where it is the base64url of 32 bytes; else None."""
    confirmation = claims.get("cnf")
    jkt = confirmation.get("jkt") if isinstance(confirmation, dict) else None
    try:
        return jkt if isinstance(jkt, str) and len(keys.from_base64url(jkt)) == 32 else None
    except ValueError:
        return None
