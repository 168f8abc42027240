"""Workers only: the operator's figures of what models were asked and what became of it, added up by day."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from rooms.models import Figure


def add(tenant_id: UUID, inference: Mapping[str, Any], counts: Mapping[str, int], now: datetime) -> None:
    """Add one room's counts to the day's. inference: of its manifest."""
    model = f"{inference['provider']}/{inference['model']}"[:200]
    with transaction.atomic():
        for name, amount in sorted(counts.items()):  # in one order, so that no two rooms wait for each other
            of_today = {"tenant_id": tenant_id, "day": now.date(), "model": model, "name": name}
            if not Figure.objects.filter(**of_today).update(amount=F("amount") + amount):
                _begin(of_today, amount)


def _begin(of_today: Mapping[str, Any], amount: int) -> None:
    """The day's first; another worker's may come in between."""
    try:
        with transaction.atomic():
            Figure.objects.create(**of_today, amount=amount)
    except IntegrityError:
        Figure.objects.filter(**of_today).update(amount=F("amount") + amount)
