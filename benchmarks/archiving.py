"""python -m benchmarks.archiving STEP …: one step of taking many contracts away, in a process of its own.

`seed COUNT` makes a market with so many contracts, `write FILE` packs them as an auditor gets them, `judge FILE` has a
stranger check them. Each prints a JSON object: its seconds, and the megabytes of memory that its process held at most.
"""

import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import django
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agents.domain import keys
from benchmarks.verification import DIGEST
from contracts import verify
from contracts.domain import archive, signing
from contracts.domain.canonical import canonical
from contracts.domain.outcome import Outcome
from contracts.domain.statement import Party, Statement

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 500


def seed(count: int) -> None:
    """So many no-deals of one seller and one buyer, each soundly signed."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - models need Django's set-up first

    from agents import actions  # noqa: PLC0415
    from contracts.models import Contract, Signature  # noqa: PLC0415
    from marketplace.models import Listing  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    private = {role: Ed25519PrivateKey.generate() for role in ("seller", "buyer", "room")}
    prints = {role: keys.fingerprint(keys.public_bytes(key)) for role, key in private.items()}
    sides = {side: actions.enrol(keys.public_bytes(private[side]), NOW) for side in ("seller", "buyer")}
    tenant = actions.ensure_tenant("cars", "Cars", "cars.localhost")
    listing = Listing.objects.create(
        tenant=tenant, seller=sides["seller"], title="A car", asking_minor=1, currency="USD",
        category="car", description="", attributes={}, published_at=NOW, goods=UUID(int=1),
    )  # fmt: skip
    for numbers in _in_batches(count):
        rows, signed = [], []
        for number in numbers:
            statement = _statement(number, prints)
            payload = signing.payload(statement)
            text, at = canonical(statement).decode(), NOW + timedelta(seconds=number)
            row = Contract(
                tenant=tenant, listing=listing, room=UUID(int=number), statement=text, outcome=0, drafted_at=NOW,
                completed_at=at, **sides,
            )  # fmt: skip
            rows.append(row)
            for role, key in private.items():
                jws = signing.sign(key, payload)
                one = Signature(contract=row, role=role, protected=jws.protected, signed_at=at)
                one.signature = jws.signature
                signed.append(one)
        Contract.objects.bulk_create(rows)
        Signature.objects.bulk_create(signed)


def _in_batches(count: int) -> Iterator[range]:
    for begin in range(1, count + 1, AT_ONCE):
        yield range(begin, min(begin + AT_ONCE, count + 1))


def _statement(number: int, prints: dict[str, str]) -> dict[str, object]:
    return Statement(
        room_id=str(UUID(int=number)),
        room_fingerprint=prints["room"],
        tenant="cars",
        listing_id=str(UUID(int=1)),
        listing_title="2016 Volvo V60 D4",
        listing_digest=DIGEST,
        asking_price="20000.00",
        currency="USD",
        profile_digest=DIGEST,
        manifest_digest=DIGEST,
        outcome=Outcome(False, None),
        seller=Party(prints["seller"], None),
        buyer=Party(prints["buyer"], None),
        decided_at="2026-01-01T00:00:00Z",
    ).as_dict()


def write(file: Path) -> None:
    """As GET contracts/archive answers."""
    django.setup()
    from agents import queries as agents  # noqa: PLC0415 - as above
    from agents.domain.caller import PersonCaller  # noqa: PLC0415
    from contracts import queries  # noqa: PLC0415

    tenant = agents.tenant_by_slug("cars")
    if tenant is None:
        raise RuntimeError("nothing was made")
    rows = queries.audited_contracts(tenant, PersonCaller(1, frozenset({"auditor"})))
    with file.open("wb") as opened:
        for part in archive.written(queries.exported(rows, by_room=True), market="cars", asked={}):
            opened.write(part)


def judge(file: Path) -> None:
    """As `python -m contracts.verify --archive` does."""
    with redirect_stdout(StringIO()):
        if verify.main(["--archive", str(file)]) != 0:
            raise RuntimeError("the archive does not verify")


def peak_mb() -> float:
    """Megabytes that this process held at most."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1000 if found else 0.0


if __name__ == "__main__":
    step, told = sys.argv[1:]
    began = time.perf_counter()
    if step == "seed":
        seed(int(told))
    else:
        {"write": write, "judge": judge}[step](Path(told))
    print(json.dumps({"seconds": time.perf_counter() - began, "mb": peak_mb()}))
