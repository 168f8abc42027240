"""What was agreed: the bytes that were signed, stored once. Rows are reached through `queries`."""

from django.db import models
from django.db.models import Q

from agents.models import new_id


class Contract(models.Model):
    """A statement to sign; a contract once all three signatures are there (`completed_at`).

    The room is known by its id alone: nothing here depends on the floor above.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("agents.Tenant", on_delete=models.PROTECT, related_name="contracts")
    room = models.UUIDField(unique=True, editable=False)
    listing = models.ForeignKey("marketplace.Listing", on_delete=models.PROTECT, related_name="contracts")
    seller = models.ForeignKey("agents.Agent", on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey("agents.Agent", on_delete=models.PROTECT, related_name="+")
    statement = models.TextField(editable=False, help_text="JCS bytes as text; the payload decodes to these.")
    outcome = models.PositiveSmallIntegerField(editable=False, help_text="The byte.")
    drafted_at = models.DateTimeField(editable=False)
    completed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-completed_at", "-id"], name="contract_newest"),
            models.Index(fields=["tenant", "room"], name="contract_by_room"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=0) | Q(outcome__gte=128, outcome__lte=255),
                name="contract_outcome_is_a_byte",
            ),
            models.CheckConstraint(condition=~Q(seller=models.F("buyer")), name="contract_has_two_parties"),
            models.UniqueConstraint(
                fields=["listing"],
                condition=Q(completed_at__isnull=False, outcome__gte=128),
                name="contract_sells_a_listing_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Signature(models.Model):
    """One of the three. It leaves the room only with the other two."""

    class Role(models.TextChoices):
        SELLER = "seller"
        BUYER = "buyer"
        ROOM = "room"

    contract = models.ForeignKey("contracts.Contract", on_delete=models.CASCADE, related_name="signatures")
    role = models.CharField(max_length=6, choices=Role)
    protected = models.CharField(max_length=400, editable=False)
    signature = models.CharField(max_length=86, editable=False)
    signed_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "role"], name="signature_once_a_role"),
            models.UniqueConstraint(fields=["contract", "signature"], name="signature_is_not_used_twice"),
            models.CheckConstraint(
                condition=Q(role__in=["seller", "buyer", "room"]), name="signature_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.contract}"
