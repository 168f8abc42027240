"""The checks on what a contract says: the document, the signed payload, the statement in clear, the outcome.

A check answers "" where its rule holds, what is wrong where it does not, and None where it cannot be judged,
because what it would judge could not be read; another check then says why. Its docstring names the attack
that it prevents. Answers name members and sides and repeat nothing that the document says.
"""

from typing import Final

from contracts.domain import statement
from contracts.domain.canonical import NotRepresentable, canonical, same
from contracts.domain.evidence import Evidence, Finding, member, text_of
from contracts.domain.outcome import Outcome

DOCUMENT_MEMBERS: Final = {"statement": dict, "payload": str, "signatures": list}


def document_json(evidence: Evidence) -> Finding:
    """Every parser reads the document alike: a name given twice shows one contract to one reader, another to
    the next."""
    return ", ".join(evidence.document.faults)


def document_members(evidence: Evidence) -> Finding:
    """Exactly statement, payload and signatures: nothing rides along that a reader might take for agreed."""
    value = evidence.document.value
    if not isinstance(value, dict) or value.keys() != DOCUMENT_MEMBERS.keys():
        return "the document is not exactly statement, payload and signatures"
    wrong = [name for name, kind in DOCUMENT_MEMBERS.items() if not isinstance(value[name], kind)]
    return ", ".join(wrong)


def payload_encoding(evidence: Evidence) -> Finding:
    """base64url in its one spelling: another would be other signed bytes with the same content."""
    if evidence.payload is None:
        return None
    return "not base64url without padding" if evidence.payload_bytes is None else ""


def payload_json(evidence: Evidence) -> Finding:
    """Every parser reads what was signed alike."""
    if evidence.payload_bytes is None:
        return None
    return "not JSON" if evidence.signed is None else ", ".join(evidence.signed.faults)


def payload_canonical(evidence: Evidence) -> Finding:
    """The bytes are the JCS of their content, so whoever rebuilds the statement rebuilds what was signed."""
    if evidence.signed is None:
        return None
    held = is_canonical(evidence.signed.value, evidence.payload_bytes)
    return "" if held else "not the JCS of its content"


def is_canonical(value: object, text: bytes | None) -> bool:
    """Whether the text is the JCS of the value."""
    try:
        return canonical(value) == text
    except NotRepresentable:
        return False


def payload_types(evidence: Evidence) -> Finding:
    """Exactly a statement's members, types and text forms: 37.0, 1 for true or a member more mean different
    things to different programs."""
    return None if evidence.signed is None else ", ".join(statement.shape_faults(evidence.signed.value))


def statement_matches(evidence: Evidence) -> Finding:
    """The statement in clear is the signed one, type by type: people read the clear one."""
    if evidence.signed is None or not isinstance(evidence.clear, dict):
        return None
    return "" if same(evidence.clear, evidence.signed.value) else "the statement is not what was signed"


def outcome_agrees(evidence: Evidence) -> Finding:
    """bits, deal and band say one thing: each may be what somebody acts on."""
    bits, deal, band = (_outcome_member(evidence, name) for name in ("bits", "deal", "band"))
    if not isinstance(bits, str) or not isinstance(deal, bool) or not (type(band) is int or band is None):
        return None
    try:
        agrees = Outcome.from_bits(bits) == Outcome(deal, band)
    except ValueError:
        agrees = False
    return "" if agrees else "bits, deal and band disagree"


def price_agrees(evidence: Evidence) -> Finding:
    """The price is the band's share of the asking price, with exactly its fraction digits; none without a
    deal."""
    signed = None if evidence.signed is None else evidence.signed.value
    asking, told = text_of(signed, "listing", "asking_price"), _outcome_member(evidence, "price")
    if asking is None or not (isinstance(told, str) or told is None):
        return None
    try:
        right = statement.agreed_price(_priced(evidence), asking)
    except ValueError:  # no such band, no such amount: the types are wrong
        return None
    return "" if told == right else "the price is not that of the band"


def _priced(evidence: Evidence) -> Outcome:
    deal, band = _outcome_member(evidence, "deal"), _outcome_member(evidence, "band")
    if deal is False:
        return Outcome(False, None)  # a band beside it is wrong elsewhere; a price never goes with it
    if deal is not True or type(band) is not int:
        raise ValueError("no outcome to price")
    return Outcome(True, band)


def _outcome_member(evidence: Evidence, name: str) -> object:
    return member(None if evidence.signed is None else evidence.signed.value, "outcome", name)
