"""How it is argued: rooms, what they said, what they erased. Rows are reached through `queries`."""

from django.db import models
from django.db.models import F, Q

from agents.models import new_id
from rooms.domain import notices, room

STATUSES = [(status.value, status.value) for status in room.Status]
KINDS = [(kind.value, kind.value) for kind in notices.Kind]
MAILS = [(mail.value, mail.value) for mail in notices.Mail]
LIVE_NAMES = sorted(room.LIVE)
ENDED_NAMES = sorted(room.ENDED)


class Manifest(models.Model):
    """What a worker measured at its start, with what the tenant's policy sets. Served by the web process."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("agents.Tenant", on_delete=models.PROTECT, related_name="manifests")
    digest = models.CharField(max_length=71, editable=False)
    body = models.JSONField(editable=False)
    version = models.CharField(max_length=40, editable=False, help_text="The release; outside the digest.")
    source_digest = models.CharField(max_length=71, editable=False)
    room_fingerprint = models.CharField(max_length=64, editable=False)
    room_key = models.BinaryField(max_length=32, editable=False)
    published_at = models.DateTimeField(editable=False)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "digest"], name="manifest_once_a_tenant"),
            models.UniqueConstraint(
                fields=["tenant"], condition=Q(current=True), name="manifest_is_current_once_a_tenant"
            ),
        ]

    def __str__(self) -> str:
        return self.digest


class Room(models.Model):
    """One bargaining over one listing, from the first submission to the signed contract."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("agents.Tenant", on_delete=models.PROTECT, related_name="rooms")
    manifest = models.ForeignKey("rooms.Manifest", on_delete=models.PROTECT, related_name="rooms")
    listing = models.ForeignKey("marketplace.Listing", on_delete=models.PROTECT, related_name="rooms")
    goods = models.UUIDField(editable=False)
    seller = models.ForeignKey("agents.Agent", on_delete=models.PROTECT, related_name="rooms_as_seller")
    buyer = models.ForeignKey("agents.Agent", on_delete=models.PROTECT, related_name="rooms_as_buyer")
    snapshot = models.JSONField(editable=False, help_text="The listing object as it stood.")
    listing_digest = models.CharField(max_length=71, editable=False)
    profile = models.TextField(max_length=4000, editable=False)
    profile_digest = models.CharField(max_length=71, editable=False)
    # NULL and not "": the constraint on it must not count rooms that came without one.
    idempotency_key = models.CharField(max_length=200, null=True, editable=False)  # noqa: DJ001
    seller_terms = models.ForeignKey(
        "marketplace.SealedTerms", null=True, on_delete=models.SET_NULL, related_name="rooms_for_seller"
    )
    buyer_terms = models.ForeignKey(
        "marketplace.SealedTerms", null=True, on_delete=models.SET_NULL, related_name="rooms_for_buyer"
    )

    status = models.CharField(max_length=8, choices=STATUSES, default=room.Status.WAITING)
    reason = models.CharField(max_length=40, blank=True, help_text="A stable code; nothing private.")
    refused_code = models.CharField(
        max_length=40, blank=True, help_text="Why the buyer's terms were refused; outlives them."
    )
    opened_at = models.DateTimeField(editable=False)
    ready_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    deadline = models.DateTimeField(null=True, editable=False, help_text="Of the present status.")

    last_seq = models.PositiveIntegerField(
        default=0, editable=False, help_text="The number of the newest frame that the room published."
    )
    lease_until = models.DateTimeField(null=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    rung_at = models.DateTimeField(null=True, editable=False)
    seller_owner = models.CharField(
        max_length=128, blank=True, editable=False, help_text="The verified owner when the room was opened."
    )
    buyer_owner = models.CharField(
        max_length=128, blank=True, editable=False, help_text="The verified owner when the room was opened."
    )
    counts = models.BooleanField(default=True, help_text="Uses up the buyer's allowance for these goods.")
    allowance_slot = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Which of the buyer's rooms on these goods it is."
    )
    outcome = models.PositiveSmallIntegerField(null=True, editable=False, help_text="The byte.")
    left_unsigned_by = models.CharField(max_length=20, blank=True, help_text="Who let an outcome expire.")
    erase_at = models.DateTimeField(
        null=True, editable=False, help_text="When there is next something to erase."
    )
    notice_at = models.DateTimeField(
        null=True, editable=False, help_text="When there is next something to tell its people."
    )

    class Meta:
        indexes = [
            models.Index(fields=["status", "deadline"], name="room_deadlines"),
            models.Index(fields=["erase_at"], condition=Q(erase_at__isnull=False), name="room_erasures"),
            models.Index(fields=["notice_at"], condition=Q(notice_at__isnull=False), name="room_notices"),
            models.Index(fields=["tenant", "buyer", "-id"], name="room_of_buyer"),
            models.Index(fields=["tenant", "seller", "-id"], name="room_of_seller"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=LIVE_NAMES + ENDED_NAMES), name="room_status_is_known"
            ),
            models.CheckConstraint(condition=~Q(seller=F("buyer")), name="room_has_two_parties"),
            models.CheckConstraint(
                condition=Q(outcome=None) | Q(outcome=0) | Q(outcome__gte=128, outcome__lte=255),
                name="room_outcome_is_a_byte",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["signing", "done"]) | Q(outcome__isnull=False),
                name="room_signs_an_outcome",
            ),
            models.CheckConstraint(
                condition=(~Q(status__in=LIVE_NAMES) & Q(ended_at__isnull=False))
                | (~Q(status__in=ENDED_NAMES) & Q(ended_at=None)),
                name="room_ended_when_it_ended",
            ),
            models.UniqueConstraint(
                fields=["listing", "buyer"], condition=Q(status__in=LIVE_NAMES), name="room_live_once_a_buyer"
            ),
            models.CheckConstraint(
                condition=Q(seller_owner="") | ~Q(seller_owner=F("buyer_owner")), name="room_has_two_owners"
            ),
            models.UniqueConstraint(
                fields=["tenant", "goods", "buyer", "allowance_slot"],
                condition=Q(counts=True),
                name="room_allowance_of_a_key",
            ),
            models.UniqueConstraint(
                fields=["tenant", "goods", "buyer_owner", "allowance_slot"],
                condition=Q(counts=True) & ~Q(buyer_owner=""),
                name="room_allowance_of_an_owner",
            ),
            models.UniqueConstraint(
                fields=["tenant", "buyer", "idempotency_key"], name="room_once_an_idempotency_key"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Turn(models.Model):
    """One line of the talk. `seq` is its number among all that the room published; round and persona say which
    turn it is: the seller's persona speaks first in each round."""

    room = models.ForeignKey("rooms.Room", on_delete=models.CASCADE, related_name="turns")
    seq = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField()
    persona = models.CharField(max_length=6)
    text = models.TextField(max_length=600)
    offer_band = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["room", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="turn_once_a_seq"),
            models.UniqueConstraint(fields=["room", "round", "persona"], name="turn_once_a_round"),
            models.CheckConstraint(
                condition=Q(persona__in=["seller", "buyer"]), name="turn_persona_is_known"
            ),
            models.CheckConstraint(
                condition=Q(offer_band=None) | Q(offer_band__lte=127), name="turn_offer_is_a_band"
            ),
            models.CheckConstraint(condition=Q(seq__gte=1, round__gte=1), name="turn_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.seq}"


class Event(models.Model):
    """A frame that is no turn: a change of status, an outcome, a contract, a receipt. Nothing private."""

    room = models.ForeignKey("rooms.Room", on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    body = models.JSONField(editable=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["room", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="event_once_a_seq"),
            models.CheckConstraint(
                condition=Q(kind__in=["status", "outcome", "contract", "erased"]), name="event_kind_is_known"
            ),
            models.CheckConstraint(condition=Q(seq__gte=1), name="event_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.seq}"


class Receipt(models.Model):
    """What a room erased, signed by the room key. The newest tells all of it."""

    room = models.ForeignKey("rooms.Room", on_delete=models.CASCADE, related_name="receipts")
    seq = models.PositiveSmallIntegerField()
    body = models.JSONField(editable=False)
    token = models.TextField(editable=False, help_text="Compact JWS.")
    at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "seq"], name="receipt_once_a_seq")]

    def __str__(self) -> str:
        return f"{self.room_id} {self.seq}"


class Figure(models.Model):
    """What a tenant's rooms took of a model on one day, added up: for its operator. No room, no side, no word."""

    tenant = models.ForeignKey("agents.Tenant", on_delete=models.CASCADE, related_name="figures")
    day = models.DateField()
    model = models.CharField(max_length=200, help_text="As manifests name it, with its place in front.")
    name = models.CharField(max_length=40)
    amount = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-day", "model", "name"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "day", "model", "name"], name="figure_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.model} {self.name}"


class Notice(models.Model):
    """What a person is told of a room, here and by mail. Nothing private: the kind, and which room."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("agents.User", on_delete=models.CASCADE, related_name="notices")
    room = models.ForeignKey("rooms.Room", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=9, choices=KINDS)
    about = models.CharField(max_length=8, choices=STATUSES, help_text="The room's status that it is of.")
    made_at = models.DateTimeField(editable=False)
    read_at = models.DateTimeField(null=True, editable=False)
    mail = models.CharField(max_length=8, choices=MAILS)
    mail_due_at = models.DateTimeField(null=True, editable=False)
    mail_tries = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_newest"),
            models.Index(fields=["mail_due_at"], condition=Q(mail="due"), name="notice_mails"),
            models.Index(fields=["made_at"], name="notice_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "room", "about"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in notices.Kind]), name="notice_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(mail="due", mail_due_at__isnull=False)
                | Q(mail__in=["none", "sending", "sent", "given_up"], mail_due_at=None),
                name="notice_mail_is_due_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.room_id}"


class NoticeWay(models.Model):
    """How a person wants to be told of a kind, where it is not as everybody is."""

    person = models.ForeignKey("agents.User", on_delete=models.CASCADE, related_name="notice_ways")
    kind = models.CharField(max_length=9, choices=KINDS)
    way = models.CharField(max_length=4, choices=[(way.value, way.value) for way in notices.Way])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="notice_way_once_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in notices.Kind])
                & Q(way__in=[one.value for one in notices.Way]),
                name="notice_way_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.way}"
