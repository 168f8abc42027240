"""GET contracts/export: for the market's auditors every contract with what proved its parties' owners, one a line."""

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone
from rest_framework.test import force_authenticate

from agents import ownership
from agents.domain.caller import PersonCaller
from agents.models import Agent, Ownership, Tenant
from contracts import queries, verify
from contracts.api import ExportView
from contracts.models import Contract, Signature
from tests.alien_sso import ADA, ALAN, GRACE, AlienSso
from tests.alien_sso.agent import thumbprint
from tests.parties import Answer, Party, Person, Workshop, member

Of = Callable[..., Party]
AUDITOR = PersonCaller(1, frozenset({"auditor"}))


def agree(workshop: Workshop, seller: Party, buyer: Party, **changes: Any) -> str:
    """A contract between the two; its id."""
    room = buyer.join(seller.offer(**changes)).body["id"]
    workshop.work()
    seller.sign(room)
    address: str = buyer.sign(room).body["contract"]
    return address.rpartition("/")[2]


def agent_of(party: Party) -> Agent:
    return Agent.objects.get(fingerprint=party.fingerprint)


def exported(auditor: Person, query: str = "") -> list[Any]:
    found = auditor.get(f"contracts/export{query}")
    assert (found.status, found.headers["Content-Type"]) == (200, "application/x-ndjson"), found.raw
    lines: list[Any] = found.body
    return lines


def judged(found: Answer, at: Path) -> int:
    at.write_bytes(found.raw)
    return verify.main(["--export", str(at)])


@pytest.mark.django_db
def test_each_line_is_a_contract_with_the_evidence_of_whom_it_names(
    workshop: Workshop, of: Of, bob: Party, auditor: Person, tmp_path: Path
) -> None:
    seller, buyer = of("Ada"), of("Grace")
    first = agree(workshop, seller, buyer)
    second = agree(workshop, seller, bob, title="Another car")
    found = auditor.get("contracts/export")
    one, other = found.body
    assert one["contract"] == seller.get(f"contracts/{first}").body
    assert other["contract"] == seller.get(f"contracts/{second}").body
    told = [
        (side, proof["kind"], proof["owner"], proof["fingerprint"])
        for side, proofs in one["evidence"].items()
        for proof in proofs
    ]
    assert told == [
        ("seller", "access_token", ADA, seller.fingerprint),
        ("buyer", "access_token", GRACE, buyer.fingerprint),
    ]
    assert other["evidence"]["buyer"] == [], "who is nobody's has nothing to show"
    assert judged(found, tmp_path / "export") == 0


@pytest.mark.django_db
def test_what_proved_an_owner_is_there_after_the_link_has_ended(
    workshop: Workshop, of: Of, alice: Party, auditor: Person, tmp_path: Path
) -> None:
    buyer = of("Ada")
    agree(workshop, alice, buyer)
    ownership.end(agent_of(buyer), timezone.now())
    found = auditor.get("contracts/export")
    assert [proof["owner"] for proof in found.body[0]["evidence"]["buyer"]] == [ADA]
    assert judged(found, tmp_path / "export") == 0


@pytest.mark.django_db
def test_nobody_is_named_whom_the_statement_does_not_name(
    workshop: Workshop, of: Of, alice: Party, auditor: Person
) -> None:
    buyer = of("Ada")
    room = buyer.join(alice.offer()).body["id"]
    ownership.end(agent_of(buyer), timezone.now())
    workshop.work()
    alice.sign(room)
    assert buyer.sign(room).body["status"] == "done"
    assert ADA.encode() not in auditor.get("contracts/export").raw


@pytest.mark.django_db
def test_an_id_token_that_names_no_key_is_in_no_byte_of_it(
    workshop: Workshop, of: Of, alien_sso: AlienSso, auditor: Person
) -> None:
    seller, buyer = of("Ada"), of("Grace")
    agree(workshop, seller, buyer)
    bare = alien_sso.id_token("Ada")
    row = Ownership.objects.get(agent=agent_of(seller))
    good = dict(row.evidence or {})
    binding = {"id": "b", "payload": {"note": bare}, "payloadHash": "", "signature": "", "createdAt": 1}
    planted: list[dict[str, Any]] = [
        {"kind": "id_token", "token": bare},
        {"token": bare},
        {"kind": "confirmation", "token": bare},
        {"kind": "confirmation", "token": None, "jwk": None, "issuer": None, "at": bare},
        {"id_token": bare},
        {"jwk": {**good["jwk"], "note": bare}},
        {"at": bare},
        {"issuer": bare},
        {"binding": binding},
        {"key": {**good["key"], "note": bare}},
    ]
    for changed in planted:
        Ownership.objects.filter(id=row.id).update(evidence=good | changed)
        assert bare.encode() not in auditor.get("contracts/export").raw, changed
    for owner, state in ((ADA, "revoked"), (ALAN, "claimed"), (ADA, "verified")):
        Ownership.objects.filter(agent=row.agent).delete()
        Ownership.objects.create(
            agent=row.agent,
            address=owner,
            state=state,
            proof="" if state == "claimed" else "id_token",
            claimed_at=workshop.now,
            verified_at=None if state == "claimed" else workshop.now,
            ended_at=workshop.now if state == "revoked" else None,
            evidence=good | {"kind": "id_token", "token": bare, "owner": owner},
        )
        line = auditor.get("contracts/export")
        assert bare.encode() not in line.raw
        assert line.body[0]["evidence"]["seller"] == []


@pytest.mark.django_db
def test_an_id_token_that_names_the_key_is_evidence(
    workshop: Workshop, of: Of, alien_sso: AlienSso, alice: Party, auditor: Person, tmp_path: Path
) -> None:
    buyer = of("Ada")
    agree(workshop, alice, buyer)
    row = Ownership.objects.get(agent=agent_of(buyer))
    token = alien_sso.id_token("Ada", jkt=thumbprint(buyer.private))
    row.evidence = dict(row.evidence or {}) | {"kind": "id_token", "token": token}
    row.save()
    found = auditor.get("contracts/export")
    assert [proof["token"] for proof in found.body[0]["evidence"]["buyer"]] == [token]
    assert judged(found, tmp_path / "export") == 0


@pytest.mark.django_db
def test_it_is_absent_for_everybody_but_the_markets_auditors(
    workshop: Workshop, alice: Party, bob: Party, auditor: Person, cars: Tenant, bikes: Tenant
) -> None:
    agree(workshop, alice, bob)
    absent = alice.get(f"contracts/{uuid4()}")
    others: list[Party | Person] = [
        alice,
        bob,
        member(cars),
        member(cars, "seller", "operator"),
        member(bikes, "auditor"),
    ]
    for caller in [*others, auditor.at("bikes.localhost")]:
        for query in ("", "?since=yesterday"):
            found = caller.get(f"contracts/export{query}")
            assert (found.status, found.raw) == (404, absent.raw), caller
    assert alice.call("GET", "contracts/export", anonymous=True).status == 401


@pytest.mark.django_db
def test_an_auditor_asks_from_when_and_until_when(
    workshop: Workshop, alice: Party, bob: Party, auditor: Person
) -> None:
    ids = [agree(workshop, alice, bob, title=f"Car {number}") for number in range(3)]
    noon = workshop.now.replace(microsecond=0)
    for number, one in enumerate(ids):
        Contract.objects.filter(id=one).update(completed_at=noon + timedelta(hours=number))
    rooms = [str(Contract.objects.get(id=one).room) for one in ids]

    def found(**asked: str) -> list[str]:
        query = "&".join(f"{name}={quote(value)}" for name, value in asked.items())
        return [line["contract"]["statement"]["room"]["id"] for line in exported(auditor, f"?{query}")]

    hour = [(noon + timedelta(hours=number)).isoformat() for number in range(4)]
    assert found(until=hour[3]) == rooms, "the oldest first"
    assert found(since=hour[1], until=hour[3]) == rooms[1:]
    assert found(since=hour[0], until=hour[1]) == rooms[:1]
    assert found(since=hour[1].replace("+00:00", "Z"), until=hour[2]) == rooms[1:2]
    assert found() == rooms[:1], "what is complete by now"
    for wrong in ("yesterday", "2026-01-01", "2026-01-01T00:00:00", "2026-02-30T00:00:00Z", "", "1"):
        refused = auditor.get(f"contracts/export?until={wrong}")
        assert (refused.status, refused.body["errors"][0]["field"]) == (422, "until"), wrong
    for far in ("0001-01-01T00:00:00%2B23:59", "9999-12-31T23:59:59-23:59"):
        assert auditor.get(f"contracts/export?since={far}").status == 422
    assert auditor.get("contracts/export?page=2").body["errors"][0]["code"] == "unknown_member"


def many(tenant: Tenant, *, titled: str, count: int) -> None:
    """So many more contracts like the one that there is, some at the same moment; they do not verify."""
    row = Contract.objects.get()
    made = [
        Contract(
            tenant=tenant,
            room=uuid4(),
            listing=row.listing,
            seller=row.seller,
            buyer=row.buyer,
            statement=row.statement.replace('"title":"', f'"title":"{titled}'),
            outcome=0,
            drafted_at=row.drafted_at,
            completed_at=row.drafted_at - timedelta(seconds=number // 7),
        )
        for number in range(count)
    ]
    Contract.objects.bulk_create(made)
    Signature.objects.bulk_create(
        Signature(
            contract=one,
            role=signature.role,
            protected=signature.protected,
            signature=f"{signature.role}{number}",
            signed_at=signature.signed_at,
        )
        for number, one in enumerate(made)
        for signature in row.signatures.all()
    )


def peak(tenant: Tenant, batches: int) -> int:
    """The memory that so many batches take at most, none of which is kept."""
    rows = queries.audited_contracts(tenant, AUDITOR)
    found = queries.exported(rows)
    tracemalloc.start()
    try:
        for _ in range(batches):
            next(found)
            gc.collect()  # rows know their signatures, and these their row
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.django_db
def test_its_size_is_not_in_memory_and_no_contract_comes_twice_or_never(
    workshop: Workshop, of: Of, alice: Party, cars: Tenant
) -> None:
    agree(workshop, alice, of("Ada"))
    many(cars, titled="x" * 10_000, count=8 * queries.AT_ONCE)
    found = queries.exported(queries.audited_contracts(cars, AUDITOR))
    seen = [line["contract"]["signatures"][0]["signature"] for batch in found for line in batch]
    assert len(seen) == len(set(seen)) == 8 * queries.AT_ONCE + 1
    assert peak(cars, 8) < 1.3 * peak(cars, 3)


@pytest.mark.django_db(transaction=True)
def test_a_server_of_asynchronous_requests_gets_it_part_by_part(
    workshop: Workshop, of: Of, alice: Party, cars: Tenant, auditor: Person
) -> None:
    agree(workshop, alice, of("Ada"))
    many(cars, titled="x", count=2 * queries.AT_ONCE)
    request = RequestFactory().get("/api/v1/contracts/export", headers={"host": "cars.localhost"})
    request.tenant = cars  # type: ignore[attr-defined]
    force_authenticate(request, PersonCaller(auditor.user.pk, frozenset({"auditor"})))  # type: ignore[arg-type]
    response: Any = ExportView.as_view()(request)

    def forget_all() -> None:
        Contract.objects.all().delete()
        connection.close()

    async def read() -> list[bytes]:
        parts: AsyncIterator[bytes] = aiter(response)
        first = await anext(parts)
        await asyncio.to_thread(forget_all)  # what has not been asked for yet is in no memory either
        return [first, *[part async for part in parts]]

    parts = asyncio.run(read())
    response.close()
    assert [part.count(b"\n") for part in parts] == [queries.AT_ONCE]
