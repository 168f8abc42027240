"""Documents that all verifiers are asked about, and what `python -m contracts.verify --json` says of each."""

import base64
import json
import random
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from contracts.domain.canonical import Unreadable
from contracts.domain.verification import verify
from contracts.verify import as_object
from tests.vectors.contracts import pen

VECTORS: Final = Path(__file__).parent / "vectors" / "contracts"
CASES: Final[list[dict[str, Any]]] = json.loads((VECTORS / "index.json").read_text())["cases"]
MUTATIONS: Final = 200
DOUBLES: Final = 200

Question = tuple[bytes, Mapping[str, str]]

NUMBERS = "0 -0 37.0 1e3 1E400 -1e400 9007199254740991 9007199254740992 -9007199254740993 1e21 5e-324 0.1 -0.0".split()
TEXTS = [
    *(
        r'"\ud83d"',
        r'"\ude97\ud83d"',
        r'"\ud83d\ude97"',
        r'{"\ud800":1}',
        r'"\u0000\u001f\u007f\u2028\"\\\/\b"',
    ),
    *(
        '{"a":1,"a":2}',
        '{"a":{"b":1,"b":2},"c":1e999}',
        '[{"é":1,"e\u0301":2}]',
        '{"__proto__":{"x":1}}',
        '{"10":1,"9":2}',
    ),
    *(
        '{"\ufb33":1,"\U0001f697":2}',
        "[1,]",
        "{,}",
        "[",
        "]",
        '"',
        r'"\x"',
        r'"\u12"',
        "01",
        "1.",
        ".5",
        "+1",
        "--1",
    ),
    *(
        "nul",
        "NaN",
        "-Infinity",
        "\ufeff{}",
        " \t\r\n{}\n",
        "\u00a0{}",
        '"\t"',
        "",
        "tru\u0065",
        "[" * 32 + "]" * 32,
    ),
    *(
        "[" * 33 + "]" * 33,
        "]" * 9 + "[" * 40,
        '"' + "[" * 40 + '"',
        '"\\"' + "[" * 40,
        '{"a" :1 , "b": [ ] }',
    ),
]
PLACES = [
    *("type", "tenant", "settlement", "profile_digest", "decided_at", "room", "room.id", "room.fingerprint"),
    *("listing.title", "listing.asking_price", "listing.currency", "parties", "parties.seller.owner"),
    *(
        "parties.buyer.fingerprint",
        "outcome",
        "outcome.bits",
        "outcome.deal",
        "outcome.band",
        "outcome.price",
    ),
]
VALUES = [
    *(
        None,
        True,
        False,
        0,
        1,
        92,
        127,
        128,
        -1,
        37.5,
        2**53 - 1,
        "",
        "0",
        "1.00",
        "20000.00\n",
        "-1.00",
        "1e3",
        "٣",
    ),
    *(
        "0.00",
        "0.0001",
        "0.00001",
        "99999999999999.9",
        "999999999999999.9",
        "11011100",
        "00000000",
        "11111111",
    ),
    *(
        "2024-02-29T23:59:59Z",
        "2023-02-29T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:60Z",
        "0000-01-01T00:00:00Z",
    ),
    *(
        "1900-02-29T00:00:00Z",
        "2026-01-01T00:00:00.1234567Z",
        "<script>",
        "\u202e",
        [],
        {},
        ["x"],
        {"x": 1},
        "EUR",
        "A" * 64,
    ),
]
HEADERS: list[tuple[str, Any]] = [
    *(
        ("alg", "EdDSA"),
        ("alg", None),
        ("alg", "eddsa"),
        ("typ", ""),
        ("kid", ["x"]),
        ("jwk", "x"),
        ("jwk", {}),
    ),
    *(
        ("jwk.x", ""),
        ("jwk.x", "A"),
        ("jwk.x", "AAAA"),
        ("jwk.x", "AA=="),
        ("jwk.x", 7),
        ("jwk.crv", "X25519"),
    ),
    *(("jwk.kty", "EC"), ("jwk.d", "AAAA"), ("crit", []), ("kid", ...), ("jwk.kty", ...), ("jwk", ...)),
]


def vector(name: str) -> bytes:
    """The document of a vector, by its file's name."""
    return (VECTORS / name).read_bytes()


def questions() -> list[Question]:
    """Every vector with its fingerprints, then documents of odd content that were signed, then tampered ones."""
    vectors: list[Question] = [((VECTORS / case["file"]).read_bytes(), case["expect"]) for case in CASES]
    others = [
        *_as_text(),
        *_signed_texts(),
        *_signed_values(),
        *_priced(),
        *_headers(),
        *_shapes(),
        *_tampered(),
    ]
    return [*vectors, *((document, {}) for document in others), *_expecting()]


def asked(document: bytes, expect: Mapping[str, str]) -> dict[str, Any]:
    """A question in JSON."""
    return {"document": base64.b64encode(document).decode(), "expect": dict(expect)}


def command_says(document: bytes, expect: Mapping[str, str]) -> dict[str, Any]:
    """The verdict as --json prints it."""
    try:
        said: dict[str, Any] = json.loads(json.dumps(as_object(verify(document, **expect))))
    except Unreadable as refused:
        return {"unreadable": refused.code}
    return said


def _as_text() -> Iterator[bytes]:
    yield from (text.encode() for text in (*NUMBERS, *TEXTS))
    yield from (b"\xff", b'"\xed\xa0\x80"', b'"\xc0\xaf"', b'"\xf4\x90\x80\x80"', b"\xef\xbb\xbf{}", b"\x00")
    yield from (b" " * 65_536, b" " * 65_537, b"[" * 65_537, b"\xff" * 65_537)


def _signed_texts() -> Iterator[bytes]:
    draw = random.Random("doubles")
    doubles = (struct.unpack("<d", draw.randbytes(8))[0] for _ in range(DOUBLES))
    finite = (repr(one) for one in doubles if abs(one) < float("inf"))
    for text in (*NUMBERS, *TEXTS, *finite):
        yield pen.jcs(pen.contract(pen.deal(), content=text.encode()))
        yield (
            json.dumps(pen.contract(pen.deal()))
            .encode()
            .replace(b'"statement": {', b'"statement": {"x": %s, ' % text.encode())
        )
    yield from (
        pen.written(pen.contract(pen.deal(), content=content)) for content in (b"\xff", b"\xef\xbb\xbf{}")
    )
    in_clear = pen.written(pen.contract(pen.deal()))
    for number in NUMBERS:
        content = pen.jcs(pen.deal()).replace(b":92,", f":{number},".encode())
        assert content != pen.jcs(pen.deal())
        yield pen.written(pen.contract(pen.deal(), content=content))
        yield in_clear.replace(b": 92,", f": {number},".encode())


def _signed_values() -> Iterator[bytes]:
    for place in PLACES:
        yield from (
            pen.written(pen.contract(pen.changed(pen.deal(), {place: value}))) for value in (*VALUES, ...)
        )


def _priced() -> Iterator[bytes]:
    for asking, digits in ((1, 0), (7, 0), (50, 2), (12345, 3), (1, 4), (10**15 - 1, 0), (10**15 - 1, 4)):
        for band in (0, 1, 7, 49, 50, 51, 99, 100, 127):
            price = (asking * band + 50) // 100
            outcome = {"bits": f"1{band:07b}", "deal": True, "band": band, "price": _amount(price, digits)}
            changes = {"outcome": outcome, "listing.asking_price": _amount(asking, digits)}
            yield pen.written(pen.contract(pen.changed(pen.deal(), changes)))


def _amount(minor: int, digits: int) -> str:
    return f"{minor // 10**digits}.{minor % 10**digits:0{digits}d}" if digits else str(minor)


def _headers() -> Iterator[bytes]:
    for place, value in HEADERS:
        for side in ("seller", "room"):
            yield pen.written(pen.contract(pen.deal(), headers={side: {place: value}}))
    for text in ("", "A", "e30", "bnVsbA", "!", "W10", "eyJhbGciOiJFZDI1NTE5In0"):
        yield pen.written(pen.contract(pen.deal(), protected={"buyer": text}))


def _shapes() -> Iterator[bytes]:
    sound = pen.contract(pen.deal())
    places = (
        "statement",
        "payload",
        "signatures",
        "signatures.0",
        "signatures.1.protected",
        "signatures.2.signature",
    )
    for place in places:
        yield from (pen.written(pen.changed(sound, {place: value})) for value in VALUES)
    yield pen.written(
        {**sound, "payload": ""} | {"signatures": [pen.signed(pen.key(name), "") for name in pen.SIDES]}
    )
    yield pen.written({**sound, "__proto__": {}})


def _tampered() -> Iterator[bytes]:
    for name in ("valid-deal.json", "valid-no-deal.json", "valid-one-line.json"):
        draw, whole = random.Random(name), (VECTORS / name).read_bytes()
        yield from (_mutated(whole, draw) for _ in range(MUTATIONS))


def _mutated(document: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(document))
    change = draw.choice(
        [b"", bytes([draw.randrange(256)]), document[at : at + 1] * 2, bytes([document[at] ^ 1])]
    )
    return document[:at] + change + document[at + 1 :]


def _expecting() -> Iterator[Question]:
    whole = (VECTORS / "valid-deal.json").read_bytes()
    broken = (VECTORS / "key-curve.json").read_bytes()
    for side in pen.SIDES:
        for fingerprint in (*map(pen.fingerprint_of, pen.SIDES), "", "x", pen.fingerprint_of(side).upper()):
            yield whole, {side: fingerprint}
        yield broken, {side: pen.fingerprint_of(side)}
        yield (VECTORS / "signatures-none.json").read_bytes(), {side: pen.fingerprint_of(side)}
