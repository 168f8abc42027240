"""A statement's shape, and its price."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.domain import statement
from contracts.domain.outcome import Outcome
from marketplace.domain.money import AmountRefused
from tests.vectors.contracts import pen

ROOT = Path(__file__).parents[3]


def deal_of_the_vectors(outcome: Outcome) -> statement.Statement:
    told = pen.deal()
    return statement.Statement(
        room_id=told["room"]["id"],
        room_fingerprint=told["room"]["fingerprint"],
        tenant="cars",
        listing_id=told["listing"]["id"],
        listing_title=told["listing"]["title"],
        listing_digest=told["listing"]["digest"],
        asking_price="20000.00",
        currency="EUR",
        profile_digest=told["profile_digest"],
        manifest_digest=told["manifest_digest"],
        outcome=outcome,
        seller=statement.Party(**told["parties"]["seller"]),
        buyer=statement.Party(**told["parties"]["buyer"]),
        decided_at=told["decided_at"],
    )


def test_a_statement_is_the_object_of_the_protocol() -> None:
    assert deal_of_the_vectors(Outcome(True, 92)).as_dict() == pen.deal()
    assert deal_of_the_vectors(Outcome(False, None)).as_dict() == pen.no_deal()


@given(band=st.none() | st.integers(0, 127))
def test_every_statement_that_can_be_made_has_no_fault(band: int | None) -> None:
    assert statement.shape_faults(deal_of_the_vectors(Outcome(band is not None, band)).as_dict()) == ()


@pytest.mark.parametrize(
    ("band", "asking", "price"),
    [
        (92, "20000.00", "18400.00"),
        (50, "0.01", "0.01"),
        (127, "3", "4"),
        (33, "1.000", "0.330"),
        (0, "5.00", "0.00"),
    ],
)
def test_a_price_has_the_digits_of_the_asking_price(band: int, asking: str, price: str) -> None:
    assert statement.agreed_price(Outcome(True, band), asking) == price


@pytest.mark.parametrize(
    "asking", ["", "0", "0.00", "-1.00", "1,000.00", "1e3", "01.00", "1.", ".5", "1.00000", "٣"]
)
def test_an_asking_price_is_an_amount_above_nothing(asking: str) -> None:
    with pytest.raises(AmountRefused):
        statement.agreed_price(Outcome(False, None), asking)


def test_faults_name_the_place_and_not_what_stands_there() -> None:
    value = pen.changed(
        pen.deal(), {"outcome.band": 37.0, "parties.buyer.owner": "", "settlement": "<script>"}
    )
    assert statement.shape_faults(value) == ("settlement", "outcome.band", "parties.buyer.owner")
    assert statement.shape_faults({**pen.deal(), "<script>": 1}) == ("statement",)


@pytest.mark.parametrize("value", [None, [], "statement", 7, True])
def test_what_is_no_object_is_no_statement(value: object) -> None:
    assert statement.shape_faults(value) == ("statement",)


@pytest.mark.parametrize(
    "time", ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.6Z", "2024-02-29T23:59:59.999999Z"]
)
def test_a_time_is_rfc_3339_in_utc(time: str) -> None:
    assert statement.shape_faults(pen.changed(pen.deal(), {"decided_at": time})) == ()


@pytest.mark.parametrize(
    "time",
    [
        "2026-01-02",
        "2026-01-02 03:04:05Z",
        "2026-01-02T03:04:05",
        "2026-01-02T03:04:05+00:00",
        "2026-01-02T03:04:05z",
        "2026-01-02T24:00:00Z",
        "2026-01-02T03:04:60Z",
        "2025-02-29T03:04:05Z",
        "0000-01-01T00:00:00Z",
        "2026-01-02T03:04:05.1234567Z",
        "2026-01-02T03:04:05Z\n",
        1767323045,
    ],
)
def test_no_other_spelling_of_a_time_is_taken(time: object) -> None:
    assert statement.shape_faults(pen.changed(pen.deal(), {"decided_at": time})) == ("decided_at",)


def test_the_domain_takes_keys_evidence_and_money_from_the_other_apps_and_nothing_else() -> None:
    taken = set()
    for file in [*(ROOT / "contracts" / "domain").glob("*.py"), ROOT / "contracts" / "verify.py"]:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                taken |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                taken |= {f"{node.module}.{alias.name}" for alias in node.names}
    apps = ("agents", "marketplace", "rooms", "config", "client")
    others = {name for name in taken if name.partition(".")[0] in apps}
    assert {name for name in others if not name.startswith("marketplace.domain.money.")} == {
        "agents.domain.evidence",
        "agents.domain.keys",
    }
