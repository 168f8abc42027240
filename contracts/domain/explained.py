"""Each check in a sentence, for pages: what holds where it passes (docs/contract-format.md section 7)."""

from typing import Final

EXPLAINED: Final = {
    "document_json": "Every program reads the document alike: no name is given twice, no number is out of range.",
    "document_members": "It is exactly a statement, a payload and signatures: nothing rides along.",
    "payload_encoding": "What was signed is written in its one spelling.",
    "payload_json": "Every program reads what was signed alike.",
    "payload_canonical": "Whoever writes the statement anew gets the very bytes that were signed.",
    "payload_types": "What was signed has every part of a contract, in its form, and no other.",
    "statement_matches": "The statement in clear, which people read, is the one that was signed.",
    "outcome_agrees": "The eight bits, the deal and the band say one thing.",
    "price_agrees": "The price is the band's share of the asking price, to the last digit.",
    "three_signatures": "There are exactly three signatures: the seller's, the buyer's, the room's.",
    "signature_members": "Nothing stands beside a signature that nobody signed.",
    "header_encoding": "Each signature's header is written in its one spelling.",
    "header_members": "Each header says what it has to, and nothing that some programs heed and others do not.",
    "header_algorithm": "Each signature is of the one kind that counts here, Ed25519.",
    "header_type": "Each signature was given for a contract, and not for something else.",
    "key_sound": "Each key is one under which nobody can forge, in its one spelling.",
    "key_id": "Each header names its key by the fingerprint of that key.",
    "key_party": "Each signature is by the key that the statement names for its place.",
    "distinct_keys": "The three keys are three: nobody is two of the parties.",
    "signature_encoding": "Each signature is 64 bytes in their one spelling.",
    "signature_canonical": "No signature is one that somebody made out of another.",
    "signature_valid": "Each signature is by its key, over exactly what was signed.",
    "expected_seller": "The seller's key is the one that you expect.",
    "expected_buyer": "The buyer's key is the one that you expect.",
    "expected_room": "The room's key is the one that you expect.",
}
"""Name of a check -> what it found, where it passes; in the order of the checks."""

UNREADABLE: Final = {
    "bad_utf8": "it is not UTF-8 text",
    "bad_json": "it is not JSON",
    "too_deep": "it is nested too deep",
    "too_large": "it is larger than any contract, 65,536 bytes",
}
"""Code of what is no document at all -> why, as the end of a sentence."""
