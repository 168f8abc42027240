"""Writes the contract vectors: `python -m tests.vectors.contracts.make [--out DIRECTORY]`.

One file a case, index.json with the verdict on each, and a receipt. The keys are fixed and Ed25519 draws no
randomness, so that every run writes the same bytes.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from tests.vectors.contracts.cases import Case
from tests.vectors.contracts.cases_content import content_cases
from tests.vectors.contracts.cases_signatures import signature_cases
from tests.vectors.contracts.pen import SIDES, b64, deal, fingerprint_of, header, jcs, key, public


def index(cases: list[Case]) -> dict[str, Any]:
    """What index.json holds."""
    return {
        "keys": {side: fingerprint_of(side) for side in SIDES},
        "cases": [
            {
                "file": f"{case.name}.json",
                "about": case.about,
                "expect": dict(case.expect),
                "verdict": _verdict(case),
                "failing": list(case.failing),
                "unreadable": case.unreadable,
            }
            for case in cases
        ],
    }


def _verdict(case: Case) -> str:
    if case.unreadable:
        return "unreadable"
    return "invalid" if case.failing else "valid"


def receipt() -> str:
    """The room's word, signed, on what it erased after the valid deal: a compact JWS."""
    content = {
        "type": "alien-bargain/receipt/1",
        "room": deal()["room"],
        "erased": [
            {
                "kind": "buyer_terms",
                "key_ids": ["01930d5e-7a00-7c1e-8000-0000000000c3"],
                "count": 1,
                "at": "2026-01-02T03:05:00Z",
            },
            {"kind": "turns", "key_ids": [], "count": 10, "at": "2026-01-02T04:05:00Z"},
        ],
        "still_kept": [{"kind": "seller_terms", "why": "the listing is open"}],
    }
    room = key("room")
    protected = b64(jcs({**header(public(room)), "typ": "alien-bargain-receipt+jws"}))
    signing_input = f"{protected}.{b64(jcs(content))}"
    return f"{signing_input}.{b64(room.sign(signing_input.encode()))}\n"


def main() -> None:
    """Writes every file."""
    parser = argparse.ArgumentParser(description="Write the contract vectors.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    out: Path = parser.parse_args().out
    cases = [*content_cases(), *signature_cases()]
    for case in cases:
        (out / f"{case.name}.json").write_bytes(case.document)
    (out / "receipt.jws").write_text(receipt(), encoding="ascii")
    text = json.dumps(index(cases), indent=1, ensure_ascii=False) + "\n"
    (out / "index.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
