"""Compact JWS, read strictly, and its RS256 signatures (RFC 7515, RFC 7518 section 3.3)."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from agents.domain import keys, strict_json

MOST_CHARACTERS: Final = 8_192
FEWEST_BITS: Final = 2_048
_END_OF_TIME: Final = 253_402_300_800  # the year 10000


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
    """A compact JWS in its parts. Nobody has checked the signature."""

    token: str
    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    signing_input: bytes
    signature: bytes


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
    if not isinstance(compact.header.get("kid"), str):
        raise refused(f"missing_{kind}_kid")
    return compact


def verify_rs256(compact: Compact, jwk: Mapping[str, Any]) -> bool:
    """Whether the signature is RS256 by this key: the algorithm is ours, not the token's to choose."""
    if jwk.get("kty") != "RSA" or jwk.get("alg", "RS256") != "RS256" or jwk.get("use", "sig") != "sig":
        return False
    if compact.header.get("alg") != "RS256" or not jwk.keys().isdisjoint(
        ("d", "p", "q", "dp", "dq", "qi", "oth")
    ):
        return False
    try:
        key = RSAKey.import_key(dict(jwk))
        if key.public_key.key_size < FEWEST_BITS:
            return False
        jws.deserialize_compact(compact.token, key, algorithms=["RS256"], registry=_LENIENT)
    except (JoseError, ValueError, TypeError):
        return False
    return True


# What the header may say beside `alg` is for each kind of token to judge, not for the library.
_LENIENT: Final = jws.JWSRegistry(algorithms=["RS256"], strict_check_header=False)


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


def thumbprint_in(claims: Mapping[str, Any]) -> str | None:
    """`cnf.jkt` (RFC 7800 section 3.1, RFC 9449 section 6.1) where it is the base64url of 32 bytes; else None."""
    confirmation = claims.get("cnf")
    jkt = confirmation.get("jkt") if isinstance(confirmation, dict) else None
    try:
        return jkt if isinstance(jkt, str) and len(keys.from_base64url(jkt)) == 32 else None
    except ValueError:
        return None
