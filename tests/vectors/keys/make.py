"""Writes the key and signature vectors: `python -m tests.vectors.keys.make [--out DIRECTORY]`.

The keys of small order are derived here with the curve's own arithmetic, not copied; nothing is random.
"""

import argparse
import hashlib
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

P: Final = 2**255 - 19
L: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1: Final = pow(2, (P - 1) // 4, P)

Point = tuple[int, int]
IDENTITY: Final[Point] = (0, 1)


def add(one: Point, other: Point) -> Point:
    """The sum of two points: RFC 8032 section 5.1.4, affine."""
    (x1, y1), (x2, y2) = one, other
    product = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P
    return x, y


def multiply(scalar: int, point: Point) -> Point:
    """`scalar` times the point."""
    result = IDENTITY
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def x_of(y: int) -> int | None:
    """One of the two x that go with y, or None where the curve has no such point."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    for x in (root, root * ROOT_OF_MINUS_1 % P):
        if x * x % P == square:
            return x
    return None


def torsion() -> list[Point]:
    """The eight points whose order divides 8."""
    for y in range(2, 100):
        x = x_of(y)
        if x is None:
            continue
        generator = multiply(L, (x, y))
        if multiply(4, generator) != IDENTITY:
            return [multiply(k, generator) for k in range(8)]
    raise AssertionError


def order(point: Point) -> int:
    """1, 2, 4 or 8."""
    return next(n for n in (1, 2, 4, 8) if multiply(n, point) == IDENTITY)


def encodings(point: Point) -> Iterator[tuple[bytes, bool]]:
    """Every 32 bytes that lenient decoders take for the point, and whether they are the canonical ones."""
    x, y = point
    for spelled_y in (y, y + P):
        if spelled_y >= 2**255:
            continue
        for sign in (0, 1) if x == 0 else (x & 1,):
            canonical = spelled_y < P and sign == x & 1
            yield (spelled_y | sign << 255).to_bytes(32, "little"), canonical


def small_order_keys() -> list[dict[str, Any]]:
    found = [
        {"key": raw.hex(), "order": order(point), "canonical": canonical}
        for point in torsion()
        for raw, canonical in encodings(point)
    ]
    for vector in found:
        vector["code"] = "small_order_key" if vector["canonical"] else "bad_key_encoding"
    return sorted(found, key=lambda vector: (vector["order"], not vector["canonical"], vector["key"]))


def other_bad_keys() -> list[dict[str, str]]:
    off_curve = next(y for y in range(2, 100) if x_of(y) is None)
    on_curve = next(y for y in range(2, 19) if x_of(y) is not None)
    return [
        {"about": "no point has this y", "key": _le(off_curve), "code": "bad_key_encoding"},
        {"about": "y >= p, a point of large order", "key": _le(on_curve + P), "code": "bad_key_encoding"},
        {"about": "y = 2^255 - 1", "key": _le(2**255 - 1), "code": "bad_key_encoding"},
        {"about": "31 bytes", "key": _le(on_curve)[:62], "code": "bad_key_length"},
        {"about": "33 bytes", "key": _le(on_curve) + "00", "code": "bad_key_length"},
        {"about": "no bytes", "key": "", "code": "bad_key_length"},
    ]


def _le(number: int) -> str:
    return number.to_bytes(32, "little").hex()


# RFC 8032 section 7.1, TEST 1 (the key of RFC 8037 appendix A) and TEST 2.
SEEDS: Final = (
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
)
MESSAGE: Final = b"the blue one, as seen"


def signatures() -> list[dict[str, Any]]:
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SEEDS[0]))
    key = private.public_key().public_bytes_raw()
    good = private.sign(MESSAGE)
    plus_l = good[:32] + (int.from_bytes(good[32:], "little") + L).to_bytes(32, "little")
    rows: list[tuple[str, bytes, bool]] = [
        ("as RFC 8032 makes it", good, True),
        ("S + L: the same signature in a second spelling", plus_l, False),
        ("S = L", good[:32] + L.to_bytes(32, "little"), False),
        ("R of order 1, chosen by whoever holds the key", _signed_with_r(IDENTITY, SEEDS[0], key), False),
        ("R in a spelling with y >= p", (P + 1).to_bytes(32, "little") + good[32:], False),
        ("another message's", private.sign(b"the red one"), False),
        ("63 bytes", good[:63], False),
        ("65 bytes", good + b"\0", False),
        ("no bytes", b"", False),
    ]
    return [
        {"about": about, "key": key.hex(), "message": MESSAGE.hex(), "signature": one.hex(), "valid": valid}
        for about, one, valid in rows
    ]


def _signed_with_r(r: Point, seed: str, key: bytes) -> bytes:
    digest = hashlib.sha512(bytes.fromhex(seed)).digest()
    scalar = int.from_bytes(digest[:32], "little") & (2**254 - 8) | 2**254
    encoded = (r[1] | (r[0] & 1) << 255).to_bytes(32, "little")
    k = int.from_bytes(hashlib.sha512(encoded + key + MESSAGE).digest(), "little") % L
    return encoded + (k * scalar % L).to_bytes(32, "little")


def good_keys() -> list[dict[str, str]]:
    """Fingerprints and thumbprints computed from first principles, with no code of the project."""
    return [_good_key(bytes.fromhex(seed)) for seed in SEEDS]


def _good_key(seed: bytes) -> dict[str, str]:
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    der = bytes.fromhex("302a300506032b6570032100") + key
    x = urlsafe_b64encode(key).rstrip(b"=").decode()
    jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'
    return {
        "key": key.hex(),
        "fingerprint": hashlib.sha256(der).hexdigest(),
        "thumbprint": urlsafe_b64encode(hashlib.sha256(jwk.encode()).digest()).rstrip(b"=").decode(),
        "x": x,
        "pem": f"-----BEGIN PUBLIC KEY-----\n{b64encode(der).decode()}\n-----END PUBLIC KEY-----\n",
    }


def main() -> None:
    """Writes the four files."""
    parser = argparse.ArgumentParser(description="Write the key and signature vectors.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    out: Path = parser.parse_args().out
    files = {
        "small_order_keys.json": small_order_keys(),
        "other_bad_keys.json": other_bad_keys(),
        "good_keys.json": good_keys(),
        "signatures.json": signatures(),
    }
    for name, rows in files.items():
        (out / name).write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
