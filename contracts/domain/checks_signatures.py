"""The checks on who signed a contract: three signatures, their headers, keys and bytes.

They answer as those in `checks_content` do; a check over three signatures holds where each of the three
holds, names the sides where it does not, and is not judged where a side could not be and no other failed.
"""

from collections.abc import Callable

from agents.domain import keys
from contracts.domain import signing
from contracts.domain.checks_content import is_canonical
from contracts.domain.evidence import SIDES, Evidence, Finding, Side, Signer, text_of
from contracts.domain.signing import JwsSignature


def three_signatures(evidence: Evidence) -> Finding:
    """One of each side: libraries are content with a single good one, and with the same one twice."""
    if evidence.signatures is None:
        return None
    return "" if len(evidence.signatures) == len(SIDES) else "not exactly three signatures"


def _each(evidence: Evidence, rule: Callable[[Signer], bool | None]) -> Finding:
    judged = {side: rule(signer) for side, signer in evidence.signers.items()}
    failing = [side for side, holds in judged.items() if holds is False]
    if failing:
        return ", ".join(failing)
    return "" if all(judged.get(side) for side in SIDES) else None


def signature_members(evidence: Evidence) -> Finding:
    """Exactly protected and signature: an unprotected header is signed by nobody."""
    return _each(evidence, lambda signer: _has_signature_members(signer.entry))


def _has_signature_members(entry: object) -> bool:
    if not isinstance(entry, dict) or entry.keys() != {"protected", "signature"}:
        return False
    return isinstance(entry["protected"], str) and isinstance(entry["signature"], str)


def header_encoding(evidence: Evidence) -> Finding:
    """The protected header is base64url of JCS: one header, one spelling."""
    return _each(evidence, _header_is_encoded)


def _header_is_encoded(signer: Signer) -> bool | None:
    if signer.protected is None:
        return None
    if signer.header is None or signer.header.faults:
        return False
    return is_canonical(signer.header.value, signer.header_bytes)


def header_members(evidence: Evidence) -> Finding:
    """Exactly alg, jwk, kid and typ: crit, b64 or jku would mean one thing to one library, another to the
    next."""
    return _each(evidence, _header_is_exact)


def _header_is_exact(signer: Signer) -> bool | None:
    return None if signer.header is None else signing.has_exact_members(signer.header.value)


def header_algorithm(evidence: Evidence) -> Finding:
    """alg is Ed25519, or EdDSA, its older name: "none" and the HMACs are how JWS verifiers are fooled."""
    return _each(evidence, lambda signer: _header_says(signer, "alg", signing.ALGORITHMS))


def header_type(evidence: Evidence) -> Finding:
    """typ is a contract's: a signature given for something else does not sell a car."""
    return _each(evidence, lambda signer: _header_says(signer, "typ", (signing.TYP,)))


def _header_says(signer: Signer, name: str, allowed: tuple[str, ...]) -> bool | None:
    told = None if signer.header is None else text_of(signer.header.value, name)
    return None if told is None else told in allowed


def key_sound(evidence: Evidence) -> Finding:
    """A canonical encoding of a point of large order: under the 14 others anybody forges, or one key has two
    names."""
    return _each(evidence, _key_is_sound)


def _key_is_sound(signer: Signer) -> bool | None:
    if (
        signer.key is None
    ):  # another curve, or an x that is no base64url, unless there is no such header at all
        return False if _header_is_exact(signer) else None
    try:
        keys.check(signer.key)
    except keys.KeyRefused:
        return False
    return True


def key_id(evidence: Evidence) -> Finding:
    """kid is the fingerprint of jwk: some verifiers look a key up by the one, some take the other."""
    return _each(evidence, _kid_is_right)


def _kid_is_right(signer: Signer) -> bool | None:
    kid = None if signer.header is None else text_of(signer.header.value, "kid")
    return None if kid is None or signer.key is None else kid == fingerprint(signer.key)


def key_party(evidence: Evidence) -> Finding:
    """Each signature is by the key that the statement names for its place: seller, buyer, room."""
    return _each(evidence, lambda signer: _is_named(evidence, signer))


def _is_named(evidence: Evidence, signer: Signer) -> bool | None:
    named = _named(evidence, signer.side)
    return None if named is None or signer.key is None else named == fingerprint(signer.key)


def _named(evidence: Evidence, side: Side) -> str | None:
    path = ("room",) if side == "room" else ("parties", side)
    return None if evidence.signed is None else text_of(evidence.signed.value, *path, "fingerprint")


def fingerprint(key: bytes) -> str | None:
    """The fingerprint of what a JWK names; None for bytes that no key has."""
    return keys.fingerprint(key) if len(key) == keys.KEY_BYTES else None


def distinct_keys(evidence: Evidence) -> Finding:
    """Three keys: nobody is two of the three."""
    held = [signer.key for signer in evidence.signers.values() if signer.key is not None]
    if len(set(held)) < len(held):
        return "one key signed in two places"
    return "" if len(held) == len(SIDES) else None


def signature_encoding(evidence: Evidence) -> Finding:
    """64 bytes, base64url in its one spelling."""
    return _each(evidence, _signature_is_encoded)


def _signature_is_encoded(signer: Signer) -> bool | None:
    if signer.signature is None:
        return None
    return signer.signature_bytes is not None and len(signer.signature_bytes) == keys.SIGNATURE_BYTES


def signature_canonical(evidence: Evidence) -> Finding:
    """S < L and R a sound point: otherwise anybody makes a second signature out of a first."""
    return _each(evidence, _signature_is_sound)


def _signature_is_sound(signer: Signer) -> bool | None:
    if signer.signature_bytes is None or not _signature_is_encoded(signer):
        return None
    return keys.signature_is_sound(signer.signature_bytes)


def signature_valid(evidence: Evidence) -> Finding:
    """Each signature is by its header's key over protected || "." || payload. Under a header, a key or a form
    that another check refuses it is not judged: which bytes are signed, and whether by anybody, is not
    certain then."""
    return _each(evidence, lambda signer: _holds(evidence, signer))


def _holds(evidence: Evidence, signer: Signer) -> bool | None:
    if evidence.payload is None or evidence.payload_bytes is None:
        return None
    if signer.key is None or signer.protected is None or signer.signature is None:
        return None
    if not (_header_is_ours(signer) and _key_is_sound(signer) and _signature_is_sound(signer)):
        return None
    return signing.verifies(signer.key, evidence.payload, JwsSignature(signer.protected, signer.signature))


def _header_is_ours(signer: Signer) -> bool:
    says = _header_says(signer, "alg", signing.ALGORITHMS) and _header_says(signer, "typ", (signing.TYP,))
    return bool(says and _header_is_encoded(signer) and _header_is_exact(signer))
