"""/contracts/ and what it leads to: a market's auditors narrow its contracts down, page through them, and take them
away as a table or as an archive that a stranger checks."""

import asyncio
import csv
import io
import json
import re
import tarfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import force_authenticate

from agents import ownership
from agents.domain.caller import PersonCaller
from agents.models import Agent, Tenant
from contracts import queries, verify
from contracts.api import ArchiveView
from contracts.domain import columns, signing
from contracts.domain.canonical import canonical
from contracts.models import Contract, Signature
from tests.alien_sso import ADA, GRACE
from tests.contracts.test_auditors_export_what_proved_the_owners import Of, agree, many
from tests.parties import Answer, Party, Person, Workshop, answer, browser, member

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def page(viewer: Person | None, **asked: Any) -> Answer:
    client = browser()
    if viewer is not None:
        client.force_login(viewer.user)
    return at(client, viewer.host if viewer else "cars.localhost", **asked)


def at(client: Client, host: str = "cars.localhost", **asked: Any) -> Answer:
    return answer(client.get(f"/contracts/?{urlencode(asked)}", headers={"host": host}))


def shown(found: Answer) -> list[str]:
    """The ids of the contracts on a page, from its top."""
    assert found.status == 200, found.raw
    return re.findall(r'class="when"><a href="/contracts/([0-9a-f-]{36})/"', found.raw.decode())


@pytest.fixture
def three(workshop: Workshop, of: Of, alice: Party, bob: Party) -> list[str]:
    """Ada's deal with Grace, Ada's with Bob, and Alice's no deal with Bob, a day after each other; their ids."""
    ada, grace = of("Ada"), of("Grace")
    made = [agree(workshop, ada, grace), agree(workshop, ada, bob, title="Another car")]
    room = bob.join(alice.offer("19000.00", title="A third car"), "10000.00").body["id"]
    workshop.work()
    alice.sign(room)
    made.append(bob.sign(room).body["contract"].rpartition("/")[2])
    for day, one in enumerate(made):
        Contract.objects.filter(id=one).update(completed_at=NOON + timedelta(days=day))
    return made


def test_the_newest_stand_first_and_each_leads_to_its_contract(three: list[str], auditor: Person) -> None:
    assert shown(page(auditor)) == three[::-1]
    told = page(auditor).raw.decode()
    assert "3 contracts" in told
    assert "Another car" in told
    assert ADA in told
    assert "no deal" in told


def test_it_is_absent_for_everybody_but_the_markets_auditors(
    three: list[str], auditor: Person, cars: Tenant, bikes: Tenant
) -> None:
    absent = browser()
    for viewer in (
        member(cars),
        member(cars, "seller", "operator"),
        member(bikes, "auditor"),
        auditor.at("bikes.localhost"),
    ):
        absent.force_login(viewer.user)
        nothing = answer(absent.get(f"/nothing-is-here/?{uuid4()}", headers={"host": viewer.host}))
        for asked in ({}, {"since": "yesterday"}, {"older_than": three[1]}):
            found = page(viewer, **asked)
            assert (found.status, found.raw) == (404, nothing.raw)
    assert page(None).status == 302
    assert page(None).headers["Location"].startswith("/sign-in/?next=/contracts/")


def narrowed(three: list[str]) -> dict[str, tuple[dict[str, Any], list[int]]]:
    """What is asked of the page -> which of the three it shows."""
    rows = [Contract.objects.get(id=one) for one in three]
    band = rows[0].outcome - 128
    return {
        "a first day": ({"since": "2026-03-02"}, [2, 1]),
        "a last day, that day included": ({"until": "2026-03-02"}, [1, 0]),
        "one day": ({"since": "2026-03-02", "until": "2026-03-02"}, [1]),
        "deals": ({"outcome": "deal"}, [1, 0]),
        "no deals": ({"outcome": "no_deal"}, [2]),
        "a band": ({"min_band": band, "max_band": band}, [1, 0]),
        "above it": ({"min_band": band + 1}, []),
        "below it": ({"max_band": band - 1}, []),
        "at most": ({"max_band": 127}, [1, 0]),
        "a listing": ({"listing": rows[1].listing_id}, [1]),
        "a seller's key": ({"party": rows[0].seller.fingerprint}, [1, 0]),
        "a buyer's key": ({"party": rows[2].buyer.fingerprint}, [2, 1]),
        "a human who sold": ({"party": ADA}, [1, 0]),
        "a human who bought": ({"party": GRACE}, [0]),
        "nobody's key": ({"party": "0" * 64}, []),
        "nobody": ({"party": "%"}, []),
        "all of it": ({"outcome": "deal", "party": ADA, "since": "2026-03-02"}, [1]),
    }  # fmt: skip


def test_contracts_are_narrowed_down(three: list[str], auditor: Person) -> None:
    for said, (asked, places) in narrowed(three).items():
        assert shown(page(auditor, **asked)) == [three[one] for one in places], said


def test_whoever_the_statement_names_is_found_after_the_link_has_ended(
    three: list[str], auditor: Person
) -> None:
    row = Contract.objects.get(id=three[0])
    ownership.end(Agent.objects.get(id=row.buyer_id), timezone.now())
    assert shown(page(auditor, party=GRACE)) == [three[0]]


def test_whoever_the_statement_does_not_name_is_not_found_by_a_key_that_was_theirs(
    workshop: Workshop, of: Of, alice: Party, auditor: Person
) -> None:
    buyer = of("Ada")
    room = buyer.join(alice.offer()).body["id"]
    ownership.end(Agent.objects.get(fingerprint=buyer.fingerprint), timezone.now())
    workshop.work()
    alice.sign(room)
    assert buyer.sign(room).body["status"] == "done"
    assert shown(page(auditor, party=ADA)) == []
    assert len(shown(page(auditor, party=buyer.fingerprint))) == 1


def test_the_api_lists_and_hands_out_what_the_page_shows(
    three: list[str], auditor: Person, alice: Party
) -> None:
    rooms = {one: str(Contract.objects.get(id=one).room) for one in three}
    for said, (asked, places) in narrowed(three).items():
        sent = {name: f"{value}T00:00:00Z" if name == "since" else value for name, value in asked.items()}
        if "until" in sent:
            sent["until"] = "2026-03-03T00:00:00Z"
        query = urlencode(sent)
        ids = [three[one] for one in places]
        assert [one["id"] for one in auditor.get(f"contracts?{query}").body["results"]] == ids, said
        lines = auditor.get(f"contracts/export?{query}").body
        assert [one["contract"]["statement"]["room"]["id"] for one in lines] == [
            rooms[one] for one in ids[::-1]
        ]
        table = list(csv.DictReader(io.StringIO(auditor.get(f"contracts/columns?{query}").body)))
        assert [one["contract"] for one in table] == ids[::-1], said
    mine = alice.get("contracts?outcome=no_deal").body["results"]
    assert [one["id"] for one in mine] == [three[2]]
    assert alice.get("contracts?outcome=deal").body["results"] == []


def test_what_cannot_be_meant_is_told(three: list[str], auditor: Person) -> None:
    for asked, word in (
        ({"since": "yesterday"}, "Enter a valid date"),
        ({"until": "9999-12-31"}, "No day follows"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "before the first day"),
        ({"outcome": "maybe"}, "not one of the available choices"),
        ({"min_band": "128"}, "less than or equal to 127"),
        ({"max_band": "-1"}, "greater than or equal to 0"),
        ({"min_band": "90", "max_band": "80"}, "below the lowest band"),
        ({"outcome": "no_deal", "min_band": "1"}, "Only a deal has a band"),
        ({"listing": "1"}, "Enter a valid UUID"),
        ({"party": "a b"}, "The fingerprint of a key, or an AlienID address."),
        ({"party": "a\x00b"}, "Null characters are not allowed"),
        ({"older_than": uuid4()}, "The page that you came from is gone"),
        ({"newer_than": three[0], "party": "nobody"}, "The page that you came from is gone"),
    ):  # fmt: skip
        found = page(auditor, **asked)
        told = found.raw.decode()
        assert (found.status, word in told) == (422, True), asked
        assert "Take them away" not in told
        assert three[0] not in told.replace(f'value="{three[0]}"', "")
    for query in (
        "since=yesterday", "outcome=maybe", "min_band=128", "min_band=01", "max_band=", "listing=1", "party=",
        "party=a%20b", "outcome=no_deal&min_band=1", "min_band=90&max_band=80", "page=2",
    ):  # fmt: skip
        for door in ("contracts", "contracts/export", "contracts/columns", "contracts/archive"):
            assert auditor.get(f"{door}?{query}").status == 422, (door, query)


def test_pages_lead_back_and_forth_without_gap_or_repeat(
    workshop: Workshop, of: Of, alice: Party, auditor: Person, cars: Tenant
) -> None:
    agree(workshop, alice, of("Ada"))
    many(cars, titled="x", count=2 * queries.A_PAGE + 5)
    every = [
        str(one) for one in Contract.objects.order_by("-completed_at", "-id").values_list("id", flat=True)
    ]
    first = shown(page(auditor))
    second = shown(page(auditor, older_than=first[-1]))
    third = shown(page(auditor, older_than=second[-1]))
    assert first + second + third == every
    assert shown(page(auditor, newer_than=third[0])) == second
    assert shown(page(auditor, newer_than=second[0])) == first
    at_each: tuple[dict[str, str], ...] = (
        {},
        {"older_than": first[-1]},
        {"older_than": second[-1]},
        {"newer_than": second[0]},
    )
    pages = [page(auditor, **asked).raw.decode() for asked in at_each]
    links = [re.findall(r'rel="(prev|next)"', told) for told in pages]
    assert links == [["next"], ["prev", "next"], ["prev"], ["next"]]


def test_a_page_takes_as_many_queries_whatever_there_is(
    workshop: Workshop, of: Of, alice: Party, auditor: Person, cars: Tenant
) -> None:
    agree(workshop, alice, of("Ada"))

    client = browser()
    client.force_login(auditor.user)

    def count(**asked: Any) -> int:
        with CaptureQueriesContext(connection) as asking:
            assert at(client, **asked).status == 200
        return len(asking)

    first = str(Contract.objects.get().id)
    one = [count(), count(party=ADA, outcome="no_deal"), count(older_than=first)]
    many(cars, titled="x", count=2 * queries.A_PAGE)
    assert [count(), count(party=ADA, outcome="no_deal"), count(older_than=first)] == one
    assert max(one) <= 12


def test_a_tables_cells_are_text_to_every_spreadsheet_and_to_every_reader(
    workshop: Workshop, of: Of, alice: Party, auditor: Person
) -> None:
    agree(workshop, alice, of("Ada"), title='=HYPERLINK("http://example.org","Škoda, ""new""")')
    found = auditor.get("contracts/columns")
    assert found.headers["Content-Type"] == "text/csv"
    assert found.headers["Content-Disposition"] == 'attachment; filename="contracts-cars.csv"'
    assert "no-store" in found.headers["Cache-Control"]
    lines = list(csv.reader(io.StringIO(found.raw.decode(), newline="")))
    assert lines[0] == list(columns.COLUMNS)
    assert lines[1][columns.COLUMNS.index("title")] == '\'=HYPERLINK("http://example.org","Škoda, ""new""")'
    assert lines[1][columns.COLUMNS.index("buyer_owner")] == ADA
    assert lines[1][columns.COLUMNS.index("seller_owner")] == ""


def test_an_archive_is_checked_by_a_stranger_and_is_the_same_each_time(
    three: list[str], auditor: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = "contracts/archive?until=2026-04-01T00:00:00Z"
    found = auditor.get(query)
    assert found.headers["Content-Type"] == "application/gzip"
    assert found.headers["Content-Disposition"] == 'attachment; filename="contracts-cars.tar.gz"'
    (tmp_path / "archive").write_bytes(found.raw)
    assert verify.main(["--archive", str(tmp_path / "archive")]) == 0
    assert "3 contracts, 0 of them invalid; 0 entries unreadable; 3 owners named" in capsys.readouterr().out
    assert auditor.get(query).raw == found.raw


def signed_anew(workshop: Workshop, seller: Party, buyer: Party, count: int) -> None:
    """So many more contracts like the one that there is, of rooms of their own: no deals, all of them sound."""
    row = Contract.objects.get()
    room_key = workshop.worker.keyring.room_key_of(queries.statement(row)["room"]["fingerprint"])
    nothing = {"bits": "00000000", "deal": False, "band": None, "price": None}
    made, signatures = [], []
    for number in range(count):
        room = uuid4()
        statement = queries.statement(row) | {"outcome": nothing}
        statement["room"]["id"] = str(room)
        text = canonical(statement).decode()
        times = {
            "drafted_at": row.drafted_at,
            "completed_at": row.drafted_at - timedelta(seconds=number // 7),
        }
        sides = {"listing": row.listing, "seller": row.seller, "buyer": row.buyer, "tenant": row.tenant}
        made.append(Contract(room=room, statement=text, outcome=0, **sides, **times))
        for role, key in (("seller", seller.private), ("buyer", buyer.private), ("room", room_key)):
            jws = signing.sign(key, signing.payload(statement))
            of = {"role": role, "signed_at": row.drafted_at, "contract": made[-1]}
            signatures.append(Signature(protected=jws.protected, signature=jws.signature, **of))
    Contract.objects.bulk_create(made)
    Signature.objects.bulk_create(signatures)


def test_some_hundreds_are_in_it_once_each(
    workshop: Workshop, of: Of, alice: Party, auditor: Person, tmp_path: Path, capsys: Any
) -> None:
    buyer = of("Ada")
    agree(workshop, alice, buyer)
    signed_anew(workshop, alice, buyer, 6 * queries.AT_ONCE)
    (tmp_path / "archive").write_bytes(auditor.get("contracts/archive").raw)
    assert verify.main(["--archive", str(tmp_path / "archive")]) == 0
    assert f"{6 * queries.AT_ONCE + 1} contracts, 0 of them invalid" in capsys.readouterr().out
    with tarfile.open(tmp_path / "archive") as opened:
        told = json.loads(opened.extractfile("manifest.json").read())  # type: ignore[union-attr]
    assert (told["contracts"], told["market"]) == (6 * queries.AT_ONCE + 1, "cars")


@pytest.mark.parametrize("door", ["columns", "archive"])
def test_they_are_absent_for_everybody_but_the_markets_auditors(
    workshop: Workshop, alice: Party, bob: Party, auditor: Person, cars: Tenant, bikes: Tenant, door: str
) -> None:
    agree(workshop, alice, bob)
    absent = alice.get(f"contracts/{uuid4()}")
    others: list[Party | Person] = [alice, bob, member(cars, "seller", "operator"), member(bikes, "auditor")]
    for caller in [*others, auditor.at("bikes.localhost")]:
        for query in ("", "?since=yesterday"):
            found = caller.get(f"contracts/{door}{query}")
            assert (found.status, found.raw) == (404, absent.raw), caller
    assert alice.call("GET", f"contracts/{door}", anonymous=True).status == 401


@pytest.mark.django_db(transaction=True)
def test_an_archive_goes_out_part_by_part_and_no_part_is_empty(
    workshop: Workshop, of: Of, alice: Party, cars: Tenant, auditor: Person
) -> None:
    agree(workshop, alice, of("Ada"))
    many(cars, titled="x", count=4 * queries.AT_ONCE)
    request = RequestFactory().get("/api/v1/contracts/archive", headers={"host": "cars.localhost"})
    request.tenant = cars  # type: ignore[attr-defined]
    force_authenticate(request, PersonCaller(auditor.user.pk, frozenset({"auditor"})))  # type: ignore[arg-type]
    response: Any = ArchiveView.as_view()(request)

    async def read() -> list[bytes]:
        parts: AsyncIterator[bytes] = aiter(response)
        return [part async for part in parts]

    parts = asyncio.run(read())
    response.close()
    assert len(parts) > 2
    assert all(parts)


def test_search_made_of_a_page_is_the_same_search_at_the_api(three: list[str], auditor: Person) -> None:
    told = page(auditor, since="2026-03-02", until="2026-03-02", party=ADA, outcome="deal").raw.decode()
    found = re.search(r'id="columns" href="/api/v1/(contracts/columns\?[^"]+)"', told)
    assert found is not None
    table = list(csv.DictReader(io.StringIO(auditor.get(found[1].replace("&amp;", "&")).body)))
    assert [one["contract"] for one in table] == [three[1]]
