"""Cases of what a contract says: sound ones, unreadable ones, the document, the payload, the outcome."""

import json
from collections.abc import Iterator

from tests.vectors.contracts.cases import Case, case
from tests.vectors.contracts.pen import SIDES, Json, b64, changed, contract, deal, jcs, no_deal, written


def content_cases() -> Iterator[Case]:
    for cases in (_valid, _unreadable, _document, _payload, _types, _outcome):
        yield from cases()


def _valid() -> Iterator[Case]:
    yield case("valid-deal", "a deal", contract(deal()))
    yield case("valid-no-deal", "no deal, signed the same way", contract(no_deal()))
    older = {side: {"alg": "EdDSA"} for side in SIDES}
    yield case("valid-eddsa", "alg by its older name", contract(deal(), headers=older))
    yield Case("valid-one-line", "no white space, members in JCS order", jcs(contract(deal())))
    yen = {"listing.asking_price": "3000000", "listing.currency": "JPY", "outcome.price": "2760000"}
    yield case("valid-no-fraction", "a currency without fraction digits", contract(changed(deal(), yen)))
    dinar = {"listing.asking_price": "0.001", "listing.currency": "KWD", "outcome.price": "0.001"}
    yield case(
        "valid-three-digits", "the smallest asking price, rounded half up", contract(changed(deal(), dinar))
    )
    free = {"outcome": {"bits": "10000000", "deal": True, "band": 0, "price": "0.00"}}
    yield case("valid-band-0", "the lowest band", contract(changed(deal(), free)))
    top = {
        "listing.asking_price": "9999999999999.99",
        "outcome": {"bits": "11111111", "deal": True, "band": 127, "price": "12699999999999.99"},
    }
    yield case("valid-band-127", "the largest amounts: above 2^53 on the way", contract(changed(deal(), top)))


def _unreadable() -> Iterator[Case]:
    text = written(contract(deal()))
    rows = [
        ("empty", "nothing", b"", "bad_json"),
        ("truncated", "the last bytes are missing", text[:-10], "bad_json"),
        (
            "latin-1",
            "not UTF-8",
            text.decode()
            .replace("\U0001f697", "")
            .replace("“", "")
            .replace("”", "")
            .replace("€", "")
            .encode("iso-8859-2"),
            "bad_utf8",
        ),
        ("byte-order-mark", "UTF-8 with a mark before it", b"\xef\xbb\xbf" + text, "bad_json"),
        ("nan", "NaN is no JSON", text.replace(b'"band": 92', b'"band": NaN'), "bad_json"),
        ("too-deep", "33 arrays in one another", b"[" * 33 + b"]" * 33, "too_deep"),
        ("too-large", "65,537 bytes", text + b" " * (65_537 - len(text)), "too_large"),
    ]
    for name, about, document, code in rows:
        yield Case(f"unreadable-{name}", about, document, unreadable=code)


def _document() -> Iterator[Case]:
    whole = contract(deal())
    text = written(whole)
    first = b'{\n "payload": "e30",' + text[1:]
    yield Case(
        "document-name-twice", "two payloads: the first reader to win sees another", first, ("document_json",)
    )
    band = text.replace(b'"band": 92', b'"band": 37, "band": 92')
    yield Case("statement-name-twice", "two bands in the clear statement", band, ("document_json",))
    late = text.replace(b'"band": 92', b'"band": 92, "band": 37')
    failing = ("document_json", "statement_matches")
    yield Case("statement-name-twice-last", "the second band is the wrong one", late, failing)
    huge = text.replace(b'"band": 92', b'"band": 9007199254740993')
    yield Case("statement-number-out-of-range", "an integer that parsers round", huge, failing)
    half = text.replace("Škoda".encode(), b"\\ud800koda")
    yield Case("statement-lone-surrogate", "half a character in the clear title", half, failing)
    yield Case("document-array", "an array", b"[]", ("document_members",))
    more = {**whole, "note": "and the trailer too"}
    yield case("document-member-more", "a member rides along", more, "document_members")
    yield case(
        "document-no-statement", "nothing in clear", changed(whole, {"statement": ...}), "document_members"
    )
    number = changed(whole, {"payload": 42})
    yield case("document-payload-number", "the payload is no text", number, "document_members")
    yield from _clear_statement(whole, text)


def _clear_statement(whole: Json, text: bytes) -> Iterator[Case]:
    rows: list[tuple[str, str, Json]] = [
        ("price", "a better price in clear", {"outcome.price": "17400.00"}),
        ("title", "one letter of the title", {"listing.title": "Skoda Octavia, “as seen” €/\U0001f697"}),
        ("member-more", "a member that nobody signed", {"warranty": "two years"}),
        ("deal-1", "1 for true", {"outcome.deal": 1}),
    ]
    for name, about, changes in rows:
        document = changed(whole, {"statement": changed(whole["statement"], changes)})
        yield case(f"statement-{name}", about, document, "statement_matches")
    for spelling in ("92.0", "9.2e1"):
        text_with_it = text.replace(b'"band": 92', f'"band": {spelling}'.encode())
        about = f"{spelling} for a band, in clear only"
        yield Case(f"statement-band-{spelling}", about, text_with_it, ("statement_matches",))


def _payload() -> Iterator[Case]:
    statement = changed(deal(), {"tenant": "cars1"})  # so that the payload's last character has spare bits
    sound = b64(jcs(statement))
    padded = contract(statement, payload=sound + "=" * (-len(sound) % 4))
    yield case("payload-padded", "base64url with padding, and signed so", padded, "payload_encoding")
    spare = contract(statement, payload=sound[:-1] + chr(ord(sound[-1]) + 1))
    yield case("payload-spare-bits", "spare bits that are not 0, and signed so", spare, "payload_encoding")
    space = contract(statement, payload=sound[:40] + "\n" + sound[40:])
    yield case("payload-line-break", "a line break inside, and signed so", space, "payload_encoding")
    rows = [
        ("not-json", "signed text that is no JSON", b"we agree", ("payload_json",)),
        ("nan", "a signed NaN", jcs(deal()).replace(b'"band":92', b'"band":NaN'), ("payload_json",)),
        ("name-twice", "two bands, and signed so", jcs(deal()).replace(b'"band":92', b'"band":37,"band":92'),
         ("payload_json", "payload_canonical")),
        ("lone-surrogate", "half a character, and signed so", jcs(deal()).replace("Š".encode(), b"\\ud800"),
         ("payload_json", "payload_canonical", "statement_matches")),
        ("white-space", "not JCS: a space", jcs(deal()).replace(b'"band":92', b'"band": 92'),
         ("payload_canonical",)),
        ("order", "not JCS: members in another order", json.dumps(deal(), separators=(",", ":"),
         ensure_ascii=False).encode(), ("payload_canonical",)),
        ("escapes", "not JCS: escapes that JCS does not write", json.dumps(deal(), separators=(",", ":"),
         sort_keys=True).encode(), ("payload_canonical",)),
    ]  # fmt: skip
    for name, about, content, failing in rows:
        yield case(f"payload-{name}", about, contract(deal(), content=content), *failing)
    yield from _payload_bytes()


def _payload_bytes() -> Iterator[Case]:
    whole = contract(deal())
    payload = whole["payload"]
    rows = [
        ("first", 0, ("payload_json", "signature_valid")),
        ("last", len(payload) - 1, ("payload_json", "signature_valid")),
    ]
    for name, place, failing in rows:
        other = "A" if payload[place] != "A" else "Q"
        document = changed(whole, {"payload": payload[:place] + other + payload[place + 1 :]})
        yield case(f"payload-{name}-byte", f"the {name} character of the payload", document, *failing)
    title = b64(jcs(deal()).replace(b"Octavia", b"Octavja"))
    document = changed(whole, {"payload": title})
    yield case("payload-title-byte", "one letter inside", document, "statement_matches", "signature_valid")
    both = contract(deal())
    both["statement"] = changed(deal(), {"outcome.price": "18400.01"})
    both["payload"] = b64(jcs(both["statement"]))
    failing = ("price_agrees", "signature_valid")
    yield case("payload-and-statement", "statement and payload both changed after signing", both, *failing)


def _types() -> Iterator[Case]:
    floats = jcs(deal()).replace(b'"band":92', b'"band":92.0')
    document = contract(changed(deal(), {"outcome.band": 92.0}), content=floats)
    failing = ("payload_canonical", "payload_types")
    yield case("types-band-92.0", "92.0 for a band, signed and in clear", document, *failing)
    lower = {"bits": "10100101", "deal": True, "band": 37, "price": "7400.00"}
    content = jcs(changed(deal(), {"outcome": lower})).replace(b'"band":37', b'"band":37.0')
    document = contract(changed(deal(), {"outcome": {**lower, "band": 37.0}}), content=content)
    yield case("types-band-37.0", "37.0 for a band, signed and in clear", document, *failing)
    rows: list[tuple[str, str, Json, tuple[str, ...]]] = [
        ("deal-1", "1 for true", {"outcome.deal": 1}, ()),
        ("deal-text", '"true" for true', {"outcome.deal": "true"}, ()),
        ("band-text", '"92" for a band', {"outcome.band": "92"}, ()),
        ("band-true", "true for a band", {"outcome.band": True}, ()),
        ("band-128", "a band off the scale", {"outcome.band": 128}, ("outcome_agrees",)),
        ("bits-short", "seven bits", {"outcome.bits": "1011100"}, ("outcome_agrees",)),
        ("bits-number", "bits as a number", {"outcome.bits": 11011100}, ()),
        ("price-number", "the price as a number", {"outcome.price": 18400}, ()),
        ("member-more", "a member more", {"warranty": "two years"}, ()),
        ("member-missing", "no tenant", {"tenant": ...}, ()),
        ("inner-member-more", "a party with an e-mail address", {"parties.buyer.email": "b@example.org"}, ()),
        ("type-2", "another version", {"type": "alien-bargain/contract/2"}, ()),
        ("settlement", "another rule", {"settlement": "seller"}, ()),
        ("asking-zero", "an asking price of nothing", {"listing.asking_price": "0.00"}, ()),
        ("asking-grouped", "a grouped amount", {"listing.asking_price": "20,000.00"}, ()),
        ("asking-five-digits", "five fraction digits", {"listing.asking_price": "20000.00000"}, ()),
        ("asking-too-large", "10^15 minor units", {"listing.asking_price": "10000000000000.00"}, ()),
        ("currency", "no currency code", {"listing.currency": "euro"}, ()),
        ("title-empty", "no title", {"listing.title": ""}, ()),
        ("id-upper-case", "an id in capitals", {"listing.id": deal()["listing"]["id"].upper()}, ()),
        ("digest-bare", "a digest without its name", {"profile_digest": "0" * 64}, ()),
        ("digest-upper-case", "a digest in capitals", {"manifest_digest": "sha256:" + "A" * 64}, ()),
        ("owner-empty", "an owner of no name", {"parties.seller.owner": ""}, ()),
        ("time-local", "a time that is not UTC", {"decided_at": "2026-01-02T03:04:05+01:00"}, ()),
        ("time-none", "a day that is none", {"decided_at": "2026-02-30T03:04:05Z"}, ()),
    ]
    for name, about, changes, more in rows:
        document = contract(changed(deal(), changes))
        yield case(f"types-{name}", about, document, "payload_types", *more)


def _outcome() -> Iterator[Case]:
    rows: list[tuple[str, str, Json, Json, str]] = [
        ("bits-other-band", "bits of another band", deal(), {"outcome.bits": "11011101"}, "outcome_agrees"),
        ("bits-no-deal", "bits of no deal", deal(), {"outcome.bits": "00000000"}, "outcome_agrees"),
        ("band-null", "a deal at no band", deal(), {"outcome.band": None}, "outcome_agrees"),
        ("no-deal-band", "no deal with a band", no_deal(), {"outcome.band": 92}, "outcome_agrees"),
        ("no-deal-bits", "no deal with a band in its bits", no_deal(), {"outcome.bits": "01011100"},
         "outcome_agrees"),
        ("no-deal-price", "no deal with a price", no_deal(), {"outcome.price": "18400.00"}, "price_agrees"),
        ("price-null", "a deal at no price", deal(), {"outcome.price": None}, "price_agrees"),
        ("price-cent", "a cent more", deal(), {"outcome.price": "18400.01"}, "price_agrees"),
        ("price-precise", "extra precision", deal(), {"outcome.price": "18400.000"}, "price_agrees"),
        ("price-round", "too few digits", deal(), {"outcome.price": "18400"}, "price_agrees"),
        ("price-zeros", "leading zeros", deal(), {"outcome.price": "018400.00"}, "price_agrees"),
        ("asking-other", "another asking price", deal(), {"listing.asking_price": "20100.00"},
         "price_agrees"),
        ("asking-precise", "an asking price of more digits than the price", deal(),
         {"listing.asking_price": "20000.000"}, "price_agrees"),
    ]  # fmt: skip
    for name, about, statement, changes, failing in rows:
        yield case(f"outcome-{name}", about, contract(changed(statement, changes)), failing)
