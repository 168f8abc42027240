"""Staff's pages of what was agreed: to be read."""

from django.contrib import admin
from django.http import HttpRequest

from agents.accounts.desk import Desk, Rows
from contracts.domain.outcome import Outcome
from contracts.models import Contract


@admin.register(Contract)
class ContractDesk(Desk):
    """Complete contracts. A draft is its two parties'."""

    tenant_path = "tenant"
    list_display = ("id", "listing", "result", "completed_at", "tenant")
    superuser_filters = ("tenant",)
    fields = ("id", "tenant", "room", "listing", "seller", "buyer", "result", "drafted_at", "completed_at")
    ordering = ("-completed_at", "-id")
    list_select_related = ("listing", "tenant")

    def get_queryset(self, request: HttpRequest) -> Rows:
        return super().get_queryset(request).filter(completed_at__isnull=False)

    @admin.display(description="outcome")
    def result(self, contract: Contract) -> str:
        found = Outcome.from_bits(format(contract.outcome, "08b"))
        return f"a deal at band {found.band}" if found.deal else "no deal"
