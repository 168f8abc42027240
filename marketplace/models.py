"""What is offered, under which policy, and the sealed terms. Rows are reached through `queries`."""

from django.db import models
from django.db.models import F, Q

from agents.models import new_id
from marketplace.catalogue import Category, CategoryField, SearchEntry, SearchNumber

__all__ = [
    "Category",
    "CategoryField",
    "Listing",
    "Policy",
    "SealedTerms",
    "SealingKey",
    "SearchEntry",
    "SearchNumber",
]

KNOWN_ROLES = ["seller", "buyer"]


class Policy(models.Model):
    """The rules of one market. Deadlines and retention are hours, the window is days."""

    class Privacy(models.TextChoices):
        GUARDED = "guarded"
        SEALED = "sealed"

    tenant = models.OneToOneField("agents.Tenant", on_delete=models.CASCADE, related_name="policy")
    privacy = models.CharField(max_length=7, choices=Privacy, default=Privacy.GUARDED)
    model = models.CharField(
        max_length=200,
        blank=True,
        help_text="Who speaks: a model of the operator's list, scripted, or nothing for the installation's choice.",
    )
    agents_see_turns = models.BooleanField(default=False)
    transcripts_public = models.BooleanField(
        default=False, help_text="Anybody may follow the talk of a room while it is kept."
    )
    require_verified_owner = models.BooleanField(default=True)
    allowance_days = models.PositiveSmallIntegerField(
        default=30, help_text="A buyer may open one room a listing in this many days."
    )
    rooms_per_owner_per_listing = models.PositiveSmallIntegerField(
        default=1,
        help_text="How many rooms on one thing a human, and each key of theirs, may open in that time.",
    )
    max_unsigned_deals = models.PositiveSmallIntegerField(
        default=1, help_text="Who left more deals than this unsigned in 30 days may neither list nor join."
    )
    currency = models.CharField(
        max_length=3,
        default="USD",
        help_text="Of prices that people type here without saying which; ISO 4217.",
    )
    waiting_hours = models.PositiveSmallIntegerField(default=72)
    running_seconds = models.PositiveSmallIntegerField(default=180)
    signing_hours = models.PositiveSmallIntegerField(default=72)
    turns_hours = models.PositiveSmallIntegerField(
        default=1, help_text="How long turns are kept after a room has ended."
    )
    photos_per_hour = models.PositiveSmallIntegerField(
        default=120, help_text="How many photos an agent, or a person, may send in an hour."
    )
    keys_per_agent = models.PositiveSmallIntegerField(
        default=20, help_text="How many claimed and unused sealing keys an agent may hold."
    )
    submissions_per_minute = models.PositiveSmallIntegerField(
        default=60, help_text="How many terms an agent may submit, or keys claim, in a minute."
    )

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(
                condition=Q(privacy__in=["guarded", "sealed"]), name="policy_privacy_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    allowance_days__gt=0, running_seconds__gt=0, waiting_hours__gt=0, signing_hours__gt=0
                ),
                name="policy_deadlines_are_positive",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="policy_currency_is_iso_4217"
            ),
            models.CheckConstraint(
                condition=Q(rooms_per_owner_per_listing__gt=0), name="policy_allowance_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"policy of {self.tenant}"


class SealingKey(models.Model):
    """The public half of a one-time X25519 key. Its private half is in the keyring and nowhere else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_key = models.BinaryField(max_length=32, unique=True, editable=False)
    expires_at = models.DateTimeField(help_text="The last submission; fixed at minting.")
    signature = models.BinaryField(max_length=64, editable=False, help_text="By the room key.")
    room_fingerprint = models.CharField(max_length=64, editable=False)
    tenant = models.ForeignKey("agents.Tenant", null=True, on_delete=models.PROTECT, related_name="+")
    claimed_by = models.ForeignKey("agents.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(null=True, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], condition=Q(claimed_at=None), name="sealing_key_pool")]
        constraints = [
            models.CheckConstraint(
                condition=Q(claimed_at=None, claimed_by=None, tenant=None, used_at=None)
                | Q(claimed_at__isnull=False, claimed_by__isnull=False, tenant__isnull=False),
                name="sealing_key_is_claimed_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SealedTerms(models.Model):
    """One side's private terms under HPKE, with what its info string is rebuilt from."""

    class State(models.TextChoices):
        CHECKING = "checking"
        GOOD = "good"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agent = models.ForeignKey("agents.Agent", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=6)
    key = models.OneToOneField("marketplace.SealingKey", on_delete=models.PROTECT, related_name="terms")
    ciphertext = models.BinaryField(editable=False)
    manifest_digest = models.CharField(max_length=71)
    bound_listing = models.CharField(
        max_length=36, blank=True, help_text="The listing id in the info string."
    )
    state = models.CharField(max_length=8, choices=State, default=State.CHECKING)
    code = models.CharField(max_length=40, blank=True, help_text="Why the terms were refused.")
    submitted_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "sealed terms"
        constraints = [
            models.CheckConstraint(condition=Q(role__in=KNOWN_ROLES), name="sealed_terms_role_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["checking", "good"], code="") | Q(state="refused") & ~Q(code=""),
                name="sealed_terms_refused_with_a_code",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Listing(models.Model):
    """The public part of an offer, and which sealed terms stand behind it."""

    class Status(models.TextChoices):
        OPEN = "open"
        SOLD = "sold"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("agents.Tenant", on_delete=models.PROTECT, related_name="listings")
    seller = models.ForeignKey("agents.Agent", on_delete=models.PROTECT, related_name="listings")
    # One thing keeps one number however often its seller edits or relists it: the allowance counts by it.
    goods = models.UUIDField(default=new_id, editable=False)
    known_as = models.JSONField(default=list, editable=False, help_text="Every title it ever had, folded.")
    title = models.CharField(max_length=200)
    description = models.TextField(max_length=10_000, blank=True)
    category = models.CharField(max_length=60, blank=True)
    category_key = models.CharField(max_length=200, blank=True, editable=False, help_text="It, folded.")
    attributes = models.JSONField(default=dict, blank=True)
    photos = models.JSONField(
        default=list,
        editable=False,
        help_text="What is published, in order: the names in the listing object.",
    )
    asking_minor = models.BigIntegerField(help_text="In minor units of the currency.")
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    published_at = models.DateTimeField(editable=False)
    number = models.BigIntegerField(
        null=True,
        unique=True,
        editable=False,
        help_text="Which one it is of all; newer ones have higher ones.",
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    refused_joins = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often somebody who may not was refused a room on it."
    )
    terms = models.OneToOneField(
        "marketplace.SealedTerms", null=True, on_delete=models.SET_NULL, related_name="standing_behind"
    )
    consent = models.CharField(max_length=8, default="exact")
    consent_manifest = models.CharField(max_length=71)
    # NULL and not "": the constraint on it must not count listings that came without one.
    idempotency_key = models.CharField(max_length=200, null=True, editable=False)  # noqa: DJ001
    posted_digest = models.CharField(
        max_length=71, blank=True, editable=False, help_text="Of what came with the key, without its terms."
    )

    class Meta:
        indexes = [
            *(
                # Each order of the catalogue is walked along an index, whole or within a category.
                models.Index(fields=["tenant", "status", *of, *order], name=f"listing_{within}{name}")
                for within, of in (("", ()), ("category_", ("category_key",)))
                for name, order in (("newest", ("-number",)), ("price", ("asking_minor", "number")))
            ),
            models.Index(
                fields=["tenant", "status", "currency", "asking_minor", "number"], name="listing_currency"
            ),
            models.Index(fields=["tenant", "seller", "goods"], name="listing_goods"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "seller", "idempotency_key"], name="listing_once_an_idempotency_key"
            ),
            models.CheckConstraint(condition=Q(asking_minor__gt=0), name="listing_asking_price_is_positive"),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="listing_currency_is_iso_4217"
            ),
            models.CheckConstraint(
                condition=Q(consent__in=["exact", "operator"]), name="listing_consent_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_at=None)
                | Q(
                    status__in=["sold", "withdrawn"],
                    closed_at__isnull=False,  # a comparison with null would pass for true
                    closed_at__gte=F("published_at"),
                ),
                name="listing_is_open_or_closed_at",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Photo(models.Model):
    """One picture of a listing, or of a draft that a person has not posted yet. Its bytes are in `media`."""

    class State(models.TextChoices):
        CHECKING = "checking"
        GOOD = "good"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("agents.Tenant", on_delete=models.PROTECT, related_name="+")
    listing = models.ForeignKey(
        "marketplace.Listing", null=True, on_delete=models.PROTECT, related_name="sent_photos"
    )
    draft = models.UUIDField(null=True, editable=False, help_text="The draft's id, until it is posted.")
    agent = models.ForeignKey("agents.Agent", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("agents.User", null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.CHECKING)
    code = models.CharField(max_length=40, blank=True, help_text="Why it was refused.")
    sha256 = models.CharField(max_length=64, blank=True, editable=False, help_text="Of the published bytes.")
    width = models.PositiveSmallIntegerField(default=0, editable=False)
    height = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(editable=False)
    lease_until = models.DateTimeField(null=True, editable=False, help_text="A worker has it until then.")
    removed_at = models.DateTimeField(null=True, editable=False)
    destroy_at = models.DateTimeField(null=True, editable=False, help_text="When row and bytes go.")

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state="checking", removed_at=None), name="photo_checking"
            ),
            models.Index(
                fields=["destroy_at"], condition=Q(destroy_at__isnull=False), name="photo_destruction"
            ),
            models.Index(fields=["sha256"], name="photo_sha256"),
            models.Index(fields=["agent", "created_at"], name="photo_of_agent"),
            models.Index(fields=["person", "created_at"], name="photo_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(listing=None, draft__isnull=False) | Q(listing__isnull=False, draft=None),
                name="photo_of_a_listing_or_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(agent=None, person__isnull=False) | Q(agent__isnull=False, person=None),
                name="photo_by_an_agent_or_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state="checking", code="", sha256="")
                | Q(state="refused", sha256="") & ~Q(code="")
                | Q(state="good", code="", sha256__regex=r"^[0-9a-f]{64}$", width__gt=0, height__gt=0),
                name="photo_state_is_whole",
            ),
            models.UniqueConstraint(
                fields=["listing", "sha256"],
                condition=Q(state="good", removed_at=None),
                name="photo_once_a_listing",
            ),
            models.UniqueConstraint(
                fields=["draft", "sha256"],
                condition=Q(state="good", removed_at=None),
                name="photo_once_a_draft",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
